# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which territories come into the list of a series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Callable

from qgis.core import QgsApplication, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QCursor
from qgis.PyQt.QtWidgets import QApplication, QMenu

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.common.layer_roles import ROLE
from ...core.common.request import COMMUNE, EPCI, SELECTION
from ...core.common.settings import Settings
from ...core.series.layer_table import selection_table
from ...core.series.list_file import read_list_file
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.kept_selections import kept_selections
from ...core.territory.territory_list import ALL, Fault, Listed
from ...core.territory.territory_table import table_cells
from ..common.file_dialogs import ask_open
from ..common.labels import communes
from ..common.map_picking import MapPicking
from ..common.territory_search import Searched, TerritorySearch
from .listing import Listing
from .territory_model import TerritoryModel


class Ways(QObject):
    """Drives the search line and the buttons beside it; what they give is put into one list."""

    working = pyqtSignal(bool)  # whether a text is being read

    def __init__(
        self,
        window: Any,
        model: TerritoryModel,
        canvas: QgsMapCanvas,
        gazetteer: Callable[[], Gazetteer],
    ) -> None:
        """`window` has a `form` and `messages`; `gazetteer` may raise TerritoryError."""
        super().__init__(window)
        self._window = window
        self._form = form = window.form
        self._messages = messages = window.messages
        self._model = model
        self._gazetteer = gazetteer
        self._listing: Listing | None = None
        self._waiting: list[str] = []
        # Of the EPCIs and selections whose communes were added.
        self._plans: dict[str, Entry] = {}
        self.search = TerritorySearch(
            form.search, gazetteer, messages, Searched(others=self._wider_entries)
        )
        self.picking = MapPicking(form.pick, canvas, gazetteer, messages)
        self.layers = QMenu(form.layer)
        self.lists = QMenu(form.lists)
        self._build()

    def close_down(self) -> None:
        """Disconnect from the canvas, and wait for a text that is being read."""
        self.picking.close_down()
        if self._listing is not None:
            self._listing.wait()

    def take_text(self, text: str) -> None:
        """Add the territories that a text names, once those before it are there."""
        if not text.strip():
            return
        self._waiting.append(text)
        if self._listing is None:
            self._read_next()

    def add(self, entry: Entry) -> None:
        """Add a territory; of an EPCI or a selection the communes, its own plan if wanted."""
        self._form.bar.clearWidgets()
        if entry.kind == COMMUNE:
            self._put(Listed([entry], []))
            return
        if entry.kind == EPCI:
            self.take_text(entry.code)
            return
        gazetteer = self._gazetteer()
        members = [e for e in map(gazetteer.entry, entry.members) if e is not None]
        faults = [_absent(entry, code) for code in gazetteer.absent(entry)]
        self._put(Listed(members, faults), entry)

    def choose_plans(self, on: bool) -> None:
        """Put the plans of the EPCIs and selections into the list, or take them out.

        They are of those that were added, and of those whose communes are all there. Raises
        TerritoryError.
        """
        if not on:
            self._model.remove_plans()
            return
        there = {entry.code for entry in self._model.entries()}
        gazetteer = self._gazetteer()
        whole = [
            entry
            for entry in gazetteer.entries
            if entry.kind == EPCI
            and there.issuperset({*entry.members} - {*gazetteer.absent(entry)})
        ]
        self._model.add_plans([*self._plans.values(), *whole])

    def _build(self) -> None:
        form = self._form
        icons = {
            form.paste: "/mActionEditPaste.svg",
            form.file: "/mActionFileOpen.svg",
            form.layer: "/mActionSelectRectangle.svg",
            form.pick: "/mActionIdentify.svg",
            form.lists: "/mActionOpenTable.svg",
        }
        for button, icon in icons.items():
            button.setIcon(QgsApplication.getThemeIcon(icon))
        form.search.setShowSearchIcon(True)
        form.layer.setMenu(self.layers)
        form.lists.setMenu(self.lists)
        self.layers.aboutToShow.connect(self._list_layers)
        self.lists.aboutToShow.connect(self._list_lists)
        self.search.found.connect(self._take_found)
        self.search.typed.connect(self._take_typed)
        self.picking.picked.connect(self._toggle)
        self._model.changed.connect(self._follow_list)
        form.paste.clicked.connect(self.paste)
        form.file.clicked.connect(self._ask_file)

    # The search line --------------------------------------------------------------------------

    def _wider_entries(self, text: str) -> Sequence[Entry]:
        """What a text stands for that is no territory of its own: a département, all communes."""
        wanted = text.strip().upper()
        if wanted.casefold() in ALL:
            return [_wider("", wanted.casefold(), translate("Series", "All communes"))]
        return [_departement(code, name) for code, name in self._departements() if code == wanted]

    def _take_found(self, entry: Entry) -> None:
        self._form.search.clear()
        with self._messages.shown():
            if entry.former_code and not entry.members and entry.kind == SELECTION:
                self.take_text(entry.former_code)
            else:
                self.add(entry)

    def _take_typed(self, text: str) -> None:
        self._form.search.clear()
        self.take_text(text)

    # The buttons ------------------------------------------------------------------------------

    def paste(self) -> None:
        """Add what was copied."""
        self.take_text(QApplication.clipboard().text())

    def _ask_file(self) -> None:
        with self._messages.shown():
            kinds = f"{translate('Series', 'Tables and texts')} (*.csv *.txt *.tsv)"
            every = f"{translate('Sources', 'All files')} (*)"
            title = translate("Series", "List of territories")
            folder = Settings.load().export_folder
            path = ask_open(self._window, title, folder, f"{kinds};;{every}")
            if path is not None:
                self.take_text(read_list_file(path))

    def take_layer(self, layer: QgsVectorLayer) -> None:
        """Add what is selected in a layer. Raises TerritoryError, SourceError."""
        table = selection_table(layer)
        if table_cells(table, self._gazetteer().is_known) is None:
            raise TerritoryError(
                translate(
                    "Series", "The layer “{layer}” has no field with codes of communes or EPCIs."
                ).format(layer=layer.name())
            )
        self.take_text(table)

    def _list_layers(self) -> None:
        self.layers.clear()
        layers = QgsProject.instance().mapLayers().values()
        ours = [x for x in layers if isinstance(x, QgsVectorLayer) and not x.customProperty(ROLE)]
        for layer in sorted(ours, key=lambda each: each.name().casefold()):
            count = layer.selectedFeatureCount()
            told = translate("Series", "%n selected", "", count)
            action = self.layers.addAction(f"{layer.name()} ({told})".replace("&", "&&"))
            action.setEnabled(bool(count))
            action.triggered.connect(lambda _, one=layer: self._take_layer(one))
        if not ours:
            none = translate("Series", "The project has no layer with attributes")
            self.layers.addAction(none).setEnabled(False)

    def _take_layer(self, layer: QgsVectorLayer) -> None:
        self._form.bar.clearWidgets()
        with self._messages.shown():
            self.take_layer(layer)

    def _list_lists(self) -> None:
        self.lists.clear()
        with self._messages.shown():
            for kept in kept_selections(self._gazetteer()):
                label = f"{kept.name} ({communes(len(kept.members))})"
                action = self.lists.addAction(label.replace("&", "&&"))
                action.triggered.connect(lambda _, one=kept: self._take_found(one))
            self.lists.addSeparator()
            departements = self.lists.addMenu(translate("Series", "Département"))
            for code, name in self._departements():
                action = departements.addAction(f"{code} {name}")
                action.triggered.connect(lambda _, one=code: self.take_text(one))
            every = self.lists.addAction(translate("Series", "All communes"))
            every.triggered.connect(lambda: self.take_text(ALL[0]))

    def _departements(self) -> Iterator[tuple[str, str]]:
        """The départements of the loaded communes, by code."""
        entries = self._gazetteer().entries
        codes = {entry.departement for entry in entries if entry.kind == COMMUNE}
        yield from self._gazetteer().departement_names(codes).items()

    def _toggle(self, entry: Entry) -> None:
        """Add the commune of a click, or take it out where it is there."""
        is_new = not self._model.holds(entry)
        if is_new:
            self._model.add([entry])
        else:
            self._model.take_out(entry)
        self.picking.mark(entry, is_new)

    # Reading ----------------------------------------------------------------------------------

    def _read_next(self) -> None:
        text = self._waiting.pop(0)
        self._form.bar.clearWidgets()
        with self._messages.shown():
            gazetteer = self._gazetteer()
            self._listing = Listing(text, gazetteer, self)
            self._listing.listed.connect(self._put_listed)
            self.working.emit(True)
            self._window.setCursor(QCursor(Qt.CursorShape.BusyCursor))
            self._listing.start()

    def _put_listed(self, listed: Listed) -> None:
        if self._listing is not None:
            self._listing.deleteLater()
        self._listing = None
        self._window.unsetCursor()
        self._put(listed)
        self.working.emit(False)
        if self._waiting:
            self._read_next()

    def _follow_list(self) -> None:
        """Forget whose communes were added, once none is left."""
        if not self._model.count:
            self._plans.clear()

    def _put(self, listed: Listed, plan: Entry | None = None) -> None:
        """Put territories into the list; EPCIs among them, and a `plan`, only where wanted."""
        plans = [*([plan] if plan else []), *(e for e in listed.entries if e.kind == EPCI)]
        self._plans.update((each.reference, each) for each in plans)
        entries = [each for each in listed.entries if each.kind != EPCI]
        if plans and self._form.ownSheet.isChecked():
            entries = [*([plan] if plan else []), *listed.entries]
        new = self._model.add(entries, listed.faults)
        if entries and not new:
            there = translate("Series", "%n territories are in the list already", "", len(entries))
            self._messages.done(there)


def _departement(code: str, name: str) -> Entry:
    label = translate("Series", "{departement}: each of its communes")
    return _wider(code, code, label.format(departement=name or code))


def _wider(code: str, text: str, label: str) -> Entry:
    """What the search line offers for a text that stands for many territories."""
    return Entry(code="", name=label, kind=SELECTION, departement=code, former_code=text)


def _absent(entry: Entry, code: str) -> Fault:
    sentence = translate("Series", "“{code}” of {territory} is not among the loaded territories.")
    return Fault(code, sentence.format(code=code, territory=entry.title))

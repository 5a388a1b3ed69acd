# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog for a selection of communes with a title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QListWidgetItem,
    QMenu,
    QShortcut,
    QWidget,
)

from ...core.common.errors import TerritoryError
from ...core.common.files import safe_prefix
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.series.list_file import read_list_file
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.kept_selections import forget_selection, kept_selections
from ...core.territory.search import only_territory
from ...core.territory.selection_file import write_codes
from ...core.territory.territory_table import table_cells
from ..common.file_dialogs import ask, ask_open, ask_save
from ..common.help import add_help
from ..common.labels import communes, entry_label, inhabitants, offered_label
from ..common.map_picking import MapPicking
from ..common.messages import Messages
from ..common.territory_search import TerritorySearch

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

_CODE = re.compile(r"\d[\dAB]\d{3}|\d{9}", re.IGNORECASE)


class SelectionDialog(QDialog):
    """Communes are added by name, by code, from a file or the map, and printed as one territory."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        selection: Entry | None = None,
        parent: QWidget | None = None,
        canvas: QgsMapCanvas | None = None,
    ) -> None:
        """Begin with an earlier selection, if there is one; communes are picked on a `canvas`."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.gazetteer = gazetteer
        self.messages = Messages(self.form.bar)
        self.search = TerritorySearch(self.form.search, lambda: gazetteer, self.messages)
        self.picking: MapPicking | None = None
        self._build()
        if canvas is not None:
            self._pick_on(canvas)
        self.form.pick.setVisible(canvas is not None)
        if selection is not None:
            self.form.title.setText(selection.name)
            self._add([selection])
        self._update()
        self.form.search.setFocus()

    def done(self, result: int) -> None:
        """Give the canvas back before the window is closed."""
        if self.picking is not None:
            self.picking.stop()
            self.picking.close_down()
            self.picking = None
        super().done(result)

    def selection(self) -> Entry:
        """The communes of the list under the title."""
        return self.gazetteer.selection(self._entries(), self.form.title.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter in the search line add to the list, and not close the dialog as well."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not (enter and self.form.search.hasFocus()):
            super().keyPressEvent(event)

    def _build(self) -> None:
        form = self.form
        icons = {
            form.kept: "/mActionOpenTable.svg",
            form.pick: "/mActionIdentify.svg",
            form.file: "/mActionFileOpen.svg",
            form.paste: "/mActionEditPaste.svg",
        }
        for button, icon in icons.items():
            button.setIcon(QgsApplication.getThemeIcon(icon))
        form.search.setShowSearchIcon(True)
        self.kept = QMenu(form.kept)
        self.kept.aboutToShow.connect(self._list_kept)
        form.kept.setMenu(self.kept)
        self.search.found.connect(self._take)
        self.search.typed.connect(self._take_text)
        form.file.clicked.connect(self._ask_file)
        form.paste.clicked.connect(lambda: self._take_text(QApplication.clipboard().text()))
        form.communes.itemSelectionChanged.connect(self._update)
        form.save.clicked.connect(self._save)
        form.remove.clicked.connect(self._remove)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), form.communes)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._remove)
        form.buttons.accepted.connect(self.accept)
        form.buttons.rejected.connect(self.reject)
        add_help(form.buttons, "guide")

    # The map ----------------------------------------------------------------------------------

    def _pick_on(self, canvas: QgsMapCanvas) -> None:
        picking = MapPicking(self.form.pick, canvas, lambda: self.gazetteer, self.messages)
        picking.picked.connect(self._toggle)
        picking.started.connect(self._mark_all)
        self.picking = picking

    def _toggle(self, commune: Entry) -> None:
        """Add the commune of a click, or take it out where it is there."""
        self.form.bar.clearWidgets()
        rows = [row for row, entry in enumerate(self._entries()) if entry.code == commune.code]
        if rows:
            self.form.communes.takeItem(rows[0])
        else:
            self._add([commune])
        self._mark(commune, not rows)
        self._update()

    def _mark_all(self) -> None:
        for entry in self._entries():
            self._mark(entry, True)

    def _mark(self, commune: Entry, is_chosen: bool) -> None:
        if self.picking is not None and self.form.pick.isChecked():
            self.picking.mark(commune, is_chosen)

    # Kept selections and files ------------------------------------------------------------------

    def _list_kept(self) -> None:
        self.kept.clear()
        kept = kept_selections(self.gazetteer)
        for selection in kept:
            label = offered_label(selection).replace("&", "&&")
            action = self.kept.addAction(label)
            action.triggered.connect(lambda _, one=selection: self._open(one))
        if not kept:
            none = translate("Selection", "No selection is kept yet: OK keeps this one")
            self.kept.addAction(none).setEnabled(False)
            return
        self.kept.addSeparator()
        delete = self.kept.addMenu(translate("Selection", "&Delete"))
        for selection in kept:
            action = delete.addAction(selection.name.replace("&", "&&"))
            action.triggered.connect(lambda _, one=selection: self._forget(one))

    def _open(self, selection: Entry) -> None:
        """Show a kept selection in the place of what is listed."""
        self.form.bar.clearWidgets()
        for entry in self._entries():
            self._mark(entry, False)
        self.form.communes.clear()
        self.form.title.setText(selection.name)
        self._add([selection])
        self._update()

    def _forget(self, selection: Entry) -> None:
        question = translate("Selection", "Delete the selection “{name}”?")
        if ask(self, question.format(name=selection.name)):
            forget_selection(selection.name)

    def _ask_file(self) -> None:
        kinds = f"{translate('Series', 'Tables and texts')} (*.csv *.txt *.tsv)"
        every = f"{translate('Sources', 'All files')} (*)"
        title = translate("Selection", "Codes of communes")
        folder = Settings.load().export_folder
        path = ask_open(self, title, folder, f"{kinds};;{every}")
        if path is not None:
            with self.messages.shown():
                self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Add the communes of a file, whose name is the title where there is none.

        Raises TerritoryError.
        """
        text = read_list_file(path)
        cells = table_cells(text, self.gazetteer.is_known)
        self._take_parts(_parts(text) if cells is None else cells)
        if not self.form.title.text() and self.form.communes.count():
            self.form.title.setText(path.stem)

    def _save(self) -> None:
        settings, name = Settings.load(), safe_prefix(self.selection().name)
        title = translate("Selection", "Export the selection")
        path = ask_save(self, title, settings.export_folder, f"{name}.csv", ["CSV (*.csv)"])
        if path is not None:
            with self.messages.shown():
                write_codes(path, self._entries())
                self.messages.saved(path)

    # The list ---------------------------------------------------------------------------------

    def _entries(self) -> list[Entry]:
        items = (self.form.communes.item(row) for row in range(self.form.communes.count()))
        return [item.data(Qt.ItemDataRole.UserRole) for item in items]

    def _take(self, entry: Entry) -> None:
        """Add what was found, and clear the line for the next search."""
        self.form.bar.clearWidgets()
        self._add([entry])
        self.form.search.clear()
        self._update()

    def _take_text(self, text: str) -> None:
        """Add all territories that a text names; unknown and ambiguous names are refused."""
        self._take_parts(_parts(text))

    def _take_parts(self, parts: Iterable[str]) -> None:
        self.form.bar.clearWidgets()
        found: list[Entry] = []
        refused: dict[str, TerritoryError] = {}
        for part in parts:
            try:
                # Hundreds of codes may be pasted.
                found.append(
                    self.gazetteer.entry(part.upper()) or only_territory(self.gazetteer, part)
                )
            except TerritoryError as error:
                refused[part] = error
        self._add(found)
        if not refused:
            self.form.search.clear()
        self._update()
        with self.messages.shown():
            _refuse(refused)

    def _add(self, entries: Sequence[Entry]) -> None:
        there = {commune.reference for commune in self._entries()}
        listed = [each for entry in entries for each in entry.members or (entry.reference,)]
        for reference in dict.fromkeys(listed):
            commune = self.gazetteer.entry(reference)
            if commune is not None and reference not in there:
                item = QListWidgetItem(entry_label(commune), self.form.communes)
                item.setData(Qt.ItemDataRole.UserRole, commune)
                self._mark(commune, True)
        self.form.communes.scrollToBottom()
        self.messages.warn([text for entry in entries for text in self.left_out(entry)])

    def left_out(self, entry: Entry) -> Iterator[str]:
        absent = self.gazetteer.absent(entry)
        if absent:
            yield translate(
                "Selection",
                "These communes of {territory} are not among the loaded territories and are left "
                "out: {codes}.",
            ).format(territory=entry.title, codes=", ".join(absent))

    def _remove(self) -> None:
        for item in self.form.communes.selectedItems():
            self._mark(item.data(Qt.ItemDataRole.UserRole), False)
            self.form.communes.takeItem(self.form.communes.row(item))
        if not self.form.communes.count():
            # What comes next is another territory, which has a title of its own.
            self.form.title.clear()
        self._update()

    def _update(self) -> None:
        form, entries = self.form, self._entries()
        population = sum(entry.population for entry in entries)
        parts = [communes(len(entries)), inhabitants(population) if population else ""]
        form.count.setText(" · ".join(part for part in parts if part))
        form.title.setPlaceholderText(self.gazetteer.selection(entries).name)
        form.save.setEnabled(bool(entries))
        form.remove.setEnabled(bool(form.communes.selectedItems()))
        form.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(bool(entries))


def _parts(text: str) -> Iterable[str]:
    """The names or codes of a text; blanks alone separate codes, but not names."""
    words = re.split(r"[\s,;]+", text.strip(" \t\r\n,;"))
    if all(_CODE.fullmatch(word) for word in words):
        return words
    return filter(None, (part.strip() for part in re.split(r"[\t\r\n,;]+", text)))


def _refuse(refused: dict[str, TerritoryError]) -> None:
    if len(refused) == 1:
        raise next(iter(refused.values()))
    if refused:
        raise TerritoryError(
            translate(
                "Selection", "These are no territories, or the names of several: {list}."
            ).format(list=", ".join(refused))
        )

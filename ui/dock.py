# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock: from a commune's name to the layers, the layout and the printed sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsFeedback,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsSymbolLayerUtils,
)
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QModelIndex, QSize, QStringListModel, Qt, QTimer
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QHeaderView,
    QMenu,
    QScrollArea,
    QTreeWidgetItem,
    QWidget,
)

from ..core.errors import TerritoryError
from ..core.export import file_name
from ..core.i18n import translate
from ..core.layers import DIM, HIDE, SHOW
from ..core.pipeline import (
    SheetRequest,
    SheetResult,
    add_layout,
    export_sheet,
    load_sheet_layers,
)
from ..core.profile import DEMONSTRATION, FILE_ENDINGS
from ..core.settings import Settings
from ..core.sheet import SheetDefinition, available_sheets, load_sheet
from ..core.template import available_templates
from ..core.territory import EPCI, Entry, Gazetteer, Territory
from .messages import Messages
from .picker import TerritoryPicker

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

COMPLETIONS = 12


class SheetDock(QgsDockWidget):
    """The window of the plugin; all it does goes through `core.pipeline`."""

    def __init__(self, iface: QgisInterface, parent: QWidget | None = None) -> None:
        super().__init__(translate("Dock", "SRCE PAC"), parent)
        self.setObjectName("SrcePacDock")
        self.iface = iface
        self.messages = Messages(iface.messageBar())
        self.settings = Settings.load()
        self.picker = TerritoryPicker(iface.mapCanvas())
        self.entry: Entry | None = None
        self._gazetteer: Gazetteer | None = None
        self._found: list[Entry] = []
        self._feedback: QgsFeedback | None = None
        self._build()
        self._fill_choices()
        self._connect()
        self._show_entry()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read the territories once the dock is seen, not while QGIS starts."""
        super().showEvent(event)
        QTimer.singleShot(0, self._read_territories)

    def close_down(self) -> None:
        """Let go of the canvas and stop what is under way; the mirror of `__init__`."""
        if self._feedback is not None:
            self._feedback.cancel()
        self.picker.stop()
        self.picker.picked.disconnect(self._choose_at)
        self.picker.stopped.disconnect(self._picking_stopped)
        self.picker.deleteLater()

    @property
    def gazetteer(self) -> Gazetteer:
        """The territories, read when they are first asked for. Raises TerritoryError."""
        if self._gazetteer is None:
            self._gazetteer = Gazetteer.embedded()
        return self._gazetteer

    # Building -------------------------------------------------------------------------------

    def _build(self) -> None:
        self.form = FORM()
        widget = QWidget()
        self.form.setupUi(widget)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(widget)
        self.setWidget(scroll)
        self.form.search.setShowSearchIcon(True)
        self.form.pick.setIcon(QgsApplication.getThemeIcon("/mActionIdentify.svg"))
        self.form.layers.header().setStretchLastSection(False)
        self.form.layers.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.form.layers.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.form.layers.setIconSize(QSize(22, 14))

        self._titles = QStringListModel(self)
        self.completer = QCompleter(self._titles, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(COMPLETIONS)
        self.form.search.setCompleter(self.completer)

        menu = QMenu(self.form.browse)
        self.browse_file = menu.addAction(translate("Dock", "File…"))
        self.browse_folder = menu.addAction(translate("Dock", "Folder…"))
        self.form.browse.setMenu(menu)

    def _fill_choices(self) -> None:
        form = self.form
        for sheet in available_sheets():
            form.sheet.addItem(load_sheet(sheet).name, sheet)
        _select(form.sheet, self.settings.sheet)
        for mode, text in (
            (HIDE, translate("Dock", "Hidden")),
            (DIM, translate("Dock", "Dimmed")),
            (SHOW, translate("Dock", "Shown")),
        ):
            form.outside.addItem(text, mode)
        _select(form.outside, self.settings.outside)
        form.template_.addItem(translate("Dock", "By the territory's shape"), "")
        for name in available_templates():
            form.template_.addItem(name.replace("_", " "), name)
        _select(form.template_, self.settings.template)
        self._fill_sources()

    def _fill_sources(self) -> None:
        combo = self.form.source
        combo.clear()
        combo.addItem(translate("Dock", "Demonstration (fictitious)"), DEMONSTRATION)
        for source in self.settings.sources():
            combo.addItem(Path(source).name or source, source)
            combo.setItemData(combo.count() - 1, source, Qt.ItemDataRole.ToolTipRole)
        _select(combo, self.settings.source)

    def _connect(self) -> None:
        form = self.form
        form.search.textEdited.connect(self._complete)
        form.search.returnPressed.connect(self._accept_search)
        self.completer.activated[QModelIndex].connect(self._accept_completion)
        form.pick.toggled.connect(self._toggle_picking)
        self.picker.picked.connect(self._choose_at)
        self.picker.stopped.connect(self._picking_stopped)
        self.browse_file.triggered.connect(self._browse_file)
        self.browse_folder.triggered.connect(self._browse_folder)
        form.load.clicked.connect(self.load)
        form.layout_.clicked.connect(self.open_layout)
        form.export_.clicked.connect(self.export)
        form.cancel.clicked.connect(self._cancel)

    # Choosing -------------------------------------------------------------------------------

    def _read_territories(self) -> None:
        with self.messages.shown():
            self.gazetteer  # noqa: B018 - read now, so that the first key is answered at once

    def _complete(self, text: str) -> None:
        with self.messages.shown():
            self._found = self.gazetteer.search(text, COMPLETIONS)
            self._titles.setStringList([_described(entry) for entry in self._found])

    def _accept_search(self) -> None:
        popup = self.completer.popup()
        row = popup.currentIndex().row() if popup.isVisible() else -1
        popup.hide()
        if 0 <= row < len(self._found):
            self._choose(self._found[row])
            return
        with self.messages.shown():
            text = self.form.search.text()
            if self.entry is not None and text == self.entry.title:
                self._choose(self.entry)
                return
            found = self.gazetteer.search(text, 1)
            # Nothing found: the gazetteer has the sentence for it.
            self._choose(found[0] if found else self.gazetteer.resolve(text))

    def _accept_completion(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            self._choose(self._found[index.row()])

    def _choose(self, entry: Entry) -> None:
        """Take a territory and load its layers, once whatever the number of signals."""
        if self._feedback is not None or (self.entry is entry and self._loading_soon):
            return
        self.entry = entry
        self._show_entry()
        self._loading_soon = True
        # The completer writes its own text into the line after this signal.
        QTimer.singleShot(0, self._load_chosen)

    _loading_soon = False

    def _load_chosen(self) -> None:
        self._loading_soon = False
        self._show_entry()
        self.load()

    def _show_entry(self) -> None:
        chosen = self.entry is not None
        for button in (self.form.load, self.form.layout_, self.form.export_):
            button.setEnabled(chosen)
        if self.entry is not None:
            self.form.search.setText(self.entry.title)
            self.form.territory.setText(_summary(self.entry))

    def _toggle_picking(self, on: bool) -> None:
        if on:
            self.picker.start()
        else:
            self.picker.stop()

    def _choose_at(self, point: QgsPointXY) -> None:
        with self.messages.shown():
            crs = self.iface.mapCanvas().mapSettings().destinationCrs()
            entry = self.gazetteer.at(point, crs)
            if entry is None:
                raise TerritoryError(
                    translate("Dock", "No commune of the loaded territories lies there.")
                )
            self._choose(entry)

    def _picking_stopped(self) -> None:
        self.form.pick.setChecked(False)

    def _browse_file(self) -> None:
        pattern = " ".join(f"*{ending}" for ending in FILE_ENDINGS)
        path, _ = QFileDialog.getOpenFileName(
            self,
            translate("Dock", "Ecological data"),
            self._source_folder(),
            f"{translate('Dock', 'Vector data')} ({pattern})",
        )
        self._take_source(path)

    def _browse_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(
            self, translate("Dock", "Folder of ecological data"), self._source_folder()
        )
        self._take_source(path)

    def _source_folder(self) -> str:
        sources = self.settings.sources()
        return str(Path(sources[0]).parent) if sources else ""

    def _take_source(self, path: str) -> None:
        if path:
            self.settings.remember_source(path)
            self.settings.save()
            self._fill_sources()

    # Doing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Load the layers of the chosen territory and zoom to it."""
        result = self._run(
            lambda request, feedback: load_sheet_layers(
                request, self.gazetteer, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self._show_counts(result)
            # QGIS sets up the canvas of an empty project just after its first layer.
            QTimer.singleShot(0, lambda: self._zoom_to(result.territory))
            self.messages.warn(result.warnings)

    def open_layout(self) -> None:
        """Open the filled layout in the layout designer."""
        result = self._run(
            lambda request, feedback: add_layout(
                request, self.gazetteer, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self._show_counts(result)
            self.messages.warn(result.warnings)
            self.iface.openLayoutDesigner(result.layout)

    def export(self) -> None:
        """Ask for a file and print the sheet to it."""
        if self.entry is None:
            return
        with self.messages.shown():
            sheet = load_sheet(self.form.sheet.currentData())
            path = self._ask_path(sheet, self.entry)
            if path is None:
                return
            self.settings.export_folder = str(path.parent)
            result = self._run(
                lambda request, feedback: export_sheet(request, self.gazetteer, path, feedback)
            )
            if result is not None and result.file is not None:
                self._show_counts(result)
                self.messages.warn(result.warnings)
                self.messages.exported(result.file)

    def _ask_path(self, sheet: SheetDefinition, entry: Entry) -> Path | None:
        folder = Path(self.settings.export_folder or Path.home())
        proposed = folder / file_name(sheet.file_prefix, entry.code, entry.name)
        chosen, kind = QFileDialog.getSaveFileName(
            self,
            translate("Dock", "Export the sheet"),
            str(proposed),
            "PDF (*.pdf);;PNG (*.png);;SVG (*.svg)",
        )
        if not chosen:
            return None
        path = Path(chosen)
        # Not every system's dialog adds the ending of the kind that was chosen.
        return path if path.suffix else path.with_suffix(f".{kind[:3].lower()}")

    def _run(
        self, action: Callable[[SheetRequest, QgsFeedback], SheetResult]
    ) -> SheetResult | None:
        """Run one step of the pipeline with progress, cancel and one place for refusals."""
        if self.entry is None or self._feedback is not None:
            return None
        self._remember_choices()
        with self.messages.shown(), self._busy() as feedback:
            return action(self._request(self.entry), feedback)
        return None

    def _request(self, entry: Entry) -> SheetRequest:
        return SheetRequest(
            territory=entry.code,
            sheet=self.settings.sheet,
            source=self.settings.source,
            template=self.settings.template,
            outside=self.settings.outside,
        )

    def _remember_choices(self) -> None:
        form = self.form
        self.settings.sheet = form.sheet.currentData()
        self.settings.source = form.source.currentData()
        self.settings.outside = form.outside.currentData()
        self.settings.template = form.template_.currentData()
        self.settings.save()

    @contextmanager
    def _busy(self) -> Iterator[QgsFeedback]:
        """Show progress and a way out; the other controls wait, whatever happens."""
        form = self.form
        waiting = (form.search, form.pick, form.load, form.layout_, form.export_)
        feedback = QgsFeedback()
        feedback.progressChanged.connect(self._show_progress)
        self._feedback = feedback
        for control in waiting:
            control.setEnabled(False)
        form.progress.setVisible(True)
        form.cancel.setVisible(True)
        self._show_progress(0)
        try:
            yield feedback
        finally:
            feedback.progressChanged.disconnect(self._show_progress)
            self._feedback = None
            for control in waiting:
                control.setEnabled(True)
            form.progress.setVisible(False)
            form.cancel.setVisible(False)
            form.export_.setFocus()

    def _show_progress(self, percent: float) -> None:
        self.form.progress.setValue(int(percent))
        # The cancel button must answer while the main thread works.
        QgsApplication.processEvents()

    def _cancel(self) -> None:
        if self._feedback is not None:
            self._feedback.cancel()

    # Showing --------------------------------------------------------------------------------

    def _show_counts(self, result: SheetResult) -> None:
        tree = self.form.layers
        tree.clear()
        for class_id, count in result.counts.items():
            item = QTreeWidgetItem([result.sheet.label(class_id), str(count)])
            item.setTextAlignment(1, int(Qt.AlignmentFlag.AlignRight))
            item.setToolTip(0, result.sheet.label(class_id))
            if class_id in result.symbols:
                size = tree.iconSize()
                symbol = result.symbols[class_id]
                item.setIcon(0, QgsSymbolLayerUtils.symbolPreviewIcon(symbol, size))
            tree.addTopLevelItem(item)
        for class_id in result.missing:
            item = QTreeWidgetItem([result.sheet.label(class_id), "–"])
            item.setTextAlignment(1, int(Qt.AlignmentFlag.AlignRight))
            item.setToolTip(0, translate("Dock", "The source does not hold this class"))
            item.setDisabled(True)
            tree.addTopLevelItem(item)

    def _zoom_to(self, territory: Territory) -> None:
        canvas = self.iface.mapCanvas()
        geometry = QgsGeometry(territory.geometry)
        geometry.transform(
            QgsCoordinateTransform(
                territory.crs, canvas.mapSettings().destinationCrs(), QgsProject.instance()
            )
        )
        extent = geometry.boundingBox()
        extent.scale(1.1)
        canvas.setExtent(extent)
        canvas.refresh()


def _select(combo: QComboBox, data: str) -> None:
    combo.setCurrentIndex(max(0, combo.findData(data)))


def _described(entry: Entry) -> str:
    """A completion: what tells the territory from its namesakes."""
    where = entry.departement_name or entry.departement
    if entry.kind == EPCI:
        return f"{entry.name} – {where}"
    return f"{entry.title} – {where}" if where else entry.title


def _summary(entry: Entry) -> str:
    parts = [
        translate("Dock", "%n communes", "", len(entry.members))
        if entry.kind == EPCI
        else entry.epci_name,
        entry.departement_name,
        translate("Dock", "{count} inhabitants").format(count=f"{entry.population:n}"),
    ]
    return " · ".join(part for part in parts if part)

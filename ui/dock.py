# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock: from a commune's name to the layers, the layout and the printed sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsApplication,
    QgsFeedback,
    QgsPointXY,
    QgsProject,
    QgsReferencedRectangle,
    QgsSymbolLayerUtils,
)
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import (
    QLocale,
    QModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    QTimer,
)
from qgis.PyQt.QtGui import QIcon, QKeyEvent, QPixmap, QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QFileDialog,
    QFrame,
    QHeaderView,
    QMenu,
    QScrollArea,
    QTreeWidgetItem,
    QWidget,
)

from ..core.entry import EPCI, Entry
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
from ..core.sheet import available_sheets, load_sheet
from ..core.template import available_templates
from ..core.territory import Gazetteer, Territory
from .messages import Messages
from .picker import TerritoryPicker
from .progress import Progress

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
        self.progress: Progress | None = None
        self._uses = 0
        self._closed = False
        self._build()
        self._fill_choices()
        self._connect()
        self._update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read the territories once the dock is seen, not while QGIS starts."""
        super().showEvent(event)
        QTimer.singleShot(0, self._read_territories)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Escape take back what was begun: the picking, the typing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.form.pick.isChecked():
            self.picker.stop()
        elif self.entry is not None:
            self._write(self.entry.title)

    def close_down(self) -> None:
        """Stop what is under way, let go of the canvas and go; the mirror of `__init__`."""
        self._closed = True
        self.messages.close()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        canvas = self.iface.mapCanvas()
        canvas.layersChanged.disconnect(self._follow_canvas)
        self.picker.stop()
        self.picker.picked.disconnect(self._choose_at)
        self.picker.stopped.disconnect(self._picking_stopped)
        self.picker.deleteLater()
        if not self._uses:
            self.deleteLater()

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
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(widget)
        # No narrower than what it holds: there is no bar to scroll sideways with.
        bar = scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(widget.minimumSizeHint().width() + bar)
        self.setWidget(scroll)
        self.form.search.setShowSearchIcon(True)
        self.form.pick.setIcon(QgsApplication.getThemeIcon("/mActionIdentify.svg"))
        header = self.form.layers.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.form.layers.setIconSize(QSize(22, 14))

        # The line edit's own completer would write what is marked into the line, and be no
        # wider than the line.
        self._titles = QStringListModel(self)
        self.completer = QCompleter(self._titles, self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(COMPLETIONS)
        self.completer.setWidget(self.form.search)

        menu = QMenu(self.form.browse)
        self.browse_file = menu.addAction(translate("Dock", "&File…"))
        self.browse_folder = menu.addAction(translate("Dock", "F&older…"))
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
            form.template_.addItem(_template_label(name), name)
        _select(form.template_, self.settings.template)
        self._fill_sources()

    def _fill_sources(self) -> None:
        combo = self.form.source
        combo.clear()
        combo.addItem(translate("Dock", "Fictitious demonstration"), DEMONSTRATION)
        for source in self.settings.sources():
            combo.addItem(Path(source).name or source, source)
            combo.setItemData(combo.count() - 1, source, Qt.ItemDataRole.ToolTipRole)
        _select(combo, self.settings.source)

    def _connect(self) -> None:
        form = self.form
        form.search.textEdited.connect(self._complete)
        form.search.textChanged.connect(self._update)
        form.search.returnPressed.connect(self._accept_search)
        # Not the completer's own signal: Enter in the list reaches the line as well.
        self.completer.popup().clicked.connect(
            self._accept_completion, Qt.ConnectionType.QueuedConnection
        )
        form.pick.clicked.connect(self._toggle_picking)
        # The step that follows may outlive the map tool.
        self.picker.picked.connect(self._choose_at, Qt.ConnectionType.QueuedConnection)
        self.picker.stopped.connect(self._picking_stopped)
        self.iface.mapCanvas().layersChanged.connect(self._follow_canvas)
        self._follow_canvas()
        for combo in (form.sheet, form.source, form.outside, form.template_):
            combo.activated.connect(self._remember_choices)
        for combo in (form.sheet, form.source):
            combo.currentIndexChanged.connect(self._update)
        self.browse_file.triggered.connect(self._browse_file)
        self.browse_folder.triggered.connect(self._browse_folder)
        form.load.clicked.connect(self.load)
        form.layout_.clicked.connect(self.open_layout)
        form.export_.clicked.connect(self.export)

    # Choosing -------------------------------------------------------------------------------

    def _read_territories(self) -> None:
        with self.messages.shown():
            self.gazetteer  # noqa: B018 - read now, so that the first key is answered at once

    def _chosen(self) -> Entry | None:
        """The territory, unless something else is being typed."""
        typed = self.form.search.text()
        return self.entry if self.entry is not None and typed == self.entry.title else None

    def _complete(self, text: str) -> None:
        with self.messages.shown():
            self._found = self.gazetteer.search(text, COMPLETIONS)
            self._titles.setStringList([_described(entry) for entry in self._found])
            popup, line = self.completer.popup(), self.form.search.rect()
            width = popup.sizeHintForColumn(0) + 2 * popup.frameWidth()
            self.completer.complete(QRect(0, 0, max(line.width(), width), line.height()))
            popup.setCurrentIndex(self.completer.completionModel().index(0, 0))

    def _accept_search(self) -> None:
        popup = self.completer.popup()
        row = popup.currentIndex().row() if popup.isVisible() else -1
        popup.hide()
        text = self.form.search.text()
        with self.messages.shown():
            if 0 <= row < len(self._found):
                self._choose(self._found[row])
            elif self._chosen() is not None:
                self.load()
            elif text.strip():
                found = self.gazetteer.search(text, 2)
                # For none or several, the gazetteer has the sentence.
                self._choose(found[0] if len(found) == 1 else self.gazetteer.resolve(text))

    def _accept_completion(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._found):
            self._choose(self._found[index.row()])

    def _choose(self, entry: Entry) -> None:
        if self.progress is None:
            self.entry = entry
            self._write(entry.title)
            self.load()

    def _write(self, title: str) -> None:
        """Show the start of a title, marked, so that the next key begins another search."""
        self.form.search.setText(title)
        self.form.search.end(False)
        self.form.search.home(True)

    def _update(self) -> None:
        """Make what can be read and done follow the choices; counts of other ones go."""
        form, entry = self.form, self._chosen()
        form.territory.setText(
            translate("Dock", "No territory chosen") if entry is None else _summary(entry)
        )
        form.load.setEnabled(bool(form.search.text().strip()))
        form.layout_.setEnabled(entry is not None)
        form.export_.setEnabled(entry is not None)
        form.source.setToolTip(
            form.source.currentData(Qt.ItemDataRole.ToolTipRole) or form.source.currentText()
        )
        form.layers.clear()

    def _follow_canvas(self) -> None:
        """There is nothing to click at on an empty map."""
        self.form.pick.setEnabled(bool(self.iface.mapCanvas().layers()))

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
        with self._in_use():
            path, _ = QFileDialog.getOpenFileName(
                self,
                translate("Dock", "Ecological data"),
                self._source_folder(),
                f"{translate('Dock', 'Vector data')} ({pattern})",
            )
            self._take_source(path)

    def _browse_folder(self) -> None:
        with self._in_use():
            path = QFileDialog.getExistingDirectory(
                self, translate("Dock", "Folder of ecological data"), self._source_folder()
            )
            self._take_source(path)

    def _source_folder(self) -> str:
        sources = self.settings.sources()
        return str(Path(sources[0]).parent) if sources else ""

    def _take_source(self, path: str) -> None:
        if path and not self._closed:
            self.settings.remember_source(path)
            self.settings.save()
            self._fill_sources()

    def _remember_choices(self) -> None:
        form = self.form
        self.settings.sheet = form.sheet.currentData()
        self.settings.source = form.source.currentData()
        self.settings.outside = form.outside.currentData()
        self.settings.template = form.template_.currentData()
        self.settings.save()

    # Doing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Load the layers of the chosen territory and zoom to it."""
        if self._chosen() is None:
            self._accept_search()
            return
        self.form.layers.clear()
        result = self._run(
            lambda request, feedback: load_sheet_layers(
                request, self.gazetteer, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            # QGIS sets up the canvas of an empty project just after its first layer.
            QTimer.singleShot(0, lambda: self._zoom_to(result.territory))

    def open_layout(self) -> None:
        """Open the filled layout in the layout designer."""
        result = self._run(
            lambda request, feedback: add_layout(
                request, self.gazetteer, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self.iface.openLayoutDesigner(result.layout)

    def export(self) -> None:
        """Ask for a file and print the sheet to it."""
        path = self._ask_path()
        if path is None:
            return
        self.settings.export_folder = str(path.parent)
        self.settings.save()
        result = self._run(
            lambda request, feedback: export_sheet(request, self.gazetteer, path, feedback)
        )
        if result is not None and result.file is not None:
            self.messages.exported(result.file)

    def _ask_path(self) -> Path | None:
        entry = self._chosen()
        if entry is None or self.progress is not None:
            return None
        with self._in_use(), self.messages.shown():
            sheet = load_sheet(self.form.sheet.currentData())
            folder = self.settings.export_folder or str(Path.home())
            dialog = QFileDialog(self, translate("Dock", "Export the sheet"), folder)
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters(["PDF (*.pdf)", "PNG (*.png)", "SVG (*.svg)"])
            # The ending is the dialog's to add, so that it asks before a file is replaced.
            dialog.setDefaultSuffix("pdf")
            dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind[:3].lower()))
            dialog.selectFile(file_name(sheet.file_prefix, entry.code, entry.name, ending=""))
            accepted = dialog.exec() and not self._closed
            chosen = dialog.selectedFiles() if accepted else []
            dialog.deleteLater()
            return Path(chosen[0]) if chosen else None
        return None

    def _run(
        self, action: Callable[[SheetRequest, QgsFeedback], SheetResult]
    ) -> SheetResult | None:
        """Run one step of the pipeline with progress, cancel and one place for refusals."""
        entry = self._chosen()
        if entry is None or self.progress is not None:
            return None
        with self._in_use(), self.messages.shown():
            with self._busy() as feedback:
                result = action(self._request(entry), feedback)
            if not self._closed:
                self._show_counts(result)
                self.messages.warn(result.warnings)
                return result
        return None

    def _request(self, entry: Entry) -> SheetRequest:
        form = self.form
        return SheetRequest(
            territory=entry.code,
            sheet=form.sheet.currentData(),
            source=form.source.currentData(),
            template=form.template_.currentData(),
            outside=form.outside.currentData(),
        )

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """Keep the window until the body is done, though the plugin be disabled meanwhile."""
        self._uses += 1
        try:
            yield
        finally:
            self._uses -= 1
            if self._closed and not self._uses:
                self.deleteLater()

    @contextmanager
    def _busy(self) -> Iterator[QgsFeedback]:
        """Show progress and a way out; everything else waits, whatever happens."""
        self.progress = Progress(self)
        self.progress.show()
        try:
            self.progress.follow(0)
            yield self.progress.feedback
        finally:
            if self.progress.isActiveWindow():
                self.window().activateWindow()
            self.progress.hide()
            self.progress.deleteLater()
            self.progress = None

    # Showing --------------------------------------------------------------------------------

    def _show_counts(self, result: SheetResult) -> None:
        tree = self.form.layers
        tree.clear()
        counts = {name: QLocale().toString(count) for name, count in result.counts.items()}
        nothing = QPixmap(tree.iconSize())
        nothing.fill(Qt.GlobalColor.transparent)
        for class_id, count in {**counts, **dict.fromkeys(result.missing, "–")}.items():
            item = QTreeWidgetItem([result.sheet.label(class_id), count])
            item.setToolTip(0, result.sheet.label(class_id))
            item.setTextAlignment(1, int(Qt.AlignmentFlag.AlignRight))
            icon = QIcon(nothing)
            if class_id in result.symbols:
                symbol = result.symbols[class_id]
                icon = QgsSymbolLayerUtils.symbolPreviewIcon(symbol, tree.iconSize())
            item.setIcon(0, icon)
            if class_id in result.missing:
                item.setDisabled(True)
                item.setToolTip(0, translate("Dock", "The source does not hold this class"))
            tree.addTopLevelItem(item)

    def _zoom_to(self, territory: Territory) -> None:
        canvas = self.iface.mapCanvas()
        extent = territory.geometry.boundingBox()
        extent.scale(1.1)
        canvas.setReferencedExtent(QgsReferencedRectangle(extent, territory.crs))
        canvas.refresh()


def _select(combo: QComboBox, data: str) -> None:
    combo.setCurrentIndex(max(0, combo.findData(data)))


def _template_label(name: str) -> str:
    """A template's name for people: `commune_a3_landscape` is “Commune A3 landscape”."""
    words = {
        "commune": "Commune",
        "epci": "EPCI",
        "landscape": translate("Dock", "landscape"),
        "portrait": translate("Dock", "portrait"),
        **{f"a{size}": f"A{size}" for size in range(5)},
    }
    return " ".join(words.get(word, word) for word in name.split("_"))


def _described(entry: Entry) -> str:
    """A completion: what tells the territory from its namesakes."""
    where = entry.departement_name or entry.departement
    if entry.kind == EPCI:
        return f"{entry.name} – {where}"
    return f"{entry.title} – {where}" if where else entry.title


def _summary(entry: Entry) -> str:
    """What the territory is; unknown parts are left out."""
    if entry.kind == EPCI:
        parts = [
            translate("Dock", "EPCI"),
            translate("Dock", "%n communes", "", len(entry.members)),
        ]
    else:
        parts = [translate("Dock", "Commune"), entry.epci_name]
    parts.append(entry.departement_name)
    if entry.population:
        parts.append(translate("Dock", "%Ln inhabitants", "", entry.population))
    return " · ".join(part for part in parts if part)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock: from a commune's name to the layers, the layout and the printed sheet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, TypeVar

from qgis.core import (
    QgsApplication,
    QgsFeedback,
    QgsProject,
    QgsReferencedRectangle,
)
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QKeyEvent, QShowEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFrame,
    QScrollArea,
    QTabWidget,
    QWidget,
)

from ...core.common.errors import CancelledError, SrceError, TerritoryError
from ...core.common.files import file_name
from ...core.common.i18n import translate
from ...core.common.request import SELECTION, SheetRequest
from ...core.pipeline import (
    SheetResult,
    add_layout,
    export_sheet,
    export_sheets,
    load_sheet_layers,
    summarise_sheet,
)
from ...core.preview import SheetPreview
from ...core.settings import Settings
from ...core.sheet.cartouche import compose
from ...core.sheet.definition import load_sheet
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer, Territory
from ...core.territory.territory_sources import open_gazetteer
from ..cartouche.dialog import CartoucheDialog
from ..common.file_dialogs import ask_folder, ask_save, may_replace
from ..common.labels import described_in_full
from ..common.messages import Messages
from ..common.progress import Progress, under_way
from . import choices
from .choices import ALL_SHEETS, select
from .class_counts import set_up_counts, show_counts
from .page_choices import PageChoices
from .selection import SelectionDialog
from .source_row import SourceRow
from .summary_tab import SummaryTab
from .territory_chooser import TerritoryChooser

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

KINDS = ("PDF (*.pdf)", "PNG (*.png)", "SVG (*.svg)")

Made = TypeVar("Made")


class SheetDock(QgsDockWidget):
    """The window of the plugin; all it does goes through `core.pipeline`."""

    def __init__(self, iface: QgisInterface, parent: QWidget | None = None) -> None:
        super().__init__(translate("Dock", "SRCE PAC"), parent)
        self.setObjectName("SrcePacDock")
        self.iface = iface
        self.messages = Messages(iface.messageBar(), of_qgis=True)
        self.progress: Progress | None = None
        self._gazetteer: Gazetteer | None = None
        self._places = ("", "")
        # What exports say otherwise than their sheet and their office, by kind of territory.
        self._cartouches: dict[str, dict[str, Any]] = {}
        # What holds on to the canvas and to the project.
        self._parts: list[TerritoryChooser | PageChoices] = []
        self._uses = 0
        self._closed = False
        try:
            self._build()
            self._connect()
            self._update()
        except Exception:
            # QGIS's window, which is the parent, would keep what is half made.
            self.close_down()
            raise

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read the territories once the dock is seen, not while QGIS starts."""
        super().showEvent(event)
        QTimer.singleShot(0, self._read_territories)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Escape take back what was begun: the picking, the typing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.chooser.take_back()

    def close_down(self) -> None:
        """Stop what is under way, let go of the canvas and go; the mirror of `__init__`."""
        self._closed = True
        self.messages.close()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        for part in self._parts:
            part.close_down()
        if not self._uses:
            self.deleteLater()

    @property
    def gazetteer(self) -> Gazetteer:
        """The territories, read when they are first asked for, and when others are chosen.

        Where those that were chosen cannot be read, the user is told, and those of the plugin
        take their place. Raises TerritoryError.
        """
        settings = Settings.load()
        places = (settings.territories, settings.epcis)
        if self._gazetteer is None or places != self._places:
            self._places = places
            self._gazetteer = self._open_gazetteer(*places)
        return self._gazetteer

    def _open_gazetteer(self, communes: str, epcis: str) -> Gazetteer:
        if not communes and not epcis:
            return open_gazetteer()
        warnings: list[str] = []
        try:
            with self._busy() as feedback:
                return open_gazetteer(communes, epcis, feedback, warnings)
        except (CancelledError, TerritoryError) as error:
            own = translate("Dock", "The territories of the plugin take their place.")
            warnings.append(f"{error} {own}")
        finally:
            self.messages.warn(warnings)
        return open_gazetteer()

    # Building -------------------------------------------------------------------------------

    def _build(self) -> None:
        settings = Settings.load()
        self.form = form = FORM()
        widget = QWidget()
        form.setupUi(widget)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(widget)
        # No narrower than what it holds: there is no bar to scroll sideways with.
        bar = scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(widget.minimumSizeHint().width() + bar)
        self.scroll = scroll
        self.summary = SummaryTab(self.messages)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(scroll, translate("Dock", "Sheet"))
        self.tabs.addTab(self.summary, translate("Dock", "Summary"))
        self.setWidget(self.tabs)

        self.chooser = TerritoryChooser(
            form, self.iface.mapCanvas(), lambda: self.gazetteer, self.messages, self
        )
        self._parts.append(self.chooser)
        self.page = PageChoices(form, settings, self)
        self._parts.append(self.page)
        form.gather.setIcon(QgsApplication.getThemeIcon("/mActionAddPart.svg"))
        choices.fill_sheets(form.sheet)
        select(form.sheet, settings.sheet)
        self.sources = SourceRow(form, self._busy, self)
        set_up_counts(form.layers)

    def _connect(self) -> None:
        form = self.form
        form.search.textChanged.connect(self._update)
        self.chooser.found.connect(self._choose)
        self.chooser.asked_again.connect(self.load)
        form.gather.clicked.connect(self.gather)
        self.page.changed.connect(self._remember_choices)
        for combo in (form.sheet, form.source):
            combo.activated.connect(self._remember_choices)
            combo.currentIndexChanged.connect(self._update)
        self.sources.changed.connect(self._update)
        self.sources.territories_changed.connect(self._read_territories)
        self.sources.edit_profile.triggered.connect(self.edit_profile)
        self.sources.open_data.triggered.connect(self.browse_open_data)
        form.load.clicked.connect(self.load)
        form.cartouche.clicked.connect(self.edit_cartouche)
        form.layout_.clicked.connect(self.open_layout)
        form.export_.clicked.connect(self.export)
        self.summary.asked.connect(self.summarise)
        self.summary.saved.connect(self.messages.saved)

    # Choosing a territory -------------------------------------------------------------------

    def gather(self) -> None:
        """Ask for a selection of communes, and take it for the territory."""
        if self.progress is not None:
            return
        with self._in_use(), self.messages.shown():
            entry = self.chooser.chosen()
            before = entry if entry is not None and entry.kind == SELECTION else None
            dialog = SelectionDialog(self.gazetteer, before, self)
            chosen = dialog.selection() if dialog.exec() and not self._closed else None
            dialog.deleteLater()
            if chosen is not None:
                self._choose(chosen)

    def _read_territories(self) -> None:
        with self.messages.shown():
            self.gazetteer  # noqa: B018 - read now, so that the first key is answered at once

    def _choose(self, entry: Entry) -> None:
        if self.progress is None:
            self.chooser.choose(entry)
            self.load()

    # Choosing the rest ----------------------------------------------------------------------

    def edit_cartouche(self) -> None:
        """Ask what the next exports say otherwise than their sheet and their office."""
        entry = self.chooser.chosen()
        if entry is None or self.progress is not None:
            return
        with self._in_use(), self.messages.shown():
            request = self._request(entry)
            said = compose(
                load_sheet(request.sheet).defaults[entry.kind],
                request.office or entry.departement,
            )
            preview, refusal = self._preview(request)
            if self._closed:
                return
            folder = Settings.load().export_folder
            dialog = CartoucheDialog(said, request.cartouche, preview, folder, self)
            dialog.refuse_preview(refusal)
            if len(self._sheets()) > 1:
                dialog.count_sheets(len(self._sheets()))
            if dialog.exec() and not self._closed:
                self._cartouches[entry.kind] = dialog.entries()
            dialog.deleteLater()
            self._describe_cartouche()

    def _preview(self, request: SheetRequest) -> tuple[SheetPreview | None, str]:
        """The sheet to look at, or why there is none."""
        try:
            with self._busy() as feedback:
                return SheetPreview(request, self.gazetteer, feedback), ""
        except SrceError as error:
            return None, str(error)

    def _sheets(self) -> list[str]:
        """The sheet that is chosen, or all of them."""
        combo = self.form.sheet
        if combo.currentData() != ALL_SHEETS:
            return [combo.currentData()]
        listed = [combo.itemData(row) for row in range(combo.count())]
        return [sheet for sheet in listed if sheet != ALL_SHEETS]

    def edit_profile(self) -> None:
        """Show what is understood of the source, class by class, to be corrected by hand."""
        if self.progress is None:
            with self._in_use(), self.messages.shown():
                self.sources.edit(load_sheet(self._sheets()[0]))

    def browse_open_data(self) -> None:
        """Offer the public sources that are known."""
        if self.progress is None:
            entry = self.chooser.chosen()
            # What was downloaded may be replaced there, and none of its files be in use.
            self._gazetteer = None
            with self._in_use(), self.messages.shown():
                self.sources.browse_open_data(entry.departement if entry else "")
                self._read_territories()

    def _remember_choices(self) -> None:
        settings = Settings.load()
        settings.sheet = self.form.sheet.currentData()
        settings.source = self.form.source.currentData()
        self.page.remember(settings)
        settings.save()

    # Doing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Load the layers of the chosen territory and zoom to it."""
        if self.chooser.chosen() is None:
            self.chooser.accept()
            return
        if len(self._sheets()) > 1:
            return
        self.form.layers.clear()
        result = self._run(
            lambda request, feedback: load_sheet_layers(
                request, self.gazetteer, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self._show_result(result)
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
            self._show_result(result)
            self.iface.openLayoutDesigner(result.layout)

    def export(self) -> None:
        """Ask for a file and print the sheet to it; all sheets go to a folder."""
        sheets = self._sheets()
        if len(sheets) > 1:
            self._export_all(sheets)
            return
        path = self._ask_path(sheets[0])
        if path is None:
            return
        result = self._run(
            lambda request, feedback: export_sheet(request, self.gazetteer, path, feedback)
        )
        if result is not None and result.file is not None:
            self._show_result(result)
            self.messages.exported(result.file)

    def summarise(self) -> None:
        """Count and measure what the territory holds."""
        if len(self._sheets()) > 1:
            return
        made = self._run(
            lambda request, feedback: summarise_sheet(request, self.gazetteer, feedback)
        )
        if made is not None:
            self.summary.show_summary(made)
            self.messages.warn(list(made.warnings))

    def _export_all(self, sheets: list[str]) -> None:
        folder = self._ask_folder(sheets)
        if folder is None:
            return
        results = self._run(
            lambda request, feedback: export_sheets(
                request, sheets, self.gazetteer, folder, feedback
            )
        )
        if results:
            warnings = [warning for result in results for warning in result.warnings]
            self.messages.warn(list(dict.fromkeys(warnings)))
            self.messages.exported_all(folder, len(results))

    def _ask_path(self, sheet: str) -> Path | None:
        entry = self.chooser.chosen()
        if entry is None or self.progress is not None:
            return None
        with self._in_use(), self.messages.shown():
            name = file_name(load_sheet(sheet).file_prefix, entry.code, entry.name, ending="")
            title = translate("Dock", "Export the sheet")
            path = ask_save(self, title, Settings.load().export_folder, name, KINDS)
            return self._remember_folder(path, path and path.parent)
        return None

    def _ask_folder(self, sheets: list[str]) -> Path | None:
        entry = self.chooser.chosen()
        if entry is None or self.progress is not None:
            return None
        with self._in_use(), self.messages.shown():
            prefixes = [load_sheet(sheet).file_prefix for sheet in sheets]
            names = [file_name(prefix, entry.code, entry.name) for prefix in prefixes]
            title = translate("Dock", "Folder for the sheets")
            folder = ask_folder(self, title, Settings.load().export_folder)
            if folder is not None and not self._closed and may_replace(self, folder, names):
                return self._remember_folder(folder, folder)
        return None

    def _remember_folder(self, chosen: Path | None, folder: Path | None) -> Path | None:
        """What was chosen, unless the plugin was disabled meanwhile."""
        if folder is None or self._closed:
            return None
        settings = Settings.load()
        settings.export_folder = str(folder)
        settings.save()
        return chosen

    def _run(self, action: Callable[[SheetRequest, QgsFeedback], Made]) -> Made | None:
        """Run one step of the pipeline with progress, cancel and one place for refusals."""
        entry = self.chooser.chosen()
        if entry is None or self.progress is not None:
            return None
        with self._in_use(), self.messages.shown():
            request = self._request(entry)
            with self._busy() as feedback:
                made = action(request, feedback)
            return None if self._closed else made
        return None

    def _request(self, entry: Entry) -> SheetRequest:
        form, settings = self.form, Settings.load()
        return SheetRequest(
            territory=entry.reference,
            title=entry.name if entry.kind == SELECTION else "",
            sheet=self._sheets()[0],
            source=form.source.currentData(),
            background=form.background.currentData(),
            template=form.template_.currentData(),
            scale=choices.scale_of(form.scale),
            outside=form.outside.currentData(),
            office=settings.office,
            cartouche=self._cartouches.get(entry.kind, {}),
            outlines=settings.outlines,
            geopdf=settings.geopdf,
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
        if self.progress is not None:
            yield self.progress.feedback
            return
        try:
            with under_way(self) as self.progress:
                try:
                    yield self.progress.feedback
                finally:
                    if self.progress.isActiveWindow():
                        self.window().activateWindow()
        finally:
            self.progress = None

    # Showing --------------------------------------------------------------------------------

    def _update(self) -> None:
        """Make what can be read and done follow the choices; counts of other ones go."""
        form, entry = self.form, self.chooser.chosen()
        several = len(self._sheets()) > 1
        form.territory.setText(
            translate("Dock", "No territory chosen") if entry is None else described_in_full(entry)
        )
        form.load.setEnabled(bool(form.search.text().strip()) and not several)
        form.layout_.setEnabled(entry is not None and not several)
        form.export_.setEnabled(entry is not None)
        form.cartouche.setEnabled(entry is not None)
        self.summary.form.compute.setEnabled(entry is not None and not several)
        one = translate("Dock", "Choose one sheet for this; all sheets can only be exported")
        tips = {
            form.load: translate(
                "Dock",
                "Load the layers of the territory into the project, in place of those of the "
                "territory before",
            ),
            form.layout_: translate(
                "Dock", "Open the filled layout in the layout designer, with layers of its own"
            ),
        }
        for button, tip in tips.items():
            button.setToolTip(one if several else tip)
        for combo in (form.sheet, form.source):
            told = combo.currentData(Qt.ItemDataRole.ToolTipRole)
            combo.setToolTip(told or combo.currentText())
        self._describe_cartouche()
        form.layers.clear()
        self.summary.show_summary(None)

    def _describe_cartouche(self) -> None:
        """Tell how many items the next export says otherwise than its sheet and its office."""
        button, entry = self.form.cartouche, self.chooser.chosen()
        changes = len(self._cartouches.get(entry.kind, {})) if entry is not None else 0
        button.setText(
            translate("Dock", "Carto&uche… (%n changed)", "", changes)
            if changes
            else translate("Dock", "Carto&uche…")
        )

    def _show_result(self, result: SheetResult) -> None:
        show_counts(self.form.layers, result)
        self.messages.warn(result.warnings)

    def _zoom_to(self, territory: Territory) -> None:
        canvas = self.iface.mapCanvas()
        extent = territory.geometry.boundingBox()
        extent.scale(1.1)
        canvas.setReferencedExtent(QgsReferencedRectangle(extent, territory.crs))
        canvas.refresh()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock: from a commune's name to the layers, the layout and the printed sheet."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Callable, TypeVar

from qgis.core import QgsFeedback, QgsProject
from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt import uic
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent, QShowEvent
from qgis.PyQt.QtWidgets import QDialog, QWidget

from ...core.common.canvas_look import CanvasLook
from ...core.common.errors import SrceError
from ...core.common.i18n import translate
from ...core.common.request import SELECTION, SheetRequest
from ...core.common.settings import Settings
from ...core.kept_layouts import replace_unchanged
from ...core.layers.canvas_look import LoadedFor
from ...core.pipeline import Printer, SheetResult, export_sheets
from ...core.preview import SheetPreview
from ...core.sheet.definition import SheetDefinition
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ..common.locked import lock_fields
from ..common.message_list import MessageList
from ..common.messages import Messages
from ..common.progress import Progress
from ..common.scrolling import forbid_narrower
from ..common.tab_order import tab_through
from ..series.opener import SeriesOpener
from ..styles.class_styles import ClassStyles
from ..styles.styles_menu import StylesMenu
from . import choices
from .cartouche_entries import CartoucheEntries
from .cartouche_step import edit_cartouche
from .choices import chosen_sheets
from .class_list import ClassList
from .export_target import ask_sheet_file, ask_sheet_folder, remember_export_folder
from .gazetteer_loader import GazetteerLoader
from .kept_layouts import KeptLayouts
from .loaded_group import LoadedGroup
from .page_choices import PageChoices
from .printer_keeper import PrinterKeeper
from .project_memory import list_remembered, remember
from .remedies import remedies
from .reopened import ReopenedProject
from .selection_maker import SelectionMaker
from .series_offer import series_offer
from .source_check import SourceCheck
from .source_row import SourceRow
from .steps import Part, Steps
from .summary_tab import SummaryTab
from .template_question import settle_reads
from .territory_chooser import TerritoryChooser
from .welcome import GUIDE, OPEN_DATA, Welcome

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

Made = TypeVar("Made")


class SheetDock(QgsDockWidget):
    """The window of the plugin; it works through `core.pipeline` only."""

    guide_asked = pyqtSignal()

    def __init__(self, iface: QgisInterface, parent: QWidget | None = None) -> None:
        super().__init__(translate("Dock", "SRCE PAC"), parent)
        self.setObjectName("SrcePacDock")
        self.iface = iface
        self.listed = MessageList()
        self.messages = Messages(iface.messageBar(), of_qgis=True, listed=self.listed)
        self.steps = Steps(self)
        self.territories = GazetteerLoader(self.steps.busy, self.messages, self)
        self._printers = PrinterKeeper()
        # The parts that are connected to the canvas and to the project.
        self._parts: list[Part] = []
        try:
            self._build()
            self._connect()
            self._update()
        except Exception:
            # QGIS's window, which is the parent, would keep the unfinished dock.
            self.close_down()
            raise

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Read the territories once the dock is seen, not while QGIS starts."""
        super().showEvent(event)
        QTimer.singleShot(0, self._read_territories)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Escape end the picking, or take back the typing."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        else:
            self.chooser.take_back()

    def close_down(self) -> None:
        """Cancel the current step, disconnect from the canvas and delete the dock."""
        was_open = self.steps.close()
        self.messages.close()
        for dialog in self.findChildren(QDialog):
            dialog.reject()
        for part in self._parts:
            part.close_down()
        if was_open:
            self._printers.close_down()

    @property
    def progress(self) -> Progress | None:
        """The progress of the current step, if there is one."""
        return self.steps.progress

    @property
    def gazetteer(self) -> Gazetteer:
        """The territories, read when they are first needed. Raises TerritoryError."""
        return self.territories.load()

    # Building -------------------------------------------------------------------------------

    def _build(self) -> None:
        settings = Settings.load()
        self.form = form = FORM()
        widget = QWidget()
        form.setupUi(widget)
        self.scroll, self.tabs = form.scroll, form.tabs
        self.summary = SummaryTab(self.messages)
        self.tabs.addTab(self.summary, translate("Dock", "Summary"))
        # What was said is seen from both tabs, as are the buttons below it.
        form.footerLayout.insertWidget(0, self.listed)
        tab_through((form.canvasChanges, *self.summary.stops(), *self.listed.stops()))
        self.setWidget(widget)
        self.chooser = TerritoryChooser(
            form, self.iface.mapCanvas(), lambda: self.gazetteer, self.messages, self
        )
        self._parts.append(self.chooser)
        begin = {OPEN_DATA: self.browse_open_data, GUIDE: self.guide_asked.emit}
        self.welcome = Welcome(form, self.chooser.take, begin)
        self.page = PageChoices(form, settings, self)
        self._parts.append(self.page)
        self.styles = StylesMenu(form.stylesMenu, self.steps.in_use, self.steps.busy, self.messages)
        self.selections = SelectionMaker(form.gather, self.chooser, self.steps, self.messages, self)
        choices.fill_sheets(form.sheet)
        choices.select_choice(form.sheet, "sheet_choice", settings.sheet_choice)
        self.sources = SourceRow(form, self.steps.busy, self)
        self.source_check = SourceCheck(form, self.steps, self.messages, self)
        self.cartouches = CartoucheEntries(form.cartouche, form.typedFor)
        self._parts.append(self.cartouches)
        self.group = LoadedGroup(self.iface.mapCanvas(), form.canvasChanges, self._loading, self)
        self._parts.append(self.group)
        self.layouts = KeptLayouts(form.kept, self.chooser.chosen, self.steps.in_use, self.messages)
        offered = partial(series_offer, form, self.group, self.cartouches, self.page)
        self.reopened = ReopenedProject(form, self.sources, self.chooser, self.messages)
        self.series = SeriesOpener(self.iface, self.territories, offered, self.messages, self)
        self._parts += [self.reopened, self.series]
        styles = ClassStyles(self.iface, self.messages)
        self.classes = ClassList(form.layers, self.group, styles, self.messages)
        lock_fields(form, choices.LOCKED)
        choices.reserve_lines(form.territory, 3)
        forbid_narrower(self.scroll)

    def _connect(self) -> None:
        form = self.form
        self.messages.remedies = remedies(self)
        form.search.textChanged.connect(self._update)
        self.chooser.found.connect(self._choose)
        self.chooser.asked_again.connect(self.load)
        self.chooser.download_asked.connect(self.download_territories)
        self.opened.connect(form.search.setFocus)
        self.selections.made.connect(self._choose)
        self.reopened.taken_up.connect(self._update)
        self.reopened.taken_up.connect(lambda: list_remembered(self.classes, self._loading()))
        form.sheet.activated.connect(self._remember_sheet)
        self.page.styles_changed.connect(self.group.renew)
        self.styles.sets_changed.connect(self.page.list_styles)
        for combo in (form.sheet, form.source):
            combo.currentIndexChanged.connect(self._update)
        self.sources.changed.connect(self._update)
        self.sources.changed.connect(self.source_check.check)
        form.source.activated.connect(self.source_check.check)
        self.sources.territories_changed.connect(self._read_territories)
        self.sources.edit_profile.triggered.connect(lambda: self.edit_profile())
        self.sources.open_data.triggered.connect(lambda: self.browse_open_data())
        form.load.clicked.connect(self.load)
        self.group.dropped.connect(self.drop_changes)
        self.group.outdated.connect(self.load)
        form.cartouche.clicked.connect(self.edit_cartouche)
        form.layout_.clicked.connect(self.open_layout)
        form.export_.clicked.connect(self.export)
        form.several.clicked.connect(self.series.open)
        self.tabs.currentChanged.connect(self._fill_summary)
        self.summary.place_wanted.connect(self.zoom_to)

    # Choosing a territory -------------------------------------------------------------------

    def _read_territories(self) -> None:
        with self.messages.shown():
            self.gazetteer  # noqa: B018 - read now, so that the first key is answered at once
        if self.chooser.entry is None and not self.form.search.text():
            self.reopened.take_up()

    def _choose(self, entry: Entry) -> None:
        if self.progress is None:
            self.chooser.choose(entry)
            # Two selections may have one title, which tells the line of no change.
            self._update()
            self.load()

    # Choosing the rest ----------------------------------------------------------------------

    def edit_cartouche(self) -> None:
        """Ask for the cartouche entries of the next exports, with a preview of the sheet."""
        entry = self.chooser.chosen()
        if entry is not None and self._settle_entries():
            with self.steps.in_use(), self.messages.shown():
                edit_cartouche(self, entry, self._request(entry))

    def preview(
        self, printers: ExitStack, request: SheetRequest
    ) -> tuple[SheetPreview | None, str]:
        """The preview of the sheet, or the reason why there is none."""
        try:
            printer = printers.enter_context(self._printers.printer(request, self.gazetteer))
            with self.steps.busy() as feedback:
                return printer.preview(request, feedback), ""
        except SrceError as error:
            return None, str(error)

    def edit_profile(self, source: str = "") -> None:
        """Open the profile editor for a source, by default the one that is chosen."""
        if self.progress is None:
            with self.steps.in_use(), self.messages.shown():
                self.sources.edit(chosen_sheets(self.form)[0], source)

    def download_territories(self, departement: str = "") -> None:
        """Open the dialog of open data at the territories, those of a département if given."""
        self.browse_open_data(departement)
        self.chooser.offer_again()

    def browse_open_data(self, territories_of: str = "") -> None:
        """Open the dialog of open data, with the territories of a département if there is one."""
        if self.progress is None:
            entry = self.chooser.chosen()
            # The dialog may replace downloaded files, which must not be open.
            self.territories.forget()
            self._printers.drop()
            with self.steps.in_use(), self.messages.shown():
                own = entry.departement if entry else ""
                self.sources.browse_open_data(territories_of or own, bool(territories_of))
                self._read_territories()

    def _remember_sheet(self) -> None:
        settings = Settings.load()
        settings.sheet_choice = self.form.sheet.currentData()
        settings.save()

    # Doing ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Load the layers of the chosen territory and zoom to it."""
        if self.chooser.chosen() is None:
            self.chooser.accept()
            return
        if len(chosen_sheets(self.form)) > 1 or self.progress is not None:
            return
        with self.steps.in_use():
            look = self.group.settle(self)
        if look is not None and not self.steps.is_closed:
            self._load(look)

    def drop_changes(self) -> None:
        """Load the layers as the sheet has them, in place of those that the user has changed."""
        self.group.forget()
        self._load(CanvasLook())

    def _load(self, look: CanvasLook) -> None:
        self.form.layers.clear()
        result = self._run(
            lambda printer, request, feedback: printer.load(
                replace(request, look=look), QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self._show_result(result)
            self.group.tell_of_kept(self.messages)
            remember(result, self.form)
            self.group.show()
            # QGIS sets up the canvas of an empty project just after its first layer.
            QTimer.singleShot(0, lambda: self.group.zoom_to(result.territory))
            self._fill_summary()

    def open_layout(self) -> None:
        """Open the filled layout in the layout designer."""
        if not self._settle_entries():
            return
        result = self._run(
            lambda printer, request, feedback: printer.add_layout(
                request, QgsProject.instance(), feedback
            )
        )
        if result is not None:
            self._show_result(result)
            replace_unchanged(QgsProject.instance(), result.layout)
            remember(result, self.form)
            self.iface.openLayoutDesigner(result.layout)

    def export(self) -> None:
        """Ask for a file and print the sheet to it; all sheets go to a folder."""
        sheets = chosen_sheets(self.form)
        target = self._ask_target(sheets)
        if target is None:
            return
        if len(sheets) > 1:
            self._export_all(sheets, target)
            return
        result = self._run(
            lambda printer, request, feedback: printer.export(request, target, feedback)
        )
        if result is not None and result.file is not None:
            self._show_result(result)
            self.messages.exported(result.file)

    def summarise(self) -> None:
        """Count and measure what the territory holds."""
        if len(chosen_sheets(self.form)) > 1:
            return
        made = self._run(lambda printer, request, feedback: printer.summarise(request, feedback))
        if made is not None:
            self.summary.show_summary(made)
            self.messages.warn(list(made.warnings))

    def _fill_summary(self) -> None:
        """Have the summary of what is loaded as soon as it is looked at: it takes its time."""
        is_seen = self.tabs.currentWidget() is self.summary
        if is_seen and self.summary.is_empty and self.group.is_wanted():
            self.summarise()

    def zoom_to(self, code: str) -> None:
        """Show a commune of the territory, or all of it, on the canvas."""
        chosen = self.chooser.chosen()
        with self.messages.shown():
            if chosen is None or chosen.code != code:
                chosen = self.gazetteer.resolve(code)
            self.group.zoom_to(self.gazetteer.territory(chosen))

    def _export_all(self, sheets: list[str], folder: Path) -> None:
        results = self._run(
            lambda _, request, feedback: export_sheets(
                request, sheets, self.gazetteer, folder, feedback
            )
        )
        if results:
            warnings = [warning for result in results for warning in result.warnings]
            self.messages.warn(list(dict.fromkeys(warnings)))
            self.messages.exported_all(folder, len(results))

    def _ask_target(self, sheets: list[str]) -> Path | None:
        """The file to export one sheet to, or the folder for several; None if cancelled."""
        entry = self.chooser.chosen()
        if entry is None or not self._settle_entries():
            return None
        with self.steps.in_use(), self.messages.shown():
            prefixes = [self._definition(sheet, entry).file_prefix for sheet in sheets]
            if self.steps.is_closed:
                return None
            if len(sheets) > 1:
                target = folder = ask_sheet_folder(self, prefixes, entry)
            else:
                target = ask_sheet_file(self, prefixes[0], entry)
                folder = target and target.parent
            if folder is not None and not self.steps.is_closed:
                remember_export_folder(folder)
                return target
        return None

    def _settle_entries(self) -> bool:
        """Have the user decide on entries typed for another territory; whether to go on."""
        entry = self.chooser.chosen() if self.progress is None else None
        if entry is None:
            return False
        with self.steps.in_use(), self.messages.shown():
            settled = self.cartouches.settle(entry, self) and not self.steps.is_closed
            return settled and settle_reads(self._request(entry), self) and not self.steps.is_closed
        return False

    def _definition(self, sheet: str, entry: Entry) -> SheetDefinition:
        """A sheet, one that the data choose as well. Raises SrceError."""
        request = replace(self._request(entry), sheet=sheet)
        printers = self._printers.printer(request, self.gazetteer)
        with self.steps.busy() as feedback, printers as printer:
            return printer.sheet(request, feedback)

    def _run(self, action: Callable[[Printer, SheetRequest, QgsFeedback], Made]) -> Made | None:
        """Run one step of the pipeline with progress and Cancel, and show its refusal."""
        entry = self.chooser.chosen()
        if entry is None or self.progress is not None:
            return None
        with self.steps.in_use(), self.messages.shown():
            request = self._request(entry)
            printers = self._printers.printer(request, self.gazetteer)
            with self.steps.busy() as feedback, printers as printer:
                made = action(printer, request, feedback)
            return None if self.steps.is_closed else made
        return None

    def _request(self, entry: Entry) -> SheetRequest:
        return replace(
            choices.chosen_options(self.form),
            territory=entry.reference,
            title=entry.name if entry.kind == SELECTION else "",
            sheet=chosen_sheets(self.form)[0],
            cartouche=self.cartouches.of(entry),
            look=self.group.look(),
        )

    def _loading(self) -> LoadedFor | None:
        """What would be loaded now; None without a territory, or with several sheets."""
        entry, sheets = self.chooser.chosen(), chosen_sheets(self.form)
        if entry is None or len(sheets) > 1:
            return None
        return LoadedFor(entry.reference, entry.title, sheets[0], self.form.source.currentData())

    # Showing --------------------------------------------------------------------------------

    def _update(self) -> None:
        """Update labels and buttons for the current choices, and drop earlier results."""
        form, entry = self.form, self.chooser.chosen()
        several = len(chosen_sheets(self.form)) > 1
        self.chooser.show()
        if self.chooser.entry is not None:
            self.welcome.hide()
        choices.update_buttons(form, entry is not None, several)
        self.page.suit(entry.kind if entry is not None else "")
        self.cartouches.show(entry)
        self.group.show()
        form.layers.clear()
        self.summary.show_summary(None)

    def _show_result(self, result: SheetResult) -> None:
        self.classes.show(result)
        self.messages.warn(result.warnings)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The window for many sheets: their territories, how they are printed, and how far they are."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Callable, Protocol

from qgis.gui import QgsMapCanvas
from qgis.PyQt import uic
from qgis.PyQt.QtCore import QEvent, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QKeyEvent, QKeySequence
from qgis.PyQt.QtWidgets import QDialog, QShortcut, QWidget

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.series.estimate import estimate
from ...core.series.plan import plan_series
from ...core.series.progress import SeriesResult
from ...core.series.request import SKIP, SeriesRequest
from ...core.series.run import needs_project
from ...core.territory.gazetteer import Gazetteer
from ..common.elided import elide
from ..common.help import show_help
from ..common.messages import Messages
from ..common.progress import show_progress
from .forecast import estimate_lists, estimate_text
from .kept_list import keep_list, kept_list
from .offer import Offer
from .output_choices import OutputChoices
from .run_page import RunPage
from .running import RunningSeries
from .territory_model import TerritoryModel
from .ways import Ways

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))


class Territories(Protocol):
    """The territories that are loaded."""

    def load(self) -> Gazetteer:
        """Raises TerritoryError."""

    @property
    def addresses(self) -> tuple[str, str]:
        """Where communes and EPCIs come from, as `open_territories` takes it."""


class SeriesDialog(QDialog):
    """Asks for a series and shows it; where it is closed meanwhile, the series goes on."""

    ended = pyqtSignal(object)  # SeriesResult

    def __init__(
        self,
        territories: Territories,
        canvas: QgsMapCanvas,
        offered: Callable[[], Offer],
        parent: QWidget | None = None,
    ) -> None:
        """`offered` gives the options of the dock; it may raise SheetError."""
        super().__init__(parent)
        self.form = FORM()
        self.form.setupUi(self)
        self.messages = Messages(self.form.bar)
        self.model = TerritoryModel(self)
        self.running: RunningSeries | None = None
        self._territories = territories
        self._offered = offered
        self._last: SeriesResult | None = None
        self.ways = Ways(self, self.model, canvas, territories.load)
        self.choices = OutputChoices(self.form, self._offer() or Offer(), self)
        self.page = RunPage(self.form, self)
        self._build()
        self._list_changed()
        with self.messages.shown():
            self.model.add(kept_list(territories.load()))
        self.form.search.setFocus()

    def close_down(self) -> None:
        """End the series, and let go of the canvas."""
        self.messages.close()
        if self.running is not None:
            self.running.stop()
        self.ways.close_down()
        self.close()
        self.deleteLater()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Take over the options of the dock when the user comes back from it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.take_over()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter in the search line add to the list, and Escape end the picking first."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape and self.form.pick.isChecked():
            self.ways.picking.stop()
        elif not (enter and self.form.search.hasFocus()):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close the window; a series goes on without it."""
        self.ways.picking.stop()
        self._remember()
        super().done(result)

    def take_over(self) -> None:
        """Print with the options that the dock has now."""
        offer = self._offer()
        if offer is not None:
            self.choices.take_over(offer)

    # Building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        form = self.form
        elide(self)
        form.territories.setModel(self.model)
        form.territories.selectionModel().selectionChanged.connect(self._update)
        self.model.changed.connect(self._list_changed)
        self.ways.working.connect(self._update)
        self.choices.changed.connect(self._forget_estimate)
        form.ownSheet.toggled.connect(self._choose_plans)
        form.remove.clicked.connect(self._remove)
        form.clear.clicked.connect(self.model.clear)
        for keys, act in (
            (QKeySequence.StandardKey.Delete, self._remove),
            (QKeySequence.StandardKey.Paste, self.ways.paste),
        ):
            shortcut = QShortcut(QKeySequence(keys), form.territories)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)
        form.estimate.clicked.connect(self.estimate)
        form.print_.clicked.connect(self.print)
        form.cancel.clicked.connect(self.cancel)
        form.again.clicked.connect(self.print_again)
        form.back.clicked.connect(self._go_back)
        form.report.clicked.connect(self._open_report)
        form.openFolder.clicked.connect(self._open_folder)
        form.close_.clicked.connect(self.reject)
        form.help.clicked.connect(lambda: show_help(self, "series"))

    def _offer(self) -> Offer | None:
        """The options of the dock; what is wrong with them is shown."""
        with self.messages.shown():
            return self._offered()
        return None

    # The list ---------------------------------------------------------------------------------

    def _remove(self) -> None:
        indexes = self.form.territories.selectionModel().selectedIndexes()
        self.model.remove([index.row() for index in indexes])

    def _choose_plans(self, on: bool) -> None:
        with self.messages.shown():
            self.ways.choose_plans(on)

    def _list_changed(self) -> None:
        self.choices.show_entries(self.model.entries())
        self._forget_estimate()

    def _forget_estimate(self) -> None:
        self.form.forecast.setText("")
        self.form.forecast.setToolTip("")
        self._update()

    # Doing ------------------------------------------------------------------------------------

    def estimate(self) -> None:
        """Tell how long the series takes, how large it is, what is there and what lacks data."""
        self.form.bar.clearWidgets()
        with self.messages.shown(), show_progress(self) as progress:
            request, gazetteer = self._request(), self._territories.load()
            plan = plan_series(request, gazetteer, progress.feedback)
            found = estimate(plan, gazetteer, progress.feedback)
            self.form.forecast.setText(estimate_text(found))
            self.form.forecast.setToolTip(estimate_lists(found))
            self.messages.warn([*plan.warnings, *found.warnings])

    def print(self) -> None:
        """Begin the series; what is there already is skipped, or replaced."""
        with self.messages.shown():
            self._remember()
            self._print(self._request())

    def print_again(self) -> None:
        """Print what failed once more; what was printed now is up to date."""
        if self.running is not None:
            with self.messages.shown():
                self._print(replace(self.running.request, existing=SKIP))

    def cancel(self) -> None:
        """End the series; what is printed stays."""
        if self.running is not None:
            self.form.cancel.setEnabled(False)
            self.form.state.setText(translate("Series", "The series ends…"))
            self.running.cancel()

    def _request(self) -> SeriesRequest:
        """The series that is asked for. Raises SrceError."""
        self.choices.take_over(self._offered())
        entries = self.model.entries()
        if not entries:
            raise TerritoryError(translate("Series", "The list of territories is empty."))
        # Their addresses are those of what is loaded now.
        self._territories.load()
        communes, epcis = self._territories.addresses
        return replace(self.choices.request(entries), communes=communes, epcis=epcis)

    def _print(self, request: SeriesRequest) -> None:
        self.form.bar.clearWidgets()
        running = RunningSeries(request, self._territories.load(), self)
        running.sheet_done.connect(self.page.note)
        running.progressed.connect(self.page.follow)
        running.finished.connect(self._finish)
        running.left.connect(self.ended)
        before, self.running = self.running, running
        self.page.begin(request.folder)
        try:
            with show_progress(self) as progress:
                running.start(progress.feedback)
        except BaseException:
            self.running = before
            running.deleteLater()
            raise
        finally:
            self._update()
        if before is not None:
            before.deleteLater()
        if request.workers and needs_project(request):
            self.messages.done(
                translate(
                    "Series",
                    "The series needs layers of the open project: QGIS prints it itself, one sheet "
                    "after the other.",
                )
            )

    def _finish(self, result: SeriesResult) -> None:
        self._last = result
        self.page.end(result)
        self._update()

    # Showing ----------------------------------------------------------------------------------

    def _update(self) -> None:
        """Show the page and the buttons that are of use now."""
        form, running = self.form, self.running
        is_shown = running is not None
        is_over = running is not None and running.is_over
        form.pages.setCurrentWidget(form.running if is_shown else form.choosing)
        form.print_.setVisible(not is_shown)
        form.cancel.setVisible(is_shown and not is_over)
        form.cancel.setEnabled(True)
        form.back.setVisible(is_over)
        for button in (form.report, form.openFolder, form.again):
            button.setVisible(is_over)
        form.again.setEnabled(bool(form.failed.count()))
        form.close_.setText(
            translate("Series", "In the background")
            if is_shown and not is_over
            else translate("Series", "Close")
        )
        form.count.setText(self._count_text())
        form.remove.setEnabled(form.territories.selectionModel().hasSelection())
        form.clear.setEnabled(bool(self.model.rowCount()))
        form.print_.setEnabled(bool(self.model.count))
        form.estimate.setEnabled(bool(self.model.count))

    def _count_text(self) -> str:
        parts = [translate("Series", "%n territories", "", self.model.count)]
        faults = sum(1 for fault in self.model.faults() if fault.fails)
        if faults:
            parts.append(translate("Series", "%n not understood", "", faults))
        return " · ".join(parts)

    def _go_back(self) -> None:
        """Show the choices again; what is printed next is another series."""
        if self.running is not None:
            self.running.deleteLater()
            self.running = None
        self._forget_estimate()

    def _open_report(self) -> None:
        if self._last is not None:
            _open(self._last.page)

    def _open_folder(self) -> None:
        if self.running is not None:
            _open(self.running.request.folder)

    def _remember(self) -> None:
        self.choices.remember()
        keep_list(self.model.entries())


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the window for many sheets from the dock, and says in QGIS what came of a series."""

from __future__ import annotations

from typing import Callable

from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QWidget

from ...core.common.i18n import translate
from ...core.series.progress import SeriesResult
from ..common.messages import Messages
from .dialog import SeriesDialog, Territories
from .offer import Offer
from .run_page import result_text


class SeriesOpener(QObject):
    """Makes the window when it is first asked for, and keeps it: a series may run in it."""

    def __init__(
        self,
        iface: QgisInterface,
        territories: Territories,
        offered: Callable[[], Offer],
        messages: Messages,
        dock: QWidget,
    ) -> None:
        """`offered` gives the options of `dock`; `messages` are those of QGIS's window."""
        super().__init__(dock)
        self._iface = iface
        self._territories = territories
        self._offered = offered
        self._messages = messages
        self.dialog: SeriesDialog | None = None

    def open(self) -> None:
        """Show the window; a series that runs is shown in it."""
        if self.dialog is None:
            canvas, window = self._iface.mapCanvas(), self._iface.mainWindow()
            self.dialog = SeriesDialog(self._territories, canvas, self._offered, window)
            self.dialog.ended.connect(self._tell)
            self.dialog.finished.connect(self._tell_of_background)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def close_down(self) -> None:
        """End a series that runs, and let go of the window."""
        if self.dialog is not None:
            dialog, self.dialog = self.dialog, None
            dialog.close_down()

    def _tell_of_background(self) -> None:
        running = self.dialog.running if self.dialog is not None else None
        if running is not None and not running.is_over:
            text = translate(
                "Series",
                "The series goes on; QGIS lists it among its tasks, and Export several… shows it.",
            )
            self._messages.done(text)

    def _tell(self, result: SeriesResult) -> None:
        results = {translate("Series", "Report"): result.page}
        if result.merged is not None:
            results[translate("Series", "PDF")] = result.merged
        results[translate("Series", "Folder")] = result.report.parent
        self._messages.ended(result_text(result), results)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps in the window for many sheets, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import press, settle, wait_for
from srce_pac.tests.support.dialogs import texts, write
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.series.dialog import SeriesDialog
from srce_pac.ui.series.running import RunningSeries


@dataclass
class Window:
    """The window and the dock that it belongs to."""

    dock: SheetDock
    dialog: SeriesDialog
    gazetteer: Gazetteer

    def listed(self) -> list[str]:
        """What the list shows."""
        model = self.dialog.model
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def codes(self) -> list[str]:
        """The codes of the territories in the list."""
        return [entry.code for entry in self.dialog.model.entries()]

    def read(self) -> None:
        """Wait for what is being read."""
        wait_for(lambda: self.dialog.ways._listing is None)
        # A list below the search line has taken the keyboard, and nobody gives it back here.
        self.dialog.activateWindow()
        settle()

    def type_in(self, text: str) -> None:
        """Type into the search line, and press Enter."""
        search = self.dialog.form.search
        search.setFocus()
        search.selectAll()
        QTest.keyClicks(search, text)
        popup = self.dialog.ways.search.popup
        press(popup if popup.isVisible() else search, Qt.Key.Key_Return)
        self.read()

    def insert(self, text: str) -> None:
        """Put a text into the search line without its list, and press Enter."""
        write(self.dialog.form.search, text)
        press(self.dialog.form.search, Qt.Key.Key_Return)
        self.read()

    @property
    def running(self) -> RunningSeries:
        """The series that was begun last."""
        running = self.dialog.running
        assert running is not None
        return running

    def messages(self) -> list[str]:
        """What the bar of the window shows."""
        return texts(self.dialog.form.bar)

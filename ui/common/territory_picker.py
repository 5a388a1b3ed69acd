# SPDX-License-Identifier: GPL-3.0-or-later
"""The map tool to pick a commune with a click."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent


class TerritoryPicker(QgsMapTool):
    """Emits the point of a click, then activates the earlier map tool again, unless it stays."""

    picked = pyqtSignal(object)  # QgsPointXY in the canvas's CRS
    stopped = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, stays: bool = False) -> None:
        super().__init__(canvas)
        self._stays = stays
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._previous: QgsMapTool | None = None

    def start(self) -> None:
        """Become the map tool of the canvas."""
        if self.canvas().mapTool() is not self:
            self._previous = self.canvas().mapTool()
            self.canvas().setMapTool(self)

    def stop(self) -> None:
        """Activate the earlier map tool again, if this one is still active."""
        if self.canvas().mapTool() is self:
            self.canvas().unsetMapTool(self)
            # The plugin that owned the tool before may be gone.
            if self._previous is not None and not sip.isdeleted(self._previous):
                self.canvas().setMapTool(self._previous)
        self._previous = None

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        if event.button() == Qt.MouseButton.LeftButton:
            point = event.mapPoint()
            if not self._stays:
                self.stop()
            self.picked.emit(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - QGIS's name
        if event.key() == Qt.Key.Key_Escape:
            self.stop()

    def deactivate(self) -> None:
        super().deactivate()
        self.stopped.emit()

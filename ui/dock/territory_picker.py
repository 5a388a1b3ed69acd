# SPDX-License-Identifier: GPL-3.0-or-later
"""The map tool that picks a commune by a click."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent


class TerritoryPicker(QgsMapTool):
    """Gives the point under a click, then hands the canvas back to the tool before it."""

    picked = pyqtSignal(object)  # QgsPointXY in the canvas's CRS
    stopped = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._previous: QgsMapTool | None = None

    def start(self) -> None:
        """Take the canvas."""
        if self.canvas().mapTool() is not self:
            self._previous = self.canvas().mapTool()
            self.canvas().setMapTool(self)

    def stop(self) -> None:
        """Give the canvas back, if it is still ours."""
        if self.canvas().mapTool() is self:
            self.canvas().unsetMapTool(self)
            # The plugin that owned the tool before may be gone.
            if self._previous is not None and not sip.isdeleted(self._previous):
                self.canvas().setMapTool(self._previous)
        self._previous = None

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802 - QGIS's name
        if event.button() == Qt.MouseButton.LeftButton:
            point = event.mapPoint()
            self.stop()
            self.picked.emit(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - QGIS's name
        if event.key() == Qt.Key.Key_Escape:
            self.stop()

    def deactivate(self) -> None:
        super().deactivate()
        self.stopped.emit()

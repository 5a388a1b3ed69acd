# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes picked on the map with a button and clicks."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractButton

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.territory.gazetteer import Gazetteer
from .messages import Messages
from .territory_picker import TerritoryPicker


class CommunePicking(QObject):
    """Emits the commune of a click while a button is down, which is free while there is a map."""

    picked = pyqtSignal(object)  # Entry
    started = pyqtSignal()
    stopped = pyqtSignal()

    def __init__(
        self,
        button: QAbstractButton,
        canvas: QgsMapCanvas,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
        stays: bool = False,
    ) -> None:
        """`gazetteer` may raise TerritoryError, which `messages` shows; the first click ends the
        picking unless it `stays`."""
        super().__init__(button)
        self.tool = TerritoryPicker(canvas, stays)
        self._button = button
        self._canvas = canvas
        self._gazetteer = gazetteer
        self._messages = messages
        button.clicked.connect(self._toggle)
        # The step that follows may last longer than the map tool exists.
        later = Qt.ConnectionType.QueuedConnection
        self.tool.picked.connect(self._find_at, later)  # type: ignore[call-arg]
        self.tool.stopped.connect(self._note_end)
        canvas.layersChanged.connect(self._follow_canvas)
        self._follow_canvas()

    def close_down(self) -> None:
        """Disconnect from the canvas."""
        self._canvas.layersChanged.disconnect(self._follow_canvas)
        self.stop()
        self.tool.picked.disconnect(self._find_at)
        self.tool.stopped.disconnect(self._note_end)
        self.tool.deleteLater()

    def stop(self) -> None:
        """End the picking, if it is going on."""
        self.tool.stop()

    def _toggle(self, on: bool) -> None:
        if on:
            self.tool.start()
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
            self.started.emit()
        else:
            self.stop()

    def _find_at(self, point: QgsPointXY) -> None:
        with self._messages.shown():
            crs = self._canvas.mapSettings().destinationCrs()
            entry = self._gazetteer().at(point, crs)
            if entry is None:
                raise TerritoryError(
                    translate("Dock", "No commune of the loaded territories lies there.")
                )
            self.picked.emit(entry)

    def _follow_canvas(self) -> None:
        """Disable the picking while the map is empty."""
        self._button.setEnabled(bool(self._canvas.layers()))

    def _note_end(self) -> None:
        self._button.setChecked(False)
        self.stopped.emit()

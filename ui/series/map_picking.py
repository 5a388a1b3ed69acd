# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes picked on the map, one click after the other."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QAbstractButton

from ...core.common.errors import TerritoryError
from ...core.common.i18n import translate
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from ..common.messages import Messages
from ..common.territory_picker import TerritoryPicker

_FILL, _STROKE = QColor(255, 140, 0, 70), QColor(200, 90, 0)


class MapPicking(QObject):
    """Emits each commune that is clicked while a button is down; marks those that are chosen."""

    picked = pyqtSignal(object)  # Entry

    def __init__(
        self,
        button: QAbstractButton,
        canvas: QgsMapCanvas,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
        parent: QObject,
    ) -> None:
        """`gazetteer` may raise TerritoryError, which `messages` shows."""
        super().__init__(parent)
        self._button = button
        self._canvas = canvas
        self._gazetteer = gazetteer
        self._messages = messages
        self._bands: dict[str, QgsRubberBand] = {}
        self._picker = TerritoryPicker(canvas, stays=True)
        button.clicked.connect(self._toggle)
        self._picker.picked.connect(self._find_at)
        self._picker.stopped.connect(self._picking_stopped)
        canvas.layersChanged.connect(self._follow_canvas)
        self._follow_canvas()

    def close_down(self) -> None:
        """Disconnect from the canvas."""
        self._canvas.layersChanged.disconnect(self._follow_canvas)
        self.stop()
        self._picker.deleteLater()

    def stop(self) -> None:
        """End the picking; the marks on the map go."""
        self._picker.stop()

    def mark(self, entry: Entry, is_chosen: bool) -> None:
        """Mark a commune on the map, or take its mark away."""
        band = self._bands.pop(entry.reference, None)
        if band is not None:
            self._canvas.scene().removeItem(band)
        if is_chosen:
            crs = self._canvas.mapSettings().destinationCrs()
            band = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
            band.setFillColor(_FILL)
            band.setStrokeColor(_STROKE)
            geometry: QgsGeometry = self._gazetteer().contour(entry, crs)
            band.setToGeometry(geometry, None)
            self._bands[entry.reference] = band

    def _toggle(self, on: bool) -> None:
        if on:
            self._picker.start()
            self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
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

    def _picking_stopped(self) -> None:
        self._button.setChecked(False)
        for band in self._bands.values():
            self._canvas.scene().removeItem(band)
        self._bands.clear()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes picked on the map, one click after the other, and marked there."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsGeometry, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QAbstractButton

from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer
from .commune_picking import CommunePicking
from .messages import Messages

_FILL, _STROKE = QColor(255, 140, 0, 70), QColor(200, 90, 0)


class MapPicking(CommunePicking):
    """Emits each commune that is clicked while a button is down; marks those that are chosen."""

    def __init__(
        self,
        button: QAbstractButton,
        canvas: QgsMapCanvas,
        gazetteer: Callable[[], Gazetteer],
        messages: Messages,
    ) -> None:
        """`gazetteer` may raise TerritoryError, which `messages` shows."""
        super().__init__(button, canvas, gazetteer, messages, stays=True)
        self._bands: dict[str, QgsRubberBand] = {}
        self.stopped.connect(self._remove_marks)

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

    def _remove_marks(self) -> None:
        for band in self._bands.values():
            self._canvas.scene().removeItem(band)
        self._bands.clear()

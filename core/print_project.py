# SPDX-License-Identifier: GPL-3.0-or-later
"""The project in which sheets are printed, one territory after another."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsProject

from .layers.layer_maker import MemoryLayers


class PrintProject:
    """A project that nobody sees, with the layers in memory that its layouts show."""

    def __init__(self, maker: MemoryLayers, crs: QgsCoordinateReferenceSystem) -> None:
        self.maker = maker
        self.project = QgsProject()
        self.project.setCrs(crs)

    def adopt(self, layers: Iterable[QgsMapLayer]) -> None:
        """Have the project own layers, where QGIS looks for those of a layout."""
        known = self.project.mapLayers()
        self.project.addMapLayers([x for x in layers if x.id() not in known], False)

    def dismiss(self, layer: QgsMapLayer | None) -> None:
        """Let go of a layer that was for one sheet only."""
        if layer is not None and layer.id() in self.project.mapLayers():
            self.project.removeMapLayer(layer.id())

    def close(self) -> None:
        """Let go of the layers. Windows takes no file away that one of them still reads."""
        self.project.clear()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps with the styles of what is loaded into the project."""

from __future__ import annotations

from qgis.core import QgsProject, QgsSymbol, QgsVectorLayer
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.geometry import layer_geometry
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.layers.project_groups import find_group

PINK = "#ff00aa"


def layers_of(style_name: str) -> list[QgsVectorLayer]:
    """The layers in the plugin's group of the class and geometry of a style, `corridor_l`."""
    group = find_group(QgsProject.instance())
    assert group is not None
    class_id, _, letter = style_name.rpartition("_")
    return [
        layer
        for layer in (node.layer() for node in group.findLayers())
        if layer.customProperty(ROLE) == f"class:{class_id}" and layer_geometry(layer) == letter
    ]


def recolour(style_name: str, colour: str = PINK) -> None:
    """Draw a class with one plain symbol, as the styling panel does."""
    for layer in layers_of(style_name):
        renderer = layer.renderer().clone()
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(colour))
        renderer.setSymbol(symbol)
        layer.setRenderer(renderer)
        layer.triggerRepaint()


def colours(style_name: str) -> set[str]:
    """The colours of the symbols of a class."""
    return {layer.renderer().symbol().color().name() for layer in layers_of(style_name)}

# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of the light base: greys and pale blues that stay behind the theme, in colour or not.

Names are written small and muted, with a light halo; they give way to all other names.
"""

from __future__ import annotations

from typing import Callable

from qgis.core import (
    QgsLabeling,
    QgsLabelLineSettings,
    QgsLabelObstacleSettings,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsProperty,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor, QFont

from srce_pac.tools.style_parts import (
    COLOURS,
    areas,
    fill,
    line,
    lines,
    set_label,
    set_size,
)

# The smallest type of a sheet on A3, in points.
SMALLEST = 6.5

WATER_OPACITY = 0.6

# How far a number or a name stands from the next one along its line, in mm.
REPEAT = 90.0

# A letter, then a number: the number of a road is written with a space between, `D 939`. A regular
# expression would be compiled for each piece of each road.
NUMBER = (
    "CASE WHEN substr(\"name\", 2, 1) >= '0' AND substr(\"name\", 2, 1) <= '9' "
    'THEN left("name", 1) || \'\u00a0\' || substr("name", 2) ELSE "name" END'
)


def _water_s(layer: QgsVectorLayer) -> None:
    # Over the tint of a theme, this is still seen.
    areas(layer, fill("base_water", WATER_OPACITY))


def _built_s(layer: QgsVectorLayer) -> None:
    areas(layer, fill("base_built"))


def _river_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_river", 0.4))
    names = _names("base_river_name", SMALLEST, is_italic=True)
    names.fieldName = '"name"'
    # Letters that follow each bend cost as much as all else of the base.
    names.placement = QgsPalLayerSettings.Placement.Line
    _along(names, QgsLabeling.LinePlacementFlag.AboveLine)
    names.priority = 1
    set_label(layer, names)


def _stream_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_river", 0.2))


def _rail_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_rail", 0.5), line("white", 0.3, dash="1.6;1.6"))


def _road_motorway_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_road_edge", 1.1), line("base_road_motorway", 0.75))
    _numbers(layer, 2)


def _road_main_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_road_edge", 0.75), line("base_road", 0.5))
    _numbers(layer, 1)


def _road_local_l(layer: QgsVectorLayer) -> None:
    lines(layer, line("base_road_local", 0.22))


def _town_p(layer: QgsVectorLayer) -> None:
    _places(layer, _names("base_town_name", 8), priority=4)
    settings = layer.labeling().settings()
    properties = settings.dataDefinedProperties()
    # The commune of the sheet, which is what its mayor looks for.
    for what, value in (("Bold", "true"), ("Color", f"'{COLOURS['base_own_name']}'")):
        properties.setProperty(
            getattr(QgsPalLayerSettings.Property, what),
            QgsProperty.fromExpression(f"if(\"code\" = 'own', {value}, NULL)"),
        )
    settings.setDataDefinedProperties(properties)
    set_label(layer, settings)


def _hamlet_p(layer: QgsVectorLayer) -> None:
    _places(layer, _names("base_hamlet_name", SMALLEST, is_italic=True), priority=3)


BASE_STYLES: dict[str, Callable[[QgsVectorLayer], None]] = {
    "base_built_s": _built_s,
    "base_hamlet_p": _hamlet_p,
    "base_rail_l": _rail_l,
    "base_river_l": _river_l,
    "base_road_local_l": _road_local_l,
    "base_road_main_l": _road_main_l,
    "base_road_motorway_l": _road_motorway_l,
    "base_stream_l": _stream_l,
    "base_town_p": _town_p,
    "base_water_s": _water_s,
}


def _names(colour: str, points: float, is_italic: bool = False) -> QgsPalLayerSettings:
    font = QFont("Liberation Sans")
    font.setItalic(is_italic)
    halo = QgsTextBufferSettings()
    halo.setEnabled(True)
    halo.setSize(0.4)
    halo.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    halo.setColor(QColor(COLOURS["white"]))
    text = QgsTextFormat()
    text.setFont(font)
    text.setSize(points)
    text.setColor(QColor(COLOURS[colour]))
    text.setBuffer(halo)
    names = QgsPalLayerSettings()
    names.isExpression = True
    names.setFormat(text)
    # Muted lines may be written over: only the theme is kept clear.
    obstacles = QgsLabelObstacleSettings()
    obstacles.setIsObstacle(False)
    names.setObstacleSettings(obstacles)
    return names


def _numbers(layer: QgsVectorLayer, priority: int) -> None:
    numbers = _names("base_road_name", SMALLEST)
    numbers.fieldName = NUMBER
    numbers.placement = QgsPalLayerSettings.Placement.Line
    _along(numbers, QgsLabeling.LinePlacementFlag.OnLine)
    numbers.priority = priority
    set_label(layer, numbers)


def _along(names: QgsPalLayerSettings, flag: QgsLabeling.LinePlacementFlag) -> None:
    along = QgsLabelLineSettings()
    flags = flag | QgsLabeling.LinePlacementFlag.MapOrientation
    along.setPlacementFlags(QgsLabeling.LinePlacementFlags(flags))
    # Pieces of one road are one road.
    along.setMergeLines(True)
    names.setLineSettings(along)
    names.repeatDistance = REPEAT
    names.repeatDistanceUnit = QgsUnitTypes.RenderUnit.RenderMillimeters


def _places(layer: QgsVectorLayer, names: QgsPalLayerSettings, priority: int) -> None:
    """Names of places, each with the size that it was given; on a sheet with their position too."""
    layer.setRenderer(QgsNullSymbolRenderer())
    names.fieldName = '"name"'
    names.placement = QgsPalLayerSettings.Placement.OverPoint
    names.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantOver
    names.priority = priority
    set_size(names, '"size"')
    set_label(layer, names)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bundled styles are made of: the palette, renderers, labels and parts of symbols.

Lengths are millimetres on the paper, whatever the scale; type sizes are points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

from qgis.core import (
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsInvertedPolygonRenderer,
    QgsLineSymbol,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsPointPatternFillSymbolLayer,
    QgsProperty,
    QgsPropertyCollection,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsTextBackgroundSettings,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QColor, QFont

# As they look on white paper, also where they let a background show through (see _rgba).
COLOURS: dict[str, str] = {
    "reservoir": "#c9e4b8",
    "reservoir_line": "#5f9e50",
    "preserve": "#86c769",
    "preserve_line": "#2d7a17",
    "restore": "#4a9c26",
    "restore_tint": "#e9f4e0",
    "corridor": "#00694a",
    "corridor_restore": "#cf6a00",
    # Dashes on water that is as light would not be seen in grey.
    "corridor_restore_dash": "#b85c00",
    "watercourse": "#4f9bd6",
    "watercourse_line": "#17609f",
    "obstacle": "#c4141c",
    "obstacle_tint": "#f9e2e0",
    "contour": "#000000",
    "commune_limit": "#5e5e5e",
    "white": "#ffffff",
    "veil": "#f4f4f1",
    "neighbours": "#8c8c8c",
    "uncovered": "#b3b3b3",
    "members_name": "#1f1f1f",
    "situation": "#ececec",
    "situation_territory": "#333333",
    "neighbours_name": "#555555",
    "demonstration": "#b3261e",
    "base_water": "#d5e6f0",
    "base_built": "#eeebe7",
    "base_river": "#b4d2e4",
    "base_river_name": "#4d86a8",
    "base_rail": "#b3b3b3",
    "base_road_edge": "#b9b5ae",
    "base_road_motorway": "#e9e4da",
    "base_road": "#f3f1ee",
    "base_road_local": "#d4d1cc",
    "base_road_name": "#77736c",
    "base_town_name": "#55514b",
    "base_own_name": "#2f2c28",
    "base_hamlet_name": "#6f6b65",
    "sea": "#93c3e8",
    "sea_show": "#cfe2f0",
    "country_show": "#f3ebdb",
    "unloaded_show": "#e6e6e4",
    "sea_name": "#2f6f9f",
    "country": "#ecdab6",
    "country_name": "#7a6238",
    "unloaded": "#cfcfcf",
    "unloaded_name": "#5c5c5c",
    "znieff1": "#1f7a3a",
    "znieff2": "#dcedc8",
    "znieff2_line": "#6f9e3f",
    "zps": "#1558a6",
    "zsc": "#a8580c",
    "apb": "#fbdad6",
    "apb_line": "#c2185b",
    "aphn": "#fde3b8",
    "aphn_line": "#b04a00",
    "rnn": "#c99ad2",
    "rnn_line": "#5e1675",
    "rnr": "#ead6ee",
    "rnr_line": "#8e3aa8",
    "rb": "#c9b29b",
    "rb_line": "#4e342e",
    "pn": "#33691e",
    "pnr": "#667310",
    "ramsar": "#00838f",
    "cdl": "#9cc9e6",
    "cdl_line": "#01579b",
    "cen": "#fff0a0",
    "cen_line": "#7a6a00",
}


# White between letters of spaced type, in QGIS's units for a point of type: on paper 0.09 em.
# Further apart, a search in a PDF would not find the word.
SPACED = 0.028


_Symbol = TypeVar("_Symbol", bound=QgsSymbol)


# Renderers and labels -----------------------------------------------------------------------


def areas(layer: QgsVectorLayer, *parts: QgsSymbolLayer) -> None:
    layer.setRenderer(QgsSingleSymbolRenderer(symbol(QgsFillSymbol(), *parts)))


def lines(layer: QgsVectorLayer, *parts: QgsSymbolLayer) -> None:
    """Draw each part of all lines before the next part, so that casings never cut a crossing."""
    for level, part in enumerate(parts):
        part.setRenderingPass(level)
    renderer = QgsSingleSymbolRenderer(symbol(QgsLineSymbol(), *parts))
    renderer.setUsingSymbolLevels(True)
    layer.setRenderer(renderer)


def outside(layer: QgsVectorLayer, part: QgsSymbolLayer) -> None:
    inner: QgsFeatureRenderer = QgsSingleSymbolRenderer(symbol(QgsFillSymbol(), part))
    layer.setRenderer(QgsInvertedPolygonRenderer(inner))


def set_label(layer: QgsVectorLayer, settings: QgsPalLayerSettings) -> None:
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def name_label(colour: str, points: float) -> QgsPalLayerSettings:
    """Names with a white edge, as large as on A4 and A3; filling scales them for larger paper."""
    text = QgsTextFormat()
    text.setFont(QFont("Liberation Sans"))
    text.setSize(points)
    text.setColor(QColor(COLOURS[colour]))
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.65)
    edge.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    edge.setColor(QColor(COLOURS["white"]))
    text.setBuffer(edge)
    name = QgsPalLayerSettings()
    name.fieldName = "name"
    name.placement = QgsPalLayerSettings.Placement.Horizontal
    name.setFormat(text)
    return name


def ground_name(
    layer: QgsVectorLayer, colour: str, spaced: float = SPACED, italic: bool = False
) -> None:
    """Name a ground by names that have been given their place and their size."""
    layer.setRenderer(QgsNullSymbolRenderer())
    names = placed_names(colour, 12)
    text = names.format()
    font = text.font()
    font.setItalic(italic)
    text.setFont(font)
    edge = text.buffer()
    edge.setEnabled(False)
    text.setBuffer(edge)
    names.setFormat(text)
    names.displayAll = True
    names.priority = 10
    if spaced:
        properties = names.dataDefinedProperties()
        properties.setProperty(
            QgsPalLayerSettings.Property.FontLetterSpacing,
            QgsProperty.fromExpression(f'{spaced} * "size"'),
        )
        names.setDataDefinedProperties(properties)
    set_label(layer, names)


def placed_names(colour: str, points: float) -> QgsPalLayerSettings:
    """Names that have been given their place, their line breaks and their size."""
    names = name_label(colour, points)
    names.placement = QgsPalLayerSettings.Placement.OverPoint
    names.quadOffset = QgsPalLayerSettings.QuadrantPosition.QuadrantOver
    names.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    set_size(names, '"size"')
    return names


def ring_numbers(settings: QgsPalLayerSettings, colour: str) -> None:
    """Have a number that stands for a name in a ring: a bare figure looks like anything else."""
    text, ring = settings.format(), QgsTextBackgroundSettings()
    ring.setEnabled(True)
    ring.setType(QgsTextBackgroundSettings.ShapeType.ShapeCircle)
    ring.setSizeType(QgsTextBackgroundSettings.SizeType.SizeBuffer)
    ring.setSize(QSizeF(0.15, 0.15))
    ring.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    ring.setFillColor(QColor(COLOURS["white"]))
    ring.setStrokeColor(QColor(COLOURS[colour]))
    ring.setStrokeWidth(0.2)
    ring.setStrokeWidthUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    text.setBackground(ring)
    settings.setFormat(text)
    properties = settings.dataDefinedProperties()
    is_number = QgsProperty.fromExpression("regexp_match(\"name\", '^[0-9]+$') > 0")
    properties.setProperty(QgsPalLayerSettings.Property.ShapeDraw, is_number)
    settings.setDataDefinedProperties(properties)


def set_size(settings: QgsPalLayerSettings, expression: str) -> None:
    properties = QgsPropertyCollection()
    properties.setProperty(
        QgsPalLayerSettings.Property.Size, QgsProperty.fromExpression(expression)
    )
    settings.setDataDefinedProperties(properties)


def symbol(new: _Symbol, *parts: QgsSymbolLayer) -> _Symbol:
    """Put parts into a new symbol, in place of the one that QGIS gives it.

    The constructors that take a list leave the parts to Python on 3.22, which then crashes.
    """
    for part in parts:
        new.appendSymbolLayer(part)
    new.deleteSymbolLayer(0)
    return new


# Parts of symbols ---------------------------------------------------------------------------


def fill(colour: str, opacity: float = 1) -> QgsSymbolLayer:
    return QgsSimpleFillSymbolLayer.create(
        {"color": _rgba(colour, opacity), "outline_style": "no", "style": "solid"}
    )


# Up to this denominator edges of areas have their full width.
FULL_EDGE = 25_000


def edge(colour: str, width: float, dash: str = "", least: float = 0) -> QgsSymbolLayer:
    """The edge of an area; with a `least` width, it gets thinner as the scale gets smaller."""
    part = line(colour, width, dash=dash, cap="flat" if dash else "square")
    # Where a ring closes, dashes follow each other as elsewhere. Not at its corners, which contours
    # have every other millimetre: they would run into one another. A legend closes those of a box.
    part.setAlignDashPattern(bool(dash))
    if least:
        # A canvas, a layout and a legend know the scale; a button with the symbol does not.
        expression = f"max({least}, {width} * min(1, {FULL_EDGE} / coalesce(@map_scale, 1)))"
        part.setDataDefinedProperty(
            QgsSymbolLayer.Property.PropertyStrokeWidth, QgsProperty.fromExpression(expression)
        )
    return part


def line(colour: str, width: float, dash: str = "", cap: str = "") -> QgsSymbolLayer:
    options = {
        "line_color": _rgba(colour),
        "line_width": str(width),
        "line_width_unit": "MM",
        "line_style": "solid",
        "capstyle": cap or ("flat" if dash else "round"),
        "joinstyle": "round",
    }
    if dash:
        options.update(use_custom_dash="1", customdash=dash, customdash_unit="MM")
    return QgsSimpleLineSymbolLayer.create(options)


@dataclass(frozen=True)
class Mark:
    """A mark of one shape; lengths in millimetres, the angle in degrees."""

    colour: str
    shape: str
    size: float
    angle: float = 0
    width: float = 0
    fill: str = ""
    cap: str = "flat"

    def part(self) -> QgsSymbolLayer:
        return QgsSimpleMarkerSymbolLayer.create(
            {
                "name": self.shape,
                "size": str(self.size),
                "size_unit": "MM",
                "angle": str(self.angle),
                "color": _rgba(self.fill or self.colour),
                "outline_color": _rgba(self.colour),
                "outline_style": "solid" if self.width else "no",
                "outline_width": str(self.width),
                "outline_width_unit": "MM",
                "cap_style": self.cap,
            }
        )


def marks(mark: Mark, interval: float) -> QgsSymbolLayer:
    """Marks along a line; the first stands near its start, so that a short line has one too."""
    row = QgsMarkerLineSymbolLayer.create(
        {
            "interval": str(interval),
            "interval_unit": "MM",
            "offset_along_line": str(round(interval / 3, 2)),
            "offset_along_line_unit": "MM",
            "placement": "interval",
            "rotate": "1",
        }
    )
    row.setSubSymbol(symbol(QgsMarkerSymbol(), mark.part()))
    return row


def dots(colour: str, size: float, step: float) -> QgsSymbolLayer:
    """Dots in a staggered grid: strokes of no length, a fifth of what circles weigh in a PDF."""
    return _pattern(
        Mark(colour, "line", 0.01, width=size, cap="round"),
        step,
        round(step * 0.85, 3),
        shift=step / 2,
    )


# Of strokes that make an endless line. QGIS draws a pattern two strokes beyond its area on either
# side: the longer they are, the fewer there are.
LONG = 80


def dashes(mark: Mark, gap: float, step: float) -> QgsSymbolLayer:
    """Staggered dashes, ``gap`` apart in rows ``step`` apart."""
    across = mark.size + gap
    return _pattern(mark, across, step, shift=across / 2)


def levels(colour: str, width: float, step: float) -> QgsSymbolLayer:
    """Horizontal lines ``step`` apart, each a chain of long strokes."""
    return _pattern(Mark(colour, "line", LONG + 0.2, 90, width), LONG, step)


def uprights(colour: str, width: float, step: float) -> QgsSymbolLayer:
    """Vertical lines ``step`` apart, each a chain of long strokes."""
    return _pattern(Mark(colour, "line", LONG + 0.2, 0, width), step, LONG)


def diagonals(colour: str, width: float, step: float, angle: float = 45) -> QgsSymbolLayer:
    """Slanting lines ``step`` apart, each a chain of strokes that meet from row to row.

    The angle is in degrees, clockwise from upright. QGIS draws a pattern two columns beyond its
    area on either side, which longer strokes would not reach.
    """
    slant = math.radians(abs(angle))
    across = round(step / math.cos(slant), 3)
    rows = 4
    down = round(rows * across / math.tan(slant), 3)
    return _pattern(
        Mark(colour, "line", round(down / math.cos(slant) + 0.2, 3), angle, width), across, down
    )


def scattered(mark: Mark, step: float) -> QgsSymbolLayer:
    """Marks ``step`` apart in staggered rows."""
    return _pattern(mark, step, round(step * 0.85, 3), shift=step / 2)


def _pattern(mark: Mark, across: float, down: float, shift: float = 0) -> QgsSymbolLayer:
    """Repeat a mark over an area.

    QGIS 3.22 prints a line pattern as a picture and draws any pattern by tiling one on screen. A
    point pattern whose mark has a data-defined property is drawn mark by mark instead, as vectors
    everywhere: hence a property, whose value is a constant.
    """
    part = mark.part()
    part.setDataDefinedProperty(
        QgsSymbolLayer.Property.PropertyStrokeWidth, QgsProperty.fromValue(mark.width)
    )
    pattern = QgsPointPatternFillSymbolLayer.create(
        {
            "distance_x": str(across),
            "distance_x_unit": "MM",
            "distance_y": str(down),
            "distance_y_unit": "MM",
            "displacement_x": str(shift),
            "displacement_x_unit": "MM",
        }
    )
    pattern.setSubSymbol(symbol(QgsMarkerSymbol(), part))
    return pattern


def _rgba(colour: str, opacity: float = 1) -> str:
    """The ink that, laid over white with that opacity, looks like the colour of the palette."""
    value = QColor(COLOURS[colour])
    channels = (value.red(), value.green(), value.blue())
    inks = [max(0, round((channel - 255 * (1 - opacity)) / opacity)) for channel in channels]
    return ",".join(str(number) for number in (*inks, round(255 * opacity)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The symbols of QGIS as symbolizers of SLD 1.1 that GeoServer and MapServer draw alike.

QGIS's own export rounds each length to whole pixels, leaves out the spacing of patterns, and writes
the outlines of areas as lines, with which older releases of MapServer fill the areas.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from qgis.core import (
    QgsApplication,
    QgsLineSymbol,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..common.i18n import translate
from .sld_graphic import Picture, line_pattern_picture, marker_picture, point_pattern_picture
from .sld_length import PIXEL, in_pixels

_CAPS = {
    Qt.PenCapStyle.FlatCap: "butt",
    Qt.PenCapStyle.SquareCap: "square",
    Qt.PenCapStyle.RoundCap: "round",
}
_JOINS = {
    Qt.PenJoinStyle.MiterJoin: "mitre",
    Qt.PenJoinStyle.BevelJoin: "bevel",
    Qt.PenJoinStyle.RoundJoin: "round",
}
# In widths of the line.
_DASHES = {
    Qt.PenStyle.DashLine: (4, 2),
    Qt.PenStyle.DotLine: (1, 2),
    Qt.PenStyle.DashDotLine: (4, 2, 1, 2),
    Qt.PenStyle.DashDotDotLine: (4, 2, 1, 2, 1, 2),
}

# The marks that all servers draw as QGIS does.
_MARKS = ("circle", "square")

# The kind of a data-defined property that is a constant, in what QGIS stores of it.
_CONSTANT = 1


@dataclass
class SymbolWriter:
    """Writes the symbols of one style.

    `pictures` are the SVG files that the symbolizers name, `losses` what they cannot say.
    """

    style_name: str
    pictures: dict[str, str] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)

    def symbolizers(self, symbol: QgsSymbol) -> list[str]:
        """The symbolizers of a symbol, in their order: elements of the namespaces se and xlink."""
        self._look_at(symbol)
        if isinstance(symbol, QgsMarkerSymbol):
            return self._marker(symbol)
        parts = [part for part in symbol.symbolLayers() if part.enabled()]
        written: list[str] = []
        for part in parts:
            write = _WRITERS.get(part.layerType())
            one = write(self, part, symbol) if write else ""
            if not one:
                kind = QgsApplication.symbolLayerRegistry().symbolLayerMetadata(part.layerType())
                left_out = translate("Styles", "a part of the kind “{kind}” is left out")
                self.lose(left_out.format(kind=kind.visibleName()))
            else:
                written.append(one)
        if parts and not written:
            self.lose(translate("Styles", "one plain colour stands for the symbol"))
            written.append(self._plain(symbol))
        return written

    def lose(self, what: str) -> None:
        """Note what is not said, once."""
        if what not in self.losses:
            self.losses.append(what)

    def _look_at(self, symbol: QgsSymbol) -> None:
        """Note what no symbolizer says, here and in symbols within."""
        parts = [part for part in symbol.symbolLayers() if part.enabled()]
        if _varies(symbol) or any(_varies(part) for part in parts):
            self.lose(translate("Styles", "what depends on the data has one fixed value"))
        if any(part.paintEffect() and part.paintEffect().enabled() for part in parts):
            self.lose(translate("Styles", "effects are left out"))
        if symbol.usesMapUnits():
            self.lose(translate("Styles", "lengths on the ground are those on paper at 1:25,000"))
        for part in parts:
            if part.subSymbol() is not None:
                self._look_at(part.subSymbol())

    # Markers.

    def _marker(self, symbol: QgsMarkerSymbol) -> list[str]:
        parts = [part for part in symbol.symbolLayers() if part.enabled()]
        if not parts:
            return []
        return [
            f"<se:PointSymbolizer>{graphic}</se:PointSymbolizer>"
            for graphic, _ in self._graphics(symbol)
        ]

    def _graphics(self, symbol: QgsMarkerSymbol) -> list[tuple[str, float]]:
        """The graphics of a marker, and their widths in pixels."""
        parts = [part for part in symbol.symbolLayers() if part.enabled()]
        if all(_is_mark(part) for part in parts):
            return [
                (_mark(part, symbol.opacity()), in_pixels(part.size(), part.sizeUnit()))
                for part in parts
            ]
        picture = marker_picture(symbol)
        return [(self._graphic(picture), picture.width / PIXEL)]

    def _graphic(self, picture: Picture) -> str:
        name = f"{self.style_name}_{len(self.pictures) + 1}.svg"
        self.pictures[name] = picture.text
        self.lose(translate("Styles", "a picture beside the file shows the pattern or the marker"))
        return (
            "<se:Graphic><se:ExternalGraphic>"
            f'<se:OnlineResource xlink:type="simple" xlink:href="{escape(name)}"/>'
            "<se:Format>image/svg+xml</se:Format></se:ExternalGraphic>"
            f"<se:Size>{_number(picture.height / PIXEL)}</se:Size></se:Graphic>"
        )

    # Areas.

    def _simple_fill(self, part: QgsSimpleFillSymbolLayer, symbol: QgsSymbol) -> str:
        inside = stroke = ""
        if part.brushStyle() != Qt.BrushStyle.NoBrush:
            inside = _fill(part.fillColor(), symbol.opacity())
            if part.brushStyle() != Qt.BrushStyle.SolidPattern:
                self.lose(translate("Styles", "a plain colour stands for a hatching of Qt"))
        if part.strokeStyle() != Qt.PenStyle.NoPen:
            width = in_pixels(part.strokeWidth(), part.strokeWidthUnit())
            stroke = _stroke(part.strokeColor(), symbol.opacity(), width)
            dashes = [width * number for number in _DASHES.get(part.strokeStyle(), ())]
            stroke += _line_look(Qt.PenCapStyle.SquareCap, part.penJoinStyle(), dashes, width)
            stroke = f"<se:Stroke>{stroke}</se:Stroke>"
        return f"<se:PolygonSymbolizer>{inside}{stroke}</se:PolygonSymbolizer>"

    def _pattern(self, part: QgsSymbolLayer, symbol: QgsSymbol) -> str:
        draw = _PATTERNS[part.layerType()]
        picture = draw(part, _within(symbol, part))
        if picture is None:
            return ""
        graphic = self._graphic(picture)
        inside = f"<se:Fill><se:GraphicFill>{graphic}</se:GraphicFill></se:Fill>"
        return f"<se:PolygonSymbolizer>{inside}</se:PolygonSymbolizer>"

    # Lines.

    def _simple_line(self, part: QgsSimpleLineSymbolLayer, symbol: QgsSymbol) -> str:
        if part.offset():
            # What the standard has on the left of a line, MapServer draws on the right.
            self.lose(translate("Styles", "a line is drawn without its offset"))
        width = in_pixels(part.width(), part.widthUnit())
        dashes = [width * number for number in _DASHES.get(part.penStyle(), ())]
        if part.useCustomDashPattern():
            unit = part.customDashPatternUnit()
            dashes = [in_pixels(length, unit) for length in part.customDashVector()]
        stroke = _stroke(part.color(), symbol.opacity(), width)
        stroke += _line_look(part.penCapStyle(), part.penJoinStyle(), dashes, width)
        return _along(symbol, f"<se:Stroke>{stroke}</se:Stroke>")

    def _marker_line(self, part: QgsMarkerLineSymbolLayer, symbol: QgsSymbol) -> str:
        places = part.properties()
        if (places.get("placements") or places.get("placement", "")).lower() != "interval":
            return ""
        marker = _within(symbol, part)
        interval = in_pixels(part.interval(), part.intervalUnit())
        # MapServer takes the gap from middle to middle, and turns markers where it is below zero;
        # GeoServer takes it from the dashes, from edge to edge, and always turns.
        turns = part.rotateSymbols() and not all(_is_round(one) for one in marker.symbolLayers())
        gap = _number(-interval if turns else interval)
        start = in_pixels(part.offsetAlongLine(), part.offsetAlongLineUnit())
        strokes = (
            "<se:Stroke><se:GraphicStroke>"
            f"{graphic}<se:InitialGap>{_number(start)}</se:InitialGap><se:Gap>{gap}</se:Gap>"
            "</se:GraphicStroke>"
            + _parameter("stroke-dasharray", f"{_number(size)} {_number(max(0, interval - size))}")
            + "</se:Stroke>"
            for graphic, size in self._graphics(marker)
        )
        return "".join(_along(symbol, stroke) for stroke in strokes)

    def _plain(self, symbol: QgsSymbol) -> str:
        colour = symbol.color()
        if isinstance(symbol, QgsLineSymbol):
            return _along(symbol, f"<se:Stroke>{_stroke(colour, symbol.opacity(), 1)}</se:Stroke>")
        return f"<se:PolygonSymbolizer>{_fill(colour, symbol.opacity())}</se:PolygonSymbolizer>"


_Write = Callable[[SymbolWriter, QgsSymbolLayer, QgsSymbol], str]
_WRITERS: dict[str, _Write] = {
    "SimpleFill": SymbolWriter._simple_fill,
    "SimpleLine": SymbolWriter._simple_line,
    "MarkerLine": SymbolWriter._marker_line,
    "PointPatternFill": SymbolWriter._pattern,
    "LinePatternFill": SymbolWriter._pattern,
}
_PATTERNS: dict[str, Callable[..., Picture | None]] = {
    "PointPatternFill": point_pattern_picture,
    "LinePatternFill": line_pattern_picture,
}


def _within(symbol: QgsSymbol, part: QgsSymbolLayer) -> QgsSymbol:
    """The symbol that a part of another is made of, as opaque as both together."""
    inner = part.subSymbol().clone()
    inner.setOpacity(inner.opacity() * symbol.opacity())
    return inner


def _along(symbol: QgsSymbol, stroke: str) -> str:
    """A stroke of a line, or of the outline of an area."""
    kind = "Line" if isinstance(symbol, QgsLineSymbol) else "Polygon"
    return f"<se:{kind}Symbolizer>{stroke}</se:{kind}Symbolizer>"


def _is_mark(part: QgsSymbolLayer) -> bool:
    return (
        isinstance(part, QgsSimpleMarkerSymbolLayer)
        and part.properties().get("name") in _MARKS
        and not part.angle()
        and part.offset().isNull()
    )


def _is_round(part: QgsSymbolLayer) -> bool:
    return _is_mark(part) and part.properties().get("name") == "circle"


def _mark(part: QgsSimpleMarkerSymbolLayer, opacity: float) -> str:
    stroke = ""
    if part.strokeStyle() != Qt.PenStyle.NoPen and part.strokeColor().alpha():
        width = in_pixels(part.strokeWidth(), part.strokeWidthUnit())
        stroke = f"<se:Stroke>{_stroke(part.strokeColor(), opacity, width)}</se:Stroke>"
    size = _number(in_pixels(part.size(), part.sizeUnit()))
    name = part.properties()["name"]
    mark = f"<se:WellKnownName>{name}</se:WellKnownName>{_fill(part.fillColor(), opacity)}{stroke}"
    return f"<se:Graphic><se:Mark>{mark}</se:Mark><se:Size>{size}</se:Size></se:Graphic>"


def _fill(colour: QColor, opacity: float) -> str:
    return f"<se:Fill>{_colour('fill', colour, opacity)}</se:Fill>"


def _stroke(colour: QColor, opacity: float, width: float) -> str:
    # A line of no width is drawn a pixel wide.
    return _colour("stroke", colour, opacity) + _parameter("stroke-width", _number(width or 1))


def _line_look(
    cap: Qt.PenCapStyle, join: Qt.PenJoinStyle, dashes: Sequence[float], width: float
) -> str:
    if dashes and cap == Qt.PenCapStyle.SquareCap:
        # MapServer gives dashes no caps: they are as much longer.
        longer = (
            length + width if i % 2 == 0 else length - width for i, length in enumerate(dashes)
        )
        dashes, cap = [max(0, length) for length in longer], Qt.PenCapStyle.FlatCap
    look = _parameter("stroke-linejoin", _JOINS.get(join, "mitre"))
    look += _parameter("stroke-linecap", _CAPS.get(cap, "butt"))
    lengths = " ".join(_number(length) for length in dashes)
    return look + (_parameter("stroke-dasharray", lengths) if lengths else "")


def _colour(name: str, colour: QColor, opacity: float) -> str:
    written = _parameter(name, colour.name())
    alpha = colour.alphaF() * opacity
    return written + (_parameter(f"{name}-opacity", _number(alpha)) if alpha < 1 else "")


def _parameter(name: str, value: str) -> str:
    return f'<se:SvgParameter name="{name}">{value}</se:SvgParameter>'


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "0"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _varies(part: QgsSymbol | QgsSymbolLayer) -> bool:
    """Whether a property of a symbol or of its part is not the same for all objects."""
    properties = part.dataDefinedProperties()
    given = (properties.property(key) for key in properties.propertyKeys())
    return any(one.isActive() and one.toVariant().get("type") != _CONSTANT for one in given)

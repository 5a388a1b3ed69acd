# SPDX-License-Identifier: GPL-3.0-or-later
"""Markers and patterns as pictures, for what no well-known mark of SLD looks like.

Lengths are millimetres on paper.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPointPatternFillSymbolLayer,
    QgsRenderContext,
    QgsSimpleMarkerSymbolLayer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QPainter, QPicture, QPolygonF, QTransform

from ..output.svg_writer import SvgWriter
from .sld_length import PIXEL, in_millimetres

# The precision of a picture, in dots per mm.
_DOTS = 100.0

# Distances within a pattern, in mm, of which a tile can be drawn in a moment.
_CLOSEST, _WIDEST = 0.1, 1_000.0

# A server draws a tile in whole pixels: one of so many cells may come closer to that.
_MOST_CELLS = 6


@dataclass(frozen=True)
class Picture:
    """An SVG document and its size in mm."""

    width: float
    height: float
    text: str


def marker_picture(symbol: QgsMarkerSymbol) -> Picture:
    """A marker symbol, with the point that it marks in the middle."""
    symbol = _with_seen_edges(symbol)
    seen = _bounds(symbol)
    width = 2 * max(abs(seen.left()), abs(seen.right()))
    height = 2 * max(abs(seen.top()), abs(seen.bottom()))
    return _drawn(width, height, lambda drawing: drawing.mark(symbol, width / 2, height / 2))


def point_pattern_picture(
    pattern: QgsPointPatternFillSymbolLayer, symbol: QgsMarkerSymbol
) -> Picture | None:
    """A tile of a point pattern of a symbol: laid side by side, tiles show it whole.

    None of a pattern too dense or too wide to be one, such as QGIS reads from a damaged style.
    """
    symbol = _with_seen_edges(symbol)
    across = in_millimetres(pattern.distanceX(), pattern.distanceXUnit())
    down = in_millimetres(pattern.distanceY(), pattern.distanceYUnit())
    shift_x = in_millimetres(pattern.displacementX(), pattern.displacementXUnit())
    shift_y = in_millimetres(pattern.displacementY(), pattern.displacementYUnit())
    if not (_is_drawable(across) and _is_drawable(down)):
        return None
    if not (math.isfinite(shift_x) and math.isfinite(shift_y)):
        return None
    # Each second row or column is shifted: two of them make a cell.
    width = across * (2 if shift_y else 1)
    height = down * (2 if shift_x else 1)
    width, height = _tile(width, height)
    seen = _bounds(symbol)
    tile = QRectF(0, 0, width, height)

    def draw(drawing: _Drawing) -> None:
        for row in _steps(height, down, seen.height()):
            for column in _steps(width, across, seen.width()):
                x = column * across + (shift_x if row % 2 else 0)
                y = row * down + (shift_y if column % 2 else 0)
                if tile.intersects(seen.translated(x, y)):
                    drawing.mark(symbol, x, y)

    return _drawn(width, height, draw)


def line_pattern_picture(
    pattern: QgsLinePatternFillSymbolLayer, symbol: QgsLineSymbol
) -> Picture | None:
    """A tile of a line pattern of a symbol, as of `point_pattern_picture`."""
    distance = in_millimetres(pattern.distance(), pattern.distanceUnit())
    if not _is_drawable(distance) or not math.isfinite(pattern.lineAngle()):
        return None
    angle = math.radians(pattern.lineAngle() % 180)
    sine, cosine = abs(math.sin(angle)), abs(math.cos(angle))
    across = distance / sine if sine > 0.001 else distance
    down = distance / cosine if cosine > 0.001 else distance
    width, height = _tile(across, down)
    length = 2 * (width + height)
    dx, dy = length * math.cos(angle), -length * math.sin(angle)
    is_level = sine <= 0.001
    step = down if is_level else across

    def draw(drawing: _Drawing) -> None:
        for number in _steps(height if is_level else width, step, length):
            x, y = (0.0, number * step) if is_level else (number * step, 0.0)
            drawing.line(symbol, (x - dx, y - dy), (x + dx, y + dy))

    return _drawn(width, height, draw)


_Point = tuple[float, float]


class _Drawing:
    """A picture that is being drawn."""

    def __init__(self) -> None:
        self._picture = QPicture()
        self._painter = QPainter(self._picture)
        self._context = QgsRenderContext.fromQPainter(self._painter)
        self._context.setScaleFactor(_DOTS)
        self._context.setFlag(self._context.Flag.ForceVectorOutput, True)

    def finish(self) -> QPicture:
        self._painter.end()
        return self._picture

    def mark(self, symbol: QgsMarkerSymbol, x: float, y: float) -> None:
        symbol.startRender(self._context)
        symbol.renderPoint(QPointF(x * _DOTS, y * _DOTS), None, self._context)
        symbol.stopRender(self._context)

    def line(self, symbol: QgsLineSymbol, start: _Point, end: _Point) -> None:
        points = QPolygonF([QPointF(x * _DOTS, y * _DOTS) for x, y in (start, end)])
        symbol.startRender(self._context)
        symbol.renderPolyline(points, None, self._context)
        symbol.stopRender(self._context)


def _drawn(width: float, height: float, draw: Callable[[_Drawing], None]) -> Picture:
    drawing = _Drawing()
    draw(drawing)
    # MapServer mistakes the size of a picture in any other unit.
    pixels = (width / PIXEL, height / PIXEL)
    writer = SvgWriter(round(width * _DOTS), round(height * _DOTS), pixels, "px")
    writer.add_layer("", drawing.finish())
    return Picture(width, height, writer.text())


def _is_drawable(distance: float) -> bool:
    return _CLOSEST <= distance <= _WIDEST


def _steps(size: float, step: float, reach: float) -> Iterator[int]:
    return iter(range(-math.ceil(reach / step), math.ceil((size + reach) / step) + 1))


def _with_seen_edges(symbol: QgsMarkerSymbol) -> QgsMarkerSymbol:
    """A marker whose edges of no width, which QGIS draws a dot wide, are a pixel wide."""
    symbol = symbol.clone()
    for part in symbol.symbolLayers():
        if isinstance(part, QgsSimpleMarkerSymbolLayer) and not part.strokeWidth():
            part.setStrokeWidth(PIXEL)
            part.setStrokeWidthUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    return symbol


def _bounds(symbol: QgsMarkerSymbol) -> QRectF:
    """What a marker takes up, in mm round the point that it marks."""
    drawing = _Drawing()
    drawing.mark(symbol, 0, 0)
    dots = QRectF(drawing.finish().boundingRect())
    return QTransform.fromScale(1 / _DOTS, 1 / _DOTS).mapRect(dots)


def _tile(width: float, height: float) -> tuple[float, float]:
    """As many cells as make a size near whole pixels."""
    return _near_pixels(width), _near_pixels(height)


def _near_pixels(size: float) -> float:
    def error(count: int) -> float:
        pixels = count * size / PIXEL
        return abs(pixels - max(1, round(pixels))) / pixels

    return size * min(range(1, _MOST_CELLS + 1), key=lambda count: (round(error(count), 2), count))

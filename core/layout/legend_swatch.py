# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs drawn in the small boxes of a legend, so that each shows what the map is full of.

A pattern may be wider than such a box: the sign is then drawn smaller as a whole, which keeps its
tone. Lengths are in mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from qgis.core import (
    QgsLinePatternFillSymbolLayer,
    QgsMarkerLineSymbolLayer,
    QgsPointPatternFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSymbol,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QSizeF, Qt

from ..styles.symbol_scaling import scaled_symbol

# How many times the distance of the strokes of a hatch, across them, a box holds at least.
STROKES = 3.0
# How many marks stand side by side in a box at least, and how many dashes of a line.
MARKS = 2.0

# A sign is not drawn smaller than so much of itself: it would be another one.
LEAST = 0.15

# How much room a mark takes in a box, in sizes of the mark.
AIR = 1.4

# A mark that reaches so far to the next one makes a stroke with it.
_MEETS = 0.95

# The least length of a dash whose ends are square.
_DOT = 0.01

_MM = QgsUnitTypes.RenderUnit.RenderMillimeters


def swatch(symbol: QgsSymbol, size: QSizeF) -> QgsSymbol:
    """A copy of a symbol as it is drawn in a box of a size: its pattern seen, its corners whole."""
    factor = max(LEAST, min([1.0, *_factors(symbol, size)]))
    small = symbol.clone() if factor == 1 else scaled_symbol(symbol, factor)
    if small.type() == QgsSymbol.SymbolType.Fill:
        _close_corners(small)
        _centre_marks(small, size)
    return small


def _centre_marks(symbol: QgsSymbol, size: QSizeF) -> None:
    """Have the rows of marks of a pattern stand in the middle of a box, where none is cut off."""
    edge = _edge(symbol)
    for number in range(symbol.symbolLayerCount()):
        part = symbol.symbolLayer(number)
        if not isinstance(part, QgsPointPatternFillSymbolLayer) or not _is_of_marks(part):
            continue
        # QGIS begins with a mark in the corner.
        mark = AIR * part.subSymbol().size() + edge
        part.setOffsetXUnit(_MM)
        part.setOffsetYUnit(_MM)
        part.setOffsetX(_first(size.width(), part.distanceX(), mark))
        part.setOffsetY(_first(size.height(), part.distanceY(), mark))


def _first(length: float, step: float, mark: float) -> float:
    """Where the first of as many marks stands as have room on a length."""
    between = max(0, math.floor((length - mark) / step + 1e-6))
    return (length - between * step) / 2


def _edge(symbol: QgsSymbol) -> float:
    """The width of the line around an area, half of which lies in it on either side."""
    parts = [symbol.symbolLayer(number) for number in range(symbol.symbolLayerCount())]
    lines = [part for part in parts if isinstance(part, QgsSimpleLineSymbolLayer)]
    return max((float(line.width()) for line in lines), default=0.0)


def _is_of_marks(part: QgsPointPatternFillSymbolLayer) -> bool:
    """Whether a pattern is of single marks, at distances on paper, that make no strokes."""
    across, down, mark = part.distanceX(), part.distanceY(), part.subSymbol()
    units = {part.distanceXUnit(), part.distanceYUnit()}
    is_on_paper = units == {_MM} and min(across, down) > 0 and mark is not None
    return is_on_paper and mark.size() < _MEETS * max(across, down)


def _factors(symbol: QgsSymbol, size: QSizeF) -> Iterator[float]:
    """How much smaller each part of a symbol has to be for the box."""
    parts = [symbol.symbolLayer(number) for number in range(symbol.symbolLayerCount())]
    edge = _edge(symbol)
    for part in parts:
        if isinstance(part, QgsPointPatternFillSymbolLayer):
            yield from _of_marks(part, size, edge)
        elif isinstance(part, QgsLinePatternFillSymbolLayer):
            if part.distanceUnit() == _MM and part.distance() > 0:
                angle = math.radians(90 - part.lineAngle())
                yield _across(size, angle) / (STROKES * part.distance() + edge)
        elif isinstance(part, QgsMarkerLineSymbolLayer):
            if part.intervalUnit() == _MM and part.interval() > 0:
                yield size.width() / (MARKS * part.interval())
        elif isinstance(part, QgsSimpleLineSymbolLayer) and part.useCustomDashPattern():
            period = sum(part.customDashVector())
            if symbol.type() == QgsSymbol.SymbolType.Line and period > 0:
                yield size.width() / (MARKS * period)


def _of_marks(part: QgsPointPatternFillSymbolLayer, size: QSizeF, edge: float) -> Iterator[float]:
    """The same of a pattern of marks, which may make strokes together."""
    across, down, mark = part.distanceX(), part.distanceY(), part.subSymbol()
    units = {part.distanceXUnit(), part.distanceYUnit()}
    if units != {_MM} or min(across, down) <= 0 or mark is None:
        return
    length, angle = mark.size(), math.radians(mark.angle())
    if _is_of_marks(part):
        yield size.width() / (MARKS * across + AIR * length + edge)
        yield size.height() / (down + AIR * length + edge)
        return
    # Strokes from mark to mark: as far apart as their columns, or their rows where they lie.
    lies = abs(math.cos(angle)) < abs(math.sin(angle)) and across > down
    step = down * abs(math.sin(angle)) if lies else across * abs(math.cos(angle))
    yield _across(size, angle) / (STROKES * step + edge)


def _across(size: QSizeF, angle: float) -> float:
    """How far a box reaches across strokes of an angle (radians, from upright)."""
    return size.width() * abs(math.cos(angle)) + size.height() * abs(math.sin(angle))


def _close_corners(symbol: QgsSymbol) -> None:
    """Have the dashes around areas meet at each corner of a box."""
    square = Qt.PenCapStyle.SquareCap
    for number in range(symbol.symbolLayerCount()):
        edge = symbol.symbolLayer(number)
        if not isinstance(edge, QgsSimpleLineSymbolLayer) or not edge.useCustomDashPattern():
            continue
        edge.setAlignDashPattern(True)
        edge.setTweakDashPatternOnCorners(True)
        if edge.penCapStyle() == square or edge.customDashPatternUnit() != edge.widthUnit():
            continue
        # A ring is not closed by a join: square ends are, and are a width longer than flat ones.
        width = edge.width()
        dashes = enumerate(edge.customDashVector())
        longer = [x + width if n % 2 else max(_DOT, x - width) for n, x in dashes]
        edge.setCustomDashVector(longer)
        edge.setPenCapStyle(square)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a map draws the objects of its classes, on a grid of cells, so that names keep clear."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import accumulate
from operator import add

from qgis.core import (
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsRectangle,
    QgsRenderContext,
    QgsSymbol,
    QgsSymbolLayerUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

from ..common.crs import transform
from ..styles.symbol_scaling import growth_of
from .sheet_layers import SheetLayers, ThematicLayer

# How much a name loses that lies over an object wholly: it is still read on a tint, but not across
# lines and points. At most 255.
WEIGHTS = {"s": 25, "l": 160, "p": 255}

# Counts the cells of points alone.
_OF_POINTS = bytes(weight == WEIGHTS["p"] for weight in range(256))

# The broadest sign of a point, in mm on A3, that the veil follows into the territory.
LARGEST_SIGN = 6.0

# The side of a cell, in mm on A3: where only the names around a territory are placed it is wider.
CELL = 0.5
CELL_AROUND = 2.0


class DrawnGround:
    """The part of the ground under a map, in cells that hold the weight of what they show."""

    def __init__(self, extent: QgsRectangle, metres: float) -> None:
        """Take the extent of a map and how many metres the side of a cell is."""
        self._left, self._top, self._cell = extent.xMinimum(), extent.yMaximum(), metres
        width, height = (
            max(1, math.ceil(side / metres)) for side in (extent.width(), extent.height())
        )
        self._image = QImage(width, height, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        self._sums: list[list[int]] = []
        self._points: list[list[int]] = []
        self._has_points = False

    def paint(self, geometries: Iterable[QgsGeometry], weight: int, width: float = 0) -> None:
        """Give the cells under geometries a weight; lines and points are `width` metres wide."""
        ink = QColor(weight, weight, weight)
        painter = QPainter(self._image)
        scale = 1 / self._cell
        painter.setTransform(
            QTransform(scale, 0, 0, -scale, -self._left * scale, self._top * scale)
        )
        pen = QPen(ink, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        try:
            for geometry in geometries:
                shape = geometry.constGet()
                if shape.dimension() == 0:
                    self._has_points = True
                    for point in shape.vertices():
                        corner = QPointF(point.x() - width / 2, point.y() - width / 2)
                        painter.fillRect(QRectF(corner.x(), corner.y(), width, width), ink)
                    continue
                path = shape.asQPainterPath()
                if shape.dimension() == 1:
                    painter.strokePath(path, pen)
                else:
                    path.setFillRule(Qt.FillRule.OddEvenFill)
                    painter.fillPath(path, QBrush(ink))
        finally:
            painter.end()
        self._sums, self._points = [], []

    def weight(self, x: float, y: float, width: float, height: float) -> float:
        """The mean weight of the cells under a box around a point, 0 where it covers nothing."""
        if not self._sums:
            self._sums = self._summed()
        return self._mean(self._sums, (x, y, width, height))

    def holds_point(self, x: float, y: float, width: float, height: float) -> bool:
        """Whether a box around a point covers something of the symbol of a point."""
        if not self._has_points:
            return False
        if not self._points:
            self._points = self._summed(_OF_POINTS)
        return self._mean(self._points, (x, y, width, height)) > 0

    def _mean(self, sums: list[list[int]], box: tuple[float, float, float, float]) -> float:
        """The mean of the cells under a box, of which the centre and the size are given."""
        x, y, width, height = box
        cell = self._cell
        column, row = (x - self._left) / cell, (self._top - y) / cell
        across, down = width / cell / 2, height / cell / 2
        left = max(0, int(column - across))
        right = min(len(sums[0]) - 1, int(column + across) + 1)
        top = max(0, int(row - down))
        bottom = min(len(sums) - 1, int(row + down) + 1)
        if right <= left or bottom <= top:
            return 0
        above, below = sums[top], sums[bottom]
        total = below[right] - below[left] - above[right] + above[left]
        return total / ((right - left) * (bottom - top))

    def _summed(self, only: bytes | None = None) -> list[list[int]]:
        """The sums of all cells above and to the left of each corner of a cell.

        `only` gives for each weight what counts in its place.
        """
        image = self._image
        cells = image.constBits().asstring(image.sizeInBytes())
        line, width = image.bytesPerLine(), image.width()
        cells = cells if only is None else cells.translate(only)
        sums = [[0] * (width + 1)]
        for start in range(0, line * image.height(), line):
            row = accumulate(cells[start : start + width], initial=0)
            sums.append(list(map(add, sums[-1], row)))
        return sums


def drawn_ground(
    layers: SheetLayers, extent: QgsRectangle, metres: float, cell: float
) -> DrawnGround:
    """What the classes of a sheet draw within the extent of its map, in the CRS of the territory.

    `metres` is the length on the ground of a mm of the map on A3, on larger paper of as much more;
    `cell` the side of a cell in such mm.
    """
    ground = DrawnGround(extent, cell * metres)
    # What weighs most is painted last.
    for letter, weight in WEIGHTS.items():
        for thematic in layers.thematic:
            if thematic.geometry == letter:
                width = _width(thematic.layer) * metres
                ground.paint(_drawn(thematic, extent, layers.contour), weight, width)
    return ground


def signs_under_veil(
    layers: SheetLayers, near: QgsGeometry, metres: float
) -> Iterator[QgsGeometry]:
    """The ground that signs of points under the veil cover, of those that reach into an area.

    The area (polygons) and the discs are in the CRS of the territory; `metres` is the length on the
    ground of a mm of a symbol's style.
    """
    for thematic in layers.thematic:
        width = _width(thematic.layer) if thematic.under_veil else 0.0
        # A larger one is no spot that hides what lies below.
        if 0 < width <= LARGEST_SIGN:
            radius = width * metres / 2
            box = near.boundingBox().buffered(radius)
            for point in _drawn(thematic, box, layers.contour):
                disc = point.buffer(radius, 8)
                if disc.intersects(near):
                    yield disc


def _drawn(
    thematic: ThematicLayer, extent: QgsRectangle, contour: QgsVectorLayer
) -> Iterable[QgsGeometry]:
    """The geometries of a class within an extent, in the CRS of a contour."""
    layer = thematic.layer
    to_map = transform(layer.crs(), contour.crs())
    try:
        box = transform(contour.crs(), layer.crs()).transformBoundingBox(extent)
    except QgsCsException:
        return
    request = QgsFeatureRequest(box).setNoAttributes()
    for feature in layer.getFeatures(request):
        geometry = feature.geometry()
        if geometry.isNull():
            continue
        try:
            if not to_map.isShortCircuited():
                geometry.transform(to_map)
        except QgsCsException:
            continue
        yield geometry


def _width(layer: QgsVectorLayer) -> float:
    """How broad the symbols of lines or points are, in mm on A3."""
    context = QgsRenderContext()
    context.setScaleFactor(1)
    symbols = layer.renderer().symbols(context)
    return max((_breadth(symbol, context) for symbol in symbols), default=0.0) / growth_of(layer)


def _breadth(symbol: QgsSymbol, context: QgsRenderContext) -> float:
    if symbol.type() == QgsSymbol.SymbolType.Marker:
        return float(symbol.size(context))
    return 2 * float(QgsSymbolLayerUtils.estimateMaxSymbolBleed(symbol, context))

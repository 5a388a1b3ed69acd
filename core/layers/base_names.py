# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the names of a light base stand on a map: places near their points, numbers on their roads.

QGIS would weigh thousands of pieces of roads of which a few are named, and does not know how much
a theme is hurt by a name on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qgis.core import QgsGeometry, QgsLineString, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QFont

from ..common.typography import POINT, widest_line
from ..territory.gazetteer import NamedGeometry
from .drawn_ground import WEIGHTS
from .name_placement import TOUCHES, Lettering, NameRoom

# On the map, in mm on A3: how far from its point a place may be named, the steps outwards.
FARTHEST = 8.0
RINGS = (0.0, 2.5, 4.0, 6.0, FARTHEST)
WAYS = 8

# How far two names alike stand from each other along their lines, and what the next place that is
# tried is away from the last.
APART = 100.0
STEP = 16.0

# The type of names along lines, in points on A3, and the white before and behind them in mm.
LINE_POINTS = 6.5
WHITE = 2.0

# The part of a line's way that is straight enough to write on.
_STRAIGHT = 0.98

# Names along lines may lie on a tint, but on no line or point of the theme.
_ON_A_TINT = WEIGHTS["s"] + TOUCHES


# Detail that no type follows, in mm.
_SMOOTH = 0.2

_Ends = Sequence[QgsPointXY]


@dataclass(frozen=True)
class BaseRoom:
    """Where the names of a base may stand, and how they are written.

    None stands across the outline of the `territory`, in the CRS of the room.
    """

    room: NameRoom
    lettering: Lettering
    territory: QgsGeometry | None = None


class BaseNames:
    """Positions names one after the other, each where those before it have left room."""

    def __init__(self, room: BaseRoom) -> None:
        self._frame, self._drawn = room.room.frame, room.room.drawn
        self._taken = [_sides(box) for box in room.room.taken]
        self._mm = room.lettering.metres * room.lettering.factor
        self._outline = None
        if room.territory is not None:
            boundary = room.territory.constGet().boundary()
            self._outline = QgsGeometry.createGeometryEngine(boundary)
            self._outline.prepareGeometry()
        self._factor, self._font = room.lettering.factor, QFont(room.lettering.font)

    def place(self, place: NamedGeometry, must_stand: bool = False) -> NamedGeometry | None:
        """A place with the point at which its name is centred, and its size on this paper.

        None where it finds no room, or only on the theme; one that `must_stand` is then written
        where it hurts least.
        """
        point = place.geometry.asPoint()
        width, height = self._size(place.name, place.size)
        best: tuple[float, QgsPointXY] | None = None
        for away, centre in self._around(point):
            weight = self._weight(centre, width, height)
            cost = weight + away
            if (best is not None and cost >= best[0]) or (weight and not must_stand):
                continue
            if self._is_free(QgsRectangle.fromCenterAndSize(centre, width, height)):
                best = cost, centre
                if not weight:
                    break
        if best is None:
            return None
        self._taken.append(_sides(QgsRectangle.fromCenterAndSize(best[1], width, height)))
        geometry = QgsGeometry.fromPointXY(best[1])
        return NamedGeometry(place.code, place.name, geometry, place.size * self._factor)

    def along(self, name: str, lines: Sequence[QgsGeometry]) -> list[NamedGeometry]:
        """Straight pieces of lines of one name, each as long as the name that is written on it."""
        width, height = self._size(name, LINE_POINTS)
        length = width + 2 * WHITE * self._mm
        pieces = _Pieces([], [], [], APART * self._mm)
        on_a_tint: list[tuple[float, int, _Ends, QgsRectangle]] = []
        for ends in self._pieces(lines, length):
            box = QgsRectangle(*ends).buffered(height / 2)
            if pieces.are_near(box) or not self._is_free(box):
                continue
            weight = self._weight(box.center(), box.width(), box.height())
            if not weight:
                pieces.add(ends, box)
            elif weight <= _ON_A_TINT:
                on_a_tint.append((weight, len(on_a_tint), ends, box))
        if on_a_tint and not pieces.ends:
            pieces.add(*min(on_a_tint, key=lambda one: one[:2])[2:])
        self._taken += map(_sides, pieces.boxes)
        size = LINE_POINTS * self._factor
        written = map(QgsGeometry.fromPolylineXY, pieces.ends)
        return [NamedGeometry("", name, line, size) for line in written]

    def _pieces(self, lines: Sequence[QgsGeometry], length: float) -> Iterator[_Ends]:
        """The ends of straight pieces of a length, in steps along lines that are joined first."""
        joined = QgsGeometry.collectGeometry(lines).mergeLines() if len(lines) > 1 else lines[0]
        if self._frame is not None:
            joined = joined.clipped(self._frame)
        for line in joined.simplify(_SMOOTH * self._mm).asGeometryCollection():
            curve, step = line.constGet(), STEP * self._mm
            if not isinstance(curve, QgsLineString):
                continue
            count = int((curve.length() - length) // step) + 1
            # From the middle outwards: the ends are at the frame.
            for number in sorted(range(count), key=lambda one: abs(2 * one - count + 1)):
                ends = (curve.interpolatePoint(number * step + at) for at in (0, length))
                start, end = (QgsPointXY(one.x(), one.y()) for one in ends)
                if start.distance(end) >= _STRAIGHT * length:
                    yield [start, end]

    def _around(self, point: QgsPointXY) -> Iterator[tuple[float, QgsPointXY]]:
        """Points around another one, the nearest first, and how much less each is worth."""
        for ring in RINGS:
            for way in range(WAYS if ring else 1):
                angle = way * 2 * math.pi / WAYS
                across, up = (ring * self._mm * one for one in (math.cos(angle), math.sin(angle)))
                yield ring, QgsPointXY(point.x() + across, point.y() + up)

    def _size(self, name: str, points: float) -> tuple[float, float]:
        """Width and height of a name, in metres on the ground."""
        self._font.setPointSizeF(points)
        return widest_line(name, self._font) * self._mm, points * POINT * 1.2 * self._mm

    def _weight(self, centre: QgsPointXY, width: float, height: float) -> float:
        if self._drawn is None:
            return 0.0
        weight = self._drawn.weight(centre.x(), centre.y(), width, height)
        return weight + TOUCHES if weight else 0.0

    def _is_free(self, box: QgsRectangle) -> bool:
        if self._frame is not None and not self._frame.contains(box):
            return False
        west, south, east, north = _sides(box)
        for left, bottom, right, top in self._taken:
            if left < east and right > west and bottom < north and top > south:
                return False
        # It must outlive the test of its inner geometry.
        around = QgsGeometry.fromRect(box)
        return self._outline is None or not self._outline.intersects(around.constGet())


def _sides(box: QgsRectangle) -> tuple[float, float, float, float]:
    """The sides of a box as numbers, which compare ten times faster."""
    return box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()


@dataclass(frozen=True)
class _Pieces:
    """The pieces of lines of one name that are written on, at least so far apart."""

    ends: list[_Ends]
    boxes: list[QgsRectangle]
    middles: list[tuple[float, float]]
    apart: float

    def are_near(self, box: QgsRectangle) -> bool:
        """Whether the name stands near a box already."""
        x, y = box.center().x(), box.center().y()
        return any(math.hypot(x - left, y - up) < self.apart for left, up in self.middles)

    def add(self, ends: _Ends, box: QgsRectangle) -> None:
        """Write on a piece as well."""
        self.ends.append(ends)
        self.boxes.append(box)
        self.middles.append((box.center().x(), box.center().y()))

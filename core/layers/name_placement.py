# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of communes on the map of a larger territory, each where it covers nothing.

QGIS's own labelling can keep a name within its commune, or never drop it, but cannot keep it
within the whole territory, nor break it into lines where that helps.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from statistics import median

from qgis.core import QgsGeometry, QgsGeometryEngine, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QFont

from ..common.typography import text_height, widest_line
from ..territory.gazetteer import NamedGeometry
from .drawn_ground import DrawnGround

# Lines, points of type, and whether small words stay with the word that follows them.
_Shapes = Sequence[tuple[int, float, bool]]

# How much is lost by being away from the middle of a commune, and where that is.
_Centre = tuple[float, float, float]

# How many lines a name is broken into, its size in points on A3, and whether small words stay with
# the word that follows them; the best first. The first two are for the larger communes only, the
# smaller ones begin with the last size.
SHAPES = (
    (1, 9.0, True),
    (2, 9.0, True),
    (1, 7.5, True),
    (2, 7.5, True),
    (1, 6.5, True),
    (2, 6.5, True),
    (3, 6.5, True),
    (2, 6.5, False),
    (3, 6.5, False),
)

LARGE, USUAL, SMALL = 9.0, 7.5, 6.5

# How many times the middle one of a plan a commune is that is named larger, or smaller.
LARGER_FROM = 2.5
SMALLER_BELOW = 0.4

# The shape of the numbers in the place of names, and those of the names around a territory.
NUMBER_SHAPES = ((1, 6.5, True),)
AROUND_SHAPES = ((1, 6.5, True), (2, 6.5, True))

# What a position costs: that a name covers something of what is drawn, beside how much of it; the
# next of its shapes; that it stands as far from the middle of its commune as this is wide.
TOUCHES = 4.0
NEXT_SHAPE = 0.5
FROM_MIDDLE = 3.0

# White around a name, in mm on A3.
MARGIN = 0.4

# The centre of a name is chosen from a grid of so many points a side, or fewer around a territory.
GRID = 11
GRID_AROUND = 5

# The part of a name that may lie over other communes of the territory, at most.
MOST_BESIDE = 0.6
# Where less than this does, no smaller type is tried.
LITTLE_BESIDE = 0.2

SMALL_WORDS = (
    *("à", "au", "aux", "de", "des", "du", "en", "et"),
    *("la", "le", "les", "lès", "lez", "sous", "sur"),
)


@dataclass(frozen=True)
class Lettering:
    """How names are written on a map.

    `metres` is the length on the ground of a mm of the map, `factor` how much larger than on A3
    type is; `numbers` are those, by the codes of communes, that stand for names without room.
    """

    metres: float
    factor: float
    font: QFont
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Name:
    """A name with its line breaks, its centre (in the communes' CRS), its size in points."""

    code: str
    text: str
    centre: QgsPointXY
    size: float

    def box(self, lettering: Lettering) -> QgsRectangle:
        """What it covers on the ground."""
        font = QFont(lettering.font)
        font.setPointSizeF(self.size)
        width = widest_line(self.text, font)
        height = text_height(self.text, font, width)
        sides = (side * lettering.metres for side in (width, height))
        return QgsRectangle.fromCenterAndSize(self.centre, *sides)


@dataclass(frozen=True)
class PlacedNames:
    """Names with their positions, and the names of communes for which there is no room.

    `numbered` are the codes of those that have a number in the place of their name.
    """

    names: list[Name]
    unplaced: list[str]
    numbered: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NameRoom:
    """Where names may stand on a map, in the communes' CRS.

    They stand within the `frame`, where there is one, cover nothing that is `taken`, and as little
    as can be of what is `drawn`.
    """

    frame: QgsRectangle | None = None
    taken: tuple[QgsRectangle, ...] = ()
    drawn: DrawnGround | None = None


def place_names(
    communes: Sequence[NamedGeometry],
    territory: QgsGeometry,
    lettering: Lettering,
    room: NameRoom | None = None,
    importance: Mapping[str, float] | None = None,
) -> PlacedNames:
    """Position the names of the communes (polygons) of a territory on its map.

    A name lies within its commune, else within the territory, and covers no other name and
    nothing that is taken; where it can, nothing that is drawn. The larger communes have the larger
    names: by their `importance`, which goes by codes, else by area. All is in one CRS in metres.
    """
    placer = _Placer(territory, lettering, room or NameRoom())
    named = [commune for commune in communes if commune.name]
    sizes = _first_sizes(named, importance or {})
    # The smallest communes have the least choice.
    ordered = sorted(named, key=lambda commune: commune.geometry.area())
    shapes = {
        commune.code: tuple(shape for shape in SHAPES if shape[1] <= sizes[commune.code])
        for commune in named
    }
    waiting = [
        commune for commune in ordered if not placer.place_within(commune, shapes[commune.code])
    ]
    without = [
        commune for commune in waiting if not placer.place_beside(commune, shapes[commune.code])
    ]
    numbered = {
        commune.code for commune in without if placer.place_number(commune, lettering.numbers)
    }
    unplaced = [commune.name for commune in without if commune.code not in numbered]
    return PlacedNames(placer.names, unplaced, frozenset(numbered))


def place_names_around(
    communes: Sequence[NamedGeometry], lettering: Lettering, room: NameRoom
) -> list[Name]:
    """Position the names of communes around a territory, each within what the map shows of it.

    One without room there has no name. All is in one CRS in metres.
    """
    if room.frame is None:
        return []
    frame = QgsGeometry.fromRect(room.frame)
    placer = _Placer(frame, lettering, room, GRID_AROUND)
    for commune in communes:
        shown = commune.geometry
        if not room.frame.contains(shown.boundingBox()):
            shown = shown.intersection(frame)
        if not shown.isEmpty() and commune.name:
            placer.place_within(replace(commune, geometry=shown), AROUND_SHAPES)
    return placer.names


def _first_sizes(
    communes: Sequence[NamedGeometry], importance: Mapping[str, float]
) -> dict[str, float]:
    """The points that the names of communes have where there is room, by their codes."""
    if not communes:
        return {}
    values = {commune.code: importance.get(commune.code, 0.0) for commune in communes}
    if min(values.values()) <= 0:
        values = {commune.code: commune.geometry.area() for commune in communes}
    middle = median(values.values())
    return {
        code: LARGE
        if value >= LARGER_FROM * middle
        # Two communes have no middle one.
        else SMALL
        if value < SMALLER_BELOW * middle and len(values) > 2
        else USUAL
        for code, value in values.items()
    }


@dataclass(frozen=True)
class _Shape:
    """A name broken into lines at a size: its box in metres."""

    text: str
    size: float
    width: float
    height: float

    def at(self, centre: QgsPointXY) -> QgsRectangle:
        return QgsRectangle.fromCenterAndSize(centre, self.width, self.height)


class _Placer:
    """Positions one name after the other, each where those before it have left room."""

    def __init__(
        self, territory: QgsGeometry, lettering: Lettering, room: NameRoom, grid: int = GRID
    ) -> None:
        self.names: list[Name] = []
        self._territory = _engine(territory)
        self._lettering = lettering
        self._frame, self._drawn, self._grid = room.frame, room.drawn, grid
        self._taken = list(room.taken)
        self._near: list[QgsRectangle] = []

    def place_within(self, commune: NamedGeometry, shapes: _Shapes) -> bool:
        """Position a name within its commune, in the best shape at the best place."""
        extent = commune.geometry.boundingBox()
        self._look_around(extent)
        own, centres = None, []
        best: tuple[float, _Shape, QgsPointXY] | None = None
        for rank, shape in enumerate(self._shapes(commune.name, shapes)):
            if shape.width > extent.width() or shape.height > extent.height():
                continue
            if own is None:
                own, centres = _engine(commune.geometry), self._centres(commune)
            found = self._best_within(own, shape, centres)
            if found is not None:
                cost = found[0] + rank * NEXT_SHAPE
                if best is None or cost < best[0]:
                    best = cost, shape, found[1]
                if found[0] < TOUCHES:
                    break
        if best is None:
            return False
        self._take(commune, best[1], best[2])
        return True

    def _best_within(
        self, own: QgsGeometryEngine, shape: _Shape, centres: Sequence[_Centre]
    ) -> tuple[float, QgsPointXY] | None:
        """The cheapest centre, with what it costs, at which a name lies within its commune."""
        costs = [
            (self._cost(shape, x, y) + away, rank) for rank, (away, x, y) in enumerate(centres)
        ]
        for cost, rank in sorted(costs):
            centre = QgsPointXY(*centres[rank][1:])
            box = shape.at(centre)
            # It must outlive the test of its inner geometry.
            around = QgsGeometry.fromRect(box)
            if own.contains(around.constGet()) and self._is_free(box):
                return cost, centre
        return None

    def place_number(self, commune: NamedGeometry, numbers: Mapping[str, int]) -> bool:
        """Position the number of a commune, where it has one, in the place of its name."""
        if commune.code not in numbers:
            return False
        numbered = replace(commune, name=str(numbers[commune.code]))
        return self.place_within(numbered, NUMBER_SHAPES) or self.place_beside(
            numbered, NUMBER_SHAPES
        )

    def place_beside(self, commune: NamedGeometry, shapes: _Shapes) -> bool:
        """Position a name within the territory, as far as can be over its own commune."""
        best: tuple[float, float, _Shape, QgsPointXY] | None = None
        centres = self._centres(commune)
        for shape in self._shapes(commune.name, shapes):
            self._look_around(commune.geometry.boundingBox(), shape)
            for _, x, y in centres:
                cost = self._cost(shape, x, y) / 255
                if best is not None and cost >= best[0]:
                    continue
                box = shape.at(QgsPointXY(x, y))
                around = QgsGeometry.fromRect(box)
                if not self._territory.contains(around.constGet()) or not self._is_free(box):
                    continue
                beside = 1 - commune.geometry.clipped(box).area() / around.area()
                cost += beside
                if beside <= MOST_BESIDE and (best is None or cost < best[0]):
                    best = cost, beside, shape, QgsPointXY(x, y)
            if best is not None and best[1] < LITTLE_BESIDE:
                break
        if best is None:
            return False
        self._take(commune, best[2], best[3])
        return True

    def _cost(self, shape: _Shape, x: float, y: float) -> float:
        """What a position costs that covers something of what is drawn."""
        if self._drawn is None:
            return 0
        weight = self._drawn.weight(x, y, shape.width, shape.height)
        return weight + TOUCHES if weight else 0

    def _shapes(self, name: str, shapes: _Shapes) -> Iterator[_Shape]:
        lettering = self._lettering
        for lines, points, joined in shapes:
            text = _broken(name, lines, joined)
            if text.count("\n") + 1 < lines:
                continue
            size = points * lettering.factor
            font = QFont(lettering.font)
            font.setPointSizeF(size)
            margin = 2 * MARGIN * lettering.factor
            width = widest_line(text, font) + margin
            height = text_height(text, font, width) + margin
            yield _Shape(text, size, width * lettering.metres, height * lettering.metres)

    def _centres(self, commune: NamedGeometry) -> list[_Centre]:
        """Points of a commune, from its middle outwards."""
        middle, _ = commune.geometry.poleOfInaccessibility(2 * self._lettering.metres)
        box, grid = commune.geometry.boundingBox(), self._grid
        # What a map shows of a commune may be next to nothing.
        first = box.center() if middle.isEmpty() else middle.asPoint()
        points = [(first.x(), first.y())] + [
            (
                box.xMinimum() + box.width() * (column + 0.5) / grid,
                box.yMinimum() + box.height() * (row + 0.5) / grid,
            )
            for column in range(grid)
            for row in range(grid)
        ]
        wide = max(box.width(), box.height()) / FROM_MIDDLE
        return sorted((math.hypot(x - first.x(), y - first.y()) / wide, x, y) for x, y in points)

    def _look_around(self, box: QgsRectangle, shape: _Shape | None = None) -> None:
        """Take note of what is taken where names of a commune, whose box is given, may lie."""
        if shape is not None:
            box = QgsRectangle(box)
            box.grow(max(shape.width, shape.height))
        self._near = [other for other in self._taken if box.intersects(other)]

    def _is_free(self, box: QgsRectangle) -> bool:
        if self._frame is not None and not self._frame.contains(box):
            return False
        return not any(box.intersects(other) for other in self._near)

    def _take(self, commune: NamedGeometry, shape: _Shape, centre: QgsPointXY) -> None:
        self.names.append(Name(commune.code, shape.text, centre, shape.size))
        self._taken.append(shape.at(centre))


def _broken(name: str, lines: int, joined: bool) -> str:
    """A name on at most so many lines, as even as can be, broken after spaces and hyphens."""
    pieces: list[str] = []
    for piece in re.findall(r"[^\s-]+(?:-+|\s+|$)", name):
        if joined and pieces and pieces[-1].rstrip("- ").lower() in SMALL_WORDS:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    if lines == 1 or len(pieces) < lines:
        return name
    broken = (
        [
            "".join(pieces[start:end]).rstrip()
            for start, end in zip((0, *cuts), (*cuts, len(pieces)))
        ]
        for cuts in combinations(range(1, len(pieces)), lines - 1)
    )
    return "\n".join(min(broken, key=lambda parts: max(map(len, parts))))


def _engine(geometry: QgsGeometry) -> QgsGeometryEngine:
    engine = QgsGeometry.createGeometryEngine(geometry.constGet())
    engine.prepareGeometry()
    return engine

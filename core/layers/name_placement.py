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

# The sizes of names in points on A3, by the rank of a commune.
LARGE, USUAL, SMALL = 9.0, 7.5, 6.5
SIZES = (LARGE, USUAL, SMALL)

# How a name is broken, by its size: how many lines, its size, and whether small words stay with
# the word that follows them; the best first.
_USUAL_SHAPES = ((1, True), (2, True), (3, True))
_ALL_SHAPES = (*_USUAL_SHAPES, (2, False), (3, False))
SHAPES: Mapping[float, _Shapes] = {
    size: [(n, size, joined) for n, joined in (_ALL_SHAPES if size == SMALL else _USUAL_SHAPES)]
    for size in SIZES
}

# Which of the sizes are smaller from the first where a plan has not room for all its names.
STEPS: Sequence[Mapping[float, float]] = ({}, {USUAL: SMALL}, {LARGE: SMALL, USUAL: SMALL})

# How many times the middle one of a plan a commune is that is named larger, or smaller.
LARGER_FROM = 2.5
SMALLER_BELOW = 0.7

# The shape of the numbers in the place of names, and those of the names around a territory.
NUMBER_SHAPES = ((1, 6.5, True),)
AROUND_SHAPES = ((1, 6.5, True), (2, 6.5, True))

# What a position costs: that a name covers something of what is drawn, beside how much of it; that
# it hides something of a point, which readers count; the next of its shapes; that it stands as far
# from the middle of its commune as this is wide.
TOUCHES = 4.0
ON_POINT = 255.0
NEXT_SHAPE = 0.5
FROM_MIDDLE = 3.0

# White around a name, and around a number with its ring, in mm on A3.
MARGIN, RING = 0.4, 0.9

# The centre of a name is chosen from a grid of so many points a side, from the next where it would
# cover something; from fewer around a territory.
GRIDS = (11, 27)
GRIDS_AROUND = (5,)

# The part of a name that may lie over other communes of the territory, at most.
MOST_BESIDE = 0.6

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

    def sides(self, text: str, points: float) -> tuple[float, float]:
        """Width and height in mm of a text of a size, with white around it."""
        font = QFont(self.font)
        font.setPointSizeF(points)
        margin = 2 * (RING if text.isdigit() else MARGIN) * self.factor
        width = widest_line(text, font) + margin
        return width, text_height(text, font, width) + margin


@dataclass(frozen=True)
class Name:
    """A name with its line breaks, its centre (in the communes' CRS), its size in points."""

    code: str
    text: str
    centre: QgsPointXY
    size: float

    def box(self, lettering: Lettering) -> QgsRectangle:
        """What it covers on the ground, with white around it."""
        sides = (side * lettering.metres for side in lettering.sides(self.text, self.size))
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
    nothing that is taken; where it can, nothing that is drawn. No name is larger than that of a
    commune of more `importance`, which goes by codes, else of area. All is in one CRS in metres.
    """
    named = [commune for commune in communes if commune.name]
    values = _values(named, importance or {})
    first, best = _first_sizes(values), PlacedNames([], [commune.name for commune in named])
    for smaller in STEPS:
        placer = _Placer(territory, lettering, room or NameRoom())
        sizes = {code: smaller.get(size, size) for code, size in first.items()}
        placed = _place_all(placer, named, sizes, lettering.numbers)
        if len(placed.unplaced) < len(best.unplaced) or not named:
            best = placed
        if not best.unplaced:
            break
    return replace(best, names=_in_rank(best, values))


def _place_all(
    placer: _Placer,
    named: Sequence[NamedGeometry],
    sizes: Mapping[str, float],
    numbers: Mapping[str, int],
) -> PlacedNames:
    """Position names, each at the first size that has room from its own downwards."""
    # The smallest communes have the least choice.
    ordered = sorted(named, key=lambda commune: commune.geometry.area())
    waiting = [c for c in ordered if not placer.place_within(c, SHAPES[sizes[c.code]])]
    # The largest names are the hardest to place.
    waiting.sort(key=lambda commune: -sizes[commune.code])
    without = [c for c in waiting if not _place_otherwise(placer, c, sizes[c.code])]
    numbered = {c.code for c in without if placer.place_number(c, numbers)}
    placer.covers_points = True
    unplaced = [
        c.name
        for c in without
        if c.code not in numbered and not _place_otherwise(placer, c, sizes[c.code])
    ]
    return PlacedNames(placer.names, unplaced, frozenset(numbered))


def _place_otherwise(placer: _Placer, commune: NamedGeometry, first: float) -> bool:
    """Position a name that has had no room within its commune at its first size."""
    for size in (size for size in SIZES if size <= first):
        if placer.place_within(commune, SHAPES[size]) or placer.place_beside(commune, SHAPES[size]):
            return True
    return placer.place_beside(commune, SHAPES[SMALL], GRIDS[-1])


def _in_rank(placed: PlacedNames, values: Mapping[str, float]) -> list[Name]:
    """Names of which none is larger than that of a commune of more importance."""
    ranked, most = [], math.inf
    for name in sorted(placed.names, key=lambda name: -values[name.code]):
        if name.code not in placed.numbered:
            most = min(most, name.size)
        # What is smaller lies within the room that it had.
        ranked.append(replace(name, size=min(name.size, most)))
    return ranked


def place_names_around(
    communes: Sequence[NamedGeometry], lettering: Lettering, room: NameRoom
) -> list[Name]:
    """Position the names of communes around a territory, each within what the map shows of it.

    One without room there has no name. All is in one CRS in metres.
    """
    if room.frame is None:
        return []
    frame = QgsGeometry.fromRect(room.frame)
    placer = _Placer(frame, lettering, room, GRIDS_AROUND)
    # What is outside is pale.
    placer.covers_points = True
    for commune in communes:
        shown = commune.geometry
        if not room.frame.contains(shown.boundingBox()):
            shown = shown.intersection(frame)
        if not shown.isEmpty() and commune.name:
            placer.place_within(replace(commune, geometry=shown), AROUND_SHAPES)
    return placer.names


def _values(communes: Sequence[NamedGeometry], importance: Mapping[str, float]) -> dict[str, float]:
    """How important communes are, by their codes: by area where that of one is not known."""
    values = {commune.code: importance.get(commune.code, 0.0) for commune in communes}
    if min(values.values(), default=0.0) > 0:
        return values
    return {commune.code: commune.geometry.area() for commune in communes}


def _first_sizes(values: Mapping[str, float]) -> dict[str, float]:
    """The points that the names of communes have where there is room, by their codes."""
    if not values:
        return {}
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
        self,
        territory: QgsGeometry,
        lettering: Lettering,
        room: NameRoom,
        grids: Sequence[int] = GRIDS,
    ) -> None:
        self.names: list[Name] = []
        # Whether names may hide points, where there is no other room.
        self.covers_points = False
        self._territory = _engine(territory)
        self._lettering = lettering
        self._frame, self._drawn, self._grids = room.frame, room.drawn, grids
        self._taken = list(room.taken)
        self._near: list[QgsRectangle] = []

    def place_within(self, commune: NamedGeometry, shapes: _Shapes) -> bool:
        """Position a name within its commune, in the best shape at the best place."""
        extent = commune.geometry.boundingBox()
        self._look_around(extent)
        fitting = [
            (rank * NEXT_SHAPE, shape)
            for rank, shape in enumerate(self._shapes(commune.name, shapes))
            if shape.width <= extent.width() and shape.height <= extent.height()
        ]
        if not fitting:
            return False
        own = _engine(commune.geometry)
        best: tuple[float, _Shape, QgsPointXY] | None = None
        for grid in self._grids:
            centres = self._centres(commune, grid)
            for later, shape in fitting:
                found = self._best_within(own, shape, centres)
                if found is not None and (best is None or found[0] + later < best[0]):
                    best = found[0] + later, shape, found[1]
                if found is not None and found[0] < TOUCHES:
                    break
            if best is None or best[0] < TOUCHES:
                break
            fitting = [each for each in fitting if each[1] is best[1]]
        if best is None or (best[0] >= ON_POINT and not self.covers_points):
            return False
        self._take(commune, best[1], best[2])
        return True

    def _best_within(
        self, own: QgsGeometryEngine, shape: _Shape, centres: Sequence[_Centre]
    ) -> tuple[float, QgsPointXY] | None:
        """The cheapest centre, with what it costs, at which a name lies within its commune."""
        best: tuple[float, QgsPointXY] | None = None
        for away, x, y in centres:
            if best is not None and away >= best[0]:
                break
            cost = self._cost(shape, x, y) + away
            if best is not None and cost >= best[0]:
                continue
            centre = QgsPointXY(x, y)
            box = shape.at(centre)
            # It must outlive the test of its inner geometry.
            around = QgsGeometry.fromRect(box)
            if self._is_free(box) and own.contains(around.constGet()):
                best = cost, centre
        return best

    def place_number(self, commune: NamedGeometry, numbers: Mapping[str, int]) -> bool:
        """Position the number of a commune, where it has one, in the place of its name."""
        if commune.code not in numbers:
            return False
        numbered = replace(commune, name=str(numbers[commune.code]))
        return self.place_within(numbered, NUMBER_SHAPES) or self.place_beside(
            numbered, NUMBER_SHAPES
        )

    def place_beside(self, commune: NamedGeometry, shapes: _Shapes, grid: int = GRIDS[0]) -> bool:
        """Position a name within the territory, as far as can be over its own commune."""
        best: tuple[float, _Shape, QgsPointXY] | None = None
        centres = self._centres(commune, grid)
        for shape in self._shapes(commune.name, shapes):
            self._look_around(commune.geometry.boundingBox(), shape)
            for _, x, y in centres:
                box = shape.at(QgsPointXY(x, y))
                if not self._is_free(box):
                    continue
                cost = self._cost(shape, x, y)
                if cost >= ON_POINT and not self.covers_points:
                    continue
                cost /= 255
                if best is not None and cost >= best[0]:
                    continue
                around = QgsGeometry.fromRect(box)
                if not self._territory.contains(around.constGet()):
                    continue
                beside = 1 - commune.geometry.clipped(box).area() / around.area()
                cost += beside
                if beside <= MOST_BESIDE and (best is None or cost < best[0]):
                    best = cost, shape, QgsPointXY(x, y)
        if best is None:
            return False
        self._take(commune, best[1], best[2])
        return True

    def _cost(self, shape: _Shape, x: float, y: float) -> float:
        """What a position costs that covers something of what is drawn."""
        if self._drawn is None:
            return 0
        weight = self._drawn.weight(x, y, shape.width, shape.height)
        if not weight:
            return 0
        hides = self._drawn.holds_point(x, y, shape.width, shape.height)
        return weight + TOUCHES + (ON_POINT if hides else 0)

    def _shapes(self, name: str, shapes: _Shapes) -> Iterator[_Shape]:
        lettering = self._lettering
        for lines, points, joined in shapes:
            text = _broken(name, lines, joined)
            if text.count("\n") + 1 < lines:
                continue
            size = points * lettering.factor
            width, height = lettering.sides(text, size)
            yield _Shape(text, size, width * lettering.metres, height * lettering.metres)

    def _centres(self, commune: NamedGeometry, grid: int) -> list[_Centre]:
        """Points of a commune, from its middle outwards."""
        middle, _ = commune.geometry.poleOfInaccessibility(2 * self._lettering.metres)
        box = commune.geometry.boundingBox()
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

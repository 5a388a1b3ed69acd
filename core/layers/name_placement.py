# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of communes on the map of a larger territory, each where it covers nothing.

QGIS's own labelling can keep a name within its commune, or never drop it, but cannot keep it
within the whole territory, nor break it into lines where that helps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from qgis.core import QgsGeometry, QgsGeometryEngine, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QFont

from ..common.typography import text_height, widest_line
from ..territory.gazetteer import NamedGeometry

# How many lines a name is broken into, its size in points on A3, and whether small words stay with
# the word that follows them; the best first.
SHAPES = (
    (1, 7.5, True),
    (2, 7.5, True),
    (1, 6.5, True),
    (2, 6.5, True),
    (3, 6.5, True),
    (2, 6.5, False),
    (3, 6.5, False),
)

# White around a name, in mm on A3.
MARGIN = 0.4

# The centre of a name is chosen from a grid of so many points a side.
GRID = 11

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
    type is.
    """

    metres: float
    factor: float
    font: QFont


@dataclass(frozen=True)
class Name:
    """A name with its line breaks, its centre (in the communes' CRS), its size in points."""

    code: str
    text: str
    centre: QgsPointXY
    size: float


@dataclass(frozen=True)
class PlacedNames:
    """Names with their positions, and the names of communes for which there is no room."""

    names: list[Name]
    unplaced: list[str]


def place_names(
    communes: Sequence[NamedGeometry],
    territory: QgsGeometry,
    lettering: Lettering,
    taken: Sequence[QgsRectangle] = (),
) -> PlacedNames:
    """Position the names of the communes (polygons) of a territory on its map.

    A name lies within its commune, else within the territory, and covers no other name and
    nothing that is `taken`. All is in one CRS in metres.
    """
    placer = _Placer(territory, lettering, taken)
    # The smallest communes have the least choice.
    named = (commune for commune in communes if commune.name)
    ordered = sorted(named, key=lambda commune: commune.geometry.area())
    waiting = [commune for commune in ordered if not placer.place_within(commune)]
    unplaced = [commune.name for commune in waiting if not placer.place_beside(commune)]
    return PlacedNames(placer.names, unplaced)


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
        self, territory: QgsGeometry, lettering: Lettering, taken: Sequence[QgsRectangle]
    ) -> None:
        self.names: list[Name] = []
        self._territory = _engine(territory)
        self._lettering = lettering
        self._taken = list(taken)

    def place_within(self, commune: NamedGeometry) -> bool:
        """Position a name within its commune, in the best shape for which there is room."""
        own = _engine(commune.geometry)
        centres = self._centres(commune)
        for shape in self._shapes(commune.name):
            for centre in centres:
                box = shape.at(centre)
                # It must outlive the test of its inner geometry.
                around = QgsGeometry.fromRect(box)
                if own.contains(around.constGet()) and self._is_free(box):
                    self._take(commune, shape, centre)
                    return True
        return False

    def place_beside(self, commune: NamedGeometry) -> bool:
        """Position a name within the territory, as far as can be over its own commune."""
        best: tuple[float, _Shape, QgsPointXY] | None = None
        centres = self._centres(commune)
        for shape in self._shapes(commune.name):
            for centre in centres:
                box = shape.at(centre)
                around = QgsGeometry.fromRect(box)
                if not self._territory.contains(around.constGet()) or not self._is_free(box):
                    continue
                beside = 1 - commune.geometry.intersection(around).area() / around.area()
                if best is None or beside < best[0]:
                    best = beside, shape, centre
            if best is not None and best[0] < LITTLE_BESIDE:
                break
        if best is None or best[0] > MOST_BESIDE:
            return False
        self._take(commune, best[1], best[2])
        return True

    def _shapes(self, name: str) -> Iterator[_Shape]:
        lettering = self._lettering
        for lines, points, joined in SHAPES:
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

    def _centres(self, commune: NamedGeometry) -> list[QgsPointXY]:
        """Points of a commune, from its middle outwards."""
        middle, _ = commune.geometry.poleOfInaccessibility(2 * self._lettering.metres)
        box = commune.geometry.boundingBox()
        points = [
            QgsPointXY(
                box.xMinimum() + box.width() * (column + 0.5) / GRID,
                box.yMinimum() + box.height() * (row + 0.5) / GRID,
            )
            for column in range(GRID)
            for row in range(GRID)
        ]
        first = middle.asPoint()
        return [first, *sorted(points, key=first.sqrDist)]

    def _is_free(self, box: QgsRectangle) -> bool:
        return not any(box.intersects(other) for other in self._taken)

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

# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the grounds of a map, each where there is room for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QFont, QTransform

from ..common.capitals import capitals
from ..common.layer_roles import COUNTRY, GROUND_NAMES, SEA, UNLOADED
from ..common.typography import POINT, text_height, usable_family, widest_line
from ..sheet.definition import SheetDefinition
from ..territory.gazetteer import NamedGeometry
from .context import SheetContext
from .grounds import Ground, Grounds
from .layer_maker import LayerMaker
from .reference_layers import open_places, stand_back

# The sizes of names in points on A3, the best first, and the white between letters in ems.
SIZES = {SEA: (14.0, 11.0, 8.5), COUNTRY: (12.0, 9.5, 7.5), UNLOADED: (8.0, 7.0)}
SPACED = {SEA: 0.09, COUNTRY: 0.09, UNLOADED: 0.0}

# Where a mm of the map is less than so many metres, one sea goes on in the next: one is named.
_ONE_SEA = 150.0

# White around a name, in mm on A3.
_CLEAR = 3.0
# What is smaller on the map than so many mm² is not seen.
_SEEN = 2.0


@dataclass(frozen=True)
class MapRoom:
    """The frame of a map, what stands on it, and how names are written on it.

    `metres` is the length on the ground of a mm of the map, `factor` how much larger than on A3
    type is; `numbers` are as in `Lettering`. It `has_towns` where their names come besides.
    """

    frame: QgsRectangle
    taken: Sequence[QgsRectangle]
    metres: float
    factor: float
    numbers: Mapping[str, int] = field(default_factory=dict)
    has_towns: bool = False

    def free(self, geometry: QgsGeometry) -> QgsGeometry:
        """What of areas is free for names."""
        white = _CLEAR * self.factor * self.metres
        part = geometry.clipped(self.frame.buffered(-white))
        for rect in self.taken:
            part = part.difference(QgsGeometry.fromRect(rect.buffered(white)))
        return part


def name_grounds(context: SheetContext, maker: LayerMaker, grounds: Grounds, room: MapRoom) -> None:
    """Name the grounds of a map where there is room; all of one role are of one size."""
    grounds.names, grounds.unnamed, grounds.in_frame = {}, [], set()
    grounds.taken = []
    for role in GROUND_NAMES:
        visible = [g for g in grounds.seen if g.role == role and _is_seen(g, room)]
        grounds.in_frame |= {ground.role for ground in visible}
        if role == SEA and room.metres < _ONE_SEA:
            visible = sorted(visible, key=lambda ground: -ground.seen.area())[:1]
        best: dict[int, NamedGeometry] = {}
        for size in SIZES[role]:
            tried = {
                number: _place(ground, _text(ground, context.sheet), size, room)
                for number, ground in enumerate(visible)
            }
            placed = {number: name for number, name in tried.items() if name is not None}
            if len(placed) > len(best):
                best = placed
        without = [ground for number, ground in enumerate(visible) if number not in best]
        if best:
            names = list(best.values())
            named = open_places(context, maker, GROUND_NAMES[role], names, f"{role}_p")
            stand_back(named)
            grounds.names[role] = named
            grounds.taken += [_box(name, role, room) for name in names]
        # Of one sea or land the map says enough with one of its names; each country is another.
        grounds.unnamed += without if role == COUNTRY or not best else []


def _is_seen(ground: Ground, room: MapRoom) -> bool:
    return bool(ground.seen.clipped(room.frame).area() > _SEEN * room.metres**2)


def _place(ground: Ground, text: str, size: float, room: MapRoom) -> NamedGeometry | None:
    """A name of a size in points on A3 at the roomiest place of its ground, if it fits there."""
    width, height = _sides(text, size * room.factor, ground.role, room)
    # Where the name is as high as wide, its box fits where a circle around it does.
    flat = room.free(ground.seen)
    flat.transform(QTransform.fromScale(height / width, 1))
    best, radius = QgsPointXY(), height * 0.72
    for part in flat.asGeometryCollection():
        if part.boundingBox().height() < height:
            continue
        point, distance = part.poleOfInaccessibility(height / 4)
        # Of what has next to no width there may be none.
        if not point.isNull() and distance > radius:
            best, radius = point.asPoint(), distance
    if best.isEmpty():
        return None
    centre = QgsPointXY(best.x() * width / height, best.y())
    return NamedGeometry("", text, QgsGeometry.fromPointXY(centre), size * room.factor)


def _sides(text: str, points: float, role: str, room: MapRoom) -> tuple[float, float]:
    """Width and height of a name on the ground."""
    font = QFont(usable_family(""))
    font.setPointSizeF(points)
    letters = max(len(line) for line in text.split("\n"))
    width = widest_line(text, font) + SPACED[role] * letters * points * POINT
    return width * room.metres, text_height(text, font, 1000) * room.metres


def _box(name: NamedGeometry, role: str, room: MapRoom) -> QgsRectangle:
    """What a name covers, with white around it: it is not to be read with others."""
    sides = _sides(name.name, name.size, role, room)
    box = QgsRectangle.fromCenterAndSize(name.geometry.asPoint(), *sides)
    return box.buffered(_CLEAR * room.factor * room.metres)


def _text(ground: Ground, sheet: SheetDefinition) -> str:
    if ground.role == COUNTRY:
        return capitals(ground.name)
    return (
        sheet.words["unloaded_of"].format(ground.name) if ground.role == UNLOADED else ground.name
    )

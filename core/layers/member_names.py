# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of communes on a map, each at its position: those of the territory and those around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qgis.core import QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtGui import QFont

from ..common.layer_roles import MEMBERS, NEIGHBOUR_NAMES, NEIGHBOURS
from ..common.request import COMMUNE
from ..common.typography import usable_family
from ..territory.gazetteer import NamedGeometry
from .context import SheetContext
from .drawn_ground import CELL, CELL_AROUND, DrawnGround, drawn_ground
from .ground_names import MapRoom
from .layer_maker import LayerLook, LayerMaker
from .name_placement import (
    Lettering,
    Name,
    NameRoom,
    PlacedNames,
    place_names,
    place_names_around,
)
from .sheet_layers import SheetLayers

# What names keep clear of within the map's frame, in mm on A3.
FRAME_MARGIN = 1.0

# Where so many communes lie around a territory and less than this part of them find room for their
# names, none is named.
MANY_AROUND = 40
FEW = 0.2


@dataclass(frozen=True)
class MapNames:
    """The layers of names, None where no name found room, and the members' names without any.

    `numbered` are the codes of the members that have a number in the place of their name, `room`
    is what is left for other names.
    """

    members: QgsVectorLayer | None
    around: QgsVectorLayer | None
    unplaced: list[str]
    room: NameRoom
    numbered: frozenset[str] = frozenset()


def open_names(
    context: SheetContext, maker: LayerMaker, layers: SheetLayers, room: MapRoom
) -> MapNames:
    """Position the names of communes on a map: of the members of a plan, and of the neighbours.

    They keep clear of what the classes draw, as far as there is room. Raises StyleError.
    """
    is_plan = context.territory.entry.kind != COMMUNE
    cell = CELL if is_plan else CELL_AROUND
    drawn = drawn_ground(layers, room.frame, room.metres * room.factor, cell)
    members = _placed_members(context, room, drawn)
    around = _placed_around(layers, room, drawn)
    return MapNames(
        _layer(context, maker, MEMBERS, members.names),
        _layer(context, maker, NEIGHBOUR_NAMES, around),
        members.unplaced,
        _room_left(room, drawn, [*members.names, *around]),
        members.numbered,
    )


def _placed_members(context: SheetContext, room: MapRoom, drawn: DrawnGround) -> PlacedNames:
    territory, gazetteer = context.territory, context.gazetteer
    if territory.entry.kind == COMMUNE:
        return PlacedNames([], [])
    members = gazetteer.members(territory.entry, territory.crs)
    entries = [gazetteer.entry(code) for code in territory.entry.members]
    return place_names(
        [commune for commune in members if not commune.geometry.isEmpty()],
        territory.geometry,
        lettering_of(room),
        _name_room(room, drawn),
        {entry.code: float(entry.population) for entry in entries if entry is not None},
    )


def _placed_around(layers: SheetLayers, room: MapRoom, drawn: DrawnGround) -> Sequence[Name]:
    neighbours = layers.reference.get(NEIGHBOURS)
    if neighbours is None:
        return ()
    # QGIS would name each a second time.
    neighbours.setLabelsEnabled(False)
    places = [
        NamedGeometry(feature["code"], feature["name"], feature.geometry())
        for feature in neighbours.getFeatures()
    ]
    names = place_names_around(places, lettering_of(room), _name_room(room, drawn))
    within = [place for place in places if room.frame.contains(place.geometry.boundingBox())]
    # Of many communes the few that are large enough say little: towns are named by their rank.
    is_sparse = len(within) >= MANY_AROUND and len(names) < FEW * len(within)
    return () if room.has_towns and is_sparse else names


def _name_room(room: MapRoom, drawn: DrawnGround) -> NameRoom:
    """Where names may stand: clear of the map's frame and of the boxes on it."""
    frame = room.frame.buffered(-FRAME_MARGIN * room.factor * room.metres)
    return NameRoom(frame, tuple(room.taken), drawn)


def _room_left(room: MapRoom, drawn: DrawnGround, names: Sequence[Name]) -> NameRoom:
    """Where names may stand beside others."""
    empty, written = _name_room(room, drawn), lettering_of(room)
    return replace(empty, taken=(*empty.taken, *(name.box(written) for name in names)))


def lettering_of(room: MapRoom) -> Lettering:
    """How names are written on a map."""
    return Lettering(room.metres, room.factor, QFont(usable_family("")), room.numbers)


def _layer(
    context: SheetContext, maker: LayerMaker, role: str, names: Sequence[Name]
) -> QgsVectorLayer | None:
    if not names:
        return None
    label, style = _LOOKS[role]
    look = LayerLook(role, context.sheet.label(label), style, context.styles)
    return maker.place_layer(look, [*_points(names)], context.territory.crs)


# The reference layer after which names are called, and their style.
_LOOKS = {
    MEMBERS: (MEMBERS, f"{MEMBERS}_p"),
    NEIGHBOUR_NAMES: (NEIGHBOURS, f"{NEIGHBOURS}_p"),
}


def _points(names: Sequence[Name]) -> Iterator[NamedGeometry]:
    for name in names:
        centre = QgsGeometry.fromPointXY(name.centre)
        yield NamedGeometry(name.code, name.text, centre, name.size)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference layers of a sheet: contours, neighbours, mask, names, and the situation map's."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsGeometry, QgsMapLayer, QgsRectangle, QgsReferencedRectangle, QgsVectorLayer

from ..common.layer_roles import (
    LIMIT,
    MASK,
    MEMBERS,
    NEIGHBOURS,
    SITUATION,
    SITUATION_TERRITORY,
    WATERMARK,
)
from ..common.request import COMMUNE, HIDE, SHOW
from ..sheet.definition import CONTOUR
from ..territory.gazetteer import Gazetteer, NamedGeometry, Territory
from .context import SheetContext
from .layer_maker import LayerLook, LayerMaker

# No commune, nor part of one that matters, is smaller than this, in m².
SLIVER = 10_000


def open_situation(context: SheetContext, maker: LayerMaker) -> list[QgsVectorLayer]:
    """The layers of the situation map, topmost first: the territory, and what it lies in.

    A commune lies in its EPCI, an EPCI in its département; where neither is known, the territory
    is shown among the communes around it.
    """
    territory, gazetteer = context.territory, context.gazetteer
    crs = territory.crs
    larger = gazetteer.surroundings(territory.entry, crs)
    places = [place for place in larger if not place.geometry.isEmpty()]
    if not places:
        places = list(gazetteer.communes_in(surroundings(territory), crs))
    layers = [_open(context, maker, SITUATION_TERRITORY, [_whole(territory)])]
    if places:
        layers.append(_open(context, maker, SITUATION, places))
    return layers


def open_reference_layers(
    context: SheetContext, maker: LayerMaker, outside: str, around: QgsReferencedRectangle
) -> dict[str, QgsVectorLayer]:
    """The reference layers of a sheet by role, the topmost first.

    The communes around the territory are those that meet the box `around`.
    """
    territory, gazetteer = context.territory, context.gazetteer
    whole = [_whole(territory)]
    is_commune = territory.entry.kind == COMMUNE
    members = whole if is_commune else _members(territory, gazetteer)

    # Topmost first. What is hidden outside goes under the mask, its names included.
    contents: dict[str, tuple[list[NamedGeometry], str]] = {}
    if maker.profile.demonstration:
        contents[WATERMARK] = (whole, "demonstration_s")
    if is_commune:
        contents[CONTOUR] = (whole, "contour_s")
    else:
        contents[MEMBERS] = (members, "members_s")
        contents[CONTOUR] = ([_limits(members)], "contour_l")
        contents[LIMIT] = (whole, "limit_s")
    if outside != HIDE:
        neighbours = _neighbours(gazetteer, around, members)
        if neighbours:
            contents[NEIGHBOURS] = (neighbours, "neighbours_s")
    if outside != SHOW:
        contents[MASK] = (whole, f"outside_{outside}_s")

    layers = {}
    for role, (places, style) in contents.items():
        layer = _open(context, maker, role, places, style)
        # Identify and the locator answer with the theme, not with what lies over it.
        answering = QgsMapLayer.LayerFlag.Identifiable | QgsMapLayer.LayerFlag.Searchable
        layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~answering))
        layers[role] = layer
    return layers


def _open(
    context: SheetContext,
    maker: LayerMaker,
    role: str,
    places: Sequence[NamedGeometry],
    style: str = "",
) -> QgsVectorLayer:
    sheet = context.sheet
    look = LayerLook(role, sheet.label(role), sheet.style(style or f"{role}_s"))
    return maker.place_layer(look, places, context.territory.crs)


def _whole(territory: Territory) -> NamedGeometry:
    entry = territory.entry
    return NamedGeometry(entry.code, entry.name, territory.geometry)


def _members(territory: Territory, gazetteer: Gazetteer) -> list[NamedGeometry]:
    """The communes of a territory and, without a name, the part that no loaded one covers."""
    entry = territory.entry
    members = gazetteer.members(entry, territory.crs)
    known = [place for place in members if not place.geometry.isEmpty()]
    if not known:
        return [_whole(territory)]
    if len(known) < len(entry.members):
        rest = territory.geometry.difference(QgsGeometry.unaryUnion([p.geometry for p in known]))
        # The contour of an EPCI and those of its communes differ by slivers.
        parts = [part for part in rest.asGeometryCollection() if part.area() > SLIVER]
        if parts:
            known.append(NamedGeometry(entry.code, "", QgsGeometry.unaryUnion(parts)))
    return known


def _neighbours(
    gazetteer: Gazetteer, around: QgsReferencedRectangle, members: Sequence[NamedGeometry]
) -> list[NamedGeometry]:
    """The communes around a territory whose members are given."""
    inside = {place.code for place in members}
    near = gazetteer.communes_in(around, around.crs())
    return [place for place in near if place.code not in inside]


def _limits(places: Sequence[NamedGeometry]) -> NamedGeometry:
    """The contours of communes as lines; a shared border comes once, or its dashes would merge."""
    lines = QgsGeometry.unaryUnion(
        [QgsGeometry(place.geometry.constGet().boundary()) for place in places]
    )
    return NamedGeometry("", "", lines.mergeLines())


def surroundings(territory: Territory, reach: float = 0.0) -> QgsReferencedRectangle:
    """A box that holds the frame of the territory's map, whatever the paper's shape.

    It goes at least `reach` metres from the middle of the territory to each side.
    """
    box = territory.geometry.boundingBox()
    around = box.buffered(0.75 * max(box.width(), box.height()))
    around.combineExtentWith(QgsRectangle.fromCenterAndSize(box.center(), 2 * reach, 2 * reach))
    return QgsReferencedRectangle(around, territory.crs)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference layers of a sheet: contours, neighbours, mask, names, what is not covered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qgis.core import (
    QgsGeometry,
    QgsGeometryEngine,
    QgsMapLayer,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.layer_roles import (
    LIMIT,
    MASK,
    MEMBERS,
    NEIGHBOURS,
    UNCOVERED,
    WATERMARK,
)
from ..common.request import COMMUNE, HIDE, SHOW
from ..sheet.definition import CONTOUR
from ..territory.gazetteer import Gazetteer, NamedGeometry, Territory
from .context import SheetContext
from .coverage import COVERED, Uncovered
from .layer_maker import LayerLook, LayerMaker

# No commune, nor part of one that matters, is smaller than this, in m².
SLIVER = 10_000

# How far the contour of an EPCI lies from those of its communes at most, in m.
SLIVER_WIDTH = 30


def open_reference_layers(
    context: SheetContext,
    maker: LayerMaker,
    outside: str,
    near: Sequence[NamedGeometry],
    uncovered: Uncovered = COVERED,
) -> dict[str, QgsVectorLayer]:
    """The reference layers of a sheet by role, the topmost first.

    The communes around the territory are those of `near`.
    """
    territory, gazetteer = context.territory, context.gazetteer
    itself = [whole(territory)]
    is_commune = territory.entry.kind == COMMUNE
    members = itself if is_commune else _members(territory, gazetteer)

    # Topmost first. What is hidden outside goes under the mask, its names included.
    contents: dict[str, tuple[list[NamedGeometry], str]] = {}
    if maker.profile.demonstration:
        contents[WATERMARK] = (itself, "demonstration_s")
    if is_commune:
        contents[CONTOUR] = (itself, "contour_s")
    else:
        contents[MEMBERS] = (members, "members_s")
        contents[LIMIT] = (itself, "limit_s")
        contents[CONTOUR] = ([_limits_within(members, territory)], "contour_l")
    if outside != HIDE:
        neighbours = _neighbours(gazetteer, near, members, territory)
        if neighbours:
            contents[NEIGHBOURS] = (neighbours, "neighbours_s")
    if outside != SHOW:
        contents[MASK] = (itself, _veil_style(outside))
    if not uncovered.is_empty:
        contents[UNCOVERED] = ([NamedGeometry("", "", uncovered.geometry)], "uncovered_s")

    layers = {}
    for role, (places, style) in contents.items():
        layer = open_places(context, maker, role, places, style)
        stand_back(layer)
        layers[role] = layer
    return layers


def stand_back(layer: QgsVectorLayer) -> None:
    """Have identify and the locator answer with the theme, not with what lies over or under it."""
    answering = QgsMapLayer.LayerFlag.Identifiable | QgsMapLayer.LayerFlag.Searchable
    layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~answering))


def open_veil(
    context: SheetContext, maker: LayerMaker, outside: str, inner: QgsGeometry
) -> QgsVectorLayer:
    """The mask of a map, which lies over all that is not within `inner` (see `bare_ground`)."""
    bare = QgsGeometry(inner)
    if QgsWkbTypes.flatType(bare.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        # Where areas touch, their difference has points and lines as well.
        bare.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    place = replace(whole(context.territory), geometry=bare)
    veil = open_places(context, maker, MASK, [place], _veil_style(outside))
    stand_back(veil)
    return veil


def bare_ground(
    territory: Territory, beginning: float, grounds: Iterable[QgsGeometry] = ()
) -> QgsGeometry:
    """The ground without a veil, which begins so many metres outside the limit of the territory.

    A river or a corridor along the limit would be cut lengthwise otherwise. Where `grounds` (in the
    CRS of the territory) lie there it begins at once: a rim of the sea, bare beside the veiled one,
    would look like a river itself.
    """
    itself, segments = territory.geometry, 4
    if not beginning:
        return itself
    # Of its rim nothing is seen but where it is.
    inner = itself.simplify(beginning / 10).buffer(beginning, segments)
    box = inner.boundingBox()
    near = [part for part in (ground.clipped(box) for ground in grounds) if not part.isEmpty()]
    for part in near:
        inner = inner.difference(part)
    return inner.combine(itself) if near else inner


def _veil_style(outside: str) -> str:
    return f"{MASK}_{outside}_s"


def open_places(
    context: SheetContext,
    maker: LayerMaker,
    role: str,
    places: Sequence[NamedGeometry],
    style: str = "",
) -> QgsVectorLayer:
    """The layer of a role, with its usual style or another one."""
    sheet = context.sheet
    look = LayerLook(role, sheet.label(role), style or f"{role}_s", context.styles)
    return maker.place_layer(look, places, context.territory.crs)


def whole(territory: Territory) -> NamedGeometry:
    """A territory as a place among others."""
    entry = territory.entry
    return NamedGeometry(entry.code, entry.name, territory.geometry)


def _members(territory: Territory, gazetteer: Gazetteer) -> list[NamedGeometry]:
    """The communes of a territory and, without a name, the part that no loaded one covers."""
    entry = territory.entry
    members = gazetteer.members(entry, territory.crs)
    known = [place for place in members if not place.geometry.isEmpty()]
    if not known:
        return [whole(territory)]
    if len(known) < len(entry.members):
        rest = absent_part(territory.geometry, known)
        if rest is not None:
            known.append(NamedGeometry(entry.code, "", rest))
    return known


def absent_part(contour: QgsGeometry, members: Sequence[NamedGeometry]) -> QgsGeometry | None:
    """The part of a contour that none of its members covers, without slivers; None of none."""
    known = [place.geometry for place in members if not place.geometry.isEmpty()]
    rest = contour.difference(QgsGeometry.unaryUnion(known)) if known else contour
    # The contour of an EPCI and those of its communes differ by slivers.
    parts = [part for part in rest.asGeometryCollection() if part.area() > SLIVER]
    return QgsGeometry.unaryUnion(parts) if parts else None


def _neighbours(
    gazetteer: Gazetteer,
    near: Sequence[NamedGeometry],
    members: Sequence[NamedGeometry],
    territory: Territory,
) -> list[NamedGeometry]:
    """Of the communes near, those around a territory whose members are given.

    Around a part of a commune that is the rest of this as well.
    """
    holders = gazetteer.holders(territory.entry)
    inside = {place.code for place in members} - holders
    places = [place for place in near if place.code not in inside]
    rests = [_rest(place, territory) if place.code in holders else place for place in places]
    return [place for place in rests if not place.geometry.isEmpty()]


def _rest(commune: NamedGeometry, part: Territory) -> NamedGeometry:
    """A commune without the territory that is a part of it, so that its name stands beside."""
    rest = absent_part(commune.geometry, [whole(part)])
    return NamedGeometry(commune.code, commune.name, rest or QgsGeometry())


def _limits_within(places: Sequence[NamedGeometry], territory: Territory) -> NamedGeometry:
    """The limits of communes as lines, without the territory's own limit.

    A shared border comes once, or its dashes would merge.
    """
    lines = QgsGeometry.unaryUnion(
        [QgsGeometry(place.geometry.constGet().boundary()) for place in places]
    )
    limit = QgsGeometry(territory.geometry.constGet().boundary())
    # It keeps no copy of the geometry that it compares with.
    engine = QgsGeometry.createGeometryEngine(limit.constGet())
    engine.prepareGeometry()
    parts = lines.mergeLines().asGeometryCollection()
    within = [part for part in parts if _is_within(part, engine)]
    nothing = QgsGeometry.fromWkt("MultiLineString EMPTY")
    return NamedGeometry("", "", QgsGeometry.collectGeometry(within) if within else nothing)


def _is_within(line: QgsGeometry, limit: QgsGeometryEngine) -> bool:
    """Whether a limit of a commune leaves that of the territory, from which it may differ a bit."""
    length = line.length()
    points = (line.interpolate(length * part) for part in (0.5, 0.25, 0.75))
    away = min(SLIVER_WIDTH, length / 5)
    return any(limit.distance(point.constGet()) > away for point in points)


def surroundings(territory: Territory) -> QgsReferencedRectangle:
    """The box that is near a territory, where no map says how far it goes."""
    box = territory.geometry.boundingBox()
    around = box.buffered(0.75 * max(box.width(), box.height()))
    return QgsReferencedRectangle(around, territory.crs)

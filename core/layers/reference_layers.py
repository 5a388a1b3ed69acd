# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers that a map reads the theme against: contours, neighbours, mask, names, situation."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsGeometry, QgsMapLayer, QgsRectangle, QgsVectorLayer

from ..common.layer_roles import (
    LIMIT,
    MASK,
    MEMBERS,
    NEIGHBOURS,
    ROLE,
    SITUATION,
    SITUATION_TERRITORY,
    WATERMARK,
)
from ..common.request import COMMUNE, HIDE, SHOW
from ..sheet.definition import CONTOUR, SheetDefinition
from ..territory.gazetteer import Gazetteer, NamedGeometry, Territory
from .inline_layer import apply_style, inline_layer

# No commune, nor piece of one, is as small as this, in m².
SLIVER = 10_000


def open_situation(
    territory: Territory, sheet: SheetDefinition, gazetteer: Gazetteer
) -> list[QgsVectorLayer]:
    """The layers of the situation map, topmost first: the territory, and what it lies in.

    A commune lies in its EPCI, an EPCI in its département; where neither is known, among its
    neighbours.
    """
    entry, crs = territory.entry, territory.crs
    context = [p for p in gazetteer.surroundings(entry, crs) if not p.geometry.isEmpty()]
    if not context:
        context = list(gazetteer.communes_in(surroundings(territory.geometry), crs))
    layers = []
    for role, places in (
        (SITUATION_TERRITORY, [NamedGeometry(entry.code, entry.name, territory.geometry)]),
        (SITUATION, context),
    ):
        if places:
            layer = inline_layer(places, crs, sheet.label(role))
            apply_style(layer, sheet.style(f"{role}_s"))
            layer.setCustomProperty(ROLE, role)
            layers.append(layer)
    return layers


def open_reference_layers(
    territory: Territory,
    sheet: SheetDefinition,
    gazetteer: Gazetteer,
    outside: str,
    around: QgsRectangle,
    demonstration: bool,
) -> dict[str, QgsVectorLayer]:
    entry, crs = territory.entry, territory.crs
    whole = [NamedGeometry(entry.code, entry.name, territory.geometry)]
    outlines = whole
    if entry.kind != COMMUNE:
        outlines = _with_rest(territory, gazetteer)
    inside = {place.code for place in outlines}
    neighbours = [p for p in gazetteer.communes_in(around, crs) if p.code not in inside]

    # Topmost first. What is hidden outside goes under the mask, its names included.
    layers: dict[str, tuple[list[NamedGeometry], str]] = {}
    if demonstration:
        layers[WATERMARK] = (whole, "demonstration_s")
    if entry.kind == COMMUNE:
        layers[CONTOUR] = (whole, "contour_s")
    else:
        layers[MEMBERS] = (outlines, "members_s")
        layers[CONTOUR] = ([_limits(outlines)], "contour_l")
        layers[LIMIT] = (whole, "limit_s")
    if neighbours and outside != HIDE:
        layers[NEIGHBOURS] = (neighbours, "neighbours_s")
    if outside != SHOW:
        layers[MASK] = (whole, f"outside_{outside}_s")
    opened = {}
    for role, (places, style) in layers.items():
        layer = inline_layer(places, crs, sheet.label(role))
        apply_style(layer, sheet.style(style))
        layer.setCustomProperty(ROLE, role)
        # Identify and the locator answer with the theme, not with what lies over it.
        answering = QgsMapLayer.LayerFlag.Identifiable | QgsMapLayer.LayerFlag.Searchable
        layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~answering))
        opened[role] = layer
    return opened


def _with_rest(territory: Territory, gazetteer: Gazetteer) -> list[NamedGeometry]:
    """The communes of a territory and, without a name, what none of the loaded ones covers."""
    entry = territory.entry
    members = gazetteer.members(entry, territory.crs)
    known = [place for place in members if not place.geometry.isEmpty()]
    if not known:
        return [NamedGeometry(entry.code, entry.name, territory.geometry)]
    if len(known) < len(entry.members):
        rest = territory.geometry.difference(QgsGeometry.unaryUnion([p.geometry for p in known]))
        # The contour of an EPCI and those of its communes differ by slivers.
        parts = [part for part in rest.asGeometryCollection() if part.area() > SLIVER]
        if parts:
            known.append(NamedGeometry(entry.code, "", QgsGeometry.unaryUnion(parts)))
    return known


def _limits(places: Sequence[NamedGeometry]) -> NamedGeometry:
    """The limits of neighbouring communes as lines, each but once: dashes drawn twice fill up."""
    lines = QgsGeometry.unaryUnion(
        [QgsGeometry(place.geometry.constGet().boundary()) for place in places]
    )
    return NamedGeometry("", "", lines.mergeLines())


def surroundings(geometry: QgsGeometry, reach: float = 0.0) -> QgsRectangle:
    """A box that holds the frame of the territory's map, whatever the paper's shape."""
    box = geometry.boundingBox()
    around = box.buffered(0.75 * max(box.width(), box.height()))
    around.combineExtentWith(QgsRectangle.fromCenterAndSize(box.center(), 2 * reach, 2 * reach))
    return around

# SPDX-License-Identifier: GPL-3.0-or-later
"""The situation map of a sheet: its layers, and the caption that says what they are."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsVectorLayer

from ..common.layer_roles import NEIGHBOURS, SITUATION, SITUATION_ABSENT, SITUATION_TERRITORY
from ..common.request import COMMUNE
from ..territory.entry import Entry
from ..territory.gazetteer import NamedGeometry
from .context import SheetContext
from .layer_maker import LayerMaker
from .reference_layers import absent_part, open_places, surroundings, whole


@dataclass(frozen=True)
class SituationMap:
    """The layers of a situation map, the topmost first, and its caption."""

    layers: tuple[QgsVectorLayer, ...] = ()
    caption: str = ""


def open_situation(context: SheetContext, maker: LayerMaker) -> SituationMap:
    """The situation map of a territory: the territory, and what it lies in.

    A commune lies in its EPCI, an EPCI in its départements; where neither is known, the territory
    is shown among the communes around it. The part of an EPCI of which no commune is loaded is
    drawn as such.
    """
    territory, gazetteer = context.territory, context.gazetteer
    crs = territory.crs
    around = [p for p in gazetteer.surroundings(territory.entry, crs) if not p.geometry.isEmpty()]
    if not around:
        caption = context.sheet.label(NEIGHBOURS)
        around = list(gazetteer.communes_in(surroundings(territory), crs))
    else:
        caption = _name(context)
    layers = [open_places(context, maker, SITUATION_TERRITORY, [whole(territory)])]
    if around:
        layers.append(open_places(context, maker, SITUATION, around))
    larger = _larger(context)
    if larger is not None and gazetteer.absent(larger):
        rest = _rest(context, larger)
        if rest:
            layers.insert(0, open_places(context, maker, SITUATION_ABSENT, rest))
        caption = context.sheet.words["situation_rest" if rest else "situation_part"].format(
            caption
        )
    return SituationMap(tuple(layers), caption)


def _larger(context: SheetContext) -> Entry | None:
    """What members of may be absent: the EPCI of a commune, else the territory itself."""
    entry = context.territory.entry
    return context.gazetteer.entry(entry.epci) if entry.kind == COMMUNE else entry


def _rest(context: SheetContext, larger: Entry) -> list[NamedGeometry]:
    """The part of an EPCI that no loaded commune covers, where its own contour is known."""
    territory, gazetteer = context.territory, context.gazetteer
    contour = territory.geometry
    if larger != territory.entry:
        # Without one of its own it is the union of its loaded communes.
        contour = gazetteer.contour(larger, territory.crs)
    rest = absent_part(contour, gazetteer.members(larger, territory.crs))
    return [] if rest is None else [NamedGeometry(larger.code, "", rest)]


def _name(context: SheetContext) -> str:
    """The name of what a territory is shown in: its EPCI, or its loaded départements."""
    entry, gazetteer = context.territory.entry, context.gazetteer
    if entry.kind == COMMUNE:
        epci = gazetteer.entry(entry.epci)
        return epci.name if epci is not None else ""
    loaded = gazetteer.departement_names(gazetteer.departements(entry))
    return " – ".join(loaded.values()) or entry.departement_name

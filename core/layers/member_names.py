# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the communes of a territory, each at its position on the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import QgsGeometry, QgsRectangle, QgsReferencedGeometry, QgsVectorLayer
from qgis.PyQt.QtGui import QFont

from ..common.crs import transform
from ..common.layer_roles import MEMBERS
from ..common.typography import usable_family
from ..territory.gazetteer import NamedGeometry, Territory
from .context import SheetContext
from .layer_maker import LayerLook, LayerMaker
from .name_placement import Lettering, place_names
from .restriction import intersecting_features
from .sheet_layers import SheetLayers

# The width that a point symbol takes, in mm on A3.
POINT_SYMBOL = 3.0


@dataclass(frozen=True)
class MemberNames:
    """A layer of names, None where no name found room, and the names that found none."""

    layer: QgsVectorLayer | None
    unplaced: list[str]


def open_member_names(
    context: SheetContext, maker: LayerMaker, layers: SheetLayers, metres: float, factor: float
) -> MemberNames:
    """Position the names of the communes of a territory on its map.

    `metres` is the length on the ground of a mm of the map, `factor` how much larger than on A3
    type is.
    """
    territory, sheet = context.territory, context.sheet
    members = context.gazetteer.members(territory.entry, territory.crs)
    placed = place_names(
        [commune for commune in members if not commune.geometry.isEmpty()],
        territory.geometry,
        Lettering(metres, factor, QFont(usable_family(""))),
        _symbol_boxes(layers, territory, POINT_SYMBOL * factor * metres),
    )
    if not placed.names:
        return MemberNames(None, placed.unplaced)
    points = [
        NamedGeometry(n.code, n.text, QgsGeometry.fromPointXY(n.centre), n.size)
        for n in placed.names
    ]
    look = LayerLook(MEMBERS, sheet.label(MEMBERS), "members_p", context.styles)
    return MemberNames(maker.place_layer(look, points, territory.crs), placed.unplaced)


def _symbol_boxes(layers: SheetLayers, territory: Territory, side: float) -> list[QgsRectangle]:
    """The squares that point symbols of the territory take, `side` metres wide, in its CRS."""
    area = QgsReferencedGeometry(territory.geometry, territory.crs)
    return [
        QgsRectangle.fromCenterAndSize(box.center(), side, side)
        for thematic in layers.thematic
        if thematic.geometry == "p" and thematic.count
        for box in _boxes(thematic.layer, area)
    ]


def _boxes(layer: QgsVectorLayer, area: QgsReferencedGeometry) -> Iterator[QgsRectangle]:
    """The boxes of the objects of a layer that meet an area, in the CRS of the area."""
    to_area = transform(layer.crs(), area.crs())
    for feature in intersecting_features(layer, area):
        yield to_area.transformBoundingBox(feature.geometry().boundingBox())

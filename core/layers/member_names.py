# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the communes of a territory, each at its place on the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtGui import QFont

from ..common.crs import transform
from ..common.layer_roles import MEMBERS, ROLE
from ..common.typography import usable_family
from ..sheet.definition import SheetDefinition
from ..territory.gazetteer import NamedGeometry, Territory
from .inline_layer import apply_style, inline_layer
from .name_placement import place_names
from .sheet_layers import SheetLayers

# The room that a point symbol takes, in mm on A3.
POINT_SYMBOL = 3.0


def open_member_names(
    territory: Territory,
    sheet: SheetDefinition,
    members: Sequence[NamedGeometry],
    layers: SheetLayers,
    metres: float,
    factor: float,
) -> tuple[QgsVectorLayer | None, list[str]]:
    """The names of the members, each at its place on a map, and those for which there is none.

    `metres` is the length on the ground of a mm of the map, `factor` how much larger than on A3
    type is.
    """
    font = QFont(usable_family(""))
    marks = [
        box for t in layers.thematic if t.geometry == "p" for box in _boxes(t.layer, territory)
    ]
    room = POINT_SYMBOL * factor * metres
    taken = [QgsRectangle.fromCenterAndSize(box.center(), room, room) for box in marks]
    known = [place for place in members if not place.geometry.isEmpty()]
    names, missing = place_names(known, territory.geometry, metres, factor, font, taken)
    if not names:
        return None, missing
    places = [
        NamedGeometry(n.code, n.text, QgsGeometry.fromPointXY(n.centre), n.size) for n in names
    ]
    layer = inline_layer(places, territory.crs, sheet.label(MEMBERS))
    apply_style(layer, sheet.style("members_p"))
    layer.setCustomProperty(ROLE, MEMBERS)
    return layer, missing


def _boxes(layer: QgsVectorLayer, territory: Territory) -> Iterator[QgsRectangle]:
    """The boxes of the objects of a layer, in the territory's CRS."""
    to_territory = transform(layer.crs(), territory.crs)
    for feature in layer.getFeatures(QgsFeatureRequest().setNoAttributes()):
        yield to_territory.transformBoundingBox(feature.geometry().boundingBox())

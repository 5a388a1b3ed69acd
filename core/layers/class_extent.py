# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the objects of a class are, as a map is to show them."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import (
    QgsGeometry,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.crs import moved, transform
from ..common.layer_roles import LIMIT, ROLE
from ..sheet.definition import CONTOUR
from .restriction import intersecting_features

# What is shown around objects: a part of their extent; around a single point, in metres.
MARGIN = 1 / 20
LEAST_MARGIN = 500.0
_AREAS = QgsWkbTypes.GeometryType.PolygonGeometry


def class_extent(layers: Iterable[QgsVectorLayer], class_id: str) -> QgsReferencedRectangle | None:
    """A box around what a class has within the territory; None where there is nothing.

    `layers` are those of a group that the plugin has loaded; those of the class also hold what lies
    around the territory. The box is in the CRS of the territory's limit (metres). Raises
    SourceError where a layer cannot be read.
    """
    roles = [(layer, str(layer.customProperty(ROLE, ""))) for layer in layers]
    areas = [layer for layer, role in roles if role in (LIMIT, CONTOUR) and _is_of_areas(layer)]
    territory = _united(areas)
    if territory is None:
        return None
    whole, box = territory.boundingBox(), QgsRectangle()
    for layer, role in roles:
        if role != f"class:{class_id}":
            continue
        back = transform(layer.crs(), territory.crs())
        for feature in intersecting_features(layer, territory):
            shape = QgsGeometry(feature.geometry())
            if moved(shape, back):
                box.combineExtentWith(shape.boundingBox().intersect(whole))
    if box.isNull():
        return None
    margin = max(box.width(), box.height()) * MARGIN or LEAST_MARGIN
    return QgsReferencedRectangle(box.buffered(margin), territory.crs())


def _is_of_areas(layer: QgsVectorLayer) -> bool:
    return bool(layer.geometryType() == _AREAS)


def _united(layers: Iterable[QgsVectorLayer]) -> QgsReferencedGeometry | None:
    """The areas of some layers as one, in the CRS of the first; None where there are none."""
    shapes: list[QgsGeometry] = []
    crs = None
    for layer in layers:
        crs = crs or layer.crs()
        for feature in layer.getFeatures():
            shape = QgsGeometry(feature.geometry())
            if moved(shape, transform(layer.crs(), crs)):
                shapes.append(shape)
    if crs is None or not shapes:
        return None
    return QgsReferencedGeometry(QgsGeometry.unaryUnion(shapes), crs)

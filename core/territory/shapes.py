# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of territories, read from the layers of a gazetteer, those of many at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsVectorLayer,
)

from ..common.crs import transform
from ..common.geometry import usable_contour
from ..sources.source import read_all
from .entry import Entry

# Polygons or MultiPolygons by the number of their layer and that of their feature.
Shapes = Mapping[tuple[int, int], QgsGeometry]


def read_shapes(
    layers: Sequence[QgsVectorLayer], entries: Sequence[Entry], crs: QgsCoordinateReferenceSystem
) -> Shapes:
    """The shapes of all features of entries, in `crs`, each layer asked once.

    Raises SourceError when a layer cannot be read any more.
    """
    features = {feature for entry in entries for feature in entry.features}
    shapes = {}
    for number, layer in enumerate(layers):
        ids = sorted(row for of_layer, row in features if of_layer == number)
        if not ids:
            continue
        request = QgsFeatureRequest().setNoAttributes().setFilterFids(ids)
        to_crs = transform(layer.crs(), crs)
        for feature in read_all(layer, request):
            shapes[number, feature.id()] = usable_contour(feature.geometry(), to_crs)
    return shapes


def put_together(entry: Entry, shapes: Shapes) -> QgsGeometry:
    """The contour of an entry by the features of its first layer: one of them, or their union."""
    number = entry.features[0][0]
    own = [shapes[each] for each in entry.features if each[0] == number and each in shapes]
    known = [shape for shape in own if not shape.isEmpty()]
    return known[0] if len(known) == 1 else QgsGeometry.unaryUnion(known)

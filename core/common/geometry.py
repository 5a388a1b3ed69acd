# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometries as deliveries have them: of which kind, made fit for tests and measures."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateTransform,
    QgsGeometry,
    QgsMapToPixelSimplifier,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

# What may be wrong with a geometry.
INVALID = "invalid"
SKIPPED = "skipped"

# Of a geometry with more vertices only the part near a territory is examined.
LARGE = 50_000

# One with more is not examined: GEOS may take minutes, and what is drawn is as it was read anyhow.
EXAMINED_UP_TO = 200_000

# Metres between the vertices of a contour that has too many: as few as will do. The first move it
# by less than a hairline at 1/10 000; no contour that was surveyed needs the others.
FINEST, COARSEST = 0.5, 16.0

LETTERS = {
    QgsWkbTypes.GeometryType.PointGeometry: "p",
    QgsWkbTypes.GeometryType.LineGeometry: "l",
    QgsWkbTypes.GeometryType.PolygonGeometry: "s",
}


def layer_geometry(layer: QgsVectorLayer) -> str:
    """The letter of a layer's geometry: p, l or s; nothing where it has none."""
    return LETTERS.get(layer.geometryType(), "")


def wkb_geometry(kind: QgsWkbTypes.Type) -> str:
    """The letter of a WKB type: p, l or s; nothing where it is any or none."""
    return LETTERS.get(QgsWkbTypes.geometryType(kind), "")


def is_small(geometry: QgsGeometry) -> bool:
    """Whether a geometry is examined as a whole."""
    return _vertices(geometry) <= LARGE


def part_near(geometry: QgsGeometry, box: QgsRectangle) -> QgsGeometry:
    """What of a geometry is near a box in the same CRS: of a large one a part, else all of it.

    The part of a large one holds all that is in the box, and its outline differs beyond it only.
    """
    if is_small(geometry):
        return geometry
    part = geometry.clipped(box.buffered(max(box.width(), box.height()) / 100))
    # GEOS may be unable to cut what is invalid.
    return geometry if part.isNull() else part


def repaired(geometry: QgsGeometry) -> tuple[QgsGeometry, str]:
    """A geometry fit for tests, and what was wrong with it; its box where it is beyond repair.

    A large one is neither repaired nor, where it is very large, looked at.
    """
    count = _vertices(geometry)
    if count > EXAMINED_UP_TO or geometry.isGeosValid():
        return geometry, ""
    if count > LARGE:
        return geometry, INVALID
    valid = geometry.makeValid()
    if valid.isEmpty():
        return QgsGeometry.fromRect(geometry.boundingBox()), SKIPPED
    return valid, INVALID


def usable_contour(geometry: QgsGeometry, to_crs: QgsCoordinateTransform) -> QgsGeometry:
    """A polygon brought to a CRS in metres, repaired where that is needed."""
    geometry.transform(to_crs)
    geometry = thinned(geometry)
    if not geometry.isGeosValid():
        # What is repaired may come with stray lines and points.
        geometry = geometry.makeValid()
        geometry.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    return geometry


def thinned(contour: QgsGeometry) -> QgsGeometry:
    """A contour in metres with as few vertices as can be worked with, where it has too many."""
    distance = FINEST
    while _vertices(contour) > LARGE and distance <= COARSEST:
        simplifier = QgsMapToPixelSimplifier(
            QgsMapToPixelSimplifier.SimplifyFlag.SimplifyGeometry,
            distance,
            QgsMapToPixelSimplifier.SimplifyAlgorithm.Distance,
        )
        contour = simplifier.simplify(contour)
        distance *= 2
    return contour


def _vertices(geometry: QgsGeometry) -> int:
    shape = geometry.constGet()
    return 0 if shape is None else int(shape.nCoordinates())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometries as deliveries have them: of which kind, made fit for tests and measures."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsVectorLayer, QgsWkbTypes

# What may be wrong with a geometry.
INVALID = "invalid"
SKIPPED = "skipped"

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


def repaired(geometry: QgsGeometry) -> tuple[QgsGeometry, str]:
    """A geometry fit for tests, and what was wrong with it; its box where it is beyond repair."""
    if geometry.isGeosValid():
        return geometry, ""
    valid = geometry.makeValid()
    if valid.isEmpty():
        return QgsGeometry.fromRect(geometry.boundingBox()), SKIPPED
    return valid, INVALID

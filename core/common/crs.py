# SPDX-License-Identifier: GPL-3.0-or-later
"""Coordinate systems: the legal ones of France, and transformations without a project."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
)

# Legal projections of the overseas départements (décret 2000-1276 modified in 2019); all the
# others are in metropolitan France, whose legal projection is Lambert-93.
LAMBERT_93 = "EPSG:2154"
OVERSEAS_CRS = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "976": "EPSG:4471",
}


def legal_crs(departement: str) -> QgsCoordinateReferenceSystem:
    """The projection, in metres, in which a département is mapped."""
    return QgsCoordinateReferenceSystem(OVERSEAS_CRS.get(departement, LAMBERT_93))


def is_known(crs: QgsCoordinateReferenceSystem) -> bool:
    """Whether coordinates in this system can be placed on Earth."""
    # A GeoPackage says "undefined" with systems of its own, which QGIS takes for valid ones.
    undefined = not crs.authid() and crs.description().startswith("Undefined")
    return bool(crs.isValid()) and not undefined


def transform(
    source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsCoordinateTransform:
    """A transformation that depends on no project's settings."""
    return QgsCoordinateTransform(source, target, QgsCoordinateTransformContext())

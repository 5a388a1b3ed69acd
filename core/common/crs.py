# SPDX-License-Identifier: GPL-3.0-or-later
"""Coordinate systems: the legal ones of France, and transformations without a project."""

from __future__ import annotations

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from .errors import SourceError
from .i18n import translate

LAMBERT_93 = "EPSG:2154"
OVERSEAS_CRS = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "975": "EPSG:4467",
    "976": "EPSG:4471",
    "977": "EPSG:5490",
    "978": "EPSG:5490",
    "986": "EPSG:8903",
    "987": "EPSG:3297",
    "988": "EPSG:3163",
}


# Where these lie, in degrees, the islands around them with them.
_OVERSEAS_BOXES = {
    "971": (-61.9, 15.7, -60.9, 16.7),
    "972": (-61.4, 14.3, -60.7, 15.0),
    "973": (-54.8, 2.0, -51.5, 6.0),
    "974": (55.0, -21.6, 56.0, -20.7),
    "975": (-56.7, 46.6, -55.9, 47.3),
    "976": (44.8, -13.2, 45.5, -12.4),
    "977": (-63.0, 17.7, -62.6, 18.04),
    "978": (-63.3, 18.0, -62.9, 18.3),
    "986": (-178.5, -14.6, -175.9, -13.0),
    "987": (-155.5, -28.5, -134.0, -7.5),
    "988": (156.0, -23.5, 172.5, -17.0),
}


def overseas_at(point: QgsPointXY) -> str:
    """The département or collectivity overseas that a point (EPSG:4326) lies in, or nothing."""
    for code, sides in _OVERSEAS_BOXES.items():
        if QgsRectangle(*sides).contains(point):
            return code
    return ""


def legal_crs(departement: str) -> QgsCoordinateReferenceSystem:
    """The projection, in metres, in which a département or an overseas collectivity is mapped.

    Those of metropolitan France and of what lies overseas are set by the décret 2000-1276 of 26
    December 2000 (as modified in 2019), those of the Pacific by the collectivities' own rules:
    RGWF96, RGPF and RGNC91-93. Lambert 93 is that of all others.
    """
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


def local_box(box: QgsReferencedRectangle, layer: QgsVectorLayer) -> QgsRectangle:
    """A box in the CRS of a layer. Raises SourceError where that has no such place."""
    try:
        return transform(box.crs(), layer.crs()).transformBoundingBox(box)
    except QgsCsException as error:
        raise no_place(layer) from error


def no_place(layer: QgsVectorLayer) -> SourceError:
    """The refusal of a layer in whose CRS a territory has no place."""
    return SourceError(
        translate(
            "Source",
            "The coordinate system of the layer “{layer}” does not hold the territory: set the "
            "right one.",
        ).format(layer=layer.name())
    )


def moved(geometry: QgsGeometry, to: QgsCoordinateTransform) -> bool:
    """Transform a geometry; False where its coordinates have no place in the other system."""
    try:
        return geometry.transform(to) == QgsGeometry.OperationResult.Success
    except QgsCsException:
        return False

# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the coordinates of a layer suit the coordinate system that it declares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeatureRequest,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)

from ..common.crs import is_known, transform
from ..common.errors import SourceError
from ..common.i18n import translate
from .connection import SourceLayer

WGS84 = "EPSG:4326"

# How many objects are looked at: if none of them is where it may be, hardly any is.
LOOKED_AT = 20

# Where France is, metropolitan and overseas, in degrees: west, south, east, north.
FRANCE = (
    (-6.0, 41.0, 10.5, 51.5),
    (-63.5, 14.0, -60.5, 18.5),
    (-55.0, 2.0, -51.0, 6.0),
    (54.5, -22.0, 56.5, -20.5),
    (44.5, -13.5, 46.0, -12.0),
    (-57.0, 46.0, -56.0, 47.5),
    (-179.0, -15.0, -175.5, -13.0),
    (-155.0, -28.5, -134.0, -7.0),
    (156.0, -24.0, 174.0, -17.0),
)

# Data of a border go beyond it, in degrees.
MARGIN = 2.0

# What is whole degrees of the globe, with what computers add to it.
_GLOBE = QgsRectangle(-180.5, -90.5, 180.5, 90.5)


def check_place(source: SourceLayer, layer: QgsVectorLayer) -> tuple[str, ...]:
    """What the user should know of where a layer lies by its coordinate system.

    Raises SourceError where it declares none, and where its coordinates cannot be of the one that
    it declares; of one that the user has given it by hand they are but warned.
    """
    check_crs(source, layer)
    points = _points(layer)
    fault = _fault(source, points, layer.crs())
    if fault and not source.crs:
        raise SourceError(fault)
    return _warnings(source, points, layer.crs())


def check_crs(source: SourceLayer, layer: QgsVectorLayer) -> None:
    """Raise SourceError where a layer cannot be placed on Earth."""
    if is_known(layer.crs()):
        return
    raise SourceError(
        translate(
            "Layers",
            "The layer “{layer}” has no coordinate system: choose one in a data profile, or give "
            "one to the file (.prj) or the table.",
        ).format(layer=source.name)
    )


def _warnings(
    source: SourceLayer, points: Sequence[QgsPointXY], crs: QgsCoordinateReferenceSystem
) -> tuple[str, ...]:
    fault = _fault(source, points, crs)
    if fault:
        return (fault,)
    if not points or _is_any_french(points, crs):
        return ()
    far = translate(
        "Layers",
        "“{layer}” lies far from France in its coordinate system, “{crs}”, which may be wrong: "
        "give the file the right one, or choose it in a data profile.",
    )
    return (far.format(layer=source.name, crs=_name(crs)),)


def _fault(
    source: SourceLayer, points: Sequence[QgsPointXY], crs: QgsCoordinateReferenceSystem
) -> str:
    """What is wrong with the coordinates of a layer; nothing where they may be right."""
    if not points or _is_any_french(points, crs):
        return ""
    are_degrees = all(map(_GLOBE.contains, points))
    if crs.isGeographic() and not are_degrees:
        return translate(
            "Layers",
            "The coordinates of “{layer}” cannot be degrees: its coordinate system is missing or "
            "wrong; give the file the right one, or choose it in a data profile.",
        ).format(layer=source.name)
    swapped = [QgsPointXY(point.y(), point.x()) for point in points]
    degrees = QgsCoordinateReferenceSystem(WGS84)
    if not crs.isGeographic() and are_degrees:
        if _is_any_french(points, degrees) or _is_any_french(swapped, degrees):
            return translate(
                "Layers",
                "The coordinates of “{layer}” are degrees, not metres as “{crs}” has them: give "
                "the file the right system, or choose it in a data profile.",
            ).format(layer=source.name, crs=_name(crs))
    elif _is_any_french(swapped, crs):
        return translate(
            "Layers",
            "“{layer}” has its X and Y coordinates swapped: swap them back (Processing toolbox, "
            "“Swap X and Y coordinates”).",
        ).format(layer=source.name)
    return ""


def _points(layer: QgsVectorLayer) -> list[QgsPointXY]:
    """Where the first objects of a layer are, in its own coordinates."""
    request = QgsFeatureRequest().setNoAttributes().setLimit(LOOKED_AT)
    shapes = (feature.geometry() for feature in layer.getFeatures(request))
    centres = (shape.boundingBox().center() for shape in shapes if not shape.isEmpty())
    return [QgsPointXY(point) for point in centres]


def _is_any_french(points: Iterable[QgsPointXY], crs: QgsCoordinateReferenceSystem) -> bool:
    to_degrees = transform(crs, QgsCoordinateReferenceSystem(WGS84))
    return any(_is_french(point, to_degrees) for point in points)


def _is_french(point: QgsPointXY, to_degrees: QgsCoordinateTransform) -> bool:
    try:
        place = to_degrees.transform(point)
    except QgsCsException:
        # It is nowhere on Earth.
        return False
    return any(QgsRectangle(*part).buffered(MARGIN).contains(place) for part in FRANCE)


def _name(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.description() or crs.authid())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers whose data is in their own definition."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from osgeo import gdal
from qgis.core import QgsCoordinateReferenceSystem, QgsVectorLayer

from ..common.french import french
from ..territory.gazetteer import NamedGeometry

# Coordinates are kept to the centimetre.
DECIMALS = 2


def inline_layer(
    places: Sequence[NamedGeometry], crs: QgsCoordinateReferenceSystem, name: str
) -> QgsVectorLayer:
    """A layer of named geometries of one kind, in `crs`, whose data is in its own definition.

    A project saved with it needs no file to draw it again.
    """
    system = f"urn:ogc:def:crs:EPSG::{crs.postgisSrid()}"
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": system}},
        "features": [_feature(number, place) for number, place in enumerate(places, 1)],
    }
    # GDAL would report of each that it cannot be updated.
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return QgsVectorLayer(_address(collection), name, "ogr")
    finally:
        gdal.PopErrorHandler()


def _address(collection: Mapping[str, object]) -> str:
    """A collection as QGIS opens it: behind a bar it would look for the name of a layer."""
    return json.dumps(collection, ensure_ascii=False).replace("|", "\\u007c")


def _feature(number: int, place: NamedGeometry) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": number,
        "properties": {"code": place.code, "name": french(place.name), "size": place.size},
        "geometry": json.loads(place.multi_geometry().asJson(DECIMALS)),
    }

# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of all features of a layer, read at once."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from osgeo import gdal
from qgis.core import QgsFeatureRequest, QgsProviderRegistry, QgsVectorLayer

from .layer_file import OGR, gdal_path
from .source import read_all

if TYPE_CHECKING:
    from osgeo import ogr

# A column of numbers and texts, as GDAL calls it: QGIS takes each value for an object, and loses
# those that are none.
_MIXED = "JSON"

Rows = list[tuple[int, list[Any]]]


def read_rows(layer: QgsVectorLayer, request: QgsFeatureRequest, most: int | None = None) -> Rows:
    """The ids and the values of all features that a request asks of a layer, or of the first ones.

    A column that holds numbers and texts comes as texts. Raises SourceError where the layer cannot
    be read to its end.
    """
    rows: Rows = []
    if layer.providerType() == OGR:
        # Some ten times faster than to look for an error after each feature.
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        gdal.ErrorReset()
        try:
            features = islice(layer.getFeatures(request), most)
            rows = [(feature.id(), feature.attributes()) for feature in features]
            is_whole = gdal.GetLastErrorType() < gdal.CE_Failure
            if is_whole:
                _read_mixed(layer, rows)
        finally:
            gdal.PopErrorHandler()
        if rows and is_whole:
            return rows
    # No limit of the request: a database is asked whether it gave them all.
    return [(one.id(), one.attributes()) for one in islice(read_all(layer, request), most)]


def _read_mixed(layer: QgsVectorLayer, rows: Rows) -> None:
    """Put the texts of mixed columns into rows."""
    fields = layer.fields()
    mixed = [i for i, field in enumerate(fields) if field.typeName() == _MIXED]
    if not mixed or not rows:
        return
    # A plugin of others may have told GDAL for all of QGIS to raise errors.
    try:
        opened = gdal.OpenEx(gdal_path(layer.source()), gdal.OF_VECTOR)
    except RuntimeError:
        return
    if opened is None:
        return
    parts = QgsProviderRegistry.instance().decodeUri(OGR, layer.source())
    name = parts.get("layerName")
    found = opened.GetLayerByName(name) if name else opened.GetLayer(parts.get("layerId") or 0)
    if found is not None:
        _put_texts(found, rows, {i: fields.at(i).name() for i in mixed})


def _put_texts(found: ogr.Layer, rows: Rows, names: dict[int, str]) -> None:
    places = {i: found.GetLayerDefn().GetFieldIndex(name) for i, name in names.items()}
    there = {i: place for i, place in places.items() if place >= 0}
    values = {feature.GetFID(): _texts(feature, there.values()) for feature in found}
    for fid, row in rows:
        for i, text in zip(there, values.get(fid, ())):
            row[i] = text


def _texts(feature: ogr.Feature, places: Iterable[int]) -> list[str | None]:
    return [
        feature.GetFieldAsString(place) if feature.IsFieldSetAndNotNull(place) else None
        for place in places
    ]

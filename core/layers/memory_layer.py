# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers in memory, for what is thrown away when a sheet is printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsMemoryProviderUtils,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..common.errors import SourceError
from ..common.french import french
from ..common.i18n import translate
from ..territory.gazetteer import NamedGeometry
from .inline_layer import DECIMALS


def memory_layer(
    places: Sequence[NamedGeometry], crs: QgsCoordinateReferenceSystem, name: str
) -> QgsVectorLayer:
    """An empty layer for named geometries of the kind of some, in `crs`."""
    fields = QgsFields()
    # Unscoped: on Qt 6 QGIS gives these names, and no others, their meaning.
    for field, kind in (("code", QVariant.String), ("name", QVariant.String)):
        fields.append(QgsField(field, kind))
    fields.append(QgsField("size", QVariant.Double))
    kind = places[0].multi_geometry().wkbType()
    return QgsMemoryProviderUtils.createMemoryLayer(name, fields, kind, crs)


def memory_twin(layer: QgsVectorLayer) -> QgsVectorLayer:
    """An empty layer with the fields, the geometry type and the CRS of another one."""
    return QgsMemoryProviderUtils.createMemoryLayer(
        layer.name(), layer.fields(), layer.wkbType(), layer.crs()
    )


def place_features(places: Iterable[NamedGeometry]) -> Iterable[QgsFeature]:
    """Named geometries as features of a layer that `memory_layer` made.

    Points stand where a project has them, so that their names are drawn alike to the last pixel.
    """
    step = 10.0**-DECIMALS
    for place in places:
        geometry = place.multi_geometry()
        if geometry.type() == QgsWkbTypes.GeometryType.PointGeometry:
            geometry = geometry.snappedToGrid(step, step)
        feature = QgsFeature()
        feature.setAttributes([place.code, french(place.name), place.size])
        feature.setGeometry(geometry)
        yield feature


def refill(layer: QgsVectorLayer, features: Iterable[QgsFeature]) -> None:
    """Put features in the place of those that a memory layer holds. Raises SourceError."""
    provider = layer.dataProvider()
    provider.truncate()
    added, _ = provider.addFeatures(list(features))
    if not added:
        raise SourceError(
            translate("Layers", "The layer “{layer}” cannot be drawn: {reason}.").format(
                layer=layer.name(), reason="; ".join(provider.errors()).rstrip(".")
            )
        )
    layer.updateExtents()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers that play legend classes: opened and checked, with all their objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsDataSourceUri,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..common.crs import is_known, transform
from ..common.errors import SourceError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..profiles.field_values import check_filter
from ..profiles.profile import ClassSource, DataProfile
from ..sources.connection import POSTGRES_PROVIDER
from ..sources.local_copy import LIVE, is_live, local_copy, without_crs
from ..sources.source import file_of, open_layer

# What OGR calls the number of a row, where the file has no key of its own.
OGR_ROW = "FID"

# A larger layer is not read to its end just to count its null geometries.
NULLS_COUNTED_UP_TO = 10_000


@dataclass(frozen=True)
class ClassLayer:
    """The layer of a legend class, opened and checked, and what the user should know of it."""

    source: ClassSource
    layer: QgsVectorLayer
    keys: RowKeys
    warnings: tuple[str, ...] = ()


def open_class_layer(
    source: ClassSource, near: QgsReferencedRectangle, feedback: QgsFeedback | None = None
) -> ClassLayer:
    """Open the layer of a class; of what cannot be restricted in place, a copy of what is near.

    A layer that can be restricted in place is the same whatever is near. Raises
    SourceError when the layer cannot be read, has no CRS, or no longer fits its profile;
    CancelledError.
    """
    layer = _open_live(source)
    warnings = [] if layer is None else list(_empty_warning(source, layer))
    if layer is None or not is_live(layer):
        copy = local_copy(source.layer, near, feedback)
        layer = copy.layer
        warnings += copy.warnings
    _check_geometry(source, layer)
    if source.filter:
        check_filter(source, layer)
    warnings += _null_warning(source, layer)
    return ClassLayer(source, layer, RowKeys(layer), tuple(warnings))


def covers(profile: DataProfile, area: QgsReferencedGeometry) -> bool:
    """Whether any layer of a profile comes near an area, as far as is known.

    Layers without anything to draw are left out; where no other is left, it is not known.
    """
    known = False
    for source in profile.sources:
        # What a service covers is not known.
        if source.layer.provider not in LIVE:
            return True
        try:
            layer = open_layer(source.layer)
        except SourceError:
            # Opening the classes has already reported it.
            continue
        # The extent of an empty layer is null, zero or stale, according to QGIS and the format.
        if not _has_geometry(layer):
            continue
        known = True
        to_layer = transform(area.crs(), layer.crs())
        if _extent(layer).intersects(to_layer.transformBoundingBox(area.boundingBox())):
            return True
    return not known


def is_empty(layer: QgsVectorLayer) -> bool:
    """Whether a layer has no object."""
    return next(layer.getFeatures(QgsFeatureRequest().setLimit(1)), None) is None


def _open_live(source: ClassSource) -> QgsVectorLayer | None:
    """The layer, where its provider can restrict it; other providers are not asked here.

    Raises SourceError when the layer cannot be read or has no CRS.
    """
    if source.layer.provider not in LIVE:
        return None
    layer = open_layer(source.layer)
    if not is_known(layer.crs()):
        raise without_crs(source.layer.name)
    return layer


def _empty_warning(source: ClassSource, layer: QgsVectorLayer) -> Iterator[str]:
    if not source.filter and is_empty(layer):
        yield translate("Layers", "The layer “{layer}” holds no object.").format(
            layer=source.layer.name
        )


def _check_geometry(source: ClassSource, layer: QgsVectorLayer) -> None:
    if layer_geometry(layer) != source.geometry:
        raise SourceError(
            translate(
                "Layers", "The layer “{layer}” is no longer of the geometry that it had."
            ).format(layer=source.layer.name)
        )


def _null_warning(source: ClassSource, layer: QgsVectorLayer) -> Iterator[str]:
    if layer.providerType() != "ogr" or layer.featureCount() > NULLS_COUNTED_UP_TO:
        return
    count = _count_nulls(source, layer)
    if count:
        yield translate(
            "Layers", "{count} objects of “{layer}” have no geometry and cannot be drawn."
        ).format(count=count, layer=source.layer.name)


def _count_nulls(source: ClassSource, layer: QgsVectorLayer) -> int:
    request = QgsFeatureRequest().setNoAttributes()
    empty = [feature.geometry().isEmpty() for feature in layer.getFeatures(request)]
    # A FlatGeobuf that is cut short still opens, and its header has the full count.
    if len(empty) < layer.featureCount():
        raise SourceError(
            translate(
                "Layers",
                "“{path}” is damaged: {count} of its {total} objects can be read. Copy it again.",
            ).format(path=file_of(source.layer), count=len(empty), total=layer.featureCount())
        )
    return sum(empty)


def _has_geometry(layer: QgsVectorLayer) -> bool:
    features = layer.getFeatures(QgsFeatureRequest().setNoAttributes())
    return any(not feature.geometry().isEmpty() for feature in features)


def _extent(layer: QgsVectorLayer) -> QgsRectangle:
    """The extent of a layer, in its own CRS."""
    if layer.providerType() == POSTGRES_PROVIDER:
        # That of a large table is only asked for as it is estimated.
        uri = QgsDataSourceUri(layer.source())
        uri.setUseEstimatedMetadata(True)
        layer = QgsVectorLayer(uri.uri(False), "", POSTGRES_PROVIDER)
    return layer.extent()


class RowKeys:
    """The keys of the rows of a layer, written as its own subset language wants them."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        fields = layer.fields()
        self.columns = layer.primaryKeyAttributes()
        if not self.columns:
            # A field of that very name hides OGR's row number; its values stand in for it.
            hiding = fields.indexFromName(OGR_ROW)
            self.columns = [hiding] if hiding >= 0 else []
        self._by_row = not self.columns
        name = OGR_ROW if self._by_row else fields[self.columns[0]].name()
        self.name = OGR_ROW if name == OGR_ROW else str(QgsExpression.quotedColumnRef(name))

    def value(self, feature: QgsFeature) -> str:
        """The key of an object, as a subset writes it."""
        if self._by_row:
            return str(feature.id())
        value = feature.attribute(self.columns[0])
        if isinstance(value, str):
            # QGIS's own quoting doubles backslashes, which SQL does not.
            return "'" + value.replace("'", "''") + "'"
        return str(QgsExpression.quotedValue(value))

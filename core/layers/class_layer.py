# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers that play legend classes: opened and checked, with all their objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import (
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..common.errors import SourceError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..profiles.field_values import check_filter
from ..profiles.profile import ClassSource, DataProfile
from ..sources.layer_file import file_of
from ..sources.layer_pool import LayerPool
from ..sources.live_layer import LIVE, is_live
from ..sources.placement import check_crs, check_place
from ..sources.session_login import forget_login

# What OGR calls the number of a row, where the file has no key of its own.
OGR_ROW = "FID"

# The fields that name an object in the national schema (COVADIS, SRCE) and in the BD TOPO. No other
# is taken for a code: in a file of few objects, many a column has another value for each.
_CODES = ("ID_RESV", "ID_CORR", "ID_CEAU", "ID_OBST", "cleabs")

# A larger layer is not read to its end just to count its null geometries, or to look for codes.
READ_WHOLE_UP_TO = 10_000


@dataclass(frozen=True)
class ClassLayer:
    """The layer of a legend class, opened and checked, and what the user should know of it."""

    source: ClassSource
    layer: QgsVectorLayer
    keys: RowKeys
    warnings: tuple[str, ...] = ()


class ClassLayers:
    """The layers of a profile's classes: opened and checked once, for all territories.

    Of what cannot be restricted in place there is a copy of what is near each territory.
    """

    def __init__(self, profile: DataProfile, pool: LayerPool) -> None:
        self._profile = profile
        self._pool = pool
        # What was found out about the layers that can be restricted in place.
        self._warnings: dict[ClassSource, tuple[str, ...]] = {}

    def open(
        self, source: ClassSource, near: QgsReferencedRectangle, feedback: QgsFeedback | None = None
    ) -> ClassLayer:
        """The layer of a class, to be read only.

        Raises SourceError when the layer cannot be read, has no CRS, or no longer fits its
        profile; CancelledError.
        """
        layer = self._open_live(source, feedback)
        if layer is None:
            return _open_copy(source, near, feedback)
        is_file = file_of(source.layer) is not None
        if source not in self._warnings:
            placed = check_place(source.layer, layer)
            of_file = _empty_warning(source, layer) if is_file else ()
            self._warnings[source] = (*of_file, *placed, *_check(source, layer))
        # A table may be filled between two sheets; of a file that is written, all is opened anew.
        of_table = () if is_file else _empty_warning(source, layer)
        warnings = (*of_table, *self._warnings[source])
        return ClassLayer(source, layer, RowKeys(layer), warnings)

    def take(
        self, source: ClassSource, near: QgsReferencedRectangle, feedback: QgsFeedback | None = None
    ) -> ClassLayer:
        """The layer of a class, to be restricted and given away. Raises as `open` does.

        A saved project holds its address: what cannot do without a secret is copied.
        """
        opened = self.open(source, near, feedback)
        self._pool.release(opened.layer)
        return opened if forget_login(opened.layer) else _open_copy(source, near, feedback)

    def is_open(self, source: ClassSource) -> bool:
        """Whether the layer of a class was opened before, and may be stale."""
        return self._pool.holds(source.layer)

    def forget(self, source: ClassSource) -> None:
        """Have the layer of a class opened and checked anew the next time."""
        self._pool.forget(source.layer)
        for other in self._profile.sources:
            if other.layer == source.layer:
                self._warnings.pop(other, None)

    def _open_live(
        self, source: ClassSource, feedback: QgsFeedback | None
    ) -> QgsVectorLayer | None:
        """A layer that can be restricted in place; None of any other.

        Raises SourceError when the layer cannot be read or has no CRS; CancelledError.
        """
        # A service is not to be asked twice.
        if source.layer.provider not in LIVE:
            return None
        layer = self._pool.open(source.layer, feedback)
        check_crs(source.layer, layer)
        return layer if is_live(layer) else None


def is_empty(layer: QgsVectorLayer) -> bool:
    """Whether a layer has no object."""
    # Without its geometry: the first one may be the largest of all.
    request = QgsFeatureRequest().setLimit(1).setNoAttributes()
    request.setFlags(request.flags() | QgsFeatureRequest.Flag.NoGeometry)
    return next(layer.getFeatures(request), None) is None


def _open_copy(
    source: ClassSource, near: QgsReferencedRectangle, feedback: QgsFeedback | None
) -> ClassLayer:
    from ..sources.local_copy import local_copy

    copy = local_copy(source.layer, near, feedback)
    warnings = (*copy.warnings, *_check(source, copy.layer))
    return ClassLayer(source, copy.layer, RowKeys(copy.layer), warnings)


def _check(source: ClassSource, layer: QgsVectorLayer) -> list[str]:
    """Check that a layer fits its profile; gives what the user should know. Raises SourceError."""
    _check_geometry(source, layer)
    if source.filter:
        check_filter(source, layer)
    return list(_null_warning(source, layer))


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
    if layer.providerType() != "ogr" or layer.featureCount() > READ_WHOLE_UP_TO:
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


def lasting_keys(layer: QgsVectorLayer, zone_code: str = "") -> RowKeys:
    """The keys by which a saved project finds its objects again in a new delivery of the data.

    A delivery numbers the rows anew, but keeps the codes of the objects: those of zones, which a
    profile knows the field of, and those of the national schema. Without such a field, or in a
    file that is too large to look at, these are the row numbers.
    """
    # A table of a database has a key of its own, and would be read to its end to be counted.
    if layer.providerType() != "ogr":
        return RowKeys(layer)
    count = layer.featureCount()
    if not 0 < count <= READ_WHOLE_UP_TO:
        return RowKeys(layer)
    columns = (layer.fields().lookupField(name) for name in (zone_code, *_CODES) if name)
    for column in columns:
        values = layer.uniqueValues(column) if column >= 0 else set()
        # OGR's own SQL does not tell capitals from small letters.
        codes = {str(value).casefold() for value in values if _is_code(value)}
        if len(codes) == len(values) == count:
            return RowKeys(layer, column)
    return RowKeys(layer)


def _is_code(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and bool(value))


class RowKeys:
    """The keys of the rows of a layer, written as its own subset language wants them."""

    def __init__(self, layer: QgsVectorLayer, column: int | None = None) -> None:
        """By a column whose values tell all rows apart, else by what the provider calls the key."""
        fields = layer.fields()
        self.columns = layer.primaryKeyAttributes() if column is None else [column]
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

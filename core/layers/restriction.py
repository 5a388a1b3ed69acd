# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers restricted to an area: live where they are, by the keys of their rows, or copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsExpression,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.crs import is_known, transform
from ..common.errors import CancelledError, SourceError
from ..common.geometry import INVALID, SKIPPED, layer_geometry, repaired
from ..common.i18n import translate
from ..profiles.field_values import check_filter
from ..profiles.profile import ClassSource, DataProfile
from ..sources.connection import POSTGRES_PROVIDER
from ..sources.geopackage import no_new_journal
from ..sources.local_copy import LIVE, is_live, local_copy, without_crs
from ..sources.source import file_of, open_layer, read_all

# How many keys stand in one list: OGR's own SQL takes some 4,000, but any number of lists.
LIST_LENGTH = 1000

# What OGR calls the number of a row, where the file has no key of its own.
OGR_ROW = "FID"

# What else may be wrong with a geometry: there is none.
NULL = "null"

# A larger layer is not read to its end just to count its null geometries.
NULLS_COUNTED_UP_TO = 10_000


def open_restricted(
    source: ClassSource,
    area: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    around: QgsRectangle | None,
    warnings: list[str],
    feedback: QgsFeedback | None = None,
) -> tuple[QgsVectorLayer, int]:
    """Open the layer of a class, restricted to the objects that meet an area, and count these.

    The area (Polygon or MultiPolygon) and a larger box `around` it, which the layer is restricted
    to where it is given, are in `crs`. Raises SourceError when the layer cannot be read or
    restricted, CancelledError.
    """
    box = area.boundingBox() if around is None else around
    layer = _open_restrictable(source, box, crs, warnings, feedback)
    if layer_geometry(layer) != source.geometry:
        raise SourceError(
            translate(
                "Layers", "The layer “{layer}” is no longer of the geometry that it had."
            ).format(layer=source.layer.name)
        )
    if source.filter:
        check_filter(source, layer)
    problems: Counter[str] = Counter()
    if layer.providerType() == "ogr" and layer.featureCount() <= NULLS_COUNTED_UP_TO:
        problems[NULL] = _count_nulls(layer, source)
    keys = _Keys(layer)
    wanted = source.filter
    inside = intersecting_features(layer, area, crs, problems, feedback, wanted, keys)
    found = [keys.value(feature) for feature in inside]
    count = len(found)
    if around is not None:
        area = QgsGeometry.fromRect(around)
        inside = intersecting_features(layer, area, crs, None, feedback, wanted, keys)
        found = [keys.value(feature) for feature in inside]
    _restrict(layer, keys, found, _local(area, crs, layer).boundingBox(), source)
    warnings.extend(_geometry_warnings(source.layer.name, problems))
    return layer, count


def intersecting_features(
    layer: QgsVectorLayer,
    area: QgsGeometry,
    crs: QgsCoordinateReferenceSystem,
    problems: Counter[str] | None = None,
    feedback: QgsFeedback | None = None,
    wanted: str = "",
    keys: _Keys | None = None,
) -> Iterator[QgsFeature]:
    """Yield the objects that meet an area given in `crs`; a polygon that just touches it does not.

    `wanted` is an expression that they fulfil; their only attributes are their `keys`. Whatever is
    wrong with their geometries is counted in `problems`.
    """
    counted = Counter() if problems is None else problems
    local = _local(area, crs, layer)
    engine = QgsGeometry.createGeometryEngine(local.constGet())
    engine.prepareGeometry()
    is_area = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
    request = QgsFeatureRequest(local.boundingBox())
    request.setSubsetOfAttributes(keys.columns if keys else [])
    if wanted:
        request.combineFilterExpression(wanted)
    for feature in read_all(layer, request):
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        geometry, problem = repaired(feature.geometry())
        shape = geometry.constGet()
        if engine.intersects(shape) and not (is_area and engine.touches(shape)):
            counted[problem] += 1
            if problem != SKIPPED:
                yield feature


def is_empty(layer: QgsVectorLayer) -> bool:
    """Whether a layer has no object."""
    return next(layer.getFeatures(QgsFeatureRequest().setLimit(1)), None) is None


def covers(profile: DataProfile, area: QgsGeometry, crs: QgsCoordinateReferenceSystem) -> bool:
    """Whether any layer of a profile comes near an area given in `crs`, as far as is known."""
    box = area.boundingBox()
    for source in profile.sources:
        # What a service covers is not known.
        if source.layer.provider not in LIVE:
            return True
        try:
            layer = open_layer(source.layer)
        except SourceError:
            # That it cannot be read is told already.
            continue
        if layer.providerType() == POSTGRES_PROVIDER:
            # The extent of a large table is only asked for as it is estimated.
            uri = QgsDataSourceUri(layer.source())
            uri.setUseEstimatedMetadata(True)
            layer = QgsVectorLayer(uri.uri(False), "", POSTGRES_PROVIDER)
        local = transform(crs, layer.crs()).transformBoundingBox(box)
        # A layer with nothing to draw has no extent, and is told of elsewhere.
        if layer.extent().isNull() or layer.extent().intersects(local):
            return True
    return False


def _open_restrictable(
    source: ClassSource,
    box: QgsRectangle,
    crs: QgsCoordinateReferenceSystem,
    warnings: list[str],
    feedback: QgsFeedback | None,
) -> QgsVectorLayer:
    """The layer itself, where its provider can restrict it, else a local copy of what is near."""
    name = source.layer.name
    if source.layer.provider in LIVE:
        layer = open_layer(source.layer)
        if not is_known(layer.crs()):
            raise without_crs(name)
        if not source.filter and is_empty(layer):
            warnings.append(
                translate("Layers", "The layer “{layer}” holds no object.").format(layer=name)
            )
        if is_live(layer):
            return layer
    copy = local_copy(source.layer, QgsReferencedRectangle(box, crs), feedback)
    warnings.extend(copy.warnings)
    return copy.layer


def _local(
    area: QgsGeometry, crs: QgsCoordinateReferenceSystem, layer: QgsVectorLayer
) -> QgsGeometry:
    """An area given in `crs`, in the CRS of a layer."""
    local = QgsGeometry(area)
    local.transform(transform(crs, layer.crs()))
    return local


class _Keys:
    """What tells the rows of a layer apart in its own subset language."""

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


def _restrict(
    layer: QgsVectorLayer,
    keys: _Keys,
    found: list[str],
    box: QgsRectangle,
    source: ClassSource,
) -> None:
    """Restrict a layer to the objects of some keys, in its own subset language.

    They all meet a box given in the layer's CRS, by which they are found again without reading
    the whole layer.
    """
    lists = [found[i : i + LIST_LENGTH] for i in range(0, len(found), LIST_LENGTH)] or [["NULL"]]
    wanted = " OR ".join(f"{keys.name} IN ({', '.join(values)})" for values in lists)
    if layer.subsetString():
        wanted = f"({layer.subsetString()}) AND ({wanted})"
    # A broken subset is accepted and yields nothing, or others, so what is left is looked at.
    request = QgsFeatureRequest(box).setSubsetOfAttributes(keys.columns)
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    with no_new_journal():
        taken = layer.setSubsetString(wanted)
    left = (keys.value(feature) for feature in layer.getFeatures(request))
    if not taken or sorted(found) != sorted(left):
        raise SourceError(
            translate(
                "Layers", "The layer “{layer}” cannot be restricted to the territory."
            ).format(layer=source.layer.name)
        )


def _count_nulls(layer: QgsVectorLayer, source: ClassSource) -> int:
    request = QgsFeatureRequest().setNoAttributes()
    empty = [feature.geometry().isEmpty() for feature in layer.getFeatures(request)]
    # A FlatGeobuf cut short by a broken copy opens, and says how many objects it should hold.
    if len(empty) < layer.featureCount():
        raise SourceError(
            translate(
                "Layers",
                "“{path}” is damaged: {count} of its {total} objects can be read. Copy it again.",
            ).format(path=file_of(source.layer), count=len(empty), total=layer.featureCount())
        )
    return sum(empty)


def _geometry_warnings(name: str, problems: Counter[str]) -> Iterator[str]:
    sentences = {
        NULL: translate(
            "Layers", "{count} objects of “{layer}” have no geometry and cannot be drawn."
        ),
        INVALID: translate(
            "Layers",
            "{count} objects of “{layer}” have an invalid geometry; they are drawn as they are.",
        ),
        SKIPPED: translate(
            "Layers",
            "{count} objects of “{layer}” have a geometry beyond repair and are not counted.",
        ),
    }
    for problem, sentence in sentences.items():
        if problems[problem]:
            yield sentence.format(count=problems[problem], layer=name)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers restricted to a territory by the keys of their rows, and their objects counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.crs import transform
from ..common.errors import CancelledError, SourceError
from ..common.geometry import INVALID, SKIPPED, repaired
from ..common.i18n import translate
from ..profiles.profile import ClassSource
from ..sources.geopackage import no_new_journal
from ..sources.source import read_all
from .class_layer import ClassLayer

# How many keys stand in one list: OGR's own SQL takes some 4,000, but any number of lists.
LIST_LENGTH = 1000


@dataclass(frozen=True)
class RestrictedLayer:
    """A layer restricted to what is drawn; `count` of its objects meet the territory."""

    layer: QgsVectorLayer
    count: int
    warnings: tuple[str, ...] = ()


def restrict(
    opened: ClassLayer,
    area: QgsReferencedGeometry,
    around: QgsReferencedRectangle | None = None,
    feedback: QgsFeedback | None = None,
) -> RestrictedLayer:
    """Restrict a layer to the objects that meet an area (polygons), and count these.

    Where a larger box `around` the area is given, the layer is restricted to that box instead.
    Raises SourceError when the layer cannot be read or restricted, CancelledError.
    """
    columns = opened.keys.columns
    inside = drawn = find_objects(opened, area, columns, feedback)
    if around is not None:
        area = QgsReferencedGeometry.fromReferencedRect(around)
        drawn = find_objects(opened, area, columns, feedback)
    keys = [opened.keys.value(feature) for feature in drawn.features]
    _restrict_to_keys(opened, keys, _local(area, opened.layer).boundingBox())
    warnings = (*opened.warnings, *object_warnings(opened.source, inside))
    return RestrictedLayer(opened.layer, len(inside.features), warnings)


def intersecting_features(
    layer: QgsVectorLayer,
    area: QgsReferencedGeometry,
    wanted: str = "",
    columns: Sequence[int] = (),
    feedback: QgsFeedback | None = None,
) -> Iterator[tuple[QgsFeature, str]]:
    """Yield the objects that meet an area, each with what is wrong with its geometry.

    A polygon that just touches the area does not meet it; of a geometry beyond repair (SKIPPED)
    the box does. `wanted` is an expression that the objects fulfil, `columns` are the attributes
    that they come with. Raises SourceError, CancelledError.
    """
    local = _local(area, layer)
    engine = QgsGeometry.createGeometryEngine(local.constGet())
    engine.prepareGeometry()
    is_area = layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry
    request = QgsFeatureRequest(local.boundingBox())
    request.setSubsetOfAttributes(list(columns))
    if wanted:
        request.combineFilterExpression(wanted)
    for feature in read_all(layer, request):
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        geometry, problem = repaired(feature.geometry())
        shape = geometry.constGet()
        if engine.intersects(shape) and not (is_area and engine.touches(shape)):
            yield feature, problem


def meets(layer: QgsVectorLayer, area: QgsReferencedGeometry) -> bool:
    """Whether an object of a layer that can be drawn meets an area."""
    return any(problem != SKIPPED for _, problem in intersecting_features(layer, area))


@dataclass(frozen=True)
class FoundObjects:
    """The objects of an area that can be drawn, and how many objects have which fault."""

    features: list[QgsFeature]
    problems: Counter[str]


def find_objects(
    opened: ClassLayer,
    area: QgsReferencedGeometry,
    columns: Sequence[int],
    feedback: QgsFeedback | None = None,
) -> FoundObjects:
    """Read the objects of a class that meet an area, with some of their attributes.

    Raises SourceError, CancelledError.
    """
    found = FoundObjects([], Counter())
    for feature, problem in intersecting_features(
        opened.layer, area, opened.source.filter, columns, feedback
    ):
        found.problems[problem] += 1
        if problem != SKIPPED:
            found.features.append(feature)
    return found


def _local(area: QgsReferencedGeometry, layer: QgsVectorLayer) -> QgsGeometry:
    """An area in the CRS of a layer."""
    local = QgsGeometry(area)
    local.transform(transform(area.crs(), layer.crs()))
    return local


def _restrict_to_keys(opened: ClassLayer, found: list[str], box: QgsRectangle) -> None:
    """Restrict a layer to the objects of some keys, in its own subset language.

    They all meet a box given in the layer's CRS, by which they are found again without reading
    the whole layer.
    """
    layer, keys = opened.layer, opened.keys
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
            ).format(layer=opened.source.layer.name)
        )


def object_warnings(source: ClassSource, found: FoundObjects) -> Iterator[str]:
    """What is wrong with the geometries of the objects of a class, a sentence a kind."""
    sentences = {
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
        if found.problems[problem]:
            yield sentence.format(count=found.problems[problem], layer=source.layer.name)

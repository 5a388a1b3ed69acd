# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers restricted to a territory by the keys of their rows, and their objects counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

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

from ..common.crs import local_box, moved, no_place, transform
from ..common.errors import CancelledError, SourceError
from ..common.geometry import INVALID, SKIPPED, is_small, part_near, repaired
from ..common.i18n import translate
from ..profiles.profile import ClassSource
from ..sources.geopackage import no_new_journal
from ..sources.source import read_all, read_whole
from .class_layer import ClassLayer

_POLYGONS = QgsWkbTypes.GeometryType.PolygonGeometry

# GEOS unites about a million vertices a second: with more, a sheet would wait for it.
UNITED_UP_TO = 200_000

# Pairs of areas that are compared: with more, to unite them all costs less than to know.
COMPARED_UP_TO = 20_000

# How many keys stand in one list: OGR's own SQL takes some 4,000, but any number of lists.
LIST_LENGTH = 1000


@dataclass(frozen=True)
class DrawnArea:
    """What of the layers is drawn: what meets a territory (polygons), and what is around it.

    `frame` is the box within which all is drawn; None leaves out what is outside the territory.
    `is_veiled` says that the outside lies under a veil: its points, which are drawn over the veil
    in the territory, then come in a layer apart.
    """

    territory: QgsReferencedGeometry
    frame: QgsReferencedRectangle | None = None
    is_veiled: bool = False

    @property
    def box(self) -> QgsReferencedRectangle:
        """The box that holds all of it."""
        around = QgsReferencedRectangle(self.territory.boundingBox(), self.territory.crs())
        if self.frame is not None:
            around.combineExtentWith(self.frame)
        return around


@dataclass(frozen=True)
class RestrictedLayer:
    """A layer restricted to what is drawn; `count` of its objects meet the territory.

    `outside` holds the objects that are drawn apart, if there are any; `drawn` are the geometries
    of all, in the CRS of the layer.
    """

    layer: QgsVectorLayer
    count: int
    warnings: tuple[str, ...] = ()
    outside: QgsVectorLayer | None = None
    drawn: tuple[QgsGeometry, ...] = ()


@dataclass(frozen=True)
class FoundObjects:
    """The objects that can be drawn, and how many of those that meet the territory have a fault.

    Those `apart` are drawn in a layer of their own; `count` objects meet the territory. It
    `is_valid` where all were examined as a whole and none has a fault.
    """

    features: list[QgsFeature]
    apart: list[QgsFeature]
    count: int
    problems: Counter[str]
    is_valid: bool = True

    @property
    def geometries(self) -> tuple[QgsGeometry, ...]:
        """The geometries of all, as they were read."""
        return tuple(feature.geometry() for feature in (*self.features, *self.apart))

    @property
    def are_to_unite(self) -> bool:
        """Whether some lie on or beside each other, and GEOS unites them all in a moment.

        One that is invalid would cost all of them: QGIS draws nothing where it cannot unite.
        """
        if not self.is_valid:
            return False
        shapes = (geometry.constGet() for geometry in self.geometries)
        vertices = sum(shape.nCoordinates() for shape in shapes if shape is not None)
        return vertices <= UNITED_UP_TO and _any_meet(self.geometries)


def restrict(
    opened: ClassLayer, area: DrawnArea, feedback: QgsFeedback | None = None
) -> RestrictedLayer:
    """Restrict a layer to the objects of an area, and count those that meet the territory.

    Raises SourceError when the layer cannot be read or restricted, CancelledError.
    """
    found = find_objects(opened, area, opened.keys.columns, feedback)
    box = local_box(area.box, opened.layer)
    outside = None
    if found.apart:
        # A service must not be asked again: what is open is opened twice.
        outside = opened.layer.clone()
        _restrict_to_keys(replace(opened, layer=outside), found.apart, box)
    _restrict_to_keys(opened, found.features, box)
    warnings = (*opened.warnings, *object_warnings(opened.source, found))
    return RestrictedLayer(opened.layer, found.count, warnings, outside, found.geometries)


def find_objects(
    opened: ClassLayer,
    area: DrawnArea,
    columns: Sequence[int],
    feedback: QgsFeedback | None = None,
) -> FoundObjects:
    """Read the objects of a class that are drawn, once, with some of their attributes.

    Outside the territory it is the box of an object that tells whether the frame shows it. Of a
    geometry beyond repair (SKIPPED) the box is compared with the territory. Raises SourceError,
    CancelledError.
    """
    layer = opened.layer
    territory = _AreaTest(area.territory, layer)
    is_apart = area.is_veiled and opened.source.geometry == "p"
    found = FoundObjects([], [], 0, Counter())
    count, is_valid = 0, True
    request = QgsFeatureRequest(local_box(area.box, layer))
    request.setSubsetOfAttributes(list(columns))
    if opened.source.filter:
        request.combineFilterExpression(opened.source.filter)
    for feature in read_whole(layer, request):
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        geometry, problem = repaired(part_near(feature.geometry(), territory.box))
        is_inside = territory.meets(geometry)
        found.problems[problem] += is_inside
        if problem == SKIPPED or not (is_inside or area.frame is not None):
            continue
        count += is_inside
        is_valid = is_valid and not problem and is_small(feature.geometry())
        (found.apart if is_apart and not is_inside else found.features).append(feature)
    return replace(found, count=count, is_valid=is_valid)


def intersecting_features(
    layer: QgsVectorLayer, area: QgsReferencedGeometry, attributes: bool = False
) -> Iterator[QgsFeature]:
    """Yield the objects of a layer that can be drawn and meet an area, with attributes if asked.

    Raises SourceError.
    """
    test = _AreaTest(area, layer)
    request = QgsFeatureRequest(test.box)
    if not attributes:
        request.setNoAttributes()
    for feature in read_all(layer, request):
        geometry, problem = repaired(part_near(feature.geometry(), test.box))
        if problem != SKIPPED and test.meets(geometry):
            yield feature


def meets(layer: QgsVectorLayer, area: QgsReferencedGeometry) -> bool:
    """Whether an object of a layer that can be drawn meets an area."""
    return any(True for _ in intersecting_features(layer, area))


def _any_meet(geometries: Iterable[QgsGeometry]) -> bool:
    """Whether two of some areas have a point in common, or it would take long to know."""
    areas = [geometry for geometry in geometries if geometry.type() == _POLYGONS]
    boxed = sorted(
        ((area.boundingBox(), area) for area in areas), key=lambda pair: pair[0].xMinimum()
    )
    compared = 0
    for place, (box, area) in enumerate(boxed):
        engine = None
        for other_box, other in boxed[place + 1 :]:
            if other_box.xMinimum() > box.xMaximum():
                break
            if not box.intersects(other_box):
                continue
            compared += 1
            if engine is None:
                engine = QgsGeometry.createGeometryEngine(area.constGet())
                engine.prepareGeometry()
            if compared > COMPARED_UP_TO or engine.intersects(other.constGet()):
                return True
    return False


class _AreaTest:
    """An area in the CRS of a layer, ready to be compared with many of its objects."""

    def __init__(self, area: QgsReferencedGeometry, layer: QgsVectorLayer) -> None:
        # The engine does not own the geometry that it reads.
        self._area = QgsGeometry(area)
        if not moved(self._area, transform(area.crs(), layer.crs())):
            raise no_place(layer)
        self._engine = QgsGeometry.createGeometryEngine(self._area.constGet())
        self._engine.prepareGeometry()
        self._is_of_areas = layer.geometryType() == _POLYGONS

    @property
    def box(self) -> QgsRectangle:
        return self._area.boundingBox()

    def meets(self, geometry: QgsGeometry) -> bool:
        """Whether a geometry meets the area; a polygon that just touches it does not."""
        shape = geometry.constGet()
        if not self._engine.intersects(shape):
            return False
        return not (self._is_of_areas and self._engine.touches(shape))


def _restrict_to_keys(opened: ClassLayer, objects: Iterable[QgsFeature], box: QgsRectangle) -> None:
    """Restrict a layer to some objects by their keys, in its own subset language.

    They all meet a box given in the layer's CRS, by which they are found again without reading
    the whole layer.
    """
    layer, keys = opened.layer, opened.keys
    found = [keys.value(feature) for feature in objects]
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

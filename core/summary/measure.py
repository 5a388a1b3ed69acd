# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas and lengths on the ellipsoid of a projection; where areas overlap they count once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Callable

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsEllipsoidUtils,
    QgsGeometry,
    QgsSpatialIndex,
)

from ..common.errors import SourceError
from ..common.i18n import translate

HECTARE = 10_000.0
KILOMETRE = 1_000.0

# How many shapes are united in one go.
UNITED_AT_ONCE = 50


class EllipsoidMeasure:
    """Measures what is in a CRS on its ellipsoid; all methods raise SourceError."""

    def __init__(self, crs: QgsCoordinateReferenceSystem, pause: Callable[[], None]) -> None:
        """`pause` is called many times during a measure that takes long."""
        self._pause = pause
        self._tool = QgsDistanceArea()
        self._tool.setSourceCrs(crs, QgsCoordinateTransformContext())
        self._tool.setEllipsoid(crs.ellipsoidAcronym())

    @property
    def ellipsoid(self) -> str:
        """The name of the ellipsoid without its code: `GRS 1980`."""
        known = {e.acronym: e.description for e in QgsEllipsoidUtils.definitions()}
        return str(known.get(self._tool.ellipsoid(), self._tool.ellipsoid())).split(" (")[0]

    def hectares(self, shapes: list[QgsGeometry]) -> float:
        """The area that polygons cover; where they overlap it counts once."""
        return sum(map(self._tool.measureArea, disjoint_groups(shapes, self._pause))) / HECTARE

    def kilometres(self, shapes: list[QgsGeometry]) -> float:
        """The length of lines; a duplicate counts again, since copies rarely coincide exactly."""
        return sum(map(self._tool.measureLength, shapes)) / KILOMETRE


def checked(made: QgsGeometry) -> QgsGeometry:
    """What GEOS made. Raises SourceError where it could not."""
    if made.isNull():
        raise SourceError(
            translate(
                "Summary",
                "The objects of the source cannot be measured: {reason}. Repair their geometries "
                "(Vector ▸ Geometry Tools ▸ Fix Geometries).",
            ).format(reason=made.lastError().rstrip("."))
        )
    return made


def box_index(shapes: Iterable[QgsGeometry]) -> QgsSpatialIndex:
    """An index of the shapes' boxes; the id of a shape is its position in the order given."""
    index = QgsSpatialIndex()
    for number, shape in enumerate(shapes):
        index.addFeature(number, shape.boundingBox())
    return index


def disjoint_groups(shapes: list[QgsGeometry], pause: Callable[[], None]) -> Iterator[QgsGeometry]:
    """Unite shapes that overlap: the result covers the same ground, once."""
    index = box_index(shapes)
    left = set(range(len(shapes)))
    while left:
        chain = [left.pop()]
        # Shapes far from each other are not united: that takes much longer.
        for number in chain:
            near = left.intersection(index.intersects(shapes[number].boundingBox()))
            left -= near
            chain += near
        yield _united([shapes[number] for number in chain], pause)


def _united(shapes: list[QgsGeometry], pause: Callable[[], None]) -> QgsGeometry:
    shapes = sorted(shapes, key=lambda shape: shape.boundingBox().center().x())
    # A few at a time, so that progress can be reported in between.
    while len(shapes) > 1:
        united = []
        for start in range(0, len(shapes), UNITED_AT_ONCE):
            pause()
            few = shapes[start : start + UNITED_AT_ONCE]
            united.append(checked(QgsGeometry.unaryUnion(few)))
        shapes = united
    return shapes[0]

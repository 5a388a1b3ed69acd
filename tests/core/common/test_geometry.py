# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometries of any size are examined in a bounded time, and right where a territory is."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle

from srce_pac.core.common.geometry import (
    COARSEST,
    EXAMINED_UP_TO,
    INVALID,
    LARGE,
    SKIPPED,
    part_near,
    repaired,
    thinned,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

# A territory in the east of the circles below, across their outline.
EAST = QgsRectangle(900, -100, 1100, 100)
# A second of processor time, with room for a busy machine.
SECONDS = 5.0


def ring(count: int, crossing: bool = False) -> QgsGeometry:
    """A circle of a radius of some 1000 m with so many vertices; where crossing, it is invalid."""
    points = []
    for i in range(count):
        # Every second vertex steps back behind the one before it.
        angle = 2 * math.pi * (i - 3 * (i % 2) * crossing) / count
        radius = 1000 + (i % 7)
        points.append(QgsPointXY(radius * math.cos(angle), radius * math.sin(angle)))
    return QgsGeometry.fromPolygonXY([[*points, points[0]]])


def line(count: int) -> QgsGeometry:
    return QgsGeometry.fromPolylineXY([QgsPointXY(i, i % 3) for i in range(count)])


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (QgsGeometry, SKIPPED),
        (lambda: ring(100), ""),
        (lambda: QgsGeometry.fromWkt("Polygon((0 0, 1 1, 1 0, 0 1, 0 0))"), INVALID),
        (lambda: ring(LARGE + 1), ""),
        (lambda: ring(LARGE + 2, crossing=True), INVALID),
        (lambda: ring(EXAMINED_UP_TO + 2, crossing=True), ""),
        (lambda: line(LARGE + 1), ""),
    ],
    ids=["null", "small", "bow tie", "large", "large bad", "very large bad", "line"],
)
def test_what_is_wrong_is_found_in_a_bounded_time(
    make: Callable[[], QgsGeometry], fault: str
) -> None:
    geometry = make()
    start = time.process_time()
    _, problem = repaired(geometry)
    assert problem == fault
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "make",
    [
        lambda: ring(LARGE + 1),
        lambda: ring(LARGE + 2, crossing=True),
        lambda: line(LARGE + 1),
        lambda: ring(500_000),
    ],
    ids=["valid", "invalid", "line", "half a million"],
)
def test_the_part_of_a_large_geometry_near_a_territory_stands_for_it(
    make: Callable[[], QgsGeometry],
) -> None:
    geometry = make()
    start = time.process_time()
    part, _ = repaired(part_near(geometry, EAST))
    assert time.process_time() - start < SECONDS
    assert part.constGet().nCoordinates() < geometry.constGet().nCoordinates() / 10
    assert part.intersects(QgsGeometry.fromRect(EAST))
    far = QgsRectangle(5000, 5000, 5100, 5100)
    assert part_near(geometry, QgsRectangle(-90000, 5000, -80000, 5100)).isEmpty()
    assert not repaired(part_near(geometry, far))[0].intersects(QgsGeometry.fromRect(far))


def test_the_area_in_a_territory_stays_as_it_is() -> None:
    whole, frame = ring(LARGE + 1), QgsGeometry.fromRect(EAST)
    part = part_near(whole, EAST)
    assert part.intersection(frame).area() == pytest.approx(whole.intersection(frame).area())


def test_a_geometry_of_usual_size_stays_whole() -> None:
    small = ring(LARGE - 10)
    assert part_near(small, EAST).equals(small)


@pytest.mark.parametrize("count", [LARGE + 1, 500_000], ids=["large", "half a million"])
def test_a_contour_of_any_size_is_worked_with(count: int) -> None:
    contour = ring(count)
    thin = thinned(QgsGeometry(contour))
    assert thin.isGeosValid()
    assert thin.constGet().nCoordinates() <= LARGE
    assert thin.area() == pytest.approx(contour.area(), rel=0.02)
    assert thin.boundingBox().width() == pytest.approx(contour.boundingBox().width(), abs=COARSEST)


def test_a_contour_of_usual_size_keeps_its_vertices() -> None:
    small = ring(LARGE - 10)
    assert thinned(QgsGeometry(small)).equals(small)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of a light base: beside the theme, not on it; numbers seldom, and on straight roads."""

from __future__ import annotations

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle
from qgis.PyQt.QtGui import QFont

from srce_pac.core.layers.base_names import APART, FARTHEST, BaseNames, BaseRoom
from srce_pac.core.layers.drawn_ground import DrawnGround
from srce_pac.core.layers.name_placement import Lettering, NameRoom
from srce_pac.core.territory.gazetteer import NamedGeometry

pytestmark = pytest.mark.usefixtures("qgis_app")

FRAME = QgsRectangle(0, 0, 3000, 2000)
# A mm of the map is ten metres.
METRES = 10.0
MIDDLE = QgsPointXY(1500, 1000)


def base_names(
    *drawn: QgsRectangle, taken: tuple[QgsRectangle, ...] = (), territory: str = ""
) -> BaseNames:
    """Names of a map on which areas are drawn."""
    ground = DrawnGround(FRAME, METRES / 2)
    ground.paint([QgsGeometry.fromRect(box) for box in drawn], 25)
    lettering = Lettering(METRES, 1.0, QFont("Liberation Sans"))
    outline = QgsGeometry.fromWkt(territory) if territory else None
    return BaseNames(BaseRoom(NameRoom(FRAME, taken, ground), lettering, outline))


def village(name: str = "Alpha") -> NamedGeometry:
    return NamedGeometry("", name, QgsGeometry.fromPointXY(MIDDLE), 8)


def around(half: float) -> QgsRectangle:
    return QgsRectangle.fromCenterAndSize(MIDDLE, 2 * half, 2 * half)


@pytest.mark.parametrize("kind", ["drawn", "taken", "limit"])
def test_a_name_is_moved_rather_than_put_on_what_is_there(kind: str) -> None:
    there = around(20)
    names = {
        "drawn": lambda: base_names(there),
        "taken": lambda: base_names(taken=(there,)),
        "limit": lambda: base_names(territory=there.asWktPolygon()),
    }[kind]()
    placed = names.place(village())
    assert placed is not None
    away = placed.geometry.asPoint().distance(MIDDLE)
    assert 0 < away <= FARTHEST * METRES + 1e-6


def test_a_name_without_room_is_left_out_unless_it_must_stand() -> None:
    assert base_names(around(400)).place(village()) is None
    must = base_names(around(400)).place(village(), must_stand=True)
    assert must is not None
    assert must.geometry.asPoint() == MIDDLE
    assert base_names(taken=(around(400),)).place(village(), must_stand=True) is None


def test_a_second_name_finds_another_place() -> None:
    names = base_names()
    first, second = names.place(village()), names.place(village("Beta"))
    assert first is not None
    assert second is not None
    assert first.geometry.asPoint() == MIDDLE != second.geometry.asPoint()


def test_pieces_of_a_road_are_one_road_that_is_named_seldom() -> None:
    pieces = [
        QgsGeometry.fromPolylineXY([QgsPointXY(x, 1000), QgsPointXY(x + 50, 1000)])
        for x in range(0, 3000, 50)
    ]
    named = base_names().along("D939", pieces)
    middles = [one.geometry.centroid().asPoint().x() for one in named]
    assert 2 <= len(middles) <= 4
    middles.sort()
    assert all(after - one > APART * METRES - 1 for one, after in zip(middles, middles[1:]))


def test_a_number_lies_on_a_tint_only_where_it_stands_nowhere_else() -> None:
    road = [QgsGeometry.fromWkt("LINESTRING(100 1000, 1100 1000)")]
    (beside,) = base_names(QgsRectangle(400, 900, 1400, 1100)).along("D939", road)
    assert beside.geometry.boundingBox().xMaximum() < 400
    assert len(base_names(QgsRectangle(0, 900, 1400, 1100)).along("D939", road)) == 1


def test_a_second_carriageway_is_not_named_again() -> None:
    ways = [
        QgsGeometry.fromPolylineXY([QgsPointXY(1000, y), QgsPointXY(1400, y)]) for y in (990, 1010)
    ]
    assert len(base_names().along("A1", ways)) == 1


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("LINESTRING(1000 1000, 1060 1000)", 0),
        ("LINESTRING(1000 1000, 1030 1040, 1060 1000, 1090 1040, 1120 1000, 1150 1040)", 0),
        ("LINESTRING(1000 1000, 1200 1000, 1400 1020)", 1),
    ],
)
def test_a_line_is_named_where_it_is_long_and_straight_enough(line: str, count: int) -> None:
    assert len(base_names().along("D939", [QgsGeometry.fromWkt(line)])) == count

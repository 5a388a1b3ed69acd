# SPDX-License-Identifier: GPL-3.0-or-later
"""How near the territory may come to a box inside the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import (
    QgsGeometry,
    QgsLayoutItemMap,
    QgsLayoutItemShape,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)

from srce_pac.core.layout.boxes import page_rect
from srce_pac.core.layout.insets import emptiest_corners, free_corners
from srce_pac.core.layout.layout_items import LayoutItems

# Metres on the ground for a millimetre on the map.
SCALE = 1000
# The map is a square of 200 mm, the inset one of 40 mm in its top left corner.
SIDE, INSET = 200.0, 40.0
MARGIN = 5.0

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def layout(qgis_app: Any) -> Iterator[QgsPrintLayout]:
    """A map with one inset."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    map_item = QgsLayoutItemMap(layout)
    map_item.setId("map")
    map_item.attemptResize(QgsLayoutSize(SIDE, SIDE))
    shape = QgsLayoutItemShape(layout)
    shape.setId("situation_box")
    shape.attemptResize(QgsLayoutSize(INSET, INSET))
    for item in (map_item, shape):
        layout.addLayoutItem(item)
    yield layout
    project.clear()


def framed(layout: QgsPrintLayout, territory: str, margin: float = MARGIN) -> QgsRectangle | None:
    items = LayoutItems(layout)
    geometry = QgsGeometry.fromWkt(territory)
    return free_corners(items.insets, items.map_rect, geometry, SCALE, margin)


def notched(corner: float, margin: float = MARGIN) -> str:
    """A territory that fills the map up to a margin, but for its corner at the top left.

    The corner is empty up to so many mm from the edges of the map.
    """
    low, high = margin, SIDE - margin
    x, y = corner, SIDE - corner
    ring = [(low, low), (high, low), (high, high), (x, high), (x, y), (low, y), (low, low)]
    return f"Polygon(({', '.join(f'{a} {b}' for a, b in ring)}))"


# At a margin of 5 mm the territory may come as near as 3 mm to an inset, at 10 mm as 6 mm.
@pytest.mark.parametrize(
    ("margin", "distance", "is_free"),
    [(5.0, 2.9, False), (5.0, 3.1, True), (10.0, 5.9, False), (10.0, 6.1, True)],
)
def test_an_inset_keeps_six_tenths_of_the_margin_from_the_territory(
    layout: QgsPrintLayout, margin: float, distance: float, is_free: bool
) -> None:
    extent = framed(layout, notched(INSET + distance, margin), margin)
    assert (extent is not None) == is_free


def test_an_inset_whose_corner_is_taken_moves_to_a_free_one(layout: QgsPrintLayout) -> None:
    # Mirrored, the free corner is at the bottom right.
    low, high, edge = MARGIN, SIDE - MARGIN, SIDE - INSET - 3.1
    x, y = edge, SIDE - edge
    ring = [(low, low), (x, low), (x, y), (high, y), (high, high), (low, high), (low, low)]
    assert framed(layout, f"Polygon(({', '.join(f'{a} {b}' for a, b in ring)}))") is not None
    rect = page_rect(layout.itemById("situation_box"))
    assert (rect.left(), rect.top()) == pytest.approx((SIDE - INSET, SIDE - INSET))


def test_the_map_moves_within_its_white_to_free_an_inset(layout: QgsPrintLayout) -> None:
    # A square of 150 mm: centred it comes within 25 mm of the edges, shifted within the margin.
    square = "Polygon((0 0, 150 0, 150 150, 0 150, 0 0))"
    extent = framed(layout, square)
    assert extent is not None
    left, right = -extent.xMinimum(), extent.xMaximum() - 150
    top, bottom = extent.yMaximum() - 150, -extent.yMinimum()
    assert min(left, right, top, bottom) == pytest.approx(MARGIN)
    rect = page_rect(layout.itemById("situation_box"))
    beside = left if rect.left() == 0 else right
    above = top if rect.top() == 0 else bottom
    assert max(beside, above) >= INSET + 3


def test_a_territory_with_white_all_around_stays_in_the_middle(layout: QgsPrintLayout) -> None:
    extent = framed(layout, "Polygon((0 0, 50 0, 50 50, 0 50, 0 0))")
    assert extent is not None
    assert (extent.center().x(), extent.center().y()) == pytest.approx((25, 25))
    assert page_rect(layout.itemById("situation_box")).topLeft().isNull()


# The territory fills the map but for less than the inset takes, in one of the corners.
@pytest.mark.parametrize(
    ("x", "y", "corner"),
    [(15, 185, (0, 0)), (185, 185, (160, 0)), (15, 15, (0, 160)), (185, 15, (160, 160))],
)
def test_without_a_free_corner_an_inset_covers_the_least_that_it_can(
    layout: QgsPrintLayout, x: float, y: float, corner: tuple[float, float]
) -> None:
    items = LayoutItems(layout)
    whole = QgsRectangle(0, 0, SIDE, SIDE)
    hole = QgsRectangle(x - 15, y - 15, x + 15, y + 15)
    territory = QgsGeometry.fromRect(whole).difference(QgsGeometry.fromRect(hole))
    assert emptiest_corners(items.insets, items.map_rect, territory, whole)
    place = page_rect(layout.itemById("situation_box")).topLeft()
    assert (place.x(), place.y()) == pytest.approx(corner)


def test_more_insets_than_corners_stay_and_what_they_cover_is_told(layout: QgsPrintLayout) -> None:
    items = LayoutItems(layout)
    whole = QgsRectangle(0, 0, SIDE, SIDE)
    several = [*items.insets] * 5
    for territory, covers in ((whole, True), (QgsRectangle(90, 90, 110, 110), False)):
        told = emptiest_corners(several, items.map_rect, QgsGeometry.fromRect(territory), whole)
        assert told == covers
    assert page_rect(layout.itemById("situation_box")) == items.insets[0].rect


def test_an_inset_that_covers_nothing_stays_where_the_template_has_it(
    layout: QgsPrintLayout,
) -> None:
    items = LayoutItems(layout)
    territory = QgsGeometry.fromRect(QgsRectangle(90, 90, 110, 110))
    whole = QgsRectangle(0, 0, SIDE, SIDE)
    assert not emptiest_corners(items.insets, items.map_rect, territory, whole)
    assert page_rect(layout.itemById("situation_box")) == items.insets[0].rect

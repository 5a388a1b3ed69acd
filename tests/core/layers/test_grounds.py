# SPDX-License-Identifier: GPL-3.0-or-later
"""The sea, neighbouring countries and unloaded land, asked of real places and of made ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import COUNTRY, LAND, SEA, UNLOADED
from srce_pac.core.common.request import DIM, HIDE, SHOW
from srce_pac.core.layers.context import SheetContext
from srce_pac.core.layers.ground_names import MapRoom, name_grounds
from srce_pac.core.layers.grounds import Grounds, open_grounds
from srce_pac.core.layers.layer_maker import MemoryLayers, ProjectLayers
from srce_pac.core.layers.sheet_layers import open_layers
from srce_pac.core.profiles.profile import DataProfile
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.styles.style_order import style_order
from srce_pac.core.territory.gazetteer import Gazetteer

pytestmark = pytest.mark.usefixtures("qgis_new_project")

LAMBERT = QgsCoordinateReferenceSystem("EPSG:2154")
# The frames of sheets, in metres of Lambert-93.
DUNKERQUE = (637_000, 7_093_000, 683_000, 7_117_000)
BAILLEUL = (670_000, 7_066_000, 690_000, 7_080_000)
EU = (580_000, 6_980_000, 612_000, 7_004_000)
CAMBRAI = (705_000, 7_000_000, 725_000, 7_014_000)
AT_SEA = (535_000, 7_005_000, 555_000, 7_015_000)
ALSACE = (1_040_000, 6_840_000, 1_060_000, 6_850_000)
WALES = (200_000, 7_000_000, 230_000, 7_020_000)


def frame_of(sides: tuple[float, float, float, float]) -> QgsReferencedRectangle:
    return QgsReferencedRectangle(QgsRectangle(*sides), LAMBERT)


@pytest.fixture(scope="module")
def context(embedded: Gazetteer) -> SheetContext:
    territory = embedded.territory(embedded.resolve("59294"))
    sheet = load_sheet("srce")
    return SheetContext(territory, sheet, embedded, style_order(sheet))


@pytest.fixture
def opened(context: SheetContext) -> Callable[[tuple[float, float, float, float]], Grounds]:
    def open_them(sides: tuple[float, float, float, float]) -> Grounds:
        around = frame_of(sides)
        near = list(context.gazetteer.communes_in(around, around.crs()))
        return open_grounds(context, MemoryLayers.of(DataProfile("", "", ())), around, near)

    return open_them


@pytest.mark.parametrize(
    ("sides", "seen"),
    [
        (DUNKERQUE, {(SEA, "Mer du Nord"), (COUNTRY, "Belgique")}),
        (BAILLEUL, {(COUNTRY, "Belgique")}),
        (EU, {(SEA, "Manche"), (UNLOADED, "Seine-Maritime")}),
        (AT_SEA, {(SEA, "Manche")}),
        (CAMBRAI, set()),
        (ALSACE, set()),
        (WALES, set()),
    ],
    ids=["Dunkerque", "Bailleul", "Eu", "at sea", "inland", "not embedded", "far away"],
)
def test_grounds_are_what_is_there(
    opened: Callable[[tuple[float, float, float, float]], Grounds],
    sides: tuple[float, float, float, float],
    seen: set[tuple[str, str]],
) -> None:
    grounds = opened(sides)
    assert {(ground.role, ground.name) for ground in grounds.seen} == seen
    roles = {role for role, _ in seen}
    expected = [role for role in (LAND, UNLOADED, COUNTRY, SEA) if role in {LAND, *roles}]
    assert list(grounds.layers) == (expected[sides is AT_SEA :] if seen else [])


def test_grounds_and_loaded_land_leave_no_gap_and_overlap_nowhere(
    opened: Callable[[tuple[float, float, float, float]], Grounds],
) -> None:
    grounds = opened(DUNKERQUE)
    (land,) = (feature.geometry() for feature in grounds.layers[LAND].getFeatures())
    frame = QgsGeometry.fromRect(QgsRectangle(*DUNKERQUE))
    parts = [land.intersection(frame), *(ground.seen for ground in grounds.seen)]
    # What is narrower than the mismatch of contours belongs to none.
    assert sum(part.area() for part in parts) == pytest.approx(frame.area(), rel=1e-3)
    united = QgsGeometry.unaryUnion(parts).area()
    assert united == pytest.approx(sum(part.area() for part in parts), rel=1e-6)
    drawn = QgsGeometry.unaryUnion(
        [f.geometry() for layer in grounds.layers.values() for f in layer.getFeatures()]
    )
    assert frame.difference(drawn).area() < 1


ROOM = MapRoom(QgsRectangle(*DUNKERQUE), (), metres=80, factor=1)


def placed(grounds: Grounds) -> dict[str, tuple[str, QgsGeometry]]:
    return {
        role: (feature["name"], QgsGeometry.fromPointXY(feature.geometry().asMultiPoint()[0]))
        for role, layer in grounds.names.items()
        for feature in layer.getFeatures()
    }


def test_names_stand_within_what_is_seen_of_their_ground(
    context: SheetContext, opened: Callable[[tuple[float, float, float, float]], Grounds]
) -> None:
    grounds = opened(DUNKERQUE)
    name_grounds(context, MemoryLayers.of(DataProfile("", "", ())), grounds, ROOM)
    names = placed(grounds)
    assert {role: name for role, (name, _) in names.items()} == {
        SEA: "Mer du Nord",
        COUNTRY: "BELGIQUE",
    }
    for ground in grounds.seen:
        assert ground.seen.contains(names[ground.role][1])
        # Other names keep clear of it.
        assert any(box.contains(names[ground.role][1].asPoint()) for box in grounds.taken)
    assert list(grounds.lines()) == []


def test_a_name_keeps_clear_of_the_boxes_on_the_map(
    context: SheetContext, opened: Callable[[tuple[float, float, float, float]], Grounds]
) -> None:
    maker = MemoryLayers.of(DataProfile("", "", ()))
    grounds = opened(DUNKERQUE)
    name_grounds(context, maker, grounds, ROOM)
    first = placed(grounds)[SEA][1].asPoint()
    taken = QgsRectangle.fromCenterAndSize(first, 6_000, 4_000)
    name_grounds(context, maker, grounds, MapRoom(ROOM.frame, (taken,), ROOM.metres, ROOM.factor))
    assert not taken.contains(placed(grounds)[SEA][1].asPoint())


def test_a_ground_without_room_for_its_name_is_in_the_legend(
    context: SheetContext, opened: Callable[[tuple[float, float, float, float]], Grounds]
) -> None:
    grounds = opened(DUNKERQUE)
    crowded = MapRoom(ROOM.frame, (ROOM.frame,), ROOM.metres, ROOM.factor)
    name_grounds(context, MemoryLayers.of(DataProfile("", "", ())), grounds, crowded)
    assert [(text, layer.name()) for text, layer in grounds.lines()] == [
        ("Belgique", "Pays voisins"),
        ("Mer du Nord", "Mer"),
    ]


def test_a_ground_outside_the_frame_is_neither_drawn_nor_credited(
    context: SheetContext, opened: Callable[[tuple[float, float, float, float]], Grounds]
) -> None:
    grounds = opened(BAILLEUL)
    assert grounds.has_foreign_land
    assert grounds.below()
    inland = MapRoom(QgsRectangle(671_000, 7_067_000, 673_000, 7_068_000), (), 10, 1)
    name_grounds(context, MemoryLayers.of(DataProfile("", "", ())), grounds, inland)
    assert not grounds.has_foreign_land
    assert (grounds.drawn(), list(grounds.lines())) == ({}, [])


@pytest.mark.parametrize(("outside", "drawn"), [(HIDE, False), (DIM, True), (SHOW, True)])
def test_grounds_lie_below_all_else(
    context: SheetContext, embedded: Gazetteer, outside: str, drawn: bool
) -> None:
    dunkerque = embedded.territory(embedded.resolve("59183"))
    there = SheetContext(dunkerque, context.sheet, embedded, context.styles)
    maker = ProjectLayers.of(DataProfile("", "", ()))
    layers = open_layers(there, maker, outside, frame_of(DUNKERQUE))
    roles = [layers.keys()[layer.id()] for layer in layers.in_drawing_order()]
    assert (roles[-3:] == [LAND, COUNTRY, SEA]) == drawn
    assert (SEA in roles) == drawn


def test_a_background_is_drawn_in_the_place_of_grounds(
    context: SheetContext, embedded: Gazetteer
) -> None:
    dunkerque = embedded.territory(embedded.resolve("59183"))
    there = SheetContext(dunkerque, context.sheet, embedded, context.styles)
    layers = open_layers(there, ProjectLayers.of(DataProfile("", "", ())), DIM, frame_of(DUNKERQUE))
    layers.background = QgsVectorLayer("Point?crs=EPSG:2154", "", "memory")
    assert not {LAND, COUNTRY, SEA} & set(layers.keys().values())

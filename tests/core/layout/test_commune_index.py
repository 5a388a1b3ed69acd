# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the communes of a plan, on its map."""

from __future__ import annotations

import re

import pytest
from qgis.core import QgsGeometry, QgsRectangle
from qgis.PyQt.QtCore import QRectF, QSizeF

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.boxes import page_rect
from srce_pac.core.layout.commune_index import index_entries, index_text
from srce_pac.core.layout.insets import MapView, free_place
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import NamedGeometry
from srce_pac.tests.support.sheets import overlap

VALENCIENNES = "245901160"
SOMME_SUD_OUEST = "200071181"
VILLES_SOEURS = "247600588"


def commune(code: str, name: str, x: float, y: float) -> NamedGeometry:
    square = QgsRectangle(x - 5, y - 5, x + 5, y + 5)
    return NamedGeometry(code, name, QgsGeometry.fromRect(square))


def test_communes_stand_in_order_with_the_square_that_they_lie_in() -> None:
    extent = QgsRectangle(0, 0, 600, 600)
    places = [
        commune("3", "Écaillon", 50, 550),
        commune("1", "Zuydcoote", 599, 1),
        commune("2", "Dour", 350, 250),
        commune("4", "", 100, 100),
    ]
    entries = index_entries(places, extent)
    assert [(e.name, e.number, e.square) for e in entries] == [
        ("Dour", 1, "D4"),
        ("Écaillon", 2, "A1"),
        ("Zuydcoote", 3, "F6"),
    ]
    # A number is told where it stands on the map.
    text = index_text(entries, {"3"}).replace("\u00a0", "~")
    assert text == "Dour~D4~· Écaillon~(2)~A1~· Zuydcoote~F6"
    rest = index_text(entries[:1], (), "Communes non représentées : 2")
    assert rest.replace("\u00a0", "~") == "Dour~D4~· Communes non représentées : 2"
    assert index_text([], (), "Communes non représentées : 2") == ""


@pytest.mark.parametrize(
    ("territory", "corner"),
    [
        ((0, 0, 60, 100), "bottom right"),
        ((40, 0, 100, 100), "bottom left"),
        ((0, 0, 100, 60), "top right"),
        ((0, 0, 100, 100), ""),
    ],
)
def test_a_further_box_stands_where_nothing_of_the_territory_is(
    territory: tuple[float, ...], corner: str
) -> None:
    view = MapView(QRectF(0, 0, 100, 100), QgsRectangle(0, 0, 100, 100), 1)
    shape = QgsGeometry.fromRect(QgsRectangle(*territory))
    place = free_place(view, shape, QSizeF(30, 30), [], 2)
    if place is None:
        assert not corner
        return
    assert corner == " ".join(
        ("bottom" if place.center().y() > 50 else "top", "right" if place.right() > 50 else "left")
    )
    # Beside what stands there already.
    beside = free_place(view, shape, QSizeF(30, 30), [place], 2)
    assert beside is None or not beside.intersects(place)


@pytest.mark.parametrize(("territory", "count"), [(VALENCIENNES, 35), (SOMME_SUD_OUEST, 119)])
def test_a_large_plan_has_an_index_that_tells_every_commune(
    territory: str, count: int, shared_printer: Printer
) -> None:
    sheet = shared_printer.lay_out(SheetRequest(territory))
    layout, prepared = sheet.items.layout, sheet.prepared
    text = " ".join(layout.itemById("index").currentText().split())
    entries = re.findall(r"(?:^|· )(.*?)(?: \((\d+)\))? ([A-F][1-6])(?= ·|$)", text)
    assert len(entries) == count
    # What has no name has a number, on the map and in the index.
    names = prepared.layers.names
    assert names is not None
    on_map = {feature["name"] for feature in names.getFeatures()}
    numbers = {number for _, number, _ in entries if number}
    squares = {number or name: square for name, number, square in entries}
    ground = sheet.items.map.extent()
    for each in names.getFeatures():
        place = each.geometry().centroid().asPoint()
        column = int((place.x() - ground.xMinimum()) / ground.width() * 6)
        row = int((ground.yMaximum() - place.y()) / ground.height() * 6)
        name = each["name"].replace("-\n", "-").replace("\n", " ")
        assert squares[name] == f"{'ABCDEF'[column]}{row + 1}", name
    assert len(on_map) + len(prepared.unnamed or []) == count
    assert numbers == {name for name in on_map if str(name).isdigit()}
    box = page_rect(layout.itemById("index_box"))
    assert layout.itemById("index_box").isVisible()
    assert sheet.items.map_rect.contains(box)
    for inset in sheet.items.insets:
        assert not overlap(inset.present_rect, box)
    frame, metres = sheet.items.map_rect, sheet.filled.scale / 1000
    covered = QgsRectangle(
        ground.xMinimum() + (box.left() - frame.left()) * metres,
        ground.yMaximum() - (box.bottom() - frame.top()) * metres,
        ground.xMinimum() + (box.right() - frame.left()) * metres,
        ground.yMaximum() - (box.top() - frame.top()) * metres,
    )
    assert not prepared.territory.geometry.intersects(QgsGeometry.fromRect(covered))
    assert all(g.enabled() for g in sheet.items.map.grids().asList() if g.name() == "index")


def test_an_index_is_left_out_where_nobody_wants_it(shared_printer: Printer) -> None:
    layout = shared_printer.lay_out(SheetRequest(VALENCIENNES, extras="none")).items.layout
    assert not any(layout.itemById(name).isVisible() for name in ("index_box", "index"))
    grids = layout.itemById("map").grids().asList()
    assert not any(grid.enabled() for grid in grids)


def test_a_plan_says_how_many_of_its_communes_are_not_loaded(shared_printer: Printer) -> None:
    # 28 communes, of which the 15 of another region are not loaded.
    sheet = shared_printer.lay_out(SheetRequest(VILLES_SOEURS))
    layout = sheet.items.layout
    nota = " ".join(layout.itemById("nota").currentText().split())
    assert "non représentées, sans nom ni limite sur la carte : 15 (département 76)." in nota
    # Those that are left are too few for an index.
    assert not layout.itemById("index_box").isVisible()

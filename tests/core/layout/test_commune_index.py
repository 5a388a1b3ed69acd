# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the communes of a plan, on its map."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import (
    QgsGeometry,
    QgsLayoutItemLabel,
    QgsLayoutItemPage,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QRectF, QSizeF

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.boxes import MADE, page_rect, place_item
from srce_pac.core.layout.commune_index import CommuneIndex, IndexTexts, index_entries
from srce_pac.core.layout.insets import MapView, free_place
from srce_pac.core.layout.template import open_template
from srce_pac.core.layout.template_restore import (
    restore_template,
    snapshot_filled,
    snapshot_template,
)
from srce_pac.core.output.pages import page_titles
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import NamedGeometry
from srce_pac.tests.support.sheets import overlap

VALENCIENNES = "245901160"
LILLE = "200093201"
VILLES_SOEURS = "247600588"

COLUMNS = ("index_numbers", "index_names", "index_squares")


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
    # A number is told, first of all, where it stands on the map.
    texts = IndexTexts("Index", "Index – Dunkerque", "Communes non représentées : 2")
    index = CommuneIndex(texts, tuple(entries), frozenset({"3"}), columns=2)
    assert index.parts() == [("\n2", "Dour\nÉcaillon", "D4\nA1"), ("", "Zuydcoote", "F6")]
    assert (index.title, index.rest) == ("Index", "Communes non représentées : 2")
    assert replace(index, on_page=True).title == "Index – Dunkerque"
    nowhere = replace(index, columns=0)
    assert not nowhere
    assert (nowhere.title, nowhere.rest) == ("", "")


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


def listed(layout: QgsPrintLayout) -> list[tuple[str, str, str]]:
    """The numbers, names and squares that the columns of an index tell, line by line."""
    labels = [x for x in layout.items() if isinstance(x, QgsLayoutItemLabel)]
    labels.sort(key=lambda label: label.scenePos().x())
    columns = []
    for part in COLUMNS:
        texts = [label.currentText().split("\n") for label in labels if label.id() == part]
        columns.append([line for text in texts for line in text])
    numbers, names, squares = columns
    return list(zip(numbers or [""] * len(names), names, squares))


@pytest.mark.parametrize(
    ("territory", "count", "on_map"), [(VALENCIENNES, 35, True), (LILLE, 95, False)]
)
def test_a_large_plan_has_an_index_that_tells_every_commune(
    territory: str, count: int, on_map: bool, shared_printer: Printer
) -> None:
    sheet = shared_printer.lay_out(SheetRequest(territory, template="A3"))
    layout, prepared = sheet.items.layout, sheet.prepared
    entries = listed(layout)
    assert len(entries) == count
    # What has no name has a number, on the map and in the index.
    names = prepared.layers.names
    assert names is not None
    written = {feature["name"] for feature in names.getFeatures()}
    numbers = {number for number, _, _ in entries if number}
    squares = {number or name: square for number, name, square in entries}
    ground = sheet.items.map.extent()
    for each in names.getFeatures():
        place = each.geometry().centroid().asPoint()
        column = int((place.x() - ground.xMinimum()) / ground.width() * 6)
        row = int((ground.yMaximum() - place.y()) / ground.height() * 6)
        name = each["name"].replace("-\n", "-").replace("\n", " ")
        assert squares[name] == f"{'ABCDEF'[column]}{row + 1}", name
    assert len(written) + len(prepared.unnamed or []) == count
    assert numbers == {name for name in written if str(name).isdigit()}
    item = layout.itemById("index_box")
    box = page_rect(item)
    assert item.isVisible()
    labels = [x for x in layout.items() if isinstance(x, QgsLayoutItemLabel) and x.id() in COLUMNS]
    assert all(box.contains(page_rect(label)) for label in labels)
    grids = [grid for grid in sheet.items.map.grids().asList() if grid.name() == "index"]
    assert all(grid.enabled() for grid in grids)
    numbered = layout.itemById("map_page")
    assert numbered.isVisible() == (not on_map)
    assert sheet.items.map.isLabelBlockingItem(item) == on_map
    if not on_map:
        # No number and no commune is left unexplained.
        assert numbers
        assert (item.page(), numbered.currentText()) == (1, "Page 1/2")
        assert layout.itemById("index_page").currentText() == "Page 2/2"
        assert page_titles(layout)[1].startswith("Index des communes")
        return
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


def test_an_index_is_left_out_where_nobody_wants_it(shared_printer: Printer) -> None:
    layout = shared_printer.lay_out(SheetRequest(VALENCIENNES, extras="none")).items.layout
    assert not any(layout.itemById(name).isVisible() for name in ("index_box", "index_title"))
    # Nothing is left of the sheet before it.
    assert not listed(layout)
    assert layout.pageCollection().pageCount() == 1
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


def test_a_box_on_an_added_page_stands_in_a_saved_template_as_before() -> None:
    layout = open_template("epci_a3_landscape").new_layout(QgsProject.instance())
    box = layout.itemById("index_box")
    before = page_rect(box)
    snapshot_template(layout)
    page = QgsLayoutItemPage(layout)
    page.setPageSize(layout.pageCollection().page(0).sizeWithUnits())
    page.setCustomProperty(MADE, True)
    layout.pageCollection().addPage(page)
    place_item(box, page_rect(page).adjusted(8, 8, -8, -200))
    snapshot_filled(layout)
    restore_template(layout)
    assert page_rect(box) == before
    assert layout.pageCollection().pageCount() == 1

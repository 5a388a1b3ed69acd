# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of communes on an EPCI plan: each at a place where it covers nothing."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from qgis.core import QgsGeometry, QgsPointXY, QgsProject, QgsRectangle
from qgis.PyQt.QtGui import QFont, QTransform

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.typography import text_height, usable_family, widest_line
from srce_pac.core.layers.drawn_ground import CELL, WEIGHTS, DrawnGround
from srce_pac.core.layers.name_placement import (
    MARGIN,
    Lettering,
    Name,
    NameRoom,
    place_names,
    place_names_around,
)
from srce_pac.core.layout.frame import frame_layout
from srce_pac.core.layout.layout_items import LayoutItems
from srce_pac.core.layout.paper import paper_factor
from srce_pac.core.layout.template import open_template
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer, NamedGeometry
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import box, find

# 1 mm of the map is 50 m.
METRES = 50.0

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


def font(size: float = 7.5) -> QFont:
    chosen = QFont(usable_family(""))
    chosen.setPointSizeF(size)
    return chosen


def ink(name: Name, metres: float, factor: float = 1.0) -> QgsGeometry:
    """The box of a name on the ground, without its margin."""
    set_in = font(name.size)
    width = widest_line(name.text, set_in)
    height = text_height(name.text, set_in, width + 2 * MARGIN * factor)
    size = width * metres, height * metres
    return QgsGeometry.fromRect(QgsRectangle.fromCenterAndSize(name.centre, *size))


@pytest.mark.parametrize("text", ["Lille", "Saint-\nSaulve", "Rombies-et-\nMarchipont"])
def test_a_name_covers_its_ink_and_little_more(text: str) -> None:
    name = Name("", text, QgsPointXY(0, 0), 9.0)
    around = QgsGeometry.fromRect(name.box(Lettering(METRES, 1.0, font())))
    assert around.contains(ink(name, METRES))
    assert around.area() < 2 * ink(name, METRES).area()


def square(name: str, x: float, side: float) -> NamedGeometry:
    """A commune of `side` mm of the map, `x` mm from the others' origin."""
    wkt = box(x * METRES, 0, side * METRES)
    return NamedGeometry(name, name, QgsGeometry.fromWkt(wkt))


def placed(
    communes: list[NamedGeometry],
    room: NameRoom | None = None,
    importance: dict[str, float] | None = None,
) -> tuple[list[Name], list[str]]:
    """The names that found room on an A3 map, and the others."""
    whole = QgsGeometry.unaryUnion([commune.geometry for commune in communes])
    result = place_names(communes, whole, Lettering(METRES, 1.0, font()), room, importance)
    return result.names, result.unplaced


def test_a_name_with_room_stands_on_one_line_in_the_middle_of_its_commune() -> None:
    place = square("Beuvrages", 0, 40)
    (name,), missing = placed([place])
    assert (name.text, name.size, missing) == ("Beuvrages", 7.5, [])
    assert name.centre.distance(place.geometry.centroid().asPoint()) < 3 * METRES


def test_a_name_too_wide_for_its_commune_is_broken_after_a_hyphen() -> None:
    (name,), _ = placed([square("Fresnoy-Folny", 0, 14)])
    assert name.text == "Fresnoy-\nFolny"


def test_a_small_word_stands_with_the_word_after_it() -> None:
    (name,), _ = placed([square("Condé-sur-l'Escaut", 0, 18)])
    assert name.text == "Condé-\nsur-l'Escaut"


def test_a_name_that_still_does_not_fit_is_set_smaller() -> None:
    (name,), _ = placed([square("Bruay-sur-l'Escaut", 0, 13.4)])
    assert name.size == 6.5


def test_a_small_commune_lends_room_from_its_neighbour_within_the_territory() -> None:
    small, large = square("Saint-Saulve", 0, 9), square("Y", 9, 40)
    names, missing = placed([small, large])
    assert missing == []
    whole = small.geometry.combine(large.geometry)
    assert all(whole.contains(ink(name, METRES)) for name in names)


def test_a_name_without_any_room_is_told_and_not_placed() -> None:
    names, missing = placed([square("Rombies-et-Marchipont", 0, 5)])
    assert (names, missing) == ([], ["Rombies-et-Marchipont"])


def test_a_name_keeps_clear_of_what_is_taken() -> None:
    place = square("Beuvrages", 0, 40)
    middle = place.geometry.centroid().asPoint()
    taken = QgsRectangle.fromCenterAndSize(middle, 4 * METRES, 4 * METRES)
    (name,), _ = placed([place], NameRoom(taken=(taken,)))
    assert not ink(name, METRES).intersects(taken)


def drawn_on(place: NamedGeometry, *shapes: tuple[str, str, float]) -> NameRoom:
    """Room on a commune with objects: letter, WKT in mm of the map, width in mm."""
    corner = place.geometry.boundingBox()
    ground = DrawnGround(corner, CELL * METRES)
    for letter, wkt, width in shapes:
        geometry = QgsGeometry.fromWkt(wkt)
        geometry.transform(QTransform(METRES, 0, 0, METRES, corner.xMinimum(), corner.yMinimum()))
        ground.paint([geometry], WEIGHTS[letter], width * METRES)
    return NameRoom(drawn=ground)


MIDDLE_AREA = "Polygon((10 17, 30 17, 30 23, 10 23, 10 17))"


@pytest.mark.parametrize(
    ("letter", "wkt", "width"),
    [
        ("p", "Point(20 20)", 4),
        ("p", "MultiPoint((20 20))", 4),
        ("l", "LineString(20 0, 20 40)", 1.2),
        ("l", "MultiCurve(CircularString(0 20, 20 20.5, 40 20))", 1.2),
        ("s", MIDDLE_AREA, 0),
        ("s", f"GeometryCollection({MIDDLE_AREA})", 0),
    ],
)
def test_a_name_keeps_clear_of_what_is_drawn(letter: str, wkt: str, width: float) -> None:
    place = square("Beuvrages", 0, 40)
    (name,), _ = placed([place], drawn_on(place, (letter, wkt, width)))
    shape = QgsGeometry.fromWkt(wkt)
    corner = place.geometry.boundingBox()
    shape.transform(QTransform(METRES, 0, 0, METRES, corner.xMinimum(), corner.yMinimum()))
    assert ink(name, METRES).distance(shape) >= width * METRES / 2
    assert (name.text, name.size) == ("Beuvrages", 7.5)


def test_a_name_without_free_room_lies_on_an_area_rather_than_on_a_line() -> None:
    place = square("Beuvrages", 0, 40)
    lines = [("l", f"LineString(0 {y}, 40 {y})", 1.0) for y in range(22, 40, 2)]
    area = ("s", "Polygon((0 0, 40 0, 40 20, 0 20, 0 0))", 0.0)
    (name,), missing = placed([place], drawn_on(place, area, *lines))
    assert missing == []
    assert name.centre.y() < place.geometry.centroid().asPoint().y()


def test_a_name_stands_within_the_frame_of_the_map() -> None:
    place = square("Beuvrages", 0, 40)
    corner = place.geometry.boundingBox()
    frame = QgsRectangle(
        corner.center().x(), corner.yMinimum(), corner.xMaximum(), corner.yMaximum()
    )
    (name,), _ = placed([place], NameRoom(frame))
    assert QgsGeometry.fromRect(frame).contains(ink(name, METRES))


@pytest.mark.parametrize(
    ("importance", "sizes"),
    [
        # By area: 10², 20² and 40² mm².
        ({}, {"A": 6.5, "B": 7.5, "C": 9.0}),
        ({"A": 9000, "B": 1000, "C": 90}, {"A": 9.0, "B": 7.5, "C": 6.5}),
        # Of one the number of people is not known.
        ({"A": 9000, "B": 1000, "C": 0}, {"A": 6.5, "B": 7.5, "C": 9.0}),
    ],
)
def test_the_larger_commune_has_the_larger_name(
    importance: dict[str, float], sizes: dict[str, float]
) -> None:
    communes = [square("A", 0, 10), square("B", 10, 20), square("C", 30, 40)]
    names, _ = placed(communes, None, importance)
    assert {name.text: name.size for name in names} == sizes


def test_no_name_is_larger_than_that_of_a_larger_commune() -> None:
    # The largest has room for the smallest type only.
    communes = [square("Valenciennes", 0, 15.5), square("B", 16, 20), square("C", 40, 40)]
    names, missing = placed(communes, None, {"Valenciennes": 9000, "B": 1000, "C": 90})
    assert missing == []
    assert {name.text: name.size for name in names} == dict.fromkeys(
        ("Valenciennes", "B", "C"), 6.5
    )


def test_a_name_keeps_its_size_on_an_area_that_leaves_room_for_a_smaller_one() -> None:
    place, other = square("Beuvrages", 0, 20), square("Y", 20, 20)
    # Free is a strip that the smallest type would fit in.
    area = ("s", "Polygon((0 0, 20 0, 20 17, 0 17, 0 0))", 0.0)
    importance = {"Beuvrages": 9000.0, "Y": 1000.0}
    names, _ = placed([place, other], drawn_on(place, area), importance)
    assert {name.text: name.size for name in names}["Beuvrages"] == 7.5


@pytest.mark.parametrize("numbers", [{"Beuvrages": 7}, {}])
def test_a_name_hides_a_point_only_where_no_number_stands_for_it(numbers: dict[str, int]) -> None:
    place = square("Beuvrages", 0, 18)
    # Columns 6 mm apart: a number fits between them, a name does not.
    points = [("p", f"Point({x} {y})", 1.0) for x in range(0, 19, 6) for y in range(1, 19, 2)]
    lettering = Lettering(METRES, 1.0, font(), numbers)
    room = drawn_on(place, *points)
    result = place_names([place], place.geometry, lettering, room)
    assert [name.text for name in result.names] == (["7"] if numbers else ["Beuvrages"])
    assert result.unplaced == []


def test_a_neighbour_is_named_within_what_the_map_shows_of_it() -> None:
    near, far, hidden = square("Beuvrages", 0, 40), square("Marly", 40, 40), square("Anzin", 80, 40)
    corner = near.geometry.boundingBox()
    frame = QgsRectangle(corner)
    # The second is cut at a half, of the third there is a strip too narrow for its name.
    frame.setXMaximum(corner.xMaximum() + 42 * METRES)
    frame.setXMinimum(corner.xMinimum() + 20 * METRES)
    around = place_names_around(
        [near, far, hidden], Lettering(METRES, 1.0, font()), NameRoom(frame)
    )
    assert [(name.text, name.size) for name in around] == [("Beuvrages", 6.5), ("Marly", 6.5)]
    shown = QgsGeometry.fromRect(frame)
    assert all(shown.contains(ink(name, METRES)) for name in around)


def test_what_has_no_name_is_left_alone() -> None:
    assert placed([NamedGeometry("1", "", square("", 0, 40).geometry)]) == ([], [])


@pytest.mark.parametrize(
    ("template", "first", "most_missing"),
    [("epci_a1_landscape", 1, 0.004), ("epci_a3_landscape", 3, 0.01)],
)
def test_on_the_plans_of_the_region_names_cover_nothing_and_stay_inside(
    template: str, first: int, most_missing: float, gazetteer: Gazetteer
) -> None:
    wanted = lost = 0
    project = QgsProject()
    items = LayoutItems(open_template(template).new_layout(project))
    # One plan in four, thus some twenty.
    for entry in [entry for entry in gazetteer.entries if entry.kind == "epci"][first::4]:
        territory = gazetteer.territory(entry)
        items.reset()
        filled = frame_layout(items, territory)
        metres, factor = filled.scale / 1000, paper_factor(filled.layout)
        members = gazetteer.members(entry, territory.crs)
        lettering = Lettering(metres, factor, font())
        result = place_names(members, territory.geometry, lettering)
        names = result.names
        wanted += len(members)
        lost += len(result.unplaced)
        assert len(names) + len(result.unplaced) == len(members)
        assert all(name.size >= 6.5 * factor for name in names)
        boxes = [ink(name, metres, factor) for name in names]
        assert all(territory.geometry.contains(each) for each in boxes), entry.name
        crossing = [pair for pair in combinations(boxes, 2) if pair[0].intersects(pair[1])]
        assert not crossing, entry.name
    assert lost <= most_missing * wanted, f"{lost} of {wanted}"


def test_names_are_printed_where_they_were_placed(
    gazetteer: Gazetteer, shared_printer: Printer, tmp_path: Path
) -> None:
    # The index would say each name a second time.
    result = shared_printer.export(SheetRequest("245901160", extras="none"), tmp_path)
    assert result.file is not None
    _, (west, _, _, north) = pdf.georeference(result.file)
    page = {word.text: word for word in pdf.words(result.file)}
    metres = result.scale / 1000
    territory = result.territory.geometry
    for name in ("Hergnies", "Thivencelle", "Quarouble", "Prouvy", "Maing"):
        word = page[name]
        # The georeference is that of the page.
        middle = QgsGeometry.fromWkt(
            f"Point({west + (word.left + word.right) / 2 * metres} "
            f"{north - (word.top + word.bottom) / 2 * metres})"
        )
        own = find(gazetteer, name).geometry
        assert own.contains(middle), name
        assert territory.contains(middle)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A template of one's own, made in the designer as the page on templates says.

With UPDATE_GUIDE=1 in the environment, the page's pictures are written to `docs/images/`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pytest
from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QRect, QRectF
from qgis.PyQt.QtGui import QFont

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.boxes import BOX_ENDING, find_shapes, page_rect
from srce_pac.core.layout.item_fonts import label_font, set_label_font
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.e2e.session import TIME_LIMIT, run_qgis
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet, laid_out
from srce_pac.tests.support.pictures import write_page, write_picture

HAYNECOURT = "59294"
VALENCIENNES = "245901160"
# A long name with hyphens, in a département whose office names no service.
HYPHENS = "80714"
OTHER_EPCI = "200067965"

# How much type (points) and places (mm) may differ where a template was saved: QGIS rounds them.
SAME_TYPE, SAME_PLACE = 0.05, 0.2

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture
def folder(qgis_profile: Path) -> Path:
    """The user's own templates."""
    folder = qgis_profile / "layouts"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        ("commune_a3_landscape", HYPHENS, HAYNECOURT),
        ("commune_a3_landscape", HAYNECOURT, HYPHENS),
        ("commune_a4_portrait", HYPHENS, HAYNECOURT),
        ("epci_a1_landscape", OTHER_EPCI, VALENCIENNES),
    ],
)
def test_a_template_saved_from_a_filled_layout_prints_another_territory(
    template: str,
    first: str,
    second: str,
    folder: Path,
    gazetteer: Gazetteer,
    project: QgsProject,
    tmp_path: Path,
) -> None:
    layout = add_layout(SheetRequest(first, template=template), gazetteer, project).layout
    save(layout, folder / "notre_service.qpt")
    assert available_templates()["notre_service"] == folder / "notre_service.qpt"
    bundled, own = (
        look_at(SheetRequest(second, template=name), gazetteer)
        for name in (template, "notre_service")
    )
    assert own.warnings == bundled.warnings
    assert own.scale == bundled.scale
    expected, found = bundled.texts, own.texts
    assert found.keys() == expected.keys()
    for text, size in expected.items():
        assert found[text] == pytest.approx(size, abs=SAME_TYPE), text
    expected_boxes, found_boxes = bundled.boxes, own.boxes
    assert found_boxes.keys() == expected_boxes.keys()
    for name, box in expected_boxes.items():
        assert found_boxes[name].getRect() == pytest.approx(box.getRect(), abs=SAME_PLACE), name


@pytest.mark.parametrize("name", ["legend_box", "text_box", "nota_box"])
def test_a_box_that_was_hidden_has_room_beside_one_that_the_user_changed(
    name: str, folder: Path, gazetteer: Gazetteer, project: QgsProject
) -> None:
    request = SheetRequest(HYPHENS, template="commune_a3_landscape")
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    assert "notice_box" not in shown_boxes(layout)
    box = layout.itemById(name)
    box.attemptResize(QgsLayoutSize(box.rect().width(), box.rect().height() - 5))
    save(layout, folder / "notre_service.qpt")
    request = SheetRequest(HAYNECOURT, template="notre_service")
    boxes = look_at(request, gazetteer).boxes
    assert "notice_box" in boxes
    for (name, one), (other, another) in combinations(boxes.items(), 2):
        shared = one.intersected(another)
        assert min(shared.width(), shared.height()) < SAME_PLACE, (name, other)


def test_what_a_user_changes_in_the_designer_stays(
    folder: Path, gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
) -> None:
    layout = own_layout(gazetteer, project)
    status = layout.itemById("status")
    font = label_font(status)
    font.setItalic(False)
    set_label_font(status, font)
    status.setText("Document de travail")
    title = layout.itemById("sheet_title")
    font = label_font(title)
    font.setPointSizeF(9.0)
    set_label_font(title, font)
    save(layout, folder / "notre_service.qpt")
    request = SheetRequest("59500", template="notre_service")
    text = pdf.text(print_layout(request, gazetteer, tmp_path))
    assert "Carte S.R.C.E – Version de travail, D.D.T.M 59 – " in text
    assert "Document de travail" in text
    assert "Pour information" not in text
    assert "HAYNECOURT" not in text
    seen = look_at(request, gazetteer)
    assert seen.places["overview_box"].x() - seen.places["map"].x() < 10
    sizes = {name: size for (name, _), size in seen.texts.items()}
    small, large = sizes["sheet_title"], sizes["territory_name"]
    assert small < 12 < large


def test_items_stand_in_their_places_whatever_their_reference_point(
    folder: Path, gazetteer: Gazetteer, project: QgsProject
) -> None:
    layout = open_template("commune_a3_landscape").new_layout(project)
    for item in layout.items():
        if isinstance(item, QgsLayoutItem) and item.id():
            item.setReferencePoint(QgsLayoutItem.ReferencePoint.Middle)
    save(layout, folder / "notre_service.qpt")
    usual, own = (
        look_at(SheetRequest(HAYNECOURT, template=name), gazetteer).places
        for name in ("commune_a3_landscape", "notre_service")
    )
    for name in ("legend_box", "text", "territory_name", "overview_box", "overview", "scale"):
        expected, found = (places[name].topLeft() for places in (usual, own))
        assert (found.x(), found.y()) == pytest.approx((expected.x(), expected.y()), abs=0.2)


def test_a_text_that_was_empty_has_its_place_in_a_box_that_was_changed(
    folder: Path, gazetteer: Gazetteer, project: QgsProject
) -> None:
    # Its office names no service.
    request = SheetRequest(HYPHENS, template="commune_a3_landscape")
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    moved = layout.itemById("office")
    moved.attemptMove(QgsLayoutPoint(moved.scenePos().x(), moved.scenePos().y() + 0.5))
    save(layout, folder / "notre_service.qpt")
    request = SheetRequest(HAYNECOURT, template="notre_service")
    places = look_at(request, gazetteer).places
    order = ("state_motto", "state_name", "service", "office", "office_name")
    for above, below in zip(order, order[1:]):
        assert places[above].bottom() < places[below].top() + 0.1, (above, below)


def test_a_template_named_as_a_bundled_one_takes_its_place(
    folder: Path, gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
) -> None:
    save(own_layout(gazetteer, project), folder / "commune_a3_landscape.qpt")
    text = pdf.text(print_layout(SheetRequest(HAYNECOURT), gazetteer, tmp_path))
    assert "Version de travail" in text


@dataclass(frozen=True)
class Seen:
    """What is looked at of a sheet, whose layout its printer lays the next one out on."""

    warnings: list[str]
    scale: float
    texts: dict[tuple[str, str], float]
    # The boxes that are printed, and where each item with an ID stands, page mm.
    boxes: dict[str, QRectF]
    places: dict[str, QRectF]


def look_at(request: SheetRequest, gazetteer: Gazetteer) -> Seen:
    """A sheet as it is printed."""
    with laid_out(request, gazetteer) as sheet:
        layout = sheet.filled.layout
        items = [item for item in layout.items() if isinstance(item, QgsLayoutItem) and item.id()]
        places = {item.id(): QRectF(item.scenePos(), item.rect().size()) for item in items}
        warnings = [*sheet.prepared.warnings, *sheet.filled.warnings]
        return Seen(warnings, sheet.filled.scale, texts(layout), shown_boxes(layout), places)


def own_layout(gazetteer: Gazetteer, project: QgsProject) -> QgsPrintLayout:
    """The sheet of Haynecourt as the page changes it: the situation map moved, a line added."""
    request = SheetRequest(HAYNECOURT, template="commune_a3_landscape")
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    frame, box = (layout.itemById(name) for name in ("map", "overview_box"))
    target = frame.scenePos()
    across = target.x() + 4 - box.scenePos().x()
    down = target.y() + 4 - box.scenePos().y()
    for name in ("overview_box", "overview", "situation"):
        item = layout.itemById(name)
        item.attemptMove(QgsLayoutPoint(item.scenePos().x() + across, item.scenePos().y() + down))
    line = QgsLayoutItemLabel(layout)
    line.setText(
        "[% @srce_sheet_title %] – Version de travail, [% @srce_office %] – [% @srce_print_date %]"
    )
    line.setFont(QFont("Liberation Sans", 8))
    layout.addLayoutItem(line)
    line.attemptMove(QgsLayoutPoint(target.x(), target.y() + frame.rect().height() + 1))
    line.attemptResize(QgsLayoutSize(frame.rect().width(), 5))
    return layout


def save(layout: QgsPrintLayout | None, path: Path) -> None:
    """Save a layout as *Save as Template…* does."""
    assert layout is not None
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())


def print_layout(request: SheetRequest, gazetteer: Gazetteer, folder: Path) -> Path:
    file = export_sheet(request, gazetteer, folder).file
    assert file is not None
    return file


def labels(layout: QgsPrintLayout) -> list[QgsLayoutItemLabel]:
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]


def shown_boxes(layout: QgsPrintLayout | None) -> dict[str, QRectF]:
    """Where the boxes stand that are printed, page mm."""
    assert layout is not None
    boxes = [shape for shape in find_shapes(layout) if shape.id().endswith(BOX_ENDING)]
    return {box.id(): page_rect(box) for box in boxes if box.isVisible()}


def texts(layout: QgsPrintLayout | None) -> dict[tuple[str, str], float]:
    """The ID of each label, its text however its lines are broken, and its type size in points."""
    assert layout is not None
    return {
        (label.id(), re.sub(r"\s", "", label.currentText())): label_font(label).pointSizeF()
        for label in labels(layout)
    }


update_guide = pytest.mark.skipif(
    os.environ.get("UPDATE_GUIDE") != "1", reason="UPDATE_GUIDE=1 asks for it"
)


@update_guide
@TIME_LIMIT
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pictures_of_the_designer(language: str, root: Path, tmp_path: Path) -> None:
    unused = tmp_path / "unused.qgz"
    session = run_qgis(root, tmp_path, f"designer_{language}", "designer", unused, language)
    for name in ("open", "item", "variables", "save"):
        image = session.image(name)
        if name == "item":
            # Without the bars of tools.
            image = image.copy(QRect(0, 98, image.width(), image.height() - 98))
        write_picture(image, f"template_{name}_{language}.png")


@update_guide
def test_the_picture_of_a_template_of_ones_own(
    gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
) -> None:
    template = tmp_path / "own.qpt"
    save(own_layout(gazetteer, project), template)
    request = SheetRequest("59500", template=str(template))
    write_page(print_layout(request, gazetteer, tmp_path), "template_own.png")

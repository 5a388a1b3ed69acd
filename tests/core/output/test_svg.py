# SPDX-License-Identifier: GPL-3.0-or-later
"""An SVG is the same sheet as the PDF: patterns stay within their polygons, names in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from qgis.core import Qgis, QgsLayoutItemPage, QgsPrintLayout, QgsProject

from srce_pac.core.common.request import DEMONSTRATION, SHOW, SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf, svg
from srce_pac.tests.support.bases import BaseArea, write_base
from srce_pac.tests.support.demonstration_sheets import add_layout
from srce_pac.tests.support.pdf import Picture

# A line of 0.2 mm is wider than a pixel: a thinner one is drawn by poppler as if it were one.
DPI = 150
BLOCK = 16  # pixels: 2.7 mm of paper

# The share of the blocks that may differ, by what two programs make of letters and thin lines.
TOLERANCE = 0.003

LAYER = "{http://www.inkscape.org/namespaces/inkscape}label"
NAMESPACE = "{http://www.w3.org/2000/svg}"

# A base as the BD TOPO has it, and where.
DENSE = "dense"
LILLE = BaseArea(694_000, 7_051_000, 714_000, 7_066_000)

OISE = "data/sraddet_hdf2020_oise_est.gpkg"

pytestmark = pytest.mark.usefixtures("qgis_app")


def region(picture: Picture, layout: QgsPrintLayout, item_id: str) -> Picture:
    """What an item of a layout shows, cut out of the picture of its page."""
    item = layout.itemById(item_id)
    rect, dots = item.mapRectToScene(item.rect()), DPI / 25.4
    left, top, right, bottom = (
        round(side * dots) for side in (rect.left(), rect.top(), rect.right(), rect.bottom())
    )
    return picture[top:bottom, left:right]


@pytest.mark.parametrize(
    ("source", "code", "options"),
    [
        (OISE, "60159", {"outside": SHOW, "outlines": True}),
        (DEMONSTRATION, "200043404", {}),
        (DEMONSTRATION, "59350", {"base": DENSE}),
    ],
    ids=["compiegne_shown_outlines", "epci", "lille"],
)
def test_an_svg_shows_what_the_pdf_shows(
    source: str,
    code: str,
    options: dict[str, Any],
    *,
    gazetteer: Gazetteer,
    shared: Path,
    tmp_path: Path,
    project: QgsProject,
) -> None:
    path = source if source == DEMONSTRATION else str(shared / source)
    if options.get("base") == DENSE:
        options = {"base": str(write_base(tmp_path / DENSE, LILLE, 0.05))}
    request = SheetRequest(code, source=path, **options)
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    for name in ("sheet.pdf", "sheet.svg"):
        write_layout(layout, tmp_path / name)
    expected = pdf.picture(tmp_path / "sheet.pdf", DPI)
    seen = svg.picture(tmp_path / "sheet.svg", expected.shape[1], expected.shape[0])
    for item in ("map", "legend", "overview"):
        one, other = (region(each, layout, item) for each in (expected, seen))
        assert svg.difference(one, other, BLOCK) <= TOLERANCE, item
    assert svg.difference(expected, seen, BLOCK) <= TOLERANCE
    if "outlines" not in options:
        check_places(tmp_path)


def check_places(folder: Path) -> None:
    """Check that each name of an SVG, and each road's number, stands where it does in the PDF."""
    there, near = pdf.words(folder / "sheet.pdf"), 0.7
    for words, left, base in svg.places(folder / "sheet.svg"):
        x, y = left * pdf.MILLIMETRES, base * pdf.MILLIMETRES
        assert any(
            words.split()[0] == word.text
            and abs(word.left - x) < near
            and word.top - near < y < word.bottom + near
            for word in there
        ), words


def test_the_comparison_sees_a_pattern_that_leaves_its_polygon(
    gazetteer: Gazetteer, shared: Path, tmp_path: Path, project: QgsProject
) -> None:
    request = SheetRequest("60159", source=str(shared / OISE))
    layout = add_layout(request, gazetteer, project).layout
    assert layout is not None
    for name in ("sheet.pdf", "sheet.svg"):
        write_layout(layout, tmp_path / name)
    words = (tmp_path / "sheet.svg").read_text(encoding="utf-8")
    assert "clip-path" in words
    (tmp_path / "sheet.svg").write_text(words.replace("clip-path", "id"), encoding="utf-8")
    expected = pdf.picture(tmp_path / "sheet.pdf", DPI)
    seen = svg.picture(tmp_path / "sheet.svg", expected.shape[1], expected.shape[0])
    one, other = (region(each, layout, "map") for each in (expected, seen))
    assert svg.difference(one, other, BLOCK) > 10 * TOLERANCE


def test_an_svg_is_small_of_vectors_words_and_layers(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    write_layout(layout, tmp_path / "sheet.svg")
    words = svg.texts(tmp_path / "sheet.svg")
    for expected in ("HAYNECOURT", "59294", "Épinoy", "LÉGENDE", "Corridors"):
        assert expected in words
    content = (tmp_path / "sheet.svg").read_text(encoding="utf-8")
    assert "<image" not in content
    assert len(content) < 1_000_000
    # Each item and each layer of a map is a layer.
    root = ElementTree.parse(tmp_path / "sheet.svg").getroot()
    names = [group.attrib[LAYER] for group in root.findall(f"{NAMESPACE}g")]
    assert names[0] == "Page"
    assert {"legend", "scalebar", "territory_name", "map: Corridors écologiques"} <= set(names)


def test_a_layout_is_left_as_it_was(
    gazetteer: Gazetteer, project: QgsProject, tmp_path: Path
) -> None:
    layout = add_layout(SheetRequest("59294"), gazetteer, project).layout
    assert layout is not None
    layout.itemById("notice").setVisibility(False)
    layout.renderContext().setTextRenderFormat(Qgis.TextRenderFormat.AlwaysOutlines)
    project.setDirty(False)

    def state() -> object:
        context = layout.renderContext()
        shown = [item.isVisible() for item in layout.items()]
        return shown, int(context.flags()), context.textRenderFormat(), project.isDirty()

    before = state()
    write_layout(layout, tmp_path / "sheet.svg")
    assert state() == before
    assert "annulé" not in svg.texts(tmp_path / "sheet.svg")


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_page_that_the_template_excludes_is_not_written(
    project: QgsProject, tmp_path: Path, ending: str
) -> None:
    layout = QgsPrintLayout(project)
    for _ in range(3):
        page = QgsLayoutItemPage(layout)
        page.setPageSize("A4")
        layout.pageCollection().addPage(page)
    layout.pageCollection().page(1).setExcludeFromExports(True)
    layout.renderContext().setDpi(50)
    write_layout(layout, tmp_path / f"sheet.{ending}")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"sheet.{ending}", f"sheet_3.{ending}"}

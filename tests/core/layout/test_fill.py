# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates filled for territories of every kind: what is written fits, nothing is covered."""

from __future__ import annotations

import itertools
import math

import pytest
from qgis.core import QgsLayoutItemScaleBar
from qgis.PyQt.QtCore import QPointF, QRectF

from srce_pac.core.layout.scale import ROUND_FIGURES
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.tests.support import pdf
from srce_pac.tests.support.filled_sheets import DIFFERENT, MARK, Maker, Sheet
from srce_pac.tests.support.sheets import compact, holds, overlap, scene, to_geometry

COMMUNES = {
    "the model": "59294",
    "a name of one letter": "80829",
    "the longest name": "80714",
    "a wide shape": "59234",
    "a tall shape": "62766",
    "a shape in three parts": "60320",
}
EPCIS = {
    "the model": "245901160",
    "the longest name": "200067965",
}
# Every arrangement for every kind of territory that it is made for, and the first for more.
SHEETS = {
    f"{template}, {what}": (template, code)
    for template in DIFFERENT
    for what, code in (EPCIS if template.startswith("epci") else COMMUNES).items()
}
SHEETS.update(
    {
        "commune_a3_landscape, an EPCI": ("commune_a3_landscape", "245901160"),
        "commune_a3_landscape, a hollow shape": ("commune_a3_landscape", "62615"),
        "commune_a3_landscape, the largest": ("commune_a3_landscape", "59353"),
        "commune_a3_landscape, the smallest": ("commune_a3_landscape", "59332"),
        "epci_a1_landscape, a shape in parts": ("epci_a1_landscape", "246000871"),
    }
)
# Communes of the Nord in which the demonstration has nothing.
EMPTY = ("59197", "59232")

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module", params=SHEETS)
def sheet(request: pytest.FixtureRequest, make: Maker) -> Sheet:
    """Every arrangement for every kind of territory."""
    template, code = SHEETS[request.param]
    return make(code, template=template)


# Of the first paragraph below, each test runs on every arrangement and territory.


def test_every_text_is_printed_whole_in_its_box(sheet: Sheet) -> None:
    for label in sheet.labels:
        assert sheet.printed_in(scene(label)) == compact(label.currentText()), label.id()


def test_the_legend_is_printed_whole_in_its_box(sheet: Sheet) -> None:
    legend = sheet.rect("legend")
    assert holds(sheet.rect("legend_box"), legend)
    printed = sheet.printed_in(legend)
    for line in sheet.legend_lines():
        assert compact(line) in printed, line


def test_no_two_texts_stand_on_each_other(sheet: Sheet) -> None:
    for (one, rect), (other, another) in itertools.combinations(sheet.texts.items(), 2):
        assert not overlap(rect, another), (one, other)


def test_no_two_boxes_stand_on_each_other(sheet: Sheet) -> None:
    for (one, rect), (other, another) in itertools.combinations(sheet.boxes.items(), 2):
        assert not overlap(rect, another), (one, other)


def test_the_band_stands_beside_the_map(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    # Over data of another region the sheet has no notice.
    notice = ["notice_box"] if any(item.id() == "notice_box" for item in sheet.shown) else []
    for name in ("legend_box", "text_box", "nota_box", *notice, "cartouche"):
        assert not overlap(frame, sheet.rect(name)), name


def test_everything_stands_on_the_page(sheet: Sheet) -> None:
    margin = 5
    paper = sheet.paper().adjusted(margin, margin, -margin, -margin)
    for item in sheet.shown:
        assert paper.contains(scene(item)), item.id()


def test_the_whole_territory_is_inside_the_frame(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    box = sheet.territory_on_paper().boundingBox()
    assert frame.contains(
        QRectF(QPointF(box.xMinimum(), box.yMinimum()), QPointF(box.xMaximum(), box.yMaximum()))
    )


def test_no_inset_covers_the_territory(sheet: Sheet) -> None:
    territory = sheet.territory_on_paper()
    for name in ("scale_box", "overview_box"):
        rect = sheet.rect(name)
        assert not territory.intersects(to_geometry(rect)), name


def test_the_insets_stand_inside_the_map(sheet: Sheet) -> None:
    for name in ("scale_box", "overview_box"):
        assert sheet.rect("map").contains(sheet.rect(name)), name


def test_the_scale_is_round_and_the_map_is_at_it(sheet: Sheet) -> None:
    scale = sheet.item("map").scale()
    figure = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
    assert round(figure, 3) in ROUND_FIGURES
    assert scale == pytest.approx(sheet.result.scale)


def test_the_printed_scale_is_that_of_the_map(sheet: Sheet) -> None:
    scale = f"{sheet.item('map').scale():,.0f}".replace(",", " ")
    assert f"Échelle 1/{scale}" in sheet.text


def test_the_scale_bar_has_the_length_that_it_says(sheet: Sheet) -> None:
    bar = sheet.item("scalebar")
    assert isinstance(bar, QgsLayoutItemScaleBar)
    metres = bar.unitsPerSegment() * (1000 if bar.unitLabel() == "km" else 1)
    printed = sheet.text
    last = f"{2 * bar.unitsPerSegment():g}".replace(".", ",")
    assert f"{last} {bar.unitLabel()}" in printed
    assert 2 * metres / sheet.item("map").scale() * 1000 < bar.rect().width()


def test_the_situation_map_shows_the_territory(sheet: Sheet) -> None:
    overview = sheet.item("overview")
    assert overview.extent().contains(sheet.result.territory.geometry.boundingBox())


def test_the_sheet_is_one_page_of_vectors(sheet: Sheet) -> None:
    assert pdf.info(sheet.file)["Pages"] == "1"
    assert pdf.images(sheet.file) == []


def test_the_mark_of_the_demonstration_stands_whole_within_the_map(sheet: Sheet) -> None:
    frame = sheet.rect("map")
    # No other text of the map is as tall; type grows with the paper.
    least = 5 * max(1.0, sheet.paper().width() / 420)
    letters = [w for w in sheet.words if w.bottom - w.top > least and w.left < frame.right()]
    letters = [w for w in letters if set(w.text) <= set(MARK)]
    inside = [
        w
        for w in letters
        if frame.contains(
            QRectF(QPointF(w.left, w.top), QPointF(w.right, w.bottom)).adjusted(
                0.5, 0.5, -0.5, -0.5
            )
        )
    ]
    assert sorted("".join(w.text for w in inside)) == sorted(compact(MARK))


@pytest.mark.parametrize("code", EMPTY)
def test_the_legend_says_so_where_nothing_lies_in_the_territory(code: str, make: Maker) -> None:
    sheet = make(code)
    assert sheet.legend_lines() == [
        "LÉGENDE",
        "Contour de commune",
        load_sheet("srce").legend_empty,
    ]
    assert load_sheet("srce").legend_empty in sheet.text


def test_the_legend_leaves_out_what_lies_beyond_the_frame(make: Maker) -> None:
    # A corner of the reservoir; corridors and the obstacle are further off.
    sheet = make("59294", scale=1_000, template="commune_a3_landscape")
    assert sheet.legend_lines()[1:] == [
        "Contour de commune",
        "Réservoir de Biodiversité",
        "À préserver",
    ]


def test_what_is_shown_outside_joins_the_legend(make: Maker) -> None:
    dimmed, shown = (
        make(EMPTY[0], outside=outside, scale=40_000).legend_lines() for outside in ("dim", "show")
    )
    assert len(dimmed) == 3
    assert "Corridors écologiques" in shown


# Scale.


def test_a_fixed_scale_is_kept(make: Maker) -> None:
    sheet = make("59294", scale=40_000)
    assert sheet.item("map").scale() == pytest.approx(40_000)
    assert "Échelle 1/40 000" in sheet.text


def test_a_fixed_scale_that_cuts_the_territory_is_told(make: Maker) -> None:
    sheet = make("59294", scale=5_000, template="commune_a3_landscape")
    assert [w for w in sheet.result.warnings if "1/5 000" in w and "1/15 000" in w]


def test_a_scale_finer_than_the_data_is_told(make: Maker) -> None:
    sheet = make("59294")
    assert [w for w in sheet.result.warnings if "1/25 000" in w]


def test_a_scale_as_coarse_as_the_data_is_not_told(make: Maker) -> None:
    sheet = make("59350")
    assert not [w for w in sheet.result.warnings if "1/25 000" in w]


@pytest.mark.parametrize("code", ["59234", "62766"])
def test_the_orientation_follows_the_shape_of_the_territory(code: str, make: Maker) -> None:
    both = ("commune_a3_landscape", "commune_a3_portrait")
    scales = [make(code, template=name).result.scale for name in both]
    assert make(code).result.scale == min(scales)

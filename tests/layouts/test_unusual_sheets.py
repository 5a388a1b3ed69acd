# SPDX-License-Identifier: GPL-3.0-or-later
"""Every bundled template filled for what no bundled territory is like, and printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.common.typography import POINT
from srce_pac.core.output.export import write_layout
from srce_pac.tests.support import pdf
from srce_pac.tests.support.sheets import compact, scene
from srce_pac.tests.support.template_checks import (
    NAME,
    READABLE,
    SMALLEST_TYPE,
    SOUND,
    TEMPLATES,
    Filler,
    beyond_the_map,
    columns_of,
    covered,
    kind_of,
    labels_of,
    misplaced_insets,
    model,
    rectangle,
    with_classes,
    wrong,
)

LONGEST = {COMMUNE: "80714", EPCI: "200067965"}

NAMES = {
    "one letter": "Y",
    "ninety letters": "Communauté de communes du Pays de Pont-Château, de Saint-Gildas-des-Bois et "
    "de la Presqu'île",
    "one long word": "Anticonstitutionnellement",
}


pytestmark = pytest.mark.usefixtures("qgis_app")

# The papers between them differ in size only.
PAPERS = ("_a4_", "_a3_", "_a0_")


@pytest.fixture(scope="module", params=[n for n in TEMPLATES if any(p in n for p in PAPERS)])
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_name_fits(name: str, template: str, filler: Filler) -> None:
    territory = filler.territory(model(template))
    named = replace(territory, entry=replace(territory.entry, name=name))
    page = filler.fill(template, model(template), territory=named)
    assert wrong(page, READABLE) == []


def test_an_expression_in_a_name_that_is_broken_is_not_evaluated(
    template: str, filler: Filler
) -> None:
    name = "L'Isle-en-[% 1 + 1 %]-Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson-[% 'x' %]"
    territory = filler.territory(model(template))
    named = replace(territory, entry=replace(territory.entry, name=name))
    page = filler.fill(template, model(template), territory=named)
    printed = page.item(NAME).currentText()
    assert "\n" in printed
    assert compact(printed) == compact(name.upper())


@pytest.mark.parametrize("most", [False, True])
def test_a_legend_of_any_length_is_whole(most: bool, template: str, filler: Filler) -> None:
    # On A4 the NOTA, which states the precision as well, leaves room for two lines less.
    count = (12 if "_a4_" in template else 14) if most else 1
    territory = filler.territory(model(template))
    sheet, classes = with_classes(count, filler.sheet, territory, filler.layers)
    page = filler.fill(template, model(template), sheet=sheet, layers=classes)
    # The only class is followed by a sentence that there is no other.
    assert len(labels_of(page.item("legend"))) == max(2, count)
    assert wrong(page, READABLE) == []


def test_boxes_change_column_for_the_sake_of_larger_type(filler: Filler) -> None:
    template = "commune_a3_portrait"
    usual = filler.fill(template, model(template))
    assert usual.rect("notice_box").left() == pytest.approx(usual.rect("text_box").left())
    sheet, classes = with_classes(14, filler.sheet, usual.territory, filler.layers)
    page = filler.fill(template, model(template), sheet=sheet, layers=classes)
    assert page.rect("notice_box").left() == pytest.approx(page.rect("legend_box").left())
    assert page.rect("nota_box").left() == pytest.approx(page.rect("text_box").left())
    assert wrong(page, READABLE) == []


@pytest.mark.parametrize("width", [20_000, 20], ids=["wide", "tall"])
def test_a_territory_a_thousand_times_longer_than_wide_is_drawn_whole(
    width: float, template: str, filler: Filler
) -> None:
    territory = filler.territory(model(template))
    strip = rectangle(territory.geometry.boundingBox().center(), width, 400_000 / width)
    page = filler.fill(template, model(template), replace(territory, geometry=strip))
    assert wrong(page, (*READABLE, beyond_the_map, misplaced_insets, covered)) == []


@pytest.mark.parametrize("template", [name for name in TEMPLATES if "portrait" in name])
def test_a_wide_territory_fills_a_portrait_map_from_side_to_side(
    template: str, filler: Filler
) -> None:
    wide = {COMMUNE: "59234", EPCI: "245900758"}[kind_of(template)]
    page = filler.fill(template, wide)
    needed = page.territory.geometry.boundingBox().width() / page.scale * 1000
    assert 0.6 < needed / page.rect("map").width() < 1
    assert wrong(page, (*READABLE, beyond_the_map, misplaced_insets, covered)) == []


def test_texts_three_times_longer_are_told_and_cover_nothing(template: str, filler: Filler) -> None:
    usual = filler.sheet
    longer = replace(
        usual,
        text="\n\n".join([usual.text] * 3),
        nota="\n\n".join([usual.nota] * 3),
        notice=" ".join([usual.notice] * 3),
    )
    page = filler.fill(template, model(template), sheet=longer)
    assert [text for text in page.warnings if template in text]
    assert wrong(page, SOUND) == []


def test_without_its_notice_a_band_has_no_hole(template: str, filler: Filler) -> None:
    whole = columns_of(filler.fill(template, model(template)))
    page = filler.fill(template, model(template), sheet=replace(filler.sheet, notice=""))
    assert "notice_box" not in page.boxes
    assert columns_of(page) == whole
    assert wrong(page, READABLE) == []


# On paper.


def test_every_text_is_printed_whole(template: str, filler: Filler, tmp_path: Path) -> None:
    page = filler.fill(template, LONGEST[kind_of(template)], file=tmp_path / "sheet.pdf")
    write_layout(page.layout, page.file)
    for label in page.labels:
        assert page.printed_in(scene(label)) == compact(label.currentText()), label.id()
    for name in ("text_title", "text", "nota", "notice"):
        # No line ends within a word that has a hyphen.
        written = page.item(name).currentText().split()
        assert page.words_in(page.rect(name)) == written, name
    legend = page.printed_in(page.rect("legend"))
    for line in page.legend_lines():
        assert compact(line) in legend, line
    # QGIS 3.22 sets type in whole tenths of a millimetre.
    least = SMALLEST_TYPE * page.factor - 0.05 / POINT
    assert [text for size, text in pdf.type_sizes(page.file) if size < least] == []
    assert pdf.page_size(page.file) == pytest.approx(
        (page.paper().width(), page.paper().height()), abs=0.3
    )

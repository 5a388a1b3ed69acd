# SPDX-License-Identifier: GPL-3.0-or-later
"""The bundled templates filled for many territories of their kind, each for a sixth of them."""

from __future__ import annotations

from typing import Any

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.template_checks import (
    CHECKS,
    KINDS,
    TEMPLATES,
    Check,
    Filler,
    astray,
    bar_on_arrow,
    beyond_the_map,
    beyond_the_page,
    broken_too_early,
    covered,
    covered_at_a_coarse_scale,
    cut,
    half_empty,
    kind_of,
    larger_than_the_name,
    misplaced_insets,
    overlapping_boxes,
    overlapping_texts,
    too_small,
    warned,
    without_legend,
)

COUNT = 36
# Communes and EPCIs of the Nord and the Pas-de-Calais in which the demonstration has objects of
# all six classes, and those in which it has none.
RICH = (
    *("62765", "62756", "62645", "62502", "62215", "62173", "59662", "59653"),
    *("246200844", "246200299", "245901160", "245900758", "245900428", "200093201"),
)
BARE = ("59197", "59232", "59598", "59457", "246201016", "246200729", "200069672")
# How many sheets of a template may have an inset on a corner of the territory, for its scale.
MOST_COVERED = 2

# The first test of a kind waits for seventy sheets.
pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.timeout(3600), pytest.mark.early]


class Survey:
    """What is wrong on the sheets of many territories of each kind.

    Each is filled into both orientations of one paper: those differ in size only.
    """

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.codes = {kind: chosen(filler.gazetteer, kind) for kind in KINDS}
        self._found: dict[str, dict[Check, list[str]]] = {}

    def of(self, template: str) -> dict[Check, list[str]]:
        if template not in self._found:
            self._measure(kind_of(template))
        return self._found[template]

    def _measure(self, kind: str) -> None:
        templates = [name for name in TEMPLATES if kind_of(name) == kind]
        self._found.update({name: {check: [] for check in CHECKS} for name in templates})
        for number, code in enumerate(self.codes[kind]):
            for name in (t for i, t in enumerate(templates) if (i // 2 + number) % 6 == 0):
                page = self.filler.fill(name, code)
                for check, found in self._found[name].items():
                    found += [f"{page.territory.entry.title}: {what}" for what in check(page)]


@pytest.fixture(scope="module")
def survey(filler: Filler) -> Survey:
    return Survey(filler)


@pytest.fixture
def faults(template: str, survey: Survey) -> dict[Check, list[str]]:
    """What is wrong on the sheets of a template."""
    return survey.of(template)


# Of the first paragraph below, each test is of six sheets on every template.


def test_many_territories_of_every_kind_are_measured(survey: Survey) -> None:
    assert [len(set(codes)) for codes in survey.codes.values()] == [COUNT, COUNT]


def test_nothing_is_told_of_the_texts(faults: dict[Check, list[str]]) -> None:
    assert faults[warned] == []


def test_no_text_stands_on_another(faults: dict[Check, list[str]]) -> None:
    assert faults[overlapping_texts] == []


def test_no_box_stands_on_another_or_on_the_map(faults: dict[Check, list[str]]) -> None:
    assert faults[overlapping_boxes] == []


def test_every_text_stands_in_one_box(faults: dict[Check, list[str]]) -> None:
    assert faults[astray] == []


def test_everything_stands_on_the_page(faults: dict[Check, list[str]]) -> None:
    assert faults[beyond_the_page] == []


def test_no_text_is_cut(faults: dict[Check, list[str]]) -> None:
    assert faults[cut] == []


def test_the_legend_says_something_and_is_whole(faults: dict[Check, list[str]]) -> None:
    assert faults[without_legend] == []


def test_a_line_of_the_legend_is_broken_only_where_it_must_be(
    faults: dict[Check, list[str]],
) -> None:
    assert faults[broken_too_early] == []


def test_no_type_is_smaller_than_six_and_a_half_points(faults: dict[Check, list[str]]) -> None:
    assert faults[too_small] == []


def test_the_name_of_the_territory_is_the_largest_type(faults: dict[Check, list[str]]) -> None:
    assert faults[larger_than_the_name] == []


def test_no_box_of_the_band_is_half_empty(faults: dict[Check, list[str]]) -> None:
    assert faults[half_empty] == []


def test_the_whole_territory_is_on_the_map(faults: dict[Check, list[str]]) -> None:
    assert faults[beyond_the_map] == []


def test_the_insets_stand_on_the_map_beside_each_other(faults: dict[Check, list[str]]) -> None:
    assert faults[misplaced_insets] == []


def test_the_insets_cover_the_territory_only_for_the_sake_of_its_scale(
    faults: dict[Check, list[str]],
) -> None:
    assert faults[covered_at_a_coarse_scale] == []
    assert len(faults[covered]) <= MOST_COVERED


def test_the_bar_of_the_scale_ends_before_the_north_arrow(faults: dict[Check, list[str]]) -> None:
    assert faults[bar_on_arrow] == []


def chosen(gazetteer: Gazetteer, kind: str) -> list[str]:
    """Codes of territories of a kind: the extremes of name, size and shape, and what is between."""
    entries = [entry for entry in gazetteer.entries if entry.kind == kind]
    boxes = {}
    parts = {}
    areas = {}
    for entry in entries:
        geometry = gazetteer.territory(entry).geometry
        boxes[entry.code] = geometry.boundingBox()
        parts[entry.code] = geometry.constGet().numGeometries()
        areas[entry.code] = geometry.area()
    ratios = {code: box.width() / box.height() for code, box in boxes.items()}
    codes = [entry.code for entry in entries]
    names = {entry.code: len(entry.name) for entry in entries}

    def lowest(values: dict[str, Any], count: int) -> list[str]:
        return sorted(codes, key=lambda code: values[code])[:count]

    def highest(values: dict[str, Any], count: int) -> list[str]:
        return sorted(codes, key=lambda code: -values[code])[:count]

    extremes = [
        *highest(names, 5),
        *lowest(names, 3),
        *lowest(areas, 3),
        *highest(areas, 3),
        *highest(parts, 4),
        *lowest(ratios, 3),
        *highest(ratios, 3),
        *(code for code in (*RICH, *BARE) if code in names),
    ]
    others = codes[:: max(1, len(codes) // COUNT)]
    return list(dict.fromkeys([*extremes, *others, *codes]))[:COUNT]

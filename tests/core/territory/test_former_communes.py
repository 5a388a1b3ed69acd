# SPDX-License-Identifier: GPL-3.0-or-later
"""Associated, delegated and merged communes, found by their own names and codes."""

from __future__ import annotations

import csv

import pytest

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.territory.former_communes import TABLE
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import SIDE, Row, box, find
from srce_pac.tests.support.territories import lambert, memory_layer

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Lomme", "Lomme – Lille (59350)"),
        ("lomme", "Lomme – Lille (59350)"),
        ("59355", "Lomme – Lille (59350)"),
        ("Hellemmes-Lille", "Hellemmes-Lille – Lille (59350)"),
        ("59298", "Hellemmes-Lille – Lille (59350)"),
        ("saint-pol-sur-mer", "Saint-Pol-sur-Mer – Dunkerque (59183)"),
        ("Fort Mardyck", "Fort-Mardyck – Dunkerque (59183)"),
        ("62549", "Marconne – Hesdin-la-Forêt (62447)"),
        # Of another département than what holds it.
        ("02285", "Escaufourt – Saint-Souplet (59545)"),
        # It bears the code of what it was merged into.
        ("Guignicourt", "Guignicourt – Villeneuve-sur-Aisne (02360)"),
    ],
)
def test_a_former_commune_leads_to_what_holds_it(
    embedded: Gazetteer, text: str, title: str
) -> None:
    assert embedded.search(text)[0].title == title
    entry = embedded.resolve(text)
    assert entry.title == title
    assert entry == embedded.resolve(entry.reference)
    territory = embedded.territory(entry)
    assert territory.entry.title == title.partition(" – ")[2]
    assert territory.found_as == title.partition(" – ")[0]


@pytest.mark.parametrize("text", ["Hellemmes", "hellemmes"])
def test_one_is_found_without_the_name_of_what_holds_it(embedded: Gazetteer, text: str) -> None:
    assert embedded.resolve(text).code == "59350"
    assert embedded.search(text)[0].code == "59350"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("59294,", "59294"),
        (" 59 294 ", "59294"),
        ("590294", "59294"),
        ("2001", "02001"),
        ("Haynecourt\n", "59294"),
        ("Haynecourt (59294)", "59294"),
        ("Lomme – Lille (59350)", "59350"),
        ("200 068 500", "200068500"),
    ],
)
def test_a_text_is_taken_as_it_is_meant(embedded: Gazetteer, text: str, code: str) -> None:
    assert embedded.resolve(text).code == code


def test_a_territory_found_by_its_own_name_says_nothing_of_others(embedded: Gazetteer) -> None:
    territory = find(embedded, "Lille")
    assert (territory.entry.title, territory.found_as) == ("Lille (59350)", "")


def test_a_selection_says_what_led_to_its_communes(embedded: Gazetteer) -> None:
    selection = embedded.resolve("59355, 59294, 59298")
    assert selection.members == ("59350", "59294")
    assert selection.found_as == "Lomme, Hellemmes-Lille"


def test_a_name_of_a_commune_wins_over_that_of_a_former_one() -> None:
    rows = [
        Row(box(0, 0, SIDE), {"code": "59350", "nom": "Lille"}),
        Row(box(SIDE, 0, SIDE), {"code": "01001", "nom": "Lomme"}),
    ]
    assert Gazetteer([memory_layer(rows)]).resolve("Lomme").code == "01001"


def test_what_an_older_layer_still_has_is_itself() -> None:
    rows = [
        Row(box(0, 0, SIDE), {"code": "59350", "nom": "Lille"}),
        Row(box(SIDE, 0, SIDE), {"code": "59355", "nom": "Lomme"}),
    ]
    found = Gazetteer([memory_layer(rows)])
    assert {found.resolve(text).code for text in ("Lomme", "59355")} == {"59355"}
    assert [entry.title for entry in found.search("Lomme")] == ["Lomme (59355)"]


def test_one_whose_commune_is_not_loaded_is_unknown() -> None:
    found = Gazetteer([memory_layer([Row(box(0, 0, SIDE), {"code": "01001", "nom": "A"})])])
    assert found.search("Lomme") == []
    with pytest.raises(TerritoryError):
        found.resolve("59355")


@pytest.fixture
def with_its_chief_town() -> Gazetteer:
    """Lille, its delegated commune of the same name and code, and Lomme."""
    holder = "code_insee_de_la_commune_de_rattachement"
    parts = [
        Row(box(0, 0, SIDE), {"code": "59350", "nom": "Lille", "nature": "COMD", holder: "59350"}),
        Row(box(0, SIDE, SIDE), {"code": "59355", "nom": "Lomme", "nature": "", holder: "59350"}),
    ]
    whole = [Row(box(0, 0, SIDE, 2 * SIDE), {"code": "59350", "nom": "Lille"})]
    return Gazetteer([memory_layer(whole), memory_layer(parts, "parts")])


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Lille", "59350"),
        ("59350", "59350"),
        ("Lille (59350)", "59350"),
        ("59350 Lille", "59350 Lille"),
        ("Lille (part of 59350)", "59350 Lille"),
    ],
)
def test_a_part_of_the_name_and_code_of_the_whole_is_told_from_it(
    with_its_chief_town: Gazetteer, text: str, reference: str
) -> None:
    entry = with_its_chief_town.resolve(text)
    assert entry.reference == reference
    titles = [found.title for found in with_its_chief_town.search("lille")]
    assert sorted(titles) == ["Lille (59350)", "Lille (part of 59350)"]


@pytest.mark.parametrize("order", [1, -1])
def test_contours_of_a_whole_and_of_its_part_are_not_mixed_up(
    with_its_chief_town: Gazetteer, order: int
) -> None:
    for text, area in [("59350", 2.0), ("59350 Lille", 1.0)][::order]:
        contour = with_its_chief_town.contour(with_its_chief_town.resolve(text), lambert())
        assert contour.area() == pytest.approx(area * SIDE * SIDE)


def test_each_former_commune_leads_to_one_that_is_none(embedded: Gazetteer) -> None:
    with TABLE.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert len(rows) > 2_500
    former = {row["code"] for row in rows if row["code"] != row["holder"]}
    assert former.isdisjoint({row["holder"] for row in rows})
    ours = [row for row in rows if row["holder"][:2] in ("02", "59", "60", "62", "80")]
    assert all(embedded.entry(row["holder"]) is not None for row in ours)

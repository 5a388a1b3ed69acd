# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered for a text, and what is taken without a look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from srce_pac.core.common.errors import AbsentTerritoryError, TerritoryError
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.acronyms import known_acronyms
from srce_pac.core.territory.elsewhere import Elsewhere
from srce_pac.core.territory.entry import Entry
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.kept_selections import keep_selection, kept_selections
from srce_pac.core.territory.name_index import NameIndex, fold, fold_all
from srce_pac.core.territory.name_tails import Tails
from srce_pac.core.territory.recent_territories import (
    MOST,
    recent_territories,
    remember_territory,
)
from srce_pac.core.territory.search import offer_territories, only_territory
from srce_pac.tests.support.desktop import own_settings

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(autouse=True)
def own(tmp_path: Path) -> Iterator[None]:
    with own_settings(tmp_path):
        yield


@pytest.mark.parametrize(
    ("typed", "is_near"),
    [
        ("lens", True),
        ("lenz", True),
        ("sens", True),
        ("les", True),
        ("ens", True),
        ("lenss", True),
        ("xlens", True),
        ("lnes", True),
        ("elns", True),
        ("lnse", False),
        ("lyys", False),
        ("l" * 1000, False),
    ],
)
def test_one_letter_may_be_wrong(typed: str, is_near: bool) -> None:
    whole, longer = Tails([("lens", 7)]).near(typed)
    assert bool(whole or longer) == is_near
    assert {*whole, *longer} <= {7}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("lens", ["Lens", "CC du Lens", "Lensville", "Arc-sur-Lens", "Doullens"]),
        # As long as what is typed before longer ones, those that begin so before others.
        ("lems", ["Lens", "CC du Lens", "Lensville", "Arc-sur-Lens"]),
        ("lensvile", ["Lensville"]),
        ("doullnes", ["Doullens"]),
        # Of three letters too many names are within one.
        ("lez", []),
        # Where one begins so, no letter is taken for wrong.
        ("lensv", ["Lensville"]),
        ("arcsur", ["Arc-sur-Lens"]),
        ("ullen", ["Doullens"]),
    ],
)
def test_the_best_match_comes_first(typed: str, names: list[str]) -> None:
    whole = ["Arc-sur-Lens", "Doullens", "Lensville", "Communauté de communes du Lens", "Lens"]
    matches = NameIndex(whole).matches([typed])
    found = [whole[match.place].replace("Communauté de communes", "CC") for match in matches]
    assert found == names


def test_many_names_are_folded_as_each_is(embedded: Gazetteer) -> None:
    names = [e.name for e in embedded.entries]
    names += ["", " St\nSte ", "L'Œuvre – STS", "Ste.", "best", "ﬆ x", "St" * 3, "Île-d’Yeu²"]
    assert fold_all(names) == [fold(name) for name in names]
    assert fold_all([]) == []


def test_known_acronyms_are_of_epcis(embedded: Gazetteer) -> None:
    for acronym, code in known_acronyms():
        assert code in [entry.code for entry in embedded.search(acronym, 3)], acronym


@pytest.mark.parametrize(
    ("typed", "is_sure"),
    [
        ("haynec", True),
        ("mormal", False),
        ("pays de morm", True),
        ("ynecou", False),
        ("lile", False),
        # Codes as others write them.
        ("590294", True),
        ("2001", True),
    ],
)
def test_what_begins_so_is_sure(embedded: Gazetteer, typed: str, is_sure: bool) -> None:
    assert offer_territories(embedded, typed, 12).is_sure == is_sure


@pytest.mark.parametrize(
    ("typed", "lies_in"),
    [
        ("33063", "33"),
        ("Bordeaux", "33"),
        ("243300316", "33"),
        ("Gironde", "33"),
        ("2A004", "2A"),
        ("évreux", "27"),
        ("97411", "974"),
        # As others write codes: a lost zero, the DGFiP's, a title that was copied.
        ("1004", "01"),
        ("330063", "33"),
        ("Bordeaux (33063, Gironde)", "33"),
        # The name of many says nothing, that of a few that are not loaded does.
        ("saint denis 93", "93"),
        ("Haynecourt", ""),
        ("59294", ""),
        ("xyzzy", ""),
    ],
)
def test_a_departement_that_is_not_loaded_is_named(
    embedded: Gazetteer, typed: str, lies_in: str
) -> None:
    told = [each.departement for each in offer_territories(embedded, typed, 12).elsewhere]
    assert told == ([lies_in] if lies_in else [])
    if lies_in:
        with pytest.raises(AbsentTerritoryError) as refused:
            embedded.resolve(typed)
        assert refused.value.about == lies_in


@pytest.mark.parametrize(
    ("typed", "kind", "first", "absent"),
    [
        ("cam", EPCI, "200068500", []),
        ("2", EPCI, "200018083", []),
        ("2", COMMUNE, "", []),
        ("cambrai", COMMUNE, "59122", []),
        ("33063", EPCI, "", []),
        ("33063", COMMUNE, "", ["33063"]),
        ("243300316", COMMUNE, "", []),
        ("gironde", EPCI, "", ["33"]),
    ],
)
def test_of_one_kind_there_are_as_many_as_of_all(
    embedded: Gazetteer, typed: str, kind: str, first: str, absent: list[str]
) -> None:
    keep_selection(embedded.resolve("59294,59122", "Cambrai et Haynecourt"))
    offer = offer_territories(embedded, typed, 3, kind)
    assert {entry.kind for entry in offer.entries} <= {kind}
    assert [entry.code for entry in offer.entries][:1] == [first][: bool(first)]
    assert [each.code for each in offer.elsewhere] == absent


def test_kept_selections_are_offered_by_name(embedded: Gazetteer) -> None:
    keep_selection(embedded.resolve("59294,59122", "SCoT du Cambrésis"))
    offer = offer_territories(embedded, "scot", 12)
    assert offer.is_sure
    assert offer.entries[0].name == "SCoT du Cambrésis"
    assert only_territory(embedded, "scot du cambresis").members == ("59294", "59122")
    # No commune that is but called alike, such as Plailly.
    keep_selection(embedded.resolve("59294,59122", "PLUi du Sud"))
    assert [entry.name for entry in offer_territories(embedded, "plui", 12).entries] == [
        "PLUi du Sud"
    ]


def test_a_key_puts_together_only_what_is_offered(
    embedded: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("PLUi du Sud", "SCoT du Nord", "Nord", "Nord et Sud"):
        keep_selection(embedded.resolve("59294,59122", title))
    asked: list[str] = []

    def elsewhere(_: Gazetteer, text: str) -> list[Elsewhere]:
        asked.append(text)
        return []

    def select(self: Gazetteer, entries: Sequence[Entry], title: str = "") -> Entry:
        asked.append(title)
        return put_together(self, entries, title)

    put_together = Gazetteer.selection
    monkeypatch.setattr(Gazetteer, "elsewhere", elsewhere)
    monkeypatch.setattr(Gazetteer, "selection", select)
    offer_territories(embedded, "haynec", 12)
    only_territory(embedded, "haynec")
    assert asked == []
    offer = offer_territories(embedded, "nord", 12)
    assert asked == ["Nord et Sud", "Nord", "SCoT du Nord"]
    assert [entry.name for entry in offer.entries if entry.members[:1] == ("59294",)] == asked
    asked.clear()
    assert only_territory(embedded, "nord").name == "Nord"
    assert offer.elsewhere == []
    assert offer.elsewhere == []
    assert asked == ["Nord", "nord"]


def test_names_are_folded_once_to_be_looked_for_elsewhere(
    embedded: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [each.code for each in embedded.elsewhere("Bourg-en-Bresse")] == ["01053"]
    monkeypatch.delattr("srce_pac.core.territory.elsewhere.fold_all")
    assert embedded.elsewhere("bourg en bresse")


@pytest.mark.parametrize(
    ("typed", "lie_in"),
    [
        # Five in France, two of them in what is loaded.
        ("brie", ["09", "16", "35"]),
        # Four, which are too many to choose from.
        ("saint-denis", []),
        ("saint-denis 974", ["974"]),
        ("haynecourt", []),
    ],
)
def test_a_few_that_are_not_loaded_are_told(
    embedded: Gazetteer, typed: str, lie_in: list[str]
) -> None:
    assert [each.departement for each in embedded.elsewhere(typed)] == lie_in


def test_the_name_of_many_that_are_not_loaded_asks_for_the_departement(
    embedded: Gazetteer,
) -> None:
    with pytest.raises(TerritoryError, match=r"of 4 others.*“saint-denis 11”") as refused:
        embedded.resolve("saint-denis")
    assert not isinstance(refused.value, AbsentTerritoryError)


@pytest.mark.parametrize(
    ("title", "code"),
    [("Cambrai", "59122"), ("59294", "59294"), ("cud", "245900428"), ("Cambrai-Est", "")],
)
def test_a_territory_comes_before_a_selection_that_is_called_so(
    embedded: Gazetteer, title: str, code: str
) -> None:
    keep_selection(embedded.resolve("59183,59350", title))
    assert only_territory(embedded, title).code == code
    assert embedded.is_known(title) == bool(code)


def test_what_differs_by_a_letter_is_not_taken(embedded: Gazetteer) -> None:
    with pytest.raises(TerritoryError, match="Haynecourt"):
        only_territory(embedded, "haynecuort")


def test_recent_territories_are_few_and_each_but_once(embedded: Gazetteer) -> None:
    for entry in [*embedded.entries[: MOST + 2], embedded.entries[4]]:
        remember_territory(entry)
    remember_territory(embedded.resolve("59294,59122", "Essai"))
    names = [entry.name for entry in recent_territories(embedded)]
    assert len(names) == len(set(names)) == MOST
    assert names[:2] == ["Essai", embedded.entries[4].name]
    assert offer_territories(embedded, " ", 12).entries[0].members == ("59294", "59122")


@pytest.mark.parametrize("damaged", ["{", "[1]", '[["59294"]]', '"x"', "[[1, 2]]", "[" * 100_000])
def test_damaged_settings_hold_no_territory(embedded: Gazetteer, damaged: str) -> None:
    settings = Settings.load()
    settings.recent_territories = settings.selections = damaged
    settings.save()
    assert recent_territories(embedded) == kept_selections(embedded) == []

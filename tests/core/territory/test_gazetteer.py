# SPDX-License-Identifier: GPL-3.0-or-later
"""The gazetteer: territories found by name and code, and put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import EPCI, SELECTION
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.name_index import fold
from srce_pac.tests.support.factories import SIDE, box, commune, epci, make_gazetteer, two_communes
from srce_pac.tests.support.territories import CAMBRAI, VALENCIENNES, codes, lambert, named, names

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestFold:
    """What is the same name."""

    @pytest.mark.parametrize(
        ("written", "typed"),
        [
            ("Haynecourt", "HAYNECOURT"),
            ("Béthune", "bethune"),
            ("Béthune", "Be\u0301thune"),
            ("Œuilly", "oeuilly"),
            ("Saint-Omer", "saint omer"),
            ("Saint-Omer", "St Omer"),
            ("Saint-Omer", "ST-OMER"),
            ("Saint-Omer", "St. Omer"),
            ("Sainte-Catherine", "Ste Catherine"),
            ("Villeneuve-d'Ascq", "villeneuve d ascq"),
            ("Villeneuve-d'Ascq", "Villeneuve\u2010d’Ascq"),
            ("L'Île-d'Yeu", "l’ile d`yeu"),
            ("Lens", "  lens  "),
        ],
    )
    def test_two_ways_to_write_a_name_are_one(self, written: str, typed: str) -> None:
        assert fold(written) == fold(typed)

    @pytest.mark.parametrize(
        ("one", "other"), [("Lens", "Lenz"), ("Saint-Omer", "Sainte-Omer"), ("Y", "I")]
    )
    def test_different_names_stay_different(self, one: str, other: str) -> None:
        assert fold(one) != fold(other)


class TestSearch:
    """Completion while typing."""

    @pytest.mark.parametrize(
        "typed",
        ["haynec", "HAYNECOURT", "Haynecourt", " haynecourt ", "ynecou", "59294"],
    )
    def test_haynecourt_is_found_first(self, embedded: Gazetteer, typed: str) -> None:
        assert codes(embedded, typed)[0] == "59294"

    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("bethune", "62119"),
            ("st omer", "62765"),
            ("saint-omer", "62765"),
            ("St-Omer", "62765"),
            ("ste catherine", "62744"),
            ("villeneuve d’ascq", "59009"),
            ("VILLENEUVE D ASCQ", "59009"),
            ("oeuilly", "02565"),
            ("y", "80829"),
            ("cambrai", "59122"),
            ("valenciennes metropole", VALENCIENNES),
            ("haynecuort", "59294"),
            ("hynecourt", "59294"),
            ("haynnecourt", "59294"),
            ("jaynecourt", "59294"),
            ("lile", "59350"),
            ("villeneuve dasq", "59009"),
            ("pays de mormal", "200043321"),
            ("pays de mornal", "200043321"),
            ("MEL", "200093201"),
            ("cud", "245900428"),
            ("ca2c", "200030633"),
            ("200 068 500", CAMBRAI),
        ],
    )
    def test_the_best_match_of_the_embedded_territories_comes_first(
        self, embedded: Gazetteer, typed: str, code: str
    ) -> None:
        assert codes(embedded, typed)[0] == code

    def test_an_apostrophe_left_out_is_no_hindrance(self, embedded: Gazetteer) -> None:
        assert codes(embedded, "villeneuve dascq")[:1] == ["59009"]

    def test_a_hyphen_left_out_is_no_hindrance(self, embedded: Gazetteer) -> None:
        assert "62765" in codes(embedded, "saintomer")

    @pytest.mark.parametrize("typed", ["ste", "STE", "Ste"])
    def test_half_typed_ste_is_steenvoorde_and_sainte(
        self, embedded: Gazetteer, typed: str
    ) -> None:
        found = names(embedded, typed, 100)
        assert "Steenvoorde" in found
        assert any(name.startswith("Sainte-") for name in found)

    def test_half_typed_st_is_steenvoorde_and_saint(self, embedded: Gazetteer) -> None:
        found = names(embedded, "st", 500)
        assert "Steenvoorde" in found
        assert "Saint-Omer" in found

    def test_st_within_a_name_is_saint(self, embedded: Gazetteer) -> None:
        assert "Lafresguimont-Saint-Martin" in names(embedded, "lafresguimont st martin")

    def test_order_is_exact_then_prefix_then_word_then_inside(self, tmp_path: Path) -> None:
        # The population of these rises: it would turn the order round.
        gazetteer = named(tmp_path, "Lens", "Lens-Est", "Noyelles-sous-Lens", "Doullens")
        assert names(gazetteer, "lens") == ["Lens", "Lens-Est", "Noyelles-sous-Lens", "Doullens"]

    def test_equal_matches_stand_by_population(self, tmp_path: Path) -> None:
        gazetteer = named(tmp_path, "Lensa", "Lensb", "Lensc")
        assert names(gazetteer, "lens") == ["Lensc", "Lensb", "Lensa"]

    def test_a_territory_is_listed_once(self, embedded: Gazetteer) -> None:
        found = codes(embedded, "saint", 1000)
        assert len(found) == len(set(found))

    @pytest.mark.parametrize("limit", [1, 3, 7])
    def test_no_more_than_the_limit_is_given(self, embedded: Gazetteer, limit: int) -> None:
        assert len(embedded.search("saint", limit)) == limit

    @pytest.mark.parametrize("typed", ["", "   ", "-", "'’", "!?"])
    def test_nothing_typed_finds_nothing(self, embedded: Gazetteer, typed: str) -> None:
        assert embedded.search(typed) == []

    def test_an_unknown_name_finds_nothing(self, embedded: Gazetteer) -> None:
        assert embedded.search("zzyzx") == []

    def test_the_start_of_an_insee_code_lists_codes_in_order(self, embedded: Gazetteer) -> None:
        found = codes(embedded, "5929")
        assert found == sorted(found)
        assert "59294" in found
        assert all(code.startswith("5929") for code in found)

    def test_a_leading_zero_of_a_code_counts(self, embedded: Gazetteer) -> None:
        assert set(codes(embedded, "0256", 20)) <= {f"0256{i}" for i in range(10)}

    def test_a_siren_code_finds_its_epci(self, embedded: Gazetteer) -> None:
        assert codes(embedded, CAMBRAI) == [CAMBRAI]

    def test_a_siren_code_in_groups_of_three_finds_its_epci(self, embedded: Gazetteer) -> None:
        assert codes(embedded, "200 068 500") == [CAMBRAI]

    @pytest.mark.parametrize("typed", ["2A004", "2a004", "2a0"])
    def test_a_corsican_code_is_found(self, tmp_path: Path, typed: str) -> None:
        gazetteer = make_gazetteer(tmp_path, [commune("2A004", "Ajaccio", box(0, 0, SIDE))])
        assert codes(gazetteer, typed) == ["2A004"]

    def test_a_code_that_starts_no_code_finds_nothing(self, embedded: Gazetteer) -> None:
        assert embedded.search("99999") == []

    def test_a_departement_narrows_a_name(self, embedded: Gazetteer) -> None:
        found = embedded.search("saint-martin 62", 100)
        assert len(found) > 3
        assert {entry.departement for entry in found} == {"62"}

    def test_a_departement_tells_namesakes_apart(self, embedded: Gazetteer) -> None:
        everywhere = [e for e in embedded.search("bailleul", 50) if e.name == "Bailleul"]
        assert {e.departement for e in everywhere} == {"59", "80"}
        assert codes(embedded, "bailleul 80")[0] == next(
            e.code for e in everywhere if e.departement == "80"
        )

    def test_namesakes_have_different_titles(self, embedded: Gazetteer) -> None:
        titles = [e.title for e in embedded.search("bailleul", 50) if e.name == "Bailleul"]
        assert len(titles) == 2
        assert len(set(titles)) == 2

    def test_namesakes_say_their_departement(self, embedded: Gazetteer) -> None:
        found = [e for e in embedded.search("bailleul", 50) if e.name == "Bailleul"]
        assert {e.departement_name for e in found} == {"Nord", "Somme"}

    @pytest.mark.parametrize("typed", ["agglomération de cambrai", "agglomeration cambrai"[:14]])
    def test_an_epci_is_found_by_a_part_of_its_name(self, embedded: Gazetteer, typed: str) -> None:
        assert CAMBRAI in codes(embedded, typed, 200)


class TestResolve:
    """The one territory that a text names."""

    @pytest.mark.parametrize("text", ["59294", " 59294 ", "Haynecourt", "HAYNECOURT", "haynecourt"])
    def test_a_commune_by_code_or_exact_name(self, embedded: Gazetteer, text: str) -> None:
        assert embedded.resolve(text).code == "59294"

    def test_an_epci_by_siren(self, embedded: Gazetteer) -> None:
        entry = embedded.resolve(VALENCIENNES)
        assert (entry.kind, len(entry.members)) == (EPCI, 35)

    def test_an_epci_by_exact_name(self, embedded: Gazetteer) -> None:
        assert embedded.resolve("communaute d’agglomeration de cambrai").code == CAMBRAI

    def test_a_corsican_code_in_lower_case(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(tmp_path, [commune("2A004", "Ajaccio", box(0, 0, SIDE))])
        assert gazetteer.resolve("2a004").name == "Ajaccio"

    def test_an_exact_name_wins_over_longer_ones(self, embedded: Gazetteer) -> None:
        assert embedded.resolve("Lens").code == "62498"

    def test_a_namesake_is_refused_with_the_codes_to_choose_from(self, embedded: Gazetteer) -> None:
        with pytest.raises(TerritoryError) as refusal:
            embedded.resolve("Bailleul")
        for part in ("Bailleul", "59043", "Nord", "Somme"):
            assert part in str(refusal.value)

    def test_an_unknown_name_is_refused_with_the_nearest(self, embedded: Gazetteer) -> None:
        with pytest.raises(TerritoryError) as refusal:
            embedded.resolve("haynecour")
        assert "haynecour" in str(refusal.value)
        assert "59294" in str(refusal.value)

    @pytest.mark.parametrize("text", ["zzyzx", "99999", "", "   ", "x'; DROP TABLE y; --", "%"])
    def test_what_names_nothing_is_refused_with_what_was_typed(
        self, embedded: Gazetteer, text: str
    ) -> None:
        with pytest.raises(TerritoryError) as refusal:
            embedded.resolve(text)
        assert f"“{text.strip()}”" in str(refusal.value)

    def test_braces_in_a_name_do_not_break_the_refusal(self, embedded: Gazetteer) -> None:
        with pytest.raises(TerritoryError, match=r"\{list\}"):
            embedded.resolve("{list} {0}")

    def test_entry_gives_the_entry_of_a_code(self, embedded: Gazetteer) -> None:
        found = embedded.entry("59294")
        assert found is not None
        assert found.name == "Haynecourt"
        assert embedded.entry("99999") is None


class TestSelection:
    """Communes that the user puts together: a SCoT, a canton."""

    @pytest.fixture
    def region(self, tmp_path: Path) -> Gazetteer:
        """The two communes of an EPCI and, apart from them, Gamma of the Pas-de-Calais."""
        gamma = commune("62003", "Gamma", box(4 * SIDE, 0, SIDE), population=7)
        there = {"departement": "62", "departement_name": "Pas-de-Calais"}
        gamma = gamma._replace(values={**gamma.values, **there})
        return make_gazetteer(tmp_path, [*two_communes(), gamma])

    def test_codes_and_names_with_commas_between_are_one_territory(self, region: Gazetteer) -> None:
        entry = region.resolve("59001, gamma", "SCoT des Lettres")
        assert (entry.kind, entry.name, entry.code) == (SELECTION, "SCoT des Lettres", "")
        assert (entry.members, entry.population) == (("59001", "62003"), 307)

    def test_its_contour_is_the_union_of_its_communes(self, region: Gazetteer) -> None:
        territory = region.territory(region.resolve("59001,62003"))
        assert territory.geometry.area() == pytest.approx(2 * SIDE**2, rel=1e-6)
        assert len(territory.geometry.asMultiPolygon()) == 2

    def test_it_lies_in_the_departement_of_most_of_its_communes(self, region: Gazetteer) -> None:
        entry = region.resolve("62003,59001,59002")
        assert (entry.departement, entry.departement_name) == ("59", "Nord – Pas-de-Calais")

    def test_an_epci_gives_its_communes_each_but_once(self, region: Gazetteer) -> None:
        assert region.resolve("59002,200000001,59001").members == ("59002", "59001")

    def test_without_a_title_it_bears_the_names_of_its_communes(self, region: Gazetteer) -> None:
        assert region.resolve("59001,62003").name == "Alpha, Gamma"
        assert region.resolve("59001,59002,62003,200000001").name == "Alpha, Bêta, Gamma…"

    def test_one_commune_under_a_title_of_ones_own_is_a_selection(self, region: Gazetteer) -> None:
        entry = region.resolve("59001", "  Plan local \n d'Alpha ")
        assert (entry.kind, entry.title) == (SELECTION, "Plan local d'Alpha")

    def test_a_commune_that_is_not_there_is_refused_by_its_own_name(
        self, region: Gazetteer
    ) -> None:
        with pytest.raises(TerritoryError, match="“59009”"):
            region.resolve("59001,59009")

    def test_a_comma_may_belong_to_a_name(self, tmp_path: Path) -> None:
        name = "CC Lacs, Landes et Vallées"
        gazetteer = make_gazetteer(
            tmp_path, [*two_communes()[:2], epci("200000009", name, box(0, 0, SIDE), ["59001"])]
        )
        assert gazetteer.resolve(name).code == "200000009"

    def test_its_reference_finds_it_again(self, region: Gazetteer) -> None:
        entry = region.resolve("59001,62003", "Titre")
        assert region.resolve(entry.reference, entry.name) == entry

    def test_what_it_lies_in_are_the_epcis_of_its_departement(self, region: Gazetteer) -> None:
        places = region.surroundings(region.resolve("59001,62003"), lambert())
        assert [place.code for place in places] == ["200000001"]

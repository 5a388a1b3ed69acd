# SPDX-License-Identifier: GPL-3.0-or-later
"""The gazetteer: territories found by name, code and place, in layers of every generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, NamedTuple

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import COMMUNE, EPCI, SELECTION
from srce_pac.core.territory.gazetteer import Gazetteer, fold
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    SIDE,
    X0,
    Y0,
    Row,
    bow_tie,
    box,
    commune,
    epci,
    find,
    make_gazetteer,
    open_layer,
    point,
    rows,
    two_communes,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

CAMBRAI = "200068500"
VALENCIENNES = "245901160"


@pytest.fixture(scope="module")
def embedded(qgis_app: Any) -> Gazetteer:
    """The territories that come with the plugin."""
    return open_gazetteer()


@pytest.fixture
def squares(tmp_path: Path) -> Gazetteer:
    """Two square communes side by side in one EPCI."""
    return make_gazetteer(tmp_path)


def names(gazetteer: Gazetteer, text: str, limit: int = 20) -> list[str]:
    """The names that a search gives, best first."""
    return [entry.name for entry in gazetteer.search(text, limit)]


def codes(gazetteer: Gazetteer, text: str, limit: int = 20) -> list[str]:
    """The codes that a search gives, best first."""
    return [entry.code for entry in gazetteer.search(text, limit)]


def named(folder: Path, *wanted: str) -> Gazetteer:
    """Communes of these names, the first one the least populated."""
    return make_gazetteer(
        folder,
        [
            commune(f"{59100 + i}", name, box(i * SIDE, 0, SIDE), population=i)
            for i, name in enumerate(wanted)
        ],
    )


def lambert() -> QgsCoordinateReferenceSystem:
    """EPSG:2154."""
    return QgsCoordinateReferenceSystem(LAMBERT)


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


class TestContour:
    """The contour of a territory, in metres."""

    def test_a_metropolitan_contour_is_in_lambert_93(self, embedded: Gazetteer) -> None:
        territory = find(embedded, "59294")
        assert territory.crs.authid() == LAMBERT
        official = QgsRectangle(709378, 7010943, 712967, 7013521)
        box = territory.geometry.boundingBox()
        for side in ("xMinimum", "yMinimum", "xMaximum", "yMaximum"):
            assert getattr(box, side)() == pytest.approx(getattr(official, side)(), abs=60)

    def test_the_contour_of_valenciennes_metropole_has_its_area(self, embedded: Gazetteer) -> None:
        geometry = find(embedded, VALENCIENNES).geometry
        assert geometry.area() / 1e6 == pytest.approx(263.8, rel=0.01)

    def test_a_contour_is_a_multi_polygon(self, squares: Gazetteer) -> None:
        geometry = find(squares, "59001").geometry
        assert geometry.wkbType() == QgsWkbTypes.Type.MultiPolygon

    @pytest.mark.parametrize(
        ("code", "crs"),
        [
            ("97105", "EPSG:5490"),
            ("97209", "EPSG:5490"),
            ("97302", "EPSG:2972"),
            ("97411", "EPSG:2975"),
            ("97608", "EPSG:4471"),
            ("2A004", LAMBERT),
        ],
    )
    def test_each_departement_has_its_legal_projection(
        self, tmp_path: Path, code: str, crs: str
    ) -> None:
        path = write_layer(
            tmp_path / "communes.gpkg", [Row(box(0, 0, SIDE), {"code": code, "nom": "Ici"})]
        )
        assert find(Gazetteer([open_layer(path)]), code).crs.authid() == crs

    def test_an_invalid_contour_is_repaired(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Nœud", bow_tie(0, 0, SIDE))])
        geometry = find(gazetteer, "59001").geometry
        assert geometry.isGeosValid()
        assert geometry.area() == pytest.approx(SIDE**2 / 2)

    def test_a_repaired_contour_holds_nothing_but_polygons(self, tmp_path: Path) -> None:
        x, y = X0, Y0
        spike = (
            f"Polygon(({x} {y}, {x + 1000} {y}, {x + 1000} {y + 1000}, {x + 2000} {y + 1000}, "
            f"{x + 1000} {y + 1000}, {x} {y + 1000}, {x} {y}))"
        )
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Épine", spike)])
        geometry = find(gazetteer, "59001").geometry
        assert geometry.wkbType() == QgsWkbTypes.Type.MultiPolygon
        assert geometry.area() == pytest.approx(SIDE**2)

    def test_a_territory_without_contour_is_refused_by_name(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(
            tmp_path, [*two_communes(), commune("59003", "Vide", None)], ".gpkg"
        )
        with pytest.raises(TerritoryError, match="Vide"):
            find(gazetteer, "59003")

    def test_points_are_no_contours(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "chefs_lieux.gpkg",
            [Row(point(0, 0), {"code": "59001", "nom": "Alpha"})],
            geometry="Point",
        )
        with pytest.raises(TerritoryError):
            find(Gazetteer([open_layer(path)]), "59001")


class TestPlaces:
    """Territories found by place, and those around."""

    def test_a_point_finds_the_commune_that_holds_it(self, embedded: Gazetteer) -> None:
        territory = find(embedded, "59294")
        inside = territory.geometry.pointOnSurface().asPoint()
        found = embedded.at(inside, territory.crs)
        assert found is not None
        assert (found.code, found.kind) == ("59294", COMMUNE)

    def test_a_point_may_be_in_any_crs(self, embedded: Gazetteer) -> None:
        mercator = QgsCoordinateReferenceSystem("EPSG:3857")
        transform = QgsCoordinateTransform(lambert(), mercator, QgsCoordinateTransformContext())
        found = embedded.at(transform.transform(QgsPointXY(711_000, 7_012_000)), mercator)
        assert found is not None
        assert found.code == "59294"

    def test_a_point_in_the_box_but_not_in_the_commune_is_not_of_it(self, tmp_path: Path) -> None:
        corner = f"Polygon(({X0} {Y0}, {X0 + 1000} {Y0}, {X0} {Y0 + 1000}, {X0} {Y0}))"
        gazetteer = make_gazetteer(tmp_path, [commune("59001", "Coin", corner)])
        assert gazetteer.at(QgsPointXY(X0 + 100, Y0 + 100), lambert()) is not None
        assert gazetteer.at(QgsPointXY(X0 + 900, Y0 + 900), lambert()) is None

    def test_a_point_out_at_sea_is_of_no_commune(self, embedded: Gazetteer) -> None:
        assert embedded.at(QgsPointXY(550_000, 7_090_000), lambert()) is None

    @pytest.mark.parametrize("point", [(0.0, 0.0), (1e12, 1e12), (-1e7, 5e6)])
    def test_a_point_far_off_is_of_no_commune(
        self, embedded: Gazetteer, point: tuple[float, float]
    ) -> None:
        assert embedded.at(QgsPointXY(*point), lambert()) is None

    def test_communes_of_an_extent_leave_out_epcis_and_those_elsewhere(
        self, squares: Gazetteer
    ) -> None:
        west = QgsRectangle(X0 + 100, Y0 + 100, X0 + 200, Y0 + 200)
        assert [p.code for p in squares.communes_in(west, lambert())] == ["59001"]

    def test_communes_of_an_extent_come_in_its_crs(self, squares: Gazetteer) -> None:
        mercator = QgsCoordinateReferenceSystem("EPSG:3857")
        transform = QgsCoordinateTransform(lambert(), mercator, QgsCoordinateTransformContext())
        extent = transform.transformBoundingBox(QgsRectangle(X0 + 9, Y0 + 9, X0 + 99, Y0 + 99))
        (place,) = squares.communes_in(extent, mercator)
        assert place.geometry.intersects(extent)

    def test_members_of_an_epci_come_with_their_contours(self, embedded: Gazetteer) -> None:
        cambrai = embedded.resolve(CAMBRAI)
        members = embedded.members(cambrai, lambert())
        assert len(members) == 55
        assert "59294" in {place.code for place in members}
        whole = find(embedded, CAMBRAI).geometry.area()
        assert sum(p.geometry.area() for p in members) == pytest.approx(whole, rel=0.001)

    def test_a_member_that_is_not_loaded_is_left_out(self, tmp_path: Path) -> None:
        gazetteer = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE), "200000001"),
                epci("200000001", "CC", box(0, 0, SIDE), ["59001", "59999"]),
            ],
        )
        places = gazetteer.members(gazetteer.resolve("200000001"), lambert())
        assert [place.code for place in places] == ["59001"]

    def test_a_commune_lies_among_the_communes_of_its_epci(self, embedded: Gazetteer) -> None:
        around = embedded.surroundings(embedded.resolve("59294"), lambert())
        assert {p.code for p in around} == set(embedded.resolve(CAMBRAI).members)

    def test_an_epci_lies_among_the_epcis_of_its_departement(self, embedded: Gazetteer) -> None:
        around = embedded.surroundings(embedded.resolve(CAMBRAI), lambert())
        found = [embedded.entry(p.code) for p in around]
        assert VALENCIENNES in {e.code for e in found if e}
        assert {(e.kind, e.departement) for e in found if e} == {(EPCI, "59")}


class Schema(NamedTuple):
    """Field names of a commune layer, in the order code, name, département, people, EPCI."""

    code: str
    name: str
    departement: str = ""
    population: str = ""
    epci: str = ""

    def row(self, wkt: str, values: Sequence[object], **others: object) -> Row:
        """A row of these values, those that the schema has no field for left out."""
        return Row(wkt, {**{k: v for k, v in zip(self, values) if k}, **others})


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


def test_members_that_the_gazetteer_lacks_are_named(tmp_path: Path) -> None:
    rows = [*two_communes()[:2], epci("200000009", "CC", box(0, 0, SIDE), ["59001", "76035"])]
    gazetteer = make_gazetteer(tmp_path, rows)
    assert gazetteer.absent(gazetteer.resolve("200000009")) == ["76035"]
    assert gazetteer.absent(gazetteer.resolve("59001")) == []


ADMIN_EXPRESS_3 = Schema("INSEE_COM", "NOM", "INSEE_DEP", "POPULATION", "SIREN_EPCI")
SCHEMAS = {
    "Admin Express 3": ADMIN_EXPRESS_3,
    "Admin Express 3, lower case": Schema(*(field.lower() for field in ADMIN_EXPRESS_3)),
    "Admin Express COG 4": Schema(
        "code_insee",
        "nom_officiel",
        "code_insee_du_departement",
        "population",
        "codes_siren_des_epci",
    ),
    "Admin Express 2 (2018)": Schema(
        "INSEE_COM", "NOM_COM", "INSEE_DEP", "POPULATION", "CODE_EPCI"
    ),
    "PCI Express": Schema("CODE_INSEE", "NOM_COM", "CODE_DEP"),
    "API Géo": Schema("code", "nom", epci="codeEpci"),
}


def communes_file(folder: Path, schema: Schema, ending: str = ".gpkg") -> Path:
    """Two communes of the Aisne, the first in the EPCI 200000001, the second in none."""
    aisne = [("02001", "Abbécourt", "02", 500, "200000001"), ("02002", "Y", "02", 90, "NR")]
    return write_layer(
        folder / f"communes{ending}",
        [schema.row(box(i * SIDE, 0, SIDE), values) for i, values in enumerate(aisne)],
        crs="EPSG:4326" if ending == ".geojson" else LAMBERT,
    )


class TestGenerations:
    """Commune and EPCI layers as offices hold them."""

    @pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
    def test_communes_of_each_generation_are_read(self, tmp_path: Path, schema: Schema) -> None:
        gazetteer = Gazetteer([open_layer(communes_file(tmp_path, schema))])
        entry = gazetteer.resolve("abbecourt")
        assert (entry.code, entry.name, entry.kind) == ("02001", "Abbécourt", COMMUNE)
        assert entry.departement == "02"
        assert entry.population == (500 if schema.population else 0)
        assert entry.epci == ("200000001" if schema.epci else "")
        assert find(gazetteer, "02001").geometry.area() == pytest.approx(SIDE**2, rel=1e-6)

    def test_an_epci_of_which_only_the_code_is_told_bears_its_known_name(
        self, tmp_path: Path
    ) -> None:
        values = ("59606", "Valenciennes", "59", 100, f"{VALENCIENNES}/200000009")
        row = ADMIN_EXPRESS_3.row(box(0, 0, SIDE), values)
        gazetteer = open_gazetteer(str(write_layer(tmp_path / "communes.gpkg", [row])))
        assert gazetteer.resolve(VALENCIENNES).name.endswith("Valenciennes Métropole")
        assert gazetteer.resolve("200000009").name == "200000009"

    @pytest.mark.parametrize("ending", [".shp", ".geojson", ".fgb", ".gpkg"])
    def test_communes_are_read_from_each_storage(self, tmp_path: Path, ending: str) -> None:
        path = communes_file(tmp_path, SCHEMAS["API Géo"], ending)
        gazetteer = open_gazetteer(str(path))
        assert find(gazetteer, "02001").geometry.area() == pytest.approx(SIDE**2, rel=1e-3)

    def test_nr_is_no_epci(self, tmp_path: Path) -> None:
        path = communes_file(tmp_path, SCHEMAS["Admin Express COG 4"])
        gazetteer = Gazetteer([open_layer(path)])
        assert gazetteer.resolve("02002").epci == ""
        assert gazetteer.entry("NR") is None

    def test_the_official_name_wins_over_the_capitals(self, tmp_path: Path) -> None:
        row = ADMIN_EXPRESS_3.row(
            box(0, 0, SIDE), ("02001", "Abbécourt", "02", 500, ""), NOM_M="ABBECOURT"
        )
        path = write_layer(tmp_path / "communes.gpkg", [row])
        assert Gazetteer([open_layer(path)]).resolve("02001").name == "Abbécourt"

    def test_epcis_come_from_the_codes_of_the_communes(self, tmp_path: Path) -> None:
        path = communes_file(tmp_path, ADMIN_EXPRESS_3)
        gazetteer = Gazetteer([open_layer(path)])
        entry = gazetteer.resolve("200000001")
        assert (entry.kind, entry.members) == (EPCI, ("02001",))
        assert (entry.departement, entry.population) == ("02", 500)

    def test_the_contour_of_such_an_epci_is_that_of_its_communes(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "communes.gpkg",
            [
                ADMIN_EXPRESS_3.row(box(i * SIDE, 0, SIDE), (f"0200{i}", name, "02", 9, "2000"))
                for i, name in enumerate(("Un", "Deux"))
            ],
        )
        geometry = find(Gazetteer([open_layer(path)]), "2000").geometry
        assert geometry.area() == pytest.approx(2 * SIDE**2)
        assert geometry.wkbType() == QgsWkbTypes.Type.MultiPolygon
        assert len(geometry.asGeometryCollection()) == 1

    def test_a_commune_of_two_epcis_is_a_member_of_both(self, tmp_path: Path) -> None:
        schema = SCHEMAS["Admin Express COG 4"]
        path = write_layer(
            tmp_path / "communes.gpkg",
            [schema.row(box(0, 0, SIDE), ("92004", "Asnières", "92", 9, "200054781/200057990"))],
        )
        gazetteer = Gazetteer([open_layer(path)])
        for siren in ("200054781", "200057990"):
            assert gazetteer.resolve(siren).members == ("92004",)

    @pytest.mark.parametrize(
        "fields", [("CODE_SIREN", "NOM", "NATURE"), ("code_siren", "nom", "nature")]
    )
    def test_members_of_an_older_epci_layer_come_from_the_communes(
        self, tmp_path: Path, fields: tuple[str, str, str]
    ) -> None:
        gazetteer = with_epcis(
            tmp_path, ADMIN_EXPRESS_3, dict(zip(fields, ("200000001", "CC d'Ici", "CC")))
        )
        entry = gazetteer.resolve("cc d'ici")
        assert (entry.code, entry.kind, entry.members) == ("200000001", EPCI, ("02001",))

    def test_epcis_of_api_geo_are_told_from_communes_by_their_code(self, tmp_path: Path) -> None:
        gazetteer = with_epcis(
            tmp_path, SCHEMAS["API Géo"], {"code": "200000001", "nom": "CC d'Ici"}
        )
        assert gazetteer.resolve("CC d'Ici").kind == EPCI

    def test_members_of_a_newer_epci_layer_are_its_own(self, tmp_path: Path) -> None:
        entry = with_epcis(tmp_path, SCHEMAS["PCI Express"], NEW_EPCI).resolve("200000001")
        assert (entry.kind, entry.members) == (EPCI, ("02001", "02002"))

    def test_a_newer_epci_has_the_departement_of_its_members(self, tmp_path: Path) -> None:
        entry = with_epcis(tmp_path, SCHEMAS["PCI Express"], NEW_EPCI).resolve("200000001")
        assert entry.departement == "02"

    def test_a_newer_epci_has_the_people_of_its_members(self, tmp_path: Path) -> None:
        entry = with_epcis(tmp_path, ADMIN_EXPRESS_3, NEW_EPCI).resolve("200000001")
        assert entry.population == 590

    def test_a_newer_epci_overseas_has_its_legal_projection(self, tmp_path: Path) -> None:
        values = {**NEW_EPCI, "codes_insee_des_communes_membres": "97411"}
        communes = write_layer(
            tmp_path / "communes.gpkg", [Row(box(0, 0, SIDE), {"code": "97411", "nom": "Ici"})]
        )
        epcis = write_layer(tmp_path / "epcis.gpkg", [Row(box(0, 0, SIDE), values)])
        gazetteer = Gazetteer([open_layer(communes), open_layer(epcis)])
        assert find(gazetteer, "200000001").crs.authid() == "EPSG:2975"

    def test_a_commune_without_epci_field_has_the_epci_that_names_it(self, tmp_path: Path) -> None:
        gazetteer = with_epcis(tmp_path, SCHEMAS["PCI Express"], NEW_EPCI)
        assert gazetteer.resolve("02001").epci == "200000001"

    def test_a_commune_has_the_name_of_its_epci(self, tmp_path: Path) -> None:
        gazetteer = with_epcis(tmp_path, ADMIN_EXPRESS_3, NEW_EPCI)
        assert gazetteer.resolve("02001").epci_name == "CC d'Ici"

    def test_a_row_without_code_is_left_out(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "communes.gpkg",
            [
                Row(box(0, 0, SIDE), {"code": "59001", "nom": "Alpha"}),
                Row(box(0, 0, SIDE), {"nom": "Sans code"}),
            ],
        )
        assert [e.code for e in Gazetteer([open_layer(path)]).entries] == ["59001"]

    def test_a_first_row_without_code_does_not_hide_that_a_layer_is_of_epcis(
        self, tmp_path: Path
    ) -> None:
        path = write_layer(
            tmp_path / "epcis.gpkg",
            [
                Row(box(0, 0, SIDE), {"nom": "Sans code"}),
                Row(box(0, 0, SIDE), {"code": "200000001", "nom": "CC d'Ici"}),
            ],
        )
        assert Gazetteer([open_layer(path)]).resolve("200000001").kind == EPCI

    def test_a_row_without_name_is_called_by_its_code(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "communes.gpkg",
            [Row(box(0, 0, SIDE), {"code": "59001"})],
            fields={"code": "", "nom": ""},
        )
        assert Gazetteer([open_layer(path)]).resolve("59001").name == "59001"


NEW_EPCI = {
    "code_siren": "200000001",
    "nom_officiel": "CC d'Ici",
    "nature": "CC",
    "codes_insee_des_communes_membres": "02001/02002",
}


def with_epcis(folder: Path, schema: Schema, epci_values: Mapping[str, object]) -> Gazetteer:
    """The two communes of a schema and, in a layer of its own, one EPCI."""
    communes = communes_file(folder, schema)
    epcis = write_layer(folder / "epcis.gpkg", rows([box(0, 0, 2 * SIDE, SIDE)], epci_values))
    return Gazetteer([open_layer(communes), open_layer(epcis)])


class TestRefusals:
    """Layers that hold no territories."""

    @pytest.mark.parametrize(("missing", "kept"), [("code", "nom"), ("name", "code_insee")])
    def test_a_layer_without_code_or_name_is_refused_with_the_fields_it_may_have(
        self, tmp_path: Path, missing: str, kept: str
    ) -> None:
        path = write_layer(tmp_path / "zones.gpkg", [Row(box(0, 0, SIDE), {kept: "59001"})])
        layer = open_layer(path)
        layer.setName("Zones")
        with pytest.raises(TerritoryError) as refusal:
            Gazetteer([layer])
        wanted = {"code": "insee_com", "name": "nom_officiel"}[missing]
        assert "Zones" in str(refusal.value)
        assert wanted in str(refusal.value)

    def test_a_layer_without_crs_is_refused_by_name(self, tmp_path: Path) -> None:
        path = write_layer(
            tmp_path / "sans_crs.shp", [Row(box(0, 0, SIDE), {"code": "1", "nom": "x"})], crs=""
        )
        layer = open_layer(path)
        layer.setName("Sans CRS")
        with pytest.raises(TerritoryError, match="Sans CRS"):
            Gazetteer([layer])

    def test_an_invalid_layer_is_refused_by_name(self, tmp_path: Path) -> None:
        layer = QgsVectorLayer(str(tmp_path / "rien.gpkg"), "Rien", "ogr")
        with pytest.raises(TerritoryError, match="Rien"):
            Gazetteer([layer])

    @pytest.mark.parametrize("damage", [lambda p: None, lambda p: p.write_bytes(b"\x00" * 200)])
    def test_a_missing_or_damaged_file_is_refused_by_name(
        self, tmp_path: Path, damage: Callable[[Path], int | None]
    ) -> None:
        path = tmp_path / "communes.fgb"
        damage(path)
        with pytest.raises(TerritoryError, match=r"communes\.fgb"):
            open_gazetteer(str(path))

    def test_a_layer_without_a_row_finds_nothing(self, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "communes.gpkg", [], fields={"code": "", "nom": ""})
        gazetteer = Gazetteer([open_layer(path)])
        assert gazetteer.search("a") == []
        with pytest.raises(TerritoryError):
            gazetteer.resolve("59001")

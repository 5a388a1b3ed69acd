# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of layers from outside: codes that fail, communes in several rows, parts of communes."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import ZipFile

import pytest
from qgis.core import QgsRectangle

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import EPCI
from srce_pac.core.territory.entry import FieldChoice
from srce_pac.core.territory.entry_reader import TerritoryLayer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import SIDE, Row, bow_tie, box, find, open_layer, write_layer
from srce_pac.tests.support.territories import lambert, memory_layer

pytestmark = pytest.mark.usefixtures("qgis_app")


def gazetteer(*rows: Mapping[str, object], wkts: Sequence[str | None] = ()) -> Gazetteer:
    """A gazetteer of rows side by side, or with these contours."""
    shapes = wkts or [box(i * SIDE, 0, SIDE) for i in range(len(rows))]
    return Gazetteer([memory_layer([Row(wkt, values) for wkt, values in zip(shapes, rows)])])


class TestFields:
    """Which field holds what."""

    @pytest.mark.parametrize(
        "values",
        [
            {"id": "59294", "nom": "Haynecourt"},
            {"ref:INSEE": "59294", "name": "Haynecourt"},
            {"idu": "59294000", "tex2": "Haynecourt"},
            {"idu": "294", "tex2": "Haynecourt", "ccodep": "59"},
            {"geo_commune": "590294", "idu": "294", "tex2": "Haynecourt"},
            {"com_code": "59294", "com_name": "Haynecourt", "dep_name": "Nord"},
            {"com": "59294", "dep": "59", "libelle": "Haynecourt", "typecom": "COM"},
            {"CODE_COM": "294", "NOM_COM": "Haynecourt", "CODE_DEP": "59"},
            {"CODE_COMM": "294", "NOM_COMM": "Haynecourt", "CODE_DEPT": "59"},
            {"code_insee": "59294", "nom": "Haynecourt"},
            {"code": "CA12", "insee": "59294", "nom": "Haynecourt", "departement": "Nord"},
            {"id": 7, "code": "", "commune": "Haynecourt", "codgeo": 59294.0},
            {"code": "7", "id": "59294", "nom": "Haynecourt"},
            {"Code": "x", "CODE": "59294", "nom": "Haynecourt"},
            {"nom_officiel": "", "nom": "Haynecourt", "insee_com": "59294"},
            {"gid": 3, "Code_INSEE": 59294, "Nom": "Haynecourt\0", "Departement": "NORD"},
        ],
    )
    def test_communes_of_each_publisher_are_known(self, values: Mapping[str, object]) -> None:
        entry = gazetteer(values).resolve("Haynecourt")
        assert (entry.code, entry.departement) == ("59294", "59")

    def test_the_name_of_a_departement_is_kept_as_that(self) -> None:
        entry = gazetteer({"code": "59294", "nom": "A", "departement": "Nord"}).resolve("A")
        assert (entry.departement, entry.departement_name) == ("59", "Nord")

    @pytest.mark.parametrize(
        ("choice", "title"),
        [
            (FieldChoice("ref", "label"), "Chosen (59294)"),
            (FieldChoice(name="LABEL"), "Chosen (59001)"),
            (FieldChoice(code="ref"), "Found (59294)"),
            (FieldChoice(), "Found (59001)"),
        ],
    )
    def test_fields_are_chosen_by_hand(self, choice: FieldChoice, title: str) -> None:
        row = Row(
            box(0, 0, SIDE), {"code": "59001", "ref": "59294", "nom": "Found", "label": "Chosen"}
        )
        layer = TerritoryLayer(memory_layer([row]), choice)
        assert [entry.title for entry in Gazetteer([layer]).entries] == [title]

    def test_a_source_takes_the_fields_chosen_for_it(self, tmp_path: Path) -> None:
        communes = write_layer(
            tmp_path / "a.gpkg", [Row(box(0, 0, SIDE), {"x": "59294", "y": "Haynecourt"})]
        )
        epcis = write_layer(
            tmp_path / "b.gpkg", [Row(box(0, 0, SIDE), {"u": "200068500", "v": "Cambrai"})]
        )
        choices = FieldChoice("x", "y"), FieldChoice("u", "v")
        found = open_gazetteer(str(communes), str(epcis), None, *choices)
        assert {e.title for e in found.entries} == {"Haynecourt (59294)", "Cambrai (200068500)"}

    @pytest.mark.parametrize("choice", [FieldChoice(code="absent"), FieldChoice(name="absent")])
    def test_a_chosen_field_that_is_absent_is_refused_with_those_there(
        self, choice: FieldChoice
    ) -> None:
        layer = memory_layer([Row(box(0, 0, SIDE), {"code": "59001", "nom": "A"})])
        with pytest.raises(TerritoryError, match=r"“absent”.*code, nom"):
            Gazetteer([TerritoryLayer(layer, choice)])

    def test_a_field_without_a_single_code_is_refused_with_what_it_holds(self) -> None:
        with pytest.raises(TerritoryError, match=r"“code”.*row 1 “593”"):
            gazetteer({"code": "593", "nom": "Cambrai"})


class TestCodes:
    """Rows whose codes cannot be made cost but themselves."""

    @pytest.mark.parametrize(
        ("value", "told"),
        [
            (math.inf, "row 2 “inf”"),
            (-2001.0, "row 2 “-2001.0”"),
            (None, "row 2, empty"),
            (59294.5, "row 2 “59294.5”"),
            (0.0, "row 2 “0.0”"),
        ],
    )
    def test_a_row_without_a_code_is_told_and_left_out(self, value: object, told: str) -> None:
        found = gazetteer(
            {"insee_com": 59001.0, "nom": "A"},
            {"insee_com": value, "nom": "B"},
            {"insee_com": 2002.0, "nom": "C"},
        )
        assert sorted(e.code for e in found.entries) == ["02002", "59001"]
        (warning,) = found.warnings
        assert ": 1 (" in warning
        assert told in warning

    def test_many_rows_are_counted(self) -> None:
        rows = [{"code": f"x{i}", "nom": "X"} for i in range(40)]
        found = gazetteer(*({"code": f"59{i:03}", "nom": "A"} for i in range(50)), *rows)
        (warning,) = found.warnings
        assert ": 40 (row 51 “x0”" in warning
        assert len(warning) < 200

    @pytest.mark.parametrize("is_packed", [False, True])
    def test_text_in_a_numeric_field_costs_its_row(self, tmp_path: Path, is_packed: bool) -> None:
        ring = [[3, 50], [3.1, 50], [3.1, 50.1], [3, 50]]
        codes = [2001, "inconnu", 59294.0, "02003"]
        features = [
            {
                "type": "Feature",
                "properties": {"code_insee": code, "nom": f"N{i}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
            for i, code in enumerate(codes)
        ]
        path = tmp_path / "communes.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        if is_packed:
            with ZipFile(tmp_path / "communes.zip", "w") as packed:
                packed.write(path, path.name)
            path = tmp_path / "communes.zip"
        found = open_gazetteer(str(path))
        assert sorted(e.code for e in found.entries) == ["02001", "02003", "59294"]
        assert "“inconnu”" in found.warnings[0]

    def test_an_epci_that_cannot_be_read_is_told_and_costs_no_commune(self) -> None:
        found = gazetteer({"code": "59001", "nom": "A", "siren_epci": math.inf})
        assert found.resolve("A").epcis == ()
        assert "“inf”" in found.warnings[0]

    def test_a_plain_layer_is_not_told_of(self) -> None:
        assert (
            gazetteer({"code": "59001", "nom": "A"}, {"code": "59002", "nom": "B"}).warnings == ()
        )


class TestSeveralRows:
    """One commune in several rows."""

    def test_its_contour_is_their_union(self) -> None:
        row = {"code": "59294", "nom": "Haynecourt"}
        found = gazetteer(row, row, row)
        territory = find(found, "59294")
        assert territory.geometry.area() == pytest.approx(3 * SIDE**2)
        assert len(found.entries) == 1
        assert found.warnings == ()

    def test_rows_without_or_with_a_bad_contour_do_not_spoil_it(self) -> None:
        row = {"code": "59294", "nom": "Haynecourt"}
        found = gazetteer(row, row, row, wkts=[None, box(0, 0, SIDE), bow_tie(SIDE, 0, SIDE)])
        assert find(found, "59294").geometry.area() == pytest.approx(1.5 * SIDE**2)

    def test_it_is_one_of_those_around_a_place(self) -> None:
        row = {"code": "59294", "nom": "Haynecourt"}
        found = gazetteer(row, row, {"code": "59001", "nom": "B"})
        extent = QgsRectangle(700_000, 7_000_000, 703_000, 7_001_000)
        areas = {p.name: p.geometry.area() for p in found.communes_in(extent, lambert())}
        assert areas == pytest.approx({"Haynecourt": 2 * SIDE**2, "B": SIDE**2})

    def test_what_one_row_does_not_say_another_does(self) -> None:
        found = gazetteer(
            {"code": "59294", "nom": "", "population": 0, "siren_epci": ""},
            {"code": "59294", "nom": "Haynecourt", "population": 640, "siren_epci": "200068500"},
        )
        entry = found.resolve("59294")
        assert (entry.name, entry.population, entry.epci) == ("Haynecourt", 640, "200068500")

    @pytest.mark.parametrize(
        ("second", "wkt", "told"),
        [
            (
                {"code": "59294", "nom": "Haynecourt"},
                box(0, 0, SIDE),
                "twice with",
            ),
            (
                {"code": "59294", "nom": "HAYNECOURT"},
                box(1, 1, SIDE),
                "twice with",
            ),
            ({"code": "59294", "nom": "Autre"}, box(SIDE, 0, SIDE), "“Haynecourt”, “Autre”"),
            ({"code": "59294", "nom": "HAYNECOURT"}, box(SIDE, 0, SIDE), ""),
            ({"code": "59294", "nom": "Haynecourt"}, box(0, SIDE, SIDE), ""),
        ],
    )
    def test_a_whole_commune_twice_is_told(
        self, second: Mapping[str, object], wkt: str, told: str
    ) -> None:
        first = {"code": "59294", "nom": "Haynecourt"}
        found = gazetteer(first, second, wkts=[box(0, 0, SIDE), wkt])
        assert [e.title for e in found.entries] == ["Haynecourt (59294)"]
        if told:
            assert told in found.warnings[0]
        else:
            assert found.warnings == ()

    def test_an_epci_in_several_rows_is_one(self) -> None:
        row = {"code": "200068500", "nom": "Cambrai"}
        found = gazetteer(row, row)
        assert find(found, "200068500").geometry.area() == pytest.approx(2 * SIDE**2)

    def test_thousands_of_rows_of_one_code_take_no_longer_than_others(self) -> None:
        row = {"code": "59294", "nom": "Haynecourt"}
        shapes = [box(10 * (i % 100), 10 * (i // 100), 10) for i in range(4_000)]
        layer = memory_layer([Row(wkt, row) for wkt in shapes])
        began = time.process_time()
        territory = find(Gazetteer([layer]), "59294")
        assert time.process_time() - began < 3
        assert territory.geometry.area() == pytest.approx(4_000 * 100)


# The schemas in which parts of communes are published: of one with a code of its own, and of one
# with that of its commune.
PARTS = {
    "Admin Express 3": (
        {"insee_cad": "59355", "insee_com": "59350", "nom": "Lomme", "nature": "COMA"},
        {"insee_cad": "59350", "insee_com": "59350", "nom": "Vieux-Lille", "nature": "COMD"},
    ),
    "Admin Express COG 4": (
        {
            "code_insee": code,
            "nom_officiel": name,
            "nature": nature,
            "code_insee_de_la_commune_de_rattachement": "59350",
        }
        for code, name, nature in (
            ("59355", "Lomme", "Commune associée"),
            ("59350", "Vieux-Lille", "Commune déléguée"),
        )
    ),
    "INSEE": (
        {"com": "59355", "libelle": "Lomme", "typecom": "COMA", "comparent": "59350"},
        {"com": "59350", "libelle": "Vieux-Lille", "typecom": "COMD", "comparent": "59350"},
    ),
    "API Géo": (
        {"code": "59355", "nom": "Lomme", "type": "commune-associee", "chefLieu": "59350"},
        {"code": "59350", "nom": "Vieux-Lille", "type": "commune-deleguee", "chefLieu": "59350"},
    ),
    "OpenDataSoft": (
        {"com_arm_code": "59355", "com_code": "59350", "com_arm_name": "Lomme"},
        {
            "com_arm_code": "59350",
            "com_code": "59350",
            "com_arm_name": "Vieux-Lille",
            "type": "COMD",
        },
    ),
}
PARTS = {schema: tuple(rows) for schema, rows in PARTS.items()}


@pytest.fixture(params=list(PARTS))
def lille(request: pytest.FixtureRequest) -> Gazetteer:
    """Lille, twice as wide as high, its two parts, and a commune beside it."""
    communes = [
        Row(
            box(0, 0, 2 * SIDE, SIDE),
            {"insee_com": "59350", "nom": "Lille", "siren_epci": "200093201", "population": 9},
        ),
        Row(box(0, SIDE, SIDE), {"insee_com": "59328", "nom": "Lambersart", "population": 8}),
    ]
    parts = [Row(box(i * SIDE, 0, SIDE), row) for i, row in enumerate(PARTS[request.param])]
    return Gazetteer([memory_layer(communes), memory_layer(parts, "parts")])


class TestParts:
    """Associated and delegated communes of a layer beside that of the communes."""

    def test_a_part_is_a_territory_with_what_its_commune_has(self, lille: Gazetteer) -> None:
        territory = find(lille, "Lomme")
        entry = territory.entry
        assert (entry.code, entry.holder, entry.kind) == ("59355", "59350", "commune")
        assert (entry.departement, entry.epci) == ("59", "200093201")
        assert territory.geometry.area() == pytest.approx(SIDE**2)
        assert territory.found_as == ""

    def test_one_that_bears_the_code_of_its_commune_is_found_by_its_name(
        self, lille: Gazetteer
    ) -> None:
        assert find(lille, "59350").entry.name == "Lille"
        part = lille.resolve("Vieux-Lille")
        assert part.code == "59350"
        assert lille.resolve(part.reference) == part
        assert find(lille, part.reference).geometry.area() == pytest.approx(SIDE**2)

    def test_parts_are_neither_neighbours_nor_members(self, lille: Gazetteer) -> None:
        extent = QgsRectangle(700_000, 7_000_000, 702_000, 7_002_000)
        places = sorted(place.name for place in lille.communes_in(extent, lambert()))
        assert places == ["Lambersart", "Lille"]
        assert lille.resolve("200093201").members == ("59350",)

    def test_a_selection_of_parts_is_that_of_them(self, lille: Gazetteer) -> None:
        selection = lille.resolve("Lomme, Vieux-Lille, 59328")
        assert lille.holders(selection) == {"59350"}
        assert lille.resolve(selection.reference) == selection
        names = {place.name for place in lille.members(selection, lambert())}
        assert names == {"Lomme", "Vieux-Lille", "Lambersart"}
        assert lille.territory(selection).geometry.area() == pytest.approx(3 * SIDE**2)

    def test_the_code_of_a_commune_lists_the_part_that_bears_it(self, lille: Gazetteer) -> None:
        assert [entry.name for entry in lille.search("59350")] == ["Lille", "Vieux-Lille"]
        assert lille.resolve("59350").name == "Lille"

    def test_nothing_is_told(self, lille: Gazetteer) -> None:
        assert lille.warnings == ()

    def test_a_part_without_its_commune_is_one_itself(self) -> None:
        rows = [{"insee_cad": "59355", "insee_com": "59350", "nom": "Lomme"}]
        entry = gazetteer(*rows).resolve("59355")
        assert (entry.holder, entry.departement) == ("", "59")

    def test_municipal_arrondissements_are_parts_of_their_commune(self) -> None:
        found = gazetteer(
            {"insee": "75056", "nom": "Paris"},
            {"insee": "75101", "nom": "Paris 1er"},
            {"insee": "75120", "nom": "Paris 20e"},
            {"insee": "69381", "nom": "Lyon 1er"},
            wkts=[box(0, 0, SIDE), box(0, 0, 10), box(10, 0, 10), box(SIDE, 0, 10)],
        )
        holders = {entry.code: entry.holder for entry in found.entries}
        assert holders == {"75056": "", "75101": "75056", "75120": "75056", "69381": ""}


def test_the_epci_field_of_an_older_layer_is_read_from_each_storage(tmp_path: Path) -> None:
    values = {"insee_com": 2001.0, "nom": "A", "siren_epci": 200068500.0}
    path = write_layer(tmp_path / "communes.shp", [Row(box(0, 0, SIDE), values)])
    found = Gazetteer([open_layer(path)])
    assert {(e.code, e.kind) for e in found.entries} == {("02001", "commune"), ("200068500", EPCI)}


@pytest.mark.parametrize("ending", ["folder", ".gpkg"])
def test_parts_of_communes_beside_the_communes_are_read(tmp_path: Path, ending: str) -> None:
    layers: dict[str, dict[str, object]] = {
        "COMMUNE": {"INSEE_COM": "59350", "NOM": "Lille", "POPULATION": 9},
        "COMMUNE_ASSOCIEE_OU_DELEGUEE": {
            **{"INSEE_CAD": "59355", "INSEE_COM": "59350"},
            **{"NOM": "Lomme", "NATURE": "COMA"},
        },
        "ARRONDISSEMENT_MUNICIPAL": {"INSEE_ARM": "75101", "INSEE_COM": "75056", "NOM": "Paris 1"},
        "ARRONDISSEMENT": {"INSEE_ARR": "5", "INSEE_DEP": "59", "NOM": "Lille"},
    }
    for name, values in layers.items():
        path = tmp_path / (f"{name}.shp" if ending == "folder" else f"all{ending}")
        write_layer(path, [Row(box(0, 0, SIDE), values)], layer=name)
    found = open_gazetteer(str(tmp_path if ending == "folder" else path))
    assert found.warnings == ()
    assert {e.title for e in found.entries} == {"Lille (59350)", "Lomme (59355)", "Paris 1 (75101)"}
    assert found.resolve("Lomme").holder == "59350"


@pytest.mark.parametrize(
    ("values", "place", "departement", "crs"),
    [
        ({"codes_insee_des_communes_membres": "97411/97412"}, (3, 50), "974", "EPSG:2975"),
        ({"membres": "02001 ; 59294, 2002"}, (3, 50), "02", "EPSG:2154"),
        ({"nature": "CA"}, (55.4, -21), "974", "EPSG:2975"),
        ({"insee_dep": "2"}, (3, 50), "02", "EPSG:2154"),
        ({"departement": "Nord"}, (3, 50), "", "EPSG:2154"),
        ({"code_siren": "200068500"}, (3, 50), "59", "EPSG:2154"),
    ],
)
def test_a_layer_of_epcis_alone_says_or_shows_where_they_lie(
    tmp_path: Path,
    values: Mapping[str, str],
    place: tuple[float, float],
    departement: str,
    crs: str,
) -> None:
    x, y = place
    ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y]]
    properties = {"code_siren": "245900001", "nom": "CC d'Ici", **values}
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path = tmp_path / "epci.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    found = open_gazetteer(str(path))
    territory = find(found, properties["code_siren"])
    assert (territory.entry.departement, territory.crs.authid()) == (departement, crs)
    assert "holds EPCIs but no communes" in found.warnings[0]

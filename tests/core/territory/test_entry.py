# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes and EPCIs in layers of every generation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Callable, NamedTuple

import pytest
from qgis.core import QgsVectorLayer, QgsWkbTypes

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import COMMUNE, EPCI
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    SIDE,
    Row,
    box,
    find,
    open_layer,
    rows,
    write_layer,
)
from srce_pac.tests.support.territories import VALENCIENNES

pytestmark = pytest.mark.usefixtures("qgis_app")


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

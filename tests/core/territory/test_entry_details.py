# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes kept as numbers, and names of fields as shapefiles cut them."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.common.request import COMMUNE
from srce_pac.core.territory.entry import Entry
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import SIDE, Row, box, open_layer, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")


def only_entry(folder: Path, ending: str = ".gpkg", **values: object) -> Entry:
    """What is read of a layer of one commune with these attributes."""
    path = write_layer(folder / f"communes{ending}", [Row(box(0, 0, SIDE), values)])
    (entry,) = (e for e in open_gazetteer(str(path)).entries if e.kind == COMMUNE)
    return entry


@pytest.mark.parametrize("code", [2001, 2001.0, "02001"])
def test_a_code_kept_as_a_number_has_the_zeros_back_that_it_begins_with(
    tmp_path: Path, code: object
) -> None:
    entry = only_entry(tmp_path, insee_com=code, nom="Abbécourt")
    assert (entry.code, entry.departement) == ("02001", "02")


def test_a_code_of_five_digits_kept_as_a_number_stays(tmp_path: Path) -> None:
    assert only_entry(tmp_path, insee_com=59001, nom="Abancourt").code == "59001"


@pytest.mark.parametrize("code", [200068500, 200068500.0])
def test_epcis_kept_as_numbers_are_those_of_their_communes(tmp_path: Path, code: object) -> None:
    commune = Row(box(0, 0, SIDE), {"insee_com": "59001", "nom": "A", "siren_epci": code})
    path = write_layer(tmp_path / "communes.gpkg", [commune])
    gazetteer = open_gazetteer(str(path))
    assert gazetteer.resolve("200068500").members == ("59001",)


@pytest.mark.parametrize("departement", [2, 2.0, "02"])
def test_a_departement_kept_as_a_number_has_its_zero_back(
    tmp_path: Path, departement: object
) -> None:
    entry = only_entry(tmp_path, insee_com="02001", nom="A", insee_dep=departement)
    assert entry.departement == "02"


def test_names_of_fields_that_a_shapefile_cuts_are_known(tmp_path: Path) -> None:
    values = {
        "nom_officiel": "Abancourt",
        "code_insee": "59001",
        "codes_siren_des_epci": "200068500",
        "codedepartement": "59",
    }
    entry = only_entry(tmp_path, ".shp", **values)
    fields = {field.name() for field in open_layer(tmp_path / "communes.shp").fields()}
    assert fields == {"nom_offici", "code_insee", "codes_sire", "codedepart"}
    assert (entry.name, entry.code) == ("Abancourt", "59001")
    assert (entry.epcis, entry.departement) == (("200068500",), "59")


def test_a_field_of_codes_is_not_taken_for_a_longer_name_that_was_cut(tmp_path: Path) -> None:
    entry = only_entry(tmp_path, code_insee="59001", nom="Abancourt")
    assert entry.departement == "59"


def test_a_departement_cut_by_a_shapefile_is_not_taken_for_its_name(tmp_path: Path) -> None:
    values = {"code": "59001", "name": "Abancourt", "departement": "59"}
    entry = only_entry(tmp_path, ".shp", **values)
    assert (entry.departement, entry.departement_name) == ("59", "")


def test_a_whole_name_wins_over_one_that_was_cut(tmp_path: Path) -> None:
    entry = only_entry(tmp_path, insee_com="59001", nom_offici="CUT", nom="Abancourt")
    assert entry.name == "Abancourt"

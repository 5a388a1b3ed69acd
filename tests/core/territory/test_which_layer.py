# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer of a source that is taken for the communes, and which are never taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.request import COMMUNE
from srce_pac.core.territory.asked_source import AskedSource
from srce_pac.core.territory.entry import FieldChoice
from srce_pac.core.territory.layer_fit import Fit
from srce_pac.core.territory.layer_search import (
    UnsureLayerError,
    list_source,
    survey_layers,
)
from srce_pac.core.territory.territory_sources import open_gazetteer, open_territories
from srce_pac.tests.support.factories import SIDE, Row, box, write_geojson, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

Values = Mapping[str, object]

COMMUNES = ({"INSEE": "59294", "NOM": "Haynecourt"}, {"INSEE": "59001", "NOM": "Abancourt"})
EPCIS = ({"CODE_SIREN": "200068500", "NOM": "CA de Cambrai"},)
ARRONDISSEMENTS = ({"CODE": "593", "NOM": "Cambrai"}, {"CODE": "591", "NOM": "Avesnes"})
CANTONS = ({"CODE": "5901", "NOM": "Aniche"}, {"CODE": "5910", "NOM": "Caudry"})
DEPARTEMENTS = ({"CODE": "59", "NOM": "Nord"}, {"CODE": "62", "NOM": "Pas-de-Calais"})
FORMER = (
    {"INSEE_COM": "59355", "NOM": "Lomme", "NATURE": "COMA"},
    {"INSEE_COM": "59298", "NOM": "Hellemmes", "NATURE": "COMA"},
)
MUNICIPAL = tuple({"CODE": f"751{i:02}", "NOM": f"Paris {i}"} for i in range(1, 6))
IRIS = tuple(
    {"INSEE_COM": "59350", "NOM_COM": "Lille", "IRIS": f"01{i:02}", "CODE_IRIS": f"5935001{i:02}"}
    for i in range(6)
)
SECTIONS = tuple(
    {"id": f"592940000{x}", "commune": "59294", "prefixe": "000", "code": x} for x in "ABC"
)
PARCELS = tuple({"code_insee": "59294", "nom": f"{i}"} for i in range(40))
ETALAB = ({"id": "59294", "nom": "Haynecourt"}, {"id": "59001", "nom": "Abancourt"})
ZONES = ({"code": "Z1", "nom": "Zone 1"}, {"code": "Z2", "nom": "Zone 2"})


class Case(NamedTuple):
    """The layers of a source by name, the one that is taken, and whether that is told."""

    layers: Mapping[str, Sequence[Values]]
    taken: str
    is_told: bool = False


ADMIN_EXPRESS = {
    "arrondissement": ARRONDISSEMENTS,
    "arrondissement_municipal": MUNICIPAL,
    "canton": CANTONS,
    "chflieu_commune": COMMUNES,
    "collectivite_territoriale": DEPARTEMENTS,
    "commune": COMMUNES,
    "commune_associee_ou_deleguee": FORMER,
    "departement": DEPARTEMENTS,
    "epci": EPCIS,
    "region": ({"CODE": "32", "NOM": "Hauts-de-France"},),
}

CASES = {
    "the newest Admin Express": Case(ADMIN_EXPRESS, "commune"),
    "upper case": Case({"CANTON": CANTONS, "COMMUNE": COMMUNES}, "COMMUNE"),
    "an arrondissement stands first": Case(
        {"arrondissement": ARRONDISSEMENTS, "com_2024": COMMUNES}, "com_2024"
    ),
    "the associated ones stand first": Case(
        {"COMMUNE_ASSOCIEE_OU_DELEGUEE": FORMER, "LIMITES": COMMUNES}, "LIMITES"
    ),
    "two years": Case(
        {"communes_2023": COMMUNES, "communes_2024": COMMUNES}, "communes_2024", True
    ),
    "precise and generalised": Case(
        {"COMMUNE_CARTO": COMMUNES, "COMMUNE": COMMUNES}, "COMMUNE", True
    ),
    "adjective": Case({"cantons": CANTONS, "limites_communales": COMMUNES}, "limites_communales"),
    "COVADIS": Case({"N_CANTON_059": CANTONS, "N_COMMUNE_BDT_059": COMMUNES}, "N_COMMUNE_BDT_059"),
    "plugin of the cadastre": Case(
        {"geo_section": SECTIONS, "geo_commune": COMMUNES}, "geo_commune"
    ),
    "with a version": Case(
        {"ADE_3-2_ARRONDISSEMENT": ARRONDISSEMENTS, "ADE_3-2_COMMUNE": COMMUNES}, "ADE_3-2_COMMUNE"
    ),
    "accents": Case(
        {"Départements": DEPARTEMENTS, "Périmètres des municipalités": COMMUNES},
        "Périmètres des municipalités",
    ),
    "capitals within": Case(
        {"Cantons": CANTONS, "LimitesCommunales": COMMUNES}, "LimitesCommunales"
    ),
    "by codes alone": Case({"a_zones": ZONES, "b_export": COMMUNES}, "b_export"),
    "cadastre of Etalab": Case({"lieux_dits": ZONES, "cadastre-59": ETALAB}, "cadastre-59"),
    "EPCIs by codes": Case({"a_limites": EPCIS, "b_limites": COMMUNES}, "b_limites"),
    "cantons by codes": Case({"a_limites": CANTONS, "b_limites": COMMUNES}, "b_limites"),
    "IRIS by fields": Case({"a_limites": IRIS, "b_limites": COMMUNES}, "b_limites"),
    "Paris by codes": Case({"a_limites": MUNICIPAL, "b_limites": COMMUNES}, "b_limites"),
    "associated ones by their nature": Case({"a": FORMER, "b": COMMUNES}, "b"),
    "parcels by their number": Case({"a_export": PARCELS, "b_export": COMMUNES}, "b_export"),
    "a name that says two kinds": Case(
        {"communes_par_canton": CANTONS, "communes_du_canton": COMMUNES}, "communes_du_canton"
    ),
    "a part of them of a later year": Case(
        {"communes_2023": COMMUNES * 2, "communes_littorales_2024": COMMUNES[:1]},
        "communes_2023",
        True,
    ),
    "a layer of communes that lacks its fields": Case(
        {"COMMUNE": ({"GID": 1},), "limites": COMMUNES}, "limites"
    ),
}


# Codes as offices keep them, in layers that say nothing by their name.
CODES = {
    "spaces": ({"INSEE": " 59294 ", "NOM": "a"},),
    "reals": ({"INSEE": 59294.0, "NOM": "a"},),
    "DGFiP": ({"INSEE": "590294", "NOM": "a"},),
    "Corse": ({"INSEE": "2a004", "NOM": "Ajaccio"},),
    "overseas": ({"INSEE": "97411", "NOM": "Saint-Denis"},),
}


def write_package(path: Path, layers: Mapping[str, Sequence[Values]]) -> Path:
    """A GeoPackage of squares; the chief towns are points."""
    for name, rows in layers.items():
        is_point = "lieu" in name.lower() and rows is COMMUNES
        squares = [
            Row(f"Point({700000 + i} 7000000)" if is_point else box(i * SIDE, 0, SIDE), values)
            for i, values in enumerate(rows)
        ]
        write_layer(path, squares, "Point" if is_point else "Polygon", layer=name)
    return path


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_communes_are_found_among_other_layers(tmp_path: Path, case: Case) -> None:
    path = write_package(tmp_path / "limites.gpkg", case.layers)
    gazetteer = open_gazetteer(str(path))
    assert gazetteer.layers[0].name() == case.taken
    assert gazetteer.entry("59294") is not None
    told = [warning for warning in gazetteer.warnings if f"“{case.taken}” is taken" in warning]
    assert len(gazetteer.warnings) == len(told) == case.is_told
    if case.layers is ADMIN_EXPRESS:
        # What is sure is not asked.
        sure = open_territories(AskedSource(str(path)), AskedSource(), only_sure=True)
        assert sure.entry("59294") is not None


NEVER = {
    "ARRONDISSEMENT": ARRONDISSEMENTS,
    "ARRONDISSEMENT_MUNICIPAL": MUNICIPAL,
    "COMMUNE_ASSOCIEE_OU_DELEGUEE": FORMER,
    "entite_rattachee": FORMER,
    "anciennes communes": FORMER,
    "CANTON": CANTONS,
    "DEPARTEMENT": DEPARTEMENTS,
    "chflieu_commune": COMMUNES,
    "CONTOURS-IRIS": IRIS,
    "cadastre-59294-sections": SECTIONS,
    "parcelles": PARCELS,
    # By what they hold:
    "a": ARRONDISSEMENTS,
    "b": MUNICIPAL,
    "c": FORMER,
    "d": CANTONS,
    "e": DEPARTEMENTS,
    "g": IRIS,
    "h": SECTIONS,
    "i": PARCELS,
    "j": ZONES,
    "k": tuple({"insee_com": "59350", "nom": f"Quartier {i}"} for i in range(3)),
    "l": tuple({"code": f"0{i}", "dep": "59", "nom": f"Canton {i}"} for i in range(1, 4)),
}


@pytest.mark.parametrize("name", NEVER)
def test_another_kind_of_territory_is_never_taken(tmp_path: Path, name: str) -> None:
    path = write_package(tmp_path / "limites.gpkg", {name: NEVER[name]})
    with pytest.raises(TerritoryError) as refusal:
        open_gazetteer(str(path))
    for told in ("insee_com", "nom, name", name):
        assert told in str(refusal.value)
    assert not isinstance(refusal.value, UnsureLayerError)


def test_one_layer_is_meant_by_its_name(tmp_path: Path) -> None:
    layers = {"communes_2024": COMMUNES, "autres": ({"code": "59002", "nom": "Aibes"},)}
    path = write_package(tmp_path / "limites.gpkg", {**layers, "EPCI": EPCIS})
    gazetteer = open_gazetteer(f"{path}|layername=autres")
    assert [layer.name() for layer in gazetteer.layers] == ["autres", "EPCI"]
    assert gazetteer.warnings == ()


def test_a_folder_whose_communes_do_not_stand_first(tmp_path: Path) -> None:
    for name, rows in (("arrondissement", ARRONDISSEMENTS), ("com_2024", COMMUNES)):
        squares = [Row(box(i * SIDE, 0, SIDE), values) for i, values in enumerate(rows)]
        write_layer(tmp_path / f"{name}.shp", squares)
    gazetteer = open_gazetteer(str(tmp_path))
    assert gazetteer.resolve("Haynecourt").code == "59294"
    assert gazetteer.warnings == ()


DOUBTFUL = {
    "two that fit": {"communes_a": COMMUNES, "communes_b": COMMUNES},
    "two by their codes": {"a": COMMUNES, "b": ETALAB},
    "half of them communes": {"limites": (*COMMUNES, *({"INSEE": "Z", "NOM": "z"},) * 2)},
    "several rows of each": {"limites": COMMUNES * 3},
    "no row": {"communes": ()},
}


@pytest.mark.parametrize("layers", DOUBTFUL.values(), ids=list(DOUBTFUL))
def test_a_doubt_is_told_or_asked(tmp_path: Path, layers: Mapping[str, Sequence[Values]]) -> None:
    path = tmp_path / "limites.gpkg"
    write_package(path, layers)
    if not path.exists() or not any(layers.values()):
        write_layer(path, [], fields=COMMUNES[0], layer=next(iter(layers)))
    best = next(iter(layers))
    warnings = open_gazetteer(str(path)).warnings
    assert f"“{best}”" in warnings[0]
    with pytest.raises(UnsureLayerError) as asked:
        open_territories(AskedSource(str(path)), AskedSource(), only_sure=True)
    assert [offer.layer.name for offer in asked.value.survey.offers] == list(layers)
    # Once a layer is chosen there is nothing to ask.
    chosen = AskedSource(f"{path}|layername={best}")
    assert open_territories(chosen, AskedSource(), only_sure=True).warnings == warnings[1:]


def test_communes_with_codes_of_ones_own_are_refused_with_these(tmp_path: Path) -> None:
    path = write_package(tmp_path / "limites.gpkg", {"communes": ZONES})
    with pytest.raises(TerritoryError, match="“Z1”"):
        open_gazetteer(str(path))


def test_epcis_beside_the_communes_that_have_other_codes_are_left_out(tmp_path: Path) -> None:
    layers = {"communes": COMMUNES, "epci": ({"code": "E1", "nom": "Zone"},)}
    gazetteer = open_gazetteer(str(write_package(tmp_path / "limites.gpkg", layers)))
    assert len(gazetteer.entries) == 2
    assert "“epci”" in gazetteer.warnings[0]


@pytest.mark.parametrize("names", [("EPCI", "canton"), ("z_Intercommunalités", "a")])
def test_epcis_of_a_source_of_their_own(tmp_path: Path, names: tuple[str, str]) -> None:
    communes = write_package(tmp_path / "communes.gpkg", {"communes": COMMUNES})
    layers = {names[1]: CANTONS, names[0]: EPCIS, "communes": COMMUNES}
    epcis = write_package(tmp_path / "epci.gpkg", layers)
    gazetteer = open_gazetteer(str(communes), str(epcis))
    assert gazetteer.layers[1].name() == names[0]
    assert gazetteer.resolve("200068500").name == "CA de Cambrai"
    with pytest.raises(TerritoryError, match="lacks a layer of EPCIs"):
        open_gazetteer(str(communes), str(communes))


@pytest.mark.parametrize("fields", [FieldChoice("mon_code", "mon_nom"), FieldChoice("mon_code")])
def test_fields_chosen_by_hand_are_those_of_the_layer(tmp_path: Path, fields: FieldChoice) -> None:
    rows = ({"mon_code": "59294", "mon_nom": "Haynecourt", "nom": "H"},)
    path = write_package(tmp_path / "limites.gpkg", {"cantons": CANTONS, "limites": rows})
    entry = open_gazetteer(str(path), fields=fields).resolve("59294")
    assert entry.name == ("Haynecourt" if fields.name else "H")


@pytest.mark.parametrize("rows", CODES.values(), ids=list(CODES))
def test_codes_as_offices_keep_them_are_known(tmp_path: Path, rows: Sequence[Values]) -> None:
    path = write_package(tmp_path / "limites.gpkg", {"a": ZONES, "b": rows, "c": DEPARTEMENTS})
    survey = survey_layers(list_source(str(path)), COMMUNE)
    assert [offer.fit for offer in survey.offers] == [Fit.LIKELY, Fit.NONE, Fit.NONE]


SHORT = {
    "lost zeros": ({"INSEE": 2001, "NOM": "Abbécourt"}, {"INSEE": 2002, "NOM": "Achery"}),
    "a field of the département": ({"IDU": "294", "TEX2": "Haynecourt", "CODE_DEP": "59"},),
}


@pytest.mark.parametrize("rows", SHORT.values(), ids=list(SHORT))
def test_codes_that_were_cut_short_are_trusted_where_the_name_says_communes(
    tmp_path: Path, rows: Sequence[Values]
) -> None:
    for name, fit in (("communes", Fit.SURE), ("limites", Fit.UNSURE)):
        path = write_package(tmp_path / f"{fit}.gpkg", {name: rows})
        assert survey_layers(list_source(str(path)), COMMUNE).offers[0].fit is fit
    # Arrondissements are written with their département, which stands beside them as well.
    path = write_package(tmp_path / "b.gpkg", {"b": ({"CODE": "593", "NOM": "", "DEP": "59"},)})
    assert survey_layers(list_source(str(path)), COMMUNE).offers[0].fit is Fit.NONE


def test_of_one_name_in_two_folders_the_latest_is_taken_and_either_meant(tmp_path: Path) -> None:
    for year, rows in (("2023", COMMUNES[:1]), ("2024", COMMUNES), ("anciens", COMMUNES)):
        folder = tmp_path / year
        folder.mkdir()
        squares = [Row(box(i * SIDE, 0, SIDE), values) for i, values in enumerate(rows)]
        write_layer(folder / "communes.shp", squares)
    gazetteer = open_gazetteer(str(tmp_path))
    assert len(gazetteer.entries) == 2
    assert "“2024/communes.shp/communes” is taken; as good would be: “" in gazetteer.warnings[0]
    meant = f"{tmp_path}|layername=2023/communes.shp/communes"
    assert len(open_gazetteer(meant).entries) == 1


def test_a_wrong_field_that_was_chosen_is_named(tmp_path: Path) -> None:
    path = write_package(tmp_path / "zones.gpkg", {"zones": ({"ref": "A-1", "nom": "Zone"},)})
    with pytest.raises(TerritoryError, match=r"field “ref” .* holds no INSEE"):
        open_gazetteer(str(path), fields=FieldChoice("ref"))
    with pytest.raises(TerritoryError, match="no field “autre”"):
        open_gazetteer(str(path), fields=FieldChoice("autre"))


def in_metres(path: Path, properties: dict[str, str]) -> Path:
    """A GeoJSON in metres, which are no degrees."""
    ring = [[700_000, 7_000_000], [700_000, 7_003_000], [703_000, 7_003_000], [700_000, 7_000_000]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return write_geojson(
        path, [{"type": "Feature", "properties": properties, "geometry": geometry}]
    )


def test_communes_whose_coordinates_cannot_be_are_refused(tmp_path: Path) -> None:
    path = in_metres(tmp_path / "communes.geojson", {"code": "59294", "nom": "Haynecourt"})
    with pytest.raises(TerritoryError, match="“communes” cannot be degrees"):
        open_gazetteer(str(path))


def test_epcis_whose_coordinates_cannot_be_cost_no_commune(tmp_path: Path) -> None:
    write_layer(tmp_path / "communes.gpkg", [Row(box(0, 0, SIDE), COMMUNES[0])])
    in_metres(tmp_path / "epci.geojson", {"code": "200068500", "nom": "CA"})
    gazetteer = open_gazetteer(str(tmp_path))
    assert len(gazetteer.entries) == 1
    assert "“epci” cannot be degrees" in gazetteer.warnings[0]


def test_an_empty_layer_is_told(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "communes.gpkg", [], fields={"code": "", "nom": ""})
    assert open_gazetteer(str(path)).warnings[-1].endswith("“communes” is empty.")


def test_a_field_called_kind_says_nothing_by_itself(tmp_path: Path) -> None:
    rows = ({"kind": "Polygon", "code": "Z1", "nom": "z"},)
    path = write_package(tmp_path / "a.gpkg", {"a": rows, "b": COMMUNES})
    assert open_gazetteer(str(path)).layers[0].name() == "b"


def test_a_delegated_commune_is_meant_by_its_layer(tmp_path: Path) -> None:
    path = write_package(
        tmp_path / "limites.gpkg", {"commune": COMMUNES, "commune_deleguee": FORMER}
    )
    gazetteer = open_gazetteer(f"{path}|layername=commune_deleguee")
    assert gazetteer.resolve("Lomme").code == "59355"
    assert len(gazetteer.entries) == len(FORMER)

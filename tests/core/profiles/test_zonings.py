# SPDX-License-Identifier: GPL-3.0-or-later
"""Natural zonings as the INPN, its service and regions deliver them, known by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.profiles.presets import Preset, load_presets
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sheet_choice import choose_sheet
from srce_pac.tests.support.factories import NATIONAL_CORRIDOR, NATIONAL_RESERVOIR
from srce_pac.tests.support.recognition import one_layer, roles

pytestmark = pytest.mark.usefixtures("qgis_app")

PRESET = "patrimoine_naturel_inpn"

# The layers of the Géoplateforme's service, files of the INPN, copies of regions and départements.
NAMES = {
    "znieff1": (
        *("PROTECTEDAREAS.ZNIEFF1:znieff1", "znieff1", "ZNIEFF1_G2", "N_ZNIEFF1_S_R32"),
        *("znieff_1", "znieff_type_1", "ZNIEFF type I", "znieff-type1-nord", "n_znieff1_s_059"),
    ),
    "znieff2": (
        *("PROTECTEDAREAS.ZNIEFF2:znieff2", "znieff2", "ZNIEFF2_G2", "L_ZNIEFF2_S_R31"),
        *("znieff_2", "znieff_de_type_2", "ZNIEFF type II", "znieff_ii"),
    ),
    "zsc": (
        "PROTECTEDAREAS.SIC:sic",
        "sic",
        "SIC2312",
        "N_SIC_S_R32",
        "natura_2000_zsc",
        "sic_zsc",
    ),
    "zps": ("PROTECTEDAREAS.ZPS:zps", "zps", "ZPS2312", "N_ZPS_S_R32", "n2000_zps_2023"),
    "apb": (
        *("PROTECTEDAREAS.APB:apb", "apb", "N_ENP_APB_S_000", "N_ENP_APB_P_000", "l_enp_apb_s_r32"),
        *("APPB", "appb_nord"),
    ),
    "aphn": ("PROTECTEDAREAS.APHN:aphn", "aphn", "N_ENP_APHN_S_000"),
    "rnn": ("PROTECTEDAREAS.RNN:rnn", "rnn", "N_ENP_RNN_S_000", "inpn_rnn_2024"),
    "rnr": ("PROTECTEDSITES.MNHN.RESERVES-REGIONALES:rnr", "rnr", "N_ENP_RNR_S_000"),
    "rb": ("PROTECTEDAREAS.RB:rb", "rb", "N_ENP_RB_S_000"),
    "pn": ("PROTECTEDAREAS.PN:pn", "pn", "N_ENP_PN_S_000"),
    "pnr": ("PROTECTEDAREAS.PNR:pnr", "pnr", "N_ENP_PNR_S_000", "n_pnr_s_r32"),
    "ramsar": ("PROTECTEDAREAS.RAMSAR:ramsar", "ramsar", "N_ENP_RAMSAR_S_000", "sites_ramsar"),
    "cdl": ("PROTECTEDAREAS.MNHN.CDL.PARCELS:cdl", "cdl", "N_ENP_SCL_S_000"),
    "cen": ("PROTECTEDAREAS.MNHN.CONSERVATOIRES:cen", "cen", "N_ENP_SCEN_S_000"),
}
OTHERS = (
    *("N_SRCE_RESERVOIR_S_000", "cer_corridor_s_fr32", "communes", "plan_sicaps", "znieff"),
    *("znieff3", "zpsx", "pnrr", "scenario", "obstacles"),
)

# What the layers hold that tells a zone, as one delivery or another writes it.
FIELDS = (
    ({"ID_MNHN": "310013254", "NOM": "Le bois"}, "ID_MNHN", "NOM"),
    ({"id_mnhn": "310013254", "nom": "Le bois", "date_creation": "1984"}, "id_mnhn", "nom"),
    ({"Id_Mnhn": "FR3800001", "NOM_SITE": "Le bois"}, "Id_Mnhn", "NOM_SITE"),
    ({"id_mnhn": "310013254"}, "id_mnhn", ""),
)


@pytest.fixture(scope="module")
def preset() -> Preset:
    return next(preset for preset in load_presets()[0] if preset.id == PRESET)


def _names() -> list[tuple[str, str]]:
    return [(class_id, name) for class_id, names in NAMES.items() for name in names]


@pytest.mark.parametrize(("class_id", "name"), _names())
@pytest.mark.parametrize("case", [str, str.upper, str.lower], ids=["as_is", "upper", "lower"])
def test_a_name_tells_one_class(preset: Preset, class_id: str, name: str, case: type[str]) -> None:
    assert preset.named_classes([case(name)]) == {class_id}


@pytest.mark.parametrize("name", OTHERS)
def test_another_name_tells_none(preset: Preset, name: str) -> None:
    assert not preset.is_named(name)


@pytest.mark.parametrize(("values", "code", "name"), FIELDS)
def test_the_fields_of_codes_and_names_are_found(
    tmp_path: Path, values: dict[str, str], code: str, name: str
) -> None:
    profile = recognise(str(one_layer(tmp_path / "znieff1.shp", values)))
    (source,) = profile.sources
    assert (source.class_id, source.zone_code, source.zone_name) == ("znieff1", code, name)


@pytest.mark.parametrize("class_id", ["zps", "zsc"])
def test_sites_of_natura_2000_are_told_by_their_own_code(tmp_path: Path, class_id: str) -> None:
    values = {"SITECODE": "FR3112005", "SITENAME": "La vallée"}
    (source,) = recognise(str(one_layer(tmp_path / f"{class_id}.gpkg", values))).sources
    assert (source.zone_code, source.zone_name) == ("SITECODE", "SITENAME")


def test_a_name_without_its_fields_is_told(tmp_path: Path) -> None:
    one_layer(tmp_path / "znieff1.gpkg", {"id_mnhn": "310013254"})
    one_layer(tmp_path / "znieff2.gpkg", {"numero": "1"})
    profile = recognise(str(tmp_path))
    assert roles(profile) == [("znieff1", "s")]
    (warning,) = profile.warnings
    assert "znieff2" in warning
    assert "id_mnhn" in warning


def test_a_layer_of_another_name_is_not_guessed_by_its_code(tmp_path: Path) -> None:
    one_layer(tmp_path / "znieff1.gpkg", {"id_mnhn": "310013254"})
    one_layer(tmp_path / "zones.gpkg", {"id_mnhn": "310013254"})
    assert [s.layer.name for s in recognise(str(tmp_path)).sources] == ["znieff1"]


def test_small_sites_may_be_points(tmp_path: Path) -> None:
    path = one_layer(tmp_path / "N_ENP_APB_P_000.gpkg", {"ID_MNHN": "FR3800001"}, "Point")
    assert roles(recognise(str(path))) == [("apb", "p")]


class TestBesideAScheme:
    """A source that holds zonings and an SRCE: each sheet takes its own."""

    @pytest.fixture
    def both(self, tmp_path: Path) -> str:
        for name in ("znieff1", "znieff2", "N_ENP_PNR_S_000"):
            one_layer(tmp_path / f"{name}.gpkg", {"id_mnhn": "310013254"})
        one_layer(tmp_path / "n_srce_reservoir_s_000.gpkg", NATIONAL_RESERVOIR)
        one_layer(tmp_path / "n_srce_corridor_l_000.gpkg", NATIONAL_CORRIDOR, "LineString")
        return str(tmp_path)

    @pytest.mark.parametrize(
        ("sheet", "expected"),
        [
            ("srce", [("corridor", "l"), ("reservoir", "s")]),
            ("patrimoine_naturel", [("pnr", "s"), ("znieff1", "s"), ("znieff2", "s")]),
        ],
    )
    def test_a_sheet_takes_its_own(
        self, both: str, sheet: str, expected: list[tuple[str, str]]
    ) -> None:
        profile = recognise(both, load_sheet(sheet))
        assert roles(profile) == expected
        assert profile.warnings == ()

    def test_without_a_sheet_the_scheme_goes_first_and_the_others_are_told(self, both: str) -> None:
        profile = recognise(both)
        assert choose_sheet(profile)[0].id == "srce"
        (warning,) = profile.warnings
        assert "znieff1" in warning

    def test_zonings_alone_choose_their_sheet(self, tmp_path: Path) -> None:
        one_layer(tmp_path / "ramsar.gpkg", {"id_mnhn": "FR7200001"})
        assert choose_sheet(recognise(str(tmp_path)))[0].id == "patrimoine_naturel"

# SPDX-License-Identifier: GPL-3.0-or-later
"""The law follows the data and the place: which sheet is printed, and what it says there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.errors import SheetError, SourceError
from srce_pac.core.common.files import ROOT, profile_folder
from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.pipeline import Printer, export_sheet
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.profile import profile_path, write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import SheetDefinition
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, box, rows, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

COMPIEGNE, HAYNECOURT = "60159", "59294"
# An EPCI of the Somme and of Seine-Maritime.
TWO_REGIONS = "247600588"
OF_THE_NORD = ("Nord", "Lille", "S.R.C.E", "SRCE", "TVB", "26 janvier 2017", "16 juillet 2014")


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def sraddet(shared: Path) -> str:
    """Real data of the SRADDET Hauts-de-France."""
    return str(shared / "data" / "sraddet_hdf2020_oise_est.gpkg")


@pytest.fixture(scope="module")
def npdc(shared: Path) -> str:
    """Real data of the SRCE of Nord – Pas-de-Calais, in the national schema."""
    return str(shared / "data" / "srce_npdc_2014_sample")


@pytest.fixture
def sheet_of(gazetteer: Gazetteer) -> Callable[..., SheetDefinition]:
    """The sheet of a request."""

    def sheet(territory: str, source: str = DEMONSTRATION, **wanted: Any) -> SheetDefinition:
        request = SheetRequest(territory, source=source, **wanted)
        printer = Printer(request, gazetteer)
        try:
            return printer.sheet(request)
        finally:
            printer.close()

    return sheet


class TestPrinted:
    """What stands on the paper."""

    @pytest.mark.parametrize("territory", [COMPIEGNE, "200067965", "246000129"])
    def test_the_oise_with_sraddet_data_has_the_texts_of_its_sraddet(
        self, gazetteer: Gazetteer, sraddet: str, tmp_path: Path, territory: str
    ) -> None:
        made = export_sheet(SheetRequest(territory, source=sraddet), gazetteer, tmp_path)
        assert made.file is not None
        assert made.file.name.startswith(f"SRADDET_{territory}")
        text = pdf.normalised(pdf.text(made.file))
        for words in (
            "Carte S.R.A.D.D.E.T",
            "Continuités écologiques – trame verte et bleue",
            "article L. 4251-1 du code général des collectivités territoriales",
            "approuvé par le préfet de région le 4 août 2020",
            "21 novembre 2024",
        ):
            assert words in text
        assert [words for words in OF_THE_NORD if words in text] == []
        assert made.missing == []
        assert "faute de données" not in text
        assert pdf.info(made.file)["Title"].startswith("Carte S.R.A.D.D.E.T")

    def test_the_nord_with_srce_data_has_the_texts_of_its_srce(
        self, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        made = export_sheet(SheetRequest(HAYNECOURT), gazetteer, tmp_path / "a.pdf")
        assert made.file is not None
        text = pdf.normalised(pdf.text(made.file))
        for words in ("Carte S.R.C.E", "(SRCE-TVB)", "16 juillet 2014", "26 janvier 2017"):
            assert words in text
        assert "S.R.A.D.D.E.T" not in text


class TestChoice:
    """The sheet is chosen by the data."""

    def test_real_data_of_the_srce(self, sheet_of: Any, npdc: str) -> None:
        assert sheet_of("62041", npdc).id == "srce"

    def test_a_territory_of_two_regions_names_both(self, sheet_of: Any, sraddet: str) -> None:
        text = sheet_of(TWO_REGIONS, sraddet).text
        assert "SRADDET Normandie" in text
        assert "SRADDET Hauts-de-France" in text

    def test_a_sheet_that_is_asked_for_is_taken_and_the_user_told(
        self, gazetteer: Gazetteer, sraddet: str, tmp_path: Path
    ) -> None:
        request = SheetRequest(COMPIEGNE, source=sraddet, sheet="srce")
        printer = Printer(request, gazetteer)
        prepared, _ = printer._prepare_print(request, None)
        assert prepared.sheet.id == "srce"
        assert [w for w in prepared.warnings if "SRADDET" in w and "SRCE" in w]
        # Of a scheme whose data is not drawn, nothing is told; what the scheme of the data does
        # not have is not missing.
        assert "Picardie" not in prepared.sheet.notice
        assert prepared.missing() == []
        printed = printer.export(request, tmp_path / "a.pdf").file
        printer.close()
        told = "celles d'un SRADDET, alors que les textes de cette carte parlent d'un SRCE"
        assert printed is not None
        assert told in pdf.normalised(pdf.text(printed))

    @pytest.mark.parametrize(
        ("scheme", "chosen"), [("", "continuites"), ("srce", "srce"), ("sraddet", "sraddet")]
    )
    def test_data_of_a_profile_have_the_sheet_of_the_scheme_that_it_names(
        self, sheet_of: Any, sraddet: str, scheme: str, chosen: str
    ) -> None:
        found = recognise(sraddet)
        profile = type(found)("Oise", "", found.sources, facts=DataFacts(scheme))
        write_profile(profile_path("Oise"), profile)
        sheet = sheet_of(COMPIEGNE, "profile:Oise")
        assert sheet.id == chosen
        if not scheme:
            printed = "\n".join((sheet.title, sheet.subtitle, sheet.text, sheet.nota, sheet.notice))
            assert "SRCE" not in printed
            assert "SRADDET" not in printed

    def test_an_unknown_scheme_is_refused(self, sraddet: str) -> None:
        found = recognise(sraddet)
        profile = type(found)("Oise", "", found.sources, facts=DataFacts("pos"))
        write_profile(profile_path("Oise"), profile)
        with pytest.raises(SourceError, match="“scheme”"):
            recognise("profile:Oise")

    def test_two_schemes_in_one_folder(self, sheet_of: Any, npdc: str, tmp_path: Path) -> None:
        """The data set with the most layers is drawn, on the sheet of its scheme; so it is told."""
        for name in ("cer_reservoir_s", "cer_corridor_s", "cer_cours_eau_s"):
            fields = {"ID_RESV": "r", "ID_CORR": "c", "ID_CEAU": "e", "ID_CER": "x"}
            write_layer(tmp_path / f"{name}.gpkg", rows([box(0, 0, 100)], fields))
        write_layer(
            tmp_path / "n_srce_reservoir_s_000.gpkg", rows([box(0, 0, 100)], NATIONAL_RESERVOIR)
        )
        assert sheet_of(HAYNECOURT, str(tmp_path)).id == "sraddet"
        profile = recognise(str(tmp_path))
        assert [w for w in profile.warnings if "more than one data set" in w]

    def test_a_damaged_sheet_of_the_user_costs_itself(self, sheet_of: Any, sraddet: str) -> None:
        broken = profile_folder() / "sheets" / "broken.json"
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("{")
        assert sheet_of(COMPIEGNE, sraddet).id == "sraddet"
        with pytest.raises(SheetError, match=r"broken\.json"):
            sheet_of(COMPIEGNE, sraddet, sheet="broken")

    def test_a_user_s_srce_of_the_earlier_form_is_still_that_of_the_srce(
        self, sheet_of: Any
    ) -> None:
        data = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        del data["scheme"]
        data["cartouche"].update(title="Notre carte", subtitle="Trame")
        data.update(departements=["59"], notice="")
        data["text"] = {"title": "Le SRCE", "paragraphs": ["Notre texte."]}
        own = profile_folder() / "sheets" / "srce.json"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(json.dumps(data))
        sheet = sheet_of(HAYNECOURT)
        assert (sheet.title, sheet.text) == ("Notre carte", "Notre texte.")

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet says of its texts, its sources and its day, and how far its layers reach."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from qgis.core import (
    QgsExpressionContextUtils,
    QgsProject,
)

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.layer_roles import NEIGHBOURS, ROLE
from srce_pac.core.common.request import SHOW, SheetRequest
from srce_pac.core.pipeline import SheetResult, add_layout, load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.demonstration_sheets import laid_out
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    SIDE,
    Row,
    box,
    epci,
    make_gazetteer,
    rows,
    two_communes,
    write_layer,
)
from srce_pac.tests.support.templates import wide_template

HAYNECOURT = "59294"

pytestmark = pytest.mark.usefixtures("qgis_app")


def printed(result: SheetResult, name: str) -> str:
    """What a variable of the layout says, with plain spaces."""
    assert result.layout is not None
    scope = QgsExpressionContextUtils.layoutScope(result.layout)
    return " ".join(str(scope.variable(f"srce_{name}")).split())


class TestDepartements:
    """A sheet whose texts speak of départements says so for a territory of others."""

    @pytest.fixture
    def gazetteer(self, tmp_path: Path) -> Gazetteer:
        """Alpha in the Nord, Gamma in Seine-Maritime, and an EPCI of both."""
        alpha, beta, _ = two_communes()
        gamma = {**beta.values, "code": "76001", "name": "Gamma", "departement": "76", "epci": ""}
        members = ["59001", "76001"]
        both = epci("200000009", "CC des Deux", box(0, 0, 2 * SIDE, SIDE), members)
        return make_gazetteer(tmp_path, [alpha, Row(beta.wkt, gamma), both])

    @pytest.fixture
    def sheet(self, tmp_path: Path) -> Callable[..., str]:
        """Writes a sheet of texts that hold in some départements."""

        def write(*departements: str) -> str:
            definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
            definition["departements"] = list(departements)
            path = tmp_path / "own.json"
            path.write_text(json.dumps(definition), encoding="utf-8")
            return str(path)

        return write

    def warnings(
        self, territory: str, gazetteer: Gazetteer, project: QgsProject, sheet: str
    ) -> list[str]:
        request = SheetRequest(territory, sheet=sheet)
        result = load_sheet_layers(request, gazetteer, project)
        return [text for text in result.warnings if "speak of the départements" in text]

    def test_a_territory_of_the_texts_departements_is_not_told(
        self, gazetteer: Gazetteer, project: QgsProject, sheet: Callable[..., str]
    ) -> None:
        assert self.warnings("59001", gazetteer, project, sheet("59", "62")) == []

    @pytest.mark.parametrize(
        ("territory", "title"),
        [("76001", "Gamma (76001)"), ("200000009", "CC des Deux (200000009)")],
    )
    def test_a_territory_that_reaches_beyond_them_is_told_with_them(
        self,
        territory: str,
        title: str,
        gazetteer: Gazetteer,
        project: QgsProject,
        sheet: Callable[..., str],
    ) -> None:
        (text,) = self.warnings(territory, gazetteer, project, sheet("59", "62"))
        assert "59, 62" in text
        assert title in text

    def test_a_sheet_whose_texts_hold_everywhere_tells_nothing(
        self, gazetteer: Gazetteer, project: QgsProject, sheet: Callable[..., str]
    ) -> None:
        assert self.warnings("76001", gazetteer, project, sheet()) == []


class TestCredits:
    """The sources of a sheet: its data, its territories, its background."""

    @staticmethod
    def download(profile: Path, name: str, credit: str) -> Path:
        """A folder in which a download lies, with its note."""
        folder = profile / "opendata" / name
        folder.mkdir(parents=True)
        note = {"date": "2026-11-02", "departements": [], "credit": credit}
        folder.with_name(f"{name}.json").write_text(json.dumps(note), encoding="utf-8")
        return folder

    @staticmethod
    def sources(data: Path, territories: Path, project: QgsProject) -> str:
        path = write_layer(
            data / "n_srce_reservoir_s_000.gpkg", rows([box(0, 0, 5)], NATIONAL_RESERVOIR)
        )
        gazetteer = make_gazetteer(territories)
        result = add_layout(SheetRequest("59001", source=str(path)), gazetteer, project)
        return printed(result, "sources")

    def test_a_credit_of_the_data_and_of_the_territories_is_printed_once(
        self, qgis_profile: Path, project: QgsProject
    ) -> None:
        folder = self.download(qgis_profile, "region", "© Région, 2026")
        assert self.sources(folder, folder, project).count("© Région, 2026") == 1

    def test_different_credits_are_printed_after_each_other_the_data_first(
        self, qgis_profile: Path, project: QgsProject
    ) -> None:
        data = self.download(qgis_profile, "region", "© Région, 2026")
        territories = self.download(qgis_profile, "ign", "© IGN, 2025")
        assert "© Région, 2026 ; © IGN, 2025" in self.sources(data, territories, project)


def test_the_day_of_printing_stands_before_its_month(
    project: QgsProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class SecondOfMarch(datetime.date):
        @classmethod
        def today(cls) -> SecondOfMarch:
            return cls(2026, 3, 2)

    monkeypatch.setattr(datetime, "date", SecondOfMarch)
    result = add_layout(SheetRequest("59001"), make_gazetteer(tmp_path), project)
    assert printed(result, "print_date") == "Imprimé le 02/03/2026"


class TestReach:
    """Where the outside is shown at a given scale, what is drawn fills the frame of the map."""

    @pytest.mark.parametrize(
        ("template", "scale"),
        [
            ("A3", 60_000),
            ("a1", 40_000),
            ("commune_a2_portrait", 40_000),
            (str(ROOT / "layouts" / "commune_a1_landscape.qpt"), 40_000),
            ("", 100_000),
        ],
    )
    def test_layers_reach_as_far_as_the_frame_on_any_paper(
        self, template: str, scale: int, embedded: Gazetteer
    ) -> None:
        self.check(template, scale, embedded)

    def test_layers_fill_a_map_that_covers_the_whole_of_a_wide_page(
        self, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        template = wide_template(tmp_path / "wide.qpt")
        self.check(str(template), 50_000, embedded)

    @staticmethod
    def check(template: str, scale: int, embedded: Gazetteer) -> None:
        request = SheetRequest(HAYNECOURT, scale=scale, outside=SHOW, template=template)
        with laid_out(request, embedded) as sheet:
            frame = sheet.filled.layout.itemById("map")
            assert sheet.filled.scale == scale
            (neighbours,) = (x for x in frame.layers() if x.customProperty(ROLE) == NEIGHBOURS)
            drawn = {str(feature["code"]) for feature in neighbours.getFeatures()}
            there = embedded.communes_in(frame.extent(), frame.crs())
            assert {place.code for place in there} - drawn == {HAYNECOURT}

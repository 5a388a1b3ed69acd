# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates are those of the data, credits name what is drawn, numbers stand where they are known."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsExpressionContextUtils, QgsLayoutItemLabel

from srce_pac.core.common.layer_roles import COUNTRY, SEA, UNLOADED
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.grounds import Grounds
from srce_pac.core.pipeline import export_sheets, summarise_sheet
from srce_pac.core.profiles.data_facts import DataFacts, dated
from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.sources.provenance import downloads_folder, note_path
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import laid_out
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, box, rows, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

HAYNECOURT, VALENCIENNES = "59294", "245901160"
OFFICE = "Gestionnaires Servitudes © Cadastre / PCI – DGFiP"
FICTITIOUS = "données fictives de démonstration (Mai 2017)"
COMMUNES = "© IGN – Admin Express (2025)"


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


def variables(places: Gazetteer, territory: str, **options: Any) -> dict[str, str]:
    """The variables of a sheet, without their prefix, and with plain spaces."""
    with laid_out(SheetRequest(territory, **options), places) as sheet:
        layout = sheet.filled.layout
        scope = QgsExpressionContextUtils.layoutScope(layout)
        values = {name[5:]: scope.variable(name) for name in scope.variableNames()}
        texts = [i.currentText() for i in layout.items() if isinstance(i, QgsLayoutItemLabel)]
    values["whole"] = " ".join(texts)
    return {name: re.sub("[\u00a0\u202f]", " ", str(value)) for name, value in values.items()}


def profile(folder: Path, **facts: Any) -> str:
    """The demonstration's layers as a data set of which no more is known than these facts."""
    known = recognise("demonstration")
    path = folder / "données.json"
    facts_of_data = DataFacts(**facts)
    write_profile(path, replace(known, credit="SRCE", demonstration=False, facts=facts_of_data))
    return str(path)


@pytest.mark.parametrize(
    ("territory", "line"),
    [
        (HAYNECOURT, "Mise à jour : Mai 2017"),
        (VALENCIENNES, "Date de mise à jour : Mai 2017"),
        ("59350", "Mise à jour : Mai 2017"),
    ],
)
def test_the_demonstration_has_the_date_of_the_models(
    territory: str, line: str, gazetteer: Gazetteer
) -> None:
    assert variables(gazetteer, territory)["date"] == line


@pytest.mark.parametrize(
    ("facts", "words", "line"),
    [
        ({}, {}, ""),
        ({"date": "2014"}, {}, "Mise à jour : 2014"),
        ({"date": "2014"}, {"date": "16 juillet 2014"}, "Mise à jour : 16 juillet 2014"),
        ({}, {"date": "été 2020"}, "Mise à jour : été 2020"),
    ],
)
def test_the_date_is_the_users_words_or_that_of_the_data_or_left_out(
    facts: dict[str, Any],
    words: dict[str, str],
    line: str,
    gazetteer: Gazetteer,
    tmp_path: Path,
) -> None:
    source = profile(tmp_path, **facts)
    found = variables(gazetteer, HAYNECOURT, source=source, cartouche=words)
    assert found["date"] == line
    assert ("jour" in found["whole"]) == bool(line)


@pytest.mark.parametrize(
    ("vintage", "line"), [("2018", "Mise à jour : 2018"), ("", ""), (None, "")]
)
def test_a_download_gives_its_own_date(
    vintage: str | None, line: str, gazetteer: Gazetteer
) -> None:
    folder = downloads_folder() / "region"
    folder.mkdir(parents=True)
    contour = gazetteer.territory(gazetteer.resolve(HAYNECOURT)).geometry
    preset = folder.parents[1] / "sheets" / "presets" / "region.json"
    preset.parent.mkdir(parents=True)
    rule = {"class": "reservoir", "geometries": "s", "names": ["bois"], "fields": ["bois_id"]}
    preset.write_text(json.dumps({"title": "Région", "credit": "Région", "layers": [rule]}))
    write_layer(
        folder / "bois.gpkg",
        [row._replace(wkt=contour.asWkt()) for row in rows([""], {"bois_id": "1"})],
        geometry="MultiPolygon",
    )
    note = {"date": "2026-11-02", "departements": [], "credit": "© Région"}
    note_path(folder).write_text(
        json.dumps(note if vintage is None else {**note, "vintage": vintage}), encoding="utf-8"
    )
    found = variables(gazetteer, HAYNECOURT, source=str(folder))
    assert found["date"] == line
    credit = "© Région (2018)" if line else "© Région"
    assert found["sources"] == f"Sources : {OFFICE} ; {credit} ; {COMMUNES}"


@pytest.mark.parametrize(
    ("credit", "date", "printed"),
    [
        ("SRCE – INPN", "janvier 2018", "SRCE – INPN (janvier 2018)"),
        ("SRCE – INPN, compilation nationale 2018", "janvier 2018", None),
        ("SRADDET Hauts-de-France 2020", "2020", None),
        ("© Région, 2026", "janvier 2018", None),
        ("SRCE", "", None),
        ("", "2020", None),
        ("SRCE", "en cours", "SRCE (en cours)"),
    ],
)
def test_a_credit_has_its_vintage_once(credit: str, date: str, printed: str | None) -> None:
    assert dated(credit, date) == (credit if printed is None else printed)


def test_the_sources_name_the_office_then_what_is_drawn(gazetteer: Gazetteer) -> None:
    sources = variables(gazetteer, HAYNECOURT)["sources"]
    assert sources == f"Sources : {OFFICE} ; {FICTITIOUS} ; {COMMUNES}"


@pytest.mark.parametrize(
    ("own", "rest"),
    [
        ("", f"{FICTITIOUS} ; {COMMUNES}"),
        ("© IGN – Admin Express", f"© IGN – Admin Express ; {FICTITIOUS}"),
        (
            "SIG du Nord, © IGN – ADMIN EXPRESS",
            f"SIG du Nord, © IGN – ADMIN EXPRESS ; {FICTITIOUS}",
        ),
    ],
)
def test_no_source_is_named_twice(own: str, rest: str, gazetteer: Gazetteer) -> None:
    found = variables(gazetteer, HAYNECOURT, cartouche={"sources": own})
    assert found["sources"] == f"Sources : {rest}"


@pytest.mark.parametrize("outside", ["hide", "dim", "show"])
def test_data_of_which_nothing_is_drawn_is_not_credited(
    outside: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    path = write_layer(
        tmp_path / "N_SRCE_RESERVOIR_S_000.shp", rows([box(0, 0, 9)], NATIONAL_RESERVOIR)
    )
    found = variables(gazetteer, HAYNECOURT, source=str(path), outside=outside)
    assert found["sources"] == f"Sources : {OFFICE} ; {COMMUNES}"


@pytest.mark.parametrize(
    ("territory", "entries", "number"),
    [
        (HAYNECOURT, {}, "CARTE : 1/4"),
        (VALENCIENNES, {}, "PLAN 1/4"),
        (HAYNECOURT, {"sheet_total": 1}, ""),
        (HAYNECOURT, {"sheet_number": 2, "sheet_total": 2}, "CARTE : 2/2"),
        # Nobody says of how many sheets those of these offices are.
        ("60159", {}, ""),
        ("62041", {}, ""),
    ],
)
def test_a_sheet_is_numbered_where_there_are_known_to_be_several(
    territory: str, entries: dict[str, Any], number: str, gazetteer: Gazetteer
) -> None:
    found = variables(gazetteer, territory, cartouche=entries)
    assert found["sheet_number"] == number
    assert number in found["whole"]


def test_one_sheet_of_a_series_is_not_numbered(gazetteer: Gazetteer, tmp_path: Path) -> None:
    (one,) = export_sheets(SheetRequest(HAYNECOURT), ["srce"], gazetteer, tmp_path)
    assert one.file is not None
    assert "CARTE" not in pdf.text(one.file)


def test_the_summary_names_data_and_vintage(gazetteer: Gazetteer) -> None:
    summary = summarise_sheet(SheetRequest(HAYNECOURT), gazetteer)
    assert summary.source == f"{FICTITIOUS} ; {COMMUNES}"
    assert summary.data_scale == 100_000


@pytest.mark.parametrize(
    ("roles", "credits"), [((UNLOADED,), 1), ((COUNTRY, UNLOADED), 2), ((SEA,), 0), ((), 0)]
)
def test_land_that_is_not_of_the_communes_is_credited(roles: Sequence[str], credits: int) -> None:
    named = Grounds(in_frame=set(roles)).credits(load_sheet("srce").words)
    assert len(named) == credits
    assert any("Admin Express" in credit for credit in named) == (UNLOADED in roles)

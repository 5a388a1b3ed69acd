# SPDX-License-Identifier: GPL-3.0-or-later
"""SHEET, of the algorithms that draw one sheet and of the one that prints several."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingContext

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.settings import Settings
from srce_pac.processing.atlasproject import AtlasProject
from srce_pac.processing.exportseries import ExportSeries
from srce_pac.processing.exportsheet import ExportSheet
from srce_pac.processing.loadlayers import LoadLayers
from srce_pac.processing.sheet_algorithm import SheetAlgorithm
from srce_pac.processing.summary import Summarise
from srce_pac.tests.support.central import lock

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("qgis_app")

one_sheet = pytest.mark.parametrize("kind", [LoadLayers, Summarise])


def made(kind: type[SheetAlgorithm]) -> Any:
    """An algorithm with its parameters."""
    return kind().create()


def sheets(kind: type[SheetAlgorithm], text: str | Path) -> list[str]:
    """The sheets that a text names."""
    found: list[str] = made(kind).sheets({"SHEET": str(text)}, QgsProcessingContext())
    return found


def told(kind: type[SheetAlgorithm]) -> str:
    algorithm = made(kind)
    return str(algorithm.parameterDefinition("SHEET").help())


@one_sheet
def test_only_the_one_that_takes_several_says_so(kind: type[SheetAlgorithm]) -> None:
    assert "several" in told(ExportSheet)
    assert "several" not in told(kind)


@one_sheet
@pytest.mark.parametrize("text", ["srce,srce", "srce, wetlands"])
def test_several_are_refused_in_one_plain_sentence(kind: type[SheetAlgorithm], text: str) -> None:
    with pytest.raises(SheetError) as refusal:
        sheets(kind, text)
    assert str(refusal.value) == f"This algorithm takes one sheet, not several: “{text}”."


@one_sheet
@pytest.mark.parametrize("text", ["srce", " srce ,"])
def test_one_is_taken_though_a_comma_follows(kind: type[SheetAlgorithm], text: str) -> None:
    assert sheets(kind, text) == ["srce"]


@pytest.mark.parametrize("kind", [ExportSheet, LoadLayers, Summarise])
def test_no_sheet_is_the_one_that_the_data_choose(kind: type[SheetAlgorithm]) -> None:
    assert sheets(kind, "") == [""]


@pytest.mark.parametrize("kind", [ExportSheet, LoadLayers, Summarise])
def test_a_file_may_have_a_comma_in_its_path(kind: type[SheetAlgorithm], tmp_path: Path) -> None:
    file = tmp_path / "bois, haies.json"
    file.write_bytes((ROOT / "sheets" / "srce.json").read_bytes())
    assert sheets(kind, file) == [str(file)]


def test_more_names_than_a_path_has_letters_are_no_path() -> None:
    names = [f"sheet_{number}" for number in range(600)]
    assert sheets(ExportSheet, ", ".join(names)) == names


def test_several_are_printed_in_the_order_given() -> None:
    assert sheets(ExportSheet, "wetlands, srce") == ["wetlands", "srce"]


@pytest.mark.parametrize(
    ("value", "scale"),
    [(None, None), ("", None), (15_000, 15_000.0), ("15000", 15_000.0), ("1/15 000", 15_000.0)],
)
def test_a_scale_is_a_number_or_its_text(value: object, scale: float | None) -> None:
    parameters = {"TERRITORY": "59294", "SCALE": value}
    assert made(ExportSheet).request(parameters, QgsProcessingContext()).scale == scale


@pytest.mark.parametrize("text", ["abc", "1e400", "nan", "0", "99"])
def test_what_is_no_scale_is_named(text: str) -> None:
    algorithm, context = made(ExportSheet), QgsProcessingContext()
    parameters = {"TERRITORY": "59294", "SCALE": text, "OUTPUT": "sheet.pdf"}
    accepted, said = algorithm.checkParameterValues(parameters, context)
    assert not accepted
    assert f"“{text}” is no scale" in said


@pytest.mark.parametrize(
    ("kind", "parameters", "sentence"),
    [
        (ExportSheet, {"OUTPUT": "sheet.doc"}, "must end with .pdf, .png, .svg"),
        (ExportSheet, {"OUTPUT": "sheet.pdf", "SHEET": "srce,sraddet"}, "need a folder"),
        (ExportSheet, {"OUTPUT": "taken/sheet.pdf"}, "taken"),
        (LoadLayers, {"SHEET": "srce,sraddet"}, "takes one sheet"),
        (Summarise, {"OUTPUT": "summary.pdf"}, "must end with .csv"),
        (AtlasProject, {"OUTPUT": "atlas.gpkg"}, "must end with .qgz, .qgs"),
        (ExportSeries, {"OUTPUT_FOLDER": "taken/sheets"}, "taken"),
        (ExportSeries, {"OUTPUT_FOLDER": "sheets", "SLICE": "5/3"}, "5/3"),
        (ExportSeries, {"OUTPUT_FOLDER": "sheets", "WORKERS": -1}, "WORKERS"),
    ],
)
def test_what_can_be_seen_to_fail_is_refused_before_anything_is_read(
    kind: type[SheetAlgorithm],
    parameters: dict[str, Any],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    taken = tmp_path / "taken"
    taken.touch()
    asked = {"TERRITORY": "59294", "TERRITORIES_LIST": "59294", **parameters}
    accepted, said = made(kind).checkParameterValues(asked, QgsProcessingContext())
    assert (accepted, sentence in said) == (False, True), said
    assert list(tmp_path.iterdir()) == [taken]


def test_what_the_office_has_locked_is_no_parameter(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = {"source": "project", "template": "A0", "outside": "show", "outlines": True}
    lock(monkeypatch, {**values, "base": "none", "styles": "x", "sheet_choice": "srce"}, tmp_path)
    request = made(ExportSheet).request({"TERRITORY": "59294"}, QgsProcessingContext())
    assert request == SheetRequest("59294")
    assert Settings.load().template == "A0"

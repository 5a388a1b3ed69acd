# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:exportseries`: what its parameters ask for, and what it gives back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsVectorLayer

from srce_pac.core.common.errors import ExportError, TerritoryError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series.request import SeriesRequest, Slice
from srce_pac.processing.exportseries import ExportSeries
from srce_pac.processing.exportsheet import ExportSheet
from srce_pac.tests.support.factories import two_communes, write_layer

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("qgis_app")


class Told(QgsProcessingFeedback):
    """What the user is told."""

    def __init__(self) -> None:
        super().__init__(False)
        self.warnings: list[str] = []
        self.notes: list[str] = []

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS's name
        self.warnings.append(warning)

    def pushInfo(self, info: str) -> None:  # noqa: N802 - QGIS's name
        self.notes.append(info)


def series(folder: Path, told: Told | None = None, **parameters: Any) -> SeriesRequest:
    """The series that some parameters ask for."""
    algorithm = made(ExportSeries)
    given = {"TERRITORIES_LIST": "59294", "OUTPUT_FOLDER": str(folder), **parameters}
    asked: SeriesRequest = algorithm.series(given, QgsProcessingContext(), told or Told())
    return asked


def test_a_list_and_a_folder_are_enough(tmp_path: Path) -> None:
    assert series(tmp_path) == SeriesRequest(SheetRequest(""), "59294", tmp_path)


def test_every_parameter_is_heeded(tmp_path: Path) -> None:
    asked = series(
        tmp_path,
        SHEET="srce, continuites",
        SOURCE="wfs:region",
        TERRITORIES=str(ROOT / "data" / "territories.fgb"),
        TEMPLATE="A2",
        SCALE=20_000,
        OUTSIDE="hide",
        STYLES="bureau",
        BACKGROUND="cadastre",
        OUTLINES=True,
        GEOPDF=True,
        TEMPLATE_READS=True,
        EXTRAS="ticks",
        OWN_SHEET=True,
        FORMAT="pdf",
        FILE_NAME='"code"',
        OUTPUT_MODE="both",
        EXISTING="replace",
        SLICE="1/1",
        WORKERS=5,
        TIME_LIMIT=60,
        MEMORY_LIMIT=900,
    )
    sheet = SheetRequest(
        "",
        sheet="srce",
        source="wfs:region",
        background="cadastre",
        template="A2",
        scale=20_000,
        outside="hide",
        outlines=True,
        geopdf=True,
        styles="bureau",
        template_reads=True,
        extras="ticks",
    )
    assert asked == SeriesRequest(
        sheet,
        "59294",
        tmp_path,
        sheets=("srce", "continuites"),
        own_sheet=True,
        name='"code"',
        output="both",
        existing="replace",
        workers=5,
        time_limit=60,
        memory_limit=900,
        communes=str(ROOT / "data" / "territories.fgb"),
    )


def test_a_slice_is_read_and_one_that_is_none_refused(tmp_path: Path) -> None:
    assert series(tmp_path, SLICE="3/16").slice == Slice(3, 16)
    with pytest.raises(ExportError, match="17/16"):
        series(tmp_path, SLICE="17/16")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_the_list_may_be_a_file(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "communes à imprimer.csv"
    path.write_text("code;nom\n59294;Éstrun\n", encoding=encoding)
    text = series(tmp_path, TERRITORIES_LIST=f" {path}\n").territories
    assert text.lstrip("\ufeff") == "code;nom\n59294;Éstrun\n"


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(TerritoryError, match="no text"):
        series(tmp_path, TERRITORIES_LIST=str(path))


@pytest.mark.parametrize(
    "text",
    ["/srv/pac/liste", "liste.csv", "D:\\pac\\liste", "\\\\srv\\liste", "../a b.TXT\n", "~/x"],
)
def test_a_list_that_is_a_file_and_not_there_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(TerritoryError, match="no file"):
        series(tmp_path, TERRITORIES_LIST=text)


def test_a_code_is_no_file_whatever_lies_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("59", "59001", "list.59"):
        Path(name).write_text("59294", encoding="utf-8")
    for text in ("59", "59001/59002", "Haynecourt, St. Pol"):
        assert series(tmp_path, TERRITORIES_LIST=text).territories == text
    assert series(tmp_path, TERRITORIES_LIST="list.59").territories == "59294"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WORKERS", "two", "whole number from 0 to 64, not “two”"),
        ("WORKERS", 1.5, "whole number"),
        ("WORKERS", "1.5", "whole number"),
        ("WORKERS", -1, "from 0 to 64, not “-1”"),
        ("WORKERS", 99, "from 0 to 64"),
        ("TIME_LIMIT", "nan", "a number from 1 to 86400"),
        ("TIME_LIMIT", 0, "from 1"),
        ("MEMORY_LIMIT", "5 GB", "from 200"),
    ],
)
def test_a_number_that_is_none_or_out_of_bounds_is_refused_with_them(
    tmp_path: Path, name: str, value: Any, told: str
) -> None:
    algorithm = made(ExportSeries)
    given = {"TERRITORIES_LIST": "59294", "OUTPUT_FOLDER": str(tmp_path), name: value}
    accepted, said = algorithm.checkParameterValues(given, QgsProcessingContext())
    assert not accepted
    assert told in said
    with pytest.raises(ExportError, match=told):
        series(tmp_path, **{name: value})


def test_numbers_are_read_as_texts_too(tmp_path: Path) -> None:
    asked = series(tmp_path, WORKERS="3", TIME_LIMIT="2.5", MEMORY_LIMIT="")
    assert (asked.workers, asked.time_limit, asked.memory_limit) == (3, 2.5, 2000)


def test_territories_that_no_other_process_can_open_are_printed_in_this_one(
    tmp_path: Path,
) -> None:
    path = write_layer(tmp_path / "communes.gpkg", two_communes(), geometry="MultiPolygon")
    told = Told()
    assert series(tmp_path, told, TERRITORIES=str(path)).workers == 2
    assert told.notes == []
    assert series(tmp_path, told, TERRITORIES=str(path), TERRITORIES_CODE="code").workers == 0
    layer = QgsVectorLayer(str(path), "communes", "ogr")
    assert series(tmp_path, told, TERRITORIES=layer).workers == 0
    assert len(told.notes) == 2


@pytest.mark.parametrize("page", ["series.md", "series.fr.md"])
def test_every_parameter_is_told(page: str) -> None:
    """Those of `exportsheet` are told by the guide."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    cells = re.findall(r"^\| (`[A-Z_`, ]+`) \|", text, re.MULTILINE)
    told = {name for cell in cells for name in re.findall(r"[A-Z_]+", cell)}
    many, single = made(ExportSeries), made(ExportSheet)
    names, others = ({one.name() for one in each.parameterDefinitions()} for each in (many, single))
    assert told == names - others | {"SHEET"}
    assert all(f"`{one.name()}`" in text for one in many.outputDefinitions())


def made(kind: type[ExportSeries | ExportSheet]) -> Any:
    """An algorithm with its parameters."""
    return kind().create()

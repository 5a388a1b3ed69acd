# SPDX-License-Identifier: GPL-3.0-or-later
"""A summary as a CSV file and on the clipboard."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.sheet.definition import load_sheet, sheet_path
from srce_pac.core.summary.spreadsheet import as_html, as_text, csv_name, write_csv
from srce_pac.core.summary.summary import Summary, SummaryRow
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    box,
    find,
)
from srce_pac.tests.support.summaries import CARRES, HAYNECOURT, read, reservoirs, summary_of

pytestmark = pytest.mark.usefixtures("qgis_app")


def made(*numbers: tuple[str, str, int, float | None], watermark: str = "") -> Summary:
    """A summary of Haynecourt by hand: label, sub-trame, count and hectares."""
    gazetteer = open_gazetteer()
    found = [
        SummaryRow(
            is_whole=True,
            code=HAYNECOURT,
            place="Haynecourt",
            class_id="reservoir",
            label=label,
            sub_trame=sub_trame,
            geometry="s",
            count=count,
            measure=measure,
            share=None if measure is None else measure / 10,
        )
        for label, sub_trame, count, measure in numbers
    ]
    return Summary(
        find(gazetteer, HAYNECOURT),
        load_sheet("srce"),
        tuple(found),
        "GRS 1980",
        watermark=watermark,
    )


class TestSpreadsheet:
    """The CSV file and the clipboard."""

    def test_the_file_is_read_back_as_it_was_told(
        self, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        reservoirs(source, [box(900, 500, 300)], ['humide ; "x"'])
        summary = summary_of(source, gazetteer, CARRES)
        write_csv(summary, tmp_path / "out.csv")
        written = read(tmp_path / "out.csv")
        assert len(written) == len(summary.rows)
        for line_, row in zip(written, summary.rows):
            assert (line_["Code"], line_["Territoire"]) == (row.code, row.place)
            assert (line_["Classe"], line_["Sous-trame"]) == (row.label, row.sub_trame)
            assert int(line_["Objets"]) == row.count
            assert row.measure is not None
            assert line_["Surface (ha)"] == f"{row.measure:.0f}"
            assert line_["Longueur (km)"] == ""

    def test_codes_of_zones_have_a_column_where_there_are_some(self, tmp_path: Path) -> None:
        summary = made(("ZNIEFF de type I", "", 1, 12.0), ("ZNIEFF de type I", "Le bois", 1, 12.0))
        write_csv(summary, tmp_path / "without.csv")
        assert "Code de la zone" not in read(tmp_path / "without.csv")[0]
        whole, part = summary.rows
        zoned = replace(summary, rows=(whole, replace(part, zone="310013254")))
        write_csv(zoned, tmp_path / "with.csv")
        written = [
            (row["Sous-trame"], row["Code de la zone"]) for row in read(tmp_path / "with.csv")
        ]
        assert written == [("", ""), ("Le bois", "310013254")]
        assert zoned.rows[1].part == "Le bois (310013254)"

    def test_french_spreadsheets_open_it(self, tmp_path: Path) -> None:
        write_csv(made(("Réservoir", "", 2, 1234.5)), tmp_path / "out.csv")
        data = (tmp_path / "out.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbfCode;Territoire;")
        assert b";2;1234;;123,5;" in data

    @pytest.mark.parametrize("text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1+1", "\n-1"])
    def test_no_text_becomes_a_formula(self, text: str, tmp_path: Path) -> None:
        summary = made(("Réservoir", text, 1, None))
        write_csv(summary, tmp_path / "out.csv")
        assert read(tmp_path / "out.csv")[0]["Sous-trame"] == f"'{text.strip()}"
        assert f"\t'{text.strip()}\t" in as_text(summary)

    def test_a_file_that_cannot_be_written_leaves_the_earlier_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "out.csv"
        file.write_text("earlier", encoding="utf-8")

        def refuse(*_: object) -> None:
            raise PermissionError(13, "in use")

        monkeypatch.setattr(os, "replace", refuse)
        with pytest.raises(ExportError, match=r"out\.csv"):
            write_csv(made(("Réservoir", "", 1, 1.0)), file)
        assert file.read_text(encoding="utf-8") == "earlier"
        assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]

    def test_text_and_html_have_the_same_cells(self) -> None:
        summary = made(("Réservoir <b>", "", 2, 1.5))
        heading, row = as_text(summary, ".").splitlines()
        assert row.split("\t")[5:9] == ["2", "2", "", "0.1"]
        html = as_html(summary, ".")
        assert html.count("<tr>") == 2
        assert html.count("<th>") == len(heading.split("\t"))
        assert "<td>Réservoir &lt;b&gt;</td>" in html

    def test_the_usual_name_of_the_file(self) -> None:
        assert csv_name(made()) == "SRCE_59294_HAYNECOURT.csv"


def test_a_summary_bears_the_watermark_of_fictitious_data(haynecourt: Summary) -> None:
    assert haynecourt.watermark.startswith("DONNÉES FICTIVES")
    assert "fictives" in as_text(haynecourt)


@pytest.mark.parametrize("wish", ["", "srce", "sraddet"])
def test_the_sheet_that_the_data_chose_is_among_the_files_read(
    embedded: Gazetteer, wish: str
) -> None:
    inputs = summarise_sheet(SheetRequest(HAYNECOURT, sheet=wish), embedded).inputs
    assert sheet_path(wish or "srce") in inputs
    assert all(path.is_absolute() for path in inputs)


def test_no_control_character_comes_into_a_cell() -> None:
    summary = made(("Réser\x00voir\x1b", "Bois\x0bet haies\x07", 3, 1.5))
    for text in (as_text(summary), as_html(summary)):
        assert "Réservoir" in text
        assert "Bois et haies" in text
        assert all(letter in "\t\n" or letter >= " " for letter in text)

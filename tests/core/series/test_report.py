# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a series: rows that survive a kill, and the page for the office."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.errors import ExportError
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series.job import CANCELLED, FAILED, PRINTED, SKIPPED, Job, Outcome
from srce_pac.core.series.plan import SeriesPlan
from srce_pac.core.series.report import Report
from srce_pac.core.series.report_files import report_path, thumbnail_path
from srce_pac.core.series.report_rows import ReportRow, read_rows, rows_of
from srce_pac.core.series.request import SeriesRequest, Slice

pytestmark = pytest.mark.usefixtures("qgis_app")

WARNINGS = ("Une phrase ; avec « tout » | et\nune ligne", "=SUM(A1)")
COUNTS = {"Réservoirs | <b>": 12, "Corridors : verts": 0}


@pytest.fixture
def series(tmp_path: Path) -> SeriesPlan:
    return SeriesPlan(SeriesRequest(SheetRequest(""), "59", tmp_path / "out"))


def job(folder: Path, number: int = 1, name: str = "Alpha") -> Job:
    path = folder / "Nord" / f"é {name} #{number}.pdf"
    return Job(number, SheetRequest("59001"), f"5900{number}", name, path, f"print{number}", "SRCE")


def printed(of: Job, **others: object) -> Outcome:
    outcome = Outcome(
        of, PRINTED, paper="A3", scale=12_500, counts=COUNTS, seconds=1.25, pages=2, size=4_000
    )
    return replace(outcome, **others)  # type: ignore[arg-type]


class TestRows:
    """What is read again of what was written."""

    def test_a_row_is_read_as_it_was(self, tmp_path: Path) -> None:
        row = ReportRow.of(printed(job(tmp_path), warnings=WARNINGS), tmp_path, 1_700_000_000)
        line = row.line()
        assert line.count("\n") == 1
        read = ReportRow.read(line)
        assert read is not None
        assert read.counts == {"Réservoirs / <b>": 12, "Corridors : verts": 0}
        assert (read.path, read.fingerprint) == ("Nord/é Alpha #1.pdf", "print1")
        assert read.outcome(job(tmp_path), SKIPPED) == printed(
            job(tmp_path), status=SKIPPED, counts=read.counts, warnings=read.warnings
        )
        assert replace(read, counts=row.counts, warnings=row.warnings) == row

    def test_no_text_is_a_formula(self, tmp_path: Path) -> None:
        row = ReportRow.of(printed(job(tmp_path, name="=1+1")), tmp_path, 0)
        assert ";'=1+1;" in row.line()
        read = ReportRow.read(row.line())
        assert read is not None
        assert read.name == "=1+1"

    @pytest.mark.parametrize("status", [FAILED, CANCELLED])
    def test_what_was_not_printed_has_no_fingerprint(self, tmp_path: Path, status: str) -> None:
        row = ReportRow.of(printed(job(tmp_path), status=status), tmp_path, 0)
        assert row.fingerprint == ""

    def test_a_torn_line_costs_itself(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        report = Report(series)
        jobs = [job(folder, number) for number in (1, 2)]
        for one in jobs:
            report.append(printed(one, warnings=('Un "mot"',)))
        path = report_path(folder, Slice())
        whole = path.read_bytes()
        last = whole.splitlines(keepends=True)[-1]
        head = whole[: -len(last)]
        for length in range(len(last.rstrip())):
            path.write_bytes(head + last[:length])
            prints = {row.fingerprint for row in rows_of(path)}
            assert "print1" in prints
            assert "print2" not in prints
        # The next series writes behind a torn line.
        path.write_bytes(head + last[:40])
        Report(series).append(printed(jobs[1]))
        assert read_rows(folder).keys() >= {"Nord/é Alpha #2.pdf"}


class TestReport:
    """It grows with the series."""

    def test_each_row_is_there_at_once(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        report = Report(series)
        for number in (1, 2, 3):
            report.append(printed(job(folder, number)))
            assert len(read_rows(folder)) == number

    def test_the_last_word_on_a_file_counts(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        report = Report(series)
        report.append(printed(job(folder)))
        report.append(printed(job(folder), status=FAILED, message="non"))
        (row,) = read_rows(folder).values()
        assert (row.status, row.fingerprint) == (FAILED, "")
        report.finish()
        (row,) = rows_of(report_path(folder, Slice()))
        assert row.message == "non"

    def test_of_a_file_whose_sheet_is_cancelled_what_was_known_still_holds(
        self, series: SeriesPlan
    ) -> None:
        folder = series.request.folder
        report = Report(series)
        report.append(printed(job(folder)))
        report.append(Outcome(job(folder), CANCELLED))
        report.finish()
        (row,) = rows_of(report_path(folder, Slice()))
        assert (row.status, row.fingerprint) == (PRINTED, "print1")

    def test_rows_are_written_out_only_where_they_can_be_kept(
        self, series: SeriesPlan, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A spreadsheet may hold the report all night."""
        folder = series.request.folder
        report = Report(series)
        made: list[int] = []
        original = ReportRow.line

        def line(row: ReportRow) -> str:
            made.append(1)
            return original(row)

        monkeypatch.setattr(ReportRow, "line", line)
        away = folder.rename(folder.with_name("away"))
        folder.write_text("no folder")
        for number in range(1, 9):
            report.append(printed(job(folder, number)))
        assert not made
        folder.unlink()
        away.rename(folder)
        report.append(printed(job(folder, 9)))
        assert len(made) == len(read_rows(folder)) == 9

    def test_what_earlier_series_said_of_other_files_stays(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        first = Report(series)
        for number in (1, 2):
            one = job(folder, number)
            one.path.parent.mkdir(parents=True, exist_ok=True)
            one.path.touch()
            first.append(printed(one))
        first.finish()
        job(folder, 1).path.unlink()
        second = Report(series)
        second.append(printed(job(folder, 3)))
        _, page = second.finish()
        assert {row.number for row in read_rows(folder).values()} == {2, 3}
        assert "#2" not in page.read_text("utf-8")

    def test_skipped_sheets_keep_the_time_of_their_printing(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        path = report_path(folder, Slice())
        old = ReportRow.of(printed(job(folder)), folder, 1_700_000_000)
        path.parent.mkdir()
        path.write_text(old.line(), encoding="utf-8")
        series.skipped = [old.outcome(job(folder), SKIPPED)]
        Report(series).finish()
        (row,) = read_rows(folder).values()
        assert (row.printed, row.status, row.fingerprint) == (1_700_000_000, SKIPPED, "print1")

    def test_machines_write_reports_of_their_own(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        for number in (1, 2):
            part = replace(series.request, slice=Slice(number, 2))
            report = Report(SeriesPlan(part))
            report.append(printed(job(folder, number)))
            report.finish()
        assert sorted(path.name for path in folder.glob("*.csv")) == [
            "rapport_1_sur_2.csv",
            "rapport_2_sur_2.csv",
        ]
        assert len(read_rows(folder)) == 2

    def test_a_folder_that_is_gone_for_a_while_loses_nothing(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        report = Report(series)
        report.append(printed(job(folder, 1)))
        away = folder.rename(folder.with_name("away"))
        folder.write_text("no folder")
        report.append(printed(job(folder, 2)))
        folder.unlink()
        away.rename(folder)
        report.append(printed(job(folder, 3)))
        assert len(read_rows(folder)) == 3
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
        report.append(printed(job(folder, 4)))
        # It is never made again: its drive may be offline.
        assert not folder.exists()
        folder.mkdir()
        report.append(printed(job(folder, 5)))
        assert len(read_rows(folder)) == 5

    def test_a_report_that_another_program_holds_gets_another_name(
        self, series: SeriesPlan
    ) -> None:
        folder = series.request.folder
        folder.mkdir()
        held = report_path(folder, Slice())
        held.write_text("", encoding="utf-8")
        held.chmod(0o444)
        report = Report(series)
        report.append(printed(job(folder)))
        assert len(read_rows(folder)) == 1
        path, page = report.finish()
        assert path.name == "rapport_2.csv"
        assert page.is_file()

    def test_files_of_the_user_are_left_as_they_are(self, series: SeriesPlan) -> None:
        folder = series.request.folder
        folder.mkdir()
        for name in ("rapport.csv", "rapport.html", "rapport_2.html"):
            (folder / name).write_text("mes notes", encoding="utf-8")
        for number in (1, 2):
            one = job(folder, number)
            one.path.parent.mkdir(exist_ok=True)
            one.path.touch()
            report = Report(series)
            report.append(printed(one))
            path, page = report.finish()
            assert (path.name, page.name) == ("rapport_2.csv", "rapport_2_2.html")
            assert len(read_rows(folder)) == number
        assert (folder / "rapport.csv").read_text("utf-8") == "mes notes"
        assert (folder / "rapport.html").read_text("utf-8") == "mes notes"

    def test_a_folder_that_cannot_be_made_is_told(self, series: SeriesPlan) -> None:
        series.request.folder.write_text("a file")
        with pytest.raises(ExportError):
            Report(series)


class TestPage:
    """The page for the office."""

    @pytest.fixture
    def page(self, series: SeriesPlan) -> str:
        folder = series.request.folder
        series.warnings = ["<b>attention</b>"]
        failed = Job(0, SheetRequest("x"), "<x>", "", Path())
        series.failed = [Outcome(failed, FAILED, "Nul <part>")]
        report = Report(series)
        one = job(folder)
        picture = thumbnail_path(folder, one.path)
        for path in (picture, one.path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        report.append(printed(one, warnings=("Prudence <i>",)))
        report.append(printed(job(folder, 2, "Bêta"), counts={}))
        for number in (3, 4):
            report.append(Outcome(job(folder, number, "Gamma"), CANCELLED, "Disque <plein>"))
        made = [folder / "recueil.pdf"]
        return report.finish(["Plus tard"], made)[1].read_text("utf-8")

    @pytest.mark.parametrize(
        "text",
        [
            '<html lang="fr">',
            "<b>2</b> feuilles imprimées, <b>0</b> inchangée, <b>1</b> en échec, <b>2</b> annulées",
            "Alpha (59001)",
            'href="./Nord/%C3%A9%20Alpha%20%231.pdf"',
            'src="./rapport_vignettes/Nord/%C3%A9%20Alpha%20%231.pdf.png"',
            "A3<br>1/12 500",
            "Réservoirs | &lt;b&gt; : 12",
            "Prudence &lt;i&gt;",
            "1,2 s",
            "&lt;x&gt; : Nul &lt;part&gt;",
            "<li>&lt;b&gt;attention&lt;/b&gt;</li><li>Plus tard</li>",
            'Réunies dans <a href="./recueil.pdf">recueil.pdf</a>.',
            "<p>Interrompue le ",
            "<p>2 feuilles restent à imprimer : relancée telle quelle, la série reprend là.</p>",
            "<h2>Motif de l’interruption</h2><ul><li>Disque &lt;plein&gt;</li></ul>",
            "Territoires sans aucune donnée</h2><ul><li>Bêta (59002)</li></ul>",
        ],
    )
    def test_it_says_what_came_of_each_sheet(self, page: str, text: str) -> None:
        assert text in page

    def test_it_reads_nothing_of_the_network(self, page: str) -> None:
        assert "http" not in page
        assert "<script" not in page
        assert page.count("<img") == 1

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a territory holds: counted, measured, written as CSV, copied, printed and shown."""

from __future__ import annotations

import csv
import os
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeedback,
    QgsGeometry,
    QgsLayoutMultiFrame,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
)
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from srce_pac.core import prepared_sheet
from srce_pac.core.common.errors import CancelledError, ExportError, SourceError
from srce_pac.core.common.request import DEMONSTRATION, HIDE, SHOW, SheetRequest
from srce_pac.core.layers.sheet_layers import open_layers
from srce_pac.core.layout.table import find_table, method
from srce_pac.core.layout.template import available_templates, open_template
from srce_pac.core.pipeline import add_layout, export_sheet, summarise_sheet
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import load_sheet
from srce_pac.core.summary.spreadsheet import as_html, as_text, csv_name, write_csv
from srce_pac.core.summary.summary import Summary, SummaryRow, summarise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import dialog_is_open, own_settings, save_as, when
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    SIDE,
    bow_tie,
    box,
    commune,
    epci,
    find,
    line,
    make_gazetteer,
    point,
    rows,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.process import Process
from srce_pac.ui.common.messages import Messages
from srce_pac.ui.dock.summary_tab import SummaryTab

ROOT = Path(__file__).resolve().parents[3]

ALPHA, BETA, CARRES = "59001", "59002", "200000001"
HAYNECOURT, VALENCIENNES = "59294", "245901160"
TABLES = {"commune_a3_landscape_table": HAYNECOURT, "epci_a3_landscape_table": VALENCIENNES}

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), squares of a kilometre side by side in one EPCI."""
    folder = tmp_path / "territories"
    folder.mkdir()
    return make_gazetteer(folder)


@pytest.fixture(scope="module")
def embedded(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="module")
def haynecourt(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(HAYNECOURT), embedded)


@pytest.fixture(scope="module")
def valenciennes(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(VALENCIENNES), embedded)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def reservoirs(
    folder: Path, areas: Sequence[str | None], trames: Sequence[str] = (), **how: Any
) -> None:
    """A layer of reservoirs in the national schema, each of a sub-trame if there are any."""
    found = rows(areas, NATIONAL_RESERVOIR)
    if trames:
        found = [
            row._replace(values={**row.values, "MILMAJ_NAT": trame})
            for row, trame in zip(found, trames)
        ]
    write_layer(folder / "n_srce_reservoir_s_000.gpkg", found, **how)


def corridors(folder: Path, lines: Sequence[str], values: Any = NATIONAL_CORRIDOR) -> None:
    write_layer(folder / "n_srce_corridor_l_000.gpkg", rows(lines, values), "LineString")


def summary_of(source: Path | str, gazetteer: Gazetteer, code: str = ALPHA, **how: Any) -> Summary:
    return summarise_sheet(SheetRequest(code, source=str(source), **how), gazetteer)


def only(summary: Summary) -> SummaryRow:
    """The one row of a class of which there is anything."""
    (row,) = (row for row in summary.rows if row.count)
    return row


def table(summary: Summary) -> list[tuple[str, str, int]]:
    return [(row.place, row.sub_trame or row.label, row.count) for row in summary.rows]


def equal_area(wkt: str) -> float:
    """The area in hectares of a polygon of the tests, in an equal-area projection."""
    geometry = QgsGeometry.fromWkt(wkt).densifyByDistance(100)
    crs = [QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (2154, 3035)]
    geometry.transform(QgsCoordinateTransform(*crs, QgsCoordinateTransformContext()))
    return float(geometry.area()) / 10_000


class TestMeasures:
    """Numbers that anyone can work out, on squares."""

    def test_a_square_kilometre_is_a_hundred_hectares(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, SIDE)])
        row = only(summary_of(source, gazetteer))
        assert row.measure == pytest.approx(100, rel=0.003)
        assert row.share == pytest.approx(100, abs=0.001)

    def test_an_area_is_that_on_the_ellipsoid_and_not_that_of_the_projection(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, SIDE)])
        row = only(summary_of(source, gazetteer))
        assert row.measure == pytest.approx(equal_area(box(0, 0, SIDE)), rel=1e-5)
        assert row.measure != pytest.approx(100, rel=1e-3)

    def test_only_what_is_inside_is_measured(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(900, 500, 300)])
        corridors(source, [line((-500, 500), (500, 500))])
        lines, areas = (row for row in summary_of(source, gazetteer).rows if row.count)
        assert areas.measure == pytest.approx(3, rel=0.003)
        assert areas.share == pytest.approx(3, rel=0.001)
        assert lines.measure == pytest.approx(0.5, rel=0.002)
        assert lines.share is None

    def test_points_are_counted_and_not_measured(self, gazetteer: Gazetteer, source: Path) -> None:
        fields = {"id_obst": "1", "id_cer": "1", "type_obst": "01"}
        write_layer(
            source / "cer_obstacle_p_fr32.gpkg",
            rows([point(10, 10), point(20, 20), point(1500, 10)], fields),
            "Point",
        )
        row = only(summary_of(source, gazetteer))
        assert (row.geometry, row.count, row.measure, row.share) == ("p", 2, None, None)

    def test_areas_that_overlap_are_measured_once_and_lines_each(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, 500), box(250, 0, 500)])
        along = line((0, 500), (1000, 500))
        corridors(source, [along, along])
        lines, areas = (row for row in summary_of(source, gazetteer).rows if row.count)
        assert (areas.count, lines.count) == (2, 2)
        assert areas.measure == pytest.approx(37.5, rel=0.003)
        assert lines.measure == pytest.approx(2, rel=0.002)

    def test_what_just_touches_is_not_counted(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(SIDE, 0, 100), box(10, 10, 10)])
        assert only(summary_of(source, gazetteer)).count == 1

    def test_a_polygon_that_crosses_itself_is_measured_as_repaired(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [bow_tie(100, 100, 200), None])
        row = only(summary_of(source, gazetteer))
        assert row.count == 1
        # Two triangles of half of half the square.
        assert row.measure == pytest.approx(2, rel=0.003)

    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
    def test_a_layer_in_any_crs_gives_the_same(
        self, crs: str, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 300), box(900, 500, 300)], crs=crs)
        row = only(summary_of(source, gazetteer))
        assert row.count == 2
        assert row.measure == pytest.approx(12, rel=0.003)

    def test_what_lies_outside_counts_for_nothing_where_it_is_shown(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100), box(1500, 100, 100)])
        corridors(source, [line((1500, 0), (1600, 0))])
        context = sheet_context(gazetteer, ALPHA)
        layers = open_layers(context, recognise(str(source)), SHOW)
        assert sum(t.layer.featureCount() for t in layers.thematic) == 3
        told = summarise(context, layers)
        assert [(row.geometry, row.count) for row in told.rows] == [("", 0), ("s", 1)]

    def test_a_layer_that_ends_too_early_is_refused(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100), box(300, 300, 100)])
        context = sheet_context(gazetteer, ALPHA)
        layers = open_layers(context, recognise(str(source)))
        (reservoir,) = layers.thematic
        # As where a share has gone: the rest of the rows does not come.
        reservoir.layer.setSubsetString("fid = 1")
        with pytest.raises(SourceError, match="Réservoir"):
            summarise(context, layers)

    def test_a_class_of_the_source_that_is_not_there_is_told(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(5000, 0, 100)])
        corridors(source, [line((0, 0), (10, 10))])
        assert table(summary_of(source, gazetteer)) == [
            ("Alpha", "Corridors écologiques", 1),
            ("Alpha", "Réservoir de Biodiversité", 0),
        ]

    def test_the_ellipsoid_is_named(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(0, 0, 10)])
        summary = summary_of(source, gazetteer)
        assert "l'ellipsoïde GRS 1980" in method(summary)


class TestSubTrames:
    """A class by the values of a field."""

    def test_sub_trames_follow_their_class(self, gazetteer: Gazetteer, source: Path) -> None:
        places = [box(0, 0, 500), box(500, 0, 500), box(0, 500, 100), box(100, 500, 100)]
        reservoirs(source, places, ["humide", "boisé", "humide", ""])
        assert table(summary_of(source, gazetteer)) == [
            ("Alpha", "Réservoir de Biodiversité", 4),
            ("Alpha", "boisé", 1),
            ("Alpha", "humide", 2),
            ("Alpha", "Sans sous-trame", 1),
        ]

    def test_what_sub_trames_have_in_common_counts_once_in_their_class(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(0, 0, 500), box(0, 0, 500)], ["humide", "boisé"])
        measures = [row.measure for row in summary_of(source, gazetteer).rows]
        assert measures == pytest.approx([25, 25, 25], rel=0.003)


class TestCommunes:
    """An EPCI or a selection: the whole, then its communes by name."""

    def test_the_whole_comes_first_and_the_communes_add_up_to_it(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(800, 0, 400), box(100, 600, 100), box(1500, 600, 100)])
        whole, alpha, beta = summary_of(source, gazetteer, CARRES).rows
        assert (whole.place, alpha.place, beta.place) == (
            "Ensemble du territoire",
            "Alpha",
            "Bêta",
        )
        # The first object lies in both.
        assert (whole.count, alpha.count, beta.count) == (3, 2, 2)
        parts = (alpha.measure or 0) + (beta.measure or 0)
        assert parts == pytest.approx(whole.measure, rel=1e-4)
        assert whole.share == pytest.approx(9, rel=0.001)

    def test_a_commune_without_an_object_says_so(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(100, 100, 100)])
        corridors(source, [line((100, 100), (200, 200))])
        assert table(summary_of(source, gazetteer, CARRES))[-1] == ("Bêta", "Aucun objet", 0)

    def test_an_object_does_not_count_in_a_commune_that_it_just_touches(
        self, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(SIDE, 100, 100)])
        told = table(summary_of(source, gazetteer, CARRES))
        assert told[1:] == [("Alpha", "Aucun objet", 0), ("Bêta", "Réservoir de Biodiversité", 1)]

    def test_a_selection_is_told_by_commune(self, gazetteer: Gazetteer, source: Path) -> None:
        reservoirs(source, [box(100, 100, 100), box(1500, 100, 100)])
        summary = summary_of(source, gazetteer, f"{BETA},{ALPHA}", title="Canton")
        assert [row.place for row in summary.rows] == ["Ensemble du territoire", "Alpha", "Bêta"]

    def test_a_commune_that_is_not_loaded_is_named(self, tmp_path: Path, source: Path) -> None:
        places = [
            commune(ALPHA, "Alpha", box(0, 0, SIDE), CARRES),
            epci(CARRES, "CC des Carrés", box(0, 0, 2 * SIDE, SIDE), [ALPHA, BETA]),
        ]
        reservoirs(source, [box(900, 0, 200)])
        summary = summary_of(source, make_gazetteer(tmp_path, places), CARRES)
        assert summary.absent == (BETA,)
        assert BETA in method(summary)
        assert [row.count for row in summary.rows] == [1, 1]

    def test_the_demonstration_is_counted_as_the_layers_are(self, embedded: Gazetteer) -> None:
        context = sheet_context(embedded, VALENCIENNES)
        layers = open_layers(context, recognise(DEMONSTRATION), HIDE)
        summary = summarise(context, layers)
        told = dict.fromkeys(layers.counts, 0)
        for row in summary.rows:
            if row.is_whole:
                told[row.class_id] += row.count
        assert told == layers.counts
        assert summary.total == sum(layers.counts.values())
        assert len({row.place for row in summary.rows}) == 36


class TestProgress:
    """What the user sees and may stop."""

    def test_the_progress_grows_up_to_its_end(self, embedded: Gazetteer) -> None:
        feedback = QgsFeedback()
        told: list[float] = []
        feedback.progressChanged.connect(told.append)
        summarise_sheet(SheetRequest(VALENCIENNES), embedded, feedback)
        assert told == sorted(told)
        assert told[-1] == 100

    def test_it_can_be_cancelled_on_the_way(
        self, embedded: Gazetteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("srce_pac.core.common.progress.REPORT_INTERVAL", 0.0)
        feedback = QgsFeedback()

        def stop(percent: float) -> None:
            if percent > 55:
                feedback.cancel()

        feedback.progressChanged.connect(stop)
        with pytest.raises(CancelledError):
            summarise_sheet(SheetRequest(VALENCIENNES), embedded, feedback)
        assert 55 < feedback.progress() < 65


def made(*numbers: tuple[str, str, int, float | None], mark: str = "") -> Summary:
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
        find(gazetteer, HAYNECOURT), load_sheet("srce"), tuple(found), "GRS 1980", mark=mark
    )


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))


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
            area = float(line_["Surface (ha)"].replace(",", "."))
            assert area == pytest.approx(row.measure, abs=1e-4)
            assert line_["Longueur (km)"] == ""

    def test_french_spreadsheets_open_it(self, tmp_path: Path) -> None:
        write_csv(made(("Réservoir", "", 2, 1234.5)), tmp_path / "out.csv")
        data = (tmp_path / "out.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbfCode;Territoire;")
        assert b";2;1234,5000;;123,450;" in data

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
        assert row.split("\t")[5:9] == ["2", "1.5000", "", "0.150"]
        html = as_html(summary, ".")
        assert html.count("<tr>") == 2
        assert html.count("<th>") == len(heading.split("\t"))
        assert "<td>Réservoir &lt;b&gt;</td>" in html

    def test_the_usual_name_of_the_file(self) -> None:
        assert csv_name(made()) == "SRCE_59294_HAYNECOURT.csv"


@pytest.fixture(scope="module")
def printed(embedded: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Print a template for its territory, once."""
    folder = tmp_path_factory.mktemp("printed")

    def print_it(template: str) -> Path:
        file = folder / f"{template}.pdf"
        if not file.exists():
            code = TABLES.get(template) or TABLES[f"{template}_table"]
            export_sheet(SheetRequest(code, template=template), embedded, file)
        return file

    return print_it


@pytest.fixture
def project(qgis_app: Any) -> Iterator[QgsProject]:
    project = QgsProject()
    yield project
    project.clear()


def page_text(file: Path, number: int) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-f", str(number), "-l", str(number), str(file), "-"],
        stdout=subprocess.PIPE,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def pages(file: Path) -> int:
    return int(pdf.info(file)["Pages"])


class TestTable:
    """The table of a template, on paper."""

    @pytest.mark.parametrize("template", TABLES)
    def test_the_first_page_is_that_of_the_usual_sheet(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        usual = printed(template.replace("_table", ""))
        words = pdf.words(usual)
        assert pdf.words(printed(template))[: len(words)] == words

    def test_every_row_is_printed_and_every_page_has_a_heading(
        self, printed: Callable[[str], Path], valenciennes: Summary
    ) -> None:
        file = printed("epci_a3_landscape_table")
        further = [page_text(file, number) for number in range(2, pages(file) + 1)]
        assert len(further) > 1
        for text in further:
            assert "Territoire" in text.split("\n\n")[0] or "Territoire" in text
            assert "FICTIVES" in text
        lines = [" ".join(line_.split()) for text in further for line_ in text.splitlines()]
        for row in valenciennes.rows:
            count = f" {row.count}" if row.class_id else ""
            start = f"{row.place} {valenciennes.title(row)}{count}"
            assert any(line_.startswith(start) for line_ in lines), start

    def test_numbers_are_french(self, printed: Callable[[str], Path]) -> None:
        text = page_text(printed("epci_a3_landscape_table"), 2)
        assert "1 631,16 ha" in text
        assert "< 0,1 %" in text

    def test_title_and_method_are_printed(self, printed: Callable[[str], Path]) -> None:
        text = " ".join(page_text(printed("commune_a3_landscape_table"), 2).split())
        assert "Tableau récapitulatif – Haynecourt (59294) – DONNÉES FICTIVES" in text
        assert "mesurée sur l'ellipsoïde GRS 1980" in text
        assert "chacune" not in text
        assert pages(printed("commune_a3_landscape_table")) == 2

    @pytest.mark.parametrize("template", TABLES)
    def test_numbers_stand_under_their_headings(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        found = pdf.words(printed(template))
        heading = next(word for word in reversed(found) if word.text == "Objets")
        counts = [word for word in found if word.text.isdigit() and word.left > heading.left - 5]
        assert any(abs(word.right - heading.right) < 0.5 for word in counts)

    @pytest.mark.parametrize("template", TABLES)
    def test_no_word_stands_beyond_the_page_or_on_another(
        self, template: str, printed: Callable[[str], Path]
    ) -> None:
        width, height = pdf.page_size(printed(template))
        for word in pdf.words(printed(template)):
            assert 5 < word.left < word.right < width - 5, word
            assert 5 < word.top < word.bottom < height - 5, word

    def test_a_template_without_the_table_computes_nothing(
        self,
        embedded: Gazetteer,
        project: QgsProject,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        asked = []
        monkeypatch.setattr(prepared_sheet, "summarise", lambda *args, **_: asked.append(args))
        add_layout(SheetRequest(HAYNECOURT, template="A3"), embedded, project)
        assert asked == []

    def test_a_table_that_may_not_go_on_is_told_to_be_too_small(
        self, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        text = available_templates()["epci_a3_landscape_table"].read_text(encoding="utf-8")
        modes = QgsLayoutMultiFrame.ResizeMode
        goes_on, stays = (
            f'resizeMode="{int(mode)}"'
            for mode in (modes.RepeatUntilFinished, modes.UseExistingFrames)
        )
        assert text.count(goes_on) == 1
        template = tmp_path / "small.qpt"
        template.write_text(text.replace(goes_on, stays), encoding="utf-8")
        request = SheetRequest(VALENCIENNES, template=str(template))
        result = export_sheet(request, embedded, tmp_path / "small.pdf")
        assert [text for text in result.warnings if "“small”" in text and "127 rows" in text]
        assert pages(tmp_path / "small.pdf") == 2

    def test_a_template_saved_from_a_long_table_serves_a_short_one(
        self, embedded: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        request = SheetRequest(VALENCIENNES, template="epci_a3_landscape_table")
        layout = add_layout(request, embedded, project).layout
        assert layout is not None
        assert layout.pageCollection().pageCount() > 3
        file = print_on(layout, HAYNECOURT, embedded, tmp_path)
        assert pages(file) == 2
        text = page_text(file, 2)
        assert "Haynecourt" in text
        assert "Valenciennes" not in text

    def test_a_narrow_table_keeps_its_width_and_breaks_its_lines(
        self, embedded: Gazetteer, project: QgsProject, tmp_path: Path
    ) -> None:
        layout = open_template("commune_a3_landscape_table").new_layout(project)
        found = find_table(layout)
        assert found is not None
        found.setColumnWidths([20.0] * 6)
        frame = found.frame(0)
        edge = frame.scenePos().x() + frame.rect().width()
        assert edge < 160
        file = print_on(layout, HAYNECOURT, embedded, tmp_path)
        text = page_text(file, 2)
        assert "fonctionnalité" in text
        assert "Obstacles à la fonctionnalité des continuités écologiques" not in text
        right = max(w.right for w in pdf.words(file) if w.text.endswith("%"))
        assert edge - 3 < right < edge

    def test_a_sheet_of_several_pages_is_no_geopdf(
        self, gazetteer: Gazetteer, source: Path, tmp_path: Path
    ) -> None:
        reservoirs(source, [box(100, 100, 100)])
        request = SheetRequest(
            ALPHA, source=str(source), template="commune_a3_landscape_table", geopdf=True
        )
        result = export_sheet(request, gazetteer, tmp_path / "out.pdf")
        assert [text for text in result.warnings if "several pages" in text]
        assert pages(tmp_path / "out.pdf") == 2

    @pytest.mark.parametrize("ending", ["png", "svg"])
    def test_a_further_page_of_a_picture_is_a_numbered_file(
        self, ending: str, embedded: Gazetteer, tmp_path: Path
    ) -> None:
        request = SheetRequest(HAYNECOURT, template="commune_a3_landscape_table")
        export_sheet(request, embedded, tmp_path / f"out.{ending}")
        names = sorted(path.name for path in tmp_path.iterdir())
        assert names == [f"out.{ending}", f"out_2.{ending}"]


def print_on(layout: QgsPrintLayout, code: str, gazetteer: Gazetteer, folder: Path) -> Path:
    """Save a layout as a template and print a sheet with it."""
    template = folder / "own.qpt"
    assert layout.saveAsTemplate(str(template), QgsReadWriteContext())
    export_sheet(SheetRequest(code, template=str(template)), gazetteer, folder / "own.pdf")
    return folder / "own.pdf"


@pytest.fixture(scope="module")
def summarised(qgis_process: Process) -> Callable[..., dict[str, Any]]:
    """Run the algorithm as a script would; gives its results."""

    def summary(**parameters: object) -> dict[str, Any]:
        given = [f"{name}={value}" for name, value in parameters.items()]
        answer = qgis_process("--json", "run", "srce_pac:summary", "--", *given)
        assert answer.status == 0, answer.errors
        return answer.results

    return summary


class TestAlgorithm:
    """`srce_pac:summary` through the real qgis_process."""

    def test_a_file_gets_the_table(
        self, summarised: Callable[..., dict[str, Any]], tmp_path: Path
    ) -> None:
        file = tmp_path / "haynecourt.csv"
        results = summarised(TERRITORY=HAYNECOURT, OUTPUT=file)
        assert results["OUTPUT"] == str(file)
        assert results["COUNT"] == sum(int(row["Objets"]) for row in read(file)) == 6

    def test_a_folder_gets_a_file_of_the_usual_name(
        self, summarised: Callable[..., dict[str, Any]], tmp_path: Path
    ) -> None:
        results = summarised(TERRITORY=VALENCIENNES, OUTPUT=f"{tmp_path}/out/")
        file = Path(results["OUTPUT"])
        assert file.is_file()
        assert file.suffix == ".csv"
        assert file.name.startswith("SRCE_245901160_")
        whole = [row for row in read(file) if row["Territoire"] == "Ensemble du territoire"]
        assert results["COUNT"] == sum(int(row["Objets"]) for row in whole)


@pytest.fixture
def tab(qgis_app: Any, tmp_path: Path) -> Iterator[SummaryTab]:
    usual = QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    bar = QgsMessageBar()
    with own_settings(tmp_path / "settings"):
        shown = SummaryTab(Messages(bar))
        shown.show()
        shown.activateWindow()
        QApplication.processEvents()
        yield shown
        shown.close()
    QLocale.setDefault(usual)


def shown_cells(tab: SummaryTab, parent: Any = None) -> list[list[str]]:
    """The texts of the rows below an item, in the order shown."""
    item = parent or tab.model.invisibleRootItem()
    return [
        [item.child(row, column).text() for column in range(4)] for row in range(item.rowCount())
    ]


class TestTab:
    """What the dock shows."""

    def test_the_button_asks_for_the_summary(self, tab: SummaryTab) -> None:
        asked: list[bool] = []
        tab.asked.connect(lambda: asked.append(True))
        QTest.mouseClick(tab.form.compute, Qt.MouseButton.LeftButton)
        assert asked == [True]

    def test_a_class_is_shown_with_its_communes(
        self, tab: SummaryTab, valenciennes: Summary
    ) -> None:
        tab.show_summary(valenciennes)
        titles = [row[0] for row in shown_cells(tab)]
        assert "Réservoir de Biodiversité à préserver" in titles
        assert "Obstacles à la fonctionnalité des continuités écologiques – points" in titles
        reserved = tab.model.item(titles.index("Réservoir de Biodiversité à préserver"))
        (total,) = shown_cells(tab, reserved)
        assert total == ["Total", "49", f"{QLocale().toString(1631)} ha", "6,2 %"]
        communes = shown_cells(tab, reserved.child(0))
        assert communes[0][0] == "Anzin"
        assert "GRS 1980" in tab.form.method.text()

    def test_numbers_are_sorted_as_numbers(self, tab: SummaryTab, valenciennes: Summary) -> None:
        tab.show_summary(valenciennes)
        tab.form.tree.sortByColumn(3, Qt.SortOrder.DescendingOrder)
        top = tab.model.item(0)
        assert top.text() == "Réservoir de Biodiversité à préserver"
        shares = [
            float(row[3].split()[0].replace(",", ".")) for row in shown_cells(tab, top.child(0))
        ]
        assert len(shares) > 20
        assert shares == sorted(shares, reverse=True)

    def test_sub_trames_stand_below_their_class(
        self, tab: SummaryTab, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 0, 500), box(600, 0, 100)], ["humide", "boisé"])
        tab.show_summary(summary_of(source, gazetteer, CARRES))
        names = [row[0] for row in shown_cells(tab, tab.model.item(0))]
        assert names == ["Total", "boisé", "humide"]
        assert [row[0] for row in shown_cells(tab, tab.model.item(0).child(2))] == ["Alpha"]

    def test_what_no_longer_holds_is_taken_away(self, tab: SummaryTab, haynecourt: Summary) -> None:
        tab.show_summary(haynecourt)
        assert tab.form.copy.isEnabled()
        tab.show_summary(None)
        assert tab.model.rowCount() == 0
        assert tab.form.method.text() == ""
        assert not tab.form.copy.isEnabled()
        assert not tab.form.save.isEnabled()

    def test_the_whole_table_is_copied(self, tab: SummaryTab, haynecourt: Summary) -> None:
        tab.show_summary(haynecourt)
        QApplication.clipboard().clear()
        tab.form.tree.setFocus()
        QTest.keyClick(tab.form.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        data = QApplication.clipboard().mimeData()
        assert data.text() == as_text(haynecourt)
        assert data.html() == as_html(haynecourt)

    def test_it_is_saved_where_the_user_says(
        self, tab: SummaryTab, haynecourt: Summary, tmp_path: Path
    ) -> None:
        tab.show_summary(haynecourt)
        saved: list[Path] = []
        tab.saved.connect(saved.append)
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "résumé")))
        QTest.mouseClick(tab.form.save, Qt.MouseButton.LeftButton)
        timer.stop()
        assert saved == [tmp_path / "résumé.csv"]
        assert len(read(saved[0])) == len(haynecourt.rows)

    @pytest.mark.parametrize("width", [300, 420])
    def test_names_and_numbers_have_room_in_a_narrow_dock(
        self, width: int, tab: SummaryTab, valenciennes: Summary
    ) -> None:
        tab.resize(width, 500)
        tab.show_summary(valenciennes)
        QApplication.processEvents()
        assert tab.width() == width
        header = tab.form.tree.header()
        assert header.length() <= tab.form.tree.viewport().width()
        assert header.sectionSize(0) > 60


def test_a_summary_bears_the_mark_of_fictitious_data(haynecourt: Summary) -> None:
    assert haynecourt.mark.startswith("DONNÉES FICTIVES")
    assert "fictives" in as_text(haynecourt)

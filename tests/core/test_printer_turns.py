# SPDX-License-Identifier: GPL-3.0-or-later
"""One printer for territories, formats and steps by turns: each is as it would be alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader
from qgis.core import QgsFeedback, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common import progress
from srce_pac.core.common.errors import CancelledError
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.backgrounds import photograph
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    SIDE,
    Row,
    box,
    commune,
    make_gazetteer,
    write_geojson,
    write_layer,
)
from srce_pac.tests.support.printers import (
    RESERVOIRS,
    WHOLE,
    at,
    small,
    text,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


def cancelled_at(percent: float) -> QgsFeedback:
    """A feedback that is cancelled as soon as the progress has come so far."""
    feedback = at(percent, lambda: feedback.cancel())
    return feedback


# The text and the drawing of a sheet by a printer that prints nothing else, by what it is made of.
_alone: dict[tuple[str, ...], tuple[str, bytes]] = {}


def check_same(printer: Printer, territory: str, folder: Path) -> None:
    """Check that the next sheet of a printer is as one that prints nothing else draws it."""
    kept = folder / "kept.pdf"
    printer.export(territory, kept)
    # Sources and territories of the tests are made anew for each, and are the same by their names.
    request, places = printer._request, printer._gazetteer
    names = [entry.title for entry in places.entries]
    key = (territory, Path(request.source).name, *names)
    if key not in _alone:
        with closing(Printer(request, places)) as fresh:
            fresh.export(territory, folder / "alone.pdf")
        _alone[key] = pdf.text(folder / "alone.pdf"), drawing(folder / "alone.pdf")
    assert (pdf.text(kept), drawing(kept)) == _alone[key]


def drawing(file: Path) -> bytes:
    """Every stroke of the first page."""
    contents = PdfReader(file).pages[0].get_contents()
    assert contents is not None
    return contents.get_data()


class TestOverseas:
    """Territories that are drawn in several CRS."""

    def test_sheets_of_several_crs_by_turns(self, tmp_path: Path) -> None:
        corners = {"59001": (3.0, 50.1), "97401": (55.27, -21.01)}
        places = write_geojson(
            tmp_path / "communes.geojson",
            [
                _square(corner, 0.02, {"insee_com": code, "nom": f"Commune {code}"})
                for code, corner in corners.items()
            ],
        )
        source = write_geojson(
            tmp_path / f"{RESERVOIRS}.geojson",
            [_square(corner, 0.004, NATIONAL_RESERVOIR) for corner in corners.values()],
        )
        printer = Printer(small(source), open_gazetteer(str(places)))
        for code, crs in (("59001", "2154"), ("97401", "2975"), ("59001", "2154")):
            result = printer.export(code, tmp_path / "sheet.pdf")
            assert result.counts == {"reservoir": 1}
            assert result.territory.crs.authid() == f"EPSG:{crs}"
            assert pdf.georeference(tmp_path / "sheet.pdf")[0] == f"EPSG:{crs}"
            check_same(printer, code, tmp_path)
        printer.close()


class TestCancelling:
    """Steps that are cancelled, and the next ones."""

    @pytest.mark.parametrize("percent", [10, 20, 50, 60])
    def test_a_sheet_that_is_cancelled_leaves_the_next_one_whole(
        self, printer: Printer, tmp_path: Path, percent: int
    ) -> None:
        with pytest.raises(CancelledError):
            printer.export("59002", tmp_path / "sheet.pdf", cancelled_at(percent))
        assert not (tmp_path / "sheet.pdf").exists()
        check_same(printer, "59001", tmp_path)

    def test_a_cancelled_sheet_may_be_printed_again(self, printer: Printer, tmp_path: Path) -> None:
        printer.export("59001", tmp_path)
        with pytest.raises(CancelledError):
            printer.export("59001", tmp_path, cancelled_at(50))
        check_same(printer, "59001", tmp_path)

    @pytest.mark.parametrize("percent", [20, 80])
    def test_a_summary_that_is_cancelled_leaves_the_next_one_whole(
        self, printer: Printer, tmp_path: Path, percent: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A small one is over before it would tell its progress.
        monkeypatch.setattr(progress, "REPORT_INTERVAL", 0)
        whole = printer.summarise("200000001")
        with pytest.raises(CancelledError):
            printer.summarise("200000001", cancelled_at(percent))
        assert printer.summarise("200000001").rows == whole.rows
        check_same(printer, "59001", tmp_path)

    def test_nothing_is_left_of_a_cancelled_load_or_layout(
        self, printer: Printer, tmp_path: Path
    ) -> None:
        project = QgsProject()
        for step in (printer.load, printer.add_layout):
            with pytest.raises(CancelledError):
                step("59001", project, cancelled_at(50))
            assert project.mapLayers() == {}
            assert project.layoutManager().layouts() == []
        assert printer.load("59001", project).counts == WHOLE
        project.clear()


class TestTurns:
    """Sheets, summaries, layers and layouts by turns."""

    def test_formats_by_turns(self, printer: Printer, tmp_path: Path) -> None:
        files = [tmp_path / f"{n}.{e}" for n in (1, 2) for e in ("pdf", "png", "svg")]
        for file in files:
            printer.export("59001", file)
            printer.export("59002", tmp_path / "between.pdf")
        first, second = files[:3], files[3:]
        assert pdf.sorted_words(first[0]) == pdf.sorted_words(second[0])
        assert (pdf.picture(first[0]) == pdf.picture(second[0])).all()
        # The time of printing is in the file, not in the picture.
        assert QImage(str(first[1])) == QImage(str(second[1]))
        one, other = (file.read_text(encoding="utf-8") for file in (first[2], second[2]))
        made = re.compile("<desc>.*</desc>")
        assert made.sub("", one) == made.sub("", other)

    def test_all_steps_by_turns(self, printer: Printer, tmp_path: Path) -> None:
        project = QgsProject()
        rows = printer.summarise("200000001").rows
        printer.load("59001", project)
        check_same(printer, "59002", tmp_path)
        printer.add_layout("59001", project)
        printer.preview("59002").picture({}, 200)
        check_same(printer, "200000001", tmp_path)
        assert printer.summarise("200000001").rows == rows
        check_same(printer, "59001", tmp_path)
        assert printer.load("59001", project).counts == WHOLE
        project.clear()

    def test_the_outside_by_turns(self, source: Path, gazetteer: Gazetteer, tmp_path: Path) -> None:
        requests = [small(source, outside=outside) for outside in ("show", "hide", "dim")]
        printer = Printer(requests[0], gazetteer)
        for turn in (1, 2):
            for request in requests:
                printer.export(request, tmp_path / f"{request.outside}_{turn}.pdf")
        for request in requests:
            first, second = (tmp_path / f"{request.outside}_{turn}.pdf" for turn in (1, 2))
            assert drawing(first) == drawing(second)
        printer.close()

    def test_papers_and_scales_by_turns(
        self, printer: Printer, source: Path, tmp_path: Path
    ) -> None:
        usual = small(source)
        for other in (
            small(source, template="commune_a3_landscape"),
            small(source, scale=200_000.0),
            small(source, template="commune_a4_landscape", scale=None),
        ):
            printer.export(other, tmp_path / "between.pdf")
            check_same(printer, usual.territory, tmp_path)

    def test_a_request_of_another_sheet_or_source_is_printed_as_it_says(
        self, printer: Printer, tmp_path: Path
    ) -> None:
        printer.export("59001", tmp_path)
        other = write_layer(
            tmp_path / f"{RESERVOIRS}.fgb", [Row(box(10, 10, 9), NATIONAL_RESERVOIR)]
        )
        assert printer.export(small(other), tmp_path).counts == {"reservoir": 1}
        assert printer.export("59001", tmp_path).counts == WHOLE

    def test_a_printer_that_was_closed_prints_again(self, printer: Printer, tmp_path: Path) -> None:
        printer.export("59001", tmp_path)
        printer.close()
        check_same(printer, "59002", tmp_path)
        printer.close()
        printer.close()


class TestDepartements:
    """What follows the département of a territory."""

    def test_the_office_changes_with_the_departement(self, source: Path, tmp_path: Path) -> None:
        places = make_gazetteer(
            tmp_path,
            [
                commune("59001", "Alpha", box(0, 0, SIDE)),
                _in_departement(commune("60001", "Gamma", box(0, 2 * SIDE, SIDE)), "60", "Oise"),
            ],
        )
        printer = Printer(small(source), places)
        north, oise, again = (
            text(printer.export(code, tmp_path)) for code in ("59001", "60001", "59001")
        )
        assert "D.D.T.M 59" in north
        assert "D.D.T.M 59" not in oise
        assert "D.D.T 60" in oise
        assert again == north
        printer.close()


class TestBackground:
    """A background that is not always there."""

    def test_one_that_fails_for_a_sheet_is_there_for_the_next(
        self, source: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        picture = photograph(tmp_path / "photo.tif")
        request = small(source, background=str(picture))
        printer = Printer(request, gazetteer)
        first = printer.export("59001", tmp_path / "1.pdf")
        picture.rename(tmp_path / "aside.tif")
        without = printer.export("59001", tmp_path / "2.pdf")
        (tmp_path / "aside.tif").rename(picture)
        third = printer.export("59001", tmp_path / "3.pdf")
        assert first.warnings == third.warnings
        assert not any("photo.tif" in warning for warning in first.warnings)
        assert any("photo.tif" in warning for warning in without.warnings)
        assert pdf.images(tmp_path / "1.pdf")
        assert not pdf.images(tmp_path / "2.pdf")
        assert drawing(tmp_path / "1.pdf") == drawing(tmp_path / "3.pdf")
        Printer(small(source), gazetteer).export("59001", tmp_path / "4.pdf")
        assert drawing(tmp_path / "2.pdf") == drawing(tmp_path / "4.pdf")
        printer.close()


def test_no_project_is_touched_by_sheets_and_summaries(printer: Printer, tmp_path: Path) -> None:
    project = QgsProject.instance()
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:2154", "own", "memory"))
    project.setDirty(False)
    before = _described(project)
    for territory in ("59001", "59002"):
        printer.export(territory, tmp_path)
        printer.summarise(territory)
        printer.preview(territory).picture({}, 100)
    printer.close()
    assert _described(project) == before
    assert not project.isDirty()
    project.clear()


def _described(project: QgsProject) -> tuple[object, ...]:
    layers: list[QgsMapLayer] = list(project.mapLayers().values())
    return (
        [layer.id() for layer in layers],
        [node.name() for node in project.layerTreeRoot().children()],
        project.layoutManager().layouts(),
        project.crs().authid(),
        project.title(),
    )


def _in_departement(row: Row, code: str, name: str) -> Row:
    return Row(row.wkt, {**row.values, "departement": code, "departement_name": name})


def _square(
    corner: tuple[float, float], side: float, properties: Mapping[str, object]
) -> dict[str, object]:
    """A square in degrees as a feature of GeoJSON."""
    steps = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[corner[0] + side * across, corner[1] + side * up] for across, up in steps]
    return {
        "type": "Feature",
        "properties": dict(properties),
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }

# SPDX-License-Identifier: GPL-3.0-or-later
"""A GeoPDF that QGIS cannot make is a PDF, and why is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsLayoutExporter, QgsPrintLayout, QgsProject

from srce_pac.core.output.export import GEOPDF, write_layout
from srce_pac.core.output.geopdf import write_pdf
from srce_pac.tests.support import pdf

pytestmark = pytest.mark.usefixtures("qgis_app")

Result = QgsLayoutExporter.ExportResult


class Exporter:
    """Gives one result of a GeoPDF and another of a PDF."""

    def __init__(self, of_geopdf: int, of_pdf: int, message: str = "") -> None:
        self.results = {True: of_geopdf, False: of_pdf}
        self.message = message
        self.asked: list[bool] = []

    def exportToPdf(  # noqa: N802 - QGIS's name
        self, path: str, settings: QgsLayoutExporter.PdfExportSettings
    ) -> int:
        self.asked.append(settings.writeGeoPdf)
        Path(path).write_text("geo" if settings.writeGeoPdf else "plain", encoding="ascii")
        return self.results[settings.writeGeoPdf]

    def errorMessage(self) -> str:  # noqa: N802 - QGIS's name
        return self.message


def test_a_machine_without_the_driver_falls_back(tmp_path: Path) -> None:
    gdal = pytest.importorskip("osgeo.gdal")
    driver = gdal.GetDriverByName("PDF")
    if driver is not None:
        driver.Deregister()
    try:
        project = QgsProject()
        layout = QgsPrintLayout(project)
        layout.initializeDefaults()
        layout.setCustomProperty(GEOPDF, True)
        (told,) = write_layout(layout, tmp_path / "a.pdf")
    finally:
        if driver is not None:
            driver.Register()
    assert "GeoPDF" in told
    assert pdf.page_size(tmp_path / "a.pdf") == pytest.approx((297, 210), abs=0.5)


def settings(wanted: bool) -> QgsLayoutExporter.PdfExportSettings:
    made = QgsLayoutExporter.PdfExportSettings()
    made.writeGeoPdf = wanted
    return made


@pytest.mark.parametrize("message", ["", "GDAL has no PDF driver.\n", "Cannot rename layer"])
@pytest.mark.parametrize("failure", [Result.PrintError, Result.FileError, Result.MemoryError])
def test_one_that_fails_falls_back(failure: int, message: str, tmp_path: Path) -> None:
    exporter, file = Exporter(failure, Result.Success, message), tmp_path / "a.pdf"
    result, (told,) = write_pdf(exporter, file, settings(True))
    assert (result, exporter.asked) == (Result.Success, [True, False])
    assert file.read_text(encoding="ascii") == "plain"
    assert message.strip(".\n") in told
    assert told.endswith(".")
    assert "\n" not in told


def test_where_the_pdf_fails_too_that_is_the_result(tmp_path: Path) -> None:
    exporter = Exporter(Result.PrintError, Result.FileError)
    assert write_pdf(exporter, tmp_path / "a.pdf", settings(True)) == (Result.FileError, [])


@pytest.mark.parametrize("wanted", [True, False])
def test_one_that_is_made_is_told_nothing_of(wanted: bool, tmp_path: Path) -> None:
    exporter = Exporter(Result.Success, Result.Success)
    result = write_pdf(exporter, tmp_path / "a.pdf", settings(wanted))
    assert (result, exporter.asked) == ((Result.Success, []), [wanted])


def test_a_cancelled_one_is_not_made_again(tmp_path: Path) -> None:
    exporter = Exporter(Result.Canceled, Result.Success)
    assert write_pdf(exporter, tmp_path / "a.pdf", settings(True)) == (Result.Canceled, [])

# SPDX-License-Identifier: GPL-3.0-or-later
"""Files written whole, under safe names, with nothing else touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QImage

from srce_pac.core.common.errors import ExportError, TerritoryError
from srce_pac.core.common.files import file_name
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.written_files import ENDINGS, HAYNECOURT, earlier, files

pytestmark = pytest.mark.usefixtures("qgis_app")


# Formats.


def test_a_pdf_is_written_by_its_ending(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")


def test_a_png_is_written_by_its_ending_at_300_dpi(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "sheet.png")
    image = QImage(str(tmp_path / "sheet.png"), "PNG")
    assert image.width() == pytest.approx(420 / 25.4 * 300, abs=2)
    assert image.height() == pytest.approx(297 / 25.4 * 300, abs=2)


def test_an_svg_is_written_by_its_ending_with_its_text(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    write_layout(layout, tmp_path / "sheet.svg")
    content = (tmp_path / "sheet.svg").read_text(encoding="utf-8")
    assert content.rstrip().endswith("</svg>")
    assert "HAYNECOURT" in content
    assert "<image" not in content


def test_the_ending_may_be_in_capitals(layout: QgsPrintLayout, tmp_path: Path) -> None:
    write_layout(layout, tmp_path / "SHEET.PDF")
    assert pdf.info(tmp_path / "SHEET.PDF")["Pages"] == "1"


@pytest.mark.parametrize("name", ["sheet.doc", "sheet.pdf.exe", "sheet.jpg"])
def test_another_ending_is_refused_with_those_that_are_known(
    name: str, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    with pytest.raises(ExportError) as caught:
        export_sheet(HAYNECOURT, gazetteer, tmp_path / name)
    assert name in str(caught.value)
    assert all(ending in str(caught.value) for ending in ENDINGS)
    assert files(tmp_path) == []


def test_text_is_text_unless_the_template_says_otherwise(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    write_layout(layout, tmp_path / "sheet.pdf")
    assert "Épinoy" in pdf.text(tmp_path / "sheet.pdf")


@pytest.mark.parametrize("number", [0, "0"])
def test_outlines_chosen_in_the_layout_designer_hold(
    number: Any, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    # What the designer leaves in a layout; read from a file, it is a text.
    own.setCustomProperty("pdfTextFormat", number)
    write_layout(own, tmp_path / "sheet.pdf")
    # QGIS 3.22 has no outlines for the labels of a layout, only for those of its maps.
    assert "Épinoy" not in pdf.text(tmp_path / "sheet.pdf")


def test_a_raster_chosen_in_the_layout_designer_holds(gazetteer: Gazetteer, tmp_path: Path) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    own.renderContext().setDpi(50)
    own.setCustomProperty("rasterize", True)
    write_layout(own, tmp_path / "sheet.pdf")
    assert pdf.images(tmp_path / "sheet.pdf")


def test_a_missing_folder_is_made(gazetteer: Gazetteer, tmp_path: Path) -> None:
    file = tmp_path / "2017" / "mai" / "sheet.pdf"
    export_sheet(HAYNECOURT, gazetteer, file)
    assert files(file.parent) == ["sheet.pdf"]


def test_a_folder_gets_a_file_of_the_default_name(gazetteer: Gazetteer, tmp_path: Path) -> None:
    result = export_sheet(HAYNECOURT, gazetteer, tmp_path)
    assert result.file == tmp_path / "SRCE_59294_HAYNECOURT.pdf"
    assert files(tmp_path) == ["SRCE_59294_HAYNECOURT.pdf"]


def test_a_folder_with_a_dot_in_its_name_is_a_folder(gazetteer: Gazetteer, tmp_path: Path) -> None:
    folder = tmp_path / "PAC v1.2"
    folder.mkdir()
    assert export_sheet(HAYNECOURT, gazetteer, folder).file == folder / "SRCE_59294_HAYNECOURT.pdf"


def test_an_earlier_file_is_replaced(gazetteer: Gazetteer, tmp_path: Path) -> None:
    file = earlier(tmp_path)
    export_sheet(HAYNECOURT, gazetteer, file)
    assert pdf.info(file)["Pages"] == "1"
    assert files(tmp_path) == ["sheet.pdf"]


def test_a_name_with_quotes_accents_and_blanks_is_written(
    layout: QgsPrintLayout, tmp_path: Path
) -> None:
    file = tmp_path / "L'Île d'« été » 1 % — œuvre.pdf"
    write_layout(layout, file)
    assert files(tmp_path) == [file.name]


def test_a_very_long_name_is_written(layout: QgsPrintLayout, tmp_path: Path) -> None:
    file = tmp_path / ("x" * 240 + ".pdf")
    write_layout(layout, file)
    assert files(tmp_path) == [file.name]


# Names.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Haynecourt", "SRCE_59294_HAYNECOURT.pdf"),
        ('L\'Île <b>"x"</b>/é', "SRCE_59294_L_ILE_B_X_B_E.pdf"),
        ("Œuf-en-Ternois", "SRCE_59294_OEUF_EN_TERNOIS.pdf"),
        ("Lœuilly", "SRCE_59294_LOEUILLY.pdf"),
        ("../../etc/passwd", "SRCE_59294_ETC_PASSWD.pdf"),
        ("C:\\aux|nul?*", "SRCE_59294_C_AUX_NUL.pdf"),
        ("Y", "SRCE_59294_Y.pdf"),
        ("東京", "SRCE_59294.pdf"),
        ("", "SRCE_59294.pdf"),
    ],
)
def test_a_file_is_named_safely(name: str, expected: str) -> None:
    assert file_name("SRCE", "59294", name) == expected


def test_a_long_name_is_cut() -> None:
    assert len(file_name("SRCE", "200067965", "Communauté " * 40)) < 120


# What is not to be touched.


def test_an_export_leaves_the_open_project_untouched(
    gazetteer: Gazetteer, tmp_path: Path, qgis_new_project: None
) -> None:
    project = open_project()
    before = state(project)
    export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.pdf")
    assert state(project) == before


def test_a_failed_export_leaves_the_open_project_untouched(
    gazetteer: Gazetteer, tmp_path: Path, qgis_new_project: None
) -> None:
    project = open_project()
    before = state(project)
    with pytest.raises(ExportError):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / "sheet.doc")
    with pytest.raises(TerritoryError):
        export_sheet(SheetRequest("Nulle-Part"), gazetteer, tmp_path / "sheet.pdf")
    assert state(project) == before


def test_writing_a_layout_of_the_project_does_not_dirty_the_project(
    gazetteer: Gazetteer, tmp_path: Path
) -> None:
    project = QgsProject()
    own = add_layout(HAYNECOURT, gazetteer, project).layout
    assert own is not None
    project.setDirty(False)
    write_layout(own, tmp_path / "sheet.pdf")
    assert not project.isDirty()


def test_two_exports_give_the_same_page(gazetteer: Gazetteer, tmp_path: Path) -> None:
    for name in ("one.pdf", "other.pdf"):
        export_sheet(HAYNECOURT, gazetteer, tmp_path / name)
    one, other = (pdf.picture(tmp_path / name) for name in ("one.pdf", "other.pdf"))
    assert (one == other).all()


def open_project() -> QgsProject:
    """What a user may have open: a layer, a CRS, properties, nothing unsaved."""
    project = QgsProject.instance()
    project.setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    metadata = QgsProjectMetadata()
    metadata.setTitle("À moi")
    project.setMetadata(metadata)
    project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:4326", "à moi", "memory"))
    mine = QgsPrintLayout(project)
    mine.setName("à moi")
    project.layoutManager().addLayout(mine)
    project.setDirty(False)
    return project


def state(project: QgsProject) -> dict[str, Any]:
    """All that a user would see changed."""
    return {
        "layers": sorted(project.mapLayers()),
        "tree": [node.name() for node in project.layerTreeRoot().children()],
        "layouts": [each.name() for each in project.layoutManager().layouts()],
        "crs": project.crs().authid(),
        "title": project.metadata().title(),
        "variables": project.customVariables(),
        "dirty": project.isDirty(),
    }

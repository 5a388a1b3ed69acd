# SPDX-License-Identifier: GPL-3.0-or-later
"""What is appended to a PDF, seen by those who read it: poppler, pypdf, qpdf and GDAL."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from pypdf import PdfReader
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output import export
from srce_pac.core.output.export import GEOPDF, write_layout
from srce_pac.core.output.pdf_update import update_pdf
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.demonstration_sheets import add_layout, export_sheet
from srce_pac.tests.support.factories import LAMBERT
from srce_pac.tests.support.missing import find_program

pytestmark = pytest.mark.usefixtures("qgis_app")

HAYNECOURT, VALENCIENNES = "59294", "245901160"

CORNER = 700_000.0, 7_000_000.0


def check_structure(path: Path) -> None:
    """Check that a strict reader finds nothing to complain of."""
    done = subprocess.run(
        [find_program("qpdf"), "--check", str(path)], stdout=subprocess.PIPE, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout


def catalog(path: Path) -> Any:
    """What a PDF says of itself as a whole."""
    return PdfReader(path).trailer["/Root"]


def check_neatline(path: Path, item: QgsLayoutItemMap) -> None:
    """Check that what is georeferenced on a page is the frame of a map, gone round once."""
    ring, ground = pdf.neatline(path), item.visibleExtentPolygon()
    assert ring[0] == pytest.approx(ring[-1], abs=0.01)
    assert len(ring) == 5
    expected = [(ground[corner].x(), ground[corner].y()) for corner in (0, 3, 2, 1)]
    assert np.abs(np.array(ring[:4]) - np.array(expected)).max() < 0.1


def ink(path: Path, dpi: int) -> tuple[float, float, float, float]:
    """The box in mm of all that is black on the first page."""
    rows, columns = np.nonzero(pdf.picture(path, dpi).min(axis=2) < 128)
    k = 25.4 / dpi
    return columns.min() * k, rows.min() * k, (columns.max() + 1) * k, (rows.max() + 1) * k


def add_map(layout: QgsPrintLayout, left: float, side: float, page: int = 0) -> QgsLayoutItemMap:
    """A square map, 20 mm below the top of a page, at 1/10 000."""
    item = QgsLayoutItemMap(layout)
    item.attemptMove(QgsLayoutPoint(left, 20), page=page)
    item.attemptResize(QgsLayoutSize(side, side))
    x, y = CORNER
    item.setExtent(QgsRectangle(x, y, x + side * 10, y + side * 10))
    item.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
    layout.addLayoutItem(item)
    return item


@pytest.fixture
def black(project: QgsProject) -> QgsVectorLayer:
    """A layer that is black wherever the tests look."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:2154", "black", "memory")
    feature = QgsFeature()
    x, y = CORNER
    wide = QgsRectangle(x - 1e5, y - 1e5, x + 1e5, y + 1e5)
    feature.setGeometry(QgsGeometry.fromRect(wide))
    layer.dataProvider().addFeature(feature)
    layer.renderer().symbol().setColor(QColor("black"))
    layer.renderer().symbol().symbolLayer(0).setStrokeColor(QColor("black"))
    project.addMapLayer(layer, False)
    return layer


@pytest.fixture
def page_of(project: QgsProject) -> Callable[..., QgsPrintLayout]:
    """Makes a layout of empty pages of a size in mm."""

    def make(width: float, height: float, count: int = 1) -> QgsPrintLayout:
        project.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        layout = QgsPrintLayout(project)
        for _ in range(count):
            page = QgsLayoutItemPage(layout)
            page.setPageSize(QgsLayoutSize(width, height))
            layout.pageCollection().addPage(page)
        return layout

    return make


class TestFrame:
    """The frame of the map is what is georeferenced, where it is drawn."""

    @pytest.mark.parametrize("geopdf", [False, True])
    @pytest.mark.parametrize(
        ("territory", "template"),
        [
            (HAYNECOURT, "A4"),
            (HAYNECOURT, "commune_a0_landscape"),
            (VALENCIENNES, "epci_a3_landscape"),
        ],
    )
    def test_a_sheet_has_the_neatline_of_its_map(
        self,
        gazetteer: Gazetteer,
        project: QgsProject,
        tmp_path: Path,
        territory: str,
        template: str,
        geopdf: bool,
    ) -> None:
        request = SheetRequest(territory, template=template)
        layout = add_layout(request, gazetteer, project).layout
        assert layout is not None
        layout.setCustomProperty(GEOPDF, geopdf)
        # Layers are drawn one by one; nobody looks at them here.
        layout.renderContext().setDpi(100)
        assert write_layout(layout, tmp_path / "sheet.pdf") == []
        check_neatline(tmp_path / "sheet.pdf", layout.referenceMap())
        check_structure(tmp_path / "sheet.pdf")
        (page,) = PdfReader(tmp_path / "sheet.pdf").pages
        viewports: Any = page["/VP"]
        assert len(viewports) == 1
        assert bool(gdal.Open(str(tmp_path / "sheet.pdf")).GetMetadata("LAYERS")) == geopdf

    # Every turning twice, each time on another of the papers.
    @pytest.mark.parametrize(
        ("paper", "turning"),
        list(
            zip(
                itertools.cycle([(210, 297), (297, 210), (420, 297), (211, 298), (333.3, 222.2)]),
                2 * list(itertools.product((0, 20), (0, 30), (False, True))),
            )
        ),
    )
    def test_it_is_drawn_there(
        self,
        page_of: Callable[..., QgsPrintLayout],
        black: QgsVectorLayer,
        tmp_path: Path,
        paper: tuple[float, float],
        turning: tuple[float, float, bool],
    ) -> None:
        rotation, turned, geopdf = turning
        layout = page_of(*paper)
        item = add_map(layout, 70, 70)
        item.setLayers([black])
        item.setMapRotation(rotation)
        item.setItemRotation(turned)
        layout.setReferenceMap(item)
        layout.setCustomProperty(GEOPDF, geopdf)
        path = tmp_path / "sheet.pdf"
        assert write_layout(layout, path) == []
        check_neatline(path, item)
        corners = np.array(pdf.on_page(path, pdf.neatline(path)))
        stated = [*corners.min(axis=0), *corners.max(axis=0)]
        # A dot is a sixth of a millimetre.
        assert ink(path, 150) == pytest.approx(stated, abs=0.2)

    @pytest.mark.parametrize("geopdf", [False, True])
    def test_of_two_maps_it_is_that_of_the_reference(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path, geopdf: bool
    ) -> None:
        layout = page_of(420, 297)
        other, item = add_map(layout, 200, 200), add_map(layout, 10, 100)
        other.setExtent(QgsRectangle(0, 0, 9000, 9000))
        layout.setReferenceMap(item)
        layout.setCustomProperty(GEOPDF, geopdf)
        write_layout(layout, tmp_path / "sheet.pdf")
        check_neatline(tmp_path / "sheet.pdf", item)

    def test_of_several_pages_it_is_on_its_own(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path
    ) -> None:
        layout, path = page_of(210, 297, 3), tmp_path / "sheet.pdf"
        layout.setReferenceMap(add_map(layout, 10, 100, page=1))
        write_layout(layout, path)
        assert ["/VP" in page for page in PdfReader(path).pages] == [False, True, False]
        assert gdal.Open(f"PDF:2:{path}").GetSpatialRef() is not None
        check_structure(path)
        # A page that is not printed does not count.
        layout.pageCollection().page(0).setExcludeFromExports(True)
        write_layout(layout, path)
        assert ["/VP" in page for page in PdfReader(path).pages] == [True, False]

    def test_a_crs_of_the_user_is_left_to_qgis(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path
    ) -> None:
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        item = add_map(layout, 10, 100)
        own = QgsCoordinateReferenceSystem.fromProj("+proj=lcc +lat_1=48 +lat_2=51 +lon_0=2")
        item.setCrs(own)
        layout.setReferenceMap(item)
        assert write_layout(layout, path) == []
        assert "lambert" in gdal.Open(str(path)).GetProjection().lower()
        assert catalog(path)["/Lang"] == "fr-FR"

    def test_there_is_none_where_the_template_forbids_it(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path
    ) -> None:
        layout = page_of(210, 297)
        layout.setReferenceMap(add_map(layout, 10, 100))
        layout.setCustomProperty("pdfAppendGeoreference", False)
        assert write_layout(layout, tmp_path / "sheet.pdf") == []
        assert "/VP" not in PdfReader(tmp_path / "sheet.pdf").pages[0]


@pytest.mark.once
class TestProperties:
    """What the document says of itself, twice and the same."""

    @pytest.mark.parametrize("template", ["A4", "epci_a3_landscape_table"])
    def test_a_sheet_says_what_it_is(
        self, gazetteer: Gazetteer, tmp_path: Path, template: str
    ) -> None:
        request = SheetRequest(HAYNECOURT, template=template)
        path = export_sheet(request, gazetteer, tmp_path / "sheet.pdf").file
        assert path is not None
        check_structure(path)
        reader = PdfReader(path)
        assert catalog(path)["/Lang"] == "fr-FR"
        info, xmp = reader.metadata, pdf.xmp(path)
        assert info is not None
        assert reader.xmp_metadata is not None
        assert xmp["title"] == [info.title] == ["Carte S.R.C.E – Haynecourt (59294)"]
        assert xmp["creator"] == [info.author] == ["D.D.T.M 59"]
        assert xmp["description"] == [info.subject]
        assert xmp["subject"] == ["Haynecourt", "59294", "porter à connaissance"]
        assert xmp["Keywords"] == [str(info["/Keywords"])] == [", ".join(xmp["subject"])]
        assert xmp["language"] == ["fr-FR"]
        assert xmp["CreatorTool"] == [info.creator]
        assert reader.xmp_metadata.xmp_create_date is not None
        assert info.creation_date is not None
        assert xmp["CreateDate"] == [info.creation_date.isoformat().replace("+00:00", "Z")]

    @pytest.mark.parametrize("geopdf", [False, True])
    def test_any_letter_may_be_said(
        self,
        page_of: Callable[..., QgsPrintLayout],
        project: QgsProject,
        tmp_path: Path,
        geopdf: bool,
    ) -> None:
        title, author = "(a\\b) <c> & d", 'É « œ » – 𝄞 "'
        words = ["a<b", "b, c", "(d", "a<b", ""]
        metadata = QgsProjectMetadata()
        # XML has no vertical tabulator, and a title is one line.
        metadata.setTitle(title.replace(" ", "\x0b", 1).replace("c> ", "c>\n"))
        metadata.setAuthor(author)
        metadata.setKeywords({"v": words})
        project.setMetadata(metadata)
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        layout.setReferenceMap(add_map(layout, 10, 100))
        layout.setCustomProperty(GEOPDF, geopdf)
        assert write_layout(layout, path) == []
        check_structure(path)
        info, xmp = PdfReader(path).metadata, pdf.xmp(path)
        assert info is not None
        assert [info.title] == xmp["title"] == [title]
        assert [info.author] == xmp["creator"] == [author]
        assert xmp["subject"] == ["a<b", "b, c", "(d"]
        assert [str(info["/Keywords"])] == xmp["Keywords"] == ['a<b, "b, c", (d']
        assert "description" not in xmp
        assert info.subject is None

    def test_there_are_none_where_the_template_forbids_it(
        self, page_of: Callable[..., QgsPrintLayout], project: QgsProject, tmp_path: Path
    ) -> None:
        metadata = QgsProjectMetadata()
        metadata.setAuthor("D.D.T.M 59")
        project.setMetadata(metadata)
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        layout.setCustomProperty("pdfIncludeMetadata", False)
        assert write_layout(layout, path) == []
        assert catalog(path)["/Lang"] == "fr-FR"
        assert "Author" not in pdf.info(path)


class TestCare:
    """Nothing else is changed, and nothing of what is not understood."""

    @pytest.mark.parametrize("geopdf", [False, True])
    def test_words_and_picture_stay(
        self,
        gazetteer: Gazetteer,
        project: QgsProject,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        geopdf: bool,
    ) -> None:
        layout = add_layout(SheetRequest(HAYNECOURT), gazetteer, project).layout
        assert layout is not None
        layout.setCustomProperty(GEOPDF, geopdf)
        monkeypatch.setattr(export, "update_pdf", lambda *_: True)
        before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
        write_layout(layout, before)
        shutil.copy(before, after)
        assert update_pdf(after, layout, True, True)
        assert after.read_bytes().startswith(before.read_bytes())
        assert pdf.text(before) == pdf.text(after)
        assert (pdf.picture(before, 100) == pdf.picture(after, 100)).all()
        layers = [gdal.Open(str(file)).GetMetadata("LAYERS") for file in (before, after)]
        assert layers[0] == layers[1]

    @pytest.mark.once
    @pytest.mark.parametrize(
        "options",
        [
            ["--object-streams=generate"],
            ["--linearize", "--object-streams=disable"],
            ["--encrypt", "", "owner", "256", "--"],
            ["--encrypt", "", "owner", "128", "--use-aes=y", "--"],
        ],
    )
    def test_another_structure_is_left_alone(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path, options: list[str]
    ) -> None:
        layout = page_of(210, 297)
        layout.setReferenceMap(add_map(layout, 10, 100))
        write_layout(layout, tmp_path / "sheet.pdf")
        other = tmp_path / "other.pdf"
        command = [find_program("qpdf"), *options, str(tmp_path / "sheet.pdf"), str(other)]
        subprocess.run(command, check=True, stderr=subprocess.PIPE)
        before = other.read_bytes()
        assert not update_pdf(other, layout, True, True)
        assert other.read_bytes() == before

    @pytest.mark.once
    def test_another_page_is_left_alone(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path
    ) -> None:
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        layout.setReferenceMap(add_map(layout, 10, 100))
        write_layout(layout, path)
        before = path.read_bytes()
        layout.pageCollection().page(0).setPageSize(QgsLayoutSize(297, 420))
        assert not update_pdf(path, layout, True, True)
        assert path.read_bytes() == before

    @pytest.mark.once
    def test_objects_that_the_table_does_not_list_are_left_alone(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path
    ) -> None:
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        write_layout(layout, path)
        before = b"trailer\n<< /XRefStm 9".join(path.read_bytes().rsplit(b"trailer\n<<", 1))
        path.write_bytes(before)
        assert not update_pdf(path, layout, True, True)
        assert path.read_bytes() == before

    @pytest.mark.once
    @pytest.mark.parametrize("rest", [0, 10, 1000])
    def test_half_a_file_is_left_alone(
        self, page_of: Callable[..., QgsPrintLayout], tmp_path: Path, rest: int
    ) -> None:
        layout, path = page_of(210, 297), tmp_path / "sheet.pdf"
        write_layout(layout, path)
        before = path.read_bytes()[:rest]
        path.write_bytes(before)
        assert not update_pdf(path, layout, True, True)
        assert path.read_bytes() == before

    @pytest.mark.once
    def test_the_user_is_told(
        self, gazetteer: Gazetteer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "update_pdf", lambda *_: False)
        made = export_sheet(SheetRequest(HAYNECOURT), gazetteer, tmp_path)
        assert made.file is not None
        assert made.file.exists()
        assert any("language" in warning for warning in made.warnings)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What leaves the office with a file, and where the maps of an SVG are cut."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsLayoutItemMap,
    QgsLayoutMeasurement,
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
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import add_layout
from srce_pac.tests.support import pdf, svg
from srce_pac.tests.support.factories import (
    LAMBERT,
    NATIONAL_RESERVOIR,
    box,
    make_gazetteer,
    rows,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


class TestGeoPdf:
    """Layers that a viewer switches, with or without the attributes of their objects."""

    @pytest.fixture
    def layout(self, project: QgsProject, tmp_path: Path) -> QgsPrintLayout:
        """A sheet of one reservoir, to be written as GeoPDF."""
        source = tmp_path / "n_srce_reservoir_s_000.gpkg"
        write_layer(source, rows([box(100, 100, 300)], NATIONAL_RESERVOIR))
        request = SheetRequest("59001", source=str(source), geopdf=True)
        layout = add_layout(request, make_gazetteer(tmp_path), project).layout
        assert layout is not None
        return layout

    @staticmethod
    def fields(path: Path) -> set[str]:
        """The names of all attributes that a PDF holds."""
        document = gdal.OpenEx(str(path), gdal.OF_VECTOR)
        layers = [document.GetLayer(number) for number in range(document.GetLayerCount())]
        assert layers
        return {field.GetName() for layer in layers for field in layer.schema}

    @pytest.mark.parametrize("choice", [None, False, "false", "0"])
    def test_attributes_stay_with_the_office(
        self, layout: QgsPrintLayout, tmp_path: Path, choice: object
    ) -> None:
        if choice is not None:
            layout.setCustomProperty("pdfExportGeoPdfFeatures", choice)
        path = tmp_path / "sheet.pdf"
        write_layout(layout, path)
        assert self.fields(path) == set()
        assert NATIONAL_RESERVOIR["NOM_RESV"].encode() not in path.read_bytes()

    @pytest.mark.parametrize("choice", [True, "true"])
    def test_attributes_go_with_the_file_where_the_template_says_so(
        self, layout: QgsPrintLayout, tmp_path: Path, choice: object
    ) -> None:
        layout.setCustomProperty("pdfExportGeoPdfFeatures", choice)
        write_layout(layout, tmp_path / "sheet.pdf")
        assert set(NATIONAL_RESERVOIR) <= self.fields(tmp_path / "sheet.pdf")


@pytest.fixture
def bare(project: QgsProject) -> QgsPrintLayout:
    """A landscape A4 page with one map at (20, 30) of 200 by 100 mm."""
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    item = QgsLayoutItemMap(layout)
    item.setId("map")
    item.attemptMove(QgsLayoutPoint(20, 30))
    item.attemptResize(QgsLayoutSize(200, 100))
    item.setExtent(QgsRectangle(0, 0, 2000, 1000))
    layout.addLayoutItem(item)
    return layout


class TestOptions:
    """What a template says nothing of."""

    def test_a_pdf_is_georeferenced_and_names_its_author_unless_the_template_forbids_it(
        self, bare: QgsPrintLayout, project: QgsProject, tmp_path: Path
    ) -> None:
        metadata = QgsProjectMetadata()
        # Newer releases of QGIS write the title in any case.
        metadata.setAuthor("D.D.T.M 59")
        project.setMetadata(metadata)
        item = bare.itemById("map")
        item.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        bare.setReferenceMap(item)
        write_layout(bare, tmp_path / "a.pdf")
        assert pdf.georeference(tmp_path / "a.pdf")[0] == "EPSG:2154"
        assert gdal.Open(str(tmp_path / "a.pdf")).GetMetadataItem("AUTHOR") == "D.D.T.M 59"

        bare.setCustomProperty("pdfAppendGeoreference", False)
        bare.setCustomProperty("pdfIncludeMetadata", False)
        write_layout(bare, tmp_path / "b.pdf")
        assert not gdal.Open(str(tmp_path / "b.pdf")).GetProjection()
        assert not gdal.Open(str(tmp_path / "b.pdf")).GetMetadataItem("AUTHOR")


class TestWorldFile:
    """A PNG comes with its place on the ground."""

    @pytest.mark.parametrize("rotation", [0, 30])
    def test_the_corners_of_the_map_lie_where_they_are_drawn(
        self, bare: QgsPrintLayout, tmp_path: Path, rotation: float
    ) -> None:
        item = bare.itemById("map")
        item.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        item.setMapRotation(rotation)
        bare.setReferenceMap(item)
        path = tmp_path / "a.png"
        write_layout(bare, path)
        image = gdal.Open(str(path))
        assert image.GetSpatialRef().GetAuthorityCode(None) == "2154"
        left, across, down, top, along, height = image.GetGeoTransform()
        dots = image.RasterXSize / 297, image.RasterYSize / 210
        for corner, (x, y) in zip(
            item.visibleExtentPolygon(), [(20, 30), (220, 30), (220, 130), (20, 130)]
        ):
            column, row = x * dots[0], y * dots[1]
            seen = (
                left + column * across + row * down,
                top + column * along + row * height,
            )
            # A metre is a tenth of a millimetre here.
            assert seen == pytest.approx((corner.x(), corner.y()), abs=0.5)


class TestSvgFrames:
    """Maps are cut at their frames, whose lines are whole."""

    @pytest.mark.parametrize("frame", [0, 4])
    def test_a_map_ends_where_it_ends_in_the_pdf(
        self, bare: QgsPrintLayout, project: QgsProject, tmp_path: Path, frame: int
    ) -> None:
        layer = QgsVectorLayer("Polygon?crs=EPSG:2154", "wide", "memory")
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(-9000, -9000, 9000, 9000)))
        layer.dataProvider().addFeature(feature)
        layer.renderer().symbol().setColor(QColor("green"))
        project.addMapLayer(layer, False)
        item = bare.itemById("map")
        item.setCrs(QgsCoordinateReferenceSystem(LAMBERT))
        item.setLayers([layer])
        item.setFrameEnabled(frame > 0)
        item.setFrameStrokeWidth(QgsLayoutMeasurement(frame))
        for name in ("a.pdf", "a.svg"):
            write_layout(bare, tmp_path / name)
        expected = pdf.picture(tmp_path / "a.pdf", 75)
        seen = svg.picture(tmp_path / "a.svg", expected.shape[1], expected.shape[0])
        assert (expected[: round(27 * 75 / 25.4)] == 255).all()
        assert svg.difference(expected, seen, 3) < 0.01

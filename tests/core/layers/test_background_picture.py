# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture of a background: its place, its size, what a PDF keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen

from srce_pac.core.layers.background import open_background
from srce_pac.core.layers.background_picture import MapFrame, draw_background
from srce_pac.tests.support.backgrounds import (
    EDGE,
    EXTENT,
    Serve,
    draw,
    frame,
    lambert,
    pdf_images,
    photograph,
    pixels,
    print_map,
)
from srce_pac.tests.support.factories import X0, Y0, box, rows, write_layer
from srce_pac.tests.support.servers import TILE, Reply, plain_tile, png

# Half of the circumference of the Web Mercator grid, in m.
HALF = 20037508.342789244

pytestmark = pytest.mark.usefixtures("qgis_app")


def test_the_picture_is_opaque_and_as_large_as_the_map_and_its_edge(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    layer = draw(background, tmp_path)
    dataset = gdal.Open(layer.source())
    assert Path(layer.source()).parent == tmp_path
    assert dataset.RasterCount == 3
    assert (dataset.RasterXSize, dataset.RasterYSize) == (600 + 2 * EDGE, 400 + 2 * EDGE)
    assert layer.crs() == lambert()
    assert layer.name() == "Plan servi"
    assert layer.extent().contains(EXTENT)
    assert layer.extent().width() == pytest.approx(1200 + 2 * EDGE * 2, abs=0.01)


def test_a_tile_lies_where_it_belongs(served: Serve, tmp_path: Path) -> None:
    to_mercator = QgsCoordinateTransform(
        lambert(), QgsCoordinateReferenceSystem("EPSG:3857"), QgsCoordinateTransformContext()
    )
    middle = to_mercator.transform(EXTENT.center())
    white, black = plain_tile("white"), plain_tile("black")

    def answer(zoom: int, column: int, row: int) -> Reply:
        size = 2 * HALF / 2**zoom
        inside = column == int((middle.x() + HALF) / size) and row == int(
            (HALF - middle.y()) / size
        )
        return Reply(black if inside else white)

    server, background = served(answer)
    drawn = pixels(draw(background, tmp_path)).mean(axis=2) < 200
    zoom = server.asked[0][0]
    size = 2 * HALF / 2**zoom
    column, row = int((middle.x() + HALF) / size), int((HALF - middle.y()) / size)
    back = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:3857"), lambert(), QgsCoordinateTransformContext()
    )
    corners = [
        back.transform(QgsPointXY(x * size - HALF, HALF - y * size))
        for x in (column, column + 1)
        for y in (row, row + 1)
    ]
    # Two metres a pixel, from the top left corner of the picture.
    expected = [
        np.mean([(p.x() - X0) / 2 + EDGE for p in corners]),
        np.mean([(Y0 + 800 - p.y()) / 2 + EDGE for p in corners]),
    ]
    inside = np.argwhere(drawn)
    assert drawn.sum() > 500, "the tile must lie whole within the map for this test to hold"
    # QGIS itself lays tiles to the nearest pixel.
    assert (inside.mean(axis=0)[::-1] + 0.5).tolist() == pytest.approx(expected, abs=1)


def test_a_layer_in_another_projection_lies_where_it_belongs(
    project: QgsProject, tmp_path: Path
) -> None:
    path = write_layer(
        tmp_path / "square.gpkg", rows([box(200, 100, 100)], {"name": "a"}), "Polygon", "EPSG:4326"
    )
    layer = QgsVectorLayer(str(path), "Carré", "ogr")
    assert layer.crs().authid() == "EPSG:4326"
    project.addMapLayer(layer)
    drawn = pixels(draw(open_background("Carré", project), tmp_path)).mean(axis=2) < 250
    top, left = np.argwhere(drawn).min(axis=0)
    bottom, right = np.argwhere(drawn).max(axis=0) + 1
    assert [left, right] == pytest.approx([EDGE + 100, EDGE + 150], abs=1.5)
    assert [top, bottom] == pytest.approx([EDGE + 300, EDGE + 350], abs=1.5)


def test_a_photograph_lies_where_it_belongs(project: QgsProject, tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif", ("black", "white"))
    drawn = pixels(draw(open_background(str(path), project), tmp_path)).mean(axis=2)
    # Black first, from 50 m west and north of the map.
    assert drawn[EDGE + 2 : EDGE + 23, EDGE + 2 : EDGE + 23].mean() == pytest.approx(151, abs=3)
    assert drawn[EDGE + 2 : EDGE + 23, EDGE + 27 : EDGE + 48].min() > 250


def test_what_is_projected_is_smooth(project: QgsProject, tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif", ("black", "white"))
    mercator = QgsCoordinateReferenceSystem("EPSG:3857")
    area = QgsCoordinateTransform(
        lambert(), mercator, QgsCoordinateTransformContext()
    ).transformBoundingBox(EXTENT.buffered(-200))
    background = open_background(str(path), QgsProject())
    layer = draw_background(background, frame(area, mercator), tmp_path).layer
    drawn = pixels(layer).mean(axis=2)
    between = ((drawn > 160) & (drawn < 245)).mean()
    assert layer.crs() == mercator
    assert between > 0.01


@pytest.fixture
def stretching(qgis_app: Any) -> Iterator[None]:
    """A QGIS that is set to stretch the colours of what it opens."""
    settings = QgsSettings()
    key = "/Raster/defaultContrastEnhancementAlgorithm/multiBandSingleByte"
    settings.setValue(key, "StretchToMinimumMaximum")
    yield
    settings.remove(key)


@pytest.mark.usefixtures("stretching")
def test_the_picture_is_shown_as_it_was_drawn_and_smoothly(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    layer = draw(background, tmp_path)
    usual = QgsRasterLayer(layer.source(), "usual", "gdal")
    assert usual.renderer().redContrastEnhancement() is not None
    assert layer.renderer().redContrastEnhancement() is None
    assert layer.resampleFilter().zoomedInResampler().type() == "bilinear"


def test_a_pdf_keeps_the_picture_as_jpeg_without_a_mask_once_the_server_is_gone(
    served: Serve, tmp_path: Path
) -> None:
    tile = busy_tile()
    server, background = served(lambda *_: Reply(tile))
    layer = draw(background, tmp_path)
    server.close()
    asked = len(server.asked)
    path = print_map(layer, tmp_path / "map.pdf")
    assert {(image["type"], image["enc"], image["color"]) for image in pdf_images(path)} == {
        ("image", "jpeg", "rgb")
    }
    assert len(server.asked) == asked


def test_the_background_of_an_a3_map_adds_less_than_600_kb_to_a_pdf(
    served: Serve, tmp_path: Path
) -> None:
    tile = busy_tile()
    _, background = served(lambda *_: Reply(tile))
    extent = QgsRectangle(X0, Y0, X0 + 2920, Y0 + 2810)
    layer = draw_background(background, MapFrame(extent, lambert(), 292, 281), tmp_path).layer
    path = print_map(layer, tmp_path / "map.pdf", extent, 292, 281)
    assert path.stat().st_size < 600_000


def busy_tile() -> bytes:
    """A tile of a map: fields, woods, houses, roads and names."""
    image = QImage(TILE, TILE, QImage.Format.Format_RGB32)
    image.fill(QColor("#fffdf5"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(20, 30, 90, 70), QColor("#c8e1af"))
    painter.fillRect(QRectF(150, 140, 80, 100), QColor("#f5ebc8"))
    painter.setPen(QColor("#96908a"))
    painter.setBrush(QColor("#d7cdc3"))
    for number in range(12):
        painter.drawRect(QRectF(130 + 9 * number, 60 + 11 * (number % 5), 6, 7))
    for colour, width in (("#787878", 7), ("#ffdc64", 5)):
        painter.setPen(QPen(QColor(colour), width))
        painter.drawLine(0, 120, 256, 170)
    painter.setPen(QColor("#282828"))
    painter.drawText(30, 60, "le Bois")
    painter.end()
    return png(image)

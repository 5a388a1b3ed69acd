# SPDX-License-Identifier: GPL-3.0-or-later
"""Backgrounds: known ones, layers and files, muted, drawn from good and bad servers."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsAnnotationLayer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDataSourceUri,
    QgsDrawSourceEffect,
    QgsDropShadowEffect,
    QgsEffectStack,
    QgsExpression,
    QgsExpressionFunction,
    QgsFeedback,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsMapLayer,
    QgsMapSettings,
    QgsMapSettingsUtils,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsPrintLayout,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QCoreApplication, QRectF, QThreadPool, QTimer
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.common import files as rooms
from srce_pac.core.common.errors import BackgroundError, CancelledError
from srce_pac.core.layers.background import Background, available_backgrounds, open_background
from srce_pac.core.layers.background_picture import draw_background
from srce_pac.tests.support import pdf
from srce_pac.tests.support.clock import SILENCE, SOON, Heartbeat, ends_soon
from srce_pac.tests.support.factories import LAMBERT, X0, Y0, box, line, rows, write_layer
from srce_pac.tests.support.servers import (
    TILE,
    Answer,
    Reply,
    TileServer,
    chequered_tile,
    chequers,
    plain_tile,
    png,
)

ROOT = Path(__file__).resolve().parents[3]
BUNDLED = ROOT / "data" / "backgrounds"

# A map of 120 × 80 mm at 1/10 000, drawn at 127 dpi: 5 pixels a mm, 2 m a pixel.
WIDTH, HEIGHT, DPI = 120, 80, 127
EXTENT = QgsRectangle(X0, Y0, X0 + 1200, Y0 + 800)
# The picture's edge beyond the map, in pixels.
EDGE = 4

# Half of the circumference of the Web Mercator grid, in m.
HALF = 20037508.342789244

Pixels = npt.NDArray[np.float64]

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def tile(qgis_app: Any) -> bytes:
    """A tile in two strong colours."""
    return chequered_tile("#206030", "#f0a040")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's own backgrounds."""
    monkeypatch.setattr(rooms, "profile_folder", lambda: tmp_path / "profile")
    folder = tmp_path / "profile" / "data" / "backgrounds"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def project() -> Iterator[QgsProject]:
    project = QgsProject()
    yield project
    project.clear()


@pytest.fixture
def served(own: Path) -> Iterator[Callable[[Answer], tuple[TileServer, Background]]]:
    """A background of the user's whose tiles come from a server that answers so."""
    servers = []

    def serve(answer: Answer) -> tuple[TileServer, Background]:
        server = TileServer(answer)
        servers.append(server)
        write_known(own / "served.json", server.template)
        return server, open_background("served", QgsProject())

    yield serve
    for server in servers:
        server.close()


Serve = Callable[[Answer], tuple[TileServer, Background]]


def write_known(path: Path, url: str, **others: object) -> Path:
    """The file of a known background."""
    content = {"name": "Plan servi", "url": url, "credit": "© Serveur", "max_zoom": 19, **others}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def lambert() -> QgsCoordinateReferenceSystem:
    return QgsCoordinateReferenceSystem(LAMBERT)


def draw(background: Background, folder: Path, **others: Any) -> QgsRasterLayer:
    """The picture of the map of the tests."""
    how: dict[str, Any] = {"dpi": DPI, "seconds": 5, **others}
    return draw_background(background, EXTENT, lambert(), WIDTH, HEIGHT, folder, **how)


def pixels(layer: QgsRasterLayer) -> Pixels:
    """The picture of a layer as RGB values from 0 to 255 (rows, columns, channels)."""
    dataset = gdal.Open(layer.source())
    values: Pixels = dataset.ReadAsArray().astype(np.float64).transpose(1, 2, 0)
    return values


def refusal(background: Background, folder: Path, **others: Any) -> str:
    """What is said when the background cannot be drawn; nothing is left half made."""
    with pytest.raises(BackgroundError) as caught:
        draw(background, folder, **others)
    return str(caught.value)


def style(layer: QgsMapLayer) -> str:
    document = QDomDocument()
    layer.exportNamedStyle(document)
    return str(document.toString())


def roads(folder: Path) -> QgsVectorLayer:
    """A vector layer across the map of the tests, drawn in black."""
    path = write_layer(
        folder / "roads.fgb", rows([line((0, 0), (1200, 800))], {"name": "D 1"}), "LineString"
    )
    layer = QgsVectorLayer(str(path), "Routes", "ogr")
    symbol = layer.renderer().symbol()
    symbol.setColor(QColor("black"))
    symbol.setWidth(2)
    return layer


def photograph(path: Path, colours: tuple[str, str] = ("#206030", "#f0a040")) -> Path:
    """A picture of 1300 × 900 m around the map of the tests: squares of 50 m, in Lambert-93."""
    source = path.with_name("plain.png")
    source.write_bytes(png(chequers(26, 18, 10, *colours)))
    gdal.Translate(
        str(path),
        str(source),
        outputSRS=LAMBERT,
        outputBounds=(X0 - 50, Y0 + 850, X0 + 1250, Y0 - 50),
    )
    return path


# Known backgrounds.


def test_the_plan_of_the_ign_and_the_cadastre_come_with_the_plugin() -> None:
    names = available_backgrounds()
    assert names["plan_ign"] == "Plan IGN"
    assert names["cadastre"] == "Cadastre"


@pytest.mark.parametrize(
    ("name", "layer", "credit"),
    [
        ("plan_ign", "GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "© IGN – Plan IGN"),
        ("cadastre", "CADASTRALPARCELS.PARCELLAIRE_EXPRESS", "© DGFiP – Cadastre / PCI"),
    ],
)
def test_a_known_background_opens_without_a_network(name: str, layer: str, credit: str) -> None:
    background = open_background(name, QgsProject())
    uri = QgsDataSourceUri()
    uri.setEncodedUri(background.layer.source())
    assert background.layer.isValid()
    assert background.layer.crs().authid() == "EPSG:3857"
    assert uri.param("type") == "xyz"
    assert uri.param("url").startswith("https://data.geopf.fr/wmts?")
    assert f"LAYER={layer}&" in uri.param("url")
    assert (uri.param("zmin"), uri.param("zmax")) == ("0", "19")
    assert background.credit == credit
    assert background.layer.metadata().rights() == [credit]


@pytest.mark.parametrize("path", sorted(BUNDLED.glob("*.json")), ids=lambda path: path.stem)
def test_a_bundled_background_gives_its_licence_and_where_it_says_so(path: Path) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    assert data["licence"] == "Licence Ouverte 2.0"
    assert data["source"].startswith("https://")


def test_a_file_of_the_users_adds_a_background_or_takes_the_place_of_one(own: Path) -> None:
    write_known(own / "mine.json", "https://example.org/{z}/{x}/{y}.png", name="Le mien")
    write_known(own / "cadastre.json", "https://example.org/{z}/{x}/{y}.png", name="Le nôtre")
    names = available_backgrounds()
    assert (names["mine"], names["cadastre"], names["plan_ign"]) == (
        "Le mien",
        "Le nôtre",
        "Plan IGN",
    )


WRONG_KNOWN = '{"name": "A", "url": "https://example.org/{z}/{x}/{y}", "credit": "B", %s}'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "damaged.json"),
        ('{"name": "A", "credit": "B"}', "“url”"),
        ('{"name": "A", "url": "https://example.org/{z}/{x}", "credit": "B"}', "“url”"),
        ('{"name": "A", "url": "https://example.org/{z}/{x}/{y}", "credit": 1}', "“credit”"),
        (WRONG_KNOWN % '"max_zoom": "19"', "“max_zoom”"),
        (WRONG_KNOWN % '"min_zoom": true', "“min_zoom”"),
        (WRONG_KNOWN % '"min_zoom": 1e999', "“min_zoom”"),
        (WRONG_KNOWN % '"licence": 2', "“licence”"),
        (WRONG_KNOWN % '"name": 3', "“name”"),
    ],
)
def test_a_damaged_file_is_listed_and_says_what_is_wrong_when_opened(
    content: str, said: str, own: Path
) -> None:
    (own / "damaged.json").write_text(content, encoding="utf-8")
    assert "damaged" in available_backgrounds()
    with pytest.raises(BackgroundError) as caught:
        open_background("damaged", QgsProject())
    assert said in str(caught.value)
    assert "damaged.json" in str(caught.value)


# Layers of the project and files.


@pytest.mark.parametrize("by_id", [True, False])
def test_a_layer_of_the_project_is_cloned_and_left_as_it_was(
    by_id: bool, project: QgsProject, tmp_path: Path
) -> None:
    for layer in (
        roads(tmp_path),
        QgsRasterLayer(str(photograph(tmp_path / "photo.tif")), "Photo", "gdal"),
    ):
        metadata = layer.metadata()
        metadata.setRights(["© Département du Nord"])
        layer.setMetadata(metadata)
        project.addMapLayer(layer)
        before = style(layer)
        background = open_background(layer.id() if by_id else layer.name(), project)
        assert background.layer.id() != layer.id()
        assert style(layer) == before
        assert style(background.layer) != before
        assert background.credit == "© Département du Nord"
    assert len(project.mapLayers()) == 2


def test_a_vector_layer_and_a_picture_are_drawn_from_their_files(tmp_path: Path) -> None:
    roads(tmp_path)
    photograph(tmp_path / "photo.tif")
    for name in ("roads.fgb", "photo.tif"):
        background = open_background(str(tmp_path / name), QgsProject())
        assert pixels(draw(background, tmp_path)).min() < 250
        assert background.credit == ""


@pytest.mark.parametrize("name", ["", "Inconnu", "x" * 300])
def test_a_name_of_nothing_is_refused_with_what_is_known(name: str, project: QgsProject) -> None:
    with pytest.raises(BackgroundError) as caught:
        open_background(name, project)
    assert f"“{name}”" in str(caught.value)
    assert "plan_ign" in str(caught.value)


def test_two_layers_of_one_name_are_refused(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    project.addMapLayers([layer, layer.clone()])
    with pytest.raises(BackgroundError, match="more than one"):
        open_background("Routes", project)


def test_a_layer_of_another_kind_is_refused(project: QgsProject) -> None:
    options = QgsAnnotationLayer.LayerOptions(project.transformContext())
    project.addMapLayer(QgsAnnotationLayer("Notes", options))
    with pytest.raises(BackgroundError, match="raster or a vector"):
        open_background("Notes", project)


def test_a_layer_without_its_data_is_refused(project: QgsProject, tmp_path: Path) -> None:
    project.addMapLayer(QgsVectorLayer(str(tmp_path / "gone.gpkg"), "Perdue", "ogr"))
    with pytest.raises(BackgroundError, match="Perdue"):
        open_background("Perdue", project)


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Monsieur le Préfet,", encoding="utf-8")
    with pytest.raises(BackgroundError, match=r"letter\.txt"):
        open_background(str(path), QgsProject())


def test_a_picture_without_a_coordinate_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(plain_tile("#206030"))
    with pytest.raises(BackgroundError, match="coordinate system"):
        open_background(str(path), QgsProject())


# Muted.


def saturation(values: Pixels) -> float:
    """The mean difference between the strongest and the weakest channel, from 0 to 255."""
    return float((values.max(axis=2) - values.min(axis=2)).mean())


def test_tiles_are_drawn_pale_and_with_little_colour(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    drawn = pixels(draw(background, tmp_path))
    # The tiles' own: 107 and 120.
    assert drawn.mean() > 185
    assert saturation(drawn) < 40
    assert drawn.std() > 10


def test_white_stays_white_and_black_becomes_light_grey(served: Serve, tmp_path: Path) -> None:
    tile = chequered_tile("black", "white")
    _, background = served(lambda *_: Reply(tile))
    drawn = pixels(draw(background, tmp_path))
    assert drawn.max() == 255
    assert np.percentile(drawn, 5) == pytest.approx(151, abs=3)


def test_a_raster_that_its_user_made_pale_gets_paler(project: QgsProject, tmp_path: Path) -> None:
    plain = QgsRasterLayer(str(photograph(tmp_path / "photo.tif")), "Photo", "gdal")
    pale = QgsRasterLayer(plain.source(), "Photo pâle", "gdal")
    pale.brightnessFilter().setBrightness(50)
    pale.hueSaturationFilter().setSaturation(-50)
    project.addMapLayers([plain, pale])
    once, twice = (
        pixels(draw(open_background(name, project), tmp_path)) for name in ("Photo", "Photo pâle")
    )
    assert twice.mean() > once.mean() + 10
    assert saturation(twice) < saturation(once) * 0.7


def test_a_vector_layer_is_drawn_pale(project: QgsProject, tmp_path: Path) -> None:
    project.addMapLayer(roads(tmp_path))
    drawn = pixels(draw(open_background("Routes", project), tmp_path))
    # Black at 40 %.
    assert drawn.min() == pytest.approx(153, abs=3)
    assert drawn.max() == 255


def test_a_see_through_layer_stays_so(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    layer.setOpacity(0.5)
    project.addMapLayer(layer)
    background = open_background("Routes", project)
    assert background.layer.opacity() == 1
    assert pixels(draw(background, tmp_path)).min() == pytest.approx(204, abs=3)


def test_a_muted_layer_has_nothing_that_rasterises_a_layout(
    project: QgsProject, tmp_path: Path
) -> None:
    layer = roads(tmp_path)
    layer.setOpacity(0.5)
    layer.setBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    layer.setFeatureBlendMode(QPainter.CompositionMode.CompositionMode_Multiply)
    shadow = QgsEffectStack()
    shadow.appendEffect(QgsDropShadowEffect())
    shadow.appendEffect(QgsDrawSourceEffect())
    layer.renderer().setPaintEffect(shadow)
    project.addMapLayer(layer)
    assert pdf_images(print_map(layer, tmp_path / "raster.pdf")) != []
    muted = open_background("Routes", project).layer
    settings = QgsMapSettings()
    settings.setLayers([muted])
    assert QgsMapSettingsUtils.containsAdvancedEffects(settings) == []
    assert pdf_images(print_map(muted, tmp_path / "vectors.pdf")) == []


def test_the_names_of_a_layer_are_left_out(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    labels = QgsPalLayerSettings()
    labels.fieldName = "name"
    labels.placement = QgsPalLayerSettings.Placement.Horizontal
    layer.setLabeling(QgsVectorLayerSimpleLabeling(labels))
    layer.setLabelsEnabled(True)
    project.addMapLayer(layer)
    assert "D 1" in pdf.text(print_map(layer, tmp_path / "own.pdf"))
    muted = open_background("Routes", project).layer
    assert pdf.text(print_map(muted, tmp_path / "muted.pdf")) == ""


def test_a_style_knows_the_scale_of_the_map(project: QgsProject, tmp_path: Path) -> None:
    layer = roads(tmp_path)
    width = QgsProperty.fromExpression("if(@map_scale between 9900 and 10100, 2, 0)")
    layer.renderer().symbol().setDataDefinedWidth(width)
    project.addMapLayer(layer)
    drawn = pixels(draw(open_background("Routes", project), tmp_path)).mean(axis=2)
    # Two mm of ten pixels, along the map's diagonal of 144 mm.
    assert (drawn < 200).sum() == pytest.approx(10 * 720, rel=0.1)


# The picture.


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
    layer = draw_background(background, area, mercator, WIDTH, HEIGHT, tmp_path, dpi=DPI)
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
    layer = draw_background(background, extent, lambert(), 292, 281, tmp_path)
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


def print_map(
    layer: QgsMapLayer,
    path: Path,
    extent: QgsRectangle = EXTENT,
    width: float = WIDTH,
    height: float = HEIGHT,
) -> Path:
    """A page that holds a map of one layer, as PDF at 300 dpi."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.pageCollection().page(0).setPageSize("A3")
    item = QgsLayoutItemMap(layout)
    item.attemptSetSceneRect(QRectF(8, 8, width, height))
    item.setCrs(lambert())
    item.setExtent(extent)
    item.setLayers([layer])
    item.setKeepLayerSet(True)
    layout.addLayoutItem(item)
    settings = QgsLayoutExporter.PdfExportSettings()
    settings.dpi = 300
    settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
    result = QgsLayoutExporter(layout).exportToPdf(str(path), settings)
    assert result == QgsLayoutExporter.ExportResult.Success
    return path


def pdf_images(path: Path) -> list[dict[str, str]]:
    """The images of a PDF as `pdfimages` lists them, masks included."""
    done = subprocess.run(
        ["pdfimages", "-list", str(path)], stdout=subprocess.PIPE, check=True, encoding="utf-8"
    )
    head, _, *lines = done.stdout.splitlines()
    return [dict(zip(head.split(), row.split())) for row in lines]


# Servers that fail.

BROKEN: dict[str, tuple[Reply | None, str]] = {
    "error 500": (Reply(b"no", 500, "text/plain"), "500"),
    "error 403": (Reply(b"no", 403, "text/plain"), "403"),
    "garbage": (Reply(b"garbage" * 40), "no picture"),
    "page": (Reply(b"<html>Please log in</html>", kind="text/html"), "no picture"),
    "empty": (Reply(b""), "no picture"),
    "cut": (Reply(b"\x89PNG\r\n\x1a\n", announced=5000), "cannot be reached"),
    "nowhere": (Reply(status=302, location="/login"), "cannot be reached"),
}


@pytest.mark.parametrize(("reply", "said"), BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("partly", [False, True], ids=["all", "one"])
def test_tiles_that_do_not_come_cost_the_background(
    reply: Reply, said: str, partly: bool, served: Serve, tile: bytes, tmp_path: Path
) -> None:
    bad: list[tuple[int, ...]] = []

    def answer(*place: int) -> Reply:
        if not bad:
            bad.append(place)
        return reply if not partly or place == bad[0] else Reply(tile)

    server, background = served(answer)
    sentence = refusal(background, tmp_path)
    assert "“Plan servi”" in sentence
    assert said in sentence
    assert len(server.asked) > 4
    assert list(tmp_path.glob("*.tif")) == []


def test_a_page_to_log_in_on_another_server_costs_the_background(
    served: Serve, tmp_path: Path
) -> None:
    with TileServer(lambda *_: None) as gate:
        page = gate.root.replace("127.0.0.1", "localhost") + "/login"
        _, background = served(lambda *_: Reply(status=302, location=page))
        assert "no picture" in refusal(background, tmp_path)


def test_a_connection_that_is_refused_costs_the_background(served: Serve, tmp_path: Path) -> None:
    server, background = served(lambda *_: None)
    server.close()
    assert "cannot be reached" in refusal(background, tmp_path)


def test_a_tile_that_fails_once_is_asked_for_again(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    seen: set[tuple[int, ...]] = set()

    def answer(*place: int) -> Reply:
        known = place in seen
        seen.add(place)
        return Reply(tile) if known else Reply(b"busy", 503, "text/plain")

    _, background = served(answer)
    assert pixels(draw(background, tmp_path)).std() > 10


def test_a_place_without_tiles_costs_the_background(served: Serve, tmp_path: Path) -> None:
    _, background = served(lambda *_: Reply(b"none", 404, "text/plain"))
    assert "shows nothing here" in refusal(background, tmp_path, warnings=[])


def test_a_place_in_one_colour_costs_the_background(served: Serve, tmp_path: Path) -> None:
    tile = plain_tile("#a0c0e0")
    _, background = served(lambda *_: Reply(tile))
    assert "shows nothing here" in refusal(background, tmp_path)


@pytest.mark.parametrize("status", [204, 404])
def test_a_part_without_tiles_is_told(
    status: int, served: Serve, tile: bytes, tmp_path: Path
) -> None:
    def answer(zoom: int, column: int, row: int) -> Reply:
        return Reply(tile) if row % 2 else Reply(status=status, kind="text/plain")

    _, background = served(answer)
    warnings: list[str] = []
    drawn = pixels(draw(background, tmp_path, warnings=warnings))
    assert ["only a part of the map" in warning for warning in warnings] == [True]
    assert "“Plan servi”" in warnings[0]
    assert drawn.std() > 10
    assert "only a part of the map" in refusal(background, tmp_path)


def test_a_picture_smaller_than_the_map_is_told(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif")
    background = open_background(str(path), QgsProject())
    wide = QgsRectangle(X0, Y0, X0 + 2400, Y0 + 1600)
    warnings: list[str] = []
    draw_background(
        background, wide, lambert(), WIDTH, HEIGHT, tmp_path, dpi=DPI, warnings=warnings
    )
    assert len(warnings) == 1
    # Nothing is said of one that is large enough.
    draw(background, tmp_path, warnings=warnings)
    assert len(warnings) == 1


def test_another_layers_server_that_fails_meanwhile_is_none_of_its_business(
    served: Serve, tile: bytes, own: Path, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile, delay=0.1))
    sentences: list[str] = []
    timer = QTimer()
    timer.setSingleShot(True)

    def fail() -> None:
        sentences.append(refusal(other, tmp_path))
        # A second attempt at the background must meet it too.
        timer.start(0)

    timer.timeout.connect(fail)
    with TileServer(lambda *_: Reply(b"no", 500, "text/plain")) as broken:
        write_known(own / "other.json", broken.template)
        other = open_background("other", QgsProject())
        timer.start(0)
        drawn = draw(background, tmp_path)
        timer.stop()
    assert "500" in sentences[0]
    assert pixels(drawn).std() > 10


def test_a_file_that_vanishes_after_opening_costs_the_background(tmp_path: Path) -> None:
    roads(tmp_path)
    background = open_background(str(tmp_path / "roads.fgb"), QgsProject())
    (tmp_path / "roads.fgb").unlink()
    assert "“roads”" in refusal(background, tmp_path)


def test_a_file_that_cannot_be_read_to_its_end_costs_the_background(tmp_path: Path) -> None:
    path = photograph(tmp_path / "photo.tif")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    background = open_background(str(path), QgsProject())
    sentence = refusal(background, tmp_path)
    assert "“photo”" in sentence
    assert "cannot draw it" in sentence


def test_a_map_beyond_the_backgrounds_projection_costs_the_background(tmp_path: Path) -> None:
    background = open_background("plan_ign", QgsProject())
    pole = QgsRectangle(-10, 89.9999, 10, 95)
    with pytest.raises(BackgroundError, match="projection"):
        draw_background(
            background,
            pole,
            QgsCoordinateReferenceSystem("EPSG:4326"),
            WIDTH,
            HEIGHT,
            tmp_path,
            seconds=1,
        )


def test_a_folder_that_is_not_there_costs_the_background(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile))
    assert "nowhere" in refusal(background, tmp_path / "nowhere")


# Time.


def test_a_server_that_never_answers_costs_no_more_than_the_time_given(
    served: Serve, tmp_path: Path
) -> None:
    _, background = served(lambda *_: None)
    with ends_soon(), Heartbeat() as window:
        sentence = refusal(background, tmp_path, seconds=1)
    assert "too long" in sentence
    assert window.count > 10


def test_a_slow_server_costs_no_more_than_the_time_given(
    served: Serve, tile: bytes, tmp_path: Path
) -> None:
    _, background = served(lambda *_: Reply(tile, delay=SILENCE))
    with ends_soon():
        assert "too long" in refusal(background, tmp_path, seconds=0.3)


def test_a_layer_that_cannot_be_interrupted_costs_no_more_than_the_time_given(
    project: QgsProject, tmp_path: Path
) -> None:
    events: list[str] = []

    class Slow(QgsExpressionFunction):
        def __init__(self) -> None:
            super().__init__("slow", 0, "tests")

        def func(self, *_: object) -> float:
            events.append("begins")
            time.sleep(1)
            events.append("ends")
            return 2.0

    function = Slow()
    assert QgsExpression.registerFunction(function)
    layer = roads(tmp_path)
    layer.renderer().symbol().setDataDefinedWidth(QgsProperty.fromExpression("slow()"))
    project.addMapLayer(layer)
    background = open_background("Routes", project)
    assert "too long" in refusal(background, tmp_path, seconds=0.3)
    del background
    gc.collect()
    assert events == ["begins"]
    while events[-1] != "ends" or QThreadPool.globalInstance().activeThreadCount():
        QCoreApplication.processEvents()
        time.sleep(0.01)
    QCoreApplication.processEvents()
    QgsExpression.unregisterFunction("slow")


def test_it_can_be_cancelled_while_it_waits(served: Serve, tmp_path: Path) -> None:
    _, background = served(lambda *_: None)
    feedback = QgsFeedback()
    QTimer.singleShot(200, feedback.cancel)
    for _ in range(2):
        with ends_soon(), pytest.raises(CancelledError):
            draw(background, tmp_path, seconds=SILENCE, feedback=feedback)


def test_qgis_ends_at_once_after_a_server_that_never_answers(tmp_path: Path) -> None:
    script = """
        import sys, time
        from pathlib import Path
        from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRectangle
        application = QgsApplication([], False)
        application.initQgis()
        from srce_pac.core.common import files
        from srce_pac.core.layers.background import open_background
        from srce_pac.core.layers.background_picture import draw_background
        from srce_pac.core.common.errors import BackgroundError
        from srce_pac.tests.support.servers import TileServer
        folder = Path(sys.argv[1])
        files.profile_folder = lambda: folder
        server = TileServer(lambda *_: None)
        known = folder / "data" / "backgrounds" / "dead.json"
        known.parent.mkdir(parents=True)
        known.write_text('{"name": "a", "url": "%s", "credit": "b"}' % server.template)
        background = open_background("dead", QgsProject())
        try:
            draw_background(
                background, QgsRectangle(700000, 7000000, 700600, 7000400),
                QgsCoordinateReferenceSystem("EPSG:2154"), 60, 40, folder, seconds=0.3)
        except BackgroundError as error:
            print(error)
        del background
        print(time.monotonic(), flush=True)
        application.exitQgis()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".build" / "plugins")},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=SILENCE,
    )
    ended = time.monotonic()
    assert done.returncode == 0
    sentence, last = done.stdout.splitlines()
    assert "too long" in sentence
    assert ended - float(last) < SOON

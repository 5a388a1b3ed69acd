# SPDX-License-Identifier: GPL-3.0-or-later
"""Backgrounds for tests: a map to draw them for, their pictures, a layer and a photograph."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsLayoutExporter,
    QgsLayoutItemMap,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.common.errors import BackgroundError
from srce_pac.core.layers.background import Background
from srce_pac.core.layers.background_picture import MapFrame, draw_background
from srce_pac.tests.support.factories import LAMBERT, X0, Y0, line, rows, write_layer
from srce_pac.tests.support.servers import (
    Answer,
    TileServer,
    chequers,
    png,
)

# A map of 120 × 80 mm at 1/10 000, drawn at 127 dpi: 5 pixels a mm, 2 m a pixel.
WIDTH, HEIGHT, DPI = 120, 80, 127
EXTENT = QgsRectangle(X0, Y0, X0 + 1200, Y0 + 800)
# The picture's edge beyond the map, in pixels.
EDGE = 4

Pixels = npt.NDArray[np.float64]

Serve = Callable[[Answer], tuple[TileServer, Background]]


def write_known(path: Path, url: str, **others: object) -> Path:
    """The file of a known background."""
    content = {"name": "Plan servi", "url": url, "credit": "© Serveur", "max_zoom": 19, **others}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def lambert() -> QgsCoordinateReferenceSystem:
    return QgsCoordinateReferenceSystem(LAMBERT)


def frame(
    extent: QgsRectangle = EXTENT, crs: QgsCoordinateReferenceSystem | None = None
) -> MapFrame:
    """The map of the tests, or one of its size that shows something else."""
    return MapFrame(extent, crs or lambert(), WIDTH, HEIGHT, DPI)


def draw(background: Background, folder: Path, **others: Any) -> QgsRasterLayer:
    """The picture of the map of the tests, of which nothing is missing."""
    drawn = draw_background(background, frame(), folder, **{"seconds": 5, **others})
    assert drawn.warnings == ()
    return drawn.layer


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

# SPDX-License-Identifier: GPL-3.0-or-later
"""The same layers of the national schema, delivered in every kind of source."""

from __future__ import annotations

import shutil
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import Callable, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    DRIVERS,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    NATIONAL_WATERCOURSE,
    X0,
    Y0,
    box,
    line,
    open_layer,
    open_layers,
    point,
    sheet_context,
)
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.services import (
    OGC_API,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    PostgisServer,
    QgisServer,
    ogc_api,
    saved_database,
    saved_service,
)

CONNECTION = "DDTM à l'essai"
SCHEMA = "srce-2014"
EPCI = "200000001"


class Delivered(NamedTuple):
    """A layer of the national schema: its geometry, its fields, its objects."""

    geometry: str
    fields: dict[str, str]
    shapes: list[str]


def _delivery() -> dict[str, Delivered]:
    """Alpha and Bêta have so much of each class, and so has what lies far from them."""
    far = [box(40_000 + 90 * i, 40_000, 50) for i in range(40)]
    squares = [box(150 + 330 * i, 600, 120) for i in range(6)]
    bands = [
        line((-190 + 300 * i, 150), (200 + 300 * i, 350), (100 + 300 * i, 900)) for i in range(7)
    ]
    streams = [
        line((0, 950 - 80 * i), (1000, 900 - 80 * i), (2000, 990 - 80 * i)) for i in range(4)
    ]
    return {
        "n_srce_reservoir_s_059": Delivered("Polygon", NATIONAL_RESERVOIR, [*squares, *far]),
        "n_srce_reservoir_l_059": Delivered("LineString", NATIONAL_RESERVOIR, bands[2:4]),
        "n_srce_corridor_s_059": Delivered(
            "Polygon", NATIONAL_CORRIDOR, [box(850, 50, 300), box(1600, 50, 250, 400), *far]
        ),
        "n_srce_corridor_l_059": Delivered("LineString", NATIONAL_CORRIDOR, bands),
        "n_srce_cours_eau_l_059": Delivered("LineString", NATIONAL_WATERCOURSE, streams),
        "n_srce_obstacle_p_059": Delivered(
            "Point", NATIONAL_OBSTACLE, [point(55 + 210 * i, 500) for i in range(20)]
        ),
    }


DELIVERY = _delivery()


class Workshop:
    """What a kind of source is made with, and what is taken away after its test."""

    def __init__(self, request: pytest.FixtureRequest, folder: Path, layers: Path) -> None:
        self.request, self.folder = request, folder
        self.files = sorted(layers.glob("*.fgb"))
        self.cleaning = ExitStack()

    def only(self, *names: str) -> Workshop:
        """Leave but some of the delivered layers."""
        self.files = [path for path in self.files if path.stem in names]
        return self

    def layers(self) -> list[QgsVectorLayer]:
        """The delivered layers, newly opened under their names."""
        opened = [open_layer(path) for path in self.files]
        for layer, path in zip(opened, self.files):
            layer.setName(path.stem)
        return opened

    def write(self, folder: Path, ending: str) -> Path:
        """The delivered layers as files of another format."""
        folder.mkdir(exist_ok=True)
        for layer in self.layers():
            write_copy(layer, folder / f"{layer.name()}{ending}")
        return folder

    def database(self, schema: str = "public", crs: str = "") -> PostgisServer:
        """The delivered layers as tables."""
        server: PostgisServer = self.request.getfixturevalue("postgis")
        for layer in self.layers():
            server.load(layer, layer.name(), schema, crs)
        return server

    def connect(self, server: PostgisServer, place: str = "") -> str:
        return self.cleaning.enter_context(saved_database(CONNECTION, server)) + place

    def serve(self, url: str, version: str, **settings: str) -> str:
        return self.cleaning.enter_context(saved_service(CONNECTION, url, version, **settings))

    def publish(self) -> str:
        server: QgisServer = self.request.getfixturevalue("qgis_server")
        return server.publish(self.layers())

    def relay(self, url: str) -> HttpRelay:
        """What listens to the requests for an address."""
        return self.cleaning.enter_context(HttpRelay(url))


def write_copy(layer: QgsVectorLayer, path: Path) -> None:
    """Write a layer to a file as QGIS saves it, in its own CRS."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = DRIVERS[path.suffix]
    options.fileEncoding = "UTF-8"
    options.layerName = layer.name()
    if path.exists():
        options.actionOnExistingFile = (
            QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        )
    error, message, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        layer, str(path), QgsCoordinateTransformContext(), options
    )
    assert error == QgsVectorFileWriter.WriterError.NoError, message


def _folder_of(ending: str) -> Callable[[Workshop], str]:
    return lambda workshop: str(workshop.write(workshop.folder / "livraison", ending))


def _geopackage(workshop: Workshop) -> str:
    path = workshop.folder / "srce.gpkg"
    for layer in workshop.layers():
        write_copy(layer, path)
    return str(path)


def _archive(workshop: Workshop) -> str:
    folder = workshop.write(workshop.folder / "à zipper", ".shp")
    path = workshop.folder / "livraison été.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    shutil.rmtree(folder)
    return str(path)


def _tables(workshop: Workshop) -> str:
    return workshop.connect(workshop.database())


def _schema(workshop: Workshop) -> str:
    server = workshop.database(SCHEMA)
    # What another schema holds is of no matter.
    server.run('CREATE TABLE n_srce_reservoir_s_059 AS TABLE "srce-2014".n_srce_reservoir_s_059')
    return workshop.connect(server, f"/{SCHEMA}")


def _views(workshop: Workshop) -> str:
    server = workshop.database("donnees")
    for name, delivered in DELIVERY.items():
        columns = ", ".join(f'"{field}"' for field in delivered.fields)
        server.run(f"CREATE VIEW public.{name} AS SELECT {columns}, geom FROM donnees.{name}")
    return workshop.connect(server, "/public")


def _wfs(workshop: Workshop) -> str:
    return workshop.serve(workshop.publish(), WFS_1_1)


def _wfs_in_pages(workshop: Workshop) -> str:
    server = workshop.cleaning.enter_context(MapServer(workshop.layers(), page=25))
    return workshop.serve(server.address, WFS_2_0)


def _ogc_api(workshop: Workshop) -> str:
    return workshop.serve(ogc_api(workshop.publish()), OGC_API)


def _project(workshop: Workshop) -> str:
    project = QgsProject.instance()
    workshop.cleaning.callback(project.clear)
    for number, layer in enumerate(workshop.layers()):
        project.addMapLayer(in_memory(layer) if number % 2 else layer)
    return "project"


def in_memory(layer: QgsVectorLayer) -> QgsVectorLayer:
    """A copy of a layer that lives in memory only."""
    copy = layer.materialize(QgsFeatureRequest())
    copy.setName(layer.name())
    return copy


KINDS: dict[str, Callable[[Workshop], str]] = {
    "shapefiles": _folder_of(".shp"),
    "zip of shapefiles": _archive,
    "GeoPackage": _geopackage,
    "GeoJSON": _folder_of(".geojson"),
    "FlatGeobuf": _folder_of(".fgb"),
    "PostGIS tables": _tables,
    "PostGIS schema": _schema,
    "PostGIS views": _views,
    "WFS 1.1": _wfs,
    "WFS 2.0 in pages": _wfs_in_pages,
    "OGC API – Features": _ogc_api,
    "project": _project,
}


def sheet_layers(source: str, gazetteer: Gazetteer, territory: str = EPCI) -> SheetLayers:
    """The layers of the bundled sheet, from a source as the user names it."""
    context = sheet_context(gazetteer, territory)
    return open_layers(context, recognise(source, context.sheet))


Picture = npt.NDArray[np.int16]


def picture(layers: SheetLayers) -> Picture:
    """The map of the layers around Alpha and Bêta, 4 m a pixel, as RGB values."""
    settings = QgsMapSettings()
    settings.setLayers(layers.in_drawing_order())
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    settings.setExtent(QgsRectangle(X0 - 100, Y0 - 100, X0 + 2100, Y0 + 1100))
    settings.setOutputSize(QSize(550, 300))
    settings.setBackgroundColor(QColor("white"))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    lines = np.frombuffer(bits, np.uint8).reshape(image.height(), image.bytesPerLine())
    pixels = lines[:, : 3 * image.width()].reshape(image.height(), image.width(), 3)
    return pixels.astype(np.int16)


def unlike(one: Picture, other: Picture) -> float:
    """The share of the pixels of a picture that another one does not have within a pixel."""
    moves = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    moved = [np.roll(other, move, (0, 1)) for move in moves]
    nearest = np.min([np.abs(one - pixels).max(2) for pixels in moved], 0)
    return float((nearest > 40).mean())


RESERVOIRS = "n_srce_reservoir_s_059"
OBSTACLES = "n_srce_obstacle_p_059"

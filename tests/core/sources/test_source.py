# SPDX-License-Identifier: GPL-3.0-or-later
"""The same data from every kind of source: the same objects, the same picture."""

from __future__ import annotations

import base64
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Callable, NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDataSourceUri,
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

from srce_pac.core.common.files import profile_folder
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    DRIVERS,
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    NATIONAL_WATERCOURSE,
    X0,
    Y0,
    Row,
    box,
    find,
    line,
    make_gazetteer,
    open_layer,
    open_layers,
    point,
    sheet_context,
    write_layer,
)
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import (
    OGC_API,
    PASSWORD,
    USER,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    PostgisServer,
    QgisServer,
    ogc_api,
    readings,
    saved_database,
    saved_service,
)

pytestmark = pytest.mark.usefixtures("qgis_app")

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
# Objects that meet the EPCI, by class.
COUNTS = {"reservoir": 8, "corridor": 9, "watercourse": 4, "obstacle": 10}


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
    server = workshop.cleaning.enter_context(MapServer(workshop.layers(), page=10))
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


@pytest.fixture(scope="module")
def delivered(qgis_app: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the delivered layers."""
    folder = tmp_path_factory.mktemp("delivery")
    for name, (geometry, fields, shapes) in DELIVERY.items():
        rows = [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]
        write_layer(folder / f"{name}.fgb", rows, geometry)
    return folder


@pytest.fixture
def workshop(request: pytest.FixtureRequest, tmp_path: Path, delivered: Path) -> Iterator[Workshop]:
    """Where sources are made."""
    shutil.rmtree(profile_folder() / "copies", ignore_errors=True)
    made = Workshop(request, tmp_path, delivered)
    yield made
    made.cleaning.close()
    shutil.rmtree(profile_folder() / "copies", ignore_errors=True)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side, and their EPCI."""
    return make_gazetteer(tmp_path)


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


@pytest.fixture(scope="module")
def reference(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Picture:
    """What the delivered files themselves look like."""
    gazetteer = make_gazetteer(tmp_path_factory.mktemp("reference"))
    return picture(sheet_layers(str(delivered), gazetteer))


class TestEverySource:
    """Whatever holds the data, the sheet is the same."""

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_territory_has_the_same_counts_and_the_same_picture(
        self, workshop: Workshop, gazetteer: Gazetteer, reference: Picture, kind: str
    ) -> None:
        layers = sheet_layers(KINDS[kind](workshop), gazetteer)
        assert layers.warnings == []
        assert layers.counts == COUNTS
        drawn = picture(layers)
        assert unlike(drawn, reference) < 0.0005
        assert unlike(reference, drawn) < 0.0005


RESERVOIRS = "n_srce_reservoir_s_059"
OBSTACLES = "n_srce_obstacle_p_059"


class TestCoordinates:
    """Any CRS, any number of dimensions."""

    @pytest.fixture
    def expected(self, delivered: Path, gazetteer: Gazetteer, tmp_path: Path) -> Picture:
        """What reservoirs and obstacles alone look like."""
        folder = tmp_path / "expected"
        folder.mkdir()
        for name in (RESERVOIRS, OBSTACLES):
            shutil.copy(delivered / f"{name}.fgb", folder)
        return picture(sheet_layers(str(folder), gazetteer))

    def same(self, source: str, gazetteer: Gazetteer, expected: Picture) -> None:
        layers = sheet_layers(source, gazetteer)
        assert layers.counts == {"reservoir": 6, "obstacle": 10}
        assert layers.warnings == []
        assert unlike(picture(layers), expected) < 0.0005

    @pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857"])
    def test_tables_in_another_crs_are_reprojected(
        self, workshop: Workshop, gazetteer: Gazetteer, expected: Picture, crs: str
    ) -> None:
        server = workshop.only(RESERVOIRS, OBSTACLES).database(crs=crs)
        assert server.run(f"SELECT srid FROM geometry_columns WHERE f_table_name = '{RESERVOIRS}'")
        self.same(workshop.connect(server), gazetteer, expected)

    def test_heights_and_measures_change_nothing(
        self, workshop: Workshop, gazetteer: Gazetteer, expected: Picture
    ) -> None:
        server = workshop.only(RESERVOIRS, OBSTACLES).database()
        for table, kind in ((RESERVOIRS, "PolygonZM"), (OBSTACLES, "PointZM")):
            server.run(
                f"ALTER TABLE {table} ALTER geom TYPE geometry({kind}, 2154)"
                " USING ST_Force4D(geom, 12, 3)"
            )
        self.same(workshop.connect(server), gazetteer, expected)

    @pytest.mark.parametrize("version", [WFS_1_1, WFS_2_0, OGC_API])
    def test_a_service_in_degrees_keeps_its_axes(
        self, workshop: Workshop, gazetteer: Gazetteer, expected: Picture, version: str
    ) -> None:
        folder = workshop.folder / "degrees"
        folder.mkdir()
        layers = []
        for name in (RESERVOIRS, OBSTACLES):
            geometry, fields, shapes = DELIVERY[name]
            rows = [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]
            path = write_layer(folder / f"{name}.fgb", rows, geometry, crs="EPSG:4326")
            layers.append(open_layer(path))
            layers[-1].setName(name)
        if version == WFS_2_0:
            url = workshop.cleaning.enter_context(MapServer(layers)).address
        else:
            server: QgisServer = workshop.request.getfixturevalue("qgis_server")
            url = server.publish(layers)
        url = ogc_api(url) if version == OGC_API else url
        # QGIS Server takes a box in degrees the other way round.
        how = {"ignoreAxisOrientation": "true"} if version == WFS_1_1 else {}
        self.same(workshop.serve(url, version, **how), gazetteer, expected)


MANY = 30_000
GRID = f"""
CREATE TABLE {RESERVOIRS} (gid serial PRIMARY KEY, "ID_RESV" text, "ID_SRCE" text,
                           geom geometry(Polygon, 2154));
INSERT INTO {RESERVOIRS} ("ID_RESV", "ID_SRCE", geom)
SELECT 'FR31RS' || i, 'FR31SRCE2014', ST_MakeEnvelope(x, y, x + 50, y + 50, 2154)
FROM (SELECT i, {X0} + 25 + i % 200 * 100 AS x, {Y0} + 25 + i / 200 * 100 AS y
      FROM generate_series(0, {MANY} - 1) AS i) AS grid;
CREATE INDEX ON {RESERVOIRS} USING gist (geom);
ANALYZE {RESERVOIRS};
"""


class TestRestriction:
    """The database, the index of the file or the service finds what is of the territory."""

    def test_a_database_reads_the_territory_only(
        self, postgis: PostgisServer, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        postgis.run(GRID)
        source = workshop.connect(postgis)
        with postgis.explained() as plans:
            layers = sheet_layers(source, gazetteer, "59001")
            picture(layers)
        assert layers.counts == {"reservoir": 100}
        found = readings(plans, RESERVOIRS)
        assert any("Index Scan" in reading.way and reading.rows >= 100 for reading in found)
        assert sum(reading.rows for reading in found) < MANY / 10

    @pytest.mark.parametrize("ending", [".gpkg", ".fgb", ".shp"])
    def test_a_file_with_a_spatial_index_is_not_read_to_its_end(
        self, tmp_path: Path, gazetteer: Gazetteer, ending: str
    ) -> None:
        wide = {f"NOTE_{i}": "Le bois qui a un très long nom " * 6 for i in range(9)}
        rows = [
            Row(box(25 + i % 100 * 100, 25 + i // 100 * 100, 50), {**NATIONAL_RESERVOIR, **wide})
            for i in range(MANY // 2)
        ]
        options = ["SPATIAL_INDEX=YES"]
        path = write_layer(tmp_path / f"{RESERVOIRS}{ending}", rows, options=options)
        whole = sum(file.stat().st_size for file in tmp_path.glob(f"{RESERVOIRS}.*"))
        sheet_layers(str(path), gazetteer, "59002")
        before = bytes_read()
        layers = sheet_layers(str(path), gazetteer, "59001")
        picture(layers)
        assert layers.counts == {"reservoir": 100}
        assert bytes_read() - before < whole / 2

    @pytest.mark.parametrize("version", [WFS_1_1, OGC_API])
    def test_a_service_is_asked_for_the_territory_only(
        self, workshop: Workshop, gazetteer: Gazetteer, version: str
    ) -> None:
        url = workshop.only(RESERVOIRS).publish()
        relay = workshop.relay(ogc_api(url) if version == OGC_API else url)
        layers = sheet_layers(workshop.serve(relay.address, version), gazetteer)
        assert layers.counts == {"reservoir": 6}
        assert objects_asked(relay)
        for request in objects_asked(relay):
            # But for their number, and for a look at what they are.
            restricted = r"bbox=|resulttype=hits|[?&](limit|maxfeatures)=1?\d(&|$)"
            assert re.search(restricted, request.lower()), request

    def test_a_service_is_read_once_for_a_territory(
        self, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        relay = workshop.relay(workshop.only(RESERVOIRS).publish())
        source = workshop.serve(relay.address, WFS_1_1)
        for territory, times in ((EPCI, 1), (EPCI, 1), ("59001", 2)):
            layers = sheet_layers(source, gazetteer, territory)
            assert layers.counts == {"reservoir": 6 if territory == EPCI else 3}
            assert len([request for request in objects_asked(relay) if "BBOX" in request]) == times


def objects_asked(relay: HttpRelay) -> list[str]:
    """The requests for objects that a relay has passed on."""
    return [r for r in relay.asked if "REQUEST=GetFeature" in r or "/items" in r]


def bytes_read() -> int:
    """The bytes that this process has read so far, from the disk or from its cache."""
    status = Path("/proc/self/io")
    if not status.exists():
        pytest.skip("only Linux tells how much a process reads")
    return int(status.read_text().split("rchar: ")[1].split()[0])


class TestCredentials:
    """Names and passwords come from QGIS, and stay there."""

    def test_a_database_opens_with_what_the_authentication_store_keeps(
        self, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        manager = QgsApplication.authManager()
        # There is but one, for all tests.
        if not manager.masterPasswordIsSet() and not manager.setMasterPassword("maître", True):
            pytest.skip("this QGIS has no authentication store")
        kept = QgsAuthMethodConfig("Basic")
        kept.setName(CONNECTION)
        kept.setConfig("username", USER)
        kept.setConfig("password", PASSWORD)
        stored = manager.storeAuthenticationConfig(kept)
        assert stored[0] if isinstance(stored, tuple) else stored
        workshop.cleaning.callback(manager.removeAuthenticationConfig, kept.id())
        server = workshop.only(RESERVOIRS).database()
        uri = QgsDataSourceUri(server.uri())
        uri.setUsername("")
        uri.setPassword("")
        uri.setAuthConfigId(kept.id())
        how = saved_database(CONNECTION, server, uri.uri(False))
        source = workshop.cleaning.enter_context(how)
        profile = recognise(source)
        assert sheet_layers(source, gazetteer).counts == {"reservoir": 6}
        assert PASSWORD not in repr(profile)
        assert USER not in repr(profile)

    def test_a_profile_of_a_database_or_a_service_names_nobody(
        self, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        server = workshop.only(RESERVOIRS).database()
        service = saved_service(
            "Région", server_of(workshop), WFS_1_1, username=USER, password=PASSWORD
        )
        for source in (workshop.connect(server), workshop.cleaning.enter_context(service)):
            path = workshop.folder / "profil.json"
            write_profile(path, recognise(source))
            text = path.read_text(encoding="utf-8")
            assert USER not in text
            for piece in (PASSWORD, "Été", "password"):
                assert piece not in text
            assert sheet_layers(str(path), gazetteer).counts == {"reservoir": 6}


def server_of(workshop: Workshop) -> str:
    """A WFS that lets nobody in without a name and a password."""
    login = f"{USER}:{PASSWORD}"
    # QGIS's own releases do not agree on how an accent is sent.
    codes = [base64.b64encode(login.encode(encoding)) for encoding in ("latin-1", "utf-8")]
    expected = [f"Basic {code.decode()}" for code in codes]

    class Guard(HttpRelay):
        def reply(self, handler: BaseHTTPRequestHandler) -> Reply | None:
            if handler.headers.get("Authorization") not in expected:
                return Reply(b"", 401, "text/plain", headers={"WWW-Authenticate": "Basic"})
            return super().reply(handler)

    return workshop.cleaning.enter_context(Guard(workshop.publish())).address


class TestProject:
    """The layers of the open project are cloned, never altered."""

    @pytest.fixture
    def layer(self, workshop: Workshop) -> QgsVectorLayer:
        """The reservoirs as the user has them in the project: filtered, styled, renamed."""
        _project(workshop.only(RESERVOIRS))
        (layer,) = QgsProject.instance().mapLayers().values()
        assert layer.setSubsetString("NUMERO < 4")
        layer.renderer().symbol().setColor(QColor("#123456"))
        return layer

    def test_a_filter_of_the_users_holds(self, layer: QgsVectorLayer, gazetteer: Gazetteer) -> None:
        assert sheet_layers("project", gazetteer).counts == {"reservoir": 4}

    def test_the_users_layer_stays_as_it_is(
        self, layer: QgsVectorLayer, gazetteer: Gazetteer
    ) -> None:
        drawn = sheet_layers("project", gazetteer, "59001")
        assert list(QgsProject.instance().mapLayers().values()) == [layer]
        assert layer.subsetString() == "NUMERO < 4"
        assert layer.renderer().symbol().color() == QColor("#123456")
        assert layer.name() == RESERVOIRS
        assert layer not in drawn.in_drawing_order()

    def test_what_the_plugin_has_added_is_no_source(
        self, layer: QgsVectorLayer, gazetteer: Gazetteer
    ) -> None:
        QgsProject.instance().addMapLayers(sheet_layers("project", gazetteer).in_drawing_order())
        assert sheet_layers("project", gazetteer).warnings == []
        assert sheet_layers("project", gazetteer).counts == {"reservoir": 4}


ALPHA, BETA = box(0, 0, 1000), box(1000, 0, 1000)
BOTH = box(0, 0, 2000, 1000)
ADMIN_EXPRESS_3 = (
    {"NOM": "Alpha", "INSEE_COM": "59001", "INSEE_DEP": "59", "POPULATION": 3, "SIREN_EPCI": EPCI},
    {"NOM": "Bêta", "INSEE_COM": "59002", "INSEE_DEP": "59", "POPULATION": 2, "SIREN_EPCI": EPCI},
    {"CODE_SIREN": EPCI, "NOM": "CC des Carrés", "NATURE": "Communauté de communes"},
)
ADMIN_EXPRESS_4 = (
    {
        "code_insee": "59001",
        "nom_officiel": "Alpha",
        "code_insee_du_departement": "59",
        "population": 3,
        "codes_siren_des_epci": f"{EPCI}/200000002",
    },
    {
        "code_insee": "59002",
        "nom_officiel": "Bêta",
        "code_insee_du_departement": "59",
        "population": 2,
        "codes_siren_des_epci": "NR",
    },
    {
        "code_siren": EPCI,
        "nom_officiel": "CC des Carrés",
        "nature": "Communauté de communes",
        "codes_insee_des_communes_membres": "59001/59002",
    },
)
API_GEO = (
    {"code": "59001", "nom": "Alpha", "codeEpci": EPCI},
    {"code": "59002", "nom": "Bêta", "codeEpci": EPCI},
    {"code": EPCI, "nom": "CC des Carrés"},
)
Generation = tuple[Mapping[str, object], Mapping[str, object], Mapping[str, object]]


def write_territories(
    folder: Path, generation: Generation, ending: str, crs: str = "EPSG:2154"
) -> tuple[Path, Path]:
    """The files of the communes and of the EPCIs of a generation."""
    folder.mkdir(exist_ok=True)
    alpha, beta, epci = generation
    communes = [Row(ALPHA, alpha), Row(BETA, beta)]
    return (
        write_layer(folder / f"COMMUNE{ending}", communes, "MultiPolygon", crs),
        write_layer(folder / f"EPCI{ending}", [Row(BOTH, epci)], "MultiPolygon", crs),
    )


class TestTerritories:
    """Communes and EPCIs come in the same kinds of source."""

    def check(self, gazetteer: Gazetteer) -> None:
        """Alpha and Bêta are there with their contours, and so is their EPCI with both."""
        assert [e.name for e in gazetteer.search("5900")] == ["Alpha", "Bêta"]
        alpha, epci = find(gazetteer, "alpha"), find(gazetteer, "CC des Carrés")
        assert (alpha.entry.code, alpha.entry.departement, alpha.entry.epci) == (
            "59001",
            "59",
            EPCI,
        )
        assert (epci.entry.code, epci.entry.members) == (EPCI, ("59001", "59002"))
        assert alpha.geometry.area() == pytest.approx(1e6, rel=0.001)
        assert epci.geometry.area() == pytest.approx(2e6, rel=0.001)
        assert find(gazetteer, "59002").geometry.boundingBox().xMinimum() == pytest.approx(
            X0 + 1000
        )

    @pytest.mark.parametrize("ending", [".shp", ".fgb", ".geojson"])
    def test_a_folder_as_admin_express_delivers_it(self, tmp_path: Path, ending: str) -> None:
        write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ending)
        self.check(open_gazetteer(str(tmp_path / "ADE")))

    def test_a_zip_of_shapefiles(self, tmp_path: Path) -> None:
        write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ".shp")
        with zipfile.ZipFile(tmp_path / "ADE.zip", "w") as archive:
            for file in (tmp_path / "ADE").iterdir():
                archive.write(file, f"ADMIN-EXPRESS/1_DONNEES/{file.name}")
        self.check(open_gazetteer(str(tmp_path / "ADE.zip")))

    def test_a_geopackage_of_the_newest_generation(self, tmp_path: Path) -> None:
        path = tmp_path / "ADE-COG_4-0.gpkg"
        alpha, beta, epci = ADMIN_EXPRESS_4
        write_layer(path, [Row(ALPHA, alpha), Row(BETA, beta)], "MultiPolygon", layer="commune")
        write_layer(path, [Row(BOTH, epci)], "MultiPolygon", layer="epci")
        self.check(open_gazetteer(str(path)))

    def test_the_files_of_api_geo(self, tmp_path: Path) -> None:
        communes, epcis = write_territories(tmp_path / "geo", API_GEO, ".geojson", "EPSG:4326")
        communes = communes.rename(tmp_path / "communes-hauts-de-france.geojson")
        epcis = epcis.rename(tmp_path / "intercommunalites.geojson")
        self.check(open_gazetteer(str(communes), str(epcis)))

    def test_communes_of_the_cadastre_with_epcis_of_another_source(self, tmp_path: Path) -> None:
        cadastre = [
            Row(ALPHA, {"CODE_INSEE": "59001", "NOM_COM": "Alpha", "CODE_DEP": "59"}),
            Row(BETA, {"CODE_INSEE": "59002", "NOM_COM": "Bêta", "CODE_DEP": "59"}),
        ]
        communes = write_layer(tmp_path / "COMMUNE_PCI.shp", cadastre)
        _, epcis = write_territories(tmp_path / "ADE", ADMIN_EXPRESS_4, ".fgb")
        self.check(open_gazetteer(str(communes), str(epcis)))

    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326"])
    def test_tables(self, workshop: Workshop, postgis: PostgisServer, crs: str) -> None:
        for path in write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb", crs):
            options = {"lowercaseFieldNames": True}
            postgis.load(open_layer(path), path.stem.lower(), "ign", options=options)
        self.check(open_gazetteer(workshop.connect(postgis, "/ign")))

    @pytest.mark.parametrize("version", [WFS_1_1, WFS_2_0, OGC_API])
    def test_a_service_of_the_newest_generation(
        self, workshop: Workshop, qgis_server: QgisServer, version: str
    ) -> None:
        files = write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_4, ".fgb", "EPSG:4326")
        layers = [open_layer(path) for path in files]
        for layer, name in zip(layers, ("commune", "epci")):
            layer.setName(name)
        if version == WFS_2_0:
            url = workshop.cleaning.enter_context(MapServer(layers)).address
        else:
            url = qgis_server.publish(layers)
        url = ogc_api(url) if version == OGC_API else url
        self.check(open_gazetteer(workshop.serve(url, version)))

    def test_a_service_that_is_gone_leaves_what_was_read(
        self, workshop: Workshop, qgis_server: QgisServer
    ) -> None:
        files = write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb")
        layers = [open_layer(path) for path in files]
        for layer, path in zip(layers, files):
            layer.setName(path.stem)
        relay = HttpRelay(qgis_server.publish(layers))
        source = workshop.serve(relay.address, WFS_1_1)
        self.check(open_gazetteer(source))
        relay.close()
        self.check(open_gazetteer(source))

    def test_layers_that_are_open(self, tmp_path: Path) -> None:
        files = write_territories(tmp_path / "ADE", ADMIN_EXPRESS_3, ".fgb")
        communes, epcis = (in_memory(open_layer(path)) for path in files)
        self.check(open_gazetteer(communes, epcis))

    def test_layers_of_the_project(self, workshop: Workshop) -> None:
        project = QgsProject.instance()
        workshop.cleaning.callback(project.clear)
        for path in write_territories(workshop.folder / "ADE", ADMIN_EXPRESS_3, ".fgb"):
            layer = open_layer(path)
            layer.setName(path.stem)
            project.addMapLayer(in_memory(layer))
        self.check(open_gazetteer("project"))

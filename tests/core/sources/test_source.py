# SPDX-License-Identifier: GPL-3.0-or-later
"""The same data from every kind of source: the same objects, the same picture."""

from __future__ import annotations

import base64
import shutil
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsDataSourceUri,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.deliveries import (
    CONNECTION,
    DELIVERY,
    KINDS,
    OBSTACLES,
    RESERVOIRS,
    Picture,
    Workshop,
    _project,
    picture,
    sheet_layers,
    unlike,
)
from srce_pac.tests.support.factories import Row, open_layer, write_layer
from srce_pac.tests.support.missing import MissingError
from srce_pac.tests.support.relays import HttpRelay
from srce_pac.tests.support.servers import Reply
from srce_pac.tests.support.services import (
    OGC_API,
    PASSWORD,
    USER,
    WFS_1_1,
    WFS_2_0,
    MapServer,
    QgisServer,
    ogc_api,
    saved_database,
    saved_service,
)

pytestmark = [pytest.mark.usefixtures("qgis_app"), pytest.mark.early]

# Objects that meet the EPCI, by class.
COUNTS = {"reservoir": 8, "corridor": 9, "watercourse": 4, "obstacle": 10}


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


class TestCredentials:
    """Names and passwords come from QGIS, and stay there."""

    def test_a_database_opens_with_what_the_authentication_store_keeps(
        self, workshop: Workshop, gazetteer: Gazetteer
    ) -> None:
        manager = QgsApplication.authManager()
        # There is but one, for all tests.
        if not manager.masterPasswordIsSet() and not manager.setMasterPassword("maître", True):
            raise MissingError("this QGIS has no authentication store")
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

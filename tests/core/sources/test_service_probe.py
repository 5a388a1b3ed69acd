# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service is asked before QGIS asks it: the same, once, while the window goes on."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsDataSourceUri,
    QgsFeedback,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QTimer

from srce_pac.core.common.errors import CancelledError, SourceError
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.service_probe import _reason, ask_ahead
from srce_pac.tests.support.clock import Heartbeat, ends_soon
from srce_pac.tests.support.factories import box, open_layer, rows, write_layer
from srce_pac.tests.support.missing import MissingError
from srce_pac.tests.support.servers import FileServer, Reply, Request
from srce_pac.tests.support.services import AUTOMATIC, WFS_1_1, WFS_2_0, MapServer

pytestmark = pytest.mark.usefixtures("qgis_app")

WFS, OGC_API = "WFS", "OAPIF"


@pytest.fixture(scope="module")
def server(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MapServer]:
    """A WFS 2.0 of one layer."""
    path = tmp_path_factory.mktemp("served") / "zones.fgb"
    layer = open_layer(write_layer(path, rows([box(0, 0, 100)], {"nom": "Le bois"})))
    layer.setName("zones")
    with MapServer([layer]) as made:
        yield made


def remote(url: str, version: str = WFS_2_0, provider: str = WFS, **words: str) -> SourceLayer:
    uri = QgsDataSourceUri()
    for key, value in {"url": url, "version": version, "typename": "ms:zones", **words}.items():
        uri.setParam(key, value)
    return SourceLayer("Les zones", uri.uri(False), provider)


def opened(layer: SourceLayer) -> bool:
    """Whether QGIS can open a layer, by itself."""
    return bool(QgsVectorLayer(layer.uri, layer.name, layer.provider).isValid())


def paths(server: FileServer) -> list[str]:
    found = [request.path for request in server.asked]
    server.asked.clear()
    return found


@pytest.mark.parametrize("version", [AUTOMATIC, WFS_2_0])
def test_what_was_asked_ahead_is_not_asked_again(server: MapServer, version: str) -> None:
    def relayed(request: Request) -> Reply:
        query = request.path.partition("?")[2]
        with urlopen(f"{server.address}?{query}") as answered:
            body = answered.read().replace(server.address.encode(), url.encode())
            return Reply(body, kind=answered.headers["Content-Type"])

    with FileServer(relayed) as relay:
        url = relay.url("wfs")
        ask_ahead(remote(url, version))
        assert opened(remote(url, version))

        asked = re.findall(r"REQUEST=(\w+)", " ".join(paths(relay)))
        assert asked.count("GetCapabilities") == asked.count("DescribeFeatureType") == 1


@pytest.mark.parametrize(
    "place",
    ["wfs", "wfs?", "wfs?MAP=/a/b.qgs", "wfs?MAP=%2Fa%2Fb&", "wfs?y=é", "wfs?Service=WFS&x=2"],
)
@pytest.mark.parametrize(
    ("provider", "version"), [(WFS, AUTOMATIC), (WFS, WFS_1_1), (WFS, WFS_2_0), (OGC_API, "")]
)
def test_the_first_question_is_that_of_qgis(place: str, provider: str, version: str) -> None:
    with FileServer(lambda _: Reply(b"", 404)) as server:
        layer = remote(server.url(place), version, provider)
        assert not opened(layer)
        of_qgis = paths(server)[0]
        with pytest.raises(SourceError, match="“Les zones” does not answer"):
            ask_ahead(layer)

        assert paths(server) == [of_qgis]


@pytest.mark.parametrize("version", ["1.1.0", "2.0.0"])
def test_so_is_the_second_in_the_version_that_was_agreed(version: str) -> None:
    capabilities = f'<?xml version="1.0"?><wfs:WFS_Capabilities a="b" version="{version}"/>'
    with FileServer(lambda _: Reply(capabilities.encode(), kind="text/xml")) as server:
        with pytest.raises(SourceError, match="answers with something else"):
            ask_ahead(remote(server.url("wfs"), AUTOMATIC))

        names = "TYPENAMES=ms:zones&TYPENAME=ms:zones" if version[0] == "2" else "TYPENAME=ms:zones"
        query = f"SERVICE=WFS&REQUEST=DescribeFeatureType&VERSION={version}&{names}"
        assert paths(server)[1] == f"wfs?{query}"


@pytest.mark.parametrize("provider", [WFS, OGC_API])
def test_a_page_in_the_place_of_an_answer_is_told(provider: str) -> None:
    page = Reply(b"<html>Connectez-vous</html>", kind="text/html")
    with FileServer(lambda _: page) as server, pytest.raises(SourceError, match="something else"):
        ask_ahead(remote(server.url("wfs"), provider=provider))


@pytest.mark.parametrize("provider", [WFS, OGC_API])
def test_a_wrong_answer_is_not_kept(provider: str) -> None:
    """Neither here nor by QGIS, which would take it for a day."""
    page = Reply(b"<html>Connectez-vous</html>", headers={"Cache-Control": "max-age=86400"})
    with FileServer(lambda _: page) as server:
        layer = remote(server.url("wfs"), provider=provider)
        for _ in range(2):
            with pytest.raises(SourceError, match="something else"):
                ask_ahead(layer)

        assert len(server.asked) == 2


def test_an_ogc_api_is_asked_for_json() -> None:
    with FileServer(lambda _: Reply(b'{"links": []}', kind="application/json")) as server:
        ask_ahead(remote(server.url("api"), provider=OGC_API))

        assert server.asked[0].headers["Accept"] == "application/json"


def test_a_silent_service_is_waited_for_with_a_living_window() -> None:
    timeout = pytest.raises(SourceError, match="“Les zones” did not answer within 1 seconds")
    with FileServer(lambda _: None) as server, ends_soon(), Heartbeat() as window, timeout:
        ask_ahead(remote(server.url("wfs")), seconds=1)

    assert window.seconds > 0.9
    assert window.longest_pause < window.seconds / 2


def test_the_wait_can_be_cancelled() -> None:
    feedback = QgsFeedback()
    QTimer.singleShot(50, feedback.cancel)

    with FileServer(lambda _: None) as server, pytest.raises(CancelledError):
        ask_ahead(remote(server.url("wfs")), feedback)


def test_a_redirected_service_is_followed(server: MapServer) -> None:
    def moved(request: Request) -> Reply:
        return Reply(status=302, location=f"{server.address}?{request.path.partition('?')[2]}")

    with FileServer(moved) as old:
        ask_ahead(remote(old.url("wfs")))


def test_a_name_and_a_password_are_sent() -> None:
    with FileServer(lambda _: Reply(status=401)) as server:
        layer = remote(server.url("wfs"))
        uri = QgsDataSourceUri(layer.uri)
        uri.setUsername("ddtm")
        uri.setPassword("à")
        with pytest.raises(SourceError, match="does not answer"):
            ask_ahead(replace(layer, uri=uri.uri(False)))

        assert server.asked[0].headers["Authorization"] == basic("ddtm:à")


def test_a_login_of_the_authentication_store_is_sent() -> None:
    manager = QgsApplication.authManager()
    if not manager.masterPasswordIsSet() and not manager.setMasterPassword("maître", True):
        raise MissingError("needs an authentication store that can be opened")
    config = QgsAuthMethodConfig("Basic")
    config.setName("test_wfs")
    config.setConfig("username", "ddtm")
    config.setConfig("password", "pwd")
    assert manager.storeAuthenticationConfig(config)[0]
    try:
        with FileServer(lambda _: Reply(status=401)) as server:
            layer = remote(server.url("wfs"))
            uri = QgsDataSourceUri(layer.uri)
            uri.setAuthConfigId(config.id())
            with pytest.raises(SourceError, match="does not answer"):
                ask_ahead(replace(layer, uri=uri.uri(False)))

            assert server.asked[0].headers["Authorization"] == basic("ddtm:pwd")
    finally:
        manager.removeAuthenticationConfig(config.id())


def basic(login: str) -> str:
    return f"Basic {base64.b64encode(login.encode()).decode()}"


def test_files_are_left_alone(tmp_path: Path) -> None:
    ask_ahead(SourceLayer("zones", str(tmp_path / "none.gpkg")))


def test_a_server_that_is_gone_is_told_with_the_number_of_qt() -> None:
    with FileServer(lambda _: Reply()) as server:
        url = server.url("wfs")
    with pytest.raises(SourceError, match=r"network error 1\)"):
        ask_ahead(remote(url))


def test_the_number_is_found_in_an_enum_of_qt_6() -> None:
    class Errors(Enum):
        ConnectionRefusedError = 1

    class Failed:
        def attribute(self, _: object) -> None:
            """No status came."""

        def error(self) -> Errors:
            return Errors.ConnectionRefusedError

    assert _reason(Failed()) == "network error 1"

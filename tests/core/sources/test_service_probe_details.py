# SPDX-License-Identifier: GPL-3.0-or-later
"""A login is sent to the service that it belongs to, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsDataSourceUri

from srce_pac.core.common.errors import SourceError
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.service_probe import ask_ahead
from srce_pac.tests.support.servers import FileServer, Reply, Request

pytestmark = pytest.mark.usefixtures("qgis_app")

USER, PASSWORD = "ddtm", "pwd"
CONTENT = Reply(b'{"links": []}', kind="application/json")


@pytest.fixture
def stored_login(qgis_app: object) -> Iterator[str]:
    """The id of a login in the authentication store."""
    manager = QgsApplication.authManager()
    assert manager.masterPasswordIsSet() or manager.setMasterPassword("maître", True)
    config = QgsAuthMethodConfig("Basic")
    config.setName("test_redirect")
    config.setConfig("username", USER)
    config.setConfig("password", PASSWORD)
    assert manager.storeAuthenticationConfig(config)[0]
    yield config.id()
    manager.removeAuthenticationConfig(config.id())


@pytest.fixture
def foreign() -> Iterator[FileServer]:
    """A server that others redirect to."""
    with FileServer(lambda _: CONTENT) as server:
        yield server


def service(url: str, user: str = "", password: str = "", authcfg: str = "") -> SourceLayer:
    """A layer of an OGC API, whose probe asks for one page."""
    uri = QgsDataSourceUri()
    uri.setParam("url", url)
    uri.setParam("typename", "zones")
    layer = SourceLayer("Les zones", uri.uri(False), "OAPIF")
    uri.setUsername(user)
    uri.setPassword(password)
    uri.setAuthConfigId(authcfg)
    return replace(layer, uri=uri.uri(False))


def redirect_to(foreign: FileServer) -> FileServer:
    return FileServer(lambda _: Reply(status=302, location=foreign.url("api")))


def test_a_user_name_and_password_do_not_follow_a_redirect_to_another_server(
    foreign: FileServer,
) -> None:
    with redirect_to(foreign) as server, pytest.raises(SourceError, match="does not answer"):
        ask_ahead(service(server.url("api"), USER, PASSWORD))
    assert len(server.asked) == 1
    assert foreign.asked == []


def test_a_stored_login_does_not_follow_a_redirect_to_another_server(
    foreign: FileServer, stored_login: str
) -> None:
    with redirect_to(foreign) as server, pytest.raises(SourceError, match="does not answer"):
        ask_ahead(service(server.url("api"), authcfg=stored_login))
    assert len(server.asked) == 1
    assert foreign.asked == []


def test_a_login_follows_a_redirect_within_its_server() -> None:
    def moved(request: Request) -> Reply:
        if request.path.startswith("new"):
            return CONTENT
        return Reply(status=302, location=server.url("new"))

    with FileServer(moved) as server:
        ask_ahead(service(server.url("api"), USER, PASSWORD))
        assert [request.path for request in server.asked] == ["api", "new"]
        assert all("Authorization" in request.headers for request in server.asked)


def test_a_service_without_a_login_is_followed_to_another_server(foreign: FileServer) -> None:
    with redirect_to(foreign) as server:
        ask_ahead(service(server.url("api")))
    assert [request.path for request in foreign.asked] == ["api"]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The service in QGIS Server: in this process, and as the program that Debian ships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qgis.server import (
    QgsBufferServerRequest,
    QgsBufferServerResponse,
    QgsServer,
    QgsServerRequest,
)

import srce_pac
from srce_pac.core.common import settings


@dataclass(frozen=True)
class Answered:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class PacInProcess:
    """QGIS Server with the plugin in this process, whose settings are a user's again at the end."""

    def __enter__(self) -> PacInProcess:
        self._before = settings._remembers, settings._has_user
        self._server = QgsServer()
        self._plugin = srce_pac.serverClassFactory(self._server.serverInterface())
        return self

    def __exit__(self, *_: object) -> None:
        self._plugin.close()
        settings._remembers, settings._has_user = self._before

    def get(
        self,
        query: str,
        headers: Mapping[str, str] | None = None,
        method: QgsServerRequest.Method = QgsServerRequest.Method.GetMethod,
    ) -> Answered:
        """What the service answers."""
        address = f"http://localhost/?SERVICE=PAC&{query}"
        request = QgsBufferServerRequest(address, method, dict(headers or {}))
        response = QgsBufferServerResponse()
        self._server.handleRequest(request, response)
        return Answered(response.statusCode(), response.headers(), bytes(response.body()))

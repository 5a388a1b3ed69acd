# SPDX-License-Identifier: GPL-3.0-or-later
"""The service in QGIS Server: in this process, and as the program that Debian ships."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from qgis.server import (
    QgsBufferServerRequest,
    QgsBufferServerResponse,
    QgsServer,
    QgsServerRequest,
)

import srce_pac
from srce_pac.core.common import settings
from srce_pac.server.answers import Answer, Asked
from srce_pac.server.service import answer_to
from srce_pac.server.warm import Warm
from srce_pac.tests.support.missing import MissingError

FCGI = Path("/usr/lib/cgi-bin/qgis_mapserv.fcgi")


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
    ) -> Answered:
        """What the service answers."""
        method = QgsServerRequest.Method.GetMethod
        address = f"http://localhost/?SERVICE=PAC&{query}"
        request = QgsBufferServerRequest(address, method, dict(headers or {}))
        response = QgsBufferServerResponse()
        self._server.handleRequest(request, response)
        return Answered(response.statusCode(), response.headers(), bytes(response.body()))


class Office:
    """The service as a process keeps it, without QGIS Server, by a configuration of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.file = folder / "pac.json"
        monkeypatch.setenv("SRCE_PAC_CONFIG", str(self.file))
        monkeypatch.setattr(settings, "_has_user", False)
        monkeypatch.setattr(settings, "_remembers", False)
        self.warm = Warm()
        self.said: dict[str, Any] = {"version": 1}
        self.configure()

    def configure(self, **entries: object) -> None:
        """Write the configuration with other entries (`server`, `locked` …)."""
        self.said.update(entries)
        self.file.write_text(json.dumps(self.said), encoding="utf-8")

    def ask(self, query: str, **others: str) -> Answer:
        """The answer to a query, whose service need not be said."""
        return self.ask_all(f"SERVICE=PAC&{query}", **others)

    def ask_all(self, query: str, **others: str) -> Answer:
        """The answer to a query that says all itself."""
        return answer_to(Asked(query, **others), self.warm)


def refusal(answer: Answer) -> tuple[int, str, str, str]:
    """Status, code, locator and sentence of an exception report."""
    (exception,) = ElementTree.fromstring(answer.body)
    (text,) = exception
    told = exception.attrib
    return answer.status, told["exceptionCode"], told.get("locator", ""), text.text or ""


def run_program(query: str, folder: Path, body: bytes = b"", **environment: str) -> Answered:
    """What Debian's FastCGI program answers as a CGI, to a POST of a body if there is one.

    Raises MissingError.
    """
    if not FCGI.is_file():
        raise MissingError("needs QGIS Server's FastCGI program (tools/setup.sh test)")
    plugins = Path(srce_pac.__file__).parent / ".build" / "plugins"
    ours = {
        "QGIS_PLUGINPATH": str(plugins),
        "QGIS_OPTIONS_PATH": str(folder),
        "QGIS_CUSTOM_CONFIG_PATH": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
        "REQUEST_METHOD": "POST" if body else "GET",
        "CONTENT_LENGTH": str(len(body)),
        "QUERY_STRING": query,
        "REQUEST_URI": f"/pac?{query}",
        "SERVER_NAME": "localhost",
    }
    done = subprocess.run(
        [str(FCGI)],
        env={**os.environ, **ours, **environment},
        input=body,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    head, _, body = done.stdout.replace(b"\r\n", b"\n", 20).partition(b"\n\n")
    headers = {key: str(value).strip() for key, value in message_from_bytes(head).items()}
    return Answered(int(headers.get("Status", "200")), headers, body)

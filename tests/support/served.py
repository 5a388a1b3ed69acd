# SPDX-License-Identifier: GPL-3.0-or-later
"""All that `make serve` starts: nginx, QGIS Server and PostGIS on loopback, as in deploy/."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srce_pac.tests.support.missing import find_program
from srce_pac.tests.support.programs import PATIENCE

# What `tools/serve.sh` says last.
READY = "Ctrl-C"

# Searches in a second, and those at once beyond.
RATE, BURST = 5, 20


@dataclass(frozen=True)
class Answer:
    """What was answered; the names of headers are small."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


class Served:
    """The service from its making to `close`. Raises MissingError where a program is not there."""

    def __init__(self, root: Path, **settings: str) -> None:
        for program in ("spawn-fcgi", "cgi-fcgi", "ogr2ogr", "curl", "psql"):
            find_program(program)
        self._serve = subprocess.Popen(
            # Should the suite be killed, the service ends all the same.
            ["setpriv", "--pdeathsig", "TERM", "bash", str(root / "tools" / "serve.sh")],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PORT": "0", **settings},
            start_new_session=True,
        )
        said = {}
        assert self._serve.stdout is not None
        for line in self._serve.stdout:
            if line.startswith(READY):
                break
            name, _, value = line.partition(":")
            said[name] = value.strip()
        else:
            raise AssertionError(self._serve.communicate()[1])
        self.folder = Path(said["folder"])
        self.port = int(said["page"].rstrip("/").rpartition(":")[2])

    def close(self) -> None:
        """End as Ctrl-C does; nothing is left."""
        os.killpg(self._serve.pid, signal.SIGINT)
        self._serve.communicate(timeout=PATIENCE)

    def get(
        self,
        path: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """What is answered to a request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def ask_process(self, query: str) -> bytes:
        """What a process of QGIS Server answers that is asked past nginx, headers included."""
        done = subprocess.run(
            ["cgi-fcgi", "-bind", "-connect", str(self.folder / "pac.sock")],
            env={
                "PATH": os.environ["PATH"],
                "QUERY_STRING": query,
                "REQUEST_METHOD": "GET",
                "SCRIPT_NAME": "/",
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "80",
            },
            stdout=subprocess.PIPE,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    @property
    def processes(self) -> list[int]:
        """The processes of QGIS Server that run."""
        found = []
        socket_of = self.folder / "pac.sock"
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                wanted = f"PAC_SOCKET={socket_of}".encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            if wanted and words[0].endswith(b"/qgis_mapserv.fcgi"):
                found.append(int(folder.name))
        return sorted(found)

    @property
    def database(self) -> int:
        """The process of PostgreSQL."""
        file = self.folder / "postgres" / "data" / "postmaster.pid"
        return int(file.read_text(encoding="ascii").splitlines()[0])

    @property
    def entries(self) -> list[dict[str, Any]]:
        """What nginx has written down of each request."""
        return [json.loads(line) for line in self.log("access").splitlines()]

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8", "replace")


def wait_for(ready: Any) -> None:
    """Wait until a function gives something true."""
    end = time.monotonic() + PATIENCE
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)

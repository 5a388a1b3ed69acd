# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between QGIS and a server of the tests: a network that cuts, lies or falls silent."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Optional
from urllib.parse import urlsplit

from qgis.core import QgsNetworkAccessManager

from srce_pac.tests.support.clock import SILENCE
from srce_pac.tests.support.servers import Reply, ReplyServer

# From the request and the server's answer to what is passed on; None passes nothing on, ever.
Spoil = Callable[[str, Reply], Optional[Reply]]


class HttpRelay(ReplyServer):
    """Passes the requests for an address on to its server, and the answers back as `spoil` has it.

    `asked` lists the requests in the order of coming; `query` is added to each of them.
    """

    def __init__(self, address: str, spoil: Spoil | None = None, query: str = "") -> None:
        self.spoil = spoil or (lambda _, reply: reply)
        self._query = query
        self.asked: list[str] = []
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port
        super().__init__()
        forget_answers()
        # The relayed address.
        self.address = address.replace(f"{parts.scheme}://{parts.netloc}", self.root)

    def reply(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        """The server's answer, spoilt."""
        self.asked.append(handler.path)
        upstream = http.client.HTTPConnection(self._host, self._port, timeout=SILENCE)
        path = handler.path
        if self._query:
            path += ("&" if "?" in path else "?") + self._query
        # Servers name themselves in their answers as they were called.
        upstream.request("GET", path, headers={"Host": handler.headers["Host"]})
        answer = upstream.getresponse()
        whole = Reply(answer.read(), answer.status, answer.getheader("Content-Type", ""))
        upstream.close()
        return self.spoil(handler.path, whole)


class TcpRelay:
    """Passes connections on to a port of loopback, whole until told otherwise.

    `limit` is how many more bytes of the server's answers pass before all connections are cut,
    `passed` how many have passed. Later connections pass whole again, unless it is `broken`.
    """

    def __init__(self, target: int) -> None:
        self.limit: int | None = None
        self.passed = 0
        self.broken = False
        self._target = target
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Cut every connection."""
        self.limit = None
        for end in self._sockets:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.broken:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [near, far]
                for source, sink, counts in ((near, far, False), (far, near, True)):
                    threading.Thread(
                        target=self._pass, args=(source, sink, counts), daemon=True
                    ).start()

    def _pass(self, source: socket.socket, sink: socket.socket, counts: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if counts:
                    self.passed += len(data)
                if counts and self.limit is not None:
                    self.limit -= len(data)
                    if self.limit < 0:
                        self.cut()
                        return
                sink.sendall(data)
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> TcpRelay:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._listener.close()
        for end in self._sockets:
            end.close()


def forget_answers() -> None:
    """Have QGIS forget what it was sent: a port may have been another server's before."""
    cache = QgsNetworkAccessManager.instance().cache()
    if cache is not None:
        cache.clear()

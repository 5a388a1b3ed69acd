# SPDX-License-Identifier: GPL-3.0-or-later
"""Small HTTP servers on loopback: map tiles as a good or a bad service would send them."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Optional

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage, QPainter

# Pixels along a side of a tile.
TILE = 256


@dataclass(frozen=True)
class Reply:
    """What a server answers: `announced` bytes where they are not those of the body."""

    body: bytes = b""
    status: int = 200
    kind: str = "image/png"
    location: str = ""
    announced: int | None = None
    delay: float = 0.0


# From zoom, column and row to an answer; None leaves the request without any.
Answer = Callable[[int, int, int], Optional[Reply]]


class TileServer:
    """A service of XYZ tiles, running from its making to `close`.

    `asked` lists the tiles (zoom, column, row) of all requests, in the order of coming.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[int, int, int]] = []
        self.closing = threading.Event()
        # QGIS keeps what it was sent, and a port may have been another server's before.
        self._name = secrets.token_hex(4)
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server.respond(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        # What still waits for an answer is not waited for.
        self._http.block_on_close = False
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def template(self) -> str:
        """The address of a tile, like that of a WMTS."""
        address = f"{self.root}/{self._name}/wmts"
        return f"{address}?REQUEST=GetTile&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        numbers = dict(re.findall(r"TILE(MATRIX|ROW|COL)=(\d+)", handler.path))
        reply: Reply | None
        if numbers:
            tile = (int(numbers["MATRIX"]), int(numbers["COL"]), int(numbers["ROW"]))
            self.asked.append(tile)
            reply = self.answer(*tile)
        else:
            reply = Reply(b"<html>Who are you?</html>", kind="text/html")
        if reply is None:
            self.closing.wait(60)
            handler.close_connection = True
            return
        self.closing.wait(reply.delay)
        length = len(reply.body) if reply.announced is None else reply.announced
        handler.close_connection = length != len(reply.body)
        handler.send_response(reply.status)
        if reply.location:
            handler.send_header("Location", reply.location)
        handler.send_header("Content-Type", reply.kind)
        handler.send_header("Content-Length", str(length))
        # Who has waited too long is gone.
        with suppress(ConnectionError):
            handler.end_headers()
            handler.wfile.write(reply.body)

    def close(self) -> None:
        """End, leaving no request waiting; from then on a connection is refused."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> TileServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def png(image: QImage) -> bytes:
    """A picture as a PNG file."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    return bytes(content)


def plain_tile(colour: str) -> bytes:
    """A tile of one colour."""
    image = QImage(TILE, TILE, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return png(image)


def chequered_tile(one: str, other: str) -> bytes:
    """A tile of 8 by 8 squares in two colours."""
    return png(chequers(8, 8, TILE // 8, one, other))


def chequers(columns: int, rows: int, side: int, one: str, other: str) -> QImage:
    """Squares of some pixels in two colours by turns, `one` in the top left corner."""
    image = QImage(columns * side, rows * side, QImage.Format.Format_RGB888)
    image.fill(QColor(one))
    painter = QPainter(image)
    for row in range(rows):
        for column in range(1 - row % 2, columns, 2):
            painter.fillRect(column * side, row * side, side, side, QColor(other))
    painter.end()
    return image

# SPDX-License-Identifier: GPL-3.0-or-later
"""Small HTTP servers on loopback: tiles and files as a good or a bad service would send them."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Optional, TypeVar

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from srce_pac.tests.support.clock import SILENCE

# Pixels along a side of a tile.
TILE = 256


@dataclass(frozen=True)
class Reply:
    """What a server answers: `announced` bytes where they are not those of the body, none below 0.

    Of a body that comes in pieces of some bytes, each but the first waits for a `pause` (s).
    """

    body: bytes = b""
    status: int = 200
    kind: str = "image/png"
    location: str = ""
    announced: int | None = None
    delay: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    piece: int = 0
    pause: float = 0.0


@dataclass(frozen=True)
class Request:
    """What a client asks for: the path without the server's name in it, and what it says."""

    path: str
    headers: Mapping[str, str]


Running = TypeVar("Running", bound="HttpServer")

# From zoom, column and row to an answer; None leaves the request without any.
Answer = Callable[[int, int, int], Optional[Reply]]
# The same from a request.
FileAnswer = Callable[[Request], Optional[Reply]]


class HttpServer:
    """An HTTP server, running from its making to `close`, that answers GET with a function."""

    def __init__(self, respond: Callable[[BaseHTTPRequestHandler], None]) -> None:
        self.closing = threading.Event()
        # QGIS keeps what it was sent, and a port may have been another server's before.
        self._name = secrets.token_hex(4)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle(self) -> None:
                # Who breaks off is gone.
                with suppress(ConnectionError):
                    super().handle()

            def do_GET(self) -> None:
                respond(self)

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

    def close(self) -> None:
        """End, leaving no request waiting; from then on a connection is refused."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self: Running) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class ReplyServer(HttpServer):
    """A server that answers with replies; `sent` counts the bytes of their bodies."""

    def __init__(self) -> None:
        self.sent = 0
        super().__init__(self.respond)

    def reply(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        """What a request is answered; None leaves it without any answer."""
        raise NotImplementedError

    def respond(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        reply = self.reply(handler)
        if reply is None:
            self.closing.wait(SILENCE)
            handler.close_connection = True
            return
        self.closing.wait(reply.delay)
        length = len(reply.body) if reply.announced is None else reply.announced
        handler.close_connection = length != len(reply.body)
        handler.send_response(reply.status)
        if reply.location:
            handler.send_header("Location", reply.location)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", reply.kind)
        if length >= 0 and "Content-Length" not in reply.headers:
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        self._send(handler, reply)

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        step = reply.piece or len(reply.body) or 1
        for start in range(0, len(reply.body), step):
            if start:
                self.closing.wait(reply.pause)
            piece = reply.body[start : start + step]
            # Counted first: who gets it may ask before the writing is over.
            self.sent += len(piece)
            handler.wfile.write(piece)


class TileServer(ReplyServer):
    """A service of XYZ tiles.

    `asked` lists the tiles (zoom, column, row) of all requests, in the order of coming.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[tuple[int, int, int]] = []
        super().__init__()

    @property
    def template(self) -> str:
        """The address of a tile, like that of a WMTS."""
        address = f"{self.root}/{self._name}/wmts"
        return f"{address}?REQUEST=GetTile&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}"

    def reply(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        numbers = dict(re.findall(r"TILE(MATRIX|ROW|COL)=(\d+)", handler.path))
        if not numbers:
            return Reply(b"<html>Who are you?</html>", kind="text/html")
        tile = (int(numbers["MATRIX"]), int(numbers["COL"]), int(numbers["ROW"]))
        self.asked.append(tile)
        return self.answer(*tile)


class FileServer(ReplyServer):
    """A server of whatever its answer gives; `asked` lists all requests, in the order of coming."""

    def __init__(self, answer: FileAnswer) -> None:
        self.answer = answer
        self.asked: list[Request] = []
        super().__init__()

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self.root}/{self._name}/{path}"

    def reply(self, handler: BaseHTTPRequestHandler) -> Reply | None:
        path = handler.path.split(f"/{self._name}/", 1)[-1]
        request = Request(path, dict(handler.headers))
        self.asked.append(request)
        return self.answer(request)


def ranged(request: Request, reply: Reply, etag: str) -> Reply:
    """The answer of a server that knows Range and If-Range, in the place of that of the whole."""
    tagged = replace(reply, headers={**reply.headers, "ETag": etag})
    asked = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
    if asked is None or request.headers.get("If-Range", etag) != etag:
        return tagged
    start, total = int(asked[1]), len(reply.body)
    if start >= total:
        return Reply(status=416, headers={"Content-Range": f"bytes */{total}"})
    place = {"Content-Range": f"bytes {start}-{total - 1}/{total}"}
    return replace(tagged, body=reply.body[start:], status=206, headers={**tagged.headers, **place})


def cut(reply: Reply, count: int) -> Reply:
    """The same answer, of which the connection breaks after some bytes."""
    return replace(reply, body=reply.body[:count], announced=len(reply.body))


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


# Makes a server of an answer.
Serve = Callable[[FileAnswer], FileServer]

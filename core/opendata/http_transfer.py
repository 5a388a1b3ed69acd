# SPDX-License-Identifier: GPL-3.0-or-later
"""One request for a file through QGIS's own network layer, written to the disk as it comes."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from qgis.core import QgsFeedback, QgsNetworkAccessManager
from qgis.PyQt.QtCore import QEventLoop, QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..common.disk import check_room
from ..common.errors import CancelledError, SourceError
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.sizes import size_text

# Bytes that are held at once, of a file of any size.
PIECE = 1 << 20

# What a server answers where there is no such file, and where it has nothing from that byte on.
GONE = (404, 410)
OUT_OF_RANGE = 416


class GoneError(SourceError):
    """There is no such file at the address any more."""


class TooLargeError(SourceError):
    """More than is taken without asking; a user who agrees goes on without that limit."""


class ChangedError(Exception):
    """The server has another file now than the one that was begun."""


# Bytes of a file of unknown size that are taken without asking.
MOST = 2_000_000_000

# A number of bytes in a header.
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True)
class Bounds:
    """What a server is held to.

    It sends at least `least` bytes in some `seconds`; `size` bytes where that is known, else no
    more than `most` before the user is asked.
    """

    seconds: float
    size: int | None = None
    most: float = MOST
    least: int = 32_768


@dataclass(frozen=True)
class Part:
    """What has come of a file, and a note beside it: of which address and of which version.

    An address may hold a key: the note has what tells it from others, not the address.
    """

    path: Path

    @property
    def file(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part")

    @property
    def note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.part.json")

    def begun(self, url: str) -> tuple[int, str]:
        """The bytes that are there of what an address gave, and its version; or none."""
        try:
            note = JsonObject.read(self.note, SourceError)
            same = note.text("of") == _digest(url)
            return (self.file.stat().st_size, note.text("version")) if same else (0, "")
        except (OSError, SourceError):
            # Without a note that tells what it is of, the file is begun again.
            return 0, ""

    def begin(self, url: str, version: str) -> None:
        """Note what is about to come; without a version it could not be gone on with."""
        self.note.unlink(missing_ok=True)
        if version:
            text = json.dumps({"of": _digest(url), "version": version})
            self.note.write_text(text, encoding="utf-8")

    def discard(self) -> None:
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class Transfer:
    """One request, and the writing of what it is answered."""

    def __init__(self, url: str, part: Part, feedback: QgsFeedback, bounds: Bounds) -> None:
        self.url, self.part, self.feedback, self.bounds = url, part, feedback, bounds
        self.there, self.version = part.begun(url)
        self.total: int | None = None
        self._file: IO[bytes] | None = None
        self._fault: OSError | SourceError | ChangedError | None = None
        self._shown = -1.0
        # The bytes that came since the server was last found to be fast enough.
        self._came = 0
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(bounds.seconds * 1000))

    def run(self) -> None:
        """Raises SourceError, CancelledError, OSError and ChangedError."""
        stop_if_cancelled(self.feedback)
        self.reply = QgsNetworkAccessManager.instance().get(self._request())
        self.reply.setReadBufferSize(PIECE)
        loop = QEventLoop()
        self.reply.finished.connect(loop.quit)
        self.reply.readyRead.connect(self._take)
        self._timer.timeout.connect(self.reply.abort)
        self.feedback.canceled.connect(self.reply.abort)
        self._timer.start()
        try:
            if not self.reply.isFinished():
                loop.exec()
            self._take()
            self._judge()
        finally:
            self._timer.stop()
            self.reply.readyRead.disconnect(self._take)
            self.reply.deleteLater()
            if self._file is not None:
                self._file.close()

    def _request(self) -> QNetworkRequest:
        request = QNetworkRequest(QUrl(self.url))
        attributes = QNetworkRequest.Attribute
        request.setAttribute(
            attributes.RedirectPolicyAttribute,
            QNetworkRequest.RedirectPolicy.NoLessSafeRedirectPolicy,
        )
        request.setAttribute(
            attributes.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork
        )
        request.setAttribute(attributes.CacheSaveControlAttribute, False)
        # A file that is packed on its way has neither its own length nor a place to go on from.
        request.setRawHeader(b"Accept-Encoding", b"identity")
        if self.there:
            request.setRawHeader(b"Range", f"bytes={self.there}-".encode())
            request.setRawHeader(b"If-Range", self.version.encode())
        return request

    def _take(self) -> None:
        """Write what has come. An exception that left this slot would end QGIS."""
        if self._fault is not None:
            return
        try:
            if self._file is None and not self._open():
                return
            self._write()
        except (OSError, SourceError, ChangedError) as error:
            self._fault = error
            self.reply.abort()

    def _open(self) -> bool:
        """Open the file for an answer that brings one, whole or from where it was cut."""
        status = self._status()
        if status not in (200, 206):
            return False
        version = self._version()
        length = self._header("Content-Length")
        self.total = int(length) if _NUMBER.fullmatch(length) else None
        if status == 206:
            place = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", self._header("Content-Range"))
            other = bool(version) and version != self.version
            if place is None or int(place[1]) != self.there or other:
                raise ChangedError
            self.total = int(place[2]) if _NUMBER.fullmatch(place[2]) else None
        else:
            self.there = 0
        if self.total is not None:
            self._check_total(self.total)
        if status == 200:
            self.part.begin(self.url, version)
        # Without a buffer: what is counted is on the disk.
        self._file = self.part.file.open("ab" if status == 206 else "wb", buffering=0)
        return True

    def _check_total(self, total: int) -> None:
        """Raise SourceError or OSError where a file of so many bytes is not to be taken."""
        size = self.bounds.size
        # What is smaller comes at once, and is told from a web page by what it holds.
        if size is not None and total > size:
            raise unexpected_size(self.url, total, size)
        if size is None and total > self.bounds.most:
            raise TooLargeError(
                translate(
                    "Download", "{url} sends {size}, which is more than is taken without asking."
                ).format(url=self.url, size=size_text(total))
            )
        check_room(self.part.file.parent, total - self.there)

    def _check_end(self) -> None:
        """Raise SourceError where more has come than there should be, of whatever was announced."""
        size = self.bounds.size
        if size is not None and self.there > size:
            raise unexpected_size(self.url, self.there, size)
        if size is None and self.there > self.bounds.most:
            raise TooLargeError(
                translate(
                    "Download",
                    "{url} has sent {size} and goes on, which is more than is taken without "
                    "asking.",
                ).format(url=self.url, size=size_text(self.there))
            )

    def _write(self) -> None:
        if self._file is None:
            return
        while self.reply.bytesAvailable():
            piece = bytes(self.reply.read(PIECE))
            if not piece:
                break
            self._file.write(piece)
            self.there += len(piece)
            self._came += len(piece)
            if self._came >= self.bounds.least:
                self._came = 0
                self._timer.start()
            self._check_end()
            self._show_progress()

    def _show_progress(self) -> None:
        """Report the progress where it has gone on by a percent."""
        if self.total:
            percent = 100 * self.there / self.total
            if percent - self._shown >= 1 or self.there == self.total:
                self._shown = percent
                self.feedback.setProgress(percent)

    def _judge(self) -> None:
        """Raise what went wrong, if anything did."""
        stop_if_cancelled(self.feedback)
        if self._fault is not None:
            raise self._fault
        status = self._status()
        if status == OUT_OF_RANGE and self.there:
            if self._header("Content-Range") == f"bytes */{self.there}":
                # All of it had come before.
                return
            raise ChangedError
        if status in GONE:
            raise GoneError(
                translate(
                    "Download",
                    "There is no file at {url} (error {status}); look for its new address on the "
                    "pages of its publisher.",
                ).format(url=self.url, status=status)
            )
        if status >= 400:
            raise SourceError(
                translate(
                    "Download",
                    "The server of {url} answers with the error {status}; try again later.",
                ).format(url=self.url, status=status)
            )
        if self._file is not None:
            self._judge_length()
        self._judge_connection()

    def _judge_length(self) -> None:
        failed = self.reply.error() != QNetworkReply.NetworkError.NoError
        if failed or (self.total is not None and self.there != self.total):
            raise SourceError(
                translate(
                    "Download",
                    "The download of {url} broke off after {size}; resume it to go on from there.",
                ).format(url=self.url, size=size_text(self.there))
            )

    def _judge_connection(self) -> None:
        error = self.reply.error()
        # QGIS aborts a request as well, by a time limit of its own.
        if error == QNetworkReply.NetworkError.OperationCanceledError:
            raise SourceError(
                translate(
                    "Download",
                    "The server of {url} sends nothing or next to nothing; try again later.",
                ).format(url=self.url)
            )
        if error != QNetworkReply.NetworkError.NoError or self._file is None:
            raise SourceError(
                translate(
                    "Download",
                    "{url} cannot be reached ({reason}); check the connection and the proxy in "
                    "the options of QGIS.",
                ).format(url=self.url, reason=self.reply.errorString())
            )

    def _status(self) -> int:
        return int(self.reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute) or 0)

    def _header(self, name: str) -> str:
        return bytes(self.reply.rawHeader(name.encode())).decode("latin-1").strip()

    def _version(self) -> str:
        """What tells this version of a file from others; a weak tag would not do for its parts."""
        tag = self._header("ETag")
        return tag if tag and not tag.startswith("W/") else self._header("Last-Modified")


def unexpected_size(url: str, actual: int, size: int) -> SourceError:
    """What to raise where a file has another size than was expected, both in bytes."""
    return SourceError(
        translate(
            "Download",
            "What {url} sends is not the file that was expected: {actual} bytes in the place "
            "of {size}. Its publisher may have replaced it.",
        ).format(url=url, actual=actual, size=size)
    )


def _digest(url: str) -> str:
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def stop_if_cancelled(feedback: QgsFeedback) -> None:
    """Raises CancelledError once the user has cancelled."""
    if feedback.isCanceled():
        raise CancelledError(translate("Download", "Cancelled."))

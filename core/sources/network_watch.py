# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service answers while QGIS reads a layer of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataSourceUri,
    QgsMapLayer,
    QgsNetworkAccessManager,
    QgsNetworkReplyContent,
    QgsNetworkRequestParameters,
)
from qgis.PyQt.QtCore import QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..common.errors import SourceError
from ..common.i18n import translate
from .connection import SERVICES, SourceLayer

# Answers of a service that has no tile at a place: nothing is broken.
NO_TILE = (204, 404, 410)

# Bytes that a service may send of one layer: a département's parcels are a fifth of that.
MOST_BYTES = 1024**3

# Milliseconds after which QGIS's threads have ended where nobody waits for a service any more.
REMOVAL_DELAY_MS = 120_000


@dataclass
class ServiceWatch:
    """What QGIS complains of while it reads a layer of a service, and where it asks for objects."""

    name: str
    faults: list[str] = field(default_factory=list)
    asked: list[QUrl] = field(default_factory=list)
    # What has come of each answer, in bytes.
    received: dict[int, int] = field(default_factory=dict)

    def check_size(self) -> None:
        """Raise SourceError where a service sends more than anybody wants."""
        if sum(self.received.values()) > MOST_BYTES:
            raise SourceError(
                translate(
                    "Copying",
                    "The layer “{layer}” is too large: its service has sent {size} MB so far. "
                    "Download it, or ask for a smaller territory.",
                ).format(layer=self.name, size=MOST_BYTES // 1024**2)
            )


@contextmanager
def watch_service(layer: SourceLayer) -> Iterator[ServiceWatch]:
    """Have QGIS ask a layer's service for its objects anew, and note what it does.

    QGIS itself would take any earlier answer, however old or damaged, passes over a page that a
    proxy sends in the place of one, and tells its log alone of a service that sends but a part.
    """
    watch = ServiceWatch(layer.name)
    reading = [layer]
    uri = QgsDataSourceUri(layer.uri)
    host, name = QUrl(uri.param("url")).host(), uri.param("typename")

    def on_request(request: QNetworkRequest) -> None:
        if reading and request.url().host() == host and _is_for_objects(request.url()):
            load = QNetworkRequest.CacheLoadControl.AlwaysNetwork
            request.setAttribute(QNetworkRequest.Attribute.CacheLoadControlAttribute, load)
            request.setAttribute(QNetworkRequest.Attribute.CacheSaveControlAttribute, False)
            watch.asked.append(request.url())

    def on_reply(reply: QgsNetworkReplyContent) -> None:
        kind = bytes(reply.rawHeader(b"Content-Type")).lower()
        url = reply.request().url()
        if url.host() == host and _is_for_objects(url) and b"html" in kind:
            watch.faults.append(url.toString())

    def on_log(text: str, tag: str, _: Qgis.MessageLevel) -> None:
        # Many a service refuses to say whether it may be written to.
        if tag in SERVICES and name in text and "OPTIONS" not in text:
            watch.faults.append(text)

    if layer.provider not in SERVICES:
        yield watch
        return
    finished = QgsNetworkAccessManager.instance().finished[QgsNetworkReplyContent]
    logged = QgsApplication.messageLog().messageReceived
    finished.connect(on_reply)
    logged.connect(on_log)
    preprocessor = QgsNetworkAccessManager.setRequestPreprocessor(on_request)
    delay = REMOVAL_DELAY_MS
    try:
        with _counting_bytes(watch, host):
            yield watch
        delay = 0
    finally:
        reading.clear()
        # Not while QGIS's threads, which end some time after a cancel, may be asking for it.
        if delay:
            QTimer.singleShot(delay, partial(_remove_preprocessor, preprocessor))
        else:
            _remove_preprocessor(preprocessor)
        logged.disconnect(on_log)
        finished.disconnect(on_reply)


@contextmanager
def _counting_bytes(watch: ServiceWatch, host: str) -> Iterator[None]:
    """Count what a host sends of objects, whichever thread of QGIS asks it."""

    def on_created(request: QgsNetworkRequestParameters) -> None:
        url = request.request().url()
        if url.host() == host and _is_for_objects(url):
            watch.received[request.requestId()] = 0

    def on_progress(number: int, received: int, _total: int) -> None:
        if number in watch.received:
            watch.received[number] = received

    manager = QgsNetworkAccessManager.instance()
    created = manager.requestAboutToBeCreated[QgsNetworkRequestParameters]
    created.connect(on_created)
    manager.downloadProgress.connect(on_progress)
    try:
        yield
    finally:
        manager.downloadProgress.disconnect(on_progress)
        created.disconnect(on_created)


def _remove_preprocessor(preprocessor: str) -> None:
    QgsNetworkAccessManager.removeRequestPreprocessor(preprocessor)


def _is_for_objects(url: QUrl) -> bool:
    """Whether it is no question about the service, which may well be answered from the cache."""
    query = url.query().lower()
    return "request=getfeature" in query or (url.path().endswith("/items") and "limit=" in query)


@dataclass(frozen=True)
class Reply:
    """How a server answered a request; the status is that of HTTP, 0 without an answer."""

    status: int
    good: bool


@dataclass
class NetworkWatch:
    """What the servers of a layer say while it is drawn, which QGIS itself does not pass on.

    Of a request made more than once, the last answer counts.
    """

    layer: QgsMapLayer
    _answers: dict[str, Reply] = field(default_factory=dict)
    _complaints: list[str] = field(default_factory=list)
    # Where servers have sent QGIS on to, which it takes literally even without a host.
    _elsewhere: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # The canvas may be talking to other servers at the same time.
        addresses = re.findall(r"https?://([^/?&|'\"\s]+)", unquote(self.layer.source()).lower())
        self._hosts = {address.rpartition("@")[2] for address in addresses}

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Listen to QGIS's requests, whichever thread makes them, and to its log."""
        # Only the log tells of an answer that is no picture.
        finished = QgsNetworkAccessManager.instance().finished[QgsNetworkReplyContent]
        logged = QgsApplication.messageLog().messageReceived
        finished.connect(self._on_reply)
        logged.connect(self._on_log)
        try:
            yield
        finally:
            finished.disconnect(self._on_reply)
            logged.disconnect(self._on_log)

    def forget(self) -> None:
        """Begin again."""
        self._answers.clear()
        self._complaints.clear()

    def fault(self) -> str:
        """What went wrong, if anything did."""
        bad = [a for a in self._answers.values() if not a.good and a.status not in NO_TILE]
        # An answer that breaks off may have begun well.
        worst = max((answer.status for answer in bad), default=0)
        if worst >= 400:
            reason = translate("Background", "its server answers with the error {status}.")
            return reason.format(status=worst)
        if bad:
            return translate("Background", "its server cannot be reached.")
        missing = self._missing()
        if any(not any(url in text for url in missing) for text in self._complaints):
            return translate("Background", "what its server sends is no picture.")
        return ""

    def gaps(self) -> bool:
        """Whether there was no tile for a part of the map."""
        return bool(self._missing())

    def _missing(self) -> list[str]:
        return [url for url, answer in self._answers.items() if answer.status in NO_TILE]

    def _on_reply(self, reply: QgsNetworkReplyContent) -> None:
        url = reply.request().url()
        if _host(url) not in self._hosts and url.toString() not in self._elsewhere:
            return
        target = reply.attribute(QNetworkRequest.Attribute.RedirectionTargetAttribute)
        if target is not None and not target.isEmpty():
            self._elsewhere.add(target.toString())
        status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
        good = reply.error() == QNetworkReply.NetworkError.NoError
        self._answers[url.toString()] = Reply(int(status or 0), good)

    def _on_log(self, text: str, _tag: str, level: Qgis.MessageLevel) -> None:
        levels = Qgis.MessageLevel
        names = self._hosts | self._elsewhere
        if level in (levels.Warning, levels.Critical) and any(name in text for name in names):
            self._complaints.append(text)


def _host(url: QUrl) -> str:
    return f"{url.host()}:{url.port()}" if url.port() != -1 else str(url.host())

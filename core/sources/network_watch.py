# SPDX-License-Identifier: GPL-3.0-or-later
"""What a service answers while QGIS reads a layer of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataSourceUri,
    QgsNetworkAccessManager,
    QgsNetworkReplyContent,
)
from qgis.PyQt.QtCore import QTimer, QUrl
from qgis.PyQt.QtNetwork import QNetworkRequest

from .connection import SERVICES, SourceLayer

# Milliseconds after which QGIS's threads have ended where nobody waits for a service any more.
AFTERWARDS = 120_000


@contextmanager
def heard(layer: SourceLayer) -> Iterator[list[str]]:
    """Have QGIS ask a layer's service for its objects anew, and list what it complains of.

    QGIS itself would take any earlier answer, however old or damaged, passes over a page that a
    proxy sends in the place of one, and tells its log alone of a service that sends but a part.
    """
    faults: list[str] = []
    reading = [layer]
    uri = QgsDataSourceUri(layer.uri)
    host, name = QUrl(uri.param("url")).host(), uri.param("typename")

    def ask(request: QNetworkRequest) -> None:
        if reading and request.url().host() == host and _is_for_objects(request.url()):
            load = QNetworkRequest.CacheLoadControl.AlwaysNetwork
            request.setAttribute(QNetworkRequest.Attribute.CacheLoadControlAttribute, load)
            request.setAttribute(QNetworkRequest.Attribute.CacheSaveControlAttribute, False)

    def hear(reply: QgsNetworkReplyContent) -> None:
        kind = bytes(reply.rawHeader(b"Content-Type")).lower()
        url = reply.request().url()
        if url.host() == host and _is_for_objects(url) and b"html" in kind:
            faults.append(url.toString())

    def read(text: str, tag: str, _: Qgis.MessageLevel) -> None:
        # Many a service refuses to say whether it may be written to.
        if tag in SERVICES and name in text and "OPTIONS" not in text:
            faults.append(text)

    if layer.provider not in SERVICES:
        yield faults
        return
    finished = QgsNetworkAccessManager.instance().finished[QgsNetworkReplyContent]
    logged = QgsApplication.messageLog().messageReceived
    finished.connect(hear)
    logged.connect(read)
    asking = QgsNetworkAccessManager.setRequestPreprocessor(ask)
    later = AFTERWARDS
    try:
        yield faults
        later = 0
    finally:
        reading.clear()
        # Not while QGIS's threads, which end some time after a cancel, may be asking for it.
        if later:
            QTimer.singleShot(later, partial(_take_away, asking))
        else:
            _take_away(asking)
        logged.disconnect(read)
        finished.disconnect(hear)


def _take_away(asking: str) -> None:
    QgsNetworkAccessManager.removeRequestPreprocessor(asking)


def _is_for_objects(url: QUrl) -> bool:
    """Whether it is no question about the service, which may well be answered from the cache."""
    query = url.query().lower()
    return "request=getfeature" in query or (url.path().endswith("/items") and "limit=" in query)

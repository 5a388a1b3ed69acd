# SPDX-License-Identifier: GPL-3.0-or-later
"""Asking a service what it offers, before QGIS does so while its window stands still."""

from __future__ import annotations

import base64
import re
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsDataSourceUri,
    QgsFeedback,
    QgsNetworkAccessManager,
    QgsOwsConnection,
)
from qgis.PyQt.QtCore import QDateTime, QUrl, QUrlQuery
from qgis.PyQt.QtNetwork import QNetworkReply, QNetworkRequest

from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.patterns import pattern
from ..common.progress import TIME_LIMIT, wait_for
from .connection import OGC_API, OWS, WFS, SourceLayer, connected_uri

# The versions of a connection of QGIS that are no version of WFS.
AUTOMATIC = "auto"
OGC_API_VERSION = "OGC_API_FEATURES"

# Seconds for which QGIS may take an answer from its cache.
CACHE_SECONDS = 60

# Parameters that QGIS itself adds to an address, in the place of any that are there.
QGIS_PARAMETERS = pattern(r"(?i)service|request|version|acceptversions|typenames?|outputformat")

# Bytes of an answer: the list of what a service offers is a twentieth of that.
MOST_BYTES = 256 * 1024**2

# What a right answer to each question contains.
CAPABILITIES = pattern(rb"<(?:\w+:)?WFS_Capabilities\b[^>]*?\sversion=[\"']([\d.]+)")
SCHEMA = pattern(rb"<(?:\w+:)?schema\b")
ANY_GEOMETRY = b"GeometryPropertyType"
COLLECTION = pattern(rb"<(?:\w+:)?FeatureCollection\b")
JSON_OBJECT = pattern(rb"\A\s*\{")


def ask_ahead(
    layer: SourceLayer, feedback: QgsFeedback | None = None, seconds: float = TIME_LIMIT
) -> None:
    """Ask the service of a layer for what opening the layer asks; QGIS then has it in its cache.

    Events are processed meanwhile. A layer of no service is left alone. Raises SourceError when
    the service does not answer in time or answers wrongly, CancelledError.
    """
    if layer.provider == WFS:
        _Service(layer, feedback, seconds).ask_wfs()
    elif layer.provider == OGC_API:
        _Service(layer, feedback, seconds).ask_ogc_api()


def ask_for_objects(
    layer: SourceLayer, address: QUrl, feedback: QgsFeedback | None, seconds: float
) -> bytes:
    """What the service of a layer answers now at an address of its objects.

    Raises SourceError when it does not answer in time, CancelledError.
    """
    return _Service(layer, feedback, seconds).ask_for_objects(address)


def ask_connection(name: str, feedback: QgsFeedback | None = None) -> None:
    """Ask the service of a saved connection whether it is one.

    Raises SourceError when it does not answer in time or answers wrongly, CancelledError.
    """
    uri = QgsOwsConnection(OWS, name).uri()
    version = uri.param("version") or AUTOMATIC
    service = _Service(SourceLayer(name, str(uri.uri(False)), WFS, name), feedback, TIME_LIMIT)
    try:
        if version == OGC_API_VERSION:
            service.ask_ogc_api()
        else:
            service.ask_version()
    except SourceError:
        if version != AUTOMATIC:
            raise
        # It may be either: QGIS tries both.
        service.ask_ogc_api()


class _Service:
    def __init__(self, layer: SourceLayer, feedback: QgsFeedback | None, seconds: float) -> None:
        self._name, self._provider = layer.connection or layer.name, layer.provider
        self._feedback, self._seconds = feedback, seconds
        self._uri = QgsDataSourceUri(connected_uri(layer))
        self._url = self._uri.param("url")

    def ask_wfs(self) -> None:
        """Ask with the same addresses as QGIS: they are the keys of its cache."""
        version = ("VERSION", self.ask_version())
        name = self._uri.param("typename")
        is_newest = version[1].startswith("2")
        names = [("TYPENAMES", name)] if is_newest else []
        names.append(("TYPENAME", name))
        schema = self._answer(self._address("DescribeFeatureType", version, *names), SCHEMA)
        if ANY_GEOMETRY in schema.string:
            # QGIS will look at an object, and wait for it as long as it takes.
            one = ("COUNT" if is_newest else "MAXFEATURES", "1")
            self._answer(self._address("GetFeature", version, *names, one), COLLECTION)

    def ask_version(self) -> str:
        """The version that a WFS says it speaks."""
        version = self._uri.param("version") or AUTOMATIC
        several = ("ACCEPTVERSIONS", "2.0.0,1.1.0,1.0.0")
        wanted = ("VERSION", version) if version != AUTOMATIC else several
        return self._answer(self._address("GetCapabilities", wanted), CAPABILITIES)[1].decode()

    def ask_ogc_api(self) -> None:
        """Ask for the first page of the service only: the others are found through it."""
        self._answer(QUrl(self._url), JSON_OBJECT)

    def ask_for_objects(self, address: QUrl) -> bytes:
        """As QGIS does: the cache is left alone."""
        request = self._request(address)
        if self._provider == OGC_API:
            request.setRawHeader(b"Accept", b"application/geo+json, application/json")
        attributes = QNetworkRequest.Attribute
        request.setAttribute(
            attributes.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.AlwaysNetwork
        )
        request.setAttribute(attributes.CacheSaveControlAttribute, False)
        return self._ask(request)

    def _address(self, request: str, *parameters: tuple[str, str]) -> QUrl:
        address = QUrl(self._url)
        query = QUrlQuery()
        given = QUrlQuery(address).queryItems(QUrl.ComponentFormattingOption.FullyEncoded)
        own = [(key, value) for key, value in given if key and not QGIS_PARAMETERS.fullmatch(key)]
        for key, value in (*own, ("SERVICE", "WFS"), ("REQUEST", request), *parameters):
            query.addQueryItem(key, value)
        address.setQuery(query)
        return address

    def _answer(self, address: QUrl, sign: re.Pattern[bytes]) -> re.Match[bytes]:
        """The match of a right answer, which stays in the cache; a wrong one is removed from it."""
        body = self._ask(self._request(address))
        found = sign.search(body)
        cache = QgsNetworkAccessManager.instance().cache()
        if found is None:
            cache.remove(address)
            raise SourceError(
                translate(
                    "Service",
                    "The service “{name}” answers with something else than what it offers; log in "
                    "to the network if it asks for that, or try again later.",
                ).format(name=self._name)
            )
        # As QGIS does itself: without a date it would not take the answer.
        cached = cache.metaData(address)
        if cached.isValid():
            cached.setExpirationDate(QDateTime.currentDateTime().addSecs(CACHE_SECONDS))
            cache.updateMetaData(cached)
        return found

    def _ask(self, request: QNetworkRequest) -> bytes:
        timeout_message = translate(
            "Service", "The service “{name}” did not answer within {seconds} seconds."
        ).format(name=self._name, seconds=self._seconds)
        reply = QgsNetworkAccessManager.instance().get(request)
        try:
            wait_for(
                lambda: reply.isFinished() or reply.bytesAvailable() > MOST_BYTES,
                timeout_message,
                self._feedback,
                self._seconds,
            )
            if reply.bytesAvailable() > MOST_BYTES:
                raise SourceError(
                    translate(
                        "Service", "The service “{name}” answers with more than {size} MB."
                    ).format(name=self._name, size=MOST_BYTES // 1024**2)
                )
            if reply.error() != QNetworkReply.NetworkError.NoError:
                raise SourceError(
                    # The message of Qt holds the address, and so maybe a password.
                    translate("Service", "The service “{name}” does not answer ({reason}).").format(
                        name=self._name, reason=_reason(reply)
                    )
                )
            return bytes(reply.readAll())
        finally:
            reply.abort()
            reply.deleteLater()

    def _request(self, address: QUrl) -> QNetworkRequest:
        request = QNetworkRequest(address)
        if self._provider == OGC_API:
            request.setRawHeader(b"Accept", b"application/json")
        attributes = QNetworkRequest.Attribute
        policies = QNetworkRequest.RedirectPolicy
        has_login = bool(self._uri.authConfigId() or self._uri.username())
        request.setAttribute(
            attributes.RedirectPolicyAttribute,
            # A login is not sent to another server.
            policies.SameOriginRedirectPolicy if has_login else policies.NoLessSafeRedirectPolicy,
        )
        request.setAttribute(
            attributes.CacheLoadControlAttribute, QNetworkRequest.CacheLoadControl.PreferCache
        )
        request.setAttribute(attributes.CacheSaveControlAttribute, True)
        if self._uri.authConfigId():
            QgsApplication.authManager().updateNetworkRequest(request, self._uri.authConfigId())
        elif self._uri.username():
            login = f"{self._uri.username()}:{self._uri.password()}".encode()
            request.setRawHeader(b"Authorization", b"Basic " + base64.b64encode(login))
        return request


def _reason(reply: QNetworkReply) -> str:
    """Why a request failed: the status of the answer, else Qt's number for it."""
    status = reply.attribute(QNetworkRequest.Attribute.HttpStatusCodeAttribute)
    if status:
        return translate("Service", "error {status}").format(status=status)
    error: Any = reply.error()
    # With Qt 6 an enum is no int and has a value.
    number = int(getattr(error, "value", error))
    return translate("Service", "network error {number}").format(number=number)

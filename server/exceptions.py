# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of the service, as OGC exception reports in one sentence."""

from __future__ import annotations

from html import escape

from ..core.common.i18n import translate
from ..core.common.printable import printable
from .answers import Answer
from .places import without_places

XML = "text/xml; charset=utf-8"

# Codes of OWS Common.
INVALID = "InvalidParameterValue"
MISSING = "MissingParameterValue"
UNSUPPORTED = "OperationNotSupported"
NOTHING_SPECIAL = "NoApplicableCode"

# Seconds after which it is worth while to ask again.
RETRY_AFTER = 30


class ServiceError(Exception):
    """What a client is told: one sentence that names nothing of the server.

    `status` is that of HTTP, `code` and `locator` are those of OWS Common, the locator being the
    parameter that is meant.
    """

    def __init__(
        self, sentence: str, status: int = 400, code: str = INVALID, locator: str = ""
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status
        self.code = code
        self.locator = locator


def unavailable() -> ServiceError:
    """What a client is told while the configuration, the data or the territories cannot be read."""
    sentence = translate(
        "Server",
        "The service cannot read its configuration or its data at the moment: try again later, or "
        "tell the office that runs it.",
    )
    return ServiceError(sentence, 503, NOTHING_SPECIAL)


def failed() -> ServiceError:
    """What a client is told where the service failed in a way that its log tells."""
    sentence = translate("Server", "The service could not answer; its log says why.")
    return ServiceError(sentence, 500, NOTHING_SPECIAL)


def report(error: ServiceError, language: str) -> Answer:
    """The exception report of a refusal."""
    locator = f' locator="{escape(printable(error.locator))}"' if error.locator else ""
    sentence = escape(printable(without_places(error.sentence)), quote=False)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/2.0" version="1.0.0" '
        f'xml:lang="{language}">\n'
        f'<ows:Exception exceptionCode="{error.code}"{locator}>\n'
        f"<ows:ExceptionText>{sentence}</ows:ExceptionText>\n"
        "</ows:Exception>\n</ows:ExceptionReport>\n"
    )
    headers = {"Cache-Control": "no-store"}
    if error.status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    if error.status == 405:
        headers["Allow"] = "GET, HEAD"
    return Answer(text.encode("utf-8"), XML, error.status, headers)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The service PAC of QGIS Server: from a request to its answer."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QUrl
from qgis.server import QgsServerInterface, QgsServerRequest, QgsServerResponse, QgsService

from ..core.common.i18n import translate
from ..core.common.patterns import pattern
from ..core.common.request import COMMUNE
from ..core.common.version import plugin_version
from ..core.territory.entry import Entry
from ..core.territory.search import offer_territories
from .answers import Answer, Asked, json_answer, tagged
from .capabilities import capabilities
from .exceptions import UNSUPPORTED, ServiceError, failed, report
from .languages import ENGLISH, FRENCH, speaking
from .parameters import check_pairs, parameters_of, read_pairs, read_request
from .sheets import Work, get_sheet, get_summary
from .warm import Warm, data_time, log

SERVICE, VERSION = "PAC", "1.0.0"

_METHODS = {
    QgsServerRequest.Method.GetMethod: "GET",
    QgsServerRequest.Method.HeadMethod: "HEAD",
}


_IN_ENGLISH = pattern(r"(?i)(?:^|&)lang=en(?:&|$)")


class PacService(QgsService):  # type: ignore[misc]
    """Answers every request of the service; what it has read is kept for the next one."""

    def __init__(self, interface: QgsServerInterface) -> None:
        super().__init__()
        self._interface = interface
        self._warm = Warm()

    def name(self) -> str:
        return SERVICE

    def version(self) -> str:
        return VERSION

    def close(self) -> None:
        """Let go of all that is kept."""
        self._warm.close()

    def executeRequest(  # noqa: N802 - QGIS's name
        self,
        request: QgsServerRequest,
        response: QgsServerResponse,
        project: QgsProject,  # noqa: ARG002
    ) -> None:
        """Answer a request."""
        answer = answer_to(self._asked(request), self._warm)
        response.setStatusCode(answer.status)
        if answer.media_type:
            response.setHeader("Content-Type", answer.media_type)
        for name, value in answer.headers.items():
            response.setHeader(name, value)
        if answer.body:
            response.write(answer.body)

    def _asked(self, request: QgsServerRequest) -> Asked:
        # As it came: QGIS keeps the last of several values, and the filter has set a project.
        query = self._interface.getEnv("QUERY_STRING") or request.originalUrl().query(
            QUrl.ComponentFormattingOption.FullyEncoded
        )
        return Asked(
            query,
            _METHODS.get(request.method(), ""),
            self._header(request, "If-None-Match"),
            self._header(request, "If-Modified-Since"),
        )

    def _header(self, request: QgsServerRequest, name: str) -> str:
        # FastCGI gives them in its environment.
        variable = f"HTTP_{name.upper().replace('-', '_')}"
        return request.header(name) or self._interface.getEnv(variable) or ""


def answer_to(asked: Asked, warm: Warm) -> Answer:
    """The answer to a request, whatever it holds: a refusal is one as well."""
    # Before anything of the query is checked: its refusals are in this language, too.
    language = ENGLISH if _IN_ENGLISH.search(asked.query) else FRENCH
    with speaking(language):
        try:
            return _answer(asked, warm, language)
        except ServiceError as error:
            return report(error, language)
        except Exception as error:
            # What is no refusal of ours would be answered by QGIS with places of the server.
            log(f"{type(error).__name__}: {error}")
            return report(failed(), language)


def _answer(asked: Asked, warm: Warm, language: str) -> Answer:
    """Raises ServiceError."""
    if asked.method not in _METHODS.values():
        sentence = translate("Server", "The service answers GET and HEAD only.")
        raise ServiceError(sentence, 405, UNSUPPORTED)
    pairs = read_pairs(asked.query)
    name = read_request(pairs)
    offer = warm.configuration()
    values = check_pairs(pairs, parameters_of(name, offer))
    return _ANSWERS[name](Work(asked, values, offer, warm, language))


def _capabilities(work: Work) -> Answer:
    told = capabilities(work.offer, work.warm.gazetteer())
    return tagged(json_answer(told), work.asked)


def _search(work: Work) -> Answer:
    """Territories for what was typed, in the order of the dock."""
    limit = int(work.values["LIMIT"])
    found = offer_territories(work.warm.gazetteer(), work.values["Q"], limit)
    return json_answer([_offered(entry) for entry in found.entries])


def _offered(entry: Entry) -> dict[str, str]:
    place = entry.departement_name or entry.departement
    return {
        "code": entry.reference,
        "name": entry.name,
        "kind": COMMUNE if entry.holder else entry.kind,
        "departement": entry.departement,
        "departement_name": entry.departement_name,
        "label": f"{entry.title} – {place}" if place else entry.title,
    }


def _health(work: Work) -> Answer:
    """Whether sheets can be printed: all that they need is read, as it is now."""
    time = data_time(work.warm.prepare(work.language)) or None
    return json_answer({"status": "ok", "version": plugin_version(), "data_time": time})


_ANSWERS: dict[str, Callable[[Work], Answer]] = {
    "GetCapabilities": _capabilities,
    "GetSheet": get_sheet,
    "GetSummary": get_summary,
    "Search": _search,
    "GetHealth": _health,
}

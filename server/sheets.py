# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests for sheets and summaries: each a call of the one pipeline."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from qgis.core import QgsFeedback

from ..core.common.errors import (
    AbsentTerritoryError,
    CancelledError,
    ScaleError,
    SheetError,
    SourceError,
    SrceError,
    StyleError,
    TemplateError,
    TerritoryError,
)
from ..core.common.files import scratch_folder
from ..core.common.i18n import translate
from ..core.common.request import SheetRequest
from ..core.pipeline import ATTEMPTS, Printer, default_path
from ..core.series.fingerprint import Fingerprints
from ..core.sheet_basis import SheetBasis
from ..core.summary.spreadsheet import as_csv, csv_name
from ..core.summary.summary import Summary, SummaryRow
from ..core.territory.entry import Entry
from .answers import (
    CSV,
    MEDIA_TYPES,
    WARNINGS,
    Answer,
    Asked,
    Version,
    file_answer,
    json_answer,
    not_modified,
    warnings_text,
)
from .configuration import Configuration
from .exceptions import INVALID, NOTHING_SPECIAL, ServiceError, failed, unavailable
from .places import without_places
from .sheet_cache import KeptSheet, SheetCache
from .warm import Warm, log, revision

# Pixels of a picture: an A1 at 300 dots per inch, which takes 280 MB while it is drawn.
MOST_PIXELS = 70_000_000

# Dots per inch of a template that says none.
USUAL_DPI = 300
_INCH = 25.4


@dataclass(frozen=True)
class Work:
    """A request that was checked: what it says, what the office allows, and what is kept."""

    asked: Asked
    values: Mapping[str, str]
    offer: Configuration
    warm: Warm
    language: str


def get_sheet(work: Work) -> Answer:
    """The file of a sheet. Raises ServiceError."""
    for _ in range(ATTEMPTS):
        work.warm.look_again()
        answer = _sheet(work)
        if answer is not None:
            return answer
    raise _changing()


def _sheet(work: Work) -> Answer | None:
    """The file of a sheet; None where what it is made from changed meanwhile."""
    request = _request(work)
    entry = _entry(work, request)
    basis = work.warm.basis(request, work.language)
    printer = work.warm.printer(request, work.language)
    if work.values["FORMAT"] == "png":
        request = _drawable(work, request, basis, entry)
    version = _version(work, request, basis, entry)
    if version is not None and Version(version).is_known_to(work.asked):
        return not_modified(Version(version))
    cache = _cache(work.offer)
    kept = cache.get(version) if cache is not None and version is not None else None
    if kept is not None:
        made = Version(version or "", kept.made)
        return not_modified(made) if made.is_known_to(work.asked) else _file(work, kept, made)
    sheet, is_whole = _printed(work, printer, request)
    if version is None:
        return _file(work, sheet, None)
    if not _is_still(work, request, basis, entry, version):
        return None
    if is_whole and cache is not None:
        _keep(cache, version, sheet)
    return _file(work, sheet, Version(version, sheet.made) if is_whole else None)


def _file(work: Work, sheet: KeptSheet, version: Version | None) -> Answer:
    headers = {"Cache-Control": "no-store"} if version is None else version.headers()
    if sheet.warnings:
        headers[WARNINGS] = sheet.warnings
    return file_answer(sheet.body, sheet.name, MEDIA_TYPES[work.values["FORMAT"]], headers)


def _is_still(
    work: Work, request: SheetRequest, basis: SheetBasis, entry: Entry, version: str
) -> bool:
    """Whether what a sheet was made from is as it was before."""
    # The printer takes another basis where files have changed; what it has read of one basis, the
    # fingerprint takes for its files as they were.
    printer = work.warm.printer(request, work.language)
    is_same = printer.basis is basis and basis.is_current(request)
    return is_same and version == _version(work, request, basis, entry)


def get_summary(work: Work) -> Answer:
    """The summary of a territory as JSON or CSV. Raises ServiceError."""
    for _ in range(ATTEMPTS):
        work.warm.look_again()
        answer = _summary(work)
        if answer is not None:
            return answer
    raise _changing()


def _summary(work: Work) -> Answer | None:
    """A summary; None where what it is made from changed meanwhile."""
    request = _request(work)
    entry = _entry(work, request)
    basis = work.warm.basis(request, work.language)
    printer = work.warm.printer(request, work.language)
    version = _version(work, request, basis, entry)
    if version is not None and Version(version).is_known_to(work.asked):
        return not_modified(Version(version))
    with _telling(), _feedback(work.offer) as feedback:
        summary = printer.summarise(request, feedback)
    if version is not None and not _is_still(work, request, basis, entry, version):
        return None
    headers = {"Cache-Control": "no-store"} if version is None else Version(version).headers()
    if work.values["FORMAT"] == "csv":
        body = as_csv(summary).encode("utf-8-sig")
        return file_answer(body, csv_name(summary), CSV, headers)
    return json_answer(_told(summary), headers)


def _changing() -> ServiceError:
    """What a client is told while data are being replaced."""
    sentence = translate("Server", "The data are being replaced at the moment: try again.")
    return ServiceError(sentence, 503, NOTHING_SPECIAL)


def _request(work: Work) -> SheetRequest:
    """The request for the pipeline. What a client leaves out is as the office has it."""
    values = work.values
    wishes: dict[str, Any] = {}
    for parameter, name in (("SHEET", "sheet"), ("TEMPLATE", "template"), ("OUTSIDE", "outside")):
        if values.get(parameter):
            wishes[name] = values[parameter]
    if values.get("SCALE"):
        wishes["scale"] = float(values["SCALE"])
    if values.get("DPI"):
        if values["FORMAT"] != "png":
            sentence = translate("Server", "DPI is for FORMAT=png only.")
            raise ServiceError(sentence, code=INVALID, locator="DPI")
        wishes["dpi"] = int(values["DPI"])
    return work.offer.request(values["TERRITORY"], wishes)


def _entry(work: Work, request: SheetRequest) -> Entry:
    """The territory of a request. Raises ServiceError where there is none or it is too large."""
    gazetteer = work.warm.gazetteer()
    limit = work.offer.communes_limit
    try:
        entry = gazetteer.resolve(request.territory)
    except TerritoryError as error:
        count = _communes_of_departement(work, request.territory)
        if count:
            raise _too_large(count, limit) from error
        raise _unknown(error, request.territory) from error
    if len(entry.members) > limit:
        raise _too_large(len(entry.members), limit)
    return entry


def _drawable(work: Work, request: SheetRequest, basis: SheetBasis, entry: Entry) -> SheetRequest:
    """A request for a picture with its resolution. Raises ServiceError for too large a one."""
    with _telling():
        territory = work.warm.gazetteer().territory(entry)
        template = basis.choice(request.template, entry.kind).choose(territory, request.scale)
    own = template.document.documentElement().attribute("printResolution")
    dpi = request.dpi or min(int(own) if own.isdecimal() else USUAL_DPI, work.offer.dpi_limit)
    page = template.page_size
    most = int((MOST_PIXELS / (page.width() * page.height())) ** 0.5 * _INCH)
    if dpi > most:
        sentence = translate("Server", "A picture of this paper has at most {most} dots per inch.")
        raise ServiceError(sentence.format(most=most), 413, INVALID, "DPI")
    return replace(request, dpi=dpi)


def _communes_of_departement(work: Work, text: str) -> int:
    """How many communes the département of a code or a name has; 0 where it is none."""
    wanted = text.casefold()
    entries = work.warm.gazetteer().entries
    return sum(
        1
        for entry in entries
        if wanted in (entry.departement.casefold(), entry.departement_name.casefold())
        and not entry.members
        and not entry.holder
    )


def _unknown(error: TerritoryError, territory: str) -> ServiceError:
    told = str(error)
    if isinstance(error, AbsentTerritoryError):
        # Its advice is to download it.
        sentence = translate("Server", "“{name}” is not among the territories of this service.")
        told = sentence.format(name=territory)
    return ServiceError(told, 404, INVALID, "TERRITORY")


def _too_large(count: int, limit: int) -> ServiceError:
    sentence = translate(
        "Server",
        "The territory has {count} communes; the service prints territories of at most {limit}.",
    )
    told = sentence.format(count=count, limit=limit)
    return ServiceError(told, 413, INVALID, "TERRITORY")


def _version(work: Work, request: SheetRequest, basis: SheetBasis, entry: Entry) -> str | None:
    """The fingerprint of a file; None where a change of its data would not show in it."""
    gazetteer = work.warm.gazetteer()
    try:
        of_databases = revision(basis, gazetteer)
        if of_databases is None:
            return None
        of_sheet = Fingerprints(request, gazetteer, basis).of(entry)
    except (SrceError, OSError) as error:
        log(error.whole if isinstance(error, SrceError) else str(error))
        raise unavailable() from error
    # A sheet says the day on which it was printed; its warnings are in the client's language.
    facts = (
        *(of_sheet, of_databases),
        *(work.values["FORMAT"], work.language, date.today().isoformat()),
    )
    return hashlib.sha256("\n".join(facts).encode("utf-8")).hexdigest()[:32]


def _cache(offer: Configuration) -> SheetCache | None:
    return _cache_in(offer.cache_folder, offer.cache_limit) if offer.cache_folder else None


# It counts what a process has written.
_cache_in = lru_cache(maxsize=1)(SheetCache)


def _keep(cache: SheetCache, version: str, sheet: KeptSheet) -> None:
    try:
        cache.put(version, sheet)
    except OSError as error:
        # The sheet is answered all the same.
        log(f"The cache takes no file: {error}")


def _printed(work: Work, printer: Printer, request: SheetRequest) -> tuple[KeptSheet, bool]:
    """A sheet as it is printed now, and whether all was on it. Raises ServiceError."""
    with _telling(), scratch_folder() as folder, _feedback(work.offer) as feedback:
        result = printer.export(request, folder / f"sheet.{work.values['FORMAT']}", feedback)
        name = default_path(result.sheet, result.territory, Path()).with_suffix(
            f".{work.values['FORMAT']}"
        )
        body = result.file.read_bytes() if result.file is not None else b""
        warnings = warnings_text(result.warnings)
        return KeptSheet(name.name, body, time.time(), warnings), result.is_whole


@contextmanager
def _feedback(offer: Configuration) -> Iterator[QgsFeedback]:
    """What cancels the body after the seconds that the office allows, between two of its steps."""
    feedback = QgsFeedback()
    if not offer.seconds_limit:
        yield feedback
        return
    timer = threading.Timer(offer.seconds_limit, feedback.cancel)
    timer.daemon = True
    timer.start()
    try:
        yield feedback
    finally:
        timer.cancel()


@contextmanager
def _telling() -> Iterator[None]:
    """Have a refusal of the pipeline told to the client, without the places of the server."""
    try:
        yield
    except TerritoryError as error:
        raise ServiceError(str(error), 404, INVALID, "TERRITORY") from error
    except ScaleError as error:
        raise ServiceError(str(error), 400, INVALID, "SCALE") from error
    except CancelledError as error:
        sentence = translate("Server", "This sheet takes longer than the service allows.")
        raise ServiceError(sentence, 503, NOTHING_SPECIAL) from error
    except TemplateError as error:
        log(error.whole)
        sentence = translate("Server", "This sheet cannot be printed on this template.")
        raise ServiceError(sentence, 400, INVALID, "TEMPLATE") from error
    except (SourceError, SheetError, StyleError) as error:
        log(error.whole)
        raise unavailable() from error
    except SrceError as error:
        log(error.whole)
        raise failed() from error


def _told(summary: Summary) -> dict[str, Any]:
    """A summary as values of JSON, rounded as on the sheet."""
    entry = summary.territory.entry
    whole = [_row(summary, row) for row in summary.rows if row.is_whole]
    return {
        "territory": {
            "code": entry.code,
            "name": entry.name,
            "kind": entry.kind,
            "departement": entry.departement,
            "departement_name": entry.departement_name,
        },
        "sheet": summary.sheet.id,
        "source": summary.source,
        "title": summary.sheet.title or summary.sheet.name,
        "date": summary.date,
        "total": summary.total,
        "classes": whole,
        "warnings": [without_places(warning) for warning in summary.warnings],
    }


def _row(summary: Summary, row: SummaryRow) -> dict[str, Any]:
    told: dict[str, Any] = {"id": row.class_id, "label": row.label, "count": row.count}
    if row.part:
        told["part"] = row.part
    measure, share = summary.rounded(row)
    if measure is not None:
        told["hectares" if row.geometry == "s" else "kilometres"] = measure.value
        if measure.is_less:
            told["is_less"] = True
    if share is not None:
        told["percent"] = share.value
    return told

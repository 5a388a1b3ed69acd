# SPDX-License-Identifier: GPL-3.0-or-later
"""A series before anything of it is printed: which sheets, into which files, which are there."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import ExportError, TerritoryError
from ..common.i18n import translate
from ..common.request import SELECTION, SheetRequest
from ..common.sentence import sentences
from ..common.target import check_folder
from ..output.whole_files import is_whole
from ..prepared_sheet import advance
from ..sheet.definition import SheetDefinition
from ..territory.entry import Entry
from ..territory.gazetteer import Gazetteer
from ..territory.territory_list import Fault, listed_entries
from .fingerprint import Fingerprints
from .job import FAILED, SKIPPED, Job, Outcome
from .merge import merged_place
from .merged_file import apart, identifiers, is_held, merged_path
from .naming import Named, file_paths
from .report_rows import ReportRow, read_rows
from .request import (
    EXISTING_MODES,
    FILES,
    FORMATS,
    MERGED,
    OUTPUT_MODES,
    PDF,
    SKIP,
    SeriesRequest,
    Slice,
)
from .sheets import open_sheets

# Seconds for which a sheet counts as made from the present data where nothing tells whether they
# have changed: a series that broke off goes on, and one of the next night prints all anew.
CURRENT = 43_200

_SLICE = re.compile(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*")


@dataclass
class SeriesPlan:
    """What a series comes to.

    `jobs` are the sheets to be printed now; `skipped` those that are there as they would be made
    now; `failed` what was asked for in vain. `total` counts the sheets of all machines. Sheets
    printed `since` then (seconds since 1970) may be those that would be made now. `place` is
    what one file of all is named by.
    """

    request: SeriesRequest
    jobs: list[Job] = field(default_factory=list)
    skipped: list[Outcome] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    total: int = 0
    since: float = math.inf
    place: str = ""


def plan_series(
    request: SeriesRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> SeriesPlan:
    """Find out the sheets of a series and their files; nothing is written.

    Unknown territories are told and stop nothing. Raises SrceError for a request that cannot be
    meant, or whose data cannot be read; CancelledError.
    """
    check_series(request)
    entries, faults = asked_entries(request, gazetteer)
    # One machine reports what is asked for in vain; the others tell it.
    is_first = request.slice.number == 1
    plan = SeriesPlan(request)
    plan.failed = [_failed(request, fault) for fault in faults if fault.fails and is_first]
    plan.warnings = [fault.message for fault in faults if not (fault.fails and is_first)]
    with ExitStack() as stack:
        sheets = open_sheets(request, stack, feedback)
        named = name_sheets(entries, [one.sheet for one in sheets])
        paths, told = file_paths(named, request.folder, request.name, f".{request.format}")
        prints = [
            Fingerprints(one.wish, gazetteer, one.basis, feedback) if one.basis else None
            for one in sheets
        ]
        plan.total = len(named)
        plan.warnings += told
        if len(sheets) < len(request.sheets):
            plan.warnings.append(_named_twice(request.sheets))
        part = range(request.slice.number - 1, len(named), request.slice.total)
        jobs: list[Job] = []
        for count, place in enumerate(part):
            _advance(feedback, count, 2 * len(part))
            each = named[place]
            one, of_sheet = sheets[each.number - 1], prints[each.number - 1]
            job = Job(
                number=place + 1,
                request=_request(one.wish, each.entry),
                code=each.entry.code,
                name=each.entry.name,
                path=paths[place],
                sheet=each.sheet.name,
            )
            if of_sheet is None:
                plan.failed.append(Outcome(job, FAILED, one.fault))
            else:
                fingerprint, state = of_sheet.of(each.entry), of_sheet.state(each.entry)
                jobs.append(replace(job, fingerprint=fingerprint, state=state))
    plan.place = merged_place(jobs, gazetteer)
    _sort_out(plan, jobs, [one for one in prints if one], feedback)
    plan.warnings = sentences(plan.warnings)
    return plan


def take_finished(plan: SeriesPlan, feedback: QgsFeedback | None = None) -> None:
    """Skip the jobs whose files are there as they would be made now, whoever has printed them.

    Raises CancelledError.
    """
    if plan.since == math.inf:
        return
    rows = read_rows(plan.request.folder)
    jobs, plan.jobs = plan.jobs, []
    for count, job in enumerate(jobs, len(jobs)):
        # Each file is looked into, which takes its time on a share.
        _advance(feedback, count, 2 * len(jobs))
        row = rows.get(job.path.relative_to(plan.request.folder).as_posix())
        if row is not None and _is_current(job, row, plan.since):
            plan.skipped.append(row.outcome(job, SKIPPED))
        else:
            plan.jobs.append(job)
    if plan.jobs and plan.request.output == MERGED:
        _take_held(plan, rows)


def parse_slice(text: str) -> Slice:
    """The share of a series that `3/16` means; empty for all of it. Raises ExportError."""
    if not text.strip():
        return Slice()
    found = _SLICE.fullmatch(text)
    part = Slice(int(found[1]), int(found[2])) if found else Slice(0, 0)
    _check_slice(part, text)
    return part


def check_series(request: SeriesRequest) -> None:
    """Check what a series is asked for with, but its territories and data. Raises SrceError."""
    for value, known in (
        (request.format, FORMATS),
        (request.existing, EXISTING_MODES),
        (request.output, OUTPUT_MODES),
    ):
        if value not in known:
            sentence = translate("Series", "“{value}” is not known here; choose one of {known}.")
            raise ExportError(sentence.format(value=value, known=", ".join(known)))
    _check_slice(request.slice, f"{request.slice.number}/{request.slice.total}")
    if request.output != FILES and request.format != PDF:
        raise ExportError(
            translate("Series", "Only PDFs are put together: choose PDF, or a file for each sheet.")
        )
    if request.output != FILES and request.slice.total > 1:
        raise ExportError(
            translate(
                "Series",
                "A part of a series is not put together: print the parts as files, then all of "
                "them once more, which takes what is there.",
            )
        )
    check_folder(request.folder)


def asked_entries(request: SeriesRequest, gazetteer: Gazetteer) -> tuple[list[Entry], list[Fault]]:
    """The territories of a series, and what is wrong with its list.

    Raises TerritoryError for a list that names none.
    """
    if request.entries:
        return list(request.entries), []
    listed = listed_entries(request.territories, gazetteer, request.own_sheet)
    if not listed.entries:
        raise TerritoryError(_nothing_listed(listed.faults))
    return listed.entries, listed.faults


def name_sheets(entries: Sequence[Entry], sheets: Sequence[SheetDefinition]) -> list[Named]:
    """The sheets of a series in their order: territory by territory."""
    total = len(sheets)
    return [
        Named(entry, sheet, number, total)
        for entry in entries
        for number, sheet in enumerate(sheets, 1)
    ]


def _nothing_listed(faults: Sequence[Fault]) -> str:
    """The sentence for a list of which nothing can be printed."""
    if not faults:
        return translate(
            "Series", "No territory is named: give codes, an EPCI, a département or all."
        )
    first, count = faults[0].message, len(faults)
    if count == 1:
        return first
    sentence = translate("Series", "None of the {count} territories can be printed. {reason}")
    return sentence.format(count=count, reason=first)


def _named_twice(sheets: Sequence[str]) -> str:
    sentence = translate("Territory", "Named more than once, and printed once: {names}.")
    several = [sheet for sheet, count in Counter(sheets).items() if count > 1]
    return sentence.format(names=", ".join(several or sheets))


def _check_slice(part: Slice, text: str) -> None:
    if not 1 <= part.number <= part.total:
        sentence = translate(
            "Series", "“{text}” is no part of a series: write 3/16 for the third of sixteen."
        )
        raise ExportError(sentence.format(text=text))


def _request(wish: SheetRequest, entry: Entry) -> SheetRequest:
    """The request of one sheet of a territory."""
    title = entry.name if entry.kind == SELECTION else ""
    return replace(wish, territory=entry.reference, title=title)


def _failed(request: SeriesRequest, fault: Fault) -> Outcome:
    job = Job(0, replace(request.sheet, territory=fault.asked), fault.asked, "", Path())
    return Outcome(job, FAILED, fault.message)


def _sort_out(
    plan: SeriesPlan,
    jobs: list[Job],
    prints: Sequence[Fingerprints],
    feedback: QgsFeedback | None,
) -> None:
    """Set apart the jobs whose files are there as they would be made now. Raises CancelledError."""
    plan.jobs = jobs
    is_known = all(one.is_known for one in prints)
    if plan.request.existing == SKIP and all(one.is_kept for one in prints):
        plan.since = 0.0 if is_known else time.time() - CURRENT
    take_finished(plan, feedback)
    if plan.request.output == MERGED:
        # What is there is taken; the others only serve the one file.
        plan.jobs = [apart(job, plan.request.folder) for job in plan.jobs]
        take_finished(plan, feedback)
    if plan.skipped and not is_known:
        plan.warnings.append(
            translate(
                "Series",
                "Whether a database or a service has changed is not known: what was printed in the "
                "last {hours} hours is taken as it is.",
            ).format(hours=CURRENT // 3600)
        )


def _take_held(plan: SeriesPlan, rows: Mapping[str, ReportRow]) -> None:
    """Skip all jobs where one file of all sheets holds them as they would be made now."""
    folder = plan.request.folder
    held = list(plan.skipped)
    for job in plan.jobs:
        row = rows.get(job.path.relative_to(folder).as_posix())
        if row is None or not _is_as_planned(job, row, plan.since):
            return
        held.append(row.outcome(job, SKIPPED))
    ids = identifiers(held)
    path = merged_path(folder, plan.place, ids, (one.job.path for one in held))
    if is_held(path, ids):
        plan.skipped, plan.jobs = held, []


def _is_current(job: Job, row: ReportRow, oldest: float) -> bool:
    """Whether a file is there, whole, and made from what it would be made from now."""
    return _is_as_planned(job, row, oldest) and is_whole(job.path, row.size)


def _is_as_planned(job: Job, row: ReportRow, oldest: float) -> bool:
    """Whether a sheet was made from what it would be made from now."""
    return row.fingerprint == job.fingerprint and row.printed >= oldest


def _advance(feedback: QgsFeedback | None, done: int, total: int) -> None:
    """Tell the progress now and then. Raises CancelledError."""
    if done % 64 == 0:
        advance(feedback, 100 * done / max(total, 1))

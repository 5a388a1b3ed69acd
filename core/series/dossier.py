# SPDX-License-Identifier: GPL-3.0-or-later
"""Dossiers: the sheets of a territory as one PDF, behind a cover, their list and key figures.

That of an EPCI whose plan is among the sheets holds the plan, an index and the sheets of its
communes; any other territory has a dossier of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import CancelledError, SrceError
from ..common.files import file_name, scratch_folder
from ..common.progress import Steps
from ..common.request import EPCI, SheetRequest
from ..common.sentence import sentences
from ..output.pdf_merge import Bookmark, Part, count_pages, merge_pdfs
from ..pipeline import Printer
from ..sheet.cartouche import compose, named_office
from ..sheet.definition import SheetDefinition, load_sheet
from ..summary.summary import Summary
from ..territory.entry import Entry
from ..territory.gazetteer import Gazetteer
from .dossier_front import Dossier, DossierSheet, OwnSheet, front_parts
from .job import PRINTED, SKIPPED, Outcome
from .merge import USUAL, sheet_title, territory_title
from .request import SeriesRequest

# How the names of the files begin.
PREFIX = "DOSSIER"


@dataclass
class Dossiers:
    """The dossiers that were written, and what the user should know."""

    files: list[Path] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def write_dossiers(
    request: SeriesRequest,
    outcomes: Sequence[Outcome],
    gazetteer: Gazetteer,
    feedback: QgsFeedback | None = None,
) -> Dossiers:
    """Write a dossier for each territory of a series into its folder.

    Sheets that were asked for and are not there are named in it as missing. One that cannot be
    made stops no other; a territory without any sheet gets none. The progress is that of the step
    at work. Raises CancelledError.
    """
    done = Dossiers()
    groups = _groups(outcomes, gazetteer)
    steps = Steps(feedback, (0, 100), len(groups))
    with ExitStack() as stack:
        facts = _Facts(gazetteer, stack, feedback)
        for group in groups:
            steps.pause()
            if any(outcome.status in (PRINTED, SKIPPED) for outcome in group):
                try:
                    done.files.append(_write(request, group, facts, done.warnings))
                except CancelledError:
                    raise
                except SrceError as error:
                    done.warnings.append(str(error))
            steps.next()
    done.warnings = sentences(done.warnings)
    return done


def dossier_path(request: SeriesRequest, code: str, name: str) -> Path:
    """The file of the dossier of a territory."""
    return request.folder / file_name(PREFIX, code, name)


class _Facts:
    """What sheets hold in their territories, and whose they are; each source is opened once."""

    def __init__(
        self, gazetteer: Gazetteer, stack: ExitStack, feedback: QgsFeedback | None
    ) -> None:
        self._gazetteer = gazetteer
        self._stack = stack
        self._printers: list[Printer] = []
        self.feedback = feedback

    def entry(self, request: SheetRequest) -> Entry:
        """The territory of a sheet. Raises TerritoryError."""
        return self._gazetteer.resolve(request.territory, request.title)

    def of(self, request: SheetRequest) -> Summary:
        """The summary of a sheet. Raises SrceError."""
        serving = (one for one in self._printers if one.serves(request, self._gazetteer))
        printer = next(serving, None)
        if printer is None:
            printer = self._stack.enter_context(closing(Printer(request, self._gazetteer)))
            self._printers.append(printer)
        return printer.summarise(request, self.feedback)


def _groups(outcomes: Sequence[Outcome], gazetteer: Gazetteer) -> list[list[Outcome]]:
    """The sheets of each dossier, those of the territory that it is of first."""
    plans = {
        outcome.job.code
        for outcome in outcomes
        if (entry := gazetteer.entry(outcome.job.code)) is not None and entry.kind == EPCI
    }
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        job = outcome.job
        entry = gazetteer.entry(job.code) if job.code else None
        holders = [code for code in (entry.epcis if entry else ()) if code in plans]
        key = (holders[0], "") if holders else (job.code, "" if job.code in plans else job.name)
        groups[key].append(outcome)
    return [
        sorted(group, key=lambda each: (each.job.code != code, each.job.number))
        for (code, _), group in groups.items()
    ]


def _write(
    request: SeriesRequest, group: Sequence[Outcome], facts: _Facts, warnings: list[str]
) -> Path:
    """Write one dossier; gives its file. Raises SrceError."""
    first = group[0].job
    dossier = _dossier(group, facts, warnings)
    path = dossier_path(request, first.code, first.name)
    with scratch_folder(request.folder) as folder:
        parts = front_parts(dossier, folder, facts.feedback)
        sheets = dossier.sheets
        parts += [
            Part(sheet.outcome.job.path, _bookmarks(sheet, sheets)) for sheet in dossier.there
        ]
        merge_pdfs(parts, path, dossier.title, facts.feedback)
    return path


def _dossier(group: Sequence[Outcome], facts: _Facts, warnings: list[str]) -> Dossier:
    """What a dossier holds. Raises SrceError."""
    first = group[0].job
    own = [outcome for outcome in group if outcome.job.code == first.code]
    summaries: list[Summary | None] = []
    for outcome in own:
        try:
            # Known where the map could not be printed, too.
            summaries.append(facts.of(outcome.job.request))
        except CancelledError:
            raise
        except SrceError as error:
            summaries.append(None)
            # Why a sheet was not printed is told already.
            warnings += [str(error)] if outcome.status in (PRINTED, SKIPPED) else []
    known = next((summary for summary in summaries if summary is not None), None)
    definition = known.sheet if known else load_sheet(USUAL)
    entry = known.territory.entry if known else facts.entry(first.request)
    return Dossier(
        entry,
        [_own_sheet(*each, entry, definition) for each in zip(own, summaries)],
        [_sheet(outcome) for outcome in group[len(own) :]],
        definition,
    )


def _own_sheet(
    outcome: Outcome, summary: Summary | None, entry: Entry, definition: SheetDefinition
) -> OwnSheet:
    """A sheet of the territory itself. Raises SrceError."""
    request, sheet = outcome.job.request, summary.sheet if summary else None
    title = " – ".join(filter(None, (sheet.title, sheet.subtitle))) if sheet else ""
    office = named_office(request.office)[0] or entry.departement
    defaults = (sheet or definition).defaults[entry.kind]
    return OwnSheet(
        outcome=outcome,
        pages=_sheet(outcome).pages,
        title=title or sheet_title(outcome),
        cartouche=compose(defaults, office, request.cartouche),
        summary=summary,
    )


def _sheet(outcome: Outcome) -> DossierSheet:
    is_there = outcome.status in (PRINTED, SKIPPED)
    return DossierSheet(outcome, count_pages(outcome.job.path) if is_there else 0)


def _bookmarks(sheet: DossierSheet, sheets: Sequence[DossierSheet]) -> tuple[Bookmark, ...]:
    """The bookmark of a sheet: below its territory where that has several, or others are there."""
    job = sheet.outcome.job
    of_territory = [one for one in sheets if one.outcome.job.code == job.code]
    titles = (territory_title(sheet.outcome), sheet_title(sheet.outcome))
    if len(of_territory) == len(sheets):
        return (Bookmark(titles[1:]),)
    return (Bookmark(titles if len(of_territory) > 1 else titles[:1]),)

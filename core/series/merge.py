# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets of a series in one PDF, with bookmarks by territory and sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import ExportError
from ..common.french import french_line
from ..common.i18n import translate
from ..common.request import EPCI
from ..output.pdf_merge import Bookmark, Part, merge_pdfs
from ..sheet.definition import load_sheet
from ..territory.gazetteer import Gazetteer
from .job import PRINTED, SKIPPED, Job, Outcome
from .merged_file import identifiers
from .request import PDF

# The sheet whose words are those of all.
USUAL = "srce"


def merge_sheets(
    outcomes: Sequence[Outcome],
    path: Path,
    title: str,
    gazetteer: Gazetteer | None = None,
    feedback: QgsFeedback | None = None,
) -> None:
    """Write the sheets of a series that are there, printed now or before, into one PDF.

    With a gazetteer, the communes of an EPCI stand together, behind its own plan. What was not
    printed is left out: the report names it. Raises ExportError, CancelledError; an
    earlier file survives a failure.
    """
    sheets = merged_order([o for o in outcomes if o.status in (PRINTED, SKIPPED)], gazetteer)
    for sheet in sheets:
        if sheet.job.path.suffix.lower() != f".{PDF}":
            raise ExportError(
                translate(
                    "Merge", "“{path}” is no PDF: only sheets that are PDFs can be merged into one."
                ).format(path=sheet.job.path)
            )
    bookmarks = bookmark_titles(sheets, gazetteer)
    parts = [
        Part(sheet.job.path, (Bookmark(titles),), sheet.job.code)
        for sheet, titles in zip(sheets, bookmarks)
    ]
    merge_pdfs(parts, path, french_line(title), feedback, identifiers(outcomes))


def merged_title(jobs: Sequence[Job], gazetteer: Gazetteer, usual: str) -> str:
    """What a document of sheets is called."""
    place = merged_place(jobs, gazetteer) or usual
    return " – ".join((load_sheet(USUAL).words["dossier_title"], place))


def merged_place(jobs: Sequence[Job], gazetteer: Gazetteer) -> str:
    """The name of the EPCI, else of the département of sheets; empty if they have several."""
    entries = [gazetteer.entry(one.code) for one in jobs if one.code]
    places = {(one.departement, one.departement_name) for one in entries if one is not None}
    epcis = {_epci(one, gazetteer) for one in jobs}
    name = ""
    for found in (places, epcis):
        if len(found) == 1:
            ((_, known),) = found
            name = known or name
    return name


def merged_order(outcomes: Sequence[Outcome], gazetteer: Gazetteer | None) -> list[Outcome]:
    """Sheets in the order of a document: EPCI by EPCI, its own plan first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        code, _ = _epci(outcome.job, gazetteer)
        # What belongs to no EPCI stays where it is.
        groups[code or f"job {outcome.job.number}"].append(outcome)
    return [
        outcome
        for code, group in groups.items()
        for outcome in sorted(group, key=lambda each: each.job.code != code)
    ]


def bookmark_titles(
    outcomes: Sequence[Outcome], gazetteer: Gazetteer | None
) -> list[tuple[str, ...]]:
    """The titles of the bookmarks that lead to each sheet: EPCI, territory, sheet.

    A sheet has one of its own where its territory has several.
    """
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for outcome in outcomes:
        counts[outcome.job.code, outcome.job.name] += 1
    titles: list[tuple[str, ...]] = []
    for outcome in outcomes:
        job = outcome.job
        code, name = _epci(job, gazetteer)
        holder = (name,) if name else ()
        own = () if code == job.code and name else (territory_title(outcome),)
        several = counts[job.code, job.name] > 1
        titles.append((*holder, *own, *((sheet_title(outcome),) if several else ())))
    return titles


def territory_title(outcome: Outcome) -> str:
    """What a list calls the territory of a sheet: `Haynecourt (59294)`."""
    job = outcome.job
    return f"{job.name} ({job.code})" if job.code else job.name


def sheet_title(outcome: Outcome) -> str:
    """What a sheet is called among those of a territory."""
    return outcome.job.sheet or outcome.job.path.stem


def _epci(job: Job, gazetteer: Gazetteer | None) -> tuple[str, str]:
    """The code and the name of the EPCI that a sheet belongs to, or is of; empty for none."""
    entry = gazetteer.entry(job.code) if gazetteer and job.code else None
    if entry is None:
        return "", ""
    if entry.kind == EPCI:
        return entry.code, entry.name
    epci = gazetteer.entry(entry.epci) if gazetteer and entry.epci else None
    return entry.epci, (epci.name if epci else entry.epci_name or entry.epci)

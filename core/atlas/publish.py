# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that QGIS's own atlas prints: recorded sheet by sheet, written whole or not at all."""

from __future__ import annotations

import datetime
import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import CancelledError, SrceError, TerritoryError
from ..common.i18n import translate
from ..common.progress import Steps
from ..common.request import COMMUNE, NO_BASE, SheetRequest
from ..common.sentence import sentences
from ..layers.base_layers import wished_base
from ..pipeline import Printer
from ..territory.entry import Entry
from ..territory.gazetteer import Gazetteer
from ..territory.territory_list import Fault, listed_entries
from .atlas_files import check_atlas_target, written_whole
from .atlas_record import AtlasRecord
from .project_writer import write_project

# How many percents of the way the sheets take; the rest is writing.
RECORDED = 85


@dataclass(frozen=True)
class AtlasRequest:
    """A project for QGIS's own atlas as it is asked for.

    `sheet` is the request that all sheets share; its territory stays empty, a background and a
    light base are left out. `territories` is a list as `listed_entries` reads it, an EPCI's code
    meaning its communes; `path` the project, a .qgz or a .qgs file.
    """

    sheet: SheetRequest
    territories: str
    path: Path


@dataclass
class AtlasResult:
    """What came of a request: the project, its data, how many sheets each of its layouts has.

    `failed` are the territories without a sheet, and why.
    """

    project: Path
    data: Path
    layouts: dict[str, int]
    failed: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many territories can be printed."""
        return sum(self.layouts.values())


def publish_atlas(
    request: AtlasRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> AtlasResult:
    """Write a project from which QGIS prints the sheets of communes without the plugin.

    An earlier project stays as it is unless the new one is whole. A territory that fails costs no
    other one. Raises SrceError, CancelledError; where no territory can be published, the refusal
    of the first.
    """
    # Where QGIS stands may change, and a layer is found by its whole path.
    path = Path(os.path.abspath(request.path))
    check_atlas_target(path)
    entries, faults = listed_entries(request.territories, gazetteer)
    if not entries:
        raise _nothing_listed(faults)
    failed = [fault for fault in faults if fault.fails]
    warnings = [fault.message for fault in faults if not fault.fails]
    today = datetime.date.today().strftime("%d/%m/%Y")
    if wished_base(request.sheet) != NO_BASE:
        warnings.append(
            translate(
                "Atlas",
                "The pages of an atlas have no light base: only the sheets that the plugin itself "
                "prints have one.",
            )
        )
    sheet = replace(request.sheet, base=NO_BASE)
    with closing(Printer(sheet, gazetteer)) as printer:
        record = AtlasRecord(today)
        failed += _record(record, printer, entries, feedback)
        if feedback is not None:
            feedback.setProgress(RECORDED)
        with written_whole(path) as files:
            layouts = write_project(record, gazetteer, files, feedback)
    if feedback is not None:
        # Too late to cancel: what was asked for is there.
        feedback.setProgress(100)
    return AtlasResult(
        request.path, files.data, layouts, failed, sentences([*warnings, *record.warnings])
    )


def _record(
    record: AtlasRecord,
    printer: Printer,
    entries: Sequence[Entry],
    feedback: QgsFeedback | None,
) -> list[Fault]:
    """Record the sheets of territories; gives those that failed.

    Raises the refusal of the first where all did, CancelledError.
    """
    failed: list[Fault] = []
    refusal: SrceError | None = None
    steps = Steps(feedback, (0, RECORDED), len(entries))
    for entry in entries:
        try:
            _check_kind(entry)
            record.add(printer.lay_out(entry.reference))
        except CancelledError:
            raise
        except SrceError as error:
            refusal = refusal or error
            failed.append(Fault(entry.title, str(error)))
        steps.next()
    if refusal is not None and len(failed) == len(entries):
        raise refusal
    return failed


def _check_kind(entry: Entry) -> None:
    if entry.kind != COMMUNE or entry.holder:
        raise TerritoryError(
            translate(
                "Atlas",
                "An atlas has a page for each commune, and none for {territory}: export its sheet.",
            ).format(territory=entry.title)
        )


def _nothing_listed(failed: Sequence[Fault]) -> SrceError:
    if failed:
        return TerritoryError(failed[0].message)
    return TerritoryError(
        translate("Atlas", "The list names no territory: give codes or names, one a line.")
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""A job printed, whichever process it is: what comes of it is an outcome, never an exception."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.disk import fault_in, reason
from ..common.errors import CancelledError, SourceError, SrceError
from ..common.i18n import translate
from ..common.request import PAPERS, SheetRequest
from ..common.sentence import whole
from ..common.target import check_target
from ..output.export import FORMATS
from ..pipeline import Printer, SheetResult
from ..territory.gazetteer import Gazetteer
from .fingerprint import made_from
from .job import BLOCKED, CANCELLED, FAILED, PRINTED, Job, Outcome
from .report_files import thumbnail_path
from .thumbnail import write_thumbnail

# How far from a paper of `PAPERS` a page still is one, in mm.
_TOLERANCE = 0.6


class SheetPrinter:
    """Prints jobs one after another, with a printer for each of their sheets."""

    def __init__(self, gazetteer: Gazetteer, folder: Path) -> None:
        """`folder` is that of the series: it is never made here, since its drive may be offline."""
        self._gazetteer = gazetteer
        self._folder = folder
        self._printers: list[Printer] = []

    def open(self, request: SheetRequest, feedback: QgsFeedback | None = None) -> None:
        """Open the source of a request, for all sheets that share it. Raises SourceError.

        What else is wrong with it costs its own sheet.
        """
        try:
            self._printer(request).sheet(request, feedback)
        except SourceError:
            raise
        except SrceError:
            return

    def print(self, job: Job, feedback: QgsFeedback | None = None) -> Outcome:
        """Print a job to its file."""
        fault = folder_fault(self._folder)
        if fault:
            return Outcome(job, BLOCKED, fault)
        start = time.perf_counter()
        try:
            # A folder of this name is none to print into.
            check_target(job.path, FORMATS)
            _make_folders(job.path.parent, self._folder)
            printer = self._printer(job.request)
            result = printer.export(job.request, job.path, feedback, makes_folder=False)
            self._draw_thumbnail(printer, job)
            fault = _fault(printer, job, result)
            return _printed(job, result, time.perf_counter() - start, fault)
        except CancelledError:
            return Outcome(job, CANCELLED)
        except (SrceError, OSError) as error:
            # Any sheet fails while the disk is full or away; only then is it looked for.
            fault = folder_fault(self._folder, is_tried=True)
            if fault:
                return Outcome(job, BLOCKED, fault)
            seconds = time.perf_counter() - start
            sentence = error.whole if isinstance(error, SrceError) else reason(error, job.path)
            return Outcome(job, FAILED, sentence, seconds=seconds)

    def close(self) -> None:
        """Let go of all that is kept."""
        for printer in self._printers:
            printer.close()
        self._printers.clear()

    def _draw_thumbnail(self, printer: Printer, job: Job) -> None:
        path = thumbnail_path(self._folder, job.path)
        # The sheet is as good without it.
        with suppress(OSError):
            _make_folders(path.parent, self._folder)
            if printer.last_layout is not None:
                write_thumbnail(printer.last_layout, path)

    def _printer(self, request: SheetRequest) -> Printer:
        for printer in self._printers:
            if printer.serves(request, self._gazetteer):
                return printer
        self._printers.append(Printer(request, self._gazetteer))
        return self._printers[-1]


def folder_fault(folder: Path, is_tried: bool = False) -> str:
    """What keeps the folder of a series from taking files now, as a sentence; empty if nothing.

    With `is_tried`, a file is written into it for a moment.
    """
    try:
        is_there = folder.is_dir()
        error = fault_in(folder) if is_there and is_tried else None
    except OSError as refused:
        is_there, error = False, refused
    if is_there and error is None:
        return ""
    if error is None:
        return translate(
            "Series", "The folder “{folder}” is gone, or its drive does not answer."
        ).format(folder=folder)
    return translate("Series", "The folder “{folder}” takes no files: {reason}.").format(
        folder=folder, reason=reason(error, folder)
    )


def _make_folders(folder: Path, top: Path) -> None:
    """Make a folder inside another one, which itself is never made. Raises OSError."""
    inside = [path for path in (folder, *folder.parents) if top in path.parents]
    for path in reversed(inside):
        path.mkdir(exist_ok=True)


def paper_text(sides: tuple[float, float]) -> str:
    """The name of a paper by its short and its long side in mm, or both sides."""
    for name, paper in PAPERS.items():
        if all(abs(one - other) <= _TOLERANCE for one, other in zip(sides, paper)):
            return name
    return f"{sides[0]:.0f} × {sides[1]:.0f} mm"


def _fault(printer: Printer, job: Job, result: SheetResult) -> str:
    """Why a sheet does not stay as it is, since it is not as it was planned; empty if it does."""
    if not result.is_whole:
        return translate(
            "Series",
            "Something is missing on this sheet, as is told; the next series prints it again.",
        )
    if _state(printer, job, result) != job.state:
        return translate(
            "Series",
            "What this sheet is made from changed while the series was printed; the next "
            "series prints it again.",
        )
    return ""


def _state(printer: Printer, job: Job, result: SheetResult) -> str:
    """What a sheet was made from; nothing where that changed meanwhile."""
    if printer.basis is None:
        return ""
    try:
        state = made_from(job.request, printer.basis, result.territory.entry.departement)
        return state if printer.basis.is_current(job.request) else ""
    except (SrceError, OSError):
        # The sheet is there; it is printed again.
        return ""


def _printed(job: Job, result: SheetResult, seconds: float, fault: str) -> Outcome:
    labels = result.sheet.classes
    warnings = [*result.warnings, *([fault] if fault else [])]
    return Outcome(
        job,
        PRINTED,
        paper=paper_text(result.paper),
        scale=result.scale,
        counts={labels.get(key, key): count for key, count in result.counts.items()},
        warnings=tuple(map(whole, warnings)),
        seconds=seconds,
        pages=result.pages,
        size=result.file.stat().st_size if result.file is not None else 0,
        as_planned=not fault,
    )

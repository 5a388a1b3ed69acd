# SPDX-License-Identifier: GPL-3.0-or-later
"""The report of a series: a CSV file that grows with it, and a page to read at the end."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from ..common.errors import ExportError
from ..common.files import cannot_write, make_folder, write_whole
from ..common.sentence import sentences
from .job import CANCELLED, Outcome
from .plan import SeriesPlan
from .report_files import SHEETS, report_path
from .report_page import PAGE_START, SeriesFacts, write_page
from .report_rows import ReportRow, head_line, read_rows, rows_of

# Under how many names a report is tried, where other programs hold those before.
_NAMES = 9


class Report:
    """What came of the sheets of a series so far, kept in its folder from the first one on.

    The CSV file keeps what earlier series have said of other files in the folder: by it the next
    one finds out what need not be printed again.
    """

    def __init__(self, plan: SeriesPlan) -> None:
        """Begin it with what is not printed. Raises ExportError."""
        self._folder = plan.request.folder
        self._plan = plan
        self._outcomes: dict[tuple[str, str], Outcome] = {}
        self._rows: dict[tuple[str, str], ReportRow] = {}
        # What could not be written down at once.
        self._late: list[ReportRow] = []
        # What is left to be printed.
        self._left: list[Outcome] = []
        self._start = time.time()
        make_folder(self._folder)
        usual = report_path(self._folder, plan.request.slice)
        self._path = next(_free_names(usual, head_line()), usual)
        known = read_rows(self._folder)
        self._earlier = {row.path: row for row in rows_of(self._path) if row.path}
        for outcome in (*plan.failed, *plan.skipped):
            row = self._note(outcome)
            if row.path in known:
                row.printed = known[row.path].printed
        self._write_all()

    def append(self, outcome: Outcome) -> None:
        """Add what came of a sheet; nothing is raised, what cannot be written now is later.

        One that is cancelled is told on the page alone: of its file, what was known still holds.
        """
        if outcome.status == CANCELLED:
            self._left.append(outcome)
            return
        self._late.append(self._note(outcome))
        try:
            with self._path.open("rb+") as file:
                file.seek(0, os.SEEK_END)
                file.write(self._late_lines().encode("utf-8", "replace"))
                file.flush()
                os.fsync(file.fileno())
        except FileNotFoundError:
            # The report was taken away; a folder that is away is not made again: its drive may be
            # offline.
            with suppress(ExportError):
                if self._folder.is_dir():
                    self._write_all()
            return
        except OSError:
            # The share may be offline for a minute, the disk be full, a spreadsheet show the file.
            return
        self._late.clear()

    def finish(self, warnings: Sequence[str] = (), made: Sequence[Path] = ()) -> tuple[Path, Path]:
        """Write the whole report; gives the CSV file and the page. Raises ExportError.

        `warnings` are those of the series as a whole, `made` the files of several sheets.
        """
        if not self._folder.is_dir():
            raise cannot_write(
                self._path, FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
            )
        self._write_all()
        path = self._path.with_suffix(".html")
        page = next(_free_names(path, PAGE_START), path)
        every = [*self._outcomes.values(), *self._left]
        outcomes = sorted(every, key=lambda outcome: outcome.job.number)
        whole = SeriesFacts(
            self._plan.request,
            sentences([*self._plan.warnings, *warnings]),
            made,
            time.time() - self._start,
        )
        write_page(page, outcomes, whole)
        return self._path, page

    def _late_lines(self) -> str:
        """Made only where they can be written: in a night they become many."""
        # What was cut off in the middle, as by a disk that is full, is a line of its own.
        return "\r\n" * (len(self._late) > 1) + "".join(row.line() for row in self._late)

    def _note(self, outcome: Outcome) -> ReportRow:
        row = ReportRow.of(outcome, self._folder, time.time())
        key = row.path, row.code if not row.path else ""
        self._outcomes[key] = outcome
        self._rows[key] = row
        return row

    def _write_all(self) -> None:
        """Write all rows, those of earlier series at the end. Raises ExportError."""
        now = sorted(self._rows.values(), key=lambda row: row.number)
        listed = {row.path for row in now}
        others = [row for path, row in sorted(self._earlier.items()) if path not in listed]
        names = _names({(self._folder / row.path).parent for row in others})
        # Sheets in one file of all are known, though theirs are gone.
        there = [
            row
            for row in others
            if row.path.startswith(f"{SHEETS}/") or self._folder / row.path in names
        ]
        self._path = _write_lines(self._path, [*now, *there])
        self._late.clear()


def _names(folders: Iterable[Path]) -> set[Path]:
    """What lies in folders; each is asked once, not each of its files."""
    found: set[Path] = set()
    for folder in folders:
        with suppress(OSError):
            found.update(folder.iterdir())
    return found


def _write_lines(path: Path, rows: Iterable[ReportRow]) -> Path:
    """Write a report, under another name where a program holds the file. Raises ExportError."""
    text = head_line() + "".join(row.line() for row in rows)
    fault: ExportError | None = None
    for target in _free_names(path, head_line()):
        try:
            write_whole(target, text, "utf-8-sig")
        except PermissionError as error:
            fault = fault or cannot_write(target, error)
        except OSError as error:
            raise cannot_write(target, error) from error
        else:
            return target
    raise fault or cannot_write(path, FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)))


def _free_names(path: Path, start: str) -> Iterator[Path]:
    """A path and others like it; no file that begins otherwise than ours: it is the user's."""
    stem = path.stem
    others = (path.with_name(f"{stem}_{number}{path.suffix}") for number in range(2, _NAMES + 1))
    for target in (path, *others):
        try:
            with target.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                head = file.read(len(start))
        except OSError:
            # It is not there, or whoever writes it says what is wrong.
            head = ""
        if head in ("", start):
            yield target

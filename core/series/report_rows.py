# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a report: what came of each sheet, as French spreadsheets read it.

A row is one line, whatever the texts in it: one that was torn when a machine went down costs itself
and no other.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ..common.printable import printable
from ..common.sentence import whole
from ..summary.spreadsheet import FORMULA_STARTS
from .job import CANCELLED, FAILED, PRINTED, SKIPPED, Job, Outcome
from .report_files import report_paths

# The fingerprint is the last one: one of which a part is missing is none.
COLUMNS = (
    *("numéro", "code", "territoire", "feuille", "état", "fichier", "papier", "échelle", "pages"),
    *("octets", "secondes", "objets", "avertissements", "message", "imprimée le", "empreinte"),
)
STATES = {PRINTED: "imprimée", SKIPPED: "inchangée", FAILED: "échec", CANCELLED: "annulée"}
_STATUS = {state: status for status, state in STATES.items()}

# What stands between several things in a cell, and between a class and its count.
_BETWEEN, _COUNTS = " | ", " : "


@dataclass
class ReportRow:
    """A row: the sheet, its file below the folder, what came of it, when (seconds since 1970)."""

    number: int
    code: str
    name: str
    sheet: str
    status: str
    path: str
    paper: str = ""
    scale: float = 0.0
    pages: int = 1
    size: int = 0
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    message: str = ""
    printed: float = 0.0
    fingerprint: str = ""

    @classmethod
    def of(cls, outcome: Outcome, folder: Path, printed: float) -> ReportRow:
        """The row of an outcome; only that of a sheet as it was planned has a fingerprint."""
        job = outcome.job
        is_current = outcome.status in (PRINTED, SKIPPED) and outcome.as_planned
        return cls(
            number=job.number,
            code=job.code,
            name=job.name,
            sheet=job.sheet,
            status=outcome.status,
            path=relative(job.path, folder),
            paper=outcome.paper,
            scale=outcome.scale,
            pages=outcome.pages,
            size=outcome.size,
            seconds=outcome.seconds,
            counts=dict(outcome.counts),
            warnings=tuple(map(whole, outcome.warnings)),
            message=whole(outcome.message),
            printed=printed,
            fingerprint=job.fingerprint if is_current else "",
        )

    def outcome(self, job: Job, status: str) -> Outcome:
        """What a job that is not printed again comes to."""
        return Outcome(
            job,
            status,
            paper=self.paper,
            scale=self.scale,
            counts=dict(self.counts),
            warnings=self.warnings,
            seconds=self.seconds,
            pages=self.pages,
            size=self.size,
        )

    def line(self) -> str:
        """The line of a CSV file."""
        moment = datetime.datetime.fromtimestamp(self.printed).astimezone()
        counts = (f"{label.replace('|', '/')}{_COUNTS}{n}" for label, n in self.counts.items())
        cells = (
            *(str(self.number or ""), self.code, self.name, self.sheet, STATES[self.status]),
            *(self.path, self.paper, f"{self.scale:.0f}" if self.scale else "", str(self.pages)),
            *(str(self.size), f"{self.seconds:.2f}".replace(".", ","), _BETWEEN.join(counts)),
            *(_BETWEEN.join(self.warnings), self.message, moment.isoformat(timespec="seconds")),
            self.fingerprint,
        )
        return csv_line(map(_cell, cells))

    @classmethod
    def read(cls, line: str) -> ReportRow | None:
        """The row of a line; None for the head, and for one that is torn or of another kind."""
        with suppress(ValueError, KeyError, csv.Error):
            cells = [_plain(cell) for cell in next(csv.reader([line], delimiter=";"), [])]
            if len(cells) != len(COLUMNS):
                return None
            values = dict(zip(COLUMNS, cells))
            counts = (part.rpartition(_COUNTS) for part in _parts(values["objets"]))
            return cls(
                number=int(values["numéro"] or 0),
                code=values["code"],
                name=values["territoire"],
                sheet=values["feuille"],
                status=_STATUS[values["état"]],
                path=values["fichier"],
                paper=values["papier"],
                scale=float(values["échelle"] or 0),
                pages=int(values["pages"]),
                size=int(values["octets"]),
                seconds=float(values["secondes"].replace(",", ".")),
                counts={label: int(count) for label, _, count in counts},
                warnings=tuple(_parts(values["avertissements"])),
                message=values["message"],
                printed=datetime.datetime.fromisoformat(values["imprimée le"]).timestamp(),
                fingerprint=values["empreinte"],
            )
        return None


def read_rows(folder: Path) -> dict[str, ReportRow]:
    """What the reports in a folder say of each file, the last of them; nothing where there is none.

    What cannot be read says nothing: what it tells of is printed again.
    """
    rows: dict[str, ReportRow] = {}
    try:
        paths = report_paths(folder)
    except OSError:
        return rows
    for path in paths:
        for row in rows_of(path):
            known = rows.get(row.path)
            if row.path and (known is None or row.printed >= known.printed):
                rows[row.path] = row
    return rows


def rows_of(path: Path) -> Iterator[ReportRow]:
    """The whole rows of one report, in their order."""
    try:
        text = path.read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return
    rows = (ReportRow.read(line) for line in text.splitlines())
    yield from (row for row in rows if row is not None)


def head_line() -> str:
    """The first line of a report."""
    return csv_line(COLUMNS)


def csv_line(cells: Iterable[str]) -> str:
    """A line of a CSV file with its end."""
    line = io.StringIO()
    csv.writer(line, delimiter=";").writerow(list(cells))
    return line.getvalue()


def relative(path: Path, folder: Path) -> str:
    """A file below a folder; nothing for none."""
    return path.relative_to(folder).as_posix() if path.name else ""


def _cell(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula."""
    line = " ".join(printable(text).split())
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _parts(cell: str) -> list[str]:
    return [part for part in cell.split(_BETWEEN) if part]

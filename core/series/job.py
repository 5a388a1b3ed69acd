# SPDX-License-Identifier: GPL-3.0-or-later
"""One sheet of a series, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..common.request import SheetRequest

# What came of a sheet: printed now, as it would be printed now already, not printed.
PRINTED = "printed"
SKIPPED = "skipped"
FAILED = "failed"
CANCELLED = "cancelled"
# What a worker says where the folder takes nothing now: the sheet is tried again once it does.
BLOCKED = "blocked"


@dataclass(frozen=True)
class Job:
    """One sheet to be printed.

    `number` is its place in the series, from 1 on; `code` and `name` are those of its territory,
    for lists, and `sheet` is the name of its sheet; `path` is the file to be written; `fingerprint`
    tells what it would be made from, `state` as much of that as may change while a series runs.
    """

    number: int
    request: SheetRequest
    code: str
    name: str
    path: Path
    fingerprint: str = ""
    sheet: str = ""
    state: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a job.

    `status` is one of those above, BLOCKED between a worker and the pool only; `message` the
    sentence of a failure. `paper` is a name (`A3`) or the two sides in mm, `scale` a denominator,
    `counts` the objects of each class by its label, `seconds` the time that the sheet took, `pages`
    how many its PDF has, `size` the bytes of its file. A sheet that is not `as_planned` is printed
    again the next time.
    """

    job: Job
    status: str
    message: str = ""
    paper: str = ""
    scale: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    pages: int = 1
    size: int = 0
    as_planned: bool = True

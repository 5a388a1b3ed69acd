# SPDX-License-Identifier: GPL-3.0-or-later
"""How far a series is, and what came of it."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

from .job import Outcome

# The rate is that of so many sheets, the last ones.
_WINDOW = 60


@dataclass(frozen=True)
class SeriesProgress:
    """How far a series is.

    `current` are the territories whose sheets are drawn now, `per_minute` the sheets printed in a
    minute of late (0 where that is not known yet), `last` what came last. `note` is a sentence
    about what is waited for, if anything is.
    """

    done: int
    total: int
    current: tuple[str, ...] = ()
    per_minute: float = 0.0
    seconds_left: float = 0.0
    last: Outcome | None = None
    note: str = ""


@dataclass(frozen=True)
class SeriesResult:
    """What came of a series.

    `outcomes` stand by the numbers of their jobs; `report` is the CSV file, `page` the HTML page;
    `merged` the PDF of all sheets, `dossiers` those of the territories, where they were asked for.
    """

    outcomes: list[Outcome]
    report: Path
    page: Path
    merged: Path | None = None
    dossiers: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()
    cancelled: bool = False


class Rate:
    """How many things are done in a minute, of late."""

    def __init__(self) -> None:
        self._times: deque[float] = deque([time.monotonic()], _WINDOW)

    def count(self) -> None:
        """One more is done."""
        self._times.append(time.monotonic())

    def restart(self) -> None:
        """Forget the time of a pause."""
        self._times.clear()
        self._times.append(time.monotonic())

    @property
    def per_minute(self) -> float:
        """The rate; 0 where it is not known yet."""
        passed = self._times[-1] - self._times[0]
        return 60 * (len(self._times) - 1) / passed if passed > 0 else 0.0

    def seconds(self, left: int) -> float:
        """The time that so many things take, 0 where that is not known yet."""
        return 60 * left / self.per_minute if self.per_minute else 0.0

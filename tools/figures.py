# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the benchmarks: measured, beside an aim or a peer, printed as a table."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Figure:
    """A line of the table: texts as printed, and whether the aim is met (None without aim)."""

    what: str
    measured: str
    aim: str = ""
    peer: str = ""
    met: bool | None = None


def figure(what: str, measured: float, aim: float) -> Figure:
    return Figure(what, f"{measured:.1f} ms", f"≤ {aim:.0f} ms", met=measured <= aim)


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return milliseconds(started)


def milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def print_table(figures: list[Figure]) -> None:
    verdicts = {True: "met", False: "missed", None: ""}
    rows = [("what", "measured", "aim", "peer", "")]
    rows += [(f.what, f.measured, f.aim, f.peer, verdicts[f.met]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

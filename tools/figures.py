# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the benchmarks: measured, beside an aim or a peer, printed as a table."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

# Where the package stands under its own name.
PLUGINS = Path(__file__).resolve().parents[1] / ".build" / "plugins"


@dataclass(frozen=True)
class Figure:
    """A line of the table: texts as printed, and whether the aim is met (None without aim)."""

    what: str
    measured: str
    aim: str = ""
    peer: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Spent:
    """What something took, in ms: on the clock, and of this process's time on the processors."""

    wall: float
    cpu: float


def figure(what: str, measured: float, aim: float) -> Figure:
    return Figure(what, f"{measured:.1f} ms", f"≤ {aim:.0f} ms", met=measured <= aim)


def ratio_figures(
    what: str, ours: Sequence[Spent], peer: Sequence[Spent], peer_name: str, aim: float = 0.0
) -> Iterator[Figure]:
    """How many times as long ours takes as the peer, on the clock and in processor time.

    Each holds a value a round: the figure is the median of the rounds' ratios. An aim of 0 is none.
    """
    for clock, wording in (("wall", "on the clock"), ("cpu", "processor time")):
        own = [getattr(one, clock) for one in ours]
        others = [getattr(one, clock) for one in peer]
        ratio = median(one / other for one, other in zip(own, others))
        yield Figure(
            f"{what}, {wording}",
            f"{median(own):.0f} ms = {ratio:.2f} ×",
            f"≤ {aim:.2f} ×" if aim else "",
            f"{peer_name} {median(others):.0f} ms",
            ratio <= aim if aim else None,
        )


def timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return milliseconds(started)


def spent(action: Callable[[], object]) -> Spent:
    started, begun = time.perf_counter(), time.process_time()
    action()
    return Spent(milliseconds(started), (time.process_time() - begun) * 1000)


def mean(times: Sequence[Spent]) -> Spent:
    count = len(times)
    return Spent(sum(one.wall for one in times) / count, sum(one.cpu for one in times) / count)


def milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def memory(line: str = "VmRSS", pid: int | str = "self") -> float:
    """What a process holds in memory, in MB; with `VmHWM` the most that it has held."""
    # Not what resource.getrusage tells: a process begins with what its parent held.
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split(f"{line}:")[1].split()[0]) / 1024


def open_files(pid: int | str = "self") -> int:
    """How many files a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def in_a_process(script: Path, given: Mapping[str, Any], profile: Path) -> dict[str, Any]:
    """What a script prints as JSON on its last line, in a fresh process.

    It is told what it needs as JSON. `profile` is a folder for its QGIS profile and its compiled
    modules: the second process with the same one finds both, as in an installed plugin.
    """
    own = {
        "PYTHONPATH": str(PLUGINS),
        "PYTHONPYCACHEPREFIX": str(profile / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "",
        "QGIS_CUSTOM_CONFIG_PATH": str(profile),
    }
    done = subprocess.run(
        [sys.executable, str(script), json.dumps(dict(given))],
        env={**os.environ, **own},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"{script.name} failed:\n{done.stderr}")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def print_table(figures: list[Figure]) -> None:
    verdicts = {True: "met", False: "missed", None: ""}
    rows = [("what", "measured", "aim", "peer", "")]
    rows += [(f.what, f.measured, f.aim, f.peer, verdicts[f.met]) for f in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())

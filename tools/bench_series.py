# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the benchmark that prints series by worker processes, beside QGIS's native atlas.

Each contender runs in a fresh process, by turns. `docs/benchmarks.md` says how to read the figures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tools.bench_atlas import Atlas
from srce_pac.tools.bench_sheets import (
    OPEN_FILES,
    PAGE,
    TEMPLATE,
    DataSet,
    data_sets,
    in_own_process,
    missing_data,
    plain,
)
from srce_pac.tools.compare_sheets import text
from srce_pac.tools.figures import Figure, Spent, median, ratio_figures

# The CA de Cambrai, and the département that it lies in.
EPCI = "200068500"
DEPARTEMENT = "59"
REAL = 100

# From so many sheets on, the start of the workers counts.
LONG = 100

# Times a page of the atlas, by workers.
AIMS = {1: 1.4, 2: 0.9}

# Of all communes of the département: after how many sheets a worker is looked at, over how many of
# them, and how much more it may hold and take then.
EARLY, LATE, WINDOW = 50, 600, 10
MEMORY_AIM = 1.05
GROWTH_AIM = 1.1

# Every so many sheets are compared by their text as well.
STEP = 20


@dataclass(frozen=True)
class Timed:
    """What some sheets took: all of them from the start on, and each without the start."""

    whole: Spent
    later: Spent

    def counted(self, count: int) -> Spent:
        """What a sheet of so many took, the start counted where it is to be."""
        return self.whole if count >= LONG else self.later


def workers(rounds: int) -> Iterator[Figure]:
    """Series by one and by two workers, beside the pages of an atlas in another process."""
    for data, codes in _series():
        times = _in_turns(data, codes, min(rounds, 5))
        pages = [each.counted(len(codes)) for each in times[PAGE]]
        for count, aim in AIMS.items():
            name = _workers(count)
            ours = [each.counted(len(codes)) for each in times[name]]
            what = f"a sheet of {len(codes)} communes, {name}, {data.name}"
            figures = list(ratio_figures(what, ours, pages, PAGE, aim))
            # More processors take no less of their time.
            yield from figures if count == 1 else figures[:1]
        one = times[_workers(1)]
        start = median(_start(each, len(codes)) for each in one)
        yield Figure(
            f"the start of a worker up to its first sheet, {data.name}",
            f"{start:.1f} sheets",
            peer="processor time of a later sheet",
        )
    yield from missing_data()


def departement(_rounds: int) -> Iterator[Figure]:
    """All communes of a département by one worker: whether it grows, and needs many files."""
    gazetteer = open_gazetteer()
    epci = gazetteer.entry(EPCI)
    last = list(epci.members) if epci is not None else []
    communes = [e.code for e in gazetteer.entries if e.departement == DEPARTEMENT]
    communes = [code for code in communes if len(code) == 5 and code not in last]
    with tempfile.TemporaryDirectory() as name:
        print_ = partial(_print_series, SheetRequest("", DEMONSTRATION, template=TEMPLATE))
        few = print_(last, Path(name) / "few")
        many = print_([*communes, *last], Path(name) / "many")
        alone, behind = (_later(answer, len(last) - 1) for answer in (few, many))
        yield Figure(
            f"a sheet of {len(last)} communes, the last of {many['sheets']}, processor time",
            f"{behind:.0f} ms = {behind / alone:.2f} ×",
            f"≤ {GROWTH_AIM:.2f} ×",
            f"alone {alone:.0f} ms",
            behind <= GROWTH_AIM * alone,
        )
        yield from _held(many["seen"])
        limited = print_([*communes, *last], Path(name) / "limited", open_files=OPEN_FILES)
        right = _right_sheets(Path(name) / "many", Path(name) / "limited")
        total = len(communes) + len(last)
        is_right = right == total == limited["sheets"] and limited["told"] == many["told"]
        yield Figure(
            f"right sheets with {OPEN_FILES} open files at most",
            f"{right} of {total}",
            f"= {total}",
            "the same without the limit",
            is_right,
        )


def merging(_rounds: int) -> Iterator[Figure]:
    """The PDF of all sheets of a series, beside the single ones."""
    data, codes = next(_series())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sheets"
        answer = _print_series(data.request("", TEMPLATE), codes, folder, output="both")
        merged = Path(answer["merged"])
        single = sum(file.stat().st_size for file in folder.rglob("*.pdf") if file != merged)
        size = merged.stat().st_size
        yield Figure(
            f"size of the PDF of {len(codes)} sheets",
            f"{size / 1e6:.1f} MB = {size / single:.2f} ×",
            peer=f"the single ones {single / 1e6:.1f} MB",
        )
        yield Figure(f"putting {len(codes)} sheets together", f"{answer['merging']:.0f} ms")


def _series() -> Iterator[tuple[DataSet, list[str]]]:
    """The communes of an EPCI on the demonstration, many of the real data where they are there."""
    epci = open_gazetteer().entry(EPCI)
    for data in data_sets():
        is_demonstration = data.source == DEMONSTRATION
        members = list(epci.members) if epci is not None else []
        yield data, members if is_demonstration else data.communes[:REAL]


def _in_turns(data: DataSet, codes: Sequence[str], rounds: int) -> dict[str, list[Timed]]:
    """What each contender takes for all communes, a value a round, in an order that turns round."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        request = data.request(codes[0], TEMPLATE)
        with closing(Atlas(request, open_gazetteer(), codes)) as atlas:
            atlas.save(folder / "atlas.qgs")
        contenders = [PAGE, *map(_workers, AIMS)]
        times: dict[str, list[Timed]] = {contender: [] for contender in contenders}
        for turn in range(rounds + 1):
            for contender in contenders if turn % 2 else reversed(contenders):
                if contender == PAGE:
                    answer = in_own_process("atlas_pages", _pages(folder), folder)
                    skipped = 1
                else:
                    skipped = next(count for count in AIMS if _workers(count) == contender)
                    series = data.request("", TEMPLATE)
                    answer = _print_series(series, codes, folder / "sheets", count=skipped)
                # The first of each fills the disk's cache, the profile and the compiled modules.
                if turn:
                    times[contender].append(_timed(answer, skipped))
    return times


def _pages(folder: Path) -> dict[str, Any]:
    return {"project": str(folder / "atlas.qgs"), "file": str(folder / "page.pdf")}


def _print_series(
    request: SheetRequest,
    codes: Sequence[str],
    folder: Path,
    count: int = 1,
    **more: Any,
) -> dict[str, Any]:
    folder.mkdir(exist_ok=True)
    given = {
        "request": plain(request),
        "codes": list(codes),
        "folder": str(folder),
        "workers": count,
        **more,
    }
    return in_own_process("series_of_sheets", given, folder.parent)


def _timed(answer: dict[str, Any], skipped: int) -> Timed:
    """The times of a sheet; without the start are those behind the first ones."""
    seen, count = answer["seen"], answer["sheets"]
    first, last = seen[skipped - 1], seen[-1]
    later = count - skipped
    return Timed(
        Spent(answer["wall"] / count, answer["cpu"] / count),
        Spent((last["wall"] - first["wall"]) / later, (last["cpu"] - first["cpu"]) / later),
    )


def _start(timed: Timed, count: int) -> float:
    """The processor time of the start and of the first sheet, in later sheets."""
    return (timed.whole.cpu * count - timed.later.cpu * (count - 1)) / timed.later.cpu


def _later(answer: dict[str, Any], count: int) -> float:
    """The processor time of a worker for each of its last sheets."""
    seen = answer["seen"]
    spent: float = seen[-1]["cpu"] - seen[-1 - count]["cpu"]
    return spent / count


def _held(seen: Sequence[dict[str, Any]]) -> Iterator[Figure]:
    """Memory and open files of a worker, looked at while it draws the next sheet."""
    early, late = (seen[number - WINDOW : number] for number in (EARLY, LATE))
    at_first, at_the_end = (median(one["memory"] for one in part) for part in (early, late))
    yield Figure(
        f"memory of a worker after {LATE} sheets",
        f"{at_the_end:.0f} MB = {at_the_end / at_first:.2f} ×",
        f"≤ {MEMORY_AIM:.2f} ×",
        f"after {EARLY}: {at_first:.0f} MB",
        at_the_end <= MEMORY_AIM * at_first,
    )
    few, many = (min(one["files"] for one in part) for part in (early, late))
    yield Figure(
        f"open files of a worker after {LATE} sheets",
        f"{many}",
        f"= {few}",
        f"after {EARLY}: {few}",
        many == few,
    )


def _right_sheets(free: Path, limited: Path) -> int:
    """How many sheets are as large as without the limit; of some, with the same text too."""
    right = 0
    for number, one in enumerate(sorted(free.glob("*.pdf"))):
        other = limited / one.name
        same = other.is_file() and one.stat().st_size == other.stat().st_size
        right += same and (number % STEP != 0 or text(one) == text(other))
    return right


def _workers(count: int) -> str:
    return "one worker" if count == 1 else f"{count} workers"

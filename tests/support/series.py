# SPDX-License-Identifier: GPL-3.0-or-later
"""A small series of square communes, the pool that prints it, and workers that misbehave."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtCore import QEventLoop, QObject, QTimer

from srce_pac.core.common.report_names import PICTURES
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.whole_files import is_whole
from srce_pac.core.series.job import Job, Outcome
from srce_pac.core.series.pool import Limits, Pool
from srce_pac.core.series.request import SeriesRequest
from srce_pac.core.series.sheet_printer import SheetPrinter
from srce_pac.core.series.worker_python import worker_setup
from srce_pac.core.series.workers import LocalWorker, ProcessWorker
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import SIDE, box, commune, make_gazetteer
from srce_pac.tests.support.printers import small, write_both

# Whatever happens, a test does not wait longer, in milliseconds.
LONGEST = 800_000

# Beside the program of the workers: what a sheet of a commune does, by its code.
_HOOK = """
import importlib, os, runpy, sys, time

DEEDS = {deeds!r}

def eat():
    kept = []
    while True:
        kept.append(bytearray(b"x" * 20_000_000))
        time.sleep(0.02)

ACTIONS = {{"abort": os.abort, "hang": lambda: time.sleep(3600), "eat": eat,
    "exit": lambda: os._exit(7), "chatter": lambda: os.write(1, b"not an answer\\n")}}

def patched(module):
    real = module.SheetPrinter.print
    def print_sheet(self, job, feedback=None):
        ACTIONS.get(DEEDS.get(job.request.territory), lambda: None)()
        return real(self, job, feedback)
    module.SheetPrinter.print = print_sheet

started = runpy.run_path(sys.argv[1])
imported = importlib.import_module

def import_module(name, *others):
    module = imported(name, *others)
    if name.endswith(".series.worker"):
        patched(module)
    return module

importlib.import_module = import_module
started["main"]()
"""


@dataclass
class Series:
    """What is printed, and what came of it."""

    request: SeriesRequest
    gazetteer: Gazetteer
    jobs: list[Job]
    outcomes: list[Outcome] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        """Where the sheets go."""
        return self.request.folder

    def pool(self, jobs: Sequence[Job] | None = None, parent: QObject | None = None) -> Pool:
        """A pool that is not started yet."""
        sheet = replace(self.jobs[0].request, source=self.request.sheet.source)
        setup = worker_setup(replace(self.request, sheet=sheet), self.gazetteer)
        pool = Pool(
            self.jobs if jobs is None else jobs,
            self.folder,
            lambda: ProcessWorker(setup),
            lambda: LocalWorker(SheetPrinter(self.gazetteer, self.folder)),
            parent,
        )
        pool.done.connect(self.outcomes.append)
        pool.noted.connect(self.notes.append)
        pool.warned.connect(self.warnings.append)
        return pool

    def print(
        self,
        workers: int,
        limits: Limits | None = None,
        meanwhile: Callable[[Pool], object] | None = None,
        every: int = 50,
    ) -> None:
        """Print it all; `meanwhile` is called each so many milliseconds."""
        pool = self.pool()
        timer = QTimer()
        if meanwhile is not None:
            timer.timeout.connect(lambda: meanwhile(pool))
            timer.start(every)
        run_to_end(pool, lambda: pool.start(workers, limits or Limits()))
        timer.stop()

    def statuses(self) -> dict[str, str]:
        """What came of each commune, by its code."""
        return {outcome.job.code: outcome.status for outcome in self.outcomes}

    def files(self) -> set[str]:
        """All that lies in the folder, hidden or not, but the small pictures of the sheets."""
        return {path.name for path in self.folder.iterdir()} - {PICTURES}

    def broken(self) -> list[str]:
        """The sheets and small pictures that are not whole."""
        files = (*self.folder.glob("*.pdf"), *self.folder.glob(f"{PICTURES}/*"))
        return [path.name for path in files if not is_whole(path)]


def make_series(folder: Path, count: int, **others: Any) -> Series:
    """A series of so many communes on the smallest template."""
    where = folder / "territories"
    rows = [
        commune(f"59{i:03}", f"Commune {i}", box((i - 1) * SIDE, 0, SIDE), population=1000 - i)
        for i in range(1, count + 1)
    ]
    gazetteer = make_gazetteer(where, rows)
    sheet = small(write_both(folder / "source"), "")
    out = folder / "sheets"
    out.mkdir()
    request = SeriesRequest(sheet, "all", out, communes=str(where / "territories.fgb"))
    return Series(replace(request, **others), gazetteer, jobs_of(sheet, count, out))


def jobs_of(sheet: SheetRequest, count: int, folder: Path) -> list[Job]:
    """A job for each commune."""
    codes = [f"59{i:03}" for i in range(1, count + 1)]
    return [
        Job(i, replace(sheet, territory=code), code, f"Commune {i}", folder / f"{code}.pdf")
        for i, code in enumerate(codes, 1)
    ]


def run_to_end(pool: Pool, start: Callable[[], object]) -> None:
    """Start, and process events until it is finished."""
    loop, watch = QEventLoop(), QTimer()
    ended: list[bool] = []

    def end() -> None:
        ended.append(True)
        loop.quit()

    pool.finished.connect(end)
    watch.setSingleShot(True)
    watch.timeout.connect(loop.quit)
    watch.start(LONGEST)
    start()
    if not ended:
        loop.exec()
    if not ended:
        pool.stop()
        ended.clear()
    assert ended, "the series does not end"


def limited_python(folder: Path, limits: str) -> Path:
    """This Python as a program that first limits itself, with words of the shell."""
    return _program(folder, f'{limits}\nexec "{sys.executable}" "$@"\n')


def hooked_python(folder: Path, limits: str = "", **deeds: str) -> Path:
    """This Python, with which the sheets of communes (`c59001`) do something before they are drawn.

    They may abort, exit, hang, eat memory, or chatter.
    """
    hook = folder / "hook.py"
    hook.write_text(_HOOK.format(deeds={key[1:]: deed for key, deed in deeds.items()}))
    return _program(folder, f'{limits}\nexec "{sys.executable}" "{hook}" "$2"\n')


def _program(folder: Path, script: str) -> Path:
    program = folder / "python é 1"
    program.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
    program.chmod(0o755)
    return program

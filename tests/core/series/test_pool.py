# SPDX-License-Identifier: GPL-3.0-or-later
"""A series printed by real worker processes, and by this one: what a fault costs."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from qgis.PyQt.QtCore import QTimer

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.series import pool as pool_module
from srce_pac.core.series import workers
from srce_pac.core.series.job import CANCELLED, FAILED, PRINTED, Job, Outcome
from srce_pac.core.series.pool import Limits, Pool
from srce_pac.core.series.workers import ProcessWorker, Worker
from srce_pac.tests.support.series import (
    Series,
    hooked_python,
    jobs_of,
    limited_python,
    make_series,
    run_to_end,
)

pytestmark = pytest.mark.once

Use = Callable[[Path], None]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of this process and its workers."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def series(tmp_path: Path, temporary: Path) -> Iterator[Series]:
    """Six communes; nothing but their sheets is left anywhere afterwards."""
    series = make_series(tmp_path, 6)
    yield series
    printed = {one.job.path.name for one in series.outcomes if one.status == PRINTED}
    assert series.files() == printed
    assert series.broken() == []
    assert list(temporary.iterdir()) == []
    # Each job once.
    numbers = sorted(one.job.number for one in series.outcomes)
    assert numbers == [job.number for job in series.jobs]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Have a program run the workers."""
    return lambda program: monkeypatch.setattr(workers, "find_python", lambda: program)


def message(series: Series, code: str) -> str:
    [found] = [one.message for one in series.outcomes if one.job.code == code]
    return found


def all_printed_but(series: Series, *codes: str) -> bool:
    statuses = series.statuses()
    failed = {code for code, status in statuses.items() if status == FAILED}
    others = {status for code, status in statuses.items() if code not in codes}
    return failed == set(codes) and others == {PRINTED}


def test_workers_print_what_this_process_prints(series: Series) -> None:
    def same(outcome: Outcome) -> Outcome:
        return replace(outcome, seconds=0, size=0)

    # One that fails stops no other.
    del series.jobs[4:]
    broken = replace(series.jobs[1].request, territory="99999")
    series.jobs[1] = replace(series.jobs[1], request=broken)
    held = series.jobs[3].path
    held.mkdir()
    series.print(0)
    here = {one.job.code: same(one) for one in series.outcomes}
    series.outcomes.clear()
    shutil.rmtree(series.folder)
    held.mkdir(parents=True)
    series.print(2)
    held.rmdir()
    assert {one.job.code: same(one) for one in series.outcomes} == here
    assert all_printed_but(series, "59002", "59004")
    assert "99999" in message(series, "59002")
    assert str(held) in message(series, "59004")
    printed = [one for one in series.outcomes if one.status == PRINTED]
    assert {one.paper for one in printed} == {"A4"}
    assert all(one.size == one.job.path.stat().st_size for one in printed)


def pid_of(pool: Pool) -> list[int]:
    return [worker.pid() for worker in pool.workers() if isinstance(worker, ProcessWorker)]


class Clock:
    """The time, which a test may turn on."""

    def __init__(self) -> None:
        self.turned = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.turned


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(pool_module, "time", clock)
    return clock


def test_a_sheet_that_ends_its_worker_costs_itself(
    series: Series, use: Use, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Once is enough here, as each end costs the start of another worker.
    monkeypatch.setattr(pool_module, "TRIES", 1)
    # Few open files are enough, too.
    limits = "ulimit -n 200"
    deeds = {"c59002": "abort", "c59003": "hang", "c59004": "chatter", "c59005": "exit"}
    use(hooked_python(tmp_path, limits, **deeds, c59006="eat"))
    pids: set[int] = set()

    def look(pool: Pool) -> None:
        pids.update(pid_of(pool))
        # Only for the one that hangs: others may take their time.
        if [job.code for job in pool.drawn()] == ["59003"]:
            clock.turned += pool_module.MOST

    series.print(1, Limits(seconds=100, megabytes=700), meanwhile=look)
    assert all_printed_but(series, "59002", "59003", "59005", "59006")
    assert "signal 6" in message(series, "59002")
    assert "more than 100 seconds" in message(series, "59003")
    assert "code 7" in message(series, "59005")
    assert "more than 700 MB" in message(series, "59006")
    # One at the beginning, and another one after each end but the last.
    assert len(pids - {0}) == 4


@pytest.mark.parametrize(
    "program",
    [
        "/nowhere/python3",
        "exit 3",
        "echo 'at https://a:pw1@x.fr/' >&2; exit 1",
        "exec cat >/dev/null",
    ],
)
def test_without_workers_this_process_prints(
    series: Series, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(pool_module, "START_LIMIT", 1.0)
    use(Path(program) if program[0] == "/" else limited_python(tmp_path, program))
    del series.jobs[2:]
    series.print(2)
    assert all_printed_but(series)
    [warning] = series.warnings
    assert "printed by QGIS itself" in warning
    assert "pw1" not in warning


@pytest.mark.parametrize("number", [0, 1])
def test_a_cancelled_series_ends_within_a_second(series: Series, number: int) -> None:
    moments: list[float] = []

    def look(pool: Pool) -> None:
        if len(series.outcomes) >= 2 and not moments:
            moments.append(time.monotonic())
            pool.cancel()

    series.print(number, meanwhile=look, every=5)
    statuses = list(series.statuses().values())
    assert statuses.count(PRINTED) >= 2
    assert statuses.count(CANCELLED) >= 1
    assert set(statuses) == {PRINTED, CANCELLED}


@pytest.mark.parametrize("number", [0, 1])
def test_a_stopped_series_has_ended_when_it_says_so(series: Series, number: int) -> None:
    pool = series.pool()
    ended: list[bool] = []
    pool.finished.connect(lambda: ended.append(True))
    pool.start(number, Limits())
    pids = pid_of(pool)
    pool.stop()
    assert ended == [True]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert set(series.statuses().values()) == {CANCELLED}


@pytest.mark.parametrize("number", [0, 1])
def test_a_folder_that_is_away_is_waited_for(
    series: Series, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(pool_module, "FOLDER_LOOK", 0.2)
    away = series.folder.with_name("away")
    del series.jobs[4:]

    def look(pool: Pool) -> None:
        if len(series.outcomes) >= 1 and not series.notes:
            if series.folder.exists():
                series.folder.rename(away)
        elif away.exists():
            away.rename(series.folder)

    series.print(number, meanwhile=look, every=5)
    assert all_printed_but(series)
    # What is waited for, and that it goes on.
    assert str(series.folder) in series.notes[0]
    assert series.notes[1] == ""


def test_a_full_disk_is_waited_for_and_then_the_series_ends(
    series: Series, use: Use, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool_module, "FOLDER_LOOK", 0.1)
    monkeypatch.setattr(pool_module, "BLOCKED_TRIES", 2)
    del series.jobs[2:]
    # Files of the worker may have 2 blocks: no sheet fits, as on a disk that is full.
    use(limited_python(tmp_path, "ulimit -f 2"))
    series.print(1)
    assert set(series.statuses().values()) == {FAILED}
    assert "takes no file of that size" in message(series, "59001")


class FakeWorker(Worker):
    """Says of each job that it is printed, after some turns of the event loop."""

    is_apart = True
    memory = 100.0
    # The numbers of jobs that end their worker, and how many it had as it began each of those.
    deadly: ClassVar[tuple[int, ...]] = ()
    deaths: ClassVar[list[tuple[int, int]]] = []

    def __init__(self, made: list[FakeWorker], turn: int = 0) -> None:
        super().__init__()
        made.append(self)
        self._turn = turn
        self._jobs: list[Job] = []
        self._is_busy = self.is_killed = False

    def start(self) -> None:
        QTimer.singleShot(0, self.ready.emit)

    def give(self, jobs: Sequence[Job]) -> None:
        self._jobs.extend(jobs)
        if not self._is_busy:
            self._begin()

    def finish(self) -> None:
        QTimer.singleShot(0, lambda: self.ended.emit(""))

    def cancel(self) -> None:
        self.finish()

    def kill(self, why: str = "") -> None:
        self.is_killed = True
        QTimer.singleShot(0, lambda: self.ended.emit(why))

    def megabytes(self) -> float:
        return self.memory

    def _begin(self) -> None:
        self._is_busy = True
        number = self._jobs[0].number
        self.begun.emit(number)
        if number in self.deadly:
            self.deaths.append((number, len(self._jobs)))
            self.kill("signal 6")
            return
        QTimer.singleShot(self._turn, self._answer)

    def _answer(self) -> None:
        job = self._jobs.pop(0)
        self.answered.emit(Outcome(job, PRINTED))
        self._is_busy = False
        if self._jobs:
            self._begin()


def run_fake(count: int, limits: Limits, turn: int = 0) -> tuple[list[Outcome], list[FakeWorker]]:
    """Print so many sheets by workers that only say so."""
    made: list[FakeWorker] = []
    outcomes: list[Outcome] = []
    jobs = jobs_of(SheetRequest(""), count, Path())
    pool = Pool(jobs, Path(), lambda: FakeWorker(made, turn), lambda: FakeWorker(made))
    pool.done.connect(outcomes.append)
    run_to_end(pool, lambda: pool.start(2, limits))
    return outcomes, made


def test_time_that_the_computer_sleeps_is_nobodys(clock: Clock) -> None:
    timer = QTimer()
    timer.timeout.connect(lambda: setattr(clock, "turned", clock.turned + 3600))
    timer.start(300)
    outcomes, made = run_fake(3, Limits(seconds=20), turn=1000)
    timer.stop()
    assert clock.turned
    assert [one.status for one in outcomes] == [PRINTED] * 3
    assert not any(one.is_killed for one in made)


def test_a_sheet_that_ends_its_worker_is_tried_again_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FakeWorker, "deadly", (2, 12))
    monkeypatch.setattr(FakeWorker, "deaths", [])
    outcomes, made = run_fake(20, Limits())
    failed = {one.job.number: one.message for one in outcomes if one.status == FAILED}
    assert sorted(failed) == [2, 12]
    assert all("tried twice: signal 6" in text for text in failed.values())
    assert sum(one.status == PRINTED for one in outcomes) == 18
    for number in failed:
        first, second = (count for died, count in FakeWorker.deaths if died == number)
        assert first > second == 1
    assert len(made) == 6


def test_a_worker_whose_memory_grows_is_replaced_before_it_costs_a_sheet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(FakeWorker, "memory", 90.0)
    outcomes, made = run_fake(20, Limits(megabytes=100))
    assert [one.status for one in outcomes] == [PRINTED] * 20
    assert not any(one.is_killed for one in made)
    assert len(made) > 3


def test_many_sheets_take_no_longer_each() -> None:
    outcomes, made = run_fake(3_000, Limits())
    assert sorted(one.job.number for one in outcomes) == list(range(1, 3_001))
    assert len(made) == 2

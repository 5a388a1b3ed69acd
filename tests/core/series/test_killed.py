# SPDX-License-Identifier: GPL-3.0-or-later
"""Workers and the parent killed at random moments: whole files only, and all in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from srce_pac.tests.support.series import Series, make_series

pytestmark = pytest.mark.once

# Of both victims, so many that some fall into a start, a sheet and an end.
KILLS = 6
COMMUNES = 6
SEED = 14
# Whatever happens, nothing is waited for longer, in seconds.
LONGEST = 900


class Parent:
    """The process that prints the series."""

    def __init__(self, folder: Path, temporary: Path) -> None:
        self._folder = folder
        self._environment = {**os.environ, "TMPDIR": str(temporary), "QT_QPA_PLATFORM": "offscreen"}
        self._environment["PYTHONPATH"] = os.pathsep.join(sys.path)
        self._environment["QGIS_CUSTOM_CONFIG_PATH"] = str(folder / "profile")
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "srce_pac.tests.support.series_parent", str(self._folder)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def is_running(self) -> bool:
        return self.process.poll() is None

    def workers(self) -> list[int]:
        """The processes that it has started."""
        pid = self.process.pid
        try:
            return [
                int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            ]
        except FileNotFoundError:
            return []

    def kill(self) -> None:
        """Kill it, and wait until its workers have noticed."""
        workers = self.workers()
        self.process.kill()
        self.process.wait()
        wait(lambda: not any(is_alive(pid) for pid in workers))


def is_alive(pid: int) -> bool:
    """Whether a process runs, and is not only not asked for yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait(done: Callable[[], object]) -> None:
    end = time.monotonic() + LONGEST
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def series(tmp_path: Path) -> Series:
    return make_series(tmp_path, COMMUNES)


def left_over(temporary: Path) -> list[str]:
    """What lies in the temporary folder, but what QGIS itself has left there when it was killed."""
    of_qgis = ("qt_temp", "oauth2-cache", "runtime-")
    return [path.name for path in temporary.iterdir() if not path.name.startswith(of_qgis)]


def sheets(series: Series) -> set[str]:
    return {name for name in series.files() if name.endswith(".pdf")}


def test_killed_at_any_moment_a_series_is_completed(
    series: Series, tmp_path: Path, temporary: Path
) -> None:
    dice = random.Random(SEED)
    # Most of the time a worker; the parent takes its workers with it.
    victims = ["parent"] * 2 + ["worker"] * (KILLS - 2)
    dice.shuffle(victims)
    expected = {f"SRCE_59{i:03}_COMMUNE_{i}.pdf" for i in range(1, COMMUNES + 1)}
    parent = Parent(tmp_path, temporary)
    for victim in victims:
        more = len(sheets(series)) + dice.randint(0, 2)
        delay = dice.uniform(0, 0.6)
        if victim == "worker":
            wait(lambda: parent.workers() or not parent.is_running())
        wait(lambda: len(sheets(series)) >= more or not parent.is_running())  # noqa: B023
        time.sleep(delay)
        if victim == "parent" and parent.is_running():
            parent.kill()
            # What says that it prints here; the next one takes that away.
            hidden = {name for name in series.files() if name.startswith(".")}
            assert hidden <= {".srce_pac_series_1_of_1.lock"}
            assert left_over(temporary) == []
        workers = [pid for pid in parent.workers() if is_alive(pid)]
        if victim == "worker" and workers:
            os.kill(dice.choice(workers), signal.SIGKILL)
        assert series.broken() == []
        if not parent.is_running():
            if sheets(series) == expected:
                # All is printed: what is killed next shall have something to do.
                for path in sorted(series.folder.glob("*.pdf"))[::2]:
                    path.unlink()
            parent.start()
    parent.process.wait(LONGEST)
    # What was killed twice was reported; now nobody kills.
    parent.start()
    assert parent.process.wait(LONGEST) == 0
    assert sheets(series) == expected
    assert series.broken() == []
    assert series.files() - expected == {"rapport.csv", "rapport.html"}
    assert left_over(temporary) == []

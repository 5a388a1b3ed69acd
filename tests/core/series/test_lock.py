# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may print into a folder."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QSysInfo

from srce_pac.core.common.errors import ExportError
from srce_pac.core.series.lock import SILENT, SeriesLock
from srce_pac.core.series.request import Slice

# Takes a lock as Qt does, in another process, and is killed with it.
HOLD = """
import os, sys
from qgis.PyQt.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
assert lock.tryLock(0)
os.kill(os.getpid(), 9)
"""


def lock_file(folder: Path, number: int, total: int) -> Path:
    return folder / f".srce_pac_series_{number}_of_{total}.lock"


def write_lock(path: Path, process: int, host: str, age: float = 0) -> None:
    """The lock of a process of some machine, as Qt writes it."""
    path.write_text(f"{process}\nqgis\n{host}\n")
    os.utime(path, (time.time() - age, time.time() - age))


def test_the_locks_of_killed_processes_are_taken_over(tmp_path: Path) -> None:
    for number, total in ((1, 1), (2, 3)):
        held = lock_file(tmp_path, number, total)
        subprocess.run([sys.executable, "-c", HOLD, str(held)], check=False)
        assert held.exists()
    lock = SeriesLock(tmp_path, Slice(1, 2))
    assert [path.name for path in tmp_path.iterdir()] == [lock_file(tmp_path, 1, 2).name]
    lock.release()
    assert not [*tmp_path.iterdir()]


def test_another_machine_holds_a_folder_until_it_is_long_silent(tmp_path: Path) -> None:
    held = lock_file(tmp_path, 1, 1)
    write_lock(held, 77, "elsewhere")
    with pytest.raises(ExportError) as refused:
        SeriesLock(tmp_path, Slice())
    assert "process 77 on elsewhere" in refused.value.whole
    # What is in the way, should it be nobody's.
    assert held.name in refused.value.whole
    # A slice beside it disturbs nobody.
    write_lock(lock_file(tmp_path, 2, 3), 78, "elsewhere")
    held.unlink()
    SeriesLock(tmp_path, Slice(1, 3)).release()
    with pytest.raises(ExportError, match="process 78"):
        SeriesLock(tmp_path, Slice(1, 2))
    write_lock(lock_file(tmp_path, 2, 3), 78, "elsewhere", SILENT + 60)
    SeriesLock(tmp_path, Slice(1, 2)).release()
    assert not [*tmp_path.iterdir()]


def test_a_series_that_goes_on_says_so(tmp_path: Path) -> None:
    lock = SeriesLock(tmp_path, Slice())
    held = lock_file(tmp_path, 1, 1)
    os.utime(held, (0, 0))
    assert lock.keep()
    assert time.time() - held.stat().st_mtime < SILENT
    lock.release()
    # It is gone, and nothing is made in its place.
    assert not lock.keep()
    assert not [*tmp_path.iterdir()]


def test_who_slept_notices_that_the_folder_was_given_away(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    lock = SeriesLock(folder, Slice())
    write_lock(lock_file(folder, 1, 1), 77, "elsewhere")
    assert not lock.keep()
    # Of a drive that is away for a minute nobody knows.
    folder.rename(tmp_path / "away")
    assert lock.keep()
    (tmp_path / "away").rename(folder)
    lock.release()


def test_a_folder_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError):
        SeriesLock(tmp_path / "file", Slice())
    assert QSysInfo.machineHostName()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    SeriesLock(tmp_path / "a" / "b", Slice()).release()
    assert (tmp_path / "a" / "b").is_dir()

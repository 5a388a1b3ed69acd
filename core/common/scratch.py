# SPDX-License-Identifier: GPL-3.0-or-later
"""Hidden folders in which files are made, and those that a process which was killed has left."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile, QSysInfo

from .patterns import pattern

# No other program and no other part of this one calls a folder or a file so.
_BEGINNING = ".srce_pac_"
_FOLDER, _PART = f"{_BEGINNING}scratch_", f"{_BEGINNING}part_"
_FOLDERS = pattern(r"\.srce_pac_scratch_[a-z0-9_]{8}")
_PARTS = pattern(r"\.srce_pac_part_[0-9a-f]{8}(\.qgz)?")

# The file in a folder that says which process uses it, as Qt writes and reads it.
LOCK = "lock"

# Seconds after which what no living process is known to use is left over: where the process
# cannot be asked for (on another machine), or has said nothing.
LEFT_OVER = 86_400

# A folder with so many entries is looked through at most once in so many seconds for what is made
# in it: with thousands of sheets, or on a share, it takes longer than a sheet.
MANY = 1_000
PAUSE = 60.0

# When such folders were looked through last.
_swept: dict[Path, float] = {}


@contextmanager
def working_folder(where: Path) -> Iterator[Path]:
    """A hidden folder in another one, on its disk, gone after the body as far as it can be.

    What a process that was killed has left there goes first. Raises OSError.
    """
    sweep_now_and_then(where)
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=where))
    lock = _lock(folder)
    # Without it the folder is kept longer, should this process be killed.
    lock.tryLock(0)
    try:
        yield folder
    finally:
        lock.unlock()
        # What the body raises says more than what is left of the folder.
        shutil.rmtree(folder, ignore_errors=True)


def part_of(path: Path, ending: str = "") -> Path:
    """Where what shall become a file is written first: beside it, under a name of its own.

    The name does not depend on the file's, which may have all the length that there is; some
    writers want an `ending` (`.qgz`).
    """
    return path.with_name(f"{_PART}{os.urandom(4).hex()}{ending}")


def sweep_now_and_then(where: Path) -> None:
    """The same as `sweep`, for whoever makes many files in one folder: not before each of them."""
    last = _swept.get(where)
    if last is None or time.monotonic() - last > PAUSE:
        sweep(where)


def sweep(where: Path, is_alone: bool = False) -> None:
    """Remove from a folder what processes that were killed have left there, and nothing else.

    What cannot be removed or asked about stays. A link is never followed. With `is_alone`, nobody
    else writes there: what was to become a file goes however new it is.
    """
    count, found = 0, []
    try:
        with os.scandir(where) as entries:
            for entry in entries:
                count += 1
                if entry.name.startswith(_BEGINNING) and _is_ours(entry):
                    found.append(Path(entry.path))
    except (OSError, ValueError):
        return
    _swept.pop(where, None)
    if count >= MANY:
        _swept[where] = time.monotonic()
    for path in found:
        with suppress(OSError):
            if path.is_file():
                if is_alone or _is_old(path):
                    path.unlink()
            elif _is_dead(path):
                shutil.rmtree(path, ignore_errors=True)


def _is_ours(entry: os.DirEntry[str]) -> bool:
    """Whether something is of the kind that is made here. Raises OSError."""
    if _FOLDERS.fullmatch(entry.name):
        return entry.is_dir(follow_symlinks=False)
    return bool(_PARTS.fullmatch(entry.name)) and entry.is_file(follow_symlinks=False)


def _is_dead(folder: Path) -> bool:
    """Whether no process uses a folder any more. Raises OSError."""
    try:
        os.lstat(folder / LOCK)
    except FileNotFoundError:
        # It was made this moment, or its disk had no room left for a lock.
        return all(map(_is_old, (folder, *folder.iterdir())))
    lock = _lock(folder)
    # Qt gives the lock of a process that does not run any more to whoever asks for it.
    if lock.tryLock(0):
        lock.unlock()
        return True
    is_told, _, host, _ = lock.getLockInfo()
    is_here = is_told and host == QSysInfo.machineHostName()
    return not is_here and all(map(_is_old, (folder, *folder.iterdir())))


def _is_old(path: Path) -> bool:
    return time.time() - os.lstat(path).st_mtime > LEFT_OVER


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / LOCK))
    # Not by its age: a machine may sleep over a week-end.
    lock.setStaleLockTime(0)
    return lock

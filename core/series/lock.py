# SPDX-License-Identifier: GPL-3.0-or-later
"""One series in a folder at a time, or different slices of one total, on any machines."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile, QSysInfo

from ..common.disk import fault_in
from ..common.errors import ExportError
from ..common.files import cannot_write, make_folder
from ..common.i18n import translate
from .request import Slice

# One file for whoever looks at the others, and one for each series that runs.
_GATE = ".srce_pac_series.lock"
_LOCKS = re.compile(r"\.srce_pac_series_(\d+)_of_(\d+)\.lock")

# Milliseconds in which all who begin at once have had their turn.
_WAIT = 20_000

# Seconds of silence after which the series of another machine, which shows each minute that it goes
# on, is taken for dead. A machine that slept through them ends its series when it wakes.
SILENT = 1_800


# The locks of this process.
_held: set[Path] = set()


class SeriesLock:
    """The right to print a slice of a series into a folder, until it is released."""

    def __init__(self, folder: Path, slice_: Slice) -> None:
        """Take it, and make the folder where there is none.

        Locks of processes that were killed are taken away. Raises ExportError where another
        series prints into the folder, or it takes no file.
        """
        make_folder(folder)
        self._path = folder / f".srce_pac_series_{slice_.number}_of_{slice_.total}.lock"
        self._lock = _lock(self._path)
        gate = _lock(folder / _GATE)
        _take(gate, folder / _GATE, _WAIT)
        try:
            for path, other in _others(folder):
                is_beside = other.total == slice_.total and other.number != slice_.number
                if not is_beside and not _is_left_over(path, _moment(folder / _GATE)):
                    raise _taken(path)
            _take(self._lock, self._path)
            _held.add(self._path)
        except OSError as error:
            raise cannot_write(folder, error) from error
        finally:
            gate.unlock()

    def keep(self) -> bool:
        """Show that the series goes on; other machines cannot ask for its process.

        Gives whether the folder is still this one's; where it is away, nobody else has it either.
        """
        try:
            os.listdir(self._path.parent)
        except OSError:
            return True
        if not _is_own(self._path):
            return False
        with suppress(OSError):
            os.utime(self._path)
        return True

    def release(self) -> None:
        """Let others print into the folder."""
        _held.discard(self._path)
        self._lock.unlock()


def _others(folder: Path) -> Iterator[tuple[Path, Slice]]:
    """The locks of a folder with their slices. Raises OSError."""
    for name in sorted(os.listdir(folder)):
        found = _LOCKS.fullmatch(name)
        if found:
            yield folder / name, Slice(int(found[1]), int(found[2]))


def _is_own(path: Path) -> bool:
    """Whether a lock is that of this process."""
    is_told, process, host, _ = _lock(path).getLockInfo()
    return is_told and (process, host) == (os.getpid(), QSysInfo.machineHostName())


def _moment(gate: Path) -> float:
    """What time it is by the clock that dates the files there. Raises OSError."""
    os.utime(gate)
    return os.stat(gate).st_mtime


def _is_left_over(path: Path, now: float) -> bool:
    """Whether the process of a lock has ended; the lock is taken away then. Raises OSError."""
    lock = _lock(path)
    # Qt gives the lock of a process that does not run any more to whoever asks for it.
    if lock.tryLock(0):
        lock.unlock()
        return True
    is_told, process, host, _ = lock.getLockInfo()
    if is_told and host == QSysInfo.machineHostName():
        # Where the folder was away, this process could not take its own lock away.
        return process == os.getpid() and path not in _held and _removed(path)
    try:
        age = now - os.lstat(path).st_mtime
    except FileNotFoundError:
        return True
    return age > SILENT and bool(lock.removeStaleLockFile() or _removed(path))


def _removed(path: Path) -> bool:
    """Take a lock away. Raises OSError."""
    path.unlink()
    return True


def _take(lock: QLockFile, path: Path, wait: int = 0) -> None:
    """Take the lock of a path. Raises ExportError."""
    if lock.tryLock(wait):
        return
    if lock.error() == QLockFile.LockError.LockFailedError:
        raise _taken(path)
    # Qt does not say what the disk has against it.
    fault = fault_in(path.parent) or OSError(0, translate("Series", "no lock can be made there"))
    raise cannot_write(path.parent, fault)


def _taken(path: Path) -> ExportError:
    is_told, process, host, _ = _lock(path).getLockInfo()
    return ExportError(
        translate(
            "Series",
            "Another series is printed into “{folder}” just now (process {process} on {host}): "
            "wait for it, or choose another folder. If it runs no more, delete “{name}” there.",
        ).format(
            folder=path.parent,
            process=process if is_told else "?",
            host=host if is_told else "?",
            name=path.name,
        )
    )


def _lock(path: Path) -> QLockFile:
    lock = QLockFile(str(path))
    # Not by its age: a machine may sleep over a week-end.
    lock.setStaleLockTime(0)
    return lock

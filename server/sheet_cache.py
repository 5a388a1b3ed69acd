# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets kept on disk by their fingerprints, for all processes of a server.

A file is written whole or not at all, and holds a digest of its own content: one that was torn,
or that another program has put there, is no sheet. Those that nobody has asked for go first.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from pathlib import Path

from ..core.common.files import write_whole_bytes
from ..core.common.patterns import pattern

_MAGIC = b"SRCE PAC sheet 1\n"
_MEGABYTE = 1_000_000
_NAMES = pattern(r"[0-9a-f]{24,64}\.sheet")
# Bytes of the line that tells of a file.
_LONGEST_LINE = 5_000
# What goes into a header as it is.
_HEADER = pattern(r"[ -~]*")

# A process lists the folder again after having written a hundredth of the limit; there is room for
# what so many of them write meanwhile, so that the limit holds.
_PARTS, _PROCESSES = 100, 16


@dataclass(frozen=True)
class KeptSheet:
    """A file as it was printed: its name for users, its content, and when (s since 1970).

    `warnings` is what a header says of them.
    """

    name: str
    body: bytes
    made: float
    warnings: str = ""


class SheetCache:
    """Sheets in a folder, of at most so many MB together; one object for all of a process.

    The day of printing is in each key, so that no sheet of yesterday is asked for again.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._part = limit * _MEGABYTE // _PARTS
        # Bytes that a sweep leaves at most.
        self._room = (_PARTS - _PROCESSES) * self._part
        self._written = 0
        self._day: date | None = None

    def get(self, key: str) -> KeptSheet | None:
        """The sheet of a fingerprint; None where there is none that is whole."""
        path = self._path(key)
        try:
            content = _read(path, self._room)
        except OSError:
            return None
        sheet = _sheet(content, key)
        # What is no sheet would be in the way of a good one; of a sheet, this is its latest use.
        with suppress(OSError):
            if sheet is None:
                path.unlink()
            else:
                os.utime(path)
        return sheet

    def put(self, key: str, sheet: KeptSheet) -> None:
        """Keep a sheet, and let unused ones go. Raises OSError; the others are as good then."""
        content = b"".join((_MAGIC, _line(key, sheet), b"\n", sheet.body))
        if len(content) > self._room:
            return
        self._written += len(content)
        if self._day != date.today() or self._written > self._part:
            self._day, self._written = date.today(), 0
            self._sweep(self._room - len(content))
        write_whole_bytes(self._path(key), content)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.sheet"

    def _sweep(self, most: int) -> None:
        """Take away those of earlier days, then the least used until so many bytes are left."""
        kept = []
        midnight = datetime.combine(date.today(), datetime.min.time()).timestamp()
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                # Another process may take one away meanwhile.
                with suppress(OSError):
                    if _NAMES.fullmatch(entry.name):
                        state = entry.stat(follow_symlinks=False)
                        kept.append((state.st_mtime, state.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        for used, size, path in sorted(kept):
            if used >= midnight and total <= most:
                return
            with suppress(OSError):
                os.unlink(path)
            total -= size


def _line(key: str, sheet: KeptSheet) -> bytes:
    told = {
        "key": key,
        "name": sheet.name,
        "made": sheet.made,
        "warnings": sheet.warnings,
        "sha256": hashlib.sha256(sheet.body).hexdigest(),
    }
    return json.dumps(told).encode("ascii")


def _read(path: Path, most: int) -> bytes:
    """What a file holds. Raises OSError, for a link or a pipe too."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > most:
            raise OSError("no sheet")
        return file.read()


def _sheet(content: bytes, key: str) -> KeptSheet | None:
    """The sheet that a file holds; None where it is not whole, or not that of the fingerprint."""
    magic, _, rest = content.partition(b"\n")
    line, _, body = rest.partition(b"\n")
    if magic + b"\n" != _MAGIC or len(line) > _LONGEST_LINE:
        return None
    try:
        told = json.loads(line)
        sheet = KeptSheet(told["name"], body, told["made"], told["warnings"])
        is_ours = (
            not re.search(r'[/\\\0"]', sheet.name)
            and isfinite(sheet.made)
            and _HEADER.fullmatch(sheet.warnings)
        )
    except (ValueError, KeyError, TypeError, OverflowError):
        return None
    return sheet if is_ours and line == _line(key, sheet) else None

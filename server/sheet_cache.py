# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets kept on disk by their fingerprints, for all processes of a server.

A file is written whole or not at all, and holds a digest of its own content: one that was torn,
or that another program has put there, is no sheet. The oldest ones go first.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..core.common.files import write_whole_bytes
from ..core.common.patterns import pattern

_MAGIC = b"SRCE PAC sheet 1\n"
_MEGABYTE = 1_000_000
_NAMES = pattern(r"[0-9a-f]{24,64}\.sheet")
# Bytes of the line that tells of a file.
_LONGEST_LINE = 2_000


@dataclass(frozen=True)
class KeptSheet:
    """A file as it was printed: its name for users, its content, and when (s since 1970)."""

    name: str
    body: bytes
    made: float


class SheetCache:
    """Sheets in a folder, of at most so many MB together."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit * _MEGABYTE

    def get(self, key: str) -> KeptSheet | None:
        """The sheet of a fingerprint; None where there is none that is whole."""
        path = self._path(key)
        try:
            content, made = _read(path, self._limit)
        except OSError:
            return None
        sheet = _sheet(content, key, made)
        if sheet is None:
            # It would be in the way of a good one.
            with suppress(OSError):
                path.unlink()
        return sheet

    def put(self, key: str, name: str, body: bytes) -> None:
        """Keep a sheet, and let the oldest ones go. Raises OSError; the sheets are as good then."""
        content = b"".join((_MAGIC, _line(key, name, body), b"\n", body))
        if len(content) > self._limit:
            return
        self._sweep(self._limit - len(content))
        write_whole_bytes(self._path(key), content)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.sheet"

    def _sweep(self, most: int) -> None:
        """Take the oldest sheets away until no more than so many bytes are left."""
        kept = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                # Another process may take one away meanwhile.
                with suppress(OSError):
                    if _NAMES.fullmatch(entry.name):
                        state = entry.stat(follow_symlinks=False)
                        kept.append((state.st_mtime_ns, state.st_size, entry.path))
        total = sum(size for _, size, _ in kept)
        for _, size, path in sorted(kept):
            if total <= most:
                return
            with suppress(OSError):
                os.unlink(path)
            total -= size


def _line(key: str, name: str, body: bytes) -> bytes:
    told = {"key": key, "name": name, "sha256": hashlib.sha256(body).hexdigest()}
    return json.dumps(told).encode("ascii")


def _read(path: Path, most: int) -> tuple[bytes, float]:
    """What a file holds and when it was written. Raises OSError, for a link or a pipe too."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        state = os.fstat(file.fileno())
        if not stat.S_ISREG(state.st_mode) or state.st_size > most:
            raise OSError("no sheet")
        return file.read(), state.st_mtime


def _sheet(content: bytes, key: str, made: float) -> KeptSheet | None:
    """The sheet that a file holds; None where it is not whole, or not that of the fingerprint."""
    magic, _, rest = content.partition(b"\n")
    line, _, body = rest.partition(b"\n")
    if magic + b"\n" != _MAGIC or len(line) > _LONGEST_LINE:
        return None
    try:
        name = json.loads(line)["name"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(name, str) or re.search(r'[/\\\0"]', name) or line != _line(key, name, body):
        return None
    return KeptSheet(name, body, made)

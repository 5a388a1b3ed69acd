# SPDX-License-Identifier: GPL-3.0-or-later
"""A new PDF, whose objects go into its file one after another."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from hashlib import blake2b
from typing import BinaryIO

from .pdf_values import Reference, Value, write_value

# The newest version that Qt and GDAL write is 1.7; four bytes that are no text follow.
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

# How large a file its table of objects has room for.
LARGEST_FILE = 10**10

# How many objects are remembered at least, and twice as many at most, to be written once only.
_REMEMBERED = 50_000


class PdfWriter:
    """Writes objects to a file; of those that are alike, one."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises OSError."""
        self._file = file
        self._at = 0
        # Where each object is; 0 where it is not written yet.
        self._offsets = array("Q", [0])
        self._recent: dict[bytes, Reference] = {}
        self._older: dict[bytes, Reference] = {}
        self._put(_HEAD)

    def reserve(self) -> Reference:
        """The reference of an object that is written later."""
        self._offsets.append(0)
        return Reference(len(self._offsets) - 1)

    def write(
        self, reference: Reference, value: Value, stream: bytes | memoryview | None = None
    ) -> Reference:
        """Write an object whose reference was reserved; gives that. Raises OSError."""
        self._offsets[reference.number] = self._at
        if stream is not None:
            value = {**value, b"/Length": b"%d" % len(stream)}
        self._put(b"%d 0 obj\n%s\n" % (reference.number, write_value(value)))
        if stream is not None:
            self._put(b"stream\n")
            self._put(stream)
            self._put(b"\nendstream\n")
        self._put(b"endobj\n")
        return reference

    def add(self, value: Value, stream: bytes | memoryview | None = None) -> Reference:
        """Write an object of its own; gives its reference. Raises OSError."""
        return self.write(self.reserve(), value, stream)

    def share(self, value: Value, stream: bytes | memoryview | None = None) -> Reference:
        """The reference of an object that may be one with others alike. Raises OSError."""
        return self.once(_digest(value, stream), lambda: self.add(value, stream))

    def once(self, key: bytes, add: Callable[[], Reference]) -> Reference:
        """What was added for a key, or is now."""
        known = self._recent.get(key)
        if known is None:
            known = self._older.get(key) or add()
            # Two generations: what recurs stays, and their number has a bound.
            if len(self._recent) >= _REMEMBERED:
                self._older, self._recent = self._recent, {}
            self._recent[key] = known
        return known

    def finish(
        self, catalog: Reference, info: Reference, ids: tuple[str, str] | None = None
    ) -> None:
        """Write what leads to the objects, and the two identifiers of the file in hexadecimals.

        Raises OSError, ValueError where an object is missing.
        """
        start, size = self._at, len(self._offsets)
        self._put(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for first in range(1, size, 1000):
            offsets = self._offsets[first : first + 1000]
            if not all(offsets):
                raise ValueError("an object is missing")
            self._put(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
        trailer: dict[bytes, Value] = {
            b"/Size": b"%d" % size,
            b"/Root": catalog,
            b"/Info": info,
        }
        if ids is not None:
            trailer[b"/ID"] = [b"<%s>" % one.encode("ascii") for one in ids]
        self._put(b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (write_value(trailer), start))

    def _put(self, content: bytes | memoryview) -> None:
        self._file.write(content)
        self._at += len(content)


def _digest(value: Value, stream: bytes | memoryview | None) -> bytes:
    digest = blake2b(write_value(value), digest_size=16)
    if stream is not None:
        digest.update(b"stream")
        digest.update(stream)
    return digest.digest()

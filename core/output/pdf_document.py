# SPDX-License-Identifier: GPL-3.0-or-later
"""A PDF as Qt and GDAL write it: its objects, and others appended to them.

A later table of objects takes precedence over those before it, so that nothing of what is there
is touched.
"""

from __future__ import annotations

import re

from .pdf_values import Reference, Value, read_value, write_value

_TABLE_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_SECTION = re.compile(rb"(\d+) (\d+)\s*\n")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref", re.DOTALL)
# A text, a text in hexadecimal digits, an array, or a reference.
_VALUE = rb"\s*(?:\([^()]*\)|<[^<>]*>|\[[^\[\]]*\]|\d+ \d+ R)"
_STREAM = re.compile(rb"\s*stream\r?\n")
_STREAM_END = re.compile(rb"\s*endstream\s*endobj\b")
_OBJECT_END = re.compile(rb"\s*endobj\b")
# The bytes of a line of a table.
_LINE = 20


class EncryptedError(ValueError):
    """What a document says can be read with a key only."""


class PdfDocument:
    """A PDF with a table of its objects, and what is to be appended to it."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError where it has no such table, EncryptedError where it is encrypted."""
        self._data = data
        self._offsets: dict[int, int] = {}
        self._trailer = b""
        self._start = start = _number(_TABLE_START, data[-64:])
        while start:
            start = self._read_table(start)
        if b"/Encrypt" in self._trailer:
            raise EncryptedError("encrypted")
        self._size = _number(rb"/Size (\d+)", self._trailer)
        self._new: dict[int, bytes] = {}
        self.root = _number(rb"/Root (\d+) 0 R", self._trailer)
        # Refers to the properties of the document, empty where they stay.
        self.info = b""

    def dictionary(self, number: int) -> bytes:
        """What stands between the outermost brackets of an object without a stream."""
        start, head = self._offsets.get(number, -1), b"%d 0 obj" % number
        if start < 0 or not self._data.startswith(head, start):
            raise ValueError("no such object")
        end = self._data.index(b"endobj", start)
        found = re.fullmatch(rb"\s*<<(.*)>>\s*", self._data[start + len(head) : end], re.DOTALL)
        if found is None:
            raise ValueError("no dictionary")
        return found[1].rstrip()

    def object(self, number: int) -> tuple[Value, memoryview | None]:
        """The value of an object, and the bytes of its stream where it has one.

        Raises ValueError.
        """
        start, head = self._offsets.get(number, -1), b"%d 0 obj" % number
        if start < 0 or not self._data.startswith(head, start):
            raise ValueError("no such object")
        value, at = read_value(self._data, start + len(head))
        if _OBJECT_END.match(self._data, at):
            return value, None
        begin = _STREAM.match(self._data, at)
        if begin is None or not isinstance(value, dict):
            raise ValueError("an object without an end")
        end = begin.end() + self._length(value)
        if _STREAM_END.match(self._data, end) is None:
            raise ValueError("a stream of another length")
        return value, memoryview(self._data)[begin.end() : end]

    def value(self, value: Value) -> Value:
        """A value, or what its reference leads to. Raises ValueError."""
        return self.object(value.number)[0] if isinstance(value, Reference) else value

    def properties(self) -> dict[bytes, Value]:
        """What the document says of itself. Raises ValueError."""
        found = re.search(rb"/Info (\d+) 0 R", self._trailer)
        properties = self.object(int(found[1]))[0] if found else {}
        return properties if isinstance(properties, dict) else {}

    def pages(self) -> list[int]:
        """The numbers of its pages in their order, which QGIS writes as one list."""
        tree = self.dictionary(_number(rb"/Pages (\d+) 0 R", self.dictionary(self.root)))
        kids = re.search(rb"/Kids\s*\[([\d\sR]*)\]", tree)
        return [int(number) for number in re.findall(rb"(\d+) 0 R", kids[1])] if kids else []

    def add(self, content: bytes, number: int = 0) -> bytes:
        """Add an object, or another version of one; gives the reference to it."""
        if not number:
            number, self._size = self._size, self._size + 1
        self._new[number] = content
        return b"%d 0 R" % number

    def reserve(self) -> Reference:
        """The reference of an object that is written later."""
        self._size += 1
        return Reference(self._size - 1)

    def write(self, reference: Reference, value: Value) -> Reference:
        """Write an object whose reference was reserved; gives that."""
        self.add(write_value(value), reference.number)
        return reference

    def update(self) -> bytes:
        """What is to be appended."""
        parts, entries = [b"\n"], []
        at = len(self._data) + 1
        for number, content in sorted(self._new.items()):
            entries.append(b"%d 1\n%010d 00000 n \n" % (number, at))
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
            at += len(parts[-1])
        trailer = re.sub(rb"/(?:Size|Prev) \d+", b"", self._trailer)
        trailer += b" /Size %d /Prev %d" % (self._size, self._start)
        if self.info:
            trailer = without(b"Info", trailer) + b" /Info " + self.info
        parts += [b"xref\n", *entries, b"trailer\n<<", trailer, b" >>\n"]
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)

    def _read_table(self, start: int) -> int:
        """Read the table at an offset; gives the offset of the one before, 0 for none."""
        if not self._data.startswith(b"xref", start):
            raise ValueError("no table")
        at = self._data.index(b"\n", start) + 1
        while section := _SECTION.match(self._data, at):
            at, first, count = section.end(), int(section[1]), int(section[2])
            if at + count * _LINE > len(self._data):
                raise ValueError("a table without an end")
            for number in range(first, first + count):
                in_use = self._data[at + 17 : at + 18] == b"n"
                self._offsets.setdefault(number, int(self._data[at : at + 10]) if in_use else -1)
                at += _LINE
        found = _TRAILER.match(self._data, at)
        if found is None or b"/XRefStm" in found[1]:
            raise ValueError("no trailer")
        self._trailer = self._trailer or found[1].strip()
        earlier = re.search(rb"/Prev (\d+)", found[1])
        before = int(earlier[1]) if earlier else 0
        if before >= start:
            raise ValueError("tables out of order")
        return before

    def _length(self, stream: dict[bytes, Value]) -> int:
        """The number of bytes that a stream says it has."""
        length = stream.get(b"/Length")
        if isinstance(length, Reference):
            start, head = self._offsets.get(length.number, -1), b"%d 0 obj" % length.number
            if start < 0 or not self._data.startswith(head, start):
                raise ValueError("no such object")
            length = read_value(self._data, start + len(head))[0]
        if not isinstance(length, bytes) or not length.isdigit():
            raise ValueError("a stream without a length")
        return int(length)


def without(key: bytes, dictionary: bytes) -> bytes:
    """A dictionary without a key. Raises ValueError where its value is of another kind."""
    left = re.sub(rb"/%s\b%s" % (key, _VALUE), b"", dictionary)
    if re.search(rb"/%s\b" % key, left):
        raise ValueError("another kind of value")
    return left


def _number(pattern: bytes | re.Pattern[bytes], data: bytes) -> int:
    found = re.search(pattern, data)
    if found is None:
        raise ValueError("no number")
    return int(found[1])

# SPDX-License-Identifier: GPL-3.0-or-later
"""The values that a PDF is made of, read from its bytes and written again.

A dictionary is a `dict` by names with their slash, an array a `list`, a reference a `Reference`;
names, numbers, texts and the words `true`, `false` and `null` stay the bytes that they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..common.printable import printable

# Values in values in values: no writer of a sheet goes as deep.
DEEPEST = 60

_SPACE = rb"\0\t\n\f\r "
_END = rb"(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)"
_TOKEN = re.compile(
    rb"(?:[%(s)s]|%%[^\r\n]*)*(?:"
    rb"(?P<mark><<|>>|\[|\])"
    rb"|(?P<reference>(\d{1,10})[%(s)s]+0[%(s)s]+R%(e)s)"
    rb"|(?P<atom>/[^\0\t\n\f\r ()<>\[\]{}/%%]*|<[0-9A-Fa-f\0\t\n\f\r ]*>|[-+.\w]+%(e)s)"
    rb"|(?P<text>\())" % {b"s": _SPACE, b"e": _END}
)
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_ESCAPED = re.compile(rb"\\(?:([nrtbf()\\])|([0-7]{1,3})|(\r\n?|\n))")
_SIGNS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

Value = Any


class Reference(NamedTuple):
    """Leads to the object of a number."""

    number: int


def read_value(data: bytes, at: int, depth: int = 0) -> tuple[Value, int]:
    """The value that begins at an offset, and the offset behind it.

    Raises ValueError where there is none, or one that no writer of a sheet makes.
    """
    value, at, mark = _next(data, at)
    if not mark:
        return value, at
    if depth > DEEPEST or mark not in (b"<<", b"["):
        raise ValueError("no value")
    end = b">>" if mark == b"<<" else b"]"
    values: list[Value] = []
    while True:
        value, behind, mark = _next(data, at)
        if mark == end:
            break
        if mark:
            value, behind = read_value(data, at, depth + 1)
        values.append(value)
        at = behind
    return (_dictionary(values) if end == b">>" else values), behind


def write_value(value: Value) -> bytes:
    """A value in bytes."""
    if isinstance(value, dict):
        return b"<< %s>>" % b"".join(b"%s %s " % (k, write_value(v)) for k, v in value.items())
    if isinstance(value, list):
        return b"[ %s ]" % b" ".join(map(write_value, value))
    if isinstance(value, Reference):
        return b"%d 0 R" % value.number
    return bytes(value)


def mapped(value: Value, change: Callable[[int], Reference]) -> Value:
    """A value with other references."""
    if isinstance(value, dict):
        return {key: mapped(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [mapped(each, change) for each in value]
    return change(value.number) if isinstance(value, Reference) else value


def pdf_text(text: str) -> bytes:
    """A text in PDF."""
    text = printable(text)
    if text.isascii():
        return b"(%s)" % re.sub(r"([\\()])", r"\\\1", text).encode()
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


def plain_text(value: Value) -> str:
    """What a text of a PDF says; nothing for what is none."""
    if not isinstance(value, bytes) or value[:1] not in (b"(", b"<"):
        return ""
    if value.startswith(b"<"):
        digits = bytes(value[1:-1]).translate(None, b"\0\t\n\f\r ")
        raw = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        raw = _ESCAPED.sub(_sign, value[1:-1])
    is_wide = raw.startswith(b"\xfe\xff")
    return raw[2:].decode("utf-16-be", "replace") if is_wide else raw.decode("latin-1")


def numbers(values: Iterable[float], digits: int = 12) -> bytes:
    """Numbers with blanks between them."""
    return b" ".join(b"%.*f" % (digits, value) for value in values)


def _next(data: bytes, at: int) -> tuple[Value, int, bytes]:
    """A value without parts, or the mark with which one with parts begins or ends."""
    found = _TOKEN.match(data, at)
    if found is None:
        raise ValueError("no value")
    if found["reference"]:
        return Reference(int(found[3])), found.end(), b""
    if found["text"]:
        end = _end_of_text(data, found.end())
        return data[found.end() - 1 : end], end, b""
    return found["atom"], found.end(), found["mark"] or b""


def _end_of_text(data: bytes, at: int) -> int:
    """The offset behind a text whose bracket was opened before an offset."""
    depth = 1
    for sign in _BRACKET.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    raise ValueError("a text without an end")


def _dictionary(values: list[Value]) -> dict[bytes, Value]:
    keys, those = values[::2], values[1::2]
    if len(keys) != len(those) or not all(_is_name(key) for key in keys):
        raise ValueError("no dictionary")
    return dict(zip(keys, those))


def _is_name(value: Value) -> bool:
    return isinstance(value, bytes) and value.startswith(b"/")


def _sign(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return _SIGNS.get(found[1], found[1])
    return bytes([int(found[2], 8) & 255]) if found[2] else b""

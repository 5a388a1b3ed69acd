# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON from outside as Python's values: within limits, and nothing in it that no sheet can print.

What no reader of entries should meet is found here, in whatever entry it stands: numbers that are
none, control characters, texts and lists without end, entries that are there twice.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from .i18n import translate

# Levels of lists and objects within one another: a sheet needs seven.
DEEPEST = 32
# Letters of a text, but for the address of a layer, and of the name of an entry.
LONGEST_TEXT = 20_000
LONGEST_ADDRESS = 100_000
LONGEST_NAME = 200
# Entries of a list or an object: the largest bundled one has a hundred.
MOST_ENTRIES = 2_000
# Letters of a text that is known by heart once it was found to be within the limits.
LONGEST_KNOWN = 50_000
# Digits of a whole number; Python takes minutes for a million of them.
_MOST_DIGITS = 30

# Line breaks and tabulators may stand in a text.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")

# Where a value stands: the place of what holds it, and its name or number there.
_Place = tuple[Any, Any]


class JsonError(ValueError):
    """What is wrong with a text of JSON, and with which of its entries if it is a single one."""

    def __init__(self, reason: str, entry: str = "") -> None:
        super().__init__(reason)
        self.entry = entry


def parse(content: bytes) -> Any:
    """The values of a text of JSON, in UTF-8 or what a byte order mark says. Raises JsonError."""
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError as error:
        raise JsonError(translate("Json", "it is not written in UTF-8")) from error
    if len(text) > LONGEST_KNOWN:
        return _checked(text)
    _check_once(text)
    # What the hooks look for is not in it, and values are everybody's own.
    return json.loads(text)


def read_note(written: object) -> dict[str, Any]:
    """The entries of a note that a project keeps as a text; empty where it is none, or damaged."""
    try:
        note = parse(written.encode()) if isinstance(written, str) and written else None
    except (JsonError, UnicodeEncodeError):
        note = None
    return note if isinstance(note, dict) else {}


@lru_cache(maxsize=60)
def _check_once(text: str) -> None:
    """Raise JsonError as `parse`; each printer of sheets reads the same files again."""
    _checked(text)


def _checked(text: str) -> Any:
    try:
        values = json.loads(text, parse_int=_whole, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = translate("Json", "see line {line}, column {column}")
        raise JsonError(place.format(line=error.lineno, column=error.colno)) from error
    except RecursionError as error:
        raise JsonError(_too_deep()) from error
    check(values)
    return values


def check(values: Any) -> None:
    """Raise JsonError where values, which a program may have given, are beyond the limits."""
    waiting: list[tuple[_Place, Any, int]] = [((None, ""), values, 1)]
    while waiting:
        place, value, depth = waiting.pop()
        if depth > DEEPEST:
            raise JsonError(_too_deep(), _name(place))
        if isinstance(value, str):
            _check_text(value, LONGEST_ADDRESS, place)
        elif isinstance(value, float) and not math.isfinite(value):
            raise JsonError(translate("Json", "it is no number that can be used"), _name(place))
        elif isinstance(value, (dict, list)):
            if len(value) > MOST_ENTRIES:
                sentence = translate("Json", "it has more than {most} entries")
                raise JsonError(sentence.format(most=MOST_ENTRIES), _name(place))
            inner = _named(value, place) if isinstance(value, dict) else enumerate(value)
            waiting += [((place, name), one, depth + 1) for name, one in inner]


def _named(values: dict[Any, Any], place: _Place) -> Iterator[tuple[str, Any]]:
    """The entries of an object, whose names are texts."""
    for name, value in values.items():
        if not isinstance(name, str):
            raise JsonError(
                translate("Json", "the name of an entry must be a text"), _name((place, str(name)))
            )
        _check_text(name, LONGEST_NAME, (place, name))
        yield name, value


def _check_text(text: str, most: int, place: _Place) -> None:
    if len(text) > most:
        sentence = translate("Json", "a text has at most {most} characters")
        raise JsonError(sentence.format(most=most), _name(place))
    if _CONTROL.search(text):
        raise JsonError(translate("Json", "it holds a control character"), _name(place))


def _name(place: _Place) -> str:
    """Where a value stands in its file: `legend.commune[2].label`."""
    parts: list[str] = []
    while place[0] is not None:
        place, name = place
        parts.append(f"[{name}]" if isinstance(name, int) else f".{name}")
    return "".join(reversed(parts)).lstrip(".")


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object, of which no entry is there twice: one of them would be ignored."""
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in values:
            raise JsonError(translate("Json", "this entry is there more than once"), name)
        values[name] = value
    return values


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _too_deep() -> str:
    return translate("Json", "it is nested too deeply")

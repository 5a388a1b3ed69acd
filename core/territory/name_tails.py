# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends of folded names, without blanks and in order: looked up by how they begin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Behind every letter of a folded name.
_LAST = "\x7f"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class _Rows(NamedTuple):
    """Those from the first up to the last, which is not one of them."""

    first: int
    last: int


class Tails:
    """Ends of names from some word on, with the places of the names in a list."""

    def __init__(self, tails: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(tails)
        self._texts = [text for text, _ in ordered]
        self._places = [place for _, place in ordered]

    def equal(self, texts: Iterable[str]) -> list[int]:
        """The places of those that are one of some texts."""
        every = _Rows(0, len(self._texts))
        found = (row for text in texts for row in range(*self._rows(text, every)))
        return sorted(self._places[row] for row in found if self._texts[row] in texts)

    def begin(self, texts: Iterable[str]) -> list[int]:
        """The places of those that begin as one of some texts."""
        every = _Rows(0, len(self._texts))
        found = (self._rows(text, every) for text in texts)
        return sorted(set().union(*(self._places[slice(*rows)] for rows in found)))

    def near(self, typed: str) -> tuple[list[int], list[int]]:
        """The places of those that begin as a text would but for one letter.

        That is another one, one too many, one that is lost, or two that have changed places: the
        distance 1 of Damerau and Levenshtein. First those that are as long, then those that go on.
        """
        whole: list[int] = []
        longer: list[int] = []
        for begin, rows in self._near(typed):
            for row in range(*rows):
                ends = len(self._texts[row]) <= len(begin) + 1
                (whole if ends else longer).append(self._places[row])
        return sorted(whole), sorted(longer)

    def _near(self, typed: str) -> Iterator[tuple[str, _Rows]]:
        """The texts that differ by one letter, and the rows that begin so.

        What differs at a letter begins as the text does up to there: the rows get fewer with each.
        """
        rows = _Rows(0, len(self._texts))
        for at, letter in enumerate(typed):
            head, rest = typed[:at], typed[at + 1 :]
            begins = {head + rest, head + rest[:1] + letter + rest[1:]} - {typed, ""}
            for other in self._letters(at, rows):
                there = self._rows(head + other, rows)
                if there.first < there.last:
                    for begin in {head + other + rest, head + other + letter + rest} - {typed}:
                        yield begin, self._rows(begin, there)
            for begin in begins:
                yield begin, self._rows(begin, rows)
            rows = self._rows(head + letter, rows)
            if rows.first == rows.last:
                return

    def _letters(self, at: int, rows: _Rows) -> Iterable[str]:
        """What may stand at a place in some rows."""
        if rows.last - rows.first > len(_LETTERS):
            return _LETTERS
        return {text[at] for text in self._texts[slice(*rows)] if len(text) > at}

    def _rows(self, begin: str, within: _Rows) -> _Rows:
        """The rows that begin so, among some."""
        first = bisect_left(self._texts, begin, *within)
        return _Rows(first, bisect_left(self._texts, begin + _LAST, first, within.last))

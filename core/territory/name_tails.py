# SPDX-License-Identifier: GPL-3.0-or-later
"""Ends of folded names, without blanks and in order: looked up by how they begin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# The first of the letters of folded names, and what stands behind the last one.
_FIRST, _LAST = "0", "\x7f"


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
        found = (
            (bisect_left(self._texts, text), bisect_right(self._texts, text)) for text in texts
        )
        return sorted(place for rows in found for place in self._places[slice(*rows)])

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
            for other, there in self._branches(head, rows):
                for begin in {head + other + rest, head + other + letter + rest} - {typed}:
                    yield begin, self._rows(begin, there)
            for begin in begins:
                yield begin, self._rows(begin, rows)
            rows = self._rows(head + letter, rows)
            if rows.first == rows.last:
                return

    def _branches(self, head: str, rows: _Rows) -> Iterator[tuple[str, _Rows]]:
        """The letters that follow in rows that begin alike, and the rows of each."""
        # Those that are no longer have none.
        first = bisect_left(self._texts, head + _FIRST, *rows)
        while first < rows.last:
            letter = self._texts[first][len(head)]
            end = bisect_left(self._texts, head + letter + _LAST, first, rows.last)
            yield letter, _Rows(first, end)
            first = end

    def _rows(self, begin: str, within: _Rows) -> _Rows:
        """The rows that begin so, among some."""
        first = bisect_left(self._texts, begin, *within)
        # Most texts begin none.
        if first == within.last or not self._texts[first].startswith(begin):
            return _Rows(first, first)
        return _Rows(first, bisect_left(self._texts, begin + _LAST, first, within.last))

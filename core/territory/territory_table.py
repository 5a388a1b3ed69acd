# SPDX-License-Identifier: GPL-3.0-or-later
"""The column of territories in a table that was pasted, or in a CSV file."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from ..common.letters import plain_letters
from .codes import Codes, read_column
from .known_fields import CODE, FIELD_NAMES, NAME, is_sure

_DELIMITERS = ("\t", ";", ",")
_NOT_WORD = re.compile(r"[^a-z0-9:]+")
# As many digits as the shortest code of a commune has.
_HAS_CODES = re.compile(r"\d[\dAB]\d\d")
_BOM = "\ufeff"

_Row = list[str]


def table_cells(text: str, is_known: Callable[[str], bool]) -> list[str] | None:
    """The codes, or names, of a table's rows; None where a text is no table.

    Their column is found by the name in its head, else by its values. Codes are written as INSEE's;
    one that cannot be made out stays as it is. `is_known` tells whether a text is a territory.
    """
    rows = _rows(text.lstrip(_BOM))
    if not rows:
        return None
    head, body = rows[0], rows[1:]
    if body and not any(is_known(cell) for cell in head if cell):
        table = _Table(body, _departements(head))
        column = table.by_head(head)
        if column < 0:
            column = table.by_values(head, is_known)
        if column >= 0:
            return table.cells(column)
    if len(head) > 1 and body:
        table = _Table(rows)
        columns = [table.is_of_codes(column) for column in range(len(head))]
        # Where every column is one of codes, it is a list in several columns.
        if any(columns) and not all(columns):
            column = columns.index(True)
            others = (cell for row in rows for i, cell in enumerate(row) if not columns[i])
            if all(row[column] for row in rows) and not any(map(_HAS_CODES.search, others)):
                return table.cells(column)
    return None


def _rows(text: str) -> list[_Row]:
    """The rows that are not empty, with the delimiter that gives all of them as many cells."""
    lines = [line for line in text.splitlines() if line.strip(" \t;,")]
    for delimiter in _DELIMITERS:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        # Spreadsheets leave out empty cells at the end, or add some.
        if width > 1 and all(len(row) > 1 and not any(row[width:]) for row in rows):
            return [_trimmed(row, width) for row in rows]
    return [[line.strip().strip('"').strip()] for line in lines]


def _trimmed(row: _Row, width: int) -> _Row:
    return [cell.strip() for cell in (*row, *[""] * width)][:width]


class _Table:
    """The rows of a table below its head, and the column of their départements, if any."""

    def __init__(self, rows: Sequence[_Row], departements: int = -1) -> None:
        self._rows = rows
        self._departements = departements

    def by_head(self, head: _Row) -> int:
        """The column called as that of codes is, else of names, of départements; -1 for none."""
        names = [_plain(cell) for cell in head]
        for known in FIELD_NAMES[CODE]:
            for column in _called(known, names):
                if self.is_of_codes(column, is_sure(known), most=True):
                    return column
        column = next((c for known in FIELD_NAMES[NAME] for c in _called(known, names)), -1)
        return column if column >= 0 else self._departements

    def by_values(self, head: _Row, is_known: Callable[[str], bool]) -> int:
        """The first column of which all values are codes, else most are known; -1 for none."""
        # What begins with a digit is no head.
        columns = [column for column, cell in enumerate(head) if not cell[:1].isdigit()]
        found = next((column for column in columns if self.is_of_codes(column)), -1)
        if found >= 0 or len(head) == 1:
            return found
        known = {c: sum(is_known(row[c]) for row in self._rows if row[c]) for c in columns}
        best = max(columns, key=lambda column: known[column], default=-1)
        return best if best >= 0 and known[best] * 2 >= len(self._rows) else -1

    def is_of_codes(self, column: int, is_sure: bool = False, most: bool = False) -> bool:
        """Whether the values of a column, or `most` of them, are codes."""
        rows = [row for row in self._rows if row[column]]
        failed = len(self._read(rows, column, is_sure).failed)
        return bool(rows) and (failed * 2 < len(rows) if most else not failed)

    def cells(self, column: int) -> list[str]:
        """What a column holds, its codes written as INSEE's."""
        rows = [row for row in self._rows if row[column]]
        if column == self._departements:
            return [row[column] for row in rows]
        codes = self._read(rows, column, is_sure=True).codes
        return [code or row[column] for code, row in zip(codes, rows)]

    def _read(self, rows: Sequence[_Row], column: int, is_sure: bool) -> Codes:
        there = self._departements
        beside = [row[there] for row in rows] if there >= 0 else []
        return read_column([row[column] for row in rows], beside, is_sure)


def _departements(head: _Row) -> int:
    names = [_plain(cell) for cell in head]
    columns = (c for known in FIELD_NAMES["departement"] for c in _called(known, names))
    return next(columns, -1)


def _called(known: str, names: Sequence[str]) -> Iterator[int]:
    return (column for column, name in enumerate(names) if name == known)


def _plain(name: str) -> str:
    return _NOT_WORD.sub("_", plain_letters(name).casefold()).strip("_")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of territories as people paste them: a column, a CSV, codes with commas between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..common.as_meant import as_meant
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI, SELECTION
from .entry import Entry
from .gazetteer import Gazetteer

# Every commune that is loaded.
ALL = ("all", "tout", "toutes", "tous", "*")

# The code of a département has two letters or three.
LONGEST_DEPARTEMENT = 3

# What separates the columns of a table; commas also stand between the codes of a list.
_COLUMNS = re.compile(r"[;\t]")


@dataclass(frozen=True)
class ListFault:
    """A part of a list that names no territory, and why, as a sentence."""

    text: str
    message: str


def listed_entries(
    text: str, gazetteer: Gazetteer, own_sheet: bool = False
) -> tuple[list[Entry], list[ListFault]]:
    """The territories that a list names, each once, and what in it names none.

    An item is a code or an exact name; an EPCI means its communes, and with `own_sheet` itself
    before them; the code of a département its communes; `all` every commune. Items stand one a
    line or with commas between; of a table (semicolons or tabs) the first cell of a row that names
    a territory is taken, its heading left aside.
    """
    names = _Names(gazetteer)
    entries: dict[str, Entry] = {}
    faults: dict[str, ListFault] = {}
    for item in _items(text, names):
        try:
            found = names.find(item)
        except TerritoryError as error:
            faults.setdefault(item, ListFault(item, str(error)))
            continue
        for entry in found:
            if entry.kind != EPCI or own_sheet:
                entries.setdefault(entry.reference, entry)
            for code in entry.members if entry.kind == EPCI else ():
                member = gazetteer.entry(code)
                if member is None:
                    faults.setdefault(code, _absent(code, entry))
                else:
                    entries.setdefault(member.reference, member)
    return list(entries.values()), list(faults.values())


class _Names:
    """What items of a list name; each is looked for once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._found: dict[str, list[Entry] | TerritoryError] = {}

    def find(self, item: str) -> list[Entry]:
        """The territories of an item. Raises TerritoryError."""
        if item not in self._found:
            self._found[item] = self._find(item)
        found = self._found[item]
        if isinstance(found, TerritoryError):
            raise found
        return found

    def knows(self, item: str) -> bool:
        """Whether an item names a territory."""
        try:
            return bool(self.find(item))
        except TerritoryError:
            return False

    def _find(self, item: str) -> list[Entry] | TerritoryError:
        entry = self._gazetteer.entry(item)
        if entry is not None:
            return [entry]
        if item.casefold() in ALL:
            return self._communes("")
        if len(item) <= LONGEST_DEPARTEMENT:
            communes = self._communes(item.upper())
            if communes:
                return communes
        try:
            found = self._gazetteer.resolve(item)
        except TerritoryError as error:
            return error
        # Several with commas between are items of their own.
        return [] if found.kind == SELECTION else [found]

    def _communes(self, departement: str) -> list[Entry]:
        """The communes of a département, or all of them, by their codes."""
        communes = (e for e in self._gazetteer.entries if e.kind == COMMUNE and not e.holder)
        wanted = (e for e in communes if departement in ("", e.departement))
        return sorted(wanted, key=lambda e: e.code)


def _absent(code: str, epci: Entry) -> ListFault:
    message = translate(
        "Territory", "The commune {code} of {epci} is not among the loaded territories."
    )
    return ListFault(code, message.format(code=code, epci=epci.title))


def _items(text: str, names: _Names) -> Iterator[str]:
    """The items of a list as they were meant."""
    rows = [row for row in text.splitlines() if as_meant(row)]
    is_table = len(rows) > 1 and all(_COLUMNS.search(row) for row in rows)
    for number, row in enumerate(rows):
        meant = as_meant(row)
        if not _COLUMNS.search(row) and names.knows(meant):
            # A comma may belong to a name.
            yield meant
            continue
        cells = [cell for cell in map(as_meant, re.split(r"[;\t,]", row)) if cell]
        known = [cell for cell in cells if names.knows(cell)]
        is_heading = number == 0 and len(rows) > 1 and not known and not _has_digit(row)
        if is_heading:
            continue
        if is_table:
            yield known[0] if known else meant
        else:
            yield from cells


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)

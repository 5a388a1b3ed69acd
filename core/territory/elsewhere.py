# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and codes of all of France, to tell where what is not loaded lies."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

from ..common.files import ROOT
from ..common.letters import plain_letters
from ..common.request import COMMUNE, EPCI
from .codes import tidy
from .name_index import fold

# Communes, EPCIs and départements, made by tools/build_names.py, see data/README.md.
TABLE = ROOT / "data" / "names.txt"

# Names of more than so many territories say little about where one lies.
_MOST = 3
# By how many letters folding shortens or lengthens a name: œ, and a dash between blanks.
_FOLDED = 4
# Characters of a code.
_SIREN, _INSEE = 9, 5


class Elsewhere(NamedTuple):
    """A territory of France by its code and name, and the département that it lies in.

    A département itself has its own code.
    """

    code: str
    name: str
    departement: str
    departement_name: str

    @property
    def kind(self) -> str:
        """That of an entry; none of a département."""
        return {_INSEE: COMMUNE, _SIREN: EPCI}.get(len(self.code), "")

    @property
    def title(self) -> str:
        """`Bordeaux (33063, Gironde)`."""
        where = f", {self.departement_name}" if self.code != self.departement else ""
        return f"{self.name} ({self.code}{where})"


def elsewhere(text: str) -> list[Elsewhere]:
    """The territories of France that have a code or are called so, a few at most."""
    code = tidy(text) or ""
    if code in _names():
        return [_named(code)]
    key = fold(text)
    alike: list[tuple[int, str]] = []
    for length in range(len(key) - _FOLDED, len(key) + _FOLDED + 1):
        start = key[:1], length
        alike += _folded(start).get(key, ()) if start in _by_start() else ()
    return [_named(code) for _, code in sorted(alike)[:_MOST]]


def _named(code: str) -> Elsewhere:
    name, departement = _names()[code]
    return Elsewhere(code, name, departement, _names()[departement][0])


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str]]:
    """The name and the département of each code: a département, its EPCIs, its communes.

    An EPCI is written with its code, a commune with the step from the number of the one before,
    unless that is one.
    """
    found: dict[str, tuple[str, str]] = {}
    departement, number = "", 0
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        head, _, name = line.partition(" ")
        if head[0] == "=":
            departement, number = head[1:], 0
            found[departement] = name, departement
        elif head.isdigit() and len(head) == _SIREN:
            found[head] = name, departement
        else:
            number += int(head) if head.isdigit() else 1
            code = departement + str(number).zfill(_INSEE - len(departement))
            found[code] = (name if head.isdigit() else line), departement
    return found


@cache
def _folded(start: tuple[str, int]) -> dict[str, list[tuple[int, str]]]:
    """The places in the table and the codes by the names, folded, of those that start so.

    To fold all names would take longer than a key that is typed.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for place, code, name in _by_start()[start]:
        found.setdefault(fold(name), []).append((place, code))
    return found


@lru_cache(maxsize=1)
def _by_start() -> dict[tuple[str, int], list[tuple[int, str, str]]]:
    """The places in the table, codes and names by the first letter, folded, and the length."""
    found: dict[tuple[str, int], list[tuple[int, str, str]]] = {}
    for place, (code, (name, _)) in enumerate(_names().items()):
        start = plain_letters(name[0])[0].casefold(), len(name)
        found.setdefault(start, []).append((place, code, name))
    return found

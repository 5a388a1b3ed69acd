# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and codes of all of France, to tell where what is not loaded lies."""

from __future__ import annotations

import bz2
from functools import lru_cache
from typing import NamedTuple

from ..common.files import ROOT
from ..common.request import COMMUNE, EPCI
from .codes import codes_meant
from .name_index import fold_all, fold_words, named_in

# Communes, EPCIs and départements, made by tools/build_names.py, see data/README.md.
TABLE = ROOT / "data" / "names.txt.bz2"

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
    """The territories of France that have a code or are called so.

    A département behind a name narrows it, as in a search.
    """
    for code in codes_meant(text):
        if code in _names():
            return [_named(code)]
    named = named_in(text)
    found = [_named(code) for code in _codes().get(fold_words(named.words), ())]
    return [each for each in found if named.departement in ("", each.departement)]


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
    for line in bz2.decompress(TABLE.read_bytes()).decode("utf-8").splitlines():
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


@lru_cache(maxsize=1)
def _codes() -> dict[str, list[str]]:
    """The codes by the names, folded, in the order of the table."""
    found: dict[str, list[str]] = {}
    names = fold_all([name for name, _ in _names().values()])
    for name, code in zip(names, _names()):
        found.setdefault(name, []).append(code)
    return found

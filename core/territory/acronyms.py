# SPDX-License-Identifier: GPL-3.0-or-later
"""The acronyms of EPCIs: the initials of their words, and those that are known otherwise."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache

from ..common.files import ROOT

# Those that no initials give, with where each is from; see data/README.md.
TABLE = ROOT / "data" / "acronyms.csv"

_SMALL_WORDS = frozenset(
    ["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur"]
)


def initials(words: Sequence[str]) -> str:
    """The first letters of folded words that are not small ones: "mel", "cud", "capso"."""
    return "".join(word[0] for word in words if word not in _SMALL_WORDS)


@lru_cache(maxsize=1)
def known_acronyms() -> tuple[tuple[str, str], ...]:
    """Acronyms in small letters, each with the SIREN code of its EPCI."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        return tuple((acronym.casefold(), code) for acronym, code, _ in rows)

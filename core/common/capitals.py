# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in capitals, with the accents and ligatures that French puts on them."""

from __future__ import annotations

import functools
import re
import unicodedata

from .files import ROOT
from .letters import plain_letters
from .patterns import pattern

# The words of names of EPCIs, in capitals, whose accents do not depend on the place.
_COMMON_WORDS = ROOT / "data" / "accented_words.txt"
_WORD = pattern(r"[^\W\d_]+")
# Acronyms that are written with a small letter whatever stands around them: SCoT, PLUi.
_MIXED = pattern(r"[A-Z]{2,}[a-z]{1,2}[A-Z]{0,2}")


def capitals(name: str) -> str:
    """A name in capitals with its accents and ligatures: `COMPIÈGNE`, `SŒURS`.

    Acronyms keep their small letters: `SCoT`.
    """
    return _WORD.sub(_in_capitals, unicodedata.normalize("NFC", name))


def epci_capitals(name: str) -> str:
    """The name of an EPCI in capitals, with the accents of its common words: `COMMUNAUTÉ`.

    Some sources give it without any. Those of a proper name are not guessed.
    """
    return _WORD.sub(lambda found: _accented_words().get(found[0], found[0]), capitals(name))


def _in_capitals(word: re.Match[str]) -> str:
    return word[0] if _MIXED.fullmatch(word[0]) else word[0].upper()


@functools.lru_cache(maxsize=1)
def _accented_words() -> dict[str, str]:
    words = _COMMON_WORDS.read_text(encoding="utf-8").split()
    return {plain_letters(word): word for word in words}

# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that differ from what is typed by one letter: the distance 1 of Damerau and Levenshtein."""

from __future__ import annotations

import re

_LETTER = "[a-z0-9]"
# Words are typed together where they are apart, and the other way round.
_GAP = " ?"
# Longer texts are no names.
_MOST_LETTERS = 80


def one_letter_pattern(typed: str) -> re.Pattern[str] | None:
    """The pattern of folded names that, from a word on, begin as typed but for one letter at most.

    That is another one, one too many, one that is lost, or two that have changed places. A name
    stands behind a blank. None for what is too long for a name.
    """
    if not 0 < len(typed) <= _MOST_LETTERS:
        return None
    found = ""
    for at in reversed(range(len(typed))):
        rest = typed[at + 1 :]
        ways = [
            typed[at] + found,
            _LETTER + _spaced(rest),
            _LETTER + _spaced(typed[at:]),
            _spaced(rest)[len(_GAP) :],
        ]
        if rest and rest[0] != typed[at]:
            ways.append(rest[0] + _spaced(typed[at] + rest[1:]))
        found = f"{_GAP if at else ''}(?:{'|'.join(ways)})"
    return re.compile("(?<= )" + found)


def _spaced(letters: str) -> str:
    """Letters with blanks that may stand before each."""
    return "".join(_GAP + letter for letter in letters)

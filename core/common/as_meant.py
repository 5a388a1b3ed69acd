# SPDX-License-Identifier: GPL-3.0-or-later
"""Names as they were meant: copied with quotation marks, with a comma behind, in other letters."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Callable, Collection

from .sentence import one_line

# How many known names an unknown one is answered with.
MOST_NAMES = 3

_ROWS = re.compile("[;\n\r]")
_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "‘": "’"}
# A comma between names, not one in a title: `Bordeaux (33063, Gironde)`.
COMMA = re.compile(r"(?<! \(\w{5})(?<! \(\w{9}),|,(?! [^(),]+\))")
# Letters of an unknown name that are compared with known ones.
_COMPARED = 200


def as_meant(text: str) -> str:
    """A text on one line, without quotation marks around it and commas at its ends.

    What is the path of something that is there is left as it is.
    """
    if os.path.exists(text.replace("\0", " ")):
        return text
    meant = " ".join(one_line(text).split())
    while meant:
        bare = meant.strip(" ,;")
        if len(bare) > 1 and _QUOTES.get(bare[0]) == bare[-1]:
            bare = bare[1:-1]
        if bare == meant:
            break
        meant = bare
    return meant


def parts_as_meant(text: str, is_known: Callable[[str], bool]) -> list[str]:
    """The names in a text: with commas between, or in a column that was copied from a table."""
    parts, rows = _parts(text, COMMA), _parts(text, _ROWS)
    return rows if len(parts) < 2 and all(map(is_known, rows)) else parts


def named_alike(name: str, known: Collection[str], ending: str = "") -> str:
    """The known name that is meant, whatever its case and with or without an ending; else empty."""
    meant = as_meant(name)
    if meant in known:
        return meant
    wanted = meant.casefold()
    alike = (one for one in known if wanted in (one.casefold(), f"{one}{ending}".casefold()))
    return next(alike, "")


def nearest(name: str, known: Collection[str]) -> str:
    """Some known names like an unknown one, to be told."""
    wanted = as_meant(name)[:_COMPARED].casefold()
    return ", ".join(difflib.get_close_matches(wanted, known, MOST_NAMES, 0.0))


def _parts(text: str, separators: re.Pattern[str]) -> list[str]:
    return [part for part in map(as_meant, separators.split(text)) if part]

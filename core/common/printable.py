# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts without the characters that no file and no sheet takes."""

from __future__ import annotations

from .patterns import pattern

# Control characters that stand for a break or a space in the programs that texts come from, and
# all that XML has no room for: other ones, halves of surrogate pairs, what is no character.
_SPACES = pattern("[\x0b\x0c\x1c-\x1f\x85]|\r(?!\n)")
_NOTHING = pattern("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """A text without control characters but tabs and line ends, as every file takes it."""
    if text.isprintable():
        return text
    return _NOTHING.sub("", _SPACES.sub(" ", text))

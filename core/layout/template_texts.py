# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of templates as far as they are printed, and how the names of items are told."""

from __future__ import annotations

from ..common.i18n import translate

# The letters of a label that are printed: some pages of small type.
LONGEST_TEXT = 20_000

# What stands in the place of the rest.
_REST = " […]"

# How many names a sentence tells.
MOST_NAMED = 3


def named(names: list[str]) -> str:
    """Some names, and how many more there are."""
    each = list(dict.fromkeys(names))
    shown = ", ".join(f"“{name}”" for name in each[:MOST_NAMED])
    if len(each) <= MOST_NAMED:
        return shown
    sentence = translate("Template", "{names} and {count} more")
    return sentence.format(names=shown, count=len(each) - MOST_NAMED)


def shortened(text: str) -> str:
    """A text of a label of no more than `LONGEST_TEXT` letters, no expression in it cut in two."""
    kept = text[: LONGEST_TEXT - len(_REST)]
    begun = kept.rfind("[%")
    if begun > kept.rfind("%]"):
        kept = kept[:begun]
    return kept.rstrip() + _REST

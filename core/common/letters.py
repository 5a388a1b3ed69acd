# SPDX-License-Identifier: GPL-3.0-or-later
"""Letters without what French puts on them."""

from __future__ import annotations

import unicodedata

# Unicode holds these for letters, not for two that are joined.
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def plain_letters(text: str) -> str:
    """A text without accents and ligatures: `OEuilly` of `Œuilly`, `Sevres` of `Sèvres`."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    marks = {ord(letter): None for letter in set(apart) if unicodedata.combining(letter)}
    return apart.translate(marks)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What is printed on a sheet only where it is asked for, and the words in which it is asked."""

from __future__ import annotations

from .as_meant import as_meant
from .errors import SheetError
from .i18n import translate

# Key figures, an index of communes, ticks of the coordinates, fold marks, a code with an address.
FIGURES, INDEX, TICKS, FOLDS, QR = "figures", "index", "ticks", "folds", "qr"
EXTRAS = (FIGURES, INDEX, TICKS, FOLDS, QR)

# What is printed where neither the export nor the office says anything, and how nothing is asked
# for.
USUAL_EXTRAS = INDEX
NO_EXTRAS = "none"


def read_extras(text: str) -> frozenset[str]:
    """The extras of a text like `ticks, folds`, or of `none`. Raises SheetError of an unknown."""
    words = [as_meant(word).casefold() for word in text.replace(";", ",").split(",")]
    asked = {word for word in words if word not in ("", NO_EXTRAS)}
    unknown = sorted(asked.difference(EXTRAS))
    if unknown:
        raise SheetError(
            translate(
                "Pipeline",
                "“{value}” is nothing that a sheet can print besides; choose of {values}.",
            ).format(value=unknown[0], values=", ".join((*EXTRAS, NO_EXTRAS)))
        )
    return frozenset(asked)

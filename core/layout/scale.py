# SPDX-License-Identifier: GPL-3.0-or-later
"""The round scale at which a territory fits a map, and the scale bar that goes with it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from numbers import Real

from ..common.errors import ScaleError
from ..common.i18n import translate
from ..common.patterns import pattern

# The denominators that may be asked for: from a plan of a street to all France on a stamp.
FINEST, COARSEST = 100, 10_000_000

# A scale as it is typed: 15000, 15 000 or 1/15 000.
_TYPED = pattern(r"(?:1\s*[/:]\s*)?(\d+|\d{1,3}(?:[\s.,'’]\d{3})+)")

# Denominators that a map reader expects, over each power of ten.
ROUND_FIGURES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5)
# The finest scale that is chosen for a map.
MIN_DENOMINATOR = 500

# Lengths of a segment of a scale bar, over each power of ten.
SEGMENTS = (1.0, 2.0, 2.5, 5.0)


def round_scales(at_least: float) -> Iterator[float]:
    """Yield round scale denominators from `at_least` on, the finest first.

    Raises ScaleError for what no scale comes up to.
    """
    if not math.isfinite(at_least):
        checked_scale(at_least)
    power = 100.0
    while True:
        for figure in ROUND_FIGURES:
            scale = figure * power
            if scale >= max(at_least, MIN_DENOMINATOR):
                yield scale
        power *= 10


def fitting_scale(width: float, height: float, map_width: float, map_height: float) -> float:
    """The denominator at which a ground box in metres just fits a map box in millimetres."""
    return max(width / map_width, height / map_height) * 1000


def scale_text(denominator: float) -> str:
    """A scale as it is printed in French: `1/12 500`."""
    return "1/" + f"{denominator:,.0f}".replace(",", " ")


def read_scale(text: str) -> float:
    """The denominator that a text gives: `15000`, `15 000` or `1/15 000`. Raises ScaleError."""
    found = _TYPED.fullmatch(text.strip())
    try:
        scale = float(re.sub(r"\D", "", found[1]) if found else text)
    except ValueError:
        scale = 0.0
    return checked_scale(scale, text)


def checked_scale(scale: float, given: str = "") -> float:
    """A denominator within the limits. Raises ScaleError, which names what was `given`."""
    # NaN is neither more nor less than anything.
    is_number = isinstance(scale, Real) and not isinstance(scale, bool)
    if is_number and FINEST <= scale <= COARSEST:
        return scale
    value = f"{scale:.10g}" if is_number else str(scale)
    raise ScaleError(
        translate(
            "Layout",
            "“{value}” is no scale: give its denominator, a number from {finest} to {coarsest}, "
            "for instance 15000.",
        ).format(value=given or value, finest=FINEST, coarsest=COARSEST)
    )


def bar_segment(denominator: float, target: float) -> float:
    """Round ground length in metres of a bar segment, at most `target` mm long on paper.

    Raises ScaleError where the denominator is no scale.
    """
    if not math.isfinite(denominator):
        checked_scale(denominator)
    longest = target * denominator / 1000
    power = 0.001
    while power * 10 <= longest:
        power *= 10
    return max(s * power for s in SEGMENTS if s * power <= longest)

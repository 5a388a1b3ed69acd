# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas, lengths and shares rounded as the scale of the data allows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .measure import HECTARE, KILOMETRE

# What the hand and the eye keep apart on the map that data were made for, in mm.
READABLE = 1.0

# How many times larger than their own scale data may be drawn before a sheet says so: 1/25 000 of
# data made for 1/100 000.
ENLARGEMENT = 4

# No share is finer than this, in percents.
FINEST_SHARE = 0.1


@dataclass(frozen=True)
class Rounded:
    """A number with as many decimals as are true; what is less than the last of them says so."""

    value: float
    decimals: int
    is_less: bool = False


@dataclass(frozen=True)
class Rounding:
    """How measures are rounded that are taken on data made for a scale (a denominator).

    On the map that data are made for, nothing smaller than a millimetre can be drawn or told
    apart. So a length is known to one millimetre of that map, an area to one square millimetre:
    at 1/100 000, to 0.1 km and to 1 ha. The steps are the nearest powers of ten. What is there but
    smaller than a step is given as less than it, for nothing would be false.
    """

    scale: float

    @property
    def hectares(self) -> float:
        """The step of areas, in hectares."""
        return _power_of_ten((self.scale * READABLE / 1000) ** 2 / HECTARE)

    @property
    def kilometres(self) -> float:
        """The step of lengths, in kilometres."""
        return _power_of_ten(self.scale * READABLE / 1000 / KILOMETRE)

    def measure(self, value: float, geometry: str) -> Rounded:
        """An area in hectares (geometry letter s) or a length in kilometres (l)."""
        return _rounded(value, self.hectares if geometry == "s" else self.kilometres)

    def share(self, percent: float, hectares: float) -> Rounded:
        """A percentage, which stands for an area in hectares."""
        whole = 100 * hectares / percent if percent else math.inf
        return _rounded(percent, max(FINEST_SHARE, _power_of_ten(100 * self.hectares / whole)))


def _rounded(value: float, step: float) -> Rounded:
    decimals = -round(math.log10(step))
    if 0 < value < step:
        return Rounded(step, max(0, decimals), is_less=True)
    return Rounded(round(value, decimals), max(0, decimals))


def _power_of_ten(step: float) -> float:
    return float(10 ** round(math.log10(step))) if step > 0 else 0.0

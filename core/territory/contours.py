# SPDX-License-Identifier: GPL-3.0-or-later
"""How precise the contours of territories are."""

from __future__ import annotations

from dataclasses import dataclass

# How far from its true place a line may be drawn, in mm on paper.
MAX_SHIFT = 1.0


@dataclass(frozen=True)
class Contours:
    """How precise the contours of some territories are.

    `finest_scale` is the finest denominator at which they are drawn unasked; `offset` how far a
    generalised contour lies from the true one on average, in metres, 0 where it is not generalised.
    """

    finest_scale: float
    offset: float = 0.0

    def bear(self, scale: float) -> bool:
        """Whether a map at a denominator shows them where they are, as far as one can see."""
        return scale >= max(self.finest_scale, self.offset * 1000 / MAX_SHIFT)


# Those that come with the plugin, see data/README.md.
EMBEDDED = Contours(finest_scale=10_000, offset=26)
# Those of an office: Admin Express, which follows the plan of the cadastre, is one.
DETAILED = Contours(finest_scale=5_000)

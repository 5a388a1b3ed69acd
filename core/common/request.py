# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to the map outside the territory."""

from __future__ import annotations

HIDE = "hide"
DIM = "dim"
SHOW = "show"
OUTSIDE_MODES = (HIDE, DIM, SHOW)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series comes to, told before it starts."""

from __future__ import annotations

from ...core.common.i18n import translate
from ...core.common.sizes import size_text
from ...core.series.estimate import Estimate
from .durations import duration_text

# How many territories a line names.
_NAMED = 3


def estimate_text(estimate: Estimate) -> str:
    """How many sheets, how long, how large, how many are there, and which lack data."""
    parts = [translate("Series", "%n sheets to print", "", estimate.count)]
    if estimate.existing:
        parts.append(translate("Series", "%n of them replace a file", "", estimate.existing))
    if estimate.current:
        parts.append(translate("Series", "%n are up to date", "", estimate.current))
    if estimate.seconds:
        time = translate("Series", "about {time}").format(time=duration_text(estimate.seconds))
        parts += [time, size_text(estimate.size)]
    lines = [" · ".join(parts)]
    if estimate.lacking:
        named = ", ".join(estimate.lacking[:_NAMED])
        more = "…" if len(estimate.lacking) > _NAMED else ""
        lack = translate("Series", "%n will lack data: {names}", "", len(estimate.lacking))
        lines.append(lack.format(names=named + more))
    return "\n".join(lines)

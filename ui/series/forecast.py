# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series comes to, told before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ...core.common.i18n import translate
from ...core.common.sizes import size_text
from ...core.series.estimate import Estimate
from .durations import duration_text

# How many territories a line names, and how many names a list holds.
_NAMED = 3
_LISTED = 30


def estimate_text(estimate: Estimate) -> str:
    """How many sheets, how long, how large, how many are there, and which lack data."""
    parts = [translate("Series", "%n sheets to print", "", estimate.count)]
    if estimate.existing:
        told = translate("Series", "%n of them replace a file", "", len(estimate.existing))
        parts.append(told)
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


def estimate_lists(estimate: Estimate) -> str:
    """Which files are there, and which territories lack data, as lines of rich text."""
    lists = (
        (translate("Series", "Files that are replaced:"), estimate.existing),
        (translate("Series", "Without data:"), estimate.lacking),
    )
    told = (escape("\n".join([title, *_lines(names)])) for title, names in lists if names)
    return "\n".join(told).replace("\n", "<br>")


def _lines(names: Sequence[str]) -> list[str]:
    more = len(names) - _LISTED
    last = [translate("Series", "and %n more", "", more)] if more > 0 else []
    return [*names[:_LISTED], *last]

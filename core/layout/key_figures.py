# SPDX-License-Identifier: GPL-3.0-or-later
"""Key figures as they are printed: a line each, rounded as the precision of the data allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..sheet.key_figures import AREA, COUNT, LENGTH, SHARE
from .table_content import NO_BREAK_SPACE, french_number, rounded_text

if TYPE_CHECKING:
    from ..summary.figures import Figure
    from ..summary.summary import Summary

_UNITS = {SHARE: "%", AREA: "ha", LENGTH: "km"}


def figure_texts(summary: Summary | None) -> dict[str, str]:
    """The variables of the key figures, without `srce_`; empty where there are none to tell."""
    lines = figure_lines(summary) if summary is not None else []
    title = summary.sheet.words["figures_title"] if summary is not None and lines else ""
    texts = (" : ".join(line) for line in lines)
    return {"key_figures_title": title, "key_figures": "\n".join(texts)}


def figure_lines(summary: Summary) -> list[tuple[str, str]]:
    """What each key figure is called, and its value."""
    return [(figure.label, _value(summary, figure)) for figure in summary.figures or ()]


def _value(summary: Summary, figure: Figure) -> str:
    words, rounding = summary.sheet.words, summary.rounding
    if figure.measure == COUNT:
        text = french_number(figure.value, 0)
    else:
        if figure.measure == SHARE:
            rounded = rounding.share(figure.value, figure.hectares)
        else:
            rounded = rounding.measure(figure.value, "s" if figure.measure == AREA else "l")
        text = rounded_text(rounded) + NO_BREAK_SPACE + _UNITS[figure.measure]
    if figure.measure == SHARE:
        text = words["figures_share"].format(text)
    return words["figures_least"].format(text) if figure.is_least else text

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sheet says of its precision where it is drawn finer than data or contours bear."""

from __future__ import annotations

from ..common.i18n import translate
from ..common.remedy import CHOOSE_SCALE
from ..common.sentence import Sentence
from .content import SheetContent
from .scale import scale_text


def precision_lines(content: SheetContent, scale: float) -> list[str]:
    """What is printed of the precision at a scale (a denominator), in French, a line a cause."""
    words, contours = content.sheet.words, content.territory.contours
    lines = []
    if scale < _data_limit(content):
        if content.data_scale:
            lines.append(words["data_scale"].format(scale_text(content.data_scale)))
        else:
            lines.append(words["data_limit"].format(scale_text(_data_limit(content))))
    if not contours.bear(scale):
        if contours.offset:
            lines.append(words["contours_offset"].format(f"{contours.offset:.0f}"))
        else:
            lines.append(words["contours_limit"].format(scale_text(contours.finest_scale)))
    return lines


def precision_warnings(content: SheetContent, scale: float) -> list[str]:
    """What the user is told of the precision at a scale."""
    warnings: list[str] = []
    data, contours = _data_limit(content), content.territory.contours
    if scale < data:
        told = translate(
            "Layout", "The sheet is at {scale}, finer than {finest}: the data is not that precise."
        ).format(scale=scale_text(scale), finest=scale_text(data))
        warnings.append(Sentence(told, CHOOSE_SCALE))
    if scale < contours.finest_scale:
        told = translate(
            "Layout",
            "The sheet is at {scale}, finer than {finest}: the contours of the communes are "
            "not that precise.",
        ).format(scale=scale_text(scale), finest=scale_text(contours.finest_scale))
        warnings.append(Sentence(told, CHOOSE_SCALE))
    return warnings


def _data_limit(content: SheetContent) -> float:
    """The finest denominator that the data bear: by their own scale, else what the sheet says."""
    if content.data_scale:
        from ..summary.rounding import ENLARGEMENT

        return content.data_scale / ENLARGEMENT
    return content.sheet.finest_scale

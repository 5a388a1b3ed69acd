# SPDX-License-Identifier: GPL-3.0-or-later
"""Durations, written for people."""

from __future__ import annotations

from ...core.common.i18n import translate

_MINUTE, _HOUR = 60, 3600


def duration_text(seconds: float) -> str:
    """A duration to two digits or so: `40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 1.5 * _MINUTE:
        return translate("Series", "{seconds} s").format(seconds=max(1, round(seconds)))
    minutes = round(seconds / _MINUTE)
    if seconds < _HOUR:
        return translate("Series", "{minutes} min").format(minutes=minutes)
    return translate("Series", "{hours} h {minutes:02} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )

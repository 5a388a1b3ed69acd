# SPDX-License-Identifier: GPL-3.0-or-later
"""From the settings of an earlier version to those of this one: a number, and a table of steps."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import QgsSettings

PREFIX = "srce_pac"
_KEY = f"{PREFIX}/settings_version"


def bring_up_to_date(stored: QgsSettings) -> None:
    """Take the steps that the stored settings still lack.

    Those of a later version, which an earlier one reads after a downgrade, are left as they are.
    """
    version = _number(stored.value(_KEY, 0))
    if version >= VERSION:
        return
    # A new profile has nothing to bring along, and gets its number with its first settings.
    if stored.contains(_KEY) or _any(stored):
        for step in STEPS[version:]:
            step(stored)
        note_version(stored)


def note_version(stored: QgsSettings) -> None:
    """Write which version the settings have, unless they are of a later one."""
    if _number(stored.value(_KEY, 0)) < VERSION:
        stored.setValue(_KEY, VERSION)


def _sheet_by_data(stored: QgsSettings) -> None:
    """The first 0.1.0 wrote the id of the sheet that it printed, `srce` without any choice."""
    old, new = f"{PREFIX}/sheet", f"{PREFIX}/sheet_choice"
    sheet = str(stored.value(old, "") or "")
    if sheet not in ("", "srce") and not stored.contains(new):
        stored.setValue(new, sheet)
    stored.remove(old)


# The step at index n leads from version n to n + 1; none is ever taken out.
STEPS: tuple[Callable[[QgsSettings], None], ...] = (_sheet_by_data,)
VERSION = len(STEPS)


def _any(stored: QgsSettings) -> bool:
    stored.beginGroup(PREFIX)
    try:
        return bool(stored.allKeys())
    finally:
        stored.endGroup()


def _number(value: object) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0

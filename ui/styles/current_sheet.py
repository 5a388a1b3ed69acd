# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet whose classes the windows of styles list."""

from __future__ import annotations

from ...core.common.settings import Settings
from ...core.sheet.definition import USUAL, SheetDefinition, available_sheets, usable_sheet


def current_sheet() -> SheetDefinition:
    """The sheet of the dock; where the data choose it, or several are chosen, the usual one.

    Raises SheetError.
    """
    chosen = Settings.load().sheet_choice
    return usable_sheet(chosen if chosen in available_sheets() else USUAL.stem)[0]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of the reports of series, which may lie in a folder of data and are none.

They are for the office, and French as the sheets are.
"""

from __future__ import annotations

import re

STEM = "rapport"
# The folder of the small pictures of sheets.
PICTURES = f"{STEM}_vignettes"

_REPORT = re.compile(rf"{STEM}(?:_\d+_sur_\d+)?(?:_\d+)*\.csv", re.IGNORECASE)


def is_report(name: str) -> bool:
    """Whether a file is the report of a series, or of one machine's share of it."""
    return _REPORT.fullmatch(name) is not None

# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that an export writes, or has written earlier."""

from __future__ import annotations

import os
from pathlib import Path

from srce_pac.core.common.request import SheetRequest

HAYNECOURT = SheetRequest("59294")
# What an earlier file holds, and how it begins as one of its kind.
EARLIER = b"%PDF-an earlier good sheet"
STARTS = {".pdf": b"", ".png": b"\x89PNG\r\n\x1a\n", ".svg": b"<svg/>"}
ENDINGS = (".pdf", ".png", ".svg")


def files(folder: Path) -> list[str]:
    """Everything in a folder, what is hidden included."""
    return sorted(os.listdir(folder))


def earlier(folder: Path, ending: str = ".pdf") -> Path:
    file = folder / f"sheet{ending}"
    file.write_bytes(STARTS[ending] + EARLIER)
    return file

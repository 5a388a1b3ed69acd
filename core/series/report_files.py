# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the reports of series lie in their folder, and the small pictures of their sheets."""

from __future__ import annotations

from pathlib import Path

from ..common.report_names import PICTURES, STEM, is_report
from .request import Slice

# Where sheets stand that only serve one file of all.
SHEETS = "recueil_feuilles"


def report_path(folder: Path, part: Slice) -> Path:
    """The report of a series, or of one machine's share of it."""
    share = f"_{part.number}_sur_{part.total}" if part.total > 1 else ""
    return folder / f"{STEM}{share}.csv"


def report_paths(folder: Path) -> list[Path]:
    """The reports that lie in a folder, those of all machines. Raises OSError."""
    return sorted(path for path in folder.iterdir() if is_report(path.name))


def thumbnail_path(folder: Path, path: Path) -> Path:
    """Where the small picture of a sheet lies, whose file is `path` below a folder."""
    inside = path.relative_to(folder)
    return folder / PICTURES / inside.with_name(f"{inside.name}.png")


def is_reserved(name: str) -> bool:
    """Whether a folder or a file without its ending would be in the way of a report."""
    return name.casefold() in (PICTURES, SHEETS)

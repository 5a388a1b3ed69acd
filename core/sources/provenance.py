# SPDX-License-Identifier: GPL-3.0-or-later
"""What was noted of a download: when, of where, under which credit."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ..common.errors import SheetError
from ..common.files import profile_folder, read_object


def credit_of(source: str) -> str:
    """What a sheet prints of a source that was downloaded here, or nothing of any other source."""
    path = Path(source)
    for folder in (path, path.parent):
        said = read_note(folder) if folder.parent == downloads_folder() else None
        if said is not None:
            return str(said["credit"])
    return ""


def downloads_folder() -> Path:
    return profile_folder() / "opendata"


def note_path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def read_note(folder: Path) -> dict[str, Any] | None:
    """What was noted of a folder; a damaged note is none, and the next download mends it."""
    if not folder.is_dir() or not note_path(folder).is_file():
        return None
    try:
        said = read_object(note_path(folder))
        datetime.date.fromisoformat(said["date"])
        known = isinstance(said["departements"], list) and isinstance(said["credit"], str)
        return said if known else None
    except (SheetError, KeyError, TypeError, ValueError):
        return None

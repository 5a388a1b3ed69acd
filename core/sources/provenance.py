# SPDX-License-Identifier: GPL-3.0-or-later
"""What was noted of a download: when, of where, under which credit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from ..common.errors import SourceError
from ..common.files import profile_folder
from ..common.json_object import JsonObject


@dataclass(frozen=True)
class DownloadNote:
    """What was noted of a download; no `departements` where it is of all of France.

    `vintage` is the date of the data as it is printed, empty where it is not known.
    """

    date: datetime.date
    departements: tuple[str, ...]
    credit: str
    vintage: str = ""


def note_of(source: str) -> DownloadNote | None:
    """What was noted of a source that was downloaded here, or nothing of any other source."""
    path = Path(source)
    for folder in (path, path.parent):
        note = read_note(folder) if folder.parent == downloads_folder() else None
        if note is not None:
            return note
    return None


def credit_of(source: str) -> str:
    """What a sheet prints of a source that was downloaded here, or nothing of any other source."""
    note = note_of(source)
    return note.credit if note else ""


def downloads_folder() -> Path:
    return profile_folder() / "opendata"


def note_path(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")


def read_note(folder: Path) -> DownloadNote | None:
    """What was noted of a folder; a damaged note is none, and the next download mends it."""
    if not folder.is_dir() or not note_path(folder).is_file():
        return None
    try:
        data = JsonObject.read(note_path(folder), SourceError)
        return DownloadNote(
            date=datetime.date.fromisoformat(data.text("date")),
            departements=data.texts("departements"),
            credit=data.text("credit"),
            vintage=data.text("vintage", ""),
        )
    except (SourceError, ValueError):
        return None

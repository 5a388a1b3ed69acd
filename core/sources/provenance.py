# SPDX-License-Identifier: GPL-3.0-or-later
"""What was noted of a download: when, of where, under which credit."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from ..common.errors import SourceError
from ..common.files import profile_folder
from ..common.i18n import translate
from ..common.json_object import JsonObject


@dataclass(frozen=True)
class DownloadNote:
    """What was noted of a download; no `departements` where it is of all of France.

    `vintage` is the date of the data as it is printed, empty where it is not known. Of what
    `is_complete`, nothing more is there than what came. `page` is the address of a page on it.
    """

    date: datetime.date
    departements: tuple[str, ...]
    credit: str
    vintage: str = ""
    is_complete: bool = False
    page: str = ""


def note_of(source: str) -> DownloadNote | None:
    """What was noted of a source that was downloaded here, or nothing of any other source."""
    notes = (read_note(folder) for folder in _downloaded(source))
    return next((note for note in notes if note is not None), None)


def note_faults(source: str) -> list[str]:
    """What is wrong with the note of a source that was downloaded here: its credit is not known."""
    faults = []
    for folder in _downloaded(source):
        try:
            if note_path(folder).is_file():
                _read(folder)
        except SourceError as error:
            faults.append(error.whole)
    return faults


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
        return _read(folder)
    except SourceError:
        return None


def _read(folder: Path) -> DownloadNote:
    """The note of a folder. Raises SourceError."""
    data = JsonObject.read(note_path(folder), SourceError)
    try:
        date = datetime.date.fromisoformat(data.text("date"))
    except ValueError as error:
        fault = translate("Json", "it must be a date such as 2014-07-04")
        raise data.refusal("date", fault) from error
    return DownloadNote(
        date=date,
        departements=data.texts("departements"),
        credit=data.text("credit"),
        vintage=data.text("vintage", ""),
        is_complete=data.flag("complete", False),
        page=data.text("page", ""),
    )


def _downloaded(source: str) -> list[Path]:
    """The folder of the downloads that a source is, or lies in."""
    path = Path(source)
    return [folder for folder in (path, path.parent) if folder.parent == downloads_folder()]

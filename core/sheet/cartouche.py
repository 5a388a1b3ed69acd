# SPDX-License-Identifier: GPL-3.0-or-later
"""The cartouche: what an office prints about itself and about one export."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import partial
from glob import escape
from pathlib import Path
from typing import Any

from ..common.as_meant import as_meant, named_alike, nearest
from ..common.disk import reason
from ..common.errors import ExportError, SheetError
from ..common.extras import USUAL_EXTRAS, read_extras
from ..common.files import files, profile_folder, write_whole
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.own_files import read_usable
from ..common.scratch import part_of
from ..common.target import check_json_target, is_same_file
from .text_entries import TEXTS, read_texts

OFFICES = "data/offices"

# Letters of a text: ten times what the bundled ones have, and as much as a cartouche can hold.
LONGEST_ENTRY = 1_000

# The sheet is French whatever the locale of the machine that prints it.
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True)
class Cartouche:
    """Every varying text of the cartouche, in French; an empty text prints nothing.

    `logo` is a PNG or SVG file that takes the place of the State's text block. `date` is free
    text; empty means the date of the data. `extras` are what is printed besides, as `read_extras`
    takes them, unless the request says otherwise; `page` is the address that a QR code leads to,
    that of the page of the data where it is empty.
    """

    state_motto: str = "Liberté • Égalité • Fraternité"
    state_name: str = "RÉPUBLIQUE FRANÇAISE"
    logo: str = ""
    service: str = ""
    office: str = ""
    office_name: str = ""
    status: str = ""
    procedure: str = ""
    sheet_word: str = ""
    sheet_number: int = 1
    sheet_total: int = 1
    date_label: str = ""
    date: str = ""
    sources: str = ""
    email: str = ""
    notice: bool = True
    extras: str = USUAL_EXTRAS
    page: str = ""


_TYPES = {f.name: type(f.default) for f in fields(Cartouche)}


def compose(
    defaults: Mapping[str, Any], office: str, entries: Mapping[str, Any] | None = None
) -> Cartouche:
    """A cartouche: what the sheet says for a kind of territory, the office, then the export.

    `office` is the name of an office: a département's is the code of the département. The texts
    of sheets are left out, see `edited_sheet`; what is wrong with the office is told by
    `usable_office`. Raises SheetError when an entry is wrong.
    """
    check_entries(entries or {})
    composed = {**defaults, **usable_office(office)[0], **(entries or {})}
    return Cartouche(**{name: value for name, value in composed.items() if name != TEXTS})


def available_offices() -> dict[str, Path]:
    """The bundled offices and those in the user's profile, by name; a user's own comes first."""
    return files(OFFICES, "*.json")


def read_office(office: str) -> dict[str, Any]:
    """What an office says, by its name (that of a département's office is the département's code).

    Nothing where there is no such office. Raises SheetError.
    """
    path = available_offices().get(office)
    return read_cartouche(path) if path else {}


def named_office(wish: str) -> tuple[str, list[str]]:
    """The name of the office that is meant, empty where there is none; tells of an unknown one."""
    known = available_offices()
    name = named_alike(wish, known, ".json")
    if name or not as_meant(wish):
        return name, []
    sentence = translate(
        "Cartouche",
        "There is no office “{name}”, so that of the département is printed: {count} are known, "
        "such as {names}.",
    )
    names = nearest(wish, known)
    return "", [sentence.format(name=wish, count=len(known), names=names)]


def usable_office(office: str) -> tuple[dict[str, Any], list[str]]:
    """What an office says, and what is wrong with its file.

    Where that of the user is wrong, the bundled one of that name speaks, if there is one.
    """
    entries, faults = read_usable(OFFICES, office, read_cartouche)
    return entries or {}, faults


def own_offices() -> set[str]:
    """The names of the offices that the user has written."""
    return {path.stem for path in _own_folder().glob("*.json")}


def write_office(office: str, entries: Mapping[str, Any]) -> None:
    """Keep what an office says in the user's profile. Raises SheetError."""
    path = _own_folder() / f"{office}.json"
    write_cartouche(path, entries)
    current = read_cartouche(path).get("logo", "")
    for logo in _logos(office):
        if str(logo) != current:
            _remove(logo)


def remove_office(office: str) -> None:
    """Forget the user's own office, its logo included; a bundled one of that name is back.

    Raises SheetError.
    """
    for path in (_own_folder() / f"{office}.json", *_logos(office)):
        _remove(path)


def export_cartouche(path: Path, entries: Mapping[str, Any]) -> None:
    """Write the entries of a cartouche to a file of the user's choice.

    It takes the place of a cartouche only, the logo beside it that of its logo. Raises
    ExportError, else as `write_cartouche`.
    """
    check_json_target(path, read_cartouche)
    if entries.get("logo"):
        logo, beside = Path(entries["logo"]), _logo_beside(path, entries["logo"])
        earlier = read_cartouche(path).get("logo", "") if path.is_file() else ""
        others = (logo, *((Path(earlier),) if earlier else ()))
        if beside.exists() and not any(is_same_file(beside, other) for other in others):
            raise ExportError(
                translate(
                    "Cartouche",
                    "The logo would replace “{path}”, which is none of this cartouche: choose "
                    "another name.",
                ).format(path=beside)
            )
    write_cartouche(path, entries)


def write_cartouche(path: Path, entries: Mapping[str, Any]) -> None:
    """Write the entries of a cartouche file, whole or not at all, its logo beside it.

    Raises SheetError when the folder may not be written or the logo not be read.
    """
    data = dict(entries)
    has_logo, logo = bool(data.get("logo")), Path(data.get("logo") or "")
    beside = _logo_beside(path, str(logo))
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            if has_logo:
                shutil.copyfile(logo, part)
                data["logo"] = beside.name
            write_whole(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")
            # Only now: with the old texts the old logo stays.
            if has_logo:
                part.replace(beside)
        finally:
            with suppress(OSError):
                part.unlink()
    except OSError as error:
        # Of its logo, the file that cannot be read is another one.
        of_logo = f" ({logo})" if has_logo and error.filename == str(logo) else ""
        raise SheetError(
            translate(
                "Cartouche", "The cartouche file “{path}” cannot be written: {reason}."
            ).format(path=path, reason=reason(error, None if of_logo else path) + of_logo)
        ) from error


def check_entries(entries: Mapping[str, Any]) -> None:
    """Raise SheetError where entries that no file gives name an unknown one or a wrong value."""
    given = dict(entries) if isinstance(entries, Mapping) else entries
    _read_entries(JsonObject.given({"cartouche": given}).object("cartouche"))


def read_cartouche(path: Path) -> dict[str, Any]:
    """Read the entries of a cartouche file; the path of its logo starts from the file.

    Raises SheetError when the file is unreadable, or names an unknown entry or a wrong value.
    """
    entries = _read_entries(JsonObject.read(path))
    if entries.get("logo"):
        entries["logo"] = str(path.resolve().parent / entries["logo"])
    return entries


def cartouche_entries(data: JsonObject, others: Collection[str] = ()) -> dict[str, Any]:
    """The entries of a cartouche that a file gives, each of the type of its field.

    `others` are entries that it may hold beside them. Raises the error of `data` when an entry is
    unknown or wrong.
    """
    data.only((*_TYPES, *others))
    read: dict[type[Any], Callable[[str], Any]] = {
        str: partial(data.text, most=LONGEST_ENTRY),
        int: data.whole,
        bool: data.flag,
    }
    entries = {key: read[_TYPES[key]](key) for key in data if key in _TYPES}
    try:
        read_extras(entries.get("extras", ""))
    except SheetError as error:
        raise data.refusal("extras", str(error)) from error
    return entries


def _read_entries(data: JsonObject) -> dict[str, Any]:
    entries = cartouche_entries(data, (TEXTS,))
    if TEXTS in data:
        entries[TEXTS] = read_texts(data.object(TEXTS))
    return entries


def _logo_beside(path: Path, logo: str) -> Path:
    """Where the logo of a cartouche file is kept."""
    return path.with_name(f"{path.stem}_logo{Path(logo).suffix.lower()}")


def _logos(office: str) -> list[Path]:
    """The logos of an office, one after another in time."""
    return list(_own_folder().glob(f"{escape(office)}_logo.*"))


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise SheetError(
            translate(
                "Cartouche", "The cartouche file “{path}” cannot be removed: {reason}."
            ).format(path=path, reason=reason(error, path))
        ) from error


def _own_folder() -> Path:
    return profile_folder() / OFFICES

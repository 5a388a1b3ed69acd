# SPDX-License-Identifier: GPL-3.0-or-later
"""The cartouche: what an office prints about itself and about one export."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from .errors import SheetError
from .i18n import translate
from .rooms import ROOT
from .sheet import read_object

OFFICES = ROOT / "data" / "offices"

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
    text; empty means the month of the export.
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


def read_office(departement: str) -> dict[str, Any]:
    """What the bundled office of a département says; nothing where there is none."""
    path = OFFICES / f"{departement}.json"
    return read_cartouche(path) if path.is_file() else {}


def read_cartouche(path: Path) -> dict[str, Any]:
    """Read the entries of a cartouche file; the path of its logo starts from the file.

    Raises SheetError when the file is unreadable, or names an unknown entry or a wrong value.
    """
    data = read_object(path)
    types = {f.name: type(f.default) for f in fields(Cartouche)}
    for key, value in data.items():
        if key not in types:
            raise SheetError(
                translate(
                    "Cartouche",
                    "The cartouche file “{path}” has an unknown entry, “{key}”. "
                    "Known entries: {known}.",
                ).format(path=path, key=key, known=", ".join(types))
            )
        if type(value) is not types[key]:
            raise SheetError(_wrong_type(path, key, types[key]))
    if data.get("logo"):
        data["logo"] = str(path.resolve().parent / data["logo"])
    return data


def month_and_year(day: datetime.date) -> str:
    """A month as it is printed: `novembre 2026`."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def _wrong_type(path: Path, key: str, expected: type[Any]) -> str:
    wanted = {
        str: translate("Cartouche", "a text"),
        int: translate("Cartouche", "a whole number"),
        bool: translate("Cartouche", "true or false"),
    }[expected]
    return translate(
        "Cartouche", "In the cartouche file “{path}”, the entry “{key}” must be {type}."
    ).format(path=path, key=key, type=wanted)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of things in lists and labels."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QLocale

from ...core.common.errors import SheetError
from ...core.common.extras import FIGURES, FOLDS, INDEX, QR, TICKS
from ...core.common.i18n import translate
from ...core.common.request import COMMUNE, EPCI, SELECTION
from ...core.sheet.definition import available_sheets, usable_sheet
from ...core.territory.entry import Entry

# How much of a typed value a line shows.
MAX_LETTERS = 40


def entry_label(entry: Entry) -> str:
    """A territory in a list, with its département: several communes may have one name."""
    where = entry.departement_name or entry.departement
    return f"{entry.title} – {where}" if where else entry.title


def offered_label(entry: Entry) -> str:
    """A territory among those that are offered: a selection says how many communes it has."""
    if entry.kind == SELECTION and entry.members:
        return f"{entry.title} – {communes(len(entry.members))}"
    return entry_label(entry)


def entry_parts(entry: Entry) -> list[str]:
    """The kind, members or EPCI, département and population of a territory, as far as known."""
    kind = {
        COMMUNE: translate("Dock", "Commune"),
        EPCI: translate("Dock", "EPCI"),
        SELECTION: translate("Dock", "Selection"),
    }[entry.kind]
    parts = [kind, communes(len(entry.members)) if entry.members else entry.epci_name]
    parts.append(entry.departement_name)
    if entry.population:
        parts.append(inhabitants(entry.population))
    return [part for part in parts if part]


def communes(count: int) -> str:
    """A number of communes."""
    return translate("Dock", "%n communes", "", count)


def inhabitants(count: int) -> str:
    """A number of inhabitants, as the locale writes it."""
    return translate("Dock", "{number} inhabitants", "", count).format(number=number(count))


def number(value: float, decimals: int = 0) -> str:
    """A number as the locale writes it, with its thousands apart: QGIS leaves that out."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.DefaultNumberOptions)
    return str(locale.toString(float(value), "f", decimals))


def template_label(name: str) -> str:
    """A readable name of a template: `commune_a3_landscape` is “Commune A3 landscape”."""
    words = {
        "commune": translate("Dock", "Commune"),
        "epci": translate("Dock", "EPCI"),
        "landscape": translate("Dock", "landscape"),
        "portrait": translate("Dock", "portrait"),
        "table": translate("Dock", "with table"),
        **{f"a{size}": f"A{size}" for size in range(5)},
    }
    return " ".join(words.get(word, word) for word in name.split("_"))


def sheet_name(sheet: str) -> str:
    """The name of a sheet, or its id where it cannot be read: printing it gives the refusal."""
    if not sheet:
        return translate("Dock", "By the data")
    try:
        return usable_sheet(sheet)[0].name
    except SheetError:
        return sheet


def sheet_names() -> dict[str, str]:
    """What a window offers of sheets, by id: the choice by the data, then each."""
    return {sheet: sheet_name(sheet) for sheet in ("", *available_sheets())}


def geometry_label(letter: str) -> str:
    """The name of a geometry by its letter: p, l or s."""
    return {
        "p": translate("Styles", "Points"),
        "l": translate("Styles", "Lines"),
        "s": translate("Styles", "Areas"),
    }[letter]


def office_label(name: str, printed: str) -> str:
    """The name that an office prints, and that of its file."""
    return f"{printed} ({name})" if printed else name


def extra_labels() -> dict[str, str]:
    """What a sheet may print besides, by how it is asked for."""
    return {
        FIGURES: translate("Dock", "Key figures"),
        INDEX: translate("Dock", "Index of communes"),
        TICKS: translate("Dock", "Ticks of the coordinates"),
        FOLDS: translate("Dock", "Fold marks"),
        QR: translate("Dock", "QR code of the data's page"),
    }


def cartouche_label(key: str) -> str:
    """The name of an entry of a cartouche, or of a text of a sheet."""
    names = {
        "status": translate("Dock", "Status"),
        "procedure": translate("Dock", "Procedure"),
        "sheet_word": translate("Dock", "Sheet word"),
        "sheet_number": translate("Dock", "Number"),
        "sheet_total": translate("Dock", "Total"),
        "date_label": translate("Dock", "Date label"),
        "date": translate("Dock", "Date"),
        "notice": translate("Dock", "Notice"),
        "extras": translate("Dock", "Printed besides"),
        "title": translate("Dock", "Title"),
        "subtitle": translate("Dock", "Subtitle"),
        "text_title": translate("Dock", "Title of the text"),
        "text": translate("Dock", "Text"),
        "nota": translate("Dock", "NOTA"),
    }
    return names.get(key, key)


def shortened(value: Any) -> str:
    """A value in one line of at most so many letters."""
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_LETTERS else f"{text[: MAX_LETTERS - 1]}…"

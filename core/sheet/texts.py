# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet that says what its office, and one export, say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..common.errors import SheetError
from ..common.i18n import translate
from .cartouche import read_office
from .definition import LegendEntry, SheetDefinition
from .text_entries import SheetTexts


def edited_sheet(
    sheet: SheetDefinition, office: str, entries: Mapping[str, Any]
) -> SheetDefinition:
    """The sheet with the texts of an office, then those among the entries of an export.

    Raises SheetError.
    """
    said = (read_office(office), entries)
    return with_texts(sheet, *(SheetTexts.of(each, sheet.id) for each in said))


def with_texts(sheet: SheetDefinition, *texts: SheetTexts) -> SheetDefinition:
    """The sheet with other texts, of which the later ones count; the rest of it stays.

    A text edited to nothing takes its title along. Raises SheetError for the label of what the
    legends of the sheet do not list.
    """
    fields: dict[str, Any] = {k: text for each in texts for k, text in each.fields.items()}
    labels = {key: label for each in texts for key, label in each.labels.items()}
    _check(sheet, labels)
    if not fields.get("text", sheet.text):
        fields.setdefault("text_title", "")
    classes = {name: labels.get(name, label) for name, label in sheet.classes.items()}
    legends = {
        kind: tuple(
            replace(entry, label=labels.get(label_key(sheet, entry), entry.label))
            for entry in entries
        )
        for kind, entries in sheet.legends.items()
    }
    return replace(sheet, **fields, classes=classes, legends=legends)


def legend_labels(sheet: SheetDefinition, kind: str) -> dict[str, str]:
    """The labels of the legend of a kind of territory, by the keys under which they change."""
    return {label_key(sheet, entry): entry.label for entry in sheet.legends[kind]}


def label_key(sheet: SheetDefinition, entry: LegendEntry) -> str:
    """The class where a line prints its name, else class and geometries."""
    if entry.label == sheet.classes[entry.class_id]:
        return entry.class_id
    return _own_key(entry)


def _own_key(entry: LegendEntry) -> str:
    return f"{entry.class_id}_{entry.geometries}"


def _check(sheet: SheetDefinition, labels: Mapping[str, str]) -> None:
    entries = [entry for entries in sheet.legends.values() for entry in entries]
    known = dict.fromkeys(key for e in entries for key in (e.class_id, _own_key(e)))
    for key in labels:
        if key not in known:
            raise SheetError(
                translate(
                    "Sheet",
                    "The texts of the sheet “{sheet}” change the label of “{key}”, which is not in "
                    "its legend: {known}.",
                ).format(sheet=sheet.name, key=key[:80], known=", ".join(known))
            )

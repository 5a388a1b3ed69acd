# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet with the texts that its office and one export change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from ..common.i18n import translate
from .definition import LegendEntry, SheetDefinition
from .text_entries import HEADING, SheetTexts


def edited_sheet(sheet: SheetDefinition, *cartouches: Mapping[str, Any]) -> SheetDefinition:
    """The sheet with the texts among the entries of an office, then those of an export."""
    return with_texts(sheet, *(SheetTexts.of(entries, sheet.id) for entries in cartouches))


def with_texts(sheet: SheetDefinition, *texts: SheetTexts) -> SheetDefinition:
    """The sheet with other texts, of which the later ones count; the rest of it stays.

    A text edited to nothing takes its title along.
    """
    fields: dict[str, Any] = {k: text for each in texts for k, text in each.fields.items()}
    if fields.get("text") == "":
        fields.setdefault("text_title", "")
    labels = {key: label for key, label in _labels(texts).items() if key in _known_keys(sheet)}
    legends = {
        kind: tuple(
            replace(
                entry,
                label=labels.get(_key(sheet, entry), entry.label),
                heading=labels.get(heading, entry.heading),
            )
            for entry, heading in _with_headings(entries)
        )
        for kind, entries in sheet.legends.items()
    }
    classes = {name: labels.get(name, label) for name, label in sheet.classes.items()}
    return replace(sheet, **fields, classes=classes, legends=legends)


def legend_labels(sheet: SheetDefinition, kind: str, *texts: SheetTexts) -> dict[str, str]:
    """Labels and headings of the legend of a kind of territory, by the keys of their changes."""
    labels, found = _labels(texts), {}
    for entry, heading in _with_headings(sheet.legends[kind]):
        if heading:
            found[heading] = entry.heading
        found[_key(sheet, entry)] = entry.label
    return {key: labels.get(key, label) for key, label in found.items()}


def unknown_labels(sheet: SheetDefinition, *cartouches: Mapping[str, Any]) -> list[str]:
    """A sentence for each label of what no legend of the sheet lists; it is not printed.

    No refusal: a sheet may have lost a class since its office named it.
    """
    labels = _labels(SheetTexts.of(entries, sheet.id) for entries in cartouches)
    sentence = translate(
        "Sheet",
        "The label “{label}” is not printed: “{key}” is not in the legend of the sheet “{sheet}”.",
    )
    return [
        sentence.format(label=label[:80], key=key[:80], sheet=sheet.name)
        for key, label in labels.items()
        if key not in _known_keys(sheet)
    ]


def _labels(texts: Iterable[SheetTexts]) -> dict[str, str]:
    return {key: label for each in texts for key, label in each.labels.items()}


def _known_keys(sheet: SheetDefinition) -> set[str]:
    lines = (line for entries in sheet.legends.values() for line in _with_headings(entries))
    return {key for entry, heading in lines for key in (*_keys(entry), heading) if key}


def _with_headings(entries: Iterable[LegendEntry]) -> Iterator[tuple[LegendEntry, str]]:
    """The lines of a legend, each with the key of its heading, if any."""
    for heading, group in groupby(entries, lambda entry: entry.heading):
        lines = list(group)
        key = f"{HEADING}{_keys(lines[0])[1]}" if heading else ""
        yield from ((line, key) for line in lines)


def _key(sheet: SheetDefinition, entry: LegendEntry) -> str:
    """The class where a line prints its name, else class and geometries."""
    name, own = _keys(entry)
    return name if entry.label == sheet.classes[entry.class_id] else own


def _keys(entry: LegendEntry) -> tuple[str, str]:
    return entry.class_id, f"{entry.class_id}_{entry.geometries}"

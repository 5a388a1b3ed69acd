# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock was used for, kept in the project: it is found again when that is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from qgis.core import QgsProject

from ...core.common.json_text import read_note
from ...core.layers.canvas_look import LoadedFor
from ...core.pipeline import SheetResult
from .class_list import ClassList

# Where it stands among the entries of a project; saved projects hold it.
SCOPE, KEY = "srce_pac", "dock"
TEXTS = ("territory", "title", "sheet", "source")


def remember(result: SheetResult, form: Any) -> None:
    """Note what was loaded or laid out; the project is changed by that anyway."""
    entry = result.territory.entry
    sheet, source = form.sheet.currentData(), form.source.currentData()
    note = {
        **asdict(LoadedFor(entry.reference, entry.title, sheet, source)),
        "labels": {one: result.sheet.label(one) for one in (*result.counts, *result.missing)},
        "counts": dict(result.counts),
    }
    QgsProject.instance().writeEntry(SCOPE, KEY, json.dumps(note, ensure_ascii=False))


def remembered() -> LoadedFor | None:
    """What the open project was used for last; None where that is not known."""
    note = _read()
    return LoadedFor(*(note[key] for key in TEXTS)) if note else None


def list_remembered(classes: ClassList, wanted: LoadedFor | None) -> None:
    """List the classes with the counts that the open project was saved with.

    Only where that is what the dock would load: the office may have locked another source.
    """
    note, found = _read(), remembered()
    if found is not None and wanted is not None and found.is_same(wanted):
        classes.fill(note["labels"], note["counts"], {})


def _read() -> dict[str, Any]:
    """The note of the open project; empty where there is none, or it is damaged."""
    written, _ = QgsProject.instance().readEntry(SCOPE, KEY)
    note = read_note(written)
    return note if _is_sound(note) else {}


def _is_sound(note: Mapping[str, Any]) -> bool:
    labels, counts = note.get("labels"), note.get("counts")
    return (
        all(isinstance(note.get(key), str) for key in TEXTS)
        and isinstance(labels, dict)
        and isinstance(counts, dict)
        and all(isinstance(label, str) for label in labels.values())
        and all(type(count) is int for count in counts.values())
    )

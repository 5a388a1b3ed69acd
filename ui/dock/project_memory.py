# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock was used for, kept in the project: it is found again when that is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, QTimer

from ...core.common.harmless import harmless_text
from ...core.common.json_text import JsonError, parse
from ...core.common.request import SELECTION
from ...core.common.settings import Settings
from ...core.pipeline import SheetResult
from ..common.fields import select

# Where it stands among the entries of a project; saved projects hold it.
SCOPE, KEY = "srce_pac", "dock"


class ProjectMemory(QObject):
    """Writes the territory, the sheet, the source and the counts into the project, and back."""

    def __init__(self, dock: Any) -> None:
        super().__init__(dock)
        self._dock = dock
        QgsProject.instance().readProject.connect(self._recall_soon)

    def close_down(self) -> None:
        """Disconnect from the project."""
        QgsProject.instance().readProject.disconnect(self._recall_soon)

    def remember(self, result: SheetResult) -> None:
        """Note what was loaded or laid out; the project is changed by that anyway."""
        form, entry = self._dock.form, result.territory.entry
        labels = {one: result.sheet.label(one) for one in (*result.counts, *result.missing)}
        note = {
            "territory": entry.reference,
            "title": entry.name if entry.kind == SELECTION else "",
            "sheet": form.sheet.currentData(),
            "source": harmless_text(form.source.currentData() or ""),
            "labels": labels,
            "counts": dict(result.counts),
        }
        QgsProject.instance().writeEntry(SCOPE, KEY, json.dumps(note, ensure_ascii=False))

    def recall_once(self) -> None:
        """Choose again what the open project was used for, unless something is chosen already."""
        if self._dock.chooser.entry is None:
            self.recall()

    def recall(self) -> None:
        """Choose again what the open project was used for; nothing is loaded."""
        dock, note = self._dock, _read()
        if not note or dock.progress is not None or dock.steps.is_closed:
            return
        form = dock.form
        with dock.steps.in_use(), dock.messages.shown():
            entry = dock.gazetteer.resolve(note["territory"], note["title"])
            select(form.sheet, note["sheet"])
            self._choose_source(note["source"])
            dock.chooser.choose(entry)
            dock.classes.fill(note["labels"], note["counts"], {})

    def _choose_source(self, source: str) -> None:
        form = self._dock.form
        if form.source.findData(source) < 0:
            settings = Settings.load()
            settings.remember_source(source)
            settings.save()
            self._dock.sources.fill()
        select(form.source, source)

    def _recall_soon(self, *_: object) -> None:
        # The layers are in their group by then.
        QTimer.singleShot(0, self.recall)


def _read() -> dict[str, Any]:
    """The note of the open project; empty where there is none, or it is damaged."""
    written, _ = QgsProject.instance().readEntry(SCOPE, KEY)
    try:
        note = parse(written.encode()) if written else None
    except (JsonError, UnicodeEncodeError):
        note = None
    return note if isinstance(note, dict) and _is_sound(note) else {}


def _is_sound(note: Mapping[str, Any]) -> bool:
    texts = all(isinstance(note.get(key), str) for key in ("territory", "title", "sheet", "source"))
    labels, counts = note.get("labels"), note.get("counts")
    tables = isinstance(labels, dict) and isinstance(counts, dict)
    return (
        texts
        and tables
        and all(isinstance(label, str) for label in note["labels"].values())
        and all(type(count) is int for count in note["counts"].values())
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the last series, for the next session."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ...core.common.request import SELECTION
from ...core.common.settings import Settings
from ...core.territory.entry import Entry
from ...core.territory.gazetteer import Gazetteer

# A longer list is not kept: the settings are read at each start of QGIS.
MOST = 5000


def keep_list(entries: Sequence[Entry]) -> None:
    """Keep a list of territories in the settings."""
    short = entries if len(entries) <= MOST else ()
    items = [
        [entry.name, *entry.members] if entry.kind == SELECTION else entry.reference
        for entry in short
    ]
    settings = Settings.load()
    settings.series_territories = json.dumps(items, ensure_ascii=False) if items else ""
    settings.save()


def kept_list(gazetteer: Gazetteer) -> list[Entry]:
    """The territories that were kept and are loaded; none where the settings are damaged."""
    try:
        items = json.loads(Settings.load().series_territories or "[]")
    except ValueError:
        return []
    return list(_entries(items, gazetteer)) if isinstance(items, list) else []


def _entries(items: list[object], gazetteer: Gazetteer) -> Iterator[Entry]:
    for item in items:
        if isinstance(item, str):
            entry = gazetteer.entry(item)
            if entry is not None:
                yield entry
        elif isinstance(item, list) and item and all(isinstance(text, str) for text in item):
            title, *codes = item
            members = [entry for entry in map(gazetteer.entry, codes) if entry is not None]
            if members:
                yield gazetteer.selection(members, title)

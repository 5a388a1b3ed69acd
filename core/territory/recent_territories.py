# SPDX-License-Identifier: GPL-3.0-or-later
"""The territories that a user has worked on lately, kept for the next sessions."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..common.request import SELECTION
from ..common.settings import Settings
from .entry import Entry
from .gazetteer import Gazetteer

# How many are kept, the last one first.
MOST = 8


def remember_territory(entry: Entry) -> None:
    """Make a territory the first of the recent ones."""
    title = entry.name if entry.kind == SELECTION else ""
    settings = Settings.load()
    others = [one for one in _read(settings.recent_territories) if one != (entry.reference, title)]
    kept = [(entry.reference, title), *others][:MOST]
    settings.recent_territories = json.dumps(kept, ensure_ascii=False)
    settings.save()


def recent_territories(gazetteer: Gazetteer) -> list[Entry]:
    """The recent territories of which something is loaded, the last one first."""
    return list(_loaded(gazetteer))


def _loaded(gazetteer: Gazetteer) -> Iterator[Entry]:
    for reference, title in _read(Settings.load().recent_territories):
        found = [gazetteer.entry(code) for code in (reference.split(",") if title else [reference])]
        entries = [entry for entry in found if entry is not None]
        if entries:
            yield gazetteer.selection(entries, title) if title else entries[0]


def _read(text: str) -> list[tuple[str, str]]:
    """What the settings hold; what is none of ours, or damaged, is left out."""
    try:
        written = json.loads(text or "[]")
    except ValueError:
        return []
    return [
        (one[0], one[1])
        for one in (written if isinstance(written, list) else [])
        if isinstance(one, list) and len(one) == 2 and all(isinstance(each, str) for each in one)
    ]

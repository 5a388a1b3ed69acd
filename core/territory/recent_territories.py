# SPDX-License-Identifier: GPL-3.0-or-later
"""The territories that a user has worked on lately, kept for the next sessions."""

from __future__ import annotations

from collections.abc import Iterator

from ..common.request import SELECTION
from ..common.settings import Settings
from .entry import Entry
from .gazetteer import Gazetteer
from .kept_pairs import read_pairs, write_pairs

# How many are kept, the last one first.
MOST = 8


def remember_territory(entry: Entry) -> None:
    """Make a territory the first of the recent ones."""
    title = entry.name if entry.kind == SELECTION else ""
    settings = Settings.load()
    earlier = read_pairs(settings.recent_territories, str)
    others = [one for one in earlier if one != (entry.reference, title)]
    kept = [(entry.reference, title), *others][:MOST]
    settings.recent_territories = write_pairs(kept)
    settings.save()


def recent_territories(gazetteer: Gazetteer) -> list[Entry]:
    """The recent territories of which something is loaded, the last one first."""
    return list(_loaded(gazetteer))


def _loaded(gazetteer: Gazetteer) -> Iterator[Entry]:
    for reference, title in read_pairs(Settings.load().recent_territories, str):
        found = [gazetteer.entry(code) for code in (reference.split(",") if title else [reference])]
        entries = [entry for entry in found if entry is not None]
        if entries:
            yield gazetteer.selection(entries, title) if title else entries[0]

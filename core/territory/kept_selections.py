# SPDX-License-Identifier: GPL-3.0-or-later
"""The selections of communes that a user has made, kept for the next sessions."""

from __future__ import annotations

import json

from ..common.settings import Settings
from .entry import Entry
from .gazetteer import Gazetteer

# How many are kept, the last one first.
MOST = 100


def keep_selection(entry: Entry) -> None:
    """Keep a selection, in the place of an earlier one of its title."""
    if not entry.members:
        return
    settings = Settings.load()
    others = [one for one in _read(settings.selections) if one[0] != entry.name]
    kept = [(entry.name, list(entry.members)), *others][:MOST]
    settings.selections = json.dumps(kept, ensure_ascii=False)
    settings.save()


def forget_selection(title: str) -> None:
    """Keep the selection of a title no longer."""
    settings = Settings.load()
    kept = [one for one in _read(settings.selections) if one[0] != title]
    settings.selections = json.dumps(kept, ensure_ascii=False)
    settings.save()


def kept_selections(gazetteer: Gazetteer) -> list[Entry]:
    """The selections that are kept, the last one first, of the communes that are loaded."""
    found = []
    for title, codes in _read(Settings.load().selections):
        members = [e for e in map(gazetteer.entry, codes) if e is not None]
        if members:
            found.append(gazetteer.selection(members, title))
    return found


def _read(text: str) -> list[tuple[str, list[str]]]:
    """What the settings hold; what is none of ours, or damaged, is left out."""
    try:
        written = json.loads(text or "[]")
    except ValueError:
        return []
    return [
        (one[0], [code for code in one[1] if isinstance(code, str)])
        for one in (written if isinstance(written, list) else [])
        if isinstance(one, list)
        and len(one) == 2
        and isinstance(one[0], str)
        and isinstance(one[1], list)
    ]

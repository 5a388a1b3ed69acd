# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered to whoever types the name or the code of a territory."""

from __future__ import annotations

from dataclasses import dataclass, field

from .elsewhere import Elsewhere
from .entry import Entry
from .gazetteer import Gazetteer
from .kept_selections import kept_selections
from .name_index import fold
from .recent_territories import recent_territories


@dataclass(frozen=True)
class Offer:
    """The territories for a text, the best first, and whether there are more of them.

    `is_sure` tells whether the first one begins as the text does: it may be taken without a look.
    `elsewhere` is what the text stands for where nothing is loaded.
    """

    entries: list[Entry] = field(default_factory=list)
    is_sure: bool = False
    has_more: bool = False
    elsewhere: list[Elsewhere] = field(default_factory=list)


def offer_territories(gazetteer: Gazetteer, text: str, limit: int) -> Offer:
    """At most `limit` territories and the kept selections that match; recent ones for no text."""
    if not text.strip():
        return Offer(recent_territories(gazetteer))
    found = gazetteer.find(text, limit + 1)
    first, others = found.entries[: found.whole], found.entries[found.whole :]
    kept = _selections(gazetteer, text)
    entries = [*first, *kept, *others]
    is_sure = bool(entries) and (bool(kept) or found.begin > 0)
    elsewhere = [] if found.whole else gazetteer.elsewhere(text)
    has_more = len(found.entries) > limit
    return Offer(entries[:limit], is_sure, has_more or len(entries) > limit, elsewhere)


def only_territory(gazetteer: Gazetteer, text: str) -> Entry:
    """The only territory that a text can mean, a kept selection, or a selection of several.

    What merely holds the text, or differs by a letter, is not taken for what was meant. Raises
    TerritoryError.
    """
    kept = [each for each in _selections(gazetteer, text) if fold(each.name) == fold(text)]
    if kept:
        return kept[0]
    found = gazetteer.find(text, 2)
    # For none or several, the gazetteer raises the refusal.
    return found.entries[0] if found.begin == 1 else gazetteer.resolve(text)


def _selections(gazetteer: Gazetteer, text: str) -> list[Entry]:
    """The kept selections of which a word begins so, those that are called so first."""
    key = fold(text)
    if not key:
        return []
    kept = kept_selections(gazetteer)
    found = [each for each in kept if f" {key}" in f" {fold(each.name)}"]
    return sorted(found, key=lambda each: not fold(each.name).startswith(key))

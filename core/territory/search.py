# SPDX-License-Identifier: GPL-3.0-or-later
"""What is offered to whoever types the name or the code of a territory."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Callable

from ..common.request import SELECTION
from .elsewhere import Elsewhere
from .entry import Entry
from .gazetteer import Gazetteer
from .kept_selections import selections_called
from .recent_territories import recent_territories


@dataclass(frozen=True)
class Offer:
    """The territories for a text, the best first, and whether there are more of them.

    `is_sure` tells whether the first one begins as the text does: it may be taken without a look.
    """

    entries: list[Entry] = field(default_factory=list)
    is_sure: bool = False
    has_more: bool = False
    _elsewhere: Callable[[], list[Elsewhere]] = field(default=list, compare=False, repr=False)

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        """What the text stands for where nothing is loaded; looked for once it is asked for."""
        return self._elsewhere()


def offer_territories(gazetteer: Gazetteer, text: str, limit: int, kind: str = "") -> Offer:
    """At most `limit` territories and the kept selections that match; recent ones for no text.

    Where a kind is given, those of it alone, and the départements in which such may lie.
    """
    if not text.strip():
        recent = recent_territories(gazetteer)
        return Offer([entry for entry in recent if kind in ("", entry.kind)])
    kept: list[Entry] = []
    if kind in ("", SELECTION):
        kept = list(islice(selections_called(gazetteer, text), limit + 1))
    # Where a selection is called so, no letter is wrong.
    found = gazetteer.find(text, limit + 1, kind, has_near=not kept)
    first, others = found.entries[: found.whole], found.entries[found.whole :]
    entries = [*first, *kept, *others]
    is_sure = bool(entries) and (bool(kept) or found.begin > 0)
    has_more = len(found.entries) > limit

    def elsewhere() -> list[Elsewhere]:
        absent = [] if found.whole else gazetteer.elsewhere(text)
        return [each for each in absent if "" in (kind, each.kind) or each.kind == kind]

    return Offer(entries[:limit], is_sure, has_more or len(entries) > limit, elsewhere)


def only_territory(gazetteer: Gazetteer, text: str) -> Entry:
    """The only territory that a text can mean, a kept selection, or a selection of several.

    A code or a name of a territory comes before a selection that is called so. What merely holds
    the text, or differs by a letter, is not taken for what was meant. Raises TerritoryError.
    """
    if not gazetteer.is_known(text):
        for kept in selections_called(gazetteer, text, is_whole=True):
            return kept
    found = gazetteer.find(text, 2)
    # For none or several, the gazetteer raises the refusal.
    return found.entries[0] if found.begin == 1 else gazetteer.resolve(text)

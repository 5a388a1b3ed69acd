# SPDX-License-Identifier: GPL-3.0-or-later
"""The selections of communes that a user has made, kept for the next sessions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..common.settings import Settings
from .entry import Entry
from .gazetteer import Gazetteer
from .kept_pairs import read_pairs, write_pairs
from .name_index import fold

# The title of a selection, and the codes of its communes.
_Kept = tuple[str, tuple[str, ...]]

# How many are kept, the last one first.
MOST = 100


def keep_selection(entry: Entry) -> None:
    """Keep a selection, in the place of an earlier one of its title."""
    if not entry.members:
        return
    settings = Settings.load()
    others = [one for one in _read(settings.selections) if one[0] != entry.name]
    kept = [(entry.name, entry.members), *others][:MOST]
    settings.selections = write_pairs(kept)
    settings.save()


def forget_selection(title: str) -> None:
    """Keep the selection of a title no longer."""
    settings = Settings.load()
    kept = [one for one in _read(settings.selections) if one[0] != title]
    settings.selections = write_pairs(kept)
    settings.save()


def kept_selections(gazetteer: Gazetteer) -> list[Entry]:
    """The selections that are kept, the last one first, of the communes that are loaded."""
    return list(_loaded(gazetteer, _read(Settings.load().selections)))


def selections_called(gazetteer: Gazetteer, text: str, is_whole: bool = False) -> Iterator[Entry]:
    """The kept selections of which a word begins so, those that are called so first.

    Or those alone whose titles are all of the text. Each is put together as it is asked for: to do
    so with all of them takes longer than a key that is typed.
    """
    key = fold(text)
    if not key:
        return
    titles = _by_key(Settings.load().selections)
    if is_whole:
        found = [one for title, one in titles if title == key]
    else:
        begin = [one for title, one in titles if title.startswith(key)]
        later = [one for title, one in titles if f" {key}" in title and one not in begin]
        found = [*begin, *later]
    yield from _loaded(gazetteer, found)


def _loaded(gazetteer: Gazetteer, kept: Iterable[_Kept]) -> Iterator[Entry]:
    for title, codes in kept:
        members = [e for e in map(gazetteer.entry, codes) if e is not None]
        if members:
            yield gazetteer.selection(members, title)


@lru_cache(maxsize=1)
def _by_key(text: str) -> list[tuple[str, _Kept]]:
    """What the settings hold, each with its title folded."""
    return [(fold(title), (title, codes)) for title, codes in _read(text)]


@lru_cache(maxsize=1)
def _read(text: str) -> tuple[_Kept, ...]:
    """What the settings hold, as far as it is ours."""
    return tuple(
        (title, tuple(code for code in codes if isinstance(code, str)))
        for title, codes in read_pairs(text, list)
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds loaded territories by name, acronym or code: what the gazetteer's search consists of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from ..common.errors import AbsentTerritoryError, TerritoryError
from ..common.i18n import translate
from ..common.patterns import pattern
from .acronyms import known_acronyms
from .codes import codes_meant
from .elsewhere import Elsewhere, elsewhere
from .entry import Entry
from .former_communes import former_communes
from .name_index import NameIndex, fold, named_in, words_of

_CODE_START = pattern(r"\d[\dab]?\d*")
# Names of more than so many territories say little about where one lies.
_MOST = 3


class Found(NamedTuple):
    """Territories that match a text, the best first.

    The names of the first `whole` are all of the text, those of the first `begin` begin so.
    """

    entries: list[Entry]
    whole: int
    begin: int


class Finder:
    """Searches entries whose order is the ranking of equal matches."""

    def __init__(self, entries: Sequence[Entry], by_code: Mapping[str, Entry]) -> None:
        """Nothing is indexed before the first search for a name."""
        self._entries = entries
        self._by_code = by_code

    def found(self, text: str, limit: int, kind: str = "", has_near: bool = True) -> Found:
        """At most `limit` territories, those of a kind if one is given: see `Gazetteer.find`."""
        words = words_of(text)
        if not words:
            return Found([], 0, 0)
        if _CODE_START.fullmatch("".join(words)):
            coded = self._of_code("".join(words).upper(), limit, kind)
            return Found(coded, len(coded) if len(coded) == 1 else 0, len(coded))
        words, departement = named_in(text)
        whole = begin = 0
        found: dict[str, Entry] = {}
        for match in self._names.matches(words, has_near):
            entry = self._listed[match.place]
            if departement not in ("", entry.departement) or not _is(entry, kind):
                continue
            # A territory may be found by its own name and by those of others.
            if entry.reference in found:
                continue
            if len(found) == limit:
                break
            found[entry.reference] = entry
            whole += match.is_whole
            begin += match.begins
        return Found(list(found.values()), whole, begin)

    def is_known(self, text: str) -> bool:
        """Whether a text is a code or a name, be it a short one; `one` may find several."""
        return self.coded(text) is not None or bool(self._called(text))

    def exact(self, text: str) -> list[Entry]:
        """The territories that are called so, or were."""
        return [self._listed[i] for i in self._names.exact(text)]

    def elsewhere(self, text: str) -> list[Elsewhere]:
        """What a text stands for in the départements of which nothing is loaded.

        Nothing where it is the name of many: to show a few of them would mislead.
        """
        absent = self._absent(text)
        return absent if len(absent) <= _MOST else []

    def one(self, text: str) -> Entry:
        """The one territory that a text names. Raises TerritoryError for none or several.

        AbsentTerritoryError where it is one of a département that is not loaded.
        """
        wanted = " ".join(text.split())
        entry = self.coded(wanted)
        if entry is not None:
            return entry
        found = self._called(wanted)
        # A delegated commune called as the one that holds it is but a part of what is meant.
        holders = {e.code for e in found if not e.holder}
        found = [e for e in found if e.holder not in holders]
        if len(found) == 1:
            return found[0]
        if found:
            raise TerritoryError(
                translate(
                    "Territory",
                    "“{name}” is the name of several territories: {list}. Give "
                    "the code of the one you mean.",
                ).format(name=wanted, list=_listed(found))
            )
        raise self._unknown(wanted)

    def coded(self, text: str) -> Entry | None:
        """The territory of a code, as it stands or as others write it, if there is one."""
        if text in self._by_code:
            return self._by_code[text]
        for code in codes_meant(text):
            if code in self._by_code:
                return self._by_code[code]
            if code[0].isdigit() and code in self._former_by_code:
                return self._former_by_code[code]
        return None

    def _called(self, text: str) -> list[Entry]:
        """The territories of a name, those that are called so today before former communes."""
        found = self.exact(text)
        today = [e for e in found if not e.found_as]
        if today or found:
            return today or found
        return self._former_by_short.get(fold(text)) or [
            self._listed[i] for i in self._names.shortly(text)
        ]

    def _unknown(self, text: str) -> TerritoryError:
        """The refusal of what nothing is called that is loaded."""
        absent = self._absent(text)
        if len(absent) > _MOST:
            sentence = translate(
                "Territory",
                "“{name}” is not among the loaded territories, and is the name of {count} others. "
                "Add the number of the département: “{name} {departement}”.",
            )
            departement = absent[0].departement
            return TerritoryError(
                sentence.format(name=text, count=len(absent), departement=departement)
            )
        if absent:
            sentence = translate(
                "Territory",
                "“{name}” is not among the loaded territories: {list}. Download the communes of "
                "the département with “Open data…”.",
            )
            told = ", ".join(each.title for each in absent)
            refused = sentence.format(name=text, list=told)
            return AbsentTerritoryError(refused, about=absent[0].departement)
        near = self.found(text, 3).entries
        if near:
            return TerritoryError(
                translate(
                    "Territory",
                    "No territory is called “{name}”; the nearest are: {list}. "
                    "Give an INSEE code, a SIREN code or an exact name.",
                ).format(name=text, list=_listed(near))
            )
        return TerritoryError(
            translate(
                "Territory",
                "No territory is called “{name}” among the {count} that are "
                "loaded. Give an INSEE code, a SIREN code or an exact name.",
            ).format(name=text, count=len(self._entries))
        )

    def _absent(self, text: str) -> list[Elsewhere]:
        return [each for each in elsewhere(text) if each.departement not in self._departements]

    def _of_code(self, start: str, limit: int, kind: str) -> list[Entry]:
        """The territories whose codes begin so; where there are none, what has a former code.

        Or else the one that is meant by a code that is written otherwise.
        """
        first = bisect_left(self._codes, start)
        found: dict[str, Entry] = {}
        for code in islice(self._codes, first, None):
            if len(found) == limit or not code.startswith(start):
                break
            if _is(self._by_code[code], kind):
                found[code] = self._by_code[code]
        if not found:
            # Each but once, though it be found by its own name and by those of others.
            for entry in self._former:
                if entry.former_code.startswith(start) and _is(entry, kind):
                    found.setdefault(entry.reference, entry)
        meant = None if found else self.coded(start)
        if meant is not None and _is(meant, kind):
            return [meant]
        return list(found.values())[:limit]

    @cached_property
    def _codes(self) -> list[str]:
        return sorted(self._by_code)

    @cached_property
    def _former(self) -> list[Entry]:
        """The communes that others lead to, each by the name of one; none that are loaded."""
        return former_communes(self._by_code)

    @cached_property
    def _former_by_code(self) -> dict[str, Entry]:
        return {e.former_code: e for e in self._former}

    @cached_property
    def _former_by_short(self) -> dict[str, list[Entry]]:
        """Former communes but for the name of what holds them: Hellemmes-Lille."""
        found: dict[str, list[Entry]] = {}
        for e in self._former:
            key, holder = fold(e.found_as), f" {fold(e.name)}"
            if key.endswith(holder):
                found.setdefault(key[: -len(holder)], []).append(e)
        return found

    @cached_property
    def _listed(self) -> list[Entry]:
        """What is searched by name, the former communes at the end."""
        return [*self._entries, *self._former]

    @cached_property
    def _names(self) -> NameIndex:
        places = {entry.code: place for place, entry in enumerate(self._entries)}
        acronyms = [(text, places[code]) for text, code in known_acronyms() if code in places]
        return NameIndex([e.found_as or e.name for e in self._listed], acronyms)

    @cached_property
    def _departements(self) -> set[str]:
        """The départements of which a commune is loaded."""
        return {e.departement for e in self._entries if not e.members}


def _is(entry: Entry, kind: str) -> bool:
    """Whether an entry is of a kind; of any for none."""
    return kind in ("", entry.kind)


def _listed(entries: Iterable[Entry]) -> str:
    return ", ".join(
        f"{e.found_as + ' – ' if e.found_as else ''}{e.name} "
        f"({e.departement_name or e.departement}, {e.reference})"
        for e in islice(entries, 8)
    )

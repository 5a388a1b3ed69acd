# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of territories as people paste them, for series and atlases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..common.as_meant import COMMA, as_meant
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from .entry import Entry
from .gazetteer import Gazetteer
from .kept_selections import kept_selections
from .name_index import fold
from .territory_table import table_cells

# Every commune that is loaded, in the languages of the plugin.
ALL = ("all", "tout", "tous", "toutes", "*")

_DEPARTEMENT = re.compile(r"(0?[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-9]|98[4-9])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\n\r;\t|]+")
_BLANKS = re.compile(r"[\s/]+")
# The code of a commune or of an EPCI beside its name.
_CODE = re.compile(r"\b(?:\d[\dAB]\d{3}|\d{9})\b", re.IGNORECASE)
# The code of a département beside its name: `59 - Nord`, `Nord (59)`.
_DEPARTEMENT_BESIDE = re.compile(
    r"(?P<code>\d[\dAB]\d?)\b(?P<name>.+)|(?P<before>.+)\((?P<last>\d[\dAB]\d?)\)", re.IGNORECASE
)

# In front of each line of a list, and of what is left out of what the others name.
_BULLET = re.compile(r"(?:[-–−•·*]|\d{1,4}[.)])\s+")
_WITHOUT = re.compile(r"[-–−]\s*(?=\w)")

# What is asked for in vain is answered with the nearest names so many times: each takes a search.
_SEARCHED = 20
# Letters of a part in which a code beside a name is looked for.
_LONGEST = 200
# How many names a sentence tells.
_NAMED = 5


class Fault(NamedTuple):
    """What is wrong with a part of a list: `asked` as it was given, a sentence.

    `fails` says whether something is not printed for it.
    """

    asked: str
    message: str
    fails: bool = True


class Listed(NamedTuple):
    """The territories of a list, each once, in its order; and what is wrong with the list."""

    entries: list[Entry]
    faults: list[Fault]


def listed_entries(text: str, gazetteer: Gazetteer, own_sheet: bool = False) -> Listed:
    """The territories that a text names.

    Codes or names, one a line or with commas, semicolons or tabs between, or a table with a column
    of codes; an EPCI, or the title of a selection that is kept, stands for its communes, a
    département's code for those in it, `all` for all.
    A minus in front leaves something out of what the others name, unless all have a bullet.
    `own_sheet` adds the EPCIs and the selections themselves. What is unknown or doubtful is a
    fault, and so is a territory that is named twice; nothing is raised.
    """
    known = _Known(gazetteer, own_sheet)
    cells = table_cells(text, gazetteer.is_known)
    asked = _without_bullets(list(_flat(text, known) if cells is None else cells))
    entries: dict[str, Entry] = {}
    twice: dict[str, Entry] = {}
    faults: list[Fault] = []
    for part in asked:
        if _WITHOUT.match(part):
            continue
        found, wrong = known.meant(part)
        faults += wrong
        for entry in found:
            if entry.reference in entries:
                twice.setdefault(entry.reference, entry)
            entries.setdefault(entry.reference, entry)
    for part in filter(_WITHOUT.match, asked):
        found, wrong = known.meant(_WITHOUT.sub("", part, count=1))
        left_out = [entry for entry in found if entries.pop(entry.reference, None)]
        faults += [fault for fault in wrong if fault.fails]
        faults += [_not_named(part)] if found and not left_out else []
    twice = {code: entry for code, entry in twice.items() if code in entries}
    if twice:
        faults.append(_named_twice(list(twice.values())))
    return Listed(list(entries.values()), faults)


def _without_bullets(parts: list[str]) -> list[str]:
    """The parts of a list without the bullets or numbers in front of each."""
    if not all(map(_BULLET.match, parts)):
        return parts
    return [_BULLET.sub("", part, count=1) for part in parts]


def _flat(text: str, known: _Known) -> Iterator[str]:
    """The parts of a list without columns."""
    for line in map(as_meant, _BETWEEN.split(text)):
        # A comma may belong to the one name that is meant.
        if not COMMA.search(line) or known.is_known(line):
            yield from _words(line, known)
            continue
        for part in map(as_meant, COMMA.split(line)):
            yield from _words(part, known)


def _words(part: str, known: _Known) -> Sequence[str]:
    """A part, or the codes in it where blanks or slashes stand between codes."""
    if not part:
        return ()
    words = [word for word in _BLANKS.split(part) if word]
    if len(words) < 2 or known.is_known(part):
        return (part,)
    return words if all(word[0].isdigit() and known.is_known(word) for word in words) else (part,)


@dataclass
class _Known:
    """What the parts of a list stand for."""

    gazetteer: Gazetteer
    own_sheet: bool
    _departements: dict[str, list[Entry]] | None = None
    _selections: dict[str, Entry] | None = None
    _searched: int = 0

    def is_known(self, text: str) -> bool:
        """Whether a text stands for something by itself."""
        if self.gazetteer.entry(text) is not None or _departement(text):
            return True
        return text.casefold() in ALL or self.gazetteer.is_known(text)

    def meant(self, text: str) -> tuple[Sequence[Entry], list[Fault]]:
        """The territories of a part, and what is wrong with it."""
        entry = self.gazetteer.entry(text)
        if entry is not None:
            return self._each(entry)
        departement = _departement(text)
        if departement:
            return self._in_departement(text, departement)
        if text.casefold() in ALL and not self.gazetteer.is_known(text):
            every = self._by_departement()
            return [entry for code in sorted(every) for entry in every[code]], []
        return self._resolved(text)

    def _resolved(self, text: str) -> tuple[Sequence[Entry], list[Fault]]:
        is_known = self.gazetteer.is_known(text)
        if not is_known:
            beside = self._beside_name(text)
            if beside is not None:
                return self._each(beside)
            communes = self._departement_beside_name(text)
            if communes:
                return communes, []
            kept = self._kept_selection(text)
            if kept is not None:
                return self._members(kept)
            self._searched += 1
        if is_known or self._searched <= _SEARCHED:
            try:
                return self._each(self.gazetteer.resolve(text))
            except TerritoryError as error:
                return [], [Fault(text, error.whole)]
        sentence = translate("Territory", "No territory is called “{name}”.")
        return [], [Fault(text, sentence.format(name=text))]

    def _beside_name(self, text: str) -> Entry | None:
        """The territory of a code that stands beside its own name: `59294 - Haynecourt`."""
        codes = _CODE.findall(text[:_LONGEST])
        entry = self.gazetteer.entry(codes[0].upper()) if len(codes) == 1 else None
        rest = fold(text.replace(codes[0], " ")) if entry is not None else ""
        return entry if entry is not None and rest in ("", "insee", fold(entry.name)) else None

    def _kept_selection(self, title: str) -> Entry | None:
        """The selection that the user has kept under a title."""
        if self._selections is None:
            latest_last = reversed(kept_selections(self.gazetteer))
            self._selections = {fold(entry.name): entry for entry in latest_last}
        return self._selections.get(fold(title))

    def _departement_beside_name(self, text: str) -> list[Entry]:
        """The communes of a département whose code stands beside its name: `59 - Nord`."""
        found = _DEPARTEMENT_BESIDE.fullmatch(text[:_LONGEST])
        code = _departement(found["code"] or found["last"]) if found is not None else ""
        communes = self._by_departement().get(code, []) if code else []
        if found is None or not communes:
            return []
        is_named = fold(found["name"] or found["before"]) == fold(communes[-1].departement_name)
        return communes if is_named else []

    def _each(self, entry: Entry) -> tuple[Sequence[Entry], list[Fault]]:
        """A territory; of an EPCI its communes, by name."""
        return self._members(entry) if entry.kind == EPCI else ([entry], [])

    def _members(self, entry: Entry) -> tuple[Sequence[Entry], list[Fault]]:
        """The communes of an EPCI or a selection, by name; itself before them if it is wanted."""
        members = [self.gazetteer.entry(code) for code in entry.members]
        communes = [member for member in members if member is not None]
        absent = self.gazetteer.absent(entry)
        own = [entry] if self.own_sheet else []
        faults = []
        if absent or not communes:
            sentence = translate(
                "Territory",
                "Not all communes of {territory} are among the loaded territories: {codes} are not "
                "printed.",
            )
            told = ", ".join(absent) or "?"
            message = sentence.format(territory=entry.title, codes=told)
            faults.append(Fault(entry.reference, message, fails=not communes))
        return [*own, *sorted(communes, key=_by_name)], faults

    def _in_departement(self, text: str, code: str) -> tuple[Sequence[Entry], list[Fault]]:
        found = self._by_departement().get(code, [])
        if found:
            return found, []
        sentence = translate(
            "Territory",
            "No commune of the département “{code}” is among the loaded territories: choose a "
            "territories layer that holds it.",
        )
        return [], [Fault(text, sentence.format(code=code))]

    def _by_departement(self) -> dict[str, list[Entry]]:
        """The communes by département, and the EPCIs where they are wanted; each by name."""
        if self._departements is None:
            self._departements = {}
            kinds = (EPCI, COMMUNE) if self.own_sheet else (COMMUNE,)
            # What is but a part of a commune is printed with it.
            wanted = (e for e in self.gazetteer.entries if e.kind in kinds and not e.holder)
            for entry in sorted(wanted, key=lambda e: (kinds.index(e.kind), _by_name(e))):
                self._departements.setdefault(entry.departement, []).append(entry)
        return self._departements


def _departement(text: str) -> str:
    """The code of the département that a text is, or nothing: those of communes are longer."""
    return text.upper().zfill(2) if _DEPARTEMENT.fullmatch(text) else ""


def _by_name(entry: Entry) -> tuple[str, str]:
    return fold(entry.name), entry.code


def _not_named(part: str) -> Fault:
    sentence = translate("Territory", "“{name}” leaves out what the list does not name.")
    return Fault(part, sentence.format(name=part), fails=False)


def _named_twice(entries: list[Entry]) -> Fault:
    shown = ", ".join(entry.title for entry in entries[:_NAMED])
    sentence = translate("Territory", "Named more than once, and printed once: {names}.")
    names = shown + ("…" if len(entries) > _NAMED else "")
    return Fault(shown, sentence.format(names=names), fails=False)

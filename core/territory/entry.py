# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the gazetteer: communes and EPCIs, linked to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Callable

from ..common.i18n import translate
from ..common.request import EPCI
from .codes import departement_code


@dataclass(frozen=True)
class FieldChoice:
    """The fields of a layer of territories that are chosen by hand; those left empty are found."""

    code: str = ""
    name: str = ""


NO_CHOICE = FieldChoice()


@dataclass(frozen=True)
class Entry:
    """A line of the gazetteer: a territory without its contour.

    A commune names its EPCIs (more than one in rare cases), an EPCI its members. A selection has
    members and a title in the place of a name, but no code. A part of a commune (one that is
    associated or delegated, or a municipal arrondissement) is a commune that names its holder.
    """

    code: str
    name: str
    kind: str
    departement: str = ""
    departement_name: str = ""
    population: int = 0
    epcis: tuple[str, ...] = ()
    epci_name: str = ""
    members: tuple[str, ...] = ()
    # Where its contour is: which layer of the gazetteer, and the feature there. Those of several
    # rows are parts of one contour.
    features: tuple[tuple[int, int], ...] = ()
    holder: str = ""
    # The name and the code of the former or associated commune that led here, where one did.
    found_as: str = field(default="", compare=False)
    former_code: str = field(default="", compare=False)

    @property
    def title(self) -> str:
        """What tells it from all others in a list: `Haynecourt (59294)`.

        What was found by another name says so: `Lomme – Lille (59350)`. So does a delegated commune
        with the code of the one that holds it.
        """
        if self.holder and self.holder == self.code:
            part = translate("Territory", "{name} (part of {code})")
            return part.format(name=self.name, code=self.code)
        name = f"{self.found_as} – {self.name}" if self.found_as else self.name
        return f"{name} ({self.code})" if self.code else name

    @property
    def reference(self) -> str:
        """The text by which a gazetteer finds it again."""
        # A delegated commune may bear the code of the commune that holds it.
        if self.holder and self.holder == self.code:
            return f"{self.code} {self.name}"
        return self.code or ",".join(self.members)

    @property
    def epci(self) -> str:
        """The SIREN code of the commune's first EPCI, or nothing."""
        return self.epcis[0] if self.epcis else ""


@dataclass(frozen=True)
class Outside:
    """What is known of EPCIs that the layers do not say: from elsewhere, or by where they lie.

    `epcis` gives entries by their codes, `place` the département that one lies in, or nothing.
    """

    epcis: Callable[[], Mapping[str, Entry]] = dict
    place: Callable[[Entry], str] = lambda _: ""


def link(entries: Iterable[Entry], outside: Outside) -> list[Entry]:
    """Complete communes and EPCIs from each other, whichever of them tells of the link.

    An EPCI that only the communes name is added, called as it is elsewhere if they give but its
    code; its contour is the union of its members. Parts of communes come last.
    """
    communes, parts, epcis = _by_kind(entries)
    members: dict[str, list[str]] = defaultdict(list)
    for commune in communes.values():
        for code in commune.epcis:
            members[code].append(commune.code)
    for code in members.keys() - epcis.keys():
        name = communes[members[code][0]].epci_name
        if not name:
            name = outside.epcis()[code].name if code in outside.epcis() else code
        epcis[code] = Entry(code, name, EPCI)
    for code, epci in epcis.items():
        if not epci.members and members[code]:
            epci = replace(epci, members=tuple(sorted(members[code])))
        epci = _completed(epci, [communes[m] for m in epci.members if m in communes], outside)
        epcis[code] = epci
        for member in epci.members:
            known = communes.get(member)
            if known is not None and not (known.epci_name and code in known.epcis):
                communes[member] = _joined(known, epci)
    held = [_held(part, communes.get(part.holder)) for part in parts]
    return [*communes.values(), *epcis.values(), *held]


def departement_of(communes: Sequence[Entry]) -> tuple[str, str]:
    """The code of the département that most of some communes lie in, and the names of all."""
    places = Counter((c.departement, c.departement_name) for c in communes).most_common()
    names = " – ".join(name for (_, name), _ in places if name)
    return places[0][0][0] if places else "", names


def _by_kind(
    entries: Iterable[Entry],
) -> tuple[dict[str, Entry], list[Entry], dict[str, Entry]]:
    communes: dict[str, Entry] = {}
    epcis: dict[str, Entry] = {}
    parts = []
    for entry in entries:
        if entry.kind == EPCI:
            epcis.setdefault(entry.code, entry)
        elif entry.holder:
            parts.append(entry)
        else:
            communes.setdefault(entry.code, entry)
    return communes, parts, epcis


def _completed(epci: Entry, communes: list[Entry], outside: Outside) -> Entry:
    _, names = departement_of(communes)
    return replace(
        epci,
        departement=_departement(epci, outside),
        departement_name=names if " – " in names else epci.departement_name or names,
        population=epci.population or sum(c.population for c in communes),
    )


def _departement(epci: Entry, outside: Outside) -> str:
    """The département of an EPCI: that of most of its members, else what is said of it elsewhere.

    Not that of its SIREN code, which tells where its first seat was.
    """
    tally = Counter(departement_code(code) for code in epci.members)
    if tally:
        return min(tally, key=lambda each: (-tally[each], each))
    if epci.departement:
        return epci.departement
    known = outside.epcis().get(epci.code)
    return known.departement if known is not None else outside.place(epci)


def _joined(commune: Entry, epci: Entry) -> Entry:
    epcis = commune.epcis if epci.code in commune.epcis else (*commune.epcis, epci.code)
    name = commune.epci_name or (epci.name if epcis[0] == epci.code else "")
    if (epcis, name) == (commune.epcis, commune.epci_name):
        return commune
    return replace(commune, epcis=epcis, epci_name=name)


def _held(part: Entry, holder: Entry | None) -> Entry:
    """A part of a commune, with what it has from it; a commune of its own where that is absent."""
    if holder is None:
        return replace(part, holder="")
    return replace(
        part,
        departement=holder.departement,
        departement_name=holder.departement_name,
        epcis=holder.epcis,
        epci_name=holder.epci_name,
    )

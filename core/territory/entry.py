# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the gazetteer: communes and EPCIs, linked to each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..common.request import COMMUNE, EPCI


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
    members and a title in the place of a name, but no code.
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
    feature: tuple[int, int] | None = None  # which layer of the gazetteer, and the feature there

    @property
    def title(self) -> str:
        """What tells it from all others in a list: `Haynecourt (59294)`."""
        return f"{self.name} ({self.code})" if self.code else self.name

    @property
    def reference(self) -> str:
        """The text by which a gazetteer finds it again."""
        return self.code or ",".join(self.members)

    @property
    def epci(self) -> str:
        """The SIREN code of the commune's first EPCI, or nothing."""
        return self.epcis[0] if self.epcis else ""


def link(entries: list[Entry], names: Mapping[str, str]) -> list[Entry]:
    """Complete communes and EPCIs from each other, whichever of them tells of the link.

    An EPCI that only the communes name is added, called as in `names` if they give but its code;
    its contour is the union of its members.
    """
    communes = {entry.code: entry for entry in entries if entry.kind == COMMUNE}
    members: dict[str, list[str]] = defaultdict(list)
    for commune in communes.values():
        for code in commune.epcis:
            members[code].append(commune.code)
    epcis = {
        entry.code: replace(entry, members=entry.members or tuple(sorted(members[entry.code])))
        for entry in entries
        if entry.kind == EPCI
    }
    for code in members.keys() - epcis.keys():
        name = communes[members[code][0]].epci_name or names.get(code, code)
        epcis[code] = Entry(code, name, EPCI, members=tuple(sorted(members[code])))
    for code, epci in epcis.items():
        epcis[code] = _completed(epci, [communes[m] for m in epci.members if m in communes])
        for member in epci.members:
            if member in communes:
                communes[member] = _joined(communes[member], epci)
    return [*communes.values(), *epcis.values()]


def departement_of(communes: Sequence[Entry]) -> tuple[str, str]:
    """The code of the département that most of some communes lie in, and the names of all."""
    places = Counter((c.departement, c.departement_name) for c in communes).most_common()
    names = " – ".join(name for (_, name), _ in places if name)
    return places[0][0][0] if places else "", names


def departement_code(code: str) -> str:
    """The code of the département of a commune, from its INSEE code.

    That of an overseas collectivity has three digits as well.
    """
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _completed(epci: Entry, communes: list[Entry]) -> Entry:
    departement, names = departement_of(communes)
    return replace(
        epci,
        departement=epci.departement or departement,
        departement_name=names if " – " in names else epci.departement_name or names,
        population=epci.population or sum(c.population for c in communes),
    )


def _joined(commune: Entry, epci: Entry) -> Entry:
    epcis = commune.epcis if epci.code in commune.epcis else (*commune.epcis, epci.code)
    name = commune.epci_name or (epci.name if epcis[0] == epci.code else "")
    return replace(commune, epcis=epcis, epci_name=name)

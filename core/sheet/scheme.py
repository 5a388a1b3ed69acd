# SPDX-License-Identifier: GPL-3.0-or-later
"""The schemes of ecological continuity of each region: what is known of them, and may be printed.

A kind of scheme is a file in `sheets/schemes/`. Each fact says whether a source confirms it; what
is not confirmed is kept for whoever looks for a source, and never printed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..common.files import ROOT
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.patterns import pattern
from .cartouche import MONTHS

FOLDER = ROOT / "sheets" / "schemes"

# How a scheme may be linked to a SRADDET: to the one after it, to that of its region.
_LINKS = ("successor", "current")

# A day or a month.
_DATE = pattern(r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True)
class Scheme:
    """A scheme of one region, former or present.

    `departements` are the codes of the region's; `values` what the texts of a sheet may say of it,
    by name, in French: words such as `acronym`, and confirmed facts; `links` the region, by its
    INSEE code, of the SRADDET that stands in a relation to it; `without` the words of the sheet
    that do not suit it.
    """

    region: str
    departements: tuple[str, ...]
    values: dict[str, str]
    links: dict[str, str]
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class SchemeKind:
    """All schemes of a kind, by the INSEE code of their region.

    `classes` are the legend classes that such a scheme has; all where there is none.
    """

    schemes: dict[str, Scheme]
    classes: tuple[str, ...] = ()


def known_kinds() -> tuple[str, ...]:
    """The kinds of scheme that are known: `sraddet`, `srce`."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


def scheme_classes(kind: str) -> tuple[str, ...]:
    """The legend classes that schemes of a kind have; none where that is not known."""
    return _load(kind).classes if kind in known_kinds() else ()


def schemes_of(kind: str, departements: Collection[str]) -> list[Scheme]:
    """The schemes of a kind in some départements, in the order of these, each once."""
    if kind not in known_kinds():
        return []
    schemes = _load(kind).schemes.values()
    found = (s for code in departements for s in schemes if code in s.departements)
    return list({scheme.region: _linked(scheme) for scheme in found}.values())


def said_of(scheme: Scheme, words: Mapping[str, str]) -> dict[str, str]:
    """What the texts of a sheet may say of a scheme, whose `words` are those of every scheme."""
    suiting = {name: word for name, word in words.items() if name not in scheme.without}
    return {**suiting, **scheme.values}


def linked_once(values: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The values of schemes of which several may lead to one SRADDET: all is told of it once.

    Of those after the first, the link keeps nothing but its name, such as `successor_named`.
    """
    told: set[str] = set()
    once: list[Mapping[str, str]] = []
    for one in values:
        kept = dict(one)
        for link in _LINKS:
            if kept.get(link) in told:
                name = kept[link]
                kept = {key: kept[key] for key in kept if not f"{key}_".startswith(f"{link}_")}
                kept[f"{link}_named"] = name
        told |= {one[link] for link in _LINKS if link in one}
        once.append(kept)
    return once


def _linked(scheme: Scheme) -> Scheme:
    """A scheme with what is known of those that it is linked to, `successor_prefect` for one."""
    values = dict(scheme.values)
    for link, code in scheme.links.items():
        other = _load("sraddet").schemes[code]
        values[link], values[f"{link}_region"] = other.values["label"], other.region
        values.update({f"{link}_{name}": value for name, value in other.values.items()})
    return Scheme(scheme.region, scheme.departements, values, {}, scheme.without)


@cache
def _load(kind: str) -> SchemeKind:
    """Read a kind of scheme. Raises SheetError when its file is wrong."""
    data = JsonObject.read(FOLDER / f"{kind}.json")
    return SchemeKind(
        {scheme.text("insee"): _scheme(scheme) for scheme in data.objects("schemes", filled=True)},
        data.texts("classes") if "classes" in data else (),
    )


def _scheme(data: JsonObject) -> Scheme:
    facts = data.object("facts")
    confirmed = (name for name in facts if facts.object(name).flag("confirmed"))
    return Scheme(
        region=data.text("region"),
        departements=data.texts("departements", filled=True),
        values={
            **data.table("words"),
            **{name: _printed(facts.object(name)) for name in confirmed},
        },
        links=data.table("links") if "links" in data else {},
        without=data.texts("without") if "without" in data else (),
    )


def _printed(fact: JsonObject) -> str:
    """A fact as it is printed: a text, or a date such as `4 juillet 2014` or `mars 2021`."""
    if "text" in fact:
        return fact.text("text")
    date = fact.matching("date", _DATE, translate("Sheet", "it must be a date such as 2014-07-04"))
    year, month, *day = date.split("-")
    first = "1er" if day == ["01"] else "".join(day).lstrip("0")
    return f"{first} {MONTHS[int(month) - 1]} {year}".strip()

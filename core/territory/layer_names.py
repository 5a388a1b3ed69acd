# SPDX-License-Identifier: GPL-3.0-or-later
"""What the name of a layer says of the territories that it holds."""

from __future__ import annotations

import re
from enum import Enum

from ..common.letters import plain_letters
from ..common.patterns import pattern


class Named(Enum):
    """The territories that a layer is named after."""

    COMMUNES = "communes"
    EPCIS = "epcis"
    # Communes of former times within those of today: associated, delegated, merged ones.
    FORMER = "former"
    OTHER = "other"  # arrondissements, cantons, IRIS, sections of the cadastre…
    NOTHING = "nothing"  # no territory, or several kinds at once


_COMMUNE = pattern(r"com|comm|\w*communes?|communa(?:l|les?|ux)|municipalites?")
_EPCI = pattern(r"\w*epcis?|intercommun\w*|intercos?|comcoms?|communautes?|agglos?")
_FORMER = pattern(r"(?:assoc|deleg)(?:iee?s?|uee?s?)?|anciennes?|coma|comd|rattachees?")
# What stands for itself even beside the word commune.
_ONLY_OTHER = pattern(r"ch(?:ef)?s?f?lieux?|lieux?|municipa(?:l|ux)|mairies?")
_OTHER = pattern(
    r"arrondissements?|arrdts?|cantons?|cantona\w+|departements?|departementa\w+|regions?"
    r"|regiona\w+|iris|sections?|parcelles?|feuilles?|bati\w*|lieudits?|subd\w*|prefixes?"
    r"|quartiers?|circonscriptions?|bassins?|scots?|pays|localisants?|troncons?"
)
_MUNICIPAL = "arrondissement municipa"
_YEAR = pattern(r"(?<!\d)(?:19|20)\d\d(?=\d{4}(?!\d)|(?!\d))")
_GENERALISED = pattern(r"carto|gene?\w*|simpl\w*|light|leger\w*|\d+m")


def named_after(name: str) -> Named:
    """The territories that the name of a layer says, whatever its case, accents and signs."""
    words = _words(name)
    pairs = [*words, *(f"{one}{two}" for one, two in zip(words, words[1:]))]
    if _any(_FORMER, words) and not _any(_EPCI, words):
        return Named.FORMER
    if _any(_ONLY_OTHER, pairs):
        return Named.OTHER
    kinds = [
        kind
        for kind, pattern in (
            (Named.COMMUNES, _COMMUNE),
            (Named.EPCIS, _EPCI),
            (Named.OTHER, _OTHER),
        )
        if _any(pattern, words)
    ]
    if "comcom" in pairs or any(word.startswith("communaute") for word in words):
        return Named.EPCIS
    return kinds[0] if len(kinds) == 1 else Named.NOTHING


def is_of_municipal_arrondissements(name: str) -> bool:
    """Whether a layer is named after the arrondissements of Paris, Lyon and Marseille."""
    return _MUNICIPAL in " ".join(_words(name)) and "lieu" not in name.lower()


def year_of(name: str) -> str:
    """The last year that the name of a layer has, or nothing; that of a date as well."""
    years = _YEAR.findall(name)
    return years[-1] if years else ""


def is_generalised(name: str) -> bool:
    """Whether the name of a layer says that its contours are made for small scales."""
    return _any(_GENERALISED, _words(name))


def _words(name: str) -> list[str]:
    """The words of a name: of what stands behind the workspace of a service, if there is one."""
    text = plain_letters(name.rpartition(":")[2])
    # Words that only capitals tell apart: LimitesCommunales.
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.findall(r"[a-z]+|\d+(?:m(?![a-z]))?", text.lower())


def _any(pattern: re.Pattern[str], words: list[str]) -> bool:
    return any(pattern.fullmatch(word) for word in words)

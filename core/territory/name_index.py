# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of territories, folded when they are first looked for, and searched in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ..common.letters import plain_letters
from ..common.patterns import pattern
from .acronyms import initials
from .one_letter import one_letter_pattern

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NOT_WORD = pattern(r"[^0-9a-z]+")
_ARTICLE = pattern(r"^ (?:le|la|les|l|aux|las|los) ")
# What EPCIs of one kind are all called before the name that tells them apart.
_KIND = pattern(
    r"^ (?:communaute (?:de communes|d agglomeration|urbaine)|metropole(?: europeenne)?)"
    r"(?: (?:interregionale|(?:de |d )?(?:la|l|les)|des|du|de|d))? "
)
# Or but a part of those words: "agglomeration de cambrai".
_COMMUNITY = pattern(r"^ communaute (?:de|d) (?=communes|agglomeration)")
# A shorter word is within a letter of too many names.
_LEAST_LETTERS = 4


def fold(text: str) -> str:
    """Fold a name for comparison: no case, accent, hyphen or apostrophe; St is Saint."""
    return " ".join(_SAINTS.get(word, word) for word in words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without accents, hyphens and apostrophes."""
    return _NOT_WORD.sub(" ", plain_letters(text).casefold()).split()


class Match(NamedTuple):
    """Where a name stands that matches; whether it is the whole of it, and whether it begins so."""

    place: int
    is_whole: bool
    begins: bool


class NameIndex:
    """Names by their place in a list whose order is the ranking of equal matches."""

    def __init__(self, names: Sequence[str], acronyms: Iterable[tuple[str, int]] = ()) -> None:
        """`acronyms` are those that initials do not give, with the places of their names.

        Nothing is folded before the first search: most sheets are asked for by a code.
        """
        self._names = names
        self._known_acronyms = acronyms
        self._keys: list[str] = []
        self._places: dict[str, list[int]] = {}
        self._squeezed: list[str] = []
        self._bare_keys: list[str] = []
        # Those of EPCIs without the words that say their kind, or some of them; none of others.
        self._short_keys: dict[int, set[str]] = {}
        self._acronyms: dict[str, list[int]] = {}

    def exact(self, text: str) -> list[int]:
        """Where a name stands that is the text, folded."""
        self._fold()
        return list(self._places.get(" " + fold(text), ()))

    def shortly(self, text: str) -> list[int]:
        """Where an EPCI stands that is called so for short: by its acronym, or without its kind."""
        self._fold()
        key = fold(text)
        acronym = self._acronyms.get(key.replace(" ", ""), [])
        called = (i for i, short in self._short_keys.items() if " " + key in short)
        return list(dict.fromkeys([*acronym, *called]))

    def matches(self, words: Sequence[str]) -> Iterator[Match]:
        """Where names stand that match words: whole names first, then prefix, word, inside.

        The last word may be the start of a longer one: "ste" is Sainte or Steenvoorde. Where no
        name begins so, those with one letter that is wrong, lost, or too many come before what
        holds the words inside.
        """
        seen: set[int] = set()
        begins = False
        for kind, ranked in enumerate(self._ranks(words)):
            if kind == _NEAR and begins:
                continue
            for i in ranked:
                if i not in seen:
                    seen.add(i)
                    begins = begins or kind <= _BEGINS
                    yield Match(i, kind <= _WHOLE, kind <= _BEGINS)

    def _ranks(self, words: Sequence[str]) -> tuple[Iterator[int], ...]:
        """Where names match, the best kind of match first; each kind is looked for when needed."""
        self._fold()
        head = [_SAINTS.get(w, w) for w in words[:-1]]
        ends = sorted({words[-1], _SAINTS.get(words[-1], words[-1])})
        starts = tuple(" " + " ".join([*head, end]) for end in ends)
        first, last = starts[0][1:], starts[-1][1:]
        # A hyphen or an apostrophe may have been left out: "villeneuve dascq".
        joined = "".join(words)
        keys, bare, short = self._keys, self._bare_keys, self._short_keys
        inside = [i for i, key in enumerate(keys) if first in key or last in key]
        return (
            (i for i in inside if keys[i] in starts or bare[i] in starts),
            chain(
                self._acronyms.get(joined, ()),
                (i for i in short if not short[i].isdisjoint(starts)),
            ),
            (i for i in inside if keys[i].startswith(starts) or bare[i].startswith(starts)),
            (i for i in short if any(key.startswith(starts) for key in short[i])),
            (i for i, squeezed in enumerate(self._squeezed) if squeezed.startswith(joined)),
            (i for i in inside if any(start in keys[i] for start in starts)),
            self._near(joined),
            iter(inside),
            (i for i, squeezed in enumerate(self._squeezed) if joined in squeezed),
        )

    def _near(self, joined: str) -> Iterator[int]:
        """Where a name, or its part from a word on, begins so but for one letter.

        First those that are as long, then those that go on, then those with it further inside.
        """
        wanted = one_letter_pattern(joined) if len(joined) >= _LEAST_LETTERS else None
        if wanted is None:
            return
        whole: list[int] = []
        longer: list[int] = []
        later: list[int] = []
        for i, key in enumerate(self._keys):
            found = wanted.search(key)
            if found is not None:
                is_whole = len(key) <= found.end() + 1
                (later if found.start() > 1 else whole if is_whole else longer).append(i)
        yield from chain(whole, longer, later)

    def _fold(self) -> None:
        if not self._keys:
            self._keys = [" " + fold(name) for name in self._names]
            for place, key in enumerate(self._keys):
                self._places.setdefault(key, []).append(place)
                short = _KIND.sub(" ", key, count=1)
                if short != key:
                    self._short_keys[place] = {short, _COMMUNITY.sub(" ", key, count=1)} - {key}
                    self._acronyms.setdefault(initials(key.split()), []).append(place)
            for acronym, place in self._known_acronyms:
                self._acronyms.setdefault(acronym, []).append(place)
            self._squeezed = [key.replace(" ", "") for key in self._keys]
            self._bare_keys = [_ARTICLE.sub(" ", key, count=1) for key in self._keys]


# The kinds of a match, see `_ranks`: up to which one the name is the whole of it, up to which one
# it begins so, and which one has a letter that is wrong.
_WHOLE, _BEGINS, _NEAR = 1, 4, 6

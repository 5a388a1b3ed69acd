# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of territories, folded when they are first looked for, and searched in memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import accumulate, chain
from typing import NamedTuple

from ..common.letters import plain_letters
from ..common.patterns import pattern
from .acronyms import initials
from .name_tails import Tails

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NOT_WORD = pattern(r"[^0-9a-z]+")
_DEPARTEMENT = pattern(r"\d[\dab]\d?")
# The same among lines, and what `_SAINTS` has.
_NOT_WORD_IN_LINE = pattern(r"[^0-9a-z\n]+")
_SAINT = pattern(r"(?<![0-9a-z])ste?s?(?![0-9a-z])")
_ARTICLES = (" le ", " la ", " les ", " l ", " aux ", " las ", " los ")
# What EPCIs of one kind are all called before the name that tells them apart.
_KIND = pattern(
    r"^ (?:communaute (?:de communes|d agglomeration|urbaine)|metropole(?: europeenne)?)"
    r"(?: (?:interregionale|(?:de |d )?(?:la|l|les)|des|du|de|d))? "
)
_KINDS = (" communaute ", " metropole ")
# Or but a part of those words: "agglomeration de cambrai".
_COMMUNITY = pattern(r"^ communaute (?:de|d) (?=communes|agglomeration)")
# A shorter word is within a letter of too many names.
_LEAST_LETTERS = 4


def fold(text: str) -> str:
    """Fold a name for comparison: no case, accent, hyphen or apostrophe; St is Saint."""
    return fold_words(words_of(text))


def fold_all(names: Sequence[str]) -> list[str]:
    """Many names as `fold` gives each, in a fraction of the time."""
    lines = plain_letters("\n".join(name.replace("\n", " ") for name in names)).casefold()
    words = _NOT_WORD_IN_LINE.sub(" ", lines)
    folded = _SAINT.sub(lambda found: _SAINTS[found[0]], words)
    return [line.strip(" ") for line in folded.split("\n")] if names else []


def fold_words(words: Iterable[str]) -> str:
    """The words of a name as `fold` gives them."""
    return " ".join(_SAINTS.get(word, word) for word in words)


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without accents, hyphens and apostrophes."""
    return _NOT_WORD.sub(" ", plain_letters(text).casefold()).split()


class Named(NamedTuple):
    """The words of a name that is looked for, and the code of the département behind them."""

    words: list[str]
    departement: str


def named_in(text: str) -> Named:
    """What a text looks for: `saint-martin 62` is Saint-Martin in the Pas-de-Calais."""
    words = words_of(text)
    is_narrowed = len(words) > 1 and _DEPARTEMENT.fullmatch(words[-1])
    return Named(words[:-1], words[-1].upper()) if is_narrowed else Named(words, "")


class _Kind(Enum):
    """How a name matches a text, see `matches`."""

    WHOLE = "the name is all of the text"
    BEGINS = "the name begins so"
    NEAR = "it would but for one letter"
    HOLDS = "it has the text further inside"


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

    def exact(self, text: str) -> list[int]:
        """Where a name stands that is the text, folded."""
        return list(self._places.get(" " + fold(text), ()))

    def shortly(self, text: str) -> list[int]:
        """Where an EPCI stands that is called so for short: by its acronym, or without its kind."""
        key = fold(text)
        acronym = self._acronyms.get(key.replace(" ", ""), ())
        return list(dict.fromkeys([*acronym, *self._by_short.get(" " + key, ())]))

    def matches(self, words: Sequence[str], has_near: bool = True) -> Iterator[Match]:
        """Where names stand that match words: whole names first, then prefix, word, inside.

        The last word may be the start of a longer one: "ste" is Sainte or Steenvoorde. Where no
        name begins so, those with one letter that is wrong, lost, or too many come before what
        holds the words inside; unless there are to be no such ones.
        """
        seen: set[int] = set()
        begins = False
        for kind, ranked in self._ranks(words):
            if kind is _Kind.NEAR and (begins or not has_near):
                continue
            begin = kind in (_Kind.WHOLE, _Kind.BEGINS)
            for i in ranked:
                if i not in seen:
                    seen.add(i)
                    begins = begins or begin
                    yield Match(i, kind is _Kind.WHOLE, begin)

    def _ranks(self, words: Sequence[str]) -> Iterator[tuple[_Kind, Iterable[int]]]:
        """Where names match, the best kind of match first; each kind is looked for when needed."""
        head = [_SAINTS.get(w, w) for w in words[:-1]]
        ends = sorted({words[-1], _SAINTS.get(words[-1], words[-1])})
        starts = tuple(" " + " ".join([*head, end]) for end in ends)
        # A hyphen or an apostrophe may have been left out: "villeneuve dascq".
        joined = "".join(words)
        tails = {joined, *(start.replace(" ", "") for start in starts)}
        keys, heads, shorts = self._keys, self._heads, self._shorts
        yield _Kind.WHOLE, (i for i in heads.equal(tails) if keys[i].endswith(starts))
        called = (i for i in shorts.equal(tails) if keys[i].endswith(starts))
        yield _Kind.WHOLE, chain(self._acronyms.get(joined, ()), called)
        begin = heads.begin(tails)
        yield _Kind.BEGINS, (i for i in begin if _begins(keys[i], starts))
        short = shorts.begin(tails)
        yield _Kind.BEGINS, (i for i in short if any(start in keys[i] for start in starts))
        yield _Kind.BEGINS, [*begin, *short]
        words_inside = self._later.begin(tails)
        yield _Kind.HOLDS, (i for i in words_inside if any(start in keys[i] for start in starts))
        yield _Kind.NEAR, self._near(joined)
        yield _Kind.HOLDS, self._spaced.holding([start[1:] for start in starts])
        yield _Kind.HOLDS, self._squeezed.holding([joined])

    def _near(self, joined: str) -> Iterator[int]:
        """Where a name, or its part from a word on, begins so but for one letter.

        First those that are as long, then those that go on, then those with it further inside.
        """
        if len(joined) >= _LEAST_LETTERS:
            heads, shorts = self._heads.near(joined), self._shorts.near(joined)
            yield from chain(heads[0], shorts[0], heads[1], shorts[1])
            yield from sorted(chain(*self._later.near(joined)))

    @cached_property
    def _keys(self) -> list[str]:
        """The names, folded, each behind a blank."""
        return [" " + key for key in fold_all(self._names)]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, key in enumerate(self._keys):
            found.setdefault(key, []).append(place)
        return found

    @cached_property
    def _short_keys(self) -> dict[int, set[str]]:
        """Those of EPCIs without the words that say their kind, or some of them."""
        found: dict[int, set[str]] = {}
        for place, key in enumerate(self._keys):
            short = _KIND.sub(" ", key, count=1) if key.startswith(_KINDS) else key
            if short != key:
                found[place] = {short, _COMMUNITY.sub(" ", key, count=1)} - {key}
        return found

    @cached_property
    def _by_short(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, keys in self._short_keys.items():
            for key in keys:
                found.setdefault(key, []).append(place)
        return found

    @cached_property
    def _acronyms(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place in self._short_keys:
            found.setdefault(initials(self._keys[place].split()), []).append(place)
        for acronym, place in self._known_acronyms:
            found.setdefault(acronym, []).append(place)
        return found

    @cached_property
    def _heads(self) -> Tails:
        """The names, and those with an article without it."""
        bare = ((_bare(key), i) for i, key in enumerate(self._keys) if key.startswith(_ARTICLES))
        both = chain(((key, i) for i, key in enumerate(self._keys)), bare)
        return Tails((text.replace(" ", ""), i) for text, i in both)

    @cached_property
    def _shorts(self) -> Tails:
        short = self._short_keys.items()
        return Tails((text.replace(" ", ""), i) for i, texts in short for text in texts)

    @cached_property
    def _later(self) -> Tails:
        """The names from each word but the first on."""
        words = ((key.split(), i) for i, key in enumerate(self._keys))
        return Tails(("".join(w[at:]), i) for w, i in words for at in range(1, len(w)))

    @cached_property
    def _spaced(self) -> _Lines:
        return _Lines(self._keys)

    @cached_property
    def _squeezed(self) -> _Lines:
        return _Lines([key.replace(" ", "") for key in self._keys])


def _begins(key: str, starts: tuple[str, ...]) -> bool:
    """Whether a name begins so, with or without its article."""
    return key.startswith(starts) or _bare(key).startswith(starts)


def _bare(key: str) -> str:
    """A name without the article in front of it, if there is one."""
    return key[key.index(" ", 1) :] if key.startswith(_ARTICLES) else key


class _Lines:
    """Many short texts in one, in which Python finds what they hold at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._whole = "\n".join(texts)
        self._ends = list(accumulate(len(text) + 1 for text in texts))

    def holding(self, parts: Iterable[str]) -> Iterator[int]:
        """The places of those that hold one of some parts of more than one letter."""
        for part in parts:
            at = self._whole.find(part) if len(part) > 1 else -1
            while at >= 0:
                place = bisect_right(self._ends, at)
                yield place
                at = self._whole.find(part, self._ends[place])

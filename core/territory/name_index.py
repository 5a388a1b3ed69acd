# SPDX-License-Identifier: GPL-3.0-or-later
"""The names of territories, folded when they are first looked for, and searched in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from ..common.letters import plain_letters
from ..common.patterns import pattern

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NOT_WORD = pattern(r"[^0-9a-z]+")
_ARTICLE = pattern(r"^ (?:le|la|les|l|aux|las|los) ")


def fold(text: str) -> str:
    """Fold a name for comparison: no case, accent, hyphen or apostrophe; St is Saint."""
    return " ".join(_SAINTS.get(word, word) for word in words_of(text))


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, without accents, hyphens and apostrophes."""
    return _NOT_WORD.sub(" ", plain_letters(text).casefold()).split()


class NameIndex:
    """Names by their place in a list whose order is the ranking of equal matches."""

    def __init__(self, names: Sequence[str]) -> None:
        """Nothing is folded before the first search: most sheets are asked for by a code."""
        self._names = names
        self._keys: list[str] = []
        self._places: dict[str, list[int]] = {}
        self._squeezed: list[str] = []
        self._bare_keys: list[str] = []

    def exact(self, text: str) -> list[int]:
        """Where a name stands that is the text, folded."""
        self._fold()
        return list(self._places.get(" " + fold(text), ()))

    def matches(self, words: Sequence[str]) -> Iterator[int]:
        """Where names stand that match words: whole names first, then prefix, word, inside.

        The last word may be the start of a longer one: "ste" is Sainte or Steenvoorde.
        """
        self._fold()
        head = [_SAINTS.get(w, w) for w in words[:-1]]
        ends = sorted({words[-1], _SAINTS.get(words[-1], words[-1])})
        starts = tuple(" " + " ".join([*head, end]) for end in ends)
        first, last = starts[0][1:], starts[-1][1:]
        # A hyphen or an apostrophe may have been left out: "villeneuve dascq".
        joined = "".join(words)
        keys, bare = self._keys, self._bare_keys
        inside = [i for i, key in enumerate(keys) if first in key or last in key]
        ranked = chain(
            (i for i in inside if keys[i] in starts or bare[i] in starts),
            (i for i in inside if keys[i].startswith(starts) or bare[i].startswith(starts)),
            (i for i in inside if any(start in keys[i] for start in starts)),
            inside,
            (i for i, squeezed in enumerate(self._squeezed) if joined in squeezed),
        )
        seen: set[int] = set()
        for i in ranked:
            if i not in seen:
                seen.add(i)
                yield i

    def _fold(self) -> None:
        if not self._keys:
            self._keys = [" " + fold(name) for name in self._names]
            for place, key in enumerate(self._keys):
                self._places.setdefault(key, []).append(place)
            self._squeezed = [key.replace(" ", "") for key in self._keys]
            self._bare_keys = [_ARTICLE.sub(" ", key, count=1) for key in self._keys]

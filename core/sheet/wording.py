# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a sheet that speak of a scheme: sentences with what is known of it in braces."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from string import Formatter
from typing import Any

from ..common.i18n import translate
from ..common.json_object import JsonObject, fields_of

# Whose values a wording takes: those of the first scheme of the territory, or of each of them.
LEADING = "leading"
EACH = "each"


@dataclass(frozen=True)
class Wording:
    """Texts of which the first is printed whose values are all known; none where none is.

    With `each`, that is done for every scheme of the territory.
    """

    alternatives: tuple[str, ...]
    each: bool = False

    def printed(self, schemes: Sequence[Mapping[str, str]]) -> list[str]:
        """The texts for the values of some schemes, the first of which leads."""
        chosen = schemes if self.each else schemes[:1]
        texts = (self._filled(values) for values in chosen)
        return [text for text in dict.fromkeys(texts) if text]

    def _filled(self, values: Mapping[str, str]) -> str:
        texts = (filled(text, values) for text in self.alternatives)
        return next((text for text in texts if text), "")


def printed_texts(wordings: Sequence[Wording], values: Sequence[Mapping[str, str]]) -> list[str]:
    """The texts in their order; those of each scheme stand together, one scheme after another."""
    texts: list[str] = []
    for is_each, group in groupby(wordings, lambda wording: wording.each):
        together = list(group)
        for chosen in ([one] for one in values) if is_each else [values]:
            texts += [text for wording in together for text in wording.printed(chosen)]
    return list(dict.fromkeys(texts))


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its values; empty where one of them is not known."""
    return text.format_map(values) if _names(text) <= values.keys() else ""


def read_wording(data: JsonObject, key: str) -> Wording:
    """A wording: a text, or an object with a list of alternatives, `leading` or `each`.

    Raises the error of `data`.
    """
    if not isinstance(data.values.get(key), dict):
        return Wording((_checked(data, key, data.text(key)),))
    choices = data.object(key)
    choices.only((LEADING, EACH))
    way = EACH if EACH in choices else LEADING
    texts = choices.texts(way, filled=True)
    checked = tuple(_checked(choices, f"{way}[{n}]", text) for n, text in enumerate(texts))
    return Wording(checked, way == EACH)


def read_wordings(data: JsonObject, key: str) -> tuple[Wording, ...]:
    """A list of wordings. Raises the error of `data`."""
    items: Any = data.values.get(key)
    if not isinstance(items, list):
        raise data.refusal(key, translate("Json", "it must be a list"))
    named = JsonObject(
        {f"{key}[{number}]": item for number, item in enumerate(items)},
        data.path,
        data.entry,
        data.error,
    )
    return tuple(read_wording(named, name) for name in named)


def takes_only(text: str, names: Collection[str]) -> bool:
    """Whether the braces of a text hold these names and nothing else."""
    return _are_names(text) and _names(text) <= set(names)


def _checked(data: JsonObject, key: str, text: str) -> str:
    """A text whose braces hold names of values and nothing else."""
    if not _are_names(text):
        raise data.refusal(key, translate("Sheet", "braces must hold the name of a value"))
    return text


def _are_names(text: str) -> bool:
    fields = fields_of(text)
    return fields is not None and all(n.isidentifier() and not s and not c for n, s, c in fields)


def _names(text: str) -> set[str]:
    return {name for _, name, *_ in Formatter().parse(text) if name is not None}

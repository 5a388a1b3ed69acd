# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of sheets that an office or an export changes: `texts` in a cartouche file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.patterns import pattern

# The entry of a cartouche file, and within a sheet's that of the labels of its legend.
TEXTS = "texts"
LABELS = "labels"

# All texts, and those of several lines.
FIELDS = (
    "family",
    "title",
    "subtitle",
    "text_title",
    "text",
    "nota_title",
    "nota",
    "notice",
    "legend_title",
)
PARAGRAPHS = ("text", "nota", "notice")

# How the key of a heading begins.
HEADING = "heading:"

# Characters: the longest text of the bundled sheets has a fifteenth of it.
LONGEST = 20_000
# Characters of a title or a label, which stand in the band: the bundled ones have up to 60.
LONGEST_LINE = 200

_BREAKS = pattern("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = pattern("[\x00-\x08\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class SheetTexts:
    """The texts of one sheet that differ: some of `FIELDS`, and labels of its legend.

    An empty field prints nothing. The key of a label is a class, for its name wherever it is
    printed, or class and geometries (`reservoir_l`) for a line that has a label of its own; that
    of a heading is `heading:` and class and geometries of the first line under it.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Mapping[str, Any], sheet: str) -> SheetTexts:
        """Those among the entries of a cartouche, by the id of the sheet."""
        texts = entries.get(TEXTS, {}).get(sheet, {})
        fields = {name: text for name, text in texts.items() if name != LABELS}
        return cls(fields, texts.get(LABELS, {}))

    def put_into(self, entries: Mapping[str, Any], sheet: str) -> dict[str, Any]:
        """The entries of a cartouche with these in the place of the sheet's."""
        own: dict[str, Any] = {name: self.fields[name] for name in FIELDS if name in self.fields}
        if self.labels:
            own[LABELS] = dict(self.labels)
        others = {name: texts for name, texts in entries.get(TEXTS, {}).items() if name != sheet}
        texts = {**others, sheet: own} if own else others
        rest = {name: value for name, value in entries.items() if name != TEXTS}
        return {**rest, TEXTS: texts} if texts else rest


def read_texts(texts: JsonObject) -> dict[str, dict[str, Any]]:
    """The texts of each sheet, cleaned.

    Raises the error of `texts` for an unknown entry, what is no text, one that is too long, and
    an empty label.
    """
    return {sheet: _read_sheet(texts.object(sheet)) for sheet in texts}


def longest(several_lines: bool) -> int:
    """How many characters a text may have."""
    return LONGEST if several_lines else LONGEST_LINE


def cleaned(text: str, several_lines: bool) -> str:
    """A text without control characters, on one line unless it may have several.

    What holds nothing but white space is empty.
    """
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text).replace("\t", " "))
    if not several_lines:
        text = text.replace("\n", " ")
    return text if text.strip() else ""


def _read_sheet(texts: JsonObject) -> dict[str, Any]:
    texts.only((*FIELDS, LABELS))
    read: dict[str, Any] = {
        name: _read(texts, name, name in PARAGRAPHS) for name in FIELDS if name in texts
    }
    if LABELS in texts:
        labels = texts.object(LABELS)
        read[LABELS] = {key: _read(labels, key, False) for key in labels}
        for key, label in read[LABELS].items():
            if not label:
                raise labels.refusal(key, translate("Json", "it must not be empty"))
    return read


def _read(texts: JsonObject, key: str, several_lines: bool) -> str:
    text = texts.text(key)
    most = longest(several_lines)
    if len(text) > most:
        raise texts.refusal(
            key, translate("Json", "a text has at most {most} characters").format(most=most)
        )
    return cleaned(text, several_lines)

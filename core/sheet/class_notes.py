# SPDX-License-Identifier: GPL-3.0-or-later
"""Paragraphs of a NOTA that speak of some classes: printed where the map shows one of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..common.i18n import translate
from ..common.json_object import JsonObject

# The entries of one; `source` is for those who check it.
ENTRIES = ("classes", "text", "confirmed", "source")


@dataclass(frozen=True)
class ClassNote:
    """What a NOTA says of some classes, by their ids."""

    classes: tuple[str, ...]
    text: str

    def suits(self, shown: Collection[str]) -> bool:
        """Whether one of the classes is among those shown."""
        return any(class_id in shown for class_id in self.classes)


def read_class_notes(nota: JsonObject, classes: Collection[str]) -> tuple[ClassNote, ...]:
    """Those among the entries of a NOTA; what no source confirms is left out.

    Raises the error of `nota` for what lacks an entry, has a wrong one or names an unknown class.
    """
    items = nota.objects("by_class") if "by_class" in nota else []
    notes = [(item, _class_note(item, classes)) for item in items]
    return tuple(note for item, note in notes if item.flag("confirmed", True))


def suiting_paragraphs(
    paragraphs: Sequence[str], notes: Sequence[ClassNote], shown: Collection[str]
) -> list[str]:
    """The paragraphs but those that speak only of classes that are not shown.

    A paragraph that someone has written anew is no longer that of a class.
    """
    unsuited = {note.text for note in notes if not note.suits(shown)}
    return [paragraph for paragraph in paragraphs if paragraph not in unsuited]


def checked_classes(item: JsonObject, classes: Collection[str]) -> tuple[str, ...]:
    """The classes that an item names. Raises its error where a sheet has no such class."""
    named = item.texts("classes", filled=True)
    for number, class_id in enumerate(named):
        if class_id not in classes:
            fault = translate("Sheet", "“{name}” is not a class of the sheet").format(name=class_id)
            raise item.refusal(f"classes[{number}]", fault)
    return named


def _class_note(item: JsonObject, classes: Collection[str]) -> ClassNote:
    item.only(ENTRIES)
    named = checked_classes(item, classes)
    item.text("source", "")
    return ClassNote(named, item.text("text"))

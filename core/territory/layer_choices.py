# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers and fields that were chosen by hand of sources of territories, and are remembered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..sources.source_address import SourceAddress
from .asked_source import AskedSource
from .entry import NO_CHOICE, FieldChoice

# So many are remembered, the latest.
MOST = 20
_PARTS = 5


@dataclass(frozen=True)
class LayerChoice:
    """A layer by its name, and those of its fields that are chosen by hand."""

    layer: str = ""
    fields: FieldChoice = NO_CHOICE


class LayerChoices:
    """The choices by the kind of territory and the source, read from a text of the settings.

    A line each: kind, source, layer, field of the codes, field of the names, with tabs between.
    """

    def __init__(self, text: str = "") -> None:
        lines = (line.split("\t") for line in text.split("\n"))
        self._choices = {
            (kind, source): LayerChoice(layer, FieldChoice(code, name))
            for kind, source, layer, code, name in (line for line in lines if len(line) == _PARTS)
        }

    def __str__(self) -> str:
        """The text that is read to these choices."""
        lines = [
            (*key, choice.layer, choice.fields.code, choice.fields.name)
            for key, choice in [*self._choices.items()][-MOST:]
        ]
        return "\n".join("\t".join(map(_plain, line)) for line in lines)

    def of(self, kind: str, source: str) -> LayerChoice:
        """What was chosen of a source; nothing where it names its layer itself."""
        return self._choices.get((kind, _plain(source)), LayerChoice())

    def add(self, kind: str, source: str, choice: LayerChoice) -> None:
        """Remember what was chosen of a source."""
        key = (kind, _plain(source))
        self._choices.pop(key, None)
        self._choices[key] = choice

    def asked(self, kind: str, source: str) -> AskedSource:
        """A source with what was chosen of it."""
        choice = self.of(kind, source)
        address = SourceAddress.parse(source)
        if source and choice.layer and not address.layer:
            source = str(replace(address, layer=choice.layer))
        return AskedSource(source, choice.fields)


def _plain(text: str) -> str:
    """A text without what parts the lines and their parts."""
    return text.translate({ord("\t"): " ", ord("\n"): " "})

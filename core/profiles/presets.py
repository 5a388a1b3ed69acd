# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets: by which names and fields the layers of known data sets are recognised, as JSON."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..common.files import files
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..sheet.definition import GEOMETRIES
from .data_facts import UNKNOWN, DataFacts

# The names of fields are cut to this length in a shapefile.
SHORT = 10


@dataclass(frozen=True)
class PresetRule:
    """What a layer of a class is like; names and fields are in lower case.

    `geometries` are letters of those that it may have, `filter` is a QGIS expression, `sub_trame`
    the field that tells sub-trames apart.
    """

    class_id: str
    geometries: str
    names: tuple[re.Pattern[str], ...]
    fields: tuple[str, ...]
    filter: str = ""
    sub_trame: str = ""

    def is_named(self, name: str) -> bool:
        """Whether a layer of this name is meant."""
        # A service puts the name of a schema in front.
        return any(wanted.fullmatch(name.lower().split(":")[-1]) for wanted in self.names)

    def missing_fields(self, present: Collection[str]) -> list[str]:
        """The fields that are not among those present, which are in lower case and cut short."""
        return [field for field in self.fields if field[:SHORT] not in present]


@dataclass(frozen=True)
class Preset:
    """A known data set: its title in messages, its credit on the sheet, a rule a class."""

    id: str
    title: str
    credit: str
    rules: tuple[PresetRule, ...]
    demonstration: bool = False
    facts: DataFacts = UNKNOWN

    def is_named(self, name: str) -> bool:
        """Whether a layer of this name is meant by one of the rules."""
        return any(rule.is_named(name) for rule in self.rules)

    def named_classes(self, names: Collection[str]) -> frozenset[str]:
        """The classes of layers of these names."""
        rules = (rule for rule in self.rules if any(map(rule.is_named, names)))
        return frozenset(rule.class_id for rule in rules)


def load_presets() -> list[Preset]:
    """The presets that recognise known data sets, the bundled ones and the user's.

    Raises SheetError when one of them is no JSON, lacks an entry or has a wrong one.
    """
    return [_preset(path) for path in preset_files()]


def preset_files() -> list[Path]:
    """The files of the presets, the bundled ones and the user's."""
    return list(files("sheets/presets", "*.json").values())


def _preset(path: Path) -> Preset:
    data = JsonObject.read(path)
    return Preset(
        id=data.text("id", path.stem),
        title=data.text("title"),
        credit=data.text("credit"),
        rules=tuple(_rule(rule) for rule in data.objects("layers")),
        demonstration=data.flag("demonstration", False),
        facts=DataFacts.read(data),
    )


def _rule(data: JsonObject) -> PresetRule:
    return PresetRule(
        class_id=data.text("class"),
        geometries=data.letters("geometries", GEOMETRIES),
        names=_patterns(data, "names"),
        fields=data.texts("fields"),
        filter=data.text("filter", ""),
        sub_trame=data.text("sub_trame", ""),
    )


def _patterns(data: JsonObject, key: str) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for number, text in enumerate(data.texts(key)):
        try:
            patterns.append(re.compile(text))
        except (re.error, OverflowError, RecursionError) as error:
            fault = translate("Source", "it is no regular expression ({reason})")
            raise data.refusal(f"{key}[{number}]", fault.format(reason=error)) from error
    return tuple(patterns)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets: by which names and fields the layers of known data sets are recognised, as JSON."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from qgis.PyQt.QtCore import QRegularExpression

from ..common.files import files
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.own_files import read_all_usable
from ..sheet.definition import GEOMETRIES
from .data_facts import UNKNOWN, DataFacts

FOLDER = "sheets/presets"

# Steps after which a name is taken as none that is meant: a pattern may ask for an hour of them.
_MOST_STEPS = 20_000

# The names of fields are cut to this length in a shapefile.
SHORT = 10


@dataclass(frozen=True)
class PresetRule:
    """What a layer of a class is like; names and fields are in lower case.

    `geometries` are letters of those that it may have, `filter` is a QGIS expression, `sub_trame`
    the field that tells sub-trames apart. `zone_codes` and `zone_names` are fields, the first of
    which that a layer has holds the codes or names of its zones, of a light base the names of its
    objects; `importances` are fields of how important these are. Where the class is told `by_name`,
    the fields alone do not make a layer one of it.
    """

    class_id: str
    geometries: str
    names: tuple[QRegularExpression, ...]
    fields: tuple[str, ...]
    filter: str = ""
    sub_trame: str = ""
    zone_codes: tuple[str, ...] = ()
    zone_names: tuple[str, ...] = ()
    importances: tuple[str, ...] = ()
    by_name: bool = False

    def is_named(self, name: str) -> bool:
        """Whether a layer of this name is meant."""
        # A service puts the name of a schema in front.
        plain = name.lower().split(":")[-1]
        return any(wanted.match(plain).hasMatch() for wanted in self.names)

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

    @property
    def is_by_name(self) -> bool:
        """Whether only the names of layers tell what they are."""
        return all(rule.by_name for rule in self.rules)

    def is_named(self, name: str) -> bool:
        """Whether a layer of this name is meant by one of the rules."""
        return any(rule.is_named(name) for rule in self.rules)

    def named_classes(self, names: Collection[str]) -> frozenset[str]:
        """The classes of layers of these names."""
        rules = (rule for rule in self.rules if any(map(rule.is_named, names)))
        return frozenset(rule.class_id for rule in rules)


def load_presets(folder: str = FOLDER) -> tuple[list[Preset], list[str]]:
    """The presets of a folder that recognise known data sets, the bundled ones and the user's.

    What is wrong with others is told beside them: what is no JSON, lacks an entry or has a wrong
    one.
    """
    presets, faults = read_all_usable(folder, _preset)
    return list(presets.values()), faults


def preset_files() -> list[Path]:
    """The files of the presets, the bundled ones and the user's."""
    return list(files(FOLDER, "*.json").values())


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
        zone_codes=data.texts("zone_code") if "zone_code" in data else (),
        zone_names=data.texts("zone_name") if "zone_name" in data else (),
        importances=data.texts("importance") if "importance" in data else (),
        by_name=data.flag("by_name", False),
    )


def _patterns(data: JsonObject, key: str) -> tuple[QRegularExpression, ...]:
    patterns = []
    for number, text in enumerate(data.texts(key)):
        pattern = QRegularExpression(f"(*LIMIT_MATCH={_MOST_STEPS})^(?:{text})\\z")
        # A bracket too many would end the group around it.
        if not (QRegularExpression(text).isValid() and pattern.isValid()):
            fault = translate("Source", "it is no regular expression ({reason})")
            reason = QRegularExpression(text).errorString()
            raise data.refusal(f"{key}[{number}]", fault.format(reason=reason))
        patterns.append(pattern)
    return tuple(patterns)

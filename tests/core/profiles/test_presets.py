# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets: read as typed rules; each wrong entry is refused by its file and its path."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.files import ROOT
from srce_pac.core.profiles.presets import Preset, load_presets

BUNDLED = {path.stem for path in (ROOT / "sheets" / "presets").glob("*.json")}

RULE = {
    "class": "reservoir",
    "geometries": "sl",
    "names": ["noyaux.*"],
    "fields": ["id_noyau", "identifiant_long"],
    "filter": "etat = 'bon'",
    "sub_trame": "trame",
}
PRESET = {"id": "region", "title": "La Région", "credit": "Région", "layers": [RULE]}


@pytest.fixture
def folder(qgis_profile: Path) -> Path:
    """Where a user's presets are."""
    path = qgis_profile / "sheets" / "presets"
    path.mkdir(parents=True)
    return path


def write(folder: Path, preset: dict[str, Any]) -> None:
    (folder / "region.json").write_text(json.dumps(preset), encoding="utf-8")


def read() -> Preset:
    """The preset of the user's among those that are known."""
    return next(preset for preset in load_presets()[0] if preset.title == PRESET["title"])


def test_a_preset_of_the_users_is_read_whole(folder: Path) -> None:
    write(folder, PRESET)
    preset = read()
    assert (preset.id, preset.credit, preset.demonstration) == ("region", "Région", False)
    (rule,) = preset.rules
    assert (rule.class_id, rule.geometries) == ("reservoir", "sl")
    assert (rule.filter, rule.sub_trame) == ("etat = 'bon'", "trame")
    assert rule.fields == ("id_noyau", "identifiant_long")


def test_a_preset_without_an_id_has_that_of_its_file(folder: Path) -> None:
    write(folder, {key: value for key, value in PRESET.items() if key != "id"})
    assert read().id == "region"


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("noyaux", True),
        ("NOYAUX_2026", True),
        ("schema:noyaux_59", True),
        ("les_noyaux", False),
        ("noyau", False),
    ],
)
def test_a_layer_is_known_by_its_whole_name(folder: Path, name: str, known: bool) -> None:
    write(folder, PRESET)
    assert read().is_named(name) == known


def test_fields_are_looked_for_as_shapefiles_cut_them(folder: Path) -> None:
    write(folder, PRESET)
    (rule,) = read().rules
    assert rule.missing_fields({"id_noyau", "identifian"}) == []
    assert rule.missing_fields({"identifian"}) == ["id_noyau"]


@pytest.mark.parametrize(
    ("entry", "values"),
    [
        ("id", [3, None]),
        ("title", [3, None, []]),
        ("credit", [3, None]),
        ("demonstration", ["true", 1, None]),
        ("layers", ["x", {}, None]),
    ],
)
def test_a_wrong_entry_is_refused_by_its_name(folder: Path, entry: str, values: list[Any]) -> None:
    for value in values:
        write(folder, {**PRESET, entry: value})
        _, (fault,) = load_presets()
        assert f"region.json” is wrong at “{entry}”: " in fault


@pytest.mark.parametrize(
    ("entry", "values", "named"),
    [
        ("class", [3, None], "class"),
        ("geometries", ["", "x", "sx", "ss", 3, ["s"]], "geometries"),
        ("names", ["noyaux", [3], None], "names"),
        ("names", [["(", "x"], ["a{2,1}"], ["*"], ["a{99999999999999999999}"]], "names[0]"),
        ("names", [["x", "[a"], ["x", "(" * 2000 + ")" * 2000]], "names[1]"),
        ("fields", ["id", [3], None], "fields"),
        ("filter", [3, None, ["x"]], "filter"),
        ("sub_trame", [3, None, ["x"]], "sub_trame"),
    ],
)
def test_a_wrong_entry_of_a_rule_is_refused_by_its_path(
    folder: Path, entry: str, values: list[Any], named: str
) -> None:
    for value in values:
        write(folder, {**PRESET, "layers": [RULE, {**RULE, entry: value}]})
        presets, (fault,) = load_presets()
        assert f"region.json” is wrong at “layers[1].{named}" in fault, value
        # The others are there.
        assert {preset.id for preset in presets} == BUNDLED


def test_a_rule_that_is_no_object_is_refused(folder: Path) -> None:
    write(folder, {**PRESET, "layers": ["noyaux"]})
    _, (fault,) = load_presets()
    assert "“layers[0]”: it must be an object" in fault


NAMES = {
    "(a+)+": "a" * 60 + "b",
    "(a|a)*b": "a" * 60,
    "(a|aa)+$": "a" * 60 + "b",
    "(.*)*x": "a" * 60,
    "(a?){40}a{40}b": "a" * 40,
    "((a*)*)*b": "a" * 60,
    ".*.*.*.*.*.*.*.*x": "a" * 500,
}


@pytest.mark.parametrize(("pattern", "name"), NAMES.items(), ids=NAMES)
def test_a_pattern_that_would_be_tried_for_ever_is_given_up(
    folder: Path, pattern: str, name: str
) -> None:
    write(folder, {**PRESET, "layers": [{**RULE, "names": [pattern]}]})
    (preset,) = (one for one in load_presets()[0] if one.id == "region")
    begun = time.process_time()
    for _ in range(100):
        assert not preset.is_named(name)
    assert time.process_time() - begun < 5


def test_a_pattern_is_of_the_whole_name(folder: Path) -> None:
    write(folder, {**PRESET, "layers": [{**RULE, "names": ["cer_|noyaux", "x.*"]}]})
    (preset,) = (one for one in load_presets()[0] if one.id == "region")
    given = ("cer_", "NOYAUX", "schema:cer_", "xyz", "cer_a", "anoyaux", "cer_\n")
    assert [preset.is_named(name) for name in given] == [True] * 4 + [False] * 3


def test_presets_are_objects_with_their_own_id(root: Path) -> None:
    paths = sorted((root / "sheets" / "presets").glob("*.json"))
    assert [json.loads(p.read_text(encoding="utf-8"))["id"] for p in paths] == [
        p.stem for p in paths
    ]

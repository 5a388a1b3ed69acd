# SPDX-License-Identifier: GPL-3.0-or-later
"""Presets: read as typed rules; each wrong entry is refused by its file and its path."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.profiles.presets import Preset, load_presets

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
    return next(preset for preset in load_presets() if preset.title == PRESET["title"])


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
        with pytest.raises(SheetError, match=f"region\\.json” is wrong at “{entry}”: "):
            load_presets()


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
        with pytest.raises(SheetError) as refusal:
            load_presets()
        assert f"region.json” is wrong at “layers[1].{named}" in str(refusal.value), value


def test_a_rule_that_is_no_object_is_refused(folder: Path) -> None:
    write(folder, {**PRESET, "layers": ["noyaux"]})
    with pytest.raises(SheetError, match=r"“layers\[0\]”: it must be an object"):
        load_presets()


def test_presets_are_objects_with_their_own_id(root: Path) -> None:
    paths = sorted((root / "sheets" / "presets").glob("*.json"))
    assert [json.loads(p.read_text(encoding="utf-8"))["id"] for p in paths] == [
        p.stem for p in paths
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Paragraphs of a NOTA that are printed where the map shows one of their classes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srce_pac.core.common.errors import SheetError
from srce_pac.core.common.files import ROOT
from srce_pac.core.sheet.definition import SheetDefinition, load_sheet
from srce_pac.core.sheet.text_entries import SheetTexts
from srce_pac.core.sheet.texts import with_texts

NOTES: list[dict[str, Any]] = [
    {"classes": ["corridor"], "text": "Des corridors.", "confirmed": True, "source": "x"},
    {"classes": ["reservoir", "obstacle"], "text": "Du reste."},
    {"classes": ["corridor"], "text": "Pas sûr.", "confirmed": False, "source": ""},
]


def sheet_with(folder: Path, like: str, notes: Any) -> SheetDefinition:
    """A sheet like a bundled one, with notes."""
    nota = {"title": "NOTA :", "paragraphs": ["Toujours."], "by_class": notes}
    path = folder / "own.json"
    data = json.loads((ROOT / "sheets" / f"{like}.json").read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "id": "own", "nota": nota}), encoding="utf-8")
    return load_sheet(str(path))


@pytest.fixture(params=["srce", "patrimoine_naturel"])
def sheet(request: pytest.FixtureRequest, tmp_path: Path) -> SheetDefinition:
    """A sheet by scheme, and one that says the same everywhere; both with these classes."""
    notes = NOTES
    if request.param != "srce":
        names = {"corridor": "znieff1", "reservoir": "pn", "obstacle": "apb"}
        notes = [{**note, "classes": [names[c] for c in note["classes"]]} for note in NOTES]
    return sheet_with(tmp_path, request.param, notes).for_departements(["59"])


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ([], ["– Toujours."]),
        (["corridor", "znieff1"], ["– Toujours.", "– Des corridors."]),
        (["obstacle", "apb"], ["– Toujours.", "– Du reste."]),
        (
            ["corridor", "reservoir", "znieff1", "pn"],
            ["– Toujours.", "– Des corridors.", "– Du reste."],
        ),
    ],
)
def test_a_note_is_printed_where_its_class_is_shown(
    sheet: SheetDefinition, shown: list[str], printed: list[str]
) -> None:
    assert sheet.nota_without([], shown=shown).split("\n\n") == printed


def test_what_no_source_confirms_is_printed_nowhere(sheet: SheetDefinition) -> None:
    assert "Pas sûr" not in sheet.nota


def test_what_someone_has_written_anew_is_printed_everywhere(sheet: SheetDefinition) -> None:
    text = sheet.nota.replace("Des corridors.", "Des liens.")
    edited = with_texts(sheet, SheetTexts({"nota": text}))
    assert edited.nota_without([]).split("\n\n") == ["– Toujours.", "– Des liens."]


@pytest.mark.parametrize(
    ("note", "entry"),
    [
        ({"classes": ["forest"], "text": "x"}, "by_class[0].classes[0]"),
        ({"classes": [], "text": "x"}, "by_class[0].classes"),
        ({"classes": ["corridor"]}, "by_class[0].text"),
        ({"classes": ["corridor"], "text": "x", "sure": True}, "by_class[0].sure"),
        ({"classes": ["corridor"], "text": "x", "confirmed": "yes"}, "by_class[0].confirmed"),
    ],
)
def test_a_wrong_entry_is_refused_by_its_path(tmp_path: Path, note: Any, entry: str) -> None:
    with pytest.raises(SheetError) as caught:
        sheet_with(tmp_path, "srce", [note])
    assert f"nota.{entry}" in caught.value.whole


def test_each_fact_of_the_bundled_sheet_has_its_source() -> None:
    data = json.loads((ROOT / "sheets" / "patrimoine_naturel.json").read_text(encoding="utf-8"))
    notes = data["nota"]["by_class"]
    assert all(note["source"] for note in notes if note["confirmed"])
    spoken_of = {class_id for note in notes for class_id in note["classes"]}
    assert spoken_of == data["classes"].keys() - {"contour"}

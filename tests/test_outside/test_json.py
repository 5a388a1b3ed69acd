# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of JSON file that comes from outside, with every fault that such a file may have."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.errors import SrceError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.sentence import LONGEST, sentences
from srce_pac.core.layers.background import available_backgrounds, open_background
from srce_pac.core.opendata.catalogue import available_open_data
from srce_pac.core.profiles.presets import load_presets
from srce_pac.core.profiles.profile import VERSION, VERSION_KEY, read_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.cartouche import read_cartouche, usable_office
from srce_pac.core.sheet.definition import load_sheet, usable_sheet
from srce_pac.core.sheet_choice import choose_sheet
from srce_pac.core.sources.provenance import note_faults, read_note

NAME = "essai"

PROFILE = {
    VERSION_KEY: VERSION,
    "credit": "x",
    "layers": [{"class": "reservoir", "geometry": "s", "name": "a", "uri": "/a.gpkg"}],
}
NOTE = {"date": "2026-01-02", "departements": ["59"], "credit": "© Région"}


def bundled(name: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((ROOT / name).read_text("utf-8"))
    return values


def background(_: Path) -> list[str]:
    open_background(NAME, QgsProject.instance())
    return []


def catalogue(_: Path) -> list[str]:
    return [one.fault for one in available_open_data() if one.id == NAME and one.fault]


def note(path: Path) -> list[str]:
    path.with_suffix("").mkdir(exist_ok=True)
    read_note(path.with_suffix(""))
    return note_faults(str(path.with_suffix("")))


def strict(read: Callable[[Path], object]) -> Callable[[Path], list[str]]:
    def told(path: Path) -> list[str]:
        read(path)
        return []

    return told


# Of each kind: where it lies in the profile, a right one, a text in it, and what is told of it.
KINDS: dict[str, tuple[str, dict[str, Any], str, Callable[[Path], list[str]]]] = {
    "sheet": (
        "sheets",
        {**bundled("sheets/srce.json"), "id": NAME},
        "name",
        strict(lambda p: load_sheet(p.stem)),
    ),
    "preset": (
        "sheets/presets",
        bundled("sheets/presets/srce_national.json"),
        "title",
        lambda _: load_presets()[1],
    ),
    "office": ("data/offices", {"office": "D.D.T"}, "office", lambda p: usable_office(p.stem)[1]),
    "cartouche": ("", {"office": "D.D.T"}, "office", strict(read_cartouche)),
    "background": (
        "data/backgrounds",
        bundled("data/backgrounds/plan_ign.json"),
        "credit",
        background,
    ),
    "open data": (
        "data/opendata",
        bundled("data/opendata/srce_inpn.json"),
        "licence",
        catalogue,
    ),
    "data profile": ("profiles", PROFILE, "credit", strict(read_profile)),
    "note of a download": ("opendata", NOTE, "credit", note),
}

# What a text of the file is replaced by, as it stands in JSON.
TEXTS = {
    "a number": "5",
    "null": "null",
    "a list": '["x"]',
    "an object": '{"x": "y"}',
    "too large a number": "1e999",
    "no number": "NaN",
    "thousands of digits": "9" * 100_000,
    "deep nesting": "[" * 40 + "]" * 40,
    "very deep nesting": "[" * 100_000 + "]" * 100_000,
    "a control character": '"a\\u0007b"',
    "a null byte": '"a\\u0000b"',
    "half of a pair": '"\\ud800"',
    "a very long text": '"' + "x" * 150_000 + '"',
    "a list without end": "[" + "1," * 3_000 + "1]",
}

# What the whole of the file is replaced by, its right text given.
FILES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda right: right[: len(right) // 2],
    "no object": lambda _: b'["x"]',
    "numbers as names": lambda _: b"{1: 2}",
    "twice the same": lambda right: right.replace(b"{", b'{"twice": 1, "twice": 2, ', 1),
    "not UTF-8": lambda right: right.replace(b"{", b'{"\xe9": 1, ', 1),
    "an unknown name of control characters": lambda r: r.replace(b"{", b'{"\\u001b": 1, ', 1),
    "larger than any": lambda right: right + b" " * 4_000_001,
    "zeros": lambda _: b"\0" * 100,
}

PLACES = pytest.mark.parametrize(("folder", "right", "entry", "told"), KINDS.values(), ids=KINDS)


def put(profile: Path, folder: str, content: bytes) -> Path:
    path = profile / folder / f"{NAME}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def faults_of(told: Callable[[Path], list[str]], path: Path) -> list[str]:
    """What is said of a file, refused or told."""
    begun = time.process_time()
    try:
        faults: Iterable[str] = told(path)
    except SrceError as error:
        faults = [str(error)]
    assert time.process_time() - begun < 5
    shown = sentences(faults)
    for fault in shown:
        assert len(fault) <= LONGEST
        assert not any(ord(letter) < 32 or 0xD800 <= ord(letter) < 0xE000 for letter in fault)
    return shown


@PLACES
def test_a_right_file_is_read(
    qgis_profile: Path, folder: str, right: Any, entry: str, told: Any
) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path = put(qgis_profile, folder, json.dumps(right).encode(encoding))
        assert not faults_of(told, path)
    assert entry in right


@PLACES
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_wrong_text_is_told_by_file_and_entry(
    qgis_profile: Path, folder: str, right: Any, entry: str, told: Any, text: str
) -> None:
    # The mark is none that a file holds.
    content = json.dumps({**right, entry: "§"}).replace('"\\u00a7"', text)
    (fault,) = faults_of(told, put(qgis_profile, folder, content.encode()))

    assert f"{NAME}.json”" in fault
    # What Python itself gives up stands in no entry.
    assert f"“{entry}" in fault or len(text) == 200_000


@PLACES
@pytest.mark.parametrize("change", FILES.values(), ids=FILES)
def test_a_wrong_file_is_told_by_its_name(
    qgis_profile: Path, folder: str, right: Any, entry: str, told: Any, change: Any
) -> None:
    content = change(json.dumps(right).encode())
    (fault,) = faults_of(told, put(qgis_profile, folder, content))

    assert f"{NAME}.json”" in fault
    assert entry in right


@PLACES
def test_a_folder_of_that_name_is_told(
    qgis_profile: Path, folder: str, right: Any, entry: str, told: Any
) -> None:
    path = qgis_profile / folder / f"{NAME}.json"
    path.mkdir(parents=True)
    # A folder is no note.
    assert [NAME in fault for fault in faults_of(told, path)] == [True] * (folder != "opendata")
    assert entry in right


PLACEHOLDERS = ("{0.__class__}", "{0:>20000000}", "{}{}{}", "{x}", "{", "{0!r}", "{0[0]}", "{:{}}")


@pytest.mark.parametrize("text", [*PLACEHOLDERS, "{0}" * 5_000])
def test_a_hostile_placeholder_is_refused_by_its_entry(qgis_profile: Path, text: str) -> None:
    sheet = bundled("sheets/srce.json")
    sheet["words"]["scale"] = text
    with pytest.raises(SrceError, match=r"essai\.json” is wrong at “words\.scale”"):
        load_sheet(put(qgis_profile, "sheets", json.dumps(sheet).encode()).stem)

    source = {**bundled("data/opendata/srce_inpn.json"), "credit": text}
    (fault,) = catalogue(put(qgis_profile, "data/opendata", json.dumps(source).encode()))
    assert "essai.json” is wrong at “credit”" in fault


ADDRESSES = (
    "file:///etc/{z}/{x}/{y}",
    "ftp://x/{z}/{x}/{y}",
    "http://x/{z}/{x}/{y}\nb",
    "/vsicurl/{z}{x}{y}",
    "javascript:{z}{x}{y}",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_machine_is_refused(qgis_profile: Path, address: str) -> None:
    tiles = {**bundled("data/backgrounds/plan_ign.json"), "url": address}
    put(qgis_profile, "data/backgrounds", json.dumps(tiles).encode())
    with pytest.raises(SrceError, match="“url”"):
        background(qgis_profile)
    assert available_backgrounds()[NAME] == tiles["name"]

    source = {**bundled("data/opendata/srce_inpn.json"), "licence_url": address}
    (fault,) = catalogue(put(qgis_profile, "data/opendata", json.dumps(source).encode()))
    assert "“licence_url”" in fault


@pytest.mark.parametrize("class_id", ["../corridor", "a/b", "a b", ".a", "", "a\u0301/.."])
def test_a_class_that_no_file_is_called_after_is_refused(qgis_profile: Path, class_id: str) -> None:
    sheet = bundled("sheets/srce.json")
    sheet["classes"][class_id] = "x"
    with pytest.raises(SrceError, match=r"“classes\."):
        load_sheet(put(qgis_profile, "sheets", json.dumps(sheet).encode()).stem)


class TestOneBadFile:
    """One bad file in the profile costs itself, and is told."""

    def test_a_sheet_in_the_place_of_a_bundled_one(self, qgis_profile: Path) -> None:
        put(qgis_profile, "sheets", b"{").rename(qgis_profile / "sheets" / "srce.json")
        with pytest.raises(SrceError):
            load_sheet("srce")
        sheet, (fault,) = usable_sheet("srce")
        assert sheet.path == ROOT / "sheets" / "srce.json"
        assert "srce.json” is not valid JSON" in fault

        profile = recognise("demonstration")
        for scheme in ("", "srce"):
            facts = replace(profile.facts, scheme=scheme)
            sheet, faults = choose_sheet(replace(profile, facts=facts))
            assert sheet.path.parent == ROOT / "sheets"
            assert any("srce.json” is not valid JSON" in one for one in faults)

    def test_a_sheet_of_the_users_own(self, qgis_profile: Path) -> None:
        put(qgis_profile, "sheets", b"{")
        _, faults = choose_sheet(recognise("demonstration"))
        assert [f"{NAME}.json” is not valid JSON" in fault for fault in faults] == [True]
        # Asked for, there is nothing in its place.
        with pytest.raises(SrceError):
            usable_sheet(NAME)

    @pytest.mark.parametrize("name", [NAME, "srce_national", "demonstration"])
    def test_a_preset(self, qgis_profile: Path, name: str) -> None:
        usual = recognise("demonstration")
        put(qgis_profile, "sheets/presets", b"[").rename(
            qgis_profile / "sheets/presets" / f"{name}.json"
        )
        profile = recognise("demonstration")
        assert profile.sources == usual.sources
        assert [f"{name}.json” is not valid JSON" in text for text in profile.warnings] == [True]

    def test_an_office_has_the_bundled_one_in_its_place(self, qgis_profile: Path) -> None:
        put(qgis_profile, "data/offices", b"[").rename(qgis_profile / "data/offices" / "59.json")
        entries, (fault,) = usable_office("59")
        assert entries["office"] == "D.D.T.M 59"
        assert "59.json”" in fault

    def test_all_that_is_usable_is_there(self, qgis_profile: Path) -> None:
        usual = len(load_presets()[0]), len(available_open_data()), len(available_backgrounds())
        for folder, *_ in KINDS.values():
            put(qgis_profile, folder, b"\xff\xfe{")
        there = len(load_presets()[0]), len(available_open_data()), len(available_backgrounds())
        assert there == (usual[0], usual[1] + 1, usual[2] + 1)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The accents of shapefiles come out right, whatever code page they are in or say that they are."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from srce_pac.core.sources.encoding import page_of
from srce_pac.core.sources.source import list_layers, open_layer
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.factories import NATIONAL_RESERVOIR, Row, write_layer
from srce_pac.tests.support.faulty_sources import RESERVOIRS, SQUARES

pytestmark = pytest.mark.usefixtures("qgis_app")

PLAIN = "Bois du Roi"
NAMES = ("Forêt de Raismes", "Vallée de l'Écaillon à Thiant", "CHÂTEAU-L'ABBÉ", "Lac de Bouère")


def write(
    folder: Path, names: list[str], encoding: str, declared: str = "", driver: int = 0
) -> Path:
    """A shapefile of names in an encoding; its .cpg and the byte in its header say another."""
    path = folder / f"{RESERVOIRS}.shp"
    width = max(len(name.encode(encoding)) for name in names)
    rows = [
        Row(SQUARES[0], {**NATIONAL_RESERVOIR, "NOM_RESV": f"{i:0{width}}"})
        for i in range(len(names))
    ]
    write_layer(path, rows)
    table = path.with_suffix(".dbf")
    content = table.read_bytes()
    for i, name in enumerate(names):
        text = f"{i:0{width}}".encode()
        content = content.replace(text, name.encode(encoding).ljust(width), 1)
    table.write_bytes(content)
    path.with_suffix(".cpg").unlink()
    if declared:
        path.with_suffix(".cpg").write_text(declared)
    with table.open("r+b") as opened:
        opened.seek(29)
        opened.write(struct.pack("B", driver))
    return path


def read(path: Path) -> list[str]:
    (layer,) = list_layers(SourceAddress.parse(str(path))).layers
    return [feature["NOM_RESV"] for feature in open_layer(layer).getFeatures()]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "cp850", "cp437"])
@pytest.mark.parametrize("declared", ["", "UTF-8", "ISO-8859-1", "OEM 850", "ANSI 1252", "?"])
def test_accents_are_read_whatever_is_declared(
    tmp_path: Path, encoding: str, declared: str
) -> None:
    names = [name for name in NAMES if encoding != "cp437" or "Â" not in name]
    assert read(write(tmp_path, names, encoding, declared)) == names


@pytest.mark.parametrize(
    ("encoding", "driver"), [("cp850", 0x02), ("cp437", 0x01), ("cp1252", 0x57), ("cp1252", 0x03)]
)
def test_the_byte_in_the_header_is_heard(tmp_path: Path, encoding: str, driver: int) -> None:
    assert read(write(tmp_path, ["Forêt", "Étang"], encoding, driver=driver)) == ["Forêt", "Étang"]


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("cp1252", ["l’Œuvre – « Marais » 12 €"]),
        ("cp1252", ["ÉTANG DE L'ÎLE"]),
        ("cp1252", ["n° 12", "5 m²"]),
        ("cp850", ["n° 12 été"]),
        ("cp850", ["ÉTÉ À L'ÎLE", "Été"]),
        ("utf-8", ["Œuf œuf – ’été’"]),
        ("utf-8", ["Ÿ"]),
        ("iso8859-15", ["œuvre forêt"]),
    ],
)
def test_rare_letters_are_read(tmp_path: Path, encoding: str, names: list[str]) -> None:
    declared = encoding if encoding.startswith("iso") else ""
    assert read(write(tmp_path, names, encoding, declared)) == names


def test_accents_late_in_a_table_are_seen(tmp_path: Path) -> None:
    names = [PLAIN] * 900 + ["Forêt"]
    assert read(write(tmp_path, names, "cp850"))[-1] == "Forêt"


def test_one_damaged_letter_does_not_tell_for_another_page(tmp_path: Path) -> None:
    path = write(tmp_path, [*NAMES, "Marais ##"], "cp1252")
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"##", b"\x8d\x81"))
    assert read(path)[:4] == list(NAMES)


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("UTF-8", "utf-8"),
        ("utf8\r\n", "utf-8"),
        ("65001", "utf-8"),
        ("1252", "cp1252"),
        ("ANSI 1252", "cp1252"),
        ("Windows-1252", "cp1252"),
        ("CP1252", "cp1252"),
        ("88591", "iso8859-1"),
        ("ISO 8859-15", "iso8859-15"),
        ("ISO-8859-1", "iso8859-1"),
        ("latin1", "iso8859-1"),
        ("OEM 850", "cp850"),
        ("IBM850", "cp850"),
        ("437", "cp437"),
        ("ANSI", ""),
        ("", ""),
    ],
)
def test_the_odd_names_of_code_pages_are_known(text: str, page: str) -> None:
    assert page_of(text) == page

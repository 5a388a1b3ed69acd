# SPDX-License-Identifier: GPL-3.0-or-later
"""The code page that a shapefile should have said, judged by the bytes of its table."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator

from qgis.core import QgsVectorLayer

from .connection import SourceLayer
from .file_faults import DataFile
from .layer_file import OGR, ending_of_uri, gdal_path

# The pages in which French data come, the likeliest first, as Python calls them and as QGIS does.
PAGES = {"utf-8": "UTF-8", "cp1252": "windows-1252", "cp850": "IBM850", "cp437": "IBM437"}

# How much of a table is looked at: so many parts of so many bytes, from all of it.
PARTS = 32
PART_SIZE = 65_536

# What French texts are made of besides plain letters. Capitals with an accent are rare.
_COMMON = frozenset("éèêëàâçîïôûùüöœ")
_KNOWN = frozenset("ÉÈÊËÀÂÇÎÏÔÛÙÜÖŒæÆñáíóúäãõ°²³«»’‘–—…“”€§·½¼µºª\xa0ß±×¿¡Ÿÿ")

# The code pages that a table names by a number in its header.
_LANGUAGE_DRIVERS = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x64: "cp852"}

_NO_TEXT = "\ufffd"


def better_encoding(layer: SourceLayer, opened: QgsVectorLayer) -> str:
    """The code page of a shapefile where its accents tell it, else the one that it names.

    Empty where QGIS knows better: there are no accents, or they are right as it reads them.
    """
    if layer.provider != OGR or ending_of_uri(layer.uri) != ".shp":
        return ""
    table = DataFile(gdal_path(opened.source()), "").part(".dbf")
    if table is None:
        return ""
    texts = b"\n".join(_accented(table))
    if not texts:
        return ""
    declared = _declared(table)
    # Of pages that read equally well it is the one that was meant, then the likeliest.
    candidates = list(dict.fromkeys((*([declared] if declared else []), *PAGES)))
    best = max(candidates, key=lambda page: _likelihood(texts, page))
    return PAGES.get(best, best)


def page_of(text: str) -> str:
    """The code page that a .cpg means, as Python calls it: `ANSI 1252`, `OEM 850`, `88591`…

    Empty where it is unknown.
    """
    name = re.sub(r"[^a-z0-9]", "", text.lower())
    number = re.fullmatch(r"(?:ansi|iso|oem|cp|ibm|windows|dos|ms|win|codepage)*(\d+)", name)
    if number is not None:
        digits = number[1]
        name = {"65001": "utf-8"}.get(digits, f"cp{digits}")
        if digits.startswith("8859"):
            name = f"iso8859-{digits[4:]}"
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def _declared(table: DataFile) -> str:
    """The code page that a table or the .cpg beside it names; empty without one."""
    note = table.part(".cpg")
    if note is not None:
        page = page_of(note.read(0, 64).decode("ascii", "ignore"))
        if page:
            return page
    return _LANGUAGE_DRIVERS.get((table.read(29, 1) or b"\0")[0], "")


def _accented(table: DataFile) -> Iterator[bytes]:
    """Texts of a table that are more than plain letters."""
    header = table.read(0, 32)
    if len(header) < 32:
        return
    rows, offset, length = struct.unpack("<IHH", header[4:12])
    columns = _text_columns(table.read(32, max(0, offset - 32)))
    if not length or not columns:
        return
    at_once = max(1, PART_SIZE // length)
    step = max(at_once, rows // PARTS)
    for first in range(0, rows, step):
        part = table.read(offset + first * length, at_once * length)
        if part.isascii():
            continue
        for start in range(0, len(part) - length + 1, length):
            for column, width in columns:
                text = part[start + column : start + column + width].rstrip(b" \0")
                if not text.isascii():
                    yield text


def _text_columns(fields: bytes) -> list[tuple[int, int]]:
    """Where the columns of text begin in a row, and how wide they are."""
    # A row begins with a byte that tells whether it is deleted.
    columns, place = [], 1
    for start in range(0, len(fields) - 31, 32):
        field = fields[start : start + 32]
        if field[0] == 0x0D:
            break
        # Wide columns of text have a second byte of width where numbers have decimals.
        width = field[16] + (field[17] << 8 if field[11:12] == b"C" else 0)
        if field[11:12] == b"C":
            columns.append((place, width))
        place += width
    return columns


def _likelihood(texts: bytes, page: str) -> float:
    """How much like French some texts are in a code page: higher is better."""
    if page == "utf-8":
        # What is cut in the middle of a letter at the width of its column is no fault.
        pieces = [re.sub(rb"[\xc2-\xf4][\x80-\xbf]{0,2}\Z", b"", t) for t in texts.split(b"\n")]
        try:
            read = b"\n".join(pieces).decode("utf-8")
        except UnicodeDecodeError:
            return float("-inf")
        # Other pages hardly ever make whole letters of it.
        return float("inf") if not read.isascii() else 0.0
    read = texts.decode(page, "replace")
    return sum(_weight(read, i) for i, letter in enumerate(read) if not letter.isascii())


def _weight(text: str, place: int) -> float:
    """How much a letter tells for the code page that it was read in."""
    letter, before = text[place], text[place - 1 : place]
    if letter in _COMMON:
        # After a capital all is in capitals, unless it is the first of a word.
        return 1.0
    if letter in _KNOWN:
        # Within a word of small letters there are no capitals and no signs.
        return -1.0 if before.islower() and letter not in "’‘–—…°²³«»“”€\xa0" else 0.5
    return -2.0

# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a file that should hold vector data: one sentence each."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from pathlib import PurePosixPath

from osgeo import gdal

from ..common.i18n import translate
from ..common.patterns import pattern
from .file_formats import GEODATABASE

# How much of a file is looked at to see what it is, and of its end to see whether it is whole.
_HEAD = 4096
_TAIL = 64

_SQLITE = b"SQLite format 3\0"
_WEB_PAGE = pattern(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.I)
_REPORT = pattern(rb"<(?:\w+:)?(?:ServiceException|Exception)Report\b")
_GEOJSON = pattern(rb'"(?:FeatureCollection|Feature|coordinates)"')
_PICTURE = pattern(rb'^\s*type\s+"raster"', re.I | re.M)
_NATIVE = pattern(rb"^\s*type\s+native", re.I | re.M)

# The parts without which a shapefile and a table of MapInfo are not read right.
_SHAPEFILE_PARTS = (".shx", ".dbf")
_TAB_PARTS = (".dat", ".map", ".id")


@dataclass(frozen=True)
class DataFile:
    """A file as GDAL calls it, maybe in an archive; `shown` is what the user calls it."""

    path: str
    shown: str

    @property
    def ending(self) -> str:
        return PurePosixPath(self.path).suffix.lower()

    @property
    def size(self) -> int:
        """Its size in bytes, -1 where it is not there."""
        state = gdal.VSIStatL(self.path)
        return -1 if state is None else int(state.size)

    def read(self, start: int, count: int) -> bytes:
        """Some of its bytes, none where it cannot be read."""
        opened = gdal.VSIFOpenL(self.path, "rb")
        if opened is None:
            return b""
        try:
            gdal.VSIFSeekL(opened, start, 0)
            return bytes(gdal.VSIFReadL(1, count, opened) or b"")
        finally:
            gdal.VSIFCloseL(opened)

    def part(self, ending: str) -> DataFile | None:
        """The file of the same name and another ending; None where there is none."""
        stem = self.path[: -len(self.ending)]
        for written in (ending, ending.upper(), ending.title()):
            part = DataFile(f"{stem}{written}", self.shown)
            if part.size >= 0:
                return part
        return None


def known_fault(file: DataFile) -> str:
    """What is wrong with a file that GDAL may open all the same; nothing where nothing is seen."""
    if file.ending != GEODATABASE and file.size == 0:
        return translate("Source", "The file “{path}” is empty: copy it again.").format(
            path=file.shown
        )
    if file.ending == ".shp":
        return _shapefile_fault(file)
    if file.ending == ".gpkg":
        return _geopackage_fault(file)
    if file.ending == ".tab":
        return _tab_fault(file)
    if file.ending == ".mif" and file.part(".mid") is None:
        return _lacks(file, ".mid")
    return ""


def why_not_read(file: DataFile) -> str:
    """Why GDAL finds no vector layer in a file."""
    head = file.read(0, _HEAD)
    sentence = translate(
        "Source", "The file “{path}” cannot be read as vector data; it may be damaged."
    )
    if _WEB_PAGE.search(head):
        sentence = translate(
            "Source",
            "“{path}” holds a web page in the place of data: download it again, logged in where "
            "that is asked for.",
        )
    elif _REPORT.search(head):
        sentence = translate(
            "Source",
            "“{path}” holds the error that a service answered in the place of data: download it "
            "again.",
        )
    elif file.ending == ".tab" and _PICTURE.search(head):
        sentence = translate("Source", "“{path}” places a picture and holds no vector data.")
    elif file.ending in (".geojson", ".json"):
        sentence = _json_fault(file) or sentence
    elif file.ending == ".gpkg" and head.startswith(_SQLITE):
        return without_geometries(file)
    elif file.ending == GEODATABASE and gdal.GetDriverByName("OpenFileGDB") is None:
        sentence = translate(
            "Source", "“{path}” is a File Geodatabase, which this QGIS lacks the driver to read."
        )
    return sentence.format(path=file.shown)


def without_geometries(file: DataFile) -> str:
    """What is said of a file that is right, and holds tables only or nothing."""
    if file.ending == ".dbf":
        sentence = translate(
            "Source",
            "“{path}” is a table without geometries: a shapefile is its .shp with all the files "
            "of the same name.",
        )
    else:
        sentence = translate("Source", "“{path}” holds no layer with geometries.")
    return sentence.format(path=file.shown)


def is_meant_as_data(file: DataFile) -> bool:
    """Whether a file that GDAL does not open is told: not that of a picture, nor any JSON."""
    if file.ending == ".tab":
        return not _PICTURE.search(file.read(0, _HEAD))
    return file.ending != ".json" or bool(_GEOJSON.search(file.read(0, _HEAD)))


def _shapefile_fault(file: DataFile) -> str:
    for ending in _SHAPEFILE_PARTS:
        part = file.part(ending)
        if part is None:
            return _lacks(file, ending)
        if part.size == 0:
            return _cut_short(file, ending)
    for ending in (".shp", ".shx", ".dbf"):
        part = file.part(ending)
        if part is not None and part.size < _stated_size(part):
            return _cut_short(file, ending)
    return ""


def _lacks(file: DataFile, ending: str) -> str:
    return translate(
        "Source", "“{path}” lacks its {ending}: copy all files of the same name together."
    ).format(path=file.shown, ending=ending)


def _cut_short(file: DataFile, ending: str) -> str:
    return translate(
        "Source",
        "The shapefile “{path}” is damaged, the end of its {ending} is missing: copy it again.",
    ).format(path=file.shown, ending=ending)


def _stated_size(part: DataFile) -> int:
    """The size in bytes that a part of a shapefile says that it has; 0 where it says none."""
    if part.ending != ".dbf":
        header = part.read(24, 4)
        # In words of 16 bits; some programs leave it at nothing.
        return 2 * struct.unpack(">i", header)[0] if len(header) == 4 else 100
    header = part.read(4, 8)
    if len(header) < 8:
        return 32
    rows, offset, length = struct.unpack("<IHH", header)
    return int(offset + rows * length)


def _geopackage_fault(file: DataFile) -> str:
    head = file.read(0, 100)
    if not head.startswith(_SQLITE):
        if _WEB_PAGE.search(file.read(0, _HEAD)):
            return ""
        sentence = translate(
            "Source", "“{path}” is no GeoPackage, or a damaged one: copy it again."
        )
        return sentence.format(path=file.shown)
    if file.size < _stated_pages(head):
        return translate(
            "Source", "The GeoPackage “{path}” is damaged, its end is missing: copy it again."
        ).format(path=file.shown)
    return ""


def _stated_pages(head: bytes) -> int:
    """The size in bytes that the first 100 of SQLite say at least; 100 where they say none."""
    # The number of pages holds where both counters agree.
    if len(head) < 100 or head[24:28] != head[92:96]:
        return 100
    page, pages = struct.unpack(">H10xI", head[16:32])
    # The largest page is written as one byte.
    return int(pages * (65536 if page == 1 else page))


def _tab_fault(file: DataFile) -> str:
    """The part that a table of MapInfo lacks; one without geometries has two of them only."""
    if not _NATIVE.search(file.read(0, _HEAD)):
        return ""
    parts = {ending for ending in _TAB_PARTS if file.part(ending) is not None}
    table, *graphic = _TAB_PARTS
    needed = _TAB_PARTS if parts.intersection(graphic) else (table,)
    missing = [ending for ending in needed if ending not in parts]
    return _lacks(file, missing[0]) if missing else ""


def _json_fault(file: DataFile) -> str:
    end = file.read(max(0, file.size - _TAIL), _TAIL).rstrip(b"\0 \r\n\t")
    if not end.endswith((b"}", b"]")):
        return translate(
            "Source", "“{path}” is damaged, its end is missing: copy or download it again."
        )
    try:
        json.loads(file.read(0, file.size) if file.size < 1_000_000 else b"{}")
    except (ValueError, RecursionError):
        return translate("Source", "“{path}” is no JSON that can be read; it may be damaged.")
    return translate("Source", "“{path}” is JSON, but no GeoJSON with objects.")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which files of a folder are vector data: all that GDAL opens, without pictures and side files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from osgeo import gdal

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.report_names import PICTURES, is_report

ZIP = ".zip"

# A File Geodatabase is a folder.
GEODATABASE = ".gdb"

# The formats that offices have their data in: a file of theirs that cannot be read is told, while
# one of another ending may well be of another program.
FILE_ENDINGS = (
    *(".gpkg", ".shp", ".geojson", ".json", ".fgb", ".tab", ".mif", ".gml", ".kml", ".kmz"),
    *(".sqlite", ".geojsonl", ".gpx", ".dxf", GEODATABASE, ZIP),
)

# Drivers that read pictures as well, of which this one is known for its layers.
_LAYERS_AND_PICTURES = ("GPKG",)

# Drivers of tables without places, of references to other sources, and of dumps.
_NO_DATA = ("XLS", "XLSX", "ODS", "OGR_VRT", "PGDUMP", "ODBC", "GPSBabel")

# Endings that GDAL's drivers claim, and that are mostly those of descriptions, texts, tables and
# pictures.
_NO_ENDINGS = (".xml", ".txt", ".dbf", ".shp.zip", ".mvt.gz", ".svg")

# A file with the first ending is a part of the one with the second, where that is there.
_SIDE_FILES = {".map": ".tab", ".mid": ".mif"}


@dataclass
class FoundFiles:
    """The files of a source, and what could not be looked at."""

    files: list[Path]
    warnings: list[str] = field(default_factory=list)


def find_files(path: Path) -> FoundFiles:
    """The files of a source: itself, or those in a folder and in its folders.

    Raises SourceError when there is nothing to be read at that path, OSError.
    """
    if not _is_utf8(str(path)):
        raise SourceError(_unspeakable(path))
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise _not_there(path, error) from error
    except ValueError as error:
        # No file has a name with a null character.
        raise _not_there(path, FileNotFoundError()) from error
    if stat.S_ISREG(mode):
        with path.open("rb") as opened:
            opened.read(1)
        return FoundFiles([path])
    if not stat.S_ISDIR(mode):
        raise SourceError(no_file(path))
    if path.suffix.lower() == GEODATABASE:
        return FoundFiles([path])
    found = FoundFiles([])
    _add_folder(path, found, levels=2)
    found.files.sort()
    return found


def files_of(path: Path) -> list[Path]:
    """The files of a source, as `find_files` finds them; of a geodatabase, its own files.

    Raises SourceError, OSError.
    """
    files = find_files(path).files
    folders = [file for file in files if file.suffix.lower() == GEODATABASE and file.is_dir()]
    return sorted({*files, *(part for folder in folders for part in folder.iterdir())})


def data_names(names: Iterable[str]) -> Iterator[str]:
    """Of the names of files in one folder, those of vector data."""
    names = list(names)
    lower = {name.lower() for name in names}
    for name in names:
        ending = PurePosixPath(name).suffix.lower()
        owner = _SIDE_FILES.get(ending, "")
        is_side = bool(owner) and name.lower()[: -len(ending)] + owner in lower
        # Those of macOS begin so, and hold what it notes of another file. Sheets may be printed
        # into the folder of the data, where their report grows with each.
        is_other = name.startswith("._") or is_report(name)
        if ending in known_endings() and not is_side and not is_other:
            yield name


@cache
def known_endings() -> frozenset[str]:
    """The endings of the files that may be vector data, by GDAL's own drivers."""
    endings = set(FILE_ENDINGS)
    for number in range(gdal.GetDriverCount()):
        driver = gdal.GetDriver(number)
        metadata = driver.GetMetadata_Dict()
        name = driver.ShortName
        has_pictures = "DCAP_RASTER" in metadata and name not in _LAYERS_AND_PICTURES
        if "DCAP_VECTOR" in metadata and not has_pictures and name not in _NO_DATA:
            claimed = metadata.get("DMD_EXTENSIONS") or metadata.get("DMD_EXTENSION") or ""
            endings |= {f".{ending.lower()}" for ending in claimed.split()}
    return frozenset(endings.difference(_NO_ENDINGS))


def no_file(path: Path) -> str:
    """What is said of a device or a pipe, which might never end."""
    return translate(
        "Source", "“{path}” is neither a file nor a folder, but a device or a pipe."
    ).format(path=path)


def _add_folder(folder: Path, found: FoundFiles, levels: int) -> None:
    # Deliveries come as one folder a theme at most; a whole share is not walked through.
    with os.scandir(folder) as opened:
        entries = sorted(opened, key=lambda entry: entry.name)
    data = set(data_names(entry.name for entry in entries))
    for entry in entries:
        if entry.name in data or (entry.is_dir() and entry.name != PICTURES):
            _add_entry(folder / entry.name, entry.name in data, found, levels)


def _add_entry(path: Path, is_data: bool, found: FoundFiles, levels: int) -> None:
    is_told = is_data and path.suffix.lower() in FILE_ENDINGS
    if not _is_utf8(path.name):
        found.warnings.append(_unspeakable(path))
        return
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if is_told:
            found.warnings.append(str(_not_there(path, error)))
        return
    if stat.S_ISDIR(mode):
        if path.suffix.lower() == GEODATABASE:
            found.files.append(path)
        elif levels > 1:
            _add_subfolder(path, found, levels - 1)
    elif is_data and stat.S_ISREG(mode):
        found.files.append(path)
    elif is_told:
        found.warnings.append(no_file(path))


def _add_subfolder(folder: Path, found: FoundFiles, levels: int) -> None:
    try:
        _add_folder(folder, found, levels)
    except OSError as error:
        found.warnings.append(str(unreadable(folder, error)))


def unreadable(path: Path, error: OSError) -> SourceError:
    """The refusal of what the system does not let be read."""
    return SourceError(
        translate("Source", "The source “{path}” cannot be read: {reason}.").format(
            path=path, reason=reason(error)
        )
    )


def _is_utf8(name: str) -> bool:
    """Whether QGIS and GDAL can be told a name: Python keeps the bytes of any."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unspeakable(path: Path) -> str:
    name = os.fsencode(path).decode("utf-8", "replace")
    return translate(
        "Source", "QGIS cannot open “{path}”, the name of which is not written in UTF-8: rename it."
    ).format(path=name)


def _not_there(path: Path, error: OSError) -> SourceError:
    if not path.is_symlink() and isinstance(error, FileNotFoundError):
        return SourceError(
            translate("Source", "The source “{path}” does not exist.").format(path=path)
        )
    if isinstance(error, PermissionError):
        return unreadable(path, error)
    if path.is_symlink():
        return SourceError(
            translate(
                "Source", "“{path}” is a link that leads to nothing: choose the file itself."
            ).format(path=path)
        )
    return unreadable(path, error)

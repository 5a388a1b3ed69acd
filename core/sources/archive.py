# SPDX-License-Identifier: GPL-3.0-or-later
"""Zips that hold layers: which files are in them, and those that no machine should unpack."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.patterns import pattern
from .file_formats import GEODATABASE, ZIP, data_names
from .layer_file import BAR

# Bytes that a zip may unpack to: GDAL unpacks again and again what it reads.
LARGEST = 2 * 1024**3

# How many times smaller than its content a zip may be, if that is not small anyhow. GML and
# GeoJSON reach forty.
HIGHEST_RATIO = 200
SMALL = 50 * 1024**2

# How many files a zip may hold.
MOST_FILES = 20_000

# The note of macOS on each file.
_NOTES = "__MACOSX/"

_ENCRYPTED = 0x1

_LEADS_OUT = pattern(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|\0")


@dataclass
class Contents:
    """The data in a zip, as GDAL calls them, and what is told of the rest."""

    paths: list[str]
    warnings: list[str] = field(default_factory=list)


def leads_out(name: str) -> bool:
    """Whether a name in a zip is that of a file outside the folder into which it is unpacked."""
    return bool(_LEADS_OUT.search(name))


def check_packed(path: Path) -> None:
    """Raise SourceError where a file that is a zip under another name unpacks to too much."""
    if zipfile.is_zipfile(path):
        _check_sizes(path, _members(path))


def zip_contents(path: Path) -> Contents:
    """The vector data in a zip, which is not unpacked for that.

    Raises SourceError where it is damaged, locked by a password, or unpacks to too much.
    """
    members = _members(path)
    _check_sizes(path, members)
    contents = Contents([])
    for name in _data_in(member.filename for member in members):
        if BAR in name:
            contents.warnings.append(
                translate(
                    "Source", "“{name}” in “{path}” has a bar in its name, which QGIS cannot read."
                ).format(name=name, path=path)
            )
        elif leads_out(name):
            contents.warnings.append(
                translate(
                    "Source", "“{name}” leads out of the zip “{path}”, and is not read."
                ).format(name=name, path=path)
            )
        elif name.lower().endswith(ZIP):
            contents.warnings.append(
                translate(
                    "Source", "“{name}” is a zip within the zip “{path}”: unpack that one first."
                ).format(name=name, path=path)
            )
        else:
            contents.paths.append(f"/vsizip/{path}/{name}")
    if not contents.paths:
        if contents.warnings:
            raise SourceError(contents.warnings[0])
        raise SourceError(
            translate("Source", "The zip “{path}” holds no vector data.").format(path=path)
        )
    return contents


def _members(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except OSError as error:
        raise SourceError(
            translate("Source", "The source “{path}” cannot be read: {reason}.").format(
                path=path, reason=reason(error)
            )
        ) from error
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SourceError(
            translate(
                "Source", "The zip “{path}” is damaged, or none at all: copy or download it again."
            ).format(path=path)
        ) from error
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise SourceError(
            translate(
                "Source",
                "The zip “{path}” is protected by a password: unpack it, and choose the folder.",
            ).format(path=path)
        )
    return members


def _check_sizes(path: Path, members: list[zipfile.ZipInfo]) -> None:
    packed = path.stat().st_size
    total = sum(member.file_size for member in members)
    # Members that overlap are larger packed than their file.
    is_bomb = total > SMALL and total > HIGHEST_RATIO * packed
    is_bomb |= sum(member.compress_size for member in members) > packed
    if not is_bomb and total <= LARGEST and len(members) <= MOST_FILES:
        return
    raise SourceError(
        translate(
            "Source",
            "The zip “{path}” unpacks to {size} MB in {count} files, too much to be read as it "
            "is: if you trust it, unpack it and choose the folder.",
        ).format(path=path, size=f"{total / 1024**2:,.0f}".replace(",", " "), count=len(members))
    )


def _data_in(names: Iterable[str]) -> list[str]:
    """The vector data among the names in a zip; of a geodatabase, its folder."""
    folders: defaultdict[str, list[str]] = defaultdict(list)
    databases: dict[str, None] = {}
    for written in names:
        # As GDAL does.
        name = written.replace("\\", "/")
        if name.startswith(_NOTES) or name.endswith("/"):
            continue
        parts = PurePosixPath(name).parts
        depth = next((i for i, p in enumerate(parts) if p.lower().endswith(GEODATABASE)), None)
        if depth is not None and depth < len(parts) - 1:
            databases["/".join(parts[: depth + 1])] = None
        else:
            folders["/".join(parts[:-1]).replace("//", "/")].append(parts[-1])
    found = [*databases]
    for folder, files in folders.items():
        found += [f"{folder}/{name}" if folder else name for name in data_names(files)]
    return sorted(found)

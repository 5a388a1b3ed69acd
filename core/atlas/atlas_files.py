# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of a published project: the project, and the GeoPackage of its data beside it.

Each time, the data go into a new file: a server, or QGIS, that has the earlier one open keeps
reading what its project was made for. The project that names the new one is put in its place last;
the earlier data go then.
"""

from __future__ import annotations

import datetime
import os
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path

from qgis.core import QgsProject

from ..common.disk import refuse_read_only
from ..common.files import cannot_write, new_folder
from ..common.scratch import part_of, working_folder
from ..common.target import check_target
from ..sources.geopackage import sqlite_address
from .published_layers import TERRITORIES

# How the names of the tables begin of which each row is a page.
SHEETS = "sheets_"

ENDINGS = (".qgz", ".qgs")

_STAMP = r"_\d{8}_\d{6}(_\d+)?"


def check_atlas_target(path: Path) -> None:
    """Check that a project may be written to a path: not in the place of the open one.

    Raises ExportError.
    """
    opened = QgsProject.instance().fileName()
    check_target(path, ENDINGS, [Path(opened)] if opened else [])


@dataclass(frozen=True)
class AtlasFiles:
    """Where a project and its data are written, and where they belong.

    The data go to their place as soon as they are whole: the project finds them by its own.
    """

    project: Path
    data: Path
    new_project: Path
    new_data: Path

    def place_data(self) -> None:
        """Put the data in their place. Raises ExportError."""
        try:
            os.replace(self.new_data, self.data)
        except OSError as error:
            raise cannot_write(self.data, error) from error


@contextmanager
def written_whole(path: Path) -> Iterator[AtlasFiles]:
    """The files of a project, which the body writes, and which come to their place behind it.

    An earlier project is replaced, and its data removed as far as nobody reads them; all else
    stays. Raises ExportError; then nothing has changed.
    """
    try:
        # A folder that is made for it goes again with a failure.
        with new_folder(path.parent), working_folder(path.parent) as folder:
            data = _free_data(path)
            # Beside the data, to which it holds the way; packed, QGIS writes nothing else there.
            part = part_of(path, ".qgz")
            try:
                yield AtlasFiles(path, data, part, folder / data.name)
                refuse_read_only(path)
                os.replace(_packed(part, path, data, folder), path)
            except BaseException:
                _remove(data)
                raise
            finally:
                _remove(part)
    except OSError as error:
        raise cannot_write(path, error) from error
    for earlier in data_files(path):
        if earlier != data:
            _remove(earlier)


def _packed(project: Path, path: Path, data: Path, folder: Path) -> Path:
    """The file of a project as the ending of a path wants it. Raises OSError."""
    packed = folder / path.name
    is_packed = path.suffix.lower() == ".qgz"
    with zipfile.ZipFile(project) as written, ExitStack() as stack:
        if is_packed:
            archive = stack.enter_context(zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED))
        for name in written.namelist():
            content = written.read(name)
            if name.endswith(".qgs"):
                # QGIS notes beside the way to a layer where it was on this machine.
                text = content.decode("utf-8")
                text = text.replace(escape(data.as_posix()), f"./{escape(data.name)}")
                name, content = f"{path.stem}.qgs", text.encode("utf-8")
                if not is_packed:
                    packed.write_bytes(content)
            if is_packed:
                archive.writestr(name, content)
    return packed


def data_files(path: Path) -> list[Path]:
    """The data of a project and of those that it has replaced, as this plugin has written them."""
    name = re.compile(re.escape(path.stem) + _STAMP)
    beside = (file for file in path.parent.glob("*.gpkg") if name.fullmatch(file.stem))
    return sorted(file for file in beside if _is_ours(file))


def _free_data(path: Path) -> Path:
    stamp = f"{datetime.datetime.now():%Y%m%d_%H%M%S}"
    free, number = path.with_name(f"{path.stem}_{stamp}.gpkg"), 1
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}_{stamp}_{number}.gpkg")
    return free


def _is_ours(file: Path) -> bool:
    """Whether a GeoPackage holds the tables of an atlas."""
    try:
        with closing(sqlite3.connect(f"{sqlite_address(file)}?mode=ro", uri=True)) as opened:
            rows = opened.execute("SELECT table_name FROM gpkg_contents").fetchall()
    except sqlite3.Error:
        return False
    names = {name for (name,) in rows}
    return TERRITORIES in names and any(name.startswith(SHEETS) for name in names)


def _remove(file: Path) -> None:
    for part in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
        # Who reads it goes on reading it; the next atlas of the name tries again.
        with suppress(OSError):
            part.unlink()

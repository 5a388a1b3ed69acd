# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoPackages read without being changed, and those that another program has locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePath
from urllib.parse import quote

from osgeo import gdal

from ..common.i18n import translate

# GDAL's option of the same name; QGIS, which sets another, leaves one that is set.
JOURNAL = "OGR_SQLITE_JOURNAL"

# Formats that are databases of SQLite.
SQLITE_ENDINGS = (".gpkg", ".sqlite", ".db")


@contextmanager
def no_new_journal() -> Iterator[None]:
    """Keep QGIS from changing the journal of a GeoPackage, and so the file, where it reads one."""
    gdal.SetThreadLocalConfigOption(JOURNAL, "DELETE")
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption(JOURNAL, None)


def is_locked(file: Path) -> bool:
    """Whether another program keeps a GeoPackage, or another file of SQLite, to itself."""
    if file.suffix.lower() not in SQLITE_ENDINGS:
        return False
    try:
        with file.open("rb") as header:
            # In WAL mode a writer never locks out readers, and opening it would create files.
            if header.read(20)[18:] == b"\2\2":
                return False
        with closing(
            sqlite3.connect(f"{sqlite_address(file)}?mode=ro", timeout=0, uri=True)
        ) as opened:
            opened.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return "locked" in str(error)
    except (OSError, sqlite3.DatabaseError):
        # Not a database: opening it as a layer says so.
        return False
    return False


def sqlite_address(file: PurePath) -> str:
    """The address of a file as SQLite wants it, on a drive or on a share of Windows as well."""
    path = quote(file.as_posix(), safe="/:")
    return "file://" + (path if path.startswith("/") else f"/{path}")


def locked_message(file: Path) -> str:
    return translate(
        "Source",
        "Another program is using “{path}” and has locked it: close it there and try again.",
    ).format(path=file)

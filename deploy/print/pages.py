#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tell nginx which layout of a published project has the page of each commune, and its key there.

Usage: ``pages.py FOLDER/atlas.qgz`` writes pages.map and keys.map into the folder. The standard
library is enough.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

PREFIX = "sheets_"
CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")
LAYOUT = re.compile(r"[a-z0-9_]{1,64}")


def pages(project: Path) -> Iterator[tuple[str, str, int]]:
    """Each commune of a project: its code, its layout, its key in that layout's coverage."""
    # The data bear the project's name and a time; the latest are those that it reads.
    data = max(project.parent.glob(f"{project.stem}_*.gpkg"), key=lambda file: file.name)
    with closing(sqlite3.connect(f"{data.absolute().as_uri()}?mode=ro", uri=True)) as base:
        tables = base.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name").fetchall()
        for (table,) in tables:
            layout = table[len(PREFIX) :]
            if not table.startswith(PREFIX):
                continue
            if not LAYOUT.fullmatch(layout):
                sys.stderr.write(f"The layout {layout} has a name that no address can hold.\n")
                continue
            for key, code in base.execute(f'SELECT fid, "code" FROM "{table}"'):  # noqa: S608
                if CODE.fullmatch(code):
                    yield code, layout, key


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("Usage: pages.py FOLDER/atlas.qgz\n")
        return 2
    project = Path(arguments[0])
    found = sorted(pages(project))
    _write(project.with_name("pages.map"), (f"{code} {layout};" for code, layout, _ in found))
    # Of most communes the key is the code's own number.
    own = (f"{code} {key};" for code, _, key in found if str(key) != code)
    _write(project.with_name("keys.map"), own)
    return 0


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a file whole: nginx may read it at any time."""
    part = path.with_name(f"{path.name}.part")
    part.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    os.replace(part, path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

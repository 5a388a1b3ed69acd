# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets printed while few files may be open, in a process of its own; says in JSON what came.

Run as a module with a folder that holds `source` (data) and `territories.fgb`: the sheets are
written there.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qgis.core import QgsApplication

from srce_pac.core.common.errors import SrceError
from srce_pac.core.pipeline import Printer, export_sheet, open_gazetteer
from srce_pac.tests.support.printers import small

# By how many more files a sheet may open than are open before it: a new printer, and one that is
# kept.
FRESH, KEPT = range(0, 32, 2), range(1, 32, 2)
# How many sheets one printer prints, and how many files it may open for them.
SHEETS = 24
FEW = 24


def open_files() -> int:
    """How many files are open."""
    return len(os.listdir("/proc/self/fd"))


@contextmanager
def limited(spare: int) -> Iterator[None]:
    """Let so many more files be open than are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(map(int, os.listdir("/proc/self/fd")))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1 + spare, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def main(folder: Path) -> None:
    """Print, and say what came of it."""
    gazetteer = open_gazetteer(str(folder / "territories.fgb"))
    request = small(folder / "source")
    # Fonts, icons and libraries are opened once for a process.
    export_sheet(request, gazetteer, folder / "whole.pdf")

    def sheet(printer: Printer, name: str, spare: int) -> dict[str, object]:
        file = folder / f"{name}.pdf"
        try:
            with limited(spare):
                result = printer.export("59001", file)
        except SrceError as error:
            assert not file.exists()
            return {"refused": str(error)}
        return {"counts": result.counts, "missing": result.missing, "warnings": result.warnings}

    fresh, kept = {}, {}
    for spare in FRESH:
        printer = Printer(request, gazetteer)
        fresh[f"fresh_{spare}"] = sheet(printer, f"fresh_{spare}", spare)
        printer.close()
    printer = Printer(request, gazetteer)
    for spare in KEPT:
        # Files that stay open would be none to open.
        printer.summarise("59002")
        kept[f"kept_{spare}"] = sheet(printer, f"kept_{spare}", spare)
    counts = []
    with limited(FEW):
        for number in range(SHEETS):
            printer.export("59002" if number % 2 else "59001", folder / f"series_{number}.pdf")
            counts.append(open_files())
    print(json.dumps({"sheets": {**fresh, **kept}, "open": counts}))


if __name__ == "__main__":
    application = QgsApplication([], True)
    application.initQgis()
    main(Path(sys.argv[1]))

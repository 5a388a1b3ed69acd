# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmark of the sheets measures in fresh processes, each measure by its name.

It is told what it needs as JSON and answers as JSON. The plugin's own modules are imported within
the measures, as their import is part of one.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsApplication, QgsProject

from srce_pac.tools.figures import memory, spent

Given = Mapping[str, Any]
Answer = dict[str, Any]


def first_sheet(given: Given) -> Answer:
    """The first sheet of a process, from the import of the plugin's modules to the file."""

    def print_first() -> None:
        from srce_pac.core.pipeline import SheetRequest, export_sheet, open_gazetteer

        export_sheet(SheetRequest(**given["request"]), open_gazetteer(), Path(given["file"]))

    time = spent(print_first)
    return {"wall": time.wall, "cpu": time.cpu}


def first_page(given: Given) -> Answer:
    """The first page of a saved atlas, from the opening of its project to the file."""
    from srce_pac.tools.bench_atlas import ATLAS, export_bare

    project = QgsProject()

    def print_first() -> None:
        project.read(given["project"])
        layout = project.layoutManager().layoutByName(ATLAS)
        layout.atlas().beginRender()
        layout.atlas().seekTo(0)
        export_bare(layout, Path(given["file"]))

    time = spent(print_first)
    project.clear()
    return {"wall": time.wall, "cpu": time.cpu}


def many_sheets(given: Given) -> Answer:
    """Sheets of one printer into a folder, named by their number.

    Tells what was wrong with each, and the open files and the memory after some of them.
    """
    from srce_pac.core.common.errors import SrceError
    from srce_pac.core.pipeline import Printer, SheetRequest, open_gazetteer

    printer = Printer(SheetRequest(**given["request"]), open_gazetteer())
    folder = Path(given["folder"])
    problems, held = {}, {}
    for number, code in enumerate(given["codes"], 1):
        try:
            found = printer.export(code, folder / f"{number}.pdf").warnings
        except SrceError as error:
            found = [str(error)]
        if found:
            problems[number] = found
        if number in given["look_after"]:
            held[number] = {"files": len(os.listdir("/proc/self/fd")), "memory": memory()}
    return {"problems": problems, "held": held}


def sheets_over(given: Given) -> Answer:
    """Time and memory of what a printer over given communes begins with, step by step.

    QGIS's own beginnings are left out: it has printed before, over the embedded communes.
    """
    from srce_pac.core.pipeline import Printer, SheetRequest, export_sheet, open_gazetteer

    request, file = SheetRequest(**given["request"]), Path(given["file"])
    export_sheet(request, open_gazetteer(), file)
    steps: dict[str, Answer] = {}

    def step(name: str, action: Callable[[], Any]) -> Any:
        made: list[Any] = []
        before = memory()
        wall = spent(lambda: made.append(action())).wall
        steps[name] = {"wall": wall, "memory": memory() - before}
        return made[0]

    gazetteer = step("reading the territories", lambda: open_gazetteer(given["communes"]))
    printer = step("making a printer", lambda: Printer(request, gazetteer))
    first, second = given["codes"]
    step("its first sheet", lambda: printer.export(first, file))
    step("its second sheet", lambda: printer.export(second, file))
    communes = sum(entry.kind == "commune" for entry in gazetteer.entries)
    return {"communes": communes, "steps": steps, "memory": memory()}


MEASURES: dict[str, Callable[[Given], Answer]] = {
    "first_sheet": first_sheet,
    "first_page": first_page,
    "many_sheets": many_sheets,
    "sheets_over": sheets_over,
}


def main() -> None:
    given = json.loads(sys.argv[1])
    limit = given.get("open_files")
    if limit:
        # Before QGIS opens its own.
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(MEASURES[given["measure"]](given)))
    application.exitQgis()


if __name__ == "__main__":
    main()

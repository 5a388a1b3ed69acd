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
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsApplication, QgsProject

from srce_pac.tools.figures import memory, open_files, spent

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
            held[number] = {"files": open_files(), "memory": memory()}
    return {"problems": problems, "held": held}


def timed_sheets(given: Given) -> Answer:
    """What each sheet of one printer took on the clock, the first with all that it begins with.

    `settings` are those of QGIS that the source needs.
    """
    from qgis.core import QgsSettings

    from srce_pac.core.pipeline import Printer, SheetRequest, open_gazetteer

    for name, value in given["settings"].items():
        QgsSettings().setValue(name, value)
    started = time.perf_counter()
    printer = Printer(SheetRequest(**given["request"]), open_gazetteer())
    each = []
    for code in given["codes"]:
        printer.export(code, Path(given["folder"]) / f"{code}.pdf")
        each.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
    return {"each": each}


def atlas_pages(given: Given) -> Answer:
    """All pages of a saved atlas, each into the same file, from the opening of its project on."""
    from srce_pac.tools.bench_atlas import ATLAS, export_bare

    project, seen = QgsProject(), []
    started, begun = time.perf_counter(), time.process_time()
    project.read(given["project"])
    layout = project.layoutManager().layoutByName(ATLAS)
    atlas = layout.atlas()
    atlas.beginRender()
    for page in range(atlas.count()):
        atlas.seekTo(page)
        export_bare(layout, Path(given["file"]))
        seen.append(_passed(started, begun))
    atlas.endRender()
    project.clear()
    return {**seen[-1], "sheets": len(seen), "seen": seen}


def series_of_sheets(given: Given) -> Answer:
    """A series into a folder, from its start in a process that is ready to its report.

    After each sheet it looks at the clock, at the processor time of all processes, and at the
    memory and the open files of the first worker. The telling of a sheet may come while the next
    one is drawn.
    """
    from qgis.PyQt.QtCore import QEventLoop

    from srce_pac.core.pipeline import SheetRequest, open_gazetteer
    from srce_pac.core.series.job import PRINTED
    from srce_pac.core.series.request import FILES, REPLACE, SeriesRequest
    from srce_pac.core.series.run import SeriesRun

    request = SeriesRequest(
        SheetRequest(**given["request"]),
        ",".join(given["codes"]),
        Path(given["folder"]),
        output=given.get("output", FILES),
        existing=REPLACE,
        workers=given["workers"],
    )
    run, loop = SeriesRun(request, open_gazetteer()), QEventLoop()
    seen: list[Answer] = []
    results: list[Any] = []

    def look(_outcome: object) -> None:
        pool = run.pool()
        pids = [worker.pid() for worker in pool.workers()] if pool is not None else []
        here = _passed(started, begun)
        here["cpu"] += sum(map(_processor_time, pids))
        seen.append({**here, "memory": memory(pid=pids[0]), "files": open_files(pids[0])})

    def end(result: object) -> None:
        results.append(result)
        loop.quit()

    run.sheet_done.connect(look)
    run.finished.connect(end)
    started, begun = time.perf_counter(), time.process_time()
    run.start()
    loop.exec()
    whole, children = _passed(started, begun), os.times()
    whole["cpu"] += (children.children_user + children.children_system) * 1000
    (result,) = results
    told = {one.job.code: [one.status, *one.warnings] for one in result.outcomes}
    return {
        **whole,
        "sheets": sum(one.status == PRINTED for one in result.outcomes),
        "seen": seen,
        "told": {code: said for code, said in told.items() if said != [PRINTED]},
        "warnings": list(result.warnings),
        "merged": str(result.merged or ""),
        "merging": whole["wall"] - seen[-1]["wall"],
    }


def _passed(started: float, begun: float) -> Answer:
    wall, cpu = time.perf_counter() - started, time.process_time() - begun
    return {"wall": wall * 1000, "cpu": cpu * 1000}


def _processor_time(pid: int) -> float:
    """What another process has taken of the processors, in ms."""
    # The name of the program, which may hold anything, stands in parentheses.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


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
    "timed_sheets": timed_sheets,
    "sheets_over": sheets_over,
    "atlas_pages": atlas_pages,
    "series_of_sheets": series_of_sheets,
}


def main() -> None:
    given = json.loads(sys.argv[1])
    limit = given.get("open_files")
    if limit:
        # Before QGIS opens its own.
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    application = QgsApplication([], False)
    application.initQgis()
    print(json.dumps(MEASURES[given["measure"]](given)), flush=True)
    # What a measure has left is not taken down in any order.
    os._exit(0)


if __name__ == "__main__":
    main()

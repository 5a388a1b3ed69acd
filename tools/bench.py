#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what a user waits for, each beside its aim or its peer, all in the same run.

make bench [ARGS="--rounds 9 --only series starting"]

docs/benchmarks.md says what each measure is.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Callable

from qgis.core import QgsApplication, QgsProject

from srce_pac.tools import bench_series, bench_sheets
from srce_pac.tools.bench_atlas import export_bare
from srce_pac.tools.bench_national import national
from srce_pac.tools.figures import Figure, figure, median, milliseconds, print_table, timed

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build"
FRANCE = BUILD / "france.fgb"

SEARCHES = (
    "haynecourt",
    "saint-martin",
    "st quentin la motte",
    "l'abergement",
    "paris",
    "59294",
    "communauté de communes du pays",
    "villeneuve 59",
    "y",
    "zzzz",
    "saint germain de la rivirre",
    "métropole européene de lile",
    "1004",
)
COMMUNES = ("59294", "59350", "59606", "59122", "59183")
EXPORTED = "59350"

SEARCH_AIM = 10.0  # ms, for each key
EXPORT_AIM = 1.25  # times the peer
START_AIM = 50.0  # ms


def main() -> None:
    measures: dict[str, Callable[[int], Iterator[Figure]]] = {
        measure.__name__: measure
        for measure in (
            *(searches, loading, exporting, starting, national_data),
            *(bench_sheets.series, bench_sheets.plans, bench_sheets.single_sheets),
            *(bench_sheets.light_base, bench_sheets.first_sheets, bench_sheets.many_sheets),
            all_of_france,
            *(bench_series.workers, bench_series.departement, bench_series.merging),
        )
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="runs of each measure (median)")
    parser.add_argument(
        "--only", nargs="+", choices=measures, default=list(measures), help="these measures alone"
    )
    arguments = parser.parse_args()
    application = QgsApplication([], False)
    application.initQgis()
    figures: list[Figure] = []
    for name in arguments.only:
        print(f"Measuring {name} …", file=sys.stderr)
        figures += measures[name](arguments.rounds)
    print_table(figures)
    application.exitQgis()


def searches(rounds: int) -> Iterator[Figure]:
    """What the dock offers over all of France, with each key of every search."""
    from srce_pac.core.territory.search import offer_territories
    from srce_pac.core.territory.territory_sources import open_gazetteer
    from srce_pac.ui.common.territory_search import COMPLETIONS

    def offer(typed: str) -> None:
        # The dock asks for it with each key, be anything found or not.
        _ = offer_territories(gazetteer, typed, COMPLETIONS).elsewhere

    build_france()
    started = time.perf_counter()
    gazetteer = open_gazetteer(str(FRANCE))
    opened = milliseconds(started)
    communes = sum(entry.kind == "commune" for entry in gazetteer.entries)
    first = timed(partial(offer, "h"))
    keys: dict[str, float] = {}
    for text in SEARCHES:
        for length in range(1, len(text) + 1):
            typed = text[:length]
            keys[typed] = median(timed(partial(offer, typed)) for _ in range(rounds))
    worst = max(keys, key=lambda typed: keys[typed])
    where = f"over {communes:,} communes"
    yield figure(f"search, median of {len(keys)} keys, {where}", median(keys.values()), SEARCH_AIM)
    yield figure(f"search, worst key (“{worst}”)", keys[worst], SEARCH_AIM)
    yield Figure("search, the first key of a session", f"{first:.0f} ms")
    yield Figure(f"reading the gazetteer {where}", f"{opened:.0f} ms")


def loading(rounds: int) -> Iterator[Figure]:
    """From the choice of a commune to its layers in a project, the embedded gazetteer open."""
    from srce_pac.core.common.request import SheetRequest
    from srce_pac.core.pipeline import load_sheet_layers
    from srce_pac.core.territory.territory_sources import open_gazetteer

    gazetteer = open_gazetteer()
    project = QgsProject()

    def load(code: str) -> float:
        return timed(lambda: load_sheet_layers(SheetRequest(code), gazetteer, project))

    first = load(COMMUNES[0])
    medians = {code: median(load(code) for _ in range(rounds)) for code in COMMUNES}
    worst = max(medians, key=lambda code: medians[code])
    typical = median(medians.values())
    yield Figure(f"layers of a commune, median of {len(medians)}", f"{typical:.0f} ms")
    yield Figure(f"layers of the slowest ({worst})", f"{medians[worst]:.0f} ms")
    yield Figure("layers of the first commune of a session", f"{first:.0f} ms")
    project.clear()


def exporting(rounds: int) -> Iterator[Figure]:
    """One export beside a bare QgsLayoutExporter on the same finished layout, by turns."""
    from srce_pac.core.common.request import SheetRequest
    from srce_pac.core.output.export import write_layout
    from srce_pac.core.pipeline import add_layout, export_sheet
    from srce_pac.core.territory.territory_sources import open_gazetteer

    gazetteer = open_gazetteer()
    project = QgsProject()
    request = SheetRequest(EXPORTED)
    layout = add_layout(request, gazetteer, project).layout
    times: dict[str, list[float]] = {"bare": [], "ours": [], "whole": []}
    with tempfile.TemporaryDirectory() as name:
        files = {which: Path(name) / f"{which}.pdf" for which in times}
        exports: dict[str, Callable[[], object]] = {
            "bare": lambda: export_bare(layout, files["bare"]),
            "ours": lambda: write_layout(layout, files["ours"]),
            "whole": lambda: export_sheet(request, gazetteer, files["whole"]),
        }
        for export in exports.values():
            export()
        # Each comes as often after each of the others, whose leavings it finds.
        for turn in range(2 * rounds):
            order = list(exports) if turn % 2 else list(reversed(exports))
            for which in order:
                times[which].append(timed(exports[which]))
        sizes = {which: file.stat().st_size for which, file in files.items()}
        if abs(sizes["ours"] / sizes["bare"] - 1) > 0.05:
            sys.exit(f"The peer does not write the same file: {sizes}.")
    peer = median(times["bare"])
    for what, which in (("writing a finished layout", "ours"), ("a whole export", "whole")):
        spent = median(times[which])
        yield Figure(
            f"{what} ({EXPORTED}), PDF",
            f"{spent:.0f} ms = {spent / peer:.2f} ×",
            # The peer finds its layout finished: only the writing is compared with it.
            f"≤ {EXPORT_AIM:.2f} ×" if which == "ours" else "",
            f"QgsLayoutExporter {peer:.0f} ms",
            spent / peer <= EXPORT_AIM if which == "ours" else None,
        )
    project.clear()


def starting(rounds: int) -> Iterator[Figure]:
    """What QGIS spends on the plugin as it starts, each time in a fresh real QGIS."""
    if shutil.which("xvfb-run") is None or shutil.which("qgis") is None:
        yield Figure("starting the plugin", "not measured: needs qgis and xvfb-run")
        return
    times = [time_of_start() for _ in range(min(rounds, 5))]
    yield figure(f"starting the plugin in QGIS, median of {len(times)}", median(times), START_AIM)
    yield figure("starting the plugin in QGIS, worst", max(times), START_AIM)


def national_data(rounds: int) -> Iterator[Figure]:
    """A commune out of a national data set, beside the same out of its département's extract."""
    build_france()
    yield from national(FRANCE, BUILD / "national", min(rounds, 5))


def all_of_france(_rounds: int) -> Iterator[Figure]:
    """A printer over all communes of France, beside one over the embedded ones."""
    build_france()
    yield from bench_sheets.all_of_france(FRANCE)


def build_france() -> None:
    """Every commune and EPCI of France in one file, made once."""
    if FRANCE.is_file():
        return
    print("Building the territories of France, once …", file=sys.stderr)
    builder = ROOT / "tools" / "build_territories.py"
    done = subprocess.run(
        [sys.executable, str(builder), "--all", "--output", str(FRANCE)],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(done.stdout)


# Run by QGIS once its window is there: what QGIS does with a plugin that is switched on. Its own
# Processing plugin is loaded by then, as it is before any other plugin starts.
START = """
    import os
    import time

    from qgis.utils import iface

    import processing
    started = time.perf_counter()
    import srce_pac
    plugin = srce_pac.classFactory(iface)
    plugin.initGui()
    spent = (time.perf_counter() - started) * 1000
    with open({answer!r}, "w", encoding="utf-8") as file:
        file.write(str(spent))
    plugin.unload()
    os._exit(0)
"""


def time_of_start() -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answer, script = folder / "answer", folder / "start.py"
        script.write_text(textwrap.dedent(START).format(answer=str(answer)), encoding="utf-8")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("QGIS_", "QT_QPA"))}
        environment["PYTHONPATH"] = str(BUILD / "plugins")
        subprocess.run(
            [
                *("xvfb-run", "-a", "qgis", "--nologo", "--noversioncheck"),
                *("--profiles-path", str(folder / "profiles"), "--code", str(script)),
            ],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        return float(answer.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()

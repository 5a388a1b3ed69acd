# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the benchmark that prints sheets, beside QGIS's native atlas of the same layout.

Each measure runs on the embedded demonstration and, where they are there, on the real data of a
region. `docs/benchmarks.md` says how to read the figures.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsRectangle

from srce_pac.core.common.request import COMMUNE, DEMONSTRATION, EPCI, NO_BASE, SheetRequest
from srce_pac.core.pipeline import Printer, export_sheet
from srce_pac.core.territory.entry import Entry
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.bases import BaseArea, write_base
from srce_pac.tools.bench_atlas import Atlas
from srce_pac.tools.compare_sheets import text
from srce_pac.tools.figures import Figure, Spent, in_a_process, mean, ratio_figures, spent

ROOT = Path(__file__).resolve().parents[1]
PROCESS = Path(__file__).with_name("bench_process.py")

# Real data are not part of the repository: they may lie beside it.
REAL_DATA = ROOT.parent / "shared" / "data" / "sraddet_hdf2020_oise_est.gpkg"
# What they cover of the Oise, in EPSG:2154.
REAL_ZONE = QgsRectangle(660000, 6887239, 711900, 6956328)

TEMPLATE = "commune_a3_landscape"
TABLE_TEMPLATE = "commune_a3_landscape_table"
# The plugin chooses one.
CHOSEN = ""
PLAN_TEMPLATE = "epci_a1_landscape"

SERIES = 30
SINGLE = 8
PLANS = 4
PAGE = "atlas page"
SHEET = "sheet"

# Times a page of the atlas.
SERIES_AIM = 1.4

# The aims for one sheet are shares of what one took when each was made from nothing. With its
# template given that was so many pages of the atlas, measured on QGIS 3.22 over 30 communes of
# either data set; with a template to be chosen it took 1 / 0.59 times as long.
EARLIER_ON_DEMONSTRATION = 6.2
EARLIER_ON_REAL_DATA = 5.3
GIVEN_SHARE = 0.59
WARM_SHARE = 0.4
SECOND_SHARE = 0.2

# Times a sheet without a base; the CA de Cambrai, and a box around its communes (EPSG:2154).
BASE_AIM = 1.5
BASE_EPCI = "200068500"
BASE_AREA = BaseArea(690_000, 6_990_000, 740_000, 7_040_000)
WITHOUT = "without"

# Of many sheets by one printer.
MANY = 200
EARLY = 20
SAMPLE = 20
OPEN_FILES = 200
MEMORY_AIM = 1.05

# Of the demonstration, printed over all communes of France.
COMMUNES = ("59512", "59599")

# Prepares a territory's sheet and returns what is measured.
Contender = Callable[[str], Callable[[], object]]


@dataclass(frozen=True)
class DataSet:
    """A source, and the codes of territories that it covers, the most populous first."""

    name: str
    source: str
    # How many pages of the atlas a sheet made from nothing once took, its template given.
    earlier: float
    communes: list[str]
    epcis: list[str]

    def request(self, code: str, template: str) -> SheetRequest:
        """The sheet of a territory of this source."""
        return SheetRequest(code, source=self.source, template=template)


def series(rounds: int) -> Iterator[Figure]:
    """Communes printed one after the other by one printer."""
    for data in data_sets():
        times = _beside_atlas(data, data.communes[:SERIES], TEMPLATE, rounds)
        what = f"a sheet of {SERIES} communes in one process, {data.name}"
        yield from ratio_figures(what, times[SHEET], times[PAGE], PAGE, SERIES_AIM)
    yield from missing_data()


def plans(rounds: int) -> Iterator[Figure]:
    """What takes more than a commune's map: the plan of an EPCI, and a commune with its table."""
    for data in data_sets():
        epcis, communes = data.epcis[:PLANS], data.communes[:SINGLE]
        times = _beside_atlas(data, epcis, PLAN_TEMPLATE, min(rounds, 3))
        what = f"an A1 plan of {len(epcis)} EPCIs, {data.name}"
        yield from ratio_figures(what, times[SHEET], times[PAGE], PAGE)
        times = _beside_atlas(data, communes, TABLE_TEMPLATE, min(rounds, 3))
        what = f"a sheet of {len(communes)} communes with their table, {data.name}"
        yield from ratio_figures(what, times[SHEET], times[PAGE], PAGE)
    yield from missing_data()


def single_sheets(rounds: int) -> Iterator[Figure]:
    """One sheet in a warm process: alone, and as the second one of a printer."""
    gazetteer = open_gazetteer()
    for data in data_sets():
        codes = data.communes[:SINGLE]
        with tempfile.TemporaryDirectory() as name:
            singles = _Singles(data, gazetteer, Path(name) / "sheet.pdf")
            request = data.request(codes[0], TEMPLATE)
            with closing(Atlas(request, gazetteer, codes)) as atlas, closing(singles):
                contenders = {PAGE: _pages(atlas, Path(name))}
                for template in (CHOSEN, TEMPLATE):
                    contenders[f"one {template}"] = singles.one(template)
                    contenders[f"second {template}"] = singles.second(template)
                times = in_turns(contenders, codes, min(rounds, 5))
        for which, what, share in (
            ("one", "one sheet, from request to file", WARM_SHARE),
            ("second", "the second sheet of a printer", SECOND_SHARE),
        ):
            for template, how, aim in (
                (CHOSEN, "template chosen", share * data.earlier / GIVEN_SHARE),
                (TEMPLATE, "template given", 0.0),
            ):
                ours = times[f"{which} {template}"]
                what_and_how = f"{what}, {how}, {data.name}"
                yield from ratio_figures(what_and_how, ours, times[PAGE], PAGE, aim)
    yield from missing_data()


def light_base(rounds: int) -> Iterator[Figure]:
    """Communes with a light base as dense as the BD TOPO, beside the same without any."""
    gazetteer = open_gazetteer()
    data = next(data_sets())
    codes = [entry.code for entry in gazetteer.entries if entry.epci == BASE_EPCI][:SINGLE]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        base = write_base(Path(name) / "base", BASE_AREA)
        contenders: dict[str, Contender] = {}
        for called, wish in ((SHEET, str(base)), (WITHOUT, NO_BASE)):
            request = replace(data.request(codes[0], TEMPLATE), base=wish)
            printer = stack.enter_context(closing(Printer(request, gazetteer)))
            contenders[called] = _printed(printer, Path(name) / "sheet.pdf")
        times = in_turns(contenders, codes, min(rounds, 5))
    what = f"a sheet of {len(codes)} communes with a light base"
    yield from ratio_figures(what, times[SHEET], times[WITHOUT], WITHOUT, BASE_AIM)


def _printed(printer: Printer, file: Path) -> Contender:
    return lambda code: lambda: printer.export(code, file)


def first_sheets(rounds: int) -> Iterator[Figure]:
    """The first sheet of a process, beside the first page of an atlas in another."""
    gazetteer = open_gazetteer()
    for data in data_sets():
        code = data.communes[0]
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            atlas = Atlas(data.request(code, TEMPLATE), gazetteer, [code])
            atlas.save(folder / "atlas.qgs")
            atlas.close()
            file = str(folder / "printed.pdf")
            given: dict[str, dict[str, Any]] = {
                "first_sheet": {"request": plain(data.request(code, CHOSEN)), "file": file},
                "first_page": {"project": str(folder / "atlas.qgs"), "file": file},
            }
            times: dict[str, list[Spent]] = {measure: [] for measure in given}
            # The first of each fills the disk's cache and the profile.
            for turn in range(min(rounds, 5) + 1):
                for measure in given:
                    answer = in_own_process(measure, given[measure], folder)
                    if turn:
                        times[measure].append(Spent(**answer))
        yield from ratio_figures(
            f"the first sheet of a process, from import to file, {data.name}",
            times["first_sheet"],
            times["first_page"],
            "first page of an atlas",
        )
    yield from missing_data()


def many_sheets(_rounds: int) -> Iterator[Figure]:
    """Open files and memory of one printer, and whether it needs many files."""
    for data in data_sets():
        with tempfile.TemporaryDirectory() as name:
            free, limited = Path(name) / "free", Path(name) / "limited"
            answer = _print_many(data, free)
            at_first, at_the_end = (answer["held"][str(number)] for number in (EARLY, MANY))
            yield Figure(
                f"open files after {MANY} sheets, {data.name}",
                f"{at_the_end['files']}",
                f"= {at_first['files']}",
                f"after {EARLY}: {at_first['files']}",
                at_the_end["files"] == at_first["files"],
            )
            yield Figure(
                f"memory after {MANY} sheets, {data.name}",
                f"{at_the_end['memory']:.0f} MB = "
                f"{at_the_end['memory'] / at_first['memory']:.2f} ×",
                f"≤ {MEMORY_AIM:.2f} ×",
                f"after {EARLY}: {at_first['memory']:.0f} MB",
                at_the_end["memory"] <= MEMORY_AIM * at_first["memory"],
            )
            problems = _print_many(data, limited, OPEN_FILES)["problems"]
            # A warning that has nothing to do with files is there without the limit as well.
            right = right_sheets(free, limited, SAMPLE) if problems == answer["problems"] else 0
            yield Figure(
                f"right sheets with {OPEN_FILES} open files at most, {data.name}",
                f"{right} of {MANY}",
                f"= {MANY}",
                "the same without the limit",
                right == MANY,
            )
    yield from missing_data()


def all_of_france(france: Path) -> Iterator[Figure]:
    """What a printer keeps of the territories where they are those of all France."""
    with tempfile.TemporaryDirectory() as name:
        file = str(Path(name) / "sheet.pdf")
        request = plain(SheetRequest(COMMUNES[0], template=TEMPLATE))
        given = {"request": request, "codes": COMMUNES, "file": file}
        # The first fills the profile.
        embedded, embedded, whole = (
            in_own_process("sheets_over", {**given, "communes": communes}, Path(name))
            for communes in ("", "", str(france))
        )
    over = f"over {whole['communes']:,} communes"
    peer = f"over {embedded['communes']:,} "
    for step, spent_whole in whole["steps"].items():
        spent_embedded = embedded["steps"][step]
        yield Figure(
            f"{step} {over}",
            "{wall:.0f} ms, {memory:+.0f} MB".format(**spent_whole),
            peer=peer + "{wall:.0f} ms, {memory:+.0f} MB".format(**spent_embedded),
        )
    yield Figure(
        f"memory of the process after that {over}",
        f"{whole['memory']:.0f} MB",
        peer=f"{peer}{embedded['memory']:.0f} MB",
    )


def data_sets() -> Iterator[DataSet]:
    """The demonstration in the Nord, and the real data in the Oise if they are there."""
    gazetteer = open_gazetteer()
    nord = [entry for entry in gazetteer.entries if entry.departement == "59"]
    yield _data_set("demonstration", DEMONSTRATION, EARLIER_ON_DEMONSTRATION, nord)
    if REAL_DATA.is_file():
        oise = [entry for entry in gazetteer.entries if entry.departement == "60"]
        boxes = [gazetteer.territory(entry).geometry.boundingBox() for entry in oise]
        covered = [entry for entry, box in zip(oise, boxes) if REAL_ZONE.contains(box)]
        yield _data_set("real data", str(REAL_DATA), EARLIER_ON_REAL_DATA, covered)


def in_turns(
    contenders: Mapping[str, Contender], codes: Sequence[str], rounds: int
) -> dict[str, list[Spent]]:
    """The mean of each contender over all territories, a value a round.

    Each territory is printed by all before the next one is, in an order that turns round.
    """
    for contender in contenders.values():
        contender(codes[-1])()
    means: dict[str, list[Spent]] = {name: [] for name in contenders}
    for turn in range(rounds):
        times: dict[str, list[Spent]] = {name: [] for name in contenders}
        for number, code in enumerate(codes):
            names = list(contenders)
            if (turn + number) % 2:
                names.reverse()
            for name in names:
                times[name].append(spent(contenders[name](code)))
        for name, each in times.items():
            means[name].append(mean(each))
    return means


class _Singles:
    """Sheets of which each is the first, or the second, of a printer."""

    def __init__(self, data: DataSet, gazetteer: Gazetteer, file: Path) -> None:
        self._data = data
        self._gazetteer = gazetteer
        self._file = file
        self._printer: Printer | None = None

    def one(self, template: str) -> Contender:
        def prepare(code: str) -> Callable[[], object]:
            request = self._data.request(code, template)
            return lambda: export_sheet(request, self._gazetteer, self._file)

        return prepare

    def second(self, template: str) -> Contender:
        def prepare(code: str) -> Callable[[], object]:
            other = next(other for other in self._data.communes if other != code)
            self.close()
            printer = Printer(self._data.request(other, template), self._gazetteer)
            printer.export(other, self._file)
            self._printer = printer
            return lambda: printer.export(code, self._file)

        return prepare

    def close(self) -> None:
        """Let go of the layers."""
        if self._printer is not None:
            self._printer.close()


def _beside_atlas(
    data: DataSet, codes: Sequence[str], template: str, rounds: int
) -> dict[str, list[Spent]]:
    """One printer and the atlas of its first sheet, by turns over territories."""
    gazetteer = open_gazetteer()
    request = data.request(codes[0], template)
    with tempfile.TemporaryDirectory() as name, closing(Printer(request, gazetteer)) as printer:
        file = Path(name) / "sheet.pdf"
        with closing(Atlas(request, gazetteer, codes)) as atlas:
            contenders: dict[str, Contender] = {
                PAGE: _pages(atlas, Path(name)),
                SHEET: lambda code: lambda: printer.export(code, file),
            }
            return in_turns(contenders, codes, rounds)


def _pages(atlas: Atlas, folder: Path) -> Contender:
    return lambda code: lambda: atlas.export(code, folder / "page.pdf")


def _print_many(data: DataSet, folder: Path, open_files: int = 0) -> dict[str, Any]:
    folder.mkdir()
    communes = data.communes
    given = {
        "request": plain(data.request(communes[0], TEMPLATE)),
        "codes": [communes[number % len(communes)] for number in range(MANY)],
        "folder": str(folder),
        "look_after": [EARLY, MANY],
        "open_files": open_files,
    }
    return in_own_process("many_sheets", given, folder.parent)


def right_sheets(free: Path, limited: Path, sample: int) -> int:
    """How many sheets are as large as without the limit; of a sample, with the same text too."""
    step = MANY // sample
    right = 0
    for number in range(1, MANY + 1):
        one, other = (folder / f"{number}.pdf" for folder in (free, limited))
        same = one.is_file() and other.is_file() and one.stat().st_size == other.stat().st_size
        right += same and (number % step != 0 or text(one) == text(other))
    return right


def plain(request: SheetRequest) -> dict[str, Any]:
    """A request as JSON holds it, without the look of a canvas."""
    return {name: value for name, value in vars(request).items() if name != "look"}


def in_own_process(measure: str, given: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """What a measure of `bench_process.py` answers; `folder` keeps the profile of its processes."""
    return in_a_process(PROCESS, {**given, "measure": measure}, folder / "profile")


def _data_set(name: str, source: str, earlier: float, entries: Sequence[Entry]) -> DataSet:
    communes, epcis = (
        [entry.code for entry in entries if entry.kind == kind] for kind in (COMMUNE, EPCI)
    )
    return DataSet(name, source, earlier, communes, epcis)


def missing_data() -> Iterator[Figure]:
    if not REAL_DATA.is_file():
        where = REAL_DATA.relative_to(ROOT.parent)
        yield Figure("the same on real data", f"not measured: needs ../{where}")

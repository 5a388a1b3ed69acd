# SPDX-License-Identifier: GPL-3.0-or-later
"""What a printer reads, opens, parses and asks for: each thing once, and for one sheet only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsProject

from srce_pac.core import sheet_basis
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout import template
from srce_pac.core.pipeline import Printer
from srce_pac.core.sources import file_layers, source
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    make_gazetteer,
    write_layer,
)
from srce_pac.tests.support.printers import (
    BANDS,
    CORRIDORS,
    RESERVOIRS,
    SQUARES,
    WHOLE,
    numbered,
    small,
)

pytestmark = pytest.mark.usefixtures("qgis_app", "unwritten")

HAYNECOURT = "59294"
VALENCIENNES = "245901160"
# How many layers the demonstration holds, of all sheets, with that of the light base.
LAYERS = 22
# The other files in the folder of the light base: its definition and presets.
BESIDE = 4


@pytest.fixture(scope="module")
def gazetteer(qgis_app: Any) -> Gazetteer:
    return open_gazetteer()


class Counts:
    """How often each of some functions was called for which thing."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch
        self.opened: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.listed: Counter[str] = Counter()
        self.parsed: Counter[str] = Counter()
        self.contours: Counter[str] = Counter()
        self.recognised: Counter[str] = Counter()
        self._count(source, "_open", self.opened, lambda layer: layer.uri)
        self._count(source, "is_locked", self.asked, str)
        self._count(file_layers, "is_locked", self.asked, str)
        self._count(source, "list_files", self.listed, str)
        self._count(template, "read_template", self.parsed, str)
        self._count(Gazetteer, "_contour", self.contours, lambda _, entry, *__: entry.title)
        self._count(sheet_basis, "recognise", self.recognised, lambda text, *_: text)

    def all(self) -> list[Counter[str]]:
        return [
            *(self.opened, self.asked, self.listed),
            *(self.parsed, self.contours, self.recognised),
        ]

    def clear(self) -> None:
        for counter in self.all():
            counter.clear()

    def twice(self) -> list[str]:
        """The things that were read more than once."""
        return [thing for counter in self.all() for thing, count in counter.items() if count > 1]

    def _count(
        self, owner: Any, name: str, counter: Counter[str], thing: Callable[..., str]
    ) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **others: Any) -> Any:
            counter[thing(*args)] += 1
            return real(*args, **others)

        self._patch.setattr(owner, name, counted)


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


@pytest.fixture
def printer(gazetteer: Gazetteer) -> Iterator[Printer]:
    """A printer of the demonstration, which has read nothing yet."""
    printer = Printer(SheetRequest(HAYNECOURT), gazetteer)
    yield printer
    printer.close()


@pytest.mark.parametrize("scale", [None, 25_000], ids=["no scale", "a scale"])
def test_one_sheet_reads_each_thing_once(
    printer: Printer, counts: Counts, tmp_path: Path, scale: float | None
) -> None:
    printer.export(SheetRequest(HAYNECOURT, scale=scale), tmp_path)
    assert len(counts.opened) == LAYERS
    assert len(counts.asked) == LAYERS + BESIDE
    assert len(counts.recognised) == 1
    # The source, and the light base.
    assert len(counts.listed) == 2
    assert counts.parsed
    assert counts.contours
    assert counts.twice() == []


def test_a_plan_with_its_table_asks_for_each_contour_once(
    printer: Printer, counts: Counts, tmp_path: Path
) -> None:
    request = SheetRequest(VALENCIENNES, template="epci_a3_landscape_table")
    result = printer.export(request, tmp_path)
    assert len(counts.contours) > len(result.territory.entry.members)
    assert counts.twice() == []


def test_a_second_sheet_opens_parses_and_recognises_nothing(
    printer: Printer, counts: Counts, tmp_path: Path
) -> None:
    printer.export(HAYNECOURT, tmp_path)
    counts.clear()
    printer.export("59552", tmp_path)
    counts.contours.clear()
    assert [dict(counter) for counter in counts.all()] == [{}] * 6


def test_neither_does_a_sheet_of_another_paper_format_or_outside(
    printer: Printer, counts: Counts, tmp_path: Path
) -> None:
    printer.export(HAYNECOURT, tmp_path)
    counts.clear()
    printer.export(SheetRequest("59552", outside="show", dpi=50), tmp_path / "sheet.png")
    assert [dict(counter) for counter in (counts.opened, counts.asked, counts.recognised)] == [
        {}
    ] * 3


def test_a_summary_takes_what_a_sheet_has_opened(
    printer: Printer, counts: Counts, tmp_path: Path
) -> None:
    printer.export(HAYNECOURT, tmp_path)
    counts.clear()
    printer.summarise(HAYNECOURT)
    printer.preview(HAYNECOURT).picture({}, 200)
    assert not counts.opened
    assert not counts.parsed
    assert not counts.recognised


def test_layers_that_are_given_away_are_those_that_were_opened(
    printer: Printer, counts: Counts
) -> None:
    project = QgsProject()
    printer.load(HAYNECOURT, project)
    assert len(counts.opened) == LAYERS
    assert counts.twice() == []
    project.clear()


def test_a_geopackage_is_asked_once_for_all_its_layers(counts: Counts, tmp_path: Path) -> None:
    path = tmp_path / "srce.gpkg"
    write_layer(path, numbered(SQUARES, NATIONAL_RESERVOIR), layer=RESERVOIRS)
    write_layer(path, numbered(BANDS, NATIONAL_CORRIDOR), "LineString", layer=CORRIDORS)
    gazetteer = make_gazetteer(tmp_path)
    counts.clear()
    result = Printer(small(path), gazetteer).export("59001", tmp_path)
    assert result.counts == WHOLE
    assert counts.asked == {str(path): 1}
    assert len(counts.opened) == 2

# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets for the tests of layouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from srce_pac.core.common.request import NO_BASE, SheetRequest
from srce_pac.core.pipeline import Printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.filled_sheets import DIFFERENT, Maker, Sheet


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


class Printers:
    """That of the suite, and one of other sheets or territories for all that follow one another."""

    def __init__(self, usual: Printer) -> None:
        self._usual = usual
        self._other: Printer | None = None

    def of(self, request: SheetRequest, places: Gazetteer) -> Printer:
        if self._usual.serves(request, places):
            return self._usual
        if self._other is None or not self._other.serves(request, places):
            self.close()
            self._other = Printer(request, places)
        return self._other

    def close(self) -> None:
        if self._other is not None:
            self._other.close()


@pytest.fixture(scope="module")
def make(
    gazetteer: Gazetteer, shared_printer: Printer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Maker]:
    """Fill and print a sheet; the same one again, if it is the last one that was made.

    It holds until the next one is made: the printer fills its layouts again. Unless it is asked
    for, the light base is not drawn.
    """
    folder = tmp_path_factory.mktemp("sheets")
    printers = Printers(shared_printer)
    # The gazetteer too: an identity is unique only among objects that are still there.
    last: list[tuple[str, Gazetteer, Sheet]] = []

    def make_sheet(territory: str, places: Gazetteer = gazetteer, **options: Any) -> Sheet:
        key = repr((territory, id(places), sorted(options.items())))
        if not last or last[0][0] != key:
            last.clear()
            last.append((key, places, print_sheet(territory, places, **options)))
        return last[0][2]

    def print_sheet(territory: str, places: Gazetteer, **options: Any) -> Sheet:
        request = SheetRequest(territory, **{"base": NO_BASE, **options})
        file = folder / f"{len(list(folder.iterdir()))}.pdf"
        printer = printers.of(request, places)
        result = printer.export(request, file)
        layout = printer.last_layout
        assert layout is not None
        return Sheet(layout, result.territory, file, result)

    yield make_sheet
    # Layouts that outlive QGIS itself bring it down.
    last.clear()
    printers.close()


@pytest.fixture(scope="module", params=DIFFERENT)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)

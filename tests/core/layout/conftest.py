# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets for the tests of layouts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.output.export import write_layout
from srce_pac.core.pipeline import Printer, add_layout
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.filled_sheets import DIFFERENT, Maker, Sheet


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def make(
    gazetteer: Gazetteer, shared_printer: Printer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Maker]:
    """Fill and print a sheet; the same one again, if it is the last one that was made.

    It holds until the next one is made: the printer fills its layouts again.
    """
    folder = tmp_path_factory.mktemp("sheets")
    # The gazetteer too: an identity is unique only among objects that are still there.
    last: list[tuple[str, Gazetteer, Sheet]] = []

    def make_sheet(territory: str, places: Gazetteer = gazetteer, **options: Any) -> Sheet:
        key = repr((territory, id(places), sorted(options.items())))
        if not last or last[0][0] != key:
            let_go()
            last.append((key, places, print_sheet(territory, places, **options)))
        return last[0][2]

    def let_go() -> None:
        # Layouts that outlive QGIS itself bring it down.
        while last:
            last.pop()[2].project.clear()

    def print_sheet(territory: str, places: Gazetteer, **options: Any) -> Sheet:
        project = QgsProject()
        request = SheetRequest(territory, **options)
        file = folder / f"{len(list(folder.iterdir()))}.pdf"
        if shared_printer.serves(request, places):
            result = shared_printer.export(request, file)
            layout = shared_printer.last_layout
        else:
            result = add_layout(request, places, project)
            layout = result.layout
        assert layout is not None
        if result.file is None:
            write_layout(layout, file)
        return Sheet(layout, result.territory, file, project, result)

    yield make_sheet
    let_go()


@pytest.fixture(scope="module", params=DIFFERENT)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)

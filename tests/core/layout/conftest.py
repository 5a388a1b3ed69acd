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

MOST_KEPT = 10


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture(scope="module")
def make(
    gazetteer: Gazetteer, shared_printer: Printer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Maker]:
    """Fill and print a sheet; one that was made lately is given again."""
    folder = tmp_path_factory.mktemp("sheets")
    made: dict[str, Sheet] = {}
    # An identity is unique only among objects that are still there.
    taken: list[Gazetteer] = []

    def make_sheet(territory: str, places: Gazetteer = gazetteer, **options: Any) -> Sheet:
        key = repr((territory, id(places), sorted(options.items())))
        if key not in made:
            # A sheet with its layers takes some fifty megabytes.
            if len(made) == MOST_KEPT:
                made.pop(next(iter(made))).project.clear()
            made[key] = print_sheet(territory, places, **options)
            taken.append(places)
        made[key] = made.pop(key)
        return made[key]

    def print_sheet(territory: str, places: Gazetteer, **options: Any) -> Sheet:
        project = QgsProject()
        request = SheetRequest(territory, **options)
        if shared_printer.serves(request, places):
            result = shared_printer.add_layout(request, project)
        else:
            result = add_layout(request, places, project)
        assert result.layout is not None
        file = folder / f"{len(list(folder.iterdir()))}.pdf"
        write_layout(result.layout, file)
        return Sheet(result.layout, result.territory, file, project, result)

    yield make_sheet
    # Layouts that outlive QGIS itself bring it down.
    for sheet in made.values():
        sheet.project.clear()


@pytest.fixture(scope="module", params=DIFFERENT)
def template(request: pytest.FixtureRequest) -> str:
    return str(request.param)

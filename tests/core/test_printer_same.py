# SPDX-License-Identifier: GPL-3.0-or-later
"""Many territories in a random order: a kept printer prints what fresh ones do."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from srce_pac.core.common.request import COMMUNE, SheetRequest
from srce_pac.core.pipeline import Printer, export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf

pytestmark = pytest.mark.usefixtures("qgis_app")

TERRITORIES = 5
# Where the demonstration has the most to draw.
DEPARTEMENT = "59"

USUAL = SheetRequest("", template="commune_a4_portrait")


def check_same(requests: list[SheetRequest], gazetteer: Gazetteer, folder: Path) -> None:
    """Check that one printer gives the text and the picture that a printer for each gives."""
    with closing(Printer(requests[0], gazetteer)) as printer:
        kept = [
            printer.export(request, folder / f"kept_{number}.pdf")
            for number, request in enumerate(requests)
        ]
    for number, (request, result) in enumerate(zip(requests, kept)):
        file = folder / f"fresh_{number}.pdf"
        fresh = export_sheet(request, gazetteer, file)
        assert (result.counts, result.warnings) == (fresh.counts, fresh.warnings), request
        assert result.file is not None
        assert pdf.sorted_words(result.file) == pdf.sorted_words(file), request
        assert (pdf.picture(result.file) == pdf.picture(file)).all(), request


def test_territories_in_a_random_order(embedded: Gazetteer, tmp_path: Path) -> None:
    codes = [
        entry.code
        for entry in embedded.entries
        if entry.kind == COMMUNE and entry.departement == DEPARTEMENT
    ]
    chosen = random.Random(10).sample(sorted(codes), TERRITORIES)
    check_same([replace(USUAL, territory=code) for code in chosen], embedded, tmp_path)

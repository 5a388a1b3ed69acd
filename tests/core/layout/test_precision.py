# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet says where it is drawn finer than its data or contours bear, and stops before that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import Printer, add_layout, open_gazetteer
from srce_pac.core.profiles.data_facts import DataFacts
from srce_pac.core.profiles.profile import write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.territory_sources import EMBEDDED_TERRITORIES
from srce_pac.tests.support.factories import LAMBERT, box, commune, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

HAYNECOURT, LILLE, LANNOY, VALENCIENNES = "59294", "59350", "59332", "245901160"

DATA = "Données établies au 1/100 000"
DATA_UNKNOWN = "Données agrandies au-delà de 1/25 000"
GENERALISED = "Limites communales généralisées (≈ 26 m)"
ENLARGED = "Limites communales agrandies au-delà de 1/5 000"


@pytest.fixture(scope="module")
def own(qgis_app: object) -> Iterator[Printer]:
    """The same communes as an office's own: nothing tells that they are generalised."""
    with closing(Printer(SheetRequest(""), open_gazetteer(str(EMBEDDED_TERRITORIES)))) as printer:
        yield printer


class Said(NamedTuple):
    """The scale of a sheet, and what its user is told."""

    scale: float
    warnings: list[str]


def printed(printer: Printer, territory: str, **options: Any) -> tuple[Said, str]:
    """What is said of a sheet, and its NOTA."""
    sheet = printer.lay_out(SheetRequest(territory, **options))
    nota = " ".join(sheet.filled.layout.itemById("nota").currentText().split())
    return Said(sheet.filled.scale, [*sheet.prepared.warnings, *sheet.filled.warnings]), nota


@pytest.mark.parametrize(
    ("territory", "scale", "lines"),
    [
        (HAYNECOURT, None, {DATA, GENERALISED}),
        (HAYNECOURT, 2_000, {DATA, GENERALISED}),
        (HAYNECOURT, 24_999, {DATA, GENERALISED}),
        (HAYNECOURT, 25_000, {GENERALISED}),
        (HAYNECOURT, 26_000, set()),
        (LANNOY, None, {DATA, GENERALISED}),
        (LILLE, None, set()),
        (LILLE, 5_000, {DATA, GENERALISED}),
        (VALENCIENNES, None, set()),
    ],
)
def test_the_nota_says_what_the_scale_is_too_fine_for(
    territory: str, scale: float | None, lines: set[str], shared_printer: Printer
) -> None:
    _, nota = printed(shared_printer, territory, scale=scale)
    nota = nota.replace("\u00a0", " ").replace("\u202f", " ")
    assert {line for line in (DATA, GENERALISED, DATA_UNKNOWN, ENLARGED) if line in nota} == lines


@pytest.mark.parametrize(
    ("scale", "lines"),
    [(None, {DATA}), (5_000, {DATA}), (4_999, {DATA, ENLARGED}), (25_000, set())],
)
def test_contours_of_an_office_bear_more(
    scale: float | None, lines: set[str], own: Printer
) -> None:
    _, nota = printed(own, HAYNECOURT, scale=scale)
    nota = nota.replace("\u00a0", " ").replace("\u202f", " ")
    assert {line for line in (DATA, GENERALISED, DATA_UNKNOWN, ENLARGED) if line in nota} == lines


@pytest.mark.parametrize(
    ("data_scale", "scale", "line"),
    [
        *[(0.0, 24_000, DATA_UNKNOWN), (0.0, 25_000, "")],
        *[(25_000.0, 6_000, "Données établies au 1/25 000"), (25_000.0, 6_250, "")],
        *[(1_000_000.0, 200_000, "Données établies au 1/1 000 000"), (1_000_000.0, 250_000, "")],
    ],
)
def test_the_limit_is_that_of_the_data(
    data_scale: float, scale: float, line: str, shared_printer: Printer, tmp_path: Path
) -> None:
    profile = recognise("demonstration")
    facts = DataFacts("srce", ("59",), scale=data_scale)
    source = tmp_path / "data.json"
    write_profile(source, profile.__class__(profile.title, "", profile.sources, facts=facts))
    result, nota = printed(shared_printer, HAYNECOURT, source=str(source), scale=scale)
    nota = nota.replace("\u00a0", " ").replace("\u202f", " ")
    assert ("Données" in nota) == bool(line)
    assert line in nota
    assert any("the data is not that precise" in text for text in result.warnings) == bool(line)


@pytest.mark.parametrize(
    ("territory", "paper"),
    [(LANNOY, "A4"), (HAYNECOURT, "A0"), (VALENCIENNES, "A0")],
)
def test_the_scale_chosen_stops_where_contours_cannot_follow(
    territory: str, paper: str, shared_printer: Printer, own: Printer
) -> None:
    generalised, _ = printed(shared_printer, territory, template=paper)
    detailed, _ = printed(own, territory, template=paper)
    assert generalised.scale >= 10_000
    assert detailed.scale >= 5_000
    assert detailed.scale <= generalised.scale
    assert not any("contours" in warning for warning in (*generalised.warnings, *detailed.warnings))


def test_a_small_commune_is_drawn_at_the_limit(shared_printer: Printer, own: Printer) -> None:
    assert printed(shared_printer, LANNOY)[0].scale == 10_000
    assert printed(own, LANNOY)[0].scale == 5_000


def test_what_lies_around_a_tiny_commune_is_drawn_to_the_frame(tmp_path: Path) -> None:
    # A map of A3 at 1/5 000 goes 700 metres from the middle.
    rows = [commune("59001", "Alpha", box(0, 0, 50)), commune("59002", "Bêta", box(600, 0, 300))]
    path = write_layer(tmp_path / "territories.fgb", rows, geometry="MultiPolygon", crs=LAMBERT)
    project = QgsProject()
    result = add_layout(SheetRequest("59001"), open_gazetteer(str(path)), project)
    assert result.layout is not None
    assert result.scale == 5_000
    layers = result.layout.itemById("map").layers()
    # Their limits, and their names.
    neighbours = [layer for layer in layers if layer.name() == "Communes voisines"]
    assert [layer.featureCount() for layer in neighbours] == [1, 1]
    project.clear()


@pytest.mark.parametrize(
    ("template", "scale"),
    [("commune_a4_portrait", 1_000), ("A0", 100), ("", 9_999)],
)
def test_a_scale_forced_on_a_paper_is_printed_and_told(
    template: str, scale: float, shared_printer: Printer
) -> None:
    result, nota = printed(shared_printer, HAYNECOURT, template=template, scale=scale)
    assert result.scale == scale
    assert GENERALISED in nota
    assert sum("contours" in warning for warning in result.warnings) == 1

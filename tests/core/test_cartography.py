# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cartographer looks for on the printed map: small things seen, no border that is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from srce_pac.core.common.request import HIDE, OUTSIDE_MODES, SHOW, SheetRequest
from srce_pac.core.pipeline import SheetResult, export_sheet
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_OBSTACLE,
    NATIONAL_RESERVOIR,
    SIDE,
    X0,
    Y0,
    box,
    line,
    make_gazetteer,
    point,
    rows,
    write_layer,
)

DPI = 300
SCALE = 25_000
# The colours of styles/*.qml on white paper, and how far a pixel may be from them.
GREEN = (95, 158, 80)
CORRIDOR = (0, 105, 74)
RED = (196, 20, 28)
NEAR = 60

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    return make_gazetteer(tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


def sheet(gazetteer: Gazetteer, source: Path, **options: object) -> SheetResult:
    request = SheetRequest("59001", source=str(source), template="commune_a3_landscape", **options)  # type: ignore[arg-type]
    return export_sheet(request, gazetteer, source.parent)


def around(result: SheetResult, x: float, y: float, reach: float) -> pdf.Picture:
    """The picture of some mm round a place, in metres from the origin of the tests."""
    assert result.file is not None
    _, (west, _, _, north) = pdf.georeference(result.file)
    metres = result.scale / 1000
    column = (X0 + x - west) / metres / 25.4 * DPI
    row = (north - Y0 - y) / metres / 25.4 * DPI
    half = reach / 25.4 * DPI
    part = int(column - half), int(row - half), int(2 * half), int(2 * half)
    return pdf.picture(result.file, DPI, part)


def pixels(picture: pdf.Picture, colour: tuple[int, int, int]) -> int:
    """How many pixels are nearly of a colour."""
    return int((np.abs(picture - np.array(colour)).max(axis=2) < NEAR).sum())


@pytest.mark.parametrize("side", [2, 10])
def test_a_reservoir_far_smaller_than_a_square_millimetre_is_seen(
    side: float, gazetteer: Gazetteer, source: Path
) -> None:
    write_layer(source / "reservoir.shp", rows([box(400, 400, side)], NATIONAL_RESERVOIR))
    result = sheet(gazetteer, source, scale=SCALE)
    # A dot of 0.25 mm.
    assert pixels(around(result, 400, 400, 2), GREEN) >= 6


def test_a_corridor_of_a_few_metres_is_seen(gazetteer: Gazetteer, source: Path) -> None:
    short = line((400, 400), (405, 400))
    write_layer(source / "corridor.shp", rows([short], NATIONAL_CORRIDOR), "LineString")
    result = sheet(gazetteer, source, scale=SCALE)
    assert pixels(around(result, 402, 400, 3), CORRIDOR) >= 20


@pytest.mark.parametrize("outside", OUTSIDE_MODES)
@pytest.mark.parametrize(
    ("name", "shape", "geometry"),
    [
        pytest.param("obstacle_p.shp", point(0, SIDE / 2), "Point", id="a point"),
        pytest.param(
            "obstacle_l.shp",
            line((0, SIDE / 2 - 200), (0, SIDE / 2 + 200)),
            "LineString",
            id="a line",
        ),
    ],
)
def test_an_obstacle_on_the_border_is_seen(
    name: str, shape: str, geometry: str, outside: str, gazetteer: Gazetteer, source: Path
) -> None:
    write_layer(source / name, rows([shape], NATIONAL_OBSTACLE), geometry)
    result = sheet(gazetteer, source, scale=SCALE, outside=outside)
    assert result.counts["obstacle"] == 1
    seen = pixels(around(result, 0, SIDE / 2, 2), RED)
    away = pixels(around(result, SIDE / 2, SIDE / 2, 2), RED)
    assert away == 0
    # Of a line on the border the veil takes the half that lies outside: 42 pixels of 84 are left.
    # The sign of a point stays whole.
    is_halved = geometry == "LineString" and outside != SHOW
    assert seen >= (40 if is_halved else 60)


def test_an_area_cut_by_the_frame_has_no_border_there(gazetteer: Gazetteer, source: Path) -> None:
    endless = rows([box(-50_000, -50_000, 100_000)], NATIONAL_RESERVOIR)
    write_layer(source / "reservoir.gpkg", endless)
    result = sheet(gazetteer, source, outside=SHOW, scale=5_000)
    assert result.file is not None
    # Strips of 1.5 mm just within the frame and well within the map: both hold the same dots.
    dots = DPI / 25.4
    parts = [
        (int(left * dots), int(80 * dots), int(1.5 * dots), int(120 * dots)) for left in (8.6, 30.6)
    ]
    edge, middle = (pixels(pdf.picture(result.file, DPI, part), GREEN) for part in parts)
    assert edge == pytest.approx(middle, rel=0.3)


def test_an_area_that_ends_in_the_map_has_its_border_there(
    gazetteer: Gazetteer, source: Path
) -> None:
    write_layer(source / "reservoir.gpkg", rows([box(0, 0, SIDE, SIDE / 2)], NATIONAL_RESERVOIR))
    result = sheet(gazetteer, source, outside=HIDE, scale=SCALE)
    assert pixels(around(result, SIDE / 2, SIDE / 2, 2), GREEN) > 20

# SPDX-License-Identifier: GPL-3.0-or-later
"""How large symbols are on each paper and at each scale."""

from __future__ import annotations

import math
from typing import Any

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.demonstration_sheets import add_layout
from srce_pac.tests.support.factories import (
    NATIONAL_OBSTACLE,
    make_gazetteer,
    point,
    rows,
    write_layer,
)

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def gazetteer(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), side by side."""
    return make_gazetteer(tmp_path_factory.mktemp("territories"))


@pytest.fixture(scope="module")
def source(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """One obstacle in Alpha."""
    path = tmp_path_factory.mktemp("source") / "n_srce_obstacle_p_000.gpkg"
    return str(write_layer(path, rows([point(500, 500)], NATIONAL_OBSTACLE), "Point"))


@pytest.fixture(scope="module")
def usual(gazetteer: Gazetteer, source: str) -> float:
    """The size of an obstacle on A3 at 1/75 000."""
    return obstacle(SheetRequest("59001", source=source, template="A3", scale=75_000), gazetteer)


def obstacle(request: SheetRequest, gazetteer: Gazetteer) -> float:
    """The size in mm of the symbol of an obstacle on a sheet."""
    project = QgsProject()
    add_layout(request, gazetteer, project)
    (layer,) = (
        layer
        for layer in project.mapLayers().values()
        if layer.customProperty(ROLE) == "class:obstacle"
    )
    size = float(layer.renderer().symbol().size())
    project.clear()
    return size


def test_the_symbols_of_a_result_have_the_size_of_the_style(
    gazetteer: Gazetteer, source: str, project: QgsProject
) -> None:
    requests = [
        SheetRequest("59001", source=source, template=paper, scale=scale)
        for paper, scale in (("A3", 75_000), ("A0", 75_000), ("A4", 300_000))
    ]
    sizes = [add_layout(r, gazetteer, project).symbols["obstacle"].size() for r in requests]
    assert sizes[1:] == sizes[:1] * 2


# Long sides in mm, of which A3's is 420.
@pytest.mark.parametrize(("paper", "side"), [("A4", 297), ("A1", 841), ("A0", 1189)])
def test_symbols_grow_as_type_on_paper_larger_than_a3(
    paper: str, side: float, gazetteer: Gazetteer, source: str, usual: float
) -> None:
    request = SheetRequest("59001", source=source, template=paper, scale=75_000)
    # On A4, where type does not shrink, with the root of the paper.
    growth = max(side / 420, math.sqrt(side / 420))
    assert obstacle(request, gazetteer) / usual == pytest.approx(growth, rel=1e-3)


@pytest.mark.parametrize(
    ("scale", "growth"),
    [
        (10_000, 1),
        (76_000, math.sqrt(75 / 76)),
        (150_000, math.sqrt(0.5)),
        # No smaller than six tenths.
        (208_000, math.sqrt(75 / 208)),
        (209_000, 0.6),
        (1_000_000, 0.6),
    ],
)
def test_beyond_1_75_000_symbols_shrink_with_the_root_of_the_scale_down_to_six_tenths(
    scale: float, growth: float, gazetteer: Gazetteer, source: str, usual: float
) -> None:
    request = SheetRequest("59001", source=source, template="A3", scale=scale)
    assert obstacle(request, gazetteer) / usual == pytest.approx(growth, rel=1e-3)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The finest scale at which a territory and its margin fit a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
)
from qgis.PyQt.QtCore import QSizeF

from srce_pac.core.common.errors import TemplateError
from srce_pac.core.common.request import COMMUNE
from srce_pac.core.layout.paper import MapSpace, paper_factor, paper_size
from srce_pac.core.territory.entry import Entry
from srce_pac.core.territory.gazetteer import Territory
from srce_pac.tests.support.factories import LAMBERT, box

A4, A3, A1 = QSizeF(297, 210), QSizeF(420, 297), QSizeF(841, 594)

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def layout(qgis_app: Any) -> Iterator[QgsPrintLayout]:
    """A layout of one page."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    yield layout
    project.clear()


def territory(width: float, height: float) -> Territory:
    """A rectangle in metres."""
    geometry = QgsGeometry.fromWkt(box(0, 0, width, height))
    crs = QgsCoordinateReferenceSystem(LAMBERT)
    return Territory(Entry("59001", "Alpha", COMMUNE), geometry, crs)


@pytest.mark.parametrize(
    ("page", "map_size", "ground", "denominator"),
    [
        # 5 mm of white on each side up to A3.
        (A3, (210, 110), (1000, 100), 5000),
        (A3, (210, 110), (100, 1000), 10_000),
        (A4, (210, 110), (1000, 100), 5000),
        # As much more as the paper is larger than A3.
        (A1, (210, 210), (1000, 100), 1_000_000 / (210 - 10 * 841 / 420)),
        (QSizeF(594, 841), (210, 210), (1000, 100), 1_000_000 / (210 - 10 * 841 / 420)),
    ],
)
def test_a_territory_keeps_a_margin_that_grows_with_the_paper(
    page: QSizeF, map_size: tuple[float, float], ground: tuple[float, float], denominator: float
) -> None:
    space = MapSpace("model", page, QSizeF(*map_size))
    assert space.min_denominator(territory(*ground)) == pytest.approx(denominator)


@pytest.mark.parametrize("map_size", [(10, 100), (100, 10), (9, 100)])
def test_a_map_no_larger_than_its_margin_is_refused_by_the_name_of_its_template(
    map_size: tuple[float, float],
) -> None:
    with pytest.raises(TemplateError, match="“model” is too small"):
        MapSpace("model", A3, QSizeF(*map_size)).min_denominator(territory(1000, 1000))


def test_a_map_barely_larger_than_its_margin_is_not_refused() -> None:
    assert MapSpace("model", A3, QSizeF(10.5, 10.5)).min_denominator(territory(1, 1)) > 0


@pytest.mark.parametrize(
    ("width", "height", "sides", "factor"),
    [
        (297, 420, (297, 420), 1),
        (420, 297, (297, 420), 1),
        (210, 297, (210, 297), 1),
        (841, 594, (594, 841), 841 / 420),
    ],
)
def test_a_paper_is_known_by_its_short_and_its_long_side(
    layout: QgsPrintLayout,
    width: float,
    height: float,
    sides: tuple[float, float],
    factor: float,
) -> None:
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(width, height))
    assert paper_size(layout) == pytest.approx(sides)
    assert paper_factor(layout) == pytest.approx(factor)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The box that shows the objects of a class within a territory."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsRectangle,
    QgsVectorLayer,
)

from srce_pac.core.common.crs import transform
from srce_pac.core.common.layer_roles import LIMIT, ROLE
from srce_pac.core.layers.class_extent import LEAST_MARGIN, class_extent
from srce_pac.core.sheet.definition import CONTOUR

pytestmark = pytest.mark.usefixtures("qgis_app")

LAMBERT = "EPSG:2154"
# A territory of a kilometre, a triangle: the corner of its box is not within it.
TERRITORY = "POLYGON((700000 6600000, 701000 6600000, 700000 6601000, 700000 6600000))"
AREA = "POLYGON((700100 6600100, 700300 6600100, 700300 6600200, 700100 6600200, 700100 6600100))"
ACROSS = "POLYGON((700100 6600100, 709000 6600100, 709000 6600200, 700100 6600100))"
AROUND = "POLYGON((700900 6600900, 700950 6600900, 700950 6600950, 700900 6600900))"
BESIDE = "POLYGON((700000 6600000, 700000 6601000, 699000 6601000, 700000 6600000))"


def layer(kind: str, role: str, wkts: Sequence[str], crs: str = LAMBERT) -> QgsVectorLayer:
    """A layer of some shapes that are given in Lambert 93."""
    made = QgsVectorLayer(f"{kind}?crs={crs}", role, "memory")
    made.setCustomProperty(ROLE, role)
    to = transform(QgsCoordinateReferenceSystem(LAMBERT), made.crs())
    for wkt in wkts:
        feature, shape = QgsFeature(), QgsGeometry.fromWkt(wkt)
        shape.transform(to)
        feature.setGeometry(shape)
        made.dataProvider().addFeature(feature)
    return made


@pytest.mark.parametrize("role", [CONTOUR, LIMIT])
@pytest.mark.parametrize("crs", [LAMBERT, "EPSG:4326"])
@pytest.mark.parametrize(
    ("kind", "wkts", "box"),
    [
        ("Polygon", [AREA, AROUND, BESIDE], (700100, 6600100, 700300, 6600200)),
        ("Polygon", [ACROSS], (700100, 6600100, 701000, 6600200)),
        ("Point", ["POINT(700200 6600200)"], (700200, 6600200, 700200, 6600200)),
        (
            "Point",
            ["POINT(700200 6600200)", "POINT(700300 6600100)", "POINT(700900 6600900)"],
            (700200, 6600100, 700300, 6600200),
        ),
    ],
)
def test_only_what_the_territory_has_is_shown_in_metres(
    role: str, crs: str, kind: str, wkts: list[str], box: tuple[float, ...]
) -> None:
    layers = [
        layer("LineString", CONTOUR, ["LINESTRING(0 0, 1 1)"]),
        layer("Polygon", role, [TERRITORY]),
        layer(kind, "class:reservoir", wkts, crs),
        layer("Point", "class:other", ["POINT(700001 6600001)"]),
    ]
    found = class_extent(layers, "reservoir")
    assert found is not None
    assert found.crs().authid() == LAMBERT
    wanted = QgsRectangle(*box)
    margin = max(wanted.width(), wanted.height()) / 20 or LEAST_MARGIN
    sides = (found.xMinimum(), found.yMinimum(), found.xMaximum(), found.yMaximum())
    around = wanted.buffered(margin)
    assert sides == pytest.approx(
        (around.xMinimum(), around.yMinimum(), around.xMaximum(), around.yMaximum()), abs=1
    )


def test_without_objects_or_a_territory_there_is_no_box() -> None:
    points = layer("Point", "class:reservoir", ["POINT(700200 6600200)"])
    assert class_extent([points], "reservoir") is None
    assert class_extent([points, layer("Polygon", CONTOUR, [TERRITORY])], "corridor") is None

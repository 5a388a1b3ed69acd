# SPDX-License-Identifier: GPL-3.0-or-later
"""Where signs of points lie: names keep clear of them, and none is veiled by half."""

from __future__ import annotations

import pytest
from qgis.core import QgsFeature, QgsGeometry, QgsPointXY, QgsRectangle, QgsVectorLayer

from srce_pac.core.layers.drawn_ground import LARGEST_SIGN, drawn_ground, signs_under_veil
from srce_pac.core.layers.sheet_layers import SheetLayers, ThematicLayer
from srce_pac.core.sheet.definition import CONTOUR
from srce_pac.core.styles.contrast import PLUGIN_STYLES
from srce_pac.core.styles.qml import apply_qml

pytestmark = pytest.mark.usefixtures("qgis_app")

# Metres of a mm on paper, and a territory of 100 mm.
METRES = 25.0
TERRITORY = QgsGeometry.fromRect(QgsRectangle(0, 0, 100 * METRES, 100 * METRES))


def layers_of(*millimetres: float) -> SheetLayers:
    """Obstacles outside, so many mm on paper to the left of the territory."""
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "", "memory")
    for left in millimetres:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(-left * METRES, 50 * METRES)))
        layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    assert not apply_qml(layer, (PLUGIN_STYLES / "obstacle_p.qml").read_bytes())
    contour = QgsVectorLayer("Polygon?crs=EPSG:2154", "", "memory")
    apart = ThematicLayer(layer, "obstacle", "p", 0, under_veil=True)
    return SheetLayers([apart], {CONTOUR: contour}, {})


@pytest.mark.parametrize(("millimetres", "covers"), [(0.5, True), (1.9, True), (2.1, False)])
def test_a_sign_outside_that_reaches_into_the_territory_lies_under_the_veil_whole(
    millimetres: float, covers: bool
) -> None:
    discs = list(signs_under_veil(layers_of(millimetres, 30), TERRITORY, METRES))
    assert len(discs) == covers
    for disc in discs:
        assert disc.boundingBox().width() == pytest.approx(3.9 * METRES, rel=0.01)


def test_the_veil_follows_no_large_symbol_into_the_territory() -> None:
    layers = layers_of(0.5)
    layers.thematic[0].layer.renderer().symbol().setSize(1.1 * LARGEST_SIGN)
    assert not list(signs_under_veil(layers, TERRITORY, METRES))


def test_names_keep_clear_of_the_whole_sign_of_a_point() -> None:
    frame = QgsRectangle(-100 * METRES, 0, 100 * METRES, 100 * METRES)
    ground = drawn_ground(layers_of(50), frame, METRES, 0.5)
    on_sign, beside = (
        ground.weight((x - 50) * METRES, 50 * METRES, METRES, METRES) for x in (1.2, 4)
    )
    assert on_sign > 200
    assert beside == 0

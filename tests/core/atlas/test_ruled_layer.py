# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that draw only what fulfils an expression, and records of what differs."""

from __future__ import annotations

from typing import Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsInvertedPolygonRenderer,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsMergedFeatureRenderer,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

from srce_pac.core.atlas.columns import Columns
from srce_pac.core.atlas.layer_record import merge_order
from srce_pac.core.atlas.ruled_layer import restrict_drawing
from srce_pac.tests.support.factories import Row, box, open_layer, write_layer

pytestmark = pytest.mark.usefixtures("qgis_app")

RED = "#ff0000"


def symbol() -> QgsFillSymbol:
    return QgsFillSymbol.createSimple({"color": RED, "outline_style": "no"})


def single() -> QgsFeatureRenderer:
    return QgsSingleSymbolRenderer(symbol())


def categories() -> QgsFeatureRenderer:
    return QgsCategorizedSymbolRenderer("kind", [QgsRendererCategory("a", symbol(), "A")])


def rules() -> QgsFeatureRenderer:
    renderer = QgsRuleBasedRenderer(symbol())
    renderer.rootRule().children()[0].setIsElse(True)
    return renderer


RENDERERS: dict[str, Callable[[], QgsFeatureRenderer]] = {
    "single": single,
    "categories": categories,
    "ELSE": rules,
    "merged": lambda: QgsMergedFeatureRenderer(single()),
    "inverted": lambda: QgsInvertedPolygonRenderer(single()),
}


@pytest.fixture
def layer(tmp_path_factory: pytest.TempPathFactory) -> QgsVectorLayer:
    rows = [Row(box(100 * i, 0, 100), {"code": code, "kind": "a"}) for i, code in enumerate("xy")]
    return open_layer(write_layer(tmp_path_factory.mktemp("layer") / "squares.fgb", rows))


def colours(layer: QgsVectorLayer) -> list[bool]:
    """Whether the two squares are red."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(40, 20))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    picture = job.renderedImage()
    return [QColor(picture.pixel(x, 10)).name() == RED for x in (10, 30)]


@pytest.mark.parametrize("kind", RENDERERS)
def test_only_what_fulfils_the_expression_is_drawn(kind: str, layer: QgsVectorLayer) -> None:
    layer.setRenderer(RENDERERS[kind]())
    is_inverted = kind == "inverted"
    restrict_drawing(layer, "\"code\" = 'y'")
    assert colours(layer) == ([True, False] if is_inverted else [False, True])


def test_what_is_one_for_all_gets_no_column() -> None:
    columns = Columns()
    assert columns.varying("Échelle (mm)", {"a": 1.0, "b": 1.0}) == ""
    assert columns.varying("Échelle (mm)", {"a": 1.0, "b": 2}) == '"echelle_mm"'
    assert columns.varying("échelle-mm", {"a": "x", "b": "y"}) == '"echelle_mm_2"'
    assert columns.types() == {"echelle_mm": float, "echelle_mm_2": str}
    assert columns.row("b") == (2, "y")


def test_layers_keep_the_order_of_every_sheet() -> None:
    order: list[str] = []
    for names in (["a", "d"], ["a", "b", "d"], ["c", "d", "e"]):
        merge_order(order, names)
    assert [order.index(x) for x in "abde"] == sorted(order.index(x) for x in "abde")
    assert order.index("c") < order.index("d")

# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles that draw nothing are refused, whatever hides them; what may be seen is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsFeatureRenderer,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsProperty,
    QgsReadWriteContext,
    QgsRuleBasedLabeling,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.styles.qml import apply_qml, change_labels, draws_nothing, write_style
from srce_pac.core.styles.style_check import check_style
from srce_pac.tests.support.made_styles import layer_of, symbol, write_qml

pytestmark = pytest.mark.usefixtures("qgis_app")

NAMES = {"p": "obstacle_p", "l": "corridor_l", "s": "reservoir_s"}
Property = QgsSymbolLayer.Property
NONE = QColor(0, 0, 0, 0)
BY_VALUE, BY_FIELD = QgsProperty.fromExpression, QgsProperty.fromField


def refusal(drawn: QgsSymbol, geometry: str, folder: Path) -> str:
    layer = layer_of(geometry)
    layer.setRenderer(QgsSingleSymbolRenderer(drawn))
    return check_style(write_qml(layer, folder, NAMES[geometry]), geometry).refusal


Values = dict[QgsSymbolLayer.Property, QgsProperty]
STROKE, FILL = Property.PropertyStrokeColor, Property.PropertyFillColor
UNSEEN: dict[str, tuple[str, list[Values]]] = {
    "a line of no colour": ("l", [{STROKE: BY_VALUE("'0,0,0,0'")}]),
    "its own colour, see-through": ("l", [{STROKE: BY_VALUE("set_color_part(@value,'alpha',0)")}]),
    "areas of no colour": ("s", [{FILL: BY_VALUE("color_rgba(9, 9, 9, 0)")}]),
    "points of no colour": ("p", [{FILL: BY_VALUE("'#00ffffff'")}]),
    "points of no size": ("p", [{Property.PropertySize: BY_VALUE("1 - 1")}]),
    "wide without colour": (
        "l",
        [{STROKE: BY_VALUE("'0,0,0,0'"), Property.PropertyStrokeWidth: BY_FIELD("NUMERO")}],
    ),
    "two parts, one switched off": (
        "l",
        [{Property.PropertyLayerEnabled: BY_VALUE("1 = 2")}, {STROKE: BY_VALUE("'0,0,0,0'")}],
    ),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_what_hides_every_object_is_refused(case: str, tmp_path: Path) -> None:
    geometry, parts = UNSEEN[case]
    drawn = symbol(layer_of(geometry))
    if geometry != "l":
        drawn.symbolLayer(0).setStrokeColor(NONE)
    for _ in parts[1:]:
        drawn.appendSymbolLayer(drawn.symbolLayer(0).clone())
    for number, values in enumerate(parts):
        for key, value in values.items():
            drawn.symbolLayer(number).setDataDefinedProperty(key, value)
    assert "draws nothing" in refusal(drawn, geometry, tmp_path)


SEEN = [
    BY_VALUE("'red'"),
    BY_FIELD("ID"),
    BY_VALUE("if($id > 1, 'red', '0,0,0,0')"),
    BY_VALUE("darker('red', @map_scale)"),
]


@pytest.mark.parametrize("value", SEEN, ids=range(len(SEEN)))
def test_data_defined_colours_are_not_taken_for_none(value: QgsProperty, tmp_path: Path) -> None:
    drawn = symbol(layer_of("l"))
    drawn.setColor(NONE)
    drawn.symbolLayer(0).setDataDefinedProperty(STROKE, value)
    assert refusal(drawn, "l", tmp_path) == ""


# Of Python's objects that QGIS has freed, one may lie where a layer has its renderer now.
FREED = 100


def test_a_renderer_is_what_qgis_says_that_it_is() -> None:
    renderers: list[Callable[[], QgsFeatureRenderer]] = [
        lambda: QgsSingleSymbolRenderer(symbol(layer_of("l"))),
        QgsNullSymbolRenderer,
    ]
    styles = []
    for make in renderers:
        layer = layer_of("l")
        layer.setRenderer(make())
        styles.append(write_style(layer).encode())
    found, freed = [], []
    for number in range(FREED):
        layer = QgsVectorLayer("MultiLineString", "", "memory")
        assert apply_qml(layer, styles[number % 2]) == ""
        freed.append(layer.renderer())
        found.append(draws_nothing(layer))
    assert found == [False, True] * (FREED // 2)


def test_labels_are_what_qgis_says_that_they_are() -> None:
    layer = layer_of("l")
    layer.setLabelsEnabled(True)
    styles = []
    settings = QgsPalLayerSettings()
    settings.fieldName = "ID"
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    styles.append(write_style(layer).encode())
    document = QDomDocument()
    document.setContent("<labeling type='rule-based'><rules><rule/></rules></labeling>")
    element = document.documentElement()
    rule = element.firstChildElement("rules").firstChildElement("rule")
    rule.appendChild(settings.writeXml(document, QgsReadWriteContext()))
    layer.setLabeling(QgsRuleBasedLabeling.create(element, QgsReadWriteContext()))
    styles.append(write_style(layer).encode())
    freed, changed = [], []
    for number in range(FREED):
        layer = QgsVectorLayer("MultiLineString", "", "memory")
        assert apply_qml(layer, styles[number % 2]) == ""
        freed.append(layer.labeling())
        change_labels(layer, lambda settings: changed.append(settings.fieldName))
    assert changed == ["ID"] * FREED

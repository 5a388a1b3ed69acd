# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles with an expression that this QGIS cannot evaluate are refused, wherever it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from qgis.core import (
    QgsGeometryGeneratorSymbolLayer,
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
from qgis.PyQt.QtXml import QDomDocument

from srce_pac.core.common.errors import StyleError
from srce_pac.core.styles.kept_style import keep_style
from srce_pac.core.styles.style_check import check_style
from srce_pac.core.styles.style_reading import examined
from srce_pac.core.styles.style_set import own_set
from srce_pac.tests.support.made_styles import RENDERERS, layer_of, symbol, write_qml

pytestmark = pytest.mark.usefixtures("qgis_app", "qgis_profile")

NAMES = {"p": "obstacle_p", "l": "corridor_l", "s": "reservoir_s"}

Change = Callable[[QgsVectorLayer, str], object]


def by_category(layer: QgsVectorLayer, expression: str) -> None:
    renderer = RENDERERS["categorised"](layer)
    renderer.setClassAttribute(expression)
    layer.setRenderer(renderer)


def by_range(layer: QgsVectorLayer, expression: str) -> None:
    renderer = RENDERERS["graduated"](layer)
    renderer.setClassAttribute(expression)
    layer.setRenderer(renderer)


def by_rule(layer: QgsVectorLayer, expression: str) -> None:
    renderer = RENDERERS["rule-based"](layer)
    renderer.rootRule().children()[0].setFilterExpression(expression)
    layer.setRenderer(renderer)


def by_colour(layer: QgsVectorLayer, expression: str) -> None:
    made = symbol(layer)
    key = QgsSymbolLayer.Property.PropertyFillColor
    made.symbolLayer(0).setDataDefinedProperty(key, QgsProperty.fromExpression(expression))
    layer.setRenderer(QgsSingleSymbolRenderer(made))


def by_generator(layer: QgsVectorLayer, expression: str) -> None:
    kind = {"p": "Marker", "l": "Line", "s": "Fill"}[layer.name()[-1]]
    options = {"geometryModifier": expression, "SymbolType": kind}
    made = QgsSymbol.defaultSymbol(layer.geometryType())
    made.changeSymbolLayer(0, QgsGeometryGeneratorSymbolLayer.create(options))
    layer.setRenderer(QgsSingleSymbolRenderer(made))


def label(layer: QgsVectorLayer, settings: QgsPalLayerSettings) -> None:
    layer.setRenderer(QgsSingleSymbolRenderer(symbol(layer)))
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def by_label(layer: QgsVectorLayer, expression: str) -> None:
    settings = QgsPalLayerSettings()
    settings.fieldName, settings.isExpression = expression, True
    label(layer, settings)


def by_label_size(layer: QgsVectorLayer, expression: str) -> None:
    settings = QgsPalLayerSettings()
    settings.fieldName = "ID"
    size = QgsProperty.fromExpression(expression)
    settings.dataDefinedProperties().setProperty(QgsPalLayerSettings.Property.Size, size)
    label(layer, settings)


def by_label_rule(layer: QgsVectorLayer, expression: str) -> None:
    label(layer, QgsPalLayerSettings())
    # A rule that Python made itself would be freed as another type.
    document = QDomDocument()
    document.setContent('<labeling type="rule-based"><rules><rule/></rules></labeling>')
    rule = document.elementsByTagName("rule").at(0).toElement()
    rule.setAttribute("filter", expression)
    root = document.documentElement()
    layer.setLabeling(QgsRuleBasedLabeling.create(root, QgsReadWriteContext()))


PLACES: dict[str, Change] = {
    "category": by_category,
    "range": by_range,
    "rule": by_rule,
    "colour": by_colour,
    "generator": by_generator,
    "label": by_label,
    "size of a label": by_label_size,
    "rule of labels": by_label_rule,
}
WRONG = ('my_plugin_func("ID")', "my_plugin_func()", "1 + (")


@pytest.mark.parametrize("expression", WRONG)
@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_expression_is_refused_as_one(place: str, expression: str, tmp_path: Path) -> None:
    layer = layer_of("s")
    PLACES[place](layer, expression)
    style = write_qml(layer, tmp_path, "reservoir_s")
    for fields in (None, layer.fields()):
        refusal = check_style(style, "s", fields).refusal
        assert expression in refusal
        assert "is wrong" in refusal
    with pytest.raises(StyleError, match="is wrong"):
        keep_style(layer, "reservoir_s", own_set())
    assert own_set().names() == []


@pytest.mark.parametrize("place", PLACES)
def test_an_expression_that_qgis_knows_is_taken(place: str, tmp_path: Path) -> None:
    layer = layer_of("l")
    PLACES[place](layer, "$geometry" if place == "generator" else "$id + 1")
    assert examined(write_qml(layer, tmp_path, "corridor_l"), "l").reason == ""


@pytest.mark.parametrize("name", ["Surface (ha)", "1er état", "n° d'objet", "L(m)", "état"])
def test_a_field_may_have_a_name_that_is_no_expression(name: str, tmp_path: Path) -> None:
    layer = layer_of("s", name)
    by_category(layer, name)
    style = write_qml(layer, tmp_path, "reservoir_s")
    read = examined(style, "s")
    assert (read.reason, read.missing_field(layer.fields())) == ("", "")


def test_what_is_switched_off_is_not_evaluated(tmp_path: Path) -> None:
    layer = layer_of("s")
    by_label(layer, "1 + (")
    layer.setLabelsEnabled(False)
    part = layer.renderer().symbol().symbolLayer(0).clone()
    by_off = QgsProperty.fromExpression("1 + (")
    part.setDataDefinedProperty(QgsSymbolLayer.Property.PropertyFillColor, by_off)
    part.setEnabled(False)
    layer.renderer().symbol().appendSymbolLayer(part)
    assert examined(write_qml(layer, tmp_path, "reservoir_s"), "s").reason == ""

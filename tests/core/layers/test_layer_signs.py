# SPDX-License-Identifier: GPL-3.0-or-later
"""Which categories and rules a map shows: those by which QGIS draws an object in its frame."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRenderer,
    QgsGeometry,
    QgsGeometryGeneratorSymbolLayer,
    QgsInvertedPolygonRenderer,
    QgsMergedFeatureRenderer,
    QgsProperty,
    QgsReferencedGeometry,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)

from srce_pac.core.layers.layer_signs import draws_all, has_signs, signs_in, with_parents
from srce_pac.tests.support.factories import box
from srce_pac.tests.support.styles import categorised, graduated, rules, single, symbol

pytestmark = pytest.mark.usefixtures("qgis_app")

LAMBERT = "EPSG:2154"
# In a row from west to east, 1 km apart.
VALUES = [("a", 1), ("b", 2), ("c", 30), (None, None)]

COLOURS = {"A": ("a", "red"), "B": ("b", "green"), "C": ("c", "blue")}
WITH_OTHERS = {"A": ("a", "red"), "Autres": ("", "grey"), "D": ("d", "blue")}
NUMBERS = {"0–1": (0.0, 1.0, "red"), "1–5": (1.0, 5.0, "green"), "5–9": (5.0, 9.0, "blue")}
RULES = {
    "A": ("nature = 'a'", "red", 0, 0),
    "Grand": ("n > 1", "green", 0, 0),
    "De près": ("", "blue", 0, 5_000),
    "De loin": ("", "blue", 5_000, 0),
}


def nested() -> QgsFeatureRenderer:
    """Rules under a rule that draws nothing itself."""
    renderer = rules("s", {"Grand": ("n > 1", "red", 0, 0), "A": ("nature = 'a'", "red", 0, 0)})
    assert isinstance(renderer, QgsRuleBasedRenderer)
    above, model = renderer.rootRule().children()
    for label, expression in (("B", "nature = 'b'"), ("C", "nature = 'c'")):
        rule = model.clone()
        rule.setLabel(label)
        rule.setFilterExpression(expression)
        above.appendChild(rule)
    above.setSymbol(None)
    return renderer


# For each kind of renderer, what is listed of each of the four objects, and of all.
KINDS: dict[str, tuple[Callable[[], QgsFeatureRenderer], list[list[str]]]] = {
    "values": (lambda: categorised("s", "nature", COLOURS), [["A"], ["B"], ["C"], []]),
    "other values": (
        lambda: categorised("s", "nature", WITH_OTHERS),
        [["A"], ["Autres"], ["Autres"], ["Autres"]],
    ),
    "an expression": (
        lambda: categorised("s", "lower(upper(nature))", COLOURS),
        [["A"], ["B"], ["C"], []],
    ),
    "numbers": (lambda: graduated("s", "n", NUMBERS), [["0–1"], ["1–5"], [], []]),
    "rules": (
        lambda: rules("s", RULES),
        [["A", "De loin"], ["Grand", "De loin"], ["Grand", "De loin"], ["De loin"]],
    ),
    "rules under a rule": (nested, [["A"], ["Grand", "B"], ["Grand", "C"], []]),
    "values, merged": (
        lambda: QgsMergedFeatureRenderer(categorised("s", "nature", WITH_OTHERS)),
        [["A"], ["Autres"], ["Autres"], ["Autres"]],
    ),
    "values, inverted": (
        lambda: QgsInvertedPolygonRenderer(categorised("s", "nature", COLOURS)),
        [["A"], ["B"], ["C"], []],
    ),
}


@pytest.fixture
def layer(qgis_app: Any) -> QgsVectorLayer:
    fields = "field=nature:string&field=n:integer"
    layer = QgsVectorLayer(f"Polygon?crs={LAMBERT}&{fields}", "", "memory")
    for number, values in enumerate(VALUES):
        feature = QgsFeature(layer.fields())
        feature.setAttributes(list(values))
        feature.setGeometry(QgsGeometry.fromWkt(box(number * 1_000, 0, 100)))
        layer.dataProvider().addFeatures([feature])
    return layer


def area(west: float, width: float) -> QgsReferencedGeometry:
    geometry = QgsGeometry.fromWkt(box(west, -10, width, 200))
    return QgsReferencedGeometry(geometry, QgsCoordinateReferenceSystem(LAMBERT))


def listed(layer: QgsVectorLayer, west: float, width: float, scale: float = 10_000) -> list[str]:
    """The names that the legend lists for a part of the row."""
    places = with_parents(layer, signs_in(layer, area(west, width), scale))
    signs = layer.renderer().legendSymbolItems()
    return [signs[place].label() for place in places]


@pytest.mark.parametrize("kind", KINDS)
def test_what_draws_an_object_in_the_area_is_listed(kind: str, layer: QgsVectorLayer) -> None:
    renderer, expected = KINDS[kind]
    layer.setRenderer(renderer())
    assert has_signs(layer)
    assert [listed(layer, 1_000 * number, 500) for number in range(len(VALUES))] == expected
    order = [sign.label() for sign in layer.renderer().legendSymbolItems()]
    every = {name for names in expected for name in names}
    assert listed(layer, 0, 9_000) == [name for name in order if name in every]
    assert listed(layer, 500, 300) == []
    # What is not listed is not drawn either.
    whole = [draws_all(layer, area(1_000 * number, 500), 10_000) for number in range(len(VALUES))]
    assert whole == [bool(names) for names in expected]
    assert draws_all(layer, area(0, 9_000), 10_000) == all(whole)


def switched(expression: str) -> QgsSymbol:
    made = symbol("s", "red")
    key = QgsSymbolLayer.Property.PropertyLayerEnabled
    made.symbolLayer(0).setDataDefinedProperty(key, QgsProperty.fromExpression(expression))
    return made


def see_through(expression: str) -> QgsSymbol:
    made = symbol("s", "red")
    key = QgsSymbol.Property.PropertyOpacity
    made.setDataDefinedProperty(key, QgsProperty.fromExpression(expression))
    return made


def generated(expression: str) -> QgsSymbol:
    made = symbol("s", "red")
    options = {"geometryModifier": expression, "SymbolType": "Fill"}
    made.changeSymbolLayer(0, QgsGeometryGeneratorSymbolLayer.create(options))
    return made


# Of the four objects, which are drawn.
SYMBOLS: dict[str, tuple[Callable[[str], QgsSymbol], str, list[bool]]] = {
    "switched": (switched, "n > 1", [False, True, True, True]),
    "switched at a scale": (switched, "@map_scale > 20000", [False] * 4),
    "see-through": (see_through, "if(nature = 'b', 0, 50)", [True, False, True, True]),
    "generated": (generated, "if(n < 5, buffer($geometry, 5), NULL)", [True, True, False, False]),
    "all": (generated, "buffer($geometry, 5)", [True] * 4),
}


@pytest.mark.parametrize("kind", SYMBOLS)
def test_what_a_symbol_leaves_out_by_the_data_is_known(kind: str, layer: QgsVectorLayer) -> None:
    make, expression, expected = SYMBOLS[kind]
    layer.setRenderer(QgsSingleSymbolRenderer(make(expression)))
    whole = [draws_all(layer, area(1_000 * number, 500), 10_000) for number in range(len(VALUES))]
    assert whole == expected
    assert draws_all(layer, area(0, 9_000), 10_000) == all(expected)


def test_a_rule_is_listed_at_its_scales(layer: QgsVectorLayer) -> None:
    layer.setRenderer(rules("s", RULES))
    assert listed(layer, 3_000, 500, scale=2_000) == ["De près"]


def test_what_is_switched_off_is_not_listed(layer: QgsVectorLayer) -> None:
    layer.setRenderer(categorised("s", "nature", WITH_OTHERS))
    renderer = layer.renderer()
    renderer.checkLegendSymbolItem(renderer.legendSymbolItems()[1].ruleKey(), False)
    assert listed(layer, 0, 9_000) == ["A"]


def test_one_symbol_is_there_where_an_object_is(layer: QgsVectorLayer) -> None:
    layer.setRenderer(single("s", "red"))
    assert not has_signs(layer)
    assert listed(layer, 2_000, 500) == [""]
    assert listed(layer, 2_500, 300) == []

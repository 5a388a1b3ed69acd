# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols made larger or smaller as a whole."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsFeatureRenderer,
    QgsProperty,
    QgsRenderContext,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSizeScaleTransformer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsUnitTypes,
    QgsVectorLayer,
)

from srce_pac.core.common.files import ROOT
from srce_pac.core.styles.symbol_scaling import scale_symbols
from srce_pac.tests.support.made_styles import apply_style

GEOMETRIES = {"p": "Point", "l": "LineString", "s": "Polygon"}
STYLES = sorted(
    path.stem
    for path in (ROOT / "styles").glob("*.qml")
    if path.stem.startswith(("obstacle", "corridor", "reservoir", "watercourse", "contour"))
)

pytestmark = pytest.mark.usefixtures("qgis_app")


def styled(name: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(f"{GEOMETRIES[name[-1]]}?crs=EPSG:2154", name, "memory")
    apply_style(layer, ROOT / "styles" / f"{name}.qml")
    return layer


def lengths(symbol: QgsSymbol) -> list[float]:
    """Every length in mm of a symbol and of the symbols within it."""
    found = []
    for part in symbol.symbolLayers():
        properties = part.properties()
        for key, value in properties.items():
            if properties.get(f"{key}_unit") == "MM":
                found += [float(number) for number in value.replace(";", ",").split(",")]
        # The marks of patterns have a constant for a property.
        computed = part.dataDefinedProperties().property(
            QgsSymbolLayer.Property.PropertyStrokeWidth
        )
        if computed.propertyType() == QgsProperty.Type.StaticProperty and computed.isActive():
            found.append(float(computed.staticValue()))
        if part.subSymbol() is not None:
            found += lengths(part.subSymbol())
    return found


@pytest.mark.parametrize("name", STYLES)
def test_every_length_grows_alike(name: str) -> None:
    layer = styled(name)
    before = lengths(layer.renderer().symbol())
    scale_symbols(layer, 1.5)
    after = lengths(layer.renderer().symbol())
    assert any(before)
    assert after == pytest.approx([1.5 * length for length in before], rel=1e-4)


@pytest.mark.parametrize("name", STYLES)
def test_nothing_but_lengths_changes(name: str) -> None:
    layer = styled(name)
    before = layer.renderer().symbol().clone()
    scale_symbols(layer, 2.0)
    scale_symbols(layer, 1.0)
    after = layer.renderer().symbol()
    assert [part.properties() for part in after.symbolLayers()] == [
        part.properties() for part in before.symbolLayers()
    ]


def test_asked_for_twice_it_grows_once() -> None:
    layer = styled("obstacle_p")
    scale_symbols(layer, 1.5)
    once = layer.renderer().symbol().size()
    scale_symbols(layer, 1.5)
    assert layer.renderer().symbol().size() == pytest.approx(once)


def categorised(symbol: QgsSymbol) -> QgsFeatureRenderer:
    categories = [QgsRendererCategory(value, symbol.clone(), value) for value in ("a", "b", "")]
    categories[1].setRenderState(False)
    return QgsCategorizedSymbolRenderer("code", categories)


@pytest.mark.parametrize("make", [categorised, QgsRuleBasedRenderer])
def test_every_symbol_of_a_users_style_grows(make: Any) -> None:
    layer = styled("obstacle_p")
    layer.setRenderer(make(layer.renderer().symbol().clone()))
    before = layer.renderer().clone()
    scale_symbols(layer, 2.0)
    after = layer.renderer()
    assert type(after) is type(before)
    sizes = [
        [length for symbol in renderer.symbols(QgsRenderContext()) for length in lengths(symbol)]
        for renderer in (before, after)
    ]
    assert sizes[0]
    assert sizes[1] == pytest.approx([2 * length for length in sizes[0]], rel=1e-4)
    assert after.legendSymbolItems()[0].label() == before.legendSymbolItems()[0].label()


def by_assistant() -> QgsProperty:
    size = QgsProperty.fromField("n")
    size.setTransformer(
        QgsSizeScaleTransformer(QgsSizeScaleTransformer.ScaleType.Linear, 0, 4, 0, 8)
    )
    return size


BY_DATA: dict[str, Callable[[], QgsProperty]] = {
    "an expression": lambda: QgsProperty.fromExpression('if("n" > 3, 2, 1) + 2'),
    "a field": lambda: QgsProperty.fromField("n"),
    "the assistant": by_assistant,
}


@pytest.mark.parametrize("make", BY_DATA)
@pytest.mark.parametrize(
    ("geometry", "key"),
    [
        ("p", QgsSymbolLayer.Property.PropertySize),
        ("l", QgsSymbolLayer.Property.PropertyStrokeWidth),
        ("s", QgsSymbolLayer.Property.PropertyStrokeWidth),
    ],
)
def test_what_depends_on_the_data_grows_alike(
    geometry: str, key: QgsSymbolLayer.Property, make: str
) -> None:
    layer = QgsVectorLayer(f"{GEOMETRIES[geometry]}?field=n:integer", "", "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([4])
    part = layer.renderer().symbol().symbolLayer(0)
    part.setDataDefinedProperty(key, BY_DATA[make]())

    def size() -> float:
        context = QgsExpressionContextUtils.createFeatureBasedContext(feature, layer.fields())
        properties = layer.renderer().symbol().symbolLayer(0).dataDefinedProperties()
        return float(properties.valueAsDouble(key, context, -1)[0])

    before = size()
    assert before > 0
    for growth in (1.5, 0.5, 1.5):
        scale_symbols(layer, growth)
        assert size() == pytest.approx(growth * before, rel=1e-4)
    scale_symbols(layer, 1)
    assert size() == pytest.approx(before)


def test_lengths_on_the_ground_stay_whatever_the_data() -> None:
    layer = QgsVectorLayer("Point?field=n:integer", "", "memory")
    part = layer.renderer().symbol().symbolLayer(0)
    part.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMapUnits)
    key = QgsSymbolLayer.Property.PropertySize
    part.setDataDefinedProperty(key, QgsProperty.fromField("n"))
    scale_symbols(layer, 2)
    size = layer.renderer().symbol().symbolLayer(0).dataDefinedProperties().property(key)
    assert size.asExpression() == '"n"'

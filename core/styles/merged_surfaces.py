# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas of one sign drawn as one surface, while the layer keeps its objects."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import (
    QgsExpression,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsGeometryGeneratorSymbolLayer,
    QgsMergedFeatureRenderer,
    QgsProperty,
    QgsPropertyCollection,
    QgsRenderContext,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .plain_vector import symbol_layers
from .qml import MERGED
from .style_reading import RENDERERS

# A sign, or so many, for each object, which one surface would have once.
_ONE_EACH = ("CentroidFill", "RandomMarkerFill")
# The same along an outline, unless they follow each other at an interval.
_ALONG = ("MarkerLine", "HashLine")
_KINDS = QgsProperty.Type

# Between parts of a surface, gaps of less than so many mm on paper are closed: their outlines would
# be strokes, of which a town has hundreds.
_GAP = 0.4
# In units of the map, metres: away and back again. The smallest area would not come back.
_REACH = f"coalesce(@map_scale, 0) * {_GAP / 2000}"
_AGAIN = f"buffer(buffer($geometry, {_REACH}, 1), -{_REACH}, 1)"
_CLOSED = f"coalesce(combine($geometry, {_AGAIN}), $geometry)"


def draw_merged(layer: QgsVectorLayer, is_united: bool) -> None:
    """Have QGIS draw the areas that a style gives one sign as one surface, or each by itself.

    Objects that a style tells apart (by categories or rules) stay apart. A style that depends on
    the single object in another way is left as it is: by the size of its symbols, for instance.
    The layer holds no other objects than before, and its legend is the same.
    """
    renderer = style_of_objects(layer.renderer())
    is_merged = is_united and _is_of_areas(layer) and _can_merge(renderer)
    if is_merged:
        for symbol in renderer.symbols(QgsRenderContext()):
            _draw_closed(symbol)
        renderer = QgsMergedFeatureRenderer(renderer)
    if is_merged != is_drawn_merged(layer):
        layer.setRenderer(renderer)


def is_drawn_merged(layer: QgsVectorLayer) -> bool:
    """Whether QGIS draws the areas of a layer as surfaces."""
    return bool(layer.renderer().type() == MERGED)


def style_of_objects(renderer: QgsFeatureRenderer) -> QgsFeatureRenderer:
    """A copy of what draws the objects, where they are drawn as one surface or by themselves."""
    is_merged = renderer.type() == MERGED and renderer.embeddedRenderer() is not None
    objects = (renderer.embeddedRenderer() if is_merged else renderer).clone()
    for symbol in objects.symbols(QgsRenderContext()):
        _fill_with(symbol, symbol_of_objects(symbol))
    return objects


def symbol_of_objects(symbol: QgsSymbol) -> QgsSymbol:
    """A copy of the symbol of the objects themselves, of which one that draws surfaces is made."""
    part = symbol.symbolLayer(0)
    if isinstance(part, QgsGeometryGeneratorSymbolLayer) and part.geometryExpression() == _CLOSED:
        return part.subSymbol().clone()
    return symbol.clone()


def _draw_closed(symbol: QgsSymbol) -> None:
    """Have a symbol draw areas without the gaps that are none on paper."""
    generator = QgsGeometryGeneratorSymbolLayer.create(
        {"geometryModifier": _CLOSED, "SymbolType": "Fill"}
    )
    generator.setSubSymbol(symbol.clone())
    closed = QgsFillSymbol()
    closed.changeSymbolLayer(0, generator)
    _fill_with(symbol, closed)


def _fill_with(symbol: QgsSymbol, other: QgsSymbol) -> None:
    """Have a symbol that a renderer owns draw as another one does."""
    count = symbol.symbolLayerCount()
    for part in other.symbolLayers():
        symbol.appendSymbolLayer(part.clone())
    for _ in range(count):
        symbol.deleteSymbolLayer(0)
    symbol.setOpacity(other.opacity())
    symbol.setDataDefinedProperties(other.dataDefinedProperties())


def _is_of_areas(layer: QgsVectorLayer) -> bool:
    return bool(layer.geometryType() == QgsWkbTypes.GeometryType.PolygonGeometry)


def _can_merge(renderer: QgsFeatureRenderer) -> bool:
    """Whether signs look the same on a surface as on its parts."""
    if renderer.type() not in RENDERERS or renderer.orderByEnabled():
        return False
    # The parts of all objects one after the other: QGIS knows this of objects only.
    if renderer.usingSymbolLevels():
        return False
    symbols = renderer.symbols(QgsRenderContext())
    collections = [symbol.dataDefinedProperties() for symbol in symbols]
    for part in symbol_layers(symbols):
        if _is_of_object(part) or isinstance(part, QgsGeometryGeneratorSymbolLayer):
            return False
        collections.append(part.dataDefinedProperties())
        if part.subSymbol() is not None:
            collections.append(part.subSymbol().dataDefinedProperties())
    return not any(map(_depends_on_object, _active(collections)))


def _is_of_object(part: QgsSymbolLayer) -> bool:
    if part.layerType() not in _ALONG:
        return part.layerType() in _ONE_EACH
    written = part.properties()
    # Later versions write all places at once, with capitals.
    places = str(written.get("placements", written.get("placement", "")))
    return places.casefold() != "interval"


def _active(collections: list[QgsPropertyCollection]) -> Iterator[QgsProperty]:
    for collection in collections:
        for key in collection.propertyKeys():
            if collection.property(key).isActive():
                yield collection.property(key)


def _depends_on_object(value: QgsProperty) -> bool:
    if value.propertyType() != _KINDS.ExpressionBasedProperty:
        return bool(value.propertyType() == _KINDS.FieldBasedProperty)
    expression = QgsExpression(value.expressionString())
    names = {f"${name}" for name in ("id", "currentfeature")} | {"@feature", "@id", "@geometry"}
    asked = {f"@{name}" for name in expression.referencedVariables()}
    asked |= {str(name) for name in expression.referencedFunctions()}
    return bool(
        expression.needsGeometry() or expression.referencedColumns() or names.intersection(asked)
    )

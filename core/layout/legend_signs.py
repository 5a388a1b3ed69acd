# SPDX-License-Identifier: GPL-3.0-or-later
"""The categories, classes of numbers and rules with which a map draws the objects of a layer."""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsExpressionContextScope,
    QgsFeatureRenderer,
    QgsReferencedGeometry,
    QgsRenderContext,
    QgsVectorLayer,
)

from ..layers.restriction import intersecting_features, meets
from ..styles.qml import drawn_signs


def has_signs(layer: QgsVectorLayer) -> bool:
    """Whether a layer is drawn with several signs, or with one that has a name."""
    signs = layer.renderer().legendSymbolItems()
    return len(signs) > 1 or any(sign.label() for sign in signs)


def signs_in(layer: QgsVectorLayer, area: QgsReferencedGeometry, scale: float) -> frozenset[int]:
    """The places among the signs of a renderer of those that draw an object in an area (polygons).

    `scale` is the denominator of the map. A layer with one sign, or none, has the place 0.
    """
    if not has_signs(layer):
        return frozenset({0} if meets(layer, area) else ())
    renderer = layer.renderer().clone()
    drawn = drawn_signs(renderer, scale)
    symbols = {place: sign for place, sign in drawn.items() if sign.symbol() is not None}
    context = _context(layer, scale)
    keys: set[str] = set()
    renderer.startRender(context, layer.fields())
    others = _keys_of_others(renderer)
    for feature in intersecting_features(layer, area, attributes=True):
        context.expressionContext().setFeature(feature)
        # QGIS names no category for a value that has none of its own.
        keys |= renderer.legendKeysForFeature(feature, context) or others
        if len(keys) == len(symbols):
            break
    renderer.stopRender(context)
    return frozenset(place for place, sign in symbols.items() if sign.ruleKey() in keys)


def _keys_of_others(renderer: QgsFeatureRenderer) -> set[str]:
    """The key of the category of all values without one of their own, if there is one."""
    inner = renderer.embeddedRenderer() or renderer
    if not isinstance(inner, QgsCategorizedSymbolRenderer):
        return set()
    values = [category.value() for category in inner.categories()]
    places = [place for place, value in enumerate(values) if value == NULL or value in ("", None)]
    signs = renderer.legendSymbolItems()
    return {signs[place].ruleKey() for place in places[-1:]}


def _context(layer: QgsVectorLayer, scale: float) -> QgsRenderContext:
    """In which a renderer tells by which of its signs an object is drawn."""
    variables = layer.createExpressionContext()
    at_scale = QgsExpressionContextScope()
    at_scale.setVariable("map_scale", scale)
    variables.appendScope(at_scale)
    context = QgsRenderContext()
    context.setRendererScale(scale)
    context.setExpressionContext(variables)
    return context


def with_parents(layer: QgsVectorLayer, places: Collection[int]) -> tuple[int, ...]:
    """Some signs in their order, after the rules without a symbol that they stand under."""
    signs = layer.renderer().legendSymbolItems()
    by_key = {sign.ruleKey(): place for place, sign in enumerate(signs)}
    listed = set(places)
    for place in places:
        parent = signs[place].parentRuleKey()
        while parent in by_key:
            listed.add(by_key[parent])
            parent = signs[by_key[parent]].parentRuleKey()
    return tuple(sorted(listed))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The categories, classes of numbers and rules by which a map draws the objects of a layer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from qgis.core import (
    NULL,
    QgsCategorizedSymbolRenderer,
    QgsExpressionContextScope,
    QgsFeatureRenderer,
    QgsReferencedGeometry,
    QgsRenderContext,
    QgsVectorLayer,
)

from ..styles.merged_surfaces import style_of_objects
from ..styles.qml import drawn_signs, is_seen, may_be_unseen
from .restriction import intersecting_features, meets


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
    symbols = _symbols(layer, scale)
    keys: set[str] = set()
    for drawn_by in _keys(layer, area, scale):
        keys |= drawn_by
        if len(keys) == len(symbols):
            break
    return frozenset(symbols[key] for key in keys)


def draws_all(layer: QgsVectorLayer, area: QgsReferencedGeometry, scale: float) -> bool:
    """Whether no object of a layer in an area (polygons) is left out by its signs or symbols."""
    if has_signs(layer) and not all(_keys(layer, area, scale)):
        return False
    renderer = style_of_objects(layer.renderer())
    if not any(map(may_be_unseen, renderer.symbols(QgsRenderContext()))):
        return True
    return all(_sees(layer, area, scale))


def _keys(layer: QgsVectorLayer, area: QgsReferencedGeometry, scale: float) -> Iterator[set[str]]:
    """For each object in an area, the keys of the signs that draw it at a scale."""
    renderer, context = layer.renderer().clone(), _context(layer, scale)
    others, symbols = _keys_of_others(renderer), _symbols(layer, scale).keys()
    renderer.startRender(context, layer.fields())
    try:
        for feature in intersecting_features(layer, area, attributes=True):
            context.expressionContext().setFeature(feature)
            # QGIS names no category for a value that has none of its own.
            yield (renderer.legendKeysForFeature(feature, context) or others) & symbols
    finally:
        renderer.stopRender(context)


def _sees(layer: QgsVectorLayer, area: QgsReferencedGeometry, scale: float) -> Iterator[bool]:
    """For each object in an area, whether one of the symbols that it has is drawn for it."""
    # What areas are united by does not hide any, and would unite each of them here.
    renderer, context = style_of_objects(layer.renderer()), _context(layer, scale)
    renderer.startRender(context, layer.fields())
    try:
        for feature in intersecting_features(layer, area, attributes=True):
            variables = context.expressionContext()
            variables.setFeature(feature)
            symbols = renderer.originalSymbolsForFeature(feature, context)
            yield any(is_seen(symbol, variables) for symbol in symbols)
    finally:
        renderer.stopRender(context)


def _symbols(layer: QgsVectorLayer, scale: float) -> dict[str, int]:
    """The keys and the places of the signs that are drawn at a scale."""
    drawn = drawn_signs(layer.renderer(), scale)
    return {sign.ruleKey(): place for place, sign in drawn.items() if sign.symbol() is not None}


def _keys_of_others(renderer: QgsFeatureRenderer) -> set[str]:
    """The key of the category of all values without one of their own, if there is one."""
    # Of what a renderer owns, Python may not know the class; of a copy it does.
    inner = (renderer.embeddedRenderer() or renderer).clone()
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

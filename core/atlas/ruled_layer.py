# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers that draw and label only what fulfils an expression, whatever their renderer."""

from __future__ import annotations

from qgis.core import (
    QgsFeatureRenderer,
    QgsInvertedPolygonRenderer,
    QgsMergedFeatureRenderer,
    QgsNullSymbolRenderer,
    QgsRuleBasedLabeling,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)


def restrict_drawing(layer: QgsVectorLayer, expression: str) -> None:
    """Have a layer draw and label only the objects that fulfil an expression.

    Its signs look as before, but those of a legend are others: a legend lists a layer that was not
    restricted.
    """
    layer.setRenderer(_restricted(layer.renderer(), expression))
    if layer.labelsEnabled() and layer.labeling() is not None:
        _restrict_labels(layer, expression)


def _restricted(renderer: QgsFeatureRenderer, expression: str) -> QgsFeatureRenderer:
    if isinstance(renderer, QgsNullSymbolRenderer):
        return renderer.clone()
    if isinstance(renderer, (QgsInvertedPolygonRenderer, QgsMergedFeatureRenderer)):
        outer = renderer.clone()
        outer.setEmbeddedRenderer(_restricted(renderer.embeddedRenderer(), expression))
        return outer
    ruled = QgsRuleBasedRenderer.convertFromRenderer(renderer)
    root = QgsRuleBasedRenderer.Rule(None)
    # A rule without a symbol lets through to those below it, of which some may say ELSE.
    gate = QgsRuleBasedRenderer.Rule(None)
    gate.setFilterExpression(expression)
    for rule in ruled.rootRule().children():
        gate.appendChild(rule.clone())
    root.appendChild(gate)
    restricted = QgsRuleBasedRenderer(root)
    restricted.setUsingSymbolLevels(renderer.usingSymbolLevels())
    restricted.setOrderBy(renderer.orderBy())
    restricted.setOrderByEnabled(renderer.orderByEnabled())
    return restricted


def _restrict_labels(layer: QgsVectorLayer, expression: str) -> None:
    labeling = layer.labeling()
    root = QgsRuleBasedLabeling.Rule(None)
    gate: QgsRuleBasedLabeling.Rule
    if isinstance(labeling, QgsVectorLayerSimpleLabeling):
        gate = QgsRuleBasedLabeling.Rule(labeling.settings())
    else:
        gate = QgsRuleBasedLabeling.Rule(None)
        for rule in labeling.rootRule().children():
            gate.appendChild(rule.clone())
    gate.setFilterExpression(expression)
    root.appendChild(gate)
    layer.setLabeling(QgsRuleBasedLabeling(root))

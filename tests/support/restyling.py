# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user makes of the style of a layer: some of it draws nothing."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsRuleBasedRenderer, QgsVectorLayer

Restyle = Callable[[QgsVectorLayer], object]


def switch_off_symbol_layers(layer: QgsVectorLayer) -> None:
    for part in layer.renderer().symbol().symbolLayers():
        part.setEnabled(False)


def rules_of(layer: QgsVectorLayer) -> QgsRuleBasedRenderer:
    """One rule that draws a layer as it is drawn; other rules are to be copied from it.

    The destructor of a rule is not virtual: when QGIS deletes one that was constructed in Python,
    Python does not notice, and later writes into freed memory.
    """
    return QgsRuleBasedRenderer(layer.renderer().symbol().clone())


def limit(rule: QgsRuleBasedRenderer.Rule, finest: float, coarsest: float) -> None:
    # QGIS calls the coarsest scale, thus the largest denominator, the minimum.
    rule.setMinimumScale(coarsest)
    rule.setMaximumScale(finest)


def limit_rule(layer: QgsVectorLayer) -> None:
    renderer = rules_of(layer)
    limit(renderer.rootRule().children()[0], 10, 500)
    layer.setRenderer(renderer)


def limit_rule_around(layer: QgsVectorLayer) -> None:
    renderer = rules_of(layer)
    around = renderer.rootRule().children()[0]
    within = around.clone()
    around.setSymbol(None)
    limit(around, 10, 500)
    around.appendChild(within)
    layer.setRenderer(renderer)


def add_rule_of_another_scale(layer: QgsVectorLayer) -> None:
    renderer = rules_of(layer)
    shown = renderer.rootRule().children()[0]
    other = shown.clone()
    limit(shown, 10, 5_000_000)
    limit(other, 10, 500)
    other.setLabel("of another scale")
    renderer.rootRule().appendChild(other)
    layer.setRenderer(renderer)


def limit_layer(layer: QgsVectorLayer) -> None:
    layer.setScaleBasedVisibility(True)
    layer.setMinimumScale(500)
    layer.setMaximumScale(10)


UNDRAWN: dict[str, Restyle] = {
    "symbol layers": switch_off_symbol_layers,
    "opacity of the symbol": lambda layer: layer.renderer().symbol().setOpacity(0),
    "rule": limit_rule,
    "rule around": limit_rule_around,
}
DRAWN: dict[str, Restyle] = {"layer": limit_layer, "one of two rules": add_rule_of_another_scale}

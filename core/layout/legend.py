# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend of a sheet: the classes that its map shows."""

from __future__ import annotations

from qgis.core import QgsRenderContext, QgsVectorLayer

from ..layers.symbol_scaling import growth_of
from ..sheet.definition import CONTOUR
from .content import SheetContent
from .legend_item import LegendLine


def legend_lines(
    content: SheetContent, shown: set[tuple[str, str]], scale: float
) -> tuple[LegendLine, ...]:
    """The lines for the classes and geometry letters that the map shows, and for the contour.

    `scale` is the denominator of the map.
    """
    layers, sheet = content.layers, content.sheet
    by_role = {(t.class_id, t.geometry): t.layer for t in reversed(layers.thematic)}
    by_role = {role: layer for role, layer in by_role.items() if role in shown}
    by_role[(CONTOUR, "s")] = layers.contour
    lines = [
        LegendLine(entry.label, layer, growth_of(layer), _drawn_at(layer, scale), entry.heading)
        for entry in sheet.legends[content.kind]
        for letter in entry.geometries
        if (layer := by_role.get((entry.class_id, letter))) is not None
    ]
    # What the user has hidden is not absent.
    if len(by_role) == 1 and not layers.hidden:
        empty = sheet.legend_empty
        if not layers.reaches:
            empty = sheet.words["uncovered"].format(empty)
        lines.append(LegendLine(empty, layers.contour, 1, 0, is_sentence=True))
    return tuple(lines)


def _drawn_at(layer: QgsVectorLayer, scale: float) -> float:
    """The denominator on which the size of the symbols of a layer depends, 0 for none."""
    symbols = layer.renderer().symbols(QgsRenderContext())
    return scale if any(symbol.usesMapUnits() for symbol in symbols) else 0

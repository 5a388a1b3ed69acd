# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend of a sheet: the classes that its map shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qgis.core import (
    QgsGeometry,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsRenderContext,
    QgsVectorLayer,
)

from ..common.layer_roles import UNCOVERED
from ..common.request import SHOW
from ..layers.sheet_layers import SheetLayers
from ..sheet.definition import CONTOUR, LegendEntry
from ..styles.symbol_scaling import growth_of
from .content import SheetContent
from .legend_item import LegendLine


def legend_lines(
    content: SheetContent, extent: QgsRectangle, scale: float
) -> tuple[LegendLine, ...]:
    """The lines for what the map shows: the contour, the classes, what is only outside.

    `extent` is that of the map in the CRS of the territory, `scale` its denominator.
    """
    territory, layers, sheet = content.territory, content.layers, content.sheet
    frame = QgsGeometry.fromRect(extent)
    inside = layers.shown_in(
        QgsReferencedGeometry(territory.geometry.intersection(frame), territory.crs)
    )
    lines = list(_class_lines(content, inside, scale))
    uncovered = layers.reference.get(UNCOVERED)
    if uncovered is not None:
        lines.append(LegendLine(uncovered.name(), uncovered, growth_of(uncovered), 0))
    elif not inside and not any(layers.counts.values()):
        # Where the data are not known to cover the territory, nothing is known to be absent.
        lines.append(LegendLine(sheet.legend_empty, layers.contour, 1, 0, is_sentence=True))
    if content.outside == SHOW:
        seen = layers.shown_in(QgsReferencedGeometry(frame, territory.crs))
        lines += _outside_lines(content, seen - inside, scale)
    return tuple(lines)


def _class_lines(
    content: SheetContent, shown: set[tuple[str, str]], scale: float
) -> Iterator[LegendLine]:
    by_role = _by_role(content.layers, shown)
    by_role[(CONTOUR, "s")] = content.layers.contour
    for entry, layer in _entries(content, by_role):
        yield LegendLine(
            entry.label, layer, growth_of(layer), _drawn_at(layer, scale), entry.heading
        )


def _outside_lines(
    content: SheetContent, shown: set[tuple[str, str]], scale: float
) -> Iterator[LegendLine]:
    """The lines of classes that are seen only outside the territory, under a heading of theirs."""
    sheet = content.sheet
    for entry, layer in _entries(content, _by_role(content.layers, shown)):
        # A label that leans on its own heading says nothing under another.
        full = sheet.label(entry.class_id)
        label = entry.label if entry.label.startswith(full) else full
        heading = sheet.words["outside"]
        yield LegendLine(label, layer, growth_of(layer), _drawn_at(layer, scale), heading)


def _entries(
    content: SheetContent, by_role: Mapping[tuple[str, str], QgsVectorLayer]
) -> Iterator[tuple[LegendEntry, QgsVectorLayer]]:
    """The entries of the legend for some layers, a layer a line, in the order of the sheet."""
    for entry in content.sheet.legends[content.kind]:
        for letter in entry.geometries:
            layer = by_role.get((entry.class_id, letter))
            if layer is not None:
                yield entry, layer


def _by_role(
    layers: SheetLayers, shown: set[tuple[str, str]]
) -> dict[tuple[str, str], QgsVectorLayer]:
    """The topmost layer of each class and geometry letter that is shown."""
    by_role = {(t.class_id, t.geometry): t.layer for t in reversed(layers.thematic)}
    return {role: layer for role, layer in by_role.items() if role in shown}


def _drawn_at(layer: QgsVectorLayer, scale: float) -> float:
    """The denominator on which the symbols of a layer, or their sizes, depend, 0 for none."""
    renderer = layer.renderer()
    is_sized = any(symbol.usesMapUnits() for symbol in renderer.symbols(QgsRenderContext()))
    is_limited = any(
        sign.scaleMinDenom() > 0 or sign.scaleMaxDenom() > 0
        for sign in renderer.legendSymbolItems()
    )
    return scale if is_sized or is_limited else 0

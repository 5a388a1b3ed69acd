# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend of a layout: the classes that the map shows."""

from __future__ import annotations

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutItemLegend,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsVectorLayer,
)

from ..sheet.definition import CONTOUR, LegendEntry
from .band_items import LEGEND_LABEL
from .content import SheetContent


def fill_legends(
    layout: QgsPrintLayout, content: SheetContent, shown: set[tuple[str, str]]
) -> None:
    """List the classes and geometry letters that the map shows in each legend of a layout.

    Nothing is left to a hit test made while printing.
    """
    layers = content.layers
    by_role = {(t.class_id, t.geometry): t.layer for t in reversed(layers.thematic)}
    by_role = {role: layer for role, layer in by_role.items() if role in shown}
    by_role[(CONTOUR, "s")] = layers.contour
    for legend in layout.items():
        if isinstance(legend, QgsLayoutItemLegend):
            _fill(legend, content, by_role)


def _fill(
    legend: QgsLayoutItemLegend,
    content: SheetContent,
    by_role: dict[tuple[str, str], QgsVectorLayer],
) -> None:
    sheet, layers = content.sheet, content.layers
    legend.setAutoUpdateModel(False)
    legend.setLegendFilterByMapEnabled(False)
    legend.setTitle(sheet.legend_title)
    root = legend.model().rootGroup()
    root.removeAllChildren()
    headings = {"": root}
    for entry in sheet.legends[content.kind]:
        _add_entry(entry, headings, by_role)
    if len(by_role) == 1:
        empty = sheet.legend_empty
        if not layers.reaches:
            empty = sheet.words["uncovered"].format(empty)
        root.addChildNode(_sentence(empty, layers.contour))


def _add_entry(
    entry: LegendEntry,
    headings: dict[str, QgsLayerTreeGroup],
    by_role: dict[tuple[str, str], QgsVectorLayer],
) -> None:
    for letter in entry.geometries:
        layer = by_role.get((entry.class_id, letter))
        if layer is None:
            continue
        if entry.heading not in headings:
            heading = headings[""].addGroup(entry.heading)
            QgsLegendRenderer.setNodeLegendStyle(heading, QgsLegendStyle.Style.Subgroup)
            headings[entry.heading] = heading
        node = QgsLayerTreeLayer(layer)
        # Set before the node joins the legend, which reads it just then.
        node.setCustomProperty(LEGEND_LABEL, entry.label)
        headings[entry.heading].addChildNode(node)


def _sentence(text: str, layer: QgsVectorLayer) -> QgsLayerTreeLayer:
    """A line of text in a legend, which drops a group that holds no layer."""
    node = QgsLayerTreeLayer(layer)
    node.setCustomProperty(LEGEND_LABEL, text)
    QgsMapLayerLegendUtils.setLegendNodeOrder(node, [])
    QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Subgroup)
    return node

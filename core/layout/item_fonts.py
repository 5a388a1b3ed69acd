# SPDX-License-Identifier: GPL-3.0-or-later
"""The fonts of labels and legends, their sizes in points, on every version of QGIS."""

from __future__ import annotations

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QFont

from ..common.typography import format_font, usable_font, usable_format

# The parts of a legend that carry text.
LEGEND_PARTS = (
    QgsLegendStyle.Style.Title,
    QgsLegendStyle.Style.Group,
    QgsLegendStyle.Style.Subgroup,
    QgsLegendStyle.Style.SymbolLabel,
)

LEGEND_SIDES = (
    QgsLegendStyle.Side.Top,
    QgsLegendStyle.Side.Bottom,
    QgsLegendStyle.Side.Left,
    QgsLegendStyle.Side.Right,
)


def use_present_fonts(layout: QgsPrintLayout) -> None:
    """Set labels, legends, scale bars and grids of maps in families that the machine has."""
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLabel):
            set_label_font(item, usable_font(label_font(item)))
        elif isinstance(item, QgsLayoutItemLegend):
            for part in LEGEND_PARTS:
                set_legend_font(item, part, usable_font(legend_font(item, part)))
        elif isinstance(item, QgsLayoutItemScaleBar):
            item.setTextFormat(usable_format(item.textFormat()))
        elif isinstance(item, QgsLayoutItemMap):
            for grid in item.grids().asList():
                grid.setAnnotationTextFormat(usable_format(grid.annotationTextFormat()))


def label_font(label: QgsLayoutItemLabel) -> QFont:
    """The font of a label, its size in points."""
    # QGIS 3.22 has no text formats in labels and legends yet.
    return format_font(label.textFormat()) if hasattr(label, "textFormat") else QFont(label.font())


def set_label_font(label: QgsLayoutItemLabel, font: QFont) -> None:
    """Give a label a font, its size in points; its colour stays."""
    if hasattr(label, "textFormat"):
        label.setTextFormat(with_font(label.textFormat(), font))
    else:
        label.setFont(font)


def legend_font(legend: QgsLayoutItemLegend, part: QgsLegendStyle.Style) -> QFont:
    """The font of a part of a legend, its size in points."""
    style = legend.style(part)
    return format_font(style.textFormat()) if hasattr(style, "textFormat") else QFont(style.font())


def set_legend_font(legend: QgsLayoutItemLegend, part: QgsLegendStyle.Style, font: QFont) -> None:
    """Give a part of a legend a font, its size in points; its colour stays."""
    style = QgsLegendStyle(legend.style(part))
    if hasattr(style, "textFormat"):
        style.setTextFormat(with_font(style.textFormat(), font))
    else:
        style.setFont(font)
    legend.setStyle(part, style)


def with_font(text_format: QgsTextFormat, font: QFont) -> QgsTextFormat:
    """A format of text with a font, its size in points; its colour stays."""
    changed = QgsTextFormat(text_format)
    changed.setFont(font)
    changed.setSize(font.pointSizeF())
    changed.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    return changed

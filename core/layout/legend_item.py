# SPDX-License-Identifier: GPL-3.0-or-later
"""A legend of a layout: what it lists, and how its type and its lines follow the size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutItemLegend,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsRenderContext,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSizeF
from qgis.PyQt.QtGui import QFont

from ..common.typography import widest_line, wrapped
from ..styles.qml import drawn_signs
from .item_fonts import LEGEND_PARTS, LEGEND_SIDES, legend_font, set_legend_font
from .sheet_items import MAX_LINE_FILL, FontScale, SheetItem, literal

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# The points of each part of a legend, and how much its white grows.
TypeSizes = tuple[tuple[float, ...], float]

# How many lists of lines are measured once only: communes of one region show much the same.
KNOWN_CONTENTS = 50


@dataclass(frozen=True)
class LegendLine:
    """What a legend says of a layer, under a heading or by itself; a sentence has no symbol."""

    text: str
    layer: QgsVectorLayer
    # Of the symbol, of which the legend takes a copy, and the denominator at which it is drawn:
    # 0 where it does not depend on it.
    growth: float
    scale: float
    heading: str = ""
    is_sentence: bool = False


@dataclass
class LegendContents:
    """The lines that a legend lists, its texts without line breaks, and what is known of them."""

    title: str = ""
    lines: tuple[LegendLine, ...] | None = None  # unknown while it is being filled
    headings: list[tuple[QgsLayerTreeGroup, str]] = field(default_factory=list)
    labels: list[tuple[QgsLayerTreeLayer, str, QgsLegendStyle.Style]] = field(default_factory=list)
    max_sizes: list[float] = field(default_factory=list)  # points, part by part
    heights: dict[TypeSizes, float] = field(default_factory=dict)  # mm
    set_at: TypeSizes | None = None  # unknown while they are being set
    context: QgsRenderContext | None = None  # in which it is measured

    def texts(self) -> Iterator[tuple[str, QgsLegendStyle.Style]]:
        """Each text and the part of the legend as which it is drawn."""
        yield self.title, QgsLegendStyle.Style.Title
        for _, name in self.headings:
            yield name, QgsLegendStyle.Style.Subgroup
        for _, text, style in self.labels:
            yield text, style


@dataclass(eq=False)
class LegendItem(SheetItem):
    """A legend, which breaks its lines only where it is told."""

    fonts: dict[QgsLegendStyle.Style, QFont]
    symbol: QSizeF  # as in the template, mm
    margins: dict[tuple[QgsLegendStyle.Style, QgsLegendStyle.Side], float]
    contents: LegendContents = field(default_factory=LegendContents)
    known_heights: dict[tuple[str, tuple[LegendLine, ...]], dict[TypeSizes, float]] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, legend: QgsLayoutItemLegend) -> LegendItem:
        return cls(
            legend,
            {part: legend_font(legend, part) for part in LEGEND_PARTS},
            QSizeF(legend.symbolWidth(), legend.symbolHeight()),
            {
                (part, side): legend.style(part).margin(side)
                for part in (*LEGEND_PARTS, QgsLegendStyle.Style.Symbol)
                for side in LEGEND_SIDES
            },
        )

    def fill(self, title: str, lines: tuple[LegendLine, ...]) -> None:
        """List lines, unless they are listed already."""
        legend = self.layout_item
        legend.setAutoUpdateModel(False)
        # Nothing is left to a hit test made while printing.
        legend.setLegendFilterByMapEnabled(False)
        if (self.contents.title, self.contents.lines) == (title, lines):
            return
        self.contents = LegendContents()
        legend.setTitle(title)
        root = legend.model().rootGroup()
        root.removeAllChildren()
        _add_lines(root, lines)
        contents = LegendContents(
            title,
            lines,
            [(group, group.name()) for group in root.findGroups()],
            [(node, _label_of(node), _style_of(node, legend)) for node in root.findLayers()],
        )
        contents.max_sizes = self._max_sizes(contents)
        contents.heights = self._heights_of(title, lines)
        self.contents = contents

    def _heights_of(self, title: str, lines: tuple[LegendLine, ...]) -> dict[TypeSizes, float]:
        known = self.known_heights
        heights = known[title, lines] = known.pop((title, lines), {})
        if len(known) > KNOWN_CONTENTS:
            del known[next(iter(known))]
        return heights

    def height(self, size: FontScale) -> float:
        sizes, heights = self._sizes_at(size), self.contents.heights
        if sizes not in heights:
            self._set(sizes)
            heights[sizes] = self._present_height()
        return heights[sizes]

    def place(self, rect: QRectF, size: FontScale) -> None:
        self._set(self._sizes_at(size))
        super().place(rect, size)

    def _sizes_at(self, size: FontScale) -> TypeSizes:
        limits = self.contents.max_sizes
        owns = [font.pointSizeF() for font in self.fonts.values()]
        return tuple(size.points(own, limit) for own, limit in zip(owns, limits)), size.spacing

    def _present_height(self) -> float:
        # The item itself knows it only once it has been drawn.
        legend, contents = self.layout_item, self.contents
        if contents.context is None:
            contents.context = QgsLayoutUtils.createRenderContextForLayout(legend.layout(), None)
        renderer = QgsLegendRenderer(legend.model(), legend.legendSettings())
        return float(renderer.minimumSize(contents.context).height())

    def _set(self, sizes: TypeSizes) -> None:
        """Set type, white and line breaks, unless they are so already."""
        if self.contents.set_at == sizes:
            return
        self.contents.set_at = None
        legend, (points, spacing) = self.layout_item, sizes
        fonts = {}
        for (part, own), size in zip(self.fonts.items(), points):
            fonts[part] = QFont(own)
            fonts[part].setPointSizeF(size)
            set_legend_font(legend, part, fonts[part])
        for (part, side), margin in self.margins.items():
            legend.rstyle(part).setMargin(side, margin * spacing)
        legend.setSymbolWidth(self.symbol.width() * spacing)
        legend.setSymbolHeight(self.symbol.height() * spacing)
        self._break_lines(fonts, spacing)
        self.contents.set_at = sizes

    def _break_lines(self, fonts: dict[QgsLegendStyle.Style, QFont], spacing: float) -> None:
        legend, contents, styles = self.layout_item, self.contents, QgsLegendStyle.Style
        legend.setWrapString("\n")
        legend.setTitle(wrapped(contents.title, fonts[styles.Title], self._line_width))
        for group, name in contents.headings:
            group.setName(wrapped(name, fonts[styles.Subgroup], self._line_width))
        for node, text, style in contents.labels:
            width = self._line_width - spacing * self._symbol_width(style)
            label = wrapped(text, fonts[style], width)
            if "[%" in label:
                label = literal(label)
            if label != _label_of(node):
                node.setCustomProperty(LEGEND_LABEL, label)
                legend.model().refreshLayerLegend(node)

    @property
    def _line_width(self) -> float:
        """Width in mm between the margins."""
        return float(self.rect.width() - 2 * self.layout_item.boxSpace())

    def _symbol_width(self, style: QgsLegendStyle.Style) -> float:
        """Width in mm, as in the template, that a symbol takes of a line."""
        styles, sides = QgsLegendStyle.Style, QgsLegendStyle.Side
        if style != styles.SymbolLabel:
            return 0.0
        margins = (styles.Symbol, sides.Right), (styles.SymbolLabel, sides.Left)
        return float(self.symbol.width() + max(self.margins[margin] for margin in margins))

    def _max_sizes(self, contents: LegendContents) -> list[float]:
        """The points at which no line that is whole in the template would be broken."""
        max_sizes = {part: float("inf") for part in self.fonts}
        for text, style in contents.texts():
            font = self.fonts[style]
            width = widest_line(text, font) / MAX_LINE_FILL + self._symbol_width(style)
            if 0 < width <= self._line_width:
                fitting = font.pointSizeF() * self._line_width / width
                max_sizes[style] = min(max_sizes[style], fitting)
        return list(max_sizes.values())


def _add_lines(root: QgsLayerTreeGroup, lines: Iterable[LegendLine]) -> None:
    headings = {"": root}
    for line in lines:
        if line.heading not in headings:
            heading = root.addGroup(line.heading)
            QgsLegendRenderer.setNodeLegendStyle(heading, QgsLegendStyle.Style.Subgroup)
            headings[line.heading] = heading
        headings[line.heading].addChildNode(_node(line))


def _node(line: LegendLine) -> QgsLayerTreeLayer:
    node = QgsLayerTreeLayer(line.layer)
    # Set before the node joins the legend, which reads it just then.
    node.setCustomProperty(LEGEND_LABEL, line.text)
    if line.is_sentence:
        # Of a layer without entries: a legend drops a group that holds no layer.
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, [])
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Subgroup)
        return node
    # QGIS lists the categories and rules that are not drawn as well.
    renderer = line.layer.renderer()
    drawn = list(drawn_signs(renderer, line.scale))
    if len(drawn) < len(renderer.legendSymbolItems()):
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, drawn)
    return node


def _label_of(node: QgsLayerTreeLayer) -> str:
    """What the legend says beside the symbol of a layer."""
    return str(node.customProperty(LEGEND_LABEL) or node.name())


def _style_of(node: QgsLayerTreeLayer, legend: QgsLayoutItemLegend) -> QgsLegendStyle.Style:
    """The part of the legend as which a layer's label is drawn."""
    style = QgsLegendRenderer.nodeLegendStyle(node, legend.model())
    return style if style in LEGEND_PARTS else QgsLegendStyle.Style.SymbolLabel

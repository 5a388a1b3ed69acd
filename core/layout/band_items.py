# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a box of the band: items that keep their size, labels and legends that do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from qgis.core import (
    QgsExpression,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemShape,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
)
from qgis.PyQt.QtCore import QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QFont

from ..common.typography import (
    breaks_a_word,
    narrowest,
    text_height,
    widest_line,
    widest_piece,
    wrapped,
)
from .boxes import page_rect, place_item
from .item_fonts import (
    LEGEND_PARTS,
    LEGEND_SIDES,
    label_font,
    legend_font,
    set_label_font,
    set_legend_font,
)

# The height of a row without any text, in mm: rows do not join that stand on each other by less.
EMPTY_ROW = 0.5

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# How far the white between lines shrinks with the type.
MIN_SPACING = 0.5

# The part of a line that an undivided text may fill: versions of QGIS measure a little otherwise.
MAX_LINE_FILL = 0.97


@dataclass(frozen=True)
class FontScale:
    """A type size: how much it grows, and the points within which it stays."""

    growth: float
    min_size: float
    max_size: float = float("inf")

    @property
    def spacing(self) -> float:
        """How much the white between lines grows."""
        return max(MIN_SPACING, self.growth)

    def apply(self, font: QFont, max_size: float = float("inf")) -> QFont:
        """A font at this size, of no more than `max_size` points; small type does not shrink."""
        own = font.pointSizeF()
        grown = max(min(own, self.min_size), own * self.growth)
        scaled = QFont(font)
        scaled.setPointSizeF(min(max_size, self.max_size, grown))
        return scaled


@dataclass
class BoxItem:
    """An item of a box, which keeps its size."""

    layout_item: QgsLayoutItem
    rect: QRectF  # as in the template, page mm

    def is_empty(self) -> bool:
        return False

    def height(self, _size: FontScale) -> float:
        return self.rect.height()

    def rect_at(self, shift: float, top: float, height: float) -> QRectF:
        """Its place in a box that has moved across by `shift`."""
        return QRectF(self.rect.left() + shift, top, self.rect.width(), height)

    def place(self, rect: QRectF, _size: FontScale) -> None:
        place_item(self.layout_item, rect)

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return size.min_size >= smallest


@dataclass
class LabelItem(BoxItem):
    """A label, whose type follows the size and whose lines are broken to its width."""

    text: str
    font: QFont
    width: float  # mm between its margins
    widest: float  # mm that no line break shall divide, at the template's type size
    largest: LabelItem | None = None  # whose type it does not exceed

    @classmethod
    def of(cls, label: QgsLayoutItemLabel) -> LabelItem:
        text, font = label.currentText(), label_font(label)
        width = label.rect().width() - 2 * label.marginX()
        # What stands on one line does not grow onto two.
        line = widest_line(text, font)
        widest = line if line <= MAX_LINE_FILL * width else widest_piece(text, font)
        return cls(label, page_rect(label), text, font, width, widest)

    @property
    def is_centred(self) -> bool:
        return bool(self.layout_item.hAlign() == Qt.AlignmentFlag.AlignHCenter)

    def is_empty(self) -> bool:
        return not self.text.strip()

    def height(self, size: FontScale) -> float:
        return 0.0 if self.is_empty() else text_height(self.text, self._font_at(size), self.width)

    def place(self, rect: QRectF, size: FontScale) -> None:
        font, width = self._font_at(size), self.width
        if self.is_centred:
            width = narrowest(self.text, font, width)
            self.layout_item.setMarginX((self.rect.width() - width) / 2)
        set_wrapped_text(self.layout_item, self.text, font, width)
        super().place(rect, size)

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        needed = min(smallest, self.font.pointSizeF())
        return self.is_empty() or self._font_at(size).pointSizeF() >= needed - 0.01

    def _font_at(self, size: FontScale) -> QFont:
        max_size = float("inf")
        if self.widest:
            max_size = MAX_LINE_FILL * self.font.pointSizeF() * self.width / self.widest
        if self.largest:
            max_size = min(max_size, max(size.min_size, self.largest._font_at(size).pointSizeF()))
        return size.apply(self.font, max_size)


@dataclass
class LegendItem(BoxItem):
    """A legend, which breaks its lines only where it is told."""

    fonts: dict[QgsLegendStyle.Style, QFont]
    symbol: QSizeF  # as in the template, mm
    margins: dict[tuple[QgsLegendStyle.Style, QgsLegendStyle.Side], float]
    title: str
    headings: list[tuple[QgsLayerTreeGroup, str]]
    labels: list[tuple[QgsLayerTreeLayer, str, QgsLegendStyle.Style]]

    @classmethod
    def of(cls, legend: QgsLayoutItemLegend) -> LegendItem:
        root = legend.model().rootGroup()
        return cls(
            legend,
            page_rect(legend),
            {part: legend_font(legend, part) for part in LEGEND_PARTS},
            QSizeF(legend.symbolWidth(), legend.symbolHeight()),
            {
                (part, side): legend.style(part).margin(side)
                for part in (*LEGEND_PARTS, QgsLegendStyle.Style.Symbol)
                for side in LEGEND_SIDES
            },
            legend.title(),
            [(group, group.name()) for group in root.findGroups()],
            [(node, _label_of(node), _style_of(node, legend)) for node in root.findLayers()],
        )

    def height(self, size: FontScale) -> float:
        self._apply(size)
        # The item itself knows it only once it has been drawn.
        context = QgsLayoutUtils.createRenderContextForLayout(self.layout_item.layout(), None)
        renderer = QgsLegendRenderer(self.layout_item.model(), self.layout_item.legendSettings())
        return float(renderer.minimumSize(context).height())

    def place(self, rect: QRectF, size: FontScale) -> None:
        self._apply(size)
        super().place(rect, size)

    def _apply(self, size: FontScale) -> None:
        legend, spacing = self.layout_item, size.spacing
        fonts = {part: size.apply(font, self._max_sizes[part]) for part, font in self.fonts.items()}
        for part, font in fonts.items():
            set_legend_font(legend, part, font)
        for (part, side), margin in self.margins.items():
            legend.rstyle(part).setMargin(side, margin * spacing)
        legend.setSymbolWidth(self.symbol.width() * spacing)
        legend.setSymbolHeight(self.symbol.height() * spacing)

        styles = QgsLegendStyle.Style
        legend.setWrapString("\n")
        legend.setTitle(wrapped(self.title, fonts[styles.Title], self._line_width))
        for group, name in self.headings:
            group.setName(wrapped(name, fonts[styles.Subgroup], self._line_width))
        for node, text, style in self.labels:
            width = self._line_width - spacing * self._symbol_width(style)
            label = wrapped(text, fonts[style], width)
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

    @cached_property
    def _max_sizes(self) -> dict[QgsLegendStyle.Style, float]:
        """The points at which no line that is whole in the template would be broken."""
        styles = QgsLegendStyle.Style
        lines = [(self.title, styles.Title)]
        lines += [(name, styles.Subgroup) for _, name in self.headings]
        lines += [(text, style) for _, text, style in self.labels]
        max_sizes = {part: float("inf") for part in self.fonts}
        for text, style in lines:
            font = self.fonts[style]
            width = widest_line(text, font) / MAX_LINE_FILL + self._symbol_width(style)
            if 0 < width <= self._line_width:
                fitting = font.pointSizeF() * self._line_width / width
                max_sizes[style] = min(max_sizes[style], fitting)
        return max_sizes


@dataclass
class Row:
    """Items of a box that stand side by side."""

    items: list[BoxItem]

    @property
    def top(self) -> float:
        return min(item.rect.top() for item in self.items)

    @property
    def bottom(self) -> float:
        return max(item.rect.bottom() for item in self.items)

    def is_empty(self) -> bool:
        return all(item.is_empty() for item in self.items)

    def height(self, size: FontScale) -> float:
        return max(item.height(size) for item in self.items)


@dataclass
class Box:
    """A box of the band: its shape, and rows of items in it."""

    shape: QgsLayoutItemShape
    rect: QRectF  # as in the template, page mm
    rows: list[Row]  # from top to bottom
    heights: dict[FontScale, list[float]] = field(default_factory=dict)  # of the rows shown

    @classmethod
    def of(cls, shape: QgsLayoutItemShape, content: list[QgsLayoutItem]) -> Box:
        items = [box_item(item) for item in content]
        rows: list[Row] = []
        for item in sorted(items, key=lambda item: item.rect.top()):
            if rows and item.rect.top() < rows[-1].bottom - 0.5:
                rows[-1].items.append(item)
            else:
                rows.append(Row([item]))
        return cls(shape, page_rect(shape), rows)

    @property
    def items(self) -> list[BoxItem]:
        return [item for row in self.rows for item in row.items]

    @cached_property
    def shown_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_empty()]

    @cached_property
    def gaps(self) -> list[float]:
        """White above each row that is shown, and below the last, as in the template."""
        rows = self.shown_rows
        edges = [self.rect.top(), *(row.bottom for row in self.rows)]
        above = [row.top - max(e for e in edges if e <= row.top + 0.1) for row in rows]
        below = self.rect.bottom() - self.rows[-1].bottom
        return [max(0.0, gap) for gap in (*above, min(below, above[0]))]

    def height(self, size: FontScale) -> float:
        if not self.shown_rows:
            return 0.0
        return sum(self.gaps) * min(1.0, size.spacing) + sum(self._row_heights(size))

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return all(item.is_readable(smallest, size) for item in self.items)

    def arrange(self, left: float, top: float, height: float, size: FontScale) -> None:
        """Put the box at a place (page mm).

        Height to spare widens the gaps in proportion where a text is centred, else the last one.
        """
        place_item(self.shape, QRectF(left, top, self.rect.width(), height))
        shift = left - self.rect.left()
        gaps, heights = self.gaps, self._row_heights(size)
        stretch = (height - sum(heights)) / sum(gaps) if sum(gaps) else 1.0
        if not any(isinstance(item, LabelItem) and item.is_centred for item in self.items):
            stretch = min(1.0, stretch)
        y = top
        shown = iter(zip(gaps, heights))
        for row in self.rows:
            if row.is_empty():
                # It stays between its neighbours: the layout may be saved as a template.
                for item in row.items:
                    place_item(item.layout_item, item.rect_at(shift, y, EMPTY_ROW))
                continue
            gap, row_height = next(shown)
            y += gap * stretch
            for item in row.items:
                item.place(item.rect_at(shift, y, row_height), size)
            y += row_height

    def _row_heights(self, size: FontScale) -> list[float]:
        if size not in self.heights:
            self.heights[size] = [row.height(size) for row in self.shown_rows]
        return self.heights[size]


def box_item(item: QgsLayoutItem) -> BoxItem:
    """What an item of a layout is in its box."""
    if isinstance(item, QgsLayoutItemLabel):
        return LabelItem.of(item)
    if isinstance(item, QgsLayoutItemLegend):
        return LegendItem.of(item)
    return BoxItem(item, page_rect(item))


def set_wrapped_text(label: QgsLayoutItemLabel, text: str, font: QFont, width: float) -> None:
    """Set a label's font; break its lines where QGIS would break words, or none at all."""
    set_label_font(label, font)
    if breaks_a_word(text, font, width):
        # As an expression of its own, or what looks like one in the text would be evaluated.
        literal = QgsExpression.quotedString(wrapped(text, font, width)).replace("%]", "%'||']")
        label.setText(f"[% {literal} %]")


def _label_of(node: QgsLayerTreeLayer) -> str:
    """What the legend says beside the symbol of a layer."""
    return str(node.customProperty(LEGEND_LABEL) or node.name())


def _style_of(node: QgsLayerTreeLayer, legend: QgsLayoutItemLegend) -> QgsLegendStyle.Style:
    """The part of the legend as which a layer's label is drawn."""
    style = QgsLegendRenderer.nodeLegendStyle(node, legend.model())
    return style if style in LEGEND_PARTS else QgsLegendStyle.Style.SymbolLabel

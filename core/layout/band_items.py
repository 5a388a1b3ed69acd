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

LEAST_SPACING = 0.5

# The part of a line that an undivided text may fill: versions of QGIS measure a little otherwise.
MOST_OF_LINE = 0.97


@dataclass(frozen=True)
class FontScale:
    """A type size: how much it grows, and the points within which it stays."""

    growth: float
    smallest: float
    most: float = float("inf")

    @property
    def spacing(self) -> float:
        """How much the white between lines grows."""
        return max(LEAST_SPACING, self.growth)

    def of(self, font: QFont, most: float = float("inf")) -> QFont:
        size = font.pointSizeF()
        sized = QFont(font)
        grown = max(min(size, self.smallest), size * self.growth)
        sized.setPointSizeF(min(most, self.most, grown))
        return sized


@dataclass
class BoxItem:
    """An item of a box, which keeps its size."""

    item: QgsLayoutItem
    rect: QRectF  # as in the template, page mm

    def is_empty(self) -> bool:
        return False

    def height(self, _sizes: FontScale) -> float:
        return self.rect.height()

    def at(self, shift: float, top: float, height: float) -> QRectF:
        """Its place in a box that has moved across by `shift`."""
        return QRectF(self.rect.left() + shift, top, self.rect.width(), height)

    def place(self, rect: QRectF, _sizes: FontScale) -> None:
        place_item(self.item, rect)

    def keeps(self, smallest: float, sizes: FontScale) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return sizes.smallest >= smallest


@dataclass
class LabelItem(BoxItem):
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
        widest = line if line <= MOST_OF_LINE * width else widest_piece(text, font)
        return cls(label, page_rect(label), text, font, width, widest)

    @property
    def is_centred(self) -> bool:
        return bool(self.item.hAlign() == Qt.AlignmentFlag.AlignHCenter)

    def is_empty(self) -> bool:
        return not self.text.strip()

    def height(self, sizes: FontScale) -> float:
        return 0.0 if self.is_empty() else text_height(self.text, self.sized(sizes), self.width)

    def place(self, rect: QRectF, sizes: FontScale) -> None:
        font, width = self.sized(sizes), self.width
        if self.is_centred:
            width = narrowest(self.text, font, width)
            self.item.setMarginX((self.rect.width() - width) / 2)
        set_wrapped_text(self.item, self.text, font, width)
        super().place(rect, sizes)

    def sized(self, sizes: FontScale) -> QFont:
        most = float("inf")
        if self.widest:
            most = MOST_OF_LINE * self.font.pointSizeF() * self.width / self.widest
        if self.largest:
            most = min(most, max(sizes.smallest, self.largest.sized(sizes).pointSizeF()))
        return sizes.of(self.font, most)

    def keeps(self, smallest: float, sizes: FontScale) -> bool:
        least = min(smallest, self.font.pointSizeF())
        return self.is_empty() or self.sized(sizes).pointSizeF() >= least - 0.01


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

    def height(self, sizes: FontScale) -> float:
        self._apply(sizes)
        # The item itself knows it only once it has been drawn.
        context = QgsLayoutUtils.createRenderContextForLayout(self.item.layout(), None)
        renderer = QgsLegendRenderer(self.item.model(), self.item.legendSettings())
        return float(renderer.minimumSize(context).height())

    def place(self, rect: QRectF, sizes: FontScale) -> None:
        self._apply(sizes)
        super().place(rect, sizes)

    def _apply(self, sizes: FontScale) -> None:
        legend, spacing = self.item, sizes.spacing
        fonts = {part: sizes.of(font, self._most[part]) for part, font in self.fonts.items()}
        for part, font in fonts.items():
            set_legend_font(legend, part, font)
        for (part, side), margin in self.margins.items():
            legend.rstyle(part).setMargin(side, margin * spacing)
        legend.setSymbolWidth(self.symbol.width() * spacing)
        legend.setSymbolHeight(self.symbol.height() * spacing)

        styles = QgsLegendStyle.Style
        legend.setWrapString("\n")
        legend.setTitle(wrapped(self.title, fonts[styles.Title], self._room))
        for group, name in self.headings:
            group.setName(wrapped(name, fonts[styles.Subgroup], self._room))
        for node, text, style in self.labels:
            label = wrapped(text, fonts[style], self._room - spacing * self._beside(style))
            if label != _label_of(node):
                node.setCustomProperty(LEGEND_LABEL, label)
                legend.model().refreshLayerLegend(node)

    @property
    def _room(self) -> float:
        return float(self.rect.width() - 2 * self.item.boxSpace())

    def _beside(self, style: QgsLegendStyle.Style) -> float:
        """Width in mm, as in the template, that a symbol takes of a line."""
        styles, sides = QgsLegendStyle.Style, QgsLegendStyle.Side
        if style != styles.SymbolLabel:
            return 0.0
        margins = (styles.Symbol, sides.Right), (styles.SymbolLabel, sides.Left)
        return float(self.symbol.width() + max(self.margins[margin] for margin in margins))

    @cached_property
    def _most(self) -> dict[QgsLegendStyle.Style, float]:
        """The points at which no line that is whole in the template would be broken."""
        styles = QgsLegendStyle.Style
        lines = [(self.title, styles.Title)]
        lines += [(name, styles.Subgroup) for _, name in self.headings]
        lines += [(text, style) for _, text, style in self.labels]
        most = {part: float("inf") for part in self.fonts}
        for text, style in lines:
            font = self.fonts[style]
            width = widest_line(text, font) / MOST_OF_LINE + self._beside(style)
            if 0 < width <= self._room:
                most[style] = min(most[style], font.pointSizeF() * self._room / width)
        return most


@dataclass
class Row:
    """Items of a box that stand side by side."""

    pieces: list[BoxItem]

    @property
    def top(self) -> float:
        return min(piece.rect.top() for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.rect.bottom() for piece in self.pieces)

    def is_empty(self) -> bool:
        return all(piece.is_empty() for piece in self.pieces)

    def height(self, sizes: FontScale) -> float:
        return max(piece.height(sizes) for piece in self.pieces)


@dataclass
class Box:
    shape: QgsLayoutItemShape
    rect: QRectF  # as in the template, page mm
    rows: list[Row]  # from top to bottom
    heights: dict[FontScale, list[float]] = field(default_factory=dict)  # of the rows shown

    @classmethod
    def of(cls, shape: QgsLayoutItemShape, content: list[QgsLayoutItem]) -> Box:
        pieces = [box_item(item) for item in content]
        rows: list[Row] = []
        for piece in sorted(pieces, key=lambda piece: piece.rect.top()):
            if rows and piece.rect.top() < rows[-1].bottom - 0.5:
                rows[-1].pieces.append(piece)
            else:
                rows.append(Row([piece]))
        return cls(shape, page_rect(shape), rows)

    @property
    def pieces(self) -> list[BoxItem]:
        return [piece for row in self.rows for piece in row.pieces]

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

    def height(self, sizes: FontScale) -> float:
        if not self.shown_rows:
            return 0.0
        return sum(self.gaps) * min(1.0, sizes.spacing) + sum(self._row_heights(sizes))

    def arrange(self, left: float, top: float, height: float, sizes: FontScale) -> None:
        """Put the box at a place (page mm).

        Room to spare widens the gaps in proportion where a text is centred, else the last one.
        """
        place_item(self.shape, QRectF(left, top, self.rect.width(), height))
        shift = left - self.rect.left()
        gaps, heights = self.gaps, self._row_heights(sizes)
        stretch = (height - sum(heights)) / sum(gaps) if sum(gaps) else 1.0
        if not any(isinstance(piece, LabelItem) and piece.is_centred for piece in self.pieces):
            stretch = min(1.0, stretch)
        y = top
        shown = iter(zip(gaps, heights))
        for row in self.rows:
            if row.is_empty():
                # It keeps its turn, for the layout may be saved as a template.
                for piece in row.pieces:
                    place_item(piece.item, piece.at(shift, y, EMPTY_ROW))
                continue
            gap, row_height = next(shown)
            y += gap * stretch
            for piece in row.pieces:
                piece.place(piece.at(shift, y, row_height), sizes)
            y += row_height

    def _row_heights(self, sizes: FontScale) -> list[float]:
        if sizes not in self.heights:
            self.heights[sizes] = [row.height(sizes) for row in self.shown_rows]
        return self.heights[sizes]


def box_item(item: QgsLayoutItem) -> BoxItem:
    if isinstance(item, QgsLayoutItemLabel):
        return LabelItem.of(item)
    if isinstance(item, QgsLayoutItemLegend):
        return LegendItem.of(item)
    return BoxItem(item, page_rect(item))


def _label_of(node: QgsLayerTreeLayer) -> str:
    """What the legend says beside the symbol of a layer."""
    return str(node.customProperty(LEGEND_LABEL) or node.name())


def _style_of(node: QgsLayerTreeLayer, legend: QgsLayoutItemLegend) -> QgsLegendStyle.Style:
    """The part of the legend as which a layer's label is drawn."""
    style = QgsLegendRenderer.nodeLegendStyle(node, legend.model())
    return style if style in LEGEND_PARTS else QgsLegendStyle.Style.SymbolLabel


def set_wrapped_text(label: QgsLayoutItemLabel, text: str, font: QFont, width: float) -> None:
    """Set a label's font; break its lines where QGIS would break words, or none at all."""
    set_label_font(label, font)
    if breaks_a_word(text, font, width):
        # As an expression of its own, or what looks like one in the text would be evaluated.
        literal = QgsExpression.quotedString(wrapped(text, font, width)).replace("%]", "%'||']")
        label.setText(f"[% {literal} %]")

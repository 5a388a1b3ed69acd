# SPDX-License-Identifier: GPL-3.0-or-later
"""A legend of a layout: what it lists, and how its type and its lines follow the size."""

from __future__ import annotations

from collections.abc import Iterator
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
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF, QSizeF
from qgis.PyQt.QtGui import QFont

from ..common.french import french
from ..common.printable import printable
from ..common.typography import measured_size, widest_line, wrapped
from ..styles.merged_surfaces import symbol_of_objects
from .item_fonts import LEGEND_PARTS, LEGEND_SIDES, legend_font, set_legend_font
from .legend_swatch import swatch
from .sheet_items import MAX_LINE_FILL, FontScale, SheetItem, literal

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# The part of a legend as which the class over several signs is drawn.
CLASS = QgsLegendStyle.Style.Group

# A part of a legend, and whether it stands under its class.
_Kind = tuple[QgsLegendStyle.Style, bool]

# The points of each part of a legend, how much its white grows, and its columns.
TypeSizes = tuple[tuple[float, ...], float, int]

# The columns of a legend for which there is no room in one.
WIDE_COLUMNS = 2

# How far the boxes of signs shrink with the white around them: what is smaller shows no pattern.
LEAST_BOX = 0.7

# How much too long in the template a line may be for smaller type to keep it whole.
NEARLY = 1.2

# How many lists of lines are measured once only: communes of one region show much the same.
KNOWN_CONTENTS = 50


@dataclass(frozen=True)
class LegendLine:
    """What a legend says of a layer, under a heading or by itself; a sentence has no symbol.

    `signs` are the places of those of its renderer's categories and rules that get a line under it,
    none where the layer has one symbol only.
    """

    text: str
    layer: QgsVectorLayer
    # Of the symbol, of which the legend takes a copy, and the denominator at which it is drawn:
    # 0 where it does not depend on it.
    growth: float
    scale: float
    heading: str = ""
    signs: tuple[int, ...] = ()
    is_sentence: bool = False

    @property
    def names(self) -> list[str]:
        """The names of the signs."""
        signs = self.layer.renderer().legendSymbolItems()
        return [signs[place].label() for place in self.signs]

    @property
    def is_plain(self) -> bool:
        """Whether it has one sign only, without a name, which stands for the class itself."""
        return self.names == [""]


@dataclass(frozen=True, eq=False)
class _Label:
    """What a legend says of a layer, or of the sign at a place, and as which part of it."""

    node: QgsLayerTreeLayer
    text: str
    style: QgsLegendStyle.Style
    sign: int | None = None

    @property
    def is_sign(self) -> bool:
        """Whether it stands under its class."""
        return self.sign is not None

    def write(self, text: str) -> None:
        """Set the text as it is drawn."""
        if self.sign is None:
            self.node.setCustomProperty(LEGEND_LABEL, _plain(text))
        else:
            QgsMapLayerLegendUtils.setLegendNodeUserLabel(self.node, self.sign, _plain(text))


@dataclass
class LegendContents:
    """The lines that a legend lists, its texts without line breaks, and what is known of them."""

    title: str = ""
    lines: tuple[LegendLine, ...] | None = None  # unknown while it is being filled
    headings: list[tuple[QgsLayerTreeGroup, str, QgsLegendStyle.Style]] = field(
        default_factory=list
    )
    labels: list[_Label] = field(default_factory=list)
    # The nodes with the layers and the places of their signs, and the box that these are drawn for.
    signs: list[tuple[QgsLayerTreeLayer, QgsVectorLayer, int]] = field(default_factory=list)
    drawn_at: QSizeF = field(default_factory=QSizeF)
    written: dict[_Label, str] = field(default_factory=dict)  # with line breaks
    limits: dict[_Kind, float] = field(default_factory=dict)  # mm in the template
    heights: dict[TypeSizes, float] = field(default_factory=dict)  # mm
    set_at: TypeSizes | None = None  # unknown while they are being set
    context: QgsRenderContext | None = None  # in which it is measured

    def texts(self) -> Iterator[tuple[str, QgsLegendStyle.Style, bool]]:
        """Each text, the part of the legend as which it is drawn, and whether it is of a sign."""
        yield self.title, QgsLegendStyle.Style.Title, False
        for _, name, style in self.headings:
            yield name, style, False
        for label in self.labels:
            yield label.text, label.style, label.is_sign


@dataclass(eq=False)
class LegendItem(SheetItem):
    """A legend, which breaks its lines only where it is told."""

    fonts: dict[QgsLegendStyle.Style, QFont]
    symbol: QSizeF  # as in the template, mm
    margins: dict[tuple[QgsLegendStyle.Style, QgsLegendStyle.Side], float]
    own_columns: int  # as in the template
    columns: int
    contents: LegendContents = field(default_factory=LegendContents)
    width: float = 0.0  # mm that its lines may take, where it is not the template's
    known_heights: dict[tuple[str, tuple[LegendLine, ...]], dict[TypeSizes, float]] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, legend: QgsLayoutItemLegend) -> LegendItem:
        fonts = {part: legend_font(legend, part) for part in LEGEND_PARTS}
        margins = {
            (part, side): legend.style(part).margin(side)
            for part in (*LEGEND_PARTS, QgsLegendStyle.Style.Symbol)
            for side in LEGEND_SIDES
        }
        # A class with several signs is a line as the others are, and its signs stand under it.
        fonts[CLASS] = QFont(fonts[QgsLegendStyle.Style.SymbolLabel])
        for side in LEGEND_SIDES:
            margins[CLASS, side] = margins[QgsLegendStyle.Style.Symbol, side]
        symbol = QSizeF(legend.symbolWidth(), legend.symbolHeight())
        columns = max(1, legend.columnCount())
        return cls(legend, fonts, symbol, margins, columns, columns)

    def fill(self, title: str, lines: tuple[LegendLine, ...]) -> None:
        """List lines, unless they are listed already."""
        legend = self.layout_item
        legend.setAutoUpdateModel(False)
        # Nothing is left to a hit test made while printing.
        legend.setLegendFilterByMapEnabled(False)
        title = french(title)
        self.use_columns(self.own_columns)
        if (self.contents.title, self.contents.lines) == (title, lines):
            return
        self.contents = LegendContents()
        legend.setTitle(title)
        contents = _list_lines(legend, title, lines)
        contents.limits = self._limits(contents)
        contents.heights = self._heights_of(title, lines)
        self.contents = contents

    def use_columns(self, count: int) -> None:
        """Stand in a number of columns, which the template may not have."""
        if self.columns != count:
            self.columns = count
            if self.contents.lines is not None:
                self.contents.limits = self._limits(self.contents)

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
            heights[sizes] = self._present_size().height()
        return heights[sizes]

    def place(self, rect: QRectF, size: FontScale) -> None:
        self._set(self._sizes_at(size))
        self.draw_signs()
        super().place(rect, size)

    def draw_signs(self) -> None:
        """Draw each sign of areas and lines as suits the size of its box."""
        legend, contents = self.layout_item, self.contents
        size = QSizeF(legend.symbolWidth(), legend.symbolHeight())
        if contents.drawn_at == size:
            return
        contents.drawn_at = size
        for node, layer, sign in contents.signs:
            signs = layer.renderer().legendSymbolItems()
            own = signs[sign].symbol() if sign < len(signs) else None
            if own is None or own.type() == QgsSymbol.SymbolType.Marker:
                continue
            symbol = swatch(symbol_of_objects(own), size)
            QgsMapLayerLegendUtils.setLegendNodeCustomSymbol(node, sign, symbol)
        for node in dict.fromkeys(node for node, _, _ in contents.signs):
            legend.model().refreshLayerLegend(node)

    def size_at(self, size: FontScale, width: float) -> QSizeF:
        """Set it at a type size, no line longer than its `width` (mm); gives its size in mm."""
        if self.width != width:
            self.width, self.contents.set_at = width, None
        self._set(self._sizes_at(size))
        return self._present_size()

    def _sizes_at(self, size: FontScale) -> TypeSizes:
        owns = [font.pointSizeF() for font in self.fonts.values()]
        # Rather than smaller type than can be read, a line is broken.
        limits = [max(limit, size.min_size) for limit in self._max_sizes(size.spacing)]
        points = tuple(size.points(own, limit) for own, limit in zip(owns, limits))
        return points, size.spacing, self.columns

    def _present_size(self) -> QSizeF:
        # The item itself knows it only once it has been drawn.
        legend, contents = self.layout_item, self.contents
        if contents.context is None:
            contents.context = QgsLayoutUtils.createRenderContextForLayout(legend.layout(), None)
        renderer = QgsLegendRenderer(legend.model(), legend.legendSettings())
        return renderer.minimumSize(contents.context)

    def _set(self, sizes: TypeSizes) -> None:
        """Set type, white and line breaks, unless they are so already."""
        if self.contents.set_at == sizes:
            return
        self.contents.set_at = None
        legend, (points, spacing, columns) = self.layout_item, sizes
        if legend.columnCount() != columns:
            legend.setColumnCount(columns)
            # Side by side, they share the width of the box alike.
            legend.setEqualColumnWidth(columns > max(1, self.own_columns))
        fonts = {}
        for (part, own), size in zip(self.fonts.items(), points):
            fonts[part] = QFont(own)
            fonts[part].setPointSizeF(size)
            set_legend_font(legend, part, fonts[part])
        for (part, side), margin in self.margins.items():
            legend.rstyle(part).setMargin(side, margin * spacing)
        symbol = self._symbol_at(spacing)
        legend.rstyle(CLASS).setIndent(symbol.width() / 2)
        legend.setSymbolWidth(symbol.width())
        legend.setSymbolHeight(symbol.height())
        self._break_lines(fonts, spacing)
        self.contents.set_at = sizes

    def _break_lines(self, fonts: dict[QgsLegendStyle.Style, QFont], spacing: float) -> None:
        legend, contents, styles = self.layout_item, self.contents, QgsLegendStyle.Style
        legend.setWrapString("\n")
        legend.setTitle(wrapped(contents.title, fonts[styles.Title], self._line_width))
        for group, name, style in contents.headings:
            group.setName(_plain(wrapped(name, fonts[style], self._line_width)))
        renewed: list[QgsLayerTreeLayer] = []
        for label in contents.labels:
            width = self._line_width - self._used_width(label.style, label.is_sign, spacing)
            text = wrapped(label.text, fonts[label.style], width)
            if contents.written.get(label) != text:
                label.write(text)
                contents.written[label] = text
                if label.node not in renewed[-1:]:
                    renewed.append(label.node)
        # Once for all the signs of a layer: it may have hundreds.
        for node in renewed:
            legend.model().refreshLayerLegend(node)

    @property
    def _line_width(self) -> float:
        """Width in mm between the margins."""
        legend = self.layout_item
        columns = self.columns
        between = (columns - 1) * legend.columnSpace()
        return float((self.width or self.rect.width()) - 2 * legend.boxSpace() - between) / columns

    def _symbol_at(self, spacing: float) -> QSizeF:
        """The box of a sign, in mm, where white grows by `spacing`."""
        return self.symbol * max(LEAST_BOX, spacing)

    def _used_width(self, style: QgsLegendStyle.Style, is_sign: bool, spacing: float) -> float:
        """Width in mm that a symbol takes of a line, where white grows by `spacing`."""
        styles, sides = QgsLegendStyle.Style, QgsLegendStyle.Side
        if style != styles.SymbolLabel:
            return 0.0
        margins = (styles.Symbol, sides.Right), (styles.SymbolLabel, sides.Left)
        # Signs stand to the right of their class.
        symbol = self._symbol_at(spacing).width() * (1.5 if is_sign else 1)
        return float(symbol + spacing * max(self.margins[one] for one in margins))

    def _limits(self, contents: LegendContents) -> dict[_Kind, float]:
        """The widest lines, in mm, that are whole or nearly so in the template, of each kind."""
        limits: dict[_Kind, float] = {}
        for text, style, is_sign in contents.texts():
            width = widest_line(text, self.fonts[style]) / MAX_LINE_FILL
            if 0 < width + self._used_width(style, is_sign, 1) <= self._line_width * NEARLY:
                limits[style, is_sign] = max(width, limits.get((style, is_sign), 0.0))
        return limits

    def _max_sizes(self, spacing: float) -> list[float]:
        """The points of each part at which none of those lines is broken.

        `spacing` is how much the white grows, which leaves the less for the text.
        """
        max_sizes = dict.fromkeys(self.fonts, float("inf"))
        for (style, is_sign), width in self.contents.limits.items():
            room = max(0.0, self._line_width - self._used_width(style, is_sign, spacing))
            fitting = measured_size(self.fonts[style].pointSizeF() * room / width)
            max_sizes[style] = min(max_sizes[style], fitting)
        # All classes are of one size.
        labels = CLASS, QgsLegendStyle.Style.SymbolLabel
        max_sizes.update(dict.fromkeys(labels, min(max_sizes[style] for style in labels)))
        return list(max_sizes.values())


def _list_lines(
    legend: QgsLayoutItemLegend, title: str, lines: tuple[LegendLine, ...]
) -> LegendContents:
    """Put lines into a legend, in the place of those that it has."""
    root = legend.model().rootGroup()
    root.removeAllChildren()
    contents = LegendContents(title, lines)
    groups = {"": root}
    for line in lines:
        if line.heading not in groups:
            heading = _add_heading(contents, root, line.heading, QgsLegendStyle.Style.Subgroup)
            groups[line.heading] = heading
        group = groups[line.heading]
        if line.signs and not line.is_plain:
            group = _add_heading(contents, group, line.text, CLASS)
        node = QgsLayerTreeLayer(line.layer)
        # Set before the node joins the legend, which reads it just then.
        _set_up(node, line)
        group.addChildNode(node)
        if not line.is_sentence:
            contents.signs += [(node, line.layer, sign) for sign in line.signs or (0,)]
        labels = _labels(node, line, legend)
        contents.labels += labels
        if not line.is_plain:
            # QGIS says so by itself.
            said = {french(line.text), *line.names}
            alike = (x for x in labels if x.text == _plain(x.text) and x.text in said)
            contents.written.update({x: x.text for x in alike})
    return contents


def _add_heading(
    contents: LegendContents,
    above: QgsLayerTreeGroup,
    text: str,
    style: QgsLegendStyle.Style,
) -> QgsLayerTreeGroup:
    text = french(text)
    group = above.addGroup(text)
    QgsLegendRenderer.setNodeLegendStyle(group, style)
    contents.headings.append((group, text, style))
    return group


def _set_up(node: QgsLayerTreeLayer, line: LegendLine) -> None:
    """Have a layer list what a line tells of it."""
    node.setCustomProperty(LEGEND_LABEL, french(line.text))
    if line.is_sentence:
        # Of a layer without entries: a legend drops a group that holds no layer.
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, [])
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Subgroup)
        return
    if line.signs:
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(line.signs))
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)


def _labels(node: QgsLayerTreeLayer, line: LegendLine, legend: QgsLayoutItemLegend) -> list[_Label]:
    """What a legend says of the layer of a line, or of its signs."""
    if not line.signs:
        return [_Label(node, french(line.text), _style_of(node, legend))]
    names = [line.text] if line.is_plain else line.names
    style = QgsLegendStyle.Style.SymbolLabel
    return [
        _Label(node, french(name), style, sign) for sign, name in zip(line.signs, names) if name
    ]


def _plain(text: str) -> str:
    """A text as a legend draws it as it is: QGIS evaluates what looks like an expression."""
    text = printable(text)
    return literal(text) if "[%" in text else text


def _style_of(node: QgsLayerTreeLayer, legend: QgsLayoutItemLegend) -> QgsLegendStyle.Style:
    """The part of the legend as which a layer's label is drawn."""
    style = QgsLegendRenderer.nodeLegendStyle(node, legend.model())
    return style if style in LEGEND_PARTS else QgsLegendStyle.Style.SymbolLabel

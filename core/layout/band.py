# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes of a template: the band's grow with their texts, the map's move to free corners.

A box is a shape whose item ID ends with `_box`; what stands inside it in the template belongs to
it. Boxes of one width on one left edge, outside the map and within the same plain shape if any,
make a column and share the height that they take together in the template. Columns of one width
and height beside each other make a band, and share their boxes as well. Boxes inside the map are
its insets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations, product

from qgis.core import (
    QgsExpression,
    QgsGeometry,
    QgsGeometryEngine,
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLayoutUtils,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QMarginsF, QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QFont

from ..common.i18n import translate
from ..common.typography import (
    LEGEND_PARTS,
    LEGEND_SIDES,
    SMALLEST_TYPE,
    breaks_a_word,
    label_font,
    largest_fitting_size,
    legend_font,
    narrowest,
    set_label_font,
    set_legend_font,
    text_height,
    widest_line,
    widest_piece,
    wrapped,
)

BOX_ENDING = "_box"

# The height of a row without any text, in mm: rows do not join that stand on each other by less.
EMPTY_ROW = 0.5

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# The type of the band may grow by this much before the room left over becomes white space.
MOST_GROWTH = 1.3
# Large type shrinks this far before the small type does, and white space as far as this.
LEAST_GROWTH = 0.3
LEAST_SPACING = 0.5
LEAST_TYPE = 2.0
GROWTH_STEP = 0.02
TYPE_STEP = 0.1  # points

# How many steps of growth move a box to another column, and how many ways to do so are tried.
FLOW_GAIN = 3
# How many steps larger than in the fullest column of a band type may be in another.
COLUMN_GAIN = 5
MOST_FLOWS = 300

# The part of a line that an undivided text may fill: versions of QGIS measure a little otherwise.
MOST_OF_LINE = 0.97

# The label whose type is the largest of its box.
LARGEST = "territory_name"

# How near to an inset the territory may come, as a part of how near to the map's frame.
CLEARANCE = 0.6


def fit_smallest(factor: float) -> float:
    """The smallest type allowed on a paper `factor` times larger than A3, in points."""
    return SMALLEST_TYPE * factor


def arrange_band(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> bool:
    """Stack the boxes of the columns at the largest type size at which they fit.

    Tells whether all fit at `smallest` points. Where they do not, the type is smaller still, so
    that nothing covers anything else.
    """
    most = float("inf")
    kept = []
    # The name of the territory is the largest type of the sheet, so it is set first.
    for band in sorted(_bands(layout, map_item), key=lambda band: band.largest is None):
        kept.append(band.arrange(smallest, most))
        if band.largest:
            most = max(smallest, label_font(band.largest.item).pointSizeF())
    return all(kept)


def fit_labels(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> list[str]:
    """Shrink the type of each label outside the band until its text fits its place.

    Gives a sentence for each label whose text does not even fit at `smallest` points.
    """
    in_band = {x.uuid() for _, content in _outside(layout, map_item) for x in content}
    warnings = []
    for label in layout.items():
        if not isinstance(label, QgsLayoutItemLabel) or label.uuid() in in_band:
            continue
        text, font = label.currentText(), label_font(label)
        width = label.rect().width() - 2 * label.marginX()
        height = label.rect().height() - 2 * label.marginY()
        size = largest_fitting_size(text, font, width, height)
        if size < min(smallest, font.pointSizeF()):
            warnings.append(
                translate("Layout", "The text “{text}” does not fit its place “{id}”.").format(
                    text=text, id=label.id()
                )
            )
        font.setPointSizeF(size)
        _set_type(label, text, font, width)
    return warnings


def free_corners(
    layout: QgsPrintLayout,
    map_item: QgsLayoutItemMap,
    territory: QgsGeometry,
    scale: float,
    margin: float,
) -> QgsRectangle | None:
    """Move the insets to corners of the map where they cover nothing of the territory.

    Gives the map's extent (in the territory's CRS, metres) that makes this possible, the
    territory at least `margin` mm from the frame where there is room; None where there is none.
    """
    frame = map_item.mapRectToScene(map_item.rect())
    insets = _insets(layout, map_item)
    box = territory.boundingBox()
    metres = scale / 1000
    width, height = frame.width() * metres, frame.height() * metres
    engine = QgsGeometry.createGeometryEngine(territory.constGet())
    engine.prepareGeometry()
    slack_x = max(0.0, width - box.width() - 2 * margin * metres) / 2
    slack_y = max(0.0, height - box.height() - 2 * margin * metres) / 2
    centre = box.center()
    for dx, dy in _SHIFTS:
        extent = QgsRectangle.fromCenterAndSize(centre, width, height)
        extent = QgsRectangle(
            extent.xMinimum() + dx * slack_x,
            extent.yMinimum() + dy * slack_y,
            extent.xMaximum() + dx * slack_x,
            extent.yMaximum() + dy * slack_y,
        )
        places = _assign(insets, frame, extent, engine, metres, CLEARANCE * margin)
        if places is not None:
            for inset, target in zip(insets, places):
                inset.move_to(target)
                # Names of places keep clear of it.
                map_item.addLabelBlockingItem(inset.items[0])
            return extent
    return None


@dataclass(frozen=True)
class _Type:
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
class _Piece:
    """An item of a box, which keeps its size."""

    item: QgsLayoutItem
    rect: QRectF  # as in the template, page mm

    def is_empty(self) -> bool:
        return False

    def height(self, _sizes: _Type) -> float:
        return self.rect.height()

    def at(self, shift: float, top: float, height: float) -> QRectF:
        """Its place in a box that has moved across by `shift`."""
        return QRectF(self.rect.left() + shift, top, self.rect.width(), height)

    def place(self, rect: QRectF, _sizes: _Type) -> None:
        _place(self.item, rect)

    def keeps(self, smallest: float, sizes: _Type) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return sizes.smallest >= smallest


@dataclass
class _Label(_Piece):
    text: str
    font: QFont
    width: float  # mm between its margins
    widest: float  # mm that no line break shall divide, at the template's type size
    largest: _Label | None = None  # whose type it does not exceed

    @classmethod
    def of(cls, label: QgsLayoutItemLabel) -> _Label:
        text, font = label.currentText(), label_font(label)
        width = label.rect().width() - 2 * label.marginX()
        # What stands on one line does not grow onto two.
        line = widest_line(text, font)
        widest = line if line <= MOST_OF_LINE * width else widest_piece(text, font)
        return cls(label, _scene(label), text, font, width, widest)

    @property
    def is_centred(self) -> bool:
        return bool(self.item.hAlign() == Qt.AlignmentFlag.AlignHCenter)

    def is_empty(self) -> bool:
        return not self.text.strip()

    def height(self, sizes: _Type) -> float:
        return 0.0 if self.is_empty() else text_height(self.text, self.sized(sizes), self.width)

    def place(self, rect: QRectF, sizes: _Type) -> None:
        font, width = self.sized(sizes), self.width
        if self.is_centred:
            width = narrowest(self.text, font, width)
            self.item.setMarginX((self.rect.width() - width) / 2)
        _set_type(self.item, self.text, font, width)
        super().place(rect, sizes)

    def sized(self, sizes: _Type) -> QFont:
        most = float("inf")
        if self.widest:
            most = MOST_OF_LINE * self.font.pointSizeF() * self.width / self.widest
        if self.largest:
            most = min(most, max(sizes.smallest, self.largest.sized(sizes).pointSizeF()))
        return sizes.of(self.font, most)

    def keeps(self, smallest: float, sizes: _Type) -> bool:
        least = min(smallest, self.font.pointSizeF())
        return self.is_empty() or self.sized(sizes).pointSizeF() >= least - 0.01


@dataclass
class _Legend(_Piece):
    """A legend, which breaks its lines only where it is told."""

    fonts: dict[QgsLegendStyle.Style, QFont]
    symbol: QSizeF  # as in the template, mm
    margins: dict[tuple[QgsLegendStyle.Style, QgsLegendStyle.Side], float]
    title: str
    headings: list[tuple[QgsLayerTreeGroup, str]]
    labels: list[tuple[QgsLayerTreeLayer, str, QgsLegendStyle.Style]]

    @classmethod
    def of(cls, legend: QgsLayoutItemLegend) -> _Legend:
        root = legend.model().rootGroup()
        return cls(
            legend,
            _scene(legend),
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

    def height(self, sizes: _Type) -> float:
        self._apply(sizes)
        # The item itself knows it only once it has been drawn.
        context = QgsLayoutUtils.createRenderContextForLayout(self.item.layout(), None)
        renderer = QgsLegendRenderer(self.item.model(), self.item.legendSettings())
        return float(renderer.minimumSize(context).height())

    def place(self, rect: QRectF, sizes: _Type) -> None:
        self._apply(sizes)
        super().place(rect, sizes)

    def _apply(self, sizes: _Type) -> None:
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
class _Row:
    """Items of a box that stand side by side."""

    pieces: list[_Piece]

    @property
    def top(self) -> float:
        return min(piece.rect.top() for piece in self.pieces)

    @property
    def bottom(self) -> float:
        return max(piece.rect.bottom() for piece in self.pieces)

    def is_empty(self) -> bool:
        return all(piece.is_empty() for piece in self.pieces)

    def height(self, sizes: _Type) -> float:
        return max(piece.height(sizes) for piece in self.pieces)


@dataclass
class _Box:
    shape: QgsLayoutItemShape
    rect: QRectF  # as in the template, page mm
    rows: list[_Row]  # from top to bottom
    heights: dict[_Type, list[float]] = field(default_factory=dict)  # of the rows shown

    @classmethod
    def of(cls, shape: QgsLayoutItemShape, content: list[QgsLayoutItem]) -> _Box:
        pieces = [_piece(item) for item in content]
        rows: list[_Row] = []
        for piece in sorted(pieces, key=lambda piece: piece.rect.top()):
            if rows and piece.rect.top() < rows[-1].bottom - 0.5:
                rows[-1].pieces.append(piece)
            else:
                rows.append(_Row([piece]))
        return cls(shape, _scene(shape), rows)

    @property
    def pieces(self) -> list[_Piece]:
        return [piece for row in self.rows for piece in row.pieces]

    @cached_property
    def shown_rows(self) -> list[_Row]:
        return [row for row in self.rows if not row.is_empty()]

    @cached_property
    def gaps(self) -> list[float]:
        """White above each row that is shown, and below the last, as in the template."""
        rows = self.shown_rows
        edges = [self.rect.top(), *(row.bottom for row in self.rows)]
        above = [row.top - max(e for e in edges if e <= row.top + 0.1) for row in rows]
        below = self.rect.bottom() - self.rows[-1].bottom
        return [max(0.0, gap) for gap in (*above, min(below, above[0]))]

    def height(self, sizes: _Type) -> float:
        if not self.shown_rows:
            return 0.0
        return sum(self.gaps) * min(1.0, sizes.spacing) + sum(self._row_heights(sizes))

    def arrange(self, left: float, top: float, height: float, sizes: _Type) -> None:
        """Put the box at a place (page mm).

        Room to spare widens the gaps in proportion where a text is centred, else the last one.
        """
        _place(self.shape, QRectF(left, top, self.rect.width(), height))
        shift = left - self.rect.left()
        gaps, heights = self.gaps, self._row_heights(sizes)
        stretch = (height - sum(heights)) / sum(gaps) if sum(gaps) else 1.0
        if not any(isinstance(piece, _Label) and piece.is_centred for piece in self.pieces):
            stretch = min(1.0, stretch)
        y = top
        shown = iter(zip(gaps, heights))
        for row in self.rows:
            if row.is_empty():
                # It keeps its turn, for the layout may be saved as a template.
                for piece in row.pieces:
                    _place(piece.item, piece.at(shift, y, EMPTY_ROW))
                continue
            gap, row_height = next(shown)
            y += gap * stretch
            for piece in row.pieces:
                piece.place(piece.at(shift, y, row_height), sizes)
            y += row_height

    def _row_heights(self, sizes: _Type) -> list[float]:
        if sizes not in self.heights:
            self.heights[sizes] = [row.height(sizes) for row in self.shown_rows]
        return self.heights[sizes]


@dataclass
class _Column:
    """A place for boxes one above the other."""

    boxes: list[_Box]

    @property
    def left(self) -> float:
        return self.boxes[0].rect.left()

    @property
    def top(self) -> float:
        return self.boxes[0].rect.top()

    @property
    def room(self) -> float:
        return self.boxes[-1].rect.bottom() - self.top

    @property
    def gaps(self) -> list[float]:
        return [b.rect.top() - a.rect.bottom() for a, b in zip(self.boxes, self.boxes[1:])]

    @property
    def place(self) -> tuple[float, ...]:
        """What columns over which boxes may flow have in common."""
        return tuple(round(x, 1) for x in (self.top, self.room, self.boxes[0].rect.width()))


_Content = tuple[QgsLayoutItemShape, list[QgsLayoutItem]]

# The boxes that are shown, column by column.
_Flow = list[list[_Box]]


@dataclass
class _Band:
    """Columns alike side by side, over which the boxes flow for the largest type that fits."""

    columns: list[_Column]

    def __post_init__(self) -> None:
        for label in self.labels:
            label.largest = self.largest if label is not self.largest else None

    @property
    def boxes(self) -> list[_Box]:
        """In the order in which they are read."""
        boxes = [box for column in self.columns for box in column.boxes]
        return sorted(boxes, key=lambda box: (round(box.rect.top(), 1), box.rect.left()))

    @property
    def labels(self) -> list[_Label]:
        pieces = [piece for box in self.boxes for piece in box.pieces]
        return [piece for piece in pieces if isinstance(piece, _Label)]

    @cached_property
    def largest(self) -> _Label | None:
        return next((label for label in self.labels if label.item.id() == LARGEST), None)

    def arrange(self, smallest: float, most: float) -> bool:
        """Stack the boxes at the largest type that fits, of no more than `most` points.

        Tells whether none is smaller than `smallest` points.
        """
        for box in self.boxes:
            box.shape.setVisibility(bool(box.shown_rows))
        ladder = _ladder(smallest, most)
        flow, rung = self._best(ladder)
        kept = True
        for column, boxes in zip(self.columns, flow):
            # A column with room to spare has type a little larger than the others'.
            sizes = ladder[self._rung([boxes], ladder[: rung + COLUMN_GAIN + 1])]
            gaps = self._gap * (len(boxes) - 1)
            stretch = (self._room - gaps) / (self._needed(boxes, sizes) - gaps) if boxes else 1.0
            top = column.top
            for box in boxes:
                height = box.height(sizes) * stretch
                box.arrange(column.left, top, height, sizes)
                top += height + self._gap
                kept = kept and all(piece.keeps(smallest, sizes) for piece in box.pieces)
        return kept

    def _best(self, ladder: list[_Type]) -> tuple[_Flow, int]:
        """What stands in which column, and the number of the type that fits all of them."""
        own = [[box for box in column.boxes if box.shown_rows] for column in self.columns]
        best, rung = own, self._rung(own, ladder)
        # A box is looked for where it stands in the template: it leaves for no little gain.
        wanted = rung + FLOW_GAIN
        for flow in self._flows():
            if wanted < len(ladder) and self._fits(flow, ladder[wanted]):
                best, rung = flow, self._rung(flow, ladder)
                wanted = rung + 1
        return best, rung

    def _flows(self) -> Iterator[_Flow]:
        """Every way to share out the boxes of which the first stays in its column."""
        shown = [box for box in self.boxes if box.shown_rows]
        count = len(self.columns)
        if not shown or count ** (len(shown) - 1) > MOST_FLOWS:
            return
        first, *others = shown
        home = next(i for i, column in enumerate(self.columns) if first in column.boxes)
        for numbers in product(range(count), repeat=len(others)):
            flow: _Flow = [[] for _ in self.columns]
            for box, number in zip((first, *others), (home, *numbers)):
                flow[number].append(box)
            yield flow

    def _rung(self, flow: _Flow, ladder: list[_Type]) -> int:
        """The number of the largest type at which all fit; 0 where none is known to."""
        low, high = 0, len(ladder)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(flow, ladder[middle]) else (low, middle)
        return low

    def _fits(self, flow: _Flow, sizes: _Type) -> bool:
        return all(self._needed(boxes, sizes) <= self._room + 1e-6 for boxes in flow)

    def _needed(self, boxes: list[_Box], sizes: _Type) -> float:
        return sum(box.height(sizes) for box in boxes) + self._gap * max(0, len(boxes) - 1)

    @property
    def _room(self) -> float:
        return min(column.room for column in self.columns)

    @property
    def _gap(self) -> float:
        return min((gap for column in self.columns for gap in column.gaps), default=0.0)


def _ladder(smallest: float, most: float) -> list[_Type]:
    """The sizes that are tried: below `smallest` points first, then growing up to `most`."""
    below = range(round((smallest - LEAST_TYPE) / TYPE_STEP))
    above = range(round((MOST_GROWTH - LEAST_GROWTH) / GROWTH_STEP) + 1)
    return [
        *(_Type(LEAST_GROWTH, LEAST_TYPE + step * TYPE_STEP, most) for step in below),
        *(_Type(LEAST_GROWTH + step * GROWTH_STEP, smallest, most) for step in above),
    ]


@dataclass
class _Inset:
    items: list[QgsLayoutItem]
    rect: QRectF  # page mm

    def move_to(self, target: QRectF) -> None:
        shift = target.topLeft() - self.rect.topLeft()
        for item in self.items:
            position = item.scenePos() + shift
            item.attemptMove(QgsLayoutPoint(position.x(), position.y()), useReferencePoint=False)
        self.rect = QRectF(target)


# Centred if possible, else shifted within the white left around the territory.
_SHIFTS = sorted(
    ((x / 2, y / 2) for x in range(-2, 3) for y in range(-2, 3)),
    key=lambda shift: abs(shift[0]) + abs(shift[1]),
)


def _bands(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Band]:
    frames = [_scene(shape) for shape in _shapes(layout) if not shape.id().endswith(BOX_ENDING)]
    columns: dict[tuple[float, ...], list[_Box]] = {}
    for shape, content in _outside(layout, map_item):
        rect = _scene(shape)
        around = [f.top() for f in frames if f.contains(rect.center())]
        place = (round(rect.left(), 1), round(rect.width(), 1), *around)
        columns.setdefault(place, []).append(_Box.of(shape, content))
    bands: dict[tuple[float, ...], list[_Column]] = {}
    for (_, _, *around), boxes in columns.items():
        column = _Column(sorted(boxes, key=lambda b: b.rect.top()))
        bands.setdefault((*column.place, *around), []).append(column)
    return [_Band(sorted(columns, key=lambda c: c.left)) for columns in bands.values()]


def _insets(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Inset]:
    frame = _scene(map_item)
    return [
        _Inset([shape, *content], _scene(shape))
        for shape, content in _boxes(layout)
        if frame.contains(_scene(shape))
    ]


def _outside(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Content]:
    """The boxes beside the map."""
    frame = _scene(map_item)
    return [(x, content) for x, content in _boxes(layout) if not frame.intersects(_scene(x))]


def _boxes(layout: QgsPrintLayout) -> list[_Content]:
    """The boxes of a layout and the visible items that stand in each."""
    shapes = _shapes(layout)
    items = [
        (item, _scene(item).center())
        for item in layout.items()
        if isinstance(item, QgsLayoutItem) and item not in shapes and item.isVisible()
    ]
    boxes = [(shape, _scene(shape)) for shape in shapes if shape.id().endswith(BOX_ENDING)]
    return [(shape, [i for i, at in items if rect.contains(at)]) for shape, rect in boxes]


def _shapes(layout: QgsPrintLayout) -> list[QgsLayoutItemShape]:
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemShape)]


def _assign(
    insets: list[_Inset],
    frame: QRectF,
    extent: QgsRectangle,
    territory: QgsGeometryEngine,
    metres: float,
    clearance: float,
) -> list[QRectF] | None:
    """A corner for each inset, its own in the template if possible; None if one has none."""
    choices = [[_in_corner(i.rect, frame, c) for c in _corners_of(i.rect, frame)] for i in insets]
    around = QMarginsF(clearance, clearance, clearance, clearance)
    free = [
        [not _covers(rect + around, frame, extent, territory, metres) for rect in rects]
        for rects in choices
    ]
    best: list[QRectF] | None = None
    least = float("inf")
    for order in permutations(range(4), len(insets)):
        placed = []
        cost = 0
        for number, corner in enumerate(order):
            own = _corners_of(insets[number].rect, frame)
            rank = own.index(corner)
            if not free[number][rank]:
                break
            placed.append(choices[number][rank])
            cost += rank
        else:
            if cost < least:
                best, least = placed, cost
    return best


def _corners_of(rect: QRectF, frame: QRectF) -> list[int]:
    """The four corners (0 top left, 1 top right, 2 bottom left, 3 bottom right), nearest first."""
    right = rect.center().x() > frame.center().x()
    bottom = rect.center().y() > frame.center().y()
    own = int(right) + 2 * int(bottom)
    return [own, own ^ 2, own ^ 1, own ^ 3]


def _in_corner(rect: QRectF, frame: QRectF, corner: int) -> QRectF:
    """The rectangle in a corner, as far from the frame's edges as it is now from its own."""
    x_gap = min(rect.left() - frame.left(), frame.right() - rect.right())
    y_gap = min(rect.top() - frame.top(), frame.bottom() - rect.bottom())
    left = frame.right() - x_gap - rect.width() if corner & 1 else frame.left() + x_gap
    top = frame.bottom() - y_gap - rect.height() if corner & 2 else frame.top() + y_gap
    return QRectF(QPointF(left, top), rect.size())


def _covers(
    rect: QRectF, frame: QRectF, extent: QgsRectangle, territory: QgsGeometryEngine, metres: float
) -> bool:
    ground = QgsRectangle(
        extent.xMinimum() + (rect.left() - frame.left()) * metres,
        extent.yMaximum() - (rect.bottom() - frame.top()) * metres,
        extent.xMinimum() + (rect.right() - frame.left()) * metres,
        extent.yMaximum() - (rect.top() - frame.top()) * metres,
    )
    covered = QgsGeometry.fromRect(ground)
    return bool(territory.intersects(covered.constGet()))


def _piece(item: QgsLayoutItem) -> _Piece:
    if isinstance(item, QgsLayoutItemLabel):
        return _Label.of(item)
    if isinstance(item, QgsLayoutItemLegend):
        return _Legend.of(item)
    return _Piece(item, _scene(item))


def _label_of(node: QgsLayerTreeLayer) -> str:
    """What the legend says beside the symbol of a layer."""
    return str(node.customProperty(LEGEND_LABEL) or node.name())


def _style_of(node: QgsLayerTreeLayer, legend: QgsLayoutItemLegend) -> QgsLegendStyle.Style:
    """The part of the legend as which a layer's label is drawn."""
    style = QgsLegendRenderer.nodeLegendStyle(node, legend.model())
    return style if style in LEGEND_PARTS else QgsLegendStyle.Style.SymbolLabel


def _set_type(label: QgsLayoutItemLabel, text: str, font: QFont, width: float) -> None:
    """Set a label's font; break its lines where QGIS would break words, or none at all."""
    set_label_font(label, font)
    if breaks_a_word(text, font, width):
        # As an expression of its own, or what looks like one in the text would be evaluated.
        literal = QgsExpression.quotedString(wrapped(text, font, width)).replace("%]", "%'||']")
        label.setText(f"[% {literal} %]")


def _scene(item: QgsLayoutItem) -> QRectF:
    return QRectF(item.mapRectToScene(item.rect()))


def _place(item: QgsLayoutItem, rect: QRectF) -> None:
    item.attemptResize(QgsLayoutSize(rect.width(), rect.height()))
    # By its corner, whichever point of it a user has chosen to place it by.
    item.attemptMove(QgsLayoutPoint(rect.left(), rect.top()), useReferencePoint=False)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes of a template: the band's grow with their texts, the map's move to free corners.

A box is a shape whose item ID ends with `_box`; what stands inside it in the template belongs to
it. Boxes of one width on one left edge, outside the map and within the same plain shape if any,
make a column of the band and share the height that they take together in the template. Boxes
inside the map are its insets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import permutations

from qgis.core import (
    QgsGeometry,
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
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QFont

from .i18n import translate
from .text import (
    LEGEND_PARTS,
    SMALLEST_TYPE,
    label_font,
    largest_fitting_size,
    legend_font,
    set_label_font,
    set_legend_font,
    text_height,
    text_width,
    widest_piece,
    wrapped,
)

BOX_ENDING = "_box"

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# The type of the band may grow by this much before the room left over becomes white space.
MOST_GROWTH = 1.25
# Large type shrinks this far before the small type does.
LEAST_GROWTH = 0.3
LEAST_TYPE = 2.0

# The label whose type is the largest of its box.
LARGEST = "territory_name"

# How much nearer to an inset than its frame the territory may come, in mm.
CLEARANCE = 2.0


def fit_smallest(factor: float) -> float:
    """The smallest type allowed on a paper `factor` times larger than A3, in points."""
    return SMALLEST_TYPE * factor


def arrange_band(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> bool:
    """Stack the boxes of each column at the largest type size at which they fit.

    Tells whether all fit at `smallest` points. Where they do not, the type is smaller still, so
    that nothing covers anything else.
    """
    kept = [column.arrange(smallest) for column in _columns(layout, map_item)]
    return all(kept)


def fit_labels(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> list[str]:
    """Shrink the type of each label outside the band until its text fits its place.

    Gives a sentence for each label whose text does not even fit at `smallest` points.
    """
    in_band = {
        item.uuid()
        for column in _columns(layout, map_item)
        for box in column.boxes
        for item in box.items()
    }
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
        _set_type(label, font, width)
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
        places = _assign(insets, frame, extent, territory, metres)
        if places is not None:
            for inset, target in zip(insets, places):
                inset.move_to(target)
                # Names of places keep clear of it.
                map_item.addLabelBlockingItem(inset.items[0])
            return extent
    return None


@dataclass(frozen=True)
class _Type:
    """A type size: how much it grows, and the points below which nothing shrinks."""

    growth: float
    smallest: float

    def of(self, font: QFont, most: float = float("inf")) -> QFont:
        size = font.pointSizeF()
        sized = QFont(font)
        sized.setPointSizeF(min(most, max(min(size, self.smallest), size * self.growth)))
        return sized


@dataclass
class _Row:
    """Items of a box that stand side by side."""

    items: list[QgsLayoutItem]
    rects: list[QRectF]  # as in the template, page mm

    @property
    def top(self) -> float:
        return min(rect.top() for rect in self.rects)

    @property
    def bottom(self) -> float:
        return max(rect.bottom() for rect in self.rects)

    def is_empty(self, texts: dict[str, str]) -> bool:
        return not any(texts.get(item.uuid(), "-").strip() for item in self.items)


@dataclass
class _Box:
    shape: QgsLayoutItemShape
    rect: QRectF  # as in the template, page mm
    rows: list[_Row]  # from top to bottom
    legend_fonts: dict[QgsLegendStyle.Style, QFont]
    fonts: dict[str, QFont]
    texts: dict[str, str]
    widest: dict[str, float]  # mm that no line break can divide, at the template's type size

    @classmethod
    def of(cls, shape: QgsLayoutItemShape, content: list[QgsLayoutItem]) -> _Box:
        rows: list[_Row] = []
        for item in sorted(content, key=lambda item: _scene(item).top()):
            rect = _scene(item)
            if rows and rect.top() < rows[-1].bottom - 0.5:
                rows[-1].items.append(item)
                rows[-1].rects.append(rect)
            else:
                rows.append(_Row([item], [rect]))
        labels = [item for item in content if isinstance(item, QgsLayoutItemLabel)]
        texts = {label.uuid(): label.currentText() for label in labels}
        legends = [item for item in content if isinstance(item, QgsLayoutItemLegend)]
        return cls(
            shape,
            _scene(shape),
            rows,
            {part: legend_font(legend, part) for legend in legends for part in LEGEND_PARTS},
            {label.uuid(): label_font(label) for label in labels},
            texts,
            {x.uuid(): widest_piece(texts[x.uuid()], label_font(x)) for x in labels},
        )

    def items(self) -> list[QgsLayoutItem]:
        return [item for row in self.rows for item in row.items]

    @property
    def shown_rows(self) -> list[_Row]:
        return [row for row in self.rows if not row.is_empty(self.texts)]

    @property
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
        return sum(self.gaps) + sum(self._row_height(row, sizes) for row in self.shown_rows)

    def arrange(self, top: float, height: float, sizes: _Type) -> None:
        """Put the box at `top` (page mm); room to spare widens the gaps in proportion."""
        self.shape.setVisibility(bool(self.shown_rows))
        if not self.shown_rows:
            return
        _place(self.shape, QRectF(self.rect.left(), top, self.rect.width(), height))
        gaps = self.gaps
        spare = max(0.0, height - self.height(sizes))
        stretch = 1 + spare / sum(gaps) if sum(gaps) else 1.0
        y = top
        for row, gap in zip(self.shown_rows, gaps):
            y += gap * stretch
            row_height = self._row_height(row, sizes)
            for item, rect in zip(row.items, row.rects):
                if isinstance(item, QgsLayoutItemLabel):
                    width = rect.width() - 2 * item.marginX()
                    _set_type(item, self._font(item, rect, sizes), width)
                _place(item, QRectF(rect.left(), y, rect.width(), row_height))
            y += row_height

    def _row_height(self, row: _Row, sizes: _Type) -> float:
        return max(self._height(i, r, sizes) for i, r in zip(row.items, row.rects))

    def _height(self, item: QgsLayoutItem, rect: QRectF, sizes: _Type) -> float:
        if isinstance(item, QgsLayoutItemLabel):
            text = self.texts[item.uuid()]
            width = rect.width() - 2 * item.marginX()
            return text_height(text, self._font(item, rect, sizes), width) if text.strip() else 0.0
        if isinstance(item, QgsLayoutItemLegend):
            for part, font in self.legend_fonts.items():
                set_legend_font(item, part, sizes.of(font))
            _wrap_legend(item, rect.width())
            return _legend_height(item)
        return rect.height()

    def _font(self, label: QgsLayoutItemLabel, rect: QRectF, sizes: _Type) -> QFont:
        font = self.fonts[label.uuid()]
        width = rect.width() - 2 * label.marginX()
        widest = self.widest[label.uuid()]
        most = 0.97 * font.pointSizeF() * width / widest if widest else float("inf")
        if label.id() != LARGEST:
            most = min(most, self._largest(sizes))
        return sizes.of(font, most)

    def _largest(self, sizes: _Type) -> float:
        """The size of the territory's name, which no other text of its box exceeds."""
        for row in self.rows:
            for item, rect in zip(row.items, row.rects):
                if item.id() == LARGEST:
                    return float(self._font(item, rect, sizes).pointSizeF())
        return float("inf")


@dataclass
class _Column:
    boxes: list[_Box]

    @property
    def room(self) -> float:
        return self.boxes[-1].rect.bottom() - self.boxes[0].rect.top()

    def arrange(self, smallest: float) -> bool:
        """Stack the boxes at the largest type that fits; tell whether `smallest` is kept."""
        sizes = self._best(smallest)
        shown = [box for box in self.boxes if box.shown_rows]
        spare = max(0.0, self.room - self._needed(sizes)) / max(1, len(shown))
        top = self.boxes[0].rect.top()
        for box in self.boxes:
            height = box.height(sizes) + spare
            box.arrange(top, height, sizes)
            if box.shown_rows:
                top += height + self._gap()
        return sizes.smallest >= smallest

    def _best(self, smallest: float) -> _Type:
        if self._fits(_Type(LEAST_GROWTH, smallest)):
            growth = _largest(
                lambda growth: self._fits(_Type(growth, smallest)), LEAST_GROWTH, MOST_GROWTH
            )
            return _Type(growth, smallest)
        size = _largest(
            lambda size: self._fits(_Type(LEAST_GROWTH, size)), LEAST_TYPE, smallest - 0.1
        )
        return _Type(LEAST_GROWTH, size)

    def _fits(self, sizes: _Type) -> bool:
        return self._needed(sizes) <= self.room + 1e-6

    def _needed(self, sizes: _Type) -> float:
        heights = [box.height(sizes) for box in self.boxes if box.shown_rows]
        return sum(heights) + self._gap() * max(0, len(heights) - 1)

    def _gap(self) -> float:
        return min(
            (b.rect.top() - a.rect.bottom() for a, b in zip(self.boxes, self.boxes[1:])),
            default=0.0,
        )


@dataclass
class _Inset:
    items: list[QgsLayoutItem]
    rect: QRectF  # page mm

    def move_to(self, target: QRectF) -> None:
        shift = target.topLeft() - self.rect.topLeft()
        for item in self.items:
            position = item.scenePos() + shift
            item.attemptMove(QgsLayoutPoint(position.x(), position.y()))
        self.rect = QRectF(target)


# Centred if possible, else shifted within the white left around the territory.
_SHIFTS = sorted(
    ((x / 2, y / 2) for x in range(-2, 3) for y in range(-2, 3)),
    key=lambda shift: abs(shift[0]) + abs(shift[1]),
)


def _largest(fits: Callable[[float], bool], low: float, high: float) -> float:
    """The largest value up to `high` that fits, to a hundredth; `low` where none is known to."""
    if fits(high):
        return high
    while high - low > 0.01:
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _columns(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Column]:
    map_frame = _scene(map_item)
    frames = [_scene(shape) for shape in _shapes(layout) if not shape.id().endswith(BOX_ENDING)]
    by_place: dict[tuple[float, ...], list[_Box]] = {}
    for shape, content in _boxes(layout):
        rect = _scene(shape)
        if not map_frame.intersects(rect):
            around = [f.top() for f in frames if f.contains(rect.center())]
            place = (round(rect.left(), 1), round(rect.width(), 1), *around)
            by_place.setdefault(place, []).append(_Box.of(shape, content))
    return [_Column(sorted(boxes, key=lambda b: b.rect.top())) for boxes in by_place.values()]


def _insets(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Inset]:
    frame = _scene(map_item)
    return [
        _Inset([shape, *content], _scene(shape))
        for shape, content in _boxes(layout)
        if frame.contains(_scene(shape))
    ]


def _boxes(layout: QgsPrintLayout) -> list[tuple[QgsLayoutItemShape, list[QgsLayoutItem]]]:
    """The boxes of a layout and the visible items that stand in each."""
    shapes = _shapes(layout)
    items = [
        item
        for item in layout.items()
        if isinstance(item, QgsLayoutItem) and item not in shapes and item.isVisible()
    ]
    return [
        (shape, [i for i in items if _scene(shape).contains(_scene(i).center())])
        for shape in shapes
        if shape.id().endswith(BOX_ENDING)
    ]


def _shapes(layout: QgsPrintLayout) -> list[QgsLayoutItemShape]:
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemShape)]


def _assign(
    insets: list[_Inset],
    frame: QRectF,
    extent: QgsRectangle,
    territory: QgsGeometry,
    metres: float,
) -> list[QRectF] | None:
    """A corner for each inset, its own in the template if possible; None if one has none."""
    choices = [[_in_corner(i.rect, frame, c) for c in _corners_of(i.rect, frame)] for i in insets]
    free = [
        [not _covers(rect, frame, extent, territory, metres) for rect in rects] for rects in choices
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
    rect: QRectF, frame: QRectF, extent: QgsRectangle, territory: QgsGeometry, metres: float
) -> bool:
    ground = QgsRectangle(
        extent.xMinimum() + (rect.left() - frame.left() - CLEARANCE) * metres,
        extent.yMaximum() - (rect.bottom() - frame.top() + CLEARANCE) * metres,
        extent.xMinimum() + (rect.right() - frame.left() + CLEARANCE) * metres,
        extent.yMaximum() - (rect.top() - frame.top() - CLEARANCE) * metres,
    )
    return territory.intersects(ground)


def _wrap_legend(legend: QgsLayoutItemLegend, width: float) -> None:
    """Break the legend's labels at a width in mm; legends break lines only where they are told."""
    legend.setWrapString("\n")
    symbol_room = legend.symbolWidth() + 4 * legend.boxSpace() + 4
    item_font = legend_font(legend, QgsLegendStyle.Style.SymbolLabel)
    heading_font = legend_font(legend, QgsLegendStyle.Style.Subgroup)
    root = legend.model().rootGroup()
    for group in root.findGroups():
        group.setName(wrapped(group.name(), heading_font, width - 2 * legend.boxSpace()))
    for node in root.findLayers():
        label = wrapped(
            node.customProperty(LEGEND_LABEL) or node.name(), item_font, width - symbol_room
        )
        if label != node.customProperty(LEGEND_LABEL):
            node.setCustomProperty(LEGEND_LABEL, label)
            legend.model().refreshLayerLegend(node)


def _legend_height(legend: QgsLayoutItemLegend) -> float:
    """Height in mm that a legend needs; the item itself knows it only once it has been drawn."""
    context = QgsLayoutUtils.createRenderContextForLayout(legend.layout(), None)
    renderer = QgsLegendRenderer(legend.model(), legend.legendSettings())
    return float(renderer.minimumSize(context).height())


def _set_type(label: QgsLayoutItemLabel, font: QFont, width: float) -> None:
    """Set a label's font; break its text where QGIS would not, after hyphens."""
    set_label_font(label, font)
    text = label.currentText()
    if any(text_width(word, font) > width for word in text.split()):
        label.setText(wrapped(text, font, width))


def _scene(item: QgsLayoutItem) -> QRectF:
    return QRectF(item.mapRectToScene(item.rect()))


def _place(item: QgsLayoutItem, rect: QRectF) -> None:
    item.attemptMove(QgsLayoutPoint(rect.left(), rect.top()))
    item.attemptResize(QgsLayoutSize(rect.width(), rect.height()))

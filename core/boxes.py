# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes of a template: the band's grow with their texts, the map's move to free corners.

A box is a shape whose item ID ends with `_box`; what stands inside it in the template belongs to
it. Boxes of one width on one left edge, outside the map, make a column of the band and share the
height that they take together in the template. Boxes inside the map are its insets.
"""

from __future__ import annotations

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
    wrapped,
)

BOX_ENDING = "_box"

# The custom property from which QGIS takes the label of a layer in a legend.
LEGEND_LABEL = "legend/title-label"

# The type of the band may grow by this much before the room left over becomes white space.
MOST_GROWTH = 1.25

# How much nearer to an inset than its frame the territory may come, in mm.
CLEARANCE = 2.0


def fit_smallest(factor: float) -> float:
    """The smallest type allowed on a paper `factor` times larger than A3, in points."""
    return SMALLEST_TYPE * factor


def arrange_band(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> bool:
    """Stack the boxes of each column at the largest type size at which they fit.

    Tells whether all fit at `smallest` points.
    """
    columns = _columns(layout, map_item)
    for column in columns:
        column.arrange(column.best_growth(smallest))
    return all(column.fits(column.best_growth(smallest)) for column in columns)


def fit_labels(layout: QgsPrintLayout, map_item: QgsLayoutItemMap, smallest: float) -> list[str]:
    """Shrink the type of each label outside the band until its text fits its box.

    Gives a sentence for each label whose text does not even fit at `smallest` points.
    """
    in_band = {
        item.uuid()
        for column in _columns(layout, map_item)
        for box in column.boxes
        for item in box.content
    }
    warnings = []
    for label in layout.items():
        if not isinstance(label, QgsLayoutItemLabel) or label.uuid() in in_band:
            continue
        text, font = label.currentText(), label_font(label)
        width, height = _room(label)
        size = largest_fitting_size(text, font, width, height)
        if size < smallest <= font.pointSizeF():
            size = smallest
            warnings.append(
                translate("Layout", "The text “{text}” does not fit its box “{id}”.").format(
                    text=text, id=label.id()
                )
            )
        if size < font.pointSizeF():
            font.setPointSizeF(size)
            set_label_font(label, font)
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


@dataclass
class _Box:
    shape: QgsLayoutItemShape
    rect: QRectF  # as in the template, page mm
    content: list[QgsLayoutItem]  # from top to bottom
    rects: list[QRectF]
    legend_fonts: dict[QgsLegendStyle.Style, QFont]
    fonts: dict[str, QFont]

    @classmethod
    def of(cls, shape: QgsLayoutItemShape, content: list[QgsLayoutItem]) -> _Box:
        content = sorted(content, key=lambda item: item.scenePos().y())
        legend_fonts = {}
        fonts = {}
        for item in content:
            if isinstance(item, QgsLayoutItemLegend):
                legend_fonts = {part: legend_font(item, part) for part in LEGEND_PARTS}
            elif isinstance(item, QgsLayoutItemLabel):
                fonts[item.uuid()] = label_font(item)
        return cls(shape, _scene(shape), content, [_scene(i) for i in content], legend_fonts, fonts)

    @property
    def empty(self) -> bool:
        return bool(self.content) and all(
            isinstance(item, QgsLayoutItemLabel) and not item.currentText().strip()
            for item in self.content
        )

    def smallest_type(self) -> float:
        sizes = [f.pointSizeF() for f in (*self.fonts.values(), *self.legend_fonts.values())]
        return min(sizes, default=SMALLEST_TYPE)

    def heights(self, growth: float) -> list[float]:
        """Heights in mm of the content at a type size; the legend is left at that size."""
        return [self._height(item, rect, growth) for item, rect in zip(self.content, self.rects)]

    def height(self, growth: float) -> float:
        if self.empty:
            return 0.0
        first = self.rects[0].top() - self.rect.top() if self.rects else 0.0
        gaps = sum(
            max(0.0, below.top() - above.bottom())
            for above, below in zip(self.rects, self.rects[1:])
        )
        return 2 * first + gaps + sum(self.heights(growth))

    def arrange(self, top: float, height: float, spare: float, growth: float) -> None:
        """Put the box at `top` (page mm), its content at a type size, `spare` mm around it."""
        _place(self.shape, QRectF(self.rect.left(), top, self.rect.width(), height))
        self.shape.setVisibility(not self.empty)
        y = top + spare / 2
        previous = self.rect.top()
        for item, rect, item_height in zip(self.content, self.rects, self.heights(growth)):
            y += max(0.0, rect.top() - previous)
            previous = rect.bottom()
            if isinstance(item, QgsLayoutItemLabel):
                set_label_font(item, self._scaled(self.fonts[item.uuid()], growth))
                _place(item, QRectF(rect.left(), y, rect.width(), item_height))
            else:
                _place(item, QRectF(rect.left(), y, rect.width(), item_height))
            y += item_height

    def _height(self, item: QgsLayoutItem, rect: QRectF, growth: float) -> float:
        if isinstance(item, QgsLayoutItemLabel):
            font = self._scaled(self.fonts[item.uuid()], growth)
            return text_height(item.currentText(), font, rect.width() - 2 * item.marginX())
        if isinstance(item, QgsLayoutItemLegend):
            for part, font in self.legend_fonts.items():
                set_legend_font(item, part, self._scaled(font, growth))
            _wrap_legend(item, rect.width())
            return _legend_height(item)
        return rect.height()

    @staticmethod
    def _scaled(font: QFont, growth: float) -> QFont:
        scaled = QFont(font)
        scaled.setPointSizeF(round(font.pointSizeF() * growth, 2))
        return scaled


@dataclass
class _Column:
    boxes: list[_Box]

    @property
    def room(self) -> float:
        return self.boxes[-1].rect.bottom() - self.boxes[0].rect.top()

    def needed(self, growth: float) -> float:
        heights = [box.height(growth) for box in self.boxes if not box.empty]
        return sum(heights) + self._gap() * max(0, len(heights) - 1)

    def fits(self, growth: float) -> bool:
        return self.needed(growth) <= self.room + 1e-6

    def best_growth(self, smallest: float) -> float:
        least = min(1.0, smallest / min(box.smallest_type() for box in self.boxes))
        growth = MOST_GROWTH
        while growth > least and not self.fits(growth):
            growth -= 0.01
        return max(growth, least)

    def arrange(self, growth: float) -> None:
        shown = [box for box in self.boxes if not box.empty]
        spare = max(0.0, self.room - self.needed(growth)) / max(1, len(shown))
        top = self.boxes[0].rect.top()
        for box in self.boxes:
            height = box.height(growth)
            if box.empty:
                box.arrange(top, 0.1, 0.0, growth)
                continue
            box.arrange(top, height + spare, spare, growth)
            top += height + spare + self._gap()

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


def _columns(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Column]:
    frame = _scene(map_item)
    by_edges: dict[tuple[float, float], list[_Box]] = {}
    for shape, content in _boxes(layout):
        rect = _scene(shape)
        if not frame.intersects(rect):
            edges = (round(rect.left(), 1), round(rect.width(), 1))
            by_edges.setdefault(edges, []).append(_Box.of(shape, content))
    return [_Column(sorted(boxes, key=lambda b: b.rect.top())) for boxes in by_edges.values()]


def _insets(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Inset]:
    frame = _scene(map_item)
    return [
        _Inset([shape, *content], _scene(shape))
        for shape, content in _boxes(layout)
        if frame.contains(_scene(shape))
    ]


def _boxes(layout: QgsPrintLayout) -> list[tuple[QgsLayoutItemShape, list[QgsLayoutItem]]]:
    items = [item for item in layout.items() if isinstance(item, QgsLayoutItem)]
    shapes = [
        item
        for item in items
        if isinstance(item, QgsLayoutItemShape) and item.id().endswith(BOX_ENDING)
    ]
    return [
        (
            shape,
            [
                i
                for i in items
                if i is not shape
                and _scene(shape).contains(_scene(i).center())
                and _area(i) < _area(shape)
            ],
        )
        for shape in shapes
    ]


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


def _room(label: QgsLayoutItemLabel) -> tuple[float, float]:
    rect = label.rect()
    return rect.width() - 2 * label.marginX(), rect.height() - 2 * label.marginY()


def _scene(item: QgsLayoutItem) -> QRectF:
    return QRectF(item.mapRectToScene(item.rect()))


def _area(item: QgsLayoutItem) -> float:
    return float(item.rect().width() * item.rect().height())


def _place(item: QgsLayoutItem, rect: QRectF) -> None:
    item.attemptMove(QgsLayoutPoint(rect.left(), rect.top()))
    item.attemptResize(QgsLayoutSize(rect.width(), rect.height()))

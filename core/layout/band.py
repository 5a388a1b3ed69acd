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
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsPrintLayout,
)

from ..common.i18n import translate
from ..common.typography import (
    SMALLEST_TYPE,
    largest_fitting_size,
)
from .band_items import Box, FontScale, LabelItem, set_wrapped_text
from .boxes import BOX_ENDING, boxes_beside_map, find_shapes, page_rect
from .item_fonts import (
    label_font,
)

# The type of the band may grow by this much before the room left over becomes white space.
MOST_GROWTH = 1.3
# Large type shrinks this far before the small type does, and white space as far as this.
LEAST_GROWTH = 0.3
LEAST_TYPE = 2.0
GROWTH_STEP = 0.02
TYPE_STEP = 0.1  # points

# How many steps of growth move a box to another column, and how many ways to do so are tried.
FLOW_GAIN = 3
# How many steps larger than in the fullest column of a band type may be in another.
COLUMN_GAIN = 5
MOST_FLOWS = 300


# The label whose type is the largest of its box.
LARGEST = "territory_name"


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
    in_band = {x.uuid() for _, content in boxes_beside_map(layout, map_item) for x in content}
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
        set_wrapped_text(label, text, font, width)
    return warnings


@dataclass
class _Column:
    """A place for boxes one above the other."""

    boxes: list[Box]

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


# The boxes that are shown, column by column.
_Flow = list[list[Box]]


@dataclass
class _Band:
    """Columns alike side by side, over which the boxes flow for the largest type that fits."""

    columns: list[_Column]

    def __post_init__(self) -> None:
        for label in self.labels:
            label.largest = self.largest if label is not self.largest else None

    @property
    def boxes(self) -> list[Box]:
        """In the order in which they are read."""
        boxes = [box for column in self.columns for box in column.boxes]
        return sorted(boxes, key=lambda box: (round(box.rect.top(), 1), box.rect.left()))

    @property
    def labels(self) -> list[LabelItem]:
        pieces = [piece for box in self.boxes for piece in box.pieces]
        return [piece for piece in pieces if isinstance(piece, LabelItem)]

    @cached_property
    def largest(self) -> LabelItem | None:
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

    def _best(self, ladder: list[FontScale]) -> tuple[_Flow, int]:
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

    def _rung(self, flow: _Flow, ladder: list[FontScale]) -> int:
        """The number of the largest type at which all fit; 0 where none is known to."""
        low, high = 0, len(ladder)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(flow, ladder[middle]) else (low, middle)
        return low

    def _fits(self, flow: _Flow, sizes: FontScale) -> bool:
        return all(self._needed(boxes, sizes) <= self._room + 1e-6 for boxes in flow)

    def _needed(self, boxes: list[Box], sizes: FontScale) -> float:
        return sum(box.height(sizes) for box in boxes) + self._gap * max(0, len(boxes) - 1)

    @property
    def _room(self) -> float:
        return min(column.room for column in self.columns)

    @property
    def _gap(self) -> float:
        return min((gap for column in self.columns for gap in column.gaps), default=0.0)


def _ladder(smallest: float, most: float) -> list[FontScale]:
    """The sizes that are tried: below `smallest` points first, then growing up to `most`."""
    below = range(round((smallest - LEAST_TYPE) / TYPE_STEP))
    above = range(round((MOST_GROWTH - LEAST_GROWTH) / GROWTH_STEP) + 1)
    return [
        *(FontScale(LEAST_GROWTH, LEAST_TYPE + step * TYPE_STEP, most) for step in below),
        *(FontScale(LEAST_GROWTH + step * GROWTH_STEP, smallest, most) for step in above),
    ]


def _bands(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Band]:
    frames = [
        page_rect(shape) for shape in find_shapes(layout) if not shape.id().endswith(BOX_ENDING)
    ]
    columns: dict[tuple[float, ...], list[Box]] = {}
    for shape, content in boxes_beside_map(layout, map_item):
        rect = page_rect(shape)
        around = [f.top() for f in frames if f.contains(rect.center())]
        place = (round(rect.left(), 1), round(rect.width(), 1), *around)
        columns.setdefault(place, []).append(Box.of(shape, content))
    bands: dict[tuple[float, ...], list[_Column]] = {}
    for (_, _, *around), boxes in columns.items():
        column = _Column(sorted(boxes, key=lambda b: b.rect.top()))
        bands.setdefault((*column.place, *around), []).append(column)
    return [_Band(sorted(columns, key=lambda c: c.left)) for columns in bands.values()]

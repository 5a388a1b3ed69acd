# SPDX-License-Identifier: GPL-3.0-or-later
"""The band of a template: boxes beside the map that grow with their texts, and the type in them.

A box is a shape whose item ID ends with `_box`; what stands inside it in the template belongs to
it. Boxes of one width on one left edge, outside the map and within the same plain shape if any,
make a column and share the height that they take together in the template. Columns of one width
and height beside each other make a band, and share their boxes as well. Boxes inside the map are
its insets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

from qgis.PyQt.QtGui import QFont

from ..common.i18n import translate
from ..common.typography import SMALLEST_TYPE, largest_fitting_size
from .band_items import Box
from .boxes import SHARED_LINE, set_visible
from .item_fonts import label_font
from .layout_items import LayoutItems
from .legend_item import WIDE_COLUMNS, LegendItem
from .sheet_items import FontScale, LabelItem

# The type of the band may grow by this much before the height left over becomes white space.
MAX_TYPE_GROWTH = 1.3
# Large type shrinks this far before the small type does, and white space as far as this.
MIN_TYPE_GROWTH = 0.3
MIN_TYPE = 2.0  # points
GROWTH_STEP = 0.02
LIKELY_GROWTH = 0.9  # at which most sheets fit their template, so that larger type is looked for
TYPE_STEP = 0.1  # points

# How much of the white of the template a legend has where there is height to spare.
ROOMIER = (1.0, 0.85, 0.7, 0.6)

# How many sizes larger the type must become for a box to leave its column.
ARRANGEMENT_GAIN = 3
MAX_ARRANGEMENTS = 300

# The label whose type is the largest of its band, and of the sheet.
LARGEST = "territory_name"


def smallest_type(factor: float) -> float:
    """The smallest type allowed on a paper `factor` times larger than A3, in points."""
    return SMALLEST_TYPE * factor


def arrange_band(items: LayoutItems, smallest: float) -> bool:
    """Stack the boxes of the columns at the largest type size at which they fit.

    Tells whether all fit at `smallest` points. Where they do not, the type is smaller still, so
    that nothing covers anything else.
    """
    max_size = float("inf")
    readable = True
    # How much the type of a cartouche grows: as its block with the name does, at most.
    growths: dict[tuple[float, ...], float] = {}
    # The name of the territory is the largest type of the sheet, so it is set first.
    for band in sorted(_bands(items), key=lambda band: band.largest is None):
        band.limit_growth(growths.get(band.around, float("inf")))
        readable = band.arrange(smallest, max_size) and readable
        if band.largest:
            points = label_font(band.largest.layout_item).pointSizeF()
            max_size = max(smallest, points)
            if band.around:
                growths[band.around] = points / band.largest.font.pointSizeF()
    return readable


def fit_labels(items: LayoutItems, smallest: float) -> list[str]:
    """Shrink the type of each label outside the band until its text fits its place.

    Gives a sentence for each label whose text does not even fit at `smallest` points.
    """
    in_band = {item for _, content in items.boxes_beside_map for item in content if item.is_visible}
    warnings = []
    for label in items.labels:
        if label in in_band or not label.is_visible:
            continue
        if not fit_label(label, smallest):
            warnings.append(
                translate("Layout", "The text “{text}” does not fit its place “{id}”.").format(
                    text=label.text, id=label.layout_item.id()
                )
            )
    return warnings


def fit_label(label: LabelItem, smallest: float) -> bool:
    """Shrink the type of a label until its text fits; tells whether `smallest` points do."""
    font, room = QFont(label.font), label.room
    own = font.pointSizeF()
    size = largest_fitting_size(label.text, font, room.width(), room.height())
    font.setPointSizeF(size)
    label.set_type(font, room.width(), label.margin)
    return size >= min(smallest, own)


@dataclass
class _Column:
    """A place for boxes one above the other; lengths in mm of the page."""

    boxes: list[Box]

    @property
    def left(self) -> float:
        return self.boxes[0].rect.left()

    @property
    def top(self) -> float:
        return self.boxes[0].rect.top()

    @property
    def height(self) -> float:
        return max(box.rect.bottom() for box in self.boxes) - self.top

    @property
    def gaps(self) -> list[float]:
        """White between the boxes; less than nothing where they share a line."""
        gaps = (b.rect.top() - a.rect.bottom() for a, b in zip(self.boxes, self.boxes[1:]))
        # Where one covers another, as one that was hidden may, that is no distance to keep.
        return [gap for gap in gaps if gap >= -SHARED_LINE]

    @property
    def dimensions(self) -> tuple[float, ...]:
        """What columns that share their boxes have in common: top, height and width."""
        return tuple(round(x, 1) for x in (self.top, self.height, self.boxes[0].rect.width()))


# The boxes that are shown, column by column.
_Arrangement = list[list[Box]]


@dataclass
class _Band:
    """Columns alike side by side, which share their boxes for the largest type that fits."""

    columns: list[_Column]
    around: tuple[float, ...] = ()  # where the plain shape around it stands, of a cartouche

    def __post_init__(self) -> None:
        for label in self.labels:
            label.largest = self.largest if label is not self.largest else None

    @property
    def boxes(self) -> list[Box]:
        """In the order in which they are read."""
        boxes = [box for column in self.columns for box in column.boxes]
        return sorted(boxes, key=lambda box: (round(box.rect.top(), 1), box.rect.left()))

    @property
    def shown_boxes(self) -> list[Box]:
        return [box for box in self.boxes if box.shown_rows]

    @property
    def labels(self) -> list[LabelItem]:
        items = [item for box in self.boxes for item in box.items]
        return [item for item in items if isinstance(item, LabelItem)]

    @cached_property
    def largest(self) -> LabelItem | None:
        return next((label for label in self.labels if label.layout_item.id() == LARGEST), None)

    def limit_growth(self, most: float) -> None:
        """Have all its texts grow alike: as far as each line stays whole, and `most` at most."""
        growth = min([most, *(label.line_growth for label in self.labels if not label.is_empty())])
        for label in self.labels:
            label.most_growth = growth

    def arrange(self, smallest: float, max_size: float) -> bool:
        """Stack the boxes at the largest type that fits, of no more than `max_size` points.

        Tells whether none is smaller than `smallest` points.
        """
        for box in self.boxes:
            set_visible(box.shape.layout_item, bool(box.shown_rows))
        sizes = _font_scales(smallest, max_size)
        arrangement, index = self._best_arrangement(sizes)
        if sizes[index].min_size < smallest:
            arrangement, index = self._with_wide_legends(sizes, arrangement, index)
        readable = True
        for column, boxes in zip(self.columns, arrangement):
            self._stack(column, boxes, sizes[index])
            readable = readable and all(box.is_readable(smallest, sizes[index]) for box in boxes)
        return readable

    def _stack(self, column: _Column, boxes: Sequence[Box], size: FontScale) -> None:
        """Put boxes into a column, their heights stretched until they fill it."""
        if not boxes:
            return
        gaps = self._gap * (len(boxes) - 1)
        sizes, spare = [], self._height - self._needed(boxes, size)
        for box in boxes:
            # The white between the lines of a legend tells them apart: it comes first.
            sizes.append(_roomier(box, size, spare))
            spare -= box.placed_height(sizes[-1]) - box.placed_height(size)
        heights = [box.placed_height(each) for box, each in zip(boxes, sizes)]
        stretch = (self._height - gaps) / sum(heights) if sum(heights) > 0 else 1.0
        top = column.top
        for box, each, height in zip(boxes, sizes, heights):
            box.arrange(column.left, top, height * stretch, each)
            top += height * stretch + self._gap

    def _best_arrangement(self, sizes: list[FontScale]) -> tuple[_Arrangement, int]:
        """What stands in which column, and the index of the size that fits all of them."""
        best = [[box for box in column.boxes if box.shown_rows] for column in self.columns]
        index = self._largest_fitting(best, sizes)
        # A box is looked for where it stands in the template: it leaves for no little gain.
        wanted = index + ARRANGEMENT_GAIN
        for arrangement in self._arrangements():
            if wanted < len(sizes) and self._fits(arrangement, sizes[wanted]):
                best, index = arrangement, self._largest_fitting(arrangement, sizes, wanted)
                wanted = index + 1
        return best, index

    def _with_wide_legends(
        self, sizes: list[FontScale], arrangement: _Arrangement, index: int
    ) -> tuple[_Arrangement, int]:
        """What is better of an arrangement that has no room and one with legends in two columns."""
        legends = [
            (box, item)
            for box in self.boxes
            for item in box.items
            if isinstance(item, LegendItem) and item.columns == 1
        ]
        self._use_columns(legends, WIDE_COLUMNS)
        wide, wide_index = self._best_arrangement(sizes)
        if legends and wide_index > index:
            return wide, wide_index
        self._use_columns(legends, 1)
        return arrangement, index

    @staticmethod
    def _use_columns(legends: Sequence[tuple[Box, LegendItem]], count: int) -> None:
        for box, legend in legends:
            legend.use_columns(count)
            box.heights.clear()

    def _arrangements(self) -> Iterator[_Arrangement]:
        """Every way to share out the boxes of which the first stays in its column."""
        shown = self.shown_boxes
        count = len(self.columns)
        if not shown or not 1 < count ** (len(shown) - 1) <= MAX_ARRANGEMENTS:
            return
        first, *others = shown
        own = next(i for i, column in enumerate(self.columns) if first in column.boxes)
        for numbers in product(range(count), repeat=len(others)):
            arrangement: _Arrangement = [[] for _ in self.columns]
            for box, number in zip((first, *others), (own, *numbers)):
                arrangement[number].append(box)
            yield arrangement

    def _largest_fitting(
        self, arrangement: _Arrangement, sizes: list[FontScale], known: int = 0
    ) -> int:
        """The index of the largest size at which all boxes fit, from one that is known to.

        Gives 0 where none fits.
        """
        low, high = known, len(sizes)
        grown = (index for index, size in enumerate(sizes) if size.growth >= LIKELY_GROWTH)
        likely = next(grown, low)
        while high - low > 1:
            middle = likely if low < likely < high else (low + high) // 2
            fits = self._fits(arrangement, sizes[middle])
            low, high = (middle, high) if fits else (low, middle)
        return low

    def _fits(self, arrangement: _Arrangement, size: FontScale) -> bool:
        return all(self._needed(boxes, size) <= self._height + 1e-6 for boxes in arrangement)

    def _needed(self, boxes: Sequence[Box], size: FontScale) -> float:
        """The height that boxes one above the other take, in mm."""
        return sum(box.height(size) for box in boxes) + self._gap * max(0, len(boxes) - 1)

    @property
    def _height(self) -> float:
        return min(column.height for column in self.columns)

    @property
    def _gap(self) -> float:
        return min((gap for column in self.columns for gap in column.gaps), default=0.0)


def _roomier(box: Box, size: FontScale, spare: float) -> FontScale:
    """A size with as much white in a box with a legend as `spare` mm of height allow."""
    if not any(isinstance(item, LegendItem) for item in box.items):
        return size
    for spacing in ROOMIER:
        roomier = replace(size, least_spacing=spacing)
        more = box.height(roomier) - box.height(size) if spacing > size.spacing else spare + 1
        if more <= spare:
            return roomier
    return size


def _font_scales(smallest: float, max_size: float) -> list[FontScale]:
    """The sizes that are tried: below `smallest` points first, then growing to `max_size`."""
    below = range(round((smallest - MIN_TYPE) / TYPE_STEP))
    above = range(round((MAX_TYPE_GROWTH - MIN_TYPE_GROWTH) / GROWTH_STEP) + 1)
    return [
        *(FontScale(MIN_TYPE_GROWTH, MIN_TYPE + step * TYPE_STEP, max_size) for step in below),
        *(FontScale(MIN_TYPE_GROWTH + step * GROWTH_STEP, smallest, max_size) for step in above),
    ]


def _bands(items: LayoutItems) -> list[_Band]:
    """The bands of a layout, found by where its boxes stand in the template."""
    frames = items.plain_shapes
    columns: dict[tuple[float, ...], list[Box]] = {}
    for shape, content in items.boxes_beside_map:
        rect = shape.rect
        around = [f.top() for f in frames if f.contains(rect.center())]
        place = (round(rect.left(), 1), round(rect.width(), 1), *around)
        box = Box.of(shape, (item for item in content if item.is_visible))
        columns.setdefault(place, []).append(box)
    bands: dict[tuple[float, ...], list[_Column]] = {}
    for (_, _, *around), boxes in columns.items():
        column = _Column(sorted(boxes, key=lambda b: b.rect.top()))
        bands.setdefault((*column.dimensions, *around), []).append(column)
    # The columns are told apart by three numbers, then by what is around them.
    return [
        _Band(sorted(columns, key=lambda c: c.left), place[3:]) for place, columns in bands.items()
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a layout as they stand in its template, from where each sheet sets them anew."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qgis.core import QgsExpression, QgsLayoutItem, QgsLayoutItemLabel
from qgis.PyQt.QtCore import QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QFont

from ..common.typography import (
    breaks_a_word,
    measured_size,
    narrowest,
    text_height,
    widest_line,
    widest_piece,
    wrapped,
)
from .boxes import page_rect, place_item
from .item_fonts import label_font, set_label_font
from .template_texts import LONGEST_TEXT, shortened

# How far the white between lines shrinks with the type.
MIN_SPACING = 0.5

# The part of a line that an undivided text may fill: versions of QGIS measure a little otherwise.
MAX_LINE_FILL = 0.97


# The letters from which on a text is long: more than a page of the sheets has.
LONG_TEXT = 5_000

# The least width and height in mm between the margins of a label, however wide these are.
LEAST_ROOM = 0.1


@dataclass(frozen=True)
class FontScale:
    """A type size: how much it grows, and the points within which it stays."""

    growth: float
    min_size: float
    max_size: float = float("inf")
    least_spacing: float = MIN_SPACING

    @property
    def spacing(self) -> float:
        """How much the white between lines grows."""
        return max(self.least_spacing, self.growth)

    def grown_at_most(self, growth: float) -> FontScale:
        """The same, growing by no more than so much."""
        return self if growth >= self.growth else replace(self, growth=growth)

    def points(self, own: float, max_size: float = float("inf")) -> float:
        """The points of type that has `own` in the template, at most `max_size`.

        Small type does not shrink.
        """
        grown = max(min(own, self.min_size), own * self.growth)
        return min(max_size, self.max_size, grown)


@dataclass(eq=False)
class SheetItem:
    """An item of a layout, which keeps its size."""

    layout_item: QgsLayoutItem
    # Where it stands in the template, page mm; as large as what it shows has made it.
    rect: QRectF = field(init=False)

    def __post_init__(self) -> None:
        item = self.layout_item
        self.rect = page_rect(item)
        self._template_size, self._template_position = (
            item.sizeWithUnits(),
            item.positionWithUnits(),
        )

    @property
    def is_visible(self) -> bool:
        return bool(self.layout_item.isVisible())

    def is_empty(self) -> bool:
        return False

    def height(self, _size: FontScale) -> float:
        return self.rect.height()

    def rect_at(self, shift: float, top: float, height: float) -> QRectF:
        """Its place in a box that has moved across by `shift`."""
        return QRectF(self.rect.left() + shift, top, self.rect.width(), height)

    def place(self, rect: QRectF, _size: FontScale) -> None:
        place_item(self.layout_item, rect)

    def put_back(self) -> None:
        """Put it where it stands in the template."""
        self.layout_item.attemptResize(self._template_size)
        # By the point that stays where it is while the item changes its size.
        self.layout_item.attemptMove(self._template_position)

    def measure(self) -> None:
        """Take its size as it is now; it stands where the template has it."""
        self.rect = page_rect(self.layout_item)

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return size.min_size >= smallest


@dataclass(eq=False)
class LabelItem(SheetItem):
    """A label, whose type follows the size and whose lines are broken to its width."""

    template_text: str  # with its expressions
    font: QFont
    margin: float  # mm, left and right
    room: QSizeF  # mm between its margins
    text: str = ""  # what the expressions say now
    widest: float = 0.0  # mm that no line break shall divide, at the template's type size
    largest: LabelItem | None = None  # whose type it does not exceed
    most_growth: float = float("inf")  # of all that stands with it in a box
    is_cut: bool = False  # whether the text is longer than anybody reads

    @classmethod
    def of(cls, label: QgsLayoutItemLabel) -> LabelItem:
        margin = label.marginX()
        room = label.rect().size() - QSizeF(2 * margin, 2 * label.marginY())
        room = room.expandedTo(QSizeF(LEAST_ROOM, LEAST_ROOM))
        return cls(label, label.text(), label_font(label), margin, room)

    def read_text(self) -> None:
        """Evaluate the text of the template."""
        self._set_text(self.template_text)
        self.text = self.layout_item.currentText()
        self.is_cut = len(self.text) > LONGEST_TEXT
        if self.is_cut:
            self.text = shortened(self.text)
        # What stands on one line does not grow onto two.
        line = widest_line(self.text, self.font)
        whole = line <= MAX_LINE_FILL * self.room.width()
        self.widest = line if whole else widest_piece(self.text, self.font)

    @property
    def is_centred(self) -> bool:
        return bool(self.layout_item.hAlign() == Qt.AlignmentFlag.AlignHCenter)

    def is_empty(self) -> bool:
        return not self.text.strip()

    def height(self, size: FontScale) -> float:
        if self.is_empty():
            return 0.0
        return text_height(self.text, self._font_at(size), self.room.width())

    def place(self, rect: QRectF, size: FontScale) -> None:
        font, width, margin = self._font_at(size), self.room.width(), self.margin
        if self.is_centred:
            width = narrowest(self.text, font, width)
            margin = (self.rect.width() - width) / 2
        self.set_type(font, width, margin)
        super().place(rect, size)

    def set_type(self, font: QFont, width: float, margin: float) -> None:
        """Set the font; break lines at a width in mm where QGIS would break words, or none."""
        label = self.layout_item
        if label_font(label) != font:
            set_label_font(label, font)
        if label.marginX() != margin:
            label.setMarginX(margin)
        # Newer versions of QGIS take minutes to break the lines of a long text.
        if len(self.text) > LONG_TEXT or breaks_a_word(self.text, font, width):
            self._set_text(literal(wrapped(self.text, font, width)))
        else:
            self._set_text(self.template_text)

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        needed = min(smallest, self.font.pointSizeF())
        return self.is_empty() or self.points_at(size) >= needed - 0.01

    def points_at(self, size: FontScale) -> float:
        """The points of its type at a size."""
        own = self.font.pointSizeF()
        max_size = own * self.line_growth
        if self.widest:
            max_size = measured_size(max_size)
        if self.largest:
            max_size = min(max_size, max(size.min_size, self.largest.points_at(size)))
        return size.grown_at_most(self.most_growth).points(own, max_size)

    @property
    def line_growth(self) -> float:
        """How much its type may grow before a line is broken that shall not be."""
        if not self.widest:
            return float("inf")
        return MAX_LINE_FILL * self.room.width() / self.widest

    def _font_at(self, size: FontScale) -> QFont:
        font = QFont(self.font)
        font.setPointSizeF(self.points_at(size))
        return font

    def _set_text(self, text: str) -> None:
        if self.layout_item.text() != text:
            self.layout_item.setText(text)


def literal(text: str) -> str:
    """A text as an expression within brackets: what looks like one in it is not evaluated."""
    quoted = QgsExpression.quotedString(text).replace("%]", "%'||']")
    return f"[% {quoted} %]"

# SPDX-License-Identifier: GPL-3.0-or-later
"""The boxes of the band and their rows of items, on one sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from qgis.PyQt.QtCore import QRectF

from .boxes import place_item
from .sheet_items import FontScale, LabelItem, SheetItem

# The height of a row without any text, in mm: rows do not join that stand on each other by less.
EMPTY_ROW = 0.5


@dataclass
class Row:
    """Items of a box that stand side by side."""

    items: list[SheetItem]

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

    shape: SheetItem
    rows: list[Row]  # from top to bottom
    heights: dict[FontScale, float] = field(default_factory=dict)

    @classmethod
    def of(cls, shape: SheetItem, content: Iterable[SheetItem]) -> Box:
        """A box and the items in it that the sheet shows."""
        rows: list[Row] = []
        for item in sorted(content, key=lambda item: item.rect.top()):
            if rows and item.rect.top() < rows[-1].bottom - 0.5:
                rows[-1].items.append(item)
            else:
                rows.append(Row([item]))
        return cls(shape, rows)

    @property
    def rect(self) -> QRectF:
        """As in the template, page mm."""
        return self.shape.rect

    @property
    def items(self) -> list[SheetItem]:
        return [item for row in self.rows for item in row.items]

    @cached_property
    def shown_rows(self) -> list[Row]:
        return [row for row in self.rows if not row.is_empty()]

    @cached_property
    def gaps(self) -> list[float]:
        """White above each row that is shown, and below the last, as in the template."""
        rows = self.shown_rows
        edges = [self.rect.top(), *(row.bottom for row in self.rows)]
        # A row may begin above its box.
        over = [max((e for e in edges if e <= row.top + 0.1), default=row.top) for row in rows]
        above = [row.top - edge for row, edge in zip(rows, over)]
        below = self.rect.bottom() - self.rows[-1].bottom
        return [max(0.0, gap) for gap in (*above, min(below, above[0]))]

    def height(self, size: FontScale) -> float:
        if size not in self.heights:
            rows = sum(self._row_heights(size))
            white = sum(self.gaps) * min(1.0, size.spacing) if self.shown_rows else 0.0
            self.heights[size] = white + rows
        return self.heights[size]

    def placed_height(self, size: FontScale) -> float:
        """The height that it is drawn with before it is stretched, which is never infinite."""
        height = self.height(size)
        return height if math.isfinite(height) else self.rect.height()

    def is_readable(self, smallest: float, size: FontScale) -> bool:
        """Whether no type is smaller than so many points, but where it is in the template."""
        return all(item.is_readable(smallest, size) for item in self.items)

    def arrange(self, left: float, top: float, height: float, size: FontScale) -> None:
        """Put the box at a place (page mm).

        Height to spare widens the gaps in proportion where a text is centred, else the last one.
        """
        place_item(self.shape.layout_item, QRectF(left, top, self.rect.width(), height))
        shift = left - self.rect.left()
        gaps, heights = self.gaps, self._placed_heights(size)
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
        return [row.height(size) for row in self.shown_rows]

    def _placed_heights(self, size: FontScale) -> list[float]:
        """The heights at which rows are drawn: as in the template where a text cannot fit."""
        heights = zip(self.shown_rows, self._row_heights(size))
        return [each if math.isfinite(each) else row.bottom - row.top for row, each in heights]

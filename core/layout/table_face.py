# SPDX-License-Identifier: GPL-3.0-or-later
"""The type of a table at a size, and what lines and columns need in it.

Lengths are millimetres on the page, type sizes points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Callable

from qgis.core import QgsLayoutItemManualTable
from qgis.PyQt.QtGui import QFont

from ..common.typography import format_font, text_height, widest_line, widest_piece
from .item_fonts import with_font
from .table_content import TableColumn, TableContent

# The part of a column that its widest text fills: versions of QGIS measure a little otherwise.
MAX_COLUMN_FILL = 0.94

# How long the bar of a hundred percent is at least, in heights of the type, and at most.
LEAST_BAR, LONGEST_BAR = 2.5, 14.0

# The same where nothing else takes what is left of the width.
_LONGEST_ALONE = 36.0

# How much wider than its texts a column becomes, in parts of them.
_MOST_SPREAD = 0.6

# The white between a number and the column before it, and the least of it, in heights of the type.
_NUMBER_GAP, _LEAST_GAP = 1.0, 0.4

# How many lines the name of a group takes where there is room.
_HEAD_LINES = 4


@dataclass(frozen=True)
class TableFace:
    """The fonts of a table, the white around every text, the lines between columns and rows."""

    body: QFont
    head: QFont
    margin: float
    across: float
    down: float

    @classmethod
    def of(cls, table: QgsLayoutItemManualTable) -> TableFace:
        """The face of a table as it is."""
        line = table.gridStrokeWidth() if table.showGrid() else 0.0
        across, down = line * table.verticalGrid(), line * table.horizontalGrid()
        body, head = format_font(table.contentTextFormat()), format_font(table.headerTextFormat())
        return cls(body, head, table.cellMargin(), across, down)

    def times(self, factor: float) -> TableFace:
        """The same with larger or smaller type, and the white with it."""
        fonts = []
        for font in (self.body, self.head):
            scaled = QFont(font)
            scaled.setPointSizeF(font.pointSizeF() * factor)
            fonts.append(scaled)
        return replace(self, body=fonts[0], head=fonts[1], margin=self.margin * factor)

    @property
    def smallest(self) -> float:
        """The size of its smallest type."""
        return float(min(self.body.pointSizeF(), self.head.pointSizeF()))

    @property
    def bold(self) -> QFont:
        """The widest of its fonts."""
        font = QFont(self.body)
        font.setBold(True)
        return font

    def set(self, table: QgsLayoutItemManualTable) -> None:
        """Set a table in it."""
        for font, read, write in (
            (self.body, table.contentTextFormat, table.setContentTextFormat),
            (self.head, table.headerTextFormat, table.setHeaderTextFormat),
        ):
            write(with_font(read(), font))
        table.setCellMargin(self.margin)

    def widths(self, content: TableContent, width: float) -> list[float] | None:
        """The widths of the columns with their white, together at most `width`; None without room.

        No line is broken needlessly.
        """
        wanted = [self._wanted(content, n) for n in range(len(content.columns))]
        needed = [self._needed(content, n) for n in range(len(content.columns))]
        for group in content.groups:
            name = content.columns[group.start].group
            least = widest_piece(name, self.head) / MAX_COLUMN_FILL + 2 * self.margin
            even = widest_line(name, self.head) / _HEAD_LINES / MAX_COLUMN_FILL * 1.3
            _widen(needed, group, least)
            _widen(wanted, group, max(least, even + 2 * self.margin))
        free = width - self.across * (len(wanted) + 1)
        if free < sum(needed):
            return None
        if free < sum(wanted):
            share = (free - sum(needed)) / max(1e-9, sum(wanted) - sum(needed))
            return [n + share * (w - n) for n, w in zip(needed, wanted)]
        return self._spread(content.columns, wanted, free - sum(wanted))

    def line_height(self, content: TableContent, number: int, widths: Sequence[float]) -> float:
        """The height of the texts of a line, without the white around them."""
        line = content.lines[number]
        cells = zip(line.texts, line.is_bold, widths)
        heights = [
            text_height(text or " ", self.bold if bold else self.body, self.inner(width))
            for text, bold, width in cells
        ]
        return max(heights)

    def heading_height(self, content: TableContent, widths: Sequence[float]) -> float:
        """The height of the headings of the columns with the white around them."""
        cells = zip(content.columns, widths)
        heights = [text_height(c.heading or " ", self.head, self.inner(w)) for c, w in cells]
        return max(heights) + self.margin

    def group_height(self, content: TableContent, widths: Sequence[float]) -> float:
        """The height of the names of the groups with the white around them."""
        heights = [
            text_height(name, self.head, self.inner(sum(widths[n] for n in group)))
            for group in content.groups
            if (name := content.columns[group.start].group)
        ]
        return max(heights, default=-self.margin) + 2 * self.margin

    def inner(self, width: float) -> float:
        """The width between the margins of a column."""
        return max(0.1, width - 2 * self.margin)

    def _wanted(self, content: TableContent, number: int) -> float:
        gap = _NUMBER_GAP * content.columns[number].is_numeric * _em(self.body)
        return self._width(content, number, widest_line) + gap

    def _needed(self, content: TableContent, number: int) -> float:
        measure = widest_line if content.columns[number].is_numeric else widest_piece
        heading = widest_piece(content.columns[number].heading, self.head) / MAX_COLUMN_FILL
        width = max(self._width(content, number, measure, heads=False), heading + 2 * self.margin)
        return width + _LEAST_GAP * content.columns[number].is_numeric * _em(self.body)

    def _width(
        self,
        content: TableContent,
        number: int,
        measure: Callable[[str, QFont], float],
        heads: bool = True,
    ) -> float:
        column = content.columns[number]
        if column.is_bar:
            return LEAST_BAR * _em(self.body) + 2 * self.margin
        texts = {line.texts[number] for line in content.lines}
        widest = max((measure(text, self.bold) for text in texts), default=0.0)
        if heads:
            widest = max(widest, widest_line(column.heading, self.head))
        return widest / MAX_COLUMN_FILL + 2 * self.margin

    def _spread(
        self, columns: Sequence[TableColumn], widths: list[float], spare: float
    ) -> list[float]:
        """Widths with what is to spare: for the bars first."""
        bars = [n for n, column in enumerate(columns) if column.is_bar]
        widths, spare = self._lengthen(bars, widths, spare, LONGEST_BAR)
        whole = sum(w for n, w in enumerate(widths) if n not in bars)
        # Numbers far from each other and from their names are hard to read.
        wider = 1 + min(_MOST_SPREAD, spare / whole)
        spare -= (wider - 1) * whole
        widths = [w if n in bars else w * wider for n, w in enumerate(widths)]
        return self._lengthen(bars, widths, spare, _LONGEST_ALONE)[0]

    def _lengthen(
        self, bars: Sequence[int], widths: list[float], spare: float, longest: float
    ) -> tuple[list[float], float]:
        """Widths with bars up to so many heights of the type, and what is left to spare."""
        if not bars:
            return widths, spare
        most = longest * _em(self.body) + 2 * self.margin
        each = max(0.0, min(spare / len(bars), most - widths[bars[0]]))
        longer = [w + each if n in bars else w for n, w in enumerate(widths)]
        return longer, spare - each * len(bars)


def _widen(widths: list[float], group: range, least: float) -> None:
    """Have the columns of a group be so wide together."""
    missing = least - sum(widths[n] for n in group)
    if missing > 0:
        for n in group:
            widths[n] += missing / len(group)


def _em(font: QFont) -> float:
    return float(font.pointSizeF()) * 25.4 / 72

# SPDX-License-Identifier: GPL-3.0-or-later
"""A short table in a box of the band, in the place of one on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsLayoutFrame, QgsLayoutItemManualTable, QgsLayoutTable
from qgis.PyQt.QtCore import QRectF

from ..common.typography import usable_format
from .boxes import place_item, set_visible
from .sheet_items import FontScale, SheetItem
from .table import set_cells
from .table_content import TableContent
from .table_face import TableFace
from .table_marks import DrawnTable, draw_bars, draw_heads

# The item ID of its frame, and how many lines are short.
SHORT_TABLE = "short_summary"
MOST_LINES = 12

# What a frame is higher than its lines, so that no version of QGIS leaves the last one out.
_SPARE = 0.05


@dataclass(eq=False)
class ShortTable(SheetItem):
    """The frame of a table, as high as what it holds; empty unless it is filled."""

    table: QgsLayoutItemManualTable
    drawn: DrawnTable | None = None

    @classmethod
    def of(cls, frame: QgsLayoutFrame) -> ShortTable | None:
        """The item of a frame, if it is that of a short table."""
        table = frame.multiFrame() if frame.id() == SHORT_TABLE else None
        return cls(frame, table) if isinstance(table, QgsLayoutItemManualTable) else None

    def fill(self, content: TableContent | None) -> bool:
        """Hold a content, or nothing; tells whether it does: one of few lines for its width."""
        self.put_back()
        self.measure()
        self.drawn = None
        if content is not None and len(content.lines) <= MOST_LINES:
            for read, write in (
                (self.table.contentTextFormat, self.table.setContentTextFormat),
                (self.table.headerTextFormat, self.table.setHeaderTextFormat),
            ):
                write(usable_format(read()))
            self.table.setWrapBehavior(QgsLayoutTable.WrapBehavior.WrapText)
            face = TableFace.of(self.table)
            self.drawn = DrawnTable.of(self.table, content, face, self.rect.width())
        set_visible(self.layout_item, self.drawn is not None)
        if self.drawn is None:
            self.table.setTableContents([])
            return False
        set_cells(self.drawn)
        return True

    @property
    def is_visible(self) -> bool:
        return self.drawn is not None

    def is_empty(self) -> bool:
        return self.drawn is None

    def height(self, _size: FontScale) -> float:
        if self.drawn is None:
            return 0.0
        lines = self.drawn.height_of(0, len(self.drawn.heights)) + _SPARE
        return sum(self.drawn.heads) + lines

    def place(self, rect: QRectF, size: FontScale) -> None:
        if self.drawn is None:
            return
        left, top = rect.left(), rect.top() + sum(self.drawn.heads)
        height = self.height(size) - sum(self.drawn.heads)
        place_item(self.layout_item, QRectF(left, top, self.drawn.width, height))

    def complete(self) -> None:
        """Draw the headings and the bars where the frame stands now."""
        if self.drawn is not None:
            self.table.refresh()
            draw_heads(self.drawn, self.layout_item)
            draw_bars(self.drawn, self.layout_item, 0, len(self.drawn.heights))

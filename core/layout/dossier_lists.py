# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of a dossier, broken into pages: where each line stands, and what it leads to.

Lengths are millimetres on the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QFont

from ..common.typography import text_height
from .page_items import page_font

HEADING_TYPE, LINE_TYPE, NOTE_TYPE = 14.0, 8.5, 7.5

# Above and below the text of a line, between cells, below a heading, and between two lists.
PAD, CELL_GAP, HEADING_GAP, LIST_GAP = 1.0, 3.0, 2.5, 9.0

# Beside the text of a line, on either side.
SIDE = 1.0

# How many lines follow a heading on its page at least.
_TOGETHER = 2

HEADING, LEAD, COLUMNS, LINE, NOTE = "heading", "lead", "columns", "line", "note"


@dataclass(frozen=True)
class ListColumn:
    """A column: its heading, its share of the width, whether it holds numbers."""

    heading: str
    share: float
    is_numeric: bool = False


@dataclass(frozen=True)
class ListLine:
    """A line of a list; `target` is the part of the dossier that it leads to, if there is one.

    `is_missing`: what it names is not in the dossier. The first `repeated` of its cells are those
    of the line before.
    """

    cells: tuple[str, ...]
    target: int | None = None
    is_missing: bool = False
    repeated: int = 0


@dataclass(frozen=True)
class DossierList:
    """A list under a heading, with a note below it; `continued` is its heading on further pages.

    The lines of the `lead` stand between heading and columns.
    """

    heading: str
    continued: str
    columns: tuple[ListColumn, ...]
    lines: tuple[ListLine, ...]
    note: str = ""
    on_new_page: bool = False
    lead: str = ""

    def places(self, width: float) -> list[tuple[float, float]]:
        """Left side and width of each column in a line of a width."""
        places, left = [], SIDE
        whole = sum(column.share for column in self.columns)
        for column in self.columns:
            size = (width - 2 * SIDE) * column.share / whole
            places.append((left, size - CELL_GAP))
            left += size
        # The last one reaches to the end.
        last, size = places[-1]
        return [*places[:-1], (last, size + CELL_GAP)]

    def height(self, line: ListLine, width: float) -> float:
        """How high a line is."""
        cells = zip(line.cells, self.places(width))
        return max(_height(text, line_font(), size) for text, (_, size) in cells) + 2 * PAD


@dataclass(frozen=True)
class Placed:
    """A heading, a lead, the headings of columns, a line or a note at its place on a page.

    `is_first` tells a heading from one that goes on; `number` counts the lines of a list.
    """

    kind: str
    list: DossierList
    rect: QRectF
    line: ListLine | None = None
    is_first: bool = True
    number: int = 0


def line_font(bold: bool = False) -> QFont:
    """The type of the lines."""
    return page_font(LINE_TYPE, bold)


def placed_on_pages(lists: Sequence[DossierList], body: QRectF) -> list[list[Placed]]:
    """What stands on each page within a rectangle of it."""
    pages = _Pages(body)
    for one in lists:
        pages.add(one)
    return pages.pages


class _Pages:
    def __init__(self, body: QRectF) -> None:
        self.pages: list[list[Placed]] = [[]]
        self._body = body
        self._top = body.top()

    def add(self, one: DossierList) -> None:
        """Add a list behind the others."""
        width = self._body.width()
        heights = [one.height(line, width) for line in one.lines]
        needed = self._head(one) + sum(heights[:_TOGETHER])
        if self.pages[-1] and (one.on_new_page or not self._has_room(needed)):
            self._turn()
        self._place_head(one, is_first=True)
        for number, (line, height) in enumerate(zip(one.lines, heights)):
            if not self._has_room(height):
                self._turn()
                self._place_head(one, is_first=False)
            self._place(Placed(LINE, one, QRectF(), line, number=number), height)
        if one.note:
            height = _height(one.note, page_font(NOTE_TYPE), width) + 2 * PAD
            if not self._has_room(height):
                self._turn()
            self._place(Placed(NOTE, one, QRectF()), height)
        self._top += LIST_GAP

    def _head(self, one: DossierList) -> float:
        return sum(height for _, height in self._head_parts(one, is_first=True))

    def _head_parts(self, one: DossierList, is_first: bool) -> Iterator[tuple[str, float]]:
        width = self._body.width()
        font = page_font(HEADING_TYPE, bold=True)
        heading = one.heading if is_first else one.continued
        yield HEADING, _height(heading, font, width) + HEADING_GAP
        if one.lead and is_first:
            yield LEAD, _height(one.lead, line_font(), width) + 2 * PAD + HEADING_GAP
        titles = ListLine(tuple(column.heading for column in one.columns))
        yield COLUMNS, one.height(titles, width)

    def _place_head(self, one: DossierList, is_first: bool) -> None:
        for kind, height in self._head_parts(one, is_first):
            self._place(Placed(kind, one, QRectF(), is_first=is_first), height)

    def _has_room(self, height: float) -> bool:
        return self._top + height <= self._body.bottom()

    def _turn(self) -> None:
        self.pages.append([])
        self._top = self._body.top()

    def _place(self, what: Placed, height: float) -> None:
        rect = QRectF(self._body.left(), self._top, self._body.width(), height)
        self.pages[-1].append(replace(what, rect=rect))
        self._top += height


def _height(text: str, font: QFont, width: float) -> float:
    return text_height(text or " ", font, width)

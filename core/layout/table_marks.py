# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn around and in the table of a sheet: names of groups, bars, texts of further pages.

They are items of the layout beside the table, which fills them anew: those that are there are taken
away first, and never kept in a template. Lengths are millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPolygon,
    QgsLayoutTable,
    QgsPrintLayout,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import QPointF, QRectF, Qt, QUuid
from qgis.PyQt.QtGui import QColor, QPolygonF
from qgis.PyQt.QtXml import QDomDocument

from ..common.typography import wrapped
from .boxes import MADE, is_made, page_rect, place_item
from .item_fonts import set_label_font
from .sheet_items import literal
from .table_content import TableColumn, TableContent
from .table_face import TableFace

# The IDs of labels that tell of a table, or of the page that it is on.
_OF_TABLE = ("summary_title", "summary_method", "page_foot", "page_number")

# What a hundred percent would reach to, and what there is.
TRACK, BAR = QColor("#d3dbe0"), QColor("#5f7d8e")

# How much of the height of a line a bar takes.
_BAR_HEIGHT = 0.42

# The white between the names of groups.
_GROUP_GAP = 0.5


@dataclass(frozen=True)
class DrawnTable:
    """A table as it is set: its content and face, the widths and heights of cells with their white.

    `heads` are the heights of the names of groups and of the headings of columns: QGIS's own
    headings span no columns, and are as high as it makes them.
    """

    table: QgsLayoutItemManualTable
    content: TableContent
    face: TableFace
    widths: list[float]
    heights: list[float]
    heads: tuple[float, float]

    @classmethod
    def of(
        cls,
        table: QgsLayoutItemManualTable,
        content: TableContent,
        face: TableFace,
        width: float,
    ) -> DrawnTable | None:
        """A content in a face within a width; None where not all columns have room."""
        widths = face.widths(content, width)
        if widths is None:
            return None
        lines = range(len(content.lines))
        heights = [face.line_height(content, n, widths) + 2 * face.margin for n in lines]
        heads = face.group_height(content, widths), face.heading_height(content, widths)
        return cls(table, content, face, widths, heights, heads)

    def rows_in(self, room: float, first: int = 0) -> int:
        """How many lines from one on stand in a frame of a height."""
        height, count = self.face.down, 0
        for line in self.heights[first:]:
            height += line + self.face.down
            if height > room + 1e-6:
                break
            count += 1
        return count

    def height_of(self, first: int, count: int) -> float:
        """The height of a frame for some lines."""
        lines = self.heights[first : first + count]
        return sum(lines) + self.face.down * (len(lines) + 1)

    @property
    def width(self) -> float:
        """The width of its frames."""
        return self.column_left(len(self.widths))

    def column_left(self, number: int) -> float:
        """Where a column begins in the frame."""
        across = self.face.across
        return across + sum(width + across for width in self.widths[:number])


def remove_made(layout: QgsPrintLayout) -> None:
    """Take away what filling has added to a layout."""
    tables = [x for x in layout.multiFrames() if x.customProperty(MADE)]
    for table in tables:
        layout.removeMultiFrame(table)
    pages = layout.pageCollection()
    items = [x for x in layout.items() if isinstance(x, QgsLayoutItem) and is_made(x)]
    for item in items:
        if isinstance(item, QgsLayoutItemPage):
            pages.deletePage(item)
        else:
            layout.removeLayoutItem(item)


def add_made(layout: QgsPrintLayout, item: QgsLayoutItem, rect: QRectF) -> None:
    """Add an item that no template keeps."""
    item.setCustomProperty(MADE, True)
    layout.addLayoutItem(item)
    place_item(item, rect)


def draw_heads(drawn: DrawnTable, frame: QgsLayoutFrame) -> None:
    """Write the names of the groups and the headings of the columns above a frame."""
    rect, (names, headings) = page_rect(frame), drawn.heads
    columns, top = drawn.content.columns, page_rect(frame).top() - names - headings
    for group in [range(1), *drawn.content.groups]:
        gap = _GROUP_GAP if columns[group.start].group else 0.0
        left = rect.left() + drawn.column_left(group.start) + gap
        right = rect.left() + drawn.column_left(group.stop) - drawn.face.across
        name = columns[group.start].group
        place = QRectF(left, top, right - left, names + headings)
        _add_head(drawn, name, place, Qt.AlignmentFlag.AlignHCenter, is_filled=True)
        for number in group:
            heading, width = columns[number].heading, drawn.widths[number]
            if heading:
                left = rect.left() + drawn.column_left(number)
                align = alignment(columns[number])
                _add_head(drawn, heading, QRectF(left, top + names, width, headings), align)


def alignment(column: TableColumn) -> Qt.AlignmentFlag:
    """How the texts of a column stand in it."""
    return Qt.AlignmentFlag.AlignRight if column.is_numeric else Qt.AlignmentFlag.AlignLeft


def _add_head(
    drawn: DrawnTable,
    text: str,
    place: QRectF,
    align: Qt.AlignmentFlag,
    is_filled: bool = False,
) -> None:
    layout, face = drawn.table.layout(), drawn.face
    label = QgsLayoutItemLabel(layout)
    set_label_font(label, face.head)
    label.setFontColor(drawn.table.headerTextFormat().color())
    label.setText(literal(wrapped(text, face.head, face.inner(place.width()))))
    label.setMarginX(face.margin)
    label.setMarginY(face.margin if is_filled else 0.0)
    label.setHAlign(align)
    style = drawn.table.cellStyle(QgsLayoutTable.CellStyleGroup.HeaderRow)
    if is_filled and style is not None and style.enabled:
        label.setBackgroundEnabled(True)
        label.setBackgroundColor(style.cellBackgroundColor)
    add_made(layout, label, place)


def draw_bars(drawn: DrawnTable, frame: QgsLayoutFrame, first: int, count: int) -> None:
    """Draw the bars of some lines in a frame, those of a column as one shape."""
    for number, column in enumerate(drawn.content.columns):
        if not column.is_bar:
            continue
        for places in _bars(drawn, frame, number, range(first, first + count)):
            _add_comb(drawn, [(rect, 1.0) for rect, _ in places], TRACK)
            _add_comb(drawn, places, BAR)


def _bars(
    drawn: DrawnTable, frame: QgsLayoutFrame, column: int, lines: range
) -> list[list[tuple[QRectF, float]]]:
    """Where a hundred percent of each line stands and how much there is, in runs of lines."""
    rect, margin = page_rect(frame), drawn.face.margin
    left, width = rect.left() + drawn.column_left(column), drawn.widths[column] - 2 * margin
    top = rect.top() + drawn.face.down
    runs: list[list[tuple[QRectF, float]]] = [[]]
    for number in lines:
        height = drawn.heights[number]
        share = drawn.content.lines[number].shares[column]
        if share is not None:
            thick = _BAR_HEIGHT * height
            place = QRectF(left + margin, top + (height - thick) / 2, width, thick)
            runs[-1].append((place, min(1.0, max(0.0, share / 100))))
        elif runs[-1]:
            runs.append([])
        top += height + drawn.face.down
    return [run for run in runs if run]


def _add_comb(drawn: DrawnTable, bars: Sequence[tuple[QRectF, float]], colour: QColor) -> None:
    """Draw bars as one polygon, whose teeth they are."""
    points = []
    for rect, part in bars:
        right = rect.left() + part * rect.width()
        points += [rect.topLeft(), QPointF(right, rect.top())]
        points += [QPointF(right, rect.bottom()), rect.bottomLeft()]
    shape = QPolygonF(points)
    item = QgsLayoutItemPolygon(shape, drawn.table.layout())
    properties = {"color": colour.name(), "outline_style": "no"}
    item.setSymbol(QgsFillSymbol.createSimple(properties))
    item.setCustomProperty(MADE, True)
    drawn.table.layout().addLayoutItem(item)


def repeat_labels(layout: QgsPrintLayout, frames: Sequence[QgsLayoutFrame]) -> None:
    """Have the labels of the page of a table on the further pages that it goes on to.

    Where it begins beside the map, these are those of the sheet: of them, only what tells of the
    table goes on.
    """
    page = frames[0].page()
    on_map = any(isinstance(x, QgsLayoutItemMap) and x.page() == page for x in layout.items())
    labels = [
        item
        for item in layout.items()
        if isinstance(item, QgsLayoutItemLabel)
        and item.page() == page
        and not is_made(item)
        and (not on_map or item.id() in _OF_TABLE)
    ]
    origin = layout.pageCollection().page(page).pos()
    for number in sorted({frame.page() for frame in frames} - {page}):
        shift = layout.pageCollection().page(number).pos() - origin
        for label in labels:
            add_made(layout, _copy(label), page_rect(label).translated(shift))


def _copy(label: QgsLayoutItemLabel) -> QgsLayoutItemLabel:
    """The same label once more, under the same ID."""
    document = QDomDocument()
    parent = document.createElement("items")
    document.appendChild(parent)
    label.writeXml(parent, document, QgsReadWriteContext())
    copy, element = QgsLayoutItemLabel(label.layout()), parent.firstChildElement()
    # No two items are the same one to QGIS.
    element.setAttribute("uuid", QUuid.createUuid().toString())
    copy.readXml(element, document, QgsReadWriteContext())
    return copy

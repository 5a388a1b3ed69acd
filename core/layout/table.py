# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary printed in the table of a template, on as many pages as it needs.

Lengths are millimetres, type sizes points.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutMultiFrame,
    QgsLayoutTable,
    QgsLayoutTableColumn,
    QgsPrintLayout,
    QgsTableCell,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import QRectF, QSizeF
from qgis.PyQt.QtGui import QColor

from ..common.i18n import translate
from ..common.typography import usable_format
from .boxes import MADE, page_rect, place_item
from .table_content import TableContent, TableLine, table_content
from .table_face import TableFace
from .table_marks import (
    DrawnTable,
    alignment,
    draw_bars,
    draw_heads,
    remove_made,
    repeat_labels,
)

if TYPE_CHECKING:
    from ..summary.summary import Summary

TABLE = "summary"

# Behind every other line, so that the eye keeps its line; behind the whole.
SHADE, WHOLE = QColor("#f0f2f4"), QColor("#e1e5e8")

# How much smaller the type becomes for a table to fit one page, or the width of one, step by step.
_SIZES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)

# What a frame is higher than its lines, so that no version of QGIS moves the last one on.
_SPARE = 0.05

# White between two parts of a table side by side, in parts of the width.
_GAP = 0.03

# How many parts of a table stand side by side at most.
_MOST_ACROSS = 3

_KEEP = QgsLayoutMultiFrame.ResizeMode.UseExistingFrames
_GOING_ON = (
    QgsLayoutMultiFrame.ResizeMode.RepeatUntilFinished,
    QgsLayoutMultiFrame.ResizeMode.ExtendToNextPage,
    QgsLayoutMultiFrame.ResizeMode.RepeatOnEveryPage,
)

# The custom property that keeps how the template's table goes on.
_GOES_ON = "srce_pac/goes_on"

# The custom property of a table whose page is not printed.
_LEFT_OUT = "srce_pac/left_out"


def find_table(layout: QgsPrintLayout) -> QgsLayoutItemManualTable | None:
    """The table of a layout that a summary is printed in, if it has one."""
    frame = layout.itemById(TABLE)
    table = frame.multiFrame() if isinstance(frame, QgsLayoutFrame) else None
    return table if isinstance(table, QgsLayoutItemManualTable) else None


def fill_table(
    table: QgsLayoutItemManualTable | None, summary: Summary | None, smallest: float
) -> list[str]:
    """Print a summary, or nothing, in the table of a layout if it has one.

    The lines go on as the template's table does: into further frames, onto further pages, side by
    side where there is room; no type is smaller than `smallest` points but where it is in the
    template. Gives what the user should know.
    """
    if table is None:
        return []
    layout = table.layout()
    restore_table(table)
    if summary is None:
        return []
    table.setContentTextFormat(usable_format(table.contentTextFormat()))
    table.setHeaderTextFormat(usable_format(table.headerTextFormat()))
    table.setWrapBehavior(QgsLayoutTable.WrapBehavior.WrapText)
    content = table_content(summary)
    if table.resizeMode() in _GOING_ON:
        # QGIS would take away pages and what stands on them as it refreshes the layout.
        table.setCustomProperty(_GOES_ON, int(table.resizeMode()))
        table.setResizeMode(_KEEP)
        missing = _fill_pages(table, content, smallest)
    else:
        missing = _fill_frames(table, content, smallest)
    if not missing:
        return []
    return [
        translate(
            "Table",
            "The table of the template “{name}” has no room for all {count} rows; let it go on to "
            "the next page (Item Properties ▸ Resize mode).",
        ).format(name=layout.name(), count=len(content.lines))
    ]


def restore_table(table: QgsLayoutItemManualTable) -> None:
    """Undo what filling has added to the layout of a table, which goes on as it did."""
    # Before it goes on again, which would make it pages for what it held.
    table.setTableContents([])
    remove_made(table.layout())
    if table.customProperty(_LEFT_OUT):
        page = table.layout().pageCollection().page(table.frame(0).page())
        page.setExcludeFromExports(False)
        table.removeCustomProperty(_LEFT_OUT)
    mode = table.customProperty(_GOES_ON)
    table.removeCustomProperty(_GOES_ON)
    if mode is not None and table.resizeMode() == _KEEP:
        going_on = {int(each): each for each in _GOING_ON}
        table.setResizeMode(going_on.get(int(mode), _KEEP))


def leave_out_page(table: QgsLayoutItemManualTable) -> None:
    """Have the page of a table not printed, since its lines stand elsewhere.

    That of the map is always printed.
    """
    number = table.frame(0).page()
    if any(isinstance(x, QgsLayoutItemMap) and x.page() == number for x in table.layout().items()):
        return
    page = table.layout().pageCollection().page(number)
    if not page.excludeFromExports():
        page.setExcludeFromExports(True)
        table.setCustomProperty(_LEFT_OUT, True)


def complete_pages(table: QgsLayoutItemManualTable | None) -> None:
    """Have what stands beside a table on its page on the further ones as well."""
    if table is None or not table.frames():
        return
    layout = table.layout()
    tables = [table, *(x for x in layout.multiFrames() if x.customProperty(MADE))]
    repeat_labels(layout, [frame for one in tables for frame in one.frames()])


def method(summary: Summary) -> str:
    """How a summary was measured and what of, in French."""
    words = summary.sheet.words
    sentences = [words["summary_method"].format(summary.ellipsoid)]
    rounding = summary.rounding
    sentences.append(
        words["summary_rounded"].format(
            *(_step(step) for step in (rounding.hectares, rounding.kilometres))
        )
    )
    if summary.by_commune:
        sentences.append(words["summary_shared"])
    if summary.absent:
        sentences.append(words["summary_absent"].format(", ".join(summary.absent)))
    if summary.uncovered:
        sentences.append(summary.uncovered)
        if not summary.is_uncovered:
            sentences.append(words["summary_no_share"])
    if summary.source:
        sentences.append(words["sources"].format(summary.source))
    return " ".join(sentences)


def short_texts(summary: Summary) -> dict[str, str]:
    """What explains a table on the page of the map, which names territory and sources itself."""
    words = summary.sheet.words
    sources = words["sources"].format(summary.source) if summary.source else ""
    explained = method(summary).replace(sources, "").strip()
    explained = " ".join((*table_content(summary).notes, explained))
    return {"short_title": words["summary_short"], "short_method": explained}


def table_texts(summary: Summary | None) -> dict[str, str]:
    """What explains the table: its title and how it was measured."""
    if summary is None:
        return {"summary_title": "", "summary_method": ""}
    title = summary.sheet.words["summary_title"].format(summary.territory.entry.title)
    parts = [part for part in (title, summary.watermark) if part]
    explained = " ".join((*table_content(summary).notes, method(summary)))
    return {"summary_title": " – ".join(parts), "summary_method": explained}


def _step(step: float) -> str:
    return f"{step:g}".replace(".", ",")


@dataclass(frozen=True)
class _Plan:
    """A face, parts of the content that each begin a page, and how much stands side by side."""

    face: TableFace
    parts: list[TableContent]
    across: int = 1


def _fill_pages(table: QgsLayoutItemManualTable, content: TableContent, smallest: float) -> int:
    """Print a content on as many pages as it needs; gives how many lines have no room."""
    room = page_rect(table.frame(0))
    plan = _plan(_faces(table, smallest), table, content, room)
    width = _width_across(room.width(), plan.across)
    pages, missing = _Pages(table), 0
    for number, part in enumerate(plan.parts):
        one = table if not number else _another(table)
        drawn, counts = _shared_out(one, part, plan.face, QSizeF(width, room.height()))
        set_cells(drawn)
        first = 0
        for slot, count in enumerate(counts):
            column = slot % plan.across
            if not column and (number or slot):
                pages.add()
            place = room.translated(column * (width + _GAP * room.width()), pages.shift)
            frame = table.frame(0) if one is table and not slot else _add_frame(one)
            place_item(
                frame,
                QRectF(
                    place.left(),
                    place.top() + sum(drawn.heads),
                    drawn.width,
                    drawn.height_of(first, count) + _SPARE,
                ),
            )
            draw_heads(drawn, frame)
            draw_bars(drawn, frame, first, count)
            first += count
        one.refresh()
        missing += len(part.lines) - first
    return missing


def _fill_frames(table: QgsLayoutItemManualTable, content: TableContent, smallest: float) -> int:
    """Print a content in the frames that there are; gives how many lines have no room."""
    room = page_rect(table.frame(0))
    plan = _plan(_faces(table, smallest), table, content, room, most_across=1)
    drawn = _drawn(table, plan.parts[0], plan.face, room.width())
    set_cells(drawn)
    first = 0
    for frame in table.frames():
        place_item(frame, page_rect(frame).adjusted(0, sum(drawn.heads), 0, 0))
        count = drawn.rows_in(frame.rect().height(), first)
        draw_heads(drawn, frame)
        draw_bars(drawn, frame, first, count)
        first += count
    table.refresh()
    return len(content.lines) - first


def _faces(table: QgsLayoutItemManualTable, smallest: float) -> list[TableFace]:
    """The faces that a table may have, the largest first: its own, and smaller ones."""
    own = TableFace.of(table)
    least = min(own.smallest, smallest) - 0.01
    return [face for factor in _SIZES if (face := own.times(factor)).smallest >= least]


def _plan(
    faces: list[TableFace],
    table: QgsLayoutItemManualTable,
    content: TableContent,
    room: QRectF,
    most_across: int = _MOST_ACROSS,
) -> _Plan:
    """The largest face at which a table takes the fewest pages and all columns fit its width.

    Bars are left out before the columns are shared out to several pages.
    """
    for shown in (content, content.without_bars):
        fitting = []
        for across in range(1, most_across + 1):
            for face in faces:
                drawn = DrawnTable.of(table, shown, face, _width_across(room.width(), across))
                if drawn is not None:
                    pages = math.ceil(len(_counts(drawn, room.height())) / across)
                    fitting.append((pages, _Plan(face, [shown], across)))
        if fitting:
            # Of those with the fewest pages, the one with the least side by side, then the largest.
            return min(fitting, key=lambda one: one[0])[1]
    return _Plan(faces[0], list(_parts(content.without_bars, faces[0], room.width())))


def _width_across(width: float, across: int) -> float:
    return width * (1 - _GAP * (across - 1)) / across


def _counts(drawn: DrawnTable, room: float) -> list[int]:
    """The number of lines on each page in a room of a height; the last one 0 where none fits."""
    free = room - sum(drawn.heads)
    counts = [drawn.rows_in(free)]
    while counts[-1] > 0 and sum(counts) < len(drawn.content.lines):
        counts.append(drawn.rows_in(free, sum(counts)))
    return counts


def _even_counts(drawn: DrawnTable, room: float) -> list[int]:
    """The same, but no line stands alone on the last page."""
    counts = _counts(drawn, room)
    if len(counts) > 1 and counts[-1] == 1 and counts[-2] > 2:
        return [*counts[:-2], counts[-2] - 1, 2]
    return counts


def _shared_out(
    table: QgsLayoutItemManualTable, content: TableContent, face: TableFace, room: QSizeF
) -> tuple[DrawnTable, list[int]]:
    """A content as it is drawn, and how many lines stand in each frame; each begins with a name."""
    drawn = _drawn(table, content, face, room.width())
    counts = _even_counts(drawn, room.height())
    starts = set(itertools.accumulate(counts))
    named = _drawn(table, content.named_at(starts), face, room.width())
    # A name may be broken into lines, for which there is no room.
    return (named, counts) if named.heights == drawn.heights else (drawn, counts)


def _parts(content: TableContent, face: TableFace, width: float) -> Iterator[TableContent]:
    """The columns in parts that fit a width, groups whole; the first column in each."""
    kept: list[int] = []
    for group in content.groups:
        wider = [0, *kept, *group]
        if kept and face.widths(content.of_columns(wider), width) is None:
            yield content.of_columns([0, *kept])
            kept = []
        kept += group
    yield content.of_columns([0, *kept])


def _drawn(
    table: QgsLayoutItemManualTable, content: TableContent, face: TableFace, width: float
) -> DrawnTable:
    # A single class may be wider than the frame: what is beyond is on the page at least.
    drawn = DrawnTable.of(table, content, face, width)
    while drawn is None:
        width *= 1.1
        drawn = DrawnTable.of(table, content, face, width)
    return drawn


def set_cells(drawn: DrawnTable) -> None:
    """Set the texts of a table, its type and the sizes of its cells."""
    table, content, face = drawn.table, drawn.content, drawn.face
    face.set(table)
    table.setIncludeTableHeader(False)
    table.setHeaders([QgsLayoutTableColumn() for _ in content.columns])
    shaded, rows = True, []
    for line in content.lines:
        shaded = shaded if line.goes_on else not shaded
        rows.append(_cells(line, content, shaded, table.contentTextFormat()))
    table.setTableContents(rows)
    table.setColumnWidths([face.inner(width) for width in drawn.widths])
    table.setRowHeights([height - 2 * face.margin for height in drawn.heights])


def _cells(
    line: TableLine, content: TableContent, shaded: bool, text_format: QgsTextFormat
) -> list[QgsTableCell]:
    cells = []
    for text, bold, column in zip(line.texts, line.is_bold, content.columns):
        cell = QgsTableCell(text)
        cell.setHorizontalAlignment(alignment(column))
        if bold:
            # Each one that is set takes kilobytes of a template.
            cell.setTextFormat(_bold(text_format))
        if shaded or line.is_whole:
            cell.setBackgroundColor(WHOLE if line.is_whole else SHADE)
        cells.append(cell)
    return cells


def _bold(text_format: QgsTextFormat) -> QgsTextFormat:
    variant = QgsTextFormat(text_format)
    font = variant.font()
    font.setBold(True)
    variant.setFont(font)
    return variant


def _another(table: QgsLayoutItemManualTable) -> QgsLayoutItemManualTable:
    """A table that looks like one, for the columns that have no room in it."""
    layout = table.layout()
    made = QgsLayoutItemManualTable.create(layout)
    made.setCustomProperty(MADE, True)
    layout.addMultiFrame(made)
    for name in (
        *("ContentTextFormat", "HeaderTextFormat", "GridColor", "GridStrokeWidth", "ShowGrid"),
        *("VerticalGrid", "HorizontalGrid", "WrapBehavior", "BackgroundColor", "CellMargin"),
    ):
        read = getattr(table, name[0].lower() + name[1:])
        getattr(made, f"set{name}")(read())
    group = QgsLayoutTable.CellStyleGroup.HeaderRow
    made.setCellStyle(group, table.cellStyle(group))
    made.setResizeMode(_KEEP)
    return made


def _add_frame(table: QgsLayoutItemManualTable) -> QgsLayoutFrame:
    frame = QgsLayoutFrame(table.layout(), table)
    frame.setCustomProperty(MADE, True)
    # It joins the layout with that.
    table.addFrame(frame)
    return frame


class _Pages:
    """The page of a table, and those that it goes on to."""

    def __init__(self, table: QgsLayoutItemManualTable) -> None:
        self._pages = table.layout().pageCollection()
        self._layout = table.layout()
        self._first = self._pages.page(table.frame(0).page())
        self.shift = 0.0

    def add(self) -> None:
        """Turn to a new page of the same size behind all others."""
        page = QgsLayoutItemPage(self._layout)
        page.setPageSize(self._first.sizeWithUnits())
        page.setCustomProperty(MADE, True)
        self._pages.addPage(page)
        self.shift = page.pos().y() - self._first.pos().y()

# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary printed in the table of a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItemManualTable,
    QgsLayoutTable,
    QgsLayoutTableColumn,
    QgsPrintLayout,
    QgsTableCell,
    QgsTextFormat,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..common.french import french
from ..common.i18n import translate
from ..common.typography import format_font, usable_format, widest_line, widest_piece

if TYPE_CHECKING:
    from ..summary.rounding import Rounded
    from ..summary.summary import Summary, SummaryRow

TABLE = "summary"

# Behind every other commune, or class, so that the eye keeps its line; and for a name repeated.
SHADE = QColor("#f0f2f4")
REPEATED = QColor("#6a6a6a")

NO_BREAK_SPACE = "\u00a0"

# The part of a column that its widest text fills: versions of QGIS measure a little otherwise.
MAX_COLUMN_FILL = 0.94
ROUNDING = 0.1  # mm


@dataclass(frozen=True)
class _Column:
    """A column: the word of its heading, and whether it holds numbers."""

    name: str
    numeric: bool = False


PLACE, CLASS, SUB_TRAME = _Column("place"), _Column("class"), _Column("sub_trame")
NUMBERS = (_Column("count", True), _Column("extent", True), _Column("share", True))


def find_table(layout: QgsPrintLayout) -> QgsLayoutItemManualTable | None:
    """The table of a layout that a summary is printed in, if it has one."""
    frame = layout.itemById(TABLE)
    table = frame.multiFrame() if isinstance(frame, QgsLayoutFrame) else None
    return table if isinstance(table, QgsLayoutItemManualTable) else None


def fill_table(table: QgsLayoutItemManualTable | None, summary: Summary | None) -> list[str]:
    """Print a summary, or nothing, in the table of a layout if it has one.

    The rows go on as the template's table does: into further frames, onto further pages. Gives
    what the user should know.
    """
    if table is None:
        return []
    if summary is None:
        table.setTableContents([])
        return []
    columns = _columns(summary)
    headings = [french(_heading(column, summary)) for column in columns]
    lines = [list(map(french, _texts(summary, row, columns))) for row in summary.rows]
    # QGIS makes the frame as wide as the columns, so that the template's tell its width.
    width = table.frame(0).rect().width()
    table.setContentTextFormat(usable_format(table.contentTextFormat()))
    table.setHeaderTextFormat(usable_format(table.headerTextFormat()))
    table.setIncludeTableHeader(True)
    table.setHeaders([QgsLayoutTableColumn(heading) for heading in headings])
    table.setWrapBehavior(QgsLayoutTable.WrapBehavior.WrapText)
    table.setTableContents(_cells(summary, columns, lines, table.contentTextFormat()))
    table.setColumnWidths(_widths(table, width, [headings, *lines]))
    _align_headings(table, columns)
    table.refresh()
    height = sum(frame.rect().height() for frame in table.frames())
    if table.totalSize().height() <= height + ROUNDING:
        return []
    return [
        translate(
            "Table",
            "The table of the template “{name}” has no room for all {count} rows; let it go on to "
            "the next page (Item Properties ▸ Resize mode).",
        ).format(name=table.layout().name(), count=len(lines))
    ]


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


def key_figures(summary: Summary) -> tuple[list[str], list[list[str]]]:
    """The headings and the lines of what a whole territory holds of each class."""
    columns = (CLASS, *NUMBERS)
    rows = [row for row in summary.rows if row.is_whole and not row.sub_trame]
    headings = [summary.sheet.words[f"summary_{column.name}"] for column in columns]
    return headings, [_texts(summary, row, columns) for row in rows]


def table_texts(summary: Summary | None) -> dict[str, str]:
    """What explains the table: its title and how it was measured."""
    if summary is None:
        return {"summary_title": "", "summary_method": ""}
    title = summary.sheet.words["summary_title"].format(summary.territory.entry.title)
    parts = [part for part in (title, summary.watermark) if part]
    return {"summary_title": " – ".join(parts), "summary_method": method(summary)}


def _columns(summary: Summary) -> tuple[_Column, ...]:
    """The columns that say something of a summary."""
    places = (PLACE,) if summary.by_commune else ()
    sub_trames = (SUB_TRAME,) if any(row.sub_trame for row in summary.rows) else ()
    return (*places, CLASS, *sub_trames, *NUMBERS)


def _heading(column: _Column, summary: Summary) -> str:
    heading = summary.sheet.words[f"summary_{column.name}"]
    # Further pages bear no title.
    return f"{heading} – {summary.watermark}" if column is CLASS and summary.watermark else heading


def _texts(summary: Summary, row: SummaryRow, columns: Sequence[_Column]) -> list[str]:
    unit = {"s": "ha", "l": "km"}.get(row.geometry, "")
    measure, share = summary.rounded(row)
    texts = {
        "place": row.place,
        "class": summary.title(row),
        "sub_trame": row.part,
        "count": _french(row.count, 0) if row.class_id and row.count is not None else "",
        "extent": "" if measure is None else _rounded(measure) + NO_BREAK_SPACE + unit,
        "share": "" if share is None else _rounded(share) + NO_BREAK_SPACE + "%",
    }
    return [texts[column.name] for column in columns]


def _step(step: float) -> str:
    return f"{step:g}".replace(".", ",")


def _rounded(number: Rounded) -> str:
    less = "<" + NO_BREAK_SPACE if number.is_less else ""
    return less + _french(number.value, number.decimals)


def _french(value: float, decimals: int) -> str:
    """A number as the sheet prints it, whatever the machine's locale."""
    return f"{value:,.{decimals}f}".replace(",", NO_BREAK_SPACE).replace(".", ",")


def _align_headings(table: QgsLayoutItemManualTable, columns: Sequence[_Column]) -> None:
    # QGIS 3.22 takes no more than width and text of a column from the table's own headings.
    headings = table.columns()
    for heading, column in zip(headings, columns):
        heading.setHAlignment(_alignment(column))
    table.setColumns(headings)


def _cells(
    summary: Summary,
    columns: Sequence[_Column],
    lines: Sequence[Sequence[str]],
    text_format: QgsTextFormat,
) -> list[list[QgsTableCell]]:
    """The cells of the rows: whole classes in bold, a repeated name in grey."""
    rows = []
    shaded = True
    previous: SummaryRow | None = None
    for row, texts in zip(summary.rows, lines):
        same_group = previous is not None and (
            row.code == previous.code if summary.by_commune else row.class_id == previous.class_id
        )
        shaded = shaded if same_group else not shaded
        cells = []
        for column, text in zip(columns, texts):
            repeated = column is PLACE and same_group
            whole = SUB_TRAME in columns and bool(row.class_id) and not row.sub_trame
            bold = not repeated and (column is PLACE or whole)
            cell = QgsTableCell(text)
            cell.setHorizontalAlignment(_alignment(column))
            cell.setTextFormat(_variant(text_format, bold, repeated))
            if shaded:
                cell.setBackgroundColor(SHADE)
            cells.append(cell)
        rows.append(cells)
        previous = row
    return rows


def _variant(text_format: QgsTextFormat, bold: bool, grey: bool) -> QgsTextFormat:
    variant = QgsTextFormat(text_format)
    font = variant.font()
    font.setBold(bold)
    variant.setFont(font)
    if grey:
        variant.setColor(REPEATED)
    return variant


def _alignment(column: _Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column.numeric else Qt.AlignmentFlag.AlignLeft


def _widths(
    table: QgsLayoutItemManualTable, width: float, lines: Sequence[Sequence[str]]
) -> list[float]:
    """Widths of the columns of a table that is `width` mm wide; no line is broken needlessly."""
    # The widest texts are those in bold.
    font = format_font(table.contentTextFormat())
    font.setBold(True)
    wanted, needed = [], []
    for texts in zip(*lines):
        wanted.append(max(widest_line(text, font) for text in texts) / MAX_COLUMN_FILL)
        needed.append(max(widest_piece(text, font) for text in texts) / MAX_COLUMN_FILL)
    count = len(wanted)
    grid = table.gridStrokeWidth() if table.showGrid() else 0.0
    free = width - 2 * table.cellMargin() * count - grid * (count + 1)
    if free >= sum(wanted):
        return [x * free / sum(wanted) for x in wanted]
    if free <= sum(needed):
        return needed
    share = (free - sum(needed)) / (sum(wanted) - sum(needed))
    return [x + share * (w - x) for w, x in zip(wanted, needed)]

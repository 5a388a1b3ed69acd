# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary of several communes as a table: a row a commune, a column a class."""

from __future__ import annotations

import textwrap

from qgis.PyQt.QtCore import QModelIndex, QRect, QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QPainter, QStandardItem, QStandardItemModel
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from ...core.common.i18n import translate
from ...core.summary.rounding import Rounded
from ...core.summary.summary import Summary, SummaryRow
from ..common.labels import number

# The roles of what cells are sorted by, of the length of their bars from 0 to 1, of the code of
# the place that a row is of, and whether that is the whole territory.
VALUE = Qt.ItemDataRole.UserRole
BAR = Qt.ItemDataRole.UserRole + 1
CODE = Qt.ItemDataRole.UserRole + 2
WHOLE = Qt.ItemDataRole.UserRole + 3

UNITS = {"s": "ha", "l": "km"}
# Letters of a line of a heading.
HEADING_LETTERS = 14

_Key = tuple[str, str]


class ShareBars(QStyledItemDelegate):
    """Draws over a share a bar as long as it is."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex,
    ) -> None:
        """Draw a cell, and its bar where it has one; the number stays readable below it."""
        super().paint(painter, option, index)
        length = index.data(BAR)
        if length:
            whole = option.rect.adjusted(1, 2, -1, -2)
            width = max(2, round(whole.width() * length))
            colour = option.palette.highlight().color()
            colour.setAlpha(70)
            bar = QRect(whole.right() - width + 1, whole.top(), width, whole.height())
            painter.fillRect(bar, colour)


class TotalFirst(QSortFilterProxyModel):
    """Sorts the communes; the row of the whole territory stays on top."""

    def lessThan(self, left: QModelIndex, right: QModelIndex) -> bool:  # noqa: N802 - Qt's name
        """Whether a row comes before another where the order is ascending."""
        first, second = left.data(WHOLE), right.data(WHOLE)
        if first != second:
            return bool(first) == (self.sortOrder() == Qt.SortOrder.AscendingOrder)
        return bool(left.data(VALUE) < right.data(VALUE))


def fill_matrix(model: QStandardItemModel, summary: Summary) -> None:
    """Fill a table with the whole territory and its communes, the classes side by side."""
    model.clear()
    rows = [row for row in summary.rows if not row.sub_trame]
    keys: dict[_Key, SummaryRow] = {}
    places: dict[tuple[bool, str], dict[_Key, SummaryRow]] = {}
    for row in rows:
        place = places.setdefault((row.is_whole, row.code), {})
        place[row.class_id, row.geometry] = row
        if row.class_id and row.count is not None:
            keys.setdefault((row.class_id, row.geometry), row)
    longest = {
        key: max((place[key].share or 0.0 for place in places.values() if key in place), default=0)
        for key in keys
    }
    for (is_whole, code), place in places.items():
        known = all(row.count is not None for row in place.values())
        cells = [_cell(summary, place.get(key), longest[key], known) for key in keys]
        for cell in cells:
            cell.setData(code, CODE)
            cell.setData(is_whole, WHOLE)
            if is_whole:
                font = cell.font()
                font.setBold(True)
                cell.setFont(font)
        model.appendRow(cells)
    names = [
        translate("Summary", "Total") if is_whole else next(iter(place.values())).place
        for (is_whole, _), place in places.items()
    ]
    model.setVerticalHeaderLabels(names)
    for column, row in enumerate(keys.values()):
        heading = QStandardItem(_heading(summary, row))
        heading.setToolTip(summary.title(row))
        model.setHorizontalHeaderItem(column, heading)


def fit_columns(table: QTableView, model: QStandardItemModel) -> None:
    """Make columns as wide as the longest word of their headings, and as their cells."""
    metrics = table.horizontalHeader().fontMetrics()
    for column in range(model.columnCount()):
        lines = model.horizontalHeaderItem(column).text().split("\n")
        # Headings are bold once a cell below them is selected.
        heading = max(metrics.horizontalAdvance(line) for line in lines) * 6 // 5 + 12
        table.setColumnWidth(column, max(heading, table.sizeHintForColumn(column)))


def name_corner(corner: QAbstractButton | None, proxy: QSortFilterProxyModel) -> None:
    """Have the corner of a table sort its rows by name, as the summary has them."""
    if corner is not None:
        corner.setToolTip(translate("Summary", "Sort by name"))
        corner.clicked.connect(lambda: proxy.sort(-1))


def rounded_text(rounded: Rounded) -> str:
    """A measure as the locale writes it, or what it is less than."""
    less = "< " if rounded.is_less else ""
    return less + number(rounded.value, rounded.decimals)


def _heading(summary: Summary, row: SummaryRow) -> str:
    lines = textwrap.wrap(summary.title(row), HEADING_LETTERS)
    unit = {"s": "%", "l": "km"}.get(row.geometry, translate("Summary", "No."))
    return "\n".join([*lines, f"({unit})"])


def _cell(
    summary: Summary, row: SummaryRow | None, longest: float, is_known: bool
) -> QStandardItem:
    """The share of a class in a place, else its length, else the number of its objects."""
    if row is None:
        text, value = ("" if is_known else "–"), 0.0 if is_known else -1.0
    else:
        measure, share = summary.rounded(row)
        shown = share if row.geometry == "s" else measure
        text = number(row.count or 0) if row.geometry == "p" else ""
        text = rounded_text(shown) if shown is not None else text
        value = _value(row)
    item = QStandardItem(text)
    item.setData(value, VALUE)
    if row is not None and row.share and longest:
        item.setData(row.share / longest, BAR)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(_tip(summary, row) if row is not None else "")
    return item


def _value(row: SummaryRow) -> float:
    if row.geometry == "s":
        return row.share or 0.0
    return row.measure or 0.0 if row.geometry == "l" else float(row.count or 0)


def _tip(summary: Summary, row: SummaryRow) -> str:
    """All of a cell: place, class, number, extent and share."""
    measure, share = summary.rounded(row)
    parts = [number(row.count or 0)]
    if measure is not None:
        parts.append(f"{rounded_text(measure)} {UNITS[row.geometry]}")
    if share is not None:
        parts.append(f"{rounded_text(share)} %")
    return f"{row.place}\n{summary.title(row)}\n{' · '.join(parts)}"

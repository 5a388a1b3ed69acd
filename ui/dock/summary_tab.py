# SPDX-License-Identifier: GPL-3.0-or-later
"""The tab of the dock with the summary of a territory."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt import uic
from qgis.PyQt.QtCore import QLocale, QMimeData, QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeySequence, QStandardItem, QStandardItemModel
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QHeaderView, QShortcut, QWidget

from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.summary.spreadsheet import as_html, as_text, csv_name, write_csv
from ...core.summary.summary import Summary, SummaryRow
from ..common.file_dialogs import ask_save
from ..common.labels import number
from ..common.messages import Messages
from .summary_matrix import (
    BAR,
    CODE,
    UNITS,
    VALUE,
    ShareBars,
    TotalFirst,
    fill_matrix,
    fit_columns,
    name_corner,
    rounded_text,
)

FORM, _ = uic.loadUiType(str(Path(__file__).with_suffix(".ui")))

KINDS = ("CSV (*.csv)",)

# Pixels beside a heading, and the least width of a column with bars.
HEADING_MARGIN = 12
LEAST_BAR = 64


class SummaryTab(QWidget):
    """A tree of classes, each with its sub-trames and communes, and their numbers.

    The communes of an EPCI or a selection stand in a table as well; a click on one asks for it on
    the map.
    """

    place_wanted = pyqtSignal(str)  # the code of a commune, or of the territory, to zoom to

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages = messages
        self.form = form = FORM()
        form.setupUi(self)
        self._summary: Summary | None = None
        self.model = QStandardItemModel(self)
        self.model.setSortRole(VALUE)
        form.tree.setModel(self.model)
        form.tree.setItemDelegateForColumn(3, ShareBars(form.tree))
        form.tree.clicked.connect(self._want_place)
        self._build_matrix()
        form.copy.clicked.connect(self.copy)
        form.save.clicked.connect(self.save)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), form.tree)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(self.copy)
        self.show_summary(None)

    @property
    def is_empty(self) -> bool:
        """Whether there is no summary to be seen."""
        return self._summary is None

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab goes through here, in order."""
        form = self.form
        return form.byClass, form.byCommune, form.tree, form.matrix, form.copy, form.save

    def _build_matrix(self) -> None:
        form = self.form
        self.matrix = QStandardItemModel(self)
        self.sorted = TotalFirst(self)
        self.sorted.setSourceModel(self.matrix)
        form.matrix.setModel(self.sorted)
        form.matrix.setSortingEnabled(True)
        form.matrix.setItemDelegate(ShareBars(form.matrix))
        form.matrix.clicked.connect(self._want_place)
        rows = form.matrix.verticalHeader()
        rows.setSectionsClickable(True)
        rows.sectionClicked.connect(lambda row: self._want_place(self.sorted.index(row, 0)))
        name_corner(form.matrix.findChild(QAbstractButton), self.sorted)
        form.byCommune.toggled.connect(self._choose_view)

    def _choose_view(self) -> None:
        """Show the tree of classes or the table of communes."""
        form = self.form
        several = self._summary is not None and self._summary.by_commune
        for button in (form.byClass, form.byCommune):
            button.setVisible(several)
        by_commune = several and form.byCommune.isChecked()
        form.tree.setVisible(not by_commune)
        form.matrix.setVisible(by_commune)

    def _want_place(self, index: QModelIndex) -> None:
        code = index.sibling(index.row(), 0).data(CODE)
        if code:
            self.place_wanted.emit(code)

    def show_summary(self, summary: Summary | None) -> None:
        """Show a summary, or an empty table for None."""
        self._summary = summary
        header = self.form.tree.header()
        # Rows stand in the order of the summary until a heading is clicked.
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.model.clear()
        self.model.setHorizontalHeaderLabels(_headings())
        self.model.horizontalHeaderItem(1).setToolTip(translate("Summary", "Number of objects"))
        self.matrix.clear()
        self.sorted.sort(-1)
        if summary is not None:
            self._fill(summary)
        if summary is not None and summary.by_commune:
            fill_matrix(self.matrix, summary)
            fit_columns(self.form.matrix, self.matrix)
        self._choose_view()
        self._share_out_width()
        empty = translate("Summary", "It is filled once the layers of a territory are loaded.")
        self.form.method.setText(_method(summary) if summary else empty)
        for widget in (self.form.tree, self.form.copy, self.form.save):
            widget.setEnabled(summary is not None)

    def _fill(self, summary: Summary) -> None:
        """Add the classes, below each its total and its sub-trames, below these their communes."""
        tree, root = self.form.tree, self.model.invisibleRootItem()
        longest = max((row.share or 0.0 for row in summary.rows), default=0.0)
        headings: dict[tuple[str, str], QStandardItem] = {}
        parents: dict[tuple[str, str, str], QStandardItem] = {}
        for row in summary.rows:
            role = (row.class_id, row.geometry)
            part = (row.class_id, row.geometry, row.part)
            # Of what is not covered there are names only, under one heading.
            is_unknown = row.count is None
            if (is_unknown or row.is_whole) and not row.sub_trame and role not in headings:
                heading = _cells(summary, row, summary.title(row), longest)
                font = heading[0].font()
                font.setBold(True)
                heading[0].setFont(font)
                root.appendRow(heading)
                headings[role] = heading[0]
                tree.setFirstColumnSpanned(root.rowCount() - 1, QModelIndex(), True)
                parents[part] = heading[0]
            if row.is_whole and not is_unknown:
                cells = _cells(summary, row, row.part or translate("Summary", "Total"), longest)
                headings[role].appendRow(cells)
                parents[part] = cells[0]
            elif not row.is_whole and (row.class_id or is_unknown):
                parents.get(part, root).appendRow(_cells(summary, row, row.place, longest))
        tree.expandToDepth(0)

    def _share_out_width(self) -> None:
        """Stretch the column of names; fit those of numbers to their contents."""
        tree, header = self.form.tree, self.form.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, heading in enumerate(_headings()):
            least = header.fontMetrics().horizontalAdvance(heading) + HEADING_MARGIN
            # A bar is seen where it has some room.
            least = max(least, LEAST_BAR) if column == 3 else least
            header.resizeSection(column, max(least, tree.sizeHintForColumn(column)))

    def copy(self) -> None:
        """Put the whole table on the clipboard, for spreadsheets and for texts."""
        if self._summary is None:
            return
        data = QMimeData()
        point = QLocale().decimalPoint()
        data.setText(as_text(self._summary, point))
        data.setHtml(as_html(self._summary, point))
        QApplication.clipboard().setMimeData(data)

    def save(self) -> None:
        """Ask for a file and write the whole table to it."""
        if self._summary is None:
            return
        settings = Settings.load()
        title = translate("Summary", "Save the summary")
        name = Path(csv_name(self._summary)).stem
        path = ask_save(self, title, settings.export_folder, name, KINDS)
        if path is None:
            return
        settings.export_folder = str(path.parent)
        settings.save()
        with self.messages.shown():
            write_csv(self._summary, path)
            self.messages.saved(path)


def _headings() -> list[str]:
    return [
        translate("Summary", "Class"),
        translate("Summary", "No."),
        translate("Summary", "Extent"),
        translate("Summary", "Share"),
    ]


def _cells(summary: Summary, row: SummaryRow, name: str, longest: float) -> list[QStandardItem]:
    """The cells of a row; the bars of shares are measured by the longest of the table."""
    label = QStandardItem(name)
    label.setData(name, VALUE)
    label.setData(row.code, CODE)
    label.setToolTip(name)
    measure, part = summary.rounded(row)
    extent = f"{rounded_text(measure)} {UNITS[row.geometry]}" if measure else ""
    share = _cell(row.share, f"{rounded_text(part)} %" if part else "")
    if row.share and longest:
        share.setData(row.share / longest, BAR)
    count = "" if row.count is None else number(row.count)
    return [label, _cell(row.count, count), _cell(row.measure, extent), share]


def _cell(value: float | None, text: str) -> QStandardItem:
    item = QStandardItem(text)
    # Rows without a measure are sorted before the smallest.
    item.setData(-1.0 if value is None else float(value), VALUE)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def _method(summary: Summary) -> str:
    """How a summary was measured, in the user's language."""
    sentences = [
        translate(
            "Summary",
            "Measured on the ellipsoid {ellipsoid}; where areas of a row overlap, they count once, "
            "while lengths are added up.",
        ).format(ellipsoid=summary.ellipsoid)
    ]
    if summary.by_commune:
        sentences.append(translate("Summary", "An object counts in every commune that it meets."))
    if summary.absent:
        sentences.append(
            translate(
                "Summary", "These communes are not among the loaded territories: {codes}."
            ).format(codes=", ".join(summary.absent))
        )
    # Of all warnings, that the data do not cover the territory comes first.
    coverage = summary.warnings[:1] if summary.uncovered else ()
    return " ".join([*coverage, *sentences])

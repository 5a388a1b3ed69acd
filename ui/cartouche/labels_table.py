# SPDX-License-Identifier: GPL-3.0-or-later
"""The labels of a legend: as the sheet says them, and as they will be printed."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ...core.common.i18n import translate
from ...core.sheet.text_entries import HEADING, LONGEST_LINE, cleaned

# Pixels: some lines, the others are scrolled to.
HEIGHT = 150


class LabelsTable(QTableWidget):
    """A line for each label or heading (in italics); one that is emptied is the sheet's again."""

    edited = pyqtSignal()
    # A label is too long.
    refused = pyqtSignal()

    def __init__(self) -> None:
        super().__init__(0, 2)
        self._keys: list[str] = []
        self.setHorizontalHeaderLabels(
            [translate("Cartouche", "As the sheet says"), translate("Cartouche", "Printed")]
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.setMinimumSize(0, HEIGHT)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed
        )
        self.itemChanged.connect(self._take)

    def show_labels(self, below: Mapping[str, str], changes: Mapping[str, str]) -> None:
        """Show labels and what some of them are changed to, both by their keys."""
        self.blockSignals(True)
        self._keys = list(below)
        self.setRowCount(len(below))
        for row, (key, label) in enumerate(below.items()):
            fixed = QTableWidgetItem(label)
            fixed.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            printed = QTableWidgetItem(changes.get(key, label))
            for item in (fixed, printed):
                font = item.font()
                font.setItalic(key.startswith(HEADING))
                item.setFont(font)
                item.setToolTip(item.text())
                self.setItem(row, self.columnCount() - 1 if item is printed else 0, item)
            self._mark(printed, key in changes)
        self.blockSignals(False)

    def changes(self) -> dict[str, str]:
        """The labels that differ from the sheet's, by their keys."""
        rows = ((key, self._text(row, 0), self._text(row, 1)) for row, key in enumerate(self._keys))
        return {key: printed for key, label, printed in rows if printed != label}

    def _text(self, row: int, column: int) -> str:
        return str(self.item(row, column).text())

    def _take(self, item: QTableWidgetItem) -> None:
        label, typed = self._text(item.row(), 0), item.text()
        too_long = len(typed) > LONGEST_LINE
        self.blockSignals(True)
        item.setText(label if too_long else cleaned(typed, False) or label)
        item.setToolTip(item.text())
        self._mark(item, item.text() != label)
        self.blockSignals(False)
        if too_long:
            self.refused.emit()
        self.edited.emit()

    @staticmethod
    def _mark(item: QTableWidgetItem, is_changed: bool) -> None:
        font = item.font()
        font.setBold(is_changed)
        item.setFont(font)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of the territories of a series, with what could not be understood among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Union

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QAbstractListModel, QModelIndex, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon

from ...core.common.i18n import translate
from ...core.common.request import COMMUNE
from ...core.territory.entry import Entry
from ...core.territory.territory_list import Fault
from ..common.labels import entry_label

Row = Union[Entry, Fault]

# Of so many runs of rows that are taken out, the list is made anew at once.
_MANY = 50


class TerritoryModel(QAbstractListModel):
    """Each territory once, in the order in which it came; labels are made for what is seen."""

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._there: set[str] = set()
        self._warning, self._note = QIcon(), QIcon()

    def add(self, entries: Iterable[Entry], faults: Iterable[Fault] = ()) -> int:
        """Add territories that are not there yet, and faults; how many territories are new."""
        new: dict[str, Entry] = {}
        for entry in entries:
            reference = entry.reference
            if reference not in self._there:
                new.setdefault(reference, entry)
        told = set(self.faults())
        rows: list[Row] = [*(f for f in dict.fromkeys(faults) if f not in told), *new.values()]
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += rows
            self._there.update(new)
            self.endInsertRows()
            self.changed.emit()
        return len(new)

    def entries(self) -> tuple[Entry, ...]:
        """The territories, in the order of the list."""
        return tuple(row for row in self._rows if isinstance(row, Entry))

    def faults(self) -> list[Fault]:
        """What could not be understood."""
        return [row for row in self._rows if isinstance(row, Fault)]

    @property
    def count(self) -> int:
        """The number of territories."""
        return len(self._there)

    def holds(self, entry: Entry) -> bool:
        """Whether a territory is in the list."""
        return entry.reference in self._there

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out, by their numbers."""
        if not rows:
            return
        for number in rows:
            row = self._rows[number]
            if isinstance(row, Entry):
                self._there.discard(row.reference)
        runs = _runs(sorted(rows))
        if len(runs) > _MANY:
            out = set(rows)
            self.beginResetModel()
            self._rows = [row for number, row in enumerate(self._rows) if number not in out]
            self.endResetModel()
        else:
            for first, last in reversed(runs):
                self.beginRemoveRows(QModelIndex(), first, last)
                del self._rows[first : last + 1]
                self.endRemoveRows()
        self.changed.emit()

    def add_plans(self, plans: Iterable[Entry]) -> None:
        """Add plans of many communes, each before the first of its own that is in the list."""
        plans_of: dict[str, list[Entry]] = {}
        for plan in plans:
            for code in plan.members if not self.holds(plan) else ():
                plans_of.setdefault(code, []).append(plan)
        rows: list[Row] = []
        for row in self._rows:
            for plan in plans_of.get(row.code, ()) if isinstance(row, Entry) else ():
                if not self.holds(plan):
                    rows.append(plan)
                    self._there.add(plan.reference)
            rows.append(row)
        if len(rows) > len(self._rows):
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            self.changed.emit()

    def remove_plans(self) -> None:
        """Take out all but communes and faults."""
        plans = [isinstance(row, Entry) and row.kind != COMMUNE for row in self._rows]
        self.remove([number for number, is_plan in enumerate(plans) if is_plan])

    def take_out(self, entry: Entry) -> None:
        """Take a territory out."""
        self.remove([n for n, row in enumerate(self._rows) if row == entry])

    def clear(self) -> None:
        """Take everything out."""
        self.beginResetModel()
        self._rows, self._there = [], set()
        self.endResetModel()
        self.changed.emit()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The label of a row; a fault has its sentence, and a sign of warning before it."""
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return entry_label(row) if isinstance(row, Entry) else row.message
        if role == Qt.ItemDataRole.DecorationRole and isinstance(row, Fault):
            if self._warning.isNull():
                self._warning = QgsApplication.getThemeIcon("/mIconWarning.svg")
                self._note = QgsApplication.getThemeIcon("/mIconInfo.svg")
            return self._warning if row.fails else self._note
        if role == Qt.ItemDataRole.AccessibleTextRole and isinstance(row, Fault) and row.fails:
            return translate("Series", "Not understood: {message}").format(message=row.message)
        return None


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last of each run of numbers that follow each other."""
    runs = []
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        runs.append((numbers[0], numbers[-1]))
    return runs

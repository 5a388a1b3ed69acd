# SPDX-License-Identifier: GPL-3.0-or-later
"""Which objects of a layer play a class: all, those with certain values, those of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QLocale, QObject, QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHeaderView, QTreeWidgetItem

from ...core.common.i18n import translate
from ...core.profiles.field_values import class_field, field_values, values_filter, values_of
from ...core.sources.connection import SourceLayer
from ..common.busy_cursor import busy_cursor
from ..common.fields import select
from ..common.messages import Messages
from .class_tree import NUMBERS

ALL, VALUES, EXPRESSION = "all", "values", "expression"

# A longer list would take long to fill, and be of no use.
MOST_VALUES = 1000

_VALUE = Qt.ItemDataRole.UserRole


class ObjectFilter(QObject):
    """Drives the choice of objects; switching between the ways loses no input."""

    # The filter has changed; True while it is being typed.
    changed = pyqtSignal(bool)

    def __init__(self, form: Any, messages: Messages, parent: QObject) -> None:
        """`form` is the editor's."""
        super().__init__(parent)
        self._form = form
        self._messages = messages
        self._layer: SourceLayer | None = None
        # The field whose values are listed, and the values read so far: reading may take long.
        self._listed = ""
        self._read: dict[tuple[SourceLayer, str], list[tuple[str, Any, int]]] = {}
        form.which.addItem(translate("Profile", "All objects"), ALL)
        form.which.addItem(translate("Profile", "Those with certain values"), VALUES)
        form.which.addItem(translate("Profile", "Those of an expression"), EXPRESSION)
        header = form.values.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        form.expression.setExpressionDialogTitle(translate("Profile", "Objects of the class"))
        form.which.activated.connect(self._choose)
        form.field.activated.connect(self._choose_field)
        form.values.itemChanged.connect(lambda *_: self.changed.emit(False))
        form.expression.expressionChanged.connect(lambda *_: self.changed.emit(True))

    def show(self, layer: SourceLayer, opened: QgsVectorLayer, text: str, field: str) -> None:
        """Show the filter of a layer; where there is none, list the values of a field."""
        form = self._form
        self._layer = layer
        self._listed = ""
        known = values_of(text)
        listed = known[0] if known else "" if text else field
        # The case of letters may differ, and the field may be gone.
        index = opened.fields().lookupField(listed)
        listed = opened.fields()[index].name() if index >= 0 else ""
        form.field.setLayer(opened)
        form.field.setField(listed or class_field(opened))
        if not form.field.currentField():
            form.field.setCurrentIndex(0)
        self._show_expression(opened, "" if listed else text)
        select(form.which, VALUES if listed else EXPRESSION if text else ALL)
        self._follow()
        if known and listed:
            self._tick(known[1])

    def show_unread(self, text: str) -> None:
        """Show the filter of a layer that cannot be read or is not chosen yet."""
        self._layer = None
        self._show_expression(None, text)
        select(self._form.which, EXPRESSION if text else ALL)
        self._follow()

    def offered(self) -> str:
        """The field whose values are listed, or an empty text."""
        return self._listed if self._form.which.currentData() == VALUES else ""

    def text(self) -> str:
        """The expression of the chosen objects; empty for all objects."""
        way = self._form.which.currentData()
        if way == VALUES:
            return values_filter(self._listed, self._ticked())
        return self._form.expression.expression().strip() if way == EXPRESSION else ""

    def is_open(self) -> bool:
        """Whether values are listed and none of them is ticked."""
        return bool(self.offered()) and not self._ticked()

    def _show_expression(self, opened: QgsVectorLayer | None, text: str) -> None:
        with QSignalBlocker(self._form.expression):
            # The widget would keep a layer that is gone.
            self._form.expression.setLayer(opened)
            self._form.expression.setExpression(text)

    def _choose(self) -> None:
        form = self._form
        if form.which.currentData() == EXPRESSION and not form.expression.expression():
            # The ticked values are a start for the expression.
            with QSignalBlocker(form.expression):
                form.expression.setExpression(values_filter(self._listed, self._ticked()))
        self._follow()
        self.changed.emit(False)

    def _choose_field(self) -> None:
        self._follow()
        self.changed.emit(False)

    def _follow(self) -> None:
        """Show the widgets of the chosen way, and read the values if they are needed."""
        form, way = self._form, self._form.which.currentData()
        for widget in (form.fieldLabel, form.field, form.valuesLabel, form.values):
            widget.setVisible(way == VALUES)
        for widget in (form.expressionLabel, form.expression):
            widget.setVisible(way == EXPRESSION)
        # The list of values needs the free height; the other ways do not.
        form.filler.setVisible(way != VALUES)
        if way == VALUES and self._listed != form.field.currentField():
            self._list_values(form.field.currentField())

    def _list_values(self, field: str) -> None:
        tree = self._form.values
        self._listed = field
        values = self._values(field)
        with QSignalBlocker(tree):
            tree.clear()
            for text, value, count in values[:MOST_VALUES]:
                self._add_value(text, value, count)
            self._note_others(len(values) - MOST_VALUES)

    def _values(self, field: str) -> list[tuple[str, Any, int]]:
        if self._layer is None or not field:
            return []
        if (self._layer, field) not in self._read:
            with self._messages.shown(), busy_cursor() as feedback:
                self._read[self._layer, field] = field_values(self._layer, field, feedback)
        return self._read.get((self._layer, field), [])

    def _add_value(self, text: str, value: Any, count: int) -> QTreeWidgetItem:
        shown = text if value is not None else translate("Profile", "(no value)")
        item = QTreeWidgetItem(self._form.values, [shown, QLocale().toString(count)])
        item.setData(0, _VALUE, [value])
        item.setToolTip(0, shown)
        item.setTextAlignment(1, NUMBERS)
        item.setCheckState(0, Qt.CheckState.Unchecked)
        return item

    def _note_others(self, count: int) -> None:
        if count > 0:
            text = translate("Profile", "%Ln more values: use an expression", "", count)
            QTreeWidgetItem(self._form.values, [text]).setDisabled(True)

    def _tick(self, values: list[Any]) -> None:
        """Tick values; one that no object has any more is added, so that it is not lost."""
        # Compared by their expressions: a date, for instance, is read back as a text.
        there = {values_filter(self._listed, item.data(0, _VALUE)): item for item in self._items()}
        with QSignalBlocker(self._form.values):
            for value in values:
                item = there.get(values_filter(self._listed, [value]))
                if item is None:
                    item = self._add_value(str(value), value, 0)
                item.setCheckState(0, Qt.CheckState.Checked)

    def _ticked(self) -> list[Any]:
        ticked = (i for i in self._items() if i.checkState(0) == Qt.CheckState.Checked)
        return [item.data(0, _VALUE)[0] for item in ticked]

    def _items(self) -> Iterator[QTreeWidgetItem]:
        tree = self._form.values
        items = (tree.topLevelItem(row) for row in range(tree.topLevelItemCount()))
        return (item for item in items if not item.isDisabled())

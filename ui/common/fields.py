# SPDX-License-Identifier: GPL-3.0-or-later
"""The value of a form's field, whatever widget it is."""

from __future__ import annotations

import re
from typing import Any, Union

from qgis.gui import QgsCheckableComboBox, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

from ...core.common.errors import SheetError
from ...core.common.extras import EXTRAS, NO_EXTRAS, read_extras
from ...core.common.i18n import translate
from .labels import extra_labels

# Between paragraphs and lines, as Qt keeps them.
_BREAKS = re.compile("[\u2028\u2029]")

Field = Union[
    QLineEdit, QPlainTextEdit, QgsFileWidget, QSpinBox, QAbstractButton, QgsCheckableComboBox
]


def value(widget: Field) -> Any:
    """The text, number, or yes or no, that a field holds."""
    if isinstance(widget, QLineEdit):
        return widget.text()
    if isinstance(widget, QPlainTextEdit):
        # Its plain text would have a space for each no-break space.
        return _BREAKS.sub("\n", widget.document().toRawText())
    if isinstance(widget, QgsFileWidget):
        return widget.filePath()
    if isinstance(widget, QSpinBox):
        return widget.value()
    if isinstance(widget, QgsCheckableComboBox):
        return ",".join(widget.checkedItemsData())
    return widget.isChecked()


def set_value(widget: Field, value: Any) -> None:
    """Put a value into a field."""
    if isinstance(widget, QLineEdit):
        widget.setText(value)
        # The start of a long text distinguishes it.
        widget.home(False)
    elif isinstance(widget, QPlainTextEdit):
        widget.setPlainText(value)
    elif isinstance(widget, QgsFileWidget):
        widget.setFilePath(value)
    elif isinstance(widget, QSpinBox):
        widget.setValue(value)
    elif isinstance(widget, QgsCheckableComboBox):
        _check(widget, value)
    else:
        widget.setChecked(value)


def select(combo: QComboBox, data: str) -> None:
    """Choose the item of a list that holds these data, or else the first."""
    combo.setCurrentIndex(max(0, combo.findData(data)))


def changed(widget: Field) -> Any:
    """The signal of a field whose value was changed."""
    if isinstance(widget, (QLineEdit, QPlainTextEdit)):
        return widget.textChanged
    if isinstance(widget, QgsFileWidget):
        return widget.fileChanged
    if isinstance(widget, QSpinBox):
        return widget.valueChanged
    if isinstance(widget, QgsCheckableComboBox):
        return widget.checkedItemsChanged
    return widget.toggled


def fill_extras(combo: QgsCheckableComboBox, otherwise: str) -> None:
    """List what may be printed besides; `otherwise` is shown where nothing is checked.

    That nothing is to be printed is checked as well. Its value is what `read_extras` takes.
    """
    combo.setDefaultText(otherwise)
    labels = {**extra_labels(), NO_EXTRAS: translate("Dock", "Nothing")}
    for name in (*EXTRAS, NO_EXTRAS):
        combo.addItemWithCheckState(labels[name], Qt.CheckState.Unchecked, name)


def _check(combo: QgsCheckableComboBox, text: str) -> None:
    try:
        checked = read_extras(text) or frozenset({text and NO_EXTRAS})
    except SheetError:
        # Of settings that were written by another version.
        checked = frozenset()
    for number in range(combo.count()):
        is_checked = combo.itemData(number) in checked
        state = Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked
        combo.setItemCheckState(number, state)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The value of a form's field, whatever widget it is."""

from __future__ import annotations

import re
from typing import Any, Union

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QSpinBox

# Between paragraphs and lines, as Qt keeps them.
_BREAKS = re.compile("[\u2028\u2029]")

Field = Union[QLineEdit, QPlainTextEdit, QgsFileWidget, QSpinBox, QAbstractButton]


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
    return widget.toggled

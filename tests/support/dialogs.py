# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps in the dialogs of the plugin, and what their bars show."""

from __future__ import annotations

import html
from typing import Any

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLineEdit

from srce_pac.tests.support.desktop import click


def modal() -> Any:
    """The dialog that waits for an answer."""
    return QApplication.activeModalWidget()


def write(field: Any, text: str) -> None:
    """Type a text in the place of what a field holds."""
    field.setFocus()
    field.selectAll()
    if isinstance(field, QLineEdit):
        field.insert(text)  # QTest types ASCII only
    else:
        field.insertPlainText(text)


def accept(dialog: QDialog) -> None:
    """Click on OK."""
    click(dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok))


def texts(bar: Any) -> list[str]:
    """What a message bar shows, the newest first."""
    return [html.unescape(item.text()) for item in bar.items()]


def click_box(box: Any) -> None:
    """Click on the box itself: its text does not fill the widget."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))

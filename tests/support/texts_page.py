# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the texts in the window of the cartouche, worked by keys and clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLineEdit, QMessageBox

from srce_pac.tests.support import cartouche_window, pdf
from srce_pac.tests.support.desktop import (
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.tests.support.dialogs import modal, write
from srce_pac.ui.dock.dock import SheetDock

# What the bundled sheet says.
TITLE = "Carte S.R.C.E"
CORRIDORS = "Corridors écologiques"


def work(dock: SheetDock, *steps: Callable[[Any], object], ok: bool = True) -> None:
    """Do some things on the page of the texts once the sheet is there, and close the window."""
    cartouche_window.work(dock, _show_page, *steps, ok=ok)


def _show_page(dialog: Any) -> None:
    dialog.form.pages.setCurrentWidget(dialog.texts)
    dialog.activateWindow()
    wait_for(dialog.isActiveWindow)


def type_in(name: str, text: str) -> Callable[[Any], None]:
    """Type a text in the place of a field's."""
    return lambda dialog: write(dialog.texts.fields[name], text)


def reset(name: str) -> Callable[[Any], None]:
    """Click on the arrow of a field."""
    return lambda dialog: click(dialog.texts.resets[name])


def rename(label: str, text: str) -> Callable[[Any], None]:
    """Type a label of the legend in the place of the sheet's."""

    def step(dialog: Any) -> None:
        table = dialog.texts.labels
        row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == label)
        table.setFocus()
        table.setCurrentCell(row, 1)
        press(table, Qt.Key.Key_F2)
        editor = table.viewport().findChild(QLineEdit)
        write(editor, text)
        press(editor, Qt.Key.Key_Return)
        settle()

    return step


def for_office(dialog: Any) -> None:
    """Choose the texts of the office."""
    level = dialog.texts.level
    level.setCurrentIndex(1)
    level.activated.emit(1)


def shown(dialog: Any, name: str) -> str:
    """What a field shows."""
    field = dialog.texts.fields[name]
    return str(field.text() if hasattr(field, "text") else field.document().toRawText())


def is_marked(dialog: Any, name: str) -> bool:
    """Whether a field is marked as changed, and can be reset."""
    label, button = dialog.texts._names[name], dialog.texts.resets[name]
    marks = {"changed" in label.text(), label.font().bold(), button.isEnabled()}
    assert len(marks) == 1
    return bool(marks.pop())


def export(dock: SheetDock, file: Path) -> str:
    """The words of the sheet that the dock exports."""
    timer = when(dialog_is_open, lambda: save_as(file.name))
    click(dock.form.export_)
    assert not timer.isActive()
    return pdf.text(file)


def reply(answer: str) -> None:
    """Answer the question that is asked."""
    buttons = QMessageBox.StandardButton
    click(modal().button(buttons.Yes if answer == "yes" else buttons.No))

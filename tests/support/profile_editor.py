# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps in the editor of data profiles, and what it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLineEdit,
    QMessageBox,
    QTreeWidgetItem,
)

from srce_pac.tests.support.desktop import click, dialog_is_open, press, save_as, wait_for, when
from srce_pac.tests.support.dialogs import modal, write
from srce_pac.tests.support.factories import Row, box

Key = Qt.Key
# Columns of the tree.
LAYER, OBJECTS, GEOMETRY, FILTER, WHY = range(5)
Opener = Callable[..., Any]

# Objects of a layer: five to preserve, three to restore.
CORES = [Row(box(20 * i, 0, 10), {"GESTION": "a proteger", "MILIEU": "bois"}) for i in range(5)]
CORES += [Row(box(20 * i, 50, 10), {"GESTION": "a restaurer", "MILIEU": "eau"}) for i in range(3)]


def counted(dialog: Any) -> bool:
    """Whether no line waits to be counted."""
    return not dialog.counting._waiting


def tree_rows(dialog: Any, name: str) -> list[QTreeWidgetItem]:
    """The rows below a class."""
    tree = dialog.form.tree
    tops = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    top = next(item for item in tops if item.text(0) == name)
    return [top.child(row) for row in range(top.childCount())]


def cells(dialog: Any, name: str) -> list[list[str]]:
    """The texts of the rows below a class, once all is counted."""
    wait_for(lambda: counted(dialog))
    return [[item.text(column) for column in range(5)] for item in tree_rows(dialog, name)]


def select(dialog: Any, name: str, row: int = 0) -> None:
    """Click on a row below a class."""
    tree, item = dialog.form.tree, tree_rows(dialog, name)[row]
    tree.scrollToItem(item)
    place = tree.visualItemRect(item).center()
    middle = QPoint(60, place.y())
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert tree.currentItem() is item


def choose(combo: Any, text: str) -> None:
    """Type the beginning of what a list offers."""
    # What is typed soon after another text would be taken for its end.
    QTest.qWait(QApplication.keyboardInputInterval() + 20)
    combo.setFocus()
    QTest.keyClicks(combo, text)
    assert combo.currentText().startswith(text)


def choose_layer(dialog: Any, text: str) -> None:
    """Type a part of a layer's name, and take the first that has it."""
    line = dialog.form.layer.lineEdit()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    popup = dialog.form.layer.completer().popup()
    assert popup.isVisible()
    press(popup, Key.Key_Down)
    press(popup, Key.Key_Return)
    assert text in dialog.form.layer.currentText()


def choose_refused(dialog: Any, name: str) -> None:
    line = dialog.form.layer.lineEdit()
    write(line, name)
    press(line, Key.Key_Return)


def map_layer(dialog: Any, name: str, layer: str) -> None:
    """Let a layer play a class that has none."""
    select(dialog, name)
    choose_layer(dialog, layer)


def values(dialog: Any) -> list[tuple[str, str, bool]]:
    """The values that are listed, with their numbers of objects, and whether they are ticked."""
    tree = dialog.form.values
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    ticked = Qt.CheckState.Checked
    return [(i.text(0), i.text(1), i.checkState(0) == ticked) for i in items]


def tick(dialog: Any, value: str) -> None:
    """Click on the box of a value."""
    tree = dialog.form.values
    item = tree.findItems(value, Qt.MatchFlag.MatchExactly)[0]
    tree.scrollToItem(item)
    rect = tree.visualItemRect(item)
    place = QPoint(rect.left() + 10, rect.center().y())
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def type_expression(dialog: Any, text: str, delay: int = -1) -> None:
    field = dialog.form.expression.findChild(QLineEdit)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text, delay=delay)


def answer(button: str, action: Callable[[], object]) -> str:
    """Do something that asks a question, and answer it; gives the question."""
    asked: list[str] = []

    def reply() -> None:
        asked.append(modal().text())
        click(modal().button(getattr(QMessageBox.StandardButton, button)))

    timer = when(lambda: dialog_is_open(QMessageBox), reply)
    action()
    assert not timer.isActive(), "nothing was asked"
    return asked[0]


def pick(path: Path, action: Callable[[], object]) -> None:
    """Do something that asks for a file or a folder, and name it."""
    timer = when(dialog_is_open, lambda: save_as(str(path)))
    action()
    assert not timer.isActive(), "nothing was asked"


def save(dialog: Any, name: str) -> None:
    write(dialog.form.name, name)
    click(dialog.form.buttons.button(QDialogButtonBox.StandardButton.Save))


PRESERVE = "Réservoir de Biodiversité à préserver"
RESTORE = "Réservoir de Biodiversité à renaturer"
RESERVOIR = "Réservoir de Biodiversité"
CORRIDOR = "Corridors écologiques"
OBSTACLE = "Obstacles à la fonctionnalité des continuités écologiques"

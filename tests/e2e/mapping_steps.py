# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: the steps by which an office maps its own layers, then prints them."""

from __future__ import annotations

from functools import partial
from typing import Any

import qgis.utils
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QLineEdit

from srce_pac.tests.e2e.driver import (
    FOLDER,
    TASK,
    Steps,
    answer_file_dialog,
    click,
    click_at,
    iface,
    is_calm,
    is_file_dialog,
    is_modal,
    is_ready,
    later,
    message_texts,
    opens,
    rows_of,
    screenshot,
    seen,
    start,
)
from srce_pac.tests.e2e.sheet_steps import export


def mapping() -> Steps:
    """An office's own folder, mapped once by hand, then loaded and printed."""
    yield from start()
    plugin = qgis.utils.plugins["srce_pac"]
    plugin.action.trigger()
    yield lambda: is_ready(plugin)
    dock, form = plugin.dock, plugin.dock.form

    yield from take_from_menu(dock, dock.sources.menu.folder)
    yield is_file_dialog
    yield from answer_file_dialog(TASK["source"])
    seen["source"] = form.source.currentText()
    yield from take_from_menu(dock, dock.sources.edit_profile)
    yield lambda: is_modal("ProfileEditor")
    editor = QApplication.activeModalWidget()
    yield editor.isVisible
    seen["before"] = rows_of(editor.form.tree)
    screenshot("mapping_before", editor)
    yield from map_classes(editor)
    seen["after"] = rows_of(editor.form.tree)
    screenshot("mapping_after", editor)
    later(lambda: click(editor.form.buttons.button(QDialogButtonBox.StandardButton.Save)))
    yield lambda: form.source.currentText() != seen["source"]
    seen["profile"] = form.source.currentText()

    form.search.setFocus()
    QTest.keyClicks(form.search, "59294", delay=5)
    popup = dock.chooser.search.popup
    yield lambda: popup.isVisible() and popup.model().rowCount() == 1
    QTest.keyClick(popup, Qt.Key.Key_Return)
    yield lambda: QgsProject.instance().mapLayers() and dock.progress is None and is_calm()
    seen["counts"] = {row[0]: row[1] for row in rows_of(form.layers)}
    seen["messages"] = message_texts()
    screenshot("mapped", iface.mainWindow())
    target = FOLDER / "mapped.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and dock.progress is None


def map_classes(editor: Any) -> Steps:
    """Let the office's layers play the classes: by values, by an expression, whole."""
    form = editor.form
    yield from map_layer(editor, "Corridors écologiques", "liaisons")
    combo = form.which
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    line = form.expression.findChild(QLineEdit)
    click(line)
    QTest.keyClicks(line, "ETAT <> 'supprime'")
    yield from map_layer(
        editor, "Obstacles à la fonctionnalité des continuités écologiques", "noirs"
    )
    for name, value in (
        ("Réservoir de Biodiversité à préserver", "a proteger"),
        ("Réservoir de Biodiversité à renaturer", "a restaurer"),
    ):
        yield from map_layer(editor, name, "noyaux")
        yield partial(listed, form, value)
        seen.setdefault("values", rows_of(form.values))
        item = listed(form, value)[0]
        box = form.values.visualItemRect(item)
        click_at(form.values.viewport(), QPoint(box.left() + 10, box.center().y()))
    yield lambda: not editor.counting._waiting
    for field, text in ((form.name, "Agence du Nord"), (form.credit, "Agence, inventaire 2013")):
        click(field)
        field.selectAll()
        QTest.keyClicks(field, text)


def listed(form: Any, value: str) -> Any:
    """The rows of a value, once it is offered."""
    return form.values.isVisible() and form.values.findItems(value, Qt.MatchFlag.MatchExactly)


def map_layer(editor: Any, name: str, layer: str) -> Steps:
    """Click on the row below a class, and type a part of a layer's name."""
    tree = editor.form.tree
    item = tree.findItems(name, Qt.MatchFlag.MatchExactly)[0].child(0)
    tree.scrollToItem(item)
    click_at(tree.viewport(), QPoint(60, tree.visualItemRect(item).center().y()))
    line = editor.form.layer.lineEdit()
    click(line)
    line.selectAll()
    QTest.keyClicks(line, layer)
    popup = editor.form.layer.completer().popup()
    yield popup.isVisible
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    yield lambda: layer in line.text() and not popup.isVisible()


def take_from_menu(dock: Any, action: Any) -> Steps:
    """Open the menu of the sources by a click, and click on one of its items."""
    menu = dock.sources.menu
    yield opens(dock.form.browse, menu.isVisible)
    later(lambda: click_at(menu, menu.actionGeometry(action).center()))
    yield lambda: not menu.isVisible()

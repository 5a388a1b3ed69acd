# SPDX-License-Identifier: GPL-3.0-or-later
"""The window of the sets of styles, and the set that the dock prints with."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMessageBox

from srce_pac.core.common.files import ROOT
from srce_pac.core.styles.style_set import user_sets
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, save_as, when
from srce_pac.tests.support.dialogs import texts
from srce_pac.tests.support.dock import Key, asked, load
from srce_pac.tests.support.loaded_styles import PINK, colours, layers_of, recolour
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.styles.current_sheet import current_sheet
from srce_pac.ui.styles.sets_dialog import SetsDialog

NAME = "DDTM 59 / «2026» & co"


@pytest.fixture
def window(desktop: Desktop, qgis_profile: Path) -> Iterator[Any]:
    own = qgis_profile / "styles" / "own"
    own.mkdir(parents=True)
    for name in ("corridor_l.qml", "reservoir_preserve_s.qml"):
        (own / name).write_bytes((ROOT / "styles" / name).read_bytes())
    dialog = SetsDialog(current_sheet(), desktop.window)
    dialog.show()
    yield dialog
    dialog.deleteLater()


def sets(window: Any) -> list[str]:
    return [window.form.sets.item(row).text() for row in range(window.form.sets.count())]


def styles(window: Any) -> list[str]:
    tree = window.form.styles
    return [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]


def answering(button: Any, kind: type, action: Callable[[Any], object]) -> None:
    """Click on a button, and answer what it asks."""
    timer = when(lambda: dialog_is_open(kind), lambda: action(QApplication.activeModalWidget()))
    click(button)
    assert not timer.isActive()


def type_name(name: str) -> Callable[[Any], None]:
    def answer(dialog: QInputDialog) -> None:
        line = dialog.findChild(QLineEdit)
        line.selectAll()
        line.insert(name)
        press(line, Key.Key_Return)

    return answer


def say_yes(box: QMessageBox) -> None:
    click(box.button(QMessageBox.StandardButton.Yes))


def test_a_set_is_copied_renamed_given_to_a_colleague_and_removed(
    window: Any, tmp_path: Path
) -> None:
    form = window.form
    assert sets(window) == ["My styles", "Plugin's styles"]
    assert styles(window) == ["Corridors écologiques", "Réservoir de Biodiversité à préserver"]
    assert not form.remove.isEnabled()
    answering(form.duplicate, QInputDialog, type_name("Essai"))
    assert form.sets.currentItem().text() == "Essai"
    answering(form.rename, QInputDialog, type_name(NAME))
    assert sets(window) == ["My styles", NAME, "Plugin's styles"]
    answering(form.export_, QFileDialog, lambda _: save_as(str(tmp_path / "ours")))
    assert (tmp_path / "ours.zip").is_file()
    answering(form.remove, QMessageBox, say_yes)
    assert sets(window) == ["My styles", "Plugin's styles"]
    answering(form.import_, QFileDialog, lambda _: save_as(str(tmp_path / "ours.zip")))
    assert form.sets.currentItem().text() == NAME
    assert len(styles(window)) == 2
    assert window.is_changed
    assert texts(form.bar) == []


def test_a_refusal_is_one_sentence_in_the_window(window: Any, tmp_path: Path) -> None:
    answering(window.form.duplicate, QInputDialog, type_name("my STYLES"))
    (message,) = texts(window.form.bar)
    assert "“My styles” already" in message
    (tmp_path / "no.zip").write_bytes(b"no zip")
    answering(window.form.import_, QFileDialog, lambda _: save_as(str(tmp_path / "no.zip")))
    (message,) = texts(window.form.bar)
    assert "no.zip" in message
    assert sets(window) == ["My styles", "Plugin's styles"]


def test_the_styles_of_the_plugin_are_copied_not_changed(window: Any) -> None:
    form = window.form
    form.sets.setCurrentRow(form.sets.count() - 1)
    assert len(styles(window)) > 10
    assert not form.rename.isEnabled()
    assert not form.remove.isEnabled()
    answering(form.duplicate, QInputDialog, type_name("Base"))
    assert "Base" in [one.name for one in user_sets()]


def test_the_set_that_is_chosen_in_the_dock_is_drawn_at_once(
    window: Any, dock: SheetDock, desktop: Desktop, qgis_profile: Path
) -> None:
    answering(window.form.duplicate, QInputDialog, type_name(NAME))
    load(dock, "59294")
    usual = colours("corridor_l")
    recolour("corridor_l")
    (layer,) = layers_of("corridor_l")
    chosen = next(one for one in user_sets() if one.name == NAME)
    layer.saveNamedStyle(str(chosen.folder / "corridor_l.qml"))
    dock.drop_changes()
    assert colours("corridor_l") == usual

    dock.form.page.setCollapsed(False)
    dock.page.list_styles()
    press(dock.form.styles, Key.Key_Down)
    assert dock.form.styles.currentText() == NAME
    assert asked(dock).styles == NAME
    assert colours("corridor_l") == {PINK}
    dock.form.page.setCollapsed(True)
    assert NAME in html.unescape(dock.form.pageSummary.text())
    again = SheetDock(desktop)
    assert again.form.styles.currentData() == NAME
    again.close_down()

    # One that was removed meanwhile is left.
    answering(window.form.remove, QMessageBox, say_yes)
    dock.page.list_styles()
    assert asked(dock).styles == ""
    assert colours("corridor_l") == usual

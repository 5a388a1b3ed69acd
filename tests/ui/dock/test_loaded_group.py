# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user changes on the map, as the dock tells of it, prints it, keeps it and drops it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Callable

import pytest
from qgis.core import QgsProject, QgsSingleSymbolRenderer, QgsVectorLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QMessageBox

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.settings import Settings
from srce_pac.core.layers.project_groups import find_group, set_aside_names
from srce_pac.core.styles.style_set import own_set
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.tests.support.dock import HAYNECOURT, Key, asked, group_name, load
from srce_pac.tests.support.made_styles import write_style
from srce_pac.ui.common.links import RENEW
from srce_pac.ui.dock.dock import SheetDock

PINK = "#ff00aa"


def layers_of(class_id: str) -> list[QgsVectorLayer]:
    group = find_group(QgsProject.instance())
    assert group is not None
    found = [node.layer() for node in group.findLayers()]
    return [layer for layer in found if layer.customProperty(ROLE) == f"class:{class_id}"]


def layer_of(role: str) -> QgsVectorLayer:
    group = find_group(QgsProject.instance())
    assert group is not None
    found = [node.layer() for node in group.findLayers()]
    return next(layer for layer in found if layer.customProperty(ROLE) == role)


def recolour(class_id: str = "corridor", colour: str = PINK) -> None:
    """Change a class as the styling panel does."""
    for layer in layers_of(class_id):
        symbol = layer.renderer().symbol().clone()
        symbol.setColor(QColor(colour))
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        layer.triggerRepaint()


def colours(class_id: str = "corridor") -> set[str]:
    return {layer.renderer().symbol().color().name() for layer in layers_of(class_id)}


def tick(class_id: str, on: bool) -> None:
    for layer in layers_of(class_id):
        node = QgsProject.instance().layerTreeRoot().findLayer(layer.id())
        node.setItemVisibilityChecked(on)


def note(dock: SheetDock) -> str:
    label = dock.form.canvasChanges
    return html.unescape(label.text()) if label.isVisible() else ""


@pytest.fixture(autouse=True)
def drawn(desktop: Desktop) -> None:
    """Have the map drawn, after which the dock looks at it each time."""
    desktop.canvas.setRenderFlag(True)


def answer(word: str) -> tuple[QTimer, list[str]]:
    """Answer the question about the changes, once it is asked; what it says."""
    texts: list[str] = []

    def reply() -> None:
        box = QApplication.activeModalWidget()
        texts.append(box.text())
        click(next(button for button in box.buttons() if button.text().strip("&") == word))

    return when(lambda: dialog_is_open(QMessageBox), reply), texts


@pytest.mark.once
class TestNote:
    def test_it_comes_and_goes_with_a_change(self, dock: SheetDock) -> None:
        load(dock)
        dock.group.show()
        assert note(dock) == ""
        tick("corridor", False)
        wait_for(lambda: note(dock))
        assert "Corridors écologiques: hidden" in dock.form.canvasChanges.toolTip()
        tick("corridor", True)
        wait_for(lambda: not note(dock))
        recolour()
        wait_for(lambda: note(dock))
        assert "with your changes" in note(dock)
        assert "Drop" in note(dock)
        assert "Corridors écologiques: style" in dock.form.canvasChanges.toolTip()
        dock.setFixedWidth(300)
        settle()
        label = dock.form.canvasChanges
        assert label.geometry().right() <= label.parentWidget().rect().right()

    def test_what_no_sheet_follows_is_said(self, dock: SheetDock) -> None:
        load(dock)
        for role in ("class:corridor", "class:obstacle", "contour"):
            layer = layer_of(role)
            before = layer.subsetString()
            assert layer.setSubsetString(f"({before}) AND 1 = 0" if before else "1 = 0")
            layer.triggerRepaint()
            wait_for(lambda: note(dock))
            assert f"filters are not printed: {layer.name()}." in note(dock)
            assert layer.setSubsetString(before)
            layer.triggerRepaint()
            wait_for(lambda: not note(dock))
        contour = layer_of("contour")
        contour.renderer().symbol().setColor(QColor(PINK))
        contour.triggerRepaint()
        wait_for(lambda: note(dock))
        assert "printed as the sheet has them" in note(dock)
        assert "with your changes" not in note(dock)

    def test_changes_of_another_source_are_not_printed_and_that_is_said(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        load(dock)
        recolour()
        dock.sources.take(str(tmp_path / "other.gpkg"))
        assert f"map of {HAYNECOURT} are not printed" in note(dock)
        assert not asked(dock).look


def someone_keeps(folder: Path) -> None:
    write_style(own_set().folder, "corridor_l")


def someone_drops(folder: Path) -> None:
    (own_set().folder / "reservoir_preserve_s.qml").unlink()


def another_set_is_chosen(folder: Path) -> None:
    write_style(folder, "reservoir_preserve_s", "categorised")
    settings = Settings.load()
    settings.styles = str(folder)
    settings.save()


@pytest.mark.usefixtures("qgis_profile")
@pytest.mark.once
@pytest.mark.parametrize(
    ("is_wanted", "change"),
    [
        (True, someone_keeps),
        (True, someone_drops),
        (True, another_set_is_chosen),
        (False, someone_keeps),
    ],
)
def test_a_map_in_other_styles_than_are_printed_is_told(
    is_wanted: bool, change: Callable[[Path], None], dock: SheetDock, tmp_path: Path
) -> None:
    write_style(own_set().folder, "reservoir_preserve_s")
    load(dock)
    dock.group.show()
    assert note(dock) == ""
    if not is_wanted:
        dock.sources.take(str(tmp_path / "other.gpkg"))
    change(tmp_path / "set")
    dock.group.show()
    assert f"map of {HAYNECOURT} shows other styles" in note(dock)
    assert ("Load again" in note(dock)) == is_wanted
    if is_wanted and change is not another_set_is_chosen:
        dock.form.canvasChanges.linkActivated.emit(RENEW)
        settle()
        assert note(dock) == ""


class TestPrinting:
    def test_the_sheet_and_its_layout_have_the_changes(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        load(dock)
        recolour()
        timer = when(lambda: dialog_is_open(QFileDialog), lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        assert not timer.isActive()
        pixels = pdf.picture(sheets / "sheet.pdf", 100).astype(int)
        assert (abs(pixels - (255, 0, 170)).max(axis=2) < 24).sum() > 100
        click(dock.form.layout_)
        layout = QgsProject.instance().layoutManager().layoutByName(desktop.layouts[0])
        drawn = {
            layer.renderer().symbol().color().name()
            for layer in layout.itemById("map").layers()
            if layer.customProperty(ROLE) == "class:corridor"
        }
        assert drawn == {PINK}

    def test_dropped_they_are_gone(self, dock: SheetDock) -> None:
        load(dock)
        before = colours()
        recolour()
        dock.group.show()
        dock.form.canvasChanges.linkActivated.emit("drop")
        assert colours() == before
        assert note(dock) == ""
        assert not asked(dock).look


@pytest.mark.once
class TestAnotherTerritory:
    def test_without_changes_nothing_is_asked_and_the_same_keeps_them(
        self, dock: SheetDock
    ) -> None:
        load(dock, "cambrai")
        load(dock)
        assert "Haynecourt" in group_name()
        recolour()
        press(dock.form.search, Key.Key_Return)
        settle()
        assert colours() == {PINK}
        assert "with your changes" in note(dock)

    @pytest.mark.parametrize(("word", "is_kept"), [("Keep", True), ("Drop", False)])
    def test_another_asks_and_shows_them(self, dock: SheetDock, word: str, is_kept: bool) -> None:
        load(dock)
        recolour()
        tick("obstacle", False)
        asking, texts = answer(word)
        load(dock, "cambrai")
        assert not asking.isActive()
        for text in (HAYNECOURT, "Cambrai (59122)", "Corridors écologiques: style", "hidden"):
            assert text in texts[0]
        assert "Cambrai" in group_name()
        assert (colours() == {PINK}) == is_kept
        assert bool(asked(dock).look) == is_kept
        assert ("with your changes" in note(dock)) == is_kept
        # What is not taken along stays in a group of its own.
        aside = set_aside_names(QgsProject.instance())
        assert bool(aside) != is_kept
        assert all("Haynecourt" in name for name in aside)
        assert any("Haynecourt" in one.text for one in dock.listed.messages) != is_kept

    def test_it_is_asked_once_for_all_that_follow_and_again_for_other_changes(
        self, dock: SheetDock
    ) -> None:
        load(dock)
        recolour()
        asking, _ = answer("Keep")
        load(dock, "cambrai")
        assert not asking.isActive()
        # A commune without corridors on the way.
        for territory in ("59332", "59294"):
            load(dock, territory)
            assert colours() <= {PINK}
        assert colours() == {PINK}
        assert set_aside_names(QgsProject.instance()) == set()
        recolour("corridor", "#00aaff")
        second, texts = answer("Drop")
        load(dock, "cambrai")
        assert not second.isActive()
        assert "Haynecourt" in texts[0]
        assert colours().isdisjoint({PINK, "#00aaff"})

    def test_cancelled_it_stays(self, dock: SheetDock) -> None:
        load(dock)
        recolour()
        asking, _ = answer("Cancel")
        load(dock, "cambrai")
        assert not asking.isActive()
        assert "Haynecourt" in group_name()
        assert colours() == {PINK}
        # What would be printed now is another territory.
        assert not asked(dock).look
        assert "not printed" in note(dock)

    def test_disabling_the_plugin_ends_the_question(
        self, plugin: SrcePacPlugin, dock: SheetDock
    ) -> None:
        load(dock)
        recolour()
        unload = when(lambda: dialog_is_open(QMessageBox), plugin.unload)
        load(dock, "cambrai")
        assert not unload.isActive()
        assert QApplication.activeModalWidget() is None
        assert "Haynecourt" in group_name()

    def test_a_new_project_begins_without_them(self, dock: SheetDock) -> None:
        load(dock)
        recolour()
        QgsProject.instance().clear()
        load(dock, "cambrai")
        assert colours().isdisjoint({PINK})
        assert note(dock) == ""


class TestSavedProject:
    def test_the_changes_are_still_known(self, dock: SheetDock, tmp_path: Path) -> None:
        load(dock)
        recolour()
        project = QgsProject.instance()
        project.write(str(tmp_path / "saved.qgz"))
        project.clear()
        project.read(str(tmp_path / "saved.qgz"))
        settle()
        dock.group.show()
        assert "with your changes" in note(dock)
        assert asked(dock).look

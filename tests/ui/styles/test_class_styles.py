# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of a class, in the dock and in QGIS's layer tree: kept, dropped, compared, changed."""

from __future__ import annotations

import html
import shutil
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsProject,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QLabel, QMessageBox

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.common.settings import Settings
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.styles.style_set import export_set, find_set
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, settle, when
from srce_pac.tests.support.dialogs import modal
from srce_pac.tests.support.dock import Key, load
from srce_pac.tests.support.factories import NATIONAL_OBSTACLE, rows, write_layer
from srce_pac.tests.support.loaded_styles import PINK, colours, layers_of, recolour
from srce_pac.tests.support.made_styles import RENDERERS, layer_of, write_qml
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.styles import class_styles
from srce_pac.ui.styles.compare_dialog import CompareDialog

# One of each geometry that Haynecourt and Cambrai have both; obstacles are of several.
STYLES = ("obstacle_p", "corridor_l", "reservoir_preserve_s")
GEOMETRIES = {"p": "Points", "l": "Lines", "s": "Areas"}
USE, BACK, COMPARE, RESTYLE, _, WRITE = range(6)

pytestmark = pytest.mark.usefixtures("qgis_profile")


def menu_of(dock: SheetDock, style_name: str) -> list[Any]:
    """The entries of the menu of a class, opened by the keyboard, for one of its geometries."""
    label = layers_of(style_name)[0].name()
    tree = dock.form.layers
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    tree.setCurrentItem(next(item for item in items if item.text(0) == label))
    tree.setFocus()
    press(tree, Key.Key_Return)
    menu = dock.classes.menu
    assert menu.isVisible()
    menu.close()
    # What zooms to the objects, and a line, come before what is done with styles.
    of_styles = menu.actions()[2:]
    below = {action.text(): action.menu() for action in of_styles if action.menu()}
    found = below.get(GEOMETRIES[style_name[-1]])
    return list(found.actions()) if found is not None else list(of_styles)


def answer(word: str) -> tuple[QTimer, list[list[str]]]:
    """Answer the question where to keep a style; the words that were offered."""
    offered: list[list[str]] = []

    def reply() -> None:
        buttons = QApplication.activeModalWidget().buttons()
        offered.append([button.text() for button in buttons])
        click(next(button for button in buttons if word in button.text()))

    return when(lambda: dialog_is_open(QMessageBox), reply), offered


def say_yes() -> None:
    box: Any = QApplication.activeModalWidget()
    click(box.button(QMessageBox.StandardButton.Yes))


def keep(dock: SheetDock, style_name: str, where: str = "My styles") -> list[str]:
    timer, offered = answer(where)
    menu_of(dock, style_name)[USE].trigger()
    assert not timer.isActive()
    settle()
    return sorted(offered[0])


@pytest.mark.parametrize("style_name", STYLES)
def test_a_style_that_is_kept_draws_every_territory_until_it_is_dropped(
    style_name: str, dock: SheetDock, desktop: Desktop, qgis_profile: Path
) -> None:
    load(dock, "59294")
    usual = colours(style_name)
    assert not menu_of(dock, style_name)[BACK].isEnabled()
    recolour(style_name)
    assert keep(dock, style_name) == ["Cancel", "Keep in “My styles”"]
    assert [file.stem for file in (qgis_profile / "styles" / "own").glob("*.qml")] == [style_name]
    assert "is kept in “My styles”" in html.unescape(" ".join(desktop.messages()))
    assert not dock.group.look()

    # Nothing is asked of changes on the map: the style is the sheet's now.
    asked = when(lambda: dialog_is_open(QMessageBox), lambda: modal().reject())
    load(dock, "59122")
    assert asked.isActive()
    asked.stop()
    assert colours(style_name) == {PINK}
    menu_of(dock, style_name)[BACK].trigger()
    assert colours(style_name) == usual
    assert not dock.group.look()
    assert desktop.errors == []


def test_a_style_by_values_is_kept_and_shown_with_its_symbols(
    dock: SheetDock, desktop: Desktop
) -> None:
    load(dock, "59294")
    (layer,) = layers_of("corridor_l")
    symbol = layer.renderer().symbol()
    categories = [QgsRendererCategory(value, symbol.clone(), value) for value in ("a", "b")]
    layer.setRenderer(QgsCategorizedSymbolRenderer(layer.fields()[0].name(), categories))
    keep(dock, "corridor_l")
    load(dock, "59122")
    assert {type(layer.renderer()) for layer in layers_of("corridor_l")} == {
        QgsCategorizedSymbolRenderer
    }
    assert desktop.errors == []


class TestOffice:
    @pytest.fixture
    def office(self, dock: SheetDock, tmp_path: Path) -> Path:
        """The office's set, with pink corridors; Haynecourt is on the map."""
        folder = tmp_path / "office"
        folder.mkdir()
        load(dock, "59294")
        recolour("corridor_l")
        (layer,) = layers_of("corridor_l")
        layer.saveNamedStyle(str(folder / "corridor_l.qml"))
        settings = Settings.load()
        settings.office_styles = str(folder)
        settings.save()
        return folder

    def test_what_the_user_drops_is_drawn_as_the_office_has_it(
        self, office: Path, dock: SheetDock
    ) -> None:
        recolour("corridor_l", "#123456")
        assert keep(dock, "corridor_l") == ["Cancel", "Keep in “My styles”", "Keep in “office”"]
        assert colours("corridor_l") == {"#123456"}
        back = menu_of(dock, "corridor_l")[BACK]
        assert "“office”" in back.text()
        back.trigger()
        assert colours("corridor_l") == {PINK}

    @pytest.mark.parametrize("setting", ["office_styles", "styles"])
    @pytest.mark.parametrize("word", ["No", "Yes"])
    def test_what_others_use_is_dropped_only_when_the_user_says_so(
        self, setting: str, word: str, office: Path, dock: SheetDock, desktop: Desktop
    ) -> None:
        settings = Settings.load()
        settings.office_styles = ""
        # A shared folder without any is taken for offline.
        shutil.copy(office / "corridor_l.qml", office / "obstacle_l.qml")
        setattr(settings, setting, str(office))
        settings.save()
        timer, offered = answer(word)
        menu_of(dock, "corridor_l")[BACK].trigger()
        assert not timer.isActive()
        assert len(offered) == 1
        assert (office / "corridor_l.qml").is_file() == (word == "No")
        assert (colours("corridor_l") == {PINK}) == (word == "No")
        assert desktop.errors == []

    def test_a_style_behind_the_users_own_is_kept_and_told(
        self, office: Path, dock: SheetDock, desktop: Desktop
    ) -> None:
        keep(dock, "corridor_l")
        recolour("corridor_l", "#123456")
        keep(dock, "corridor_l", "office")
        assert "#123456" not in colours("corridor_l")
        assert "“My styles” has a style of this class" in html.unescape(desktop.messages()[0])

    def test_nobody_is_offered_a_set_that_they_may_not_write(
        self, office: Path, dock: SheetDock, tmp_path: Path
    ) -> None:
        settings = Settings.load()
        # One in a zip is read only.
        export_set(find_set(settings.office_styles), tmp_path / "office.zip")
        settings.office_styles = str(tmp_path / "office.zip")
        settings.save()
        back = menu_of(dock, "corridor_l")[BACK]
        assert not back.isEnabled()
        assert "you may not write there" in back.toolTip()
        assert keep(dock, "corridor_l") == ["Cancel", "Keep in “My styles”"]


# The styles behind the user's own, the first one first, and what the entry speaks of.
BEHIND = {
    "office sheet": "“office”",
    "sheet": "the sheet's style",
    "": "the plugin's style",
    "broken-office sheet": "the sheet's style",
    "office broken-sheet": "“office”",
    "broken-office broken-sheet": "the plugin's style",
}


class TestBack:
    @pytest.fixture
    def of_mine(self, qgis_profile: Path) -> Path:
        """The folder of the styles beside a sheet of the user's."""
        (qgis_profile / "sheets").mkdir(parents=True)
        shutil.copy(ROOT / "sheets" / "srce.json", qgis_profile / "sheets" / "mine.json")
        return qgis_profile / "styles"

    def test_it_names_what_is_drawn_then(
        self, of_mine: Path, dock: SheetDock, tmp_path: Path
    ) -> None:
        combo = dock.form.sheet
        combo.setCurrentIndex(combo.findData("mine"))
        combo.activated.emit(combo.currentIndex())
        load(dock, "59294")
        layer = layer_of("l")
        folders = {"office": tmp_path / "office", "sheet": of_mine}
        write_qml(layer, of_mine / "own", "corridor_l")
        # A shared folder without any style is taken for offline.
        write_qml(layer, folders["office"], "obstacle_l")
        settings = Settings.load()
        settings.office_styles = str(folders["office"])
        settings.save()
        for behind, named in BEHIND.items():
            for word, folder in folders.items():
                file = write_qml(layer, folder, "corridor_l")
                if f"broken-{word}" in behind:
                    file.write_text("<qgis/>")
                elif word not in behind:
                    file.unlink()
            back = menu_of(dock, "corridor_l")[BACK]
            assert named in back.text(), behind
            assert back.isEnabled()


def test_the_styles_of_a_class_are_compared_as_pictures(dock: SheetDock) -> None:
    load(dock, "59294")
    recolour("corridor_l")
    keep(dock, "corridor_l")
    recolour("corridor_l", "#123456")
    shown: list[list[str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        labels = dialog.findChildren(QLabel)
        shown.append([label.text() for label in labels if label.font().bold()])
        pictures = [x.pixmap().toImage() for x in labels if x.pixmap() is not None]
        shown.append([picture.pixelColor(60, 33).name() for picture in pictures])
        dialog.reject()

    timer = when(lambda: dialog_is_open(CompareDialog), look)
    menu_of(dock, "corridor_l")[COMPARE].trigger()
    assert not timer.isActive()
    titles, middles = shown
    assert titles == ["On the map", "My styles", "Plugin"]
    assert middles[:2] == ["#123456", PINK]
    assert middles[2] not in middles[:2]


def test_whoever_waits_sees_it(dock: SheetDock, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}

    def note(name: str) -> None:
        cursor = QApplication.overrideCursor()
        seen[name] = None if cursor is None else cursor.shape()

    def noting(name: str) -> None:
        real = getattr(class_styles, name)

        def work(*arguments: Any) -> Any:
            note(name)
            return real(*arguments)

        monkeypatch.setattr(class_styles, name, work)

    def close() -> None:
        note("dialog")
        QApplication.activeModalWidget().reject()

    load(dock, "59294")
    for name in ("keep_style", "check_style", "drop_style"):
        noting(name)
    recolour("corridor_l")
    keep(dock, "corridor_l")
    when(lambda: dialog_is_open(CompareDialog), close)
    menu_of(dock, "corridor_l")[COMPARE].trigger()
    menu_of(dock, "corridor_l")[BACK].trigger()
    note("after")
    waiting = Qt.CursorShape.WaitCursor
    free = {"dialog": None, "after": None}
    assert seen == {"keep_style": waiting, "check_style": waiting, "drop_style": waiting, **free}


def test_the_symbols_of_the_list_follow_the_map(dock: SheetDock) -> None:
    load(dock, "59294")
    recolour("corridor_l")
    dock.group.show()
    tree = dock.form.layers
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    (item,) = (item for item in items if item.text(0) == "Corridors écologiques")
    icon = item.icon(0).pixmap(tree.iconSize()).toImage()
    middle = icon.pixelColor(icon.width() // 2, icon.height() // 2)
    # An icon has transparent pixels, which rounds its colours.
    assert [middle.red(), middle.green(), middle.blue()] == pytest.approx([255, 0, 170], abs=2)


class TestData:
    @pytest.fixture
    def source(self, dock: SheetDock, tmp_path: Path) -> Path:
        """One obstacle in Haynecourt, in a GeoPackage that is on the map."""
        path = tmp_path / "n_srce_obstacle_p_000.gpkg"
        write_layer(path, rows(["Point(711000 7012000)"], NATIONAL_OBSTACLE), "Point")
        dock.sources.take(str(path))
        load(dock, "59294")
        return path

    def test_the_style_that_is_written_is_that_of_whoever_opens_the_data(
        self, source: Path, dock: SheetDock, desktop: Desktop
    ) -> None:
        recolour("obstacle_p")
        keep(dock, "obstacle_p")
        timer = when(lambda: dialog_is_open(QMessageBox), say_yes)
        menu_of(dock, "obstacle_p")[WRITE].trigger()
        assert not timer.isActive()
        opened = QgsVectorLayer(str(source), "opened", "ogr")
        assert opened.renderer().symbol().color().name() == PINK
        assert "is in its data" in html.unescape(desktop.messages()[0])

    @pytest.mark.parametrize("kind", ["categorised", "graduated", "rule-based"])
    def test_a_style_that_cannot_draw_the_data_is_not_written_into_them(
        self, kind: str, source: Path, dock: SheetDock, desktop: Desktop, qgis_profile: Path
    ) -> None:
        layer = layer_of("p", "espece")
        renderer: Any = RENDERERS[kind](layer)
        if kind == "rule-based":
            renderer.rootRule().children()[0].setFilterExpression("espece = 'a'")
        else:
            renderer.setClassAttribute("length(espece)")
        layer.setRenderer(renderer)
        write_qml(layer, qgis_profile / "styles" / "own", "obstacle_p")
        timer = when(lambda: dialog_is_open(QMessageBox), say_yes)
        menu_of(dock, "obstacle_p")[WRITE].trigger()
        assert not timer.isActive()
        drawn = QgsVectorLayer(str(source), "opened", "ogr").renderer()
        assert isinstance(drawn, QgsSingleSymbolRenderer)
        told = html.unescape(desktop.messages()[0])
        assert "espece" in told
        assert "obstacle_p.qml" in told
        assert desktop.errors == []

    def test_nothing_is_written_into_data_that_keep_no_styles(self, dock: SheetDock) -> None:
        load(dock, "59294")
        assert not menu_of(dock, "obstacle_p")[WRITE].isEnabled()


class TestLayerTree:
    def test_the_menu_of_a_class_is_that_of_its_layers_alone(
        self, dock: SheetDock, plugin: SrcePacPlugin, desktop: Desktop
    ) -> None:
        load(dock, "59294")
        of_class = plugin.layer_menus.of_class
        other = QgsVectorLayer("LineString?crs=EPSG:2154", "mine", "memory")
        other.setCustomProperty(ROLE, "class:corridor")
        QgsProject.instance().addMapLayer(other)
        group = find_group(QgsProject.instance())
        assert group is not None
        layers = [node.layer() for node in group.findLayers()]
        for layer in (*layers, other, None):
            desktop.setActiveLayer(layer)
            is_class = layer in layers and layer.customProperty(ROLE).startswith("class:")
            assert of_class.menuAction().isVisible() == is_class

    def test_it_does_what_that_of_the_dock_does(
        self, dock: SheetDock, plugin: SrcePacPlugin, desktop: Desktop
    ) -> None:
        load(dock, "59294")
        (layer,) = layers_of("corridor_l")
        recolour("corridor_l")
        desktop.setActiveLayer(layer)
        menu = plugin.layer_menus.of_class
        menu.aboutToShow.emit()
        timer, _ = answer("My styles")
        menu.actions()[USE].trigger()
        assert not timer.isActive()
        load(dock, "59122")
        assert colours("corridor_l") == {PINK}
        desktop.setActiveLayer(layers_of("corridor_l")[0])
        menu.aboutToShow.emit()
        menu.actions()[RESTYLE].trigger()
        assert desktop.properties == [("Corridors écologiques", "mOptsPage_Style")]

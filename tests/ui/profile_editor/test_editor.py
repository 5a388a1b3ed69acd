# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of data profiles as a window: what it begins with, its form, the way from the dock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QToolButton

import srce_pac
from srce_pac.core.common.errors import CancelledError
from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import SheetDefinition
from srce_pac.core.styles.style_order import SHEET, StyleOrder, StylePlace
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, settle, when
from srce_pac.tests.support.dialogs import modal, texts, write
from srce_pac.tests.support.profile_editor import (
    CORRIDOR,
    LAYER,
    OBJECTS,
    OBSTACLE,
    PRESERVE,
    RESERVOIR,
    RESTORE,
    Key,
    Opener,
    answer,
    cells,
    counted,
    map_layer,
    save,
    select,
    tree_rows,
)
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.profile_editor import class_tree
from srce_pac.ui.profile_editor import counting as profile_counting
from srce_pac.ui.profile_editor import editor as editor_module
from srce_pac.ui.profile_editor.editor import ProfileEditor


class TestWhatWasRecognised:
    """The tree: class by class, with the reason and the count."""

    @pytest.fixture
    def editor(self, edit: Opener, office: Path, sheet: SheetDefinition) -> Any:
        return edit(recognise(str(office), sheet))

    def test_it_shows_the_layers_of_each_class(self, editor: Any) -> None:
        name, objects, geometry, text, why = cells(editor, RESERVOIR)[0]
        assert (name, objects, geometry, text) == ("N_SRCE_RESERVOIR_S_R31", "4", "surfaces", "")
        assert "named as in “SRCE, standard national" in why
        assert cells(editor, CORRIDOR)[0][:3] == ["N_SRCE_CORRIDOR_L_R31", "2", "lines"]

    def test_the_classes_are_those_of_the_legend_in_its_order(self, editor: Any) -> None:
        tree = editor.form.tree
        names = [tree.topLevelItem(row).text(0) for row in range(tree.topLevelItemCount())]
        assert names == [
            *(CORRIDOR, "Corridors à renaturer", "Cours d'eau", OBSTACLE, PRESERVE, RESTORE),
            RESERVOIR,
        ]

    def test_a_class_without_layer_says_so(self, editor: Any) -> None:
        assert cells(editor, "Cours d'eau")[0][LAYER] == "No layer"

    def test_pictures_are_those_of_the_symbols(self, editor: Any) -> None:
        pictures = [
            item.icon(0).pixmap(editor.form.tree.iconSize()).toImage()
            for name in (RESERVOIR, CORRIDOR)
            for item in tree_rows(editor, name)
        ]
        middles = [p.pixelColor(p.width() // 2, p.height() // 2).name() for p in pictures]
        assert len(set(middles)) == 2
        assert all(p.pixelColor(13, 7).alpha() for p in pictures)

    def test_the_panel_says_why_and_how_many(self, editor: Any) -> None:
        select(editor, RESERVOIR)
        assert "SRCE, standard national" in editor.form.why.text()
        assert editor.form.count.text() == "Objects: 4"

    def test_a_name_and_the_credit_are_proposed(self, editor: Any) -> None:
        assert editor.form.name.text() == "SRCE standard national COVADIS INPN"
        assert editor.form.credit.text() == "SRCE – INPN"

    def test_warnings_are_shown(self, edit: Opener) -> None:
        dialog = edit(DataProfile("", "", (), warnings=("Something is wrong.",)))
        assert texts(dialog.form.bar) == ["Something is wrong."]

    def test_each_count_is_under_the_wait_cursor_and_the_window_is_heard_between(
        self, edit: Opener, office: Path, sheet: SheetDefinition, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cursors: list[bool] = []
        heard: list[int] = []

        def count(source: ClassSource, _: Any = None) -> int:
            cursors.append(QApplication.overrideCursor() is not None)
            QTimer.singleShot(0, lambda: heard.append(len(cursors)))
            return 1

        monkeypatch.setattr(profile_counting, "count_objects", count)
        edit(recognise(str(office), sheet))
        assert cursors == [True, True]
        assert heard[0] == 1
        assert QApplication.overrideCursor() is None


class TestForm:
    """What holds for every dialog."""

    @pytest.fixture
    def full(self, edit: Opener) -> Any:
        dialog = edit()
        map_layer(dialog, PRESERVE, "env_bio")
        return dialog

    def test_mnemonics_are_each_its_own(self, full: Any) -> None:
        widgets = full.findChildren((QLabel, QAbstractButton))
        own = [w for w in widgets if not isinstance(w, QToolButton)]
        keys = [m[1].lower() for w in own for m in [re.search("&(.)", w.text())] if m]
        assert len(keys) >= 15
        assert len(keys) == len(set(keys))

    def test_labels_end_without_a_colon(self, full: Any) -> None:
        labels = [w.text() for w in full.findChildren((QLabel, QAbstractButton))]
        assert [text for text in labels if text.rstrip().endswith(":")] == []

    def test_it_fits_a_small_screen(self, full: Any) -> None:
        full.resize(580, 580)
        settle()
        assert full.width() == 580
        assert full.height() == 580
        inside = full.rect()
        for widget in (full.form.buttons, full.form.count, full.form.tree, full.form.layer):
            place = widget.mapTo(full, widget.rect().bottomRight())
            assert inside.contains(place), widget.objectName()

    def test_it_works_with_large_type(
        self, edit: Opener, qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual = qgis_app.font()
        large = qgis_app.font()
        large.setPointSizeF(1.5 * large.pointSizeF())
        qgis_app.setFont(large)
        try:
            dialog = edit()
            map_layer(dialog, PRESERVE, "env_bio")
            hint = dialog.minimumSizeHint()
            assert hint.width() <= 1000
            assert hint.height() <= 580
        finally:
            qgis_app.setFont(usual)

    def test_tab_goes_from_the_name_to_the_tree_to_the_panel(self, full: Any) -> None:
        form = full.form
        form.name.setFocus()
        way = [form.credit, form.scheme, form.date, form.departements, form.tree, form.add]
        way += [form.remove, form.class_, form.layer, form.source]
        way += [form.which, form.field, form.values, form.sub_trame]
        for widget in way:
            QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
            assert QApplication.focusWidget() is widget

    def test_enter_on_a_row_goes_to_its_layer(self, full: Any) -> None:
        full.form.tree.setFocus()
        press(full.form.tree, Key.Key_Return)
        assert full.isVisible()
        assert full.form.layer.hasFocus()

    def test_a_style_that_is_missing_is_one_sentence(
        self, edit: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        empty = StyleOrder((StylePlace(SHEET, tmp_path, tmp_path),))
        monkeypatch.setattr(class_tree, "style_order", lambda sheet: empty)
        dialog = edit()
        assert len(texts(dialog.form.bar)) == 1
        assert "no such file" in texts(dialog.form.bar)[0]
        map_layer(dialog, CORRIDOR, "liaisons_2013")
        assert cells(dialog, CORRIDOR)[0][OBJECTS] == "4"

    def test_it_closes_while_it_counts(self, edit: Opener, office: Path) -> None:
        dialog = edit()
        map_layer(dialog, CORRIDOR, "liaisons_2013")
        assert not counted(dialog)
        dialog.reject()
        assert counted(dialog)
        settle()

    def test_it_lets_go_of_the_layers_when_it_closes(self, full: Any) -> None:
        opened = [layer for layer in full.panel._opened.values() if layer is not None]
        gone: list[str] = []
        for layer in opened:
            layer.willBeDeleted.connect(lambda: gone.append("gone"))
        count = len(opened)
        del opened, layer
        full.reject()
        assert gone == ["gone"] * count


class TestFromTheDock:
    """The editor as it is opened from the menu of the sources."""

    @pytest.fixture
    def plugin(self, desktop: Desktop, saved: Path, office: Path) -> Iterator[SrcePacPlugin]:
        plugin = srce_pac.classFactory(desktop)
        plugin.initGui()
        plugin.action.trigger()
        settle()
        plugin.dock.sources.take(str(office))
        yield plugin
        plugin.unload()

    def work(self, plugin: SrcePacPlugin, action: Callable[[Any], object]) -> None:
        """Open the editor, and do something in it."""
        timer = when(lambda: dialog_is_open(ProfileEditor), lambda: action(modal()))
        plugin.dock.sources.edit_profile.trigger()
        assert not timer.isActive(), "it was not opened"

    def test_what_is_saved_is_the_source_from_then_on(
        self, plugin: SrcePacPlugin, saved: Path
    ) -> None:
        self.work(plugin, lambda dialog: save(dialog, "Nord"))
        assert plugin.dock.form.source.currentData() == "profile:Nord"
        assert read_profile(saved / "Nord.json").sources

    def test_a_saved_profile_is_edited_under_its_name(self, plugin: SrcePacPlugin) -> None:
        self.work(plugin, lambda dialog: save(dialog, "Nord"))
        # No question is asked.
        self.work(plugin, lambda dialog: save(dialog, "Nord"))
        assert plugin.dock.form.source.findData("profile:Nord") >= 0

    def test_a_deleted_profile_is_offered_no_more(self, plugin: SrcePacPlugin) -> None:
        self.work(plugin, lambda dialog: save(dialog, "Nord"))

        def delete(dialog: Any) -> None:
            answer("Yes", lambda: click(dialog.form.delete_))
            dialog.reject()

        self.work(plugin, delete)
        assert plugin.dock.form.source.findData("profile:Nord") < 0

    def test_what_is_cancelled_leaves_the_source(
        self, plugin: SrcePacPlugin, office: Path, saved: Path
    ) -> None:
        self.work(plugin, lambda dialog: dialog.reject())
        assert plugin.dock.form.source.currentData() == str(office)
        assert not saved.exists()

    def test_a_source_that_is_gone_is_one_sentence(
        self, plugin: SrcePacPlugin, desktop: Desktop, tmp_path: Path
    ) -> None:
        plugin.dock.sources.take(str(tmp_path / "gone.gpkg"))
        plugin.dock.sources.edit_profile.trigger()
        assert ["gone.gpkg" in text for text in desktop.messages()] == [True]

    def test_disabling_the_plugin_closes_it(self, plugin: SrcePacPlugin, desktop: Desktop) -> None:
        self.work(plugin, lambda dialog: plugin.unload())
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []

    def test_disabling_the_plugin_closes_what_it_asks_as_well(
        self, plugin: SrcePacPlugin, desktop: Desktop
    ) -> None:
        def leave(dialog: Any) -> None:
            write(dialog.form.credit, "Autre")
            unload = when(lambda: dialog_is_open(QMessageBox), plugin.unload)
            press(dialog.form.tree, Key.Key_Escape)
            assert not unload.isActive()

        self.work(plugin, leave)
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []

    def test_disabling_the_plugin_while_a_source_is_listed_closes_it(
        self, plugin: SrcePacPlugin, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def listing(source: str, feedback: Any) -> Any:
            plugin.unload()
            assert feedback.isCanceled()
            raise CancelledError("Cancelled.")

        monkeypatch.setattr(editor_module, "list_layers", listing)
        self.work(plugin, lambda dialog: dialog.sources.chosen.emit("postgres:slow"))
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []

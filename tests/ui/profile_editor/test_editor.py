# SPDX-License-Identifier: GPL-3.0-or-later
"""The editor of data profiles, driven by keys and clicks on its real widgets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QToolButton,
    QTreeWidgetItem,
)

import srce_pac
from srce_pac.core.common.errors import CancelledError
from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile, write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import SheetDefinition, load_sheet
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.source import list_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    own_desktop,
    press,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    Row,
    box,
    line,
    make_gazetteer,
    open_layer,
    point,
    rows,
    write_layer,
)
from srce_pac.tests.support.services import (
    PASSWORD,
    USER,
    PostgisServer,
    QgisServer,
    saved_database,
    saved_service,
)
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.profile_editor import counting as profile_counting
from srce_pac.ui.profile_editor import editor as editor_module
from srce_pac.ui.profile_editor import object_filter as profile_filter
from srce_pac.ui.profile_editor import role_panel as profile_role
from srce_pac.ui.profile_editor.editor import ProfileEditor

Key = Qt.Key

# Columns of the tree.
LAYER, OBJECTS, GEOMETRY, FILTER, WHY = range(5)

CORES = [Row(box(20 * i, 0, 10), {"GESTION": "a proteger", "MILIEU": "bois"}) for i in range(5)]
CORES += [Row(box(20 * i, 50, 10), {"GESTION": "a restaurer", "MILIEU": "eau"}) for i in range(3)]


@pytest.fixture(scope="module")
def sheet(qgis_app: QgsApplication) -> SheetDefinition:
    return load_sheet("srce")


@pytest.fixture(scope="module")
def gazetteer(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return make_gazetteer(tmp_path_factory.mktemp("territories"))


@pytest.fixture(scope="module")
def office(qgis_app: QgsApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with layers of names that no preset knows, and two that one does."""
    folder = tmp_path_factory.mktemp("office")
    write_layer(folder / "env_bio_noyaux.shp", CORES)
    links = rows([line((0, i), (900, i)) for i in range(4)], {"NOM": "Liaison", "MILIEU": "bois"})
    write_layer(folder / "liaisons_2013.shp", links, "LineString")
    write_layer(folder / "points_noirs.shp", rows([point(5, 5)], {"QUOI": "route"}), "Point")
    reservoirs = [
        Row(box(20 * i, 0, 9), {**NATIONAL_RESERVOIR, "OBJ_ASSI": value})
        for i, value in enumerate(["02", "02", "01", "02"])
    ]
    write_layer(folder / "N_SRCE_RESERVOIR_S_R31.shp", reservoirs)
    corridors = rows([line((0, 0), (900, 900))] * 2, NATIONAL_CORRIDOR)
    write_layer(folder / "N_SRCE_CORRIDOR_L_R31.shp", corridors, "LineString")
    return folder


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    interval = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(150)
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", tmp_path) as desktop:
        yield desktop
    QApplication.setKeyboardInputInterval(interval)


@pytest.fixture
def saved(qgis_profile: Path) -> Path:
    """The folder of the user's data profiles; not there yet."""
    return qgis_profile / "profiles"


Opener = Callable[..., Any]


@pytest.fixture
def edit(desktop: Desktop, saved: Path, sheet: SheetDefinition, office: Path) -> Iterator[Opener]:
    """Opens the editor and waits until all is counted."""
    dialogs: list[QDialog] = []

    def edit(profile: DataProfile | None = None, name: str = "", source: str = "") -> Any:
        offered = list_layers(source or str(office)).layers
        shown = DataProfile("", "", ()) if profile is None else profile
        dialog = ProfileEditor(sheet, shown, offered, name, str(office), desktop.window)
        dialogs.append(dialog)
        dialog.show()
        dialog.activateWindow()
        settle()
        wait_for(lambda: counted(dialog))
        return dialog

    yield edit
    for dialog in dialogs:
        dialog.reject()
        dialog.deleteLater()
    settle()


@pytest.fixture
def editor(edit: Opener) -> Any:
    """The editor of a source of which nothing is known."""
    return edit()


def counted(dialog: Any) -> bool:
    return dialog.counting.is_done


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


def write(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    field.insert(text)  # QTest types ASCII only


def told(dialog: Any) -> list[str]:
    return [html.unescape(item.text()) for item in dialog.form.bar.items()]


def modal() -> Any:
    return QApplication.activeModalWidget()


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
        assert told(dialog) == ["Something is wrong."]

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


class TestMapping:
    """Layers, fields, values and expressions chosen by hand."""

    def test_a_layer_is_added_to_a_class(self, editor: Any) -> None:
        map_layer(editor, CORRIDOR, "liaisons_2013")
        assert cells(editor, CORRIDOR) == [
            ["liaisons_2013", "4", "lines", "", "chosen by hand"],
        ]
        assert editor.form.count.text() == "Objects: 4"

    def test_only_layers_that_the_class_may_have_are_offered(self, editor: Any) -> None:
        select(editor, CORRIDOR)
        combo = editor.form.layer
        assert combo.currentIndex() == -1
        offered = [combo.itemText(row) for row in range(combo.count())]
        assert "liaisons_2013" in offered
        assert "points_noirs" not in offered

    def test_a_layer_of_another_geometry_is_refused_in_one_sentence(
        self, edit: Opener, office: Path
    ) -> None:
        dialog = edit()
        unknown = [replace(x, geometry="") for x in list_layers(str(office)).layers]
        dialog.panel._layers._offered = unknown
        map_layer(dialog, CORRIDOR, "liaisons")
        choose_refused(dialog, "points_noirs")
        assert ["points_noirs" in text and "points" in text for text in told(dialog)] == [True]
        assert dialog.form.layer.currentText() == "liaisons_2013"
        assert cells(dialog, CORRIDOR)[0][:2] == ["liaisons_2013", "4"]

    def test_another_layer_changes_the_count_at_once(self, editor: Any) -> None:
        map_layer(editor, CORRIDOR, "liaisons_2013")
        choose_layer(editor, "N_SRCE_CORR")
        assert cells(editor, CORRIDOR)[0][:2] == ["N_SRCE_CORRIDOR_L_R31", "2"]

    def test_several_layers_play_one_class(self, editor: Any) -> None:
        map_layer(editor, CORRIDOR, "liaisons_2013")
        click(editor.form.add)
        assert editor.form.layer.currentIndex() == -1
        editor.form.layer.hidePopup()
        choose_layer(editor, "N_SRCE_CORR")
        assert [row[LAYER] for row in cells(editor, CORRIDOR)] == [
            "liaisons_2013",
            "N_SRCE_CORRIDOR_L_R31",
        ]

    def test_values_are_proposed_with_their_counts_and_none_is_ticked(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "N_SRCE_RES")
        assert editor.form.field.currentField() == "OBJ_ASSI"
        assert values(editor) == [("02", "3", False), ("01", "1", False)]
        assert cells(editor, PRESERVE)[0][OBJECTS : FILTER + 1] == ["4", "surfaces", ""]
        assert "until values are ticked" in editor.form.count.text()

    def test_ticked_values_change_the_count_at_once(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        assert values(editor) == [("a proteger", "5", False), ("a restaurer", "3", False)]
        tick(editor, "a proteger")
        assert cells(editor, PRESERVE)[0] == [
            *("env_bio_noyaux", "5", "surfaces", "\"GESTION\" IN ('a proteger')"),
            "chosen by hand",
        ]
        assert editor.form.count.text() == "Objects: 5"
        tick(editor, "a restaurer")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "8"

    def test_space_ticks_as_well(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        editor.form.values.setFocus()
        press(editor.form.values, Key.Key_Down)
        press(editor.form.values, Key.Key_Up)
        press(editor.form.values, Key.Key_Space)
        assert cells(editor, PRESERVE)[0][OBJECTS] == "5"

    def test_another_field_lists_its_values(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        tick(editor, "a proteger")
        choose(editor.form.field, "MILIEU")
        assert values(editor) == [("bois", "5", False), ("eau", "3", False)]
        assert cells(editor, PRESERVE)[0][OBJECTS] == "8"
        tick(editor, "eau")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "3"

    def test_all_objects_are_back_and_what_was_ticked_is_not_lost(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        tick(editor, "a proteger")
        choose(editor.form.which, "All")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "8"
        assert not editor.form.values.isVisible()
        choose(editor.form.which, "Those with")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "5"

    def test_an_expression_begins_with_what_was_ticked(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        tick(editor, "a proteger")
        choose(editor.form.which, "Those of")
        assert editor.form.expression.expression() == "\"GESTION\" IN ('a proteger')"
        assert cells(editor, PRESERVE)[0][OBJECTS] == "5"

    def test_a_wrong_expression_is_one_sentence_and_the_old_count_is_gone(
        self, editor: Any
    ) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        choose(editor.form.which, "Those of")
        type_expression(editor, "GESTION = 'a restaurer'")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "3"
        type_expression(editor, "GESTON = 'a restaurer'")
        row = cells(editor, PRESERVE)[0]
        assert row[OBJECTS] == "–"
        assert "GESTON" in row[WHY]
        assert editor.form.count.text() == row[WHY]
        assert tree_rows(editor, PRESERVE)[0].foreground(WHY).color().red() > 150
        type_expression(editor, "GESTION = 'a proteger'")
        assert cells(editor, PRESERVE)[0][OBJECTS] == "5"
        assert tree_rows(editor, PRESERVE)[0].foreground(WHY).style() == Qt.BrushStyle.NoBrush

    def test_typing_counts_once_the_fingers_rest(
        self, editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        choose(editor.form.which, "Those of")
        wait_for(lambda: counted(editor))
        filters: list[str] = []

        def count(source: ClassSource, _: Any = None) -> int:
            filters.append(source.filter)
            return 3

        monkeypatch.setattr(profile_counting, "count_objects", count)
        type_expression(editor, "MILIEU = 'eau'", delay=20)
        assert editor.form.count.text() == "Counting…"
        wait_for(lambda: counted(editor))
        assert filters == ["MILIEU = 'eau'"]

    def test_enter_in_an_expression_does_not_save(self, editor: Any, saved: Path) -> None:
        write(editor.form.name, "Nord")
        map_layer(editor, PRESERVE, "env_bio")
        choose(editor.form.which, "Those of")
        type_expression(editor, "MILIEU = 'eau'")
        press(editor.form.expression.findChild(QLineEdit), Key.Key_Return)
        assert editor.isVisible()
        assert not saved.exists()

    def test_a_filter_that_fits_another_layer_stays(
        self, edit: Opener, office: Path, tmp_path: Path
    ) -> None:
        write_layer(office / "env_bio_noyaux_2014.shp", CORES[:6])
        try:
            dialog = edit()
            map_layer(dialog, PRESERVE, "env_bio_noyaux")
            tick(dialog, "a restaurer")
            choose(dialog.form.sub_trame, "MILIEU")
            choose_layer(dialog, "env_bio_noyaux_2014")
            assert cells(dialog, PRESERVE)[0][:2] == ["env_bio_noyaux_2014", "1"]
            assert dialog.profile().sources[0].sub_trame == "MILIEU"
            choose_layer(dialog, "N_SRCE_RES")
            assert cells(dialog, PRESERVE)[0][OBJECTS : FILTER + 1] == ["4", "surfaces", ""]
            assert dialog.profile().sources[0].sub_trame == ""
        finally:
            for file in office.glob("env_bio_noyaux_2014.*"):
                file.unlink()

    def test_another_class_takes_the_layer_along(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        tick(editor, "a proteger")
        combo = editor.form.class_
        offered = [combo.itemText(row) for row in range(combo.count())]
        assert RESTORE in offered
        choose(combo, "Corridors ")
        assert cells(editor, PRESERVE)[0][LAYER] == "No layer"
        moved = next(c for c in (CORRIDOR, "Corridors à renaturer") if c == combo.currentText())
        assert cells(editor, moved)[0][:2] == ["env_bio_noyaux", "5"]
        assert editor.form.tree.currentItem() is tree_rows(editor, moved)[0]

    def test_a_class_that_is_not_drawn_in_the_geometry_is_not_offered(self, editor: Any) -> None:
        map_layer(editor, OBSTACLE, "points_noirs")
        assert editor.form.class_.count() == 1

    @pytest.mark.parametrize("way", ["button", "key"])
    def test_a_layer_is_taken_out(self, editor: Any, way: str) -> None:
        map_layer(editor, CORRIDOR, "liaisons_2013")
        select(editor, CORRIDOR)
        if way == "button":
            click(editor.form.remove)
        else:
            press(editor.form.tree, Key.Key_Delete)
        assert cells(editor, CORRIDOR)[0][LAYER] == "No layer"
        assert editor.profile().sources == ()
        assert not editor.form.remove.isEnabled()

    def test_more_values_than_help_are_told_by_their_number(
        self, editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(profile_filter, "MOST_VALUES", 1)
        map_layer(editor, PRESERVE, "env_bio")
        assert [text for text, _, _ in values(editor)] == [
            "a proteger",
            "1 more values: use an expression",
        ]

    def test_a_value_that_no_object_has_any_more_stays_ticked(
        self, edit: Opener, office: Path
    ) -> None:
        layer = next(x for x in list_layers(str(office)).layers if x.name == "env_bio_noyaux")
        text = "\"GESTION\" IN ('a proteger', 'a classer')"
        dialog = edit(DataProfile("", "", (ClassSource("reservoir", "s", layer, text),)))
        select(dialog, RESERVOIR)
        assert ("a classer", "0", True) in values(dialog)
        tick(dialog, "a restaurer")
        assert "a classer" in dialog.profile().sources[0].filter

    @pytest.mark.parametrize(
        ("value", "count", "text"),
        [
            ("3", "2", '"RANG" IN (3)'),
            ("(no value)", "1", '"RANG" IS NULL'),
        ],
    )
    def test_numbers_and_missing_values_are_values_as_well(
        self, edit: Opener, tmp_path: Path, saved: Path, value: str, count: str, text: str
    ) -> None:
        features = [Row(box(0, 0, 9), {"RANG": 3}), Row(box(20, 0, 9), {"RANG": 3})]
        features += [Row(box(40, 0, 9), {}), Row(box(60, 0, 9), {"RANG": 12})]
        write_layer(tmp_path / "rangs.gpkg", features)
        dialog = edit(source=str(tmp_path / "rangs.gpkg"))
        map_layer(dialog, PRESERVE, "rangs")
        choose(dialog.form.which, "Those with")
        choose(dialog.form.field, "RANG")
        assert (value, count, False) in values(dialog)
        tick(dialog, value)
        assert cells(dialog, PRESERVE)[0][OBJECTS : FILTER + 1] == [count, "surfaces", text]
        save(dialog, "Rangs")
        again = edit(read_profile(saved / "Rangs.json"), "Rangs")
        select(again, PRESERVE)
        assert (value, count, True) in values(again)

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("\"gestion\" IN ('a proteger')", "values"), ("\"AUTRE\" IN ('x')", "expression")],
    )
    def test_a_filter_is_shown_by_the_field_that_it_is_of(
        self, edit: Opener, office: Path, text: str, shown: str
    ) -> None:
        layer = next(x for x in list_layers(str(office)).layers if x.name == "env_bio_noyaux")
        dialog = edit(DataProfile("", "", (ClassSource("reservoir", "s", layer, text),)))
        select(dialog, RESERVOIR)
        assert dialog.form.which.currentData() == shown
        if shown == "values":
            assert values(dialog)[0] == ("a proteger", "5", True)
        else:
            assert dialog.form.expression.expression() == text
            assert "AUTRE" in dialog.form.count.text()
        assert dialog.profile().sources[0].filter == text

    def test_a_layer_is_opened_once_however_often_it_is_looked_at(
        self, editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        map_layer(editor, CORRIDOR, "liaisons_2013")
        wait_for(lambda: counted(editor))
        monkeypatch.setattr(profile_role, "open_layer", None)
        monkeypatch.setattr(profile_filter, "field_values", None)
        for name in (PRESERVE, CORRIDOR, PRESERVE):
            select(editor, name)

    def test_the_wheel_changes_nothing_in_passing(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        before = editor.profile()
        editor.form.tree.setFocus()
        for combo in (editor.form.layer, editor.form.class_, editor.form.field):
            turn(combo)
        assert editor.profile() == before
        choose(editor.form.field, "GEST")
        editor.activateWindow()
        wait_for(editor.form.field.hasFocus)
        turn(editor.form.field)
        assert editor.form.field.currentField() == "MILIEU"


def turn(widget: Any) -> None:
    """Turn the wheel over a widget."""
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


class TestReading:
    """Code pages and coordinate systems, where the layer itself does not say."""

    def test_another_code_page_shows_the_accents(
        self, edit: Opener, tmp_path: Path, office: Path
    ) -> None:
        folder = tmp_path / "garbled"
        folder.mkdir()
        write_layer(folder / "garbled.shp", [Row(box(0, 0, 10), {"GESTION": "protege"})])
        table = (folder / "garbled.dbf").read_bytes()
        (folder / "garbled.dbf").write_bytes(table.replace(b"protege", b"prot\x82g\x82"))
        (folder / "garbled.cpg").write_text("ISO-8859-1")
        dialog = edit(source=str(folder))
        map_layer(dialog, PRESERVE, "garbled")
        assert values(dialog)[0][0] != "protégé"
        write(dialog.form.encoding.lineEdit(), "IBM850")
        press(dialog.form.encoding.lineEdit(), Key.Key_Return)
        assert values(dialog) == [("protégé", "1", False)]
        assert dialog.profile().sources[0].layer.encoding == "IBM850"

    def test_a_projection_is_asked_for_where_there_is_none(
        self, edit: Opener, tmp_path: Path
    ) -> None:
        folder = tmp_path / "nowhere"
        folder.mkdir()
        write_layer(folder / "nowhere.shp", CORES, crs="")
        dialog = edit(source=str(folder))
        map_layer(dialog, PRESERVE, "nowhere")
        assert dialog.form.crs.isVisible()
        dialog.form.crs.setCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
        assert dialog.profile().sources[0].layer.crs == "EPSG:2154"
        assert dialog.form.crs.isVisible()

    def test_a_layer_that_says_where_it_is_is_not_asked(self, editor: Any) -> None:
        map_layer(editor, PRESERVE, "env_bio")
        assert not editor.form.crs.isVisible()


class TestSources:
    """Layers of other sources, offered as well."""

    def test_the_layers_of_the_project_are_offered(
        self, editor: Any, office: Path, desktop: Desktop, saved: Path
    ) -> None:
        layer = QgsVectorLayer(str(office / "liaisons_2013.shp"), "Liaisons du projet", "ogr")
        QgsProject.instance().addMapLayer(layer)
        select(editor, CORRIDOR)
        before = editor.form.layer.count()
        editor.sources.project.trigger()
        assert editor.form.layer.count() >= before
        named = [editor.form.layer.itemText(row) for row in range(editor.form.layer.count())]
        assert any("Liaisons du projet" in name or "liaisons_2013" in name for name in named)

    def test_a_temporary_layer_of_the_project_is_used_but_not_kept(
        self, editor: Any, saved: Path
    ) -> None:
        layer = QgsVectorLayer("LineString?crs=EPSG:2154&field=a:string", "Essai", "memory")
        QgsProject.instance().addMapLayer(layer)
        editor.sources.project.trigger()
        map_layer(editor, CORRIDOR, "Essai")
        assert cells(editor, CORRIDOR)[0][:2] == ["Essai", "0"]
        save(editor, "Nord")
        assert ["temporary" in text for text in told(editor)] == [True]
        assert editor.isVisible()

    def test_a_file_is_asked_for(self, editor: Any, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "trames.gpkg", CORES, layer="trames_vertes")
        select(editor, PRESERVE)
        pick(path, editor.sources.file.trigger)
        choose_layer(editor, "trames_vertes")
        assert cells(editor, PRESERVE)[0][:2] == ["trames_vertes", "8"]

    def test_a_source_that_cannot_be_read_is_one_sentence(self, editor: Any) -> None:
        editor.sources.chosen.emit("gone.gpkg")
        assert ["gone.gpkg" in text for text in told(editor)] == [True]
        assert editor.progress is None
        map_layer(editor, CORRIDOR, "liaisons_2013")

    def test_a_slow_source_is_left_by_cancel(
        self, editor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def listing(source: str, feedback: Any) -> Any:
            click(editor.progress.cancel)
            assert feedback.isCanceled()
            raise CancelledError("Cancelled.")

        monkeypatch.setattr(editor_module, "list_layers", listing)
        editor.sources.chosen.emit("postgres:slow")
        assert told(editor) == ["Cancelled."]

    def test_tables_of_a_database_are_mapped_like_files(
        self, edit: Opener, office: Path, postgis: PostgisServer, saved: Path
    ) -> None:
        postgis.load(open_layer(office / "env_bio_noyaux.shp"), "noyaux")
        postgis.load(open_layer(office / "liaisons_2013.shp"), "liaisons")
        with saved_database("DDTM", postgis) as source:
            dialog = edit(source=source)
            map_layer(dialog, PRESERVE, "noyaux")
            field = dialog.form.field.currentField()
            assert field.lower() == "gestion"
            assert values(dialog) == [("a proteger", "5", False), ("a restaurer", "3", False)]
            tick(dialog, "a restaurer")
            assert cells(dialog, PRESERVE)[0][:2] == ["noyaux", "3"]
            save(dialog, "Base")
            again = edit(read_profile(saved / "Base.json"), "Base", source)
            assert cells(again, PRESERVE)[0][:2] == ["noyaux", "3"]
            postgis.drop_connections()
            choose(again.form.which, "All")
            assert cells(again, PRESERVE)[0][OBJECTS] in ("8", "–")
        text = (saved / "Base.json").read_text(encoding="utf-8")
        assert '"DDTM"' in text
        for secret in (PASSWORD, json.dumps(PASSWORD)[1:-1], USER + "'"):
            assert secret not in text

    def test_layers_of_a_service_are_mapped_like_files(
        self, edit: Opener, office: Path, qgis_server: QgisServer
    ) -> None:
        layer = open_layer(office / "env_bio_noyaux.shp")
        layer.setName("noyaux")
        with saved_service("Region", qgis_server.publish([layer])) as source:
            dialog = edit(source=source)
            map_layer(dialog, PRESERVE, "noyaux")
            assert values(dialog) == [("a proteger", "5", False), ("a restaurer", "3", False)]
            tick(dialog, "a restaurer")
            assert cells(dialog, PRESERVE)[0][:2] == ["noyaux", "3"]

    def test_layers_of_one_name_are_told_apart(
        self, editor: Any, office: Path, tmp_path: Path
    ) -> None:
        write_layer(tmp_path / "autre.gpkg", CORES, layer="env_bio_noyaux")
        editor.sources.chosen.emit(str(tmp_path / "autre.gpkg"))
        select(editor, PRESERVE)
        combo = editor.form.layer
        names = {combo.itemText(row) for row in range(combo.count())}
        assert {
            f"env_bio_noyaux – {tmp_path.name}/autre.gpkg",
            f"env_bio_noyaux – {office.name}/env_bio_noyaux.shp",
        } <= names


class TestKeeping:
    """Named, saved, replaced, deleted, given to a colleague."""

    @pytest.fixture
    def mapped(self, edit: Opener) -> Any:
        dialog = edit()
        map_layer(dialog, PRESERVE, "env_bio")
        tick(dialog, "a proteger")
        choose(dialog.form.sub_trame, "MILIEU")
        write(dialog.form.credit, "Données de la DDTM")
        return dialog

    def test_it_is_saved_under_its_name(self, mapped: Any, saved: Path) -> None:
        save(mapped, "Nord 2013")
        assert mapped.result() == QDialog.DialogCode.Accepted
        assert mapped.name() == "Nord 2013"
        written = read_profile(saved / "Nord 2013.json")
        assert written == mapped.profile()
        assert written.credit == "Données de la DDTM"
        source = written.sources[0]
        assert (source.class_id, source.geometry) == ("reservoir_preserve", "s")
        assert (source.filter, source.sub_trame) == ("\"GESTION\" IN ('a proteger')", "MILIEU")

    def test_enter_in_the_name_saves(self, mapped: Any, saved: Path) -> None:
        write(mapped.form.name, "Nord")
        press(mapped.form.name, Key.Key_Return)
        assert (saved / "Nord.json").exists()
        assert not mapped.isVisible()

    def test_it_is_opened_again_as_it_was(self, mapped: Any, edit: Opener, saved: Path) -> None:
        save(mapped, "Nord")
        before = read_profile(saved / "Nord.json")
        again = edit(before, "Nord")
        assert again.profile() == before
        select(again, PRESERVE)
        assert values(again) == [("a proteger", "5", True), ("a restaurer", "3", False)]
        assert again.form.sub_trame.currentField() == "MILIEU"
        # To look at it changes nothing.
        again._leave()
        assert not again.isVisible()

    def test_its_own_file_is_replaced_without_a_question(
        self, mapped: Any, edit: Opener, saved: Path
    ) -> None:
        save(mapped, "Nord")
        again = edit(read_profile(saved / "Nord.json"), "Nord")
        write(again.form.credit, "Autre")
        save(again, "Nord")
        assert read_profile(saved / "Nord.json").credit == "Autre"

    @pytest.mark.parametrize("button", ["Yes", "No"])
    @pytest.mark.parametrize("name", ["Nord", "NORD"])
    def test_another_profile_of_that_name_is_not_replaced_without_a_question(
        self, mapped: Any, saved: Path, button: str, name: str
    ) -> None:
        saved.mkdir(parents=True)
        write_profile(saved / "Nord.json", DataProfile("Nord", "Avant", ()))
        question = answer(button, lambda: save(mapped, name))
        assert "“Nord”" in question
        replaced = button == "Yes"
        credit = read_profile(saved / "Nord.json").credit
        assert credit == ("Données de la DDTM" if replaced else "Avant")
        assert [path.name for path in saved.glob("*")] == ["Nord.json"]
        assert mapped.isVisible() != replaced
        assert mapped.name() == ("Nord" if replaced else name)

    @pytest.mark.parametrize(
        ("name", "sentence"), [("", "Give the profile a name."), ("a/b", "no name for a data")]
    )
    def test_a_name_that_cannot_be_is_one_sentence(
        self, mapped: Any, name: str, sentence: str
    ) -> None:
        save(mapped, name)
        assert [sentence in text for text in told(mapped)] == [True]
        assert mapped.isVisible()

    def test_what_cannot_be_written_is_not_lost(self, mapped: Any, saved: Path) -> None:
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_text("in the way of the folder")
        save(mapped, "Nord")
        assert len(told(mapped)) == 1
        assert mapped.isVisible()
        assert mapped.profile().sources

    def test_nothing_is_asked_where_nothing_was_changed(self, editor: Any) -> None:
        press(editor.form.tree, Key.Key_Escape)
        assert not editor.isVisible()

    @pytest.mark.parametrize("way", ["escape", "cancel", "close"])
    @pytest.mark.parametrize("button", ["Yes", "No"])
    def test_what_was_changed_is_not_left_without_a_question(
        self, mapped: Any, saved: Path, way: str, button: str
    ) -> None:
        cancel = mapped.form.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        ways: dict[str, Callable[[], object]] = {
            "escape": lambda: press(mapped.form.tree, Key.Key_Escape),
            "cancel": lambda: click(cancel),
            "close": mapped.close,
        }
        answer(button, ways[way])
        assert mapped.isVisible() == (button == "No")
        assert not saved.exists()

    @pytest.mark.parametrize("button", ["Yes", "No"])
    def test_a_saved_profile_is_deleted_after_a_question(
        self, mapped: Any, edit: Opener, saved: Path, button: str
    ) -> None:
        assert not mapped.form.delete_.isEnabled()
        save(mapped, "Nord")
        again = edit(read_profile(saved / "Nord.json"), "Nord")
        assert again.form.delete_.isEnabled()
        answer(button, lambda: click(again.form.delete_))
        assert (saved / "Nord.json").exists() == (button == "No")
        assert again.form.delete_.isEnabled() == (button == "No")
        # It may be saved again.
        assert again.profile().sources
        save(again, "Nord")
        assert (saved / "Nord.json").exists()

    def test_it_goes_to_a_colleague_and_comes_back(
        self, mapped: Any, edit: Opener, tmp_path: Path, saved: Path
    ) -> None:
        pick(tmp_path / "partage", lambda: click(mapped.form.export_))
        assert not saved.exists()
        other = edit()
        pick(tmp_path / "partage.json", lambda: click(other.form.import_))
        assert cells(other, PRESERVE)[0][:2] == ["env_bio_noyaux", "5"]
        assert other.name() == "partage"
        save(other, "partage")
        assert (saved / "partage.json").exists()

    def test_an_imported_profile_does_not_replace_the_one_that_was_edited_unasked(
        self, mapped: Any, edit: Opener, tmp_path: Path, saved: Path
    ) -> None:
        save(mapped, "Nord")
        write_profile(tmp_path / "Nord.json", DataProfile("Nord", "Autre", ()))
        again = edit(read_profile(saved / "Nord.json"), "Nord")
        pick(tmp_path / "Nord.json", lambda: click(again.form.import_))
        click_save = again.form.buttons.button(QDialogButtonBox.StandardButton.Save)
        answer("No", lambda: click(click_save))
        assert read_profile(saved / "Nord.json").credit == "Données de la DDTM"

    def test_a_wrong_file_is_one_sentence_and_changes_nothing(
        self, edit: Opener, office: Path, sheet: SheetDefinition, tmp_path: Path
    ) -> None:
        dialog = edit(recognise(str(office), sheet))
        before = dialog.profile()
        (tmp_path / "wrong.json").write_text('{"data_profile": 1}')
        pick(tmp_path / "wrong.json", lambda: click(dialog.form.import_))
        assert ["wrong.json" in text for text in told(dialog)] == [True]
        assert dialog.profile() == before

    def test_no_password_is_written(self, edit: Opener, saved: Path) -> None:
        uri = (
            "dbname='srce' host=127.0.0.1 port=1 user='agent' password='secret' "
            'key=\'gid\' type=Polygon table="public"."reservoir" (geom)'
        )
        layer = SourceLayer("reservoir", uri, "postgres", "DDTM")
        dialog = edit(DataProfile("", "", (ClassSource("reservoir", "s", layer),)))
        assert cells(dialog, RESERVOIR)[0][OBJECTS] == "–"
        save(dialog, "Nord")
        text = (saved / "Nord.json").read_text(encoding="utf-8")
        assert "reservoir" in text
        assert "secret" not in text
        assert "agent" not in text

    def test_an_address_with_a_password_is_refused_in_one_sentence(
        self, edit: Opener, saved: Path
    ) -> None:
        layer = SourceLayer("zones", "/vsicurl/https://agent:secret@example.org/zones.gpkg")
        dialog = edit(DataProfile("", "", (ClassSource("reservoir", "s", layer),)))
        save(dialog, "Nord")
        assert ["password" in text for text in told(dialog)] == [True]
        assert not (saved / "Nord.json").exists()

    def test_classes_of_another_sheet_are_kept(
        self, edit: Opener, office: Path, saved: Path
    ) -> None:
        layer = list_layers(str(office)).layers[0]
        foreign = ClassSource("wetland", layer.geometry, layer, reason="by hand")
        dialog = edit(DataProfile("", "", (foreign,)))
        assert cells(dialog, "wetland (this sheet does not draw it)")[0][LAYER] == layer.name
        select(dialog, "wetland (this sheet does not draw it)")
        assert not dialog.form.layer.isEnabled()
        assert not dialog.form.add.isEnabled()
        save(dialog, "Nord")
        assert read_profile(saved / "Nord.json").sources == (foreign,)

    def test_a_layer_of_another_sheet_s_class_may_play_one_of_this_sheet(
        self, edit: Opener, office: Path
    ) -> None:
        layer = next(x for x in list_layers(str(office)).layers if x.name == "env_bio_noyaux")
        dialog = edit(DataProfile("", "", (ClassSource("wetland", "s", layer),)))
        select(dialog, "wetland (this sheet does not draw it)")
        choose(dialog.form.class_, "Obstacles")
        assert cells(dialog, OBSTACLE)[0][:2] == ["env_bio_noyaux", "8"]
        assert dialog.form.layer.isEnabled()

    def test_fictitious_data_stays_marked_as_long_as_there_is_any(self, edit: Opener) -> None:
        dialog = edit(recognise("demonstration"))
        map_layer(dialog, "Cours d'eau", "liaisons_2013")
        assert dialog.profile().demonstration
        select(dialog, CORRIDOR)
        dialog.panel._choose_crs(QgsCoordinateReferenceSystem("EPSG:2154"))
        made_up = [item for item in dialog.tree.lines() if "demo" in item.source.layer.name]
        made_up.sort(key=lambda item: item.source.layer.crs)
        while made_up:
            assert dialog.profile().demonstration
            dialog.tree.remove(made_up.pop(0))
        assert [s.layer.name for s in dialog.profile().sources] == ["liaisons_2013"]
        assert not dialog.profile().demonstration


class TestMissingFiles:
    """A profile whose files have moved."""

    @pytest.fixture
    def moved(self, office: Path, tmp_path: Path) -> tuple[DataProfile, Path]:
        """A profile of three layers of two files, and where these are now."""
        before = tmp_path / "before"
        before.mkdir()
        for stem in ("env_bio_noyaux", "liaisons_2013"):
            for file in office.glob(f"{stem}.*"):
                (before / file.name).write_bytes(file.read_bytes())
        layers = {x.name: x for x in list_layers(str(before)).layers}
        cores = layers["env_bio_noyaux"]
        sources = (
            ClassSource("corridor", "l", layers["liaisons_2013"]),
            ClassSource("reservoir_preserve", "s", cores, "\"GESTION\" IN ('a proteger')"),
            ClassSource("reservoir_restore", "s", cores, "\"GESTION\" IN ('a restaurer')"),
        )
        after = tmp_path / "after"
        after.mkdir()
        before.rename(after / "2013")
        return DataProfile("Nord", "", sources), after

    def test_they_are_told_and_found_once_for_all(
        self, edit: Opener, moved: tuple[DataProfile, Path], saved: Path
    ) -> None:
        dialog = edit(moved[0])
        assert dialog.form.missing.isVisible()
        assert dialog.form.missingText.text() == "Files that are not where they were: 2"
        row = cells(dialog, CORRIDOR)[0]
        assert row[OBJECTS] == "–"
        assert "liaisons_2013.shp" in row[WHY]
        pick(moved[1], lambda: click(dialog.form.find))
        assert not dialog.form.missing.isVisible()
        counts = [cells(dialog, name)[0][OBJECTS] for name in (CORRIDOR, PRESERVE, RESTORE)]
        assert counts == ["4", "5", "3"]
        save(dialog, "Nord")
        assert str(moved[1]) in (saved / "Nord.json").read_text(encoding="utf-8")

    def test_a_folder_without_them_is_one_sentence(
        self, edit: Opener, moved: tuple[DataProfile, Path], tmp_path: Path
    ) -> None:
        dialog = edit(moved[0])
        (tmp_path / "empty").mkdir()
        pick(tmp_path / "empty", lambda: click(dialog.form.find))
        assert ["empty" in text for text in told(dialog)] == [True]
        assert dialog.form.missing.isVisible()
        assert dialog.profile().sources == moved[0].sources

    def test_a_missing_layer_is_changed_for_another_and_its_filter_stays(
        self, edit: Opener, moved: tuple[DataProfile, Path]
    ) -> None:
        dialog = edit(moved[0])
        select(dialog, PRESERVE)
        choose_layer(dialog, "noyaux.shp")
        assert cells(dialog, PRESERVE)[0][OBJECTS] == "5"
        assert "'a proteger'" in cells(dialog, PRESERVE)[0][FILTER]

    def test_without_missing_files_there_is_no_bar(self, editor: Any) -> None:
        assert not editor.form.missing.isVisible()


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
        way = [form.credit, form.tree, form.add, form.remove, form.class_, form.layer, form.source]
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
        monkeypatch.setattr(SheetDefinition, "style", lambda self, name: tmp_path / f"{name}.qml")
        dialog = edit()
        assert len(told(dialog)) == 1
        assert "no such file" in told(dialog)[0]
        map_layer(dialog, CORRIDOR, "liaisons_2013")
        assert cells(dialog, CORRIDOR)[0][OBJECTS] == "4"

    def test_it_closes_while_it_counts(self, edit: Opener, office: Path) -> None:
        dialog = edit()
        map_layer(dialog, CORRIDOR, "liaisons_2013")
        assert not dialog.counting.is_done
        dialog.reject()
        assert dialog.counting.is_done
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


def test_the_profile_is_plain_json(edit: Opener, saved: Path) -> None:
    dialog = edit()
    map_layer(dialog, CORRIDOR, "liaisons_2013")
    save(dialog, "Été")
    data = json.loads((saved / "Été.json").read_text(encoding="utf-8"))
    assert [layer["class"] for layer in data["layers"]] == ["corridor"]

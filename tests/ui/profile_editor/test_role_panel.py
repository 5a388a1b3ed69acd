# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of the classes, their objects and how they are read, in the editor of profiles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtWidgets import QApplication, QLineEdit

from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.desktop import click, press, wait_for
from srce_pac.tests.support.dialogs import texts, write
from srce_pac.tests.support.factories import Row, box, write_layer
from srce_pac.tests.support.profile_editor import (
    CORES,
    CORRIDOR,
    FILTER,
    LAYER,
    OBJECTS,
    OBSTACLE,
    PRESERVE,
    RESERVOIR,
    RESTORE,
    WHY,
    Key,
    Opener,
    cells,
    choose,
    choose_layer,
    choose_refused,
    counted,
    map_layer,
    save,
    select,
    tick,
    tree_rows,
    type_expression,
    values,
)
from srce_pac.ui.profile_editor import counting as profile_counting
from srce_pac.ui.profile_editor import object_filter as profile_filter
from srce_pac.ui.profile_editor import role_panel as profile_role


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
        unknown = [
            replace(x, geometry="") for x in list_layers(SourceAddress.parse(str(office))).layers
        ]
        dialog.panel._layers._offered = unknown
        map_layer(dialog, CORRIDOR, "liaisons")
        choose_refused(dialog, "points_noirs")
        assert ["points_noirs" in text and "points" in text for text in texts(dialog.form.bar)] == [
            True
        ]
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
        layer = next(
            x
            for x in list_layers(SourceAddress.parse(str(office))).layers
            if x.name == "env_bio_noyaux"
        )
        text = "\"GESTION\" IN ('a proteger', 'a classer')"
        dialog = edit(DataProfile("", "", (ClassSource("reservoir", "s", layer, text),)))
        select(dialog, RESERVOIR)
        assert ("a classer", "0", True) in values(dialog)
        tick(dialog, "a restaurer")
        assert "a classer" in dialog.profile().sources[0].filter

    @pytest.mark.parametrize(
        "expected",
        [
            ("3", "2", '"RANG" IN (3)'),
            ("(no value)", "1", '"RANG" IS NULL'),
        ],
    )
    def test_numbers_and_missing_values_are_values_as_well(
        self, edit: Opener, tmp_path: Path, saved: Path, expected: tuple[str, str, str]
    ) -> None:
        value, count, text = expected
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
        layer = next(
            x
            for x in list_layers(SourceAddress.parse(str(office))).layers
            if x.name == "env_bio_noyaux"
        )
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
        # DOS's page is known by its accents; a page that is chosen is taken as it is.
        assert values(dialog)[0][0] == "protégé"
        write(dialog.form.encoding.lineEdit(), "windows-1252")
        press(dialog.form.encoding.lineEdit(), Key.Key_Return)
        assert values(dialog) == [("prot\u201ag\u201a", "1", False)]
        assert dialog.profile().sources[0].layer.encoding == "windows-1252"

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

# SPDX-License-Identifier: GPL-3.0-or-later
"""Saving, deleting, importing and exporting data profiles in their editor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsCoordinateReferenceSystem
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox

from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile, write_profile
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.sheet.definition import SheetDefinition
from srce_pac.core.sources.connection import SourceLayer
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.desktop import click, press
from srce_pac.tests.support.dialogs import texts, write
from srce_pac.tests.support.profile_editor import (
    CORRIDOR,
    LAYER,
    OBJECTS,
    OBSTACLE,
    PRESERVE,
    RESERVOIR,
    Key,
    Opener,
    answer,
    cells,
    choose,
    map_layer,
    pick,
    save,
    select,
    tick,
    values,
)


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
        again.leave()
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
        assert [sentence in text for text in texts(mapped.form.bar)] == [True]
        assert mapped.isVisible()

    def test_what_cannot_be_written_is_not_lost(self, mapped: Any, saved: Path) -> None:
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_text("in the way of the folder")
        save(mapped, "Nord")
        assert len(texts(mapped.form.bar)) == 1
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
        assert ["wrong.json" in text for text in texts(dialog.form.bar)] == [True]
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
        assert ["password" in text for text in texts(dialog.form.bar)] == [True]
        assert not (saved / "Nord.json").exists()

    def test_classes_of_another_sheet_are_kept(
        self, edit: Opener, office: Path, saved: Path
    ) -> None:
        layer = list_layers(SourceAddress.parse(str(office))).layers[0]
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
        layer = next(
            x
            for x in list_layers(SourceAddress.parse(str(office))).layers
            if x.name == "env_bio_noyaux"
        )
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


def test_the_profile_is_plain_json(edit: Opener, saved: Path) -> None:
    dialog = edit()
    map_layer(dialog, CORRIDOR, "liaisons_2013")
    save(dialog, "Été")
    data = json.loads((saved / "Été.json").read_text(encoding="utf-8"))
    assert [layer["class"] for layer in data["layers"]] == ["corridor"]

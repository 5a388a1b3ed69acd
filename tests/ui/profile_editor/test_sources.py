# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the editor of data profiles takes its layers from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsVectorLayer

from srce_pac.core.common.errors import CancelledError
from srce_pac.core.profiles.profile import ClassSource, DataProfile, read_profile
from srce_pac.core.sources.source import list_layers
from srce_pac.core.sources.source_address import SourceAddress
from srce_pac.tests.support.desktop import Desktop, click
from srce_pac.tests.support.dialogs import texts
from srce_pac.tests.support.factories import open_layer, write_layer
from srce_pac.tests.support.profile_editor import (
    CORES,
    CORRIDOR,
    FILTER,
    OBJECTS,
    PRESERVE,
    RESTORE,
    WHY,
    Opener,
    cells,
    choose,
    choose_layer,
    map_layer,
    pick,
    save,
    select,
    tick,
    values,
)
from srce_pac.tests.support.services import (
    PASSWORD,
    USER,
    PostgisServer,
    QgisServer,
    saved_database,
    saved_service,
)
from srce_pac.ui.profile_editor import editor as editor_module


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
        assert ["temporary" in text for text in texts(editor.form.bar)] == [True]
        assert editor.isVisible()

    def test_a_file_is_asked_for(self, editor: Any, tmp_path: Path) -> None:
        path = write_layer(tmp_path / "trames.gpkg", CORES, layer="trames_vertes")
        select(editor, PRESERVE)
        pick(path, editor.sources.file.trigger)
        choose_layer(editor, "trames_vertes")
        assert cells(editor, PRESERVE)[0][:2] == ["trames_vertes", "8"]

    def test_a_source_that_cannot_be_read_is_one_sentence(self, editor: Any) -> None:
        editor.sources.chosen.emit("gone.gpkg")
        assert ["gone.gpkg" in text for text in texts(editor.form.bar)] == [True]
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
        assert texts(editor.form.bar) == ["Cancelled."]

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
        layers = {x.name: x for x in list_layers(SourceAddress.parse(str(before))).layers}
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
        assert ["empty" in text for text in texts(dialog.form.bar)] == [True]
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

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin remembers between sessions."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from weakref import ref

import pytest
from qgis.core import QgsApplication, QgsSettings

from srce_pac.core.common.central import CentralError, central
from srce_pac.core.common.settings import Settings
from srce_pac.core.common.settings_steps import VERSION
from srce_pac.tests.support.central import lock
from srce_pac.tests.support.desktop import own_settings


@pytest.fixture(autouse=True)
def settings(qgis_app: QgsApplication, tmp_path: Path) -> Iterator[None]:
    with own_settings(tmp_path):
        yield


@dataclass
class Eager(Settings):
    """Settings whose defaults are neither false nor empty nor zero."""

    outlines: bool = True
    template: str = "A3"
    most: int = 8


def test_the_defaults_hold_where_nothing_is_stored() -> None:
    assert Settings.load() == Settings()
    assert Eager.load() == Eager()


def test_what_is_stored_wins_over_the_default_though_it_be_false_empty_or_zero() -> None:
    Eager(outlines=False, template="", most=0).save()
    assert Eager.load() == Eager(outlines=False, template="", most=0)


def test_yes_and_no_are_read_from_a_file_which_holds_texts() -> None:
    QgsSettings().setValue("srce_pac/outlines", "false")
    QgsSettings().setValue("srce_pac/geopdf", "true")
    settings = Settings.load()
    assert settings.outlines is False
    assert settings.geopdf is True


def test_what_is_saved_is_loaded_again() -> None:
    settings = Settings(sheet_choice="wetlands", source="/data", outside="hide", page_open=True)
    settings.save()
    assert Settings.load() == settings


def test_sources_are_remembered_once_the_last_one_first() -> None:
    settings = Settings()
    for source in ("/a", "/b", "demonstration", "/a"):
        settings.remember_source(source)
    assert settings.sources() == ["/a", "/b"]
    assert settings.source == "/a"


def test_no_more_than_eight_sources_are_remembered() -> None:
    settings = Settings()
    for number in range(9):
        settings.remember_source(f"/{number}")
    assert settings.sources() == [f"/{number}" for number in range(8, 0, -1)]


def test_in_a_new_profile_the_demonstration_is_drawn_dimmed_outside_and_shares_no_layers() -> None:
    settings = Settings.load()
    assert settings.sheet_choice == ""
    assert (settings.source, settings.outside) == ("demonstration", "dim")
    assert (settings.geopdf, settings.outlines, settings.page_open) == (False, False, False)
    assert settings.sources() == []


def test_file_dialogs_open_where_the_last_file_was() -> None:
    settings = Settings()
    assert settings.source_folder() == ""
    settings.remember_source("/data/a.gpkg")
    settings.remember_source("wfs:a service")
    assert settings.source_folder() == str(Path("/data"))


class TestEarlierVersions:
    """Settings that 0.1.0 wrote, as its file holds them."""

    def test_what_the_first_version_wrote_is_kept(self) -> None:
        stored = QgsSettings()
        written = {
            **{"sheet": "srce", "source": "/data/sraddet.gpkg", "recent_sources": "/a\n/b"},
            **{"background": "plan_ign", "template": "A2", "outside": "hide"},
            **{"page_open": "true", "export_folder": "/out", "office": "59"},
            **{"outlines": "false", "geopdf": "true"},
        }
        for key, value in written.items():
            stored.setValue(f"srce_pac/{key}", value)
        settings = Settings.load()
        assert settings == Settings(
            source="/data/sraddet.gpkg",
            recent_sources="/a\n/b",
            background="plan_ign",
            template="A2",
            outside="hide",
            page_open=True,
            export_folder="/out",
            office="59",
            geopdf=True,
        )
        assert not stored.contains("srce_pac/sheet")
        assert int(stored.value("srce_pac/settings_version")) == VERSION

    def test_a_sheet_of_ones_own_stays_chosen(self) -> None:
        QgsSettings().setValue("srce_pac/sheet", "wetlands")
        assert Settings.load().sheet_choice == "wetlands"

    def test_no_step_is_taken_twice_and_none_on_later_settings(self) -> None:
        for version in (VERSION, VERSION + 7):
            QgsSettings().setValue("srce_pac/settings_version", version)
            QgsSettings().setValue("srce_pac/sheet", "a later meaning")
            Settings.load().save()
            assert QgsSettings().value("srce_pac/sheet") == "a later meaning"
            assert int(QgsSettings().value("srce_pac/settings_version")) == version

    def test_a_new_profile_is_not_written_by_reading(self) -> None:
        Settings.load()
        assert not QgsSettings().contains("srce_pac/settings_version")


class TestCentral:
    """The configuration of the office."""

    @pytest.fixture
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        file = tmp_path / "poste d'accès.json"
        monkeypatch.setenv("SRCE_PAC_CONFIG", str(file))
        return file

    def test_a_default_holds_until_a_user_chooses(self, file: Path) -> None:
        write(file, defaults={"template": "A2", "outlines": True, "copies_limit": 50})
        settings = Settings.load()
        assert (settings.template, settings.outlines, settings.copies_limit) == ("A2", True, 50)
        settings.save()
        write(file, defaults={"template": "A3 "})
        assert Settings.load().template == "A3 "
        settings.template = "A0"
        settings.save()
        assert Settings.load().template == "A0"

    def test_a_default_reaches_whoever_has_used_the_plugin_without_choosing(
        self, file: Path
    ) -> None:
        # The share of the office was away when they were saved.
        settings = Settings.load()
        settings.office = "62"
        settings.save()
        write(file, defaults={"template": "A3", "outlines": True, "office": "59"})
        read = Settings.load()
        assert (read.template, read.outlines, read.office) == ("A3", True, "62")

    def test_what_is_chosen_back_is_saved_too(self) -> None:
        settings = Settings.load()
        for template in ("A0", ""):
            settings.template = template
            settings.save()
            assert Settings.load().template == template

    def test_what_was_locked_when_read_is_no_choice_when_the_office_is_away(
        self, file: Path
    ) -> None:
        write(file, locked={"template": "A3"})
        settings = Settings.load()
        file.unlink()
        settings.save()
        assert Settings.load().template == ""

    def test_what_is_locked_holds_and_leaves_the_users_choice_alone(self, file: Path) -> None:
        Settings(office="62", template="A2").save()
        write(file, locked={"office": "59"})
        settings = Settings.load()
        assert (settings.office, settings.template) == ("59", "A2")
        settings.save()
        file.unlink()
        assert Settings.load().office == "62"

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ('{"version": 1', "JSON"),
            ('{"version": 2}', "version"),
            ('{"version": 1, "lock": {}}', "lock"),
            ('{"version": 1, "locked": {"ofice": "59"}}', "locked.ofice"),
            ('{"version": 1, "locked": {"office": 59}}', "locked.office"),
            ('{"version": 1, "locked": {"outside": "grey"}}', "grey"),
            ('{"version": 1, "defaults": {"outlines": "yes"}}', "defaults.outlines"),
            ('{"version": 1, "defaults": {"office": "59"}, "locked": {"office": "59"}}', "locked"),
        ],
    )
    def test_a_fault_is_one_sentence_with_its_entry(
        self, file: Path, content: str, words: str
    ) -> None:
        file.write_text(content, encoding="utf-8")
        with pytest.raises(CentralError) as caught:
            central()
        assert words in caught.value.whole
        assert file.name in caught.value.whole
        assert Settings.load() == Settings()

    def test_a_file_that_is_not_there_is_told(self, file: Path) -> None:
        with pytest.raises(CentralError, match="accès"):
            central()

    def test_the_home_of_an_unknown_user_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SRCE_PAC_CONFIG", "~nobody of that name/pac.json")
        assert Settings.load() == Settings()
        with pytest.raises(CentralError, match="~nobody of that name"):
            central()

    def test_its_path_may_be_a_setting(self, tmp_path: Path) -> None:
        write(tmp_path / "central.json", locked={"styles": "office"})
        QgsSettings().setValue("srce_pac/central_file", str(tmp_path / "central.json"))
        assert Settings.load().styles == "office"


def write(file: Path, **parts: dict[str, object]) -> None:
    file.write_text(json.dumps({"version": 1, **parts}), encoding="utf-8")


def test_what_is_wrong_with_a_configuration_keeps_nothing_of_whoever_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(monkeypatch, {"ofice": "59"}, tmp_path)
    asked = []

    def ask() -> None:
        held = Settings()
        asked.append(ref(held))
        central()

    for _ in range(2):
        with pytest.raises(CentralError, match="ofice"):
            ask()
    gc.collect()
    assert [each() for each in asked] == [None, None]

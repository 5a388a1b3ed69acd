# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin remembers between sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings

from srce_pac.core.common.settings import Settings
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

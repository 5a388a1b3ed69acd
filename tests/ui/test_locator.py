# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories in QGIS's own search field: found behind a prefix, taken in the dock."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest
from qgis.core import QgsFeedback, QgsLocatorContext, QgsLocatorFilter, QgsLocatorResult

from srce_pac.core.common.errors import TerritoryError
from srce_pac.core.common.settings import Settings
from srce_pac.core.territory import territory_sources
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.kept_selections import keep_selection
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, settle


def found(desktop: Desktop, prefix: str, text: str) -> tuple[Any, list[QgsLocatorResult]]:
    """The filter of a prefix, and what it gives for a text."""
    one = next(each for each in desktop.locator.filters() if each.prefix() == prefix)
    results: list[QgsLocatorResult] = []
    one.resultFetched.connect(results.append)
    one.fetchResults(text, QgsLocatorContext(), QgsFeedback())
    one.resultFetched.disconnect(results.append)
    return one, results


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("pac", ["59122", "200068500"]),
        ("commune", ["59122", "59533"]),
        ("epci", ["200068500"]),
    ],
)
def test_a_prefix_finds_its_kind(
    desktop: Desktop, plugin: SrcePacPlugin, prefix: str, expected: list[str]
) -> None:
    one, results = found(desktop, prefix, "cambrai")
    assert [str(each.userData) for each in results][: len(expected)] == expected
    assert one.flags() & QgsLocatorFilter.Flag.FlagFast
    assert not one.useWithoutPrefix()


def test_of_a_kind_of_which_few_begin_so_the_field_lists_them(
    desktop: Desktop, plugin: SrcePacPlugin
) -> None:
    _, results = found(desktop, "epci", "cam")
    assert str(results[0].userData) == "200068500"


def test_what_is_taken_is_loaded_in_the_dock(desktop: Desktop, plugin: SrcePacPlugin) -> None:
    one, results = found(desktop, "pac", "haynecuort")
    one.triggerResult(results[0])
    settle()
    assert plugin.dock.chooser.entry.code == "59294"


def test_a_kept_selection_is_taken_whatever_it_is_called(
    desktop: Desktop, plugin: SrcePacPlugin
) -> None:
    for title, typed in (("PLUi du Sud", "plui"), ("59294", "59294"), ("Cambrai", "cambrai")):
        keep_selection(plugin.gazetteer().resolve("59294,59552", title))
        one, results = found(desktop, "pac", typed)
        (kept,) = (each for each in results if "\n" in each.userData)
        assert str(kept.userData) == f"59294,59552\n{title}"
    one.triggerResult(kept)
    settle()
    entry = plugin.dock.chooser.entry
    assert (entry.name, entry.members) == ("Cambrai", ("59294", "59552"))


def test_what_is_not_loaded_is_listed(desktop: Desktop, plugin: SrcePacPlugin) -> None:
    _, results = found(desktop, "commune", "bordeaux")
    (absent,) = results
    assert (absent.displayString, absent.userData) == ("Bordeaux (33063, Gironde)", "33063")
    assert "download" in absent.description


def test_territories_of_ones_own_are_not_read_while_one_types(
    desktop: Desktop, plugin: SrcePacPlugin
) -> None:
    plugin.dock.territories.forget()
    settings = Settings.load()
    settings.territories = "/nowhere/communes.gpkg"
    settings.save()
    _, results = found(desktop, "pac", "haynecourt")
    assert [str(each.userData) for each in results] == ["haynecourt"]


def test_territories_that_cannot_be_read_are_left_to_the_dock(
    desktop: Desktop, plugin: SrcePacPlugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise TerritoryError("damaged")

    plugin.dock.territories.forget()
    monkeypatch.setattr(territory_sources, "open_gazetteer", refuse)
    _, results = found(desktop, "pac", "haynecourt")
    assert [str(each.userData) for each in results] == ["haynecourt"]


def test_it_goes_with_the_plugin_and_what_it_has_read(
    desktop: Desktop, plugin: SrcePacPlugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[weakref.ref[Gazetteer]] = []

    def note(*given: Any) -> Gazetteer:
        gazetteer = open_gazetteer(*given)
        read.append(weakref.ref(gazetteer))
        return gazetteer

    open_gazetteer = territory_sources.open_gazetteer
    plugin.dock.territories.forget()
    monkeypatch.setattr(territory_sources, "open_gazetteer", note)
    found(desktop, "pac", "haynecourt")
    found(desktop, "epci", "cambrai")
    assert len(read) == 1
    plugin.unload()
    gc.collect()
    assert desktop.locator.filters() == []
    assert read[0]() is None

# SPDX-License-Identifier: GPL-3.0-or-later
"""A QGIS window, the plugin in it, and what the tests of its windows begin with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import srce_pac
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, own_desktop, settle
from srce_pac.ui.dock.dock import SheetDock


@pytest.fixture(scope="module")
def gazetteer(embedded: Gazetteer) -> Gazetteer:
    return embedded


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", tmp_path) as desktop:
        yield desktop


@pytest.fixture
def plugin(desktop: Desktop) -> Iterator[SrcePacPlugin]:
    plugin = srce_pac.classFactory(desktop)
    plugin.initGui()
    plugin.action.trigger()
    settle()
    yield plugin
    plugin.unload()


@pytest.fixture
def dock(plugin: SrcePacPlugin, gazetteer: Gazetteer) -> SheetDock:
    """The dock with Haynecourt chosen, but nothing loaded."""
    plugin.dock.chooser.choose(gazetteer.resolve("59294"))
    return plugin.dock


@pytest.fixture
def offices(qgis_profile: Path) -> Path:
    """The folder of the user's offices; not there yet."""
    return qgis_profile / "data" / "offices"

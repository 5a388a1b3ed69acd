# SPDX-License-Identifier: GPL-3.0-or-later
"""The window for many sheets, as the dock opens it: one QGIS for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject

import srce_pac
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.common.settings import Settings
from srce_pac.core.pipeline import Printer
from srce_pac.core.series import sheet_printer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.demonstration_sheets import kept_printer
from srce_pac.tests.support.desktop import Desktop, click, own_desktop, settle
from srce_pac.tests.support.series_window import Window
from srce_pac.ui.common.fields import select
from srce_pac.ui.dock.dock import SheetDock


@pytest.fixture(scope="module")
def desktop(gazetteer: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    folder = tmp_path_factory.mktemp("desktop")
    patches = pytest.MonkeyPatch.context()
    with patches as patch, own_desktop(gazetteer, patch, folder / "settings", folder) as desktop:
        yield desktop


@pytest.fixture(scope="module")
def plugin(desktop: Desktop) -> Iterator[SrcePacPlugin]:
    plugin = srce_pac.classFactory(desktop)
    plugin.initGui()
    plugin.action.trigger()
    settle()
    yield plugin
    plugin.unload()


@pytest.fixture(scope="module")
def dock(plugin: SrcePacPlugin) -> SheetDock:
    return plugin.dock


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of the series; not there yet."""
    return tmp_path / "series"


@pytest.fixture
def fresh(dock: SheetDock, desktop: Desktop, gazetteer: Gazetteer, tmp_path: Path) -> SheetDock:
    """The dock as it is at first, with Haynecourt chosen; nothing is open, kept or told."""
    dock.series.close_down()
    QgsProject.instance().clear()
    Settings(export_folder=str(tmp_path)).save()
    haynecourt = gazetteer.resolve("59294")
    dock.cartouches.put(haynecourt, {})
    dock.chooser.choose(haynecourt)
    for field, value in (("template_", ""), ("background", ""), ("outside", "dim")):
        select(getattr(dock.form, field), value)
    dock.form.scale.setCurrentIndex(0)
    desktop.bar.clearWidgets()
    settle()
    return dock


@pytest.fixture
def window(fresh: SheetDock, gazetteer: Gazetteer, out: Path) -> Window:
    """The window of a dock, which prints into `out`; its list is empty."""
    click(fresh.form.several)
    settle()
    assert fresh.series.dialog is not None
    fresh.series.dialog.form.folder.setFilePath(str(out))
    return Window(fresh, fresh.series.dialog, gazetteer)


@pytest.fixture
def two(window: Window, monkeypatch: pytest.MonkeyPatch) -> Window:
    """The window with two communes in its list, printed within this process by a kept printer."""

    def kept(request: SheetRequest, gazetteer: Gazetteer) -> Printer:
        printer = kept_printer(request, gazetteer)
        if printer is None:
            return Printer(request, gazetteer)
        monkeypatch.setattr(printer, "close", lambda: None)
        return printer

    monkeypatch.setattr(sheet_printer, "Printer", kept)
    window.insert("59294,59552")
    window.dialog.form.workers.setValue(0)
    return window

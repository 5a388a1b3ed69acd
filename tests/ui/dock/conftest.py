# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock as it is at first, and the folder to which it exports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, own_desktop
from srce_pac.ui.dock.dock import SheetDock


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", sheets) as desktop:
        yield desktop


@pytest.fixture
def sheets(desktop: Desktop, tmp_path: Path) -> Path:
    """The folder that the dock proposes for its exports; empty at first."""
    return tmp_path / "sheets"


@pytest.fixture
def dock(plugin: SrcePacPlugin) -> SheetDock:
    return plugin.dock

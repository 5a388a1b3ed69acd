# SPDX-License-Identifier: GPL-3.0-or-later
"""The window for many sheets, as the dock opens it."""

from __future__ import annotations

from pathlib import Path

import pytest

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import click, settle
from srce_pac.tests.support.series_window import Window
from srce_pac.ui.dock.dock import SheetDock


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of the series; not there yet."""
    return tmp_path / "series"


@pytest.fixture
def window(dock: SheetDock, gazetteer: Gazetteer, out: Path) -> Window:
    """The window of a dock, which prints into `out`; its list is empty."""
    click(dock.form.several)
    settle()
    assert dock.series.dialog is not None
    dock.series.dialog.form.folder.setFilePath(str(out))
    return Window(dock, dock.series.dialog, gazetteer)

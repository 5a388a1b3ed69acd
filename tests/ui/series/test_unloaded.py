# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that is printed while the plugin goes: in a QGIS that nobody else needs."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication

from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, click, settle, wait_for
from srce_pac.tests.support.series_window import Window


def test_the_plugin_is_unloaded_meanwhile(
    two: Window, plugin: SrcePacPlugin, desktop: Desktop, out: Path
) -> None:
    two.insert("200068500")
    click(two.dialog.form.print_)
    running = two.dialog.running
    assert running is not None
    over: list[object] = []
    running.finished.connect(over.append)
    plugin.unload()
    assert len(over) == 1
    settle()
    wait_for(lambda: not QgsApplication.taskManager().activeTasks())
    assert {path.suffix for path in out.iterdir()} <= {".pdf", ".csv", ".html", ""}
    assert desktop.errors == []

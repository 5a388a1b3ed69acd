# SPDX-License-Identifier: GPL-3.0-or-later
"""A project that is opened again finds the dock as it was saved."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject

import srce_pac
from srce_pac.tests.support.desktop import click, settle
from srce_pac.tests.support.dock import counts, load
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.project_memory import KEY, SCOPE, remembered

DEMONSTRATION = Path(srce_pac.__file__).parent / "data" / "demonstration"


def test_the_dock_is_alive_in_a_project_opened_again(dock: SheetDock, tmp_path: Path) -> None:
    project = QgsProject.instance()
    dock.sources.take(str(DEMONSTRATION))
    dock.chooser.choose(dock.gazetteer.resolve("59294,59122", "My valley"))
    click(dock.form.load)
    shown = counts(dock)
    assert shown
    project.write(str(tmp_path / "p.qgz"))
    project.clear()
    load(dock, "valenciennes m")
    dock.form.source.setCurrentIndex(dock.form.source.findData("demonstration"))
    project.read(str(tmp_path / "p.qgz"))
    settle()
    entry = dock.chooser.chosen()
    assert entry is not None
    assert (entry.name, set(entry.members)) == ("My valley", {"59294", "59122"})
    assert dock.form.source.currentData() == str(DEMONSTRATION)
    assert counts(dock) == shown
    assert dock.group.is_wanted()
    assert dock.form.export_.isEnabled()
    # A note that is damaged is none.
    project.writeEntry(SCOPE, KEY, '{"territory": 1')
    assert remembered() is None

# SPDX-License-Identifier: GPL-3.0-or-later
"""A saved project that is opened again: the dock goes on where it was saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsProject

from srce_pac.core.layers.canvas_look import LoadedFor
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import Desktop, settle
from srce_pac.ui.common.fields import select
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.reopened import _entry


def test_the_dock_finds_what_was_saved(
    dock: SheetDock, gazetteer: Gazetteer, tmp_path: Path, desktop: Desktop
) -> None:
    project, file = QgsProject.instance(), str(tmp_path / "saved.qgs")
    selection = gazetteer.resolve("59294,59552", "SCoT d'Essai")
    select(dock.form.sheet, "srce")
    dock.chooser.found.emit(selection)
    settle()
    assert project.write(file)
    project.clear()
    select(dock.form.sheet, "")
    dock.chooser.choose(gazetteer.resolve("59350"))
    assert project.read(file)
    settle()
    assert dock.chooser.chosen() == selection
    assert dock.form.sheet.currentData() == "srce"
    assert dock.form.export_.isEnabled()
    assert dock.group.is_wanted()
    assert desktop.messages() == []


@pytest.mark.parametrize(
    ("asked", "title", "name"),
    [
        ("59294", "", "Haynecourt (59294)"),
        ("Lomme", "", "Lomme – Lille (59350)"),
        ("59294", "Essai", "Essai"),
    ],
)
def test_a_territory_is_found_by_what_was_noted(
    gazetteer: Gazetteer, asked: str, title: str, name: str
) -> None:
    entry = gazetteer.resolve(asked, title)
    assert entry.title == name
    loaded_for = LoadedFor(entry.reference, entry.title, "", "demonstration")
    assert _entry(loaded_for, gazetteer) == entry

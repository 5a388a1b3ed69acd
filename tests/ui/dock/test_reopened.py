# SPDX-License-Identifier: GPL-3.0-or-later
"""A saved project that is opened again: the dock goes on where it was saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.settings import Settings
from srce_pac.core.layers.canvas_look import LoadedFor
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.central import lock
from srce_pac.tests.support.desktop import Desktop, settle
from srce_pac.tests.support.dock import HAYNECOURT, counts
from srce_pac.ui.common.fields import select
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.project_memory import KEY, SCOPE
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


@pytest.mark.parametrize("is_locked", [False, True])
def test_a_project_leaves_what_the_user_and_the_office_have_chosen(
    is_locked: bool,
    dock: SheetDock,
    gazetteer: Gazetteer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noted = LoadedFor(gazetteer.resolve("59294").reference, HAYNECOURT, "srce", "/data/of_it.gpkg")
    note = {**asdict(noted), "labels": {"corridor": "Corridors"}, "counts": {"corridor": 7}}
    QgsProject.instance().writeEntry(SCOPE, KEY, json.dumps(note))
    if is_locked:
        lock(monkeypatch, {"source": "demonstration", "sheet_choice": ""}, tmp_path)
    checked: list[bool] = []
    dock.sources.changed.connect(lambda: checked.append(True))
    before = Settings.load()
    dock.reopened.take_up()
    form = dock.form
    chosen = ("", "demonstration") if is_locked else ("srce", "/data/of_it.gpkg")
    assert (form.sheet.currentData(), form.source.currentData()) == chosen
    # What was counted in another source is not shown.
    assert counts(dock) == ({} if is_locked else {"Corridors": "7"})
    # Nor does another choice make the project's own those of the next session.
    form.outside.activated.emit(0)
    after = Settings.load()
    assert (after.source, after.recent_sources) == (before.source, before.recent_sources)
    assert after.sheet_choice == before.sheet_choice
    assert checked == []


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

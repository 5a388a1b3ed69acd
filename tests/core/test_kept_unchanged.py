# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that is made again takes the place of the earlier one, unless the user changed it."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

import pytest
from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProject

from srce_pac.core.kept_layouts import replace_unchanged
from srce_pac.core.pipeline import Printer, SheetRequest
from srce_pac.core.territory.gazetteer import Gazetteer

REQUEST = SheetRequest("59294", base="none")


def names(project: QgsProject) -> list[str]:
    return sorted(layout.name() for layout in project.layoutManager().layouts())


def made(printer: Printer, project: QgsProject) -> QgsPrintLayout:
    layout = printer.add_layout(REQUEST, project).layout
    assert layout is not None
    return layout


def move_a_label(layout: QgsPrintLayout) -> None:
    label = next(item for item in layout.items() if isinstance(item, QgsLayoutItemLabel))
    label.attemptMoveBy(3, 0)


def rename(layout: QgsPrintLayout) -> None:
    layout.setName("Mine")


def test_it_is_replaced_also_in_a_project_opened_again_and_kept_once_it_was_changed(
    embedded: Gazetteer, tmp_path: Path
) -> None:
    project = QgsProject()
    printer = Printer(REQUEST, embedded)
    first = made(printer, project)
    usual = first.name()
    first.refresh()
    project.write(str(tmp_path / "p.qgz"))
    project.clear()
    project.read(str(tmp_path / "p.qgz"))
    replace_unchanged(project, made(printer, project))
    assert names(project) == [usual]
    assert len(project.layerTreeRoot().findGroups()) == 1

    changes: dict[str, Callable[[QgsPrintLayout], None]] = {
        f"{usual} (2)": move_a_label,
        "Mine": rename,
    }
    for kept, change in changes.items():
        change(project.layoutManager().layouts()[-1])
        replace_unchanged(project, made(printer, project))
        assert kept in names(project), change
    count = len(names(project))
    replace_unchanged(project, made(printer, project))
    assert len(names(project)) == count
    printer.close()


pytestmark = pytest.mark.usefixtures("qgis_app")

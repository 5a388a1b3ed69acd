# SPDX-License-Identifier: GPL-3.0-or-later
"""The menu of the dock by which the styles are taken to other projects and programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import QgsStyle
from qgis.PyQt.QtWidgets import QFileDialog

from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import Desktop, dialog_is_open, save_as, when
from srce_pac.tests.support.dialogs import texts
from srce_pac.tests.support.dock import asked
from srce_pac.ui.dock.dock import SheetDock

SETS, GALLERY, _, EXPORT, INSTALL, REMOVE = range(6)

pytestmark = pytest.mark.usefixtures("qgis_profile")


def choose(dock: SheetDock, entry: int, path: Path | None = None) -> None:
    """Click on an entry, and type a path where it asks for one."""
    timer = when(lambda: path and dialog_is_open(QFileDialog), lambda: save_as(str(path)))
    dock.styles.menu.actions()[entry].trigger()
    assert timer.isActive() == (path is None)
    timer.stop()


def test_the_gallery_of_the_styles_is_printed(
    dock: SheetDock, desktop: Desktop, tmp_path: Path
) -> None:
    choose(dock, GALLERY, tmp_path / "gallery.pdf")
    assert "Corridors écologiques" in " ".join(pdf.text(tmp_path / "gallery.pdf").split())
    assert any("gallery.pdf" in text for text in texts(desktop.bar))


def test_the_styles_are_written_for_other_programs(
    dock: SheetDock, desktop: Desktop, tmp_path: Path
) -> None:
    folder = tmp_path / "exported"
    folder.mkdir()
    choose(dock, EXPORT, folder)
    names = {file.name for file in folder.iterdir()}
    assert {"corridor_l.qml", "corridor_l.sld", "obstacle_p.qml"} <= names
    assert any("exported" in text for text in texts(desktop.bar))


def test_the_symbols_come_into_the_style_manager_and_go(
    dock: SheetDock, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manager = QgsStyle()
    manager.createDatabase(str(tmp_path / "manager.db"))
    manager.load(str(tmp_path / "manager.db"))
    monkeypatch.setattr(QgsStyle, "defaultStyle", staticmethod(lambda *_: manager))
    assert manager.symbolCount() == 0
    choose(dock, INSTALL)
    count = manager.symbolCount()
    assert count > 10
    choose(dock, INSTALL)
    assert manager.symbolCount() == count
    choose(dock, REMOVE)
    assert manager.symbolCount() == 0
    assert desktop.errors == []


def test_a_style_manager_that_cannot_be_written_is_told_in_one_sentence(
    dock: SheetDock, desktop: Desktop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manager = QgsStyle()
    (tmp_path / "manager.db").write_bytes(b"no database")
    manager.load(str(tmp_path / "manager.db"))
    monkeypatch.setattr(QgsStyle, "defaultStyle", staticmethod(lambda *_: manager))
    choose(dock, INSTALL)
    (message,) = texts(desktop.bar)
    assert "style manager" in message
    assert asked(dock).styles == ""

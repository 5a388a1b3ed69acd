# SPDX-License-Identifier: GPL-3.0-or-later
"""The row of the options that tells what copies of services take of the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QMessageBox, QSpinBox

from srce_pac.core.common.settings import Settings
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, settle, when
from srce_pac.tests.support.dialogs import modal, texts

pytestmark = pytest.mark.usefixtures("qgis_app")

OLD = "20250131120000000000"


@pytest.fixture
def copies(qgis_profile: Path) -> list[Path]:
    """Three copies that nothing uses, of 1.5 MB together."""
    folder = qgis_profile / "copies"
    folder.mkdir(parents=True)
    paths = [folder / f"Couche_{n}_WFS_0123456789_{OLD}.fgb" for n in range(3)]
    for path in paths:
        path.write_bytes(bytes(500_000))
    return paths


@pytest.fixture
def page(desktop: Desktop, plugin: SrcePacPlugin, copies: list[Path]) -> Iterator[Any]:
    page = desktop.options[0].createWidget(desktop.window)
    page.resize(700, 800)
    page.setWindowFlag(Qt.WindowType.Dialog)
    page.show()
    settle()
    yield page
    page.close()
    page.deleteLater()


def answer(page: Any, button: QMessageBox.StandardButton) -> str:
    """Click on the button of the row, answer its question, and give that."""
    asked = []

    def reply() -> None:
        asked.append(modal().text())
        modal().button(button).click()

    timer = when(lambda: dialog_is_open(QMessageBox), reply)
    click(page.form.removeCopies)
    assert not timer.isActive()
    return asked[0]


def test_it_tells_what_copies_take_and_removes_what_is_unused(
    page: Any, copies: list[Path]
) -> None:
    copies[0].with_suffix(".kept").write_text('{"projects": ["postgresql:x"], "sessions": []}')
    assert page.form.copies.text() == "1.5 MB in 3 files"
    question = answer(page, QMessageBox.StandardButton.No)
    assert question.startswith("Remove 2 files (1.0 MB) that no project uses?")
    assert all(path.exists() for path in copies)
    answer(page, QMessageBox.StandardButton.Yes)
    assert [path.exists() for path in copies] == [True, False, False]
    assert page.form.copies.text() == "500.0 kB in 1 files"
    click(page.form.removeCopies)
    assert texts(page.form.bar) == ["All of the copies are in use."]


def test_without_copies_there_is_nothing_to_remove(page: Any) -> None:
    answer(page, QMessageBox.StandardButton.Yes)
    assert page.form.copies.text() == "None"
    assert not page.form.removeCopies.isEnabled()


def test_what_cannot_be_removed_is_told(page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "in use", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    answer(page, QMessageBox.StandardButton.Yes)
    assert texts(page.form.bar) == ["3 files could not be removed: close them in other programs."]


def test_the_limit_is_kept(page: Any) -> None:
    box: QSpinBox = page.form.copiesLimit
    assert box.value() == Settings().copies_limit
    box.setValue(0)
    assert box.text() == "Of any size"
    press(box, Qt.Key.Key_Up, 3)
    page.apply()
    assert Settings.load().copies_limit == 300
    assert box.text() == "300\u00a0MB"

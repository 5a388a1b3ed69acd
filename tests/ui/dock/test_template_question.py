# SPDX-License-Identifier: GPL-3.0-or-later
"""The question what a template of others may read, before it is printed or shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.PyQt.QtWidgets import QMessageBox

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.allowed_reads import answer_of, keep_answer
from srce_pac.core.layout.template import open_template
from srce_pac.tests.support.desktop import click, dialog_is_open, when
from srce_pac.tests.support.dialogs import modal
from srce_pac.tests.support.foreign_templates import label, write_template
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.template_question import settle_reads


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_template(tmp_path, label("[% env('HOME') %]"))


@pytest.mark.parametrize(
    ("place", "answer", "goes_on"), [(0, None, False), (1, False, True), (2, True, True)]
)
def test_the_answer_is_kept(
    place: int, answer: bool | None, goes_on: bool, dock: SheetDock, file: Path
) -> None:
    asked: list[str] = []

    def reply() -> None:
        box = modal()
        asked.append(box.text())
        cancel = box.button(QMessageBox.StandardButton.Cancel)
        others = [button for button in box.buttons() if button is not cancel]
        words = {button.text(): button for button in others}
        click([cancel, words["Go on &without"], words["&Allow"]][place])

    timer = when(lambda: dialog_is_open(QMessageBox), reply)
    request = SheetRequest("59294", template=str(file), source="/nowhere")
    assert settle_reads(request, dock) is goes_on
    assert not timer.isActive()
    assert "env()" in asked[0]
    assert answer_of(open_template(str(file))) is answer


@pytest.mark.parametrize("template", ["", "A3", "commune_a4_portrait", "absent.qpt"])
def test_nothing_is_asked_of_other_templates(template: str, dock: SheetDock) -> None:
    assert settle_reads(SheetRequest("59294", template=template), dock)


def test_nothing_is_asked_twice(dock: SheetDock, file: Path) -> None:
    keep_answer(open_template(str(file)), False)
    assert settle_reads(SheetRequest("59294", template=str(file)), dock)


def test_a_sheet_that_is_gone_keeps_nothing_shut(dock: SheetDock, file: Path) -> None:
    assert settle_reads(SheetRequest("59294", sheet="gone", template=str(file)), dock)

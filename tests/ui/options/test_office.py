# SPDX-License-Identifier: GPL-3.0-or-later
"""What the office has locked, in the options and the dock, and all of it removed again."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtWidgets import QMessageBox

from srce_pac.core.common import settings as settings_module
from srce_pac.core.common.central import FLAGS, NUMBERS, TEXTS
from srce_pac.core.common.help_pages import help_url
from srce_pac.core.common.settings import Settings
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.central import lock
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, settle, when
from srce_pac.tests.support.dialogs import modal, texts
from srce_pac.ui.dock import choices
from srce_pac.ui.options import page as options_page
from srce_pac.ui.series import output_choices

ROOT = Path(__file__).resolve().parents[3]

WORDS_FR = ("panneau", "séries", "options", "—")

LOCKED = {"office": "59", "template": "A2", "source": "postgres:sraddet", "outlines": True}


@pytest.fixture
def locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return lock(monkeypatch, LOCKED, tmp_path)


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return lock(monkeypatch, {"ofice": "59"}, tmp_path)


def test_what_is_locked_is_shown_with_the_reason_and_cannot_be_changed(
    locked: Path, desktop: Desktop, plugin: SrcePacPlugin
) -> None:
    page = desktop.options[0].createWidget(desktop.window)
    shown, options = plugin.dock.form, page.form
    for widget in (shown.template_, shown.source, shown.browse, options.printing, options.outlines):
        assert not widget.isEnabled()
        assert str(locked) in widget.toolTip()
    assert (shown.template_.currentData(), options.printing.currentData()) == ("A2", "59")
    assert shown.source.currentData() == "postgres:sraddet"
    assert options.outlines.isChecked()
    assert shown.background.isEnabled()
    assert options.geopdf.isEnabled()
    page.deleteLater()


@pytest.mark.parametrize("page", ["office.md", "office.fr.md"])
def test_the_page_for_offices_says_of_each_entry_where_its_lock_holds(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    told = {
        entry: where
        for entries, _, where in rows
        for entry in re.findall("`([a-z_]+)`", entries)
        if entry in (*TEXTS, *FLAGS, *NUMBERS)
    }
    word = {"office.md": ("dock", "series", "options", "—"), "office.fr.md": WORDS_FR}[page]
    windows: tuple[Container[str], ...] = (
        choices.LOCKED,
        output_choices.LOCKED,
        options_page.LOCKED,
    )
    for entry in (*TEXTS, *FLAGS, *NUMBERS):
        holds = [name for name, locked in zip(word, windows) if entry in locked]
        assert told[entry].rstrip("*") == (", ".join(holds) or word[-1]), entry


def test_a_configuration_that_is_wrong_is_told_beside_a_dock_that_works(
    wrong: Path, desktop: Desktop, plugin: SrcePacPlugin
) -> None:
    assert plugin.dock.form.source.isEnabled()
    assert "locked.ofice" in " ".join(texts(desktop.messageBar()))


def test_all_that_is_kept_is_removed_and_not_written_again(
    desktop: Desktop,
    plugin: SrcePacPlugin,
    qgis_profile: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings_module, "_remembers", True)
    (qgis_profile / "profiles").mkdir(parents=True)
    (qgis_profile / "profiles" / "own.json").write_text("{}", encoding="utf-8")
    Settings(office="62").save()
    page = desktop.options[0].createWidget(desktop.window)
    page.show()
    asked = []

    def agree() -> None:
        asked.append(modal().text())
        modal().button(QMessageBox.StandardButton.Yes).click()

    timer = when(lambda: dialog_is_open(QMessageBox), agree)
    click(page.form.removeTraces)
    assert not timer.isActive()
    assert str(qgis_profile) in asked[0]
    assert not qgis_profile.exists()
    page.apply()
    page.close()
    page.deleteLater()
    assert help_url("guide").endswith(".md")
    stored = QgsSettings()
    # Written meanwhile by another QGIS: it is not brought up to date from here.
    stored.setValue("srce_pac/sheet", "srce")
    Settings.load()
    assert stored.contains("srce_pac/sheet")
    stored.remove("srce_pac/sheet")
    # Nor is noted that the dock is open.
    plugin.dock.hide()
    plugin.dock.show()
    settle()
    plugin.unload()
    assert [key for key in stored.allKeys() if key.startswith("srce_pac/")] == []
    assert not qgis_profile.exists()

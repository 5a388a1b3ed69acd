# SPDX-License-Identifier: GPL-3.0-or-later
"""Links of the welcome and of messages, and the summary beside the layers: each does as it says."""

from __future__ import annotations

import re

import pytest
from qgis.PyQt.QtCore import QLocale, QTimer
from qgis.PyQt.QtWidgets import QApplication

from srce_pac.core.common.remedy import CHOOSE_SCALE
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import Desktop, settle, wait_for
from srce_pac.tests.support.dock import group_name, load
from srce_pac.ui.common.help import HelpWindow
from srce_pac.ui.common.labels import number
from srce_pac.ui.dock.dock import SheetDock


def test_each_link_of_the_welcome_does_what_it_says(
    plugin: SrcePacPlugin, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    dock, label = plugin.dock, plugin.dock.form.welcome
    shown: list[str] = []
    menu = dock.form.browse.menu()
    menu.aboutToShow.connect(lambda: shown.append("sources"))
    # The list of sources waits until it is closed.
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, menu.close))
    # The dialog asks servers as soon as it is shown.
    monkeypatch.setattr(dock.sources, "browse_open_data", lambda *_: shown.append("open data"))
    links = dict(re.findall(r'<a href="(\w+)"[^>]*>([^<]+)</a>', label.text()))
    assert list(links) == ["example", "own", "open", "guide"]
    label.linkActivated.emit("own")
    label.linkActivated.emit("open")
    assert shown == ["sources", "open data"]
    label.linkActivated.emit("guide")
    (window,) = desktop.window.findChildren(HelpWindow)
    assert window.isVisible()
    window.close()
    assert not label.isHidden()
    label.linkActivated.emit("example")
    settle()
    assert f"{links['example']} (59294)" in group_name()
    assert label.isHidden()
    assert not dock.form.layers.isHidden()


def test_choosing_a_scale_shows_where_it_is_typed(dock: SheetDock) -> None:
    dock.tabs.setCurrentIndex(1)
    dock.form.page.setCollapsed(True)
    dock.activateWindow()
    dock.messages.remedies[CHOOSE_SCALE].do()
    settle()
    scale = dock.form.scale
    assert dock.tabs.currentWidget() is dock.scroll
    assert scale.isVisible()
    assert scale.lineEdit().selectedText() == scale.currentText()
    assert QApplication.focusWidget() in (scale, scale.lineEdit())
    seen = dock.scroll.viewport().rect()
    assert seen.contains(scale.mapTo(dock.scroll.viewport(), scale.rect().center()))


def test_the_summary_is_made_when_it_is_looked_at_and_shows_its_places(
    dock: SheetDock, desktop: Desktop
) -> None:
    load(dock, "245901160")
    assert dock.summary.is_empty
    dock.tabs.setCurrentIndex(1)
    assert not dock.summary.is_empty
    tab, canvas = dock.summary, desktop.canvas
    wait_for(lambda: canvas.extent().width() > 15_000)
    whole = canvas.extent()
    tab.form.matrix.clicked.emit(tab.sorted.index(1, 0))
    assert canvas.extent().width() < whole.width() / 3
    assert whole.contains(canvas.extent().center())
    tab.form.matrix.clicked.emit(tab.sorted.index(0, 0))
    assert canvas.extent().width() == pytest.approx(whole.width())
    # What no longer holds is not shown, nor made anew before the layers are.
    dock.chooser.choose(dock.gazetteer.resolve("59294"))
    assert dock.summary.is_empty


@pytest.mark.parametrize(("language", "text"), [("en_GB", "12,345"), ("fr_FR", "12 345")])
def test_thousands_are_set_apart_as_the_user_writes_them(language: str, text: str) -> None:
    usual = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        assert re.sub(r"\s", " ", number(12345)) == text
    finally:
        QLocale.setDefault(usual)

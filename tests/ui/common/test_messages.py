# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of the plugin in a real message bar."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt.QtWidgets import QPushButton, QTextBrowser

from srce_pac.core.common.errors import SheetError, UnknownSourceError
from srce_pac.core.common.sentence import LONGEST
from srce_pac.tests.support.desktop import settle, wait_for
from srce_pac.ui.common.messages import TITLE, Messages

PATH = "/srv/partage/" + "dossier très long/" * 20 + "communes_59.shp"


@pytest.fixture
def bar(qgis_app: Any) -> Iterator[QgsMessageBar]:
    """A message bar as wide as a small window."""
    bar = QgsMessageBar()
    bar.resize(900, 60)
    bar.show()
    yield bar
    bar.clearWidgets()
    bar.close()


@pytest.fixture
def log(qgis_app: Any) -> Iterator[list[str]]:
    """What is written to the plugin's page of the log."""
    lines: list[str] = []

    def note(text: str, tag: str, _: Any) -> None:
        if tag == TITLE:
            lines.append(text)

    QgsApplication.messageLog().messageReceived.connect(note)
    yield lines
    QgsApplication.messageLog().messageReceived.disconnect(note)


def item(bar: QgsMessageBar) -> QgsMessageBarItem:
    settle()
    return bar.currentItem()


@pytest.mark.parametrize("of_qgis", [True, False])
def test_a_long_refusal_is_seen_to_its_end(
    bar: QgsMessageBar, log: list[str], of_qgis: bool
) -> None:
    with Messages(bar, of_qgis).shown():
        raise SheetError(f"The file “{PATH}” is wrong at “legend.commune[2]”: it must be a text.")

    shown = item(bar)
    text = unescape(shown.text())
    assert len(text) <= LONGEST
    assert "communes_59.shp” is wrong at “legend.commune[2]”: it must be a text." in text
    browser = shown.findChild(QTextBrowser)
    assert browser.document().size().height() <= browser.height() + 1
    # All of it is in the tool tip and in the log.
    assert PATH in shown.toolTip()
    assert any(PATH in line for line in log)


def test_markup_and_line_breaks_of_a_value_are_shown_as_they_are(bar: QgsMessageBar) -> None:
    with Messages(bar).shown():
        raise SheetError("The layer “<img src='x'>\n<b>” is left out.")

    assert unescape(item(bar).text()) == "The layer “<img src='x'> <b>” is left out."
    assert "<img" not in item(bar).toolTip()


def test_of_several_warnings_one_is_shown_and_all_are_logged(
    bar: QgsMessageBar, log: list[str]
) -> None:
    Messages(bar).warn([f"“{PATH}” is damaged.", "Two.", "Two.", "Three."])

    text = unescape(item(bar).text())
    assert len(text) <= LONGEST
    assert text.endswith("communes_59.shp” is damaged. (2 more in the log messages)")
    assert {"Two.", "Three.", f"“{PATH}” is damaged."} <= set(log)


def test_an_unknown_source_offers_the_editor_of_its_profile(bar: QgsMessageBar) -> None:
    opened: list[bool] = []
    messages = Messages(bar)
    messages.edit_profile = lambda: opened.append(True)
    with messages.shown():
        raise UnknownSourceError("None of the layers of “a.gpkg” is of a known schema.")
    (button,) = item(bar).findChildren(QPushButton)
    button.click()
    wait_for(lambda: opened)
    assert not bar.items()

    # No other refusal does, nor a window without the editor.
    with messages.shown():
        raise SheetError("No.")
    assert not item(bar).findChildren(QPushButton)
    with Messages(bar).shown():
        raise UnknownSourceError("No.")
    assert not item(bar).findChildren(QPushButton)

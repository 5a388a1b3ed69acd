# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of the plugin in a real message bar."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from qgis.core import QgsApplication
from qgis.gui import QgsMessageBar, QgsMessageBarItem
from qgis.PyQt.QtWidgets import QApplication, QLabel, QTextBrowser, QToolButton

from srce_pac.core.common.errors import SheetError, UnknownSourceError
from srce_pac.core.common.remedy import CHOOSE_SCALE, EDIT_PROFILE
from srce_pac.core.common.sentence import LONGEST, Sentence
from srce_pac.tests.support.desktop import settle, wait_for
from srce_pac.ui.common.message_list import Action, MessageList
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


def test_of_several_warnings_one_is_shown_and_all_are_listed_and_logged(
    bar: QgsMessageBar, log: list[str]
) -> None:
    Messages(bar).warn([f"“{PATH}” is damaged.", "Two.", "Two.", "Three."])

    text = unescape(item(bar).text())
    assert len(text) <= LONGEST
    assert text.endswith("communes_59.shp” is damaged.")
    assert {"Two.", "Three.", f"“{PATH}” is damaged."} <= set(log)
    # A window without a list of its own opens one.
    (link,) = item(bar).findChildren(QLabel, "messageLink")
    assert "2 more" in link.text()
    link.linkActivated.emit("#")
    listed = QApplication.activeWindow().findChild(MessageList)
    assert [one.text[-8:] for one in listed.messages] == ["damaged.", "Two.", "Three."]
    listed.window().close()


def test_what_is_told_stays_in_the_list_until_it_is_read(bar: QgsMessageBar) -> None:
    listed = MessageList()
    messages = Messages(bar, listed=listed)
    messages.done("Well done.")
    assert not listed.isVisible()
    messages.warn(["One.", "Two."])
    with messages.shown():
        raise SheetError("No.")
    messages.warn(["One."])
    bar.clearWidgets()
    assert [one.text for one in listed.messages] == ["One.", "No.", "Two."]
    assert listed.isVisible()
    assert listed.area.isVisible()
    listed.header.click()
    assert not listed.area.isVisible()
    listed.header.click()
    settle()
    listed.area.findChildren(QToolButton)[1].click()
    assert [one.text for one in listed.messages] == ["One.", "Two."]
    listed.all_read.click()
    assert not listed.isVisible()
    # Of a longer list nobody reads the rest.
    messages.warn([f"{place}." for place in range(70)])
    messages.warn(["70."])
    kept = [one.text for one in listed.messages]
    assert (len(kept), kept[0], kept[-1]) == (50, "70.", "48.")
    listed.close()


def test_a_message_offers_what_helps(bar: QgsMessageBar) -> None:
    done: list[str] = []
    listed = MessageList()
    messages = Messages(bar, listed=listed)
    messages.remedies = {
        EDIT_PROFILE: Action("Data profile…", lambda of="profile": done.append(of)),
        CHOOSE_SCALE: Action("Choose a scale", lambda: done.append("scale")),
    }
    with messages.shown():
        raise UnknownSourceError("None of the layers of “a.gpkg” is of a known schema.")
    (link,) = item(bar).findChildren(QLabel, "messageLink")
    link.linkActivated.emit("#")
    # The message goes with what was done about it.
    wait_for(lambda: not bar.items())
    messages.warn(["One.", Sentence("At 1/5 the map is too small.", CHOOSE_SCALE)])
    settle()
    (link,) = (x for x in listed.area.findChildren(QLabel) if "scale" in x.text())
    link.linkActivated.emit("#")
    assert done == ["profile", "scale"]
    # What a message is about is handed to it, though another of its words be told since.
    for source in ("/a/srce.gpkg", "/b/srce.gpkg"):
        with messages.shown():
            raise UnknownSourceError("“srce.gpkg” is of no known schema.", about=source)
    assert [one.actions[0].about for one in listed.messages[:2]] == ["/b/srce.gpkg", "/a/srce.gpkg"]
    settle()
    for link in [x for x in listed.area.findChildren(QLabel) if "profile" in x.text()][:2]:
        link.linkActivated.emit("#")
    assert done[2:] == ["/b/srce.gpkg", "/a/srce.gpkg"]
    bar.clearWidgets()

    # No other refusal does, nor a window that cannot.
    with messages.shown():
        raise SheetError("No.")
    assert not item(bar).findChildren(QLabel, "messageLink")
    with Messages(bar).shown():
        raise UnknownSourceError("No.")
    assert not item(bar).findChildren(QLabel, "messageLink")


def test_a_message_grows_when_the_window_becomes_narrow(bar: QgsMessageBar) -> None:
    Messages(bar, of_qgis=True).warn([f"The file “{PATH}” is wrong: it must be a text."])
    browser = item(bar).findChild(QTextBrowser)
    before = browser.height()
    bar.resize(420, 60)
    wait_for(lambda: browser.height() > before)
    assert browser.document().size().height() <= browser.height() + 1

# SPDX-License-Identifier: GPL-3.0-or-later
"""What was typed for one territory is printed on another only once it was shown and kept."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    save_as,
    settle,
    when,
)
from srce_pac.tests.support.dock import entries, load
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock

HAYNECOURT, CAMBRAI, EPCI, LILLE = "59294", "59122", "200068500", "59350"
SELECTION = "59294,59097"

TYPED = {
    "status": "Document provisoire",
    "procedure": "Révision du P.L.U.",
    "date": "Juin 2031",
    "sheet_number": 3,
    "texts": {"srce": {"title": "Carte du P.L.U.", "labels": {"corridor": "Passages"}}},
}
# What a territory is shown of it.
WORDS = (
    *("Document provisoire", "Révision du P.L.U.", "Juin 2031", "3"),
    *("Carte du P.L.U.", "Passages"),
)


def choose(dock: SheetDock, gazetteer: Gazetteer, reference: str, title: str = "") -> None:
    """Choose a territory as the search line does, without loading it."""
    dock.chooser.choose(gazetteer.resolve(reference, title))
    dock._update()


def type_for(dock: SheetDock, gazetteer: Gazetteer, reference: str, typed: Any = None) -> None:
    """Leave the cartouche dialog of a territory with entries."""
    choose(dock, gazetteer, reference)
    entry = dock.chooser.chosen()
    assert entry is not None
    dock.cartouches.put(entry, dict(typed or TYPED))


@pytest.fixture
def elsewhere(dock: SheetDock, gazetteer: Gazetteer) -> SheetDock:
    """A dock where words were typed for Haynecourt, and Cambrai is chosen now."""
    type_for(dock, gazetteer, HAYNECOURT)
    choose(dock, gazetteer, CAMBRAI)
    return dock


def offer(dock: SheetDock) -> str:
    """The line that offers what was typed before, as it is seen."""
    label = dock.form.typedFor
    return html.unescape(label.text()) if label.isVisible() else ""


def answer(word: str) -> tuple[QTimer, list[str]]:
    """Answer the question whether to keep the entries, once it is asked; what it says."""
    asked: list[str] = []

    def reply() -> None:
        box = QApplication.activeModalWidget()
        asked.append(box.text())
        click(next(button for button in box.buttons() if button.text().strip("&") == word))

    return when(lambda: dialog_is_open(QMessageBox), reply), asked


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (HAYNECOURT, CAMBRAI),
        (EPCI, HAYNECOURT),
        (HAYNECOURT, EPCI),
        (SELECTION, LILLE),
        (LILLE, SELECTION),
    ],
)
class TestAnotherTerritory:
    def test_shows_what_was_typed_and_takes_nothing(
        self, dock: SheetDock, gazetteer: Gazetteer, before: str, after: str
    ) -> None:
        type_for(dock, gazetteer, before)
        assert offer(dock) == ""
        owner = dock.chooser.entry
        assert owner is not None
        choose(dock, gazetteer, after)
        assert entries(dock) == {}
        assert dock.form.cartouche.text() == "Carto&uche…"
        for text in (owner.title, *WORDS):
            assert text in offer(dock)

    def test_has_them_once_they_are_kept(
        self, dock: SheetDock, gazetteer: Gazetteer, before: str, after: str
    ) -> None:
        type_for(dock, gazetteer, before)
        choose(dock, gazetteer, after)
        dock.form.typedFor.linkActivated.emit("keep")
        assert entries(dock) == TYPED
        assert offer(dock) == ""
        assert dock.form.cartouche.text() == "Carto&uche… (5 changed)"

    def test_is_offered_nothing_once_they_are_dropped(
        self, dock: SheetDock, gazetteer: Gazetteer, before: str, after: str
    ) -> None:
        type_for(dock, gazetteer, before)
        choose(dock, gazetteer, after)
        dock.form.typedFor.linkActivated.emit("drop")
        assert entries(dock) == {}
        choose(dock, gazetteer, "59183")
        assert (entries(dock), offer(dock)) == ({}, "")
        # They are still those of the territory that they were typed for.
        choose(dock, gazetteer, before)
        assert entries(dock) == TYPED


class TestExport:
    @pytest.mark.parametrize(("word", "printed"), [("Keep", True), ("Drop", False)])
    def test_asks_first_and_shows_the_words(
        self, dock: SheetDock, gazetteer: Gazetteer, sheets: Path, word: str, printed: bool
    ) -> None:
        type_for(dock, gazetteer, HAYNECOURT)
        load(dock, CAMBRAI)
        asking, asked = answer(word)
        naming = when(lambda: dialog_is_open(QFileDialog), lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        assert not asking.isActive()
        assert not naming.isActive()
        assert "Typed for Haynecourt (59294)" in asked[0]
        assert "Cambrai (59122)" in asked[0]
        assert "Procedure: Révision du P.L.U." in asked[0]
        text = pdf.text(sheets / "sheet.pdf")
        assert {words in text for words in (*WORDS[:3], *WORDS[4:])} == {printed}

    def test_cancelled_writes_nothing_and_decides_nothing(
        self, elsewhere: SheetDock, sheets: Path
    ) -> None:
        asking, _ = answer("Cancel")
        click(elsewhere.form.export_)
        assert not asking.isActive()
        assert not dialog_is_open(QFileDialog)
        assert list(sheets.iterdir()) == []
        assert "Document provisoire" in offer(elsewhere)

    def test_of_a_layout_asks_as_well(self, elsewhere: SheetDock, desktop: Desktop) -> None:
        asking, _ = answer("Drop")
        click(elsewhere.form.layout_)
        assert not asking.isActive()
        layout = QgsProject.instance().layoutManager().layoutByName(desktop.layouts[0])
        assert "Révision" not in str(layout.customProperty("variableValues"))
        assert entries(elsewhere) == {}

    def test_the_cartouche_dialog_asks_before_it_opens(self, elsewhere: SheetDock) -> None:
        asking, _ = answer("Keep")
        seen: list[str] = []

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            seen.append(dialog.form.status.text())
            click(dialog.form.buttons.button(QDialogButtonBox.StandardButton.Cancel))

        opened = when(lambda: dialog_is_open(CartoucheDialog), look)
        click(elsewhere.form.cartouche)
        assert not asking.isActive()
        assert not opened.isActive()
        assert seen == ["Document provisoire"]

    def test_disabling_the_plugin_ends_the_question(
        self, plugin: SrcePacPlugin, elsewhere: SheetDock, sheets: Path
    ) -> None:
        unload = when(lambda: dialog_is_open(QMessageBox), plugin.unload)
        click(elsewhere.form.export_)
        assert not unload.isActive()
        settle()
        assert QApplication.activeModalWidget() is None
        assert list(sheets.iterdir()) == []


class TestSelections:
    def test_another_one_of_the_same_title_is_another_territory(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        choose(dock, gazetteer, SELECTION, "SCoT")
        entry = dock.chooser.chosen()
        assert entry is not None
        dock.cartouches.put(entry, dict(TYPED))
        choose(dock, gazetteer, "59183,59350", "SCoT")
        assert entries(dock) == {}
        assert "Juin 2031" in offer(dock)

    def test_the_same_communes_are_the_same_territory(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        type_for(dock, gazetteer, SELECTION)
        choose(dock, gazetteer, SELECTION, "Another title")
        assert entries(dock) == TYPED


class TestProjects:
    @pytest.mark.parametrize("reference", [HAYNECOURT, CAMBRAI])
    def test_another_project_takes_nothing_unasked(
        self, dock: SheetDock, gazetteer: Gazetteer, reference: str
    ) -> None:
        type_for(dock, gazetteer, HAYNECOURT)
        QgsProject.instance().clear()
        choose(dock, gazetteer, reference)
        assert entries(dock) == {}
        assert "Révision du P.L.U." in offer(dock)
        dock.form.typedFor.linkActivated.emit("keep")
        assert entries(dock) == TYPED

    def test_the_territories_before_are_not_offered_twice(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        type_for(dock, gazetteer, HAYNECOURT)
        type_for(dock, gazetteer, CAMBRAI, {"status": "Pour avis"})
        QgsProject.instance().clear()
        choose(dock, gazetteer, HAYNECOURT)
        assert "Pour avis" in offer(dock)
        assert "Document provisoire" not in offer(dock)


class TestOffer:
    def test_long_words_are_cut_and_whole_in_the_tooltip(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        words = "Élaboration du P.L.U.i. de la communauté d'agglomération <de> Cambrai"
        type_for(dock, gazetteer, HAYNECOURT, {"procedure": words})
        choose(dock, gazetteer, CAMBRAI)
        assert words not in offer(dock)
        assert "Élaboration du P.L.U.i." in offer(dock)
        assert words in dock.form.typedFor.toolTip()

    def test_it_fits_a_narrow_dock(self, elsewhere: SheetDock) -> None:
        elsewhere.setFixedWidth(300)
        settle()
        label = elsewhere.form.typedFor
        assert label.geometry().right() <= label.parentWidget().rect().right()
        assert label.height() >= label.heightForWidth(label.width())

    def test_it_goes_while_another_name_is_typed(self, elsewhere: SheetDock) -> None:
        assert offer(elsewhere)
        elsewhere.form.search.setText("lil")
        assert offer(elsewhere) == ""

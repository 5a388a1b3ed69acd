# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a sheet in the window of its cartouche: typed, drawn, kept, reset."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QMimeData, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from srce_pac.core.sheet.cartouche import read_cartouche
from srce_pac.core.sheet.text_entries import FIELDS, LONGEST, LONGEST_LINE
from srce_pac.tests.support.desktop import (
    click,
    dialog_is_open,
    save_as,
    wait_for,
    when,
)
from srce_pac.tests.support.dialogs import texts, write
from srce_pac.tests.support.dock import entries
from srce_pac.tests.support.texts_page import (
    CORRIDORS,
    TITLE,
    export,
    is_marked,
    rename,
    reset,
    shown,
    type_in,
    work,
)
from srce_pac.ui.dock.dock import SheetDock

# A heading of the legend of the bundled sheet.
HEADING = "Réservoir de Biodiversité"

# What is kept for an office is forgotten after each test.
pytestmark = pytest.mark.usefixtures("offices")


class TestPage:
    """What is shown, typed and drawn."""

    def test_it_begins_with_what_is_printed(self, dock: SheetDock) -> None:
        def look(dialog: Any) -> None:
            assert shown(dialog, "title") == TITLE
            assert shown(dialog, "nota").startswith("– Les réservoirs")
            assert "tribunal administratif" in shown(dialog, "notice")
            table = dialog.texts.labels
            rows = [table.item(row, 1).text() for row in range(table.rowCount())]
            assert {"Contour de commune", CORRIDORS} < set(rows)
            assert not any(is_marked(dialog, name) for name in dialog.texts.resets)
            assert not dialog.texts.reset.isEnabled()
            assert not dialog.texts.keep.isEnabled()
            assert "D.D.T.M 59" in dialog.texts.level.itemText(1)

        work(dock, look)
        assert entries(dock) == {}

    def test_what_is_typed_is_drawn_and_printed(self, dock: SheetDock, tmp_path: Path) -> None:
        def type_and_look(dialog: Any) -> None:
            before = dialog.sheet.page()
            write(dialog.texts.fields["notice"], "Sans valeur\njuridique.")
            wait_for(lambda: dialog.sheet.page() != before)

        work(
            dock,
            type_and_look,
            rename(CORRIDORS, "Liens verts"),
            rename(HEADING, "Cœurs de nature"),
            type_in("family", "Carte de l'eau"),
            type_in("title", "Ma carte"),
            type_in("nota_title", "À SAVOIR :"),
        )
        typed: dict[str, Any] = {
            "family": "Carte de l'eau",
            "title": "Ma carte",
            "nota_title": "À SAVOIR :",
            "notice": "Sans valeur\njuridique.",
            "labels": {
                "corridor": "Liens verts",
                "heading:reservoir_preserve_sl": "Cœurs de nature",
            },
        }
        assert entries(dock) == {"texts": {"srce": typed}}
        text = export(dock, tmp_path / "sheet.pdf")
        for own in (*list(typed.values())[:3], "Sans valeur juridique.", *typed["labels"].values()):
            assert own in text
        for sheets in ("tribunal administratif", CORRIDORS, f"{HEADING} A", TITLE, "NOTA"):
            assert sheets not in text

    def test_each_change_is_marked_and_reset_alone(self, dock: SheetDock) -> None:
        def look(dialog: Any) -> None:
            assert is_marked(dialog, "title")
            assert is_marked(dialog, "labels")
            assert not is_marked(dialog, "nota")
            click(dialog.texts.resets["title"])
            assert shown(dialog, "title") == TITLE
            assert not is_marked(dialog, "title")
            assert is_marked(dialog, "labels")

        work(dock, type_in("title", "x"), rename(CORRIDORS, "Liens"), look, reset("labels"))
        assert entries(dock) == {}

    def test_one_click_resets_them_all(self, dock: SheetDock) -> None:
        def look(dialog: Any) -> None:
            click(dialog.texts.reset)
            assert shown(dialog, "title") == TITLE
            assert dialog.texts.labels.changes() == {}

        work(
            dock,
            type_in("title", "x"),
            type_in("text", ""),
            rename(CORRIDORS, "Liens"),
            look,
        )
        assert entries(dock) == {}

    def test_what_is_typed_back_is_no_change(self, dock: SheetDock) -> None:
        work(dock, type_in("title", "x"), type_in("title", TITLE))
        assert entries(dock) == {}

    def test_a_label_that_is_emptied_is_the_sheets(self, dock: SheetDock) -> None:
        work(dock, rename(CORRIDORS, "Liens"), rename(CORRIDORS, " "))
        assert entries(dock) == {}

    def test_a_text_that_is_emptied_takes_its_heading_along(self, dock: SheetDock) -> None:
        headings: list[str] = []

        def look(dialog: Any) -> None:
            headings.append(shown(dialog, "text_title"))
            assert not is_marked(dialog, "text_title")

        work(dock, type_in("text", ""), look, reset("text"), look)
        assert headings[0] == ""
        assert headings[1].startswith("Le schéma régional")
        assert entries(dock) == {}

    def test_spaces_that_do_not_break_stay(self, dock: SheetDock) -> None:
        work(
            dock,
            type_in("text", "Attention\u00a0: « ici »\u202f!"),
            type_in("title", "N°\u00a01"),
        )
        assert entries(dock)["texts"]["srce"] == {
            "text": "Attention\u00a0: « ici »\u202f!",
            "title": "N°\u00a01",
        }

    def test_what_is_pasted_is_plain(self, dock: SheetDock) -> None:
        def paste(dialog: Any) -> None:
            rich = QMimeData()
            rich.setHtml("<b>Gras</b> et<p>suite</p>")
            rich.setText("Gras et\nsuite\x07")
            field = dialog.texts.fields["text"]
            field.selectAll()
            field.insertFromMimeData(rich)

        work(dock, paste)
        assert entries(dock)["texts"]["srce"] == {"text": "Gras et\nsuite"}

    @pytest.mark.parametrize(("name", "most"), [("title", LONGEST_LINE), ("text", LONGEST)])
    def test_a_text_of_megabytes_is_one_sentence(
        self, dock: SheetDock, name: str, most: int
    ) -> None:
        warnings: list[str] = []

        def paste(dialog: Any) -> None:
            write(dialog.texts.fields[name], "x" * 2_000_000)
            warnings.extend(texts(dialog.form.bar))
            assert shown(dialog, name) == "Avant"

        work(dock, type_in(name, "Avant"), paste)
        assert len(warnings) == 1
        assert f"{most} characters" in warnings[0]
        assert entries(dock)["texts"]["srce"] == {name: "Avant"}

    def test_the_keys_alone_reach_every_text(self, dock: SheetDock) -> None:
        reached: list[str] = []

        def walk(dialog: Any) -> None:
            dialog.texts.level.setFocus()
            for _ in range(30):
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
                reached.append(QApplication.focusWidget().objectName())

        work(dock, walk)
        assert {*FIELDS, "labels"} <= set(reached)

    def test_the_text_in_use_is_looked_at_from_near(self, dock: SheetDock) -> None:
        def look(dialog: Any) -> None:
            whole = dialog.sheet.page_width()
            dialog.texts.fields["notice"].setFocus()
            click(dialog.form.near)
            assert dialog.sheet.page_width() > 2 * whole
            view, place = dialog.sheet, dialog._preview.place("notice_box")
            page, centre = view.scene().sceneRect(), place.center()
            at = view.mapFromScene(centre.x() * page.width(), centre.y() * page.height())
            assert view.viewport().rect().contains(at)

        work(dock, look)

    def test_without_a_sheet_there_is_nothing_to_type(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        dock.sources.take(str(tmp_path / "gone.gpkg"))
        enabled: list[bool] = []
        work(dock, lambda dialog: enabled.append(dialog.texts.isEnabled()))
        assert enabled == [False]

    def test_a_file_of_the_cartouche_carries_them(self, dock: SheetDock, tmp_path: Path) -> None:
        def save(dialog: Any) -> None:
            timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "mine.json")))
            click(dialog.save)
            assert not timer.isActive()
            click(dialog.reset)
            assert shown(dialog, "title") == TITLE
            assert dialog.entries() == {}
            timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "mine.json")))
            click(dialog.open_button)
            assert not timer.isActive()
            assert shown(dialog, "title") == "Ma carte"
            assert not dialog.form.others.isVisible()

        work(dock, type_in("title", "Ma carte"), save)
        assert read_cartouche(tmp_path / "mine.json") == entries(dock)
        assert entries(dock) == {"texts": {"srce": {"title": "Ma carte"}}}

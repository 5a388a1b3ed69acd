# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a sheet in the window of its cartouche: typed, drawn, kept, reset."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.PyQt.QtCore import QMimeData, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLineEdit, QMessageBox

from srce_pac.core.sheet.cartouche import read_cartouche, read_office, write_office
from srce_pac.core.sheet.text_entries import LONGEST
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.tests.support.dialogs import accept, modal, texts, write
from srce_pac.tests.support.dock import entries
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock

# What is kept for an office is forgotten after each test.
pytestmark = pytest.mark.usefixtures("offices")

TITLE = "Carte S.R.C.E"
CORRIDORS = "Corridors écologiques"


def work(dock: SheetDock, *steps: Callable[[Any], object], ok: bool = True) -> None:
    """Do some things on the page of the texts once the sheet is there, and close the window."""

    def answer() -> None:
        dialog = modal()
        dialog.form.pages.setCurrentWidget(dialog.texts)
        dialog.activateWindow()
        wait_for(dialog.isActiveWindow)
        try:
            for step in steps:
                step(dialog)
        finally:
            if modal() is dialog:
                accept(dialog) if ok else dialog.reject()

    def is_ready() -> bool:
        return dialog_is_open(CartoucheDialog) and (
            modal().sheet.has_page or modal().form.refusal.isVisible()
        )

    timer = when(is_ready, answer)
    click(dock.form.cartouche)
    assert not timer.isActive()


def type_in(name: str, text: str) -> Callable[[Any], None]:
    """Type a text in the place of a field's."""
    return lambda dialog: write(dialog.texts.fields[name], text)


def reset(name: str) -> Callable[[Any], None]:
    """Click on the arrow of a field."""
    return lambda dialog: click(dialog.texts.resets[name])


def rename(label: str, text: str) -> Callable[[Any], None]:
    """Type a label of the legend in the place of the sheet's."""

    def step(dialog: Any) -> None:
        table = dialog.texts.labels
        row = next(r for r in range(table.rowCount()) if table.item(r, 0).text() == label)
        table.setFocus()
        table.setCurrentCell(row, 1)
        press(table, Qt.Key.Key_F2)
        editor = table.viewport().findChild(QLineEdit)
        write(editor, text)
        press(editor, Qt.Key.Key_Return)
        settle()

    return step


def for_office(dialog: Any) -> None:
    """Choose the texts of the office."""
    level = dialog.texts.level
    level.setCurrentIndex(1)
    level.activated.emit(1)


def shown(dialog: Any, name: str) -> str:
    """What a field shows."""
    field = dialog.texts.fields[name]
    return str(field.text() if hasattr(field, "text") else field.document().toRawText())


def is_marked(dialog: Any, name: str) -> bool:
    """Whether a field is marked as changed, and can be reset."""
    label, button = dialog.texts._names[name], dialog.texts.resets[name]
    marks = {"changed" in label.text(), label.font().bold(), button.isEnabled()}
    assert len(marks) == 1
    return bool(marks.pop())


def export(dock: SheetDock, file: Path) -> str:
    """The words of the sheet that the dock exports."""
    timer = when(dialog_is_open, lambda: save_as(file.name))
    click(dock.form.export_)
    assert not timer.isActive()
    return pdf.text(file)


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

        work(dock, type_and_look, rename(CORRIDORS, "Liens verts"), type_in("title", "Ma carte"))
        said = {
            "title": "Ma carte",
            "notice": "Sans valeur\njuridique.",
            "labels": {"corridor": "Liens verts"},
        }
        assert entries(dock) == {"texts": {"srce": said}}
        text = export(dock, tmp_path / "sheet.pdf")
        for own in ("Sans valeur juridique.", "Liens verts", "Ma carte"):
            assert own in text
        for sheets in ("tribunal administratif", CORRIDORS, TITLE):
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

    @pytest.mark.parametrize("name", ["title", "text"])
    def test_a_text_of_megabytes_is_one_sentence(self, dock: SheetDock, name: str) -> None:
        told: list[str] = []

        def paste(dialog: Any) -> None:
            write(dialog.texts.fields[name], "x" * 2_000_000)
            told.extend(texts(dialog.form.bar))
            assert shown(dialog, name) == "Avant"

        work(dock, type_in(name, "Avant"), paste)
        assert len(told) == 1
        assert str(LONGEST) in told[0]
        assert entries(dock)["texts"]["srce"] == {name: "Avant"}

    def test_the_keys_alone_reach_every_text(self, dock: SheetDock) -> None:
        reached: list[str] = []

        def walk(dialog: Any) -> None:
            dialog.texts.level.setFocus()
            for _ in range(30):
                QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
                reached.append(QApplication.focusWidget().objectName())

        work(dock, walk)
        assert {*("title", "subtitle", "text_title", "text", "nota", "notice"), "labels"} <= set(
            reached
        )

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


class TestOffice:
    """What is kept for the office."""

    def test_it_is_kept_with_ok_and_printed_everywhere(
        self, dock: SheetDock, offices: Path, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        bundled = read_office("59")
        work(
            dock,
            type_in("title", "Carte du Nord"),
            rename(CORRIDORS, "Liens"),
            lambda dialog: click(dialog.texts.keep),
            lambda dialog: wait_for(lambda: not (offices / "59.json").exists()),
        )
        said = {"title": "Carte du Nord", "labels": {"corridor": "Liens"}}
        assert read_office("59") == {**bundled, "texts": {"srce": said}}
        assert entries(dock) == {}
        dock.chooser.choose(gazetteer.resolve("59350"))
        assert "Carte du Nord" in export(dock, tmp_path / "lille.pdf")

    def test_left_nothing_is_kept(self, dock: SheetDock, offices: Path) -> None:
        work(dock, for_office, type_in("title", "Carte du Nord"), ok=False)
        assert not offices.exists()

    def test_its_own_are_changed_and_reset(self, dock: SheetDock) -> None:
        elsewhere = {"other": {"title": "x"}}
        bundled = read_office("59")
        said = {"srce": {"title": "Carte du Nord", "nota": ""}, **elsewhere}
        write_office("59", {**bundled, "texts": said})

        def look(dialog: Any) -> None:
            assert shown(dialog, "title") == "Carte du Nord"
            assert not is_marked(dialog, "title")
            for_office(dialog)
            assert is_marked(dialog, "title")
            click(dialog.texts.resets["title"])
            assert shown(dialog, "title") == TITLE
            assert is_marked(dialog, "nota")
            click(dialog.texts.reset)
            assert shown(dialog, "nota").startswith("– Les réservoirs")

        work(dock, look)
        assert read_office("59") == {**bundled, "texts": elsewhere}

    def test_one_export_goes_before_it(self, dock: SheetDock, tmp_path: Path) -> None:
        write_office("59", {"texts": {"srce": {"title": "Carte du Nord", "notice": "Deux"}}})
        work(dock, type_in("title", "Un jour"))
        assert entries(dock) == {"texts": {"srce": {"title": "Un jour"}}}
        text = export(dock, tmp_path / "sheet.pdf")
        assert "Un jour" in text
        assert "Deux" in text
        assert "Carte du Nord" not in text
        work(dock, lambda dialog: click(dialog.texts.reset))
        assert entries(dock) == {}

    def test_labels_of_other_kinds_of_territories_stay(self, dock: SheetDock) -> None:
        said = {"labels": {"reservoir_restore": "À refaire", "corridor": "Liens"}}
        write_office("59", {"texts": {"srce": said}})
        work(dock, for_office, rename(CORRIDORS, "Verts"))
        assert read_office("59")["texts"]["srce"]["labels"] == {
            "reservoir_restore": "À refaire",
            "corridor": "Verts",
        }

    def test_where_it_cannot_be_written_the_window_stays(
        self, dock: SheetDock, offices: Path
    ) -> None:
        offices.parent.mkdir(parents=True, exist_ok=True)
        told: list[str] = []

        def fail(dialog: Any) -> None:
            offices.write_text("no folder", encoding="utf-8")
            accept(dialog)
            assert modal() is dialog
            assert shown(dialog, "title") == "Carte du Nord"
            told.extend(texts(dialog.form.bar))
            offices.unlink()

        work(dock, for_office, type_in("title", "Carte du Nord"), fail)
        assert len(told) == 1
        assert "59.json" in told[0]
        assert json.loads((offices / "59.json").read_text("utf-8"))["texts"] == {
            "srce": {"title": "Carte du Nord"}
        }


class TestLeaving:
    """What was typed is not lost unasked."""

    @pytest.mark.parametrize("step", [for_office, lambda dialog: None])
    def test_escape_asks(self, dock: SheetDock, step: Callable[[Any], object]) -> None:
        def leave(dialog: Any) -> None:
            for answer in ("no", "yes"):
                timer = when(lambda: dialog_is_open(QMessageBox), partial(reply, answer))
                press(dialog.texts.fields["title"], Qt.Key.Key_Escape)
                assert not timer.isActive()
                assert dialog.isVisible() == (answer == "no")
                assert shown(dialog, "title") == "Long travail"

        work(dock, step, type_in("title", "Long travail"), leave)
        assert entries(dock) == {}
        assert "texts" not in read_office("59")

    def test_unchanged_it_closes_at_once(self, dock: SheetDock) -> None:
        def leave(dialog: Any) -> None:
            press(dialog.texts.fields["title"], Qt.Key.Key_Escape)
            assert not dialog.isVisible()

        work(dock, leave)


class TestSheets:
    """Several sheets of one territory."""

    def test_each_has_texts_of_its_own(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch, desktop: Desktop
    ) -> None:
        monkeypatch.setattr(dock, "_sheets", lambda: ["srce", "sraddet"])

        def look(dialog: Any) -> None:
            sheets = dialog.texts.sheets
            assert [sheets.itemData(row) for row in range(sheets.count())] == ["srce", "sraddet"]
            assert sheets.isVisible()
            write(dialog.texts.fields["title"], "La première")
            sheets.setCurrentIndex(1)
            sheets.activated.emit(1)
            assert shown(dialog, "title") != "La première"
            assert not is_marked(dialog, "title")
            write(dialog.texts.fields["title"], "La seconde")
            sheets.setCurrentIndex(0)
            sheets.activated.emit(0)
            assert shown(dialog, "title") == "La première"

        work(dock, look)
        assert entries(dock)["texts"] == {
            "srce": {"title": "La première"},
            "sraddet": {"title": "La seconde"},
        }
        assert desktop.messages() == []


def reply(answer: str) -> None:
    """Answer the question that is asked."""
    buttons = QMessageBox.StandardButton
    click(modal().button(buttons.Yes if answer == "yes" else buttons.No))

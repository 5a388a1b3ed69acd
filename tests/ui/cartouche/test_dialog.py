# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog of one export's cartouche, driven by keys and clicks on its real widgets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QImage, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QApplication

from srce_pac.core.preview import SheetPreview
from srce_pac.core.sheet.cartouche import read_cartouche
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.cartouche_window import work
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.tests.support.dialogs import click_box, modal, texts, write
from srce_pac.tests.support.dock import entries
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock


class TestCartouche:
    """What one export says otherwise than its sheet and its office."""

    def test_it_needs_a_territory(self, plugin: SrcePacPlugin) -> None:
        assert not plugin.dock.form.cartouche.isEnabled()

    def test_it_begins_with_what_the_sheet_and_the_office_say(self, dock: SheetDock) -> None:
        seen: dict[str, Any] = {}

        def look(dialog: Any) -> None:
            form = dialog.form
            seen.update(status=form.status.text(), word=form.sheet_word.text())
            seen.update(number=form.sheet_number.value(), total=form.sheet_total.value())
            seen.update(date=form.date.text(), notice=form.notice.isChecked())
            assert form.date.placeholderText() == "that of the data"
            assert "D.D.T.M 59" in form.office.text()
            assert not dialog.reset.isEnabled()

        work(dock, look)
        assert seen == {
            **{"status": "Pour information", "word": "CARTE :", "number": 1, "total": 4},
            **{"date": "", "notice": True},
        }
        assert entries(dock) == {}

    def test_what_is_changed_is_printed(self, dock: SheetDock, tmp_path: Path) -> None:
        work(
            dock,
            lambda d: write(d.form.status, "Document provisoire"),
            lambda d: write(d.form.procedure, "Révision du P.L.U.\nde Haynecourt"),
            lambda d: d.form.sheet_number.setValue(3),
            lambda d: write(d.form.date, "Mai 2017"),
            lambda d: click_box(d.form.notice),
        )
        assert dock.form.cartouche.text() == "Carto&uche… (5 changed)"
        timer = when(dialog_is_open, lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        assert not timer.isActive()
        text = pdf.text(tmp_path / "sheet.pdf")
        for item in ("Document provisoire", "Révision du P.L.U.", "CARTE : 3/4", "Mai 2017"):
            assert item in text
        assert "Pour information" not in text
        assert "annulé" not in text

    def test_it_is_kept_until_it_is_changed_again(self, dock: SheetDock) -> None:
        work(dock, lambda d: write(d.form.status, "Provisoire"))
        assert entries(dock) == {"status": "Provisoire"}
        seen: list[str] = []
        work(
            dock,
            lambda d: seen.append(d.form.status.text()),
            lambda d: write(d.form.status, "Pour information"),
        )
        assert seen == ["Provisoire"]
        assert entries(dock) == {}
        assert dock.form.cartouche.text() == "Carto&uche…"

    def test_an_epci_begins_with_its_own_words(self, dock: SheetDock, gazetteer: Gazetteer) -> None:
        dock.chooser.choose(gazetteer.resolve("200068500"))
        seen: list[str] = []
        work(
            dock,
            lambda d: seen.append(d.form.sheet_word.text()),
            lambda d: write(d.form.status, "Provisoire"),
        )
        assert seen == ["PLAN"]
        assert entries(dock) == {"status": "Provisoire"}

    def test_left_it_changes_nothing(self, dock: SheetDock) -> None:
        work(dock, lambda d: write(d.form.status, "Provisoire"), ok=False)
        assert entries(dock) == {}

    def test_the_sheet_follows_the_keys_once_they_rest(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = note_pictures(monkeypatch)
        pages: list[QImage] = []

        def type_slowly(dialog: Any) -> None:
            wait_for(lambda: not dialog._timer.isActive())
            pages.append(dialog.sheet.page())
            del drawn[:]
            dialog.form.status.setFocus()
            dialog.form.status.selectAll()
            QTest.keyClicks(dialog.form.status, "DRAFT", delay=20)
            assert drawn == []
            wait_for(lambda: drawn)
            pages.append(dialog.sheet.page())

        work(dock, type_slowly)
        assert drawn == ["DRAFT"]
        assert pages[0] != pages[1]

    def test_the_sheet_is_drawn_once_at_first(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = note_pictures(monkeypatch)
        work(dock, lambda d: QTest.qWait(2 * d._pause))
        assert len(drawn) == 1

    def test_the_sheet_fills_the_window(self, dock: SheetDock) -> None:
        widths: list[tuple[int, int]] = []

        def resize(dialog: Any) -> None:
            for size in ((700, 500), (1100, 800)):
                dialog.resize(*size)
                wait_for(lambda: dialog.sheet.page().width() == dialog.sheet.page_width())
                room = dialog.sheet.viewport().rect()
                widths.append((dialog.sheet.page().width(), room.width()))
                assert dialog.sheet.page().height() <= room.height()

        work(dock, resize)
        assert widths[0][0] < widths[1][0]
        assert all(0.95 * room < page <= room for page, room in widths)

    def test_the_cartouche_is_looked_at_from_near(self, dock: SheetDock) -> None:
        def look(dialog: Any) -> None:
            whole = dialog.sheet.page_width()
            click(dialog.form.near)
            assert dialog.sheet.page_width() > 2 * whole
            view, place = dialog.sheet, dialog._preview.place("cartouche")
            page = view.scene().sceneRect()
            room = view.viewport().rect()
            for corner in (place.topLeft(), place.bottomRight()):
                there = QPointF(corner.x() * page.width(), corner.y() * page.height())
                assert room.contains(view.mapFromScene(there))
            wait_for(lambda: view.page().width() == view.page_width())
            click(dialog.form.whole)
            assert view.page_width() == pytest.approx(whole, abs=2)

        work(dock, look)

    def test_the_wheel_and_a_double_click_zoom(self, dock: SheetDock) -> None:
        def zoom(dialog: Any) -> None:
            view = dialog.sheet
            whole, middle = view.page_width(), view.viewport().rect().center()
            turn(view, 120)
            assert view.page_width() > whole
            turn(view, -120)
            turn(view, -120)
            assert view.page_width() == pytest.approx(whole, abs=2)
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            assert view.page_width() > 3 * whole
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
            assert view.page_width() == pytest.approx(whole, abs=2)

        work(dock, zoom)

    def test_what_the_user_should_know_stands_above_the_sheet(self, dock: SheetDock) -> None:
        dock.form.scale.setCurrentText("1000")
        seen: list[str] = []
        work(dock, lambda d: seen.append(d.form.refusal.text()))
        assert "does not show the whole territory" in seen[0]

    def test_without_a_sheet_it_says_why(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        dock.sources.take(str(tmp_path / "gone.gpkg"))
        seen: list[str] = []
        work(
            dock,
            lambda d: seen.append(d.form.refusal.text()),
            lambda d: write(d.form.status, "Provisoire"),
        )
        assert "gone.gpkg" in seen[0]
        assert entries(dock) == {"status": "Provisoire"}
        assert desktop.messages() == []

    def test_an_office_that_is_damaged_later_is_told(self, dock: SheetDock, offices: Path) -> None:
        def spoil(dialog: Any) -> None:
            offices.mkdir(parents=True, exist_ok=True)
            (offices / "59.json").write_text("{")
            write(dialog.form.status, "Provisoire")
            wait_for(lambda: "not valid JSON" in dialog.form.refusal.text())
            assert dialog.sheet.has_page
            (offices / "59.json").unlink()
            write(dialog.form.status, "Provisoires")
            wait_for(lambda: "JSON" not in dialog.form.refusal.text())

        work(dock, spoil)

    def test_it_is_saved_to_a_file_and_opened_again(self, dock: SheetDock, tmp_path: Path) -> None:
        def save(dialog: Any) -> None:
            write(dialog.form.status, "Provisoire – été")
            timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "mine")))
            click(dialog.save)
            assert not timer.isActive()
            click(dialog.reset)
            assert dialog.form.status.text() == "Pour information"
            assert dialog.entries() == {}
            timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "mine.json")))
            click(dialog.open_button)
            assert not timer.isActive()

        work(dock, save)
        assert read_cartouche(tmp_path / "mine.json") == {"status": "Provisoire – été"}
        assert entries(dock) == {"status": "Provisoire – été"}

    def test_what_a_file_says_beyond_the_form_is_kept_and_told(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        file = tmp_path / "theirs.json"
        file.write_text(json.dumps({"office": "AGENCE", "status": "Pour avis"}), encoding="utf-8")
        shown_texts: list[str] = []

        def load(dialog: Any) -> None:
            assert not dialog.form.others.isVisible()
            timer = when(dialog_is_open, lambda: save_as(str(file)))
            click(dialog.open_button)
            assert not timer.isActive()
            shown_texts.append(dialog.form.others.text())
            assert dialog.form.others.isVisible()

        work(dock, load)
        assert "says 1 more" in shown_texts[0]
        assert entries(dock) == {"office": "AGENCE", "status": "Pour avis"}

    def test_a_wrong_file_is_one_sentence_and_changes_nothing(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        file = tmp_path / "wrong.json"
        file.write_text('{"statut": "?"}', encoding="utf-8")
        shown_texts: list[str] = []

        def load(dialog: Any) -> None:
            write(dialog.form.status, "Provisoire")
            timer = when(dialog_is_open, lambda: save_as(str(file)))
            click(dialog.open_button)
            assert not timer.isActive()
            shown_texts.extend(texts(dialog.form.bar))

        work(dock, load)
        assert len(shown_texts) == 1
        assert "statut" in shown_texts[0]
        assert entries(dock) == {"status": "Provisoire"}

    def test_the_numbers_of_several_sheets_are_counted(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entry = dock.chooser.chosen()
        assert entry is not None
        dock.cartouches.put(entry, {"sheet_number": 3})
        monkeypatch.setattr("srce_pac.ui.dock.cartouche_step.chosen_sheets", lambda _: ["srce", ""])
        shown: list[Any] = []

        def look(dialog: Any) -> None:
            form = dialog.form
            shown.extend((form.sheet_number.value(), form.sheet_total.value()))
            assert not form.sheet_number.isEnabled()
            assert "counted" in form.sheet_total.toolTip()
            write(form.status, "Provisoire")

        work(dock, look)
        assert shown == [1, 2]
        assert entries(dock) == {"sheet_number": 3, "status": "Provisoire"}

    def test_disabling_the_plugin_closes_it(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop
    ) -> None:
        timer = when(lambda: dialog_is_open(CartoucheDialog), plugin.unload)
        click(dock.form.cartouche)
        assert not timer.isActive()
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []

    def test_disabling_the_plugin_closes_what_it_asks_as_well(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop
    ) -> None:
        save = when(lambda: dialog_is_open(CartoucheDialog), lambda: later(modal().save))
        unload = when(dialog_is_open, plugin.unload)
        click(dock.form.cartouche)
        assert not save.isActive()
        assert not unload.isActive()
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []

    def test_disabling_the_plugin_while_the_sheet_is_prepared_opens_nothing(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop
    ) -> None:
        timer = when(lambda: dock.progress is not None, plugin.unload)
        click(dock.form.cartouche)
        assert not timer.isActive()
        settle()
        assert modal() is None
        assert desktop.window.findChildren(SheetDock) == []


def note_pictures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The status of every picture that is drawn from here on."""
    drawn: list[str] = []
    picture = SheetPreview.picture

    def note(preview: SheetPreview, entries: dict[str, Any], width: int, office: Any) -> QImage:
        drawn.append(entries.get("status", ""))
        return picture(preview, entries, width, office)

    monkeypatch.setattr(SheetPreview, "picture", note)
    return drawn


def turn(view: Any, angle: int) -> None:
    """Turn the wheel over the middle of a view."""
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        QPointF(view.viewport().mapToGlobal(middle.toPoint())),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def later(button: QAbstractButton) -> None:
    """Click once the event loop of the dialog is back: what follows opens another."""
    QTimer.singleShot(0, button.click)

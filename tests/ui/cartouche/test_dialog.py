# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialogs and the options page, driven by keys and clicks on their real widgets."""

from __future__ import annotations

import datetime
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QPoint, QPointF, Qt, QTimer
from qgis.PyQt.QtGui import QImage, QWheelEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QSpinBox,
)

import srce_pac
from srce_pac.core.common.request import EPCI
from srce_pac.core.preview import SheetPreview
from srce_pac.core.settings import Settings
from srce_pac.core.sheet.cartouche import (
    Cartouche,
    month_and_year,
    read_cartouche,
    read_office,
    write_office,
)
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    own_desktop,
    press,
    save_as,
    settle,
    wait_for,
    when,
)
from srce_pac.ui.cartouche.dialog import CartoucheDialog
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.selection import SelectionDialog
from srce_pac.ui.options.page import OptionsPage

Key = Qt.Key
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
<rect width="9" height="9"/></svg>"""


@pytest.fixture(scope="module")
def gazetteer(qgis_app: QgsApplication) -> Gazetteer:
    return open_gazetteer()


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", tmp_path) as desktop:
        yield desktop


@pytest.fixture
def plugin(desktop: Desktop) -> Iterator[SrcePacPlugin]:
    plugin = srce_pac.classFactory(desktop)
    plugin.initGui()
    plugin.action.trigger()
    settle()
    yield plugin
    plugin.unload()


@pytest.fixture
def dock(plugin: SrcePacPlugin, gazetteer: Gazetteer) -> SheetDock:
    """The dock with Haynecourt chosen, but nothing loaded."""
    plugin.dock.chooser.choose(gazetteer.resolve("59294"))
    return plugin.dock


@pytest.fixture
def offices(qgis_profile: Path) -> Path:
    """The folder of the user's offices; not there yet."""
    return qgis_profile / "data" / "offices"


def modal() -> Any:
    return QApplication.activeModalWidget()


def write(field: Any, text: str) -> None:
    """Type a text in the place of what a field holds."""
    field.setFocus()
    field.selectAll()
    if isinstance(field, QLineEdit):
        field.insert(text)  # QTest types ASCII only
    else:
        field.insertPlainText(text)


def accept(dialog: QDialog) -> None:
    click(dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok))


def texts(bar: Any) -> list[str]:
    return [html.unescape(item.text()) for item in bar.items()]


class TestCartouche:
    """What one export says otherwise than its sheet and its office."""

    def work(self, dock: SheetDock, *steps: Callable[[Any], object], ok: bool = True) -> None:
        """Open the dialog, do some things in it once the sheet is there, and close it."""

        def answer() -> None:
            dialog = modal()
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

    def test_it_needs_a_territory(self, plugin: SrcePacPlugin) -> None:
        assert not plugin.dock.form.cartouche.isEnabled()

    def test_it_begins_with_what_the_sheet_and_the_office_say(self, dock: SheetDock) -> None:
        seen: dict[str, Any] = {}

        def look(dialog: Any) -> None:
            form = dialog.form
            seen.update(status=form.status.text(), word=form.sheet_word.text())
            seen.update(number=form.sheet_number.value(), total=form.sheet_total.value())
            seen.update(date=form.date.text(), notice=form.notice.isChecked())
            assert form.date.placeholderText() == month_and_year(datetime.date.today())
            assert "D.D.T.M 59" in form.office.text()
            assert not dialog.reset.isEnabled()

        self.work(dock, look)
        assert seen == {
            **{"status": "Pour information", "word": "CARTE :", "number": 1, "total": 4},
            **{"date": "", "notice": True},
        }
        assert dock._cartouches == {"commune": {}}

    def test_what_is_changed_is_printed(self, dock: SheetDock, tmp_path: Path) -> None:
        self.work(
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
        self.work(dock, lambda d: write(d.form.status, "Provisoire"))
        assert dock._cartouches == {"commune": {"status": "Provisoire"}}
        seen: list[str] = []
        self.work(
            dock,
            lambda d: seen.append(d.form.status.text()),
            lambda d: write(d.form.status, "Pour information"),
        )
        assert seen == ["Provisoire"]
        assert dock._cartouches == {"commune": {}}
        assert dock.form.cartouche.text() == "Carto&uche…"

    def test_an_epci_has_its_own(self, dock: SheetDock, gazetteer: Gazetteer) -> None:
        self.work(dock, lambda d: write(d.form.sheet_word, "FEUILLE"))
        dock.chooser.choose(gazetteer.resolve("200068500"))
        assert dock.form.cartouche.text() == "Carto&uche…"
        seen: list[str] = []
        self.work(
            dock,
            lambda d: seen.append(d.form.sheet_word.text()),
            lambda d: write(d.form.status, "Provisoire"),
        )
        assert seen == ["PLAN"]
        assert dock._cartouches[EPCI] == {"status": "Provisoire"}
        dock.chooser.choose(gazetteer.resolve("59552"))
        assert dock.form.cartouche.text() == "Carto&uche… (1 changed)"

    def test_left_it_changes_nothing(self, dock: SheetDock) -> None:
        self.work(dock, lambda d: write(d.form.status, "Provisoire"), ok=False)
        assert dock._cartouches == {}

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

        self.work(dock, type_slowly)
        assert drawn == ["DRAFT"]
        assert pages[0] != pages[1]

    def test_the_sheet_is_drawn_once_at_first(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = note_pictures(monkeypatch)
        self.work(dock, lambda d: QTest.qWait(2 * d._pause))
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

        self.work(dock, resize)
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

        self.work(dock, look)

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

        self.work(dock, zoom)

    def test_what_the_user_should_know_stands_above_the_sheet(self, dock: SheetDock) -> None:
        dock.form.scale.setCurrentText("1000")
        seen: list[str] = []
        self.work(dock, lambda d: seen.append(d.form.refusal.text()))
        assert "does not show the whole territory" in seen[0]

    def test_without_a_sheet_it_says_why(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        dock.sources.take(str(tmp_path / "gone.gpkg"))
        seen: list[str] = []
        self.work(
            dock,
            lambda d: seen.append(d.form.refusal.text()),
            lambda d: write(d.form.status, "Provisoire"),
        )
        assert "gone.gpkg" in seen[0]
        assert dock._cartouches == {"commune": {"status": "Provisoire"}}
        assert desktop.messages() == []

    def test_a_sheet_that_fails_later_is_one_sentence(self, dock: SheetDock, offices: Path) -> None:
        def spoil(dialog: Any) -> None:
            offices.mkdir(parents=True, exist_ok=True)
            (offices / "59.json").write_text("{")
            write(dialog.form.status, "Provisoire")
            wait_for(lambda: "not valid JSON" in dialog.form.refusal.text())
            assert not dialog.sheet.has_page
            (offices / "59.json").unlink()
            write(dialog.form.status, "Provisoires")
            wait_for(lambda: dialog.sheet.has_page)

        self.work(dock, spoil)

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

        self.work(dock, save)
        assert read_cartouche(tmp_path / "mine.json") == {"status": "Provisoire – été"}
        assert dock._cartouches == {"commune": {"status": "Provisoire – été"}}

    def test_what_a_file_says_beyond_the_form_is_kept_and_told(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        file = tmp_path / "theirs.json"
        file.write_text(json.dumps({"office": "AGENCE", "status": "Pour avis"}), encoding="utf-8")
        told: list[str] = []

        def load(dialog: Any) -> None:
            assert not dialog.form.others.isVisible()
            timer = when(dialog_is_open, lambda: save_as(str(file)))
            click(dialog.open_button)
            assert not timer.isActive()
            told.append(dialog.form.others.text())
            assert dialog.form.others.isVisible()

        self.work(dock, load)
        assert "says 1 more" in told[0]
        assert dock._cartouches == {"commune": {"office": "AGENCE", "status": "Pour avis"}}

    def test_a_wrong_file_is_one_sentence_and_changes_nothing(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        file = tmp_path / "wrong.json"
        file.write_text('{"statut": "?"}', encoding="utf-8")
        told: list[str] = []

        def load(dialog: Any) -> None:
            write(dialog.form.status, "Provisoire")
            timer = when(dialog_is_open, lambda: save_as(str(file)))
            click(dialog.open_button)
            assert not timer.isActive()
            told.extend(texts(dialog.form.bar))

        self.work(dock, load)
        assert len(told) == 1
        assert "statut" in told[0]
        assert dock._cartouches == {"commune": {"status": "Provisoire"}}

    def test_the_numbers_of_several_sheets_are_counted(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        dock._cartouches = {"commune": {"sheet_number": 3}}
        monkeypatch.setattr(dock, "_sheets", lambda: ["srce", "srce"])
        shown: list[Any] = []

        def look(dialog: Any) -> None:
            form = dialog.form
            shown.extend((form.sheet_number.value(), form.sheet_total.value()))
            assert not form.sheet_number.isEnabled()
            assert "counted" in form.sheet_total.toolTip()
            write(form.status, "Provisoire")

        self.work(dock, look)
        assert shown == [1, 2]
        assert dock._cartouches == {"commune": {"sheet_number": 3, "status": "Provisoire"}}

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

    def note(preview: SheetPreview, entries: dict[str, Any], width: int) -> QImage:
        drawn.append(entries.get("status", ""))
        return picture(preview, entries, width)

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


class TestOptions:
    """The page of QGIS's Options dialog."""

    @pytest.fixture
    def page(self, plugin: SrcePacPlugin, desktop: Desktop, offices: Path) -> Iterator[Any]:
        page = self.open(desktop)
        choose(page, "59")
        yield page
        page.close()
        page.deleteLater()

    def open(self, desktop: Desktop) -> Any:
        page = desktop.options[0].createWidget(desktop.window)
        page.resize(700, 800)
        page.setWindowFlag(Qt.WindowType.Dialog)
        page.show()
        page.activateWindow()
        settle()
        return page

    def test_it_begins_with_the_settings(self, desktop: Desktop, plugin: SrcePacPlugin) -> None:
        Settings(office="62", outlines=True).save()
        page = self.open(desktop)
        assert page.form.printing.currentData() == "62"
        assert page.form.edited.currentData() == "62"
        assert page.form.outlines.isChecked()
        assert not page.form.geopdf.isChecked()
        assert page.form.office.text() == read_office("62")["office"]
        page.deleteLater()

    def test_an_office_of_ones_own_is_shown_first(
        self, desktop: Desktop, plugin: SrcePacPlugin, offices: Path
    ) -> None:
        write_office("60", {"office": "À MOI"})
        page = self.open(desktop)
        assert page.form.edited.currentData() == "60"
        assert page.form.printing.currentData() == ""
        page.deleteLater()

    def test_offices_are_listed_by_what_they_print(self, page: Any) -> None:
        names = [page.form.printing.itemText(i) for i in range(page.form.printing.count())]
        assert names[0] == "The office of the territory's département"
        assert "D.D.T.M 59 (59)" in names

    def test_the_choices_of_the_pdf_reach_the_next_export(self, page: Any, dock: SheetDock) -> None:
        page.form.printing.setCurrentText("D.D.T.M 62 (62)")
        click_box(page.form.outlines)
        click_box(page.form.geopdf)
        page.apply()
        entry = dock.chooser.chosen()
        assert entry is not None
        request = dock._request(entry)
        assert (request.office, request.outlines, request.geopdf) == ("62", True, True)
        click_box(page.form.outlines)
        page.apply()
        # As the file of settings says it, not as QGIS remembers it.
        QgsSettings().sync()
        assert Settings.load().outlines is False
        assert Settings.load().geopdf is True

    def test_what_is_written_is_printed(
        self, page: Any, dock: SheetDock, tmp_path: Path, offices: Path
    ) -> None:
        write(page.form.status, "Document de travail")
        write(page.form.service, "Service Essai\nUnité Épreuve")
        page.apply()
        saved = json.loads((offices / "59.json").read_text(encoding="utf-8"))
        assert saved["status"] == "Document de travail"
        assert saved["email"] == "ddtm-suct@nord.gouv.fr"
        assert "procedure" not in saved
        timer = when(dialog_is_open, lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        assert not timer.isActive()
        text = pdf.text(tmp_path / "sheet.pdf")
        for item in ("Document de travail", "Service Essai", "Unité Épreuve"):
            assert item in text

    def test_a_text_taken_away_is_left_to_the_sheet(self, page: Any, offices: Path) -> None:
        write(page.form.email, "")
        page.apply()
        assert "email" not in read_office("59")
        assert read_office("59")["office"] == "D.D.T.M 59"

    def test_nothing_changed_writes_nothing(self, page: Any, offices: Path) -> None:
        page.form.edited.setCurrentIndex(1)
        page.form.edited.activated.emit(1)
        page.apply()
        assert list(offices.glob("*")) == []

    def test_every_office_that_was_changed_is_saved(self, page: Any) -> None:
        write(page.form.status, "Un")
        choose(page, "62")
        assert page.form.status.text() == ""
        write(page.form.status, "Deux")
        choose(page, "59")
        assert page.form.status.text() == "Un"
        page.apply()
        assert [read_office(name)["status"] for name in ("59", "62")] == ["Un", "Deux"]

    def test_entries_without_a_field_are_kept(self, page: Any) -> None:
        write_office("59", {"office": "D.D.T.M", "notice": False, "status": ""})
        choose(page, "59")
        write(page.form.email, "a@b.fr")
        page.apply()
        expected = {"office": "D.D.T.M", "notice": False, "status": "", "email": "a@b.fr"}
        assert read_office("59") == expected

    def test_a_logo_is_shown_and_taken_along(
        self, page: Any, offices: Path, tmp_path: Path
    ) -> None:
        logo = tmp_path / "logo.svg"
        logo.write_text(LOGO, encoding="utf-8")
        write(page.form.logo.lineEdit(), str(logo))
        assert page.form.picture.isVisible()
        assert page.form.picture.pixmap().toImage().pixelColor(3, 3).alpha() == 255
        page.apply()
        assert Path(read_office("59")["logo"]) == offices / "59_logo.svg"
        write(page.form.logo.lineEdit(), "")
        assert not page.form.picture.isVisible()
        page.apply()
        assert "logo" not in read_office("59")

    def test_a_file_that_is_no_picture_is_told(self, page: Any, tmp_path: Path) -> None:
        wrong = tmp_path / "logo.png"
        wrong.write_text("no picture")
        write(page.form.logo.lineEdit(), str(wrong))
        assert page.form.picture.text() == "No picture"

    @pytest.mark.parametrize(
        ("name", "told"), [("a/b", "no name for an office"), ("62", "called “62” already")]
    )
    def test_a_name_that_cannot_be_is_refused(self, page: Any, name: str, told: str) -> None:
        new_office(page, name)
        assert [told in text for text in texts(page.form.bar)] == [True]
        assert page.form.edited.currentData() == "59"

    def test_another_office_is_written(self, page: Any, dock: SheetDock) -> None:
        new_office(page, "Agence d-ici")
        assert page.form.office.text() == ""
        write(page.form.office, "AGENCE")
        page.apply()
        assert read_office("Agence d-ici") == {"office": "AGENCE"}

    def test_texts_go_to_a_colleague_and_come_back(self, page: Any, tmp_path: Path) -> None:
        write(page.form.status, "Partagé")
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "shared")))
        click(page.form.export_)
        assert not timer.isActive()
        assert read_cartouche(tmp_path / "shared.json")["status"] == "Partagé"
        choose(page, "62")
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "shared.json")))
        click(page.form.import_)
        assert not timer.isActive()
        assert page.form.status.text() == "Partagé"
        page.apply()
        assert read_office("62")["office"] == "D.D.T.M 59"

    def test_a_wrong_file_is_one_sentence_and_changes_nothing(
        self, page: Any, tmp_path: Path, offices: Path
    ) -> None:
        file = tmp_path / "wrong.json"
        file.write_text("[]")
        timer = when(dialog_is_open, lambda: save_as(str(file)))
        click(page.form.import_)
        assert not timer.isActive()
        assert ["wrong.json" in text for text in texts(page.form.bar)] == [True]
        assert page.form.office.text() == "D.D.T.M 59"
        page.apply()
        assert list(offices.glob("*")) == []

    @pytest.mark.parametrize("answer", ["Yes", "No"])
    def test_the_bundled_texts_are_back_after_a_question(
        self, page: Any, offices: Path, answer: str
    ) -> None:
        assert not page.form.remove.isEnabled()
        write(page.form.status, "À moi")
        page.apply()
        choose(page, "59")
        assert page.form.remove.isEnabled()
        write(page.form.email, "moi@nord.fr")
        timer = when(
            lambda: dialog_is_open(QMessageBox),
            lambda: click(modal().button(getattr(QMessageBox.StandardButton, answer))),
        )
        click(page.form.remove)
        assert not timer.isActive()
        removed = answer == "Yes"
        assert page.form.status.text() == ("" if removed else "À moi")
        assert (offices / "59.json").exists() != removed
        page.apply()
        assert (offices / "59.json").exists() != removed

    def test_an_office_that_is_gone_prints_no_more(self, page: Any, offices: Path) -> None:
        new_office(page, "agence")
        page.form.printing.setCurrentText("agence")
        page.apply()
        assert Settings.load().office == "agence"
        timer = when(
            lambda: dialog_is_open(QMessageBox),
            lambda: click(modal().button(QMessageBox.StandardButton.Yes)),
        )
        click(page.form.remove)
        assert not timer.isActive()
        assert page.form.printing.currentData() == ""
        page.apply()
        assert Settings.load().office == ""

    def test_what_cannot_be_saved_is_not_lost(
        self, page: Any, desktop: Desktop, offices: Path, tmp_path: Path
    ) -> None:
        write_office("59", {"office": "AVANT"})
        choose(page, "59")
        write(page.form.office, "APRÈS")
        write(page.form.logo.lineEdit(), str(tmp_path / "gone.png"))
        page.apply()
        message = html.unescape(desktop.messages()[0])
        assert len(desktop.messages()) == 1
        assert "gone.png" in message
        assert "still on the options page" in message
        assert read_office("59") == {"office": "AVANT"}
        again = self.open(desktop)
        assert again.form.office.text() == "APRÈS"
        write(again.form.logo.lineEdit(), "")
        again.apply()
        assert read_office("59") == {"office": "APRÈS"}
        third = self.open(desktop)
        assert third._drafts == {}
        again.deleteLater()
        third.deleteLater()

    def test_a_damaged_file_is_one_sentence_and_stays_as_it_is(
        self, plugin: SrcePacPlugin, desktop: Desktop, offices: Path
    ) -> None:
        offices.mkdir(parents=True, exist_ok=True)
        (offices / "59.json").write_text("{")
        page = self.open(desktop)
        assert ["59.json" in text for text in texts(page.form.bar)] == [True]
        page.apply()
        assert (offices / "59.json").read_text() == "{"
        page.deleteLater()

    def test_left_it_saves_nothing(self, page: Any, offices: Path) -> None:
        write(page.form.status, "Abandonné")
        page.close()
        assert list(offices.glob("*")) == []

    def test_it_scrolls_on_a_small_screen(self, page: Any) -> None:
        assert page.minimumSizeHint().height() < 400


def choose(page: Any, name: str) -> None:
    combo = page.form.edited
    combo.setCurrentIndex(combo.findData(name))
    combo.activated.emit(combo.currentIndex())


def click_box(box: Any) -> None:
    """Click on the box itself: its text does not fill the widget."""
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def new_office(page: Any, name: str) -> None:
    def answer() -> None:
        line = modal().findChild(QLineEdit)
        line.setText(name)
        press(line, Key.Key_Return)

    timer = when(lambda: dialog_is_open(QInputDialog), answer)
    click(page.form.new_)
    assert not timer.isActive()


class TestSelection:
    """Communes put together under a title."""

    @pytest.fixture
    def dialog(self, desktop: Desktop, gazetteer: Gazetteer) -> Iterator[Any]:
        dialog = SelectionDialog(gazetteer, None, desktop.window)
        dialog.show()
        dialog.activateWindow()
        settle()
        yield dialog
        dialog.deleteLater()

    def add(self, dialog: Any, text: str) -> None:
        write(dialog.form.search, text)
        dialog.form.search.textEdited.emit(text)
        press(dialog.form.search, Key.Key_Return)

    def listed(self, dialog: Any) -> list[str]:
        communes = dialog.form.communes
        return [communes.item(row).text() for row in range(communes.count())]

    def test_typing_completes_and_enter_adds(self, dialog: Any) -> None:
        dialog.form.search.setFocus()
        QTest.keyClicks(dialog.form.search, "haynec")
        assert dialog.search.popup.isVisible()
        press(dialog.search.popup, Key.Key_Return)
        assert self.listed(dialog) == ["Haynecourt (59294) – Nord"]
        assert dialog.form.search.text() == ""
        assert dialog.isVisible()
        self.add(dialog, "59552")
        assert self.listed(dialog)[1:] == ["Sancourt (59552) – Nord"]
        assert dialog.form.count.text() == "2 communes · 518 inhabitants"
        assert dialog.isVisible()

    def test_an_epci_adds_all_its_communes_once(self, dialog: Any) -> None:
        self.add(dialog, "59294")
        self.add(dialog, "200068500")
        assert len(self.listed(dialog)) == 55
        assert len(set(self.listed(dialog))) == 55

    @pytest.mark.parametrize(
        "copied",
        ["59294\n59552\r\n", "59294;59552", "59294 59552", "Haynecourt\t59552"],
    )
    def test_codes_are_pasted(self, dialog: Any, copied: str) -> None:
        QApplication.clipboard().setText(copied)
        click(dialog.form.paste)
        assert [text[:4] for text in self.listed(dialog)] == ["Hayn", "Sanc"]

    def test_what_is_unknown_is_one_sentence(self, dialog: Any) -> None:
        QApplication.clipboard().setText("59294\n99999\nxyzzy")
        click(dialog.form.paste)
        assert len(self.listed(dialog)) == 1
        assert len(texts(dialog.form.bar)) == 1
        assert "99999, xyzzy" in texts(dialog.form.bar)[0]
        self.add(dialog, "59552")
        assert texts(dialog.form.bar) == []

    def test_members_that_are_not_loaded_are_left_out_and_told(self, dialog: Any) -> None:
        self.add(dialog, "247600588")
        assert "76192" in texts(dialog.form.bar)[0]
        assert "76192" not in dialog.selection().members

    def test_marked_communes_are_removed(self, dialog: Any) -> None:
        self.add(dialog, "59294, 59552, 59122")
        communes = dialog.form.communes
        assert not dialog.form.remove.isEnabled()
        communes.setCurrentRow(0)
        click(dialog.form.remove)
        communes.setFocus()
        communes.setCurrentRow(1)
        press(communes, Key.Key_Delete)
        assert self.listed(dialog) == ["Sancourt (59552) – Nord"]

    def test_without_communes_there_is_nothing_to_accept(self, dialog: Any) -> None:
        ok = dialog.form.buttons.button(QDialogButtonBox.StandardButton.Ok)
        assert not ok.isEnabled()
        self.add(dialog, "59294")
        assert ok.isEnabled()

    def test_a_title_is_proposed(self, dialog: Any) -> None:
        self.add(dialog, "59294, 59552")
        assert dialog.form.title.placeholderText() == "Haynecourt, Sancourt"
        assert dialog.selection().name == "Haynecourt, Sancourt"
        write(dialog.form.title, "Canton d'Essai")
        assert dialog.selection().title == "Canton d'Essai"

    def test_a_selection_is_opened_again(
        self, dialog: Any, desktop: Desktop, gazetteer: Gazetteer
    ) -> None:
        self.add(dialog, "59294, 59552")
        write(dialog.form.title, "Canton d'Essai")
        again = SelectionDialog(gazetteer, dialog.selection(), desktop.window)
        assert again.selection() == dialog.selection()
        again.deleteLater()


class TestForms:
    """What holds for every dialog."""

    @pytest.fixture(params=["cartouche", "options", "selection"])
    def form(
        self,
        request: pytest.FixtureRequest,
        desktop: Desktop,
        gazetteer: Gazetteer,
        dock: SheetDock,
    ) -> Iterator[Any]:
        entry = gazetteer.resolve("59294")
        if request.param == "cartouche":
            said = Cartouche()
            widget: Any = CartoucheDialog(said, {}, None, "", desktop.window)
        elif request.param == "options":
            widget = OptionsPage(desktop.bar, {}, desktop.window)
        else:
            widget = SelectionDialog(gazetteer, gazetteer.selection([entry]), desktop.window)
        widget.show()
        settle()
        yield widget
        widget.deleteLater()

    def test_mnemonics_are_each_its_own(self, form: Any) -> None:
        widgets = form.findChildren((QLabel, QAbstractButton))
        keys = [m[1].lower() for w in widgets for m in [re.search("&(.)", w.text())] if m]
        assert len(keys) >= 3
        assert len(keys) == len(set(keys))

    def test_every_field_has_its_label(self, form: Any) -> None:
        buddies = {label.buddy() for label in form.findChildren(QLabel)}
        for kind in (QLineEdit, QPlainTextEdit, QSpinBox):
            for field in form.findChildren(kind):
                own = not field.objectName().startswith("qt_") and hasattr(
                    form.form, field.objectName() or "-"
                )
                assert not own or field in buddies, field.objectName()

    def test_labels_end_without_a_colon(self, form: Any) -> None:
        labels = [w.text() for w in form.findChildren((QLabel, QAbstractButton))]
        assert [text for text in labels if text.rstrip().endswith(":")] == []

    def test_it_fits_a_small_screen(self, form: Any) -> None:
        hint = form.minimumSizeHint()
        assert hint.width() <= 620
        assert hint.height() <= 700

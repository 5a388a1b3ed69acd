# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in QGIS's Options dialog, driven by keys and clicks on its real widgets."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QInputDialog, QLineEdit, QMessageBox

from srce_pac.core.common.settings import Settings
from srce_pac.core.sheet.cartouche import read_cartouche, read_office, write_office
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    when,
)
from srce_pac.tests.support.dialogs import click_box, modal, texts, write
from srce_pac.ui.dock.dock import SheetDock

Key = Qt.Key
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
<rect width="9" height="9"/></svg>"""


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

    def test_answers_on_templates_are_taken_back(
        self, desktop: Desktop, plugin: SrcePacPlugin
    ) -> None:
        Settings(template_answers="yes 12 /a.qpt").save()
        page = self.open(desktop)
        click(page.form.forgetAnswers)
        assert Settings.load().template_answers == ""
        assert not page.form.forgetAnswers.isEnabled()
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

    @pytest.mark.parametrize(
        ("printed", "checked"),
        [("", []), ("none", ["none"]), ("index", ["index"]), ("ticks,folds", ["ticks", "folds"])],
    )
    def test_what_is_printed_besides_is_the_office_s_own(
        self, page: Any, printed: str, checked: list[str]
    ) -> None:
        entries = {"office": "D.D.T.M", "page": "https://d.fr", "extras": printed}
        write_office("59", entries)
        choose(page, "59")
        assert page.form.extras.checkedItemsData() == checked
        page.form.extras.setCheckedItems([page.form.extras.itemText(0)])
        page.apply()
        assert read_office("59") == {**entries, "extras": ",".join(["figures", *checked])}

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
        ("name", "reason"), [("a/b", "no name for an office"), ("62", "called “62” already")]
    )
    def test_a_name_that_cannot_be_is_refused(self, page: Any, name: str, reason: str) -> None:
        new_office(page, name)
        assert [reason in text for text in texts(page.form.bar)] == [True]
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

    def test_its_texts_of_sheets_stay_and_go_along(self, page: Any, tmp_path: Path) -> None:
        own = {"srce": {"title": "Carte du Nord", "nota": "", "labels": {"corridor": "Liens"}}}
        write_office("59", {**read_office("59"), "texts": own})
        choose(page, "62")
        assert page.form.ofSheets.isHidden()
        choose(page, "59")
        assert not page.form.ofSheets.isHidden()
        write(page.form.status, "Partagé")
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "shared")))
        click(page.form.export_)
        assert not timer.isActive()
        assert read_cartouche(tmp_path / "shared.json")["texts"] == own
        choose(page, "62")
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "shared.json")))
        click(page.form.import_)
        assert not timer.isActive()
        assert not page.form.ofSheets.isHidden()
        page.apply()
        assert read_office("62")["texts"] == own
        assert read_office("59")["texts"] == own
        assert read_office("59")["status"] == "Partagé"

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


def new_office(page: Any, name: str) -> None:
    def answer() -> None:
        line = modal().findChild(QLineEdit)
        line.setText(name)
        press(line, Key.Key_Return)

    timer = when(lambda: dialog_is_open(QInputDialog), answer)
    click(page.form.new_)
    assert not timer.isActive()

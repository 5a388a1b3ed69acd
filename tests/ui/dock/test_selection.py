# SPDX-License-Identifier: GPL-3.0-or-later
"""The dialog that puts communes together, driven by keys and clicks on its real widgets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.kept_selections import keep_selection, kept_selections
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    when,
)
from srce_pac.tests.support.dialogs import texts, write
from srce_pac.ui.dock.selection import SelectionDialog

Key = Qt.Key


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

    def test_a_title_goes_with_the_last_of_its_communes(
        self, desktop: Desktop, gazetteer: Gazetteer
    ) -> None:
        before = gazetteer.resolve("59294,59552", "SCoT")
        dialog = SelectionDialog(gazetteer, before, desktop.window)
        dialog.show()
        dialog.form.communes.setCurrentRow(0)
        click(dialog.form.remove)
        assert dialog.form.title.text() == "SCoT"
        dialog.form.communes.selectAll()
        click(dialog.form.remove)
        self.add(dialog, "59350")
        self.add(dialog, "59183")
        assert "SCoT" not in dialog.selection().name
        dialog.deleteLater()

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

    def test_a_file_of_codes_is_exported_and_imported(
        self, dialog: Any, desktop: Desktop, gazetteer: Gazetteer, tmp_path: Path
    ) -> None:
        self.add(dialog, "59294, 59552")
        file = tmp_path / "SCoT d'Essai.csv"
        timer = when(dialog_is_open, lambda: save_as(str(file)))
        click(dialog.form.save)
        assert not timer.isActive()
        again = SelectionDialog(gazetteer, None, desktop.window)
        again.take_file(file)
        assert again.selection().members == ("59294", "59552")
        assert again.selection().name == "SCoT d'Essai"
        file.write_text("code;nom\n59294;Haynecourt\n59999;X\n33999;Y\n", encoding="cp1252")
        again.take_file(file)
        assert len(texts(again.form.bar)) == 1
        assert "59999, 33999" in texts(again.form.bar)[0]
        again.deleteLater()

    def test_a_kept_selection_is_opened_and_deleted(
        self, dialog: Any, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep_selection(gazetteer.resolve("59294,59552", "SCoT"))
        self.add(dialog, "59350")
        dialog.kept.aboutToShow.emit()
        dialog.kept.actions()[0].trigger()
        assert dialog.selection() == gazetteer.resolve("59294,59552", "SCoT")
        monkeypatch.setattr("srce_pac.ui.dock.selection.ask", lambda *_: True)
        dialog.kept.actions()[-1].menu().actions()[0].trigger()
        assert kept_selections(gazetteer) == []

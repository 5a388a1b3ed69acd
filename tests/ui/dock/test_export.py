# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock prints: one sheet to a file, all of them to a folder."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QObject, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMessageBox

from srce_pac.core.common.files import ROOT
from srce_pac.core.common.settings import Settings
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
from srce_pac.tests.support.dock import counts, group_name, layer_names, load
from srce_pac.ui.dock.choices import ALL_SHEETS, numbered_sheets
from srce_pac.ui.dock.dock import SheetDock

Key = Qt.Key


class TestAllSheets:
    """Every sheet of a territory at once, numbered."""

    @pytest.fixture
    def second(self, desktop: Desktop, qgis_profile: Path) -> Path:
        """A second sheet in the user's profile."""
        definition = json.loads((ROOT / "sheets" / "srce.json").read_text(encoding="utf-8"))
        definition.update(name="Zones humides", file_prefix="ZH")
        file = qgis_profile / "sheets" / "wetlands.json"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(definition), encoding="utf-8")
        return file

    @pytest.fixture
    def all_sheets(self, second: Path, dock: SheetDock) -> SheetDock:
        load(dock)
        dock.form.sheet.setFocus()
        press(dock.form.sheet, Key.Key_End)
        assert dock.form.sheet.currentText() == "All sheets, numbered"
        return dock

    def test_the_bundled_sheets_are_a_series_of_one_by_scheme_and_the_others(
        self, dock: SheetDock
    ) -> None:
        listed = [dock.form.sheet.itemData(i) for i in range(dock.form.sheet.count())]
        assert listed == ["", "continuites", "patrimoine_naturel", "sraddet", "srce", ALL_SHEETS]
        assert numbered_sheets() == ["", "patrimoine_naturel"]

    @pytest.mark.parametrize("answer", ["Yes", "No"])
    def test_they_are_exported_into_a_folder_and_replace_files_after_a_question(
        self, all_sheets: SheetDock, desktop: Desktop, sheets: Path, answer: str
    ) -> None:
        names = [
            f"{prefix}_59294_HAYNECOURT.pdf" for prefix in ("PATRIMOINE_NATUREL", "SRCE", "ZH")
        ]
        before = b"%PDF-1.4 before"
        (sheets / "ZH_59294_HAYNECOURT.pdf").write_bytes(before)
        asked: list[str] = []

        def reply() -> None:
            box = QApplication.activeModalWidget()
            asked.append(box.text())
            click(box.button(getattr(QMessageBox.StandardButton, answer)))

        first = when(dialog_is_open, lambda: save_as(str(sheets)))
        then = when(lambda: dialog_is_open(QMessageBox), reply)
        click(all_sheets.form.export_)
        assert not first.isActive()
        assert not then.isActive()
        assert "ZH_59294_HAYNECOURT.pdf" in asked[0]
        assert "SRCE_59294" not in asked[0]
        kept = (sheets / "ZH_59294_HAYNECOURT.pdf").read_bytes() == before
        assert kept == (answer == "No")
        if answer == "Yes":
            assert sorted(path.name for path in sheets.iterdir()) == names
            assert "CARTE : 3/3" in pdf.text(sheets / names[2])
            assert "3 sheets written to sheets" in desktop.messages()

    def test_loading_and_the_layout_need_one(self, all_sheets: SheetDock) -> None:
        form = all_sheets.form
        assert not form.load.isEnabled()
        assert not form.layout_.isEnabled()
        assert form.export_.isEnabled()
        assert "one sheet" in form.load.toolTip()
        assert "one sheet" in form.layout_.toolTip()
        # A territory is still chosen.
        before = group_name()
        load(all_sheets, "cambrai")
        assert all_sheets.chooser.entry is not None
        assert all_sheets.chooser.entry.name == "Cambrai"
        assert form.export_.isEnabled()
        assert group_name() == before
        press(form.sheet, Key.Key_Home)
        assert form.load.isEnabled()
        assert form.layout_.isEnabled()
        assert "one sheet" not in form.load.toolTip()

    def test_a_damaged_sheet_costs_no_more_than_itself(
        self, desktop: Desktop, second: Path
    ) -> None:
        second.write_text("{")
        dock = SheetDock(desktop)
        assert dock.form.sheet.itemText(5) == "wetlands"
        dock.close_down()


class TestPrinting:
    def test_layout_opens_the_designer(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock)
        click(dock.form.layout_)
        names = [x.name() for x in QgsProject.instance().layoutManager().layouts()]
        assert desktop.layouts == names
        assert "Haynecourt" in names[0]
        assert counts(dock)

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("", "SRCE_59294_HAYNECOURT.pdf"),
            ("sheet", "sheet.pdf"),
            ("sheet.png", "sheet.png"),
        ],
    )
    def test_export_writes_what_the_dialog_says(
        self, dock: SheetDock, desktop: Desktop, sheets: Path, typed: str, written: str
    ) -> None:
        load(dock)
        before = layer_names()

        def answer() -> None:
            if typed:
                save_as(typed)
            else:
                press(QApplication.activeModalWidget().findChild(QLineEdit), Key.Key_Return)

        timer = when(dialog_is_open, answer)
        click(dock.form.export_)
        assert not timer.isActive()
        beside = ["sheet.pgw", "sheet.png.aux.xml"] if written.endswith(".png") else []
        assert sorted(path.name for path in sheets.iterdir()) == sorted([written, *beside])
        assert layer_names() == before
        assert f"Sheet written: {written}" in desktop.messages()

    def test_the_kind_chosen_in_the_dialog_gives_the_ending(
        self, dock: SheetDock, sheets: Path
    ) -> None:
        load(dock)

        def answer() -> None:
            dialog = QApplication.activeModalWidget()
            kinds = dialog.findChild(QComboBox, "fileTypeCombo")
            kinds.setFocus()
            press(kinds, Key.Key_Down)
            # Qt tells of a change only where the user makes it with the list.
            kinds.activated.emit(kinds.currentIndex())
            press(dialog.findChild(QLineEdit, "fileNameEdit"), Key.Key_Return)

        timer = when(dialog_is_open, answer)
        click(dock.form.export_)
        assert not timer.isActive()
        name = "SRCE_59294_HAYNECOURT"
        beside = [f"{name}.pgw", f"{name}.png.aux.xml"]
        assert sorted(path.name for path in sheets.iterdir()) == sorted([f"{name}.png", *beside])

    def test_the_links_open_the_file_and_its_folder_which_is_remembered(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        class Opener(QObject):
            opened: list[str] = []

            @pyqtSlot(QUrl)
            def open(self, url: QUrl) -> None:
                self.opened.append(url.toLocalFile())

        load(dock)
        folder = tmp_path / "L'Île & <b>é"
        folder.mkdir()
        timer = when(dialog_is_open, lambda: save_as(str(folder / "sheet.pdf")))
        click(dock.form.export_)
        assert not timer.isActive()
        opener = Opener()
        QDesktopServices.setUrlHandler("file", opener.open)
        settle()
        links = desktop.bar.currentItem().findChildren(QLabel, "messageLink")
        for link in links:
            click(link)
        QDesktopServices.unsetUrlHandler("file")
        assert opener.opened == [str(folder / "sheet.pdf"), str(folder)]
        assert Settings.load().export_folder == str(folder)

    def test_a_folder_that_cannot_be_written_is_one_sentence(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        load(dock)
        blocker = tmp_path / "file"
        blocker.write_text("")
        dock._ask_target = lambda sheets: blocker / "sheet.pdf"  # type: ignore[method-assign]
        click(dock.form.export_)
        assert len(desktop.messages()) == 1
        assert str(blocker) in html.unescape(desktop.messages()[0])
        assert dock.form.export_.isEnabled()

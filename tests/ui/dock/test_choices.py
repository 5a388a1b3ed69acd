# SPDX-License-Identifier: GPL-3.0-or-later
"""The choices of the dock: the source, the page, and what is remembered of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import QgsProject, QgsVectorFileWriter, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QComboBox, QLabel

import srce_pac
from srce_pac.core.common.errors import SourceError
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import NO_BASE
from srce_pac.core.common.settings import Settings
from srce_pac.core.layers.background import available_backgrounds
from srce_pac.core.profiles.recognition import recognise
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support import pdf
from srce_pac.tests.support.central import lock
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, save_as, when
from srce_pac.tests.support.dock import asked, background, counts, load
from srce_pac.ui.common.fields import select
from srce_pac.ui.dock.choices import chosen_options
from srce_pac.ui.dock.dock import SheetDock

DEMONSTRATION = Path(srce_pac.__file__).parent / "data" / "demonstration"
Key = Qt.Key


class TestChoices:
    def test_the_demonstration_is_called_fictitious(self, dock: SheetDock) -> None:
        assert "fictitious" in dock.form.source.itemText(0).lower()

    def test_a_source_is_named_by_its_file_and_explained_by_its_path(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        dock.sources.take(str(tmp_path / "data.gpkg"))
        assert dock.form.source.currentText() == "data.gpkg"
        assert dock.form.source.toolTip() == str(tmp_path / "data.gpkg")

    def test_a_folder_is_chosen_in_a_dialog(self, dock: SheetDock) -> None:
        timer = when(dialog_is_open, lambda: save_as(str(DEMONSTRATION)))
        dock.sources.menu.folder.trigger()
        assert not timer.isActive()
        assert Settings.load().source == str(DEMONSTRATION)
        load(dock)
        assert counts(dock)["Corridors écologiques"] == "3"

    def test_a_file_is_chosen_in_a_dialog(self, dock: SheetDock) -> None:
        file = DEMONSTRATION / "demo_corridor_l.fgb"
        timer = when(dialog_is_open, lambda: save_as(str(file)))
        dock.sources.menu.file.trigger()
        assert not timer.isActive()
        load(dock)
        assert counts(dock)["Corridors écologiques"] == "3"
        assert counts(dock)["Réservoir de Biodiversité à préserver"] == "–"

    def test_a_source_is_said_to_be_recognised_at_once(
        self, dock: SheetDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        note = dock.form.sourceNote
        dock.sources.take(str(DEMONSTRATION))
        assert re.search(r"Recognised: .+, \d+ classes", note.text())
        layer = QgsVectorLayer("Point?crs=EPSG:2154&field=a:string", "x", "memory")
        options = QgsVectorFileWriter.SaveVectorOptions()
        file = str(tmp_path / "odd.gpkg")
        context = QgsProject.instance().transformContext()
        QgsVectorFileWriter.writeAsVectorFormatV3(layer, file, context, options)
        dock.sources.take(file)
        assert "known schema" in note.text()
        assert "Data profile" in note.text()
        dock.form.source.setCurrentIndex(dock.form.source.findData("demonstration"))
        assert not note.isVisible()
        # The editor is that of the source which a message is about, else of the one in the list.
        inspected: list[str] = []

        def inspect(source: str, *_: object) -> None:
            inspected.append(source)
            raise SourceError("Seen.")

        monkeypatch.setattr("srce_pac.ui.dock.source_row.inspect_source", inspect)
        with dock.messages.shown():
            recognise(file)
        dock.messages.bar.findChild(QLabel, "messageLink").linkActivated.emit("")
        dock.sources.edit_profile.trigger()
        assert inspected == [file, "demonstration"]

    def test_a_dialog_left_changes_nothing(self, dock: SheetDock) -> None:
        timer = when(dialog_is_open, lambda: QApplication.activeModalWidget().reject())
        dock.sources.menu.file.trigger()
        assert not timer.isActive()
        assert dock.form.source.count() == 1

    def test_choices_are_there_at_the_next_start(self, desktop: Desktop) -> None:
        first = SheetDock(desktop)
        first.form.page.setCollapsed(False)
        press(first.form.outside, Key.Key_Down)
        press(first.form.template_, Key.Key_Down)
        first.sources.take(str(DEMONSTRATION))
        first.form.base.setCurrentIndex(0)
        press(first.form.base, Key.Key_Down)
        first.form.extras.setCheckedItems(["Fold marks"])
        chosen = [combo.currentData() for combo in first.findChildren(QComboBox)]
        first.close_down()
        second = SheetDock(desktop)
        assert [combo.currentData() for combo in second.findChildren(QComboBox)] == chosen
        assert chosen == [
            *("", str(DEMONSTRATION), "A4", None, "", NO_BASE, "show", "", "figures"),
        ]
        assert second.form.extras.checkedItemsData() == ["folds"]
        assert chosen_options(second.form).extras == "folds"
        assert chosen_options(second.form).base == NO_BASE
        assert not second.form.page.isCollapsed()
        second.close_down()

    def test_a_template_that_is_gone_falls_back(self, desktop: Desktop) -> None:
        Settings(template="gone", source="demonstration", outside="?").save()
        dock = SheetDock(desktop)
        assert dock.form.template_.currentData() == ""
        dock.close_down()

    def test_what_is_locked_is_printed_though_no_list_offers_it(
        self,
        desktop: Desktop,
        gazetteer: Gazetteer,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
    ) -> None:
        locked = {
            "template": "commune_a3_landscape",
            "background": "/srv/plan.tif",
            "source": "profile:gone",
            "sheet_choice": "gone",
            "styles": "/srv/set.zip",
        }
        lock(monkeypatch, locked, tmp_path)
        dock = SheetDock(desktop)
        dock.chooser.choose(gazetteer.resolve("245901160"))
        QgsProject.instance().addMapLayer(QgsVectorLayer("Point?crs=EPSG:2154", "p", "memory"))
        dock.page.list_styles()
        request = asked(dock)
        assert request.sheet == "gone"
        printed = request.template, request.background, request.source, request.styles
        assert printed == tuple(
            locked[key] for key in ("template", "background", "source", "styles")
        )
        form = dock.form
        for widget in (form.template_, form.background, form.source, form.sheet, form.styles):
            assert not widget.isEnabled()
        dock.close_down()

    def test_templates_have_names_for_people(self, dock: SheetDock) -> None:
        names = [dock.form.template_.itemText(i) for i in range(dock.form.template_.count())]
        assert "Commune A3 landscape" in names
        assert not [name for name in names if "_" in name]


class TestPage:
    """The group of what is chosen rarely."""

    def test_closed_it_tells_what_it_holds(self, dock: SheetDock) -> None:
        form = dock.form
        form.base.setCurrentIndex(0)
        assert form.page.isCollapsed()
        assert not form.pageSummary.isVisible()
        form.page.setCollapsed(False)
        form.template_.setFocus()
        press(form.template_, Key.Key_Down, 2)
        type_scale(dock, "12000")
        press(form.outside, Key.Key_Down)
        assert not form.pageSummary.isVisible()
        form.page.setCollapsed(True)
        assert form.pageSummary.isVisible()
        assert form.pageSummary.text() == "A3 · 1/12 000 · Shown"

    @pytest.mark.parametrize(
        "typed", ["12000", "1/12000", "1:12 000", "1 / 12.000", "12\u00a0000", " 1/12 000 "]
    )
    def test_any_scale_may_be_typed(self, dock: SheetDock, typed: str) -> None:
        load(dock)
        type_scale(dock, typed)
        assert asked(dock).scale == 12_000
        dock.form.outside.setFocus()
        assert dock.form.scale.currentText() == "1/12 000"

    def test_a_scale_is_chosen_from_the_list(self, dock: SheetDock) -> None:
        load(dock)
        assert asked(dock).scale is None
        dock.form.scale.setFocus()
        press(dock.form.scale, Key.Key_Down, 3)
        assert asked(dock).scale == 5_000

    @pytest.mark.parametrize("typed", ["large", "0", "1/", "12 00", "-5", "1/12/3"])
    def test_what_is_no_scale_is_one_sentence(
        self, dock: SheetDock, desktop: Desktop, typed: str
    ) -> None:
        load(dock)
        type_scale(dock, typed)
        click(dock.form.layout_)
        assert [typed.strip() in text for text in desktop.messages()] == [True]
        assert desktop.layouts == []

    def test_an_empty_scale_is_the_largest(self, dock: SheetDock) -> None:
        load(dock)
        type_scale(dock, "")
        dock.form.outside.setFocus()
        assert dock.form.scale.currentText() == "Largest that fits"

    def test_what_is_typed_is_checked_at_once(self, dock: SheetDock) -> None:
        type_scale(dock, "12 00")
        assert dock.form.scaleNote.isVisible()
        assert "“12 00” is no scale" in dock.form.scaleNote.text()
        type_scale(dock, "12 000")
        assert not dock.form.scaleNote.isVisible()

    def test_only_formats_that_suit_the_territory_are_offered(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        def templates() -> list[str]:
            combo = dock.form.template_
            return [str(combo.itemData(row)) for row in range(combo.count())]

        dock.chooser.choose(gazetteer.resolve("59294"))
        assert "commune_a3_landscape" in templates()
        assert not [name for name in templates() if name.startswith("epci")]
        select(dock.form.template_, "commune_a3_landscape")
        dock.form.template_.activated.emit(0)
        dock.chooser.choose(gazetteer.resolve("245901160"))
        assert "epci_a3_landscape" in templates()
        assert not [name for name in templates() if name.startswith("commune")]
        assert dock.form.template_.currentData() == ""
        dock.form.outside.activated.emit(0)
        dock.chooser.choose(gazetteer.resolve("59294"))
        assert dock.form.template_.currentData() == "commune_a3_landscape"

    def test_a_list_without_a_choice_is_not_shown(self, dock: SheetDock) -> None:
        dock.form.page.setCollapsed(False)
        assert dock.form.styles.count() == 1
        assert not dock.form.styles.isVisible()
        assert dock.form.base.isVisible()

    def test_papers_come_before_templates(self, dock: SheetDock) -> None:
        combo = dock.form.template_
        data = [combo.itemData(row) for row in range(combo.count())]
        assert data[:7] == ["", "A4", "A3", "A2", "A1", "A0", None]
        assert "commune_a3_landscape" in data

    def test_templates_of_ones_own_come_before_the_bundled_ones(
        self, desktop: Desktop, qgis_profile: Path
    ) -> None:
        folder = qgis_profile / "layouts"
        folder.mkdir(parents=True)
        template = folder / "zz_of_my_own.qpt"
        template.write_bytes((ROOT / "layouts" / "commune_a3_portrait.qpt").read_bytes())
        dock = SheetDock(desktop)
        assert dock.form.template_.itemText(7) == "zz of my own"
        dock.close_down()

    def test_backgrounds_follow_the_project(self, dock: SheetDock, desktop: Desktop) -> None:
        project, known = QgsProject.instance(), len(available_backgrounds())
        assert backgrounds(dock)[0] == "None"
        assert len(backgrounds(dock)) == 1 + known
        load(dock)
        # Ours are no backgrounds.
        assert len(backgrounds(dock)) == 1 + known
        layers = [
            QgsVectorLayer("Polygon?crs=EPSG:2154", "parcels", "memory"),
            QgsVectorLayer("NoGeometry", "a table", "memory"),
        ]
        project.addMapLayers(layers)
        assert backgrounds(dock)[-1] == "parcels"
        assert "a table" not in backgrounds(dock)
        layers[0].setName("cadastre")
        assert backgrounds(dock)[-1] == "cadastre"
        dock.form.background.setCurrentText("cadastre")
        assert asked(dock).background == layers[0].id()
        project.addMapLayer(QgsVectorLayer("Point?crs=EPSG:2154", "another", "memory"))
        assert dock.form.background.currentText() == "cadastre"
        project.removeMapLayer(layers[0])
        assert dock.form.background.currentText() == "None"

    def test_a_background_of_the_project_is_not_remembered(
        self, dock: SheetDock, desktop: Desktop
    ) -> None:
        background(desktop)
        dock.form.background.setFocus()
        press(dock.form.background, Key.Key_End)
        assert dock.form.background.currentText() == "background"
        assert Settings.load().background == ""

    def test_a_known_background_is_remembered(self, dock: SheetDock, desktop: Desktop) -> None:
        dock.form.background.setFocus()
        press(dock.form.background, Key.Key_Down)
        known = next(iter(available_backgrounds()))
        assert Settings.load().background == known
        again = SheetDock(desktop)
        assert again.form.background.currentData() == known
        again.close_down()

    def test_what_is_chosen_is_printed(self, dock: SheetDock, sheets: Path) -> None:
        load(dock)
        dock.form.page.setCollapsed(False)
        dock.form.template_.setFocus()
        press(dock.form.template_, Key.Key_Down)
        type_scale(dock, "31000")
        timer = when(dialog_is_open, lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        assert not timer.isActive()
        assert sorted(pdf.page_size(sheets / "sheet.pdf")) == pytest.approx([210, 297], abs=0.5)
        assert "Échelle 1/31 000" in pdf.text(sheets / "sheet.pdf")


def type_scale(dock: SheetDock, text: str) -> None:
    dock.form.page.setCollapsed(False)
    line = dock.form.scale.lineEdit()
    line.setFocus()
    line.selectAll()
    line.insert(text)  # QTest types ASCII only


def backgrounds(dock: SheetDock) -> list[str]:
    combo = dock.form.background
    return [text for row in range(combo.count()) for text in [combo.itemText(row)] if text]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock, driven by keys and clicks on its real widgets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QLocale, QObject, QPoint, Qt, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QColor, QDesktopServices, QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAction,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)

import srce_pac
from srce_pac.core.common.files import ROOT
from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.background import available_backgrounds
from srce_pac.core.layers.project_groups import find_group
from srce_pac.core.pipeline import SheetResult, load_sheet_layers
from srce_pac.core.settings import Settings
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
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.selection import SelectionDialog

HAYNECOURT = "Haynecourt (59294)"
IN_HAYNECOURT = QgsPointXY(711000, 7012200)  # EPSG:2154
DEMONSTRATION = Path(srce_pac.__file__).parent / "data" / "demonstration"

Key = Qt.Key


@pytest.fixture(scope="module")
def gazetteer(qgis_app: QgsApplication) -> Gazetteer:
    return open_gazetteer()


@pytest.fixture
def desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Desktop]:
    sheets = tmp_path / "sheets"
    sheets.mkdir()
    with own_desktop(gazetteer, monkeypatch, tmp_path / "settings", sheets) as desktop:
        yield desktop


@pytest.fixture
def sheets(desktop: Desktop, tmp_path: Path) -> Path:
    """The folder that the dock proposes for its exports; empty at first."""
    return tmp_path / "sheets"


@pytest.fixture
def plugin(desktop: Desktop) -> Iterator[SrcePacPlugin]:
    plugin = srce_pac.classFactory(desktop)
    plugin.initGui()
    plugin.action.trigger()
    settle()
    yield plugin
    plugin.unload()


@pytest.fixture
def dock(plugin: SrcePacPlugin) -> SheetDock:
    return plugin.dock


def type_in(dock: SheetDock, text: str) -> None:
    search = dock.form.search
    search.setFocus()
    search.selectAll()
    QTest.keyClicks(search, text)


def load(dock: SheetDock, text: str = "haynec") -> None:
    type_in(dock, text)
    press(dock.form.search, Key.Key_Return)
    settle()


def offered(dock: SheetDock) -> list[str]:
    popup = dock.chooser.search.popup
    if not popup.isVisible():
        return []
    model = popup.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def asked(dock: SheetDock) -> SheetRequest:
    """What the dock would ask for now."""
    entry = dock.chooser.chosen()
    assert entry is not None
    return dock._request(entry)


def counts(dock: SheetDock) -> dict[str, str]:
    tree = dock.form.layers
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    return {item.text(0): item.text(1) for item in items}


def group_name() -> str:
    group = find_group(QgsProject.instance())
    return "" if group is None else group.name()


def layer_names() -> set[str]:
    return {layer.name() for layer in QgsProject.instance().mapLayers().values()}


def progressed(dock: SheetDock, percent: int) -> bool:
    return dock.progress is not None and dock.progress.bar.value() >= percent


def cancel_button(dock: SheetDock) -> QWidget:
    assert dock.progress is not None
    return dock.progress.cancel


class TestSearch:
    def test_the_best_match_comes_first_and_is_marked(self, dock: SheetDock) -> None:
        type_in(dock, "cambrai")
        assert offered(dock)[:2] == [
            "Cambrai (59122) – Nord",
            "Communauté d'agglomération de Cambrai – Nord",
        ]
        assert dock.chooser.search.popup.currentIndex().row() == 0
        assert dock.form.search.text() == "cambrai"

    def test_enter_loads_what_is_marked(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock, "haynec")
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == "59294"
        assert dock.form.search.text() == HAYNECOURT
        assert group_name()
        assert desktop.canvas.extent().contains(IN_HAYNECOURT)
        assert desktop.canvas.extent().width() < 10_000
        assert desktop.messages() == []

    def test_the_arrows_mark_another(self, dock: SheetDock) -> None:
        type_in(dock, "cambrai")
        press(dock.chooser.search.popup, Key.Key_Down)
        assert dock.form.search.text() == "cambrai"
        press(dock.chooser.search.popup, Key.Key_Return)
        settle()
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == "200068500"

    def test_a_click_on_the_list_loads(self, dock: SheetDock) -> None:
        type_in(dock, "haynec")
        popup = dock.chooser.search.popup
        place = popup.visualRect(popup.model().index(0, 0)).center()
        QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
        settle()
        assert dock.form.search.text() == HAYNECOURT
        assert not popup.isVisible()
        assert counts(dock)

    @pytest.mark.parametrize("way", ["line", "list", "click"])
    def test_a_choice_loads_once(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch, way: str
    ) -> None:
        loads: list[str] = []

        def count(*arguments: Any) -> SheetResult:
            loads.append(way)
            return load_sheet_layers(*arguments)

        monkeypatch.setattr("srce_pac.ui.dock.dock.load_sheet_layers", count)
        type_in(dock, "haynec")
        popup = dock.chooser.search.popup
        if way == "click":
            place = popup.visualRect(popup.model().index(0, 0)).center()
            QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            press(popup if way == "list" else dock.form.search, Key.Key_Return)
        settle()
        QTest.qWait(100)
        assert loads == [way]

    @pytest.mark.parametrize("code", ["59294", "200068500"])
    def test_a_code_is_taken(self, dock: SheetDock, code: str) -> None:
        load(dock, code)
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == code

    def test_nothing_found_is_one_sentence(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock, "xyzzy")
        assert offered(dock) == []
        assert dock.chooser.entry is None
        assert len(desktop.messages()) == 1
        assert "xyzzy" in desktop.messages()[0]
        assert layer_names() == set()

    @pytest.mark.parametrize("text", ["saint", "592"])
    def test_after_the_list_was_closed_nothing_is_guessed(
        self, dock: SheetDock, desktop: Desktop, text: str
    ) -> None:
        type_in(dock, text)
        press(dock.chooser.search.popup, Key.Key_Escape)
        press(dock.form.search, Key.Key_Return)
        assert dock.chooser.entry is None
        assert len(desktop.messages()) == 1

    def test_an_empty_line_does_nothing(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock, " ")
        assert desktop.messages() == []

    def test_the_list_is_wide_enough_to_read(self, dock: SheetDock) -> None:
        dock.setFixedWidth(300)
        settle()
        type_in(dock, "communaute")
        popup = dock.chooser.search.popup
        assert popup.viewport().width() >= popup.sizeHintForColumn(0)

    def test_the_next_key_begins_another_search(self, dock: SheetDock) -> None:
        load(dock)
        QTest.keyClicks(dock.form.search, "c")
        assert dock.form.search.text() == "c"

    def test_escape_closes_the_list_then_takes_the_typing_back(self, dock: SheetDock) -> None:
        load(dock)
        type_in(dock, "camb")
        press(dock.chooser.search.popup, Key.Key_Escape)
        assert offered(dock) == []
        assert dock.form.search.text() == "camb"
        press(dock.form.search, Key.Key_Escape)
        assert dock.form.search.text() == HAYNECOURT

    def test_what_is_chosen_is_described(self, dock: SheetDock) -> None:
        load(dock)
        assert dock.form.territory.text() == (
            "Commune · Communauté d'agglomération de Cambrai · Nord · 321 inhabitants"
        )

    def test_numbers_are_written_as_the_locale_does(self, dock: SheetDock) -> None:
        usual = QLocale()
        QLocale.setDefault(QLocale("fr_FR"))
        load(dock, "200068500")
        QLocale.setDefault(usual)
        assert re.search("· 81[\u00a0\u202f]906 ", dock.form.territory.text())

    def test_an_unknown_population_is_left_out(
        self, dock: SheetDock, gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        entry = gazetteer.entry("59294")
        assert entry is not None
        object.__setattr__(entry, "population", 0)
        load(dock)
        object.__setattr__(entry, "population", 321)
        assert "inhabitants" not in dock.form.territory.text()


class TestSelection:
    """Several communes as one territory."""

    def test_codes_with_commas_make_one(self, dock: SheetDock) -> None:
        load(dock, "59294, 59552")
        assert dock.form.search.text() == "Haynecourt, Sancourt"
        assert dock.form.territory.text() == "Selection · 2 communes · Nord · 518 inhabitants"
        assert "Haynecourt, Sancourt" in group_name()
        assert counts(dock)

    def test_the_next_search_works_as_before(self, dock: SheetDock) -> None:
        load(dock, "59294, 59552")
        load(dock, "haynec")
        assert dock.form.search.text() == HAYNECOURT

    def test_an_unknown_code_is_one_sentence(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock, "59294, 59999")
        assert len(desktop.messages()) == 1
        assert "59999" in desktop.messages()[0]
        assert dock.chooser.entry is None

    def test_the_dialog_gives_it_a_title(self, dock: SheetDock) -> None:
        def answer() -> None:
            form = QApplication.activeModalWidget().form
            QTest.keyClicks(form.search, "59294, 59552")
            press(form.search, Key.Key_Return)
            form.title.setFocus()
            QTest.keyClicks(form.title, "SCoT d'Essai")
            press(form.title, Key.Key_Return)

        timer = when(lambda: dialog_is_open(SelectionDialog), answer)
        click(dock.form.gather)
        assert not timer.isActive()
        assert dock.form.search.text() == "SCoT d'Essai"
        assert "SCoT d'Essai" in group_name()
        request = asked(dock)
        assert (request.territory, request.title) == ("59294,59552", "SCoT d'Essai")

    def test_the_dialog_left_changes_nothing(self, dock: SheetDock) -> None:
        load(dock)
        timer = when(
            lambda: dialog_is_open(SelectionDialog),
            lambda: QApplication.activeModalWidget().reject(),
        )
        click(dock.form.gather)
        assert not timer.isActive()
        assert dock.form.search.text() == HAYNECOURT


class TestTyping:
    """What is typed but not accepted is not taken for what was chosen before."""

    def test_layout_and_export_wait_for_a_territory(self, dock: SheetDock) -> None:
        form = dock.form
        assert not form.load.isEnabled()
        assert not form.export_.isEnabled()
        load(dock)
        assert form.export_.isEnabled()
        type_in(dock, "camb")
        assert not form.layout_.isEnabled()
        assert not form.export_.isEnabled()
        assert form.load.isEnabled()
        assert form.territory.text() == "No territory chosen"

    def test_load_takes_what_is_typed(self, dock: SheetDock) -> None:
        type_in(dock, "haynecourt")
        click(dock.form.load)
        settle()
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == "59294"
        assert counts(dock)


class TestCounts:
    def test_every_class_is_counted(self, dock: SheetDock) -> None:
        load(dock)
        shown = counts(dock)
        assert shown["Corridors écologiques"] == "3"
        assert shown["Corridors à renaturer"] == "0"
        assert shown["Cours d'eau"] == "–"

    def test_a_name_cut_short_is_in_the_tooltip(self, dock: SheetDock) -> None:
        load(dock)
        item = dock.form.layers.topLevelItem(0)
        assert item.toolTip(0) == item.text(0)

    def test_they_go_when_another_territory_is_typed(self, dock: SheetDock) -> None:
        load(dock)
        type_in(dock, "c")
        assert counts(dock) == {}

    def test_they_go_when_the_line_is_cleared(self, dock: SheetDock) -> None:
        load(dock)
        dock.form.search.clearValue()
        assert counts(dock) == {}

    def test_they_go_when_the_source_changes(self, dock: SheetDock) -> None:
        dock.sources.take(str(DEMONSTRATION))
        load(dock)
        assert counts(dock)
        dock.form.source.setFocus()
        press(dock.form.source, Key.Key_Down)
        assert counts(dock) == {}

    def test_they_go_when_loading_fails(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        dock.sources.take(str(tmp_path / "gone.gpkg"))
        load(dock)
        assert counts(dock) == {}
        assert len(desktop.messages()) == 1
        assert "gone.gpkg" in html.unescape(desktop.messages()[0])
        assert layer_names() == set()


class TestPicking:
    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326", "EPSG:3857"])
    def test_a_click_takes_the_commune_under_it(
        self, dock: SheetDock, desktop: Desktop, crs: str
    ) -> None:
        background(desktop)
        canvas = desktop.canvas
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
        to_canvas = QgsCoordinateTransform(
            QgsCoordinateReferenceSystem("EPSG:2154"),
            QgsCoordinateReferenceSystem(crs),
            QgsProject.instance(),
        )
        point = to_canvas.transform(IN_HAYNECOURT)
        width = 0.05 if crs == "EPSG:4326" else 5_000
        canvas.setExtent(QgsRectangle.fromCenterAndSize(point, width, width))
        click(dock.form.pick)
        assert canvas.mapTool() is dock.chooser.picker
        pixel = canvas.getCoordinateTransform().transform(point)
        QTest.mouseClick(
            canvas.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(round(pixel.x()), round(pixel.y())),
        )
        settle()
        assert dock.form.search.text() == HAYNECOURT
        assert canvas.mapTool() is desktop.pan
        assert not dock.form.pick.isChecked()
        assert counts(dock)

    def test_outside_all_communes_it_says_so(self, dock: SheetDock, desktop: Desktop) -> None:
        background(desktop)
        nowhere = QgsRectangle.fromCenterAndSize(QgsPointXY(100_000, 6_000_000), 5_000, 5_000)
        desktop.canvas.setExtent(nowhere)
        click(dock.form.pick)
        click(desktop.canvas.viewport())
        settle()
        assert desktop.messages() == ["No commune of the loaded territories lies there."]

    @pytest.mark.parametrize("where", ["canvas", "dock"])
    def test_escape_gives_the_canvas_back(
        self, dock: SheetDock, desktop: Desktop, where: str
    ) -> None:
        background(desktop)
        click(dock.form.pick)
        press(desktop.canvas if where == "canvas" else dock.form.pick, Key.Key_Escape)
        assert desktop.canvas.mapTool() is desktop.pan
        assert not dock.form.pick.isChecked()

    def test_another_tool_ends_it(self, dock: SheetDock, desktop: Desktop) -> None:
        background(desktop)
        click(dock.form.pick)
        desktop.canvas.setMapTool(desktop.pan)
        assert not dock.form.pick.isChecked()

    def test_an_empty_map_offers_nothing_to_pick(self, dock: SheetDock, desktop: Desktop) -> None:
        assert not dock.form.pick.isEnabled()
        background(desktop)
        assert dock.form.pick.isEnabled()


def background(desktop: Desktop) -> None:
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "background", "memory")
    QgsProject.instance().addMapLayer(layer)
    wait_for(lambda: desktop.canvas.layers())


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
        chosen = [combo.currentData() for combo in first.findChildren(QComboBox)]
        first.close_down()
        second = SheetDock(desktop)
        assert [combo.currentData() for combo in second.findChildren(QComboBox)] == chosen
        assert chosen == ["srce", str(DEMONSTRATION), "A4", None, "", "show"]
        assert not second.form.page.isCollapsed()
        second.close_down()

    def test_a_template_that_is_gone_falls_back(self, desktop: Desktop) -> None:
        Settings(template="gone", source="demonstration", outside="?").save()
        dock = SheetDock(desktop)
        assert dock.form.template_.currentData() == ""
        dock.close_down()

    def test_templates_have_names_for_people(self, dock: SheetDock) -> None:
        names = [dock.form.template_.itemText(i) for i in range(dock.form.template_.count())]
        assert "Commune A3 landscape" in names
        assert not [name for name in names if "_" in name]


class TestPage:
    """The group of what is chosen rarely."""

    def test_closed_it_tells_what_it_holds(self, dock: SheetDock) -> None:
        form = dock.form
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

    def test_one_sheet_alone_is_no_choice(self, dock: SheetDock) -> None:
        assert [dock.form.sheet.itemData(i) for i in range(dock.form.sheet.count())] == ["srce"]

    def test_they_are_exported_into_a_folder(
        self, all_sheets: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        timer = when(dialog_is_open, lambda: save_as(str(sheets)))
        click(all_sheets.form.export_)
        assert not timer.isActive()
        names = ["SRCE_59294_HAYNECOURT.pdf", "ZH_59294_HAYNECOURT.pdf"]
        assert sorted(path.name for path in sheets.iterdir()) == names
        assert "CARTE : 2/2" in pdf.text(sheets / names[1])
        assert "2 sheets written to sheets" in desktop.messages()

    @pytest.mark.parametrize("answer", ["Yes", "No"])
    def test_files_that_are_there_are_replaced_after_a_question(
        self, all_sheets: SheetDock, sheets: Path, answer: str
    ) -> None:
        (sheets / "ZH_59294_HAYNECOURT.pdf").write_text("before")
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
        kept = (sheets / "ZH_59294_HAYNECOURT.pdf").read_bytes() == b"before"
        assert kept == (answer == "No")

    def test_loading_and_the_layout_need_one(self, all_sheets: SheetDock) -> None:
        form = all_sheets.form
        assert not form.load.isEnabled()
        assert not form.layout_.isEnabled()
        assert form.export_.isEnabled()
        assert "one sheet" in form.load.toolTip()
        assert "one sheet" in form.layout_.toolTip()
        press(form.sheet, Key.Key_Home)
        assert form.load.isEnabled()
        assert form.layout_.isEnabled()
        assert "one sheet" not in form.load.toolTip()

    def test_a_territory_is_still_chosen(self, all_sheets: SheetDock) -> None:
        before = group_name()
        load(all_sheets, "cambrai")
        assert all_sheets.chooser.entry is not None
        assert all_sheets.chooser.entry.name == "Cambrai"
        assert all_sheets.form.export_.isEnabled()
        assert group_name() == before

    def test_a_damaged_sheet_costs_no_more_than_itself(
        self, desktop: Desktop, second: Path
    ) -> None:
        second.write_text("{")
        dock = SheetDock(desktop)
        assert dock.form.sheet.itemText(1) == "wetlands"
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
        assert [path.name for path in sheets.iterdir()] == [written]
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
        assert [path.suffix for path in sheets.iterdir()] == [".png"]

    def test_the_link_opens_the_file(
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
        timer = when(dialog_is_open, lambda: save_as(str(folder / "sheet.png")))
        click(dock.form.export_)
        assert not timer.isActive()
        opener = Opener()
        QDesktopServices.setUrlHandler("file", opener.open)
        link = next(x for x in desktop.bar.findChildren(QLabel) if "<a href" in x.text())
        click(link)
        QDesktopServices.unsetUrlHandler("file")
        assert opener.opened == [str(folder / "sheet.png")]

    def test_the_folder_is_remembered(self, dock: SheetDock, tmp_path: Path) -> None:
        load(dock)
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        timer = when(dialog_is_open, lambda: save_as(str(folder / "sheet.png")))
        click(dock.form.export_)
        assert not timer.isActive()
        assert Settings.load().export_folder == str(folder)

    def test_a_folder_that_cannot_be_written_is_one_sentence(
        self, dock: SheetDock, desktop: Desktop, tmp_path: Path
    ) -> None:
        load(dock)
        blocker = tmp_path / "file"
        blocker.write_text("")
        dock._ask_path = lambda sheet: blocker / "sheet.pdf"  # type: ignore[method-assign]
        click(dock.form.export_)
        assert len(desktop.messages()) == 1
        assert str(blocker) in html.unescape(desktop.messages()[0])
        assert dock.form.export_.isEnabled()


class TestWork:
    def test_cancel_leaves_the_project_as_it_was(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock)
        before = layer_names(), group_name()
        at_once = when(lambda: progressed(dock, 20), lambda: click(cancel_button(dock)))
        load(dock, "cambrai")
        assert not at_once.isActive()
        assert (layer_names(), group_name()) == before
        assert [text[:9] for text in desktop.messages()] == ["Cancelled"]
        assert dock.progress is None
        assert QApplication.activeModalWidget() is None

    def test_escape_cancels(self, dock: SheetDock, desktop: Desktop) -> None:
        timer = when(
            lambda: progressed(dock, 0),
            lambda: press(cancel_button(dock), Key.Key_Escape),
        )
        load(dock)
        assert not timer.isActive()
        assert [text[:9] for text in desktop.messages()] == ["Cancelled"]

    def test_nothing_else_answers_meanwhile(self, dock: SheetDock, desktop: Desktop) -> None:
        heard: list[str] = []
        action = QAction("else", desktop.window)
        action.setShortcut("Ctrl+E")
        action.triggered.connect(lambda: heard.append("shortcut"))
        desktop.window.addAction(action)

        def meddle() -> None:
            heard.append("during")
            handle = desktop.window.windowHandle()
            place = dock.form.load.mapTo(desktop.window, dock.form.load.rect().center())
            QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifiers(), place)
            QTest.keyClick(handle, Key.Key_E, Qt.KeyboardModifier.ControlModifier)
            dock.load()
            dock.export()

        timer = when(lambda: progressed(dock, 20), meddle)
        load(dock)
        assert not timer.isActive()
        assert heard == ["during"]
        assert counts(dock)
        QTest.keyClick(
            desktop.window.windowHandle(), Key.Key_E, Qt.KeyboardModifier.ControlModifier
        )
        assert heard == ["during", "shortcut"]

    def test_the_focus_comes_back(self, dock: SheetDock) -> None:
        load(dock)
        assert QApplication.focusWidget() is dock.form.search

    def test_an_error_of_the_code_gives_the_window_back(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        load(dock)

        def fail(*arguments: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("srce_pac.ui.dock.dock.load_sheet_layers", fail)
        with pytest.raises(ZeroDivisionError):
            dock.load()
        assert dock.progress is None
        assert QApplication.activeModalWidget() is None


class TestDisabledInTheMiddle:
    @pytest.mark.parametrize("percent", [0, 20])
    def test_of_loading(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop, percent: int
    ) -> None:
        timer = when(lambda: progressed(dock, percent), plugin.unload)
        type_in(dock, "haynec")
        press(dock.form.search, Key.Key_Return)
        assert not timer.isActive()
        settle()
        assert layer_names() == set()
        assert desktop.messages() == []
        assert desktop.window.findChildren(SheetDock) == []
        desktop.window.setFocus()
        assert desktop.canvas.mapTool() is desktop.pan

    def test_of_exporting(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        load(dock)
        unload = when(lambda: progressed(dock, 50), plugin.unload)
        answer = when(dialog_is_open, lambda: save_as("sheet.pdf"))
        click(dock.form.export_)
        settle()
        assert not unload.isActive()
        assert not answer.isActive()
        assert list(sheets.iterdir()) == []
        assert desktop.window.findChildren(SheetDock) == []

    def test_of_choosing_a_file(
        self, plugin: SrcePacPlugin, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        load(dock)
        timer = when(dialog_is_open, plugin.unload)
        click(dock.form.export_)
        assert not timer.isActive()
        settle()
        assert QApplication.activeModalWidget() is None
        assert list(sheets.iterdir()) == []
        assert desktop.window.findChildren(SheetDock) == []

    def test_of_choosing_a_source(self, plugin: SrcePacPlugin, dock: SheetDock) -> None:
        timer = when(dialog_is_open, plugin.unload)
        dock.sources.menu.file.trigger()
        assert not timer.isActive()
        settle()
        assert QApplication.activeModalWidget() is None


class TestForm:
    def test_it_cannot_be_made_too_narrow_for_what_it_holds(self, dock: SheetDock) -> None:
        assert 200 < dock.scroll.minimumWidth() < 300

    @pytest.mark.parametrize("width", [300, 700])
    def test_nothing_is_wider_than_what_holds_it(self, dock: SheetDock, width: int) -> None:
        load(dock, "200068500")
        dock.setFixedWidth(width)
        settle()
        assert dock.scroll.widget().width() <= width
        for widget in dock.scroll.widget().findChildren(QWidget):
            if widget.isVisible() and not widget.isWindow():
                parent = widget.parentWidget()
                assert widget.geometry().right() <= parent.rect().right(), widget.objectName()

    def test_the_choices_fill_the_width(self, dock: SheetDock) -> None:
        dock.setFixedWidth(500)
        settle()
        panel = dock.form.search.parentWidget()
        for combo in (dock.form.sheet, dock.form.page):
            right = combo.mapTo(panel, combo.rect().topRight()).x()
            assert right == panel.contentsRect().right() - panel.layout().contentsMargins().right()
        form = dock.form
        rights = {w.geometry().right() for w in (form.template_, form.scale, form.outside)}
        assert len(rights) == 1

    def test_the_keyboard_reaches_everything(self, dock: SheetDock) -> None:
        background(dock.iface)
        dock.form.page.setCollapsed(False)
        load(dock)
        reached = []
        dock.form.search.setFocus()
        for _ in range(16):
            reached.append(QApplication.focusWidget().objectName())
            press(QApplication.focusWidget(), Key.Key_Tab)
        assert reached == [
            *("search", "pick", "gather", "sheet", "source", "browse", "load", "layers"),
            *("collapseButton", "template_", "scale", "background", "outside"),
            *("cartouche", "layout_", "export_"),
        ]

    def test_enter_presses_the_button_with_the_focus(self, dock: SheetDock) -> None:
        load(dock)
        dock.form.layers.clear()
        dock.form.load.setFocus()
        press(dock.form.load, Key.Key_Return)
        assert counts(dock)

    def test_mnemonics_are_there_and_each_is_its_own(self, dock: SheetDock) -> None:
        keys = [
            found[1].lower()
            for widget in dock.scroll.findChildren((QLabel, QAbstractButton))
            for found in [re.search("&(.)", widget.text())]
            if found
        ]
        assert len(keys) == 9
        assert len(set(keys)) == 9
        # Those of the menus of QGIS itself.
        assert not set(keys) & set("jevlspordwmch")

    def test_texts_keep_the_house_rules(self, dock: SheetDock) -> None:
        texts = [w.text() for w in dock.findChildren((QLabel, QAbstractButton))]
        assert not [text for text in texts if text.rstrip().endswith(":")]
        assert dock.form.export_.text().endswith("…")
        assert dock.form.layout_.text().endswith("…")
        assert dock.form.cartouche.text().endswith("…")
        form = dock.form
        for widget in (
            *(form.search, form.pick, form.gather, form.browse, form.load, form.layers),
            *(form.template_, form.scale, form.background, form.outside),
            *(form.cartouche, form.layout_, form.export_),
        ):
            assert widget.toolTip(), widget.objectName()
        for button in (form.pick, form.gather, form.browse):
            assert button.accessibleName(), button.objectName()

    def test_colours_come_from_the_palette(self, dock: SheetDock) -> None:
        dark = QPalette()
        dark.setColor(QPalette.ColorRole.Window, QColor("#202020"))
        dark.setColor(QPalette.ColorRole.WindowText, QColor("#f0f0f0"))
        dock.setPalette(dark)
        label = dock.form.territory
        assert label.palette().color(QPalette.ColorRole.WindowText) == QColor("#f0f0f0")
        sheets = [widget.styleSheet() for widget in dock.widget().findChildren(QWidget)]
        colours = re.findall(r"colou?r:\s*([\w#]+)", " ".join(sheets))
        # QGIS's own group box has a style sheet.
        assert set(colours) <= {"palette", "rgba"}

# SPDX-License-Identifier: GPL-3.0-or-later
"""How a territory is chosen in the dock: by its name, its code, several of them, or a click."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QLocale, QPoint, Qt
from qgis.PyQt.QtGui import QTextDocumentFragment
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QLabel

from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import Desktop, click, press, settle
from srce_pac.tests.support.dock import (
    HAYNECOURT,
    asked,
    background,
    counts,
    group_name,
    layer_names,
    load,
    offered,
    type_in,
)
from srce_pac.ui.common.territory_search import COMPLETIONS
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.opendata.dialog import OpenDataDialog

IN_HAYNECOURT = QgsPointXY(711000, 7012200)  # EPSG:2154
Key = Qt.Key


def plain(text: str) -> str:
    """What a label shows of rich text."""
    return str(QTextDocumentFragment.fromHtml(text).toPlainText())


def choose(dock: SheetDock, gazetteer: Gazetteer, code: str) -> None:
    """Make a territory the chosen one, of which nothing is loaded."""
    dock.chooser.choose(gazetteer.resolve(code))
    dock.chooser.show()


class TestSearch:
    def test_the_best_match_comes_first_and_is_marked(self, dock: SheetDock) -> None:
        type_in(dock, "cambrai")
        assert offered(dock)[:2] == [
            "Cambrai (59122) – Nord",
            "Communauté d'agglomération de Cambrai (200068500) – Nord",
        ]
        assert dock.chooser.search.popup.currentIndex().row() == 0
        assert dock.form.search.text() == "cambrai"

    def test_the_arrows_mark_another(self, dock: SheetDock) -> None:
        type_in(dock, "cambrai")
        for _ in range(2):
            press(dock.chooser.search.popup, Key.Key_Down)
        assert dock.form.search.text() == "cambrai"
        press(dock.chooser.search.popup, Key.Key_Return)
        settle()
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == "59533"

    @pytest.mark.parametrize(
        ("way", "text"), [("line", "59294"), ("list", "haynec"), ("click", "haynec")]
    )
    def test_a_choice_loads_once(
        self,
        dock: SheetDock,
        desktop: Desktop,
        monkeypatch: pytest.MonkeyPatch,
        way: str,
        text: str,
    ) -> None:
        loads: list[str] = []
        load_layers = Printer.load

        def count(*arguments: Any) -> SheetResult:
            loads.append(way)
            return load_layers(*arguments)

        monkeypatch.setattr(Printer, "load", count)
        type_in(dock, text)
        popup = dock.chooser.search.popup
        if way == "click":
            place = popup.visualRect(popup.model().index(0, 0)).center()
            QTest.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
        else:
            press(popup if way == "list" else dock.form.search, Key.Key_Return)
        settle()
        QTest.qWait(100)
        assert loads == [way]
        assert dock.chooser.entry is not None
        assert dock.chooser.entry.code == "59294"
        assert dock.form.search.text() == HAYNECOURT
        assert not popup.isVisible()
        assert group_name()
        assert counts(dock)
        assert desktop.canvas.extent().contains(IN_HAYNECOURT)
        assert desktop.canvas.extent().width() < 10_000
        assert desktop.messages() == []

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
        type_in(dock, "communaute urbaine")
        popup = dock.chooser.search.popup
        assert popup.viewport().width() >= popup.sizeHintForColumn(0)

    def test_the_next_key_begins_another_search(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        choose(dock, gazetteer, "59294")
        QTest.keyClicks(dock.form.search, "c")
        assert dock.form.search.text() == "c"

    def test_escape_closes_the_list_then_takes_the_typing_back(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        choose(dock, gazetteer, "59294")
        type_in(dock, "camb")
        press(dock.chooser.search.popup, Key.Key_Escape)
        assert offered(dock) == []
        assert dock.form.search.text() == "camb"
        press(dock.form.search, Key.Key_Escape)
        assert dock.form.search.text() == HAYNECOURT

    def test_what_is_chosen_is_described(self, dock: SheetDock, gazetteer: Gazetteer) -> None:
        choose(dock, gazetteer, "59294")
        assert plain(dock.form.territory.text()) == (
            "Commune · Communauté d'agglomération de Cambrai · Nord · 321 inhabitants"
        )

    @pytest.mark.parametrize("text", ["ynecou", "haynecuort"])
    def test_enter_takes_nothing_that_does_not_begin_so(
        self, dock: SheetDock, desktop: Desktop, text: str
    ) -> None:
        load(dock, text)
        assert dock.chooser.entry is None
        assert "Haynecourt" in desktop.messages()[0]

    def test_more_of_them_are_offered(self, dock: SheetDock) -> None:
        type_in(dock, "saint")
        popup = dock.chooser.search.popup
        assert len(offered(dock)) == COMPLETIONS + 1
        popup.setCurrentIndex(popup.model().index(COMPLETIONS, 0))
        press(popup, Key.Key_Return)
        settle()
        assert len(offered(dock)) == 2 * COMPLETIONS + 1
        assert popup.currentIndex().row() == COMPLETIONS
        assert dock.chooser.entry is None

    def test_an_empty_line_offers_what_was_chosen_lately(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        for code in ("59294", "59122"):
            dock.chooser.choose(gazetteer.resolve(code))
        dock.form.search.clear()
        click(dock.form.search)
        assert offered(dock) == ["Cambrai (59122) – Nord", "Haynecourt (59294) – Nord"]
        assert not dock.chooser.search.popup.currentIndex().isValid()

    def test_a_departement_that_is_not_loaded_is_offered_for_download(
        self, dock: SheetDock, desktop: Desktop, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        proposed: list[str] = []

        def look(dialog: OpenDataDialog) -> int:
            proposed.append(f"{dialog._source().holds} {dialog.form.departements.text()}")
            return 0

        monkeypatch.setattr(OpenDataDialog, "exec", look)
        load(dock, "33063")
        assert "Bordeaux (33063, Gironde)" in desktop.messages()[0]
        desktop.bar.findChild(QLabel, "messageLink").linkActivated.emit("")
        settle()
        assert offered(dock) == ["Bordeaux (33063, Gironde): not loaded – download…"]
        popup = dock.chooser.search.popup
        popup.setCurrentIndex(popup.model().index(0, 0))
        press(popup, Key.Key_Return)
        settle()
        assert proposed == ["territories 33", "territories 33"]
        # What is chosen, and what is typed since, make no difference to what a message is about.
        load(dock)
        dock.chooser.take("33063")
        links = [x for x in dock.findChildren(QLabel) if "Download…" in x.text()]
        type_in(dock, "75056")
        for link in (desktop.bar.findChild(QLabel, "messageLink"), links[0]):
            link.linkActivated.emit("")
            settle()
        assert proposed[2:] == ["territories 33", "territories 33"]

    def test_numbers_are_written_as_the_locale_does(
        self, dock: SheetDock, gazetteer: Gazetteer
    ) -> None:
        usual = QLocale()
        QLocale.setDefault(QLocale("fr_FR"))
        choose(dock, gazetteer, "200068500")
        QLocale.setDefault(usual)
        assert re.search("· 81[\u00a0\u202f]906 ", dock.form.territory.text())

    def test_an_unknown_population_is_left_out(self, dock: SheetDock, gazetteer: Gazetteer) -> None:
        dock.chooser.choose(replace(gazetteer.resolve("59294"), population=0))
        dock.chooser.show()
        assert "Nord" in dock.form.territory.text()
        assert "inhabitants" not in dock.form.territory.text()


class TestSelection:
    """Several communes as one territory."""

    def test_codes_with_commas_make_one(self, dock: SheetDock) -> None:
        load(dock, "59294, 59552")
        assert dock.form.search.text() == "Haynecourt, Sancourt"
        assert (
            plain(dock.form.territory.text()) == "Selection · 2 communes · Nord · 518 inhabitants"
        )
        assert "Haynecourt, Sancourt" in group_name()
        assert counts(dock)
        # The next search works as before.
        load(dock, "haynec")
        assert dock.form.search.text() == HAYNECOURT

    def test_an_unknown_code_is_one_sentence(self, dock: SheetDock, desktop: Desktop) -> None:
        load(dock, "59294, 59999")
        assert len(desktop.messages()) == 1
        assert "59999" in desktop.messages()[0]
        assert dock.chooser.entry is None

    def test_the_window_gives_it_a_title(self, dock: SheetDock) -> None:
        click(dock.form.gather)
        dialog = dock.selections.dialog
        assert dialog is not None
        form = dialog.form
        QTest.keyClicks(form.search, "59294, 59552")
        press(form.search, Key.Key_Return)
        form.title.setFocus()
        QTest.keyClicks(form.title, "SCoT d'Essai")
        press(form.title, Key.Key_Return)
        settle()
        assert dock.form.search.text() == "SCoT d'Essai"
        assert "SCoT d'Essai" in group_name()
        request = asked(dock)
        assert (request.territory, request.title) == ("59294,59552", "SCoT d'Essai")
        type_in(dock, "scot")
        assert offered(dock)[0] == "SCoT d'Essai – 2 communes"

    def test_the_window_left_changes_nothing(self, dock: SheetDock, gazetteer: Gazetteer) -> None:
        choose(dock, gazetteer, "59294")
        click(dock.form.gather)
        assert dock.selections.dialog is not None
        dock.selections.dialog.reject()
        assert dock.selections.dialog is None
        assert dock.form.search.text() == HAYNECOURT

    def test_communes_are_picked_on_the_map_and_let_go_of(
        self, dock: SheetDock, desktop: Desktop
    ) -> None:
        background(desktop)
        click(dock.form.gather)
        dialog = dock.selections.dialog
        assert dialog is not None
        click(dialog.form.pick)
        for listed in (["Haynecourt (59294) – Nord"], []):
            assert dialog.picking is not None
            dialog.picking.tool.picked.emit(IN_HAYNECOURT)
            settle()
            assert [e.title for e in dialog._entries()] == [x.split(" –")[0] for x in listed]
        assert desktop.canvas.mapTool() is not desktop.pan
        dialog.reject()
        assert desktop.canvas.mapTool() is desktop.pan


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


class TestPicking:
    @pytest.mark.parametrize("crs", ["EPSG:2154", "EPSG:4326"])
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
        assert canvas.mapTool() is dock.chooser.picking.tool
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

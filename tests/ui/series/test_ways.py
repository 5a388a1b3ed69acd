# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which territories come into the list of a series, driven on real widgets."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.core.territory.kept_selections import keep_selection
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    when,
)
from srce_pac.tests.support.dialogs import click_box
from srce_pac.tests.support.dock import background
from srce_pac.tests.support.factories import Row, open_layer, write_layer
from srce_pac.tests.support.series_window import Window
from srce_pac.ui.dock.dock import SheetDock

Key = Qt.Key
# In EPSG:2154.
IN_HAYNECOURT, IN_SANCOURT = QgsPointXY(711_000, 7_012_200), QgsPointXY(713_400, 7_011_800)


@pytest.fixture(scope="module")
def opened(dock: SheetDock, gazetteer: Gazetteer) -> Window:
    """The window of all these tests."""
    dock.series.open()
    assert dock.series.dialog is not None
    return Window(dock, dock.series.dialog, gazetteer)


@pytest.fixture
def window(opened: Window, tmp_path: Path) -> Window:
    """The window as it is at first: an empty list, and nothing in the project."""
    dialog = opened.dialog
    QgsProject.instance().clear()
    Settings(export_folder=str(tmp_path)).save()
    dialog.form.bar.clearWidgets()
    dialog.model.clear()
    dialog.form.ownSheet.setChecked(False)
    dialog.show()
    dialog.activateWindow()
    settle()
    return opened


class TestTyping:
    @pytest.mark.parametrize(
        ("text", "count", "first"),
        [
            ("haynec", 1, "Haynecourt (59294) – Nord"),
            ("59294, 59552", 2, "Haynecourt (59294) – Nord"),
            ("agglomeration de cambrai", 55, "Abancourt (59001) – Nord"),
            ("200068500", 55, "Abancourt (59001) – Nord"),
            ("59", 647, "Abancourt (59001) – Nord"),
        ],
    )
    def test_a_text_stands_for_its_communes(
        self, window: Window, text: str, count: int, first: str
    ) -> None:
        window.type_in(text)
        assert len(window.listed()) == count
        assert window.listed()[0] == first
        assert window.dialog.form.search.text() == ""
        assert window.dialog.form.count.text().startswith(str(count))
        assert window.dialog.isVisible()

    def test_all_is_every_commune(self, window: Window) -> None:
        window.type_in("all")
        communes = [e for e in window.gazetteer.entries if e.kind == "commune" and not e.holder]
        assert len(window.codes()) == len(communes)

    def test_the_plan_of_the_epci_comes_too(self, window: Window) -> None:
        click_box(window.dialog.form.ownSheet)
        window.type_in("200068500")
        assert len(window.codes()) == 56
        assert window.codes()[0] == "200068500"

    def test_it_comes_and_goes_with_the_tick(self, window: Window) -> None:
        box = window.dialog.form.ownSheet
        keep_selection(window.gazetteer.resolve("59350,59009", "SCoT"))
        window.insert("59122")
        window.insert("200068500")
        window.dialog.ways.add(window.gazetteer.resolve("59350,59009", "SCoT"))
        communes = window.codes()
        assert len(communes) == 57
        for _ in range(2):
            click_box(box)
            # Each stands before the first of its communes.
            assert window.codes() == ["200068500", *communes[:-2], "", *communes[-2:]]
            click_box(box)
            assert window.codes() == communes

        click(window.dialog.form.clear)
        window.insert("59122")
        click_box(box)
        assert window.codes() == ["59122"]

    def test_that_of_a_list_of_an_earlier_session_comes(self, window: Window) -> None:
        epci = window.gazetteer.resolve("200068500")
        window.dialog.model.add([window.gazetteer.resolve(code) for code in epci.members])
        click_box(window.dialog.form.ownSheet)
        assert [code for code in window.codes() if len(code) == 9] == ["200068500"]

    def test_what_is_there_is_not_added_again(self, window: Window) -> None:
        window.type_in("59294")
        window.type_in("200068500")
        assert len(window.codes()) == 55
        assert window.codes()[0] == "59294"
        window.type_in("59294")
        assert len(window.codes()) == 55
        assert "already" in window.messages()[0]


class TestFaults:
    def test_they_stand_in_the_list_with_their_sentences(self, window: Window) -> None:
        QApplication.clipboard().setText("59294\n99999\nxyzzy")
        click(window.dialog.form.paste)
        window.read()
        assert window.codes() == ["59294"]
        faults = window.listed()[:2]
        assert "99999" in faults[0]
        assert "xyzzy" in faults[1]
        assert "2 not understood" in window.dialog.form.count.text()

    def test_a_territory_that_is_named_twice_was_understood(self, window: Window) -> None:
        window.insert("59294,59552,59294")
        assert window.codes() == ["59294", "59552"]
        assert "Named more than once" in window.listed()[0]
        assert "not understood" not in window.dialog.form.count.text()

    def test_each_is_told_once_and_taken_out_as_a_territory_is(self, window: Window) -> None:
        window.insert("xyzzy,59294")
        window.insert("xyzzy")
        assert len(window.listed()) == 2
        territories = window.dialog.form.territories
        territories.setCurrentIndex(window.dialog.model.index(0, 0))
        click(window.dialog.form.remove)
        assert window.listed() == ["Haynecourt (59294) – Nord"]


class TestTakingOut:
    def test_marked_territories_go(self, window: Window) -> None:
        window.insert("200068500")
        form = window.dialog.form
        assert not form.remove.isEnabled()
        form.territories.setFocus()
        form.territories.setCurrentIndex(window.dialog.model.index(3, 0))
        press(form.territories, Key.Key_Delete)
        assert len(window.codes()) == 54
        form.territories.selectAll()
        press(form.territories, Key.Key_Delete)
        assert window.codes() == []
        assert not form.print_.isEnabled()

    def test_every_second_of_many_goes_at_once(self, window: Window) -> None:
        window.type_in("59")
        before = window.codes()
        window.dialog.model.remove(range(0, len(before), 2))
        assert window.codes() == before[1::2]
        click(window.dialog.form.clear)
        assert window.codes() == []


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "codes"),
        [
            (b"59294\r\n59552\r\n", ["59294", "59552"]),
            ("Nom;Code INSEE\nHaynecourt;59294\n".encode("cp1252"), ["59294"]),
            ("Commune\tinsee\nSéranvillers\t59567\n".encode("utf-16"), ["59567"]),
            ("insee,nom\n59294,Haynecourt\n".encode("utf-8-sig"), ["59294"]),
        ],
    )
    def test_a_table_is_read_as_its_program_wrote_it(
        self, window: Window, tmp_path: Path, content: bytes, codes: list[str]
    ) -> None:
        file = tmp_path / "liste é.csv"
        file.write_bytes(content)
        timer = when(dialog_is_open, lambda: save_as(str(file)))
        click(window.dialog.form.file)
        assert not timer.isActive()
        window.read()
        assert window.codes() == codes

    def test_what_is_no_text_is_refused(self, window: Window, tmp_path: Path) -> None:
        file = tmp_path / "list.csv"
        file.write_bytes(b"PK\3\4\0\0\0\0")
        timer = when(dialog_is_open, lambda: save_as(str(file)))
        click(window.dialog.form.file)
        assert not timer.isActive()
        assert "list.csv" in window.messages()[0]
        assert window.codes() == []


class TestLayers:
    def add(self, path: Path, rows: list[Row]) -> QgsVectorLayer:
        """A layer in the project of the window."""
        write_layer(path, rows, "Point")
        layer = open_layer(path)
        layer.setName("Études & plans")
        QgsProject.instance().addMapLayer(layer)
        return layer

    def actions(self, window: Window) -> list[Any]:
        window.dialog.ways.layers.aboutToShow.emit()
        return list(window.dialog.ways.layers.actions())

    def test_the_selection_of_a_layer_is_added_by_its_codes(
        self, window: Window, tmp_path: Path
    ) -> None:
        codes = ("59294", "59552", "59122", "00000")
        values = [{"gid": n, "code_insee": c, "remark": "x\ny;z"} for n, c in enumerate(codes)]
        layer = self.add(tmp_path / "l.gpkg", [Row("Point(0 0)", each) for each in values])
        assert [action.isEnabled() for action in self.actions(window)] == [False]
        layer.selectByExpression("\"code_insee\" <> '59552'")
        (action,) = self.actions(window)
        assert action.text() == "Études && plans (3 selected)"
        action.trigger()
        window.read()
        assert window.codes() == ["59294", "59122"]
        assert "00000" in window.listed()[0]

    def test_a_layer_without_codes_is_refused(self, window: Window, tmp_path: Path) -> None:
        layer = self.add(tmp_path / "l.gpkg", [Row("Point(0 0)", {"hauteur": "12 m"})])
        layer.selectAll()
        self.actions(window)[0].trigger()
        assert "Études & plans" in window.messages()[0]
        assert window.listed() == []


class TestMap:
    def test_communes_are_clicked_one_after_the_other(
        self, window: Window, desktop: Desktop
    ) -> None:
        background(desktop)
        canvas = desktop.canvas
        canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
        canvas.setExtent(QgsRectangle(705_000, 7_007_000, 719_000, 7_017_000))
        click(window.dialog.form.pick)
        tool = canvas.mapTool()
        assert tool is not desktop.pan
        for point in (IN_HAYNECOURT, IN_SANCOURT):
            self.click_at(desktop, point)
        assert len(window.codes()) == 2
        assert window.codes()[0] == "59294"
        assert canvas.mapTool() is tool
        self.click_at(desktop, IN_HAYNECOURT)
        assert len(window.codes()) == 1
        press(window.dialog, Key.Key_Escape)
        assert canvas.mapTool() is desktop.pan
        assert not window.dialog.form.pick.isChecked()
        assert window.dialog.isVisible()

    def click_at(self, desktop: Desktop, point: QgsPointXY) -> None:
        place = desktop.canvas.mapSettings().mapToPixel().transform(point)
        where = place.toQPointF().toPoint()
        QTest.mouseClick(desktop.canvas.viewport(), Qt.MouseButton.LeftButton, pos=where)
        settle()

    def test_the_tool_goes_with_the_window(self, window: Window, desktop: Desktop) -> None:
        background(desktop)
        click(window.dialog.form.pick)
        window.dialog.reject()
        assert desktop.canvas.mapTool() is desktop.pan


class TestLists:
    def lists(self, window: Window) -> list[Any]:
        window.dialog.ways.lists.aboutToShow.emit()
        return [action for action in window.dialog.ways.lists.actions() if action.text()]

    def test_kept_selections_are_offered_by_their_titles(self, window: Window) -> None:
        for title in ("SCoT", "Canton & co"):
            keep_selection(window.gazetteer.resolve("59294,59552", title))
        labels = [action.text() for action in self.lists(window)]
        assert labels[:2] == ["Canton && co (2 communes)", "SCoT (2 communes)"]
        click_box(window.dialog.form.ownSheet)
        self.lists(window)[0].trigger()
        window.read()
        assert window.listed()[0] == "Canton & co – Nord"
        assert window.codes() == ["", "59294", "59552"]

    @pytest.mark.parametrize("text", ["{", '{"a": 1}', '[["x"], 1, ["y", "z"], ["S", ["00000"]]]'])
    def test_damaged_settings_have_no_selections(self, window: Window, text: str) -> None:
        settings = Settings.load()
        settings.selections = text
        settings.save()
        labels = [action.text() for action in self.lists(window)]
        assert labels == ["Département", "All communes"]

    def test_a_departement_is_each_of_its_communes(self, window: Window) -> None:
        menu = next(a.menu() for a in self.lists(window) if a.menu() is not None)
        next(a for a in menu.actions() if a.text() == "59 Nord").trigger()
        window.read()
        assert len(window.codes()) == 647


def test_a_long_list_does_not_block_the_window(window: Window) -> None:
    """What the thread of the window does for it, in each step of the event loop."""
    codes = [entry.code for entry in window.gazetteer.entries] * 3
    window.dialog.ways.take_text("\n".join(codes))
    longest = 0.0
    while window.dialog.ways._listing is not None:
        start = time.thread_time()
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - start)
        time.sleep(0.01)
    assert len(window.codes()) > 3000
    assert longest < 0.2

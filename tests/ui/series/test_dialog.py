# SPDX-License-Identifier: GPL-3.0-or-later
"""A series from the window: chosen, told before, printed, cancelled, gone on with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QModelIndex, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPixmap
from qgis.PyQt.QtWidgets import QLabel

from srce_pac.core.common.canvas_look import CanvasLook
from srce_pac.core.common.settings import Settings
from srce_pac.core.series.estimate import Estimate
from srce_pac.core.series.plan import SeriesPlan
from srce_pac.core.series.request import BOTH, DOSSIER, FILES, MERGED, PDF, REPLACE, SKIP
from srce_pac.tests.support.central import lock
from srce_pac.tests.support.desktop import Desktop, click, settle, wait_for
from srce_pac.tests.support.dialogs import click_box
from srce_pac.tests.support.dock import background
from srce_pac.tests.support.factories import two_communes, write_layer
from srce_pac.tests.support.series_window import Window
from srce_pac.ui.common.fields import select
from srce_pac.ui.common.help import HelpWindow
from srce_pac.ui.dock.choices import select_choice
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.series import dialog
from srce_pac.ui.series.durations import duration_text
from srce_pac.ui.series.forecast import estimate_lists
from srce_pac.ui.series.run_page import _some, on_paper

_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
NAMES = ["SRCE_59294_HAYNECOURT.pdf", "SRCE_59552_SANCOURT.pdf"]


def printed(out: Path) -> list[str]:
    return sorted(path.name for path in out.glob("**/*.pdf"))


class TestChoices:
    def test_the_options_of_the_dock_are_taken_over_and_shown(self, window: Window) -> None:
        form = window.dock.form
        select(form.template_, "A3")
        select(form.outside, "hide")
        form.scale.setCurrentText("1:30 000")
        window.dialog.take_over()
        window.insert("59294")
        request = window.dialog._request()
        assert request.sheet.template == "A3"
        assert request.sheet.outside == "hide"
        assert request.sheet.scale == 30_000
        for word in ("Fictitious demonstration", "A3", "30", "Hidden"):
            assert word in window.dialog.form.dock.text()

    def test_what_is_wrong_in_the_dock_is_told(self, two: Window) -> None:
        two.dock.form.scale.setCurrentText("much")
        click(two.dialog.form.print_)
        assert "much" in two.messages()[0]
        assert two.dialog.running is None

    def test_the_entries_of_a_cartouche_come_with_a_tick(self, window: Window) -> None:
        box = window.dialog.form.cartouche
        assert not box.isVisibleTo(window.dialog.form.filesTab)
        entry = window.dock.chooser.chosen()
        assert entry is not None
        window.dock.cartouches.put(entry, {"status": "Document provisoire"})
        window.dialog.take_over()
        window.insert("59552")
        assert "Document provisoire" in box.toolTip()
        assert window.dialog._request().sheet.cartouche == {}
        box.setChecked(True)
        assert window.dialog._request().sheet.cartouche == {"status": "Document provisoire"}

    def test_three_names_are_shown_or_why_there_are_none(self, window: Window) -> None:
        form, choices = window.dialog.form, window.dialog.choices
        window.insert("200068500")
        choices._show_names()
        names = form.names.text().splitlines()
        assert len(names) == 3
        assert names[0] == "SRCE_59001_ABANCOURT.pdf"
        form.name.setField('"departement" || \'/\' || "code"')
        choices._show_names()
        assert form.names.text().splitlines()[0] == "59/59001.pdf"
        form.name.setField('"nothing"')
        choices._show_names()
        assert "nothing" in form.names.text()

    def test_only_pdfs_are_put_together(self, window: Window) -> None:
        form = window.dialog.form
        select(form.format, "png")
        for output, is_free in ((MERGED, False), (BOTH, False), (DOSSIER, False), (FILES, True)):
            select(form.output, output)
            assert form.format.isEnabled() is is_free
            assert form.format.currentData() == PDF

    def test_several_sheets_are_ticked(self, window: Window) -> None:
        sheets = window.dialog.form.sheets
        for row in range(2):
            sheets.item(row).setCheckState(Qt.CheckState.Checked)
        window.insert("59294")
        assert window.dialog._request().sheets == ("", "srce")

    def test_sheets_are_numbered_in_the_order_of_their_list(self, window: Window) -> None:
        sheets = window.dialog.form.sheets
        assert sheets.item(1).data(Qt.ItemDataRole.UserRole) == "srce"
        for row, state in enumerate((_OFF, _ON, _ON)):
            sheets.item(row).setCheckState(state)
        window.insert("59294")
        window.dialog.choices._show_names()
        names = window.dialog.form.names.text().splitlines()
        # As a drag does.
        assert sheets.model().moveRow(QModelIndex(), 2, QModelIndex(), 1)
        window.dialog.choices._show_names()
        assert window.dialog.form.names.text().splitlines() != names
        assert window.dialog._request().sheets[1] == "srce"

    def test_territories_of_a_layer_are_told_to_the_workers(
        self, window: Window, tmp_path: Path
    ) -> None:
        file = write_layer(tmp_path / "communes.gpkg", two_communes())
        settings = Settings.load()
        settings.territories = str(file)
        settings.save()
        window.insert("59001")
        request = window.dialog._request()
        assert (request.communes, request.epcis) == (str(file), "")
        assert len(request.entries) == 1
        settings.territories = str(tmp_path / "gone.gpkg")
        settings.save()
        assert window.dialog._request().communes == ""

    def test_changes_of_the_map_are_told(
        self, window: Window, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(window.dock.group, "look", lambda: CanvasLook(order=("a",)))
        window.dialog.take_over()
        assert "your changes" in window.dialog.form.dock.text()

    def test_what_the_office_has_locked_is_shown_and_printed(
        self, fresh: SheetDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings = Settings.load()
        settings.series_folder, settings.series_name = "/srv/own", '"name"'
        settings.save()
        locked = {"series_name": '"code"', "series_workers": 3, "export_folder": "/srv/office"}
        locked["sheet_choice"] = "srce_2014"
        file = lock(monkeypatch, locked, tmp_path)
        select_choice(fresh.form.sheet, "sheet_choice", "srce_2014")
        click(fresh.form.several)
        assert fresh.series.dialog is not None
        form = fresh.series.dialog.form
        for widget in (form.name, form.workers, form.sheets):
            assert not widget.isEnabled()
            assert str(file) in widget.toolTip()
        # It is where the choice begins, as in a dialog of files.
        assert form.folder.isEnabled()
        request = fresh.series.dialog.choices.request([])
        made = (request.name, request.workers, request.folder, request.sheets)
        assert made == ('"code"', 3, Path("/srv/office"), ("srce_2014",))

    def test_no_folder_is_refused(self, two: Window) -> None:
        two.dialog.form.folder.setFilePath("")
        click(two.dialog.form.print_)
        assert "folder" in two.messages()[0]

    def test_a_folder_of_no_certain_place_is_refused(self, two: Window) -> None:
        two.dialog.form.folder.setFilePath("relatif/x")
        click(two.dialog.form.print_)
        assert "relatif/x" in two.messages()[0]
        assert two.dialog.running is None

    def test_they_are_there_the_next_time(self, two: Window, desktop: Desktop, out: Path) -> None:
        form = two.dialog.form
        select(form.existing, REPLACE)
        select(form.output, BOTH)
        form.name.setField('"code"')
        click_box(form.ownSheet)
        two.dialog.ways.add(two.gazetteer.resolve("59122,59350", "SCoT"))
        two.dialog.ways.take_text("200068500")
        two.read()
        before = two.dialog.model.entries()
        two.dialog.reject()
        two.dock.series.close_down()
        settle()
        two.dock.series.open()
        again = two.dock.series.dialog
        assert again is not None
        assert again.model.entries() == before
        request = again._request()
        assert (request.existing, request.output, request.name) == (REPLACE, BOTH, '"code"')
        assert (request.folder, request.workers, request.own_sheet) == (out, 0, True)
        assert desktop.errors == []

    @pytest.mark.parametrize("text", ["{", '{"a": 1}', json.dumps([1, ["S"], [2], "00000"])])
    def test_a_damaged_list_is_empty(self, window: Window, text: str) -> None:
        settings = Settings.load()
        settings.series_territories = text
        settings.save()
        window.dock.series.close_down()
        window.dock.series.open()
        assert window.dock.series.dialog is not None
        assert window.dock.series.dialog.model.count == 0

    def test_help_is_the_page_on_series(self, window: Window) -> None:
        click(window.dialog.form.help)
        # A window of its own dialog, as that of every other.
        (page,) = window.dialog.findChildren(HelpWindow)
        assert page.isVisible()
        assert page.source().fileName() == "series.md"
        assert "Export several" in page.toPlainText()


class TestPrinting:
    def test_an_estimate_comes_before(
        self, two: Window, monkeypatch: pytest.MonkeyPatch, out: Path
    ) -> None:
        found = Estimate(2, 0, ("a.pdf",), (), 95, 200_000, ("Some are odd.",))
        asked: list[SeriesPlan] = []

        def estimated(plan: SeriesPlan, *_: object) -> Estimate:
            asked.append(plan)
            return found

        monkeypatch.setattr(dialog, "estimate", estimated)
        click(two.dialog.form.estimate)
        assert [job.code for job in asked[0].jobs] == ["59294", "59552"]
        text = two.dialog.form.forecast.text()
        for words in ("2 sheets to print", "1 of them replace", "about 2 min", "200"):
            assert words in text
        assert "a.pdf" in two.dialog.form.forecast.toolTip()
        assert "odd" in two.messages()[0]
        assert not out.exists()
        two.insert("59122")
        assert two.dialog.form.forecast.text() == ""

    def test_a_series_is_printed_reported_and_told(
        self, two: Window, desktop: Desktop, out: Path
    ) -> None:
        before = QgsProject.instance().mapLayers()
        click(two.dialog.form.print_)
        tasks = QgsApplication.taskManager()
        assert [task.description() for task in tasks.activeTasks()] == ["Series of sheets"]
        form, running = two.dialog.form, two.dialog.running
        assert running is not None
        assert form.cancel.isVisible()
        assert form.close_.text() == "In the background"
        wait_for(lambda: running.is_over)
        # After what QGIS says of the end of its task.
        wait_for(desktop.messages)
        assert not tasks.activeTasks()
        assert printed(out) == NAMES
        assert "2 sheets printed" in form.state.text()
        assert not form.again.isEnabled()
        assert "2 sheets printed" in desktop.messages()[0]
        links = [
            label.toolTip() for label in desktop.bar.findChildren(QLabel) if "<a" in label.text()
        ]
        assert [str(out / "rapport.html"), str(out)] == links
        assert QgsProject.instance().mapLayers() == before
        click(form.back)
        assert form.print_.isVisible()
        assert two.codes() == ["59294", "59552"]

    def test_cancelled_and_gone_on_with(self, two: Window, out: Path) -> None:
        click(two.dialog.form.print_)
        first = two.dialog.running
        assert first is not None
        first.sheet_done.connect(lambda _: two.dialog.cancel())
        wait_for(lambda: first.is_over)
        assert printed(out) == NAMES[:1]
        assert "cancelled" in two.dialog.form.state.text()
        written = (out / NAMES[0]).stat().st_mtime_ns
        click(two.dialog.form.back)
        click(two.dialog.form.print_)
        wait_for(lambda: two.running.is_over)
        assert printed(out) == NAMES
        assert (out / NAMES[0]).stat().st_mtime_ns == written
        assert "1 up to date before" in two.dialog.form.state.text()

    def test_what_failed_is_listed_and_tried_again(self, two: Window, out: Path) -> None:
        out.mkdir()
        blocker = out / NAMES[1]
        blocker.mkdir()
        click(two.dialog.form.print_)
        form = two.dialog.form
        wait_for(lambda: two.running.is_over)
        assert form.failed.count() == 1
        item = form.failed.item(0)
        assert item.text().startswith("Sancourt – “")
        assert NAMES[1] in item.toolTip()
        assert "1 failed" in form.state.text()
        blocker.rmdir()
        click(form.again)
        wait_for(lambda: two.running.is_over)
        assert printed(out) == NAMES
        assert not form.failed.isVisible()
        assert two.running.request.existing == SKIP

    def test_a_refusal_before_the_start_shows_the_choices(self, two: Window, out: Path) -> None:
        out.write_text("a file", encoding="utf-8")
        click(two.dialog.form.print_)
        assert len(two.messages()) == 1
        assert two.dialog.form.print_.isVisible()
        assert two.dialog.running is None


class TestInTheBackground:
    def test_the_window_may_be_closed_and_comes_back(
        self, two: Window, desktop: Desktop, out: Path
    ) -> None:
        click(two.dialog.form.print_)
        click(two.dialog.form.close_)
        assert not two.dialog.isVisible()
        assert "goes on" in desktop.messages()[0]
        click(two.dock.form.several)
        assert two.dialog.isVisible()
        assert two.dialog.form.pages.currentWidget() is two.dialog.form.running
        wait_for(lambda: printed(out))
        click(two.dialog.form.cancel)
        wait_for(lambda: two.running.is_over)

    def test_it_is_cancelled_among_the_tasks_of_qgis(self, two: Window, out: Path) -> None:
        two.insert("200068500")
        click(two.dialog.form.print_)
        running = two.dialog.running
        assert running is not None
        QgsApplication.taskManager().cancelAll()
        wait_for(lambda: running.is_over)
        assert len(printed(out)) < 5

    def test_a_project_that_is_needed_is_not_closed_unasked(
        self, two: Window, desktop: Desktop
    ) -> None:
        background(desktop)
        (layer,) = QgsProject.instance().mapLayers().values()
        select(two.dock.form.background, layer.id())
        two.dialog.take_over()
        two.dialog.form.workers.setValue(2)
        click(two.dialog.form.print_)
        assert "layers of the open project" in two.messages()[0]
        manager = QgsApplication.taskManager()
        assert manager.tasksDependentOnLayer(layer) == manager.activeTasks()
        QgsProject.instance().clear()
        wait_for(lambda: two.running.is_over)


def test_a_picture_is_shown_on_white_and_never_larger_than_it_is(qgis_app: QgsApplication) -> None:
    picture = QPixmap(200, 100)
    picture.fill(Qt.GlobalColor.transparent)
    shown = on_paper(picture, QSize(500, 400))
    assert shown.size() == picture.size()
    assert shown.toImage().pixelColor(100, 50) == QColor("white")
    assert on_paper(picture, QSize(100, 400)).size() == QSize(100, 50)


def test_warnings_beyond_the_first_are_counted() -> None:
    assert _some(["a", "b", "c"]) == ["a", "b", "c"]
    assert _some(["a", "b", "c", "d", "e"])[3:] == ["and 2 more, in the report"]


def test_an_estimate_names_what_it_counts() -> None:
    names = tuple(f"Commune {number}" for number in range(1, 41))
    told = estimate_lists(Estimate(40, 0, ("a&b.pdf",), names, 1, 1)).split("<br>")
    assert told[1] == "a&amp;b.pdf"
    assert told[3:33] == list(names[:30])
    assert told[33:] == ["and 10 more"]
    assert estimate_lists(Estimate(40, 0, (), (), 1, 1)) == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59.6, "60 s"), (95, "2 min"), (3599, "60 min"), (3700, "1 h 02 min")],
)
def test_durations_are_rounded(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text

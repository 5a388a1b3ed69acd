# SPDX-License-Identifier: GPL-3.0-or-later
"""The printer of the dock: kept while it serves, dropped when it no longer does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsProject

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import Desktop, settle, when
from srce_pac.tests.support.dock import load, progressed
from srce_pac.ui.dock.dock import SheetDock
from srce_pac.ui.dock.printer_keeper import PrinterKeeper

HAYNECOURT = SheetRequest("59294")
SANCOURT = SheetRequest("59552")


@pytest.fixture
def keeper(qgis_app: object) -> Iterator[PrinterKeeper]:
    keeper = PrinterKeeper()
    yield keeper
    keeper.close_down()


@pytest.fixture
def desktop(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    """A QGIS in which printers are new and are closed, as for users."""
    monkeypatch.setattr("srce_pac.ui.dock.printer_keeper.Printer", Printer)
    return desktop


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> list[Printer]:
    """The printers that were closed."""
    closed: list[Printer] = []
    close = Printer.close

    def noted(printer: Printer) -> None:
        closed.append(printer)
        close(printer)

    monkeypatch.setattr(Printer, "close", noted)
    return closed


def given(keeper: PrinterKeeper, request: SheetRequest, gazetteer: Gazetteer) -> Printer:
    with keeper.printer(request, gazetteer) as printer:
        return printer


class TestKeeping:
    """Which printer serves which request."""

    @pytest.mark.parametrize(
        "request_",
        [
            SANCOURT,
            SheetRequest("59294", outside="show", template="A4", scale=10_000),
            SheetRequest("59294", office="60", cartouche={"project": "Essai"}),
        ],
    )
    def test_one_printer_serves_all_requests_of_a_sheet_and_a_source(
        self,
        keeper: PrinterKeeper,
        gazetteer: Gazetteer,
        closed: list[Printer],
        request_: SheetRequest,
    ) -> None:
        first = given(keeper, HAYNECOURT, gazetteer)
        assert given(keeper, request_, gazetteer) is first
        assert closed == []

    @pytest.mark.parametrize(
        "other", [SheetRequest("59294", sheet="own.json"), SheetRequest("59294", source="own.gpkg")]
    )
    def test_another_sheet_or_source_has_a_printer_of_its_own(
        self,
        keeper: PrinterKeeper,
        gazetteer: Gazetteer,
        closed: list[Printer],
        other: SheetRequest,
    ) -> None:
        first = given(keeper, HAYNECOURT, gazetteer)
        second = given(keeper, other, gazetteer)
        assert second is not first
        assert closed == [first]

    def test_so_has_another_gazetteer(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        first = given(keeper, HAYNECOURT, gazetteer)
        assert given(keeper, HAYNECOURT, Gazetteer([])) is not first
        assert closed == [first]


class TestDropping:
    """When a printer is let go."""

    def test_it_goes_with_the_project(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        first = given(keeper, HAYNECOURT, gazetteer)
        QgsProject.instance().clear()
        assert closed == [first]
        assert given(keeper, HAYNECOURT, gazetteer) is not first

    def test_it_goes_when_it_is_dropped_and_once_only(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        first = given(keeper, HAYNECOURT, gazetteer)
        keeper.drop()
        keeper.drop()
        assert closed == [first]

    @pytest.mark.parametrize("way", ["drop", "close_down", "project"])
    def test_dropping_waits_until_a_sheet_is_printed(
        self, gazetteer: Gazetteer, closed: list[Printer], tmp_path: Path, way: str
    ) -> None:
        keeper = PrinterKeeper()
        with keeper.printer(HAYNECOURT, gazetteer) as printer:
            if way == "project":
                QgsProject.instance().clear()
            else:
                getattr(keeper, way)()
            assert closed == []
            assert printer.export(HAYNECOURT, tmp_path / "sheet.pdf").file is not None
        assert closed == [printer]
        if way != "close_down":
            assert given(keeper, HAYNECOURT, gazetteer) is not printer
            keeper.close_down()

    def test_dropping_waits_for_the_last_of_several_uses(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        with keeper.printer(HAYNECOURT, gazetteer) as outer:
            with keeper.printer(SANCOURT, gazetteer) as inner:
                assert inner is outer
                keeper.drop()
            assert closed == []
        assert closed == [outer]

    def test_each_of_two_printers_in_use_is_closed_after_its_use(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        with keeper.printer(HAYNECOURT, gazetteer) as outer:
            inner = given(keeper, SheetRequest("59294", source="own.gpkg"), gazetteer)
            assert inner is not outer
            assert closed == []
        assert closed == [outer]
        keeper.drop()
        assert closed == [outer, inner]

    def test_a_failure_leaves_it_to_be_dropped(
        self, keeper: PrinterKeeper, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        def fail() -> None:
            with keeper.printer(HAYNECOURT, gazetteer):
                keeper.drop()
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        assert len(closed) == 1

    def test_a_project_that_is_cleared_later_is_nothing_to_a_keeper_that_is_down(
        self, gazetteer: Gazetteer, closed: list[Printer]
    ) -> None:
        keeper = PrinterKeeper()
        given(keeper, HAYNECOURT, gazetteer)
        keeper.close_down()
        assert len(closed) == 1
        QgsProject.instance().clear()
        assert len(closed) == 1


class TestDock:
    """The keeper in the dock."""

    def test_the_dock_loads_and_prints_with_one_printer(
        self, dock: SheetDock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        printers: list[Printer] = []
        real = Printer.load

        def noted(printer: Printer, *args: object) -> SheetResult:
            printers.append(printer)
            return real(printer, *args)  # type: ignore[arg-type]

        monkeypatch.setattr(Printer, "load", noted)
        load(dock)
        load(dock, "sancourt (59")
        assert len(printers) == 2
        assert printers[0] is printers[1]

    @pytest.mark.parametrize("percent", [20, 50, 60])
    def test_a_plugin_that_is_unloaded_in_the_middle_of_an_export_ends_cleanly(
        self,
        plugin: SrcePacPlugin,
        desktop: Desktop,
        gazetteer: Gazetteer,
        closed: list[Printer],
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        percent: int,
    ) -> None:
        dock, file = plugin.dock, tmp_path / "sheet.pdf"
        dock.chooser.choose(gazetteer.resolve("59294"))
        monkeypatch.setattr(dock, "_ask_target", lambda *_: file)
        timer = when(lambda: progressed(dock, percent), plugin.unload)
        dock.export()
        timer.stop()
        settle()
        assert len(closed) == 1
        assert not file.exists() or pdf.text(file)
        assert QgsProject.instance().mapLayers() == {}

# SPDX-License-Identifier: GPL-3.0-or-later
"""The summary shown in the dock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.spreadsheet import as_html, as_text
from srce_pac.core.summary.summary import Summary
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.desktop import dialog_is_open, own_settings, save_as, when
from srce_pac.tests.support.factories import (
    box,
    make_gazetteer,
)
from srce_pac.tests.support.summaries import (
    CARRES,
    HAYNECOURT,
    VALENCIENNES,
    read,
    reservoirs,
    summary_of,
)
from srce_pac.ui.common.messages import Messages
from srce_pac.ui.dock.summary_matrix import BAR, CODE, VALUE
from srce_pac.ui.dock.summary_tab import SummaryTab

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    """Alpha (59001) and Bêta (59002), squares of a kilometre side by side in one EPCI."""
    return make_gazetteer(tmp_path / "territories")


@pytest.fixture(scope="module")
def haynecourt(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(HAYNECOURT), embedded)


@pytest.fixture(scope="module")
def valenciennes(embedded: Gazetteer) -> Summary:
    return summarise_sheet(SheetRequest(VALENCIENNES), embedded)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return folder


@pytest.fixture
def tab(qgis_app: Any, tmp_path: Path) -> Iterator[SummaryTab]:
    usual = QLocale()
    QLocale.setDefault(QLocale("fr_FR"))
    bar = QgsMessageBar()
    with own_settings(tmp_path / "settings"):
        shown = SummaryTab(Messages(bar))
        shown.show()
        shown.activateWindow()
        QApplication.processEvents()
        yield shown
        shown.close()
    QLocale.setDefault(usual)


def shown_cells(tab: SummaryTab, parent: Any = None) -> list[list[str]]:
    """The texts of the rows below an item, in the order shown."""
    item = parent or tab.model.invisibleRootItem()
    return [
        [item.child(row, column).text() for column in range(4)] for row in range(item.rowCount())
    ]


class TestTab:
    """What the dock shows."""

    def test_a_class_is_shown_with_its_communes(
        self, tab: SummaryTab, valenciennes: Summary
    ) -> None:
        tab.show_summary(valenciennes)
        titles = [row[0] for row in shown_cells(tab)]
        assert "Réservoir de Biodiversité à préserver" in titles
        assert "Obstacles à la fonctionnalité des continuités écologiques (points)" in titles
        reserved = tab.model.item(titles.index("Réservoir de Biodiversité à préserver"))
        (total,) = shown_cells(tab, reserved)
        assert total == ["Total", "46", "1\u202f585 ha", "6,0 %"]
        communes = shown_cells(tab, reserved.child(0))
        assert communes[0][0] == "Anzin"
        assert "GRS 1980" in tab.form.method.text()

    def test_numbers_are_sorted_as_numbers(self, tab: SummaryTab, valenciennes: Summary) -> None:
        tab.show_summary(valenciennes)
        tab.form.tree.sortByColumn(3, Qt.SortOrder.DescendingOrder)
        top = tab.model.item(0)
        assert top.text() == "Réservoir de Biodiversité à préserver"
        shares = [
            float(row[3].split()[0].replace(",", ".")) for row in shown_cells(tab, top.child(0))
        ]
        assert len(shares) > 20
        assert shares == sorted(shares, reverse=True)

    def test_sub_trames_stand_below_their_class(
        self, tab: SummaryTab, gazetteer: Gazetteer, source: Path
    ) -> None:
        reservoirs(source, [box(100, 0, 500), box(600, 0, 100)], ["humide", "boisé"])
        tab.show_summary(summary_of(source, gazetteer, CARRES))
        names = [row[0] for row in shown_cells(tab, tab.model.item(0))]
        assert names == ["Total", "boisé", "humide"]
        assert [row[0] for row in shown_cells(tab, tab.model.item(0).child(2))] == ["Alpha"]

    def test_communes_stand_in_a_table_and_a_click_asks_for_one_on_the_map(
        self, tab: SummaryTab, valenciennes: Summary
    ) -> None:
        tab.show_summary(valenciennes)
        assert tab.form.byCommune.isVisible()
        tab.form.byCommune.click()
        assert tab.form.matrix.isVisible()
        assert not tab.form.tree.isVisible()
        rows = [
            tab.sorted.headerData(row, Qt.Orientation.Vertical)
            for row in range(tab.sorted.rowCount())
        ]
        assert rows[:2] == ["Total", "Anzin"]
        assert len(rows) == 36
        titles = [tab.matrix.horizontalHeaderItem(c).toolTip() for c in range(6)]
        column = titles.index("Réservoir de Biodiversité à préserver")
        assert tab.sorted.index(0, column).data() == "6,0"
        tab.form.matrix.sortByColumn(column, Qt.SortOrder.DescendingOrder)
        shares = [tab.sorted.index(row, column).data(VALUE) for row in range(36)]
        assert tab.sorted.index(0, column).data() == "6,0"
        assert shares[1:] == sorted(shares[1:], reverse=True)
        tab.form.matrix.sortByColumn(column, Qt.SortOrder.AscendingOrder)
        assert tab.sorted.index(0, column).data() == "6,0"
        assert max(tab.sorted.index(row, column).data(BAR) or 0 for row in range(36)) == 1.0
        wanted: list[str] = []
        tab.place_wanted.connect(wanted.append)
        tab.form.matrix.clicked.emit(tab.sorted.index(0, column))
        tab.form.matrix.verticalHeader().sectionClicked.emit(5)
        assert wanted == [valenciennes.territory.entry.code, tab.sorted.index(5, 0).data(CODE)]

    def test_a_commune_has_no_table_of_communes(self, tab: SummaryTab, haynecourt: Summary) -> None:
        tab.show_summary(haynecourt)
        assert not tab.form.byCommune.isVisible()
        assert tab.form.tree.isVisible()

    def test_what_no_longer_holds_is_taken_away(self, tab: SummaryTab, haynecourt: Summary) -> None:
        tab.show_summary(haynecourt)
        assert tab.form.copy.isEnabled()
        tab.show_summary(None)
        assert tab.model.rowCount() == 0
        assert "once the layers" in tab.form.method.text()
        assert not tab.form.copy.isEnabled()
        assert not tab.form.save.isEnabled()

    def test_the_whole_table_is_copied(self, tab: SummaryTab, haynecourt: Summary) -> None:
        tab.show_summary(haynecourt)
        QApplication.clipboard().clear()
        tab.form.tree.setFocus()
        QTest.keyClick(tab.form.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        data = QApplication.clipboard().mimeData()
        assert data.text() == as_text(haynecourt)
        assert data.html() == as_html(haynecourt)

    def test_it_is_saved_where_the_user_says(
        self, tab: SummaryTab, haynecourt: Summary, tmp_path: Path
    ) -> None:
        tab.show_summary(haynecourt)
        timer = when(dialog_is_open, lambda: save_as(str(tmp_path / "résumé")))
        QTest.mouseClick(tab.form.save, Qt.MouseButton.LeftButton)
        timer.stop()
        assert "Table saved: résumé.csv" in tab.messages.bar.currentItem().text()
        assert len(read(tmp_path / "résumé.csv")) == len(haynecourt.rows)

    @pytest.mark.parametrize("width", [300, 420])
    def test_names_and_numbers_have_room_in_a_narrow_dock(
        self, width: int, tab: SummaryTab, valenciennes: Summary
    ) -> None:
        tab.resize(width, 500)
        tab.show_summary(valenciennes)
        QApplication.processEvents()
        assert tab.width() == width
        header = tab.form.tree.header()
        assert header.length() <= tab.form.tree.viewport().width()
        assert header.sectionSize(0) > 60

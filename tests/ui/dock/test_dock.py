# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock itself: what it shows of its results, its progress, its end and its form."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAbstractButton, QAction, QApplication, QLabel, QWidget

import srce_pac
from srce_pac.core.pipeline import Printer
from srce_pac.plugin import SrcePacPlugin
from srce_pac.tests.support.desktop import (
    Desktop,
    click,
    dialog_is_open,
    press,
    save_as,
    settle,
    when,
)
from srce_pac.tests.support.dock import (
    background,
    cancel_button,
    counts,
    group_name,
    layer_names,
    load,
    progressed,
    type_in,
)
from srce_pac.ui.dock.dock import SheetDock

DEMONSTRATION = Path(srce_pac.__file__).parent / "data" / "demonstration"
Key = Qt.Key
MATCH = Qt.MatchFlag.MatchExactly


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
        assert item.toolTip(0).startswith(item.text(0))

    def test_a_double_click_zooms_to_the_objects_of_a_class(
        self, dock: SheetDock, desktop: Desktop
    ) -> None:
        load(dock)
        whole = desktop.canvas.extent()
        tree = dock.form.layers
        (item,) = tree.findItems("Réservoir de Biodiversité à préserver", MATCH)
        assert item.text(1) != "0"
        tree.itemDoubleClicked.emit(item, 0)
        settle()
        assert desktop.canvas.extent().width() != whole.width()
        assert whole.intersects(desktop.canvas.extent())

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

        monkeypatch.setattr(Printer, "load", fail)
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
        assert 200 < dock.minimumSizeHint().width() < 300

    def test_layout_and_export_are_seen_whatever_is_open(
        self, dock: SheetDock, desktop: Desktop
    ) -> None:
        load(dock)
        form = dock.form
        form.page.setCollapsed(False)
        dock.messages.warn(["One.", "Two.", "Three."])
        dock.setFixedSize(300, 420)
        settle()
        for tab in range(dock.tabs.count()):
            dock.tabs.setCurrentIndex(tab)
            settle()
            for button in (form.layout_, form.export_):
                assert not button.visibleRegion().isEmpty()
                assert button.mapTo(dock, button.rect().bottomLeft()).y() < dock.height()
        assert [one.text for one in dock.listed.messages] == ["One.", "Two.", "Three."]

    def test_nothing_moves_when_a_description_wraps(self, dock: SheetDock) -> None:
        dock.setFixedWidth(300)
        form, places = dock.form, []
        form.base.setCurrentIndex(0)
        for text in ("Commune · Nord", "Commune · Communauté d'agglomération de Cambrai · Nord"):
            form.territory.setText(text)
            settle()
            places.append(form.sheet.mapTo(dock, form.sheet.rect().topLeft()).y())
        assert places[0] == places[1]

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
        for _ in range(22):
            reached.append(QApplication.focusWidget().objectName())
            press(QApplication.focusWidget(), Key.Key_Tab)
        assert reached == [
            *("search", "pick", "gather", "territory", "territory", "sheet"),
            # The line of the territory, and its link to the EPCI.
            *("source", "browse", "load"),
            *("layers", "collapseButton", "template_", "scale", "background", "base", "outside"),
            *("stylesMenu", "extras", "cartouche", "layout_", "export_", "kept"),
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
            for part in (dock.scroll, dock.form.footer)
            for widget in part.findChildren((QLabel, QAbstractButton))
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
        for button in (form.pick, form.gather, form.browse, form.kept):
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

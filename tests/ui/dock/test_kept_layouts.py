# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that the user has edited is exported from the dock as it stands, or refused."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Callable

import pytest
from qgis.core import QgsLayoutItemLabel, QgsPrintLayout, QgsProject
from qgis.PyQt.QtWidgets import QFileDialog, QLineEdit

from srce_pac.core.kept_layouts import kept_layouts
from srce_pac.tests.support import pdf
from srce_pac.tests.support.desktop import Desktop, click, dialog_is_open, press, save_as, when
from srce_pac.tests.support.dialogs import modal
from srce_pac.tests.support.dock import Key, load
from srce_pac.ui.dock.dock import SheetDock


def offered(dock: SheetDock) -> list[Any]:
    """The actions of the menu as it opens."""
    dock.layouts.menu.aboutToShow.emit()
    return list(dock.layouts.menu.actions())


def make_layout(dock: SheetDock, territory: str = "59294") -> QgsPrintLayout:
    """Load a territory and have a layout made of it; the last one."""
    load(dock, territory)
    click(dock.form.layout_)
    layouts = QgsProject.instance().layoutManager().printLayouts()
    return max(layouts, key=lambda layout: dock.iface.layouts.index(layout.name()))


def add_text(layout: QgsPrintLayout, text: str) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(text)
    layout.addLayoutItem(label)
    label.adjustSizeToText()


def export(dock: SheetDock, number: int = 0, name: str = "edited.pdf") -> None:
    """Choose a layout of the menu and type a name."""
    timer = when(lambda: dialog_is_open(QFileDialog), lambda: save_as(name))
    offered(dock)[number].trigger()
    assert not timer.isActive()


Change = Callable[[QgsPrintLayout], object]


def rename_and_rescale(layout: QgsPrintLayout) -> None:
    item = layout.itemById("map")
    item.setId("carte")
    item.setScale(31_415)


def measure_the_situation(layout: QgsPrintLayout) -> None:
    layout.itemById("scalebar").setLinkedMap(layout.itemById("overview"))


LIES: dict[str, Change] = {
    "map of another name": rename_and_rescale,
    "text": lambda layout: add_text(layout, "Échelle 1/40 000"),
    "bar of another map": measure_the_situation,
    "bar of no map": lambda layout: layout.itemById("scalebar").setLinkedMap(None),
    "bar with a factor": lambda layout: layout.itemById("scalebar").setMapUnitsPerScaleBarUnit(2),
}


class TestMenu:
    def test_without_a_layout_it_says_how_to_make_one(self, dock: SheetDock) -> None:
        load(dock)
        (action,) = offered(dock)
        assert not action.isEnabled()
        assert "Layout…" in action.text()

    def test_those_of_the_territory_come_first(self, dock: SheetDock) -> None:
        make_layout(dock, "59122")
        make_layout(dock)
        texts = [action.text() for action in offered(dock)]
        assert ["Haynecourt" in text for text in texts] == [True, False]
        load(dock, "59122")
        texts = [action.text() for action in offered(dock)]
        assert ["Cambrai" in text for text in texts] == [True, False]

    def test_a_layout_of_the_users_own_is_not_listed(self, dock: SheetDock) -> None:
        load(dock)
        project = QgsProject.instance()
        layout = QgsPrintLayout(project)
        layout.setName("mine")
        project.layoutManager().addLayout(layout)
        assert not offered(dock)[0].isEnabled()

    def test_copies_and_new_names_are_listed_after_saving(
        self, dock: SheetDock, tmp_path: Path
    ) -> None:
        layout = make_layout(dock)
        project = QgsProject.instance()
        project.layoutManager().duplicateLayout(layout, "R&D copy")
        layout.setName("final")
        project.write(str(tmp_path / "saved.qgz"))
        project.clear()
        project.read(str(tmp_path / "saved.qgz"))
        assert [kept.name for kept in kept_layouts(project)] == ["final", "R&D copy"]
        assert [action.text() for action in offered(dock)] == [
            "Export “R&&D copy”…",
            "Export “final”…",
        ]


class TestExport:
    @pytest.mark.parametrize("name", ["edited.pdf", "edited.png", "edited.svg"])
    def test_writes_what_was_edited(
        self, dock: SheetDock, desktop: Desktop, sheets: Path, name: str
    ) -> None:
        add_text(make_layout(dock), "VERSION DU MAIRE")
        export(dock, name=name)
        assert (sheets / name).is_file()
        if name.endswith("pdf"):
            assert "VERSION DU MAIRE" in pdf.text(sheets / name)
            assert "HAYNECOURT" in pdf.text(sheets / name)
        assert f"Sheet written: {name}" in desktop.messages()

    def test_proposes_the_name_of_the_sheet(self, dock: SheetDock, sheets: Path) -> None:
        make_layout(dock)
        load(dock, "59122")

        def answer() -> None:
            press(modal().findChild(QLineEdit, "fileNameEdit"), Key.Key_Return)

        timer = when(lambda: dialog_is_open(QFileDialog), answer)
        offered(dock)[0].trigger()
        assert not timer.isActive()
        assert [path.name for path in sheets.iterdir()] == ["SRCE_59294_HAYNECOURT.pdf"]

    def test_keeps_what_is_asked_of_a_pdf(self, dock: SheetDock, sheets: Path) -> None:
        layout = make_layout(dock)
        export(dock)
        assert "Épinoy" in pdf.text(sheets / "edited.pdf")
        (sheets / "edited.pdf").unlink()
        layout.setCustomProperty("pdfTextFormat", 0)
        export(dock)
        # QGIS 3.22 has no outlines for the labels of a layout, only for those of its maps.
        assert "Épinoy" not in pdf.text(sheets / "edited.pdf")

    def test_is_refused_where_its_map_has_another_scale_than_it_says(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout = make_layout(dock)
        layout.itemById("map").setScale(31_415)
        export(dock)
        assert list(sheets.iterdir()) == []
        assert "1/31 415" in html.unescape(desktop.messages()[0])

    def test_is_refused_where_it_says_another_scale(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout, manager = make_layout(dock), QgsProject.instance().layoutManager()
        for name, change in LIES.items():
            copy = manager.duplicateLayout(layout, name)
            change(copy)
            names = [action.text() for action in offered(dock)]
            export(dock, names.index(f"Export “{name}”…"))
            assert list(sheets.iterdir()) == [], name
            assert "1/" in html.unescape(desktop.messages()[0]), name
            desktop.bar.clearWidgets()
            manager.removeLayout(copy)

    @pytest.mark.parametrize("way", ["deleted", "other map"])
    def test_is_refused_where_its_map_is_gone(
        self, way: str, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout = make_layout(dock)
        layout.removeLayoutItem(layout.itemById("map"))
        if way == "other map":
            layout.itemById("overview").setId("map")
        export(dock)
        assert list(sheets.iterdir()) == []
        assert "no longer in it" in html.unescape(desktop.messages()[0])

    def test_knows_the_map_of_a_copy_by_another_name(
        self, dock: SheetDock, sheets: Path, tmp_path: Path
    ) -> None:
        layout = make_layout(dock)
        project = QgsProject.instance()
        layout.itemById("map").setId("carte")
        project.layoutManager().duplicateLayout(layout, "a copy")
        project.write(str(tmp_path / "saved.qgz"))
        project.clear()
        project.read(str(tmp_path / "saved.qgz"))
        for number in range(2):
            export(dock, number, f"{number}.pdf")
        assert sorted(path.name for path in sheets.iterdir()) == ["0.pdf", "1.pdf"]

    def test_is_refused_where_its_layers_are_gone(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout = make_layout(dock)
        lost = layout.itemById("map").layers()[1]
        QgsProject.instance().removeMapLayer(lost.id())
        export(dock)
        assert list(sheets.iterdir()) == []
        assert "no longer in the project" in html.unescape(desktop.messages()[0])

    def test_leaves_the_project_as_it_is(self, dock: SheetDock) -> None:
        make_layout(dock)
        project = QgsProject.instance()
        project.setDirty(False)
        before = sorted(project.mapLayers())
        export(dock)
        assert sorted(project.mapLayers()) == before
        assert not project.isDirty()

    def test_cancelled_writes_nothing(self, dock: SheetDock, sheets: Path) -> None:
        make_layout(dock)
        timer = when(lambda: dialog_is_open(QFileDialog), lambda: modal().reject())
        offered(dock)[0].trigger()
        assert not timer.isActive()
        assert list(sheets.iterdir()) == []

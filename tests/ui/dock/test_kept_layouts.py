# SPDX-License-Identifier: GPL-3.0-or-later
"""A layout that the user has edited is exported from the dock as it stands, or refused."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Callable

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
    "another scale": lambda layout: layout.itemById("map").setScale(31_415),
    "map of another name": rename_and_rescale,
    "text": lambda layout: add_text(layout, "Échelle 1/40 000"),
    "bar of another map": measure_the_situation,
    "bar of no map": lambda layout: layout.itemById("scalebar").setLinkedMap(None),
    "bar with a factor": lambda layout: layout.itemById("scalebar").setMapUnitsPerScaleBarUnit(2),
}


def has_no_map(layout: QgsPrintLayout) -> None:
    layout.removeLayoutItem(layout.itemById("map"))


def has_another_map(layout: QgsPrintLayout) -> None:
    has_no_map(layout)
    layout.itemById("overview").setId("map")


WITHOUT_MAP: dict[str, Change] = {"deleted": has_no_map, "other map": has_another_map}


class TestMenu:
    def test_without_a_layout_of_the_plugin_it_says_how_to_make_one(self, dock: SheetDock) -> None:
        load(dock)
        (action,) = offered(dock)
        assert not action.isEnabled()
        assert "Layout…" in action.text()
        project = QgsProject.instance()
        layout = QgsPrintLayout(project)
        layout.setName("mine")
        project.layoutManager().addLayout(layout)
        assert not offered(dock)[0].isEnabled()

    def test_those_of_the_territory_come_first(self, dock: SheetDock, sheets: Path) -> None:
        make_layout(dock, "59122")
        make_layout(dock)
        texts = [action.text() for action in offered(dock)]
        assert ["Haynecourt" in text for text in texts] == [True, False]
        load(dock, "59122")
        texts = [action.text() for action in offered(dock)]
        assert ["Cambrai" in text for text in texts] == [True, False]

        # What is proposed is the name of its own sheet.
        def answer() -> None:
            press(modal().findChild(QLineEdit, "fileNameEdit"), Key.Key_Return)

        timer = when(lambda: dialog_is_open(QFileDialog), answer)
        offered(dock)[1].trigger()
        assert not timer.isActive()
        assert [path.name for path in sheets.iterdir()] == ["SRCE_59294_HAYNECOURT.pdf"]

    def test_copies_and_new_names_are_listed_after_saving(
        self, dock: SheetDock, sheets: Path, tmp_path: Path
    ) -> None:
        layout = make_layout(dock)
        project = QgsProject.instance()
        # The map is known by another name too.
        layout.itemById("map").setId("carte")
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
        for number in range(2):
            export(dock, number, f"{number}.pdf")
        assert sorted(path.name for path in sheets.iterdir()) == ["0.pdf", "1.pdf"]


class TestExport:
    def test_writes_what_was_edited_and_leaves_the_project_as_it_is(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout, project = make_layout(dock), QgsProject.instance()
        add_text(layout, "VERSION DU MAIRE")
        project.setDirty(False)
        before = sorted(project.mapLayers())
        for name in ("edited.pdf", "edited.png", "edited.svg"):
            export(dock, name=name)
            assert (sheets / name).is_file()
            assert f"Sheet written: {name}" in desktop.messages()
        assert sorted(project.mapLayers()) == before
        assert not project.isDirty()
        assert "VERSION DU MAIRE" in pdf.text(sheets / "edited.pdf")
        assert "HAYNECOURT" in pdf.text(sheets / "edited.pdf")
        assert "Épinoy" in pdf.text(sheets / "edited.pdf")
        # What is asked of a PDF is kept.
        layout.setCustomProperty("pdfTextFormat", 0)
        export(dock, name="outlined.pdf")
        # QGIS 3.22 has no outlines for the labels of a layout, only for those of its maps.
        assert "Épinoy" not in pdf.text(sheets / "outlined.pdf")

    def test_is_refused_where_it_says_another_scale_or_its_map_is_gone(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout, manager = make_layout(dock), QgsProject.instance().layoutManager()
        told = [(name, change, "1/") for name, change in LIES.items()]
        told += [(name, change, "no longer in it") for name, change in WITHOUT_MAP.items()]
        for name, change, words in told:
            copy = manager.duplicateLayout(layout, name)
            change(copy)
            names = [action.text() for action in offered(dock)]
            export(dock, names.index(f"Export “{name}”…"))
            assert list(sheets.iterdir()) == [], name
            assert words in html.unescape(desktop.messages()[0]), name
            if change is LIES["another scale"]:
                assert "1/31 415" in html.unescape(desktop.messages()[0])
            desktop.bar.clearWidgets()
            manager.removeLayout(copy)

    def test_is_refused_where_its_layers_are_gone(
        self, dock: SheetDock, desktop: Desktop, sheets: Path
    ) -> None:
        layout = make_layout(dock)
        # Cancelled, nothing is written.
        timer = when(lambda: dialog_is_open(QFileDialog), lambda: modal().reject())
        offered(dock)[0].trigger()
        assert not timer.isActive()
        assert list(sheets.iterdir()) == []
        lost = layout.itemById("map").layers()[1]
        QgsProject.instance().removeMapLayer(lost.id())
        export(dock)
        assert list(sheets.iterdir()) == []
        assert "no longer in the project" in html.unescape(desktop.messages()[0])

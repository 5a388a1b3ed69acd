# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps in the dock, and what it shows."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QWidget

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layers.project_groups import find_group
from srce_pac.tests.support.desktop import Desktop, press, settle, wait_for
from srce_pac.ui.dock.dock import SheetDock

HAYNECOURT = "Haynecourt (59294)"
Key = Qt.Key


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


def entries(dock: SheetDock) -> dict[str, Any]:
    """What the cartouche of the chosen territory would say otherwise."""
    return dock.cartouches.of(dock.chooser.chosen())


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


def background(desktop: Desktop) -> None:
    """Add a layer to the project, so that there is something to pick on the map."""
    layer = QgsVectorLayer("Point?crs=EPSG:2154", "background", "memory")
    QgsProject.instance().addMapLayer(layer)
    wait_for(lambda: desktop.canvas.layers())

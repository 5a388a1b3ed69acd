# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside the real QGIS (`qgis --code`): pictures of the layout designer for the documentation.

They go into the folder that SRCE_PAC_PICTURES names; see `test_docs.py`.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import qgis.utils
from qgis.core import QgsLayoutItemMap, QgsProject
from qgis.PyQt.QtCore import QPoint, QRect, Qt, QTimer
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QGroupBox,
    QScrollArea,
    QTreeWidget,
    QWidget,
)

iface = qgis.utils.iface
FOLDER = Path(os.environ["SRCE_PAC_PICTURES"])
SECONDS = 40


def pictures() -> Iterator[Callable[[], object]]:
    """Take the pictures one after the other; what is yielded must hold before the next."""
    from srce_pac.core.common.request import SheetRequest
    from srce_pac.core.pipeline import add_layout
    from srce_pac.core.territory.territory_sources import open_gazetteer

    result = add_layout(SheetRequest("59294"), open_gazetteer(), QgsProject.instance())
    layout = result.layout
    assert layout is not None
    designer = iface.openLayoutDesigner(layout)
    window = designer.window()
    window.setGeometry(0, 0, 1160, 740)
    yield lambda: window.width() == 1160
    view = designer.view()
    view.zoomFull()
    # The view knows its size only now.
    yield calm(layout)
    view.zoomFull()
    yield calm(layout)
    save("open", window.grab())

    label = layout.itemById("territory_name")
    designer.selectItems([label])
    designer.showItemOptions(label)
    around = label.mapRectToScene(label.rect()).adjusted(-60, -62, 8, 26)
    view.fitInView(around, Qt.AspectRatioMode.KeepAspectRatio)
    yield calm(layout)
    for name in ("ItemsDock", "UndoDock"):
        dock(window, name).hide()
    yield calm(layout)
    panel = dock(window, "ItemDock")
    open_only(panel, "mTextEdit", "mItemIdLineEdit")
    panel.findChild(QWidget, "mTextEdit").setFixedHeight(60)
    yield calm(layout)
    save("item", window.grab())

    properties = dock(window, "LayoutDock")
    properties.raise_()
    tree = properties.findChild(QTreeWidget)
    open_only(properties, "mVariableEditor")
    tree.setFixedHeight(430)
    yield calm(layout)
    *others, own = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    for item in others:
        item.setExpanded(False)
    own.setExpanded(True)
    tree.setColumnWidth(0, 160)
    first = next(i for i in map(own.child, range(own.childCount())) if "srce_" in i.text(0))
    tree.scrollToItem(first, QAbstractItemView.ScrollHint.PositionAtTop)
    show(properties, "mVariableEditor")
    yield calm(layout)
    save("variables", properties.grab())

    menu = designer.layoutMenu()
    menu.popup(window.mapToGlobal(QPoint(4, 22)))
    yield menu.isVisible
    action = next(a for a in menu.actions() if a.objectName() == "mActionSaveAsTemplate")
    menu.setActiveAction(action)
    yield calm(layout)
    screen = window.screen().grabWindow(0)
    save(
        "save", screen.copy(QRect(0, 0, menu.geometry().right() + 60, menu.geometry().bottom() + 8))
    )
    menu.close()


def dock(window: QWidget, name: str) -> Any:
    return window.findChild(QDockWidget, name)


def open_only(panel: QWidget, *names: str) -> None:
    """Open the groups of a panel that hold these widgets, and close the others."""
    wanted = [panel.findChild(QWidget, name) for name in names]
    for group in panel.findChildren(QGroupBox):
        # A property, because Python knows QGIS's collapsible boxes as plain ones.
        group.setProperty("collapsed", not any(group.isAncestorOf(widget) for widget in wanted))


def show(panel: QWidget, name: str) -> None:
    widget = panel.findChild(QWidget, name)
    for area in panel.findChildren(QScrollArea):
        if area.isAncestorOf(widget):
            area.ensureWidgetVisible(widget)


def calm(layout: Any) -> Callable[[], bool]:
    """Whether nothing has been drawn for a second."""
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    since = [time.monotonic()]

    def is_calm() -> bool:
        if any(item.isDrawing() for item in maps):
            since[0] = time.monotonic()
        return time.monotonic() - since[0] > 1.5

    return is_calm


def save(name: str, picture: QPixmap) -> None:
    picture.save(str(FOLDER / f"{name}.png"))


class Driver:
    """Goes on with the pictures whenever their condition holds, and ends QGIS after them."""

    def __init__(self) -> None:
        self.steps = pictures()
        self.condition: Callable[[], object] = lambda: True
        self.since = time.monotonic()
        self.timer = QTimer()
        self.timer.timeout.connect(self.look)
        self.timer.start(50)

    def look(self) -> None:
        try:
            if time.monotonic() - self.since > SECONDS:
                raise TimeoutError
            if self.condition():
                self.condition = next(self.steps)
                self.since = time.monotonic()
        except StopIteration:
            os._exit(0)
        except Exception:
            (FOLDER / "failure.txt").write_text(traceback.format_exc(), encoding="utf-8")
            os._exit(1)


drivers: list[Driver] = []
iface.initializationCompleted.connect(lambda: drivers.append(Driver()))

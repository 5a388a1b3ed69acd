# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: pictures of the layout designer for the documentation."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QPoint, QRect, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QGroupBox,
    QScrollArea,
    QTreeWidget,
    QWidget,
)

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import add_layout
from srce_pac.core.territory.territory_sources import open_gazetteer
from srce_pac.tests.e2e.driver import (
    Steps,
    completed,
    iface,
    is_finished,
    save_picture,
    screen,
    screenshot,
)


def designer() -> Steps:
    """A filled layout, changed as the page on templates says."""
    yield lambda: completed
    result = add_layout(SheetRequest("59294"), open_gazetteer(), QgsProject.instance())
    layout = result.layout
    assert layout is not None
    opened = iface.openLayoutDesigner(layout)
    window = opened.window()
    window.setGeometry(0, 0, 1160, 740)
    yield lambda: window.width() == 1160
    view = opened.view()
    view.zoomFull()
    # The view knows its size only now.
    yield is_finished(layout)
    view.zoomFull()
    yield is_finished(layout)
    screenshot("open", window)

    label = layout.itemById("territory_name")
    opened.selectItems([label])
    opened.showItemOptions(label)
    around = label.mapRectToScene(label.rect()).adjusted(-60, -62, 8, 26)
    view.fitInView(around, Qt.AspectRatioMode.KeepAspectRatio)
    yield is_finished(layout)
    for name in ("ItemsDock", "UndoDock"):
        dock(window, name).hide()
    yield is_finished(layout)
    panel = dock(window, "ItemDock")
    open_only(panel, "mTextEdit", "mItemIdLineEdit")
    panel.findChild(QWidget, "mTextEdit").setFixedHeight(60)
    yield is_finished(layout)
    screenshot("item", window)

    properties = dock(window, "LayoutDock")
    properties.raise_()
    tree = properties.findChild(QTreeWidget)
    open_only(properties, "mVariableEditor")
    tree.setFixedHeight(430)
    yield is_finished(layout)
    *others, own = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    for item in others:
        item.setExpanded(False)
    own.setExpanded(True)
    tree.setColumnWidth(0, 160)
    first = next(i for i in map(own.child, range(own.childCount())) if "srce_" in i.text(0))
    tree.scrollToItem(first, QAbstractItemView.ScrollHint.PositionAtTop)
    show(properties, "mVariableEditor")
    yield is_finished(layout)
    screenshot("variables", properties)

    menu = opened.layoutMenu()
    menu.popup(window.mapToGlobal(QPoint(4, 22)))
    yield menu.isVisible
    action = next(a for a in menu.actions() if a.objectName() == "mActionSaveAsTemplate")
    menu.setActiveAction(action)
    yield is_finished(layout)
    box = menu.geometry()
    save_picture("save", screen().copy(QRect(0, 0, box.right() + 60, box.bottom() + 8)))
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

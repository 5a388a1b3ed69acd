# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: a style of the map kept for the class, and drawn in another session."""

from __future__ import annotations

from typing import Any

import qgis.utils
from qgis.core import QgsFeature, QgsGeometry, QgsProject, QgsSingleSymbolRenderer, QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor, QContextMenuEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QMenu, QMessageBox

from srce_pac.tests.e2e.driver import (
    FOLDER,
    Steps,
    click,
    iface,
    is_calm,
    is_modal,
    is_ready,
    later,
    link,
    message_texts,
    screenshot,
    seen,
    start,
    window_of,
)
from srce_pac.tests.e2e.sheet_steps import export

COLOUR = "#ff00aa"
CORRIDORS = "Corridors écologiques"
ZOOM, LINE, USE, BACK, COMPARE, RESTYLE = range(6)


def styles() -> Steps:
    """Recolour, keep, choose another commune; then a layer that is not the plugin's."""
    yield from start()
    plugin, project = qgis.utils.plugins["srce_pac"], QgsProject.instance()
    plugin.action.trigger()
    yield lambda: is_ready(plugin)
    dock, form = plugin.dock, plugin.dock.form
    iface.mainWindow().resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    yield from load(dock, "59294")
    for layer in project.mapLayersByName(CORRIDORS):
        symbol = layer.renderer().symbol().clone()
        symbol.setColor(QColor(COLOUR))
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        layer.triggerRepaint()
    yield form.canvasChanges.isVisible
    yield is_calm

    menu = dock.classes.menu
    yield from open_menu(dock)
    screenshot("class_menu")
    later(lambda: QTest.keyClick(menu, Qt.Key.Key_Return))
    yield lambda: is_modal("QMessageBox")
    box: Any = QApplication.activeModalWidget()
    screenshot("kept_where", box)
    click(next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole))
    yield lambda: not form.canvasChanges.isVisible() and is_calm()
    seen["kept"] = message_texts()

    yield from load(dock, "59122")
    seen["next commune"] = colours()
    yield from open_menu(dock)
    menu.close()
    later(menu.actions()[COMPARE].trigger)
    yield lambda: is_modal("CompareDialog")
    screenshot("compare", QApplication.activeModalWidget())
    QApplication.activeModalWidget().reject()
    later(menu.actions()[RESTYLE].trigger)
    yield lambda: window_of("QgsVectorLayerProperties")
    properties = window_of("QgsVectorLayerProperties")
    seen["restyled"] = iface.activeLayer().name()
    screenshot("restyle", properties)
    properties.reject()
    form.page.setCollapsed(False)
    yield is_calm
    later(dock.styles.open_sets)
    yield lambda: is_modal("SetsDialog")
    screenshot("sets", QApplication.activeModalWidget())
    QApplication.activeModalWidget().reject()
    yield is_calm
    screenshot("page", dock)
    yield from foreign_layer(plugin)


def foreign_layer(plugin: Any) -> Steps:
    """A layer of the user's gets the style of a class, by the menu of QGIS's layer tree."""
    layer = QgsVectorLayer("LineString?crs=EPSG:2154", "Mes haies", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromWkt("LineString (709000 7011000, 713000 7013000)"))
    layer.dataProvider().addFeatures([feature])
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    yield is_calm
    before = layer.renderer().symbol().color().name()
    later(open_layer_menu)
    yield lambda: isinstance(QApplication.activePopupWidget(), QMenu)
    popup: Any = QApplication.activePopupWidget()
    seen["layer menu"] = [a.text() for a in popup.actions() if a.isVisible() and a.text()]
    of_any = plugin.layer_menus.of_any
    popup.setActiveAction(of_any.menuAction())
    of_any.popup(popup.mapToGlobal(popup.actionGeometry(of_any.menuAction()).topRight()))
    yield of_any.isVisible
    screenshot("apply")
    action = next(a for a in of_any.actions() if a.text() == CORRIDORS)
    of_any.close()
    popup.close()
    action.trigger()
    yield is_calm
    seen["applied"] = [before, layer.renderer().symbol().color().name(), layer.name()]
    screenshot("applied")
    yield lambda: link() and link().width() > 10
    click(link())
    yield lambda: layer.renderer().symbol().color().name() == before
    seen["undone"] = layer.renderer().symbol().color().name()


def styles_again() -> Steps:
    """The next start of the same QGIS prints the style that was kept."""
    yield from start()
    plugin = qgis.utils.plugins["srce_pac"]
    yield lambda: is_ready(plugin)
    dock = plugin.dock
    yield from load(dock, "59122")
    seen["colours"] = colours()
    target = FOLDER / "SRCE_59122_CAMBRAI.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and link()
    qgis.utils.unloadPlugin("srce_pac")
    layer = QgsVectorLayer("LineString?crs=EPSG:2154", "Mes haies", "memory")
    QgsProject.instance().addMapLayer(layer)
    iface.setActiveLayer(layer)
    later(open_layer_menu)
    yield lambda: isinstance(QApplication.activePopupWidget(), QMenu)
    popup: Any = QApplication.activePopupWidget()
    seen["layer menu"] = [a.text() for a in popup.actions() if a.isVisible() and a.text()]
    popup.close()


def load(dock: Any, code: str) -> Steps:
    """Type a code and Enter."""
    before = set(QgsProject.instance().mapLayers())
    dock.form.search.setFocus()
    dock.form.search.selectAll()
    QTest.keyClicks(dock.form.search, code, delay=5)
    QTest.keyClick(dock.form.search, Qt.Key.Key_Return)
    yield (
        lambda: (
            not before.intersection(QgsProject.instance().mapLayers())
            and QgsProject.instance().mapLayers()
            and dock.progress is None
            and is_calm()
        )
    )


def open_menu(dock: Any) -> Steps:
    """Open the menu of the corridors in the dock, by the keyboard."""
    tree = dock.form.layers
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    tree.setCurrentItem(next(item for item in items if item.text(0) == CORRIDORS))
    tree.setFocus()
    later(lambda: QTest.keyClick(tree, Qt.Key.Key_Return))
    yield dock.classes.menu.isVisible
    # Past the one that zooms.
    for _ in range(2):
        QTest.keyClick(dock.classes.menu, Qt.Key.Key_Down)


def open_layer_menu() -> None:
    """Right click on the current layer of QGIS's layer tree."""
    view = iface.layerTreeView()
    place: QPoint = view.visualRect(view.currentIndex()).center()
    viewport = view.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)


def colours() -> list[str]:
    """The colours of the corridors on the map."""
    layers = QgsProject.instance().mapLayersByName(CORRIDORS)
    return [layer.renderer().symbol().color().name() for layer in layers]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: a class is recoloured on the map, and the sheet exported."""

from __future__ import annotations

import qgis.utils
from qgis.core import QgsProject, QgsSingleSymbolRenderer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest

from srce_pac.tests.e2e.driver import (
    FOLDER,
    Steps,
    iface,
    is_calm,
    is_ready,
    link,
    screenshot,
    seen,
    start,
)
from srce_pac.tests.e2e.sheet_steps import export

COLOUR = "#ff00aa"


def look() -> Steps:
    """From the loaded layers to a sheet with the user's colour."""
    yield from start()
    plugin, project = qgis.utils.plugins["srce_pac"], QgsProject.instance()
    plugin.action.trigger()
    yield lambda: is_ready(plugin)
    dock, form = plugin.dock, plugin.dock.form
    iface.mainWindow().resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    form.search.setFocus()
    QTest.keyClicks(form.search, "59294", delay=5)
    QTest.keyClick(form.search, Qt.Key.Key_Return)
    yield lambda: project.mapLayers() and dock.progress is None and is_calm()
    seen["note before"] = form.canvasChanges.isVisible()

    for layer in project.mapLayersByName("Corridors écologiques"):
        symbol = layer.renderer().symbol().clone()
        symbol.setColor(QColor(COLOUR))
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        layer.triggerRepaint()
    yield form.canvasChanges.isVisible
    yield is_calm
    seen["note"] = form.canvasChanges.text()
    screenshot("changed", dock)
    target = FOLDER / "SRCE_59294_HAYNECOURT.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and link()

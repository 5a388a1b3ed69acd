# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: the steps from the first click to the sheet, and the next start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, Qt
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLineEdit,
    QToolButton,
    QWidget,
)

from srce_pac.tests.e2e.driver import (
    FOLDER,
    TASK,
    Opener,
    Steps,
    answer_file_dialog,
    click,
    click_at,
    iface,
    is_calm,
    is_file_dialog,
    is_finished,
    is_modal,
    is_readable,
    is_ready,
    later,
    link,
    message_texts,
    opens,
    picture_of_map,
    screenshot,
    seen,
    start,
    window_of,
)

opener = Opener()


def sheet() -> Steps:
    """From the first click to the printed sheet."""
    yield from start()
    window, canvas = iface.mainWindow(), iface.mapCanvas()
    plugin = qgis.utils.plugins["srce_pac"]
    QDesktopServices.setUrlHandler("file", opener.open)

    buttons = window.findChildren(QToolButton)
    shown = [b for b in buttons if b.defaultAction() is plugin.action and b.isVisible()]
    # On a small screen the button may be behind the toolbar's arrow.
    seen["button"] = bool(shown)
    click(shown[0]) if shown else plugin.action.trigger()
    yield lambda: is_ready(plugin)
    dock, form = plugin.dock, plugin.dock.form
    window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    seen["words"] = [form.searchLabel.text(), form.load.text(), form.export_.text()]
    seen["welcome"] = [form.welcome.isVisible(), form.layers.isVisible()]
    seen["focus"] = window.focusWidget().objectName()
    yield is_calm
    screenshot("welcome")
    QTest.keyClicks(form.search, "camb", delay=5)
    popup = dock.chooser.search.popup
    yield popup.isVisible
    yield lambda: popup.width() > 200
    screenshot("search")
    form.search.selectAll()
    QTest.keyClicks(popup, "haynec", delay=5)
    yield lambda: popup.isVisible() and popup.model().rowCount() == 1
    seen["offered"] = popup.model().index(0, 0).data()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    # Were a second load to follow, it would be under way here.
    seen["progress after loading"] = dock.progress is not None
    project = QgsProject.instance()
    yield lambda: project.mapLayers() and dock.progress is None and is_calm()
    yield lambda: canvas.extent().width() < 20_000 and is_calm()
    tree = form.layers
    items = [tree.topLevelItem(row) for row in range(tree.topLevelItemCount())]
    seen["counts"] = {item.text(0): item.text(1) for item in items}
    seen["territory"] = form.territory.text()
    seen["layers"] = [layer.name() for layer in project.layerTreeRoot().checkedLayers()]
    seen["extent"] = canvas.extent().asWktPolygon()
    seen["dock width"] = dock.width()
    seen["messages"] = message_texts()
    TASK["extent"] = seen["extent"]
    screenshot("loaded", window)
    screenshot("dock", dock)
    yield from summary(dock)

    yield opens(form.layout_, lambda: window_of("QgsLayoutDesignerDialog"))
    designer = window_of("QgsLayoutDesignerDialog")
    designer.setGeometry(0, 0, 1240, 780)
    layout = project.layoutManager().layouts()[0]
    yield is_finished(layout)
    seen["layout"] = layout.name()
    screenshot("layout", designer)
    designer.close()
    yield lambda: not window_of("QgsLayoutDesignerDialog")

    yield from cartouche(dock)
    target = FOLDER / "SRCE_59294_HAYNECOURT.pdf"
    yield from export(dock, target)

    def told() -> list[str]:
        # A warning with a link of its own comes first.
        return [text for text in message_texts() if target.name in text]

    yield lambda: target.exists() and told() and link()
    seen["message"] = told()[0]
    # A click may take a moment to find its link after the bar was laid out.
    yield lambda: link().width() > 10
    yield is_readable
    screenshot("exported", window)

    def is_opened() -> bool:
        if "opened" not in seen:
            click(link())
        return "opened" in seen

    yield is_opened

    yield from options()
    project.write(TASK["project"])
    picture_of_map("map")
    QgsApplication.setUITheme("Night Mapping")
    yield is_calm
    screenshot("dark", dock)
    QgsApplication.setUITheme("default")
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    yield is_calm


def summary(dock: Any) -> Steps:
    """What the territory holds, in the other tab."""
    tabs = dock.tabs.tabBar()
    click_at(tabs, tabs.tabRect(1).center())
    yield dock.summary.isVisible
    model = dock.summary.model
    yield lambda: model.rowCount() and dock.progress is None
    seen["summary"] = [model.item(row).text() for row in range(model.rowCount())]
    screenshot("summary", dock)
    click_at(tabs, tabs.tabRect(0).center())
    yield dock.form.layout_.isVisible


def cartouche(dock: Any) -> Steps:
    """Another status for the next exports, seen on the sheet before it is printed."""
    yield opens(dock.form.cartouche, lambda: is_modal("CartoucheDialog"))
    dialog = QApplication.activeModalWidget()
    yield lambda: dialog.sheet.has_page and not dialog._timer.isActive()
    before = dialog.sheet.page()
    dialog.form.status.setFocus()
    dialog.form.status.selectAll()
    QTest.keyClicks(dialog.form.status, "Document provisoire", delay=5)
    yield lambda: not dialog._timer.isActive() and dialog.sheet.page() != before
    seen["preview"] = [dialog.sheet.page().width(), dialog.sheet.viewport().width()]
    screenshot("cartouche", dialog)
    before = dialog.sheet.page()
    dialog.form.pages.setCurrentWidget(dialog.texts)
    title = dialog.texts.fields["title"]
    title.setFocus()
    title.selectAll()
    QTest.keyClicks(title, "Carte de la trame verte et bleue", delay=5)
    yield lambda: not dialog._timer.isActive() and dialog.sheet.page() != before
    screenshot("texts", dialog)
    click(dialog.texts.resets["title"])
    dialog.accept()
    yield lambda: not is_modal("CartoucheDialog")
    seen["cartouche"] = dock.form.cartouche.text()


def options() -> Steps:
    """The plugin's page of the Options dialog, in which an office gets another name."""
    later(lambda: iface.showOptionsDialog(iface.mainWindow(), "SrcePacOptions"))
    yield lambda: is_modal("QgsOptions")
    dialog = QApplication.activeModalWidget()
    # Newer releases put it into a scroll area that takes over its name.
    named = dialog.findChildren(QWidget, "SrcePacOptions")
    page: Any = next(widget for widget in named if hasattr(widget, "form"))
    yield lambda: page.isVisible()
    dialog.resize(1000, 740)
    page.form.edited.setCurrentIndex(page.form.edited.findData("59"))
    page.form.edited.activated.emit(page.form.edited.currentIndex())
    page.form.office_name.setFocus()
    page.form.office_name.selectAll()
    QTest.keyClicks(page.form.office_name, "Direction des essais")
    screenshot("options", dialog)
    buttons = dialog.findChild(QDialogButtonBox, "buttonBox")
    click(buttons.button(QDialogButtonBox.StandardButton.Ok))
    yield lambda: not is_modal("QgsOptions")


def selection(dock: Any) -> Steps:
    """Two communes under a title."""
    yield opens(dock.form.gather, lambda: dock.selections.dialog is not None)
    dialog = dock.selections.dialog
    yield dialog.isActiveWindow
    dialog.form.search.setFocus()
    QTest.keyClicks(dialog.form.search, "59294, 59552")
    QTest.keyClick(dialog.form.search, Qt.Key.Key_Return)
    dialog.form.title.setFocus()
    QTest.keyClicks(dialog.form.title, "SCoT d'Essai")
    screenshot("selection", dialog)
    QTest.keyClick(dialog.form.title, Qt.Key.Key_Return)
    yield lambda: QgsProject.instance().mapLayers() and dock.progress is None and is_calm()
    seen["selection"] = [dock.form.search.text(), dock.form.territory.text()]


def export(dock: Any, target: Path) -> Steps:
    """A sheet to a file, through the dialog."""
    yield opens(dock.form.export_, is_file_dialog)
    line = QApplication.activeModalWidget().findChild(QLineEdit, "fileNameEdit")
    seen["proposed"] = line.text()
    screenshot("export", QApplication.activeModalWidget())
    yield from answer_file_dialog(str(target))


def again() -> Steps:
    """The next start of the same QGIS: the dock is where it was left; then it is disabled."""
    yield from start()
    dock = qgis.utils.plugins["srce_pac"].dock
    seen["area"] = int(iface.mainWindow().dockWidgetArea(dock)) if dock else 0
    screenshot("again", iface.mainWindow())
    yield lambda: is_ready(qgis.utils.plugins["srce_pac"])
    yield from selection(dock)
    target = FOLDER / "selection.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and dock.progress is None
    qgis.utils.unloadPlugin("srce_pac")
    yield lambda: iface.mainWindow().findChild(QObject, "SrcePacDock") is None
    seen["unloaded"] = True


def without() -> Steps:
    """The saved project in a QGIS that does not have the plugin."""
    yield from start()
    drawn: list[bool] = []
    iface.addProject(TASK["project"])
    iface.mapCanvas().mapCanvasRefreshed.connect(lambda: drawn.append(True))
    yield lambda: drawn and is_calm()
    seen["plugin"] = "srce_pac" in qgis.utils.plugins
    layers = QgsProject.instance().mapLayers().values()
    seen["layers"] = [x.name() for x in QgsProject.instance().layerTreeRoot().checkedLayers()]
    seen["invalid"] = [layer.name() for layer in layers if not layer.isValid()]
    picture_of_map("map")
    screenshot("window", iface.mainWindow())

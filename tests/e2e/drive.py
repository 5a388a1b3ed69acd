# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs inside the real QGIS (`qgis --code`): works the dock as a user would, notes what it sees.

The task is the JSON file that SRCE_PAC_TASK names; what was seen goes into `seen.json` beside it,
with screenshots. Nothing is asserted here: see `test_application.py` and `test_mapping.py`.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Generator
from pathlib import Path
from typing import Any, Callable

import qgis.utils
from qgis.core import (
    QgsApplication,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsLayoutItemMap,
    QgsMapRendererSequentialJob,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QObject, QPoint, QSize, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

iface = qgis.utils.iface
FOLDER = Path(os.environ["SRCE_PAC_TASK"]).parent
TASK = json.loads(Path(os.environ["SRCE_PAC_TASK"]).read_text(encoding="utf-8"))
STEP_SECONDS = 40
LEFT = Qt.MouseButton.LeftButton

Condition = Callable[[], object]
Steps = Generator[Condition, None, None]

seen: dict[str, Any] = {"errors": [], "done": False}


class Driver(QObject):
    """Takes a generator of conditions, and goes on with it when the condition is met."""

    def __init__(self, steps: Steps) -> None:
        super().__init__()
        self.steps = steps
        self.condition: Condition = lambda: True
        self.since = time.monotonic()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        self.timer.start(50)
        self.looking = False

    def look(self) -> None:
        # A dialog that a step opens runs the event loop, and this timer, within the step.
        try:
            if time.monotonic() - self.since > STEP_SECONDS:
                modal = QApplication.activeModalWidget()
                title = modal.windowTitle() if modal else "no dialog"
                inner: Any = getattr(self.steps, "gi_yieldfrom", None) or self.steps
                raise TimeoutError(f"line {inner.gi_frame.f_lineno}, with {title}")
            if self.looking or not self.condition():
                return
            self.looking = True
            self.condition = next(self.steps)
            self.since = time.monotonic()
            self.looking = False
        except StopIteration:
            seen["done"] = True
            self.end()
        except Exception:
            seen["errors"].append(traceback.format_exc())
            screenshot("failure")
            self.end()

    def end(self) -> None:
        self.timer.stop()
        (FOLDER / "seen.json").write_text(json.dumps(seen, indent=1), encoding="utf-8")
        if seen["done"]:
            # QGIS would ask before it lets go of layers in a temporary folder.
            QgsProject.instance().setDirty(False)
            iface.newProject(False)
            iface.actionExit().trigger()
        else:
            os._exit(1)


class Opener(QObject):
    """Takes the place of the system's viewer of files."""

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        seen["opened"] = url.toLocalFile()


def screenshot(name: str, widget: QWidget | None = None) -> None:
    picture = QApplication.primaryScreen().grabWindow(0) if widget is None else widget.grab()
    picture.save(str(FOLDER / f"{name}.png"))


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifiers(), widget.rect().center())


def click_at(widget: QWidget, place: QPoint) -> None:
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifiers(), place)


def later(action: Callable[[], object]) -> None:
    """Do what opens a dialog outside the step, which would not end before the dialog does."""
    QTimer.singleShot(0, action)


def is_calm() -> bool:
    return not iface.mapCanvas().isDrawing()


def window_of(class_name: str) -> Any:
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and widget.metaObject().className() == class_name:
            return widget
    return None


def message_texts() -> list[str]:
    return [i.text() for i in iface.messageBar().items() if i.title() == "SRCE PAC"]


def link() -> Any:
    labels = iface.messageBar().findChildren(QLabel)
    return next((x for x in labels if x.isVisible() and "<a href" in x.text()), None)


def picture_of_map(name: str) -> None:
    """Draw what is ticked in the project, without the canvas and what floats over it."""
    settings = iface.mapCanvas().mapSettings()
    settings.setLayers(QgsProject.instance().layerTreeRoot().checkedLayers())
    settings.setOutputSize(QSize(800, 600))
    settings.setExtent(QgsRectangle.fromWkt(TASK["extent"]))
    settings.setDestinationCrs(QgsProject.instance().crs())
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.projectScope(QgsProject.instance()))
    context.appendScope(QgsExpressionContextUtils.mapSettingsScope(settings))
    settings.setExpressionContext(context)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    job.renderedImage().save(str(FOLDER / f"{name}.png"))


def start() -> Steps:
    window = iface.mainWindow()
    yield lambda: completed and window.isVisible()
    # From here on QGIS's own way with errors would be a dialog.
    sys.excepthook = lambda *error: seen["errors"].append(
        "".join(traceback.format_exception(*error))
    )
    window.showNormal()
    window.setGeometry(0, 0, 1240, 780)
    # Without a window manager, nobody else gives the window the keyboard.
    window.activateWindow()
    yield lambda: window.width() == 1240 and window.isActiveWindow()
    plugin = qgis.utils.plugins.get("srce_pac")
    seen["locale"] = QgsApplication.locale()
    seen["startup"] = qgis.utils.plugin_times.get("srce_pac", "")
    seen["dock at start"] = bool(plugin and plugin.dock and plugin.dock.isVisible())


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
    yield lambda: plugin.dock and plugin.dock.isVisible() and plugin.dock._gazetteer
    dock, form = plugin.dock, plugin.dock.form
    window.resizeDocks([dock], [300], Qt.Orientation.Horizontal)
    seen["words"] = [form.searchLabel.text(), form.load.text(), form.export_.text()]

    form.search.setFocus()
    QTest.keyClicks(form.search, "camb", delay=5)
    popup = dock.chooser.search.popup
    yield popup.isVisible
    yield lambda: popup.width() > 200
    screenshot("search")
    form.search.selectAll()
    QTest.keyClicks(popup, "haynec", delay=5)
    yield lambda: popup.isVisible() and popup.model().rowCount() == 1
    seen["offered"] = popup.model().index(0, 0).data()
    began = time.monotonic()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    seen["seconds to layers"] = time.monotonic() - began
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

    click(form.layout_)
    yield lambda: window_of("QgsLayoutDesignerDialog")
    designer = window_of("QgsLayoutDesignerDialog")
    designer.setGeometry(0, 0, 1240, 780)
    layout = project.layoutManager().layouts()[0]
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    calm_since = [time.monotonic()]

    def is_drawn() -> bool:
        if any(item.isDrawing() for item in maps):
            calm_since[0] = time.monotonic()
        return time.monotonic() - calm_since[0] > 1

    yield is_drawn
    seen["layout"] = layout.name()
    screenshot("layout", designer)
    designer.close()
    yield lambda: not window_of("QgsLayoutDesignerDialog")

    yield from cartouche(dock)
    target = FOLDER / "SRCE_59294_HAYNECOURT.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and link()
    seen["message"] = message_texts()[0]
    # A click may take a moment to find its link after the bar was laid out.
    yield lambda: link().width() > 10
    screenshot("exported", window)
    click(link())
    yield lambda: "opened" in seen

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
    later(lambda: click(dock.summary.form.compute))
    model = dock.summary.model
    yield lambda: model.rowCount() and dock.progress is None
    seen["summary"] = [model.item(row).text() for row in range(model.rowCount())]
    screenshot("summary", dock)
    click_at(tabs, tabs.tabRect(0).center())
    yield dock.form.layout_.isVisible


def cartouche(dock: Any) -> Steps:
    """Another status for the next exports, seen on the sheet before it is printed."""
    later(lambda: click(dock.form.cartouche))
    yield lambda: is_modal("CartoucheDialog") and QApplication.activeModalWidget().sheet.has_page
    dialog = QApplication.activeModalWidget()
    yield lambda: not dialog._timer.isActive()
    before = dialog.sheet.page()
    dialog.form.status.setFocus()
    dialog.form.status.selectAll()
    QTest.keyClicks(dialog.form.status, "Document provisoire", delay=5)
    yield lambda: not dialog._timer.isActive() and dialog.sheet.page() != before
    seen["preview"] = [dialog.sheet.page().width(), dialog.sheet.viewport().width()]
    screenshot("cartouche", dialog)
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
    later(lambda: click(dock.form.gather))
    yield lambda: is_modal("SelectionDialog")
    dialog = QApplication.activeModalWidget()
    dialog.form.search.setFocus()
    QTest.keyClicks(dialog.form.search, "59294, 59552")
    QTest.keyClick(dialog.form.search, Qt.Key.Key_Return)
    dialog.form.title.setFocus()
    QTest.keyClicks(dialog.form.title, "SCoT d'Essai")
    screenshot("selection", dialog)
    QTest.keyClick(dialog.form.title, Qt.Key.Key_Return)
    yield lambda: not is_modal("SelectionDialog") and dock.progress is None and is_calm()
    seen["selection"] = [dock.form.search.text(), dock.form.territory.text()]


def export(dock: Any, target: Path) -> Steps:
    """A sheet to a file, through the dialog."""
    later(lambda: click(dock.form.export_))
    yield lambda: isinstance(QApplication.activeModalWidget(), QFileDialog)
    line = QApplication.activeModalWidget().findChild(QLineEdit, "fileNameEdit")
    seen["proposed"] = line.text()
    screenshot("export", QApplication.activeModalWidget())
    yield from answer_file_dialog(str(target))


def answer_file_dialog(path: str) -> Steps:
    """Type a path into the file dialog that is open, and accept it."""
    line = QApplication.activeModalWidget().findChild(QLineEdit, "fileNameEdit")
    line.selectAll()
    # Pasted, because QTest types ASCII only, and the checkout may stand in a folder of any name.
    QApplication.clipboard().setText(path)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def is_accepted() -> bool:
        """The first Enter may close the dialog's list of completions only."""
        if not isinstance(QApplication.activeModalWidget(), QFileDialog):
            return True
        names = line.completer().popup()
        QTest.keyClick(names if names.isVisible() else line, Qt.Key.Key_Return)
        return False

    yield is_accepted


def is_modal(class_name: str) -> bool:
    modal = QApplication.activeModalWidget()
    return modal is not None and modal.metaObject().className() == class_name


def again() -> Steps:
    """The next start of the same QGIS: the dock is where it was left; then it is disabled."""
    yield from start()
    dock = qgis.utils.plugins["srce_pac"].dock
    seen["area"] = int(iface.mainWindow().dockWidgetArea(dock)) if dock else 0
    screenshot("again", iface.mainWindow())
    yield lambda: dock._gazetteer is not None
    yield from selection(dock)
    target = FOLDER / "selection.pdf"
    yield from export(dock, target)
    yield target.exists
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


def mapping() -> Steps:
    """An office's own folder, mapped once by hand, then loaded and printed."""
    yield from start()
    plugin = qgis.utils.plugins["srce_pac"]
    plugin.action.trigger()
    yield lambda: plugin.dock and plugin.dock.isVisible() and plugin.dock._gazetteer
    dock, form = plugin.dock, plugin.dock.form

    yield from take_from_menu(dock, dock.sources.menu.folder)
    yield lambda: isinstance(QApplication.activeModalWidget(), QFileDialog)
    yield from answer_file_dialog(TASK["source"])
    seen["source"] = form.source.currentText()
    yield from take_from_menu(dock, dock.sources.edit_profile)
    yield lambda: is_modal("ProfileEditor")
    editor = QApplication.activeModalWidget()
    yield editor.isVisible
    seen["before"] = rows_of(editor.form.tree)
    screenshot("mapping_before", editor)
    yield from map_classes(editor)
    seen["after"] = rows_of(editor.form.tree)
    screenshot("mapping_after", editor)
    later(lambda: click(editor.form.buttons.button(QDialogButtonBox.StandardButton.Save)))
    yield lambda: form.source.currentText() != seen["source"]
    seen["profile"] = form.source.currentText()

    form.search.setFocus()
    QTest.keyClicks(form.search, "59294", delay=5)
    popup = dock.chooser.search.popup
    yield lambda: popup.isVisible() and popup.model().rowCount() == 1
    QTest.keyClick(popup, Qt.Key.Key_Return)
    yield lambda: QgsProject.instance().mapLayers() and dock.progress is None and is_calm()
    seen["counts"] = {row[0]: row[1] for row in rows_of(form.layers)}
    seen["messages"] = message_texts()
    screenshot("mapped", iface.mainWindow())
    target = FOLDER / "mapped.pdf"
    yield from export(dock, target)
    yield lambda: target.exists() and dock.progress is None


def map_classes(editor: Any) -> Steps:
    """Let the office's layers play the classes: by values, by an expression, whole."""
    form = editor.form
    yield from map_layer(editor, "Corridors écologiques", "liaisons")
    combo = form.which
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    line = form.expression.findChild(QLineEdit)
    click(line)
    QTest.keyClicks(line, "ETAT <> 'supprime'")
    yield from map_layer(
        editor, "Obstacles à la fonctionnalité des continuités écologiques", "noirs"
    )
    for name, value in (
        ("Réservoir de Biodiversité à préserver", "a proteger"),
        ("Réservoir de Biodiversité à renaturer", "a restaurer"),
    ):
        yield from map_layer(editor, name, "noyaux")
        yield form.values.isVisible
        seen.setdefault("values", rows_of(form.values))
        item = form.values.findItems(value, Qt.MatchFlag.MatchExactly)[0]
        box = form.values.visualItemRect(item)
        click_at(form.values.viewport(), QPoint(box.left() + 10, box.center().y()))
    yield lambda: editor.counting.is_done
    for field, text in ((form.name, "Agence du Nord"), (form.credit, "Agence, inventaire 2013")):
        click(field)
        field.selectAll()
        QTest.keyClicks(field, text)


def map_layer(editor: Any, name: str, layer: str) -> Steps:
    """Click on the row below a class, and type a part of a layer's name."""
    tree = editor.form.tree
    item = tree.findItems(name, Qt.MatchFlag.MatchExactly)[0].child(0)
    tree.scrollToItem(item)
    click_at(tree.viewport(), QPoint(60, tree.visualItemRect(item).center().y()))
    line = editor.form.layer.lineEdit()
    click(line)
    line.selectAll()
    QTest.keyClicks(line, layer)
    popup = editor.form.layer.completer().popup()
    yield popup.isVisible
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    yield lambda: layer in line.text() and not popup.isVisible()


def take_from_menu(dock: Any, action: Any) -> Steps:
    """Open the menu of the sources by a click, and click on one of its items."""
    menu = dock.sources.menu
    later(lambda: click(dock.form.browse))
    yield menu.isVisible
    later(lambda: click_at(menu, menu.actionGeometry(action).center()))
    yield lambda: not menu.isVisible()


def rows_of(tree: Any) -> list[list[str]]:
    """The texts of a tree, row by row as it is shown."""
    found = []
    item = tree.topLevelItem(0)
    while item is not None:
        found.append([item.text(column) for column in range(tree.columnCount())])
        item = tree.itemBelow(item)
    return found


completed: list[bool] = []
iface.initializationCompleted.connect(lambda: completed.append(True))
opener = Opener()
TASKS = {"sheet": sheet, "again": again, "without": without, "mapping": mapping}
driver = Driver(TASKS[TASK["do"]]())

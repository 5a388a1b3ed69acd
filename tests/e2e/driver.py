# SPDX-License-Identifier: GPL-3.0-or-later
"""Inside the real QGIS: the driver that goes on when a condition holds, and its hands and eyes.

The task is the JSON file that SRCE_PAC_TASK names; what was seen goes into `seen.json` beside it,
with screenshots. Nothing is asserted here: see the tests beside this module.
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
    QgsLayout,
    QgsLayoutItemMap,
    QgsMapRendererSequentialJob,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QObject, QPoint, QSize, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtGui import QPixmap
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QTextBrowser, QWidget

iface = qgis.utils.iface
FOLDER = Path(os.environ["SRCE_PAC_TASK"]).parent
TASK = json.loads(Path(os.environ["SRCE_PAC_TASK"]).read_text(encoding="utf-8"))
# How long one step may take: only what never comes takes as long, however busy the machine is.
STEP_SECONDS = 300
# How long nothing has been drawn when a layout is taken for finished.
CALM_SECONDS = 1.5
LEFT = Qt.MouseButton.LeftButton

Condition = Callable[[], object]
Steps = Generator[Condition, None, None]

seen: dict[str, Any] = {"errors": [], "done": False}
completed: list[bool] = []


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
    save_picture(name, screen() if widget is None else widget.grab())


def screen() -> QPixmap:
    """What the whole screen shows."""
    return QApplication.primaryScreen().grabWindow(0)


def save_picture(name: str, picture: QPixmap) -> None:
    picture.save(str(FOLDER / f"{name}.png"))


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifiers(), widget.rect().center())


def click_at(widget: QWidget, place: QPoint) -> None:
    QTest.mouseClick(widget, LEFT, Qt.KeyboardModifiers(), place)


def later(action: Callable[[], object]) -> None:
    """Do what opens a dialog outside the step, which would not end before the dialog does."""
    QTimer.singleShot(0, action)


def opens(widget: QWidget, is_open: Condition) -> Condition:
    """Click on a widget until what it opens is there: while the plugin works, it is deaf."""

    def look() -> object:
        if not is_open() and widget.isEnabled() and QApplication.activeModalWidget() is None:
            later(lambda: click(widget))
        return is_open()

    return look


def is_ready(plugin: Any) -> bool:
    """Whether the dock is shown and has read its territories."""
    dock = plugin.dock
    return bool(dock and dock.isVisible() and dock.territories._gazetteer is not None)


def is_calm() -> bool:
    return not iface.mapCanvas().isDrawing()


def window_of(class_name: str) -> Any:
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and widget.metaObject().className() == class_name:
            return widget
    return None


def message_texts() -> list[str]:
    return [i.text() for i in iface.messageBar().items() if i.title() == "SRCE PAC"]


def is_readable() -> bool:
    """Whether all of the message on top of the bar is seen."""
    shown = [item for item in iface.messageBar().items() if item.isVisible()]
    texts = [item.findChild(QTextBrowser) for item in shown]
    return all(text.document().size().height() <= text.height() + 1 for text in texts)


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


def is_finished(layout: QgsLayout) -> Condition:
    """Whether nothing of a layout has been drawn for a while."""
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    since = [time.monotonic()]

    def is_calm_for_long() -> bool:
        if any(item.isDrawing() for item in maps):
            since[0] = time.monotonic()
        return time.monotonic() - since[0] > CALM_SECONDS

    return is_calm_for_long


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


def is_file_dialog() -> bool:
    return isinstance(QApplication.activeModalWidget(), QFileDialog)


def is_modal(class_name: str) -> bool:
    modal = QApplication.activeModalWidget()
    return modal is not None and modal.metaObject().className() == class_name


def rows_of(tree: Any) -> list[list[str]]:
    """The texts of a tree, row by row as it is shown."""
    found = []
    item = tree.topLevelItem(0)
    while item is not None:
        found.append([item.text(column) for column in range(tree.columnCount())])
        item = tree.itemBelow(item)
    return found


def answer_file_dialog(path: str) -> Steps:
    """Type a path into the file dialog that is open, and accept it."""
    line = QApplication.activeModalWidget().findChild(QLineEdit, "fileNameEdit")
    line.selectAll()
    # Pasted, because QTest types ASCII only, and the checkout may stand in a folder of any name.
    QApplication.clipboard().setText(path)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)

    def is_accepted() -> bool:
        """The first Enter may close the dialog's list of completions only."""
        if not is_file_dialog():
            return True
        names = line.completer().popup()
        QTest.keyClick(names if names.isVisible() else line, Qt.Key.Key_Return)
        return False

    yield is_accepted

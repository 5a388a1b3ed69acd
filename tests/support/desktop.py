# SPDX-License-Identifier: GPL-3.0-or-later
"""A small QGIS window of real widgets, for the tests of what stands in it."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Callable

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLocator,
    QgsLocatorFilter,
    QgsMapLayer,
    QgsMapLayerType,
    QgsProject,
    QgsSettings,
)
from qgis.gui import (
    QgsLayerTreeMapCanvasBridge,
    QgsMapCanvas,
    QgsMapToolPan,
    QgsMessageBar,
    QgsOptionsWidgetFactory,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QObject, QSettings, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QDialog,
    QDockWidget,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from srce_pac.core.common.request import NO_BASE
from srce_pac.core.common.settings import Settings
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.demonstration_sheets import lent_printer


class Desktop(QObject):
    """What the plugin calls of `iface`, and no more; see `test_plugin.py` for its truthfulness."""

    initializationCompleted = pyqtSignal()  # noqa: N815 - QGIS's name
    currentLayerChanged = pyqtSignal(object)  # noqa: N815

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []
        # Without a hook, PyQt ends the process at an exception that leaves a slot.
        self._hook, sys.excepthook = sys.excepthook, self._note_error
        self.window = QMainWindow()
        self.window.resize(1200, 800)
        centre = QWidget()
        self.bar = QgsMessageBar()
        self.canvas = QgsMapCanvas()
        # Nobody looks at the map itself, and each change of it would be drawn by all processors.
        self.canvas.setRenderFlag(False)
        self.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
        self.bridge = QgsLayerTreeMapCanvasBridge(
            QgsProject.instance().layerTreeRoot(), self.canvas
        )
        self.pan = QgsMapToolPan(self.canvas)
        self.canvas.setMapTool(self.pan)
        layout = QVBoxLayout(centre)
        layout.addWidget(self.bar)
        layout.addWidget(self.canvas)
        self.window.setCentralWidget(centre)
        self.vector_menu = self.window.menuBar().addMenu("Vector")
        self.help_menu = self.window.menuBar().addMenu("Help")
        self.toolbar = self.window.addToolBar("Vector")
        self.toolbar.setObjectName("Vector")
        self.layouts: list[str] = []
        self.options: list[QgsOptionsWidgetFactory] = []
        self.locator = QgsLocator()
        self.layer_actions: list[QAction] = []
        self.active_layer: QgsMapLayer | None = None
        self.properties: list[tuple[str, str]] = []
        self.window.show()
        self.window.activateWindow()
        settle()

    def close(self) -> None:
        """Take the window away, and all that is in the project."""
        # As QGIS does: a map still being drawn may not lose its layers.
        self.canvas.freeze()
        self.canvas.stopRendering()
        QgsProject.instance().clear()
        self.canvas.unsetMapTool(self.pan)
        self.bridge.deleteLater()
        self.window.close()
        self.window.deleteLater()
        settle()
        sys.excepthook = self._hook
        assert self.errors == [], "\n".join(self.errors)

    def messages(self) -> list[str]:
        """What the message bar shows, the newest first."""
        return [item.text() for item in self.bar.items()]

    def _note_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.errors.append("".join(traceback.format_exception(kind, error, trace)))

    def mainWindow(self) -> QMainWindow:  # noqa: N802
        return self.window

    def mapCanvas(self) -> QgsMapCanvas:  # noqa: N802
        return self.canvas

    def messageBar(self) -> QgsMessageBar:  # noqa: N802
        return self.bar

    def pluginHelpMenu(self) -> QMenu:  # noqa: N802
        return self.help_menu

    def addPluginToVectorMenu(self, name: str, action: QAction) -> None:  # noqa: N802
        self.vector_menu.addAction(action)

    def removePluginVectorMenu(self, name: str, action: QAction) -> None:  # noqa: N802
        self.vector_menu.removeAction(action)

    def addVectorToolBarIcon(self, action: QAction) -> None:  # noqa: N802
        self.toolbar.addAction(action)

    def removeVectorToolBarIcon(self, action: QAction) -> None:  # noqa: N802
        self.toolbar.removeAction(action)

    def addDockWidget(self, area: Qt.DockWidgetArea, dock: QDockWidget) -> None:  # noqa: N802
        self.window.addDockWidget(area, dock)
        dock.show()

    def removeDockWidget(self, dock: QDockWidget) -> None:  # noqa: N802
        self.window.removeDockWidget(dock)

    def registerLocatorFilter(self, one: QgsLocatorFilter) -> None:  # noqa: N802
        self.locator.registerFilter(one)

    def deregisterLocatorFilter(self, one: QgsLocatorFilter) -> None:  # noqa: N802
        self.locator.deregisterFilter(one)

    def registerOptionsWidgetFactory(self, factory: QgsOptionsWidgetFactory) -> None:  # noqa: N802
        self.options.append(factory)

    def unregisterOptionsWidgetFactory(  # noqa: N802
        self, factory: QgsOptionsWidgetFactory
    ) -> None:
        self.options.remove(factory)

    def addCustomActionForLayerType(  # noqa: N802
        self, action: QAction, menu: str, kind: QgsMapLayerType, for_all: bool
    ) -> None:
        assert for_all
        self.layer_actions.append(action)

    def removeCustomActionForLayerType(self, action: QAction) -> None:  # noqa: N802
        self.layer_actions.remove(action)

    def activeLayer(self) -> QgsMapLayer | None:  # noqa: N802
        return self.active_layer

    def setActiveLayer(self, layer: QgsMapLayer) -> None:  # noqa: N802
        self.active_layer = layer
        self.currentLayerChanged.emit(layer)

    def showLayerProperties(self, layer: QgsMapLayer, page: str) -> None:  # noqa: N802
        self.properties.append((layer.name(), page))

    def openLayoutDesigner(self, layout: QObject) -> None:  # noqa: N802
        self.layouts.append(layout.name())


@contextmanager
def own_settings(folder: Path) -> Iterator[None]:
    """Keep QGIS's settings in a folder, away from those of any other test or run of the suite."""
    place = QSettings.Format.IniFormat, QSettings.Scope.UserScope
    usual = Path(QgsSettings().fileName()).parents[1]
    QSettings.setPath(*place, str(folder))
    yield
    QSettings.setPath(*place, str(usual))


@contextmanager
def own_desktop(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, settings: Path, exports: Path
) -> Iterator[Desktop]:
    """A QGIS of its own, with territories read before and sheets exported to a folder."""
    monkeypatch.setattr("srce_pac.ui.dock.gazetteer_loader.open_gazetteer", lambda *_: gazetteer)
    # A new printer reads and opens for each test what the last one has.
    monkeypatch.setattr("srce_pac.ui.dock.printer_keeper.Printer", lent_printer)
    settings.mkdir()
    with own_settings(settings):
        # Where a test looks at the light base, it asks for it.
        Settings(export_folder=str(exports), base=NO_BASE).save()
        desktop = Desktop()
        yield desktop
        desktop.close()


def settle() -> None:
    """Let Qt do what it has put off, deletions included."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def wait_for(condition: Callable[[], object], seconds: float = 120) -> None:
    """Run the event loop until a condition holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        QCoreApplication.processEvents()
        time.sleep(0.01)


def when(condition: Callable[[], object], action: Callable[[], object], every: int = 0) -> QTimer:
    """Do something as soon as a condition holds, within whatever event loop runs by then.

    It is looked at each so many milliseconds: at each turn of the loop, where a moment may pass.
    """
    timer = QTimer()

    def look() -> None:
        if condition():
            timer.stop()
            action()

    timer.timeout.connect(look)
    timer.start(every)
    return timer


def press(widget: QWidget, key: Qt.Key, times: int = 1) -> None:
    """Press a key in a widget."""
    for _ in range(times):
        QTest.keyClick(widget, key)


def click(widget: QWidget) -> None:
    """Click in the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def dialog_is_open(kind: type[QDialog] = QFileDialog) -> bool:
    """Whether a dialog of this kind waits for an answer."""
    return isinstance(QApplication.activeModalWidget(), kind)


def save_as(name: str) -> None:
    """Type a name into the file dialog that is open, and accept it."""
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    line = dialog.findChild(QLineEdit, "fileNameEdit")
    # Its list of files, once read, would take the Return key for itself.
    line.setCompleter(None)
    line.selectAll()
    line.insert(name)  # QTest types ASCII only
    press(line, Qt.Key.Key_Return)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for QGIS: creates, connects and destroys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QIcon
from qgis.PyQt.QtWidgets import QAction

from .processing.provider import SrcePacProvider

ROOT = Path(__file__).resolve().parent
MENU = "SRCE PAC"


class SrcePacPlugin:
    """What QGIS loads and unloads; the dock is made when it is first shown."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: SrcePacProvider | None = None
        self.translator: QTranslator | None = None
        self.action: Any = None
        self.help_action: Any = None
        self.dock: Any = None
        self._translate()

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the algorithms; all that qgis_process asks for."""
        self.provider = SrcePacProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Add the algorithms, the action that shows the dock, and the help entry."""
        self.initProcessing()
        icon = QIcon(str(ROOT / "icons" / "srce_pac.svg"))
        window = self.iface.mainWindow()
        self.action = QAction(icon, MENU, window)
        self.action.setObjectName("SrcePacAction")
        self.action.setCheckable(True)
        self.action.toggled.connect(self.show_dock)
        self.iface.addPluginToVectorMenu(MENU, self.action)
        self.iface.addVectorToolBarIcon(self.action)
        self.help_action = QAction(icon, MENU, window)
        self.help_action.triggered.connect(self.open_help)
        self.iface.pluginHelpMenu().addAction(self.help_action)

    def unload(self) -> None:
        """Take away what was added, last made first; safe to call twice."""
        if self.dock is not None:
            self.dock.close_down()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        if self.help_action is not None:
            self.iface.pluginHelpMenu().removeAction(self.help_action)
            self.help_action.deleteLater()
            self.help_action = None
        if self.action is not None:
            self.iface.removeVectorToolBarIcon(self.action)
            self.iface.removePluginVectorMenu(MENU, self.action)
            self.action.deleteLater()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def show_dock(self, shown: bool) -> None:
        """Show or hide the dock; make it the first time."""
        if self.dock is None:
            if not shown:
                return
            from .ui.dock import SheetDock  # the dock's modules are not for QGIS's start

            self.dock = SheetDock(self.iface, self.iface.mainWindow())
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            self.dock.visibilityChanged.connect(self.action.setChecked)
        self.dock.setUserVisible(shown)

    def open_help(self) -> None:
        """Open the user guide that comes with the plugin."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(ROOT / "docs" / "guide.md")))

    def _translate(self) -> None:
        file = ROOT / "i18n" / f"srce_pac_{QgsApplication.locale()[:2]}.qm"
        if file.is_file():
            self.translator = QTranslator()
            self.translator.load(str(file))
            QCoreApplication.installTranslator(self.translator)

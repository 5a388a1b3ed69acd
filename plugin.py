# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for QGIS: creates, connects and destroys its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication, QgsProject, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from .processing.provider import SrcePacProvider

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

ROOT = Path(__file__).resolve().parent
NAME = "SRCE PAC"
ICON = ROOT / "icons" / "srce_pac.svg"
DOCK_OPEN = "srce_pac/dock_open"


class SrcePacPlugin:
    """What QGIS loads and unloads; windows are made when they are first asked for."""

    def __init__(self, iface: QgisInterface) -> None:
        self.iface = iface
        self.provider: SrcePacProvider | None = None
        self.translator: QTranslator | None = None
        self.action: Any = None
        self.help_action: Any = None
        self.options: Any = None
        self.layer_menus: Any = None
        self.locator: Any = None
        self.dock: Any = None
        self.help: Any = None
        self._translate()

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the algorithms; qgis_process calls nothing else."""
        self.provider = SrcePacProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        """Add the algorithms, the action that shows the dock, the help, options and layer menus."""
        # qgis_process has no use for them.
        from .ui.locator import TerritoryLocator
        from .ui.options.factory import OptionsFactory
        from .ui.styles.layer_menus import LayerMenus

        self.initProcessing()
        window = self.iface.mainWindow()
        icon = QIcon(str(ICON))
        self.action = QAction(icon, NAME, window)
        self.action.setObjectName("SrcePacAction")
        self.action.setCheckable(True)
        self.action.toggled.connect(self.make_dock)
        self.iface.addPluginToVectorMenu(NAME, self.action)
        self.iface.addVectorToolBarIcon(self.action)
        self.help_action = QAction(icon, NAME, window)
        self.help_action.triggered.connect(self.show_help)
        self.iface.pluginHelpMenu().addAction(self.help_action)
        self.options = OptionsFactory(self.iface, NAME, icon)
        self.iface.registerOptionsWidgetFactory(self.options)
        self.layer_menus = LayerMenus(self.iface, icon)
        self.locator = TerritoryLocator(self.iface, self, icon)
        # Local copies stay as long as the projects that are noted beside them.
        for signal in self._project_signals():
            signal.connect(self.note_project)
        # QGIS restores its windows before this signal; a dock that was left open is made after it.
        self.iface.initializationCompleted.connect(self.reopen_dock)

    def unload(self) -> None:
        """Remove what was added, last made first; safe to call twice."""
        if self.help is not None:
            self.help.deleteLater()
            self.help = None
        if self.dock is not None:
            self.dock.visibilityChanged.disconnect(self.remember_dock)
            self.iface.removeDockWidget(self.dock)
            self.dock.close_down()
            self.dock = None
        if self.layer_menus is not None:
            self.locator.close_down()
            self.layer_menus.close_down()
            self.locator = self.layer_menus = None
            for signal in self._project_signals():
                signal.disconnect(self.note_project)
        if self.options is not None:
            self.iface.unregisterOptionsWidgetFactory(self.options)
            self.options = None
        if self.help_action is not None:
            self.iface.initializationCompleted.disconnect(self.reopen_dock)
            self.iface.pluginHelpMenu().removeAction(self.help_action)
            self.help_action.deleteLater()
            self.help_action = None
        if self.action is not None:
            self.iface.removeVectorToolBarIcon(self.action)
            self.iface.removePluginVectorMenu(NAME, self.action)
            self.action.deleteLater()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def make_dock(self, wanted: bool) -> None:
        """Make the dock when the action is first checked; a refusal is shown, and may be retried.

        From then on the action shows and hides the dock.
        """
        if not wanted:
            return
        try:
            # Not imported at QGIS's start.
            from .core.common.central import central
            from .ui.common.messages import Messages
            from .ui.dock.dock import SheetDock

            with Messages(self.iface.messageBar(), of_qgis=True).shown():
                self.dock = SheetDock(self.iface, self.iface.mainWindow())
                # The dock works without a configuration of the office that is wrong.
                central()
        finally:
            if self.dock is None:
                # The next click tries again, whatever the failure was.
                self.action.setChecked(False)
        if self.dock is not None:
            self._show_dock()

    def _show_dock(self) -> None:
        """Show the new dock where it stood last."""
        self.action.toggled.disconnect(self.make_dock)
        window = self.iface.mainWindow()
        if not window.restoreDockWidget(self.dock):
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.setUserVisible(True)
        self.dock.setToggleVisibilityAction(self.action)
        self.dock.visibilityChanged.connect(self.remember_dock)
        self.dock.guide_asked.connect(self.show_help)
        self.remember_dock()

    def gazetteer(self) -> Any:
        """The territories that the dock has read; None as long as it has not."""
        return self.dock.territories.read if self.dock is not None else None

    def show_territory(self, text: str, title: str = "") -> None:
        """Open the dock and take there what a text names, a selection under its title."""
        self.action.setChecked(True)
        if self.dock is not None:
            self.dock.setUserVisible(True)
            self.dock.chooser.take(text, title)

    def reopen_dock(self) -> None:
        """Make the dock at QGIS's start if it was open when QGIS was closed."""
        if QgsSettings().value(DOCK_OPEN, False, type=bool):
            self.action.setChecked(True)

    def note_project(self, *_: object) -> None:
        """Note which local copies the open project uses, once it is opened or saved."""
        # Not imported at QGIS's start.
        from .core.sources.kept_copies import note_project

        note_project(QgsProject.instance())

    def _project_signals(self) -> tuple[Any, ...]:
        return QgsProject.instance().readProject, QgsProject.instance().projectSaved

    def remember_dock(self) -> None:
        """Store for QGIS's next start whether the dock is open, even if behind another one."""
        from .core.common.settings import remembers

        if remembers():
            QgsSettings().setValue(DOCK_OPEN, not self.dock.isHidden())

    def show_help(self) -> None:
        """Show the user guide that comes with the plugin."""
        from .ui.common.help import show_help

        self.help = show_help(self.iface.mainWindow())

    def _translate(self) -> None:
        file = ROOT / "i18n" / f"srce_pac_{QgsApplication.locale()[:2]}.qm"
        if file.is_file():
            self.translator = QTranslator()
            self.translator.load(str(file))
            QCoreApplication.installTranslator(self.translator)

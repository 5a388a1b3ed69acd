# SPDX-License-Identifier: GPL-3.0-or-later
"""The factory of the plugin's options page. QGIS imports it at its start: keep it light."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgisInterface, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QWidget


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page, and keeps the offices that could not be saved for the next one."""

    def __init__(self, iface: QgisInterface, title: str, icon: QIcon) -> None:
        super().__init__(title, icon)
        self.iface = iface
        self.unsaved: dict[str, dict[str, Any]] = {}

    def createWidget(self, parent: QWidget) -> QgsOptionsPageWidget:  # noqa: N802 - QGIS's name
        from .page import OptionsPage

        return OptionsPage(self.iface.messageBar(), self.unsaved, parent)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The entries of the plugin in the context menu of QGIS's layer tree."""

from __future__ import annotations

from qgis.core import QgsMapLayer, QgsMapLayerType, QgsProject, QgsVectorLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QMenu

from ...core.common.i18n import translate
from ...core.common.layer_roles import ROLE
from ..common.messages import Messages


class LayerMenus(QObject):
    """The menu of a class on the layers of the plugin's group, that of all classes on any layer.

    What they do is not imported at QGIS's start.
    """

    def __init__(self, iface: QgisInterface, icon: QIcon) -> None:
        window = iface.mainWindow()
        super().__init__(window)
        self._iface = iface
        self._messages = Messages(iface.messageBar(), of_qgis=True)
        self.of_class = QMenu(translate("Styles", "Style of the class"), window)
        self.of_class.aboutToShow.connect(self._fill_for_class)
        self.of_any = QMenu(translate("Styles", "Apply a class's style"), window)
        self.of_any.aboutToShow.connect(self._fill_for_any)
        for menu in (self.of_class, self.of_any):
            menu.setIcon(icon)
            iface.addCustomActionForLayerType(
                menu.menuAction(), "", QgsMapLayerType.VectorLayer, True
            )
        # A click that opens the menu of a layer makes that layer the current one first.
        iface.currentLayerChanged.connect(self._follow)
        self._follow(iface.activeLayer())

    def close_down(self) -> None:
        """Take the entries away, and the messages."""
        self._iface.currentLayerChanged.disconnect(self._follow)
        self._messages.close()
        for menu in (self.of_class, self.of_any):
            self._iface.removeCustomActionForLayerType(menu.menuAction())
            menu.deleteLater()
        self.deleteLater()

    def _follow(self, layer: QgsMapLayer | None) -> None:
        """Offer what fits the current layer."""
        is_drawn = isinstance(layer, QgsVectorLayer) and layer.isSpatial()
        self.of_any.menuAction().setVisible(is_drawn)
        self.of_class.menuAction().setVisible(is_drawn and _is_class(layer))

    def _fill_for_class(self) -> None:
        from .class_styles import ClassStyles

        layer = self._iface.activeLayer()
        if isinstance(layer, QgsVectorLayer):
            ClassStyles(self._iface, self._messages).fill_for_layer(self.of_class, layer)

    def _fill_for_any(self) -> None:
        from .apply_menu import ApplyMenu

        layer = self._iface.activeLayer()
        if isinstance(layer, QgsVectorLayer):
            ApplyMenu(self._messages).fill(self.of_any, layer)


def _is_class(layer: QgsMapLayer) -> bool:
    """Whether a layer of the plugin's group plays a class."""
    if not str(layer.customProperty(ROLE, "")).startswith("class:"):
        return False
    from ...core.layers.project_groups import find_group

    group = find_group(QgsProject.instance())
    return group is not None and group.findLayer(layer.id()) is not None

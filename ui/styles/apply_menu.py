# SPDX-License-Identifier: GPL-3.0-or-later
"""*Apply a class's style*: the styles of the plugin for any vector layer of any project."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt import QtGui, QtWidgets, sip
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtWidgets import QMenu

from ...core.common.errors import StyleError
from ...core.common.geometry import layer_geometry
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.styles.applied_style import StyleChange, style_change
from ...core.styles.style_order import StyleOrder, style_order
from ..common.messages import Messages
from ..common.symbols import style_icon
from .current_sheet import current_sheet

# Moved in Qt 6.
QUndoCommand: Any = vars(QtGui).get("QUndoCommand") or vars(QtWidgets)["QUndoCommand"]

ICON = QSize(22, 14)


class ApplyMenu:
    """Lists the classes that fit a layer; QGIS's own undo of styles takes back what was applied."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def fill(self, menu: QMenu, layer: QgsVectorLayer) -> None:
        """List the classes for the geometry of a layer; those that cannot be applied say why."""
        menu.clear()
        menu.setToolTipsVisible(True)
        geometry = layer_geometry(layer)
        with self._messages.shown():
            sheet = current_sheet()
            order = style_order(sheet, Settings.load().styles)
            for name in sheet.drawing_order:
                class_id, _, letter = name.rpartition("_")
                if letter == geometry:
                    self._add(menu, layer, sheet.label(class_id), order, name)
        if menu.isEmpty():
            text = translate("Styles", "No class has a style for this geometry")
            menu.addAction(text).setEnabled(False)

    def _add(
        self, menu: QMenu, layer: QgsVectorLayer, label: str, order: StyleOrder, name: str
    ) -> None:
        # A single ampersand would be taken for a key.
        action = menu.addAction(label.replace("&", "&&"))
        try:
            style = order.choose(name, layer.fields())
        except StyleError as error:
            action.setEnabled(False)
            action.setToolTip(str(error))
            return
        action.setIcon(style_icon(style.file, name[-1], ICON))
        warnings = (*order.warnings, *style.warnings)
        action.triggered.connect(lambda: self.apply(layer, style.file, label, warnings))

    def apply(
        self, layer: QgsVectorLayer, style: Path, label: str, warnings: Sequence[str] = ()
    ) -> None:
        """Draw a layer as a class; a link in the message brings the earlier style back.

        `warnings` are what is to be known of the style.
        """
        if sip.isdeleted(layer):
            return
        with self._messages.shown():
            change, stack = style_change(layer, style), layer.undoStackStyles()
            before = stack.index()
            stack.push(_DrawAs(layer, change, label))
            text = translate("Styles", "“{layer}” is drawn as “{label}”.")

            def take_back() -> None:
                if not sip.isdeleted(layer):
                    stack.setIndex(before)

            self._messages.done(
                text.format(layer=layer.name(), label=label),
                translate("Styles", "Undo"),
                take_back,
            )
            self._messages.warn(list(warnings))


class _DrawAs(QUndoCommand):  # type: ignore[misc]
    """A step in QGIS's own list of what was changed of a layer's style."""

    def __init__(self, layer: QgsVectorLayer, change: StyleChange, label: str) -> None:
        super().__init__(translate("Styles", "Style of “{label}”").format(label=label))
        self._layer = layer
        self._change = change

    def redo(self) -> None:
        self._change.make(self._layer)
        QgsProject.instance().setDirty(True)

    def undo(self) -> None:
        self._change.take_back(self._layer)
        QgsProject.instance().setDirty(True)

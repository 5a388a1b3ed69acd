# SPDX-License-Identifier: GPL-3.0-or-later
"""Closed lists that end a text in `…` where they lack room: Qt cuts it within a letter."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

# Pixels that styles leave on both sides of the text.
_MARGINS = 4


def elide(window: QWidget) -> None:
    """Have the lists of a window that nobody types into end what they have no room for in `…`."""
    painter = _Painter(window)
    for combo in window.findChildren(QComboBox):
        if not combo.isEditable():
            combo.installEventFilter(painter)


class _Painter(QObject):
    def eventFilter(self, combo: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Draw a list as Qt does, but for its text."""
        if event.type() != QEvent.Type.Paint or not isinstance(combo, QComboBox):
            return False
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        control = QStyle.ComplexControl.CC_ComboBox
        room = combo.style().subControlRect(control, option, part, combo).width() - _MARGINS
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + _MARGINS
        metrics, right = option.fontMetrics, Qt.TextElideMode.ElideRight
        option.currentText = metrics.elidedText(option.currentText, right, room)
        painter = QStylePainter(combo)
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        return True

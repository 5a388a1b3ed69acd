# SPDX-License-Identifier: GPL-3.0-or-later
"""The sign that QGIS is at work, and the way out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QCursor, QKeyEvent
from qgis.PyQt.QtWidgets import QApplication

# What a user does; a service that is waited for lets QGIS go on drawing, and nothing else.
USER_EVENTS = (
    *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease),
    *(QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.ContextMenu),
    *(QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.Shortcut, QEvent.Type.Close),
)


@contextmanager
def waiting() -> Iterator[QgsFeedback]:
    """Show the wait cursor and hear nothing but Escape, which cancels, until the body ends."""
    deaf = InputBlocker()
    QApplication.setOverrideCursor(QCursor(Qt.CursorShape.WaitCursor))
    QApplication.instance().installEventFilter(deaf)
    try:
        yield deaf.feedback
    finally:
        QApplication.instance().removeEventFilter(deaf)
        QApplication.restoreOverrideCursor()


class InputBlocker(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.feedback = QgsFeedback()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress:
            self.feedback.cancel()
        return event.type() in USER_EVENTS

# SPDX-License-Identifier: GPL-3.0-or-later
"""The wait cursor, and the input that is blocked meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QCursor, QKeyEvent
from qgis.PyQt.QtWidgets import QApplication

# What a user does. While a service is waited for, QGIS handles its other events.
USER_EVENTS = (
    *(QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease),
    *(QEvent.Type.MouseButtonDblClick, QEvent.Type.Wheel, QEvent.Type.ContextMenu),
    *(QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.Shortcut, QEvent.Type.Close),
)


@contextmanager
def busy_cursor() -> Iterator[QgsFeedback]:
    """Show the wait cursor and block all input but Escape, which cancels, until the body ends."""
    blocker = InputBlocker()
    QApplication.setOverrideCursor(QCursor(Qt.CursorShape.WaitCursor))
    QApplication.instance().installEventFilter(blocker)
    try:
        yield blocker.feedback
    finally:
        QApplication.instance().removeEventFilter(blocker)
        QApplication.restoreOverrideCursor()


class InputBlocker(QObject):
    """Filters out what the user does; Escape cancels the feedback."""

    def __init__(self) -> None:
        super().__init__()
        self.feedback = QgsFeedback()

    def eventFilter(self, _: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress:
            self.feedback.cancel()
        return event.type() in USER_EVENTS

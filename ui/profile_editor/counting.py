# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the objects of the lines of a data profile, one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.common.errors import CancelledError, SourceError
from ...core.profiles.field_values import count_objects
from ..common.busy_cursor import busy_cursor
from .class_tree import Line


class Counting(QObject):
    """Counts one line at a time under the wait cursor; QGIS handles input before the next."""

    # A line has got its count, or the reason why it has none.
    counted = pyqtSignal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Line] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._count_next)

    def begin(self, lines: Iterable[Line]) -> None:
        """Count these lines and no others."""
        self._waiting = list(lines)
        self._timer.start(0)

    def count_first(self, line: Line, pause: int) -> None:
        """Count a line, before any other, after so many milliseconds."""
        line.count, line.fault = None, ""
        self.drop(line)
        self._waiting.insert(0, line)
        self._timer.start(pause)

    def drop(self, line: Line) -> None:
        """Take a line off the list."""
        self._waiting = [other for other in self._waiting if other is not line]

    def stop(self) -> None:
        """Count nothing more."""
        self._waiting = []
        self._timer.stop()

    def _count_next(self) -> None:
        if not self._waiting:
            return
        line = self._waiting[0]
        try:
            with busy_cursor() as feedback:
                line.count = count_objects(line.source, feedback)
        except (CancelledError, SourceError) as error:
            line.fault = str(error)
        if line in self._waiting:
            self.drop(line)
            self.counted.emit(line)
        self._timer.start(0)

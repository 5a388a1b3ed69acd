# SPDX-License-Identifier: GPL-3.0-or-later
"""What the dock does: one step at a time, with progress; the dock stays until it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from qgis.core import QgsFeedback
from qgis.PyQt.QtWidgets import QWidget

from ..common.progress import Progress, show_progress


class Part(Protocol):
    """A part of the dock that is connected to the canvas or the project."""

    def close_down(self) -> None:
        """Disconnect."""


class Steps:
    """Tells whether a step is under way, and deletes the dock once it is closed and idle."""

    def __init__(self, dock: QWidget) -> None:
        self.progress: Progress | None = None
        self.is_closed = False
        self._dock = dock
        self._uses = 0

    def close(self) -> bool:
        """Delete the dock, after the current step if there is one; whether it was open."""
        was_open, self.is_closed = not self.is_closed, True
        if not self._uses:
            self._dock.deleteLater()
        return was_open

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the dock until the body has ended, even if the plugin is disabled meanwhile."""
        self._uses += 1
        try:
            yield
        finally:
            self._uses -= 1
            if self.is_closed and not self._uses:
                self._dock.deleteLater()

    @contextmanager
    def busy(self) -> Iterator[QgsFeedback]:
        """Show progress and Cancel until the body ends; no other step can start meanwhile."""
        if self.progress is not None:
            yield self.progress.feedback
            return
        try:
            with show_progress(self._dock) as self.progress:
                try:
                    yield self.progress.feedback
                finally:
                    if self.progress.isActiveWindow():
                        self._dock.window().activateWindow()
        finally:
            self.progress = None

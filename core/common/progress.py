# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress of work in many steps."""

from __future__ import annotations

import time
from typing import Callable

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QEventLoop, QTimer

from .errors import CancelledError, SourceError
from .i18n import translate

# Seconds for which a service is waited for.
TIME_LIMIT = 60

# Milliseconds between two looks.
POLL_MS = 20

# How often in seconds the progress is told.
TOLD_EVERY = 0.1


class Steps:
    """Steps of work that tell their progress, and the way out of them."""

    def __init__(
        self, feedback: QgsFeedback | None, progress: tuple[float, float], count: int
    ) -> None:
        """So many steps lead the percents of the feedback from the one to the other."""
        self._feedback = feedback
        self._start, self._end = progress
        self._count = max(1, count)
        self._done = 0.0
        self._told = time.monotonic()

    def next(self) -> None:
        """Go on to the next step."""
        self._done = float(int(self._done) + 1)
        self.pause()

    def pause(self) -> None:
        """Tell the progress if it is time to. Raises CancelledError."""
        if self._feedback is None:
            return
        if time.monotonic() - self._told > TOLD_EVERY:
            # Only a progress that changes is told, and a step may be a long one.
            self._done += (int(self._done) + 1 - self._done) / 50
            share = min(1.0, self._done / self._count)
            self._feedback.setProgress(self._start + share * (self._end - self._start))
            self._told = time.monotonic()
        if self._feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))


def wait_for(
    done: Callable[[], bool],
    late: str,
    feedback: QgsFeedback | None = None,
    seconds: float = TIME_LIMIT,
) -> None:
    """Process events until something is done.

    Raises SourceError, which says `late`, after some seconds, and CancelledError.
    """
    end = time.monotonic() + seconds
    while not done():
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        if time.monotonic() > end:
            raise SourceError(late)
        loop = QEventLoop()
        QTimer.singleShot(POLL_MS, loop.quit)
        loop.exec()

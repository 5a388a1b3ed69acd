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

# Seconds between two reports of progress.
REPORT_INTERVAL = 0.1


class Steps:
    """Steps of work that report their progress and can be cancelled."""

    def __init__(
        self, feedback: QgsFeedback | None, progress: tuple[float, float], count: int
    ) -> None:
        """`count` steps take the feedback from the first to the second percentage of `progress`."""
        self._feedback = feedback
        self._start, self._end = progress
        self._count = max(1, count)
        self._done = 0.0
        self._reported = time.monotonic()

    def next(self) -> None:
        """Go on to the next step."""
        self._done = float(int(self._done) + 1)
        self.pause()

    def pause(self) -> None:
        """Report the progress if it is time to. Raises CancelledError."""
        if self._feedback is None:
            return
        if time.monotonic() - self._reported > REPORT_INTERVAL:
            # QGIS passes on a progress that changes only, and a step may be a long one.
            self._done += (int(self._done) + 1 - self._done) / 50
            share = min(1.0, self._done / self._count)
            self._feedback.setProgress(self._start + share * (self._end - self._start))
            self._reported = time.monotonic()
        if self._feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))


def wait_for(
    done: Callable[[], bool],
    timeout_message: str,
    feedback: QgsFeedback | None = None,
    seconds: float = TIME_LIMIT,
) -> None:
    """Process events until something is done.

    Raises SourceError, with `timeout_message`, after some seconds, and CancelledError.
    """
    end = time.monotonic() + seconds
    while not done():
        if feedback is not None and feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        if time.monotonic() > end:
            raise SourceError(timeout_message)
        loop = QEventLoop()
        QTimer.singleShot(POLL_MS, loop.quit)
        loop.exec()

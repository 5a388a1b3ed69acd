# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that is waited for while events are processed."""

from __future__ import annotations

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QEventLoop, QObject, QTimer

from ..territory.gazetteer import Gazetteer
from .progress import SeriesProgress, SeriesResult
from .request import SeriesRequest
from .run import SeriesRun

# Milliseconds between two looks for a cancel.
_LOOK = 100


def run_series(
    request: SeriesRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> SeriesResult:
    """Print a series and wait for it; events are processed meanwhile. Raises SrceError.

    A cancelled one gives what there is.
    """
    return run_to_end(SeriesRun(request, gazetteer), feedback)


def run_to_end(run: SeriesRun, feedback: QgsFeedback | None = None) -> SeriesResult:
    """Start a series and wait for it. Raises SrceError."""
    waiting = _Waiting(run, feedback)
    try:
        return waiting.result()
    finally:
        waiting.end()


class _Waiting(QObject):
    """Hears a run by methods only.

    What else is connected, Qt lets go of when it processes events: in a process that ends, that
    may be after QGIS, and the layers of the run with it.
    """

    def __init__(self, run: SeriesRun, feedback: QgsFeedback | None) -> None:
        super().__init__()
        self._run, self._feedback = run, feedback
        self._result: SeriesResult | None = None
        self._loop = QEventLoop()
        # Whoever cancels may be another thread.
        self._look = QTimer()
        self._look.setInterval(_LOOK)

    def result(self) -> SeriesResult:
        """Raises SrceError."""
        self._run.finished.connect(self._take)
        if self._feedback is not None:
            self._run.progressed.connect(self._pass_on)
            self._look.timeout.connect(self._heed)
            self._look.start()
        self._run.start(self._feedback)
        while self._result is None:
            self._loop.exec()
        return self._result

    def end(self) -> None:
        """Let go of the run at once."""
        self._look.stop()
        del self._run

    def _take(self, result: SeriesResult) -> None:
        self._result = result
        self._loop.quit()

    def _pass_on(self, progress: SeriesProgress) -> None:
        if self._feedback is not None:
            self._feedback.setProgress(100 * progress.done / max(1, progress.total))

    def _heed(self) -> None:
        if self._feedback is not None and self._feedback.isCanceled():
            self._run.cancel()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for what QGIS does in its own threads, while the window goes on drawing."""

from __future__ import annotations

import time
from typing import Callable

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QEventLoop, QTimer

from .common.errors import CancelledError, SourceError
from .common.i18n import translate

# Seconds for which a service is waited for.
TIME_LIMIT = 60

# Milliseconds between two looks.
PACE = 20


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
        QTimer.singleShot(PACE, loop.quit)
        loop.exec()

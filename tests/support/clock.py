# SPDX-License-Identifier: GPL-3.0-or-later
"""Time in tests that must hold on a machine with many other things to do."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from qgis.PyQt.QtCore import QTimer

# Seconds for which a server of the tests keeps silent before it lets go.
SILENCE = 180.0
# Seconds within which nobody can have waited for a silent server, nor for QGIS's own time limit of
# a minute, however busy the machine is.
SOON = 45.0


@contextmanager
def ends_soon() -> Iterator[None]:
    """Assert that what is done meanwhile does not wait for what never comes."""
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SOON


class Heartbeat:
    """Beats that the event loop gives while a block runs: whether a window would be alive."""

    def __init__(self) -> None:
        self._beats: list[float] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)

    def __enter__(self) -> Heartbeat:
        self._beat()
        self._timer.start(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._beat()

    def _beat(self) -> None:
        self._beats.append(time.monotonic())

    @property
    def count(self) -> int:
        """How often the event loop came round."""
        return len(self._beats) - 2

    @property
    def seconds(self) -> float:
        """How long the block ran."""
        return self._beats[-1] - self._beats[0]

    @property
    def longest_pause(self) -> float:
        """The longest time in seconds between two beats, begin and end of the block included."""
        return max(after - before for before, after in zip(self._beats, self._beats[1:]))

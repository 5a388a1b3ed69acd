# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that serve on a port of loopback, in folders of their own, and end with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Callable, TypeVar

from srce_pac.tests.support.missing import find_program

# How long a server may take to come up, in seconds: only one that hangs takes as long.
PATIENCE = 300

# Another program may take the port that was free.
ATTEMPTS = 3

Running = TypeVar("Running", bound="Server")


class EndedError(RuntimeError):
    """A server ended before it answered; says what it logged."""


class Server(ABC):
    """A program that serves on a port of loopback from `start` to `close`.

    It ends with this process too, however that ends. Starting it raises MissingError where
    the program is not there.
    """

    # What ends the program at once.
    _last_signal = signal.SIGKILL

    def __init__(self) -> None:
        self._program: subprocess.Popen[bytes] | None = None

    def start(self: Running) -> Running:
        """Start, and wait until it answers."""
        for attempt in range(ATTEMPTS):
            self.port = free_port()
            self.folder = Path(tempfile.mkdtemp(prefix="srce_pac_"))
            try:
                self._start()
                break
            except BaseException as error:
                self.close()
                if not isinstance(error, EndedError) or attempt == ATTEMPTS - 1:
                    raise
        return self

    def __enter__(self: Running) -> Running:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End at once, finishing nothing."""
        if self._program is not None:
            self._program.send_signal(self._last_signal)
            self._program.wait(PATIENCE)
            self._program = None
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self) -> Path:
        """What the program says."""
        return self.folder / "log.txt"

    @abstractmethod
    def _start(self) -> None:
        """Start the program and wait until it answers."""

    def _run(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        with self.log.open("wb") as log:
            self._program = subprocess.Popen(
                # Whatever happens to the suite, the kernel ends what it has started.
                [find_program("setpriv"), "--pdeathsig", self._last_signal.name[3:], *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
            )

    def _wait_until(self, ready: Callable[[], bool]) -> None:
        assert self._program is not None
        end = time.monotonic() + PATIENCE
        while not ready():
            if self._program.poll() is not None:
                raise EndedError(self.log.read_text("utf-8", "replace"))
            assert time.monotonic() < end, self.log.read_text("utf-8", "replace")
            time.sleep(0.02)


def free_port() -> int:
    """A port of loopback that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

# SPDX-License-Identifier: GPL-3.0-or-later
"""Who prints the sheets of a series: a process of its own, or this one, with the same words."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from qgis.core import QgsFeedback
from qgis.PyQt.QtCore import QCoreApplication, QObject, QProcess, QTimer, pyqtSignal

from ..common.harmless import harmless_text
from ..common.i18n import translate
from .job import Job
from .sheet_printer import SheetPrinter
from .worker_memory import resident_megabytes
from .worker_messages import (
    ANSWER,
    BEGUN,
    END,
    JOBS,
    READY,
    REFUSED,
    SETUP,
    Setup,
    jobs_to_json,
    line_of,
    outcome_from_json,
    read_line,
    setup_to_json,
)
from .worker_python import PROGRAM, find_python, worker_environment

# The most of what a process says beside its answers that is kept, in bytes.
_TAIL = 2000

# Milliseconds after which a process that was told to end is looked for no longer.
_LAST = 3000


class Worker(QObject):
    """Prints jobs in the order in which they are given, and says so by signals.

    `ended` comes once, after all others: with a sentence unless the worker was asked to end.
    """

    ready = pyqtSignal()
    begun = pyqtSignal(int)
    answered = pyqtSignal(object)  # Outcome
    ended = pyqtSignal(str)

    # Whether its time and its memory can be limited.
    is_apart = False
    # A sentence where it can never begin, wherever it is tried again.
    refusal = ""

    def start(self) -> None:
        """Prepare; `ready` or `ended` follows."""
        raise NotImplementedError

    def give(self, jobs: Sequence[Job]) -> None:
        """Add jobs to those that it has."""
        raise NotImplementedError

    def finish(self) -> None:
        """Let it end after what it has."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Ask it to end at once, with the sheet that it draws left out."""
        raise NotImplementedError

    def kill(self, why: str = "") -> None:
        """End it by force; `why` is what `ended` says."""
        raise NotImplementedError

    def wait(self) -> None:
        """Wait until it has ended, after `kill`."""

    def megabytes(self) -> float:
        """The memory that it has; 0 where that is not known."""
        return 0.0


class ProcessWorker(Worker):
    """A process of its own: what ends it costs no more than the sheet that it draws."""

    is_apart = True

    def __init__(self, setup: Setup, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._setup = setup
        self._jobs: dict[int, Job] = {}
        self._why = ""
        self._is_asked = False
        self._tail = b""
        self._process = QProcess(self)
        self._process.setProcessEnvironment(worker_environment())
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)

    def start(self) -> None:
        python = find_python()
        if python is None:
            self.refusal = translate("Series", "The Python of this QGIS is not found.")
            QTimer.singleShot(0, self._end)
            return
        self._process.start(str(python), ["-u", str(PROGRAM)])
        self._write(SETUP, setup_to_json(self._setup))

    def give(self, jobs: Sequence[Job]) -> None:
        self._jobs.update((job.number, job) for job in jobs)
        self._write(JOBS, jobs_to_json(jobs, self._setup.request))

    def finish(self) -> None:
        self._is_asked = True
        self._write(END, True)
        self._process.closeWriteChannel()

    def cancel(self) -> None:
        self._is_asked = True
        self._process.closeWriteChannel()

    def kill(self, why: str = "") -> None:
        self._why = why
        self._is_asked = not why
        self._process.kill()

    def wait(self) -> None:
        self._process.waitForFinished(_LAST)

    def megabytes(self) -> float:
        return resident_megabytes(self.pid())

    def pid(self) -> int:
        """The number of the process; 0 where it does not run."""
        return int(self._process.processId())

    def _write(self, key: str, value: object) -> None:
        # One that has just ended says so by itself.
        if self._process.state() != QProcess.ProcessState.NotRunning:
            self._process.write(line_of(key, value))

    def _read(self) -> None:
        while self._process.canReadLine():
            line = self._process.readLine().data()
            try:
                self._take(*read_line(line))
            except (ValueError, TypeError, KeyError):
                # What is no answer is no good sign, and is kept with what it says otherwise.
                self._keep(line)

    def _take(self, key: str, value: object) -> None:
        if key == READY:
            self.ready.emit()
        elif key == REFUSED:
            self.refusal = str(value)
        elif key == BEGUN and isinstance(value, int):
            self.begun.emit(value)
        elif key == ANSWER and isinstance(value, dict):
            outcome = outcome_from_json(value, self._jobs)
            del self._jobs[outcome.job.number]
            self.answered.emit(outcome)

    def _read_errors(self) -> None:
        self._keep(self._process.readAllStandardError().data())

    def _keep(self, said: bytes) -> None:
        self._tail = (self._tail + said)[-_TAIL:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        # Of one that ran, the end is told by `finished`.
        if error == QProcess.ProcessError.FailedToStart:
            self.refusal = translate("Series", "“{program}” cannot be started: {reason}.").format(
                program=self._process.program(), reason=self._process.errorString().rstrip(".")
            )
            QTimer.singleShot(0, self._end)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_errors()
        if self._is_asked or self._why or self.refusal:
            self._end()
            return
        sentence = translate("Series", "the worker process ended by itself (code {code})")
        if status == QProcess.ExitStatus.CrashExit:
            sentence = translate("Series", "the worker process crashed (signal {code})")
        self._why = sentence.format(code=code) + self._last_words()
        self._end()

    def _last_words(self) -> str:
        lines = self._tail.decode("utf-8", "replace").strip().splitlines()
        # Libraries name the addresses that they open, with all that is in them.
        return f": “{harmless_text(lines[-1].strip())}”" if lines else ""

    def _end(self) -> None:
        self.ended.emit(self.refusal or self._why)


class LocalWorker(Worker):
    """This process: one sheet a turn of the event loop.

    Events are processed at each step of a sheet too: QGIS stays usable, and a cancel is heard.
    """

    def __init__(self, printer: SheetPrinter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._printer = printer
        self._jobs: deque[Job] = deque()
        self._feedback = QgsFeedback()
        self._feedback.progressChanged.connect(process_events)
        self._is_printing = self._is_last = self._is_over = False
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._next)

    def start(self) -> None:
        # A method, which Qt does not call once the worker is deleted.
        QTimer.singleShot(0, self._be_ready)

    def give(self, jobs: Sequence[Job]) -> None:
        self._jobs.extend(jobs)
        self._go_on()

    def finish(self) -> None:
        self._is_last = True
        self._go_on()

    def cancel(self) -> None:
        self._feedback.cancel()
        self._jobs.clear()
        self.finish()

    def kill(self, why: str = "") -> None:  # noqa: ARG002 - nothing else ends it
        self.cancel()
        self._turn.stop()
        if not self._is_printing:
            self._end()

    def _be_ready(self) -> None:
        if not self._is_over:
            self.ready.emit()

    def _go_on(self) -> None:
        if not self._is_printing and not self._is_over:
            self._turn.start(0)

    def _next(self) -> None:
        if not self._jobs:
            if self._is_last:
                self._end()
            return
        job = self._jobs.popleft()
        self._is_printing = True
        self.begun.emit(job.number)
        outcome = self._printer.print(job, self._feedback)
        self._is_printing = False
        self.answered.emit(outcome)
        self._go_on()

    def _end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._printer.close()
            self.ended.emit("")


def process_events(_progress: float = 0.0) -> None:
    """Let this process answer its user, as often as a feedback tells a progress."""
    QCoreApplication.processEvents()

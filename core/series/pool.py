# SPDX-License-Identifier: GPL-3.0-or-later
"""The jobs of a series shared out to workers, and what is done where one of them fails."""

from __future__ import annotations

import tempfile
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, cast

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..common.i18n import translate
from ..common.scratch import sweep
from .job import BLOCKED, CANCELLED, FAILED, Job, Outcome
from .request import MEMORY_LIMIT, TIME_LIMIT
from .sheet_printer import folder_fault
from .workers import Worker

# A worker has so many jobs at hand; with fewer than half of them it gets more.
LOT = 4

# How often a sheet is begun that brings its worker down, and one that the folder does not take.
TRIES = 2
BLOCKED_TRIES = 5

# Seconds between two looks at the workers, and the most that counts of the time since the last:
# while the computer sleeps or QGIS is busy, nobody hangs.
LOOK = 0.2
MOST = 2.0

# Seconds that a worker has to prepare, and, beside the sheet, for its first sheet where the source
# has to be fetched first; and those to end by itself.
START_LIMIT = 300.0
LEAVE_LIMIT = 20.0

# How often in a row workers may end without having done anything, before no more are started.
BARREN = 3

# The share of its memory from which on a worker gets no more sheets.
WORN = 0.8

# Seconds in which a worker may end by itself when the series is cancelled.
PARTING = 0.6

# Seconds for which a folder that takes no files is waited for, and between two tries.
FOLDER_WAIT = 180.0
FOLDER_LOOK = 2.0


@dataclass(frozen=True)
class Limits:
    """Seconds for a sheet, megabytes for a worker."""

    seconds: float = TIME_LIMIT
    megabytes: float = MEMORY_LIMIT


@dataclass
class _Post:
    """A worker with the jobs that it has; `drawn` is the one that it draws, `spent` its seconds."""

    worker: Worker
    jobs: deque[Job] = field(default_factory=deque)
    drawn: Job | None = None
    spent: float = 0.0
    answers: int = 0
    is_ready: bool = False
    is_leaving: bool = False


class Pool(QObject):
    """Has jobs printed; `done` comes once for each, `finished` after the last.

    `noted` says what is waited for, empty when it goes on; `warned` what the user should know.
    """

    begun = pyqtSignal(object)
    done = pyqtSignal(object)
    noted = pyqtSignal(str)
    warned = pyqtSignal(str)
    finished = pyqtSignal()

    def __init__(
        self,
        jobs: Sequence[Job],
        folder: Path,
        hire: Callable[[], Worker],
        hire_local: Callable[[], Worker],
        parent: QObject | None = None,
    ) -> None:
        """`hire` makes workers, `hire_local` the one that prints in this process."""
        super().__init__(parent)
        self._waiting = deque(jobs)
        self._alone: deque[Job] = deque()
        self._folder = folder
        self._hire, self._hire_local = hire, hire_local
        self._limits = Limits()
        self._count = 1
        self._posts: list[_Post] = []
        self._failures: Counter[int] = Counter()
        self._blocks: Counter[int] = Counter()
        self._barren = 0
        self._is_local = self._is_cancelled = self._is_over = self._is_slow = False
        self._reason = ""
        self._blocked_for: float | None = None
        self._looked = self._tried = time.monotonic()
        self._clock = QTimer(self)
        self._clock.setInterval(round(LOOK * 1000))
        self._clock.timeout.connect(self._look)

    def start(self, count: int, limits: Limits, is_slow: bool = False) -> None:
        """Begin with so many workers; 0 prints in this process.

        Where the source is slow to fetch, the first worker does it and the others begin after it.
        """
        self._limits = limits
        self._is_slow = is_slow
        self._is_local = count == 0
        self._count = max(1, min(count, len(self._waiting)))
        self._looked = time.monotonic()
        self._clock.start()
        if not self._waiting:
            QTimer.singleShot(0, self._go_on)
            return
        for _ in range(1 if is_slow else self._count):
            self._add_worker()

    def workers(self) -> list[Worker]:
        """The workers that there are now."""
        return [post.worker for post in self._posts]

    def drawn(self) -> list[Job]:
        """The jobs that are drawn now."""
        return [post.drawn for post in self._posts if post.drawn is not None]

    def cancel(self, reason: str = "") -> None:
        """End within a second; what is not printed yet is left out, for a reason if there is one.

        A sheet that this process draws is ended at its next step.
        """
        if self._is_cancelled or self._is_over:
            return
        self._is_cancelled = True
        self._reason = reason
        for post in list(self._posts):
            post.worker.cancel()
        QTimer.singleShot(round(PARTING * 1000), self._kill_all)
        self._go_on()

    def stop(self) -> None:
        """End now, before this returns, as far as this process does not just draw a sheet."""
        self._is_cancelled = True
        self._kill_all()
        for post in list(self._posts):
            post.worker.wait()
        self._go_on()

    def pause(self, sentence: str) -> None:
        """Give no more jobs until the folder takes files; after a while, give up."""
        if self._blocked_for is None and not self._is_cancelled:
            self._blocked_for = 0.0
            self._tried = time.monotonic()
            self.noted.emit(sentence)
        self._reason = sentence

    # What workers say.

    def _add_worker(self) -> None:
        worker = self._hire_local() if self._is_local else self._hire()
        worker.setParent(self)
        post = _Post(worker)
        # Methods only: what else signals are connected with, they keep alive.
        worker.ready.connect(self._on_ready)
        worker.begun.connect(self._on_begun)
        worker.answered.connect(self._on_answer)
        worker.ended.connect(self._on_end)
        self._posts.append(post)
        worker.start()

    def _post(self) -> _Post:
        """That of the worker which has just said something; none of the pool's after its end."""
        worker = cast(Worker, self.sender())
        return next((post for post in self._posts if post.worker is worker), _Post(worker))

    def _on_ready(self) -> None:
        post = self._post()
        post.is_ready, post.spent = True, 0.0
        self._feed(post)

    def _on_begun(self, number: int) -> None:
        post = self._post()
        post.spent = 0.0
        post.drawn = next((job for job in post.jobs if job.number == number), None)
        if post.drawn is not None:
            self.begun.emit(post.drawn)

    def _on_answer(self, outcome: Outcome) -> None:
        post, job = self._post(), outcome.job
        if job not in post.jobs:
            return
        post.jobs.remove(job)
        post.drawn = None
        post.spent = 0.0
        if outcome.status == BLOCKED:
            self._on_blocked(outcome)
        elif outcome.status == CANCELLED:
            self._waiting.appendleft(job)
        else:
            post.answers += 1
            self._barren = 0
            self.done.emit(outcome)
            for _ in range(self._lacking()):
                self._add_worker()
        self._feed(post)
        self._go_on()

    def _on_blocked(self, outcome: Outcome) -> None:
        job, message = outcome.job, outcome.message
        self._blocks[job.number] += 1
        if self._blocks[job.number] > BLOCKED_TRIES:
            self.done.emit(Outcome(job, FAILED, message))
            return
        self._waiting.appendleft(job)
        self.pause(message)

    def _on_end(self, why: str) -> None:
        post = self._post()
        if post not in self._posts:
            return
        self._posts.remove(post)
        given_back = [job for job in post.jobs if job is not post.drawn]
        self._waiting.extendleft(reversed(given_back))
        post.worker.deleteLater()
        if post.drawn is not None:
            self._clean([post.drawn])
        if self._is_cancelled:
            if post.drawn is not None:
                self._waiting.appendleft(post.drawn)
        elif post.drawn is not None:
            self._on_fatal(post.drawn, why)
        elif why:
            self._on_barren(post, why)
        self._replace()
        self._go_on()

    def _on_fatal(self, job: Job, why: str) -> None:
        """A sheet that brought its worker down is tried once more alone."""
        self._failures[job.number] += 1
        if self._failures[job.number] < TRIES:
            self._alone.append(job)
            return
        sentence = translate("Series", "The sheet could not be drawn, tried twice: {reason}.")
        self.done.emit(Outcome(job, FAILED, sentence.format(reason=why)))

    def _on_barren(self, post: _Post, why: str) -> None:
        """A worker that ended by itself while it drew nothing."""
        self._barren += 1
        if self._is_local or (not post.worker.refusal and self._barren < BARREN):
            return
        self._is_local = True
        sentence = translate(
            "Series",
            "No worker process can be used, the sheets are printed by QGIS itself: {reason}",
        )
        self.warned.emit(sentence.format(reason=why))

    # Who does what next.

    def _replace(self) -> None:
        """Have those who have nothing to do take what is left, and start what is lacking."""
        if self._is_cancelled:
            return
        for post in list(self._posts):
            if not post.jobs:
                self._feed(post)
        for _ in range(self._lacking()):
            self._add_worker()

    def _lacking(self) -> int:
        """How many workers are lacking for what is to be done."""
        if self._is_cancelled or (not self._waiting and not self._alone):
            return 0
        wanted = 1 if self._is_local else self._count
        left = len(self._waiting) + len(self._alone)
        idle = sum(1 for post in self._posts if not post.jobs)
        return max(0, min(wanted - len(self._posts), left - idle))

    def _feed(self, post: _Post) -> None:
        """Give a worker what it shall do next."""
        if not post.is_ready or post.is_leaving or self._is_cancelled:
            return
        if self._blocked_for is not None:
            return
        if self._is_worn(post):
            if not post.jobs:
                self._dismiss(post)
            return
        if self._alone and not post.jobs:
            self._give(post, [self._alone.popleft()])
            return
        is_alone = bool(post.jobs) and self._failures[post.jobs[0].number] > 0
        if is_alone or len(post.jobs) > LOT // 2:
            return
        # Towards the end nobody keeps what another one could do.
        share = -(-len(self._waiting) // (2 * max(1, len(self._posts))))
        size = min(LOT - len(post.jobs), max(share, 1 - len(post.jobs)), len(self._waiting))
        if size > 0:
            self._give(post, [self._waiting.popleft() for _ in range(size)])

    def _give(self, post: _Post, jobs: list[Job]) -> None:
        post.jobs.extend(jobs)
        post.worker.give(jobs)

    def _go_on(self) -> None:
        """See whether all is done."""
        if self._is_over:
            return
        is_left = self._waiting or self._alone or any(post.jobs for post in self._posts)
        if is_left and not self._is_cancelled:
            return
        if self._posts:
            for post in [] if self._is_cancelled else list(self._posts):
                self._dismiss(post)
            return
        self._is_over = True
        self._clock.stop()
        left = sorted((*self._alone, *self._waiting), key=lambda job: job.number)
        self._alone.clear()
        self._waiting.clear()
        for job in left:
            self.done.emit(Outcome(job, CANCELLED, self._reason))
        sweep(Path(tempfile.gettempdir()))
        self.finished.emit()

    def _is_worn(self, post: _Post) -> bool:
        """Whether a worker is better replaced after what it has, before its memory ends a sheet."""
        if not post.worker.is_apart or not post.answers:
            return False
        return post.worker.megabytes() > WORN * self._limits.megabytes

    def _dismiss(self, post: _Post) -> None:
        if not post.is_leaving:
            post.is_leaving = True
            post.spent = 0.0
            post.worker.finish()

    def _kill_all(self) -> None:
        for post in list(self._posts):
            post.worker.kill()

    def _clean(self, jobs: Sequence[Job]) -> None:
        """Take away what a worker that was killed has left where it wrote."""
        for folder in {job.path.parent for job in jobs}:
            sweep(folder)

    # What time does.

    def _look(self) -> None:
        """Look at the workers and at the folder."""
        now = time.monotonic()
        passed = min(now - self._looked, MOST)
        self._looked = now
        for post in list(self._posts):
            if post.worker.is_apart:
                self._look_at(post, passed)
        if self._blocked_for is not None and not self._is_cancelled:
            self._look_at_folder(passed, now)

    def _look_at(self, post: _Post, passed: float) -> None:
        if post.drawn is None and post.is_ready and not post.is_leaving:
            return
        post.spent += passed
        fault = self._fault(post)
        if fault:
            post.spent = 0.0
            post.worker.kill(fault)

    def _fault(self, post: _Post) -> str:
        """Why a worker has to be ended, if it has to."""
        limit = self._limits.seconds
        if post.is_leaving:
            limit = LEAVE_LIMIT
        elif not post.is_ready:
            limit = START_LIMIT
        elif self._is_slow and not post.answers:
            limit += START_LIMIT
        if post.spent > limit:
            sentence = translate("Series", "it took more than {seconds} seconds")
            return sentence.format(seconds=round(limit))
        megabytes = post.worker.megabytes()
        if megabytes > self._limits.megabytes:
            sentence = translate("Series", "it took more than {size} MB of memory")
            return sentence.format(size=round(self._limits.megabytes))
        return ""

    def _look_at_folder(self, passed: float, now: float) -> None:
        self._blocked_for = (self._blocked_for or 0.0) + passed
        if now - self._tried < FOLDER_LOOK:
            return
        fault = folder_fault(self._folder, is_tried=True)
        self._tried = time.monotonic()
        if not fault:
            self._blocked_for = None
            self._reason = ""
            self.noted.emit("")
            for post in list(self._posts):
                self._feed(post)
        elif self._blocked_for > FOLDER_WAIT:
            self.warned.emit(fault)
            self.cancel(fault)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A series that is printed, and its entry among the tasks of QGIS."""

from __future__ import annotations

from threading import Event
from typing import Callable

from qgis.core import QgsApplication, QgsFeedback, QgsProject, QgsTask
from qgis.PyQt.QtCore import QObject, Qt, QThreadPool, QTimer, pyqtSignal

from ...core.common.i18n import translate
from ...core.series.plan import SeriesPlan
from ...core.series.progress import SeriesProgress, SeriesResult
from ...core.series.request import SeriesRequest
from ...core.series.run import SeriesRun, needs_project
from ...core.territory.gazetteer import Gazetteer


class RunningSeries(QObject):
    """Hands on the signals of a run; QGIS lists it, asks before it closes, and can cancel it."""

    sheet_done = pyqtSignal(object)  # Outcome
    progressed = pyqtSignal(object)  # SeriesProgress
    finished = pyqtSignal(object)  # SeriesResult
    # The same, once QGIS has said of the task what it says: what is told now is not covered by it.
    left = pyqtSignal(object)

    def __init__(self, request: SeriesRequest, gazetteer: Gazetteer, parent: QObject) -> None:
        super().__init__(parent)
        self.request = request
        self.is_over = False
        self._gazetteer = gazetteer
        self._run: SeriesRun | None = None
        self._task: SeriesTask | None = None
        self._result: SeriesResult | None = None

    def start(self, feedback: QgsFeedback, plan: SeriesPlan | None = None) -> None:
        """Begin; `plan` is that of the request, if there is one. Raises SrceError."""
        self._run = run = SeriesRun(self.request, self._gazetteer, self, plan)
        run.sheet_done.connect(self.sheet_done)
        run.progressed.connect(self._follow)
        run.finished.connect(self._finish)
        run.start(feedback)
        if self.is_over:
            return
        self._task = SeriesTask(lambda: QTimer.singleShot(0, self.cancel))
        if needs_project(self.request):
            # QGIS asks before it closes a project that a task depends on.
            self._task.setDependentLayers(list(QgsProject.instance().mapLayers().values()))
        later = Qt.ConnectionType.QueuedConnection
        self._task.taskCompleted.connect(self._lose_task, later)  # type: ignore[call-arg]
        self._task.taskTerminated.connect(self._lose_task, later)  # type: ignore[call-arg]
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """End within a second; what is printed stays."""
        if self._run is not None and not self.is_over:
            self._run.cancel()

    def stop(self) -> None:
        """End before this returns, for when the plugin goes."""
        if self._run is not None and not self.is_over:
            self._run.stop()

    def _follow(self, progress: SeriesProgress) -> None:
        if self._task is not None and progress.total:
            self._task.setProgress(100 * progress.done / progress.total)
        self.progressed.emit(progress)

    def _finish(self, result: SeriesResult) -> None:
        self.is_over = True
        self._result = result
        if self._task is not None:
            self._task.end()
        self.finished.emit(result)
        self._leave()

    def _lose_task(self) -> None:
        self._task = None
        self._leave()

    def _leave(self) -> None:
        if self._result is not None and self._task is None:
            self.left.emit(self._result)


class SeriesTask(QgsTask):
    """Stands for a series in the list of tasks: it waits for its end, and does nothing itself."""

    def __init__(self, cancelled: Callable[[], object]) -> None:
        """`cancelled` is called when the user cancels it there, or with QGIS."""
        super().__init__(translate("Series", "Series of sheets"), _flags())
        self._cancelled = cancelled
        self._over = Event()

    def run(self) -> bool:
        # The thread that it waits on is not to be missed by those who draw maps.
        pool = _pool()
        pool.releaseThread()
        try:
            self._over.wait()
        finally:
            pool.reserveThread()
        return not self.isCanceled()

    def end(self) -> None:
        """The series is over."""
        self._over.set()

    def cancel(self) -> None:
        super().cancel()
        if not self._over.is_set():
            self._over.set()
            self._cancelled()


def _flags() -> QgsTask.Flags:
    """Those of a task of whose end QGIS says nothing, where it has such tasks (from 3.26 on)."""
    flags = QgsTask.Flags(QgsTask.Flag.CanCancel)
    return flags | QgsTask.Flag.Silent if hasattr(QgsTask.Flag, "Silent") else flags


def _pool() -> QThreadPool:
    """The pool of the threads of tasks, which from QGIS 3.34 on is not that of all else."""
    manager = QgsApplication.taskManager()
    own = getattr(manager, "threadPool", None)
    return own() if own is not None else QThreadPool.globalInstance()

# SPDX-License-Identifier: GPL-3.0-or-later
"""A series from its request to its report, while the window stays usable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qgis.core import QgsFeedback, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..common.errors import CancelledError, SrceError
from ..common.i18n import translate
from ..common.scratch import sweep
from ..common.sentence import sentences
from ..layers.background import project_layers
from ..profiles.profile import profile_file, read_profile
from ..sources.connection import MEMORY
from ..sources.source_address import SourceAddress, SourceKind
from ..territory.gazetteer import Gazetteer
from .job import CANCELLED, PRINTED, SKIPPED, Job, Outcome
from .lock import SeriesLock
from .merge import merge_sheets, merged_place, merged_title
from .merged_file import identifiers, is_held, merged_path, remove_sheets
from .plan import SeriesPlan, plan_series, take_finished
from .pool import Limits, Pool
from .progress import Rate, SeriesProgress, SeriesResult
from .report import Report
from .report_files import thumbnail_path
from .request import DOSSIER, FILES, MERGED, SeriesRequest
from .sheet_printer import SheetPrinter
from .worker_python import worker_setup
from .workers import LocalWorker, ProcessWorker, process_events

# Milliseconds between two signs that the series goes on.
_SIGN = 60_000


class SeriesRun(QObject):
    """Plans, prints, reports and merges a series.

    `sheet_done` gives each Outcome, `progressed` a SeriesProgress, `finished` the SeriesResult,
    once. The run has to be kept until then; whoever lets go of it earlier calls `stop`.
    """

    sheet_done = pyqtSignal(object)
    progressed = pyqtSignal(object)
    finished = pyqtSignal(object)

    def __init__(
        self,
        request: SeriesRequest,
        gazetteer: Gazetteer,
        parent: QObject | None = None,
        plan: SeriesPlan | None = None,
    ) -> None:
        """`plan` is that of the request, where it has been made already."""
        super().__init__(parent)
        self._request, self._gazetteer = request, gazetteer
        self._plan = plan
        self._outcomes: list[Outcome] = []
        self._warnings: list[str] = []
        self._rate = Rate()
        self._total = 0
        self._note = ""
        self._is_cancelled = self._is_over = False
        self._feedback = QgsFeedback()
        self._lock: SeriesLock | None = None
        self._report: Report | None = None
        self._pool: Pool | None = None
        self._sign = QTimer(self)
        self._sign.setInterval(_SIGN)

    def start(self, feedback: QgsFeedback | None = None) -> None:
        """Plan and begin; the rest is told by signals. Raises SrceError; then nothing is begun."""
        request = self._request
        plan = self._plan or plan_series(request, self._gazetteer, feedback)
        self._lock = SeriesLock(request.folder, request.slice)
        try:
            self._begin(plan)
        except BaseException:
            # Whatever it is, the folder is free again.
            self._sign.stop()
            self._lock.release()
            raise

    def _begin(self, plan: SeriesPlan) -> None:
        """Begin in a folder that no other series prints into. Raises SrceError."""
        request = self._request
        # Before the folder was ours, another machine may have gone on with it.
        take_finished(plan)
        _sweep_places(plan)
        self._report = Report(plan)
        self._sign.timeout.connect(self._keep_lock)
        self._sign.start()
        self._warnings += plan.warnings
        self._outcomes += [*plan.failed, *plan.skipped]
        self._total = len(plan.jobs) + len(self._outcomes)
        self._pool = self._new_pool(plan)
        for outcome in self._outcomes:
            self.sheet_done.emit(outcome)
        self._tell()
        is_local = request.workers <= 0
        if needs_project(request):
            is_local = True
            QgsProject.instance().cleared.connect(self._on_project_gone)
        limits = Limits(request.time_limit, request.memory_limit)
        kind = SourceAddress.parse(request.sheet.source).kind
        self._pool.start(
            0 if is_local else request.workers, limits, is_slow=kind is SourceKind.SERVICE
        )

    def cancel(self) -> None:
        """End within a second; what is printed stays, and is reported."""
        self._is_cancelled = True
        self._feedback.cancel()
        if self._pool is not None:
            self._pool.cancel()

    def stop(self) -> None:
        """End before this returns, for when the plugin or QGIS goes; `finished` is emitted.

        A sheet that this process draws just then ends at its next step.
        """
        self._is_cancelled = True
        self._feedback.cancel()
        if self._pool is not None:
            self._pool.stop()

    def pool(self) -> Pool | None:
        """Who prints; none before the start."""
        return self._pool

    def _new_pool(self, plan: SeriesPlan) -> Pool:
        request, gazetteer = self._request, self._gazetteer
        # By the first of the sheets they find out whether they can open the source.
        sheet = plan.jobs[0].request if plan.jobs else request.sheet
        setup = worker_setup(replace(request, sheet=sheet), gazetteer)
        pool = Pool(
            plan.jobs,
            request.folder,
            # Of this run they know nothing: what refers to itself outlives the layers of QGIS.
            lambda: ProcessWorker(setup),
            lambda: LocalWorker(SheetPrinter(gazetteer, request.folder)),
            self,
        )
        pool.begun.connect(self._on_begun)
        pool.done.connect(self._on_done)
        pool.noted.connect(self._on_note)
        pool.warned.connect(self._warnings.append)
        pool.finished.connect(self._on_finished)
        return pool

    def _keep_lock(self) -> None:
        """Show that the series goes on; end where another machine prints into the folder by now."""
        if self._lock is not None and not self._lock.keep():
            self._warnings.append(
                translate(
                    "Series",
                    "This computer was silent for so long that the folder was given to another "
                    "series: this one ends.",
                )
            )
            self.cancel()

    def _on_project_gone(self) -> None:
        """End, since the layers that are printed are gone."""
        if not self._is_over:
            self._warnings.append(
                translate("Series", "The project was closed, of which layers are printed.")
            )
            self.stop()

    def _on_begun(self, job: Job) -> None:  # noqa: ARG002 - the pool knows all that are drawn
        self._tell()

    def _on_done(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        if self._report is not None:
            self._report.append(outcome)
        if outcome.status == CANCELLED:
            # All of them come at once, and nobody looks at each.
            return
        self._rate.count()
        self.sheet_done.emit(outcome)
        self._tell(outcome)

    def _on_note(self, note: str) -> None:
        self._note = note
        self._rate.restart()
        self._tell()

    def _tell(self, last: Outcome | None = None) -> None:
        done = len(self._outcomes)
        drawn = self._pool.drawn() if self._pool is not None else []
        self.progressed.emit(
            SeriesProgress(
                done,
                self._total,
                tuple(f"{job.name} ({job.code})" if job.code else job.name for job in drawn),
                self._rate.per_minute,
                self._rate.seconds(self._total - done),
                last,
                self._note,
            )
        )

    def _on_finished(self) -> None:
        if self._is_over or self._report is None or self._lock is None:
            return
        self._is_over = True
        outcomes = self._outcomes = sorted(self._outcomes, key=lambda one: one.job.number)
        is_cancelled = self._is_cancelled or any(one.status == CANCELLED for one in outcomes)
        merged, dossiers = (None, ()) if is_cancelled else self._put_together()
        self._sign.stop()
        report = page = self._request.folder
        try:
            made = [*([merged] if merged else []), *dossiers]
            report, page = self._report.finish(self._warnings, made)
        except SrceError as error:
            self._warnings.append(error.whole)
        self._lock.release()
        warnings = tuple(sentences(self._warnings))
        self.finished.emit(
            SeriesResult(
                *(outcomes, report, page, merged, dossiers, warnings),
                cancelled=is_cancelled or self._is_cancelled,
            )
        )

    def _put_together(self) -> tuple[Path | None, tuple[Path, ...]]:
        """What is made of all sheets; a failure costs no more than it."""
        request = self._request
        if request.output == FILES:
            return None, ()
        self._note = translate("Series", "The sheets are put together.")
        self._tell()
        # It is a step at a time that the window waits for.
        self._feedback.progressChanged.connect(process_events)
        merged: Path | None = None
        dossiers: tuple[Path, ...] = ()
        try:
            if request.output == DOSSIER:
                dossiers = self._write_dossiers()
            else:
                merged = self._merge()
        except CancelledError:
            self._is_cancelled = True
        except SrceError as error:
            self._warnings.append(error.whole)
        self._note = ""
        return merged, dossiers

    def _write_dossiers(self) -> tuple[Path, ...]:
        """Raises SrceError."""
        # Only here: few series need what draws pages without a map.
        from .dossier import write_dossiers

        done = write_dossiers(self._request, self._outcomes, self._gazetteer, self._feedback)
        self._warnings += done.warnings
        return tuple(done.files)

    def _merge(self) -> Path:
        """One file of all sheets, in their place where they are not asked for. Raises SrceError."""
        folder, outcomes = self._request.folder, self._outcomes
        there = [one for one in outcomes if one.status in (PRINTED, SKIPPED)]
        jobs = [one.job for one in outcomes if one.job.fingerprint]
        ids = identifiers(outcomes)
        place = merged_place(jobs, self._gazetteer)
        path = merged_path(folder, place, ids, (job.path for job in jobs))
        is_new = any(one.status == PRINTED for one in there)
        if is_new or not is_held(path, ids):
            title = merged_title([one.job for one in there], self._gazetteer, folder.name)
            merge_sheets(outcomes, path, title, self._gazetteer, self._feedback)
        if self._request.output == MERGED:
            self._warnings += remove_sheets(outcomes, folder)
        return path


def needs_project(request: SeriesRequest) -> bool:
    """Whether a series needs layers of the open project, which no other process can see."""
    if project_layers(request.sheet.background, QgsProject.instance()):
        return True
    return _is_of_project(request.sheet.source) or _is_of_project(request.sheet.base)


def _is_of_project(source: str) -> bool:
    """Whether a source has layers of the open project."""
    address = SourceAddress.parse(source)
    if address.kind is SourceKind.PROJECT:
        return True
    try:
        written = profile_file(address)
        profile = read_profile(written) if written is not None else None
    except SrceError:
        # Whoever opens the source says what is wrong with it.
        return False
    return profile is not None and any(one.layer.provider == MEMORY for one in profile.sources)


def _sweep_places(plan: SeriesPlan) -> None:
    """Take away what series that were killed have left where this one writes."""
    folder = plan.request.folder
    paths = [job.path for job in plan.jobs]
    pictures = [thumbnail_path(folder, path) for path in paths]
    for place in {folder, *(path.parent for path in (*paths, *pictures))}:
        sweep(place, is_alone=plan.request.slice.total == 1)

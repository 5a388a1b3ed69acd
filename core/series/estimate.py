# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series will take, found out before it starts: three of its sheets are printed on trial."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

from qgis.core import QgsFeedback

from ..common.files import scratch_folder
from ..prepared_sheet import advance
from ..sheet_basis import SheetBasis
from ..territory.gazetteer import Gazetteer
from .job import PRINTED, Job, Outcome
from .plan import SeriesPlan
from .progress import SeriesProgress
from .request import DOSSIER, FILES, Slice
from .run import SeriesRun
from .sheets import sheet_requests
from .waiting import run_to_end
from .where_data import DataPlaces, TerritoryBox, territory_boxes

# Of two workers, the second adds so much of the first one's work; a third one as much again.
_SHARE = 0.7

# Percents of the progress that are for looking which territories lack data.
_LOOKED = 20


@dataclass(frozen=True)
class Estimate:
    """What a series will take.

    `count` sheets are to be printed, `current` are there as they would be printed now; `existing`
    are the files, below the folder, that are there and will be replaced; `lacking` the titles of
    the territories for which there is no data; `seconds` for all of it and `size` in bytes of what
    is printed, both 0 where no sheet could be printed on trial; `warnings` say why.
    """

    count: int
    current: int
    existing: tuple[str, ...]
    lacking: tuple[str, ...]
    seconds: float
    size: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trial:
    """A small series that was printed on trial.

    `start` are the seconds before its first sheet could be printed and of what sheets have in
    common, `sheets` those of each and its bytes, `together` those of putting together what stands
    for so many `parts`.
    """

    start: float = 0.0
    sheets: tuple[tuple[float, int], ...] = ()
    together: float = 0.0
    parts: int = 1
    warnings: tuple[str, ...] = ()


def estimate(
    plan: SeriesPlan, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> Estimate:
    """What a series that is planned will take. Raises SrceError, CancelledError.

    The smallest, the middle and the largest territory are printed into a folder that is gone
    afterwards, by a worker where workers print it. What a sheet of these cannot do is a warning.
    Events are processed meanwhile.
    """
    boxes = territory_boxes(gazetteer, (job.request.territory for job in plan.jobs))
    lacking = _lacking(plan, boxes, feedback)
    existing = _existing(plan, feedback)
    areas = {territory: box.area for territory, box in boxes.items()}
    by_size = sorted(plan.jobs, key=lambda job: areas.get(job.request.territory, 0.0))
    trial = _print(plan, by_size, gazetteer, feedback) if by_size else Trial()
    return Estimate(
        count=len(plan.jobs),
        current=len(plan.skipped),
        existing=tuple(existing),
        lacking=tuple(_titles(plan.jobs, lacking)),
        seconds=seconds_of(plan, trial) if trial.sheets else 0.0,
        size=round(_mean([size for _, size in trial.sheets]) * len(plan.jobs)),
        warnings=trial.warnings,
    )


def seconds_of(plan: SeriesPlan, trial: Trial) -> float:
    """How long a series takes of which some sheets were printed on trial."""
    # Workers begin at the same time.
    workers = 1 + _SHARE * (max(1, min(plan.request.workers, len(plan.jobs))) - 1)
    sheets = _mean([seconds for seconds, _ in trial.sheets]) * len(plan.jobs) / workers
    jobs = [*plan.jobs, *(outcome.job for outcome in plan.skipped)]
    return trial.start + sheets + trial.together * _parts(plan, jobs) / max(1, trial.parts)


def _parts(plan: SeriesPlan, jobs: Sequence[Job]) -> int:
    """What is put together piece by piece: sheets, or the dossiers of territories."""
    if plan.request.output == FILES:
        return 0
    if plan.request.output == DOSSIER:
        return len({job.request.territory for job in jobs})
    return len(jobs)


def _mean(values: Sequence[float]) -> float:
    """That of the smallest, the middle and the largest sheet, between which it grows."""
    if len(values) == 3:
        values = [values[0], values[1], values[1], values[2]]
    return sum(values) / max(1, len(values))


def _print(
    plan: SeriesPlan, jobs: Sequence[Job], gazetteer: Gazetteer, feedback: QgsFeedback | None
) -> Trial:
    """Print some sheets, the first of each kind twice, which tells what comes but once."""
    samples = [jobs[place] for place in sorted({0, len(jobs) // 2, len(jobs) - 1})]
    first = {job.request.sheet: job for job in reversed(samples)}
    own = QgsFeedback()
    if feedback is not None:
        feedback.canceled.connect(own.cancel)
        share = (100 - _LOOKED) / 100
        own.progressChanged.connect(lambda done: feedback.setProgress(_LOOKED + share * done))
    with scratch_folder() as folder:
        tried = [
            replace(job, number=number, path=folder / f"{number}{job.path.suffix}", fingerprint="")
            for number, job in enumerate([*first.values(), *samples], 1)
        ]
        workers = min(1, plan.request.workers)
        request = replace(plan.request, folder=folder, workers=workers, slice=Slice())
        run = SeriesRun(request, gazetteer, plan=SeriesPlan(request, tried, total=len(tried)))
        watch = _Watch(run)
        outcomes = run_to_end(run, own).outcomes
        over = time.monotonic()
    advance(feedback, 100)
    return watch.trial(plan, outcomes, len(first), over)


class _Watch:
    """Notes when the sheets of a trial are done, and when they are put together."""

    def __init__(self, run: SeriesRun) -> None:
        self._begun = time.monotonic()
        self._done: list[float] = []
        self._put = 0.0
        run.sheet_done.connect(lambda _: self._done.append(time.monotonic()))
        run.progressed.connect(self._follow)

    def trial(self, plan: SeriesPlan, outcomes: list[Outcome], first: int, over: float) -> Trial:
        """What a trial says that is over, and whose `first` sheets were printed twice."""
        again = {_key(one.job): one.seconds for one in outcomes[first:]}
        printed = [one for one in outcomes[first:] if one.status == PRINTED]
        put = self._put or over
        # The worker comes and goes once.
        start = (self._done[0] - self._begun - outcomes[0].seconds) + (put - self._done[-1])
        common = sum(one.seconds - again[_key(one.job)] for one in outcomes[:first])
        return Trial(
            start=max(0.0, start) + max(0.0, common),
            sheets=tuple((one.seconds, one.size) for one in printed),
            together=over - put,
            parts=_parts(plan, [one.job for one in outcomes if one.status == PRINTED]),
            warnings=tuple(dict.fromkeys(o.message for o in outcomes if o.status != PRINTED)),
        )

    def _follow(self, progress: SeriesProgress) -> None:
        if progress.note and progress.done == progress.total:
            self._put = self._put or time.monotonic()


def _key(job: Job) -> tuple[str, str]:
    return job.request.sheet, job.request.territory


def _existing(plan: SeriesPlan, feedback: QgsFeedback | None) -> list[str]:
    """The files of a series that are there already, below its folder."""
    found: list[str] = []
    for number, job in enumerate(plan.jobs):
        if number % 64 == 0:
            advance(feedback, _LOOKED)
        if job.path.exists():
            found.append(job.path.relative_to(plan.request.folder).as_posix())
    return found


def _lacking(
    plan: SeriesPlan, boxes: Mapping[str, TerritoryBox], feedback: QgsFeedback | None
) -> list[str]:
    """The territories for which one of the sheets has no data."""
    lacking: dict[str, None] = {}
    drawn = {job.request.sheet for job in plan.jobs}
    with ExitStack() as stack:
        for one in sheet_requests(plan.request):
            if one.sheet not in drawn:
                continue
            basis = stack.enter_context(closing(SheetBasis(one, feedback)))
            places = DataPlaces(basis)
            for number, (territory, box) in enumerate(boxes.items()):
                if number % 64 == 0:
                    advance(feedback, _LOOKED * number / len(boxes))
                if not places.reach(box):
                    lacking.setdefault(territory)
    return list(lacking)


def _titles(jobs: Iterable[Job], territories: Iterable[str]) -> list[str]:
    names = {job.request.territory: job for job in jobs}
    found = [names[territory] for territory in territories]
    return [f"{job.name} ({job.code})" if job.code else job.name for job in found]

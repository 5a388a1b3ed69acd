# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series will take, found out before it starts: three of its sheets are printed on trial."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFeedback

from ..common.errors import CancelledError, SrceError
from ..common.files import scratch_folder
from ..common.i18n import translate
from ..pipeline import Printer
from ..sheet_basis import SheetBasis
from ..territory.gazetteer import Gazetteer
from .job import Job
from .plan import SeriesPlan
from .sheets import sheet_requests
from .where_data import DataPlaces, TerritoryBox, territory_boxes

# Of two workers, the second adds so much of the first one's work; a third one as much again.
_SHARE = 0.7

# Percents of the progress that are for looking which territories lack data.
_LOOKED = 20


@dataclass(frozen=True)
class Estimate:
    """What a series will take.

    `count` sheets are to be printed, `current` are there as they would be printed now, `existing`
    are there and will be replaced; `lacking` are the titles of the territories for which there is
    no data; `seconds` for all of it and `size` in bytes of what is printed, both 0 where no sheet
    could be printed on trial; `warnings` say why.
    """

    count: int
    current: int
    existing: int
    lacking: tuple[str, ...]
    seconds: float
    size: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Trial:
    """A sheet that was printed on trial: its seconds, its bytes."""

    seconds: float
    size: int


def estimate(
    plan: SeriesPlan, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> Estimate:
    """What a series that is planned will take. Raises SrceError, CancelledError.

    The smallest, the middle and the largest territory are printed into a folder that is gone
    afterwards. What a sheet of these cannot do is a warning.
    """
    boxes = territory_boxes(gazetteer, (job.request.territory for job in plan.jobs))
    lacking = _lacking(plan, boxes, feedback)
    areas = {territory: box.area for territory, box in boxes.items()}
    by_size = sorted(plan.jobs, key=lambda job: areas.get(job.request.territory, 0.0))
    start, trials, warnings = _try(by_size, gazetteer, feedback)
    seconds, size = _mean(trials)
    return Estimate(
        count=len(plan.jobs),
        current=len(plan.skipped),
        existing=sum(job.path.exists() for job in plan.jobs),
        lacking=tuple(_titles(plan.jobs, lacking)),
        seconds=start + seconds * len(plan.jobs) / _workers(plan.request.workers),
        size=round(size * len(plan.jobs)),
        warnings=tuple(warnings),
    )


def _workers(count: int) -> float:
    return 1 + _SHARE * max(0, count - 1)


def _mean(trials: Sequence[_Trial]) -> tuple[float, float]:
    """The mean of a sheet, by the smallest, the middle and the largest, between which it grows."""
    if len(trials) == 3:
        trials = [trials[0], trials[1], trials[1], trials[2]]
    count = max(1, len(trials))
    return sum(t.seconds for t in trials) / count, sum(t.size for t in trials) / count


def _try(
    jobs: Sequence[Job], gazetteer: Gazetteer, feedback: QgsFeedback | None
) -> tuple[float, list[_Trial], list[str]]:
    """The seconds of the start, then some sheets printed on trial, the smallest first."""
    if not jobs:
        return 0.0, [], []
    samples = [jobs[place] for place in sorted({0, len(jobs) // 2, len(jobs) - 1})]
    trials, warnings = [], []
    with scratch_folder() as folder, closing(Printer(samples[0].request, gazetteer)) as printer:
        first = 0.0
        for number, job in enumerate([samples[0], *samples]):
            _tell(feedback, _LOOKED + (100 - _LOOKED) * number / (len(samples) + 1))
            try:
                trial = _print(printer, job, folder)
            except CancelledError:
                raise
            except SrceError as error:
                warnings.append(error.whole)
                continue
            if number:
                trials.append(trial)
            else:
                first = trial.seconds
    start = max(0.0, first - trials[0].seconds) if trials else 0.0
    return start, trials, list(dict.fromkeys(warnings))


def _print(printer: Printer, job: Job, folder: Path) -> _Trial:
    path = folder / f"trial{job.path.suffix}"
    start = time.monotonic()
    printer.export(job.request, path)
    return _Trial(time.monotonic() - start, path.stat().st_size)


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
                    _tell(feedback, _LOOKED * number / len(boxes))
                if not places.reach(box):
                    lacking.setdefault(territory)
    return list(lacking)


def _titles(jobs: Iterable[Job], territories: Iterable[str]) -> list[str]:
    names = {job.request.territory: job for job in jobs}
    found = [names[territory] for territory in territories]
    return [f"{job.name} ({job.code})" if job.code else job.name for job in found]


def _tell(feedback: QgsFeedback | None, percent: float) -> None:
    """Tell the progress. Raises CancelledError."""
    if feedback is None:
        return
    feedback.setProgress(percent)
    if feedback.isCanceled():
        raise CancelledError(translate("Pipeline", "Cancelled; nothing was changed."))

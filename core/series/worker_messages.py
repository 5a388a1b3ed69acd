# SPDX-License-Identifier: GPL-3.0-or-later
"""What a series and its workers say to each other: lines of JSON in plain ASCII."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ..common.canvas_look import CanvasLook, LayerChange
from ..common.request import SheetRequest
from .job import Job, Outcome

# The key of a line says what it is. To a worker: how to begin, jobs, and that no more come.
SETUP = "setup"
JOBS = "jobs"
END = "end"
# From a worker: it is ready, it cannot begin, the number of the job that it begins, its answer.
READY = "ready"
REFUSED = "refused"
BEGUN = "begun"
ANSWER = "answer"


@dataclass(frozen=True)
class Setup:
    """How a worker begins: the QGIS that it is to be like, and what all sheets share.

    `prefix` is where QGIS is installed, `profile` the folder of the profile, `settings` the file of
    the settings, `locale` that of the interface, `numbers` how numbers are written (the name of a
    locale, and whether thousands stand apart). `territories` is the digest of the entries of the
    gazetteer. `secret` tells whether the master password of QGIS is needed.
    """

    prefix: str
    profile: str
    settings: str
    locale: str
    numbers: tuple[str, bool]
    request: SheetRequest
    folder: Path
    communes: str = ""
    epcis: str = ""
    territories: str = ""
    secret: bool = False


def line_of(key: str, value: object) -> bytes:
    """A line with its end."""
    return json.dumps({key: value}).encode("ascii") + b"\n"


def read_line(line: bytes | str) -> tuple[str, Any]:
    """The key and the value of a line. Raises ValueError where it is none."""
    read = json.loads(line)
    if not isinstance(read, dict) or len(read) != 1:
        raise ValueError(line)
    [(key, value)] = read.items()
    return key, value


def request_to_json(request: SheetRequest, common: SheetRequest | None = None) -> dict[str, Any]:
    """A request as JSON takes it; with `common`, what differs from that one."""
    written = {}
    for entry in fields(request):
        value = getattr(request, entry.name)
        if common is None or value != getattr(common, entry.name):
            written[entry.name] = _look_to_json(value) if entry.name == "look" else _plain(value)
    return written


def request_from_json(
    written: Mapping[str, Any], common: SheetRequest | None = None
) -> SheetRequest:
    """The request that was written; what it does not say is that of `common`."""
    values = dict(written)
    if "look" in values:
        values["look"] = _look_from_json(values["look"])
    known = {} if common is None else {e.name: getattr(common, e.name) for e in fields(common)}
    return SheetRequest(**{**known, **values})


def setup_to_json(setup: Setup) -> dict[str, Any]:
    """A setup as JSON takes it."""
    written = {entry.name: getattr(setup, entry.name) for entry in fields(setup)}
    written.update(request=request_to_json(setup.request), folder=str(setup.folder))
    return written


def setup_from_json(written: Mapping[str, Any]) -> Setup:
    """The setup that was written."""
    values = dict(written)
    values["request"] = request_from_json(values["request"])
    values["folder"] = Path(values["folder"])
    values["numbers"] = tuple(values["numbers"])
    return Setup(**values)


def jobs_to_json(jobs: Sequence[Job], common: SheetRequest) -> list[dict[str, Any]]:
    """Jobs as JSON takes them, without what a worker needs not know."""
    return [
        {
            "number": job.number,
            "path": str(job.path),
            "state": job.state,
            "request": request_to_json(job.request, common),
        }
        for job in jobs
    ]


def jobs_from_json(written: Sequence[Mapping[str, Any]], common: SheetRequest) -> list[Job]:
    """The jobs that were written, without code, name and fingerprint."""
    return [
        Job(
            number=one["number"],
            request=request_from_json(one["request"], common),
            code="",
            name="",
            path=Path(one["path"]),
            state=one["state"],
        )
        for one in written
    ]


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON takes it, with the number of its job."""
    written = {entry.name: getattr(outcome, entry.name) for entry in fields(outcome)}
    return {**written, "job": outcome.job.number}


def outcome_from_json(written: Mapping[str, Any], jobs: Mapping[int, Job]) -> Outcome:
    """The outcome that was written, of one of some jobs by their numbers.

    Raises TypeError, KeyError.
    """
    job, warnings = jobs[written["job"]], tuple(written["warnings"])
    return Outcome(**{**written, "job": job, "warnings": warnings})


def _plain(value: Any) -> Any:
    """A value of a request without read-only mappings, which JSON does not take."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def _look_to_json(look: CanvasLook) -> dict[str, Any]:
    changes = {key: [one.is_shown, one.style] for key, one in look.changes.items()}
    return {"changes": changes, "order": list(look.order)}


def _look_from_json(written: Mapping[str, Any]) -> CanvasLook:
    changes = {key: LayerChange(*values) for key, values in written["changes"].items()}
    return CanvasLook(changes, tuple(written["order"]))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The one file of all sheets: its name, what it holds, and where its sheets stand meanwhile.

Where no files of the sheets are asked for beside it, they stand in a folder of their own until the
file is made, whatever an earlier series has left: what lies outside of that folder is the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from pathlib import Path

from ..common.disk import reason
from ..common.files import file_name
from ..common.i18n import translate
from ..common.patterns import pattern
from .job import PRINTED, SKIPPED, Job, Outcome
from .report_files import SHEETS

# It is French as the sheets are.
_NAME = "recueil"

# The two identifiers of a PDF: what it is, and which state of it; at the end of the file.
_IDS = pattern(rb"/ID ?\[ ?<([0-9a-f]{32})> ?<([0-9a-f]{32})> ?\]", re.ASCII)
_TAIL = 512

Ids = tuple[str, str]


def apart(job: Job, folder: Path) -> Job:
    """A job whose file only serves the one of all sheets."""
    return replace(job, path=folder / SHEETS / job.path.relative_to(folder))


def identifiers(outcomes: Sequence[Outcome]) -> Ids:
    """What a file of these sheets is: of which that can be drawn, and what those there show."""
    jobs = [one.job for one in outcomes if one.job.fingerprint]
    there = [one.job.fingerprint for one in outcomes if one.status in (PRINTED, SKIPPED)]
    what = sorted((job.code, job.name, job.sheet) for job in jobs)
    return _digest(map(repr, what)), _digest(sorted(there))


def merged_path(folder: Path, place: str, ids: Ids, others: Iterable[Path] = ()) -> Path:
    """The path of a file of sheets, named by its place; one of other sheets, or the user's, stays.

    `others` are the files of the sheets.
    """
    # Some disks take capitals and small letters for the same.
    taken = {str(path).casefold() for path in others}
    for number in count(1):
        path = folder / file_name(_NAME, "", place, f"_{number}.pdf" if number > 1 else ".pdf")
        is_free = not path.exists() or _ids_of(path)[0] == ids[0]
        if str(path).casefold() not in taken and is_free:
            break
    return path


def is_held(path: Path, ids: Ids) -> bool:
    """Whether the file is there, as it would be made now."""
    return _ids_of(path) == ids


def remove_sheets(outcomes: Sequence[Outcome], folder: Path) -> list[str]:
    """Take away the sheets that have served the one file; gives warnings.

    Where one that can be drawn is not printed, they stay for the next series, which prints it
    alone.
    """
    can_be = [one for one in outcomes if one.job.fingerprint]
    if any(one.status not in (PRINTED, SKIPPED) for one in can_be):
        return []
    warnings = []
    top = folder / SHEETS
    for path in (one.job.path for one in can_be):
        if top not in path.parents:
            continue
        try:
            path.unlink()
        except FileNotFoundError:
            # The file that was there already holds it.
            continue
        except OSError as error:
            sentence = translate("Series", "“{path}” cannot be taken away: {reason}.")
            warnings.append(sentence.format(path=path, reason=reason(error, path)))
    for place in sorted({*(one.job.path.parent for one in can_be), top}, reverse=True):
        if place == top or top in place.parents:
            # One that holds something stays.
            with suppress(OSError):
                place.rmdir()
    return warnings


def _ids_of(path: Path) -> Ids:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - _TAIL))
            found = _IDS.search(file.read())
    except OSError:
        found = None
    return (found[1].decode(), found[2].decode()) if found else ("", "")


def _digest(texts: Iterable[str]) -> str:
    return blake2b("\n".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

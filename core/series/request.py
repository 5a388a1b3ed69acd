# SPDX-License-Identifier: GPL-3.0-or-later
"""A series as it is asked for: which territories, which sheets, where to, and how."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..common.request import SheetRequest
from ..territory.entry import Entry

# What happens to a file that is there already. One that is skipped is as it would be made now.
SKIP = "skip"
REPLACE = "replace"
EXISTING_MODES = (SKIP, REPLACE)

# What is written: a file for each sheet, one PDF of all sheets, both, or a dossier.
FILES = "files"
MERGED = "merged"
BOTH = "both"
DOSSIER = "dossier"
OUTPUT_MODES = (FILES, MERGED, BOTH, DOSSIER)

# The endings of the files of a sheet.
PDF = "pdf"
FORMATS = (PDF, "png", "svg")

# How many worker processes print a series unless it is said otherwise, and how many may.
WORKERS = 2
MOST_WORKERS = 64

# What a worker may take, unless it is said otherwise: seconds for a sheet, megabytes.
TIME_LIMIT = 300
MEMORY_LIMIT = 2000


@dataclass(frozen=True)
class Slice:
    """The share of a series that one of several machines prints: number `number` of `total`."""

    number: int = 1
    total: int = 1


@dataclass(frozen=True)
class SeriesRequest:
    """A series as it is asked for.

    `sheet` is the request that all sheets share; its `territory` and `sheet` stay empty.
    `territories` is a text as people paste it: codes or names, one a line or with commas between,
    an EPCI's code for all of its communes, a département's code, or `all`. `sheets` are the ids or
    files of the sheets, chosen by the data where there is none. `own_sheet` prints an EPCI's own
    plan as well. `name` is a QGIS expression for the path of a file below `folder`, without its
    ending; empty for the usual name. `output` is one of OUTPUT_MODES, `existing` one of
    EXISTING_MODES. `workers` are processes; 0 prints in this one. `time_limit` is the number of
    seconds that a sheet may take, `memory_limit` the megabytes that a worker may take. `communes`
    and `epcis` are the addresses of the layers of territories, as `open_territories` takes them.
    `entries` are territories that are chosen already, as in the window, where some were taken out
    of an EPCI: a sheet each, an EPCI its own plan alone; with them, `territories` is not read.
    """

    sheet: SheetRequest
    territories: str
    folder: Path
    sheets: tuple[str, ...] = ()
    own_sheet: bool = False
    format: str = PDF
    name: str = ""
    output: str = FILES
    existing: str = SKIP
    workers: int = WORKERS
    slice: Slice = Slice()
    time_limit: float = TIME_LIMIT
    memory_limit: float = MEMORY_LIMIT
    communes: str = ""
    epcis: str = ""
    entries: tuple[Entry, ...] = ()

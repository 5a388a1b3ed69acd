# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of a few objects, their summaries, and what these hold."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.pipeline import summarise_sheet
from srce_pac.core.summary.summary import Summary
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    rows,
    write_layer,
)

ALPHA, BETA, CARRES = "59001", "59002", "200000001"

HAYNECOURT, VALENCIENNES = "59294", "245901160"


def reservoirs(
    folder: Path, areas: Sequence[str | None], trames: Sequence[str] = (), **how: Any
) -> None:
    """A layer of reservoirs in the national schema, each of a sub-trame if there are any."""
    found = rows(areas, NATIONAL_RESERVOIR)
    if trames:
        found = [
            row._replace(values={**row.values, "MILMAJ_NAT": trame})
            for row, trame in zip(found, trames)
        ]
    write_layer(folder / "n_srce_reservoir_s_000.gpkg", found, **how)


def summary_of(source: Path | str, gazetteer: Gazetteer, code: str = ALPHA, **how: Any) -> Summary:
    return summarise_sheet(SheetRequest(code, source=str(source), **how), gazetteer)


def table(summary: Summary) -> list[tuple[str, str, int | None]]:
    return [(row.place, row.sub_trame or row.label, row.count) for row in summary.rows]


def read(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened, delimiter=";"))

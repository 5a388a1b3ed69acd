# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets printed one after another from small sources, and what happens in the middle of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Callable

from qgis.core import QgsFeedback

from srce_pac.core.common.request import NO_BASE, SheetRequest
from srce_pac.core.pipeline import SheetResult
from srce_pac.tests.support import pdf
from srce_pac.tests.support.factories import (
    NATIONAL_CORRIDOR,
    NATIONAL_RESERVOIR,
    Row,
    box,
    line,
    write_layer,
)

RESERVOIRS = "n_srce_reservoir_s_059"
CORRIDORS = "n_srce_corridor_l_059"
# Of each, three objects are in Alpha.
SQUARES = [box(120 + 300 * i, 100, 50) for i in range(9)]
BANDS = [line((120 + 300 * i, 20), (160 + 300 * i, 900)) for i in range(9)]
WHOLE = {"reservoir": 3, "corridor": 3}

# When a printer has its layers open, and when it has laid them out, in percents of the progress.
OPENED = 20
LAID_OUT = 60


def numbered(shapes: Sequence[str], fields: Mapping[str, object]) -> list[Row]:
    """Rows that a number tells apart."""
    return [Row(shape, {"NUMERO": i, **fields}) for i, shape in enumerate(shapes)]


def write(path: Path, shapes: Sequence[str] | None = None) -> Path:
    """A file of reservoirs or of corridors, by its name."""
    if "corridor" in path.stem:
        return write_layer(
            path, numbered(BANDS if shapes is None else shapes, NATIONAL_CORRIDOR), "LineString"
        )
    return write_layer(path, numbered(SQUARES if shapes is None else shapes, NATIONAL_RESERVOIR))


def write_both(folder: Path, ending: str = ".fgb") -> Path:
    """A folder with a file of the reservoirs and one of the corridors."""
    folder.mkdir(exist_ok=True)
    for name in (RESERVOIRS, CORRIDORS):
        write(folder / f"{name}{ending}")
    return folder


def small(source: Path | str, territory: str = "59001", **others: Any) -> SheetRequest:
    """A request of a sheet on the smallest template, of which nothing has to be chosen."""
    how = {"template": "commune_a4_portrait", "scale": 25_000, "base": NO_BASE, **others}
    return SheetRequest(territory, source=str(source), **how)


def at(percent: float, action: Callable[[], object]) -> QgsFeedback:
    """A feedback that does something once, as soon as the progress has come so far."""
    feedback = QgsFeedback()
    done: list[float] = []

    def look(progress: float) -> None:
        if progress >= percent and not done:
            done.append(progress)
            action()

    feedback.progressChanged.connect(look)
    return feedback


def text(result: SheetResult) -> str:
    """All the text of a printed sheet."""
    assert result.file is not None
    return pdf.text(result.file)

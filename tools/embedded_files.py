# SPDX-License-Identifier: GPL-3.0-or-later
"""What the builders of the embedded data write alike: corners on a grid, tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsGeometry

from srce_pac.core.common.files import write_whole

# A power of two, in degrees: some 0.1 m, where the contours are off by 26 m. Numbers on such a grid
# end in zero bits, so that a zip holds two thirds; corners that communes share stay shared.
GRID = 2.0**-20


def on_grid(geometry: QgsGeometry, step: float) -> QgsGeometry:
    """Return the geometry on a grid of that step, or on a finer one where only that is valid."""
    if geometry.isNull():
        return geometry
    finest = step / 2**8
    while step >= finest:
        snapped = geometry.snappedToGrid(step, step)
        if snapped.isGeosValid():
            return snapped
        step /= 2
    return geometry


def write_table(path: Path, headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table whole or not at all. Raises OSError."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(headings)
    table.writerows(rows)
    write_whole(path, text.getvalue())

# SPDX-License-Identifier: GPL-3.0-or-later
"""A series in a process of its own, to be killed.

Run as a module with a folder that holds `source` (data) and `territories/territories.fgb`; the
sheets go to `sheets`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import QgsApplication

from srce_pac.core.pipeline import open_gazetteer
from srce_pac.core.series.request import SeriesRequest
from srce_pac.core.series.waiting import run_series
from srce_pac.tests.support.printers import small


def main(folder: Path) -> None:
    """Print what is not there yet."""
    communes = str(folder / "territories" / "territories.fgb")
    sheet = small(folder / "source", "")
    request = SeriesRequest(sheet, "all", folder / "sheets", communes=communes)
    result = run_series(request, open_gazetteer(communes))
    for outcome in result.outcomes:
        print(outcome.job.code, outcome.status, outcome.message)


if __name__ == "__main__":
    application = QgsApplication([], True)
    application.initQgis()
    main(Path(sys.argv[1]))

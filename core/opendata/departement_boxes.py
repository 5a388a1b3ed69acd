# SPDX-License-Identifier: GPL-3.0-or-later
"""The boxes of the départements of France, to ask services that know no codes of communes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import lru_cache

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsReferencedRectangle

from ..common.errors import SourceError
from ..common.files import ROOT
from ..common.i18n import translate

# Made with the territories by tools/build_territories.py, see data/README.md.
TABLE = ROOT / "data" / "departements.csv"

WGS_84 = "EPSG:4326"

# Degrees around a département, some 5 km: what a sheet at its rim shows of the next one.
MARGIN = 0.06


def box_of(departements: Sequence[str]) -> QgsReferencedRectangle:
    """The box of some départements and a little around them, in WGS 84.

    Raises SourceError for a code that is none of a département.
    """
    boxes, box = _boxes(), QgsRectangle()
    for code in departements:
        if code not in boxes:
            sentence = translate("OpenData", "There is no département {code}: check the codes.")
            raise SourceError(sentence.format(code=code))
        box.combineExtentWith(QgsRectangle(*boxes[code]))
    return QgsReferencedRectangle(box.buffered(MARGIN), QgsCoordinateReferenceSystem(WGS_84))


@lru_cache(maxsize=1)
def _boxes() -> dict[str, tuple[float, float, float, float]]:
    """West, south, east and north of each département, in degrees."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        return {
            code: (float(west), float(south), float(east), float(north))
            for code, west, south, east, north in rows
        }

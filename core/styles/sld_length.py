# SPDX-License-Identifier: GPL-3.0-or-later
"""Lengths of QGIS in those of SLD."""

from __future__ import annotations

from qgis.core import QgsUnitTypes

# The side of a pixel as OGC standards take it, in mm.
PIXEL = 0.28

# Where a style holds lengths on the ground, they are written as they are at this scale.
GROUND_SCALE = 25_000

_Unit = QgsUnitTypes.RenderUnit
_MILLIMETRES = {
    _Unit.RenderMillimeters: 1.0,
    _Unit.RenderPoints: 25.4 / 72,
    _Unit.RenderInches: 25.4,
    _Unit.RenderPixels: PIXEL,
    _Unit.RenderMapUnits: 1000 / GROUND_SCALE,
    _Unit.RenderMetersInMapUnits: 1000 / GROUND_SCALE,
}


def in_millimetres(value: float, unit: QgsUnitTypes.RenderUnit) -> float:
    """A length on paper, in mm; one on the ground as at `GROUND_SCALE`."""
    return value * _MILLIMETRES.get(unit, 1.0)


def in_pixels(value: float, unit: QgsUnitTypes.RenderUnit) -> float:
    """A length in pixels of 0.28 mm, not rounded as QGIS rounds it."""
    return in_millimetres(value, unit) / PIXEL

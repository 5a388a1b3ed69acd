# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers of reservoirs around one commune, and what a sheet makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.layers.sheet_layers import SheetLayers
from srce_pac.tests.support.factories import (
    NATIONAL_RESERVOIR,
    Row,
    box,
    write_layer,
)

RESERVOIRS = "n_srce_reservoir_s_000"

# Three that meet Alpha (0 to 1,000 m), four that do not: east, north, far off, and just touching.
INSIDE = [box(100, 100, 50), box(900, 500, 300), box(-500, -500, 3000)]

ELSEWHERE = [box(1500, 0, 100), box(0, 1100, 10), box(90_000, 0, 10), box(1000, 0, 100)]


def reservoirs(folder: Path, wkts: list[str | None], ending: str = ".fgb", **how: Any) -> Path:
    """A layer of reservoirs in the national schema, each with a number of its own."""
    numbered = [Row(wkt, {**NATIONAL_RESERVOIR, "NUMERO": i}) for i, wkt in enumerate(wkts)]
    return write_layer(folder / f"{RESERVOIRS}{ending}", numbered, **how)


def numbers(layer: QgsVectorLayer) -> list[int]:
    """The numbers of the objects that a layer holds."""
    return sorted(feature["NUMERO"] for feature in layer.getFeatures())


def only(layers: SheetLayers) -> QgsVectorLayer:
    """The one thematic layer of a sheet."""
    (thematic,) = layers.thematic
    return thematic.layer


def roles(layers: SheetLayers) -> list[str]:
    """The role of each layer, the topmost first."""
    return [layer.customProperty(ROLE) for layer in layers.in_drawing_order()]

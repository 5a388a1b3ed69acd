# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a style can be drawn on a sheet, and what its user should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFields, QgsVectorLayer

from ..common.errors import StyleError
from .qml import apply_style, draws_nothing


@dataclass(frozen=True)
class StyleReport:
    """`refusal` is why a style cannot be used, empty if it can; `warnings` what is to be known."""

    refusal: str = ""
    warnings: tuple[str, ...] = ()


WKB = {"p": "MultiPoint", "l": "MultiLineString", "s": "MultiPolygon"}


def check_style(path: Path, geometry: str, fields: QgsFields | None = None) -> StyleReport:  # noqa: ARG001
    """What is to be said of a style for objects of a geometry letter (p, l or s).

    `fields` are those of the layer that it is to draw, None where they are not known.
    """
    layer = QgsVectorLayer(f"{WKB[geometry]}?crs=EPSG:2154", "", "memory")
    try:
        apply_style(layer, path)
    except StyleError as error:
        return StyleReport(str(error))
    if draws_nothing(layer):
        return StyleReport(f"The style “{path}” draws nothing.")
    return StyleReport()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a style can be drawn on a sheet, and what its user should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFields

from ..common.errors import StyleError
from .qml import unusable
from .style_reading import examined, style_notes


@dataclass(frozen=True)
class StyleReport:
    """`refusal` is why a style cannot be used, empty if it can; `warnings` what is to be known."""

    refusal: str = ""
    warnings: tuple[str, ...] = ()


def check_style(path: Path, geometry: str, fields: QgsFields | None = None) -> StyleReport:
    """What is to be said of a style for objects of a geometry letter (p, l or s).

    `fields` are those of the layer that it is to draw, None where they are not known. Other
    styles of its folder, and those of the plugin, are what it is to be told apart from.
    """
    # It measures with numpy, which takes its time to be imported.
    from .contrast import contrast_warnings

    try:
        style = examined(path, geometry)
    except StyleError as error:
        return StyleReport(str(error))
    reason = style.reason or style.missing_field(fields)
    if reason:
        return StyleReport(str(unusable(path, reason)))
    notes = (*style.changes, *style.hints, *style.unlabelled(fields))
    return StyleReport("", (*style_notes(path, notes), *contrast_warnings(path, geometry)))

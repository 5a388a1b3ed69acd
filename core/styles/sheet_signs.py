# SPDX-License-Identifier: GPL-3.0-or-later
"""The signs with which the styles of a sheet draw its classes."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..common.errors import StyleError
from ..common.layer_roles import LIMIT
from ..sheet.definition import CONTOUR, SheetDefinition
from .differences import SHAPES
from .style_order import StyleOrder
from .style_signs import StyleSign, signs_of_style

# What a sheet draws and lists beside its classes.
_BESIDE = (f"{CONTOUR}_l", f"{CONTOUR}_s", f"{LIMIT}_s", "uncovered_s")


@dataclass
class SheetSigns:
    """The signs of a sheet, by geometry and in the order of its legend, and what is to be known."""

    signs: list[StyleSign] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def signs_of(sheet: SheetDefinition, order: StyleOrder) -> SheetSigns:
    """The signs of all classes of a sheet, as the styles of an order draw them."""
    found = SheetSigns(warnings=list(order.warnings))
    for style_name in _style_names(sheet):
        try:
            style = order.choose(style_name)
            signs = list(signs_of_style(style_name, style, sheet.finest_scale))
        except StyleError as error:
            found.warnings.append(str(error))
            continue
        found.warnings += style.warnings
        found.signs += signs
    return found


def _style_names(sheet: SheetDefinition) -> list[str]:
    """The names of the styles of a sheet: points, lines, areas, each in the order of its legend."""
    legend = [
        f"{entry.class_id}_{letter}"
        for entries in sheet.legends.values()
        for entry in entries
        for letter in entry.geometries
    ]
    drawn = {*sheet.drawing_order, *_BESIDE}
    listed = dict.fromkeys([*legend, *sheet.drawing_order, *_BESIDE])
    return [name for letter in SHAPES for name in listed if name in drawn and name[-1] == letter]

# SPDX-License-Identifier: GPL-3.0-or-later
"""What every layer of a sheet is made from."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..base.library import Bases
from ..common.canvas_look import CanvasLook
from ..sheet.definition import SheetDefinition
from ..styles.style_order import StyleOrder
from ..territory.gazetteer import Gazetteer, Territory


@dataclass(frozen=True)
class SheetContext:
    """The sheet to print, the territory that it shows, and the gazetteer of what lies around.

    `styles` is where its styles are looked up, `look` what the user has changed of its layers on
    the map, `bases` where light bases come from.
    """

    territory: Territory
    sheet: SheetDefinition
    gazetteer: Gazetteer
    styles: StyleOrder
    look: CanvasLook = field(default_factory=CanvasLook)
    bases: Bases = field(default_factory=Bases)

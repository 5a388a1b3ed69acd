# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn and written on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..layers.sheet_layers import SheetLayers
from ..layers.situation import SituationMap
from ..sheet.cartouche import Cartouche
from ..sheet.definition import SheetDefinition
from ..summary.summary import Summary
from ..territory.gazetteer import Territory


@dataclass(frozen=True)
class SheetContent:
    """What is drawn and written on a sheet, whatever its template.

    `situation` is the situation map, `outside` one of `OUTSIDE_MODES`, `credits`
    whom the data come from, `missing` the classes that the data lack; without a `summary` the
    table of the template stays empty.
    """

    territory: Territory
    sheet: SheetDefinition
    cartouche: Cartouche
    layers: SheetLayers
    situation: SituationMap
    outside: str
    credits: str
    missing: Sequence[str]
    summary: Summary | None = None

    @property
    def kind(self) -> str:
        """Commune, EPCI or selection."""
        return self.territory.entry.kind

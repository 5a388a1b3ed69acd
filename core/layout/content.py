# SPDX-License-Identifier: GPL-3.0-or-later
"""What is drawn and written on a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..layers.sheet_layers import SheetLayers
from ..layers.situation import SituationMap
from ..sheet.cartouche import Cartouche
from ..sheet.definition import SheetDefinition
from ..territory.gazetteer import Territory

if TYPE_CHECKING:
    from ..summary.summary import Summary


@dataclass(frozen=True)
class SheetContent:
    """What is drawn and written on a sheet, whatever its template.

    `situation` is the situation map, `outside` one of `OUTSIDE_MODES`, `credits` whom what is drawn
    comes from, `missing` the classes that the data lack, `date` that of the data, `data_scale` the
    denominator that they were made for (empty and 0 where not known); without a `summary` the
    table of the template stays empty. `extras` are what is printed besides, of `EXTRAS`;
    `page` is the address of a page on the data, `index` what the index of communes says.
    """

    territory: Territory
    sheet: SheetDefinition
    cartouche: Cartouche
    layers: SheetLayers
    situation: SituationMap
    outside: str
    credits: Sequence[str]
    missing: Sequence[str]
    date: str = ""
    data_scale: float = 0.0
    summary: Summary | None = None
    extras: frozenset[str] = frozenset()
    page: str = ""
    index: str = ""

    @property
    def kind(self) -> str:
        """Commune, EPCI or selection."""
        return self.territory.entry.kind

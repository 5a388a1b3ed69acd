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
from ..territory.codes import departement_code
from ..territory.gazetteer import Territory

if TYPE_CHECKING:
    from ..summary.summary import Summary
    from .commune_index import CommuneIndex


@dataclass(frozen=True)
class SheetContent:
    """What is drawn and written on a sheet, whatever its template.

    `situation` is the situation map, `outside` one of `OUTSIDE_MODES`, `credits` whom what is drawn
    comes from, `missing` the classes that the data lack, `date` that of the data, `data_scale` the
    denominator that they were made for (empty and 0 where not known); without a `summary` the
    table of the template stays empty. `extras` are what is printed besides, of `EXTRAS`;
    `page` is the address of a page on the data, `index` the index of communes,
    `absent` are the codes of the members of the territory that are not loaded, `data_scheme` is the
    kind of scheme of the data, empty where it is not known.
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
    index: CommuneIndex | None = None
    absent: Sequence[str] = ()
    data_scheme: str = ""

    @property
    def kind(self) -> str:
        """Commune, EPCI or selection."""
        return self.territory.entry.kind

    def cautions(self) -> list[str]:
        """What changes how the map is read, in French: a sentence where the data are those of
        another scheme, one where they cover a part only, and one of the communes that are not
        loaded."""
        lines = [self.layers.uncovered.sentence(self.sheet, self.territory)]
        schemes = self.data_scheme, self.sheet.scheme
        if all(schemes) and schemes[0] != schemes[1]:
            lines.insert(0, self.sheet.words["other_scheme"].format(*(s.upper() for s in schemes)))
        if self.absent:
            lines.append(absent_sentence(self.sheet, self.absent))
        return [line for line in lines if line]


def absent_sentence(sheet: SheetDefinition, absent: Sequence[str]) -> str:
    """How many communes of a territory are not loaded, and of which départements, in French."""
    departements = sorted({departement_code(code) for code in absent})
    return sheet.words["unloaded_members"].format(len(absent), ", ".join(departements))

# SPDX-License-Identifier: GPL-3.0-or-later
"""A source of territories as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Union

from qgis.core import QgsVectorLayer

from .entry import NO_CHOICE, FieldChoice

# The text of a `SourceAddress`, or a layer that is open already.
TerritorySource = Union[str, QgsVectorLayer, None]


@dataclass(frozen=True)
class AskedSource:
    """A source of communes or of EPCIs, and what is chosen of it by hand.

    The text of a source may end with the layer that is meant: `W:/limites|layername=COMMUNE`.
    """

    source: TerritorySource = ""
    fields: FieldChoice = NO_CHOICE

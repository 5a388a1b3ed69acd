# SPDX-License-Identifier: GPL-3.0-or-later
"""Where territories come from: the embedded ones, or layers of communes and EPCIs of any source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import SourceError, TerritoryError
from ..common.files import ROOT
from ..common.request import EPCI
from ..sources.connection import SourceLayer
from ..sources.provenance import credit_of
from ..sources.source import open_layer
from ..sources.source_address import SourceAddress
from .asked_source import AskedSource, TerritorySource
from .contours import DETAILED, EMBEDDED
from .entry import NO_CHOICE, Entry, FieldChoice
from .entry_reader import TerritoryLayer, read_entries
from .gazetteer import Gazetteer

EMBEDDED_TERRITORIES = ROOT / "data" / "territories.fgb"
# With their vintage, see data/README.md.
EMBEDDED_CREDIT = "© IGN – Admin Express (2025)"


def open_gazetteer(
    communes: TerritorySource = "",
    epcis: TerritorySource = "",
    feedback: QgsFeedback | None = None,
    fields: FieldChoice = NO_CHOICE,
    epci_fields: FieldChoice = NO_CHOICE,
) -> Gazetteer:
    """The territories of sources of communes and of EPCIs, by default those of the plugin.

    EPCIs that are not given come from the source of the communes, or from what their communes say.
    `fields` are those of the communes that are chosen by hand, `epci_fields` those of the EPCIs.
    A service is read once into a local copy. Raises TerritoryError when a source cannot be read
    or holds no such layer, or no such field, CancelledError.
    """
    return open_territories(
        AskedSource(communes, fields), AskedSource(epcis, epci_fields), feedback
    )


def open_territories(
    communes: AskedSource,
    epcis: AskedSource,
    feedback: QgsFeedback | None = None,
    only_sure: bool = False,
) -> Gazetteer:
    """The territories as `open_gazetteer` opens them.

    With `only_sure` nothing is taken of a source whose layer leaves a doubt: UnsureLayerError says
    what there is to choose from.
    """
    warnings: list[str] = []
    try:
        layers = [] if communes.source else [TerritoryLayer(_open_embedded())]
        if communes.source or epcis.source:
            # Most sheets are made with the embedded ones alone.
            from .layer_opening import open_layers

            opened = open_layers(communes, epcis, feedback, only_sure)
            layers += [
                TerritoryLayer(each.layer, each.fields) for each in opened if each.layer is not None
            ]
            warnings += [warning for each in opened for warning in each.warnings]
    except SourceError as error:
        raise TerritoryError(str(error)) from error
    return Gazetteer(
        layers,
        _credit(communes.source),
        _known_epcis if communes.source else dict,
        warnings,
        DETAILED if communes.source else EMBEDDED,
    )


@lru_cache(maxsize=1)
def _known_epcis() -> Mapping[str, Entry]:
    """The EPCIs that come with the plugin, by their codes."""
    known = read_entries(0, TerritoryLayer(_open_embedded())).entries
    return {entry.code: entry for entry in known if entry.kind == EPCI}


def _credit(communes: TerritorySource) -> str:
    if not communes:
        return EMBEDDED_CREDIT
    if not isinstance(communes, str):
        return ""
    return credit_of(str(SourceAddress.parse(communes).whole))


def _open_embedded() -> QgsVectorLayer:
    return open_layer(SourceLayer("territories", str(EMBEDDED_TERRITORIES)))

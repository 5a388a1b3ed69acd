# SPDX-License-Identifier: GPL-3.0-or-later
"""Where territories come from: the embedded ones, or layers of communes and EPCIs of any source."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Union

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import SourceError, TerritoryError
from ..common.files import ROOT
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.request import EPCI
from ..sources.connection import SERVICES, SourceLayer
from ..sources.local_copy import has_copy, is_live, local_copy
from ..sources.provenance import credit_of
from ..sources.source import OpenedLayer, list_layers, open_layer
from ..sources.source_address import SourceAddress
from .contours import DETAILED, EMBEDDED
from .entry import NO_CHOICE, FieldChoice
from .entry_reader import TerritoryLayer, read_entries
from .gazetteer import Gazetteer
from .known_fields import has_fields

EMBEDDED_TERRITORIES = ROOT / "data" / "territories.fgb"
# With their vintage, see data/README.md.
EMBEDDED_CREDIT = "© IGN – Admin Express (2025)"

# The text of a `SourceAddress`, or a layer that is open already.
TerritorySource = Union[str, QgsVectorLayer, None]

COMMUNES = re.compile(r"(?<![a-z])communes?(?!_(?:associee|deleguee))(?![a-z])")
EPCIS = re.compile(r"(?<![a-z])epcis?(?![a-z])")

# Limits change once a year, and all of France takes a service some minutes.
MAX_AGE = datetime.timedelta(days=30)
SECONDS = 600


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
    try:
        opened = _open_layers(_Asked(communes, fields), _Asked(epcis, epci_fields), feedback)
    except SourceError as error:
        raise TerritoryError(str(error)) from error
    return Gazetteer(
        [TerritoryLayer(one.layer, one.fields) for one in opened],
        _credit(communes),
        _names() if communes else None,
        [warning for one in opened for warning in one.warnings],
        DETAILED if communes else EMBEDDED,
    )


def _names() -> dict[str, str]:
    """The names of the EPCIs that come with the plugin, by their codes."""
    known = read_entries(0, _open_embedded())
    return {entry.code: entry.name for entry in known if entry.kind == EPCI}


def _credit(communes: TerritorySource) -> str:
    if not communes:
        return EMBEDDED_CREDIT
    return credit_of(communes) if isinstance(communes, str) else ""


def _open_embedded() -> QgsVectorLayer:
    return open_layer(SourceLayer("territories", str(EMBEDDED_TERRITORIES)))


@dataclass(frozen=True)
class _Asked:
    """A source of territories, and the fields of its layer that are chosen by hand."""

    source: TerritorySource
    fields: FieldChoice


@dataclass(frozen=True)
class _Opened:
    """A layer of territories that is open, and what the user is told of that."""

    layer: QgsVectorLayer
    fields: FieldChoice = NO_CHOICE
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Listed:
    """The layers of a source, listed once, and the fields that are chosen by hand."""

    source: str
    layers: list[SourceLayer]
    fields: FieldChoice

    def named(self, pattern: re.Pattern[str]) -> list[SourceLayer]:
        """The layers that are named so, the latest first."""
        found = [layer for layer in self.layers if pattern.search(layer.name.lower())]
        return sorted(found, key=_year, reverse=True)


def _open_layers(communes: _Asked, epcis: _Asked, feedback: QgsFeedback | None) -> list[_Opened]:
    """The layers of a gazetteer, communes first. Raises TerritoryError, SourceError."""
    opened = []
    if isinstance(communes.source, QgsVectorLayer):
        opened.append(_Opened(communes.source, communes.fields))
    elif communes.source:
        listed = _list(communes.source, communes.fields, feedback)
        opened.append(_open_territories(listed, COMMUNES, feedback))
        if not epcis.source and len(listed.layers) > 1:
            listed = replace(listed, fields=epcis.fields)
            found = listed.named(EPCIS)
            beside = _open_first(listed, found, found, feedback)
            opened += [beside] if beside else []
    else:
        opened.append(_Opened(_open_embedded()))
    if isinstance(epcis.source, QgsVectorLayer):
        opened.append(_Opened(epcis.source, epcis.fields))
    elif epcis.source:
        listed = _list(epcis.source, epcis.fields, feedback)
        opened.append(_open_territories(listed, EPCIS, feedback))
    return opened


def _list(source: str, fields: FieldChoice, feedback: QgsFeedback | None) -> _Listed:
    return _Listed(source, list_layers(SourceAddress.parse(source), feedback).layers, fields)


def _open_territories(
    listed: _Listed, pattern: re.Pattern[str], feedback: QgsFeedback | None
) -> _Opened:
    """The layer that is named so, or else any that is of territories."""
    found = listed.named(pattern)
    opened = _open_first(listed, found or listed.layers, found, feedback)
    if opened is None:
        raise TerritoryError(
            translate(
                "Territory",
                "“{path}” holds no layer of polygons with a code and a name: choose a layer of "
                "communes. It holds: {layers}.",
            ).format(
                path=listed.source, layers=", ".join(layer.name for layer in listed.layers[:8])
            )
        )
    return opened


def _open_first(
    listed: _Listed,
    layers: list[SourceLayer],
    named: list[SourceLayer],
    feedback: QgsFeedback | None,
) -> _Opened | None:
    """The first of some layers that is of territories; a choice among several is told."""
    for layer in layers:
        opened = _open(layer, feedback)
        if layer_geometry(opened.layer) == "s" and has_fields(opened.layer, listed.fields):
            if not is_live(opened.layer):
                opened = _copy(layer, feedback)
            if len(named) < 2:
                return _Opened(opened.layer, listed.fields, opened.warnings)
            choice = translate(
                "Territory", "Of the layers of “{path}”, “{layer}” is taken: {layers}."
            ).format(path=listed.source, layer=layer.name, layers=", ".join(x.name for x in named))
            return _Opened(opened.layer, listed.fields, (choice, *opened.warnings))
    return None


def _year(layer: SourceLayer) -> str:
    """The year that the name of a layer ends with, if any."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", layer.name)
    return years[-1] if years else ""


def _open(layer: SourceLayer, feedback: QgsFeedback | None) -> OpenedLayer:
    """A layer, or its copy where it is of a service that was read before, and may be gone."""
    if layer.provider in SERVICES and has_copy(layer):
        return _copy(layer, feedback)
    return OpenedLayer(open_layer(layer, feedback))


def _copy(layer: SourceLayer, feedback: QgsFeedback | None) -> OpenedLayer:
    return local_copy(layer, None, feedback, MAX_AGE, SECONDS)

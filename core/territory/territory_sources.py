# SPDX-License-Identifier: GPL-3.0-or-later
"""Where territories come from: the embedded ones, or layers of communes and EPCIs of any source."""

from __future__ import annotations

import datetime
import re
from typing import Union

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import SourceError, TerritoryError
from ..common.files import ROOT
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.request import EPCI
from ..sources.connection import SERVICES, SourceLayer
from ..sources.local_copy import is_live, local_copy
from ..sources.provenance import credit_of
from ..sources.source import list_layers, open_layer
from .entry import has_fields, read_entries
from .gazetteer import Gazetteer

EMBEDDED_TERRITORIES = ROOT / "data" / "territories.fgb"
EMBEDDED_CREDIT = "© IGN – Admin Express"

# A source as `core.source` names it, or a layer that is open already.
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
    warnings: list[str] | None = None,
) -> Gazetteer:
    """The territories of sources of communes and of EPCIs, by default those of the plugin.

    EPCIs that are not given come from the source of the communes, or from what their communes say.
    A service is read once into a local copy. Raises TerritoryError when a source cannot be read
    or holds no such layer, CancelledError.
    """
    told: list[str] = [] if warnings is None else warnings
    layers = [_open_embedded()] if not communes else _open(communes, COMMUNES, feedback, told)
    if epcis:
        layers += _open(epcis, EPCIS, feedback, told)
    elif isinstance(communes, str) and communes:
        layers += _open(communes, EPCIS, feedback, told, optional=True)
    return Gazetteer(layers, _credit(communes), _names() if communes else None)


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


def _open(
    places: TerritorySource,
    named: re.Pattern[str],
    feedback: QgsFeedback | None,
    warnings: list[str],
    optional: bool = False,
) -> list[QgsVectorLayer]:
    """The layer of a source that is named so, or its only one; none where it is optional."""
    if isinstance(places, QgsVectorLayer):
        return [places]
    source = places or ""
    try:
        offered = list_layers(source, feedback).layers
        found = [layer for layer in offered if named.search(layer.name.lower())]
        if optional:
            found = [layer for layer in found if len(offered) > 1]
        found.sort(key=_year, reverse=True)
        for layer in found or ([] if optional else offered):
            opened = open_layer(layer, feedback)
            if layer_geometry(opened) == "s" and has_fields(opened):
                if len(found) > 1:
                    warnings.append(
                        translate(
                            "Territory", "Of the layers of “{path}”, “{layer}” is taken: {layers}."
                        ).format(
                            path=source, layer=layer.name, layers=", ".join(x.name for x in found)
                        )
                    )
                return [_restrictable(layer, opened, feedback, warnings)]
    except SourceError as error:
        refusal = str(error)
    else:
        if optional:
            return []
        refusal = translate(
            "Territory",
            "“{path}” holds no layer of polygons with a code and a name: choose a layer of "
            "communes. It holds: {layers}.",
        ).format(path=source, layers=", ".join(layer.name for layer in offered[:8]))
    raise TerritoryError(refusal)


def _year(layer: SourceLayer) -> str:
    """The year that the name of a layer ends with, if any."""
    years = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", layer.name)
    return years[-1] if years else ""


def _restrictable(
    layer: SourceLayer,
    opened: QgsVectorLayer,
    feedback: QgsFeedback | None,
    warnings: list[str],
) -> QgsVectorLayer:
    if layer.provider not in SERVICES and is_live(opened):
        return opened
    copy = local_copy(layer, None, feedback, MAX_AGE, SECONDS)
    warnings.extend(copy.warnings)
    return copy.layer

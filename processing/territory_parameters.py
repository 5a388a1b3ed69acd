# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters of the sources of communes and EPCIs: which layer of them, in which fields."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ..core.common.errors import TerritoryError
from ..core.common.i18n import translate
from .parameters import text_parameter

# QGIS imports this module at its start: the territories are imported when they are needed.
if TYPE_CHECKING:
    from ..core.territory.asked_source import AskedSource

TERRITORIES_LIST = "TERRITORIES_LIST"
TERRITORIES = "TERRITORIES"
EPCIS = "EPCIS"
# What is chosen of a source by hand is named after it.
LAYER, CODE, NAME = "_LAYER", "_CODE", "_NAME"

# What only the name of a file has, and a text that can be nothing else: a whole path, or an ending.
_IN_FILE_NAME = re.compile(r"[./\\]")
_FILE = re.compile(
    r"(?:/|~|\.{1,2}/|\\|[A-Za-z]:[/\\]).*|.*\.(?:csv|txt|tsv|xlsx?|ods)", re.IGNORECASE
)


def list_parameter() -> QgsProcessingParameterString:
    """TERRITORIES_LIST."""
    told = translate(
        "Algorithms",
        "Codes or names; an EPCI for its communes, a département's code, all; or a CSV file",
    )
    label = translate("Algorithms", "Territories")
    return text_parameter(TERRITORIES_LIST, label, told, optional=False, multiLine=True)


def asked_list(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str:
    """The list of territories, that of a file where the text is its path.

    Raises TerritoryError for a file that is not there, or cannot be read.
    """
    from ..core.series.list_file import read_list_file

    text: str = algorithm.parameterAsString(parameters, TERRITORIES_LIST, context)
    path = text.strip()
    # Unlike Path, it takes a text of any length. A code is none, whatever lies in the folder.
    if os.path.isfile(path) and _IN_FILE_NAME.search(path):
        return read_list_file(Path(path))
    if _FILE.fullmatch(path):
        sentence = translate("Algorithms", "There is no file “{path}” with a list of territories.")
        raise TerritoryError(sentence.format(path=path))
    return text


def territory_parameters() -> list[QgsProcessingParameterDefinition]:
    """TERRITORIES and EPCIS, then of each its _LAYER, _CODE and _NAME; all are optional."""
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    made: list[QgsProcessingParameterDefinition] = [
        QgsProcessingParameterVectorLayer(name, text, polygons, optional=True)
        for name, text in (
            (TERRITORIES, translate("Algorithms", "Communes (empty for the embedded ones)")),
            (EPCIS, translate("Algorithms", "EPCIs (empty for those of the communes)")),
        )
    ]
    layer, code, name = (
        {
            TERRITORIES: translate("Algorithms", "Layer of the communes, of a source of several"),
            EPCIS: translate("Algorithms", "Layer of the EPCIs, of a source of several"),
        },
        {
            TERRITORIES: translate("Algorithms", "Field of the communes' codes"),
            EPCIS: translate("Algorithms", "Field of the EPCIs' codes"),
        },
        {
            TERRITORIES: translate("Algorithms", "Field of the communes' names"),
            EPCIS: translate("Algorithms", "Field of the EPCIs' names"),
        },
    )
    for source in (TERRITORIES, EPCIS):
        made.append(QgsProcessingParameterString(source + LAYER, layer[source], optional=True))
        made += [
            QgsProcessingParameterField(
                source + part, texts[source], parentLayerParameterName=source, optional=True
            )
            for part, texts in ((CODE, code), (NAME, name))
        ]
    return made


def asked_sources(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> tuple[AskedSource, AskedSource]:
    """The sources of the communes and of the EPCIs, with what is chosen of each.

    A layer of EPCIs alone is one of the source of the communes. Raises TerritoryError for a choice
    without a source to choose from.
    """
    if parameters.get(EPCIS + LAYER) and not parameters.get(EPCIS):
        parameters = {**parameters, EPCIS: parameters.get(TERRITORIES)}
    communes, epcis = (
        _asked(algorithm, name, parameters, context) for name in (TERRITORIES, EPCIS)
    )
    return communes, epcis


def asked_addresses(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> tuple[str, str] | None:
    """The sources of the communes and of the EPCIs as texts that another process can open.

    None where fields were chosen by hand, or a layer is open here in another way. Raises
    TerritoryError as `asked_sources` does.
    """
    from ..core.territory.entry import NO_CHOICE

    addresses = []
    for asked in asked_sources(algorithm, parameters, context):
        if asked.fields != NO_CHOICE or not isinstance(asked.source, (str, type(None))):
            return None
        addresses.append(asked.source or "")
    return addresses[0], addresses[1]


def is_source(value: object) -> bool:
    """Whether a parameter names a source of layers, rather than a layer."""
    from ..core.sources.source_address import SourceAddress, SourceKind

    if not isinstance(value, str):
        return False
    address = SourceAddress.parse(value)
    if "|" in address.layer:
        # QGIS reads what more stands there, such as a filter.
        return False
    kinds = (SourceKind.PROJECT, SourceKind.DATABASE, SourceKind.SERVICE)
    return address.kind in kinds or Path(address.name).exists()


def _asked(
    algorithm: QgsProcessingAlgorithm,
    name: str,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
) -> AskedSource:
    from ..core.sources.source_address import SourceAddress
    from ..core.territory.asked_source import AskedSource
    from ..core.territory.entry import FieldChoice

    value = parameters.get(name)
    layer, code, title = (
        algorithm.parameterAsString(parameters, name + part, context).strip()
        for part in (LAYER, CODE, NAME)
    )
    fields = FieldChoice(code, title)
    if not value and (layer or code or title):
        raise _nothing_to_choose(name, LAYER if layer else CODE if code else NAME)
    if not value:
        return AskedSource()
    if is_source(value):
        address = SourceAddress.parse(str(value))
        return AskedSource(str(replace(address, layer=layer or address.layer)), fields)
    if layer:
        raise _nothing_to_choose(name, LAYER)
    return AskedSource(algorithm.parameterAsVectorLayer(parameters, name, context), fields)


def _nothing_to_choose(name: str, part: str) -> TerritoryError:
    return TerritoryError(
        translate(
            "Algorithms", "“{parameter}” is given, but “{source}” names no source to choose from."
        ).format(parameter=name + part, source=name)
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the gazetteer, read from any layer of communes or EPCIs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from qgis.core import QgsFeatureRequest, QgsVectorLayer, QgsWkbTypes

from ..common.attribute_values import text_value
from ..common.crs import is_known
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from ..sources.source import read_all
from .entry import NO_CHOICE, Entry, FieldChoice, departement_code
from .known_fields import find_fields


@dataclass(frozen=True)
class TerritoryLayer:
    """A layer of communes or EPCIs, and its fields that are chosen by hand."""

    layer: QgsVectorLayer
    fields: FieldChoice = NO_CHOICE


def read_entries(
    number: int, layer: QgsVectorLayer, choice: FieldChoice = NO_CHOICE
) -> Iterator[Entry]:
    """Yield the entries of a layer of polygons, the `number`th of a gazetteer.

    Raises TerritoryError when the layer is invalid, has no CRS, is not of polygons, or lacks a
    code or a name field.
    """
    _check(layer)
    found = find_fields(layer, choice)
    fields = {**found.others, "code": found.codes[0], "name": found.names[0]}
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    request.setSubsetOfAttributes(sorted(fields.values()))
    for feature in read_all(layer, request):
        values = feature.attributes()
        row = {key: _text(values[index]) for key, index in fields.items()}
        code = _code(values[fields["code"]])
        if not code:
            continue
        kind = row.get("kind", "")
        if kind not in (COMMUNE, EPCI):
            kind = EPCI if "members" in row or _is_siren(code) else COMMUNE
        yield Entry(
            code=code,
            name=row["name"] or code,
            kind=kind,
            departement=_departement(row.get("departement", ""), code, kind),
            departement_name=row.get("departement_name", ""),
            population=_integer(row.get("population", "")),
            epcis=_codes(row.get("epci", "")),
            epci_name=row.get("epci_name", ""),
            members=_codes(row.get("members", "")),
            feature=(number, feature.id()),
        )


def _check(layer: QgsVectorLayer) -> None:
    if not layer.isValid():
        raise TerritoryError(
            translate("Territory", "The territories layer “{layer}” cannot be read.").format(
                layer=layer.name()
            )
        )
    if not is_known(layer.crs()):
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” has no coordinate system. Set "
                "one in its properties.",
            ).format(layer=layer.name())
        )
    if layer.geometryType() != QgsWkbTypes.GeometryType.PolygonGeometry:
        raise TerritoryError(
            translate(
                "Territory",
                "The territories layer “{layer}” holds no contours: choose a layer of polygons.",
            ).format(layer=layer.name())
        )


def _is_siren(code: str) -> bool:
    # SIREN codes have nine digits, INSEE codes five characters.
    return len(code) == 9 and code.isdigit()


def _code(value: object) -> str:
    """A code as text; one that was kept as a number lost the zeros that it began with."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{int(value):05d}"
    return _text(value)


def _codes(text: str) -> tuple[str, ...]:
    """Codes joined by slashes; "NR" is Admin Express's word for none."""
    return tuple(code for code in text.split("/") if code and code != "NR")


def _text(value: object) -> str:
    # Spreadsheets keep codes as numbers with decimals.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return text_value(value)


def _integer(text: str) -> int:
    try:
        return int(float(text))
    except (ValueError, OverflowError):
        return 0


def _departement(given: str, code: str, kind: str) -> str:
    """The code of a département: as it is given, else that of the INSEE code of a commune."""
    if given:
        return given.zfill(2)
    return departement_code(code) if kind == COMMUNE else ""

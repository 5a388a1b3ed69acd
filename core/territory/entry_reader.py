# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the gazetteer, read from any layer of communes or EPCIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer, QgsWkbTypes

from ..common.attribute_values import text_value
from ..common.crs import is_known
from ..common.errors import TerritoryError
from ..common.i18n import translate
from ..common.letters import plain_letters
from ..common.request import COMMUNE, EPCI
from ..sources.rows import read_rows
from ..sources.source import read_all
from .codes import (
    INSEE,
    SIREN,
    Codes,
    departement_code,
    departement_in,
    holder_of_arrondissement,
    plain_text,
    read_column,
    read_list,
    whole_number,
)
from .entry import NO_CHOICE, Entry, FieldChoice
from .known_fields import KnownFields, find_fields, is_sure

# How many rows a warning names.
TOLD_ROWS = 3
# Boxes of one commune that agree to this part of their size are those of one contour.
SAME_BOX = 0.01

# What layers say of the kind of a row that is but a part of a commune.
_PARTS = frozenset({"COMA", "COMD", "ARM"})
_PART_WORDS = ("DELEGUE", "ASSOCIE", "ARRONDISSEMENT MUNICIPAL", "ARRONDISSEMENT-MUNICIPAL")

Rows = Sequence[tuple[int, Sequence[Any]]]


@dataclass(frozen=True)
class TerritoryLayer:
    """A layer of communes or EPCIs, and its fields that are chosen by hand."""

    layer: QgsVectorLayer
    fields: FieldChoice = NO_CHOICE


@dataclass(frozen=True)
class ReadEntries:
    """The entries of a layer, and what the user is told of its rows."""

    entries: list[Entry]
    warnings: tuple[str, ...] = ()


def read_entries(number: int, given: TerritoryLayer) -> ReadEntries:
    """Read the entries of a layer of polygons, the `number`th of a gazetteer.

    Rows of one code are one entry. A row whose code cannot be understood is left out and told.
    Raises TerritoryError when the layer is invalid, has no CRS, is not of polygons, lacks a code
    or a name field or one chosen by hand, or has no row with a code; SourceError when it cannot be
    read to its end.
    """
    layer = given.layer
    _check(layer)
    fields = find_fields(layer, given.fields)
    request = QgsFeatureRequest().setFlags(QgsFeatureRequest.Flag.NoGeometry)
    # What a row is needs no telling but for parts of communes: its code says it.
    untold = {"kind"} if "holder" in fields.others else {"kind", "nature"}
    others = {index for key, index in fields.others.items() if key not in untold}
    request.setSubsetOfAttributes(sorted({*fields.codes, *fields.names, *others}))
    rows = read_rows(layer, request)
    index, codes = _codes(layer, fields, rows, given.fields.code != "")
    reader = _RowReader(number, fields, index)
    # By code and holder, as one that is a part of a commune may bear the code of that.
    entries: dict[tuple[str, str], Entry] = {}
    several: dict[tuple[str, str], list[Entry]] = {}
    for (feature, values), code in zip(rows, codes.codes):
        if code:
            entry = reader.entry(code, feature, values)
            first = entries.setdefault((code, entry.holder), entry)
            if first is not entry:
                several.setdefault((code, entry.holder), [first]).append(entry)
    warnings = [*_failed(layer, rows, index, codes), *reader.warnings(layer)]
    if several:
        warnings += _duplicates(layer, {key[0]: found for key, found in several.items()})
        entries.update((key, _merged(found)) for key, found in several.items())
    return ReadEntries(list(entries.values()), tuple(warnings))


class _RowReader:
    """Makes entries of the rows of a layer."""

    def __init__(self, number: int, fields: KnownFields, code: int) -> None:
        self._number = number
        no_name = {code, fields.others.get("epci_name", -1)}
        self._names = [index for index in fields.names if index not in no_name] or [code]
        others = {key: index for key, index in fields.others.items() if index != code}
        self._departement = others.get("departement", -1)
        self._departement_name = others.get("departement_name", -1)
        self._population = others.get("population", -1)
        self._epci = others.get("epci", -1)
        self._epci_name = others.get("epci_name", -1)
        self._members = others.get("members", -1)
        self._holder = others.get("holder", -1)
        self._nature = others.get("nature", -1)
        # Hundreds of communes lie in one département, and name one EPCI.
        self._departements: dict[str, tuple[str, str]] = {}
        self._lists: dict[str, tuple[str, ...]] = {}
        self._not_read: list[str] = []

    def entry(self, code: str, feature: int, values: Sequence[Any]) -> Entry:
        """The entry of a row, whose code is known."""
        is_epci = len(code) == 9
        there, name = self._departement_of(values)
        return Entry(
            code,
            self._name(values) or code,
            EPCI if is_epci else COMMUNE,
            there if is_epci else departement_code(code),
            name,
            whole_number(values[self._population]) if self._population >= 0 else 0,
            () if is_epci else self._list(values, self._epci, SIREN),
            _text(values, self._epci_name) if self._epci_name >= 0 else "",
            self._list(values, self._members, INSEE) if is_epci else (),
            ((self._number, feature),),
            "" if is_epci else self._held_by(code, values),
        )

    def warnings(self, layer: QgsVectorLayer) -> list[str]:
        """What of the links between the rows could not be understood."""
        if not self._not_read:
            return []
        sentence = translate(
            "Territory",
            "Values of the territories layer “{layer}” that are no codes of EPCIs or of members, "
            "and count for nothing: {count}, such as “{value}”.",
        )
        return [
            sentence.format(layer=layer.name(), count=len(self._not_read), value=self._not_read[0])
        ]

    def _departement_of(self, values: Sequence[Any]) -> tuple[str, str]:
        """The code of a département and its name, as far as a row says them."""
        told = values[self._departement] if self._departement >= 0 else ""
        name = _text(values, self._departement_name) if self._departement_name >= 0 else ""
        if type(told) is not str or told not in self._departements:
            code = departement_in(told)
            if type(told) is not str:
                return code, name
            # Some write the name where others write the code.
            self._departements[told] = code, "" if code else plain_text(told)
        code, instead = self._departements[told]
        return code, name or instead

    def _name(self, values: Sequence[Any]) -> str:
        for index in self._names:
            name = _text(values, index)
            if name:
                return name
        return ""

    def _list(self, values: Sequence[Any], index: int, pattern: Any) -> tuple[str, ...]:
        if index < 0:
            return ()
        value = values[index]
        if type(value) is not str:
            return self._read_list(value, pattern)
        codes = self._lists.get(value)
        if codes is None:
            codes = self._lists[value] = self._read_list(value, pattern)
        return codes

    def _read_list(self, value: object, pattern: Any) -> tuple[str, ...]:
        codes, is_read = read_list(value, pattern)
        if not is_read:
            self._not_read.append(str(value))
        return codes

    def _held_by(self, code: str, values: Sequence[Any]) -> str:
        """The commune that a row is but a part of, or nothing."""
        holder = ""
        if self._holder >= 0:
            held = read_column([values[self._holder]], is_sure=True).codes[0]
            holder = held if len(held) == 5 else ""
        if holder and (holder != code or self._is_part(values)):
            return holder
        return holder_of_arrondissement(code) if "13201" <= code <= "75120" else ""

    def _is_part(self, values: Sequence[Any]) -> bool:
        if self._nature < 0:
            return False
        nature = plain_letters(_text(values, self._nature)).upper()
        return nature in _PARTS or any(word in nature for word in _PART_WORDS)


def _text(values: Sequence[Any], index: int) -> str:
    value = values[index]
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    text = value if type(value) is str else text_value(value)
    return plain_text(text) if text != "NULL" else ""


def _codes(
    layer: QgsVectorLayer, fields: KnownFields, rows: Rows, is_chosen: bool
) -> tuple[int, Codes]:
    """The field that holds the codes and those of all rows: the first one where most are codes."""
    departement = fields.others.get("departement")
    beside = [values[departement] for _, values in rows] if departement is not None else ()
    readings: list[tuple[int, Codes]] = []
    for index in fields.codes:
        sure = is_chosen or is_sure(layer.fields().at(index).name())
        there = beside if departement != index else ()
        codes = read_column([values[index] for _, values in rows], there, sure)
        readings.append((index, codes))
        if 2 * len(codes.failed) <= len(rows):
            break
    # Of several that failed as often the first; a layer without any was refused.
    best = min(readings, key=lambda reading: len(reading[1].failed))
    if rows and len(best[1].failed) == len(rows):
        raise TerritoryError(
            translate(
                "Territory",
                "The field “{field}” of the territories layer “{layer}” holds no INSEE or SIREN "
                "codes but such as {values}: choose another field.",
            ).format(
                field=layer.fields().at(best[0]).name(),
                layer=layer.name(),
                values=_quoted(rows, best[0], best[1].failed),
            )
        )
    return best


def _failed(layer: QgsVectorLayer, rows: Rows, index: int, codes: Codes) -> list[str]:
    """What is told of the rows that have no code, or of there being no row."""
    if not rows:
        return [
            translate("Territory", "The territories layer “{layer}” is empty.").format(
                layer=layer.name()
            )
        ]
    if not codes.failed:
        return []
    return [
        translate(
            "Territory",
            "Rows of the territories layer “{layer}” that are left out, as their code is none: "
            "{count} ({rows}).",
        ).format(
            count=len(codes.failed), layer=layer.name(), rows=_quoted(rows, index, codes.failed)
        )
    ]


def _quoted(rows: Rows, index: int, failed: Sequence[int]) -> str:
    """The first of some rows, each with what stands for its code."""
    told = []
    for row in failed[:TOLD_ROWS]:
        value = plain_text(text_value(rows[row][1][index]))
        text = translate("Territory", "row {row} “{value}”") if value else ""
        text = text or translate("Territory", "row {row}, empty")
        told.append(text.format(row=row + 1, value=value))
    return ", ".join(told) + ("…" if len(failed) > TOLD_ROWS else "")


def _merged(rows: Sequence[Entry]) -> Entry:
    """The one entry of several rows: what the first says, what it does not say from the others."""
    return replace(
        rows[0],
        name=next((row.name for row in rows if row.name != row.code), rows[0].name),
        departement_name=next((r.departement_name for r in rows if r.departement_name), ""),
        population=max(row.population for row in rows),
        epcis=tuple(dict.fromkeys(code for row in rows for code in row.epcis)),
        epci_name=next((row.epci_name for row in rows if row.epci_name), ""),
        members=tuple(dict.fromkeys(code for row in rows for code in row.members)),
        features=tuple(feature for row in rows for feature in row.features),
    )


def _duplicates(layer: QgsVectorLayer, several: Mapping[str, Sequence[Entry]]) -> list[str]:
    """What is told of codes in several rows that are not parts of one contour."""
    warnings = []
    named = {
        code: names
        for code, names in ((code, _names(rows)) for code, rows in several.items())
        if len(names) > 1
    }
    if named:
        code, names = next(iter(named.items()))
        warnings.append(
            translate(
                "Territory",
                "Codes of the territories layer “{layer}” that stand under two names and are taken "
                "as one, under the first: {count}, such as {code} (“{first}”, “{second}”).",
            ).format(
                layer=layer.name(), count=len(named), code=code, first=names[0], second=names[1]
            )
        )
    twice = _same_contours(layer, several)
    if twice:
        warnings.append(
            translate(
                "Territory",
                "Territories of the layer “{layer}” that are there twice with the same contour, "
                "and are taken once: {count} ({territories}).",
            ).format(
                layer=layer.name(),
                count=len(twice),
                territories=", ".join(twice[:TOLD_ROWS]) + ("…" if len(twice) > TOLD_ROWS else ""),
            )
        )
    return warnings


def _names(rows: Iterable[Entry]) -> list[str]:
    """The names that differ by more than their letters' case and accents."""
    names: dict[str, str] = {}
    for row in rows:
        if row.name != row.code:
            key = "".join(c for c in plain_letters(row.name).casefold() if c.isalnum())
            names.setdefault(key, row.name)
    return list(names.values())


def _same_contours(layer: QgsVectorLayer, several: Mapping[str, Sequence[Entry]]) -> list[str]:
    """The titles of those of several rows that are not its parts but the same once more."""
    codes = {f[1]: entry for rows in several.values() for entry in rows for f in entry.features}
    boxes: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    twice: dict[str, str] = {}
    request = QgsFeatureRequest().setFilterFids(list(codes)).setNoAttributes()
    for feature in read_all(layer, request):
        entry = codes[feature.id()]
        if not feature.hasGeometry():
            continue
        box = _rounded(feature.geometry().boundingBox())
        if box in boxes[entry.code]:
            twice[entry.code] = entry.title
        boxes[entry.code].add(box)
    return list(twice.values())


def _rounded(box: QgsRectangle) -> tuple[int, ...]:
    """A box in steps that are a small part of its size."""
    step = max(box.width(), box.height()) * SAME_BOX or 1.0
    sides = (box.xMinimum(), box.yMinimum(), box.width(), box.height())
    return tuple(round(side / step) for side in sides)


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

# SPDX-License-Identifier: GPL-3.0-or-later
"""SLD as another program reads it, and what its schema says of the order of elements."""

from __future__ import annotations

import json
import operator
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from srce_pac.tests.support.missing import MissingError, find_program

ROOT = Path(__file__).resolve().parents[2]

SE = "{http://www.opengis.net/se}"

# What elements of SE 1.1 hold, in the order of the schema: those that the plugin writes.
_ORDER = {
    "FeatureTypeStyle": "Name Description Rule",
    "Rule": "Name Description Filter ElseFilter MinScaleDenominator MaxScaleDenominator "
    "PolygonSymbolizer LineSymbolizer PointSymbolizer TextSymbolizer",
    "PolygonSymbolizer": "Geometry Fill Stroke",
    "LineSymbolizer": "Geometry Stroke",
    "PointSymbolizer": "Geometry Graphic",
    "TextSymbolizer": "Geometry Label Font LabelPlacement Halo Fill",
    "Fill": "GraphicFill SvgParameter",
    "Stroke": "GraphicStroke SvgParameter",
    "GraphicFill": "Graphic",
    "GraphicStroke": "Graphic InitialGap Gap",
    "Graphic": "ExternalGraphic Mark Opacity Size Rotation",
    "ExternalGraphic": "OnlineResource Format",
    "Mark": "WellKnownName Fill Stroke",
    "Halo": "Radius Fill",
}
# Symbolizers of all kinds may stand in any order.
_ANY = ("PolygonSymbolizer", "LineSymbolizer", "PointSymbolizer", "TextSymbolizer")


def read_by_geostyler(files: Sequence[Path]) -> list[dict[str, Any]]:
    """What GeoStyler makes of SLD files: `output`, and `errors` if any. Raises MissingError."""
    folder = ROOT / ".build" / "geostyler"
    if not (folder / "node_modules").is_dir():
        raise MissingError("needs GeoStyler, which is not here (tools/setup.sh geostyler)")
    command = [find_program("node"), str(folder / "read.js"), *map(str, files)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    read: list[dict[str, Any]] = json.loads(done.stdout)
    return read


def departures(text: str) -> Iterator[str]:
    """Where an SLD departs from the schema, as far as `_ORDER` knows it."""
    for element in ElementTree.fromstring(text).iter():
        name = element.tag.removeprefix(SE)
        if name not in _ORDER:
            continue
        order = _ORDER[name].split()
        places = []
        for child in element:
            kind = child.tag.rpartition("}")[2]
            if kind not in order:
                yield f"{name} holds {kind}"
            else:
                places.append(order.index(_ANY[0] if kind in _ANY else kind))
        if places != sorted(places):
            yield f"{name} is out of order"


_OGC = "{http://www.opengis.net/ogc}"
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "PropertyIsEqualTo": operator.eq,
    "PropertyIsGreaterThan": operator.gt,
    "PropertyIsGreaterThanOrEqualTo": operator.ge,
    "PropertyIsLessThan": operator.lt,
    "PropertyIsLessThanOrEqualTo": operator.le,
}


def fills(text: str, values: dict[str, Any]) -> list[str]:
    """The colours that areas of some values are filled with by an SLD."""
    rules = list(ElementTree.fromstring(text).iter(f"{SE}Rule"))
    drawn = [rule for rule in rules if _passes(rule.find(f"{_OGC}Filter"), values)]
    drawn = drawn or [rule for rule in rules if rule.find(f"{SE}ElseFilter") is not None]
    path = f"{SE}PolygonSymbolizer/{SE}Fill/{SE}SvgParameter[@name='fill']"
    return [str(fill.text) for rule in drawn for fill in rule.findall(path)]


def _passes(test: ElementTree.Element | None, values: dict[str, Any]) -> bool:
    """Whether an object passes a filter; a comparison with no value fails."""
    if test is None:
        return False
    name = test.tag.removeprefix(_OGC)
    if name in ("Filter", "And", "Or", "Not"):
        passed = [_passes(part, values) for part in test]
        return any(passed) if name == "Or" else not all(passed) if name == "Not" else all(passed)
    value = values.get(str(test.findtext(f"{_OGC}PropertyName")))
    if name == "PropertyIsNull":
        return value is None
    literal = str(test.findtext(f"{_OGC}Literal"))
    if value is None:
        return False
    limit = literal if isinstance(value, str) else float(literal)
    return _COMPARED[name](value, limit)

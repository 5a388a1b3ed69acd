# SPDX-License-Identifier: GPL-3.0-or-later
"""SLD as another program reads it, and what its schema says of the order of elements."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
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

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a national data set up: a million objects of the SRCE, in every commune of France.

Only its size is like the real one: shapes and places are drawn by lot, always the same ones.
"""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from osgeo import ogr, osr

DEPARTEMENT = "59"

OBJECTS = 1_000_000

# Corners of a polygon, points of a line.
CORNERS = 24

WKB_POINT, WKB_LINE, WKB_POLYGON = 1, 2, 3


class Table(NamedTuple):
    """A table of the national schema: the share of all objects, how it looks."""

    name: str
    key: str
    kind: int
    share: float


TABLES = (
    Table("N_SRCE_RESERVOIR_S_000", "ID_RESV", WKB_POLYGON, 0.4),
    Table("N_SRCE_CORRIDOR_L_000", "ID_CORR", WKB_LINE, 0.3),
    Table("N_SRCE_COURS_EAU_L_000", "ID_CEAU", WKB_LINE, 0.2),
    Table("N_SRCE_OBSTACLE_P_000", "ID_OBST", WKB_POINT, 0.1),
)


class Box(NamedTuple):
    """Where a commune is: its département, its middle and its half sides in metres."""

    departement: str
    x: float
    y: float
    width: float
    height: float


def build_national(communes: Path, folder: Path) -> tuple[Path, Path]:
    """Write the data set, and the extract of one département, as GeoPackages in Lambert-93.

    `communes` is a file of the embedded territories' form. What is there already stays.
    """
    ogr.UseExceptions()
    whole, extract = folder / "national.gpkg", folder / f"departement_{DEPARTEMENT}.gpkg"
    if whole.is_file() and extract.is_file():
        return whole, extract
    folder.mkdir(parents=True, exist_ok=True)
    boxes = list(read_boxes(communes))
    local = [box for box in boxes if box.departement == DEPARTEMENT]
    objects = OBJECTS * len(local) // len(boxes)
    for path, places, count in ((extract, local, objects), (whole, boxes, OBJECTS)):
        part = path.with_suffix(".part.gpkg")
        part.unlink(missing_ok=True)
        write(part, places, count)
        part.replace(path)
    return whole, extract


def read_boxes(communes: Path) -> Iterator[Box]:
    """The boxes of the communes of metropolitan France, in Lambert-93."""
    source = ogr.Open(str(communes))
    layer = source.GetLayer()
    layer.SetAttributeFilter("kind = 'commune'")
    to_metres = osr.CoordinateTransformation(layer.GetSpatialRef(), lambert())
    for feature in layer:
        departement = feature.GetField("departement")
        if len(departement) > 2:
            continue
        shape = feature.GetGeometryRef()
        shape.Transform(to_metres)
        west, east, south, north = shape.GetEnvelope()
        middle = (west + east) / 2, (south + north) / 2
        yield Box(departement, *middle, (east - west) / 2, (north - south) / 2)


def write(path: Path, boxes: list[Box], count: int) -> None:
    """Write `count` objects, as many in each commune, into the tables of the national schema."""
    database = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    for table in TABLES:
        layer = database.CreateLayer(table.name, lambert(), table.kind)
        for name in (table.key, "ID_SRCE", "OBJ_ASSI", "MILMAJ_NAT"):
            layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
        layer.StartTransaction()
        lot = random.Random(table.name)
        for number in range(round(count * table.share)):
            feature = ogr.Feature(layer.GetLayerDefn())
            values = (f"FR{number}", "FRSRCE", "02", "milieux boisés")
            for index, value in enumerate(values):
                feature.SetField(index, value)
            shape = wkb(table.kind, boxes[number % len(boxes)], lot)
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shape))
            layer.CreateFeature(feature)
        layer.CommitTransaction()


def wkb(kind: int, box: Box, lot: random.Random) -> bytes:
    """A shape somewhere in a box: a point, a line that wanders, a round polygon."""
    x = box.x + lot.uniform(-1, 1) * box.width
    y = box.y + lot.uniform(-1, 1) * box.height
    if kind == WKB_POINT:
        return struct.pack("<BI2d", 1, kind, x, y)
    if kind == WKB_LINE:
        points = [(x + 60 * step, y + 80 * lot.random()) for step in range(CORNERS)]
        return struct.pack("<BII", 1, kind, CORNERS) + packed(points)
    radius = lot.uniform(20, 200)
    angles = [2 * math.pi * step / CORNERS for step in range(CORNERS)]
    ring = [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]
    return struct.pack("<BIII", 1, kind, 1, CORNERS + 1) + packed([*ring, ring[0]])


def packed(points: list[tuple[float, float]]) -> bytes:
    """Coordinates as WKB holds them."""
    return b"".join(struct.pack("<2d", *point) for point in points)


def lambert() -> osr.SpatialReference:
    """Lambert-93, easting first."""
    system = osr.SpatialReference()
    system.ImportFromEPSG(2154)
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system

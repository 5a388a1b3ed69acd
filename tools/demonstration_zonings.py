# SPDX-License-Identifier: GPL-3.0-or-later
"""The fictitious natural zonings of the demonstration; everything in metres, EPSG:2154.

As in the field, they lie on each other: cores within large zones, sites of the European network on
cores, decrees and reserves on parts of these, parks over many.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes

from srce_pac.tools.demonstration_shapes import (
    HECTARE,
    Drawn,
    Site,
    Waves,
    bent,
    contains,
    nearest_distance,
    prepared_engine,
    random_positions,
    rounded,
    tidied,
    valley,
    wood,
)

AREA, POINT = QgsWkbTypes.Type.MultiPolygon, QgsWkbTypes.Type.Point

# The layers by class: the beginning of their codes, the name of an object, its geometry.
LAYERS = {
    "znieff1": ("Z1", "Cœur de nature fictif n° {}", AREA),
    "znieff2": ("Z2", "Ensemble naturel fictif n° {}", AREA),
    "zps": ("ZPS", "Site d'oiseaux fictif n° {}", AREA),
    "zsc": ("ZSC", "Site d'habitats fictif n° {}", AREA),
    "apb": ("APB", "Biotope fictif n° {}", AREA),
    "aphn": ("APHN", "Habitat naturel fictif n° {}", AREA),
    "rnn": ("RNN", "Réserve nationale, site fictif n° {}", AREA),
    "rnr": ("RNR", "Réserve régionale, site fictif n° {}", AREA),
    "rb": ("RB", "Réserve biologique, bois fictif n° {}", AREA),
    "pn": ("PN", "Parc national fictif n° {}", AREA),
    "pnr": ("PNR", "Parc naturel régional fictif n° {}", AREA),
    "ramsar": ("RAM", "Zone humide, site fictif n° {}", AREA),
    "cdl": ("CDL", "Terrain littoral fictif n° {}", AREA),
    "cen": ("CEN", "Terrain fictif n° {}", AREA),
}
POINTS = ("apb", ("APBP", "Gîte fictif n° {}", POINT))

# Communes whose sheets are looked at, and what stands there whatever the dice say.
SHOWN: dict[str, tuple[str, ...]] = {
    "59294": ("zsc", "apb", "cen"),
    "59350": ("rnr", "cen", "apb"),
    "59183": ("zsc", "zps", "ramsar", "rnn", "cdl", "aphn", "cen"),
    "59606": ("zsc", "zps", "rb", "apb"),
}
# Where parks stand: a commune, the way from its heart in metres, the area in hectares.
PARKS = {
    "pnr": (("59606", (3_000, 8_000), 22_000), ("59043", (0, 0), 15_000)),
    "pn": (("59036", (2_000, -3_000), 3_500),),
}
COAST = ("59183", "59107", "59273")
NAMED = {*SHOWN, *COAST, *(code for parks in PARKS.values() for code, *_ in parks)}

# The chance of each class to stand on a large zone.
CHANCES = {
    "zsc": 0.3,
    "zps": 0.12,
    "ramsar": 0.04,
    "rnn": 0.04,
    "rnr": 0.12,
    "rb": 0.1,
    "apb": 0.2,
    "aphn": 0.12,
    "cen": 0.4,
}
# The median area of small sites, in hectares.
SMALL = {"rnr": 45, "rb": 60, "apb": 16, "aphn": 14, "cen": 9, "cdl": 28}
SPACING = 6_300.0
# How far borders may be simplified, by the width of what they enclose.
COARSE, FINE = 12.0, 5.0


def zonings(
    where: QgsGeometry, named: Mapping[str, QgsGeometry], dice: random.Random
) -> dict[str, Drawn]:
    """Return the kind and the geometry of the objects of each class, points apart.

    `where` is the area to cover, `named` holds the contours of the communes of `NAMED`.
    """
    hearts = {code: shape.poleOfInaccessibility(20)[0].asPoint() for code, shape in named.items()}
    world = _World(
        where,
        Waves(dice, ((2_400, 150), (800, 45), (300, 14))),
        Waves(dice, ((16_000, 1), (7_000, 0.3))),
    )
    drawn: dict[str, Drawn] = {name: [] for name in LAYERS}
    for host, forced in _hosts(dice, world, hearts):
        _add_zone(dice, world, host, forced, drawn)
    for class_id, parks in PARKS.items():
        for code, (east, north), hectares in parks:
            place = QgsPointXY(hearts[code].x() + east, hearts[code].y() + north)
            drawn[class_id] += _blob(dice, world, place, "boisé", hectares)
    for code in COAST:
        for _ in range(4):
            place = _aside(dice, hearts[code], 1_500)
            drawn["cdl"] += _blob(dice, world, place, "ouvert", _spread(dice, SMALL["cdl"]))
    return drawn


def sites(dice: random.Random, drawn: Mapping[str, Drawn]) -> Drawn:
    """Return the points of small sites: one on some of the cores."""
    cores = [shape for _, shape in drawn["znieff1"] if dice.random() < 0.12]
    return [("gîte", rounded(shape.pointOnSurface())) for shape in cores]


@dataclass(frozen=True)
class _World:
    """Where things stand, and the waves that shape them."""

    where: QgsGeometry
    waves: Waves
    flow: Waves


@dataclass
class _Host:
    """A large zone and the kind of its nature."""

    kind: str
    shape: QgsGeometry
    cores: list[QgsGeometry] = field(default_factory=list)


def _hosts(
    dice: random.Random, world: _World, hearts: Mapping[str, QgsPointXY]
) -> Iterator[tuple[_Host, tuple[str, ...]]]:
    """The large zones, those of the shown communes first, with what must stand on each."""
    inside = prepared_engine(world.where)
    places = [(hearts[code].x(), hearts[code].y()) for code in SHOWN]
    for code, forced in SHOWN.items():
        place = _aside(dice, hearts[code], 250)
        for kind, shape in _blob(dice, world, place, "boisé", 260):
            yield _Host(kind, shape), forced
    for x, y in random_positions(dice, world.where.boundingBox(), 1_500):
        if contains(inside, x, y) and nearest_distance(places, x, y) > SPACING:
            places.append((x, y))
            kind = dice.choices(("boisé", "humide", "ouvert"), (4, 4, 2))[0]
            hectares = min(_spread(dice, 650), 2_600)
            for _, shape in _blob(dice, world, QgsPointXY(x, y), kind, hectares):
                yield _Host(kind, shape), ()


def _add_zone(
    dice: random.Random,
    world: _World,
    host: _Host,
    forced: tuple[str, ...],
    drawn: dict[str, Drawn],
) -> None:
    """Add a large zone, its cores, and what stands on them."""
    drawn["znieff2"].append((host.kind, host.shape))
    for _ in range(dice.randint(1, 3)):
        place = _within(dice, host.shape)
        for _, core in _blob(dice, world, place, host.kind, min(_spread(dice, 85), 280)):
            core = tidied(core.intersection(host.shape))
            if not core.isEmpty():
                host.cores.append(core)
    drawn["znieff1"] += [(host.kind, core) for core in host.cores]
    for class_id, chance in CHANCES.items():
        # The dice are thrown whether or not they count, so that a change here moves nothing else.
        if (dice.random() < chance) | (class_id in forced):
            drawn[class_id] += _on(dice, world, host, class_id)


def _on(dice: random.Random, world: _World, host: _Host, class_id: str) -> Drawn:
    """The objects of a class on a large zone."""
    if class_id == "zsc":
        # Often along the very border of the cores.
        return [(host.kind, tidied(QgsGeometry.unaryUnion(host.cores or [host.shape])))]
    if class_id in ("zps", "ramsar"):
        wide = host.shape.buffer(450 if class_id == "zps" else 200, 6).simplify(COARSE)
        return [(host.kind, tidied(wide.intersection(world.where)))]
    if class_id == "rnn":
        return [(host.kind, host.cores[0] if host.cores else host.shape)]
    base = dice.choice(host.cores) if host.cores else host.shape
    blob = _blob(dice, world, _within(dice, base), host.kind, _spread(dice, SMALL[class_id]))
    return [(kind, shape) for kind, shape in blob if not shape.isEmpty()]


def _blob(
    dice: random.Random, world: _World, place: QgsPointXY, kind: str, hectares: float
) -> Drawn:
    """A shape of a kind and about an area round a place; none where little of it is left."""
    site = Site(place.x(), place.y(), kind, False, hectares * HECTARE, SPACING)
    raw = wood(dice, site) if kind == "boisé" else valley(dice, site, world.flow)
    shape = bent(raw, world.waves).simplify(COARSE if hectares > 300 else FINE)
    shape = tidied(shape.makeValid().intersection(world.where))
    return [(kind, shape)] if shape.area() > 0.3 * site.area else []


def _spread(dice: random.Random, median: float) -> float:
    return median * math.exp(dice.gauss(0, 0.55))


def _aside(dice: random.Random, place: QgsPointXY, distance: float) -> QgsPointXY:
    east, north = dice.uniform(-distance, distance), dice.uniform(-distance, distance)
    return QgsPointXY(place.x() + east, place.y() + north)


def _within(dice: random.Random, shape: QgsGeometry) -> QgsPointXY:
    """A place within a shape, at random as far as a few throws hit it."""
    engine = prepared_engine(shape)
    for x, y in random_positions(dice, shape.boundingBox(), 60):
        if contains(engine, x, y):
            return QgsPointXY(x, y)
    return shape.pointOnSurface().asPoint()

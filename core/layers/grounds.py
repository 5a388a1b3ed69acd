# SPDX-License-Identifier: GPL-3.0-or-later
"""The grounds of a map: loaded communes, other French land, neighbouring countries, the sea."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCsException,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.crs import transform
from ..common.files import ROOT
from ..common.layer_roles import COUNTRY, GROUND_NAMES, LAND, SEA, UNLOADED
from ..common.request import DIM, HIDE, SHOW
from ..territory.gazetteer import NamedGeometry
from .context import SheetContext
from .layer_maker import LayerMaker
from .reference_layers import SLIVER, absent_part, open_places, stand_back

# Made by tools/build_base.py, see the README there.
FOLDER = ROOT / "data" / "grounds"

WGS_84 = "EPSG:4326"

# Metres: the contours of communes and of the grounds miss each other by as much.
MISMATCH = 60.0

# Metres: the limits of départements that give names are simplified so.
NAMING = 500.0

# Of the frame, a part that need not be looked at: what rounding makes of no gap at all.
_NO_GAP = 1e-4


@dataclass(frozen=True)
class Ground:
    """A ground that a map shows: its role, its name, and what is seen of it (areas)."""

    role: str
    name: str
    seen: QgsGeometry


@dataclass
class Grounds:
    """The grounds of a map: their layers by role, the topmost first, and each that is seen.

    `names` are the layers of their names, `unnamed` those that the map has no room to name. `seen`
    are those of all that may be within a frame; `in_frame` tells which are, once it is known, and
    `taken` where other names do not stand.
    """

    layers: dict[str, QgsVectorLayer] = field(default_factory=dict)
    seen: list[Ground] = field(default_factory=list)
    names: dict[str, QgsVectorLayer] = field(default_factory=dict)
    unnamed: list[Ground] = field(default_factory=list)
    in_frame: set[str] | None = None
    taken: list[QgsRectangle] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[str, QgsVectorLayer]]:
        """What the legend says of those without a name, with the layer that shows how they look."""
        for role in GROUND_NAMES:
            names = [ground.name for ground in self.unnamed if ground.role == role]
            layer = self.layers.get(role)
            if layer is not None and names:
                yield (layer.name() if role == UNLOADED else ", ".join(names)), layer

    def drawn(self) -> dict[str, QgsVectorLayer]:
        """All layers by their roles, the topmost first."""
        named = {GROUND_NAMES[role]: layer for role, layer in self.names.items()}
        return {**named, **self.below()}

    def below(self) -> dict[str, QgsVectorLayer]:
        """The layers that lie below all else; none where only loaded communes are within the frame.

        The order is that of the drawing, the topmost first.
        """
        return {} if self.in_frame is not None and not self.in_frame else self.layers

    @property
    def has_foreign_land(self) -> bool:
        """Whether a shore or a border is seen that is not of the communes."""
        return self._is_seen(COUNTRY)

    def credits(self, words: Mapping[str, str]) -> list[str]:
        """Whom the shores and borders come from that are not of the communes, where some are drawn.

        `words` are those of a sheet. The embedded communes come from the same source as other
        French land, which is named once.
        """
        found = ["grounds_land_sources"] if self._is_seen(UNLOADED) else []
        found += ["grounds_sources"] if self.has_foreign_land else []
        return [words[name] for name in found]

    def _is_seen(self, role: str) -> bool:
        return role in (self.layers if self.in_frame is None else self.in_frame)


def open_grounds(
    context: SheetContext,
    maker: LayerMaker,
    around: QgsReferencedRectangle,
    near: Sequence[NamedGeometry],
    outside: str = DIM,
) -> Grounds:
    """The grounds of the map of a box, all loaded communes `near` being given.

    There are none where nothing else than these is seen, where the outside is hidden, and where the
    map goes beyond what is known. Raises SourceError, StyleError.
    """
    crs = context.territory.crs
    is_drawn = outside != HIDE and _is_covered(around)
    land = _loaded_land(context, around, near) if is_drawn else None
    if land is None:
        return Grounds()
    frame = QgsGeometry.fromRect(around)
    free = _without(frame, land)
    french = _united([place.geometry for place in _near("france_s", around, crs)])
    unloaded = _opened(free.intersection(french))
    others = _without(free, french)
    drawn: dict[str, list[NamedGeometry]] = {}
    if not land.isEmpty():
        drawn[LAND] = [NamedGeometry("", "", _without_gaps(land))]
    seen: list[Ground] = []
    if not unloaded.isEmpty():
        drawn[UNLOADED] = [NamedGeometry("", "", unloaded)]
        seen += _of_departements(unloaded, around, crs)
    # Within the territory it is named as well, though it is as white as the rest of it.
    absent = context.gazetteer.absent(context.territory.entry)
    rest = absent_part(context.territory.geometry, near) if absent else None
    if rest is not None:
        seen += _of_departements(_clip(rest, QgsRectangle(around)), around, crs)
    for role, layer in ((COUNTRY, "country_s"), (SEA, "water_s")):
        places = _near(layer, around, crs)
        found = [Ground(role, p.name, _opened(others.intersection(p.geometry))) for p in places]
        visible = [ground for ground in found if not ground.seen.isEmpty()]
        if visible:
            # The limits between two seas are no lines: all are one surface.
            surface = _united([place.geometry for place in places])
            drawn[role] = [NamedGeometry("", "", surface)]
            others = _without(others, surface)
            seen += visible
    if not seen:
        return Grounds()
    # Under the veil their tints are stronger, so that they are told apart.
    shown = "_show" if outside == SHOW else ""
    layers = {
        role: open_places(context, maker, role, places, "" if role == LAND else f"{role}{shown}_s")
        for role, places in drawn.items()
    }
    for one in layers.values():
        stand_back(one)
    return Grounds(layers, seen)


def _is_covered(around: QgsReferencedRectangle) -> bool:
    """Whether the grounds of all that is in a box are known."""
    degrees = QgsCoordinateReferenceSystem(WGS_84)
    try:
        box = transform(around.crs(), degrees).transformBoundingBox(QgsRectangle(around))
    except QgsCsException:
        return False
    return bool(_covered().contains(box))


@lru_cache(maxsize=1)
def _covered() -> QgsRectangle:
    """What the grounds cover, in degrees."""
    return _layer("water_s").extent()


def _loaded_land(
    context: SheetContext, around: QgsReferencedRectangle, near: Sequence[NamedGeometry]
) -> QgsGeometry | None:
    """The territory and all loaded communes in a box; None where they leave nothing of it."""
    box = QgsRectangle(around)
    parts = [_clip(place.geometry, box) for place in near]
    whole = box.width() * box.height()
    if sum(part.area() for part in parts if not part.isEmpty()) >= whole * (1 - _NO_GAP):
        return None
    return _united([*parts, _clip(context.territory.geometry, box)])


def _of_departements(
    unloaded: QgsGeometry, around: QgsReferencedRectangle, crs: QgsCoordinateReferenceSystem
) -> Iterator[Ground]:
    """Unloaded land by the names of its départements."""
    parts = [
        Ground(UNLOADED, place.name, _areas(unloaded.intersection(place.geometry)))
        for place in _near("departement_s", around, crs)
    ]
    found = sorted(
        (part for part in parts if not part.seen.isEmpty()), key=lambda part: -part.seen.area()
    )
    for ground in found:
        # The largest in any case: it is unloaded land, whatever it is called.
        if ground is found[0] or not ground.seen.buffer(-NAMING, 2).isEmpty():
            yield ground


def _near(
    name: str, around: QgsReferencedRectangle, crs: QgsCoordinateReferenceSystem
) -> list[NamedGeometry]:
    """What a layer of the grounds has in a box, cut there."""
    box = QgsRectangle(around)
    parts = [
        NamedGeometry("", place.name, _clip(place.geometry, box))
        for place in _shapes(name, crs.authid() or crs.toWkt())
        if place.geometry.boundingBox().intersects(box)
    ]
    return [part for part in parts if part.geometry.area() > 0]


@lru_cache(maxsize=12)
def _shapes(name: str, crs: str) -> tuple[NamedGeometry, ...]:
    """All that a layer of the grounds holds, in a CRS: for one sheet after another."""
    layer = _layer(name)
    to_crs = transform(layer.crs(), QgsCoordinateReferenceSystem(crs))
    shapes = []
    for feature in layer.getFeatures():
        geometry = feature.geometry()
        geometry.transform(to_crs)
        shapes.append(NamedGeometry("", feature["name"], geometry))
    return tuple(shapes)


def _layer(name: str) -> QgsVectorLayer:
    return QgsVectorLayer(str(FOLDER / f"{name}.fgb"), name, "ogr")


def _clip(geometry: QgsGeometry, box: QgsRectangle) -> QgsGeometry:
    """The areas of a geometry within a box."""
    if box.contains(geometry.boundingBox()):
        return geometry
    part = geometry.clipped(box)
    # What GEOS cuts quickly may touch itself on the rim.
    return _areas(part if part.isGeosValid() else part.makeValid())


def _opened(geometry: QgsGeometry) -> QgsGeometry:
    """The parts of areas that are broader than a mismatch of contours, with their own limits."""
    kept = geometry.buffer(-MISMATCH / 2, 2)
    if kept.isEmpty():
        return QgsGeometry()
    return _areas(kept.buffer(MISMATCH, 2).intersection(geometry))


def _without(geometry: QgsGeometry, other: QgsGeometry) -> QgsGeometry:
    """What of areas is not in others."""
    return geometry if other.isEmpty() else _areas(geometry.difference(other))


def _without_gaps(geometry: QgsGeometry) -> QgsGeometry:
    """Areas without the holes that are but gaps between contours."""
    polygons = geometry.asMultiPolygon() if geometry.isMultipart() else [geometry.asPolygon()]
    kept = [
        [
            ring
            for number, ring in enumerate(polygon)
            if not number or QgsGeometry.fromPolygonXY([ring]).area() > SLIVER
        ]
        for polygon in polygons
    ]
    return QgsGeometry.fromMultiPolygonXY(kept)


def _areas(geometry: QgsGeometry) -> QgsGeometry:
    """The areas of what may hold points and lines as well."""
    kept = QgsGeometry(geometry)
    if kept.isEmpty():
        return QgsGeometry()
    kept.convertGeometryCollectionToSubclass(QgsWkbTypes.GeometryType.PolygonGeometry)
    return kept if kept.type() == QgsWkbTypes.GeometryType.PolygonGeometry else QgsGeometry()


def _united(shapes: Sequence[QgsGeometry]) -> QgsGeometry:
    known = [shape for shape in shapes if not shape.isEmpty()]
    return _areas(QgsGeometry.unaryUnion(known)) if known else QgsGeometry()

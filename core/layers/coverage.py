# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of a territory that a source does not cover: there, nothing drawn says nothing."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsWkbTypes,
)

from ..common.crs import local_box, moved, transform
from ..common.errors import SourceError
from ..common.request import COMMUNE
from ..profiles.profile import DataProfile
from ..sheet.definition import SheetDefinition
from ..sources.source import read_all
from ..territory.codes import departement_code
from ..territory.gazetteer import Gazetteer, NamedGeometry, Territory
from .class_layer import ClassLayers
from .context import SheetContext

# Objects nearer to each other than twice this, in metres, leave no hole between them: in the
# SRADDET of the Hauts-de-France a place is up to 6.4 km away from the nearest object.
GAP = 10_000.0
# How far in metres the data go beyond their outermost objects: in the départements that they were
# made for, and where these are not known. There, the next département may begin.
MARGIN = 5_000.0
UNKNOWN_MARGIN = 3_000.0
# The side in metres of the cells in which distances are measured.
CELL = 500.0
# Metres, more than the way around the Earth: GDAL follows an outline cell by cell, however far.
ENDLESS = 5e7
# The part of a territory that is noise of its border. Contours are generalised.
NOISE = 0.005


@dataclass(frozen=True)
class Uncovered:
    """The part of a territory that the data do not cover (MultiPolygon in its CRS), maybe empty.

    Where a part is outside the `departements` that the data were made for, these are named.
    """

    geometry: QgsGeometry
    is_whole: bool = False
    departements: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the data cover the whole territory."""
        return bool(self.geometry.isEmpty())

    def sentence(self, sheet: SheetDefinition, territory: Territory) -> str:
        """What the sheet says of it, in French; nothing where all is covered."""
        if self.is_empty:
            return ""
        word = "uncovered_whole" if self.is_whole else "uncovered_part"
        sentence = sheet.words[word].format(territory.entry.name)
        if not self.departements:
            return sentence
        return f"{sentence} {sheet.words['uncovered_outside'].format(', '.join(self.departements))}"

    def meets(self, place: QgsGeometry) -> bool:
        """Whether more of a place (polygons in the same CRS) than its border is not covered."""
        if self.is_empty:
            return False
        return bool(place.intersection(self.geometry).area() > NOISE * place.area())

    def holds(self, place: QgsGeometry) -> bool:
        """Whether nothing of a place (polygons in the same CRS) but its border is covered."""
        if self.is_empty:
            return False
        return bool(place.difference(self.geometry).area() <= NOISE * place.area())


COVERED = Uncovered(QgsGeometry())


@dataclass(frozen=True)
class DrawnObjects:
    """Objects that were read for a sheet: their geometries in a CRS."""

    geometries: Sequence[QgsGeometry]
    crs: QgsCoordinateReferenceSystem


class Coverage:
    """Where a source holds, found out once for each territory.

    The départements that the data were made for bound it. Within them a place is covered where
    objects are near or all around; a commune of theirs that holds an object is.
    """

    def __init__(self, profile: DataProfile, classes: ClassLayers) -> None:
        self._profile = profile
        self._classes = classes
        self._known: dict[tuple[object, ...], Uncovered] = {}

    def uncovered(
        self,
        context: SheetContext,
        drawn: Sequence[DrawnObjects],
        feedback: QgsFeedback | None = None,
    ) -> Uncovered:
        """The part of a territory that is not covered.

        `drawn` are the objects in and around the territory that are read already; more are read
        only where these leave a part uncovered. Raises CancelledError.
        """
        entry, crs = context.territory.entry, context.territory.crs
        # A table may be filled between two sheets.
        key = entry, crs.authid(), sum(len(objects.geometries) for objects in drawn)
        if key not in self._known:
            self._known[key] = self._find(context, drawn, feedback)
        return self._known[key]

    def _find(
        self,
        context: SheetContext,
        drawn: Sequence[DrawnObjects],
        feedback: QgsFeedback | None,
    ) -> Uncovered:
        territory = context.territory
        foreign = self._outside_departements(territory, context.gazetteer)
        inside = _difference(territory.geometry, foreign)
        far = QgsGeometry()
        # The départements of the demonstration are all that there is to say of it.
        is_known = self._profile.demonstration or self._profile.facts.complete
        if not is_known and not inside.isEmpty():
            far = self._far_from_objects(context, inside, drawn, feedback)
        parts = [part for part in (foreign, far) if not part.isEmpty()]
        uncovered = _without_noise(territory, _union(parts))
        if uncovered.is_empty or foreign.isEmpty():
            return uncovered
        codes = self._profile.facts.departements
        names = context.gazetteer.departement_names(codes)
        return replace(uncovered, departements=tuple(names.get(code, code) for code in codes))

    def _outside_departements(self, territory: Territory, gazetteer: Gazetteer) -> QgsGeometry:
        """The part of a territory outside the départements that the data were made for."""
        departements, entry = self._profile.facts.departements, territory.entry
        if not departements:
            return QgsGeometry()
        if entry.kind == COMMUNE or not entry.members:
            is_foreign = entry.departement and entry.departement not in departements
            return QgsGeometry(territory.geometry) if is_foreign else QgsGeometry()
        ours: list[QgsGeometry] = []
        foreign: list[QgsGeometry] = []
        for place in _with_contour(gazetteer.members(entry, territory.crs)):
            member = gazetteer.entry(place.code)
            is_ours = member is not None and member.departement in departements
            (ours if is_ours else foreign).append(place.geometry)
        absent = {departement_code(code) for code in gazetteer.absent(entry)}
        if absent and not absent.intersection(departements):
            # The rest of the territory has no contour of its own.
            return _difference(territory.geometry, _union(ours))
        return _union(foreign)

    def _far_from_objects(
        self,
        context: SheetContext,
        area: QgsGeometry,
        drawn: Sequence[DrawnObjects],
        feedback: QgsFeedback | None,
    ) -> QgsGeometry:
        """The part of an area in a territory that is far from all objects of the source."""
        is_bounded = bool(self._profile.facts.departements)
        # Most communes hold an object: nothing else is to be looked at.
        if is_bounded and context.territory.entry.kind == COMMUNE:
            area = _difference(area, _holding_communes(context, area, drawn))
        if area.isEmpty():
            return area
        near = QgsReferencedRectangle(area.boundingBox().buffered(2 * GAP), context.territory.crs)
        grid = _Grid(near)
        for objects in drawn:
            grid.add(objects)
        margin = MARGIN if is_bounded else UNKNOWN_MARGIN
        far = area.intersection(grid.far(margin))
        if is_bounded and not far.isEmpty():
            far = _difference(far, _holding_communes(context, far, drawn))
        if far.isEmpty():
            return far
        for objects in self._read(near, feedback):
            grid.add(objects)
        return far.intersection(grid.far(margin))

    def _read(
        self, near: QgsReferencedRectangle, feedback: QgsFeedback | None
    ) -> Iterator[DrawnObjects]:
        """All objects of the source in a box."""
        for source in self._profile.sources:
            try:
                layer = self._classes.open(source, near, feedback).layer
                request = QgsFeatureRequest(local_box(near, layer)).setNoAttributes()
                if source.filter:
                    request.combineFilterExpression(source.filter)
                geometries = [feature.geometry() for feature in read_all(layer, request)]
            except SourceError:
                # Opening the classes has already reported it.
                continue
            yield DrawnObjects(geometries, layer.crs())


class _Grid:
    """The cells of a box that hold a part of an object."""

    def __init__(self, box: QgsReferencedRectangle) -> None:
        self._crs = box.crs()
        self._left, self._top = box.xMinimum(), box.yMaximum()
        self._columns, self._rows = ceil(box.width() / CELL), ceil(box.height() / CELL)
        self._cells = self._raster(gdal.GDT_Byte)
        self._box = box

    def add(self, objects: DrawnObjects) -> None:
        """Mark the cells that objects touch."""
        from osgeo import ogr

        to_crs = transform(objects.crs, self._crs)
        # Newer versions of GDAL have one driver for layers and rasters in memory.
        driver = gdal.GetDriverByName("Memory") or gdal.GetDriverByName("MEM")
        shapes = driver.Create("", 0, 0, 0, gdal.GDT_Unknown)
        layer = shapes.CreateLayer("")
        for geometry in objects.geometries:
            shape = _transformed(geometry, to_crs)
            if shape.isEmpty() or not shape.boundingBox().intersects(self._box):
                continue
            if QgsWkbTypes.isCurvedType(shape.wkbType()):
                shape.convertToStraightSegment()
            if shape.boundingBox().width() + shape.boundingBox().height() > ENDLESS:
                shape = shape.clipped(self._box)
                if shape.isEmpty():
                    continue
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometry(ogr.CreateGeometryFromWkb(bytes(shape.asWkb())))
            layer.CreateFeature(feature)
        # GDAL would report that shapes without a CRS are taken to be in that of the cells.
        gdal.PushErrorHandler("CPLQuietErrorHandler")
        try:
            options = ["ALL_TOUCHED=TRUE"]
            gdal.RasterizeLayer(self._cells, [1], layer, burn_values=[1], options=options)
        finally:
            gdal.PopErrorHandler()

    def far(self, margin: float) -> QgsGeometry:
        """The part of the box more than `margin` metres from all objects and in no hole of them."""
        near = self._within(self._cells, GAP)
        # What is far from the places that are far from objects is among these.
        empty = self._raster(gdal.GDT_Byte)
        values = bytes(not is_near for is_near in near)
        empty.GetRasterBand(1).WriteRaster(0, 0, self._columns, self._rows, values)
        rectangles = list(self._rectangles(self._within(empty, GAP - margin)))
        if not rectangles:
            return QgsGeometry()
        # The steps of the cells mean nothing.
        return QgsGeometry.unaryUnion(rectangles).simplify(CELL).smooth(2)

    def _within(self, raster: gdal.Dataset, distance: float) -> list[bool]:
        """Whether each cell is within a distance in metres of a marked one, row by row."""
        result = self._raster(gdal.GDT_Float32)
        band = result.GetRasterBand(1)
        # Beyond the distance there is the value that says so, also where nothing is marked.
        options = ["DISTUNITS=GEO", f"MAXDIST={distance}", "NODATA=-1"]
        gdal.ComputeProximity(raster.GetRasterBand(1), band, options)
        values = array("f", band.ReadRaster(0, 0, self._columns, self._rows))
        return [value >= 0 for value in values]

    def _rectangles(self, marked: Sequence[bool]) -> Iterator[QgsGeometry]:
        """The marked cells, those side by side in a row as one rectangle."""
        for row in range(self._rows):
            top = self._top - row * CELL
            cells = marked[row * self._columns : (row + 1) * self._columns]
            column = 0
            for is_marked, run in groupby(cells):
                count = len(list(run))
                left, column = self._left + column * CELL, column + count
                if is_marked:
                    yield QgsGeometry.fromRect(
                        QgsRectangle(left, top - CELL, left + count * CELL, top)
                    )

    def _raster(self, kind: int) -> gdal.Dataset:
        raster = gdal.GetDriverByName("MEM").Create("", self._columns, self._rows, 1, kind)
        raster.SetGeoTransform((self._left, CELL, 0, self._top, 0, -CELL))
        return raster


def _union(parts: Sequence[QgsGeometry]) -> QgsGeometry:
    return QgsGeometry.unaryUnion(list(parts)) if parts else QgsGeometry()


def _difference(geometry: QgsGeometry, other: QgsGeometry) -> QgsGeometry:
    # QGIS has nothing left where nothing is taken away.
    return QgsGeometry(geometry) if other.isEmpty() else geometry.difference(other)


def _transformed(geometry: QgsGeometry, to_crs: QgsCoordinateTransform) -> QgsGeometry:
    """A copy of a geometry in another CRS; an empty one where it has no place there."""
    copy = QgsGeometry(geometry)
    return copy if moved(copy, to_crs) else QgsGeometry()


def _holding_communes(
    context: SheetContext, far: QgsGeometry, drawn: Iterable[DrawnObjects]
) -> QgsGeometry:
    """The communes of a territory that meet a part of it and hold an object."""
    territory, held = context.territory, []
    engine = QgsGeometry.createGeometryEngine(far.constGet())
    places = [p for p in _communes(context) if engine.intersects(p.geometry.constGet())]
    objects = [(o, transform(territory.crs, o.crs)) for o in drawn]
    for place in places:
        for one, to_crs in objects:
            shape = _transformed(place.geometry, to_crs)
            test = QgsGeometry.createGeometryEngine(shape.constGet())
            test.prepareGeometry()
            if any(test.intersects(g.constGet()) for g in one.geometries):
                held.append(place.geometry)
                break
    return _union(held)


def _communes(context: SheetContext) -> list[NamedGeometry]:
    territory = context.territory
    if territory.entry.kind == COMMUNE:
        return [NamedGeometry(territory.entry.code, territory.entry.name, territory.geometry)]
    return _with_contour(context.gazetteer.members(territory.entry, territory.crs))


def _with_contour(places: Iterable[NamedGeometry]) -> list[NamedGeometry]:
    return [place for place in places if not place.geometry.isEmpty()]


def _without_noise(territory: Territory, geometry: QgsGeometry) -> Uncovered:
    """A part of a territory without slivers; the territory itself where only slivers are left."""
    least = NOISE * territory.geometry.area()
    parts = [part for part in geometry.asGeometryCollection() if part.area() > least]
    if not parts:
        return COVERED
    if territory.geometry.area() - sum(part.area() for part in parts) <= least:
        return Uncovered(QgsGeometry(territory.geometry), is_whole=True)
    uncovered = QgsGeometry.unaryUnion(parts)
    uncovered.convertToMultiType()
    return Uncovered(uncovered)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a territory holds of each class and sub-trame: objects, area or length, share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import (
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsGeometryEngine,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..common.attribute_values import text_value
from ..common.crs import moved, transform
from ..common.errors import SourceError
from ..common.geometry import SKIPPED, part_near, repaired
from ..common.i18n import translate
from ..common.layer_roles import UNCOVERED, WATERMARK
from ..common.progress import Steps
from ..common.request import COMMUNE
from ..common.sentence import sentences
from ..layers.context import SheetContext
from ..layers.coverage import Uncovered
from ..layers.sheet_layers import SheetLayers, ThematicLayer
from ..sheet.definition import SheetDefinition
from ..sources.source import read_all
from ..territory.gazetteer import NamedGeometry, Territory
from ..territory.name_index import fold
from .figures import Figure, FigureTaker
from .measure import EllipsoidMeasure, box_index, checked
from .rounding import ENLARGEMENT, Rounded, Rounding

# A sub-trame, or the name of a zone and its code.
_Part = tuple[str, str]

GEOMETRY_TYPES = {
    "l": QgsWkbTypes.GeometryType.LineGeometry,
    "s": QgsWkbTypes.GeometryType.PolygonGeometry,
}


@dataclass(frozen=True)
class SummaryRow:
    """A class, or a sub-trame of it, within the whole territory or a commune of it.

    `geometry` is the letter of the class's layers, empty where the source has no object of it
    here; `measure` the area in hectares or the length in kilometres, None for points; `share` the
    percentage of the territory's or commune's area, for areas only. An empty `sub_trame` is the
    whole class, an empty `class_id` a place with no object at all. Where the data names its zones,
    `sub_trame` is the name of one and `zone` its code. Of a place that the data do not cover
    nothing is known: its only row has no `count`; of one that they cover in part (`is_partial`),
    there is no share.
    """

    is_whole: bool
    code: str
    place: str
    class_id: str
    label: str
    sub_trame: str
    geometry: str
    count: int | None
    measure: float | None = None
    share: float | None = None
    is_partial: bool = False
    zone: str = ""

    @property
    def part(self) -> str:
        """The part of its class that it is of: a sub-trame, or a zone by its name and code."""
        has_name = bool(self.zone) and self.sub_trame != self.zone
        return f"{self.sub_trame} ({self.zone})" if has_name else self.sub_trame


@dataclass(frozen=True)
class Summary:
    """The rows of a territory, then of its communes by name, and how they were measured.

    `ellipsoid` is its name in the EPSG registry; `absent` are the codes of communes of which no
    contour is loaded; `uncovered` is what the sheet says of the part that the data do not cover;
    `watermark` is printed over fictitious data; `warnings` are those of the
    layers; `data_scale` is the denominator that the data were made for, 0 where it is not known;
    `date` is that of the data, empty where it is not known; `inputs` the files that it was read
    from; `figures` the key figures of the sheet, None where they were not asked for.
    """

    territory: Territory
    sheet: SheetDefinition
    rows: tuple[SummaryRow, ...]
    ellipsoid: str
    source: str = ""
    absent: tuple[str, ...] = ()
    uncovered: str = ""
    watermark: str = ""
    warnings: tuple[str, ...] = ()
    data_scale: float = 0.0
    date: str = ""
    inputs: tuple[Path, ...] = ()
    figures: tuple[Figure, ...] | None = None

    @property
    def rounding(self) -> Rounding:
        """How its measures are rounded: by the scale of the data, else by what the sheet says."""
        return Rounding(self.data_scale or ENLARGEMENT * self.sheet.finest_scale)

    def rounded(self, row: SummaryRow) -> tuple[Rounded | None, Rounded | None]:
        """The measure and the share of a row as the precision of the data allows."""
        if row.measure is None:
            return None, None
        measure = self.rounding.measure(row.measure, row.geometry)
        share = None if row.share is None else self.rounding.share(row.share, row.measure)
        return measure, share

    @property
    def by_commune(self) -> bool:
        """Whether there are rows of communes beside those of the whole territory."""
        return self.territory.entry.kind != COMMUNE

    def title(self, row: SummaryRow) -> str:
        """The printed name of a row's class, with that of its geometry where it has others too."""
        alike = {r.geometry for r in self.rows if r.is_whole and r.class_id == row.class_id}
        if len(alike) < 2:
            return row.label
        # As the legend has it.
        words = self.sheet.words
        return words["legend_geometry"].format(row.label, words[f"summary_{row.geometry}"])

    @property
    def total(self) -> int:
        """The number of objects within the territory."""
        rows = (row for row in self.rows if row.is_whole and not row.sub_trame)
        return sum(row.count or 0 for row in rows)

    @property
    def is_uncovered(self) -> bool:
        """Whether the data cover nothing of the territory."""
        return any(row.is_whole and row.count is None for row in self.rows)


def summarise(
    context: SheetContext,
    layers: SheetLayers,
    scope: SummaryScope | None = None,
    progress: tuple[float, float] = (0.0, 100.0),
    feedback: QgsFeedback | None = None,
) -> Summary:
    """Count and measure what of a sheet's layers is within a territory.

    An EPCI or a selection is summed up as a whole, then commune by commune. Measures are on the
    ellipsoid of the territory's CRS; what several objects of a class, or of a sub-trame, have in
    common counts once. An object counts in every commune that it meets. `scope` is what is asked
    for, `progress` the feedback's percents at the beginning and at the end. Raises SourceError when
    a geometry cannot be measured, CancelledError.
    """
    territory, sheet = context.territory, context.sheet
    scope = scope or SummaryScope()
    whole, *members = _places(context, scope)
    classes = _in_legend_order(layers, sheet, territory.entry.kind)
    steps = Steps(feedback, progress, len(classes) * (len(members) + 2))
    measure = EllipsoidMeasure(territory.crs, steps.pause)
    uncovered = layers.uncovered
    areas = [
        _Area.of(whole, measure, uncovered, is_whole=True),
        *(_Area.of(place, measure, uncovered, is_whole=False) for place in members),
    ]
    unknown = {*layers.hidden, *layers.unread, *scope.missing}
    taker = FigureTaker(sheet.key_figures, areas[0].size, areas[0].is_partial, unknown, {})
    rows_by_area: list[list[SummaryRow]] = [[] for _ in areas]
    for (class_id, letter), of_class in classes.items():
        objects = _Objects(of_class, territory, steps)
        steps.next()
        for area, rows in zip(areas, rows_by_area):
            # Objects that reach into a place that is not covered tell nothing of it.
            if not area.is_uncovered:
                blank = area.row(class_id, sheet.label(class_id), letter)
                rows += _class_rows(area, objects, blank, sheet.words["summary_without"], measure)
            steps.next()
        if scope.figures:
            taker.note(class_id, letter, objects.in_whole)
    present = {area.code for area in areas}
    return Summary(
        territory=territory,
        sheet=sheet,
        rows=tuple(
            row for area, rows in zip(areas, rows_by_area) for row in _rows_of(area, rows, sheet)
        ),
        ellipsoid=measure.ellipsoid,
        source=scope.source,
        absent=tuple(code for code in territory.entry.members if code not in present),
        uncovered=uncovered.sentence(sheet, territory),
        watermark=sheet.label(WATERMARK) if WATERMARK in layers.reference else "",
        warnings=tuple(sentences(layers.warnings)),
        figures=_figures(taker, rows_by_area[0], measure) if scope.figures else None,
    )


@dataclass(frozen=True)
class SummaryScope:
    """What of a territory is summed up: each of its communes as well, its key figures.

    `source` is the credit of the data, `missing` are the classes that they lack.
    """

    source: str = ""
    missing: tuple[str, ...] = ()
    communes: bool = True
    figures: bool = False


def _figures(
    taker: FigureTaker, rows: Iterable[SummaryRow], measure: EllipsoidMeasure
) -> tuple[Figure, ...]:
    return taker.take([row for row in rows if not row.sub_trame], measure)


@dataclass
class _Area:
    """A territory or a commune, ready to be compared with many objects; `size` in hectares.

    The data may cover it in part, or not at all.
    """

    code: str
    name: str
    geometry: QgsGeometry
    engine: QgsGeometryEngine
    size: float
    is_whole: bool
    is_uncovered: bool
    is_partial: bool

    @classmethod
    def of(
        cls, place: NamedGeometry, measure: EllipsoidMeasure, uncovered: Uncovered, is_whole: bool
    ) -> _Area:
        # The engine does not own the geometry that it reads: both are kept.
        engine = QgsGeometry.createGeometryEngine(place.geometry.constGet())
        engine.prepareGeometry()
        size = measure.hectares([place.geometry])
        nothing = uncovered.holds(place.geometry)
        part = not nothing and uncovered.meets(place.geometry)
        return cls(place.code, place.name, place.geometry, engine, size, is_whole, nothing, part)

    def row(self, class_id: str, label: str, letter: str) -> SummaryRow:
        """The row of a class of which there is nothing."""
        place = self.is_whole, self.code, self.name
        return SummaryRow(*place, class_id, label, "", letter, 0, is_partial=self.is_partial)

    def inside(self, geometry: QgsGeometry, letter: str) -> QgsGeometry | None:
        """The part of an object that lies within; None where it is outside or just touches."""
        shape = geometry.constGet()
        if not self.engine.intersects(shape) or (letter == "s" and self.engine.touches(shape)):
            return None
        if letter == "p" or self.engine.contains(shape):
            return geometry
        part = checked(self.geometry.intersection(geometry))
        part.convertGeometryCollectionToSubclass(GEOMETRY_TYPES[letter])
        return part


class _Objects:
    """The objects of a class near a territory, in its CRS, each with its part, indexed."""

    def __init__(
        self,
        layers: Iterable[ThematicLayer],
        territory: Territory,
        steps: Steps,
    ) -> None:
        self.has_parts = False
        # What of them lies within the whole territory.
        self.in_whole: list[QgsGeometry] = []
        self._steps = steps
        self._objects: list[tuple[_Part, QgsGeometry]] = []
        for thematic in layers:
            fields = _part_fields(thematic)
            self.has_parts |= max(fields) >= 0
            # A file on a share that has gone ends early without any error.
            if self._read(thematic.layer, fields, territory) < thematic.count:
                raise SourceError(
                    translate(
                        "Summary", "The layer “{layer}” was not read to its end: try again."
                    ).format(layer=thematic.layer.name())
                )
        self._index = box_index(geometry for _, geometry in self._objects)

    def near(self, area: _Area) -> Iterator[tuple[_Part, QgsGeometry]]:
        """The objects that may meet an area, in the order of their layers."""
        for number in sorted(self._index.intersects(area.geometry.boundingBox())):
            self._steps.pause()
            yield self._objects[number]

    def _read(self, layer: QgsVectorLayer, fields: tuple[int, int], territory: Territory) -> int:
        to_crs = transform(layer.crs(), territory.crs)
        # The layers also hold what the map shows around the territory.
        from_crs = transform(territory.crs, layer.crs())
        box = from_crs.transformBoundingBox(territory.geometry.boundingBox())
        read_fields = [field for field in fields if field >= 0]
        request = QgsFeatureRequest(box).setSubsetOfAttributes(read_fields)
        read = 0
        for feature in read_all(layer, request):
            self._steps.pause()
            read += 1
            geometry = QgsGeometry(feature.geometry())
            if not moved(geometry, to_crs):
                continue
            geometry, problem = repaired(part_near(geometry, territory.geometry.boundingBox()))
            if geometry.isEmpty() or problem == SKIPPED:
                continue
            self._objects.append((_part(feature, fields), geometry))
        return read


def _part_fields(thematic: ThematicLayer) -> tuple[int, int]:
    """The numbers of the fields that name a part of a class and give its code; -1 for none."""
    fields = thematic.layer.fields()
    name = fields.lookupField(thematic.zone_name or thematic.sub_trame)
    return name, fields.lookupField(thematic.zone_code)


def _part(feature: QgsFeature, fields: tuple[int, int]) -> _Part:
    name, code = (
        " ".join(text_value(feature.attribute(field)).split()) if field >= 0 else ""
        for field in fields
    )
    return name or code, code


def _places(context: SheetContext, scope: SummaryScope) -> list[NamedGeometry]:
    """The territory, and of an EPCI or a selection its communes by name."""
    territory = context.territory
    entry = territory.entry
    if entry.kind == COMMUNE:
        return [NamedGeometry(entry.code, entry.name, territory.geometry)]
    members = context.gazetteer.members(entry, territory.crs) if scope.communes else []
    known = [place for place in members if not place.geometry.isEmpty()]
    whole = NamedGeometry(entry.code, context.sheet.words["summary_whole"], territory.geometry)
    return [whole, *sorted(known, key=lambda place: (fold(place.name), place.code))]


def _in_legend_order(
    layers: SheetLayers, sheet: SheetDefinition, kind: str
) -> dict[tuple[str, str], list[ThematicLayer]]:
    """The layers of each class and geometry letter; a class without an object has none of both."""
    found: dict[tuple[str, str], list[ThematicLayer]] = defaultdict(list)
    for layer in layers.thematic:
        if layer.count:
            found[layer.class_id, layer.geometry].append(layer)
    # What the user has hidden is neither listed nor said to have no object.
    listed = {class_id for class_id, _ in found} | set(layers.hidden)
    for class_id in layers.counts.keys() - listed:
        found[class_id, ""] = []
    legend = [(e.class_id, letter) for e in sheet.legends[kind] for letter in (*e.geometries, "")]
    return {key: found[key] for key in dict.fromkeys((*legend, *sorted(found))) if key in found}


def _rows_of(area: _Area, rows: list[SummaryRow], sheet: SheetDefinition) -> list[SummaryRow]:
    """The rows of an area from those of the classes: one that says why, where there are none."""
    if area.is_uncovered:
        return [replace(area.row("", sheet.label(UNCOVERED), ""), count=None)]
    # The whole territory also lists the classes of which it has no object; a commune does not.
    if area.is_whole:
        return rows
    word = "summary_partial" if area.is_partial else "summary_empty"
    return [row for row in rows if row.count] or [area.row("", sheet.words[word], "")]


def _class_rows(
    area: _Area, objects: _Objects, blank: SummaryRow, without: str, measure: EllipsoidMeasure
) -> Iterator[SummaryRow]:
    """The row of a class within an area, then those of its parts by name.

    `blank` is the row of no object, `without` the label of the objects without a sub-trame or zone.
    """
    letter = blank.geometry
    parts: dict[_Part, list[QgsGeometry]] = defaultdict(list)
    for part, geometry in objects.near(area):
        inside = area.inside(geometry, letter)
        if inside is not None:
            parts[part].append(inside)

    def row(sub_trame: str, zone: str, found: list[QgsGeometry]) -> SummaryRow:
        size = share = None
        if letter == "l":
            size = measure.kilometres(found)
        elif letter == "s":
            size = measure.hectares(found)
            share = None if area.is_partial else 100 * size / area.size
        count = len(found)
        named = replace(blank, sub_trame=sub_trame, zone=zone)
        return replace(named, count=count, measure=size, share=share)

    everything = [inside for found in parts.values() for inside in found]
    if area.is_whole:
        objects.in_whole = everything
    yield row("", "", everything)
    if objects.has_parts:
        for name, code in sorted(parts, key=lambda part: (not part[0], part)):
            yield row(name or without, code, parts[name, code])

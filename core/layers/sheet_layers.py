# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: opened, styled, restricted to the territory, in printing order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsMapLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QFont

from ..common.crs import transform
from ..common.errors import SheetError, SourceError
from ..common.i18n import translate
from ..common.layer_roles import ROLE
from ..common.request import DIM, HIDE, SHOW
from ..common.typography import usable_family
from ..profiles.profile import ClassSource, DataProfile
from ..sheet.definition import CONTOUR, SheetDefinition
from ..territory.entry import COMMUNE
from ..territory.gazetteer import Gazetteer, Place, Territory
from .name_placement import place_names
from .restriction import covers, is_empty, meeting, open_restricted

MEMBERS = "members"
LIMIT = "limit"
NEIGHBOURS = "neighbours"
OUTSIDE = "outside"
MARK = "demonstration"
BACKGROUND = "background"
SITUATION = "situation"
SITUATION_TERRITORY = "situation_territory"

# The room that a point symbol takes, in mm on A3.
POINT_SYMBOL = 3.0

# No commune, nor piece of one, is as small as this, in m².
SLIVER = 10_000


@dataclass(frozen=True)
class ThematicLayer:
    """A layer in the role of a legend class; `count` objects of it meet the territory.

    `sub_trame` is the field that tells its sub-trames apart, if any.
    """

    layer: QgsVectorLayer
    class_id: str
    geometry: str
    count: int
    sub_trame: str = ""


@dataclass
class SheetLayers:
    """All the layers of a sheet; of the thematic ones, the bottom of the list drawn first.

    `reaches` tells whether the source comes near the territory at all.
    """

    thematic: list[ThematicLayer]
    furniture: dict[str, QgsVectorLayer]
    counts: dict[str, int]
    warnings: list[str] = field(default_factory=list)
    reaches: bool = True
    background: QgsMapLayer | None = None
    names: QgsVectorLayer | None = None  # in the place of the members', where each has its place

    @property
    def contour(self) -> QgsVectorLayer:
        return self.furniture[CONTOUR]

    def with_symbols(self) -> list[QgsVectorLayer]:
        """The layers whose symbols follow the paper: the classes, the contours."""
        limits = [layer for role, layer in self.furniture.items() if role in (CONTOUR, LIMIT)]
        return [*(t.layer for t in self.thematic), *limits]

    def in_drawing_order(self) -> list[QgsMapLayer]:
        """Every layer, the topmost first.

        Points stand on what may hide them on a border: the contour and the veil outside.
        """
        furniture = dict(self.furniture)
        names = [furniture.pop(role) for role in (MARK, MEMBERS) if role in furniture]
        if self.names is not None:
            names[-1] = self.names
        points = [t.layer for t in self.thematic if t.geometry == "p"]
        lines = list(furniture.values())
        others = [t.layer for t in self.thematic if t.geometry != "p"]
        background = [self.background] if self.background else []
        return [*names, *points, *lines, *others, *background]

    def shown_in(
        self, area: QgsGeometry, crs: QgsCoordinateReferenceSystem
    ) -> set[tuple[str, str]]:
        """The classes and geometry letters with an object in an area (Polygon in `crs`)."""
        return {
            (t.class_id, t.geometry)
            for t in self.thematic
            if next(meeting(t.layer, area, crs), None) is not None
        }


def open_layers(
    territory: Territory,
    sheet: SheetDefinition,
    profile: DataProfile,
    gazetteer: Gazetteer,
    outside: str = DIM,
    feedback: QgsFeedback | None = None,
    reach: float = 0.0,
) -> SheetLayers:
    """Open the layers of a sheet for a territory, adding nothing to any project.

    Each thematic layer holds the objects that meet the territory (all around it as well where the
    outside is shown, `reach` metres from its middle at least): as a live subset of its source, or
    as a local copy of what cannot be restricted. One that cannot be read costs a warning. Raises
    SourceError when none can, SheetError when a style is missing, CancelledError.
    """
    warnings = list(profile.warnings)
    counts: dict[str, int] = {}
    thematic = []
    around = _surroundings(territory.geometry, reach)
    refusals = []
    for source in _in_printing_order(sheet, profile.sources, warnings):
        try:
            opened = _open_class(source, territory, sheet, outside, around, warnings, feedback)
        except SourceError as error:
            refusals.append(str(error))
            continue
        counts[source.class_id] = counts.get(source.class_id, 0) + opened.count
        if opened.count or (outside == SHOW and not is_empty(opened.layer)):
            thematic.append(opened)
    if refusals and not counts:
        raise SourceError(refusals[0])
    warnings += refusals
    reaches = any(counts.values()) or covers(profile, territory.geometry, territory.crs)
    if not reaches:
        warnings.append(
            translate(
                "Layers",
                "The source has nothing near {territory}: it may not cover that territory.",
            ).format(territory=territory.entry.title)
        )
    return SheetLayers(
        thematic=thematic,
        furniture=_open_furniture(
            territory, sheet, gazetteer, outside, around, profile.demonstration
        ),
        counts=counts,
        warnings=warnings,
        reaches=reaches,
    )


def open_situation(
    territory: Territory, sheet: SheetDefinition, gazetteer: Gazetteer
) -> list[QgsVectorLayer]:
    """The layers of the situation map, topmost first: the territory, and what it lies in.

    A commune lies in its EPCI, an EPCI in its département; where neither is known, among its
    neighbours.
    """
    entry, crs = territory.entry, territory.crs
    context = [p for p in gazetteer.surroundings(entry, crs) if not p.geometry.isEmpty()]
    if not context:
        context = list(gazetteer.communes_in(_surroundings(territory.geometry), crs))
    layers = []
    for role, places in (
        (SITUATION_TERRITORY, [Place(entry.code, entry.name, territory.geometry)]),
        (SITUATION, context),
    ):
        if places:
            layer = inline_layer(places, crs, sheet.label(role))
            apply_style(layer, sheet.style(f"{role}_s"))
            layer.setCustomProperty(ROLE, role)
            layers.append(layer)
    return layers


def open_names(
    territory: Territory,
    sheet: SheetDefinition,
    members: Sequence[Place],
    layers: SheetLayers,
    metres: float,
    factor: float,
) -> tuple[QgsVectorLayer | None, list[str]]:
    """The names of the members, each at its place on a map, and those for which there is none.

    `metres` is the length on the ground of a mm of the map, `factor` how much larger than on A3
    type is.
    """
    font = QFont(usable_family(""))
    marks = [
        box for t in layers.thematic if t.geometry == "p" for box in _boxes(t.layer, territory)
    ]
    room = POINT_SYMBOL * factor * metres
    taken = [QgsRectangle.fromCenterAndSize(box.center(), room, room) for box in marks]
    known = [place for place in members if not place.geometry.isEmpty()]
    names, missing = place_names(known, territory.geometry, metres, factor, font, taken)
    if not names:
        return None, missing
    places = [Place(n.code, n.text, QgsGeometry.fromPointXY(n.centre), n.size) for n in names]
    layer = inline_layer(places, territory.crs, sheet.label(MEMBERS))
    apply_style(layer, sheet.style("members_p"))
    layer.setCustomProperty(ROLE, MEMBERS)
    return layer, missing


def inline_layer(
    places: Sequence[Place], crs: QgsCoordinateReferenceSystem, name: str
) -> QgsVectorLayer:
    """A layer of named geometries of one kind, in `crs`, whose data is in its own definition.

    A project saved with it needs no file to draw it again.
    """
    shapes = [QgsGeometry(place.geometry) for place in places]
    for shape in shapes:
        shape.convertToMultiType()
    # SQLite takes any number of values, but only 500 SELECT joined by UNION.
    values = ", ".join(
        f"({number}, {_quoted(place.code)}, {_quoted(place.name)}, {place.size}, "
        f"'{shape.asWkt(2)}')"
        for number, (place, shape) in enumerate(zip(places, shapes), 1)
    )
    statement = (
        # No database is asked, and QGIS quotes the texts.
        "SELECT column1 AS fid, column2 AS code, column3 AS name, column4 AS size, "  # noqa: S608
        f"GeomFromText(column5, {crs.postgisSrid()}) AS geometry FROM (VALUES {values})"
    )
    query = bytes(QUrl.toPercentEncoding(statement)).decode("ascii")
    kind = int(QgsWkbTypes.flatType(shapes[0].wkbType()))
    uri = f"?query={query}&geometry=geometry:{kind}:{crs.postgisSrid()}&uid=fid"
    return QgsVectorLayer(uri, name, "virtual")


def apply_style(layer: QgsVectorLayer, style: Path) -> None:
    """Style a layer from a QML file, its labels in a typeface that the machine has.

    Raises SheetError when the file is missing or refused.
    """
    message, ok = layer.loadNamedStyle(str(style))
    if not ok:
        reason = message if style.is_file() else translate("Layers", "there is no such file")
        raise SheetError(
            translate("Layers", "The style “{path}” cannot be used: {reason}.").format(
                path=style, reason=" ".join(reason.split()).rstrip(".")
            )
        )
    labeling = layer.labeling()
    if labeling is not None:
        settings = labeling.settings()
        text_format = settings.format()
        font = text_format.font()
        font.setFamily(usable_family(font.family()))
        text_format.setFont(font)
        settings.setFormat(text_format)
        layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))


def _in_printing_order(
    sheet: SheetDefinition, sources: Iterable[ClassSource], warnings: list[str]
) -> list[ClassSource]:
    order = {name: rank for rank, name in enumerate(sheet.drawing_order)}
    known = []
    for source in sources:
        if f"{source.class_id}_{source.geometry}" in order:
            known.append(source)
        else:
            warnings.append(
                translate(
                    "Layers",
                    "The layer “{layer}” is left out: this sheet does not draw "
                    "the class {class_id}.",
                ).format(layer=source.layer.name, class_id=source.class_id)
            )
    return sorted(known, key=lambda s: order[f"{s.class_id}_{s.geometry}"])


def _open_class(
    source: ClassSource,
    territory: Territory,
    sheet: SheetDefinition,
    outside: str,
    around: QgsRectangle,
    warnings: list[str],
    feedback: QgsFeedback | None,
) -> ThematicLayer:
    layer, count = open_restricted(
        source,
        territory.geometry,
        territory.crs,
        around if outside == SHOW else None,
        warnings,
        feedback,
    )
    layer.setName(sheet.label(source.class_id))
    apply_style(layer, sheet.style(f"{source.class_id}_{source.geometry}"))
    layer.setCustomProperty(ROLE, f"class:{source.class_id}")
    return ThematicLayer(layer, source.class_id, source.geometry, count, source.sub_trame)


def _open_furniture(
    territory: Territory,
    sheet: SheetDefinition,
    gazetteer: Gazetteer,
    outside: str,
    around: QgsRectangle,
    demonstration: bool,
) -> dict[str, QgsVectorLayer]:
    entry, crs = territory.entry, territory.crs
    whole = [Place(entry.code, entry.name, territory.geometry)]
    outlines = whole
    if entry.kind != COMMUNE:
        outlines = _with_rest(territory, gazetteer)
    inside = {place.code for place in outlines}
    neighbours = [p for p in gazetteer.communes_in(around, crs) if p.code not in inside]

    # Topmost first. What is hidden outside goes under the mask, its names included.
    layers: dict[str, tuple[list[Place], str]] = {}
    if demonstration:
        layers[MARK] = (whole, "demonstration_s")
    if entry.kind == COMMUNE:
        layers[CONTOUR] = (whole, "contour_s")
    else:
        layers[MEMBERS] = (outlines, "members_s")
        layers[CONTOUR] = ([_limits(outlines)], "contour_l")
        layers[LIMIT] = (whole, "limit_s")
    if neighbours and outside != HIDE:
        layers[NEIGHBOURS] = (neighbours, "neighbours_s")
    if outside != SHOW:
        layers[OUTSIDE] = (whole, f"outside_{outside}_s")
    opened = {}
    for role, (places, style) in layers.items():
        layer = inline_layer(places, crs, sheet.label(role))
        apply_style(layer, sheet.style(style))
        layer.setCustomProperty(ROLE, role)
        layer.setFlags(layer.flags() & ~QgsMapLayer.LayerFlag.Searchable)
        opened[role] = layer
    return opened


def _with_rest(territory: Territory, gazetteer: Gazetteer) -> list[Place]:
    """The communes of a territory and, without a name, what none of the loaded ones covers."""
    entry = territory.entry
    members = gazetteer.members(entry, territory.crs)
    known = [place for place in members if not place.geometry.isEmpty()]
    if not known:
        return [Place(entry.code, entry.name, territory.geometry)]
    if len(known) < len(entry.members):
        rest = territory.geometry.difference(QgsGeometry.unaryUnion([p.geometry for p in known]))
        # The contour of an EPCI and those of its communes differ by slivers.
        parts = [part for part in rest.asGeometryCollection() if part.area() > SLIVER]
        if parts:
            known.append(Place(entry.code, "", QgsGeometry.unaryUnion(parts)))
    return known


def _boxes(layer: QgsVectorLayer, territory: Territory) -> Iterator[QgsRectangle]:
    """The boxes of the objects of a layer, in the territory's CRS."""
    to_territory = transform(layer.crs(), territory.crs)
    for feature in layer.getFeatures(QgsFeatureRequest().setNoAttributes()):
        yield to_territory.transformBoundingBox(feature.geometry().boundingBox())


def _limits(places: Sequence[Place]) -> Place:
    """The limits of neighbouring communes as lines, each but once: dashes drawn twice fill up."""
    lines = QgsGeometry.unaryUnion(
        [QgsGeometry(place.geometry.constGet().boundary()) for place in places]
    )
    return Place("", "", lines.mergeLines())


def _surroundings(geometry: QgsGeometry, reach: float = 0.0) -> QgsRectangle:
    """A box that holds the frame of the territory's map, whatever the paper's shape."""
    box = geometry.boundingBox()
    around = box.buffered(0.75 * max(box.width(), box.height()))
    around.combineExtentWith(QgsRectangle.fromCenterAndSize(box.center(), 2 * reach, 2 * reach))
    return around


def _quoted(text: str) -> str:
    # SQLite's way; QgsExpression's would also double backslashes.
    return "'" + text.replace("'", "''") + "'"

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a published project: copies of what its sheets show, that follow the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsMapLayerStyle,
    QgsProject,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QVariant

from ..common.canvas_look import class_key, style_of
from ..common.crs import local_box, moved, no_place, transform
from ..common.layer_roles import (
    GROUND_NAMES,
    GROUNDS,
    MASK,
    NEIGHBOUR_NAMES,
    NEIGHBOURS,
    SITUATION,
    SITUATION_ABSENT,
    SITUATION_TERRITORY,
    UNCOVERED,
    WATERMARK,
)
from ..common.request import SHOW
from ..layers.layer_maker import LayerMaker
from ..profiles.profile import ClassSource, DataProfile
from ..sheet.definition import CONTOUR
from ..sources.source import read_all
from ..styles.merged_surfaces import draw_merged
from ..territory.gazetteer import Gazetteer, NamedGeometry
from .expressions import CODE, ITSELF, OTHERS, SAME_SITUATION, inside
from .layer_record import RecordedLayer
from .ruled_layer import restrict_drawing
from .tables import AREAS, POINTS, Row, Tables

TERRITORIES = "territories"
COMMUNES = "communes"

# The table of a reference layer, and which of its rows a page shows.
_REFERENCE = {
    WATERMARK: (TERRITORIES, ITSELF),
    CONTOUR: (TERRITORIES, ITSELF),
    MASK: (MASK, ITSELF),
    SITUATION_TERRITORY: (TERRITORIES, ITSELF),
    NEIGHBOURS: (COMMUNES, OTHERS),
    NEIGHBOUR_NAMES: (NEIGHBOUR_NAMES, ITSELF),
    UNCOVERED: (UNCOVERED, ITSELF),
    SITUATION: (SITUATION, SAME_SITUATION),
    SITUATION_ABSENT: (SITUATION_ABSENT, SAME_SITUATION),
    **{role: (role, ITSELF) for role in GROUNDS},
}

# How the key of a layer of objects outside the territory ends.
_OUTSIDE = "_outside"

# Around the frames, in metres: symbols reach into them from outside.
_AROUND = 500.0

_NAMES = {CODE: str, "name": str, "size": float}


@dataclass
class DrawnPlaces:
    """What the reference layers of the sheets of an atlas show, each once, in `crs`."""

    crs: QgsCoordinateReferenceSystem
    frames: dict[str, QgsRectangle] = field(default_factory=dict)  # by the codes of the sheets
    territories: dict[str, NamedGeometry] = field(default_factory=dict)
    uncovered: dict[str, QgsGeometry] = field(default_factory=dict)
    # By role and by what the situation map shows: an EPCI, or what is around a commune.
    situations: dict[str, dict[str, list[NamedGeometry]]] = field(default_factory=dict)
    # By role, the veil among them, each with the code of the sheet whose map shows it.
    grounds: dict[str, list[NamedGeometry]] = field(default_factory=dict)
    # The names around, in the same way.
    names: list[NamedGeometry] = field(default_factory=list)

    @property
    def area(self) -> QgsReferencedGeometry:
        """All that the maps show."""
        boxes = [QgsGeometry.fromRect(box.buffered(_AROUND)) for box in self.frames.values()]
        return QgsReferencedGeometry(QgsGeometry.unaryUnion(boxes), self.crs)


@dataclass
class PublishedLayers:
    """Writes the tables of an atlas, and opens the layers of a project on them."""

    tables: Tables
    places: DrawnPlaces
    outside: str
    # By key: what they name of the fields of the classes is published.
    styles: Mapping[str, list[str]]
    _swatches: dict[str, QgsVectorLayer] = field(default_factory=dict)

    def write(
        self, gazetteer: Gazetteer, maker: LayerMaker, keys: set[str], feedback: QgsFeedback | None
    ) -> None:
        """Write the tables of the layers of some keys. Raises SourceError, ExportError."""
        crs, places = self.places.crs, self.places
        area = places.area
        self.tables.write(TERRITORIES, _NAMES, crs, map(_place_row, places.territories.values()))
        if NEIGHBOURS in keys:
            near = gazetteer.communes_in(area.boundingBox(), crs)
            shown = (place for place in near if area.intersects(place.geometry.boundingBox()))
            self.tables.write(COMMUNES, _NAMES, crs, map(_place_row, shown))
        if UNCOVERED in keys:
            rows = (Row(geometry, (code,)) for code, geometry in places.uncovered.items())
            self.tables.write(UNCOVERED, {CODE: str}, crs, rows)
        for role, shown_on in places.grounds.items():
            geometry = POINTS if role in GROUND_NAMES.values() else AREAS
            self.tables.write(role, _NAMES, crs, map(_place_row, shown_on), geometry)
        if NEIGHBOUR_NAMES in keys:
            self.tables.write(NEIGHBOUR_NAMES, _NAMES, crs, map(_place_row, places.names), POINTS)
        for role, groups in places.situations.items():
            columns = {SITUATION: str, **_NAMES}
            self.tables.write(role, columns, crs, _situation_rows(groups))
        for key, source in class_sources(maker.profile).items():
            if key in keys or f"{key}{_OUTSIDE}" in keys:
                self._write_class(key, source, maker, feedback)

    def open(self, recorded: RecordedLayer) -> QgsVectorLayer:
        """The layer of a map, restricted to what each page shows. Raises ExportError."""
        layer = self._styled(recorded)
        expression = self._expression(recorded.key, layer)
        if expression:
            restrict_drawing(layer, expression)
        return layer

    def swatch(self, recorded: RecordedLayer) -> QgsVectorLayer:
        """A layer of the same look that is not restricted, for legends. Raises ExportError."""
        if recorded.name not in self._swatches:
            layer = self._styled(recorded)
            layer.setLabelsEnabled(False)
            self._swatches[recorded.name] = layer
        return self._swatches[recorded.name]

    def _styled(self, recorded: RecordedLayer) -> QgsVectorLayer:
        layer = self.tables.open(_table_of(recorded.key), recorded.title)
        QgsMapLayerStyle(recorded.style).writeToLayer(layer)
        # Among all objects of a département may be one that QGIS cannot unite: it would draw none.
        draw_merged(layer, False)
        # Without the plugin, its marks mean nothing.
        for name in layer.customPropertyKeys():
            if name.startswith("srce_pac/"):
                layer.removeCustomProperty(name)
        layer.setName(recorded.title)
        layer.setReadOnly(True)
        return layer

    def _expression(self, key: str, layer: QgsVectorLayer) -> str:
        """Which of its objects a page shows; nothing where it shows all."""
        if key in _REFERENCE:
            return _REFERENCE[key][1]
        # Lines and areas go on beyond the territory, under the mask; points lie over it.
        if self.outside == SHOW or not style_of(key).endswith("_p"):
            return ""
        return inside(layer.crs(), self.places.crs, not key.endswith(_OUTSIDE))

    def _write_class(
        self, key: str, source: ClassSource, maker: LayerMaker, feedback: QgsFeedback | None
    ) -> None:
        area = self.places.area
        near = QgsReferencedRectangle(area.boundingBox(), area.crs())
        layer = maker.classes.open(source, near, feedback).layer
        columns = [i for i, one in enumerate(layer.fields()) if self._is_used(key, one)]
        fields = QgsFields()
        for index in columns:
            fields.append(_plain_field(layer.fields()[index]))
        kind = QgsWkbTypes.multiType(layer.wkbType()), layer.crs()
        features = sorted(_features_in(layer, source, area), key=lambda feature: feature.id())
        copies = (_copy(feature, columns) for feature in features)
        self.tables.write_features(_table_of(key), fields, kind, copies)

    def _is_used(self, key: str, one: QgsField) -> bool:
        """Whether a style names a field: of the others, nothing is published."""
        return any(one.name() in style for style in self._styles_of(key))

    def _styles_of(self, key: str) -> list[str]:
        return [*self.styles.get(key, ()), *self.styles.get(f"{key}{_OUTSIDE}", ())]


def class_sources(profile: DataProfile) -> dict[str, ClassSource]:
    """The layers of a source by the keys that sheets give them."""
    sources = {}
    numbers: Counter[tuple[str, str]] = Counter()
    for source in profile.sources:
        role = source.class_id, source.geometry
        sources[class_key(*role, numbers[role])] = source
        numbers[role] += 1
    return sources


def _table_of(key: str) -> str:
    if key in _REFERENCE:
        return _REFERENCE[key][0]
    return key.split(":", 1)[-1].replace(_OUTSIDE, "")


def _place_row(place: NamedGeometry) -> Row:
    return Row(place.geometry, (place.code, place.name, place.size))


def _situation_rows(groups: Mapping[str, list[NamedGeometry]]) -> Iterator[Row]:
    for situation, places in groups.items():
        for place in places:
            yield Row(place.geometry, (situation, place.code, place.name, place.size))


def _features_in(
    layer: QgsVectorLayer, source: ClassSource, area: QgsReferencedGeometry
) -> Iterator[QgsFeature]:
    """The objects of a class whose boxes meet an area, in the CRS of the layer."""
    near = QgsReferencedRectangle(area.boundingBox(), area.crs())
    request = QgsFeatureRequest(local_box(near, layer))
    if source.filter:
        request.combineFilterExpression(source.filter)
    local = QgsGeometry(area)
    if not moved(local, transform(area.crs(), layer.crs())):
        raise no_place(layer)
    engine = QgsGeometry.createGeometryEngine(local.constGet())
    engine.prepareGeometry()
    for feature in read_all(layer, request):
        box = QgsGeometry.fromRect(feature.geometry().boundingBox())
        # The box of a point or of an upright line has no area.
        shape = box if box.area() > 0 else feature.geometry()
        if engine.intersects(shape.constGet()):
            yield feature


def _plain_field(one: QgsField) -> QgsField:
    """A field of one of the kinds that a GeoPackage has."""
    kinds = (QVariant.Int, QVariant.LongLong, QVariant.Double, QVariant.Date, QVariant.DateTime)
    is_known = one.type() in (*kinds, QVariant.String)
    return QgsField(one.name(), one.type() if is_known else QVariant.String)


def _copy(feature: QgsFeature, columns: list[int]) -> QgsFeature:
    copy = QgsFeature()
    copy.setAttributes([None, *(feature.attribute(index) for index in columns)])
    geometry = feature.geometry()
    geometry.convertToMultiType()
    copy.setGeometry(geometry)
    return copy


def add_layers(project: QgsProject, groups: Mapping[str, list[QgsVectorLayer]]) -> None:
    """Add layers to a project, in groups of which only the first is shown on the canvas."""
    root = project.layerTreeRoot()
    for number, (title, layers) in enumerate(groups.items()):
        group = root.addGroup(title)
        for layer in layers:
            project.addMapLayer(layer, False)
            group.addLayer(layer)
        group.setItemVisibilityChecked(number == 0)
        group.setExpanded(number == 0)

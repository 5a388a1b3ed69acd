# SPDX-License-Identifier: GPL-3.0-or-later
"""The light base of a sheet: what of it a map shows, as layers under the theme."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qgis.core import (
    NULL,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsGeometry,
    QgsMapLayer,
    QgsNullSymbolRenderer,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFont

from ..base.definition import BaseClass
from ..base.library import OpenedBase
from ..common.as_meant import as_meant
from ..common.crs import local_box, moved, transform
from ..common.errors import BackgroundError, SourceError
from ..common.harmless import harmless_text
from ..common.i18n import translate
from ..common.layer_roles import BASE
from ..common.request import COMMUNE, NO_BASE, SheetRequest
from ..common.typography import usable_family
from ..profiles.data_facts import dated
from ..profiles.profile import ClassSource
from ..sources.source import read_whole
from ..territory.gazetteer import NamedGeometry
from ..territory.name_index import fold
from .base_drawing import NOTHING, BaseLayer, DrawnBase, keep_places, label_by, show_at_scales
from .base_names import BaseNames, BaseRoom
from .context import SheetContext
from .layer_maker import LayerLook, LayerMaker
from .name_placement import Lettering, NameRoom, place_names

# The importance of a place of which none is known.
LEAST_IMPORTANT = 9

# What the style of towns knows the commune of the sheet by, and the points of its name on A3.
OWN = "own"
OWN_POINTS = 10.0
OWN_CLASS = "town"

# The least importance of a town that helps to find one's way wherever it lies.
LARGE_TOWN = 2


@dataclass(frozen=True)
class BaseView:
    """What a map shows of a base: what lies in a frame, at a scale (a denominator).

    Without a scale (0), all is there, and QGIS shows it at its scales. The `written` names are on
    the map already; `names_inside` names nothing outside the territory. Without a `room`, names
    may stand anywhere in the frame; none but that of the territory is larger than `most_points` on
    A3. Where the outside `is_veiled`, larger towns are named there on what the theme has as well.
    """

    frame: QgsReferencedRectangle
    scale: float = 0.0
    written: frozenset[str] = frozenset()
    names_inside: bool = False
    room: BaseRoom | None = None
    most_points: float = math.inf
    is_veiled: bool = False

    def name_room(self) -> BaseRoom:
        """Where names may stand."""
        lettering = Lettering(self.scale / 1000, 1.0, QFont(usable_family("")))
        return self.room or BaseRoom(NameRoom(self.frame), lettering)


def wished_base(request: SheetRequest) -> str:
    """The light base that a request asks for; a picture of roads and names needs none over it."""
    wish = as_meant(request.base)
    is_none = wish.casefold() == NO_BASE or (request.background and not wish)
    return NO_BASE if is_none else wish


def open_base(
    context: SheetContext,
    maker: LayerMaker,
    wish: str,
    view: BaseView,
    feedback: QgsFeedback | None = None,
) -> DrawnBase:
    """Make the layers of the base that is wished for, see `SheetRequest.base`.

    What cannot be read costs no more than itself and a warning. Raises StyleError,
    CancelledError.
    """
    try:
        base = context.bases.of(wish, context.territory.entry.departement, feedback)
    except BackgroundError as error:
        return DrawnBase(warnings=(error.whole,), is_whole=False)
    if base is None:
        return NOTHING
    drawing = _Drawing(context, maker, base, view, feedback)
    layers = tuple(drawing.layers())
    credit = _credit(base, view.scale, layers)
    faults = tuple(drawing.warnings())
    warnings = (*base.warnings, *faults)
    heading, tints = base.definition.heading, base.definition.tints
    return DrawnBase(layers, heading, credit, warnings, not faults, tints)


def written_names(context: SheetContext, around: Iterable[QgsVectorLayer]) -> frozenset[str]:
    """The names that a sheet writes itself: of its members, and of communes around it."""
    gazetteer, territory = context.gazetteer, context.territory.entry
    members = (gazetteer.entry(code) for code in territory.members)
    names = [entry.name for entry in members if entry is not None]
    # On the map they may be broken into lines.
    request = QgsFeatureRequest()
    request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    for layer in around:
        names += [str(f["name"]).replace("\n", " ") for f in layer.getFeatures(request)]
    return frozenset(names)


class _Drawing:
    """The layers of one base, made class by class."""

    def __init__(
        self,
        context: SheetContext,
        maker: LayerMaker,
        base: OpenedBase,
        view: BaseView,
        feedback: QgsFeedback | None,
    ) -> None:
        self._context = context
        self._maker = maker
        self._base = base
        self._view = view
        self._feedback = feedback
        self._faults: dict[str, str] = {}
        self._named = {fold(name) for name in view.written}
        self._own = fold(context.territory.entry.name)
        self._names = BaseNames(view.name_room())

    def layers(self) -> Iterator[BaseLayer]:
        """The layers that the map shows, the topmost first."""
        definition = self._base.definition
        done = set()
        for style in definition.drawing_order:
            class_id, _, letter = style.rpartition("_")
            one = definition.classes[class_id]
            if self._view.scale and not one.is_drawn_at(self._view.scale, self._made_for):
                continue
            if not one.sizes:
                yield from self._class_layers(one, letter)
            elif class_id not in done:
                done.add(class_id)
                yield from self._name_layer(one)

    def warnings(self) -> Iterator[str]:
        """What could not be read, in one sentence."""
        if self._faults:
            sentence = translate("Base", "The light base is drawn without {labels}: {reason}")
            labels = ", ".join(self._faults)
            yield sentence.format(labels=labels, reason=next(iter(self._faults.values())))

    @property
    def _made_for(self) -> float:
        return self._base.profile.facts.scale

    def _sources(self, class_id: str, letters: str) -> list[ClassSource]:
        sources = self._base.profile.sources
        return [s for s in sources if s.class_id == class_id and s.geometry in letters]

    def _class_layers(self, one: BaseClass, letter: str) -> Iterator[BaseLayer]:
        """The layers of the lines or areas of a class."""
        view, style = self._view, f"{BASE}_{one.class_id}_{letter}"
        look = LayerLook(f"{BASE}:{one.class_id}", one.label, style, self._context.styles)
        for number, source in enumerate(self._sources(one.class_id, letter)):
            try:
                layer = self._maker.base_layer(self._base, source, look, view.frame, self._feedback)
                is_seen = _meets(layer, view.frame)
            except SourceError as error:
                self._faults.setdefault(one.label, error.whole)
                continue
            key = f"{letter}_{number}"
            is_named = label_by(layer, source.zone_name, not view.names_inside and not view.scale)
            if is_seen and is_named and view.scale and not view.names_inside:
                yield from self._line_names(one, key, layer, source.zone_name)
            if is_seen or not view.scale:
                yield self._finished(one, key, layer, is_seen)

    def _line_names(
        self, one: BaseClass, key: str, drawn: QgsVectorLayer, field: str
    ) -> Iterator[BaseLayer]:
        """The layer that names some lines of a map, and draws none."""
        pieces: list[NamedGeometry] = []
        try:
            for name, lines in self._named_lines(drawn, field).items():
                pieces += self._names.along(name, lines)
        except SourceError as error:
            self._faults.setdefault(one.label, error.whole)
        if pieces:
            role, style = f"{BASE}:{one.class_id}_name", f"{BASE}_{one.class_id}_l"
            look = LayerLook(role, one.label, style, self._context.styles)
            layer = self._maker.place_layer(look, pieces, self._context.territory.crs)
            layer.setRenderer(QgsNullSymbolRenderer())
            layer.setLabelsEnabled(True)
            keep_places(layer)
            yield self._finished(one, f"name_{key}", layer, is_seen=False)

    def _named_lines(self, layer: QgsVectorLayer, field: str) -> dict[str, list[QgsGeometry]]:
        """The lines of a layer within the frame, in the CRS of the sheet. Raises SourceError."""
        frame, column = self._view.frame, layer.fields().lookupField(field)
        request = QgsFeatureRequest(local_box(frame, layer)).setSubsetOfAttributes([column])
        to_sheet = transform(layer.crs(), self._context.territory.crs)
        lines: dict[str, list[QgsGeometry]] = {}
        for feature in read_whole(layer, request):
            name, geometry = _value(feature, column), feature.geometry()
            if name and not geometry.isEmpty() and moved(geometry, to_sheet):
                lines.setdefault(name, []).append(geometry)
        return lines

    def _name_layer(self, one: BaseClass) -> Iterator[BaseLayer]:
        """The layer of the names of a class, as points."""
        found: list[_Named] = []
        for source in self._sources(one.class_id, "ps"):
            try:
                found += self._names_of(one, source)
            except SourceError as error:
                self._faults.setdefault(one.label, error.whole)
        if one.class_id == OWN_CLASS and all(named.place.code != OWN for named in found):
            found += self._own_name()
        found.sort(key=lambda named: (named.importance, named.place.name))
        places: list[NamedGeometry] = []
        for named in found:
            folded = fold(named.place.name)
            if folded not in self._named and len(places) < one.most:
                self._named.add(folded)
                places += self._placed(named)
        if places:
            style = f"{BASE}_{one.class_id}_p"
            look = LayerLook(f"{BASE}:{one.class_id}", one.label, style, self._context.styles)
            layer = self._maker.place_layer(look, places, self._context.territory.crs)
            if self._view.scale:
                keep_places(layer)
            yield self._finished(one, "p_0", layer, is_seen=False)

    def _own_name(self) -> Iterator[_Named]:
        """The name of the commune of a map, of which the base knows nothing, within its limits."""
        territory, view = self._context.territory, self._view
        if territory.entry.kind != COMMUNE or not view.scale:
            return
        itself = NamedGeometry(territory.entry.code, territory.entry.name, territory.geometry)
        room = view.name_room()
        for name in place_names([itself], territory.geometry, room.lettering, room.room).names:
            centre = QgsGeometry.fromPointXY(name.centre)
            yield _Named(0, NamedGeometry(OWN, itself.name, centre, OWN_POINTS))

    def _placed(self, named: _Named) -> Iterator[NamedGeometry]:
        """A place where its name stands on the map, if there is room for it."""
        place = named.place
        if not self._view.scale:
            yield place
            return
        placed = self._names.place(place, must_stand=place.code == OWN or self._is_mark(named))
        if placed is not None:
            yield placed

    def _is_mark(self, named: _Named) -> bool:
        """Whether a name may lie on the theme: of a large town, where that is pale."""
        is_large = named.importance <= LARGE_TOWN
        if not is_large or not self._view.is_veiled:
            return False
        return not self._context.territory.geometry.contains(named.place.geometry)

    def _names_of(self, one: BaseClass, source: ClassSource) -> Iterator[_Named]:
        """The places of a source within the frame. Raises SourceError, CancelledError."""
        view, crs = self._view, self._context.territory.crs
        layer = self._maker.base_source(self._base, source, view.frame, self._feedback)
        columns = [layer.fields().lookupField(n) for n in (source.zone_name, source.importance)]
        request = QgsFeatureRequest(local_box(view.frame, layer))
        request.setSubsetOfAttributes([column for column in columns if column >= 0])
        if source.filter:
            request.combineFilterExpression(source.filter)
        to_sheet, area = transform(layer.crs(), crs), view.frame
        inside = self._context.territory.geometry if view.names_inside else None
        for feature in read_whole(layer, request):
            name, importance = (_value(feature, column) for column in columns)
            point = _middle(feature.geometry())
            is_own = bool(name) and fold(name) == self._own
            size = min(view.most_points, one.size_of(_rank(importance), view.scale))
            size = OWN_POINTS if is_own else size
            if not name or not size or not moved(point, to_sheet):
                continue
            if not area.contains(point.asPoint()) or (inside and not inside.contains(point)):
                continue
            place = NamedGeometry(OWN if is_own else importance, name, point, size)
            yield _Named(0 if is_own else _rank(importance), place)

    def _finished(
        self, one: BaseClass, key: str, layer: QgsVectorLayer, is_seen: bool
    ) -> BaseLayer:
        if not self._view.scale:
            show_at_scales(layer, one, self._made_for)
        # Identify and the locator answer with the theme, not with what lies under it.
        answering = QgsMapLayer.LayerFlag.Identifiable | QgsMapLayer.LayerFlag.Searchable
        layer.setFlags(QgsMapLayer.LayerFlags(layer.flags() & ~answering))
        style = f"{one.class_id}_{key.partition('_')[0]}"
        over_tints = style not in self._base.definition.under_tints
        return BaseLayer(f"{BASE}:{one.class_id}_{key}", layer, one.label, is_seen, over_tints)


@dataclass(frozen=True)
class _Named:
    """A place in the CRS of the sheet, and how important it is: 1 is the highest."""

    importance: int
    place: NamedGeometry


def _meets(layer: QgsVectorLayer, frame: QgsReferencedRectangle) -> bool:
    """Whether an object of a layer lies within a frame, in part at least. Raises SourceError."""
    request = QgsFeatureRequest(local_box(frame, layer)).setNoAttributes().setLimit(1)
    request.setFlags(request.flags() | QgsFeatureRequest.Flag.ExactIntersect)
    return bool(read_whole(layer, request))


def _value(feature: QgsFeature, column: int) -> str:
    value = feature.attribute(column) if column >= 0 else None
    return "" if value is None or value == NULL else str(value).strip()


def _rank(importance: str) -> int:
    try:
        return int(float(importance))
    except (ValueError, OverflowError):
        return LEAST_IMPORTANT


def _middle(geometry: QgsGeometry) -> QgsGeometry:
    """The point by which a place is named: of an area, one within it."""
    point = geometry.pointOnSurface() if geometry.area() else geometry.centroid()
    return point if not point.isNull() else QgsGeometry()


def _credit(base: OpenedBase, scale: float, layers: Sequence[BaseLayer]) -> str:
    """Whom what is drawn of a base comes from, with its date.

    Lines and areas drawn finer than they were made for are told with that scale; names stand about
    where they belong at any.
    """
    facts = base.profile.facts
    credit = dated(harmless_text(base.profile.credit), facts.date) if layers else ""
    has_signs = any(layer.is_seen for layer in layers)
    if not credit or not has_signs or not 0 < scale < facts.scale:
        return credit
    return f"{credit}, {base.definition.made_for_text(facts.scale)}"

# SPDX-License-Identifier: GPL-3.0-or-later
"""How the layers of a sheet are made: to stay in a user's project, or to print and forget."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeedback,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..base.library import OpenedBase
from ..common.crs import local_box
from ..common.errors import SourceError
from ..common.layer_roles import ROLE
from ..profiles.profile import ClassSource, DataProfile
from ..sources.layer_pool import LayerPool
from ..sources.source import read_all
from ..styles.drawn_style import note_style
from ..styles.merged_surfaces import draw_merged
from ..styles.plain_vector import draw_plainly
from ..styles.qml import apply_qml, apply_written_style, unusable
from ..styles.style_order import StyleOrder
from ..territory.gazetteer import NamedGeometry
from .base_drawing import filter_in_place
from .class_layer import ClassLayer, ClassLayers, lasting_keys
from .coverage import Coverage
from .inline_layer import inline_layer
from .memory_layer import memory_layer, memory_twin, place_features, refill
from .restriction import DrawnArea, RestrictedLayer, find_objects, object_warnings, restrict

Maker = TypeVar("Maker", bound="LayerMaker")


@dataclass(frozen=True)
class LayerLook:
    """The role of a layer, its printed name, the name of its style and where that is looked up.

    `own_style` is the QML that the user has put in its place, if any; `outside` the look of the
    layer of objects that are drawn apart, if that is another one.
    """

    role: str
    label: str
    style: str
    styles: StyleOrder
    own_style: str = ""
    outside: LayerLook | None = None

    def apply_to(self, layer: QgsVectorLayer) -> tuple[str, ...]:
        """Make a layer look so; gives what is to be known of its style. Raises StyleError."""
        layer.setName(self.label)
        chosen = self.styles.choose(self.style, layer.fields())
        reason = apply_qml(layer, chosen.qml)
        if reason:
            raise unusable(chosen.file, reason)
        note_style(layer, chosen.qml)
        if self.own_style:
            apply_written_style(layer, self.own_style)
        draw_plainly(layer)
        # A sheet draws its classes at whatever scale it has.
        layer.setScaleBasedVisibility(False)
        layer.setCustomProperty(ROLE, self.role)
        return chosen.warnings


@dataclass(frozen=True)
class _StyledLayer:
    """A layer in memory, and what is to be known of its style."""

    layer: QgsVectorLayer
    warnings: tuple[str, ...]


class LayerMaker(ABC):
    """Makes the layers of sheets from a data profile whose layers are opened once."""

    def __init__(self, profile: DataProfile, classes: ClassLayers, coverage: Coverage) -> None:
        self.profile = profile
        self.classes = classes
        self.coverage = coverage
        self._of_bases: dict[str, ClassLayers] = {}

    @classmethod
    def of(cls: type[Maker], profile: DataProfile) -> Maker:
        """A maker that shares its opened layers with no other."""
        classes = ClassLayers(profile, LayerPool())
        return cls(profile, classes, Coverage(profile, classes))

    @abstractmethod
    def place_layer(
        self,
        look: LayerLook,
        places: Sequence[NamedGeometry],
        crs: QgsCoordinateReferenceSystem,
    ) -> QgsVectorLayer:
        """A layer of named geometries of one kind, in `crs`. Raises StyleError."""

    def class_layer(
        self,
        source: ClassSource,
        look: LayerLook,
        area: DrawnArea,
        feedback: QgsFeedback | None,
    ) -> RestrictedLayer:
        """The layer of a class: the objects of an area.

        Raises SourceError, SheetError, CancelledError.
        """
        was_open = self.classes.is_open(source)
        try:
            return self._class_layer(source, look, area, feedback)
        except SourceError:
            if not was_open:
                raise
        # A database may have started anew since the layer was opened.
        self.classes.forget(source)
        return self._class_layer(source, look, area, feedback)

    @abstractmethod
    def base_layer(
        self,
        base: OpenedBase,
        source: ClassSource,
        look: LayerLook,
        near: QgsReferencedRectangle,
        feedback: QgsFeedback | None,
    ) -> QgsVectorLayer:
        """The layer of a class of a light base, which holds at least what is `near`.

        Raises SourceError, StyleError, CancelledError.
        """

    def base_source(
        self,
        base: OpenedBase,
        source: ClassSource,
        near: QgsReferencedRectangle,
        feedback: QgsFeedback | None,
    ) -> QgsVectorLayer:
        """A layer of a light base to be read only. Raises SourceError, CancelledError."""
        return self._classes_of(base).open(source, near, feedback).layer

    def _classes_of(self, base: OpenedBase) -> ClassLayers:
        if base.address not in self._of_bases:
            self._of_bases[base.address] = ClassLayers(base.profile, base.pool)
        return self._of_bases[base.address]

    @abstractmethod
    def _class_layer(
        self,
        source: ClassSource,
        look: LayerLook,
        area: DrawnArea,
        feedback: QgsFeedback | None,
    ) -> RestrictedLayer:
        """Make the layer of a class, as `class_layer` says."""


class ProjectLayers(LayerMaker):
    """Layers that draw the same with the plugin gone: live subsets, inline data."""

    def place_layer(
        self,
        look: LayerLook,
        places: Sequence[NamedGeometry],
        crs: QgsCoordinateReferenceSystem,
    ) -> QgsVectorLayer:
        layer = inline_layer(places, crs, look.label)
        look.apply_to(layer)
        return layer

    def _class_layer(
        self,
        source: ClassSource,
        look: LayerLook,
        area: DrawnArea,
        feedback: QgsFeedback | None,
    ) -> RestrictedLayer:
        opened = self.classes.take(source, area.box, feedback)
        opened = replace(opened, keys=lasting_keys(opened.layer, source.zone_code))
        restricted = restrict(opened, area, feedback)
        for layer in (restricted.layer, restricted.outside):
            if layer is not None:
                # It is the office's data: a slip of the mouse must not move what binds.
                layer.setReadOnly(True)
        # Only now, since refusals name the layer as its source does.
        warnings = look.apply_to(restricted.layer)
        if restricted.outside is not None:
            (look.outside or look).apply_to(restricted.outside)
        return replace(restricted, warnings=(*restricted.warnings, *warnings))

    def base_layer(
        self,
        base: OpenedBase,
        source: ClassSource,
        look: LayerLook,
        near: QgsReferencedRectangle,
        feedback: QgsFeedback | None,
    ) -> QgsVectorLayer:
        opened = self._classes_of(base).take(source, near, feedback)
        layer = opened.layer
        layer.setReadOnly(True)
        if not filter_in_place(layer, source):
            area = DrawnArea(QgsReferencedGeometry.fromReferencedRect(near))
            layer = restrict(opened, area, feedback).layer
        look.apply_to(layer)
        return layer


class MemoryLayers(LayerMaker):
    """Layers in memory, which the next territory refills."""

    def __init__(self, profile: DataProfile, classes: ClassLayers, coverage: Coverage) -> None:
        super().__init__(profile, classes, coverage)
        self._places: dict[tuple[object, ...], QgsVectorLayer] = {}
        self._classes: dict[tuple[object, ...], _StyledLayer] = {}
        # Of light bases, layers that are drawn where they are.
        self._drawn_in_place: dict[tuple[object, ...], QgsVectorLayer] = {}

    def place_layer(
        self,
        look: LayerLook,
        places: Sequence[NamedGeometry],
        crs: QgsCoordinateReferenceSystem,
    ) -> QgsVectorLayer:
        key = look, crs.authid()
        if key not in self._places:
            layer = memory_layer(places, crs, look.label)
            look.apply_to(layer)
            self._places[key] = layer
        refill(self._places[key], place_features(places))
        return self._places[key]

    def _class_layer(
        self,
        source: ClassSource,
        look: LayerLook,
        area: DrawnArea,
        feedback: QgsFeedback | None,
    ) -> RestrictedLayer:
        opened = self.classes.open(source, area.box, feedback)
        columns = opened.layer.fields().allAttributesList()
        found = find_objects(opened, area, columns, feedback)
        are_to_unite = found.are_to_unite
        within = self._filled(opened, look, found.features, are_to_unite)
        # Those apart are points.
        apart = self._filled(opened, look.outside or look, found.apart) if found.apart else None
        return RestrictedLayer(
            within.layer,
            found.count,
            (*opened.warnings, *object_warnings(source, found), *within.warnings),
            apart.layer if apart else None,
            found.geometries,
        )

    def base_layer(
        self,
        base: OpenedBase,
        source: ClassSource,
        look: LayerLook,
        near: QgsReferencedRectangle,
        feedback: QgsFeedback | None,
    ) -> QgsVectorLayer:
        key = base.address, source, look
        if key in self._drawn_in_place:
            return self._drawn_in_place[key]
        classes = self._classes_of(base)
        opened = classes.open(source, near, feedback)
        if classes.is_open(source):
            layer = opened.layer.clone()
            if filter_in_place(layer, source):
                look.apply_to(layer)
                self._drawn_in_place[key] = layer
                return layer
        request = QgsFeatureRequest(local_box(near, opened.layer))
        if source.filter:
            request.combineFilterExpression(source.filter)
        return self._filled(opened, look, list(read_all(opened.layer, request))).layer

    def _filled(
        self,
        opened: ClassLayer,
        look: LayerLook,
        features: Sequence[QgsFeature],
        are_to_unite: bool = False,
    ) -> _StyledLayer:
        """The layer in memory of a class that looks so, with these objects."""
        key = opened.source, look, _schema(opened.layer), are_to_unite
        if key not in self._classes:
            layer = memory_twin(opened.layer)
            warnings = look.apply_to(layer)
            # Here only: in a project the source may change, and one invalid object would then take
            # all others from the map.
            draw_merged(layer, are_to_unite)
            self._classes[key] = _StyledLayer(layer, warnings)
        # In the order of their rows, as the source itself draws them.
        refill(self._classes[key].layer, sorted(features, key=lambda feature: feature.id()))
        return self._classes[key]


def _schema(layer: QgsVectorLayer) -> tuple[object, ...]:
    """What a layer must have in common with another one to take its objects."""
    fields = ((field.name(), field.typeName()) for field in layer.fields())
    crs = layer.crs()
    return (layer.wkbType(), crs.authid() or crs.toWkt(), *fields)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: opened, styled, restricted to the territory, in printing order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsGeometry,
    QgsMapLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.layer_roles import LIMIT, MEMBERS, ROLE, WATERMARK
from ..common.request import DIM, SHOW
from ..profiles.profile import ClassSource, DataProfile
from ..sheet.definition import CONTOUR, SheetDefinition
from ..territory.gazetteer import Gazetteer, Territory
from .inline_layer import apply_style
from .reference_layers import open_reference_layers, surroundings
from .restriction import covers, intersecting_features, is_empty, open_restricted


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
    reference: dict[str, QgsVectorLayer]
    counts: dict[str, int]
    warnings: list[str] = field(default_factory=list)
    reaches: bool = True
    background: QgsMapLayer | None = None
    names: QgsVectorLayer | None = None  # in the place of the members', where each has its place

    @property
    def contour(self) -> QgsVectorLayer:
        return self.reference[CONTOUR]

    def with_symbols(self) -> list[QgsVectorLayer]:
        """The layers whose symbols follow the paper: the classes, the contours."""
        limits = [layer for role, layer in self.reference.items() if role in (CONTOUR, LIMIT)]
        return [*(t.layer for t in self.thematic), *limits]

    def in_drawing_order(self) -> list[QgsMapLayer]:
        """Every layer, the topmost first.

        Points stand on what may hide them on a border: the contour and the veil outside.
        """
        reference = dict(self.reference)
        names = [reference.pop(role) for role in (WATERMARK, MEMBERS) if role in reference]
        if self.names is not None:
            names[-1] = self.names
        points = [t.layer for t in self.thematic if t.geometry == "p"]
        lines = list(reference.values())
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
            if next(intersecting_features(t.layer, area, crs), None) is not None
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
    around = surroundings(territory.geometry, reach)
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
        reference=open_reference_layers(
            territory, sheet, gazetteer, outside, around, profile.demonstration
        ),
        counts=counts,
        warnings=warnings,
        reaches=reaches,
    )


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

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: opened, styled, restricted to the territory, in printing order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from qgis.core import (
    QgsFeedback,
    QgsMapLayer,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..common.canvas_look import class_key, in_order
from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.layer_roles import BACKGROUND, LIMIT, MEMBERS, WATERMARK
from ..common.request import DIM, SHOW
from ..profiles.profile import ClassSource
from ..sheet.definition import CONTOUR, SheetDefinition
from ..territory.gazetteer import Territory
from .class_layer import is_empty
from .context import SheetContext
from .layer_maker import LayerLook, LayerMaker
from .reference_layers import open_reference_layers, surroundings
from .restriction import meets


@dataclass(frozen=True)
class ThematicLayer:
    """A layer in the role of a legend class; `count` objects of it meet the territory.

    `geometry` is its letter (p, l or s), `sub_trame` the field of its sub-trames, if any; it is
    the `number`th layer of its class and letter.
    """

    layer: QgsVectorLayer
    class_id: str
    geometry: str
    count: int
    sub_trame: str = ""
    number: int = 0

    @property
    def key(self) -> str:
        """What the user's changes call it."""
        return class_key(self.class_id, self.geometry, self.number)


@dataclass
class SheetLayers:
    """All the layers of a sheet, the topmost first; `counts` gives the objects of each class.

    `unread` are the classes of which a layer could not be read.
    `reference` has the reference layers by role. `reaches` is false where the source holds
    nothing near the territory. `names` replaces the layer of the members where each name was
    given a position of its own. `hidden` are the classes with objects in the territory that the
    user does not want drawn, or not all of them; `order` the keys of the layers where they do not
    want that of the sheet.
    """

    thematic: list[ThematicLayer]
    reference: dict[str, QgsVectorLayer]
    counts: dict[str, int]
    unread: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    reaches: bool = True
    background: QgsMapLayer | None = None
    names: QgsVectorLayer | None = None
    hidden: list[str] = field(default_factory=list)
    order: tuple[str, ...] = ()

    @property
    def contour(self) -> QgsVectorLayer:
        return self.reference[CONTOUR]

    def with_symbols(self) -> list[QgsVectorLayer]:
        """The layers whose symbols follow the paper: the classes, the contours."""
        limits = [layer for role, layer in self.reference.items() if role in (CONTOUR, LIMIT)]
        return [*(t.layer for t in self.thematic), *limits]

    def in_drawing_order(self) -> list[QgsMapLayer]:
        """Every layer, the topmost first.

        Points are drawn over the contour and the mask, which would hide those on the border.
        """
        layers = self._by_key()
        return [layers[key] for key in in_order(list(layers), self.order)]

    def keys(self) -> dict[str, str]:
        """The keys of the layers by their ids."""
        return {layer.id(): key for key, layer in self._by_key().items()}

    def _by_key(self) -> dict[str, QgsMapLayer]:
        """Every layer by its key, in the order of the sheet."""
        reference: dict[str, QgsMapLayer] = dict(self.reference)
        if self.names is not None:
            reference[MEMBERS] = self.names
        names = {k: reference.pop(k) for k in (WATERMARK, MEMBERS) if k in reference}
        points = {t.key: t.layer for t in self.thematic if t.geometry == "p"}
        others = {t.key: t.layer for t in self.thematic if t.geometry != "p"}
        background = {BACKGROUND: self.background} if self.background else {}
        return {**names, **points, **reference, **others, **background}

    def shown_in(self, area: QgsReferencedGeometry) -> set[tuple[str, str]]:
        """The classes and geometry letters with an object in an area (polygons)."""
        return {(t.class_id, t.geometry) for t in self.thematic if meets(t.layer, area)}


def open_layers(
    context: SheetContext,
    maker: LayerMaker,
    outside: str = DIM,
    reach: float = 0.0,
    feedback: QgsFeedback | None = None,
) -> SheetLayers:
    """Make the layers of a sheet for a territory, adding nothing to any project.

    Each thematic layer holds the objects that meet the territory (all around it as well where the
    outside is shown, `reach` metres from its middle at least). One that cannot be read costs a
    warning. Raises SourceError when none can, SheetError when a style is missing, CancelledError.
    """
    territory = context.territory
    around = surroundings(territory, reach)
    drawn = _in_printing_order(context.sheet, maker.profile.sources)
    shown = around if outside == SHOW else None
    classes = _open_classes(drawn.sources, context, maker, shown, feedback)
    reaches = any(classes.counts.values()) or maker.classes.covers(_area(territory))
    return SheetLayers(
        thematic=classes.thematic,
        reference=open_reference_layers(context, maker, outside, around),
        counts=classes.counts,
        unread=classes.unread | maker.profile.unread,
        warnings=[
            *maker.profile.warnings,
            *drawn.warnings,
            *classes.warnings,
            *([] if reaches else [_not_covered(territory)]),
        ],
        reaches=reaches,
        hidden=list(dict.fromkeys(classes.hidden)),
        order=context.look.order,
    )


@dataclass(frozen=True)
class _DrawnSources:
    """The sources that a sheet draws, in its printing order."""

    sources: list[ClassSource]
    warnings: list[str]


def _in_printing_order(sheet: SheetDefinition, sources: Iterable[ClassSource]) -> _DrawnSources:
    order = {name: rank for rank, name in enumerate(sheet.drawing_order)}
    drawn = _DrawnSources([], [])
    for source in sources:
        if _style_name(source) in order:
            drawn.sources.append(source)
        else:
            drawn.warnings.append(
                translate(
                    "Layers",
                    "The layer “{layer}” is left out: this sheet does not draw "
                    "the class {class_id}.",
                ).format(layer=source.layer.name, class_id=source.class_id)
            )
    drawn.sources.sort(key=lambda source: order[_style_name(source)])
    return drawn


@dataclass(frozen=True)
class _Classes:
    """The layers of the classes that have something to draw, and the counts of all that opened."""

    thematic: list[ThematicLayer]
    counts: dict[str, int]
    unread: set[str]
    warnings: list[str]
    hidden: list[str]


def _open_classes(
    sources: Iterable[ClassSource],
    context: SheetContext,
    maker: LayerMaker,
    around: QgsReferencedRectangle | None,
    feedback: QgsFeedback | None,
) -> _Classes:
    """Make the layers of the classes, restricted to the territory or to a box around it.

    Raises SourceError when none can be read.
    """
    area = _area(context.territory)
    classes = _Classes([], {}, set(), [], [])
    refusals = []
    numbers: Counter[str] = Counter()
    for source in sources:
        number = numbers[_style_name(source)]
        numbers[_style_name(source)] += 1
        change = context.look.of(class_key(source.class_id, source.geometry, number))
        try:
            look = replace(_look(source, context.sheet), own_style=change.style)
            restricted = maker.class_layer(source, look, area, around, feedback)
        except SourceError as error:
            refusals.append(str(error))
            classes.unread.add(source.class_id)
            continue
        classes.warnings.extend(restricted.warnings)
        counted = classes.counts.get(source.class_id, 0)
        classes.counts[source.class_id] = counted + restricted.count
        if not change.is_shown:
            classes.hidden.extend([source.class_id] if restricted.count else [])
        elif restricted.count or (around is not None and not is_empty(restricted.layer)):
            classes.thematic.append(
                ThematicLayer(
                    restricted.layer,
                    source.class_id,
                    source.geometry,
                    restricted.count,
                    source.sub_trame,
                    number,
                )
            )
    if refusals and not classes.counts:
        raise SourceError(refusals[0])
    classes.warnings.extend(refusals)
    return classes


def _look(source: ClassSource, sheet: SheetDefinition) -> LayerLook:
    style = sheet.style(_style_name(source))
    return LayerLook(f"class:{source.class_id}", sheet.label(source.class_id), style)


def _style_name(source: ClassSource) -> str:
    return f"{source.class_id}_{source.geometry}"


def _area(territory: Territory) -> QgsReferencedGeometry:
    return QgsReferencedGeometry(territory.geometry, territory.crs)


def _not_covered(territory: Territory) -> str:
    return translate(
        "Layers",
        "The source has nothing near {territory}: it may not cover that territory.",
    ).format(territory=territory.entry.title)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of a sheet: opened, styled, restricted to the territory, in printing order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from qgis.core import (
    QgsFeedback,
    QgsMapLayer,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
    QgsSymbol,
    QgsVectorLayer,
)

from ..common.canvas_look import class_key, in_order
from ..common.errors import SourceError
from ..common.i18n import translate
from ..common.layer_roles import (
    BACKGROUND,
    LIMIT,
    MEMBERS,
    NEIGHBOUR_NAMES,
    NEIGHBOURS,
    UNCOVERED,
    WATERMARK,
)
from ..common.request import DIM, HIDE
from ..profiles.profile import ClassSource
from ..sheet.definition import CONTOUR, SheetDefinition
from ..styles.merged_surfaces import style_of_objects
from ..styles.qml import drawn_signs, draws_nothing
from ..styles.symbol_scaling import style_renderer
from ..territory.gazetteer import Territory
from .base_drawing import NOTHING, DrawnBase
from .context import SheetContext
from .coverage import COVERED, DrawnObjects, Uncovered
from .grounds import Grounds, open_grounds
from .layer_maker import LayerLook, LayerMaker
from .layer_signs import draws_all
from .reference_layers import open_reference_layers, surroundings
from .restriction import DrawnArea, RestrictedLayer

# The reference layers whose symbols follow the paper.
SCALED = (CONTOUR, LIMIT, NEIGHBOURS, UNCOVERED)


@dataclass(frozen=True)
class ThematicLayer:
    """A layer in the role of a legend class; `count` objects of it meet the territory.

    `geometry` is its letter (p, l or s), `sub_trame` the field of its sub-trames, if any,
    `zone_code` and `zone_name` those of its zones; it is the `number`th layer of its class and
    letter. A layer `under_veil` holds only objects outside the territory, those of a class drawn
    over the veil.
    """

    layer: QgsVectorLayer
    class_id: str
    geometry: str
    count: int
    sub_trame: str = ""
    number: int = 0
    under_veil: bool = False
    zone_code: str = ""
    zone_name: str = ""

    @property
    def key(self) -> str:
        """What the user's changes call it."""
        return class_key(self.class_id, self.geometry, self.number, self.under_veil)

    @property
    def is_over_veil(self) -> bool:
        """Whether it lies over contour and veil: points on the border are seen whole."""
        return self.geometry == "p" and not self.under_veil


@dataclass
class SheetLayers:
    """All the layers of a sheet, the topmost first; `counts` gives the objects of each class.

    `unread` are the classes of which a layer could not be read.
    `reference` has the reference layers by role, `base` the light base under the classes.
    `uncovered` is the part of the territory that the source does not cover. `names` replaces the
    layer of the members where each name was given a position of its own; `names_around` are those
    of the neighbours. `hidden` are the classes with objects in the territory that the user does not
    want drawn, or not all of them; `order` the keys of the layers where they do not want that of
    the sheet. `grounds` lie below all else, unless there is a background.
    """

    thematic: list[ThematicLayer]
    reference: dict[str, QgsVectorLayer]
    counts: dict[str, int]
    unread: set[str] = field(default_factory=set)
    warnings: list[str] = field(default_factory=list)
    uncovered: Uncovered = COVERED
    base: DrawnBase = NOTHING
    background: QgsMapLayer | None = None
    names: QgsVectorLayer | None = None
    names_around: QgsVectorLayer | None = None
    hidden: list[str] = field(default_factory=list)
    order: tuple[str, ...] = ()
    grounds: Grounds = field(default_factory=Grounds)

    @property
    def contour(self) -> QgsVectorLayer:
        return self.reference[CONTOUR]

    def with_symbols(self) -> list[QgsVectorLayer]:
        """The layers whose symbols follow the paper: classes, contours, uncovered, light base."""
        others = [layer for role, layer in self.reference.items() if role in SCALED]
        base = (one.layer for one in self.base.layers)
        return [*(t.layer for t in self.thematic), *others, *base]

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
        reference: dict[str, QgsMapLayer] = {}
        for role, layer in self.reference.items():
            if role == NEIGHBOURS and self.names_around is not None:
                reference[NEIGHBOUR_NAMES] = self.names_around
            reference[role] = layer
        if self.names is not None:
            reference[MEMBERS] = self.names
        names = {k: reference.pop(k) for k in (WATERMARK, MEMBERS) if k in reference}
        over = {t.key: t.layer for t in self.thematic if t.is_over_veil}
        theme = self._theme_and_base()
        if self.background:
            # It shows what is sea and what is land by itself.
            return {**names, **over, **reference, **theme, BACKGROUND: self.background}
        grounds = self.grounds.drawn()
        below = {role: grounds.pop(role) for role in self.grounds.below()}
        return {**names, **grounds, **over, **reference, **theme, **below}

    def _theme_and_base(self) -> dict[str, QgsMapLayer]:
        """What lies under the veil by its keys, the topmost first.

        A road under a tint would not be seen, and its number be that of nothing.
        """
        above = [t for t in self.thematic if not t.is_over_veil]
        tints: list[ThematicLayer] = []
        while above and f"{above[-1].class_id}_{above[-1].geometry}" in self.base.tints:
            tints.insert(0, above.pop())
        over, under = (self.base.parted(over_tints) for over_tints in (True, False))
        parts = (_keyed(above), over, _keyed(tints), under)
        return {key: layer for part in parts for key, layer in part.items()}

    def symbols(self) -> dict[str, QgsSymbol]:
        """How the classes look: the first symbol that is drawn of the topmost layer of each.

        They have the size of the style, whatever the paper.
        """
        symbols = {}
        for thematic in reversed(self.thematic):
            drawn = drawn_signs(style_of_objects(style_renderer(thematic.layer)), 0).values()
            first = next((sign.symbol() for sign in drawn if sign.symbol() is not None), None)
            if first is not None:
                symbols[thematic.class_id] = first.clone()
        return symbols

    def leave_out_undrawn(self, territory: QgsReferencedGeometry, scale: float) -> list[str]:
        """Take what the styles do not draw at a scale (a denominator) for hidden.

        Gives the classes of which an object in the territory is not drawn: by no category or rule,
        or not at that scale.
        """
        undrawn = [t for t in self.thematic if draws_nothing(t.layer, scale)]
        self.thematic = [t for t in self.thematic if t not in undrawn]
        partly = [t for t in self.thematic if t.count and not draws_all(t.layer, territory, scale)]
        classes = list(dict.fromkeys(t.class_id for t in (*undrawn, *partly) if t.count))
        self.hidden = list(dict.fromkeys([*self.hidden, *classes]))
        return classes


def _keyed(layers: Iterable[ThematicLayer]) -> dict[str, QgsVectorLayer]:
    return {thematic.key: thematic.layer for thematic in layers}


def open_layers(
    context: SheetContext,
    maker: LayerMaker,
    outside: str = DIM,
    frame: QgsReferencedRectangle | None = None,
    feedback: QgsFeedback | None = None,
) -> SheetLayers:
    """Make the layers of a sheet for a territory, adding nothing to any project.

    Each thematic layer holds the objects that meet the territory and, unless the outside is
    hidden, all within the `frame` of the map; without a frame, all that is near. One that cannot
    be read costs a warning. Raises SourceError when none can, StyleError when a style is missing,
    CancelledError.
    """
    territory = context.territory
    around = surroundings(territory) if frame is None else frame
    drawn = _in_printing_order(context.sheet, maker.profile.sources)
    area = DrawnArea(_area(territory), None if outside == HIDE else around, outside == DIM)
    classes = _open_classes(drawn.sources, context, maker, area, feedback)
    uncovered = maker.coverage.uncovered(context, classes.drawn, feedback)
    near = [] if outside == HIDE else list(context.gazetteer.communes_in(around, around.crs()))
    return SheetLayers(
        thematic=classes.thematic,
        reference=open_reference_layers(context, maker, outside, near, uncovered),
        counts=classes.counts,
        unread=classes.unread | maker.profile.unread,
        warnings=[
            # It is the first that the window shows.
            *_uncovered_warning(territory, uncovered),
            *maker.profile.warnings,
            *drawn.warnings,
            # Several layers of a class have one style.
            *dict.fromkeys(classes.warnings),
        ],
        uncovered=uncovered,
        hidden=list(dict.fromkeys(classes.hidden)),
        order=context.look.order,
        grounds=open_grounds(context, maker, around, near, outside),
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
    drawn: list[DrawnObjects]
    counts: dict[str, int]
    unread: set[str]
    warnings: list[str]
    hidden: list[str]


def _open_classes(
    sources: Iterable[ClassSource],
    context: SheetContext,
    maker: LayerMaker,
    area: DrawnArea,
    feedback: QgsFeedback | None,
) -> _Classes:
    """Make the layers of the classes, restricted to what is drawn.

    Raises SourceError when none can be read.
    """
    classes = _Classes([], [], {}, set(), [], [])
    refusals = []
    numbers: Counter[str] = Counter()
    for source in sources:
        number = numbers[_style_name(source)]
        numbers[_style_name(source)] += 1
        try:
            look = _look(source, number, context)
            restricted = maker.class_layer(source, look, area, feedback)
        except SourceError as error:
            refusals.append(str(error))
            classes.unread.add(source.class_id)
            continue
        classes.warnings.extend(restricted.warnings)
        counted = classes.counts.get(source.class_id, 0)
        classes.counts[source.class_id] = counted + restricted.count
        classes.drawn.append(DrawnObjects(restricted.drawn, restricted.layer.crs()))
        layers = list(_thematic(source, number, restricted))
        shown = [layer for layer in layers if context.look.of(layer.key).is_shown]
        classes.thematic.extend(shown)
        if any(layer.count for layer in layers if layer not in shown):
            classes.hidden.append(source.class_id)
    if refusals and not classes.counts:
        raise SourceError(refusals[0])
    classes.warnings.extend(refusals)
    return classes


def _thematic(
    source: ClassSource, number: int, restricted: RestrictedLayer
) -> Iterator[ThematicLayer]:
    """The layers of a class that have something to draw."""
    outside = restricted.outside
    inside = ThematicLayer(
        layer=restricted.layer,
        class_id=source.class_id,
        geometry=source.geometry,
        count=restricted.count,
        sub_trame=source.sub_trame,
        number=number,
        zone_code=source.zone_code,
        zone_name=source.zone_name,
    )
    if len(restricted.drawn) and (outside is None or restricted.count):
        yield inside
    if outside is not None:
        yield replace(inside, layer=outside, count=0, under_veil=True)


def _look(source: ClassSource, number: int, context: SheetContext) -> LayerLook:
    """How the layer of a class looks, and that of its objects under the veil."""
    sheet, role = context.sheet, f"class:{source.class_id}"
    style, label = _style_name(source), sheet.label(source.class_id)
    own, own_outside = (
        context.look.of(class_key(source.class_id, source.geometry, number, under_veil)).style
        for under_veil in (False, True)
    )
    styles = context.styles
    outside = LayerLook(role, f"{label} – {sheet.words['outside']}", style, styles, own_outside)
    return LayerLook(role, label, style, styles, own, outside)


def _style_name(source: ClassSource) -> str:
    return f"{source.class_id}_{source.geometry}"


def _area(territory: Territory) -> QgsReferencedGeometry:
    return QgsReferencedGeometry(territory.geometry, territory.crs)


def _uncovered_warning(territory: Territory, uncovered: Uncovered) -> Iterator[str]:
    if uncovered.is_empty:
        return
    if uncovered.is_whole:
        text = translate(
            "Layers", "The source does not cover {territory}: the sheet says nothing of it."
        )
    else:
        text = translate(
            "Layers",
            "The source covers only a part of {territory}: {share} % of it are hatched as not "
            "covered.",
        )
    share = max(1, round(100 * uncovered.geometry.area() / territory.geometry.area()))
    text = text.format(territory=territory.entry.title, share=share)
    if uncovered.departements:
        made_for = translate("Layers", "It was made for: {departements}.")
        text = f"{text} {made_for.format(departements=', '.join(uncovered.departements))}"
    yield text

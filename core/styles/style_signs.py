# SPDX-License-Identifier: GPL-3.0-or-later
"""The signs of styles, one by one, and how far they are apart."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from qgis.core import (
    QgsFeatureRenderer,
    QgsFeedback,
    QgsLegendSymbolItem,
    QgsSingleSymbolRenderer,
)
from qgis.PyQt.QtCore import QSizeF
from qgis.PyQt.QtGui import QImage

from ..common.layer_roles import LIMIT
from ..common.progress import Steps
from ..sheet.definition import CONTOUR
from .differences import LEAST, SHAPES, WINDOWS, Patch, draw, layer_to_draw
from .ordered_style import OrderedStyle
from .plain_vector import draw_plainly
from .qml import apply_qml, drawn_signs, unusable


@dataclass(frozen=True)
class ScaleRange:
    """The scale denominators at which something is drawn, the larger scale first."""

    finest: float = 0
    coarsest: float = math.inf

    def within(self, other: ScaleRange) -> ScaleRange:
        """What both have in common."""
        return ScaleRange(max(self.finest, other.finest), min(self.coarsest, other.coarsest))

    @property
    def is_empty(self) -> bool:
        return self.finest >= self.coarsest

    def nearest(self, scale: float) -> float:
        """The denominator in the range that is nearest to another."""
        return max(self.finest, min(scale, self.coarsest))


@dataclass(eq=False)
class StyleSign:
    """A sign of a style: its only symbol, or that of a category or rule, whose name it has.

    `scale` is the denominator at which it is drawn here.
    """

    style_name: str
    style: OrderedStyle
    renderer: QgsFeatureRenderer
    name: str
    range: ScaleRange
    scale: float

    @property
    def geometry(self) -> str:
        return self.style_name[-1]

    @property
    def class_id(self) -> str:
        return self.style_name[:-2]

    @cached_property
    def patch(self) -> Patch:
        """What is compared with other signs."""
        return Patch(self.picture([SHAPES[self.geometry]], WINDOWS[self.geometry]))

    def picture(self, shapes: list[str], size: QSizeF) -> QImage:
        """Some shapes (WKT, in mm round the middle) on paper of a size in mm, at 300 dpi."""
        metres = self.scale / 1000
        layer = layer_to_draw(self.geometry, shapes, metres)
        layer.setRenderer(self.renderer.clone())
        return draw(layer, size, metres)


@dataclass(frozen=True)
class Difference:
    """How far two signs are apart in each view, in units of CIELAB."""

    one: StyleSign
    other: StyleSign
    values: dict[str, float]

    @property
    def margin(self) -> float:
        """The least share of what is enough to be told apart, over all views."""
        return min(value / LEAST[view] for view, value in self.values.items())


def signs_of_style(style_name: str, style: OrderedStyle, scale: float) -> Iterator[StyleSign]:
    """The signs of one style, each at the denominator nearest to a scale that it is drawn at."""
    layer = layer_to_draw(style_name[-1], [])
    reason = apply_qml(layer, style.qml)
    if reason:
        raise unusable(style.file, reason)
    draw_plainly(layer)
    renderer = layer.renderer()
    signs = renderer.legendSymbolItems()
    ranges = {sign.ruleKey(): _range_of(sign) for sign in signs}
    parents = {sign.ruleKey(): sign.parentRuleKey() for sign in signs}
    drawn = [sign for sign in drawn_signs(renderer, 0).values() if sign.symbol() is not None]
    for sign in drawn:
        # The limits of the layer as a whole are none on a sheet.
        own, key = ScaleRange(), sign.ruleKey()
        while key in ranges:
            own = own.within(ranges[key])
            key = parents[key]
        if own.is_empty:
            continue
        single = QgsSingleSymbolRenderer(sign.symbol().clone())
        single.setUsingSymbolLevels(renderer.usingSymbolLevels())
        name = sign.label() if len(drawn) > 1 else ""
        yield StyleSign(style_name, style, single, name, own, own.nearest(scale))


def _range_of(sign: QgsLegendSymbolItem) -> ScaleRange:
    # Where there is no limit, QGIS gives 0 or -1.
    coarsest = sign.scaleMaxDenom()
    return ScaleRange(max(0, sign.scaleMinDenom()), coarsest if coarsest > 0 else math.inf)


def differences(
    signs: list[StyleSign], feedback: QgsFeedback | None, progress: tuple[float, float]
) -> list[Difference]:
    """How far each two styles of one geometry are apart, the nearest ones first.

    Of two styles with several signs, by the two that are most alike of those that are drawn at one
    scale. A contour is a frame, within which there is nothing of its own to compare. The feedback
    goes from the first to the second percentage. Raises CancelledError.
    """
    styles: dict[str, list[StyleSign]] = {}
    for sign in signs:
        if sign.class_id not in (CONTOUR, LIMIT):
            styles.setdefault(sign.style_name, []).append(sign)
    pairs = [
        (one, other)
        for one, other in itertools.combinations(styles.values(), 2)
        if one[0].geometry == other[0].geometry
    ]
    steps, found = Steps(feedback, progress, len(pairs)), []
    for one, other in pairs:
        found += sorted(between(one, other), key=lambda difference: difference.margin)[:1]
        steps.next()
    return sorted(found, key=lambda difference: difference.margin)


def between(signs: Sequence[StyleSign], others: Sequence[StyleSign]) -> Iterator[Difference]:
    """How far the signs of two styles are apart, of those that are drawn at one scale."""
    for one, other in itertools.product(signs, others):
        if not one.range.within(other.range).is_empty:
            values = {view: one.patch.difference(other.patch, view) for view in LEAST}
            yield Difference(one, other, values)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The map of a layout put at its place and scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsLayoutItemMap, QgsPrintLayout, QgsRectangle

from ..common.i18n import translate
from ..common.remedy import CHOOSE_SCALE
from ..common.sentence import Sentence
from ..territory.gazetteer import Territory
from .boxes import page_rect
from .insets import emptiest_corners, free_corners
from .layout_items import LayoutItems
from .paper import MAP_MARGIN, MapSpace, paper_factor
from .scale import fitting_scale, round_scales, scale_text

# What of a scale is but the rounding of computers.
SAME_SCALE = 1e-9


@dataclass(frozen=True)
class FramedLayout:
    """A layout whose map shows a territory, the denominator of its scale, and warnings."""

    items: LayoutItems
    scale: float
    warnings: tuple[str, ...] = ()

    @property
    def layout(self) -> QgsPrintLayout:
        """The layout itself."""
        return self.items.layout

    @property
    def map(self) -> QgsLayoutItemMap:
        """The sheet's map."""
        return self.items.map

    def taken(self) -> list[QgsRectangle]:
        """The parts of the ground, in the CRS of the map, that boxes on the map cover."""
        frame, extent, metres = self.items.map_rect, self.map.extent(), self.scale / 1000
        rects = [inset.present_rect for inset in self.items.insets]
        index = self.items.index_box
        if index is not None and index.is_visible:
            rects.append(page_rect(index.layout_item))
        return [
            QgsRectangle(
                extent.xMinimum() + (rect.left() - frame.left()) * metres,
                extent.yMaximum() - (rect.bottom() - frame.top()) * metres,
                extent.xMinimum() + (rect.right() - frame.left()) * metres,
                extent.yMaximum() - (rect.top() - frame.top()) * metres,
            )
            for rect in rects
        ]


def frame_layout(
    items: LayoutItems, territory: Territory, scale: float | None = None
) -> FramedLayout:
    """Put the map of a layout at its place and scale.

    `scale` fixes the denominator; otherwise it is the finest round one at which the whole
    territory and a margin fit, and that its contour bears. Raises TemplateError.
    """
    items.map.setCrs(territory.crs)
    space = MapSpace.of_layout(items.layout)
    warnings: tuple[str, ...] = ()
    if scale is None:
        scales = space.denominators(territory)
    else:
        finest = next(round_scales(space.min_denominator(territory)))
        scales, warnings = [scale], _check_fixed_scale(items, territory, scale, finest)
    taken, covers = _frame(items, territory, scales)
    told = (*warnings, *covers, *_check_page(items.map, territory))
    return FramedLayout(items, taken, told)


def _check_fixed_scale(
    items: LayoutItems, territory: Territory, scale: float, finest: float
) -> tuple[str, ...]:
    box, rect = territory.geometry.boundingBox(), items.map.rect()
    if scale >= fitting_scale(box.width(), box.height(), rect.width(), rect.height()):
        return ()
    told = translate(
        "Layout", "At {scale} the map does not show the whole territory, which needs {least}."
    ).format(scale=scale_text(scale), least=scale_text(finest))
    return (Sentence(told, CHOOSE_SCALE),)


def _check_page(item: QgsLayoutItemMap, territory: Territory) -> tuple[str, ...]:
    """Tell of a map that stands over the rim of its page, where that cuts off the territory."""
    rect = page_rect(item)
    page = item.layout().pageCollection().pageAtPoint(rect.center())
    printed = rect if page is None else rect & page_rect(page)
    if printed == rect:
        return ()
    shown, metres = item.extent(), item.scale() / 1000
    on_page = QgsRectangle(
        shown.xMinimum() + (printed.left() - rect.left()) * metres,
        shown.yMinimum() + (rect.bottom() - printed.bottom()) * metres,
        shown.xMaximum() - (rect.right() - printed.right()) * metres,
        shown.yMaximum() - (printed.top() - rect.top()) * metres,
    )
    if on_page.contains(shown.intersect(territory.geometry.boundingBox())):
        return ()
    sentence = translate(
        "Layout",
        "The map of the template “{template}” stands over the rim of its page, which cuts off a "
        "part of the territory.",
    )
    return (sentence.format(template=item.layout().name()),)


def _frame(
    items: LayoutItems, territory: Territory, scales: Sequence[float]
) -> tuple[float, tuple[str, ...]]:
    """Take the first scale at which the insets cover none of the territory.

    Gives it, and what is to be told where there is none.
    """
    margin = MAP_MARGIN * paper_factor(items.layout)
    warnings: tuple[str, ...] = ()
    for scale in scales:
        extent = free_corners(items.insets, items.map_rect, territory.geometry, scale, margin)
        if extent is not None:
            break
    else:
        # Insets that hide a corner of the territory are a lesser evil than a much smaller map.
        scale = scales[0]
        extent = _centred(items, territory, scale)
        if emptiest_corners(items.insets, items.map_rect, territory.geometry, extent):
            sentence = translate(
                "Layout",
                "At {scale} there is no room beside the territory: a box covers a part of it.",
            )
            warnings = (sentence.format(scale=scale_text(scale)),)
    items.map.setExtent(extent)
    # QGIS sets up all that depends on the map each time that one of the two is set.
    if not math.isclose(items.map.scale(), scale, rel_tol=SAME_SCALE):
        items.map.setScale(scale)
    return scale, warnings


def _centred(items: LayoutItems, territory: Territory, scale: float) -> QgsRectangle:
    """The extent of the map with the territory in its middle."""
    metres, rect = scale / 1000, items.map_rect
    centre = territory.geometry.boundingBox().center()
    return QgsRectangle.fromCenterAndSize(centre, rect.width() * metres, rect.height() * metres)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The map of a layout put at its place and scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.core import QgsLayoutItemMap, QgsPrintLayout, QgsRectangle

from ..common.i18n import translate
from ..territory.gazetteer import Territory
from .insets import free_corners
from .paper import MAP_MARGIN, MapSpace, paper_factor
from .scale import fitting_scale, round_scales, scale_text
from .template import find_map


@dataclass(frozen=True)
class FramedLayout:
    """A layout whose map shows a territory, the denominator of its scale, and warnings."""

    layout: QgsPrintLayout
    scale: float
    warnings: tuple[str, ...] = ()

    @property
    def map(self) -> QgsLayoutItemMap:
        """The sheet's map."""
        return find_map(self.layout)


def frame_layout(
    layout: QgsPrintLayout, territory: Territory, scale: float | None = None
) -> FramedLayout:
    """Put the map of a template's layout at its place and scale.

    `scale` fixes the denominator; otherwise it is the finest round one at which the whole
    territory and a margin fit. Raises TemplateError.
    """
    find_map(layout).setCrs(territory.crs)
    scales = round_scales(MapSpace.of_layout(layout).min_denominator(territory))
    finest = next(scales)
    if scale is None:
        return FramedLayout(layout, _frame(layout, territory, [finest, next(scales)]))
    warnings = _check_fixed_scale(layout, territory, scale, finest)
    return FramedLayout(layout, _frame(layout, territory, [scale]), warnings)


def _check_fixed_scale(
    layout: QgsPrintLayout, territory: Territory, scale: float, finest: float
) -> tuple[str, ...]:
    box, rect = territory.geometry.boundingBox(), find_map(layout).rect()
    if scale >= fitting_scale(box.width(), box.height(), rect.width(), rect.height()):
        return ()
    return (
        translate(
            "Layout",
            "At {scale} the map does not show the whole territory, which needs {least}.",
        ).format(scale=scale_text(scale), least=scale_text(finest)),
    )


def _frame(layout: QgsPrintLayout, territory: Territory, scales: Sequence[float]) -> float:
    """Take the first scale at which the insets cover none of the territory; gives it."""
    item = find_map(layout)
    margin = MAP_MARGIN * paper_factor(layout)
    for scale in scales:
        extent = free_corners(layout, item, territory.geometry, scale, margin)
        if extent is not None:
            break
    else:
        # Insets that hide a corner of the territory are a lesser evil than a much smaller map.
        scale = scales[0]
        metres = scale / 1000
        extent = QgsRectangle.fromCenterAndSize(
            territory.geometry.boundingBox().center(),
            item.rect().width() * metres,
            item.rect().height() * metres,
        )
    item.setExtent(extent)
    item.setScale(scale)
    return scale

# SPDX-License-Identifier: GPL-3.0-or-later
"""The paper of a layout, and the scale at which a territory fits it."""

from __future__ import annotations

from qgis.core import QgsPrintLayout

from ..common.errors import TemplateError
from ..common.i18n import translate
from ..territory.gazetteer import Territory
from .scale import fitting_scale
from .template import find_map

# White around the territory, in mm on A3.
MAP_MARGIN = 5.0

A3_LONG_SIDE = 420.0


def min_denominator(layout: QgsPrintLayout, territory: Territory) -> float:
    """The finest denominator at which a territory and a margin fit the map of a layout.

    Raises TemplateError when the map is no larger than the margin.
    """
    box = territory.geometry.boundingBox()
    margin = 2 * MAP_MARGIN * paper_factor(layout)
    rect = find_map(layout).rect()
    if rect.width() <= margin or rect.height() <= margin:
        raise TemplateError(
            translate("Layout", "The map of the template “{name}” is too small.").format(
                name=layout.name()
            )
        )
    return fitting_scale(box.width(), box.height(), rect.width() - margin, rect.height() - margin)


def paper_size(layout: QgsPrintLayout) -> tuple[float, float]:
    """The short and the long side of the page, in mm."""
    size = layout.pageCollection().page(0).pageSize()
    return min(size.width(), size.height()), max(size.width(), size.height())


def paper_factor(layout: QgsPrintLayout) -> float:
    """How much larger than on A3 things are drawn: 1 up to A3, 2 on A1."""
    return max(1.0, paper_size(layout)[1] / A3_LONG_SIDE)

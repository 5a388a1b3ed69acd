# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a template and the map on it, and the finest scale at which a territory fits."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from qgis.core import QgsPrintLayout, QgsRectangle
from qgis.PyQt.QtCore import QSizeF

from ..common.errors import TemplateError
from ..common.i18n import translate
from ..territory.gazetteer import Territory
from .scale import fitting_scale, round_scales
from .template import Template, find_map, page_sides

# White around the territory, in mm on A3.
MAP_MARGIN = 5.0

A3_LONG_SIDE = 420.0


@dataclass(frozen=True)
class MapSpace:
    """The room for a map: the size in mm of the page of a template and of the map on it."""

    template: str
    page: QSizeF
    map: QSizeF

    @classmethod
    def of_layout(cls, layout: QgsPrintLayout) -> MapSpace:
        """Raises TemplateError when there is no map."""
        page = layout.pageCollection().page(0).rect().size()
        return cls(layout.name(), page, find_map(layout).rect().size())

    @classmethod
    def of_template(cls, template: Template) -> MapSpace:
        """Read off the template, which is not loaded. Raises TemplateError when it has no map."""
        return cls(template.name, template.page_size, template.map_size)

    def min_denominator(self, territory: Territory) -> float:
        """The finest denominator at which a territory and a margin fit the map.

        Raises TemplateError when the map is no larger than the margin.
        """
        box = territory.geometry.boundingBox()
        margin = 2 * MAP_MARGIN * _factor(page_sides(self.page))
        width, height = self.map.width() - margin, self.map.height() - margin
        # No comparison holds of what is not a number.
        if not (width > 0 and height > 0):
            raise TemplateError(
                translate("Layout", "The map of the template “{name}” is too small.").format(
                    name=self.template
                )
            )
        return fitting_scale(box.width(), box.height(), width, height)

    def frame(self, territory: Territory, scale: float | None) -> QgsRectangle:
        """A box that holds what the map shows, in the CRS of the territory.

        `scale` is the denominator that is asked for. The map may stand off the middle of the
        territory, see `insets.free_corners`. Raises TemplateError.
        """
        metres = (scale or max(self.denominators(territory))) / 1000
        box = territory.geometry.boundingBox()
        width, height = self.map.width() * metres, self.map.height() * metres
        return QgsRectangle.fromCenterAndSize(
            box.center(),
            max(width, 2 * width - box.width()),
            max(height, 2 * height - box.height()),
        )

    def denominators(self, territory: Territory) -> list[float]:
        """The denominators to choose from for a territory, the finest first.

        None is finer than its contour bears. Raises TemplateError.
        """
        least = max(self.min_denominator(territory), territory.contours.finest_scale)
        return list(islice(round_scales(least), 2))


def paper_size(layout: QgsPrintLayout) -> tuple[float, float]:
    """The short and the long side of the page, in mm."""
    return page_sides(layout.pageCollection().page(0).rect().size())


def paper_factor(layout: QgsPrintLayout) -> float:
    """How much larger than on A3 things are drawn: 1 up to A3, 2 on A1."""
    return _factor(paper_size(layout))


def _factor(sides: tuple[float, float]) -> float:
    return max(1.0, sides[1] / A3_LONG_SIDE)

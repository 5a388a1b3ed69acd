# SPDX-License-Identifier: GPL-3.0-or-later
"""The template on which a territory is drawn."""

from __future__ import annotations

from functools import cached_property

from qgis.core import QgsReferencedRectangle

from ..common.errors import TemplateError
from ..common.files import FileState, file_states
from ..common.i18n import translate
from ..common.request import PAPERS, SELECTION, TemplateWish
from ..sheet.definition import SheetDefinition
from ..territory.gazetteer import Territory
from .paper import MapSpace
from .scale import round_scales
from .template import Template, open_template

# How many times longer than wide a territory is for the paper to lie along it.
LONG = 2.0

_Paper = tuple[float, float]


class TemplateChoice:
    """The templates among which a wish leaves the choice, read when they are first needed."""

    def __init__(self, wish: TemplateWish, sheet: SheetDefinition, kind: str) -> None:
        """Choose for a kind of territory."""
        self._wish = wish
        self._sheet = sheet
        self._kind = kind
        self._state: tuple[FileState, ...] = ()

    def is_current(self) -> bool:
        """Whether the files of the templates are as they were when they were read."""
        return self._state == file_states(template.path for template in self._templates)

    def frame(self, territory: Territory, scale: float | None) -> QgsReferencedRectangle:
        """A box that holds what the map of the chosen template shows.

        Raises TemplateError as `choose` does.
        """
        space = MapSpace.of_template(self.choose(territory, scale))
        return QgsReferencedRectangle(space.frame(territory, scale), territory.crs)

    def choose(self, territory: Territory, scale: float | None) -> Template:
        """The template asked for, or the first that draws the territory the largest.

        Of the paper asked for if there is one, else the smallest on which the territory fits at
        the scale (a denominator) asked for, else the usual one of the sheet. Raises TemplateError
        when a template cannot be read, or there is none on the paper.
        """
        if self._wish.template:
            return self._templates[0]
        by_paper: dict[_Paper, list[Template]] = {}
        for template in self._templates:
            by_paper.setdefault(template.paper, []).append(template)
        papers, scale = self._papers(list(by_paper), scale)
        templates: list[Template] = []
        for paper in papers:
            templates = by_paper.get(paper, [])
            if any(_min_denominator(t, territory) <= (scale or 0) for t in templates):
                break
        if not templates:
            raise TemplateError(
                translate(
                    "Pipeline", "The sheet “{sheet}” has no template on {paper} for {territory}."
                ).format(
                    sheet=self._sheet.name,
                    paper=self._wish.paper,
                    territory=territory.entry.title,
                )
            )
        return min(templates, key=lambda template: _unfitness(template, territory))

    def _papers(
        self, known: list[_Paper], scale: float | None
    ) -> tuple[list[_Paper], float | None]:
        """The papers to try one after another, and the scale at which the territory shall fit."""
        if self._wish.paper:
            return [PAPERS[self._wish.paper]], scale
        if scale:
            return sorted(known), scale
        if self._kind == SELECTION:
            # Two communes need no wall plan.
            smaller = [paper for paper in sorted(known) if paper <= known[0]]
            return smaller, self._sheet.finest_scale
        return known[:1], scale

    @cached_property
    def _templates(self) -> list[Template]:
        wished = self._wish.template
        names = (wished,) if wished else self._sheet.templates[self._kind]
        templates = [open_template(name) for name in names]
        self._state = file_states(template.path for template in templates)
        return templates


def _unfitness(template: Template, territory: Territory) -> tuple[float, bool]:
    """First how small a template draws a territory, then whether it lies across a long one."""
    box, page = territory.geometry.boundingBox(), template.page_size
    along, across = box.width(), box.height()
    if page.width() < page.height():
        along, across = across, along
    return next(round_scales(_min_denominator(template, territory))), across > LONG * along


def _min_denominator(template: Template, territory: Territory) -> float:
    return MapSpace.of_template(template).min_denominator(territory)

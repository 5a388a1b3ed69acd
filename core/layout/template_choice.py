# SPDX-License-Identifier: GPL-3.0-or-later
"""The template on which a territory is drawn."""

from __future__ import annotations

from qgis.core import QgsPrintLayout, QgsProject

from ..common.errors import TemplateError
from ..common.i18n import translate
from ..common.request import PAPERS, SELECTION, SheetRequest
from ..sheet.definition import SheetDefinition
from ..territory.gazetteer import Territory
from .paper import min_denominator
from .scale import round_scales
from .template import load_template, template_paper

# How many times longer than wide a territory is for the paper to lie along it.
LONG = 2.0


def choose_template(
    request: SheetRequest, sheet: SheetDefinition, territory: Territory, project: QgsProject
) -> QgsPrintLayout:
    """The template asked for, or the first of the sheet's which draws the territory the largest.

    Of the paper asked for if there is one, else the smallest on which the territory fits at the
    scale asked for, else the usual one of the sheet.
    """
    wanted = request.template
    if wanted and wanted.upper() not in PAPERS:
        return load_template(wanted, project)

    by_paper: dict[tuple[float, float], list[str]] = {}
    for name in sheet.templates[territory.entry.kind]:
        by_paper.setdefault(template_paper(name), []).append(name)
    papers = [PAPERS[wanted.upper()]] if wanted else list(by_paper)[:1]
    wished = request.scale
    if wished and not wanted:
        papers = sorted(by_paper)
    elif territory.entry.kind == SELECTION and not wanted:
        # Two communes need no wall plan.
        wished = sheet.finest_scale
        papers = [paper for paper in sorted(by_paper) if paper <= papers[0]]
    layouts: list[QgsPrintLayout] = []
    for paper in papers:
        layouts = [load_template(name, project) for name in by_paper.get(paper, ())]
        if any(min_denominator(layout, territory) <= (wished or 0) for layout in layouts):
            break
    if not layouts:
        raise TemplateError(
            translate(
                "Pipeline", "The sheet “{sheet}” has no template on {paper} for {territory}."
            ).format(sheet=sheet.name, paper=wanted.upper(), territory=territory.entry.title)
        )
    return min(layouts, key=lambda layout: _unfitness(layout, territory))


def _unfitness(layout: QgsPrintLayout, territory: Territory) -> tuple[float, bool]:
    """First how small a layout draws a territory, then whether it lies across a long one."""
    page = layout.pageCollection().page(0).pageSize()
    box = territory.geometry.boundingBox()
    along, across = box.width(), box.height()
    if page.width() < page.height():
        along, across = across, along
    return next(round_scales(min_denominator(layout, territory))), across > LONG * along

# SPDX-License-Identifier: GPL-3.0-or-later
"""A prepared sheet laid out on its template."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsFeedback,
    QgsGeometry,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsReferencedGeometry,
    QgsReferencedRectangle,
)

from .common.errors import BackgroundError, SourceError
from .common.extras import FIGURES
from .common.i18n import translate
from .common.layer_roles import BACKGROUND, MASK, MEMBERS, NEIGHBOURS, ROLE
from .common.request import DIM, HIDE, NO_BASE, SHOW
from .layers.base_drawing import NOTHING
from .layers.base_layers import BaseView, open_base, wished_base, written_names
from .layers.base_names import BaseRoom
from .layers.drawn_ground import signs_under_veil
from .layers.ground_names import MapRoom, name_grounds
from .layers.member_names import lettering_of, open_names
from .layers.name_placement import SMALL
from .layers.reference_layers import bare_ground, open_veil, surroundings
from .layers.restriction import meets
from .layout.content import SheetContent
from .layout.extras import has_place
from .layout.fill import fill_layout, symbol_growth
from .layout.frame import FramedLayout, frame_layout
from .layout.layout_items import LayoutItems
from .layout.paper import paper_factor
from .layout.scale import scale_text
from .layout.template_restore import snapshot_filled, snapshot_template
from .output.export import forbid_switching, set_pdf_options
from .output.pages import printed_pages
from .prepared_sheet import PreparedSheet, summarise_prepared
from .sheet_index import finish_sheet_index, fit_sheet_index, place_sheet_index

if TYPE_CHECKING:
    from .layers.background_picture import MapFrame

# The resolution of the background up to A3: its names are drawn for a screen of about that much.
BACKGROUND_DPI = 100

# How far outside the territory the veil begins, in mm on A3: most lines are no broader on a side.
VEIL_BEGINS = 1.0


@dataclass(frozen=True)
class FilledLayout:
    """A layout ready to print, the denominator of its scale, and what the user should know.

    One that `is_whole` has its background, its light base and its table, if it is to have them.
    """

    layout: QgsPrintLayout
    scale: float
    warnings: list[str]
    is_whole: bool


@dataclass(frozen=True)
class LaidOutSheet:
    """A sheet on its layout, which the next sheet of its printer is laid out on as well."""

    prepared: PreparedSheet
    items: LayoutItems
    filled: FilledLayout


def lay_out(
    prepared: PreparedSheet,
    items: LayoutItems,
    folder: Path | None,
    feedback: QgsFeedback | None,
) -> FilledLayout:
    """Fill a layout of the sheet's template, whatever it was filled for before.

    With a folder, its background is a picture that is drawn there. Raises TemplateError,
    CancelledError.
    """
    if not items.can_be_refilled:
        # Its pages may become more on the way.
        return _lay_out(prepared, items, folder, feedback)
    with items.keeping_context():
        return _lay_out(prepared, items, folder, feedback)


def _lay_out(
    prepared: PreparedSheet,
    items: LayoutItems,
    folder: Path | None,
    feedback: QgsFeedback | None,
) -> FilledLayout:
    """The steps of it; their order matters."""
    request, layout = prepared.request, items.layout
    items.reset()
    framed = frame_layout(items, prepared.territory, request.scale)
    warnings = [*items.warnings, *framed.warnings]
    warnings += _leave_out_undrawn(prepared, framed.scale)
    background = _open_background(prepared, framed, folder, feedback)
    prepared.layers.background = background.layer
    warnings += background.warnings
    set_pdf_options(layout, request.outlines, request.geopdf)
    if request.dpi is not None:
        layout.renderContext().setDpi(request.dpi)
    warnings += _keep_mark_switched_on(prepared, layout)
    _open_veil(prepared, framed)
    warnings += place_sheet_index(prepared, framed)
    warnings += _name_communes(prepared, framed)
    fit_sheet_index(prepared, framed)
    _name_grounds(prepared, framed)
    warnings += add_base(prepared, framed, feedback)
    warnings += _summarise(prepared, items, feedback)
    warnings += fill_layout(framed, _content(prepared, framed, background.credit))
    finish_sheet_index(prepared, framed)
    warnings += _keep_every_page(layout)
    if not items.can_be_refilled:
        # QGIS itself has to set what follows an expression.
        layout.refresh()
    items.check_scale(framed.scale)
    has_table = items.table is None or prepared.summary is not None
    has_grounds = not background.warnings and prepared.layers.base.is_whole
    is_whole = has_table and has_grounds
    return FilledLayout(layout, framed.scale, warnings, is_whole)


def add_base(
    prepared: PreparedSheet,
    framed: FramedLayout | None = None,
    feedback: QgsFeedback | None = None,
) -> list[str]:
    """Lay the light base under the classes; gives warnings. A failure costs no more than it.

    Without a layout, it is what lies around the territory, at any scale. Raises StyleError,
    CancelledError.
    """
    request, layers, context = prepared.request, prepared.layers, prepared.context
    layers.base, wish = NOTHING, wished_base(request)
    if wish == NO_BASE:
        return []
    is_hidden = request.outside == HIDE
    around = layers.reference.get(NEIGHBOURS) if framed is None else layers.names_around
    view = BaseView(
        surroundings(prepared.territory)
        if framed is None
        else QgsReferencedRectangle(framed.map.extent(), framed.map.crs()),
        framed.scale if framed is not None else 0.0,
        written_names(context, [] if around is None else [around]),
        names_inside=is_hidden,
        room=_base_room(prepared, framed),
        # Where communes are named, a town is one of them or a part of one.
        most_points=math.inf if around is None and not is_hidden else SMALL,
        is_veiled=request.outside == DIM,
    )
    layers.base = open_base(context, prepared.maker, wish, view, feedback)
    return list(layers.base.warnings)


def _base_room(prepared: PreparedSheet, framed: FramedLayout | None) -> BaseRoom | None:
    """Where names of the light base may stand, beside those of communes."""
    if framed is None or prepared.name_room is None:
        return None
    lettering, room = lettering_of(_room(framed)), prepared.name_room
    room = replace(room, taken=(*room.taken, *prepared.layers.grounds.taken))
    return BaseRoom(room, lettering, prepared.territory.geometry)


def lay_out_to_keep(
    prepared: PreparedSheet, project: QgsProject, feedback: QgsFeedback | None
) -> FilledLayout:
    """Fill a layout that a user's project shall keep, and that may be saved as a template.

    Its items keep how they stood before, see `template_restore`. Raises TemplateError,
    CancelledError.
    """
    template, may_read = prepared.template, prepared.template_may_read
    layout = template.new_layout(project, may_read)
    snapshot_template(layout)
    items = LayoutItems(layout, template.warnings(may_read))
    filled = lay_out(prepared, items, None, feedback)
    snapshot_filled(layout)
    layout.refresh()
    items.check_scale(filled.scale)
    return filled


@dataclass(frozen=True)
class _OpenedBackground:
    layer: QgsMapLayer | None = None
    credit: str = ""
    warnings: tuple[str, ...] = ()


def _open_background(
    prepared: PreparedSheet,
    framed: FramedLayout,
    folder: Path | None,
    feedback: QgsFeedback | None,
) -> _OpenedBackground:
    """The background for the map; a failure costs no more than it."""
    if not prepared.request.background:
        return _OpenedBackground()
    from .layers.background import check_harmless, open_background
    from .layers.background_picture import draw_background

    try:
        background = open_background(prepared.request.background, QgsProject.instance())
        layer: QgsMapLayer = background.layer
        warnings: tuple[str, ...] = ()
        if folder is None:
            check_harmless(background)
        else:
            drawn = draw_background(background, _map_frame(framed), folder, feedback=feedback)
            layer, warnings = drawn.layer, drawn.warnings
    except BackgroundError as error:
        return _OpenedBackground(warnings=(str(error),))
    layer.setCustomProperty(ROLE, BACKGROUND)
    return _OpenedBackground(layer, background.credit, warnings)


def _map_frame(framed: FramedLayout) -> MapFrame:
    from .layers.background_picture import MapFrame

    item = framed.map
    size = item.rect()
    # A wall plan is looked at from further away.
    dpi = BACKGROUND_DPI / paper_factor(framed.layout)
    return MapFrame(item.extent(), item.crs(), size.width(), size.height(), dpi)


def _leave_out_undrawn(prepared: PreparedSheet, scale: float) -> list[str]:
    """Leave out what styles do not draw at a scale (a denominator); tells of its classes."""
    territory = prepared.territory
    area = QgsReferencedGeometry(territory.geometry, territory.crs)
    sentence = translate(
        "Pipeline",
        "The style of “{label}” does not draw all of it at {scale}: the sheet says so.",
    )
    return [
        sentence.format(label=prepared.sheet.label(class_id), scale=scale_text(scale))
        for class_id in prepared.layers.leave_out_undrawn(area, scale)
    ]


def _keep_mark_switched_on(prepared: PreparedSheet, layout: QgsPrintLayout) -> list[str]:
    if not prepared.is_demonstration or not forbid_switching(layout):
        return []
    return [
        translate(
            "Pipeline",
            "A sheet of fictitious data gets no layers to switch: its mark could be switched off.",
        )
    ]


def _open_veil(prepared: PreparedSheet, framed: FramedLayout) -> None:
    """Have the veil begin a little outside the territory, now that the scale is known."""
    outside = prepared.request.outside
    if outside == SHOW:
        return
    layers, metres = prepared.layers, paper_factor(framed.layout) * framed.scale / 1000
    grounds = [ground.seen for ground in layers.grounds.seen]
    # What is hidden ends at the limit.
    beginning = 0 if outside == HIDE else VEIL_BEGINS * metres
    bare = bare_ground(prepared.territory, beginning, grounds)
    # A sign that is veiled by half would be neither in nor out; the veil reaches into the territory
    # where such a sign hides it, and no further.
    drawn = symbol_growth(framed.layout, framed.scale) * framed.scale / 1000
    signs = list(signs_under_veil(layers, bare, drawn))
    if signs:
        bare = bare.difference(QgsGeometry.unaryUnion(signs))
    layers.reference[MASK] = open_veil(prepared.context, prepared.maker, outside, bare)


def _name_communes(prepared: PreparedSheet, framed: FramedLayout) -> list[str]:
    """Give the name of each commune its place on the map; tells of members without one."""
    entries = prepared.index.entries if prepared.index is not None else ()
    numbers = {entry.code: entry.number for entry in entries}
    # In a preview, an index may come or go with its numbers.
    if prepared.unnamed is None or prepared.numbers != numbers:
        has_towns = wished_base(prepared.request) != NO_BASE
        room = replace(_room(framed), numbers=numbers, has_towns=has_towns)
        names = open_names(prepared.context, prepared.maker, prepared.layers, room)
        prepared.layers.names, prepared.unnamed = names.members, names.unplaced
        prepared.numbers, prepared.numbered = numbers, names.numbered
        prepared.layers.names_around = names.around
        prepared.name_room = names.room
        if names.members is None:
            # QGIS's own labels would put them anywhere.
            prepared.layers.reference.pop(MEMBERS, None)
    if not prepared.unnamed:
        return []
    return [
        translate(
            "Pipeline",
            "There is no room on the map for these names; choose a larger paper: {names}.",
        ).format(names=", ".join(prepared.unnamed))
    ]


def _name_grounds(prepared: PreparedSheet, framed: FramedLayout) -> None:
    """Give the names of the sea, of countries and of unloaded land their places on the map."""
    if (grounds := prepared.layers.grounds).seen:
        name_grounds(prepared.context, prepared.maker, grounds, _room(framed))


def _room(framed: FramedLayout) -> MapRoom:
    factor = paper_factor(framed.layout)
    return MapRoom(framed.map.extent(), framed.taken(), framed.scale / 1000, factor)


def _summarise(
    prepared: PreparedSheet, items: LayoutItems, feedback: QgsFeedback | None
) -> list[str]:
    """Make the summary where the template prints it; the map is worth printing without it."""
    known, has_table = prepared.summary, items.table is not None
    figures = FIGURES in prepared.extras and has_place(items.extras, FIGURES)
    if known is not None and (known.figures is not None or not figures):
        return []
    if not has_table and not figures:
        return []
    # Most sheets print none of it.
    from .summary.summary import SummaryScope

    try:
        scope = SummaryScope(communes=has_table, figures=figures)
        prepared.summary = summarise_prepared(prepared, feedback, 60, scope)
    except SourceError as error:
        return [str(error)]
    return []


def _content(prepared: PreparedSheet, framed: FramedLayout, background_credit: str) -> SheetContent:
    speaks = _speaks_of_data(prepared, framed)
    of_grounds = prepared.layers.grounds.credits(prepared.sheet.words)
    return SheetContent(
        territory=prepared.territory,
        sheet=prepared.sheet,
        cartouche=prepared.cartouche,
        layers=prepared.layers,
        situation=prepared.situation,
        outside=prepared.request.outside,
        credits=(
            prepared.data_credit if speaks else "",
            prepared.context.gazetteer.credit,
            *([background_credit] if background_credit else of_grounds),
            prepared.layers.base.credit,
        ),
        missing=prepared.missing(),
        date=prepared.cartouche.date or (prepared.data_date if speaks else ""),
        data_scale=prepared.data_scale,
        summary=prepared.summary,
        extras=prepared.extras,
        page=prepared.cartouche.page or prepared.maker.profile.facts.page,
        index=prepared.index,
        absent=prepared.absent(),
        data_scheme=prepared.maker.profile.facts.scheme,
    )


def _speaks_of_data(prepared: PreparedSheet, framed: FramedLayout) -> bool:
    """Whether an object of a class lies within the map's frame, or the sheet says that none does.

    It says so where the data cover the territory, in part at least.
    """
    if not prepared.layers.uncovered.is_whole:
        return True
    frame = QgsReferencedRectangle(framed.map.extent(), framed.map.crs())
    area = QgsReferencedGeometry.fromReferencedRect(frame)
    return any(meets(thematic.layer, area) for thematic in prepared.layers.thematic)


def _keep_every_page(layout: QgsPrintLayout) -> list[str]:
    if len(printed_pages(layout)) == 1 or not forbid_switching(layout):
        return []
    return [
        translate(
            "Pipeline",
            "A sheet of several pages gets no layers to switch: QGIS would print the first "
            "page only.",
        )
    ]

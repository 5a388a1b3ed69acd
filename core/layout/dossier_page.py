# SPDX-License-Identifier: GPL-3.0-or-later
"""A page before the sheets of a dossier: a template filled, and lists drawn within its body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutItemLabel,
    QgsLayoutItemPicture,
    QgsPrintLayout,
    QgsProject,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QColor

from ..common.errors import TemplateError
from ..common.files import files
from ..common.i18n import translate
from ..common.typography import SMALLEST_TYPE, text_height
from ..sheet.cartouche import Cartouche
from .band import fit_label
from .boxes import BOX_ENDING, page_rect, place_item, set_visible
from .dossier_lists import (
    COLUMNS,
    HEADING,
    HEADING_TYPE,
    LEAD,
    NOTE,
    NOTE_TYPE,
    PAD,
    Placed,
    line_font,
)
from .fill import show_logo
from .item_fonts import label_font, use_present_fonts
from .page_items import GREY, INK, LEFT, RIGHT, RULE, SHADE, PageItems, page_font
from .sheet_items import LabelItem, SheetItem
from .template import Template, open_template
from .variables import layout_variables

# The templates, and the item that says where lists stand.
FOLDER = "layouts/dossier"
COVER, LIST = "dossier_cover_a4_portrait", "dossier_list_a4_portrait"
BODY = "body"

LINKED, MISSING = QColor("#0b4f8a"), QColor("#a01414")

# It keeps its height: the box around it and its text moves with the text.
NOTICE_TITLE = "notice_title"

# What stands one under the other on a cover; what is empty takes no room.
STACKED = (
    *("procedure", "territory_kind", "territory_name", "territory_place", "rule"),
    *("dossier_sheets", "status", "dossier_mark", NOTICE_TITLE, "notice"),
)

# How thick a line is, and the white below a text: versions of QGIS measure a little otherwise.
_THIN, _SPARE = 0.15, 0.5


def dossier_template(name: str) -> Template:
    """One of the templates of a dossier: the user's own of that name, or the plugin's.

    Raises TemplateError.
    """
    return open_template(str(files(FOLDER, "*.qpt").get(name, name)))


def body_of(template: Template) -> QRectF:
    """Where the lists stand on a page of a template. Raises TemplateError."""
    project = QgsProject()
    return _body(template.new_page(project), template)


def fill_page(
    template: Template,
    project: QgsProject,
    values: Mapping[str, str],
    cartouche: Cartouche,
    placed: Sequence[Placed] = (),
) -> QgsPrintLayout:
    """A layout of a template with its texts, and with what stands in its body.

    `values` are its variables without `srce_`. Raises TemplateError.
    """
    layout = template.new_page(project)
    # Each call of a setter would be written down, to be undone.
    layout.undoStack().blockCommands(True)
    use_present_fonts(layout)
    QgsExpressionContextUtils.setLayoutVariables(layout, layout_variables(values))
    logo = layout.itemById("logo")
    if isinstance(logo, QgsLayoutItemPicture):
        texts = [layout.itemById(name) for name in ("state_motto", "state_name")]
        show_logo(SheetItem(logo), [text for text in texts if text is not None], cartouche)
    for item in [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]:
        label = LabelItem.of(item)
        label.read_text()
        fit_label(label, SMALLEST_TYPE)
    _move_up(layout)
    if placed:
        _body(layout, template)
        _draw(PageItems(layout), placed)
    return layout


def _move_up(layout: QgsPrintLayout) -> None:
    """Make what stands one under the other on a cover as high as its texts, and move it up."""
    free = 0.0
    for name in STACKED:
        item, box = layout.itemById(name), layout.itemById(name + BOX_ENDING)
        for one in filter(None, (item, box)):
            place_item(one, page_rect(one).translated(0, -free))
        if not isinstance(item, QgsLayoutItemLabel):
            continue
        if name == NOTICE_TITLE:
            set_visible(item, bool(item.currentText().strip()))
            continue
        rect, text = page_rect(item), item.currentText()
        used = text_height(text, label_font(item), rect.width()) + _SPARE if text.strip() else 0.0
        left_over = rect.height() - min(used, rect.height())
        for one in filter(None, (item, box)):
            set_visible(one, bool(text.strip()))
            place_item(one, page_rect(one).adjusted(0, 0, 0, -left_over if text.strip() else 0))
        free += left_over


def _body(layout: QgsPrintLayout, template: Template) -> QRectF:
    body = layout.itemById(BODY)
    if body is None:
        raise TemplateError(
            translate(
                "Dossier",
                "The template “{name}” has no item with the ID “{id}”, within which the lists of a "
                "dossier stand.",
            ).format(name=template.name, id=BODY)
        )
    set_visible(body, False)
    return page_rect(body)


def _draw(items: PageItems, placed: Sequence[Placed]) -> None:
    for one in placed:
        rect = one.rect
        if one.kind == HEADING:
            heading = one.list.heading if one.is_first else one.list.continued
            items.label(heading, rect, page_font(HEADING_TYPE, bold=True))
        elif one.kind == LEAD:
            items.label(one.list.lead, rect, line_font())
        elif one.kind == NOTE:
            items.label(one.list.note, _padded(rect), page_font(NOTE_TYPE), GREY)
        elif one.kind == COLUMNS:
            items.box(rect, SHADE)
            _draw_cells(items, one, [column.heading for column in one.list.columns])
        elif one.line is not None:
            _draw_cells(items, one, one.line.cells)
            items.box(QRectF(rect.left(), rect.bottom() - _THIN, rect.width(), _THIN), RULE)


def _draw_cells(items: PageItems, one: Placed, cells: Sequence[str]) -> None:
    rect, places = _padded(one.rect), one.list.places(one.rect.width())
    is_head, line = one.kind == COLUMNS, one.line
    for number, (text, column, (left, width)) in enumerate(zip(cells, one.list.columns, places)):
        is_last = number == len(cells) - 1
        colour = INK
        if line is not None and number < line.repeated:
            colour = GREY
        elif line is not None and line.is_missing:
            colour = MISSING
        elif line is not None and line.target is not None and is_last:
            colour = LINKED
        place = QRectF(rect.left() + left, rect.top(), width, rect.height())
        # A little more than the text takes: versions of QGIS measure a little otherwise.
        place.adjust(0, 0, 0, PAD)
        if text:
            font = line_font(bold=is_head or (is_last and colour != INK))
            items.label(text, place, font, colour, RIGHT if column.is_numeric else LEFT)


def _padded(rect: QRectF) -> QRectF:
    return rect.adjusted(0, PAD, 0, -PAD)

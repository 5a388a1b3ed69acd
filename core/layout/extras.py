# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a template that a sheet shows only where they are asked for.

They are hidden in the bundled templates and found by their IDs; what they say is a variable, a
picture or nothing at all, as of any other item. A template without them prints without them.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from qgis.core import QgsLayoutItemMap, QgsLayoutItemPicture

from ..common.extras import EXTRAS, FIGURES, FOLDS, QR, TICKS
from ..common.i18n import translate
from ..common.public_page import MOST_LETTERS, harmless_page, is_public, refused_parts
from ..common.qr_code import qr_svg
from .boxes import set_visible
from .sheet_items import SheetItem
from .template_texts import named

QR_CODE = "qr_code"

# The box of the index of communes, see `commune_index`.
INDEX_BOX = "index_box"

# The item IDs of each; several items may bear one.
ITEMS = {
    FIGURES: ("key_figures_title", "key_figures"),
    FOLDS: ("fold_marks",),
    QR: (QR_CODE, "qr_text"),
}

# What is told of a template that has no place for it: the index is printed unasked, and a small
# sheet is not folded.
_TOLD = (FIGURES, QR)


def is_extra(item: SheetItem) -> bool:
    """Whether an item is shown only where it is asked for."""
    return any(item.layout_item.id() in names for names in ITEMS.values())


def draw_qr_code(items: Iterable[SheetItem], page: str) -> list[str]:
    """Draw a code that leads to a page on the network; tells why there is none."""
    if not page:
        return [
            translate(
                "Layout",
                "There is no QR code: no page of the data is known. Give its address as “page” in "
                "the cartouche or the data profile.",
            )
        ]
    refused = refused_parts(page)
    if refused:
        return [
            translate(
                "Layout",
                "There is no QR code: “{page}” is no address of a web page for everybody to read "
                "(http:// or https://, no password, no key, {most} letters at most); refused: "
                "{parts}.",
            ).format(page=harmless_page(page), most=MOST_LETTERS, parts=", ".join(refused))
        ]
    picture = "base64:" + base64.b64encode(qr_svg(page).encode()).decode()
    for item in items:
        code = item.layout_item
        is_code = code.id() == QR_CODE and isinstance(code, QgsLayoutItemPicture)
        if is_code and code.picturePath() != picture:
            code.setPicturePath(picture, QgsLayoutItemPicture.Format.FormatSVG)
    return []


def host_of(page: str) -> str:
    """The host of an address, which stands beside its code; empty of what is no such address."""
    return urlsplit(page).hostname or "" if is_public(page) else ""


def show_ticks(item: QgsLayoutItemMap, is_asked: bool, template: str) -> list[str]:
    """Switch the grid of a map that has the name of the ticks; tells of a map without it.

    Its lines are as far apart as the template has it, for the scale of the map as it is framed.
    """
    grids = [grid for grid in item.grids().asList() if grid.name() == TICKS]
    for grid in grids:
        if grid.enabled() != is_asked:
            grid.setEnabled(is_asked)
        if is_asked:
            grid.refresh()
    if grids or not is_asked:
        return []
    return [
        translate(
            "Layout",
            "The map of the template “{name}” has no grid with the name “{id}”, which would draw "
            "the ticks of the coordinates.",
        ).format(name=template, id=TICKS)
    ]


def has_place(items: Iterable[SheetItem], extra: str) -> bool:
    """Whether a layout has an item for one of `EXTRAS`."""
    return any(item.layout_item.id() in ITEMS[extra] for item in items)


def show_extras(items: Sequence[SheetItem], asked: Iterable[str], template: str) -> list[str]:
    """Show of the items of a layout those that are asked for, and hide the others.

    `asked` are some of `EXTRAS`. Tells of those for which the `template` (its name) has no place.
    """
    wanted, lacking = set(asked), []
    for extra in (one for one in EXTRAS if one in ITEMS):
        places = [item for item in items if item.layout_item.id() in ITEMS[extra]]
        for item in places:
            set_visible(item.layout_item, extra in wanted)
        if extra in wanted and extra in _TOLD and not places:
            lacking.append(ITEMS[extra][-1])
    if not lacking:
        return []
    return [
        translate(
            "Layout",
            "The template “{name}” has no place for what is asked for; give it items with these "
            "IDs: {ids}.",
        ).format(name=template, ids=named(lacking))
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the communes of a prepared plan, and the page numbers that a further page asks for.

It is placed before the names of the map, which keep clear of it, fitted once these have their
squares and numbers, and written when all pages are there.
"""

from __future__ import annotations

from dataclasses import replace

from .common.extras import INDEX
from .common.i18n import translate
from .layout.boxes import set_visible
from .layout.commune_index import (
    MOST_WITHOUT_INDEX,
    IndexTexts,
    at_names,
    draw_index,
    fit_index,
    hide_index,
    index_entries,
    place_index,
)
from .layout.frame import FramedLayout
from .output.pages import printed_pages
from .prepared_sheet import PreparedSheet

# The ID of the label that numbers the page of the map.
MAP_PAGE = "map_page"


def place_sheet_index(prepared: PreparedSheet, framed: FramedLayout) -> list[str]:
    """Put the index of the communes of a large plan on its map; tells where it has no room."""
    territory, words, entries = prepared.territory, prepared.sheet.words, []
    # What is not loaded is no reason for an index.
    loaded = len(territory.entry.members) - len(prepared.absent())
    if INDEX in prepared.extras and loaded > MOST_WITHOUT_INDEX:
        members = prepared.context.gazetteer.members(territory.entry, territory.crs)
        entries = index_entries(members, framed.map.extent())
    absent, title = prepared.absent(), words["dossier_index"]
    rest = words["index_rest"].format(len(absent)) if absent else ""
    texts = IndexTexts(title, f"{title} – {territory.entry.title}", rest)
    placed = place_index(framed, territory.geometry, entries, texts)
    prepared.index = placed if placed else None
    if placed or not entries or framed.items.index_box is None:
        return []
    return [
        translate(
            "Pipeline",
            "Neither the map nor a page has room for the index of communes: choose another paper.",
        )
    ]


def fit_sheet_index(prepared: PreparedSheet, framed: FramedLayout) -> None:
    """Have the index tell the squares of the names as they are placed, and the numbers."""
    if prepared.index is None:
        return
    names, extent = prepared.layers.names, framed.map.extent()
    entries = at_names(prepared.index.entries, names, extent)
    prepared.index = replace(prepared.index, entries=entries, numbered=prepared.numbered)
    if prepared.index.on_page and not prepared.numbered and not prepared.unnamed:
        # The map tells all names: a page that says them again is none that anybody needs.
        prepared.index = None
        hide_index(framed)
        return
    fit_index(framed, prepared.index)


def finish_sheet_index(prepared: PreparedSheet, framed: FramedLayout) -> None:
    """Write the index, and number the page of the map where others follow it."""
    if prepared.index is not None:
        draw_index(framed, prepared.index)
    label = framed.layout.itemById(MAP_PAGE)
    if label is not None:
        set_visible(label, len(printed_pages(framed.layout)) > 1)

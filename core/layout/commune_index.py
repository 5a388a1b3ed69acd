# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the communes of a plan: each with the square of the map that it lies in.

It stands on the map where that shows nothing of the territory. The squares are those of the grid of
the map that has the name of the index: letters from left to right, numbers from top to bottom. A
commune whose name finds no room on the map has a number there, which the index tells.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QRectF, QSizeF
from qgis.PyQt.QtGui import QFont

from ..common.extras import INDEX
from ..common.letters import plain_letters
from ..common.typography import text_height
from ..territory.gazetteer import NamedGeometry
from .boxes import page_rect, place_item, set_visible
from .frame import FramedLayout
from .insets import MapView, free_place
from .layout_items import LayoutItems
from .paper import paper_factor

# Plans of more communes than this have an index.
MOST_WITHOUT_INDEX = 20

# Into how many squares the grid divides the map, across and down.
SQUARES = 6

# The widths of the index that are tried, and the white around what stands in it, in mm on A3.
WIDTHS = (58.0, 80.0, 44.0, 110.0, 150.0, 185.0, 210.0)
PAD = 2.0
# The distance from the frame, from other boxes on the map and from the territory.
WHITE = 4.0
# Of so many communes one is expected to have a number in the place of its name.
FEW = 8
# White below a text: versions of QGIS measure a little otherwise.
SPARE = 1.03

NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True)
class IndexEntry:
    """A commune in an index: its code, name and number, and the square it lies in."""

    code: str
    name: str
    number: int
    square: str

    def text(self, is_numbered: bool) -> str:
        """What the index says of it, on one line: its number where that stands on the map."""
        number = f"{NO_BREAK_SPACE}({self.number})" if is_numbered else ""
        return f"{self.name}{number}{NO_BREAK_SPACE}{self.square}"


def index_entries(communes: Sequence[NamedGeometry], extent: QgsRectangle) -> list[IndexEntry]:
    """The communes (polygons, in the CRS of the extent of the map) by their names."""
    named = [one for one in communes if one.name and not one.geometry.isEmpty()]
    ordered = sorted(named, key=lambda one: plain_letters(one.name.casefold()))
    places = (one.geometry.pointOnSurface().asPoint() for one in ordered)
    return [
        IndexEntry(one.code, one.name, number, _square(place, extent))
        for number, (one, place) in enumerate(zip(ordered, places), 1)
    ]


def at_names(
    entries: Sequence[IndexEntry], names: QgsVectorLayer | None, extent: QgsRectangle
) -> list[IndexEntry]:
    """The entries, each with the square that its name or number stands in, where it has one."""
    if not entries or names is None:
        return list(entries)
    places = {name["code"]: name.geometry().centroid().asPoint() for name in names.getFeatures()}
    return [
        replace(entry, square=_square(places[entry.code], extent))
        if entry.code in places
        else entry
        for entry in entries
    ]


def index_text(entries: Sequence[IndexEntry], numbered: Collection[str], rest: str = "") -> str:
    """What an index says; `numbered` are the codes of communes with a number on the map.

    `rest` is what is said after them of communes that are not listed.
    """
    if not entries:
        return ""
    lines = [one.text(one.code in numbered) for one in entries]
    # No line begins with the sign between two of them.
    return f"{NO_BREAK_SPACE}· ".join([*lines, rest] if rest else lines)


def place_index(
    framed: FramedLayout,
    territory: QgsGeometry,
    entries: Sequence[IndexEntry],
    texts: tuple[str, str],
) -> bool:
    """Put the index where the map shows nothing of the territory; tells whether there is room.

    The texts are its title and what it says of the rest, see `index_text`. Without entries or
    without room it is hidden, and the letters along the frame with it.
    """
    items = framed.items
    expected = texts[0], _expected(entries, texts[1])
    place = _place(framed, territory, expected) if entries else None
    for grid in (one for one in items.map.grids().asList() if one.name() == INDEX):
        if grid.enabled() != (place is not None):
            grid.setEnabled(place is not None)
        grid.refresh()
    if items.index_box is None:
        return False
    for item in (items.index_box, *items.index_labels):
        set_visible(item.layout_item, place is not None)
    if place is None:
        return False
    _arrange(framed, place, expected)
    return True


def fit_index(framed: FramedLayout, title: str, text: str) -> None:
    """Make the index as high as what it says; it stays at the top or at the bottom of the map."""
    items = framed.items
    if items.index_box is None or not items.index_box.is_visible or not text:
        return
    place, frame = page_rect(items.index_box.layout_item), items.map_rect
    height = _height(framed, (title, text), place.width())
    if place.center().y() > frame.center().y():
        place.setTop(place.bottom() - height)
    place.setHeight(height)
    _arrange(framed, place, (title, text))


def _arrange(framed: FramedLayout, place: QRectF, texts: Sequence[str]) -> None:
    """Put the index at a place, and its labels in it."""
    items = framed.items
    if items.index_box is None:
        return
    place_item(items.index_box.layout_item, place)
    pad = PAD * paper_factor(items.layout)
    inner = place.adjusted(pad, pad, -pad, -pad)
    top = inner.top()
    for label, height in zip(items.index_labels, _heights(items, texts, inner.width())):
        rect = QRectF(inner.left(), top, inner.width(), height)
        place_item(label.layout_item, rect)
        label.room = rect.size()
        top += height + pad / 2


def _place(framed: FramedLayout, territory: QgsGeometry, texts: Sequence[str]) -> QRectF | None:
    items = framed.items
    if items.index_box is None:
        return None
    factor = paper_factor(items.layout)
    view = MapView(items.map_rect, framed.map.extent(), framed.scale / 1000)
    others = [inset.present_rect for inset in items.insets]
    for width in WIDTHS:
        size = QSizeF(width * factor, _height(framed, texts, width * factor))
        place = free_place(view, territory, size, others, WHITE * factor)
        if place is not None:
            return place
    return None


def _expected(entries: Sequence[IndexEntry], rest: str) -> str:
    """What the index will say, as long as few of the communes have a number."""
    return index_text(entries, [one.code for one in entries[: 1 + len(entries) // FEW]], rest)


def _height(framed: FramedLayout, texts: Sequence[str], width: float) -> float:
    """The height of an index of a width, in mm."""
    pad = PAD * paper_factor(framed.layout)
    return sum(_heights(framed.items, texts, width - 2 * pad)) + 2.5 * pad


def _heights(items: LayoutItems, texts: Sequence[str], width: float) -> list[float]:
    """The heights of the labels of an index whose texts are broken to a width, in mm."""
    fonts = [QFont(label.font) for label in items.index_labels]
    return [SPARE * text_height(text, font, width) for text, font in zip(texts, fonts)]


def _square(place: QgsPointXY, extent: QgsRectangle) -> str:
    """The square of a place: a letter for its column, a number for its row."""
    across = (place.x() - extent.xMinimum()) / extent.width()
    down = (extent.yMaximum() - place.y()) / extent.height()
    column, row = (min(SQUARES - 1, max(0, int(share * SQUARES))) for share in (across, down))
    return f"{chr(ord('A') + column)}{row + 1}"

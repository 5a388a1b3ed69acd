# SPDX-License-Identifier: GPL-3.0-or-later
"""The index of the communes of a plan: each with the square of the map that it lies in.

It stands in columns on the map where that shows nothing of the territory, else on a page of its
own. The squares are those of the grid of the map that has the name of the index: letters from left
to right, numbers from top to bottom. A commune whose name finds no room on the map has a number
there, which the index tells before its name.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from qgis.core import (
    QgsGeometry,
    QgsLayoutItemLabel,
    QgsLayoutItemPage,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF, Qt
from qgis.PyQt.QtGui import QFont

from ..common.extras import INDEX
from ..common.french import french
from ..common.letters import plain_letters
from ..common.typography import text_height, widest_line
from ..territory.gazetteer import NamedGeometry
from .boxes import MADE, page_rect, place_item, set_visible
from .frame import FramedLayout
from .insets import MapView, free_place
from .item_fonts import set_label_font
from .paper import paper_factor
from .sheet_items import literal
from .table_marks import add_made

# Plans of more communes than this have an index.
MOST_WITHOUT_INDEX = 20

# Into how many squares the grid divides the map, across and down.
SQUARES = 6

# How many columns are tried on the map, and the lines of a column on a page, where they have room.
COLUMNS = (2, 3, 1, 4)
LINES_ON_PAGE = 20
MOST_ON_PAGE = 8

# White around what stands in the index, between its columns, and between the parts of one, in mm on
# A3.
PAD = 2.0
GUTTER, GUTTER_ON_PAGE = 4.0, 12.0
GAP = 1.4
# The distance from the frame, from other boxes on the map and from the territory.
WHITE = 4.0
# The rim of a page of its own, and the height of its foot.
RIM, FOOT = 8.0, 4.0
# How much larger its type is there.
PAGE_TYPE = 1.2
# White beside and below a text: versions of QGIS measure a little otherwise.
SPARE = 1.03

# What the parts of a column are called: they are made anew for each sheet.
NUMBERS, NAMES, PLACES = "index_numbers", "index_names", "index_squares"
_ALIGNED = {
    NUMBERS: Qt.AlignmentFlag.AlignRight,
    NAMES: Qt.AlignmentFlag.AlignLeft,
    PLACES: Qt.AlignmentFlag.AlignLeft,
}

# What stands at the foot of a page of its own: as on those of tables.
PAGE_FOOT = "[% @srce_page_foot %]"
PAGE_NUMBER = "Page [% @layout_page %]/[% @layout_numpages %]"


@dataclass(frozen=True)
class IndexEntry:
    """A commune in an index: its code, name and number, and the square it lies in."""

    code: str
    name: str
    number: int
    square: str


@dataclass(frozen=True)
class IndexTexts:
    """The title of an index, on its page as well, and what it says of communes not listed."""

    title: str
    page_title: str
    rest: str = ""


@dataclass(frozen=True)
class CommuneIndex:
    """An index: its entries, the codes of those with a number on the map, where it stands.

    It has so many `columns`, on the map or on a page of its own.
    """

    texts: IndexTexts
    entries: tuple[IndexEntry, ...] = ()
    numbered: frozenset[str] = frozenset()
    columns: int = 0
    on_page: bool = False

    def __bool__(self) -> bool:
        return self.columns > 0

    @property
    def title(self) -> str:
        """What stands over it, empty where there is none."""
        if not self:
            return ""
        return self.texts.page_title if self.on_page else self.texts.title

    @property
    def rest(self) -> str:
        """What stands under it."""
        return self.texts.rest if self else ""

    def parts(self) -> list[tuple[str, str, str]]:
        """The numbers, the names and the squares of each column, a commune a line."""
        lines = math.ceil(len(self.entries) / max(1, self.columns))
        starts = range(0, len(self.entries), max(1, lines))
        return [_part(self.entries[start : start + lines], self.numbered) for start in starts]


def _part(entries: Sequence[IndexEntry], numbered: Collection[str]) -> tuple[str, str, str]:
    numbers = [str(one.number) if one.code in numbered else "" for one in entries]
    return (
        "\n".join(numbers),
        "\n".join(french(one.name) for one in entries),
        "\n".join(one.square for one in entries),
    )


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
) -> tuple[IndexEntry, ...]:
    """The entries, each with the square that its name or number stands in, where it has one."""
    if not entries or names is None:
        return tuple(entries)
    places = {name["code"]: name.geometry().centroid().asPoint() for name in names.getFeatures()}
    return tuple(
        replace(entry, square=_square(places[entry.code], extent))
        if entry.code in places
        else entry
        for entry in entries
    )


def place_index(
    framed: FramedLayout, territory: QgsGeometry, entries: Sequence[IndexEntry], texts: IndexTexts
) -> CommuneIndex:
    """Find an index a place: on the map where that shows nothing of the territory, else on a page.

    Without entries, or without room on either, it is none: it is hidden, and the letters along the
    frame with it.
    """
    items = framed.items
    if items.index_box is not None and framed.map.isLabelBlockingItem(items.index_box.layout_item):
        framed.map.removeLabelBlockingItem(items.index_box.layout_item)
    # As wide as with the numbers that some may have.
    asked = CommuneIndex(texts, tuple(entries), frozenset(one.code for one in entries))
    placed = _placed(framed, territory, asked) if entries else asked
    _show(framed, placed)
    return placed


def hide_index(framed: FramedLayout) -> None:
    """Print no index."""
    _show(framed, CommuneIndex(IndexTexts("", "")))


def _show(framed: FramedLayout, placed: CommuneIndex) -> None:
    """Show the box of an index and the letters along the frame, or hide them."""
    items = framed.items
    for grid in (one for one in items.map.grids().asList() if one.name() == INDEX):
        if grid.enabled() != bool(placed):
            grid.setEnabled(bool(placed))
        grid.refresh()
    if items.index_box is not None:
        for item in (items.index_box, *items.index_labels):
            set_visible(item.layout_item, bool(placed))
        if items.index_labels and not placed.rest:
            set_visible(items.index_labels[-1].layout_item, False)


def fit_index(framed: FramedLayout, index: CommuneIndex) -> None:
    """Make the box of an index on the map as large as what it says; it stays in its corner."""
    items = framed.items
    if items.index_box is None or not index:
        return
    if index.on_page:
        # Below all pages there are, until the table has taken those that it needs.
        pages = items.layout.pageCollection()
        last = page_rect(pages.page(pages.pageCount() - 1))
        _arrange(framed, index, last.translated(0, 2 * last.height()))
        return
    place, frame = page_rect(items.index_box.layout_item), items.map_rect
    size = _size(framed, index)
    if place.center().x() > frame.center().x():
        place.setLeft(place.right() - size.width())
    if place.center().y() > frame.center().y():
        place.setTop(place.bottom() - size.height())
    place.setSize(size)
    _arrange(framed, index, place)
    # Names that QGIS places, as the numbers of roads, keep clear of it.
    framed.map.addLabelBlockingItem(items.index_box.layout_item)


def draw_index(framed: FramedLayout, index: CommuneIndex) -> None:
    """Write the columns of an index, on a new page behind all others where it has one."""
    items = framed.items
    if items.index_box is None or not index:
        return
    if index.on_page:
        _arrange(framed, index, _add_page(framed, index))
    place, face = page_rect(items.index_box.layout_item), _Face.of(framed, index)
    pad = PAD * paper_factor(items.layout)
    above, _ = _heights(framed, index, place.width())
    top, left = place.top() + pad + above, place.left() + pad
    gutter, widths = _gutter(framed, index), face.widths(index)
    for texts in index.parts():
        for (name, align), text, width in zip(_ALIGNED.items(), texts, widths):
            if not width:
                continue
            rect = QRectF(left, top, width, face.height(text))
            set_label_font(_write(framed, name, literal(text), rect, align), face.font)
            left += width + face.gap
        left += gutter - face.gap


@dataclass(frozen=True)
class _Face:
    """How the lines of an index are written: their font, and the white between parts, in mm."""

    font: QFont
    gap: float

    @classmethod
    def of(cls, framed: FramedLayout, index: CommuneIndex) -> _Face:
        font = QFont(framed.items.index_labels[-1].font)
        if index.on_page:
            font.setPointSizeF(PAGE_TYPE * font.pointSizeF())
        return cls(font, GAP * paper_factor(framed.layout))

    def widths(self, index: CommuneIndex) -> list[float]:
        """The widths of numbers, names and squares, alike in all columns."""
        return [
            SPARE * max(widest_line(text, self.font) for text in texts)
            for texts in zip(*index.parts())
        ]

    def width(self, index: CommuneIndex) -> float:
        """The width of a column."""
        widths = [width for width in self.widths(index) if width]
        return sum(widths) + self.gap * (len(widths) - 1)

    def height(self, text: str) -> float:
        """The height of a column."""
        return float(text_height(text, self.font, 10 * widest_line(text, self.font)))


def _placed(framed: FramedLayout, territory: QgsGeometry, asked: CommuneIndex) -> CommuneIndex:
    """An index with the columns and the place for which there is room."""
    items = framed.items
    # A template has a box, a title and a text for it, or none of it.
    if items.index_box is None or len(items.index_labels) < 2:
        return asked
    white = WHITE * paper_factor(items.layout)
    view = MapView(items.map_rect, framed.map.extent(), framed.scale / 1000)
    others = [inset.present_rect for inset in items.insets]
    for columns in COLUMNS:
        index = replace(asked, columns=columns)
        place = free_place(view, territory, _size(framed, index), others, white)
        if place is not None:
            place_item(items.index_box.layout_item, place)
            return index
    wanted = math.ceil(len(asked.entries) / LINES_ON_PAGE)
    room = _room(framed).size()
    for columns in range(min(wanted, MOST_ON_PAGE), MOST_ON_PAGE + 1):
        index = replace(asked, columns=columns, on_page=True)
        size = _size(framed, index)
        if size.width() <= room.width() and size.height() <= room.height():
            return index
    return asked


def _size(framed: FramedLayout, index: CommuneIndex) -> QSizeF:
    """The size of the box of an index, in mm."""
    pad, face = PAD * paper_factor(framed.layout), _Face.of(framed, index)
    columns = len(index.parts())
    width = columns * face.width(index) + (columns - 1) * _gutter(framed, index) + 2 * pad
    height = face.height(index.parts()[0][1]) + sum(_heights(framed, index, width))
    return QSizeF(width, height + 2 * pad)


def _gutter(framed: FramedLayout, index: CommuneIndex) -> float:
    return (GUTTER_ON_PAGE if index.on_page else GUTTER) * paper_factor(framed.layout)


def _heights(framed: FramedLayout, index: CommuneIndex, width: float) -> tuple[float, float]:
    """The heights of what stands above and below the columns, with the white to them, in mm."""
    pad, labels = PAD * paper_factor(framed.layout), framed.items.index_labels
    above, below = (
        SPARE * text_height(text, QFont(label.font), width - 2 * pad) + pad / 2 if text else 0.0
        for text, label in ((index.title, labels[0]), (index.rest, labels[-1]))
    )
    return above, below


def _arrange(framed: FramedLayout, index: CommuneIndex, place: QRectF) -> None:
    """Put the box of an index at a place, and its title and the text under it into it."""
    items = framed.items
    if items.index_box is None:
        return
    place_item(items.index_box.layout_item, place)
    pad = PAD * paper_factor(items.layout)
    inner = place.adjusted(pad, pad, -pad, -pad)
    above, below = _heights(framed, index, place.width())
    rects = (
        QRectF(inner.left(), inner.top(), inner.width(), above),
        QRectF(inner.left(), inner.bottom() - below, inner.width(), below),
    )
    for label, rect in zip((items.index_labels[0], items.index_labels[-1]), rects):
        # What says nothing keeps a size, as it may be saved as a template.
        size = QSizeF(rect.width(), max(rect.height(), pad))
        place_item(label.layout_item, QRectF(rect.topLeft(), size))
        label.room = size


def _room(framed: FramedLayout) -> QRectF:
    """Where an index stands on a page of its own, in mm of that page."""
    page = framed.layout.pageCollection().page(framed.map.page())
    rim, foot = (part * paper_factor(framed.layout) for part in (RIM, FOOT))
    whole = QRectF(QPointF(0, 0), page.rect().size())
    return whole.adjusted(rim, rim, -rim, -rim - foot - PAD)


def _add_page(framed: FramedLayout, index: CommuneIndex) -> QRectF:
    """Add a page for an index, with a foot as that of a table; gives where the index stands."""
    layout = framed.layout
    pages = layout.pageCollection()
    page = QgsLayoutItemPage(layout)
    page.setPageSize(pages.page(framed.map.page()).sizeWithUnits())
    page.setCustomProperty(MADE, True)
    pages.addPage(page)
    room = _room(framed).translated(page_rect(page).topLeft())
    foot = FOOT * paper_factor(layout)
    rect = QRectF(room.left(), page_rect(page).bottom() - room.left() - foot, room.width(), foot)
    for name, text, align in (
        ("index_foot", PAGE_FOOT, Qt.AlignmentFlag.AlignLeft),
        ("index_page", PAGE_NUMBER, Qt.AlignmentFlag.AlignRight),
    ):
        _write(framed, name, text, rect, align)
    return QRectF(room.topLeft(), QSizeF(room.width(), _size(framed, index).height()))


def _write(
    framed: FramedLayout, name: str, text: str, rect: QRectF, align: Qt.AlignmentFlag
) -> QgsLayoutItemLabel:
    """Add a label that no template keeps, as the text of the index is written."""
    model = framed.items.index_labels[-1]
    label = QgsLayoutItemLabel(framed.layout)
    label.setId(name)
    label.setText(text)
    set_label_font(label, QFont(model.font))
    label.setFontColor(model.layout_item.fontColor())
    label.setMarginX(0)
    label.setMarginY(0)
    label.setHAlign(align)
    add_made(framed.layout, label, rect)
    return label


def _square(place: QgsPointXY, extent: QgsRectangle) -> str:
    """The square of a place: a letter for its column, a number for its row."""
    across = (place.x() - extent.xMinimum()) / extent.width()
    down = (extent.yMaximum() - place.y()) / extent.height()
    column, row = (min(SQUARES - 1, max(0, int(share * SQUARES))) for share in (across, down))
    return f"{chr(ord('A') + column)}{row + 1}"

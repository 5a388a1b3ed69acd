# SPDX-License-Identifier: GPL-3.0-or-later
"""A page that shows the signs of a sheet as everybody sees them, and how far they are apart.

Lengths are millimetres on the page, type sizes points.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from qgis.core import (
    QgsGeometry,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsTableCell,
)
from qgis.PyQt.QtCore import QRectF, QSizeF
from qgis.PyQt.QtGui import QColor

from ..common.progress import Steps
from ..common.request import PAPERS
from ..common.typography import SMALLEST_TYPE, text_height
from ..sheet.definition import SheetDefinition
from ..styles.colour_vision import COLOUR, GREY, VIEWS, picture_as_seen
from ..styles.differences import LEAST
from ..styles.style_signs import Difference, ScaleRange, StyleSign
from . import page_items
from .page_items import CENTRED, RIGHT, TABLE_TYPE, PageItems, page_font, text_format
from .scale import scale_text

MARGIN, GAP = 8.0, 5.0
TITLE_HEIGHT, HEAD_HEIGHT, GROUP_HEIGHT = 16.0, 6.0, 6.0
# A row is as high as fits, within these limits.
ROW_HEIGHTS = (8.5, 13.0)
ROW_GAP, SAMPLE_GAP = 1.5, 1.5
NUMBER_WIDTH, NAME_WIDTH = 6.0, 56.0
# Of the table: the two signs, then each view.
PAIR_WIDTH, VALUE_WIDTH, LINE_HEIGHT = 18.0, 19.0, 4.2
NOTE_HEIGHT = 27.0

ALARM = QColor("#f6cfca")

# How the signs are seen, from left to right.
SEEN = (COLOUR, GREY, *(view for view in VIEWS if view != GREY))


@dataclass
class StylePage:
    """What a page shows; `names` gives for each folder of styles the printed name of its set."""

    sheet: SheetDefinition
    signs: list[StyleSign]
    differences: list[Difference]
    names: dict[Path, str]

    @property
    def sets(self) -> list[str]:
        """The names of the sets that are drawn, in their order."""
        drawn = {sign.style.file.parent for sign in self.signs}
        return [name for folder, name in self.names.items() if folder in drawn]

    def number(self, sign: StyleSign) -> int:
        """The number of a sign on the page, from 1."""
        return self.signs.index(sign) + 1


@dataclass(frozen=True)
class _Grid:
    """Where the samples stand on a page of a size."""

    page: QSizeF
    row_height: float

    @property
    def table_width(self) -> float:
        return PAIR_WIDTH + len(SEEN) * VALUE_WIDTH

    @property
    def table_left(self) -> float:
        return self.page.width() - MARGIN - self.table_width

    @property
    def top(self) -> float:
        return MARGIN + TITLE_HEIGHT

    @property
    def bottom(self) -> float:
        return self.page.height() - MARGIN

    @property
    def sample_width(self) -> float:
        """Of a sample and the white beside it."""
        return (self.table_left - GAP - self.sample_left(0)) / len(SEEN)

    def sample_left(self, number: int) -> float:
        left = MARGIN + NUMBER_WIDTH + NAME_WIDTH
        return left + number * self.sample_width if number else left

    def sample(self, number: int, top: float) -> QRectF:
        """The place of a sample in the row that begins at `top`."""
        return QRectF(
            self.sample_left(number), top, self.sample_width - SAMPLE_GAP, self.row_height - ROW_GAP
        )


@dataclass(frozen=True)
class _Row:
    """The sign of a row, and where the row begins."""

    sign: StyleSign
    grid: _Grid
    top: float


def style_page(page: StylePage, project: QgsProject, folder: Path, steps: Steps) -> QgsPrintLayout:
    """The page as a layout of a project; its pictures are files in `folder`.

    It is on A3, or on the smallest larger paper on which every sign has its row. A sign is one of
    the `steps`. Raises CancelledError.
    """
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    grid = _grid(page)
    size = QgsLayoutSize(grid.page.width(), grid.page.height())
    layout.pageCollection().page(0).setPageSize(size)
    items = PageItems(layout)
    _add_title(items, page, grid)
    for row in _rows(items, page, grid):
        _add_sign(items, page, row, folder)
        steps.next()
    _add_differences(items, page, grid)
    return layout


def _grid(page: StylePage) -> _Grid:
    groups = len({sign.geometry for sign in page.signs})
    used = 2 * MARGIN + TITLE_HEIGHT + HEAD_HEIGHT + groups * GROUP_HEIGHT
    least, most = ROW_HEIGHTS
    for name in ("A3", "A2", "A1", "A0"):
        height, width = PAPERS[name]
        row_height = (height - used) / max(1, len(page.signs))
        if row_height >= least:
            break
    return _Grid(QSizeF(width, height), min(row_height, most))


def _add_title(items: PageItems, page: StylePage, grid: _Grid) -> None:
    words, width = page.sheet.words, grid.page.width() - 2 * MARGIN
    title = words["styles_title"].format(page.sheet.name)
    items.label(title, QRectF(MARGIN, MARGIN, 0.8 * width, 7), page_font(15, bold=True))
    place = QRectF(MARGIN, MARGIN + 7.5, 0.8 * width, 5)
    items.label(" · ".join(page.sets), place, page_font(10))
    today = datetime.date.today().strftime("%d/%m/%Y")
    place = QRectF(MARGIN + 0.8 * width, MARGIN + 1, 0.2 * width, 4)
    items.label(words["printed"].format(today), place, page_font(7.5), align=RIGHT)


def _rows(items: PageItems, page: StylePage, grid: _Grid) -> Iterator[_Row]:
    """The places of the signs, after each heading that is drawn."""
    words, top = page.sheet.words, grid.top
    for number, view in enumerate(SEEN):
        place = grid.sample(number, top)
        place.setHeight(HEAD_HEIGHT - 2)
        items.label(words[f"styles_{view}"], place, page_font(8, bold=True), align=CENTRED)
    top += HEAD_HEIGHT
    for geometry, signs in groupby(page.signs, lambda sign: sign.geometry):
        width = grid.table_left - GAP - MARGIN - SAMPLE_GAP
        items.box(QRectF(MARGIN, top, width, GROUP_HEIGHT - 1.5), page_items.SHADE)
        heading = words[f"summary_{geometry}"]
        place = QRectF(MARGIN + 1, top + 0.5, NAME_WIDTH, GROUP_HEIGHT - 2)
        items.label(heading[:1].upper() + heading[1:], place, page_font(8, bold=True))
        top += GROUP_HEIGHT
        for sign in signs:
            yield _Row(sign, grid, top)
            top += grid.row_height


def _add_sign(items: PageItems, page: StylePage, row: _Row, folder: Path) -> None:
    """The number of a sign, what it stands for, and how it is seen."""
    sign, top, height = row.sign, row.top, row.grid.row_height - ROW_GAP
    place = QRectF(MARGIN, top, NUMBER_WIDTH - 1.5, height)
    items.label(str(page.number(sign)), place, page_font(8, bold=True), align=RIGHT)
    left, width = MARGIN + NUMBER_WIDTH, NAME_WIDTH - 2
    small, details = page_font(SMALLEST_TYPE), _details(page, sign)
    below = min(height / 2, text_height(details, small, width))
    place = QRectF(left, top, width, height - below)
    used = items.label(page.sheet.label(sign.class_id), place, page_font(8))
    items.label(details, QRectF(left, top + used, width, height - used), small, page_items.GREY)
    for number, view in enumerate(SEEN):
        place = row.grid.sample(number, top)
        if view == COLOUR:
            drawn = sign.picture(_shapes(sign.geometry, place.size()), place.size())
        file = folder / f"{page.number(sign)}_{view}.png"
        (drawn if view == COLOUR else picture_as_seen(drawn, view)).save(str(file))
        items.picture(file, place)


def _details(page: StylePage, sign: StyleSign) -> str:
    """The category or rule, the scales, and whose style it is where there are several sets."""
    scales = _scales(page.sheet.words, sign.range)
    whose = page.names[sign.style.file.parent] if len(page.sets) > 1 else ""
    parts = (sign.name, scales, whose)
    return " · ".join(part for part in parts if part)


def _scales(words: Mapping[str, str], limits: ScaleRange) -> str:
    fine, coarse = scale_text(limits.finest or 1), limits.coarsest
    if math.isinf(coarse):
        return words["styles_coarser"].format(fine) if limits.finest else ""
    if not limits.finest:
        return words["styles_finer"].format(scale_text(coarse))
    return words["styles_between"].format(scale_text(coarse), fine)


def _shapes(geometry: str, size: QSizeF) -> list[str]:
    """What is drawn in a sample of a size: WKT in mm round its middle."""
    x, y = size.width() / 2 - 2, size.height() / 2 - 1.2
    if geometry == "p":
        return [f"Point({x * part} 0)" for part in (-0.6, 0, 0.6)]
    outlines = {
        # Longer than the sample: a line goes on.
        "l": [(-1.3, -1.2), (-0.5, 0.6), (0.3, -0.6), (1.3, 1.2)],
        "s": [(-1, -0.7), (-0.9, 0.9), (0.1, 0.7), (0.8, 1), (1, -0.6), (0.3, -1), (-1, -0.7)],
    }
    points = ", ".join(f"{a * x} {b * y}" for a, b in outlines[geometry])
    wkt = f"Polygon(({points}))" if geometry == "s" else f"LineString({points})"
    return [QgsGeometry.fromWkt(wkt).smooth(3).asWkt()]


def _add_differences(items: PageItems, page: StylePage, grid: _Grid) -> None:
    """The table of the differences, the smallest first, and what they are."""
    words, left, width = page.sheet.words, grid.table_left, grid.table_width
    place = QRectF(left, grid.top, width, HEAD_HEIGHT)
    items.label(words["styles_differences"], place, page_font(10, bold=True))
    top = grid.top + HEAD_HEIGHT
    room = grid.bottom - top - NOTE_HEIGHT
    shown = page.differences[: int(room / LINE_HEIGHT) - 1]
    used = 0.0
    if shown:
        headings = ["", *(words[f"styles_{view}"] for view in SEEN)]
        widths = [PAIR_WIDTH, *([VALUE_WIDTH] * len(SEEN))]
        cells = [_cells(page, difference) for difference in shown]
        used = (len(cells) + 1) * LINE_HEIGHT
        items.table(headings, cells, QRectF(left, top, width, used), widths)
    notes = [words["styles_method"].format(f"{LEAST[GREY]:g}", f"{LEAST[COLOUR]:g}")]
    if len(shown) < len(page.differences):
        notes.append(words["styles_nearest"].format(len(shown), len(page.differences)))
    place = QRectF(left, top + used + 2, width, NOTE_HEIGHT - 2)
    items.label(" ".join(notes), place, page_font(7), page_items.GREY)


def _cells(page: StylePage, difference: Difference) -> list[QgsTableCell]:
    one, other = sorted((page.number(difference.one), page.number(difference.other)))
    cells = [QgsTableCell(f"{one} – {other}")]
    for view in SEEN:
        value = difference.values[view]
        cell = QgsTableCell(f"{value:.1f}".replace(".", ","))
        if value < LEAST[view]:
            cell.setBackgroundColor(ALARM)
            cell.setTextFormat(text_format(page_font(TABLE_TYPE, bold=True)))
        cells.append(cell)
    for cell in cells:
        cell.setHorizontalAlignment(CENTRED)
    return cells

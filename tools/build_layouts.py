#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the bundled layout templates, which share one band and one cartouche on every paper.

Run it with QGIS 3.22, so that every later version reads what it writes:
    QT_QPA_PLATFORM=offscreen python3 tools/build_layouts.py
All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

import base64
import itertools
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# Qt writes the attributes of its XML in the order of a hash, seeded at random when Qt starts.
os.environ["QT_HASH_SEED"] = "0"

from qgis.core import (
    QgsApplication,
    QgsFillSymbol,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutMultiFrame,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLayoutTable,
    QgsLayoutTableColumn,
    QgsLayoutTableStyle,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsTableCell,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

LAYOUTS = Path(__file__).resolve().parents[1] / "layouts"

FAMILY = "Marianne"
SMALLEST_TYPE = 6.5
LEFT = Qt.AlignmentFlag.AlignLeft
CENTRED = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight
INK = QColor("#161616")
RULE = QColor("#3a3a3a")
GRID = QColor("#b4b8bc")
HEADING = QColor("#e1e5e8")
NOTICE = QColor("#7a1010")

NORTH_ARROW = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 28">'
    '<path d="M10 8 L16 26 L10 22.4 L4 26 Z" fill="#161616"/>'
    '<path d="M10 8 L10 22.4 L4 26 Z" fill="#ffffff" stroke="#161616" stroke-width=".6"/>'
    '<path d="M7.2 6.4 V1 H8.2 L11.6 4.9 V1 H12.8 V6.4 H11.8 L8.4 2.5 V6.4 Z" fill="#161616"/>'
    "</svg>"
)


LANDSCAPE, PORTRAIT = "landscape", "portrait"
COMMUNE, EPCI = "commune", "epci"

# Short and long side in mm.
PAPERS = {
    "a4": (210, 297),
    "a3": (297, 420),
    "a2": (420, 594),
    "a1": (594, 841),
    "a0": (841, 1189),
}
A3_LONG_SIDE = 420


@dataclass(frozen=True)
class Rect:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def inner(self, pad: float) -> Rect:
        return Rect(self.left + pad, self.top + pad, self.width - 2 * pad, self.height - 2 * pad)

    def cut(self, shares: Sequence[float], gap: float = 0.0, down: bool = True) -> list[Rect]:
        """The rectangle in pieces of these shares, one under the other or side by side."""
        length = self.height if down else self.width
        unit = (length - gap * (len(shares) - 1)) / sum(shares)
        pieces = []
        start = 0.0
        for share in shares:
            if down:
                pieces.append(Rect(self.left, self.top + start, self.width, share * unit))
            else:
                pieces.append(Rect(self.left + start, self.top, share * unit, self.height))
            start += share * unit + gap
        return pieces


@dataclass(frozen=True)
class Design:
    """Lengths in mm of a sheet on A3, and larger in proportion, or on A4.

    `type` is how large its type is, 1 on A3. A band is as wide as told where it stands beside the
    map (landscape), as high where it stands under it; so is, in the other direction, the
    cartouche in the band.
    """

    margin: float
    gap: float
    type: float
    bands: dict[tuple[str, str], tuple[float, float]]


ON_A3 = Design(
    margin=8,
    gap=3,
    type=1,
    bands={
        (COMMUNE, LANDSCAPE): (108, 69),
        (COMMUNE, PORTRAIT): (112, 92),
        (EPCI, LANDSCAPE): (104, 75),
        (EPCI, PORTRAIT): (112, 92),
    },
)
# No type may be smaller on A4 than on A3, so that the band needs a greater share of the sheet.
ON_A4 = Design(
    margin=6,
    gap=2,
    type=0.8,
    bands={
        (COMMUNE, LANDSCAPE): (106, 54),
        (COMMUNE, PORTRAIT): (104, 58),
        (EPCI, LANDSCAPE): (106, 53),
        (EPCI, PORTRAIT): (106, 56),
    },
)

# How wide a box of the cartouche is that holds two texts beside each other, in mm on A3.
SIDE_BY_SIDE = 80

# What shares the height of the band's columns with its usual needs, in mm on A3.
NEEDS = {"legend": 52, "text": 84, "nota": 52, "notice": 16}
ONE_COLUMN = (("legend", "text", "nota", "notice"),)
TWO_COLUMNS = (("legend", "nota"), ("text", "notice"))


@dataclass(frozen=True)
class Row:
    """A line of the cartouche: its item ID and variable, type size on A3 and usual lines."""

    name: str
    size: float
    lines: float = 1
    bold: bool = False
    italic: bool = False
    beside: bool = False  # the row before, where there is room

    def height(self, k: float) -> float:
        """How much height it wants, in points, where type is `k` times larger than on A3."""
        return max(self.size * k, SMALLEST_TYPE) * self.lines


@dataclass(frozen=True)
class Block:
    """A box of the cartouche."""

    name: str
    rows: tuple[Row, ...]
    align: Qt.AlignmentFlag = CENTRED

    def height(self, k: float) -> float:
        return sum(row.height(k) for row in self.rows if not row.beside)


STATE = (Row("state_motto", 6.5, italic=True), Row("state_name", 8.5, 1.2, bold=True))
OFFICE = (Row("office", 9, 1.2, bold=True), Row("office_name", 6.8, 2.5))

# The main block of the cartouche of each kind, the office's, and what else there is to say.
BLOCKS = {
    COMMUNE: (
        Block(
            "sheet_box",
            (
                Row("sheet_family", 8),
                Row("sheet_title", 15, bold=True),
                Row("sheet_subtitle", 7, 2),
                Row("status", 8, italic=True),
                Row("procedure", 7),
                Row("territory_kind", 8),
                Row("territory_name", 22, 1.2, bold=True),
                Row("territory_code", 12, bold=True),
                Row("sheet_number", 9, 1.2, bold=True),
            ),
        ),
        Block("office_box", (*STATE, Row("service", 6.5, 4), *OFFICE)),
        Block(
            "foot_box",
            (
                Row("date", 7.5, 1.2, bold=True),
                Row("sources", 6.5, 2.4),
                Row("email", 6.5, 1.2),
                Row("print_date", 6.5, beside=True),
            ),
            align=LEFT,
        ),
    ),
    EPCI: (
        Block(
            "territory_box",
            (
                Row("territory_kind", 9, bold=True),
                Row("territory_name", 17, 1.5, bold=True),
                Row("sheet_title", 13, bold=True),
                Row("sheet_subtitle", 7.5),
                Row("status", 8, italic=True),
            ),
        ),
        Block("office_box", (*STATE, *OFFICE, Row("print_date", 6.5))),
        Block(
            "export_box",
            (
                Row("procedure", 7.2, 2, bold=True),
                Row("sheet_number", 10, 1.2, bold=True),
                Row("date", 7),
                Row("sources", 6.5, 3),
                Row("email", 6.5),
            ),
        ),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A template: a kind of territory on a paper in an orientation, a table on further pages."""

    kind: str
    paper: str
    orientation: str
    table: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}_{self.paper}_{self.orientation}{'_table' if self.table else ''}"

    @property
    def landscape(self) -> bool:
        return self.orientation == LANDSCAPE

    @property
    def page(self) -> Rect:
        short, long = PAPERS[self.paper]
        return Rect(0, 0, *((long, short) if self.landscape else (short, long)))

    @property
    def design(self) -> Design:
        return ON_A4 if self.paper == "a4" else ON_A3

    @property
    def k(self) -> float:
        """How much larger the sheet is than its design."""
        return 1.0 if self.paper == "a4" else PAPERS[self.paper][1] / A3_LONG_SIDE

    @property
    def type(self) -> float:
        """How much larger than on A3 its type is, and the white around it."""
        return self.k * self.design.type

    @property
    def rule(self) -> float:
        """How much thicker than on A3 its rules are."""
        return max(1.0, self.k)

    @property
    def gap(self) -> float:
        return self.k * self.design.gap

    def parts(self) -> dict[str, Rect]:
        """The map, the boxes of the band, and the cartouche: first for an EPCI, else last."""
        body = self.page.inner(self.k * self.design.margin)
        depth, cartouche = (self.k * x for x in self.design.bands[self.kind, self.orientation])
        across = body.width if self.landscape else body.height
        frame, band = body.cut((across - self.gap - depth, depth), self.gap, not self.landscape)

        columns = ONE_COLUMN if self.landscape else TWO_COLUMNS
        along = band.height if self.landscape else band.width
        column = (along - cartouche) / len(columns) - self.gap
        if self.kind == EPCI:
            place, *rest = band.cut((cartouche, *[column] * len(columns)), self.gap, self.landscape)
        else:
            *rest, place = band.cut((*[column] * len(columns), cartouche), self.gap, self.landscape)
        parts = {"map": frame, "cartouche": place}
        for names, rect in zip(columns, rest):
            parts.update(zip(names, rect.cut([NEEDS[name] for name in names], self.gap)))
        return parts


def build(sheet: Sheet) -> Path:
    """Build one template and save it under its name."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(sheet.name)
    layout.setUnits(QgsUnitTypes.LayoutUnit.LayoutMillimeters)
    page = layout.pageCollection().page(0)
    page.setPageSize(QgsLayoutSize(sheet.page.width, sheet.page.height))
    layout.renderContext().setDpi(300)
    parts = sheet.parts()
    _map(layout, parts["map"], sheet)
    _scale_box(layout, parts["map"], sheet)
    _situation(layout, parts["map"], sheet)
    _legend(layout, parts["legend"], sheet)
    _text(layout, "text", 7.2, parts["text"], sheet)
    _text(layout, "nota", 6.8, parts["nota"], sheet)
    _notice(layout, parts["notice"], sheet)
    _cartouche(layout, parts["cartouche"], sheet)
    if sheet.table:
        _summary(layout, sheet)
    path = LAYOUTS / f"{sheet.name}.qpt"
    layout.saveAsTemplate(str(path), QgsReadWriteContext())
    _make_reproducible(path)
    return path


def _map(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    item = QgsLayoutItemMap(layout)
    _add(layout, item, "map", rect)
    item.setExtent(QgsRectangle(0, 0, rect.width, rect.height))
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.4 * sheet.rule))
    item.setFrameStrokeColor(RULE)
    item.setBackgroundColor(QColor("white"))


def _scale_box(layout: QgsPrintLayout, frame: Rect, sheet: Sheet) -> None:
    k, gap = sheet.type, 4 * sheet.type
    width, height = 62 * k, 17 * k
    box = Rect(frame.left + gap, frame.bottom - gap - height, width, height)
    _box(layout, "scale_box", box, 0.2 * sheet.rule, QColor("white"))
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setHeight(1.2 * k)
    bar.setLabelBarSpace(0.8 * k)
    bar.setBoxContentSpace(0)
    bar.setLineWidth(0.15 * k)
    bar_format = QgsTextFormat()
    size = max(7 * k, SMALLEST_TYPE)
    bar_format.setFont(_font(size))
    bar_format.setSize(size)
    bar_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    bar_format.setColor(INK)
    bar.setTextFormat(bar_format)
    left = box.left + 2 * k
    _add(layout, bar, "scalebar", Rect(left, box.top + 1.5 * k, 44 * k, 6 * k))
    _label(layout, "scale", Rect(left, box.top + 8 * k, 46 * k, 4.2 * k), 8 * k, bold=True)
    _label(layout, "projection", Rect(left, box.top + 12.2 * k, 46 * k, 3.8 * k), 6.5 * k)
    north = QgsLayoutItemPicture(layout)
    # Embedded, so that the template depends on no file.
    north.setPicturePath(
        "base64:" + base64.b64encode(NORTH_ARROW.encode()).decode(),
        QgsLayoutItemPicture.Format.FormatSVG,
    )
    _add(layout, north, "north", Rect(box.right - 12 * k, box.top + 1.5 * k, 10 * k, 14 * k))


def _situation(layout: QgsPrintLayout, frame: Rect, sheet: Sheet) -> None:
    k = sheet.type
    gap, margin = 4 * k, 0.5 * k
    # On a wall plan it need not grow as much as what is read in it.
    size = 44 * min(k, k**0.8)
    # Two lines of the smallest type, or three where little stands on one.
    title = max(7 * k, 8.8)
    box = Rect(frame.right - gap - size, frame.top + gap, size, size + title)
    _box(layout, "overview_box", box, 0.3 * sheet.rule, QColor("white"))
    overview = QgsLayoutItemMap(layout)
    rect = Rect(box.left + margin, box.top + title, size - 2 * margin, size - margin)
    _add(layout, overview, "overview", rect)
    overview.setExtent(QgsRectangle(0, 0, rect.width, rect.height))
    place = Rect(rect.left + margin, box.top + margin, rect.width - 2 * margin, title - margin)
    _label(layout, "situation", place, 7 * k, align=CENTRED)


def _legend(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    k = sheet.type
    _box(layout, "legend_box", rect, 0.25 * sheet.rule)
    legend = QgsLayoutItemLegend(layout)
    _add(layout, legend, "legend", rect.inner(3 * k))
    legend.setAutoUpdateModel(False)
    legend.setResizeToContents(True)
    legend.setTitle("LÉGENDE")
    legend.setTitleAlignment(LEFT)
    legend.setBoxSpace(0)
    legend.setSymbolWidth(9 * k)
    legend.setSymbolHeight(4.5 * k)
    legend.setFontColor(INK)
    legend.setBackgroundEnabled(False)
    styles, sides = QgsLegendStyle.Style, QgsLegendStyle.Side
    for style, size, bold in (
        (styles.Title, 10, True),
        (styles.Group, 8.5, True),
        (styles.Subgroup, 8.5, True),
        (styles.SymbolLabel, 8.2, False),
    ):
        legend.setStyleFont(style, _font(max(size * k, 6.8), bold))
    legend.setStyleMargin(styles.Title, sides.Bottom, 2.5 * k)
    legend.setStyleMargin(styles.Subgroup, sides.Top, 3 * k)
    legend.setStyleMargin(styles.Symbol, sides.Top, 2.2 * k)
    legend.setStyleMargin(styles.SymbolLabel, sides.Left, 3 * k)


def _text(layout: QgsPrintLayout, name: str, size: float, rect: Rect, sheet: Sheet) -> None:
    """A box with a title and a text under it."""
    k = sheet.type
    _box(layout, f"{name}_box", rect, 0.25 * sheet.rule)
    inner = rect.inner(3 * k)
    title = 6 * k
    title_rect, body = inner.cut((title, inner.height - title - 1.5 * k), 1.5 * k)
    _label(layout, f"{name}_title", title_rect, max(9 * k, 7.6), bold=True)
    _label(layout, name, body, size * k)


def _notice(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    _box(layout, "notice_box", rect, 0.25 * sheet.rule)
    _label(layout, "notice", rect.inner(3 * sheet.type), 6.8 * sheet.type, colour=NOTICE)


def _cartouche(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    """A ruled box of three blocks: what the sheet is of, the office, what else there is to say.

    On a narrow one they stand one above the other. On a wide one, office and sheet of a commune
    stand side by side above the rest; what a plan of an EPCI is of stands above the others.
    """
    _box(layout, "cartouche", rect, 0.6 * sheet.rule)
    k = sheet.type
    main, office, rest = BLOCKS[sheet.kind]
    if rect.width < rect.height:
        blocks = (main, office, rest) if sheet.kind == COMMUNE else (main, rest, office)
        places = zip(blocks, rect.cut([block.height(k) for block in blocks]))
    elif sheet.kind == COMMUNE:
        above, below = rect.cut((main.height(k), rest.height(k)))
        left, right = above.cut((0.39, 0.61), down=False)
        places = zip((main, office, rest), (right, left, below))
    else:
        above, below = rect.cut((main.height(k), rest.height(k)))
        left, right = below.cut((0.46, 0.54), down=False)
        places = zip((main, office, rest), (above, left, right))
    for block, place in places:
        _block(layout, block, place, sheet)


def _block(layout: QgsPrintLayout, block: Block, rect: Rect, sheet: Sheet) -> None:
    """A box with labels one above the other, white between them."""
    k = sheet.type
    _box(layout, block.name, rect, 0.25 * sheet.rule)
    inner = Rect(rect.left + 2 * k, rect.top + 1.5 * k, rect.width - 4 * k, rect.height - 3 * k)
    lines: list[list[Row]] = []
    for row in block.rows:
        if row.beside and rect.width > SIDE_BY_SIDE * k:
            lines[-1].append(row)
        else:
            lines.append([row])
    places = inner.cut([line[0].height(k) for line in lines])
    for line, place in zip(lines, places):
        text = Rect(place.left, place.top, place.width, place.height * 0.8)
        for row, piece in zip(line, text.cut([1] * len(line), down=False)):
            align = RIGHT if row is not line[0] else block.align
            _label(layout, row.name, piece, row.size * k, row.bold, row.italic, align)
    if block.rows[:2] == STATE:
        logo = QgsLayoutItemPicture(layout)
        logo.setPictureAnchor(QgsLayoutItem.ReferencePoint.Middle)
        height = places[0].height + places[1].height * 0.8
        _add(layout, logo, "logo", Rect(inner.left, inner.top, inner.width, height))
        logo.setVisibility(False)


def _summary(layout: QgsPrintLayout, sheet: Sheet) -> None:
    """A page with the table of the summary, which goes on to as many pages as it needs."""
    k = sheet.type
    page = QgsLayoutItemPage(layout)
    page.setPageSize(QgsLayoutSize(sheet.page.width, sheet.page.height))
    layout.pageCollection().addPage(page)
    body = sheet.page.inner(sheet.k * sheet.design.margin)
    title, method, room = body.cut((9, 9, body.height / k - 18 - 2 * 2), 2 * k)
    _label(layout, "summary_title", title, 14 * k, bold=True, page=1)
    _label(layout, "summary_method", method, 8 * k, page=1)

    table = QgsLayoutItemManualTable.create(layout)
    layout.addMultiFrame(table)
    text_format = QgsTextFormat()
    text_format.setFont(_font(9 * k))
    text_format.setSize(9 * k)
    text_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text_format.setColor(INK)
    table.setContentTextFormat(text_format)
    text_format.setFont(_font(9 * k, bold=True))
    table.setHeaderTextFormat(text_format)
    table.setCellMargin(1.1 * k)
    table.setGridColor(GRID)
    table.setGridStrokeWidth(0.15 * sheet.rule)
    table.setVerticalGrid(False)
    style = QgsLayoutTableStyle()
    style.enabled = True
    style.cellBackgroundColor = HEADING
    table.setCellStyle(QgsLayoutTable.CellStyleGroup.HeaderRow, style)
    table.setIncludeTableHeader(True)
    # As many as it may have: QGIS makes the frame as wide as they are together.
    count = 6
    table.setHeaders([QgsLayoutTableColumn() for _ in range(count)])
    table.setTableContents([[QgsTableCell() for _ in range(count)]])
    table.setColumnWidths([room.width / count - 2 * table.cellMargin()] * count)
    table.setResizeMode(QgsLayoutMultiFrame.ResizeMode.RepeatUntilFinished)
    frame = QgsLayoutFrame(layout, table)
    # It joins the layout with that.
    table.addFrame(frame)
    _put(frame, "summary", room, page=1)


def _label(
    layout: QgsPrintLayout,
    name: str,
    rect: Rect,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: Qt.AlignmentFlag = LEFT,
    colour: QColor = INK,
    page: int = 0,
) -> None:
    """A label whose text is the variable of its name."""
    label = QgsLayoutItemLabel(layout)
    label.setText(f"[% @srce_{name} %]")
    label.setFont(_font(max(size, SMALLEST_TYPE), bold, italic))
    label.setFontColor(colour)
    label.setMarginX(0)
    label.setMarginY(0)
    # A new label is justified.
    label.setHAlign(align)
    if align == CENTRED:
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    _add(layout, label, name, rect, page)


def _box(
    layout: QgsPrintLayout, name: str, rect: Rect, stroke: float, fill: QColor | None = None
) -> None:
    shape = QgsLayoutItemShape(layout)
    shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    shape.setSymbol(
        QgsFillSymbol.createSimple(
            {
                "color": fill.name() if fill else "white",
                "style": "solid" if fill else "no",
                "outline_color": RULE.name(),
                "outline_width": str(stroke),
                "joinstyle": "miter",
            }
        )
    )
    _add(layout, shape, name, rect)


def _add(layout: QgsPrintLayout, item: QgsLayoutItem, name: str, rect: Rect, page: int = 0) -> None:
    layout.addLayoutItem(item)
    _put(item, name, rect, page)


def _put(item: QgsLayoutItem, name: str, rect: Rect, page: int) -> None:
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(rect.left, rect.top), page=page)
    item.attemptResize(QgsLayoutSize(rect.width, rect.height))


def _font(size: float, bold: bool = False, italic: bool = False) -> QFont:
    font = QFont(FAMILY)
    font.setPointSizeF(size)
    font.setBold(bold)
    font.setItalic(italic)
    return font


def _make_reproducible(path: Path) -> None:
    """Number the random identifiers, so that a rebuild changes what was changed and no more."""
    text = path.read_text(encoding="utf-8")
    seen: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return seen.setdefault(match.group(0), f"{{00000000-0000-0000-0000-{len(seen):012d}}}")

    text = re.sub(r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}", number, text)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    LAYOUTS.mkdir(exist_ok=True)
    for names in itertools.product(BLOCKS, PAPERS, (LANDSCAPE, PORTRAIT)):
        print(build(Sheet(*names)).name)
    for kind in BLOCKS:
        print(build(Sheet(kind, "a3", LANDSCAPE, table=True)).name)
    application.exitQgis()


if __name__ == "__main__":
    main()

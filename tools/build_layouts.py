#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the bundled layout templates, which share one band and one cartouche on every paper.

Run it with QGIS 3.22, so that every later version reads what it writes:
    make assets
All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

import base64
import itertools
import os
from pathlib import Path

# Qt writes the attributes of its XML in the order of a hash, seeded at random when Qt starts.
os.environ["QT_HASH_SEED"] = "0"

from qgis.core import (
    QgsApplication,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLegend,
    QgsLayoutItemManualTable,
    QgsLayoutItemMap,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutMeasurement,
    QgsLayoutMultiFrame,
    QgsLayoutSize,
    QgsLayoutTable,
    QgsLayoutTableStyle,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsTableCell,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QColor

from srce_pac.tools.build_dossier import build_dossier
from srce_pac.tools.extra_items import (
    add_fold_marks,
    add_index,
    add_page_number,
    add_qr_code,
    add_ticks,
    hide,
)
from srce_pac.tools.layout_design import (
    BLOCKS,
    CENTRED,
    COMMUNE,
    EPCI,
    LANDSCAPE,
    LEFT,
    PAPERS,
    PORTRAIT,
    RIGHT,
    SIDE_BY_SIDE,
    SMALLEST_TYPE,
    STATE,
    Block,
    Rect,
    Row,
    Sheet,
)
from srce_pac.tools.layout_items import (
    INK,
    RULE,
    TextStyle,
    add_box,
    add_item,
    add_label,
    new_font,
    put_item,
    save_template,
)

LAYOUTS = Path(__file__).resolve().parents[1] / "layouts"

GRID = QColor("#b4b8bc")
HEADING = QColor("#e1e5e8")
NOTICE = QColor("#7a1010")

PAGE_NUMBER = "Page [% @layout_page %]/[% @layout_numpages %]"

NORTH_ARROW = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 28">'
    '<path d="M10 8 L16 26 L10 22.4 L4 26 Z" fill="#161616"/>'
    '<path d="M10 8 L10 22.4 L4 26 Z" fill="#ffffff" stroke="#161616" stroke-width=".6"/>'
    '<path d="M7.2 6.4 V1 H8.2 L11.6 4.9 V1 H12.8 V6.4 H11.8 L8.4 2.5 V6.4 Z" fill="#161616"/>'
    "</svg>"
)


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
    _text(layout, "key_figures", parts["key_figures"], sheet)
    hide(layout, "key_figures_box", "key_figures_title", "key_figures")
    _text(layout, "text", parts["text"], sheet)
    _text(layout, "nota", parts["nota"], sheet)
    _text(layout, "notice", parts["notice"], sheet, NOTICE)
    _cartouche(layout, parts["cartouche"], sheet)
    if sheet.kind == EPCI:
        add_index(layout, parts["map"], sheet)
    add_qr_code(layout, parts["qr"], sheet)
    add_fold_marks(layout, sheet)
    if sheet.table or sheet.kind == EPCI:
        add_page_number(layout, sheet, PAGE_NUMBER)
    if sheet.table:
        _summary(layout, sheet)
    if "short" in parts:
        _short_table(layout, parts["short"], sheet)
    return save_template(layout, LAYOUTS / f"{sheet.name}.qpt")


def _map(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    item = QgsLayoutItemMap(layout)
    add_item(layout, item, "map", rect)
    item.setExtent(QgsRectangle(0, 0, rect.width, rect.height))
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.4 * sheet.rule))
    item.setFrameStrokeColor(RULE)
    item.setBackgroundColor(QColor("white"))
    add_ticks(item, sheet)


def _scale_box(layout: QgsPrintLayout, frame: Rect, sheet: Sheet) -> None:
    k, gap = sheet.type, 4 * sheet.type
    width, height = 62 * k, 17 * k
    box = Rect(frame.left + gap, frame.bottom - gap - height, width, height)
    add_box(layout, "scale_box", box, 0.2 * sheet.rule, QColor("white"))
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setHeight(1.2 * k)
    bar.setLabelBarSpace(0.8 * k)
    bar.setBoxContentSpace(0)
    bar.setLineWidth(0.15 * k)
    bar_format = QgsTextFormat()
    size = max(7 * k, SMALLEST_TYPE)
    bar_format.setFont(new_font(size))
    bar_format.setSize(size)
    bar_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    bar_format.setColor(INK)
    bar.setTextFormat(bar_format)
    left = box.left + 2 * k
    add_item(layout, bar, "scalebar", Rect(left, box.top + 1.5 * k, 44 * k, 6 * k))
    add_label(
        layout, "scale", Rect(left, box.top + 8 * k, 46 * k, 4.2 * k), TextStyle(8 * k, bold=True)
    )
    add_label(
        layout, "projection", Rect(left, box.top + 12.2 * k, 46 * k, 3.8 * k), TextStyle(6.5 * k)
    )
    north = QgsLayoutItemPicture(layout)
    # Embedded, so that the template depends on no file.
    north.setPicturePath(
        "base64:" + base64.b64encode(NORTH_ARROW.encode()).decode(),
        QgsLayoutItemPicture.Format.FormatSVG,
    )
    add_item(layout, north, "north", Rect(box.right - 12 * k, box.top + 1.5 * k, 10 * k, 14 * k))


def _situation(layout: QgsPrintLayout, frame: Rect, sheet: Sheet) -> None:
    k = sheet.type
    gap, margin = 4 * k, 0.5 * k
    # On a wall plan it need not grow as much as what is read in it.
    size = 44 * min(k, k**0.8)
    # Two lines of the smallest type, or three where little stands on one.
    title = max(7 * k, 8.8)
    box = Rect(frame.right - gap - size, frame.top + gap, size, size + title)
    add_box(layout, "overview_box", box, 0.3 * sheet.rule, QColor("white"))
    overview = QgsLayoutItemMap(layout)
    rect = Rect(box.left + margin, box.top + title, size - 2 * margin, size - margin)
    add_item(layout, overview, "overview", rect)
    overview.setExtent(QgsRectangle(0, 0, rect.width, rect.height))
    place = Rect(rect.left + margin, box.top + margin, rect.width - 2 * margin, title - margin)
    add_label(layout, "situation", place, TextStyle(7 * k, align=CENTRED))


def _legend(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    k = sheet.type
    add_box(layout, "legend_box", rect, 0.25 * sheet.rule)
    legend = QgsLayoutItemLegend(layout)
    add_item(layout, legend, "legend", rect.inner(3 * k))
    legend.setAutoUpdateModel(False)
    legend.setResizeToContents(True)
    legend.setTitle("LÉGENDE")
    legend.setTitleAlignment(LEFT)
    legend.setBoxSpace(0)
    # The lines of a label are nearer to each other than to the next class.
    legend.setLineSpacing(0.25 * k)
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
        legend.setStyleFont(style, new_font(max(size * k, 6.8), bold))
    legend.setStyleMargin(styles.Title, sides.Bottom, 2.5 * k)
    legend.setStyleMargin(styles.Subgroup, sides.Top, 3 * k)
    legend.setStyleMargin(styles.Symbol, sides.Top, 2.2 * k)
    legend.setStyleMargin(styles.SymbolLabel, sides.Left, 3 * k)


def _text(
    layout: QgsPrintLayout, name: str, rect: Rect, sheet: Sheet, colour: QColor = INK
) -> None:
    """A box with a title and a text under it; of another colour, it is framed in that as well."""
    k = sheet.type
    box = add_box(layout, f"{name}_box", rect, (0.25 if colour is INK else 0.5) * sheet.rule)
    if colour is not INK:
        frame = box.symbol().clone()
        frame.symbolLayer(0).setStrokeColor(colour)
        box.setSymbol(frame)
    inner = rect.inner(3 * k)
    title = 6 * k
    title_rect, body = inner.cut((title, inner.height - title - 1.5 * k), 1.5 * k)
    heading = TextStyle(max(9 * k, 7.6), bold=True, colour=colour)
    add_label(layout, f"{name}_title", title_rect, heading)
    add_label(layout, name, body, TextStyle(7 * k, colour=colour))


def _cartouche(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    """A ruled box of three blocks: what the sheet is of, the office, what else there is to say.

    On a narrow one they stand one above the other. On a wide one, office and sheet of a commune
    stand side by side above the rest; what a plan of an EPCI is of stands above the others.
    """
    add_box(layout, "cartouche", rect, 0.6 * sheet.rule)
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
    add_box(layout, block.name, rect, 0.25 * sheet.rule)
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
            style = TextStyle(row.size * k, row.bold, row.italic, align)
            add_label(layout, row.name, piece, style)
    if block.rows[:2] == STATE:
        logo = QgsLayoutItemPicture(layout)
        logo.setPictureAnchor(QgsLayoutItem.ReferencePoint.Middle)
        height = places[0].height + places[1].height * 0.8
        add_item(layout, logo, "logo", Rect(inner.left, inner.top, inner.width, height))
        logo.setVisibility(False)


def _summary(layout: QgsPrintLayout, sheet: Sheet) -> None:
    """A page with the table of the summary, which goes on to as many pages as it needs."""
    k = sheet.type
    page = QgsLayoutItemPage(layout)
    page.setPageSize(QgsLayoutSize(sheet.page.width, sheet.page.height))
    layout.pageCollection().addPage(page)
    body = sheet.page.inner(sheet.k * sheet.design.margin)
    heights = (8, body.height / k - 8 - 10 - 4 - 3 * 2, 10, 4)
    title, room, method, foot = body.cut(heights, 2 * k)
    add_label(layout, "summary_title", title, TextStyle(14 * k, bold=True), page=1)
    add_label(layout, "summary_method", method, TextStyle(7.5 * k), page=1)
    left, right = foot.cut((9, 1), down=False)
    add_label(layout, "page_foot", left, TextStyle(7.5 * k), page=1)
    number = add_label(layout, "page_number", right, TextStyle(7.5 * k, align=RIGHT), page=1)
    number.setText(PAGE_NUMBER)
    frame = _table(layout, room, sheet, 9)
    put_item(frame, "summary", room, page=1)
    frame.multiFrame().setResizeMode(QgsLayoutMultiFrame.ResizeMode.RepeatUntilFinished)


def _short_table(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    """A box for a table of a few lines, which needs no page of its own then."""
    k = sheet.type
    add_box(layout, "short_box", rect, 0.25 * sheet.rule)
    inner = rect.inner(3 * k)
    title, room, method = inner.cut((5, inner.height / k - 5 - 8 - 2 * 1.5, 8), 1.5 * k)
    add_label(layout, "short_title", title, TextStyle(max(9 * k, 7.6), bold=True))
    put_item(_table(layout, room, sheet, 7), "short_summary", room, page=0)
    add_label(layout, "short_method", method, TextStyle(6.5 * k))
    hide(layout, "short_box")


def _table(layout: QgsPrintLayout, rect: Rect, sheet: Sheet, size: float) -> QgsLayoutFrame:
    """The frame of a table in type of a size, whose columns and lines are those of the sheet."""
    k = sheet.type
    table = QgsLayoutItemManualTable.create(layout)
    layout.addMultiFrame(table)
    text_format = QgsTextFormat()
    text_format.setFont(new_font(size * k))
    text_format.setSize(size * k)
    text_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text_format.setColor(INK)
    table.setContentTextFormat(text_format)
    text_format.setFont(new_font(size * k, bold=True))
    table.setHeaderTextFormat(text_format)
    table.setCellMargin(1.1 * k * size / 9)
    table.setGridColor(GRID)
    table.setGridStrokeWidth(0.15 * sheet.rule)
    table.setVerticalGrid(False)
    style = QgsLayoutTableStyle()
    style.enabled = True
    style.cellBackgroundColor = HEADING
    table.setCellStyle(QgsLayoutTable.CellStyleGroup.HeaderRow, style)
    # One column, as wide as the frame: the plugin sets those of the sheet.
    table.setTableContents([[QgsTableCell()]])
    table.setColumnWidths([rect.width - 2 * table.cellMargin()])
    table.setResizeMode(QgsLayoutMultiFrame.ResizeMode.UseExistingFrames)
    frame = QgsLayoutFrame(layout, table)
    # It joins the layout with that.
    table.addFrame(frame)
    return frame


def main() -> None:
    application = QgsApplication([], False)
    application.initQgis()
    LAYOUTS.mkdir(exist_ok=True)
    for names in itertools.product(BLOCKS, PAPERS, (LANDSCAPE, PORTRAIT)):
        print(build(Sheet(*names)).name)
    for kind in BLOCKS:
        print(build(Sheet(kind, "a3", LANDSCAPE, table=True)).name)
    for path in build_dossier(LAYOUTS / "dossier"):
        print(path.name)
    application.exitQgis()


if __name__ == "__main__":
    main()

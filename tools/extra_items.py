# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of the bundled templates that a sheet shows only where they are asked for.

All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from itertools import accumulate

from qgis.core import (
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemPicture,
    QgsLayoutObject,
    QgsPrintLayout,
    QgsProperty,
    QgsPropertyCollection,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from srce_pac.tools.layout_design import EPCI, RIGHT, SMALLEST_TYPE, Rect, Sheet
from srce_pac.tools.layout_items import (
    INK,
    RULE,
    TextStyle,
    add_box,
    add_item,
    add_label,
    new_font,
)

TICKS = "ticks"

# How far apart ticks are at least, in mm on A3.
TICKS_APART = 40
# How far from a corner their figures stay, in mm on A3.
CORNER = 9

# How far from the frame they stand, in mm on A3.
TICKS_AWAY = 0.5

# The widths into which a sheet is folded to A4, from its left edge, by its own: NF E 04-507 and
# DIN 824 form A, the cartouche in front at the right. The left panel has the margin for filing.
PANELS = {
    420: (125, 105, 190),
    594: (210, 96, 96, 192),
    841: (210, 125.5, 125.5, 190, 190),
    1189: (210, 109.5, 109.5, 190, 190, 190, 190),
}
# The same with the cartouche in front at the left, as upright plans of EPCIs have it.
PANELS_FROM_LEFT = {
    420: (210, 210),
    594: (210, 192, 192),
    841: (210, 157.75, 157.75, 157.75, 157.75),
}
A4_HEIGHT = 297

# Into how many squares the grid of an index divides the map, across and down.
SQUARES = 6

# How wide a QR code is with the white around it, up to A3 and on larger paper.
QR_SIDES = 22.0, 25.0
MARK = 4.0


def add_ticks(item: QgsLayoutItemMap, sheet: Sheet) -> None:
    """Ticks within the frame of a map, with kilometres of its CRS."""
    k = sheet.type
    grid = QgsLayoutItemMapGrid(TICKS, item)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.FrameAnnotationsOnly)
    grid.setFrameStyle(QgsLayoutItemMapGrid.FrameStyle.InteriorTicks)
    grid.setFrameWidth(1.8 * k)
    grid.setFramePenSize(0.25 * sheet.rule)
    grid.setFramePenColor(RULE)
    grid.setAnnotationEnabled(True)
    grid.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.CustomFormat)
    # French whatever the machine's locale; nothing where the figure would reach into a corner.
    on_x = "@grid_axis = 'x'"
    middle = f"if({on_x}, x(@map_extent_center), y(@map_extent_center))"
    half = f"if({on_x}, @map_extent_width, @map_extent_height) / 2"
    thousands = "'^(\\\\d+)(\\\\d{3})(?!\\\\d)', '\\\\1\u00a0\\\\2'"
    figure = "replace(to_string(round(@grid_number / 1000, 3)), '.', ',')"
    grid.setAnnotationExpression(
        f"if(abs(@grid_number - {middle}) > {half} - @map_scale * {CORNER * k / 1000:.6g}, '', "
        f"regexp_replace({figure}, {thousands}) || '\u00a0km')"
    )
    grid.setAnnotationFrameDistance(TICKS_AWAY * k)
    grid.setAnnotationTextFormat(_tick_format(max(SMALLEST_TYPE, SMALLEST_TYPE * k)))
    # Outside the frame, where no box covers them, opposite to the letters of an index.
    sides = QgsLayoutItemMapGrid.BorderSide
    for side in (sides.Left, sides.Right, sides.Top, sides.Bottom):
        grid.setAnnotationPosition(QgsLayoutItemMapGrid.AnnotationPosition.OutsideMapFrame, side)
    for side in (sides.Left, sides.Top):
        grid.setAnnotationDisplay(QgsLayoutItemMapGrid.DisplayMode.HideAll, side)
    directions = QgsLayoutItemMapGrid.AnnotationDirection
    grid.setAnnotationDirection(directions.VerticalDescending, sides.Right)
    # 1, 2 or 5 of a power of ten, whatever the scale.
    metres = f"@map_scale * {TICKS_APART * k / 1000:.6g}"
    interval = (
        f"with_variable('m', {metres}, with_variable('p', 10 ^ floor(log10(@m)), "
        "@p * if(@m <= @p, 1, if(@m <= 2 * @p, 2, if(@m <= 5 * @p, 5, 10)))))"
    )
    properties = QgsPropertyCollection()
    kinds = QgsLayoutObject.DataDefinedProperty
    for kind in (kinds.MapGridIntervalX, kinds.MapGridIntervalY):
        properties.setProperty(kind, QgsProperty.fromExpression(interval))
    grid.setDataDefinedProperties(properties)
    grid.setEnabled(False)
    item.grids().addGrid(grid)


def _tick_format(size: float) -> QgsTextFormat:
    edge = QgsTextBufferSettings()
    edge.setEnabled(True)
    edge.setSize(0.1 * size)
    edge.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    edge.setColor(QColor("white"))
    text = QgsTextFormat()
    text.setFont(new_font(size))
    text.setSize(size)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(INK)
    text.setBuffer(edge)
    return text


def add_index(layout: QgsPrintLayout, frame: Rect, sheet: Sheet) -> None:
    """A box on the map for the index of communes, and letters and numbers along its frame."""
    k = sheet.type
    box = Rect(frame.left + 4 * k, frame.top + 4 * k, 58 * k, 40 * k)
    add_box(layout, "index_box", box, 0.2 * sheet.rule, QColor("white"))
    # The columns are written between them; the text tells of communes that they lack.
    title, text = box.inner(2 * k).cut((5, 30), k)
    add_label(layout, "index_title", title, TextStyle(8 * k, bold=True))
    add_label(layout, "index", text, TextStyle(SMALLEST_TYPE * k))
    hide(layout, "index_box", "index_title", "index")
    item = layout.itemById("map")
    for is_named in (False, True):
        item.grids().addGrid(_index_grid(item, sheet, is_named))


def _index_grid(item: QgsLayoutItemMap, sheet: Sheet, is_named: bool) -> QgsLayoutItemMapGrid:
    """The limits of the squares of an index, or what they are called outside the frame."""
    k = sheet.type
    grid = QgsLayoutItemMapGrid("index", item)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.FrameAnnotationsOnly)
    west = "(x(@map_extent_center) - @map_extent_width / 2)"
    south = "(y(@map_extent_center) - @map_extent_height / 2)"
    across, down = (f"(@map_extent_{side} / {SQUARES})" for side in ("width", "height"))
    middle = 0.5 if is_named else 0
    kinds, properties = QgsLayoutObject.DataDefinedProperty, QgsPropertyCollection()
    for kind, expression in (
        (kinds.MapGridIntervalX, across),
        (kinds.MapGridIntervalY, down),
        (kinds.MapGridOffsetX, f"{west} + {middle} * {across}"),
        (kinds.MapGridOffsetY, f"{south} + {middle} * {down}"),
    ):
        properties.setProperty(kind, QgsProperty.fromExpression(expression))
    grid.setDataDefinedProperties(properties)
    if is_named:
        grid.setAnnotationEnabled(True)
        grid.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.CustomFormat)
        grid.setAnnotationExpression(
            f"if(@grid_axis = 'x', char(65 + floor((@grid_number - {west}) / {across})), "
            f"to_string({SQUARES} - floor((@grid_number - {south}) / {down})))"
        )
        grid.setAnnotationTextFormat(_tick_format(max(SMALLEST_TYPE, 7 * k)))
        grid.setAnnotationFrameDistance(0.6 * k)
        sides = QgsLayoutItemMapGrid.BorderSide
        for side in (sides.Right, sides.Bottom):
            hidden = QgsLayoutItemMapGrid.DisplayMode.HideAll
            grid.setAnnotationDisplay(hidden, side)
    else:
        # Outside, where the letters are: the ticks of coordinates stand within the frame.
        grid.setFrameStyle(QgsLayoutItemMapGrid.FrameStyle.ExteriorTicks)
        grid.setFrameSideFlags(
            QgsLayoutItemMapGrid.FrameSideFlags(
                QgsLayoutItemMapGrid.FrameSideFlag.FrameLeft
                | QgsLayoutItemMapGrid.FrameSideFlag.FrameTop
            )
        )
        grid.setFrameWidth(2.5 * k)
        grid.setFramePenSize(0.3 * sheet.rule)
        grid.setFramePenColor(RULE)
    grid.setEnabled(False)
    return grid


def add_qr_code(layout: QgsPrintLayout, rect: Rect, sheet: Sheet) -> None:
    """A box with a code, whose white is its own, and what it leads to beside it."""
    k = sheet.type
    add_box(layout, "qr_box", rect, 0.25 * sheet.rule)
    side, pad = QR_SIDES[sheet.k > 1], 0.8 * k
    code = QgsLayoutItemPicture(layout)
    add_item(layout, code, "qr_code", Rect(rect.left + pad, rect.top + pad, side, side))
    left = rect.left + 2 * pad + side
    place = Rect(left, rect.top + pad, rect.right - pad - left, side)
    add_label(layout, "qr_text", place, TextStyle(7 * k))
    layout.itemById("qr_text").setVAlign(Qt.AlignmentFlag.AlignVCenter)
    hide(layout, "qr_box", "qr_code", "qr_text")


def add_page_number(layout: QgsPrintLayout, sheet: Sheet, text: str) -> None:
    """The number of the page of the map, below its lower right corner, where others follow."""
    k, rim = sheet.type, sheet.k * sheet.design.margin
    height = max(3, 3 * k)
    place = Rect(sheet.page.right - rim - 40 * k, sheet.page.bottom - rim + 0.3 * k, 40 * k, height)
    label = add_label(layout, "map_page", place, TextStyle(6.5 * k, align=RIGHT))
    label.setText(text)
    hide(layout, "map_page")


def hide(layout: QgsPrintLayout, *names: str) -> None:
    """Hide items that a sheet shows only where they are asked for."""
    for name in names:
        layout.itemById(name).setVisibility(False)


def add_fold_marks(layout: QgsPrintLayout, sheet: Sheet) -> None:
    """Short lines at the rim of a page larger than A3, where it is folded to A4."""
    if sheet.paper in ("a4", "a3"):
        return
    page = sheet.page
    across, down = folds(sheet)
    lines = [(x, y, x, y + MARK) for x in across for y in (0, page.height - MARK)]
    lines += [(x, y, x + MARK, y) for y in down for x in (0, page.width - MARK)]
    strokes = "".join(f"M{x0:g} {y0:g}L{x1:g} {y1:g}" for x0, y0, x1, y1 in lines)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {page.width:g} {page.height:g}">'
        f'<path d="{strokes}" fill="none" stroke="#161616" stroke-width=".25"/></svg>'
    )
    marks = QgsLayoutItemPicture(layout)
    marks.setPicturePath(
        "base64:" + base64.b64encode(svg.encode()).decode(),
        QgsLayoutItemPicture.Format.FormatSVG,
    )
    add_item(layout, marks, "fold_marks", page)
    # Nobody takes hold of it in place of what it lies on.
    marks.setLocked(True)
    marks.setVisibility(False)


def folds(sheet: Sheet) -> tuple[list[float], list[float]]:
    """Where a sheet is folded: from the left edge, and from the top, the cartouche in front."""
    page, is_plan = sheet.page, sheet.kind == EPCI
    panels: Sequence[float] = PANELS[round(page.width)]
    if is_plan and not sheet.landscape:
        panels = PANELS_FROM_LEFT[round(page.width)]
    across = list(accumulate(panels))[:-1]
    # A0 is a little longer than four times A4.
    count = -(-page.height // (A4_HEIGHT + 1))
    height = max(A4_HEIGHT, page.height / count) if page.height > 4 * A4_HEIGHT else A4_HEIGHT
    steps = [height * number for number in range(1, int(count))]
    # The cartouche of a plan stands at the top of one that lies.
    from_top = is_plan and sheet.landscape
    return across, steps if from_top else sorted(page.height - step for step in steps)

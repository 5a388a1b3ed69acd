# SPDX-License-Identifier: GPL-3.0-or-later
"""Items of a page that is drawn without a template, in the type and colours of the sheets.

Lengths are millimetres on the page, type sizes points.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemManualTable,
    QgsLayoutItemPicture,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutMultiFrame,
    QgsLayoutTable,
    QgsLayoutTableColumn,
    QgsPrintLayout,
    QgsTableCell,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont

from ..common.french import french
from ..common.typography import (
    FAMILIES,
    SMALLEST_TYPE,
    largest_fitting_size,
    text_height,
    usable_font,
    wrapped,
)
from .boxes import place_item
from .item_fonts import set_label_font
from .sheet_items import literal

INK, GREY = QColor("#161616"), QColor("#5c5c5c")
RULE, SHADE = QColor("#c4c4c4"), QColor("#f0f2f4")

LEFT = Qt.AlignmentFlag.AlignLeft
CENTRED = Qt.AlignmentFlag.AlignHCenter
RIGHT = Qt.AlignmentFlag.AlignRight

TABLE_TYPE, CELL_MARGIN = 7.5, 0.7


def page_font(size: float, bold: bool = False) -> QFont:
    """The type of the sheets."""
    font = usable_font(QFont(FAMILIES[0]))
    font.setPointSizeF(size)
    font.setBold(bold)
    return font


class PageItems:
    """Adds items to the first page of a layout."""

    def __init__(self, layout: QgsPrintLayout) -> None:
        self._layout = layout

    def label(
        self,
        text: str,
        rect: QRectF,
        font: QFont,
        colour: QColor = INK,
        align: Qt.AlignmentFlag = LEFT,
    ) -> float:
        """A text, smaller where its place is too small; gives the height in mm that it takes."""
        text = french(text)
        fitting = largest_fitting_size(text, font, rect.width(), rect.height())
        font.setPointSizeF(max(SMALLEST_TYPE, fitting))
        label = QgsLayoutItemLabel(self._layout)
        label.setText(literal(wrapped(text, font, rect.width())))
        set_label_font(label, font)
        label.setFontColor(colour)
        label.setMarginX(0)
        label.setMarginY(0)
        # A new label is justified.
        label.setHAlign(align)
        self._add(label, rect)
        return text_height(text, font, rect.width())

    def box(self, rect: QRectF, colour: QColor) -> None:
        """A rectangle of a colour, without an outline."""
        shape = QgsLayoutItemShape(self._layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        shape.setSymbol(QgsFillSymbol.createSimple({"color": colour.name(), "outline_style": "no"}))
        self._add(shape, rect)

    def picture(self, file: Path, rect: QRectF) -> None:
        """A picture in a thin frame."""
        picture = QgsLayoutItemPicture(self._layout)
        picture.setPicturePath(str(file), QgsLayoutItemPicture.Format.FormatRaster)
        picture.setResizeMode(QgsLayoutItemPicture.ResizeMode.Stretch)
        picture.setFrameEnabled(True)
        picture.setFrameStrokeWidth(QgsLayoutMeasurement(0.1))
        picture.setFrameStrokeColor(RULE)
        self._add(picture, rect)

    def table(
        self,
        headings: Sequence[str],
        cells: Sequence[Sequence[QgsTableCell]],
        rect: QRectF,
        widths: Sequence[float],
    ) -> None:
        """A table with columns of some widths, its lines as high as the place allows."""
        table = QgsLayoutItemManualTable.create(self._layout)
        self._layout.addMultiFrame(table)
        table.setContentTextFormat(text_format(page_font(TABLE_TYPE)))
        table.setHeaderTextFormat(text_format(page_font(TABLE_TYPE, bold=True)))
        table.setCellMargin(CELL_MARGIN)
        table.setGridColor(RULE)
        table.setGridStrokeWidth(0.1)
        table.setVerticalGrid(False)
        table.setIncludeTableHeader(True)
        table.setHeaderHAlignment(QgsLayoutTable.HeaderHAlignment.HeaderCenter)
        table.setHeaders([QgsLayoutTableColumn(heading) for heading in headings])
        table.setTableContents([list(row) for row in cells])
        table.setColumnWidths([width - 2 * CELL_MARGIN for width in widths])
        lines = len(cells) + 1
        height = (rect.height() - 0.1) / lines - 0.1 - 2 * CELL_MARGIN
        table.setRowHeights([height] * lines)
        table.setResizeMode(QgsLayoutMultiFrame.ResizeMode.UseExistingFrames)
        frame = QgsLayoutFrame(self._layout, table)
        # It joins the layout with that.
        table.addFrame(frame)
        place_item(frame, rect)
        table.refresh()

    def _add(self, item: QgsLayoutItem, rect: QRectF) -> None:
        self._layout.addLayoutItem(item)
        place_item(item, rect)


def text_format(font: QFont, colour: QColor = INK) -> QgsTextFormat:
    """A font as the cells of a table take it."""
    written = QgsTextFormat()
    written.setFont(font)
    written.setSize(font.pointSizeF())
    written.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    written.setColor(colour)
    return written

# SPDX-License-Identifier: GPL-3.0-or-later
"""The templates of a dossier's first pages: its cover, and the pages of lists and figures.

All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutItem,
    QgsLayoutItemPicture,
    QgsLayoutItemShape,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from srce_pac.tools.layout_design import PAPERS, RIGHT, Rect
from srce_pac.tools.layout_items import INK, TextStyle, add_box, add_item, add_label, save_template

GREY = QColor("#5c5c5c")
NOTICE = QColor("#7a1010")
BAND = QColor("#1e4d3b")

MARGIN = 18.0


def build_dossier(folder: Path) -> list[Path]:
    """Build both templates and save them in a folder."""
    folder.mkdir(exist_ok=True)
    # It outlives its layouts.
    project = QgsProject()
    return [
        save_template(_cover(project), folder / "dossier_cover_a4_portrait.qpt"),
        save_template(_list(project), folder / "dossier_list_a4_portrait.qpt"),
    ]


def _page(project: QgsProject, name: str) -> tuple[QgsPrintLayout, Rect]:
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(name)
    layout.setUnits(QgsUnitTypes.LayoutUnit.LayoutMillimeters)
    width, height = PAPERS["a4"]
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(width, height))
    layout.renderContext().setDpi(300)
    return layout, Rect(0, 0, width, height)


def _add_band(layout: QgsPrintLayout, name: str, rect: Rect, colour: QColor = BAND) -> None:
    """A rectangle of a colour, without an outline."""
    band = QgsLayoutItemShape(layout)
    band.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    symbol = {"color": colour.name(), "outline_style": "no"}
    band.setSymbol(QgsFillSymbol.createSimple(symbol))
    add_item(layout, band, name, rect)


def _cover(project: QgsProject) -> QgsPrintLayout:
    layout, page = _page(project, "dossier_cover_a4_portrait")
    left, width = MARGIN, page.width - 2 * MARGIN
    half = width / 2
    # The long names of an office stand on one line.
    wide = 0.62 * width

    def label(name: str, top: float, height: float, style: TextStyle) -> None:
        add_label(layout, name, Rect(left, top, width, height), style)

    # Whose dossier it is: the State on the left, the office on the right.
    add_label(layout, "state_motto", Rect(left, 20, width - wide, 5), TextStyle(9, italic=True))
    add_label(layout, "state_name", Rect(left, 25.5, width - wide, 7), TextStyle(13, bold=True))
    logo = QgsLayoutItemPicture(layout)
    logo.setPictureAnchor(QgsLayoutItem.ReferencePoint.UpperLeft)
    add_item(layout, logo, "logo", Rect(left, 18, width - wide - 6, 28))
    logo.setVisibility(False)
    right = Rect(left + width - wide, 20, wide, 7)
    add_label(layout, "office", right, TextStyle(13, bold=True, align=RIGHT))
    right = Rect(left + width - wide, 28, wide, 11)
    add_label(layout, "office_name", right, TextStyle(9, align=RIGHT))
    right = Rect(left + width - wide, 40, wide, 13)
    add_label(layout, "service", right, TextStyle(8, align=RIGHT, colour=GREY))

    _add_band(layout, "band", Rect(0, 62, page.width, 30))
    white = QColor("white")
    label("dossier_title", 62, 30, TextStyle(28, bold=True, colour=white))
    layout.itemById("dossier_title").setVAlign(Qt.AlignmentFlag.AlignVCenter)

    # One under the other, each as high as its text: what is left stays white below them.
    label("procedure", 104, 12, TextStyle(11, bold=True))
    label("territory_kind", 122, 7, TextStyle(13, colour=GREY))
    label("territory_name", 130, 26, TextStyle(31, bold=True))
    label("territory_place", 159, 6, TextStyle(12))
    _add_band(layout, "rule", Rect(left, 171, 30, 0.8))
    label("dossier_sheets", 178, 30, TextStyle(11))
    label("status", 212, 5, TextStyle(10, italic=True))
    label("dossier_mark", 220, 6, TextStyle(12, bold=True, colour=NOTICE))
    place = Rect(left, 228, width, 31)
    box = add_box(layout, "notice_box", place, 0.5)
    frame = box.symbol().clone()
    frame.symbolLayer(0).setStrokeColor(NOTICE)
    box.setSymbol(frame)
    title, text = place.inner(3).cut((5, 19), 1)
    add_label(layout, "notice_title", title, TextStyle(10, bold=True, colour=NOTICE))
    add_label(layout, "notice", text, TextStyle(9, colour=NOTICE))

    half_line = Rect(left, 264, half, 5)
    add_label(layout, "date", half_line, TextStyle(9, bold=True))
    half_line = Rect(left + half, 264, half, 5)
    add_label(layout, "print_date", half_line, TextStyle(9, align=RIGHT))
    label("sources", 270, 10, TextStyle(7.5, colour=GREY))
    label("email", 281, 4, TextStyle(7.5, colour=GREY))
    return layout


def _list(project: QgsProject) -> QgsPrintLayout:
    """A page whose lists and figures stand within `body`."""
    layout, page = _page(project, "dossier_list_a4_portrait")
    left, width = MARGIN, page.width - 2 * MARGIN
    half = width / 2
    _add_band(layout, "band", Rect(0, 0, page.width, 4))
    add_label(layout, "dossier_head", Rect(left, 11, 0.7 * width, 6), TextStyle(10, bold=True))
    place = Rect(left + 0.7 * width, 11, 0.3 * width, 6)
    add_label(layout, "office", place, TextStyle(10, align=RIGHT, colour=GREY))
    _add_band(layout, "rule", Rect(left, 18, width, 0.2), INK)
    add_label(layout, "dossier_mark", Rect(left, 20, width, 5), TextStyle(9, colour=NOTICE))
    body = QgsLayoutItemPicture(layout)
    add_item(layout, body, "body", Rect(left, 29, width, 245))
    body.setVisibility(False)
    _add_band(layout, "foot_rule", Rect(left, 279, width, 0.2), INK)
    foot = Rect(left, 281, half, 5)
    add_label(layout, "print_date", foot, TextStyle(8, colour=GREY))
    foot = Rect(left + half, 281, half, 5)
    add_label(layout, "dossier_page", foot, TextStyle(8, bold=True, align=RIGHT))
    return layout

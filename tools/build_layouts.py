#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the bundled layout templates, which share one band and one cartouche on every paper.

Run it with QGIS 3.22, so that every later version reads what it writes:
    QT_QPA_PLATFORM=offscreen python3 tools/build_layouts.py
All sizes are millimetres on the page; type sizes are points.
"""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from pathlib import Path

# Qt writes the attributes of its XML in the order of a hash, seeded at random when Qt starts.
os.environ["QT_HASH_SEED"] = "0"

from qgis.core import (
    QgsApplication,
    QgsFillSymbol,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

LAYOUTS = Path(__file__).resolve().parents[1] / "layouts"

FAMILY = "Marianne"
INK = QColor("#161616")
RULE = QColor("#3a3a3a")
NOTICE = QColor("#7a1010")

NORTH_ARROW = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 28">'
    '<path d="M10 8 L16 26 L10 22.4 L4 26 Z" fill="#161616"/>'
    '<path d="M10 8 L10 22.4 L4 26 Z" fill="#ffffff" stroke="#161616" stroke-width=".6"/>'
    '<path d="M7.2 6.4 V1 H8.2 L11.6 4.9 V1 H12.8 V6.4 H11.8 L8.4 2.5 V6.4 Z" fill="#161616"/>'
    "</svg>"
)


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


@dataclass(frozen=True)
class Paper:
    """A template: its page, where its parts stand, and how large its type is (1 on A3).

    The cartouche of a commune gives the office half its room; that of an EPCI begins with the
    territory's name, over its full width.
    """

    name: str
    width: float
    height: float
    map: Rect
    legend: Rect
    text: Rect
    nota: Rect
    notice: Rect
    cartouche: Rect
    type: float = 1.0
    inset: float = 1.0
    epci: bool = False


def wall_plan(name: str, width: float, height: float) -> Paper:
    """The template of an EPCI on a landscape page, in proportion to its size on A3."""
    k = width / 420

    def rect(left: float, top: float, rect_width: float, rect_height: float) -> Rect:
        return Rect(left * k, top * k, rect_width * k, rect_height * k)

    return Paper(
        name,
        width,
        height,
        map=rect(8, 8, 298, 281),
        cartouche=rect(310, 8, 102, 75),
        legend=rect(310, 86, 102, 56),
        text=rect(310, 144, 102, 80),
        nota=rect(310, 226, 102, 46),
        notice=rect(310, 274, 102, 15),
        type=k,
        inset=k,
        epci=True,
    )


PAPERS = (
    wall_plan("epci_a0_landscape", 1189, 841),
    wall_plan("epci_a1_landscape", 841, 594),
    wall_plan("epci_a3_landscape", 420, 297),
    Paper(
        "commune_a3_landscape",
        420,
        297,
        map=Rect(8, 8, 292, 281),
        legend=Rect(304, 8, 108, 52),
        text=Rect(304, 62, 108, 84),
        nota=Rect(304, 148, 108, 52),
        notice=Rect(304, 202, 108, 16),
        cartouche=Rect(304, 220, 108, 69),
    ),
    Paper(
        "commune_a3_portrait",
        297,
        420,
        map=Rect(8, 8, 281, 292),
        legend=Rect(8, 302, 90, 62),
        nota=Rect(8, 366, 90, 46),
        text=Rect(100, 302, 90, 84),
        notice=Rect(100, 388, 90, 24),
        cartouche=Rect(192, 302, 97, 110),
    ),
    Paper(
        "commune_a4_portrait",
        210,
        297,
        map=Rect(6, 6, 198, 168),
        legend=Rect(6, 176, 66, 65),
        nota=Rect(6, 243, 66, 48),
        text=Rect(74, 176, 66, 88),
        notice=Rect(74, 266, 66, 25),
        cartouche=Rect(142, 176, 62, 115),
        type=0.8,
        inset=0.8,
    ),
)


def build(paper: Paper) -> Path:
    """Build one template and save it under its name."""
    project = QgsProject()
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    layout.setName(paper.name)
    layout.setUnits(QgsUnitTypes.LayoutUnit.LayoutMillimeters)
    page = layout.pageCollection().page(0)
    page.setPageSize(QgsLayoutSize(paper.width, paper.height))
    layout.renderContext().setDpi(300)
    _map(layout, paper)
    _insets(layout, paper)
    _band(layout, paper)
    if paper.epci:
        _cartouche_of_epci(layout, paper)
    else:
        _cartouche(layout, paper)
    path = LAYOUTS / f"{paper.name}.qpt"
    layout.saveAsTemplate(str(path), QgsReadWriteContext())
    _make_reproducible(path)
    return path


def _map(layout: QgsPrintLayout, paper: Paper) -> None:
    item = QgsLayoutItemMap(layout)
    _add(layout, item, "map", paper.map)
    item.setExtent(QgsRectangle(0, 0, paper.map.width, paper.map.height))
    item.setFrameEnabled(True)
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.4))
    item.setFrameStrokeColor(RULE)
    item.setBackgroundColor(QColor("white"))


def _insets(layout: QgsPrintLayout, paper: Paper) -> None:
    k, frame = paper.inset, paper.map
    width, height, gap = 62 * k, 17 * k, 4 * k
    box = Rect(frame.left + gap, frame.bottom - gap - height, width, height)
    _box(layout, "scale_box", box, 0.2, QColor("white"))
    bar = QgsLayoutItemScaleBar(layout)
    bar.setStyle("Single Box")
    bar.setHeight(1.2 * k)
    bar.setLabelBarSpace(0.8 * k)
    bar.setBoxContentSpace(0)
    bar.setLineWidth(0.15)
    bar_format = QgsTextFormat()
    bar_format.setFont(_font(max(6.5, 7 * k)))
    bar_format.setSize(max(6.5, 7 * k))
    bar_format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    bar_format.setColor(INK)
    bar.setTextFormat(bar_format)
    _add(layout, bar, "scalebar", Rect(box.left + 2 * k, box.top + 1.6 * k, 44 * k, 6 * k))
    _label(
        layout,
        "scale",
        "srce_scale",
        Rect(box.left + 2 * k, box.top + 8.4 * k, 46 * k, 4 * k),
        max(6.5, 8 * k),
        bold=True,
    )
    _label(
        layout,
        "projection",
        "srce_projection",
        Rect(box.left + 2 * k, box.top + 12.6 * k, 46 * k, 3.4 * k),
        6.5 * max(1.0, k),
    )
    north = QgsLayoutItemPicture(layout)
    # Embedded, so that the template depends on no file.
    north.setPicturePath(
        "base64:" + base64.b64encode(NORTH_ARROW.encode()).decode(),
        QgsLayoutItemPicture.Format.FormatSVG,
    )
    _add(layout, north, "north", Rect(box.right - 12 * k, box.top + 1.5 * k, 10 * k, 14 * k))

    # Two lines of the smallest type, or three on a small inset.
    title = 7 if k == 1 else 9
    size = 46 * k
    box = Rect(frame.right - gap - size, frame.top + gap, size, size + title)
    _box(layout, "overview_box", box, 0.3, QColor("white"))
    overview = QgsLayoutItemMap(layout)
    _add(layout, overview, "overview", Rect(box.left + 0.5, box.top + title, size - 1, size - 0.5))
    overview.setExtent(QgsRectangle(0, 0, size - 1, size - 0.5))
    _label(
        layout,
        "overview_title",
        "srce_situation",
        Rect(box.left + 1, box.top + 0.5, size - 2, title - 0.7),
        7 * max(k, 0.93),
        centred=True,
    )


def _band(layout: QgsPrintLayout, paper: Paper) -> None:
    k = paper.type
    pad = 3.0 * k
    _box(layout, "legend_box", paper.legend)
    legend = QgsLayoutItemLegend(layout)
    _add(layout, legend, "legend", _inner(paper.legend, pad, paper.legend.height - 2 * pad))
    legend.setAutoUpdateModel(False)
    legend.setResizeToContents(True)
    legend.setTitle("LÉGENDE")
    legend.setTitleAlignment(Qt.AlignmentFlag.AlignLeft)
    legend.setBoxSpace(0)
    legend.setSymbolWidth(9 * k)
    legend.setSymbolHeight(4.5 * k)
    legend.setFontColor(INK)
    legend.setBackgroundEnabled(False)
    for style, size, bold in (
        (QgsLegendStyle.Style.Title, 10 * k, True),
        (QgsLegendStyle.Style.Group, 8.5 * k, True),
        (QgsLegendStyle.Style.Subgroup, 8.5 * k, True),
        (QgsLegendStyle.Style.SymbolLabel, 8.2 * k, False),
    ):
        legend.setStyleFont(style, _font(max(size, 6.8), bold))
    legend.setStyleMargin(QgsLegendStyle.Style.Title, QgsLegendStyle.Side.Bottom, 2.5 * k)
    legend.setStyleMargin(QgsLegendStyle.Style.Subgroup, QgsLegendStyle.Side.Top, 3 * k)
    legend.setStyleMargin(QgsLegendStyle.Style.Symbol, QgsLegendStyle.Side.Top, 2.2 * k)
    legend.setStyleMargin(QgsLegendStyle.Style.SymbolLabel, QgsLegendStyle.Side.Left, 3 * k)

    for part, size in (("text", 7.2), ("nota", 6.8)):
        rect = getattr(paper, part)
        _box(layout, f"{part}_box", rect)
        title = _inner(rect, pad, 6 * k)
        _label(layout, f"{part}_title", f"srce_{part}_title", title, 9 * max(k, 0.85), bold=True)
        body = Rect(
            title.left,
            title.bottom + 1.5 * k,
            title.width,
            rect.bottom - pad - title.bottom - 1.5 * k,
        )
        _label(layout, part, f"srce_{part}", body, max(size * k, 6.5))
    _box(layout, "notice_box", paper.notice)
    _label(
        layout,
        "notice",
        "srce_notice",
        _inner(paper.notice, pad, paper.notice.height - 2 * pad),
        max(6.8 * k, 6.5),
        colour=NOTICE,
    )


def _cartouche_of_epci(layout: QgsPrintLayout, paper: Paper) -> None:
    """A ruled box: the territory and the sheet above, office and export side by side below."""
    rect, k = paper.cartouche, paper.type
    _frame(layout, "cartouche", rect, 0.6 * k)
    head = Rect(rect.left, rect.top, rect.width, rect.height * 0.52)
    office = Rect(rect.left, head.bottom, rect.width * 0.46, rect.bottom - head.bottom)
    export = Rect(office.right, head.bottom, rect.right - office.right, office.height)
    _frame(layout, "territory_box", head, 0.25 * k)
    _frame(layout, "office_box", office, 0.25 * k)
    _frame(layout, "export_box", export, 0.25 * k)
    _stack(
        layout,
        head,
        k,
        (
            ("territory_kind", "srce_territory_kind", 9, 1.2, True, False),
            ("territory_name", "srce_territory_name", 17, 3.0, True, False),
            ("title", "srce_sheet_title", 13, 1.7, True, False),
            ("subtitle", "srce_sheet_subtitle", 7.5, 1.2, False, False),
            ("status", "srce_status", 8, 1.1, False, True),
        ),
    )
    _stack(
        layout,
        office,
        k,
        (
            ("state_motto", "srce_state_motto", 6.5, 1.2, False, True),
            ("state_name", "srce_state_name", 8, 1.3, True, False),
            ("office", "srce_office", 9, 1.6, True, False),
            ("office_name", "srce_office_name", 6.8, 2.6, False, False),
            ("print_date", "srce_print_date", 6.5, 1.1, False, False),
        ),
    )
    _logo(layout, office, k, 2.5 / 7.8)
    _stack(
        layout,
        export,
        k,
        (
            ("procedure", "srce_procedure", 7.2, 2.3, True, False),
            ("sheet_number", "srce_sheet_number", 10, 1.6, True, False),
            ("date", "srce_date", 7, 1.2, False, False),
            ("sources", "srce_sources", 6.5, 3.2, False, False),
            ("email", "srce_email", 6.5, 1.2, False, False),
        ),
    )


def _cartouche(layout: QgsPrintLayout, paper: Paper) -> None:
    """A ruled box: office on the left, sheet and territory on the right, sources below.

    On a narrow column the two halves stand one above the other, the territory first.
    """
    rect, k = paper.cartouche, paper.type
    _frame(layout, "cartouche", rect, 0.6)
    wide = rect.width > 90
    foot_height = 18.0 if wide else 24.0
    foot = Rect(rect.left, rect.bottom - foot_height, rect.width, foot_height)
    _frame(layout, "foot_box", foot, 0.25)
    upper = Rect(rect.left, rect.top, rect.width, rect.height - foot.height)
    if upper.height < upper.width:
        split = upper.width * 0.39
        office = Rect(upper.left, upper.top, split, upper.height)
        sheet = Rect(upper.left + split, upper.top, upper.width - split, upper.height)
    else:
        split = upper.height * 0.56
        sheet = Rect(upper.left, upper.top, upper.width, split)
        office = Rect(upper.left, upper.top + split, upper.width, upper.height - split)
    _frame(layout, "office_box", office, 0.25)
    _frame(layout, "sheet_box", sheet, 0.25)

    _stack(
        layout,
        office,
        k,
        (
            ("state_motto", "srce_state_motto", 6.5, 1.2, False, True),
            ("state_name", "srce_state_name", 8.5, 1.4, True, False),
            ("service", "srce_service", 6.5, 4.2, False, False),
            ("office", "srce_office", 9, 1.6, True, False),
            ("office_name", "srce_office_name", 6.8, 2.6, False, False),
        ),
    )
    _logo(layout, office, k, 2.6 / 11.0)
    _stack(
        layout,
        sheet,
        k,
        (
            ("family", "srce_sheet_family", 8, 1.2, False, False),
            ("title", "srce_sheet_title", 15, 1.9, True, False),
            ("subtitle", "srce_sheet_subtitle", 7, 1.9, False, False),
            ("status", "srce_status", 8, 1.2, False, True),
            ("procedure", "srce_procedure", 7, 1.1, False, False),
            ("territory_kind", "srce_territory_kind", 8, 1.2, False, False),
            ("territory_name", "srce_territory_name", 22, 3.2, True, False),
            ("territory_code", "srce_territory_code", 12, 1.6, True, False),
            ("sheet_number", "srce_sheet_number", 9, 1.5, True, False),
        ),
    )

    pad = 3 * k
    left, width = foot.left + pad, foot.width - 2 * pad
    _label(
        layout,
        "date",
        "srce_date",
        Rect(left, foot.top + 1.6 * k, width, 4.4 * k),
        7.5 * max(k, 0.9),
        bold=True,
    )
    _label(layout, "sources", "srce_sources", Rect(left, foot.top + 6.2 * k, width, 6.6 * k), 6.5)
    last = foot.top + 13.2 * k
    email = Rect(left, last, width * (0.55 if wide else 1), 3.6 * k)
    printed = Rect(left + width * 0.55, last, width * 0.45, 3.6 * k)
    if not wide:
        printed = Rect(left, email.bottom + 0.4, width, 3.6 * k)
    _label(layout, "email", "srce_email", email, 6.5)
    _label(layout, "print_date", "srce_print_date", printed, 6.5, right=wide)


def _logo(layout: QgsPrintLayout, office: Rect, k: float, share: float) -> None:
    """The picture that takes the place of the State's two lines, a share of the office's box."""
    logo = QgsLayoutItemPicture(layout)
    logo.setPictureAnchor(QgsLayoutItem.ReferencePoint.Middle)
    height = share * (office.height - 3 * k)
    rect = Rect(office.left + 2 * k, office.top + 1.5 * k, office.width - 4 * k, height)
    _add(layout, logo, "logo", rect)
    logo.setVisibility(False)


# Item ID, variable, type size, share of the height, bold, italic.
Row = tuple[str, str, float, float, bool, bool]


def _stack(layout: QgsPrintLayout, rect: Rect, k: float, rows: tuple[Row, ...]) -> None:
    """Labels one above the other, each with its share of the height, white between them."""
    pad = 1.5 * k
    unit = (rect.height - 2 * pad) / sum(share for _, _, _, share, _, _ in rows)
    top = rect.top + pad
    for name, variable, size, share, bold, italic in rows:
        row = Rect(rect.left + 2 * k, top, rect.width - 4 * k, unit * share * 0.8)
        _label(layout, name, variable, row, max(size * k, 6.5), bold, italic, centred=True)
        top += unit * share


def _label(
    layout: QgsPrintLayout,
    name: str,
    variable: str,
    rect: Rect,
    size: float,
    bold: bool = False,
    italic: bool = False,
    centred: bool = False,
    right: bool = False,
    colour: QColor = INK,
) -> None:
    label = QgsLayoutItemLabel(layout)
    label.setText(f"[% @{variable} %]")
    label.setFont(_font(size, bold, italic))
    label.setFontColor(colour)
    label.setMarginX(0)
    label.setMarginY(0)
    label.setHAlign(
        Qt.AlignmentFlag.AlignHCenter
        if centred
        else Qt.AlignmentFlag.AlignRight
        if right
        else Qt.AlignmentFlag.AlignLeft
    )
    if centred:
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    _add(layout, label, name, rect)


def _box(
    layout: QgsPrintLayout, name: str, rect: Rect, stroke: float = 0.25, fill: QColor | None = None
) -> None:
    _frame(layout, name, rect, stroke, fill)


def _frame(
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


def _add(layout: QgsPrintLayout, item: QgsLayoutItem, name: str, rect: Rect) -> None:
    layout.addLayoutItem(item)
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(rect.left, rect.top))
    item.attemptResize(QgsLayoutSize(rect.width, rect.height))


def _inner(rect: Rect, pad: float, height: float) -> Rect:
    return Rect(rect.left + pad, rect.top + pad, rect.width - 2 * pad, height)


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
    for paper in PAPERS:
        print(build(paper).name)
    application.exitQgis()


if __name__ == "__main__":
    main()

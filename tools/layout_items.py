# SPDX-License-Identifier: GPL-3.0-or-later
"""The items that the bundled templates are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsReadWriteContext,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from srce_pac.tools.layout_design import CENTRED, LEFT, SMALLEST_TYPE, Rect

FAMILY = "Marianne"
INK = QColor("#161616")
RULE = QColor("#3a3a3a")


@dataclass(frozen=True)
class TextStyle:
    """How a label is written; the size is in points."""

    size: float
    bold: bool = False
    italic: bool = False
    align: Qt.AlignmentFlag = LEFT
    colour: QColor = field(default_factory=lambda: INK)


def add_label(
    layout: QgsPrintLayout, name: str, rect: Rect, style: TextStyle, page: int = 0
) -> QgsLayoutItemLabel:
    """A label whose text is the variable of its name."""
    label = QgsLayoutItemLabel(layout)
    label.setText(f"[% @srce_{name} %]")
    label.setFont(new_font(max(style.size, SMALLEST_TYPE), style.bold, style.italic))
    label.setFontColor(style.colour)
    label.setMarginX(0)
    label.setMarginY(0)
    # A new label is justified.
    label.setHAlign(style.align)
    if style.align == CENTRED:
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
    add_item(layout, label, name, rect, page)
    return label


def add_box(
    layout: QgsPrintLayout, name: str, rect: Rect, stroke: float, fill: QColor | None = None
) -> QgsLayoutItemShape:
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
    add_item(layout, shape, name, rect)
    return shape


def add_item(
    layout: QgsPrintLayout, item: QgsLayoutItem, name: str, rect: Rect, page: int = 0
) -> None:
    layout.addLayoutItem(item)
    put_item(item, name, rect, page)


def put_item(item: QgsLayoutItem, name: str, rect: Rect, page: int) -> None:
    item.setId(name)
    item.attemptMove(QgsLayoutPoint(rect.left, rect.top), page=page)
    item.attemptResize(QgsLayoutSize(rect.width, rect.height))


def new_font(size: float, bold: bool = False, italic: bool = False) -> QFont:
    font = QFont(FAMILY)
    font.setPointSizeF(size)
    font.setBold(bold)
    font.setItalic(italic)
    return font


def save_template(layout: QgsPrintLayout, path: Path) -> Path:
    """Save a layout as a template; gives its path."""
    layout.saveAsTemplate(str(path), QgsReadWriteContext())
    _make_reproducible(path)
    return path


def _make_reproducible(path: Path) -> None:
    """Number the random identifiers, so that a rebuild changes what was changed and no more."""
    text = path.read_text(encoding="utf-8")
    seen: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return seen.setdefault(match.group(0), f"{{00000000-0000-0000-0000-{len(seen):012d}}}")

    text = re.sub(r"\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}", number, text)
    path.write_text(text, encoding="utf-8")

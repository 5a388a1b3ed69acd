# SPDX-License-Identifier: GPL-3.0-or-later
"""A filled layout saved as a template: what filling did is undone, what a user did is not.

Filling fits type, line breaks and boxes to one territory. So each item keeps, in properties that
QGIS saves with it, how it stood in the template and how filling left it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemPicture,
    QgsLayoutItemShape,
    QgsLegendStyle,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QFont

from ..common.errors import TemplateError
from ..common.i18n import translate
from .boxes import BOX_ENDING, find_shapes, page_rect, place_item
from .item_fonts import (
    LEGEND_PARTS,
    LEGEND_SIDES,
    label_font,
    legend_font,
    set_label_font,
    set_legend_font,
)

BOX = "srce_pac/box"
TEMPLATE = "srce_pac/template"
FILLED = "srce_pac/filled"

# What QGIS rounds when it saves a template, in mm and in points.
ROUNDING = 0.02


def snapshot_template(layout: QgsPrintLayout) -> None:
    """Note how the items of a template stand before it is filled."""
    boxes = _boxes(layout)
    for item in _items(layout):
        item.setCustomProperty(BOX, _box_around(item, boxes))
        item.setCustomProperty(TEMPLATE, json.dumps(_state(item, boxes)))


def snapshot_filled(layout: QgsPrintLayout) -> None:
    """Note how filling left the items of a layout."""
    boxes = _boxes(layout)
    for item in _items(layout):
        item.setCustomProperty(FILLED, json.dumps(_state(item, boxes)))


def restore_template(layout: QgsPrintLayout) -> None:
    """Undo what filling changed in a layout and nobody since.

    Raises TemplateError when what the layout keeps of that is damaged.
    """
    boxes = _boxes(layout)
    items = _items(layout)
    try:
        snapshots = [_Snapshot.of(item, boxes) for item in items if item.customProperty(FILLED)]
        _restore(items, boxes, snapshots)
    except (TypeError, ValueError, LookupError, AttributeError, ZeroDivisionError) as error:
        raise TemplateError(
            translate(
                "Template",
                "The template “{name}” is damaged: what it keeps of an earlier filling cannot be "
                "read. Save it anew from a layout.",
            ).format(name=layout.name())
        ) from error


def _restore(
    items: list[QgsLayoutItem],
    boxes: dict[str, QgsLayoutItemShape],
    snapshots: list[_Snapshot],
) -> None:
    # What stands in a box belongs together.
    changed = {snapshot.box for snapshot in snapshots if snapshot.moved}
    changed |= {_box_around(item, boxes) for item in items if not item.customProperty(FILLED)}
    for snapshot in snapshots:
        snapshot.restore(boxes.get("" if snapshot.box in changed else snapshot.box))


@dataclass
class _Snapshot:
    """What is known of an item: in the template, after it was filled, and now."""

    item: QgsLayoutItem
    box: str
    template: dict[str, Any]
    filled: dict[str, Any]
    present: dict[str, Any]

    @classmethod
    def of(cls, item: QgsLayoutItem, boxes: dict[str, QgsLayoutItemShape]) -> _Snapshot:
        template, filled = (json.loads(item.customProperty(key)) for key in (TEMPLATE, FILLED))
        return cls(item, item.customProperty(BOX), template, filled, _state(item, boxes))

    @property
    def moved(self) -> bool:
        return not nearly_equal(self.filled["place"], self.present["place"])

    def restore(self, box: QgsLayoutItemShape | None) -> None:
        item = self.item
        state = {
            key: self.template[key] if nearly_equal(self.filled[key], value) else value
            for key, value in self.present.items()
        }
        if isinstance(item, QgsLayoutItemLabel):
            _set_label(item, state)
        elif isinstance(item, QgsLayoutItemLegend):
            _set_legend(item, state)
        if box is not None:
            _set_place(item, self.template["place"], page_rect(box))
        for key in (BOX, TEMPLATE, FILLED):
            item.removeCustomProperty(key)


def _items(layout: QgsPrintLayout) -> list[QgsLayoutItem]:
    kinds = (QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemPicture)
    return [item for item in layout.items() if isinstance(item, kinds)]


def _boxes(layout: QgsPrintLayout) -> dict[str, QgsLayoutItemShape]:
    shapes = find_shapes(layout)
    return {shape.id(): shape for shape in shapes if shape.id().endswith(BOX_ENDING)}


def _box_around(item: QgsLayoutItem, boxes: dict[str, QgsLayoutItemShape]) -> str:
    centre = page_rect(item).center()
    return next((name for name, box in boxes.items() if page_rect(box).contains(centre)), "")


def _state(item: QgsLayoutItem, boxes: dict[str, QgsLayoutItemShape]) -> dict[str, Any]:
    state: dict[str, Any] = {"place": _place_in(item, boxes.get(item.customProperty(BOX)))}
    if isinstance(item, QgsLayoutItemLabel):
        state["text"] = item.text()
        state["fonts"] = _fonts([label_font(item)])
        state["margin"] = item.marginX()
    elif isinstance(item, QgsLayoutItemLegend):
        state["fonts"] = _fonts(legend_font(item, part) for part in LEGEND_PARTS)
        state["symbol"] = [item.symbolWidth(), item.symbolHeight()]
        state["margins"] = [item.style(part).margin(side) for part, side in _margins()]
    return state


def _place_in(item: QgsLayoutItem, box: QgsLayoutItemShape | None) -> list[float]:
    """Left, top, width and height within a box, and the size of that box; nothing without one."""
    if box is None:
        return []
    rect, around = page_rect(item), page_rect(box)
    corner = rect.topLeft() - around.topLeft()
    return [corner.x(), corner.y(), rect.width(), rect.height(), around.width(), around.height()]


def nearly_equal(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return len(one) == len(other) and all(map(nearly_equal, one, other))
    return one == other if isinstance(one, str) else abs(one - other) < ROUNDING


def _set_label(label: QgsLayoutItemLabel, state: dict[str, Any]) -> None:
    ((family, size),) = state["fonts"]
    set_label_font(label, _font(label_font(label), family, size))
    label.setText(state["text"])
    label.setMarginX(state["margin"])


def _set_legend(legend: QgsLayoutItemLegend, state: dict[str, Any]) -> None:
    for part, (family, size) in zip(LEGEND_PARTS, state["fonts"]):
        set_legend_font(legend, part, _font(legend_font(legend, part), family, size))
    legend.setSymbolWidth(state["symbol"][0])
    legend.setSymbolHeight(state["symbol"][1])
    for (part, side), margin in zip(_margins(), state["margins"]):
        legend.rstyle(part).setMargin(side, margin)


def _fonts(fonts: Iterable[QFont]) -> list[list[Any]]:
    return [[font.family(), font.pointSizeF()] for font in fonts]


def _font(font: QFont, family: str, size: float) -> QFont:
    font.setFamily(family)
    font.setPointSizeF(size)
    return font


def _margins() -> list[tuple[QgsLegendStyle.Style, QgsLegendStyle.Side]]:
    parts = (*LEGEND_PARTS, QgsLegendStyle.Style.Symbol)
    return [(part, side) for part in parts for side in LEGEND_SIDES]


def _set_place(item: QgsLayoutItem, place: list[float], box: QRectF) -> None:
    """Put an item into its box, in proportion where the box is no longer as in the template."""
    left, top, width, height, box_width, box_height = place
    across, down = box.width() / box_width, box.height() / box_height
    place_item(
        item,
        QRectF(box.left() + left * across, box.top() + top * down, width * across, height * down),
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""A filled layout saved as a template: what filling did is undone, what a user did is not.

Filling fits type, line breaks and boxes to one territory, and hides what it has no words for. So
each item, shown or hidden, keeps in properties that QGIS saves with it how it stood in the template
and how filling left it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemGroup,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemPage,
    QgsLayoutItemShape,
    QgsLegendStyle,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QRectF
from qgis.PyQt.QtGui import QFont

from ..common.errors import TemplateError
from ..common.i18n import translate
from .boxes import (
    BOX_ENDING,
    SHARED_LINE,
    find_shapes,
    is_made,
    page_rect,
    place_item,
    set_visible,
)
from .item_fonts import (
    LEGEND_PARTS,
    LEGEND_SIDES,
    label_font,
    legend_font,
    set_label_font,
    set_legend_font,
)
from .table import find_table, restore_table
from .table_marks import remove_made

BOX = "srce_pac/box"
TEMPLATE = "srce_pac/template"
FILLED = "srce_pac/filled"

# How a note shows that it is damaged: by what is not there, of another type, or nested without end.
_DAMAGES = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RecursionError)

# The most that a note can mean: a side in mm, a type size in points.
_LONGEST_SIDE, _LARGEST_TYPE = 10_000.0, 2_000.0

# What QGIS rounds when it saves a template, in mm and in points.
ROUNDING = 0.02


def snapshot_template(layout: QgsPrintLayout) -> None:
    """Note how the items of a template stand before it is filled."""
    boxes = _boxes(layout)
    for item in _items(layout):
        name = _box_around(item, boxes)
        # QGIS 3.44 reads an empty text as none: an untouched layout would seem changed.
        if name:
            item.setCustomProperty(BOX, name)
        else:
            item.removeCustomProperty(BOX)
        item.setCustomProperty(TEMPLATE, json.dumps(_state(item, boxes.get(name))))


def snapshot_filled(layout: QgsPrintLayout) -> None:
    """Note how filling left the items of a layout."""
    boxes = _boxes(layout)
    for item in _items(layout):
        box = boxes.get(item.customProperty(BOX))
        item.setCustomProperty(FILLED, json.dumps(_state(item, box)))


def restore_template(layout: QgsPrintLayout) -> None:
    """Undo what filling changed in a layout and nobody since.

    Raises TemplateError when what the layout keeps of that is damaged.
    """
    items = _items(layout)
    is_filled = any(item.customProperty(FILLED) for item in items)
    try:
        # Before a page goes that filling has added: what stands on it would seem moved.
        boxes = _boxes(layout)
        snapshots = [_Snapshot.of(item, boxes) for item in items] if is_filled else []
        table = find_table(layout)
        if table is not None:
            restore_table(table)
        else:
            remove_made(layout)
        if snapshots:
            _restore(snapshots)
    except _DAMAGES as error:
        raise TemplateError(
            translate(
                "Template",
                "The template “{name}” is damaged: what it keeps of an earlier filling cannot be "
                "read. Save it anew from a layout.",
            ).format(name=layout.name())
        ) from error


def _restore(snapshots: list[_Snapshot]) -> None:
    boxes = _box_rects([snapshot for snapshot in snapshots if _is_box(snapshot.item)])
    # What stands in a box belongs together.
    changed = {snapshot.box for snapshot in snapshots if snapshot.is_moved}
    for snapshot in snapshots:
        if snapshot.box in boxes:
            state = snapshot.present if snapshot.box in changed else snapshot.template
            snapshot.restore(_within(boxes[snapshot.box], state["place"]))
        else:
            snapshot.restore(boxes.get(snapshot.item.id()))


def _box_rects(boxes: list[_Snapshot]) -> dict[str, QRectF]:
    """Where each box belongs (page mm): in its place of the template, hidden or not.

    A box that the user has moved stays, and so does one whose place that box has taken.
    """
    rects = {box.item.id(): page_rect(box.item) for box in boxes}
    unmoved = [box for box in boxes if not box.is_moved]
    free = {box.item.id(): _within(_page(box.item), box.template["place"]) for box in unmoved}
    taken = list(rects)
    while taken:
        staying = [_inside(rect) for name, rect in rects.items() if name not in free]
        taken = [name for name, rect in free.items() if any(map(rect.intersects, staying))]
        for name in taken:
            del free[name]
    return {**rects, **free}


@dataclass
class _Snapshot:
    """What is known of an item: in the template, after it was filled, and now.

    Of an item that was added since only how it is now.
    """

    item: QgsLayoutItem
    box: str
    template: dict[str, Any]
    filled: dict[str, Any]
    present: dict[str, Any]

    @classmethod
    def of(cls, item: QgsLayoutItem, boxes: dict[str, QgsLayoutItemShape]) -> _Snapshot:
        if not item.customProperty(FILLED):
            box = _box_around(item, boxes)
            present = _state(item, boxes.get(box))
            return cls(item, box, {}, {}, present)
        box = item.customProperty(BOX)
        template, filled = (_read_state(item.customProperty(key)) for key in (TEMPLATE, FILLED))
        return cls(item, box, template, filled, _state(item, boxes.get(box)))

    @property
    def is_moved(self) -> bool:
        """Whether the user has put it elsewhere, or added it."""
        return not self.filled or not nearly_equal(self.filled["place"], self.present["place"])

    def restore(self, rect: QRectF | None) -> None:
        """Undo what filling changed and put the item at a place (page mm), if any."""
        item = self.item
        state = {
            key: self.template[key] if self._is_unchanged(key) else value
            for key, value in self.present.items()
        }
        if isinstance(item, QgsLayoutItemLabel):
            _set_label(item, state)
        elif isinstance(item, QgsLayoutItemLegend):
            _set_legend(item, state)
        if rect is not None:
            place_item(item, rect)
        set_visible(item, state["visible"])
        for key in (BOX, TEMPLATE, FILLED):
            item.removeCustomProperty(key)

    def _is_unchanged(self, key: str) -> bool:
        return bool(self.filled) and nearly_equal(self.filled[key], self.present[key])


def _items(layout: QgsPrintLayout) -> list[QgsLayoutItem]:
    """All that filling may change; groups first, which move what is in them."""
    items = [item for item in layout.items() if isinstance(item, QgsLayoutItem)]
    kept = [x for x in items if not isinstance(x, QgsLayoutItemPage) and not is_made(x)]
    return sorted(kept, key=lambda item: not isinstance(item, QgsLayoutItemGroup))


def _is_box(item: QgsLayoutItem) -> bool:
    return isinstance(item, QgsLayoutItemShape) and item.id().endswith(BOX_ENDING)


def _boxes(layout: QgsPrintLayout) -> dict[str, QgsLayoutItemShape]:
    """The boxes by name; those that are shown before those that are hidden."""
    boxes = [shape for shape in find_shapes(layout) if _is_box(shape)]
    return {box.id(): box for box in sorted(boxes, key=lambda box: not box.isVisible())}


def _box_around(item: QgsLayoutItem, boxes: dict[str, QgsLayoutItemShape]) -> str:
    """The box in which an item stands; nothing for a box itself."""
    if _is_box(item):
        return ""
    centre = page_rect(item).center()
    return next((name for name, box in boxes.items() if page_rect(box).contains(centre)), "")


def _state(item: QgsLayoutItem, box: QgsLayoutItemShape | None) -> dict[str, Any]:
    around = _page(item) if box is None else page_rect(box)
    state = {"place": _place_in(item, around), "visible": item.isVisible()}
    if isinstance(item, QgsLayoutItemLabel):
        state["text"] = item.text()
        state["fonts"] = _fonts([label_font(item)])
        state["margin"] = item.marginX()
    elif isinstance(item, QgsLayoutItemLegend):
        state["fonts"] = _fonts(legend_font(item, part) for part in LEGEND_PARTS)
        state["symbol"] = [item.symbolWidth(), item.symbolHeight()]
        state["margins"] = [item.style(part).margin(side) for part, side in _margins()]
    return state


def _read_state(note: str) -> dict[str, Any]:
    """The state of an item in a note. Raises one of `_DAMAGES`."""
    state: dict[str, Any] = json.loads(note)
    sides = [float(side) for side in state["place"]]
    sizes = [float(size) for _, size in state.get("fonts", ())]
    # No comparison holds of what is not a number.
    is_meant = all(abs(side) <= _LONGEST_SIDE for side in sides)
    if not (is_meant and all(0 < size <= _LARGEST_TYPE for size in sizes)):
        raise ValueError(note)
    return state


def _page(item: QgsLayoutItem) -> QRectF:
    """The first page of an item's layout, in mm."""
    return page_rect(item.layout().pageCollection().page(0))


def _inside(rect: QRectF) -> QRectF:
    """A rectangle without its rim: boxes may share a line."""
    return rect.adjusted(SHARED_LINE, SHARED_LINE, -SHARED_LINE, -SHARED_LINE)


def _place_in(item: QgsLayoutItem, around: QRectF) -> list[float]:
    """Left, top, width and height within a box or page, and the size of that, in mm."""
    rect = page_rect(item)
    corner = rect.topLeft() - around.topLeft()
    return [corner.x(), corner.y(), rect.width(), rect.height(), around.width(), around.height()]


def _within(around: QRectF, place: list[float]) -> QRectF:
    """A place within a box or page (mm), in proportion where that has another size now."""
    left, top, width, height, former_width, former_height = place
    x, y = around.width() / former_width, around.height() / former_height
    return QRectF(around.left() + left * x, around.top() + top * y, width * x, height * y)


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

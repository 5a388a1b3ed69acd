# SPDX-License-Identifier: GPL-3.0-or-later
"""The boxes of a template and what stands in each."""

from __future__ import annotations

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QRectF

# How the item ID of a box ends.
BOX_ENDING = "_box"

# A box and the items in it.
BoxContent = tuple[QgsLayoutItemShape, list[QgsLayoutItem]]


def boxes_beside_map(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[BoxContent]:
    """The boxes of a layout that no part of the map touches, and what stands in each."""
    frame = page_rect(map_item)
    return [(x, content) for x, content in find_boxes(layout) if not frame.intersects(page_rect(x))]


def find_boxes(layout: QgsPrintLayout) -> list[BoxContent]:
    """The boxes of a layout and the visible items that stand in each."""
    shapes = find_shapes(layout)
    items = [
        (item, page_rect(item).center())
        for item in layout.items()
        if isinstance(item, QgsLayoutItem) and item not in shapes and item.isVisible()
    ]
    boxes = [(shape, page_rect(shape)) for shape in shapes if shape.id().endswith(BOX_ENDING)]
    return [(shape, [i for i, at in items if rect.contains(at)]) for shape, rect in boxes]


def find_shapes(layout: QgsPrintLayout) -> list[QgsLayoutItemShape]:
    """All shapes of a layout, boxes or not."""
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemShape)]


def page_rect(item: QgsLayoutItem) -> QRectF:
    """Where an item stands, in mm from the top left corner of the first page."""
    return QRectF(item.mapRectToScene(item.rect()))


def place_item(item: QgsLayoutItem, rect: QRectF) -> None:
    """Put an item at a place, in mm from the top left corner of the first page."""
    item.attemptResize(QgsLayoutSize(rect.width(), rect.height()))
    # By its corner, whichever point of it a user has chosen to place it by.
    item.attemptMove(QgsLayoutPoint(rect.left(), rect.top()), useReferencePoint=False)

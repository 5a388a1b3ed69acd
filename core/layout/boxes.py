# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the items of a layout stand, and which of them are boxes."""

from __future__ import annotations

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QPointF, QRectF

# How the item ID of a box ends.
BOX_ENDING = "_box"

# The custom property of what filling adds to a layout, and no template keeps.
MADE = "srce_pac/made"

# How much boxes beside each other may overlap, in mm.
SHARED_LINE = 0.5

# What is nearer than this is there already, in mm: moving an item is slow.
SAME_PLACE = 1e-9


def find_shapes(layout: QgsPrintLayout) -> list[QgsLayoutItemShape]:
    """All shapes of a layout, boxes or not."""
    return [item for item in layout.items() if isinstance(item, QgsLayoutItemShape)]


def is_made(item: QgsLayoutItem) -> bool:
    """Whether filling has added an item to its layout."""
    return bool(item.customProperty(MADE))


def page_rect(item: QgsLayoutItem) -> QRectF:
    """Where an item stands, in mm from the top left corner of the first page."""
    return QRectF(item.mapRectToScene(item.rect()))


def place_item(item: QgsLayoutItem, rect: QRectF) -> None:
    """Put an item at a place, in mm from the top left corner of the first page."""
    present = page_rect(item)
    size = present.size() - rect.size()
    if max(abs(size.width()), abs(size.height())) > SAME_PLACE:
        item.attemptResize(QgsLayoutSize(rect.width(), rect.height()))
    move_item(item, rect.topLeft())


def move_item(item: QgsLayoutItem, corner: QPointF) -> None:
    """Put the corner of an item at a place, whichever point of it a user places it by."""
    if (item.scenePos() - corner).manhattanLength() > SAME_PLACE:
        item.attemptMove(QgsLayoutPoint(corner.x(), corner.y()), useReferencePoint=False)


def set_visible(item: QgsLayoutItem, visible: bool) -> None:
    """Show or hide an item."""
    # QGIS notes every call for its list of what can be undone.
    if item.isVisible() != visible:
        item.setVisibility(visible)

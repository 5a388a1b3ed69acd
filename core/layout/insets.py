# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes inside the map, moved to corners where they cover nothing of the territory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from qgis.core import (
    QgsGeometry,
    QgsGeometryEngine,
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsPrintLayout,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QMarginsF, QPointF, QRectF

from .boxes import find_boxes, page_rect

# How near to an inset the territory may come, as a part of how near to the map's frame.
CLEARANCE = 0.6

# Centred if possible, else shifted within the white left around the territory.
_SHIFTS = sorted(
    ((x / 2, y / 2) for x in range(-2, 3) for y in range(-2, 3)),
    key=lambda shift: abs(shift[0]) + abs(shift[1]),
)


def free_corners(
    layout: QgsPrintLayout,
    map_item: QgsLayoutItemMap,
    territory: QgsGeometry,
    scale: float,
    margin: float,
) -> QgsRectangle | None:
    """Move the insets to corners of the map where they cover nothing of the territory.

    Gives the map's extent (in the territory's CRS, metres) that makes this possible, the
    territory at least `margin` mm from the frame where there is room; None where there is none.
    """
    frame = map_item.mapRectToScene(map_item.rect())
    insets = _insets(layout, map_item)
    box = territory.boundingBox()
    metres = scale / 1000
    width, height = frame.width() * metres, frame.height() * metres
    engine = QgsGeometry.createGeometryEngine(territory.constGet())
    engine.prepareGeometry()
    slack_x = max(0.0, width - box.width() - 2 * margin * metres) / 2
    slack_y = max(0.0, height - box.height() - 2 * margin * metres) / 2
    centre = box.center()
    for dx, dy in _SHIFTS:
        extent = QgsRectangle.fromCenterAndSize(centre, width, height)
        extent = QgsRectangle(
            extent.xMinimum() + dx * slack_x,
            extent.yMinimum() + dy * slack_y,
            extent.xMaximum() + dx * slack_x,
            extent.yMaximum() + dy * slack_y,
        )
        places = _assign(insets, frame, extent, engine, metres, CLEARANCE * margin)
        if places is not None:
            for inset, target in zip(insets, places):
                inset.move_to(target)
                # Names of places keep clear of it.
                map_item.addLabelBlockingItem(inset.items[0])
            return extent
    return None


@dataclass
class _Inset:
    items: list[QgsLayoutItem]
    rect: QRectF  # page mm

    def move_to(self, target: QRectF) -> None:
        shift = target.topLeft() - self.rect.topLeft()
        for item in self.items:
            position = item.scenePos() + shift
            item.attemptMove(QgsLayoutPoint(position.x(), position.y()), useReferencePoint=False)
        self.rect = QRectF(target)


def _insets(layout: QgsPrintLayout, map_item: QgsLayoutItemMap) -> list[_Inset]:
    frame = page_rect(map_item)
    return [
        _Inset([shape, *content], page_rect(shape))
        for shape, content in find_boxes(layout)
        if frame.contains(page_rect(shape))
    ]


def _assign(
    insets: list[_Inset],
    frame: QRectF,
    extent: QgsRectangle,
    territory: QgsGeometryEngine,
    metres: float,
    clearance: float,
) -> list[QRectF] | None:
    """A corner for each inset, its own in the template if possible; None if one has none."""
    choices = [[_in_corner(i.rect, frame, c) for c in _corners_of(i.rect, frame)] for i in insets]
    around = QMarginsF(clearance, clearance, clearance, clearance)
    free = [
        [not _covers(rect + around, frame, extent, territory, metres) for rect in rects]
        for rects in choices
    ]
    best: list[QRectF] | None = None
    least = float("inf")
    for order in permutations(range(4), len(insets)):
        placed = []
        cost = 0
        for number, corner in enumerate(order):
            own = _corners_of(insets[number].rect, frame)
            rank = own.index(corner)
            if not free[number][rank]:
                break
            placed.append(choices[number][rank])
            cost += rank
        else:
            if cost < least:
                best, least = placed, cost
    return best


def _corners_of(rect: QRectF, frame: QRectF) -> list[int]:
    """The four corners (0 top left, 1 top right, 2 bottom left, 3 bottom right), nearest first."""
    right = rect.center().x() > frame.center().x()
    bottom = rect.center().y() > frame.center().y()
    own = int(right) + 2 * int(bottom)
    return [own, own ^ 2, own ^ 1, own ^ 3]


def _in_corner(rect: QRectF, frame: QRectF, corner: int) -> QRectF:
    """The rectangle in a corner, as far from the frame's edges as it is now from its own."""
    x_gap = min(rect.left() - frame.left(), frame.right() - rect.right())
    y_gap = min(rect.top() - frame.top(), frame.bottom() - rect.bottom())
    left = frame.right() - x_gap - rect.width() if corner & 1 else frame.left() + x_gap
    top = frame.bottom() - y_gap - rect.height() if corner & 2 else frame.top() + y_gap
    return QRectF(QPointF(left, top), rect.size())


def _covers(
    rect: QRectF, frame: QRectF, extent: QgsRectangle, territory: QgsGeometryEngine, metres: float
) -> bool:
    ground = QgsRectangle(
        extent.xMinimum() + (rect.left() - frame.left()) * metres,
        extent.yMaximum() - (rect.bottom() - frame.top()) * metres,
        extent.xMinimum() + (rect.right() - frame.left()) * metres,
        extent.yMaximum() - (rect.top() - frame.top()) * metres,
    )
    covered = QgsGeometry.fromRect(ground)
    return bool(territory.intersects(covered.constGet()))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes inside the map, moved to corners where they cover nothing of the territory."""

from __future__ import annotations

from collections.abc import Iterator
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
    frame = page_rect(map_item)
    insets = _insets(layout, frame)
    engine = QgsGeometry.createGeometryEngine(territory.constGet())
    engine.prepareGeometry()
    for view in _views(frame, territory.boundingBox(), scale / 1000, margin):
        rects = _free_rects(insets, view, engine, CLEARANCE * margin)
        if rects is not None:
            for inset, rect in zip(insets, rects):
                inset.move_to(rect)
                # Names of places keep clear of it.
                map_item.addLabelBlockingItem(inset.items[0])
            return view.extent
    return None


@dataclass
class _Inset:
    """A box inside the map: its shape, and what stands in it."""

    items: list[QgsLayoutItem]
    rect: QRectF  # page mm

    def move_to(self, rect: QRectF) -> None:
        shift = rect.topLeft() - self.rect.topLeft()
        for item in self.items:
            position = item.scenePos() + shift
            item.attemptMove(QgsLayoutPoint(position.x(), position.y()), useReferencePoint=False)
        self.rect = QRectF(rect)


@dataclass(frozen=True)
class _View:
    """What a map shows: its frame in mm of the page, its extent, and the metres of a mm."""

    frame: QRectF
    extent: QgsRectangle
    metres: float

    def ground(self, rect: QRectF) -> QgsRectangle:
        """The part of the ground under a rectangle of the page."""
        return QgsRectangle(
            self.extent.xMinimum() + (rect.left() - self.frame.left()) * self.metres,
            self.extent.yMaximum() - (rect.bottom() - self.frame.top()) * self.metres,
            self.extent.xMinimum() + (rect.right() - self.frame.left()) * self.metres,
            self.extent.yMaximum() - (rect.top() - self.frame.top()) * self.metres,
        )


def _insets(layout: QgsPrintLayout, frame: QRectF) -> list[_Inset]:
    return [
        _Inset([shape, *content], page_rect(shape))
        for shape, content in find_boxes(layout)
        if frame.contains(page_rect(shape))
    ]


def _views(frame: QRectF, box: QgsRectangle, metres: float, margin: float) -> Iterator[_View]:
    """The views of a territory (its box) to try, at least `margin` mm around it if possible."""
    width, height = frame.width() * metres, frame.height() * metres
    slack_x = max(0.0, width - box.width() - 2 * margin * metres) / 2
    slack_y = max(0.0, height - box.height() - 2 * margin * metres) / 2
    centred = QgsRectangle.fromCenterAndSize(box.center(), width, height)
    for dx, dy in _SHIFTS:
        extent = QgsRectangle(
            centred.xMinimum() + dx * slack_x,
            centred.yMinimum() + dy * slack_y,
            centred.xMaximum() + dx * slack_x,
            centred.yMaximum() + dy * slack_y,
        )
        yield _View(frame, extent, metres)


def _free_rects(
    insets: list[_Inset], view: _View, territory: QgsGeometryEngine, clearance: float
) -> list[QRectF] | None:
    """A place in a corner for each inset, its own if possible; None if one has none.

    `clearance` in mm is kept from the territory.
    """
    corners = [_nearest_corners(inset.rect, view.frame) for inset in insets]
    rects = [
        [_in_corner(inset.rect, view.frame, corner) for corner in nearest]
        for inset, nearest in zip(insets, corners)
    ]
    margins = QMarginsF(clearance, clearance, clearance, clearance)
    free = [[not _covers(rect + margins, view, territory) for rect in choices] for choices in rects]
    best: list[QRectF] | None = None
    lowest = float("inf")
    for order in permutations(range(4), len(insets)):
        # How far down the list of its nearest corners each inset has to go.
        ranks = [nearest.index(corner) for nearest, corner in zip(corners, order)]
        if sum(ranks) < lowest and all(choices[rank] for choices, rank in zip(free, ranks)):
            best = [choices[rank] for choices, rank in zip(rects, ranks)]
            lowest = sum(ranks)
    return best


def _nearest_corners(rect: QRectF, frame: QRectF) -> list[int]:
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


def _covers(rect: QRectF, view: _View, territory: QgsGeometryEngine) -> bool:
    ground = QgsGeometry.fromRect(view.ground(rect))
    return bool(territory.intersects(ground.constGet()))

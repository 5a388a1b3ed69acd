# SPDX-License-Identifier: GPL-3.0-or-later
"""Boxes inside the map, moved to corners where they cover nothing of the territory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from qgis.core import (
    QgsGeometry,
    QgsGeometryEngine,
    QgsLayoutItemMap,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QMarginsF, QPointF, QRectF, QSizeF

from .boxes import move_item, page_rect
from .sheet_items import SheetItem

# How near to an inset the territory may come, as a part of how near to the map's frame.
CLEARANCE = 0.6

# Centred if possible, else shifted within the white left around the territory.
_SHIFTS = sorted(
    ((x / 2, y / 2) for x in range(-2, 3) for y in range(-2, 3)),
    key=lambda shift: abs(shift[0]) + abs(shift[1]),
)


class Inset:
    """A box inside the map: its shape, and what stands in it."""

    def __init__(self, items: Sequence[SheetItem], map_item: QgsLayoutItemMap) -> None:
        """Take the shape and then its content, as they stand in the template."""
        self.rect = items[0].rect  # page mm
        self._shape = items[0].layout_item
        self._corners = [(item.layout_item, item.layout_item.scenePos()) for item in items]
        self._map = map_item
        self._blocks_labels = map_item.isLabelBlockingItem(self._shape)

    @property
    def present_rect(self) -> QRectF:
        """Where it stands now, in mm of the page."""
        return page_rect(self._shape)

    def place(self, rect: QRectF) -> None:
        """Move it; the names of the map keep clear of it."""
        self._move(rect.topLeft() - self.rect.topLeft())
        if not self._map.isLabelBlockingItem(self._shape):
            self._map.addLabelBlockingItem(self._shape)

    def put_back(self) -> None:
        """Leave it as in the template."""
        self._move(QPointF(0, 0))
        if not self._blocks_labels:
            self._map.removeLabelBlockingItem(self._shape)

    def _move(self, shift: QPointF) -> None:
        for item, corner in self._corners:
            move_item(item, corner + shift)


def free_corners(
    insets: Sequence[Inset],
    frame: QRectF,
    territory: QgsGeometry,
    scale: float,
    margin: float,
) -> QgsRectangle | None:
    """Move insets to corners of the map where they cover nothing of the territory.

    Gives the extent (in the territory's CRS, metres) of the map, whose `frame` is in mm of the
    page, that makes this possible, the territory at least `margin` mm from the frame where there
    is room; None where there is none.
    """
    engine = QgsGeometry.createGeometryEngine(territory.constGet())
    engine.prepareGeometry()
    for view in _views(frame, territory.boundingBox(), scale / 1000, margin):
        rects = _free_rects(insets, view, engine, CLEARANCE * margin)
        if rects is not None:
            for inset, rect in zip(insets, rects):
                inset.place(rect)
            return view.extent
    return None


def emptiest_corners(
    insets: Sequence[Inset], frame: QRectF, territory: QgsGeometry, extent: QgsRectangle
) -> bool:
    """Move insets to the corners of the map where they cover the least of the territory.

    For a map whose extent leaves them no free corner. Tells whether they cover something of it.
    """
    view = MapView(frame, extent, extent.width() / frame.width())
    # More than four have no corner each, and stay.
    best = [inset.rect for inset in insets]
    least = float("inf")
    for order in permutations(range(4), len(insets)):
        rects = [_in_corner(inset.rect, frame, corner) for inset, corner in zip(insets, order)]
        shares = (QgsGeometry.fromRect(view.ground(rect)) for rect in rects)
        covered = sum(territory.intersection(share).area() for share in shares)
        moved = sum(
            _nearest_corners(inset.rect, frame).index(corner)
            for inset, corner in zip(insets, order)
        )
        # Among equals, the corners of the template.
        if covered + moved * view.metres**2 < least:
            best, least = rects, covered + moved * view.metres**2
    for inset, rect in zip(insets, best):
        inset.place(rect)
    shapes = (QgsGeometry.fromRect(view.ground(rect)) for rect in best)
    return any(territory.intersects(shape) for shape in shapes)


def free_place(
    view: MapView, territory: QgsGeometry, size: QSizeF, taken: Sequence[QRectF], white: float
) -> QRectF | None:
    """Where a further box (mm) stands on a map beside those that are there, if there is room.

    It covers nothing of the territory and nothing that is taken, `white` mm from both.
    """
    engine = QgsGeometry.createGeometryEngine(territory.constGet())
    engine.prepareGeometry()
    margins = QMarginsF(white, white, white, white)
    for rect in _corner_places(view.frame, size, taken, white):
        around = rect + margins
        if not view.frame.contains(rect) or any(around.intersects(other) for other in taken):
            continue
        if not _covers(around, view, engine):
            return rect
    return None


def _corner_places(
    frame: QRectF, size: QSizeF, taken: Sequence[QRectF], white: float
) -> Iterator[QRectF]:
    """Places in the corners of a frame, from the bottom right on, then above and below boxes."""
    room = frame.adjusted(white, white, -white, -white)
    lefts = room.right() - size.width(), room.left()
    for top in (room.bottom() - size.height(), room.top()):
        for left in lefts:
            yield QRectF(QPointF(left, top), size)
    for other in taken:
        for left in lefts:
            # A little further than the white, which must be free.
            yield QRectF(QPointF(left, other.bottom() + 1.01 * white), size)
            yield QRectF(QPointF(left, other.top() - 1.01 * white - size.height()), size)


@dataclass(frozen=True)
class MapView:
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


def _views(frame: QRectF, box: QgsRectangle, metres: float, margin: float) -> Iterator[MapView]:
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
        yield MapView(frame, extent, metres)


def _free_rects(
    insets: Sequence[Inset], view: MapView, territory: QgsGeometryEngine, clearance: float
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


def _covers(rect: QRectF, view: MapView, territory: QgsGeometryEngine) -> bool:
    ground = QgsGeometry.fromRect(view.ground(rect))
    return bool(territory.intersects(ground.constGet()))

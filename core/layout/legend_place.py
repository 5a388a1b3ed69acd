# SPDX-License-Identifier: GPL-3.0-or-later
"""Legends outside the band: wrapped, shrunk or moved until they fit where they stand, or told."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsLayoutItem
from qgis.PyQt.QtCore import QPointF, QRectF, QSizeF

from ..common.i18n import translate
from .boxes import BOX_ENDING, find_shapes, page_rect, place_item
from .layout_items import LayoutItems
from .legend_item import WIDE_COLUMNS, LegendItem
from .sheet_items import FontScale

# White between a legend and the edge of the page, in mm.
EDGE = 3.0

# How far type shrinks: to the smallest that is read first, then, told, as far as it must.
_GROWTHS = tuple(1.0 - step / 20 for step in range(15))
_BELOW = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)

# Versions of QGIS measure a little otherwise.
ROUNDING = 0.1

_POINTS = QgsLayoutItem.ReferencePoint
# Where in an item the point stands that stays as the item grows, in shares of its sides.
_SHARES = {
    _POINTS.UpperLeft: (0.0, 0.0),
    _POINTS.UpperMiddle: (0.5, 0.0),
    _POINTS.UpperRight: (1.0, 0.0),
    _POINTS.MiddleLeft: (0.0, 0.5),
    _POINTS.Middle: (0.5, 0.5),
    _POINTS.MiddleRight: (1.0, 0.5),
    _POINTS.LowerLeft: (0.0, 1.0),
    _POINTS.LowerMiddle: (0.5, 1.0),
    _POINTS.LowerRight: (1.0, 1.0),
}


def fit_legends(items: LayoutItems, smallest: float) -> list[str]:
    """Fit each legend outside the band; a sentence for each that does not at `smallest` points."""
    in_band = {item for _, content in items.boxes_beside_map for item in content}
    warnings = []
    for legend in items.legends:
        if legend in in_band or not legend.is_visible:
            continue
        if not _fit(legend, _Place.of(legend, items), smallest):
            warnings.append(
                translate("Layout", "The legend “{id}” does not fit its place.").format(
                    id=legend.layout_item.displayName()
                )
            )
    return warnings


@dataclass(frozen=True)
class _Place:
    """Where a legend may stand (page mm), and the point of it that the template has put there."""

    room: QRectF
    point: QPointF
    shares: tuple[float, float]

    @classmethod
    def of(cls, legend: LegendItem, items: LayoutItems) -> _Place:
        rect = legend.rect
        across, down = shares = _SHARES[legend.layout_item.referencePoint()]
        point = QPointF(rect.left() + across * rect.width(), rect.top() + down * rect.height())
        if not legend.layout_item.resizeToContents() and not rect.isEmpty():
            return cls(rect, point, shares)
        for shape in find_shapes(items.layout):
            box = page_rect(shape)
            if shape.id().endswith(BOX_ENDING) and box.contains(rect.center()):
                return cls(box, point, shares)
        return cls(_room(legend, items), point, shares)

    @property
    def available(self) -> QSizeF:
        """How large a legend may be whose point stays where it is."""
        return QSizeF(
            _available(self.room.left(), self.room.right(), self.point.x(), self.shares[0]),
            _available(self.room.top(), self.room.bottom(), self.point.y(), self.shares[1]),
        )

    def rect(self, size: QSizeF) -> QRectF:
        """Where a legend of a size stands: by its point, moved as far as its room asks for."""
        left = self.point.x() - self.shares[0] * size.width()
        top = self.point.y() - self.shares[1] * size.height()
        left = max(self.room.left(), min(left, self.room.right() - size.width()))
        top = max(self.room.top(), min(top, self.room.bottom() - size.height()))
        return QRectF(QPointF(left, top), size)


def _available(low: float, high: float, at: float, share: float) -> float:
    before, after = at - low, high - at
    # The part before the point and that behind it grow together.
    sides = [side / part for side, part in ((before, share), (after, 1 - share)) if part > 0]
    return max(0.0, min(sides))


def _room(legend: LegendItem, items: LayoutItems) -> QRectF:
    """The page around a legend without the map, or the map on which it stands."""
    page = page_rect(items.layout.pageCollection().page(max(0, legend.layout_item.page())))
    room = page.adjusted(EDGE, EDGE, -EDGE, -EDGE)
    rect, on_map = legend.rect, items.map_rect
    if on_map.contains(rect.center()):
        return room.intersected(on_map)
    if rect.left() >= on_map.right() - ROUNDING:
        room.setLeft(max(room.left(), on_map.right()))
    elif rect.right() <= on_map.left() + ROUNDING:
        room.setRight(min(room.right(), on_map.left()))
    elif rect.top() >= on_map.bottom() - ROUNDING:
        room.setTop(max(room.top(), on_map.bottom()))
    elif rect.bottom() <= on_map.top() + ROUNDING:
        room.setBottom(min(room.bottom(), on_map.top()))
    return room


def _fit(legend: LegendItem, place: _Place, smallest: float) -> bool:
    """Set a legend at the largest type at which it fits; tells whether that can be read."""
    readable = [FontScale(growth, smallest) for growth in _GROWTHS]
    below = [FontScale(_GROWTHS[-1], smallest * share) for share in _BELOW]
    available, room = place.available, place.room.size()
    own = legend.columns
    # Where it stands, at its own type or a smaller one; else anywhere in its room, then in columns.
    places = (available, QSizeF(room.width(), available.height()), room)
    for limits, sizes, columns in (
        *((limits, readable, own) for limits in places),
        *((limits, readable, WIDE_COLUMNS) for limits in places if own == 1),
        (room, below, own),
    ):
        if limits.width() <= 0 or limits.height() <= 0:
            continue
        legend.use_columns(columns)
        size = _largest(legend, limits, sizes)
        if size is not None:
            legend.draw_signs()
            place_item(legend.layout_item, place.rect(size))
            return sizes is readable
    # What does not fit at all stands where it did, at its smallest.
    place_item(legend.layout_item, place.rect(legend.size_at(below[-1], room.width())))
    legend.draw_signs()
    return False


def _largest(legend: LegendItem, limits: QSizeF, sizes: list[FontScale]) -> QSizeF | None:
    """The size in mm of a legend at the largest of some type sizes at which it fits."""

    def fitting(place: int) -> QSizeF | None:
        size = legend.size_at(sizes[place], limits.width())
        is_wide = size.width() > limits.width() + ROUNDING
        return None if is_wide or size.height() > limits.height() + ROUNDING else size

    first = fitting(0)
    if first is not None:
        return first
    low, high = 0, len(sizes)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fitting(middle) is None else (low, middle)
    # It stays as it was set last.
    return fitting(high) if high < len(sizes) else None

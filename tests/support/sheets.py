# SPDX-License-Identifier: GPL-3.0-or-later
"""Filled layouts measured on paper: what stands where, in mm on the page, and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsGeometry,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemPage,
    QgsLayoutItemShape,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsPrintLayout,
)
from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QPolygonF, QTransform

from srce_pac.core.territory.gazetteer import Territory
from srce_pac.tests.support import pdf

# QGIS rounds lengths on paper, in mm.
ROUNDING = 0.05
# The part of its type size by which the box of a word may stand out of that of its text: the room
# that a font keeps for accents and descenders.
OVERHANG = 0.3


@dataclass
class Page:
    """A layout that is filled for a territory."""

    layout: QgsPrintLayout
    territory: Territory

    def item(self, name: str) -> Any:
        """The visible item of this ID."""
        item = self.layout.itemById(name)
        assert item is not None, name
        assert item.isVisible(), name
        return item

    def rect(self, name: str) -> QRectF:
        return scene(self.item(name))

    def paper(self) -> QRectF:
        return scene(self.layout.pageCollection().page(0))

    @cached_property
    def labels(self) -> list[QgsLayoutItemLabel]:
        """The labels that print something."""
        return [
            item
            for item in self.shown
            if isinstance(item, QgsLayoutItemLabel) and item.currentText().strip()
        ]

    @cached_property
    def shown(self) -> list[QgsLayoutItem]:
        return [
            item
            for item in self.layout.items()
            if isinstance(item, QgsLayoutItem)
            and not isinstance(item, QgsLayoutItemPage)
            and item.isVisible()
        ]

    @cached_property
    def boxes(self) -> dict[str, QRectF]:
        return {
            item.id(): scene(item)
            for item in self.shown
            if isinstance(item, QgsLayoutItemShape) and item.id().endswith("_box")
        }

    @cached_property
    def texts(self) -> dict[str, QRectF]:
        """Where the labels and the legend stand."""
        return {
            **{label.id(): scene(label) for label in self.labels},
            "legend": self.rect("legend"),
        }

    def legend_lines(self) -> list[str]:
        """What the legend says, from top to bottom, without its line breaks."""
        legend = self.item("legend")
        assert isinstance(legend, QgsLayoutItemLegend)

        def below(group: Any) -> Iterator[str]:
            for child in group.children():
                if hasattr(child, "layer"):
                    style = QgsLegendRenderer.nodeLegendStyle(child, legend.model())
                    if style == QgsLegendStyle.Style.Hidden:
                        # Its symbols stand for it.
                        for node in legend.model().layerLegendNodes(child):
                            yield node.data(Qt.ItemDataRole.DisplayRole)
                    else:
                        yield child.customProperty("legend/title-label") or child.name()
                else:
                    yield child.name()
                    yield from below(child)

        lines = [legend.title(), *below(legend.model().rootGroup())]
        return [pdf.normalised(line) for line in lines]

    def territory_on_paper(self) -> QgsGeometry:
        """The contour in mm on the page, y downwards."""
        map_item = self.layout.itemById("map")
        frame, extent = scene(map_item), map_item.extent()
        millimetres = frame.width() / extent.width()
        geometry = QgsGeometry(self.territory.geometry)
        geometry.transform(
            QTransform(
                millimetres,
                0,
                0,
                -millimetres,
                frame.left() - extent.xMinimum() * millimetres,
                frame.top() + extent.yMaximum() * millimetres,
            )
        )
        return geometry


@dataclass
class PrintedPage(Page):
    """A filled layout and the PDF printed from it."""

    file: Path

    @cached_property
    def words(self) -> list[pdf.Word]:
        return pdf.words(self.file)

    @cached_property
    def text(self) -> str:
        return pdf.text(self.file)

    def printed_in(self, rect: QRectF) -> str:
        """The words, run together, that are printed whole within a rectangle of the page."""
        return compact("".join(self.words_in(rect)))

    def words_in(self, rect: QRectF) -> list[str]:
        """The words that are printed whole within a rectangle of the page, line by line."""
        inside = []
        for word in self.words:
            over = OVERHANG * (word.bottom - word.top)
            room = rect.adjusted(-0.2, -over, 0.2, over)
            box = QRectF(QPointF(word.left, word.top), QPointF(word.right, word.bottom))
            if rect.contains(box.center()) and room.contains(box):
                inside.append(word)
        # From line to line: the tops within one differ by less than a hair.
        inside.sort(key=lambda word: (round(word.top, 1), word.left))
        return [word.text for word in inside]


def scene(item: QgsLayoutItem) -> QRectF:
    """The rectangle of an item in mm on the page."""
    return QRectF(item.mapRectToScene(item.rect()))


def overlap(one: QRectF, other: QRectF) -> bool:
    common = one.intersected(other)
    return bool(common.width() > ROUNDING and common.height() > ROUNDING)


def holds(outer: QRectF, inner: QRectF) -> bool:
    return bool(outer.adjusted(-ROUNDING, -ROUNDING, ROUNDING, ROUNDING).contains(inner))


def compact(text: str) -> str:
    return "".join(pdf.normalised(text).split())


def to_geometry(rect: QRectF) -> QgsGeometry:
    """A rectangle of the page as a polygon."""
    return QgsGeometry.fromQPolygonF(QPolygonF(rect))

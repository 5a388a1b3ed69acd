# SPDX-License-Identifier: GPL-3.0-or-later
"""Legends outside the band stay on the paper and off the map, or are told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsLayoutItemLegend,
    QgsProject,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QRectF

from srce_pac.core.common.french import french
from srce_pac.core.layout.boxes import page_rect
from srce_pac.core.layout.item_fonts import LEGEND_PARTS, legend_font
from srce_pac.core.layout.layout_items import LayoutItems
from srce_pac.core.layout.legend_item import LegendLine
from srce_pac.core.layout.legend_place import fit_legends
from srce_pac.core.layout.sheet_items import FontScale
from srce_pac.core.layout.template import open_template
from srce_pac.tests.support.foreign_templates import LEGEND, SHAPE, Item, sheet_map, write_template

pytestmark = pytest.mark.usefixtures("qgis_app")

PAGE = QRectF(0, 0, 297, 210)
SMALLEST = 6.5
TEXT = "Obstacles à la fonctionnalité des continuités écologiques {}"
GROWS = {"resizeToContents": "1", "boxSpace": "2", "columnCount": "1", "columnSpace": "2"}


class Legend:
    """A legend of some classes, filled and fitted on a template."""

    def __init__(self, items: tuple[Item, ...], classes: int, folder: Path) -> None:
        self.project = QgsProject()
        self.layer = QgsVectorLayer("Polygon?crs=EPSG:2154&field=a:int", "couche", "memory")
        self.project.addMapLayer(self.layer)
        self.layer.setRenderer(
            QgsCategorizedSymbolRenderer(
                "a",
                [
                    QgsRendererCategory(n, QgsFillSymbol.createSimple({}), TEXT.format(n))
                    for n in range(classes)
                ],
            )
        )
        layout = open_template(str(write_template(folder, *items))).new_layout(self.project)
        self.items = LayoutItems(layout)
        line = LegendLine("Classes", self.layer, 1, 0, signs=tuple(range(classes)))
        (self.legend,) = self.items.legends
        self.legend.fill("Légende", (line,))
        self.warnings = fit_legends(self.items, SMALLEST)

    @property
    def item(self) -> QgsLayoutItemLegend:
        return self.legend.layout_item

    @property
    def rect(self) -> QRectF:
        return page_rect(self.item)

    @property
    def points(self) -> float:
        return max(legend_font(self.item, part).pointSizeF() for part in LEGEND_PARTS[1:])


def legend(position: str, size: str = "0,0,mm", **more: str) -> Item:
    return Item(LEGEND, "legende", size, position, more={**GROWS, **more})


FITTING = {
    "beside the map": (legend("220,10,mm"),),
    "near the right edge": (legend("270,10,mm"),),
    "near the lower edge": (legend("215,180,mm"),),
    "beyond the edge": (legend("320,10,mm"),),
    "held by its lower right corner": (legend("287,200,mm", referencePoint="8"),),
    "held by its middle": (legend("254,100,mm", referencePoint="4"),),
    "left of the map": (sheet_map(position="90,10,mm"), legend("5,10,mm")),
    "below the map": (
        sheet_map(size="277,120,mm"),
        legend("20,140,mm"),
    ),
    "above the map": (
        sheet_map(size="277,120,mm", position="10,80,mm"),
        legend("20,5,mm"),
    ),
    "in two columns": (legend("215,10,mm", columnCount="2", splitLayer="1"),),
}


@pytest.mark.parametrize("items", FITTING.values(), ids=FITTING)
def test_a_legend_is_wrapped_or_moved_until_it_fits(
    items: tuple[Item, ...], tmp_path: Path
) -> None:
    fitted = Legend(items, 3, tmp_path)
    assert fitted.warnings == []
    assert PAGE.contains(fitted.rect)
    on_map = fitted.items.map_rect.adjusted(0.5, 0.5, -0.5, -0.5)
    assert not fitted.rect.intersects(on_map)
    # As QGIS draws it, which makes it as large as it needs.
    fitted.item.adjustBoxSize()
    assert PAGE.contains(page_rect(fitted.item))


def test_a_legend_on_the_map_stays_on_it(tmp_path: Path) -> None:
    fitted = Legend((legend("190,170,mm"),), 3, tmp_path)
    assert fitted.items.map_rect.contains(fitted.rect)


def test_a_legend_in_a_box_on_the_map_stays_in_it(tmp_path: Path) -> None:
    box = Item(SHAPE, "legend_box", "60,60,mm", "20,20,mm")
    fitted = Legend((legend("22,22,mm", "10,10,mm"), box), 3, tmp_path)
    assert QRectF(20, 20, 60, 60).contains(fitted.rect)
    assert fitted.warnings == []


def test_its_type_shrinks_as_that_of_labels_does(tmp_path: Path) -> None:
    few, many = (Legend((legend("220,10,mm"),), count, tmp_path) for count in (2, 12))
    assert SMALLEST <= many.points < few.points
    assert PAGE.contains(many.rect)
    assert many.warnings == []


def test_no_line_is_broken_that_is_whole_in_the_template(tmp_path: Path) -> None:
    kept = Legend((legend("220,10,mm"),), 1, tmp_path)
    fitted = kept.legend
    for width in range(60, 130):
        fitted.width = float(width)
        for columns in (2, 1):
            fitted.use_columns(columns)
        if any(is_sign for _, is_sign in fitted.contents.limits):
            break
    (label,) = fitted.contents.labels
    for growth in range(90, 130):
        fitted.size_at(FontScale(growth / 100, 1.0), fitted.width)
        assert fitted.contents.written[label] == french(label.text), growth


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    (told,) = Legend((legend("220,10,mm"),), 60, tmp_path).warnings
    assert "“legende”" in told


def test_a_legend_without_any_room_is_told(tmp_path: Path) -> None:
    items = (sheet_map(size="297,210,mm", position="0,0,mm"), legend("400,10,mm"))
    (told,) = Legend(items, 3, tmp_path).warnings
    assert "“legende”" in told


def test_hundreds_of_classes_take_no_longer_than_one_waits(tmp_path: Path) -> None:
    began = time.process_time()
    assert Legend((legend("220,10,mm"),), 300, tmp_path).warnings
    assert time.process_time() - began < 15

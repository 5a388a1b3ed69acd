# SPDX-License-Identifier: GPL-3.0-or-later
"""Count the names of communes that lie on what plans draw, over every EPCI of the gazetteer.

Usage: ``PYTHONPATH=.build/plugins python3 tools/bench_names.py [CODE …]``. A name lies on an object
where its box meets the object as broad as its symbol is drawn.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass

from qgis.core import (
    QgsApplication,
    QgsGeometry,
    QgsRectangle,
    QgsRenderContext,
    QgsSpatialIndex,
    QgsSymbolLayerUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QFont

from srce_pac.core.common.request import EPCI, SheetRequest
from srce_pac.core.common.typography import text_height, usable_family, widest_line
from srce_pac.core.layout.paper import paper_factor
from srce_pac.core.pipeline import Printer
from srce_pac.core.sheet_layout import LaidOutSheet
from srce_pac.core.styles.symbol_scaling import growth_of
from srce_pac.core.territory.territory_sources import open_gazetteer

# White around a name is no part of it.
NO_WRAP = 10_000.0


@dataclass
class NameCounts:
    """How many names there are, how many lie on an object, and how many found no room."""

    names: int = 0
    covering: int = 0
    unplaced: int = 0

    def add(self, other: NameCounts) -> None:
        """Count those of another sheet as well."""
        self.names += other.names
        self.covering += other.covering
        self.unplaced += other.unplaced

    def __str__(self) -> str:
        return f"{self.names} names, {self.covering} on objects, {self.unplaced} without room"


def count_names(sheet: LaidOutSheet) -> NameCounts:
    """The names of the members of a plan."""
    layers = sheet.prepared.layers
    counts = NameCounts(unplaced=len(sheet.prepared.unnamed or ()))
    if layers.names is None:
        return counts
    factor, metres = paper_factor(sheet.items.layout), sheet.filled.scale / 1000
    objects = [
        (_Objects(thematic.layer), _half_width(thematic.layer) * factor * metres)
        for thematic in layers.thematic
    ]
    for box in _boxes(layers.names, metres):
        counts.names += 1
        counts.covering += any(each.meet(box.buffered(width)) for each, width in objects)
    return counts


class _Objects:
    """The objects of a layer, found by place."""

    def __init__(self, layer: QgsVectorLayer) -> None:
        features = [feature for feature in layer.getFeatures() if feature.hasGeometry()]
        self._shapes = {feature.id(): feature.geometry() for feature in features}
        self._index = QgsSpatialIndex()
        self._index.addFeatures(features)

    def meet(self, box: QgsRectangle) -> bool:
        """Whether one meets a box, in the CRS of the layer."""
        return any(self._shapes[each].intersects(box) for each in self._index.intersects(box))


def _boxes(names: QgsVectorLayer, metres: float) -> Iterable[QgsRectangle]:
    """The boxes of names on the ground."""
    font = QFont(usable_family(""))
    for feature in names.getFeatures():
        text, size = feature["name"], feature["size"]
        font.setPointSizeF(size)
        width, height = widest_line(text, font), text_height(text, font, NO_WRAP)
        centre = QgsGeometry(feature.geometry()).centroid().asPoint()
        yield QgsRectangle.fromCenterAndSize(centre, width * metres, height * metres)


def _half_width(layer: QgsVectorLayer) -> float:
    """Half of how broad the symbols of points and lines are, in mm on A3."""
    context = QgsRenderContext()
    context.setScaleFactor(1)
    symbols = [s for s in layer.renderer().symbols(context) if s.type() != s.SymbolType.Fill]
    bleeds = (QgsSymbolLayerUtils.estimateMaxSymbolBleed(s, context) for s in symbols)
    return max(bleeds, default=0.0) / growth_of(layer)


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QgsApplication([], False)
    application.initQgis()
    gazetteer, total = open_gazetteer(), NameCounts()
    codes = sys.argv[1:] or sorted(e.code for e in gazetteer.entries if e.kind == EPCI)
    began = time.process_time()
    with closing(Printer(SheetRequest(territory=""), gazetteer)) as printer:
        for code in codes:
            sheet = printer.lay_out(code)
            counts = count_names(sheet)
            total.add(counts)
            print(f"{code} 1/{sheet.filled.scale:.0f}: {counts}")
            # QGIS ends before Python does, and takes with it what is still held.
            del sheet
    print(f"{len(codes)} plans: {total}; {time.process_time() - began:.1f} s")
    del printer, gazetteer
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())

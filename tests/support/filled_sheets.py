# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets filled on a template and printed, each once for the tests of a module."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Callable

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsVectorLayer,
)

from srce_pac.core.pipeline import SheetResult, open_gazetteer
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.sheets import PrintedPage

# One of each arrangement of the cartouche and of the band; all are measured in test_templates.
DIFFERENT = ("commune_a3_landscape", "commune_a4_portrait", "epci_a1_landscape", "epci_a4_portrait")

MARK = "DONNÉES FICTIVES – DÉMONSTRATION"


@dataclass
class Sheet(PrintedPage):
    """A printed page, and what came of the request."""

    result: SheetResult


Maker = Callable[..., Sheet]


def one_territory(name: str) -> Gazetteer:
    """A gazetteer that holds Haynecourt's contour under another name."""
    layer = QgsVectorLayer(
        "MultiPolygon?crs=EPSG:2154&field=insee_com:string&field=nom:string", "communes", "memory"
    )
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["59999", name])
    feature.setGeometry(_contour())
    layer.dataProvider().addFeatures([feature])
    return Gazetteer([layer])


@cache
def _contour() -> QgsGeometry:
    """The contour of Haynecourt in EPSG:2154."""
    embedded = open_gazetteer()
    return embedded.territory(embedded.resolve("59294")).geometry

# SPDX-License-Identifier: GPL-3.0-or-later
"""Territories of any name, and what a search of them gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsVectorLayer,
)

from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
    SIDE,
    TYPES,
    Row,
    box,
    commune,
    make_gazetteer,
)

CAMBRAI = "200068500"
VALENCIENNES = "245901160"


def names(gazetteer: Gazetteer, text: str, limit: int = 20) -> list[str]:
    """The names that a search gives, best first."""
    return [entry.name for entry in gazetteer.search(text, limit)]


def codes(gazetteer: Gazetteer, text: str, limit: int = 20) -> list[str]:
    """The codes that a search gives, best first."""
    return [entry.code for entry in gazetteer.search(text, limit)]


def named(folder: Path, *wanted: str) -> Gazetteer:
    """Communes of these names, the first one the least populated."""
    return make_gazetteer(
        folder,
        [
            commune(f"{59100 + i}", name, box(i * SIDE, 0, SIDE), population=i)
            for i, name in enumerate(wanted)
        ],
    )


def lambert() -> QgsCoordinateReferenceSystem:
    """EPSG:2154."""
    return QgsCoordinateReferenceSystem(LAMBERT)


def memory_layer(rows: Sequence[Row], name: str = "communes", crs: str = LAMBERT) -> QgsVectorLayer:
    """A layer of territories without a file; its coordinates are those of `crs` as they stand."""
    layer = QgsVectorLayer(f"Polygon?crs={crs}", name, "memory")
    columns: dict[str, object] = {}
    for row in rows:
        for key, value in row.values.items():
            if columns.get(key) is None:
                columns[key] = value
    provider = layer.dataProvider()
    provider.addAttributes([QgsField(key, TYPES[type(value)]) for key, value in columns.items()])
    layer.updateFields()
    for row in rows:
        feature = QgsFeature(layer.fields())
        if row.wkt is not None:
            feature.setGeometry(QgsGeometry.fromWkt(row.wkt))
        for key, value in row.values.items():
            feature.setAttribute(key, value)
        provider.addFeature(feature)
    return layer

# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles such as users make them on the map: every renderer, and what is wrong with some."""

from __future__ import annotations

from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsGraduatedSymbolRenderer,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from srce_pac.core.styles.qml import apply_qml, read_style, unusable

KINDS = {"p": "MultiPoint", "l": "MultiLineString", "s": "MultiPolygon"}
PINK, TEAL = "#ff1493", "#008b8b"


def layer_of(geometry: str, field: str = "ID") -> QgsVectorLayer:
    """An empty layer of a geometry (p, l, s) with a field of texts and one of numbers."""
    uri = f"{KINDS[geometry]}?crs=EPSG:2154&field={field}:string&field=NUMERO:integer"
    return QgsVectorLayer(uri, f"layer of {geometry}", "memory")


def symbol(layer: QgsVectorLayer, colour: str = PINK) -> QgsSymbol:
    made = QgsSymbol.defaultSymbol(layer.geometryType())
    made.setColor(QColor(colour))
    return made


def marker(part: QgsSymbolLayer) -> QgsSymbol:
    """A symbol of one part, which becomes the symbol's."""
    # Parts that are given as a list stay Python's as well, and are freed twice.
    made = QgsMarkerSymbol()
    made.changeSymbolLayer(0, part)
    return made


def single(layer: QgsVectorLayer) -> QgsFeatureRenderer:
    return QgsSingleSymbolRenderer(symbol(layer))


def categorised(layer: QgsVectorLayer) -> QgsFeatureRenderer:
    """By whether an object is one that never is; all are “the others”."""
    return QgsCategorizedSymbolRenderer(
        "$id < 0",
        [
            QgsRendererCategory(True, symbol(layer, TEAL), "négatifs"),
            QgsRendererCategory("", symbol(layer), "les autres"),
        ],
    )


def graduated(layer: QgsVectorLayer) -> QgsFeatureRenderer:
    return QgsGraduatedSymbolRenderer(
        "abs($id)",
        [
            QgsRendererRange(-2, -1, symbol(layer, TEAL), "négatifs"),
            QgsRendererRange(-1, 1e12, symbol(layer), "les autres"),
        ],
    )


def rule_based(layer: QgsVectorLayer) -> QgsFeatureRenderer:
    # A rule that Python made itself would be freed as another type.
    renderer = QgsRuleBasedRenderer(symbol(layer))
    first = renderer.rootRule().children()[0]
    other = first.clone()
    first.setFilterExpression("$id < 0")
    first.setLabel("négatifs")
    first.symbol().setColor(QColor(TEAL))
    other.setFilterExpression("ELSE")
    other.setLabel("les autres")
    renderer.rootRule().appendChild(other)
    return renderer


RENDERERS: dict[str, Callable[[QgsVectorLayer], QgsFeatureRenderer]] = {
    "single": single,
    "categorised": categorised,
    "graduated": graduated,
    "rule-based": rule_based,
}


def apply_style(layer: QgsVectorLayer, style: Path) -> None:
    """Style a layer from a QML file. Raises StyleError."""
    reason = apply_qml(layer, read_style(style))
    if reason:
        raise unusable(style, reason)


def write_qml(layer: QgsVectorLayer, folder: Path, name: str) -> Path:
    """The style of a layer as QGIS's own menu saves it."""
    folder.mkdir(parents=True, exist_ok=True)
    message, ok = layer.saveNamedStyle(str(folder / f"{name}.qml"))
    assert ok, message
    return folder / f"{name}.qml"


def write_style(folder: Path, name: str, kind: str = "single", field: str = "ID") -> Path:
    """A style of a renderer of `RENDERERS`, for the geometry that the name ends with."""
    layer = layer_of(name[-1], field)
    layer.setRenderer(RENDERERS[kind](layer))
    return write_qml(layer, folder, name)

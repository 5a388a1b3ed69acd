# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles as users make them: with categories, classes of numbers, rules, limits of scale."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsFillSymbol,
    QgsGraduatedSymbolRenderer,
    QgsLineSymbol,
    QgsMapLayer,
    QgsMarkerSymbol,
    QgsRendererCategory,
    QgsRendererRange,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorLayer,
)

_TYPES = {"p": "MultiPoint", "l": "MultiLineString", "s": "MultiPolygon"}


def symbol(geometry: str, colour: str) -> QgsSymbol:
    """A plain symbol of a geometry letter."""
    if geometry == "s":
        return QgsFillSymbol.createSimple({"color": colour, "outline_style": "no"})
    if geometry == "l":
        return QgsLineSymbol.createSimple({"color": colour, "width": "1"})
    return QgsMarkerSymbol.createSimple({"color": colour, "size": "3"})


def single(geometry: str, colour: str) -> QgsFeatureRenderer:
    """One symbol for all objects."""
    return QgsSingleSymbolRenderer(symbol(geometry, colour))


def categorised(
    geometry: str, field: str, colours: Mapping[str, tuple[object, str]]
) -> QgsFeatureRenderer:
    """A category for each label, which has a value and a colour."""
    categories = [
        QgsRendererCategory(value, symbol(geometry, colour), label)
        for label, (value, colour) in colours.items()
    ]
    return QgsCategorizedSymbolRenderer(field, categories)


def graduated(
    geometry: str, field: str, colours: Mapping[str, tuple[float, float, str]]
) -> QgsFeatureRenderer:
    """A class of numbers for each label, which has two bounds and a colour."""
    ranges = [
        QgsRendererRange(lower, upper, symbol(geometry, colour), label)
        for label, (lower, upper, colour) in colours.items()
    ]
    return QgsGraduatedSymbolRenderer(field, ranges)


def rules(
    geometry: str, colours: Mapping[str, tuple[str, str, float, float]]
) -> QgsFeatureRenderer:
    """A rule for each label: a filter, a colour, the finest and the coarsest denominator or 0."""
    renderer = QgsRuleBasedRenderer(symbol(geometry, "black"))
    root = renderer.rootRule()
    model = root.children()[0]
    for label, (expression, colour, finest, coarsest) in colours.items():
        rule = model.clone()
        rule.setLabel(label)
        rule.setFilterExpression(expression)
        rule.setSymbol(symbol(geometry, colour))
        rule.setMaximumScale(finest)
        rule.setMinimumScale(coarsest)
        root.appendChild(rule)
    root.removeChild(model)
    return renderer


def styled_layer(geometry: str, renderer: QgsFeatureRenderer) -> QgsVectorLayer:
    """A layer of a geometry letter, without objects, drawn by a renderer."""
    layer = QgsVectorLayer(f"{_TYPES[geometry]}?crs=EPSG:2154", "", "memory")
    layer.setRenderer(renderer)
    return layer


def write_set(folder: Path, name: str, styles: Mapping[str, QgsFeatureRenderer]) -> Path:
    """A folder with a set of styles, by their names (`corridor_l`)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "style_set.json").write_text(json.dumps({"name": name}), encoding="utf-8")
    for style_name, renderer in styles.items():
        layer = styled_layer(style_name[-1], renderer)
        path = folder / f"{style_name}.qml"
        path.unlink(missing_ok=True)
        message, written = layer.saveNamedStyle(str(path), QgsMapLayer.StyleCategory.Symbology)
        assert written, message
    return folder

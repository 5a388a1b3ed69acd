# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols drawn larger or smaller as a whole, in the map and in the legend, and names likewise."""

from __future__ import annotations

from qgis.core import (
    QgsAbstractVectorLayerLabeling,
    QgsExpression,
    QgsFeatureRenderer,
    QgsProperty,
    QgsReadWriteContext,
    QgsSymbol,
    QgsSymbolLayerUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument, QDomElement

# A property of a symbol layer that is a length has its unit beside it, called like it or so.
UNIT = "_unit"
OTHERWISE_CALLED = {
    "average_angle": "average_angle_length",
    "distance": "max_distance",
    "pattern_width": "width",
}
# Of an area: as many symbols stay on a square millimetre.
NO_LENGTH = "density_area"
# What depends on the data is called otherwise, whichever symbol layer it is of.
DATA_DEFINED = {
    "size": ("size",),
    "outlineWidth": ("outline_width", "line_width"),
    "width": ("width", "symbol_width"),
    "height": ("height", "symbol_height"),
    "interval": ("interval",),
    "lineDistance": ("distance",),
    "distanceX": ("distance_x",),
    "distanceY": ("distance_y",),
}
# What QGIS's size assistant makes of a value is between such sizes.
ASSISTANT_SIZES = ("minSize", "maxSize", "nullSize")
ON_PAPER = ("MM", "Point", "Inch", "Pixel")

# How much larger than in its style the symbols of a layer are by now, and those of its style.
GROWTH = "srce_pac/growth"
STYLE_SYMBOLS = "srce_pac/style_symbols"
# The same of its names.
NAME_GROWTH = "srce_pac/name_growth"
STYLE_NAMES = "srce_pac/style_names"

# The lengths of names by the elements of their settings, each with the attribute of its unit.
NAME_LENGTHS = {
    "text-style": {"fontSize": "fontSizeUnit"},
    "text-buffer": {"bufferSize": "bufferSizeUnits"},
    "background": {
        "shapeSizeX": "shapeSizeUnit",
        "shapeSizeY": "shapeSizeUnit",
        "shapeBorderWidth": "shapeBorderWidthUnit",
    },
    "placement": {"dist": "distUnits", "xOffset": "offsetUnits", "yOffset": "offsetUnits"},
}


def scale_symbols(layer: QgsVectorLayer, growth: float) -> None:
    """Make every length in mm of the symbols of a layer `growth` times that of its style.

    QGIS's own reference scale would do for the map, but the legend of QGIS 3.22 does not follow
    it.
    """
    if growth == growth_of(layer):
        return
    # QGIS rounds the lengths that it writes: each scaling begins with those of the style.
    written = layer.customProperty(STYLE_SYMBOLS) or _written(layer.renderer())
    layer.setRenderer(_scaled(written, growth))
    layer.setCustomProperty(STYLE_SYMBOLS, written)
    layer.setCustomProperty(GROWTH, growth)


def scale_names(layer: QgsVectorLayer, growth: float) -> None:
    """Make type and halo of the names of a layer `growth` times those of its style.

    A size that depends on the data stays as the data have it.
    """
    if growth == name_growth_of(layer) or layer.labeling() is None:
        return
    document, context = QDomDocument(), QgsReadWriteContext()
    written = layer.customProperty(STYLE_NAMES)
    if written:
        document.setContent(written)
    else:
        labeling = layer.labeling()
        document.appendChild(labeling.save(document, context))
        written = str(document.toString())
    element = document.documentElement()
    for tag, lengths in NAME_LENGTHS.items():
        parts = element.elementsByTagName(tag)
        for index in range(parts.count()):
            _scale_attributes(parts.at(index).toElement(), lengths, growth)
    layer.setLabeling(QgsAbstractVectorLayerLabeling.create(element, context))
    layer.setCustomProperty(STYLE_NAMES, written)
    layer.setCustomProperty(NAME_GROWTH, growth)


def name_growth_of(layer: QgsVectorLayer) -> float:
    """How much larger than in its style the names of a layer are by now."""
    return float(layer.customProperty(NAME_GROWTH, 1))


def growth_of(layer: QgsVectorLayer) -> float:
    """How much larger than in its style the symbols of a layer are by now."""
    return float(layer.customProperty(GROWTH, 1))


def style_renderer(layer: QgsVectorLayer) -> QgsFeatureRenderer:
    """The renderer of a layer with symbols as large as in its style."""
    growth = growth_of(layer)
    if growth == 1:
        return layer.renderer().clone()
    written = layer.customProperty(STYLE_SYMBOLS)
    # A user may have given the layer other symbols since it was scaled.
    if _written(_scaled(written, growth)) == _written(layer.renderer()):
        return _scaled(written, 1)
    return _scaled(_written(layer.renderer()), 1 / growth)


def scaled_symbol(symbol: QgsSymbol, factor: float) -> QgsSymbol:
    """A copy of a symbol with every length in mm multiplied."""
    document, context = QDomDocument(), QgsReadWriteContext()
    element = QgsSymbolLayerUtils.saveSymbol("", symbol, document, context)
    _scale_layers(element, factor)
    return QgsSymbolLayerUtils.loadSymbol(element, context)


def _written(renderer: QgsFeatureRenderer) -> str:
    document = QDomDocument()
    document.appendChild(renderer.save(document, QgsReadWriteContext()))
    return str(document.toString())


def _scaled(written: str, factor: float) -> QgsFeatureRenderer:
    document = QDomDocument()
    document.setContent(written)
    element = document.documentElement()
    _scale_layers(element, factor)
    return QgsFeatureRenderer.load(element, QgsReadWriteContext())


def _scale_layers(element: QDomElement, factor: float) -> None:
    layers = element.elementsByTagName("layer")
    # The parts of a part (a marker along a line) are layers as well.
    for index in range(layers.count()):
        _scale(layers.at(index).toElement(), factor)


def _scale(layer: QDomElement, factor: float) -> None:
    options = _options(layer.firstChildElement("Option"))
    for unit in list(options):
        name = unit[: -len(UNIT)]
        if not unit.endswith(UNIT) or name == NO_LENGTH:
            continue
        if options[unit].attribute("value") in ON_PAPER:
            for length in {name, OTHERWISE_CALLED.get(name, name)} & options.keys():
                value = options[length].attribute("value")
                options[length].setAttribute("value", _multiplied(value, factor))

    collection = layer.firstChildElement("data_defined_properties").firstChildElement("Option")
    properties = _options(_options(collection).get("properties", QDomElement()))
    for name, lengths in DATA_DEFINED.items():
        units = {f"{length}{UNIT}" for length in lengths} & options.keys()
        is_on_paper = any(options[unit].attribute("value") in ON_PAPER for unit in units)
        if name in properties and is_on_paper:
            _scale_property(properties[name], factor)


def _scale_attributes(part: QDomElement, lengths: dict[str, str], factor: float) -> None:
    """Multiply those lengths of an element that are measured on paper."""
    for length, unit in lengths.items():
        if part.hasAttribute(length) and part.attribute(unit, ON_PAPER[0]) in ON_PAPER:
            part.setAttribute(length, _multiplied(part.attribute(length), factor))


def _scale_property(element: QDomElement, factor: float) -> None:
    """Multiply a length that depends on the data."""
    parts = _options(element)
    if "transformer" in parts:
        assistant = _options(_options(parts["transformer"]).get("d", QDomElement()))
        for name in ASSISTANT_SIZES:
            if name in assistant:
                size = assistant[name].attribute("value")
                assistant[name].setAttribute("value", _multiplied(size, factor))
    elif "expression" in parts:
        expression = f"({parts['expression'].attribute('value')}) * {factor:.6g}"
        parts["expression"].setAttribute("value", expression)
    elif "field" in parts:
        column = QgsExpression.quotedColumnRef(parts["field"].attribute("value"))
        parts["field"].setAttribute("name", "expression")
        parts["field"].setAttribute("value", f"{column} * {factor:.6g}")
        kind = int(QgsProperty.Type.ExpressionBasedProperty)
        parts["type"].setAttribute("value", str(kind))
    elif "val" in parts:
        value = parts["val"].attribute("value")
        parts["val"].setAttribute("value", _multiplied(value, factor))


def _options(parent: QDomElement) -> dict[str, QDomElement]:
    """The options in another one, by their names."""
    options = {}
    option = parent.firstChildElement("Option")
    while not option.isNull():
        options[option.attribute("name")] = option
        option = option.nextSiblingElement("Option")
    return options


def _multiplied(value: str, factor: float) -> str:
    """`2.4`, `0,1.5` or `3;1;0.5;1` with each number multiplied."""
    separator = ";" if ";" in value else ","
    return separator.join(f"{float(number) * factor:.6g}" for number in value.split(separator))

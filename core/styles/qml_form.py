# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether QML is of a form that QGIS reads without harm, and whether it read all of it.

Of a symbol that it cannot read QGIS ends, or draws another one in its place, without a word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from qgis.PyQt.QtCore import QXmlStreamReader
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.i18n import translate

# Levels of elements within one another: what QGIS writes has some twenty.
DEEPEST = 200
# Levels of symbols within symbols.
DEEPEST_SYMBOL = 12
# Bytes below which no nesting can keep QGIS busy.
_SMALL = 20_000

_KINDS = ("marker", "line", "fill")
_RENDERER = "renderer-v2"

# A symbol: its kind, and the classes of its parts with the symbols within them.
_Signature = tuple[object, ...]


# A style is parsed for each layer that it draws.
@lru_cache(maxsize=64)
def is_too_deep(qml: bytes) -> bool:
    """Whether the elements of a file are nested so that reading it would not end, or end QGIS."""
    if len(qml) < _SMALL:
        return False
    reader, depth = QXmlStreamReader(qml), 0
    while not reader.atEnd() and depth <= DEEPEST:
        kind = reader.readNext()
        depth += kind == QXmlStreamReader.TokenType.StartElement
        depth -= kind == QXmlStreamReader.TokenType.EndElement
    return depth > DEEPEST


def damaged_symbol(document: QDomDocument) -> str:
    """Why a symbol of QML cannot be read, empty where all of them can."""
    for symbol in _elements(document.documentElement(), "symbol"):
        is_of_kind = symbol.attribute("type") in _KINDS
        if not is_of_kind or symbol.firstChildElement("layer").isNull() or _is_deep(symbol):
            return translate("Styles", "a symbol in it is damaged")
    return ""


def unlike(document: QDomDocument, read: QDomDocument) -> str:
    """Why QGIS, which has read QML and wrote it again, draws something else; empty if it does not.

    A symbol that it does not find, it makes up.
    """
    made_up = Counter(_signatures(read)) - Counter(_signatures(document))
    if made_up:
        return translate("Styles", "a symbol in it is damaged")
    return ""


def lost_signs(document: QDomDocument, read: QDomDocument) -> int:
    """How many categories, ranges or rules QGIS has passed over."""
    return max(0, _count_signs(document) - _count_signs(read))


def other_file(document: QDomDocument) -> str:
    """What a file is that holds no renderer of vectors, empty where it is not known."""
    root = document.documentElement()
    if root.tagName().rpartition(":")[2] == "StyledLayerDescriptor":
        return translate(
            "Styles", "it is an SLD: load it in QGIS and save the layer's style as a QML file"
        )
    if root.tagName() == "qgis_style":
        return translate("Styles", "it is a library of symbols, not the style of a layer")
    for tag in ("pipe", "rasterrenderer", "mesh-renderer-settings", "renderer"):
        if root.tagName() == "qgis" and not root.firstChildElement(tag).isNull():
            return translate("Styles", "it is for a raster, a mesh or points, not for a vector")
    return ""


def has_old_labels(document: QDomDocument) -> bool:
    """Whether QML has labels as QGIS 2 wrote them."""
    properties = document.documentElement().firstChildElement("customproperties")
    return any(
        each.attribute("key") == "labeling/enabled" and each.attribute("value") == "true"
        for each in _elements(properties, "property")
    )


def renew(document: QDomDocument) -> None:
    """Say as QGIS 3 does what QGIS 2 has written of a layer's opacity."""
    root = document.documentElement()
    transparency = root.firstChildElement("layerTransparency").text()
    is_number = transparency.isdecimal() and len(transparency) < 4
    if not is_number or not root.firstChildElement("layerOpacity").isNull():
        return
    opacity = document.createElement("layerOpacity")
    opacity.appendChild(document.createTextNode(str(1 - min(int(transparency), 100) / 100)))
    root.appendChild(opacity)


def _is_deep(symbol: QDomElement) -> bool:
    depth, node = 0, symbol.parentNode()
    while not node.isNull():
        depth += node.nodeName() == "symbol"
        node = node.parentNode()
    return depth > DEEPEST_SYMBOL


def _count_signs(document: QDomDocument) -> int:
    renderer = document.documentElement().firstChildElement(_RENDERER)
    return sum(len(list(_elements(renderer, tag))) for tag in ("category", "range", "rule"))


def _signatures(document: QDomDocument) -> Iterator[_Signature]:
    renderer = document.documentElement().firstChildElement(_RENDERER)
    for symbol in _elements(renderer, "symbol"):
        if symbol.parentNode().nodeName() == "symbols":
            yield _signature(symbol)


def _signature(symbol: QDomElement) -> _Signature:
    parts = []
    layer = symbol.firstChildElement("layer")
    while not layer.isNull():
        inner = layer.firstChildElement("symbol")
        parts.append((layer.attribute("class"), () if inner.isNull() else _signature(inner)))
        layer = layer.nextSiblingElement("layer")
    return (symbol.attribute("type"), *parts)


def _elements(element: QDomElement, tag: str) -> Iterator[QDomElement]:
    found = element.elementsByTagName(tag)
    for number in range(found.count()):
        yield found.at(number).toElement()

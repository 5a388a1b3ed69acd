# SPDX-License-Identifier: GPL-3.0-or-later
"""The style of a layer as QML that is the same whenever it is written."""

from __future__ import annotations

import html
from collections.abc import Iterable

from qgis.core import QgsApplication, QgsMapLayer, QgsReadWriteContext, QgsVectorLayer
from qgis.PyQt.QtXml import QDomDocument, QDomElement


def to_qml(layer: QgsVectorLayer) -> str:
    """The symbols and labels of a layer as QML, without what varies, repeats or says nothing."""
    document = QDomDocument()
    error = layer.exportNamedStyle(
        document,
        QgsReadWriteContext(),
        QgsMapLayer.StyleCategories(
            QgsMapLayer.StyleCategory.Symbology | QgsMapLayer.StyleCategory.Labeling
        ),
    )
    if error:
        raise OSError(error)
    root = document.documentElement()
    root.setAttribute("version", "3.22.0")
    for rendering in _elements(root, "rendering"):
        if rendering.attribute("displayAll") == "1":
            # What QGIS 3.26 and later read in place of displayAll.
            placement = rendering.parentNode().firstChildElement("placement")
            placement.setAttribute("overlapHandling", "AllowOverlapAtNoCost")
    for part in _elements(root, "layer"):
        _drop_zeros(part)
        if part.attribute("class") == "PointPatternFill":
            # From QGIS 3.24 on: neighbouring areas share one pattern, without a seam.
            reference = document.createElement("Option")
            for name, value in (
                ("name", "coordinate_reference"),
                ("type", "QString"),
                ("value", "viewport"),
            ):
                reference.setAttribute(name, value)
            part.firstChildElement("Option").appendChild(reference)
    for tag in ("prop", "callout", "shadow", "text-mask", "substitutions"):
        _drop(_elements(root, tag))
    _drop(e for e in _elements(root, "background") if e.attribute("shapeDraw") != "1")
    _drop(e for e in _elements(root, "Option") if e.attribute("name").endswith("_map_unit_scale"))
    _drop(e for e in _elements(root, "data_defined_properties") if _is_unused(e))
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + _text(root)


def _drop_zeros(part: QDomElement) -> None:
    """Drop the options of a symbol layer that are nought, as they are by default."""
    kind = QgsApplication.symbolLayerRegistry().symbolLayerMetadata(part.attribute("class"))
    defaults = kind.createSymbolLayer({}).properties()
    _drop(
        option
        for option in _children(part.firstChildElement("Option"))
        if option.attribute("value") == defaults.get(option.attribute("name"))
        and option.attribute("value") in ("0", "0,0")
    )


def _is_unused(properties: QDomElement) -> bool:
    return not any(e.attribute("name") == "active" for e in _elements(properties, "Option"))


def _drop(elements: Iterable[QDomElement]) -> None:
    for element in list(elements):
        element.parentNode().removeChild(element)


def _elements(root: QDomElement, tag: str) -> list[QDomElement]:
    found = root.elementsByTagName(tag)
    return [found.at(i).toElement() for i in range(found.count())]


def _children(element: QDomElement) -> list[QDomElement]:
    nodes = element.childNodes()
    return [nodes.at(i).toElement() for i in range(nodes.count()) if nodes.at(i).isElement()]


def _text(element: QDomElement, depth: int = 0) -> str:
    """An element as text, its attributes in a fixed order: Qt's own order varies by run."""
    attributes = element.attributes()
    pairs = sorted(
        (attributes.item(i).nodeName(), attributes.item(i).nodeValue())
        for i in range(attributes.count())
    )
    pairs.sort(key=lambda pair: pair[0] not in ("class", "name"))
    opening = " " * depth + "<" + element.tagName()
    opening += "".join(f' {name}="{_escape(value)}"' for name, value in pairs)
    children = _children(element)
    if children:
        inside = "".join(_text(child, depth + 1) for child in children)
        return f"{opening}>\n{inside}{' ' * depth}</{element.tagName()}>\n"
    if element.text():
        return f"{opening}>{_escape(element.text())}</{element.tagName()}>\n"
    return f"{opening}/>\n"


def _escape(text: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;")

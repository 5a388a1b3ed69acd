# SPDX-License-Identifier: GPL-3.0-or-later
"""The elements of a template's XML, and the options in which QGIS keeps what an item is like."""

from __future__ import annotations

from collections.abc import Iterator

from qgis.core import QgsApplication
from qgis.PyQt.QtXml import QDomElement

# The items of QGIS 3 and 2; one of QGIS 2 keeps its place in an element of its own.
ITEM, MULTI_FRAME, COMPOSER_ITEM = "LayoutItem", "LayoutMultiFrame", "ComposerItem"


def elements(root: QDomElement) -> Iterator[QDomElement]:
    """An element and all below it, as they stand; what is below one may be taken out meanwhile."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += reversed(children(element))


def children(element: QDomElement, tag: str = "") -> list[QDomElement]:
    """The elements right below one, of a tag if one is given."""
    found = []
    child = element.firstChildElement(tag) if tag else element.firstChildElement()
    while not child.isNull():
        found.append(child)
        child = child.nextSiblingElement(tag) if tag else child.nextSiblingElement()
    return found


def attributes(element: QDomElement) -> dict[str, str]:
    """The attributes of an element."""
    nodes = element.attributes()
    pairs = (nodes.item(number).toAttr() for number in range(nodes.count()))
    return {pair.name(): pair.value() for pair in pairs}


def options(element: QDomElement) -> dict[str, str]:
    """The values of the options right below an element, by their names."""
    found = children(element, "Option")
    return {option.attribute("name"): option.attribute("value") for option in found}


def set_option(element: QDomElement, name: str, value: str) -> None:
    """Set an option right below an element, if it is there."""
    for option in children(element, "Option"):
        if option.attribute("name") == name:
            option.setAttribute("value", value)


def layout_root(document_root: QDomElement) -> QDomElement:
    """The element right below which items stand: the layout, or a composition of QGIS 2."""
    composition = document_root.firstChildElement("Composition")
    return document_root if composition.isNull() else composition


def name_of(item: QDomElement) -> str:
    """The ID of an item, or what kind of item it is, in the user's language."""
    place = item.firstChildElement(COMPOSER_ITEM)
    own = (item if place.isNull() else place).attribute("id")
    if own:
        return str(own)
    kind = item.attribute("type")
    known = (
        QgsApplication.layoutItemRegistry().itemMetadata(int(kind)) if kind.isdecimal() else None
    )
    return str(known.visibleName() if known is not None else item.tagName())


def is_known(content: QDomElement) -> bool:
    """Whether QGIS knows what goes on over several frames."""
    kind = content.attribute("type")
    registry = QgsApplication.layoutItemRegistry()
    return kind.isdecimal() and registry.multiFrameMetadata(int(kind)) is not None

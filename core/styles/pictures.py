# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures and characters that a style draws with, which another machine may lack."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFontUtils, QgsPathResolver, QgsSymbolLayerUtils
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtXml import QDomDocument, QDomElement, QDomNodeList

from ..common.disk import reason
from ..common.i18n import translate

# Where a symbol layer names the file of a picture.
FILE_OPTIONS = {
    "SvgMarker": "name",
    "SVGFill": "svgFile",
    "RasterMarker": "imageFile",
    "RasterFill": "imageFile",
    "RasterLine": "imageFile",
    "AnimatedMarker": "imageFile",
}
EMBEDDED = "base64:"
# Bytes of a picture that a style may hold.
LARGEST_PICTURE = 2_000_000


@dataclass(frozen=True)
class _Place:
    """An attribute of an element that names a picture, and the copies of it."""

    elements: tuple[QDomElement, ...]
    attribute: str

    @property
    def value(self) -> str:
        return str(self.elements[0].attribute(self.attribute))

    @property
    def file(self) -> Path:
        # QGIS names the pictures of its own library without their folder.
        return Path(QgsSymbolLayerUtils.svgSymbolNameToPath(self.value, QgsPathResolver()))

    def write(self, value: str) -> None:
        for element in self.elements:
            element.setAttribute(self.attribute, value)


def embed_pictures(document: QDomDocument) -> str:
    """Put the pictures of QML into it; why that cannot be, empty where all of them are in it."""
    for place in _places(document):
        try:
            content = place.file.read_bytes()
        except OSError as error:
            sentence = translate("Styles", "its picture “{file}” cannot be read: {reason}")
            return sentence.format(file=place.value, reason=reason(error))
        if len(content) > LARGEST_PICTURE:
            sentence = translate("Styles", "its picture “{file}” is larger than {size} MB")
            return sentence.format(file=place.value, size=LARGEST_PICTURE // 1_000_000)
        place.write(EMBEDDED + base64.b64encode(content).decode("ascii"))
    return ""


def picture_files(document: QDomDocument) -> tuple[Path, ...]:
    """The files of the pictures of QML, whether they are there or not."""
    return tuple(dict.fromkeys(place.file for place in _places(document)))


def missing_parts(document: QDomDocument) -> str:
    """Why the machine cannot draw the pictures and characters of QML, empty where it can."""
    for place in _places(document, embedded=True):
        reason = _bad_content(place.value[len(EMBEDDED) :])
        if reason:
            return reason
    for place in _places(document):
        if not place.file.is_file():
            reason = translate("Styles", "its picture “{file}” is missing here")
            return reason.format(file=place.value)
    for layer in _elements(document.elementsByTagName("layer")):
        family = _option(layer, "font")
        if layer.attribute("class") == "FontMarker" and not _is_there(family):
            reason = translate("Styles", "its symbols are characters of “{font}”, missing here")
            return reason.format(font=family)
    return ""


def _bad_content(text: str) -> str:
    """Why a picture that is part of QML cannot be drawn, empty where it can."""
    if len(text) * 3 // 4 > LARGEST_PICTURE:
        reason = translate("Styles", "a picture in it is larger than {size} MB")
        return reason.format(size=LARGEST_PICTURE // 1_000_000)
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        content = b""
    if b"<svg" in content or not QImage.fromData(content).isNull():
        return ""
    return translate("Styles", "a picture in it is damaged")


def missing_fonts(document: QDomDocument) -> list[str]:
    """The families of the labels of QML that the machine lacks."""
    texts = _elements(document.elementsByTagName("text-style"))
    families = dict.fromkeys(str(text.attribute("fontFamily")) for text in texts)
    return [family for family in families if family and not _is_there(family)]


def _is_there(family: str) -> bool:
    # A tuple: whether a family matches, and whether it has the style that was asked for.
    return bool(QgsFontUtils.fontFamilyMatchOnSystem(family)[0])


def _places(document: QDomDocument, embedded: bool = False) -> Iterator[_Place]:
    """Where QML names a file of a picture, or has one embedded."""

    def is_meant(value: str) -> bool:
        return bool(value) and value.startswith(EMBEDDED) is embedded

    for layer in _elements(document.elementsByTagName("layer")):
        name = FILE_OPTIONS.get(layer.attribute("class"), "")
        # QGIS 3.22 writes each property twice.
        twice = [
            *_named(layer.firstChildElement("Option"), "Option", "name", name),
            *_named(layer, "prop", "k", name),
        ]
        for attribute in ("value", "v"):
            elements = tuple(each for each in twice if is_meant(each.attribute(attribute)))
            if elements:
                yield _Place(elements, attribute)
    for box in _elements(document.elementsByTagName("background")):
        if box.attribute("shapeDraw") == "1" and is_meant(box.attribute("shapeSVGFile")):
            yield _Place((box,), "shapeSVGFile")


def _option(layer: QDomElement, name: str) -> str:
    found = [
        *_named(layer.firstChildElement("Option"), "Option", "name", name),
        *_named(layer, "prop", "k", name),
    ]
    return str(found[0].attribute("value") or found[0].attribute("v")) if found else ""


def _named(parent: QDomElement, tag: str, key: str, name: str) -> list[QDomElement]:
    """The children of an element that have a tag and are called so."""
    found = []
    child = parent.firstChildElement(tag)
    while not child.isNull():
        if name and child.attribute(key) == name:
            found.append(child)
        child = child.nextSiblingElement(tag)
    return found


def _elements(nodes: QDomNodeList) -> list[QDomElement]:
    return [nodes.at(number).toElement() for number in range(nodes.count())]

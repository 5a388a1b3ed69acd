# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of a template, read and measured before QGIS loads anything of it.

What would bring QGIS down, or keep it busy without end, is refused here: a file of any size, XML
that nests or grows without bounds, a page or a map of no size.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsLayoutMeasurementConverter,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QByteArray, QFile, QFileInfo, QIODevice, QSizeF, QXmlStreamReader
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import TemplateError
from ..common.i18n import translate

# Beyond these, a file is no template that anybody has drawn.
LARGEST_FILE = 20_000_000  # bytes
MOST_ELEMENTS = 150_000
MOST_ITEMS = 1_000  # QGIS takes the square of their number to load them
DEEPEST = 200
MOST_PAGES = 100

# The sides in mm of what can be drawn: of a page, of an item, and how far off the page that may be.
SMALLEST_PAGE, LARGEST_SIDE = 20.0, 10_000.0

# How QGIS writes QgsLayoutItemRegistry.ItemType.LayoutMap into a template.
MAP_TYPE = "65639"

# The templates of QGIS 2, whose lengths are in mm.
_COMPOSITION = "Composition"

_MILLIMETRES = QgsUnitTypes.LayoutUnit.LayoutMillimeters


@dataclass(frozen=True)
class Sizes:
    """Width and height in mm of the first page of a template, and of each map with its ID.

    A map that cannot stand anywhere has no valid size.
    """

    page: QSizeF
    maps: list[tuple[str, QSizeF]]


def read_template(path: Path) -> QByteArray:
    """The content of a template's file. Raises TemplateError."""
    file = QFile(str(path))
    # A device or a pipe may have no end.
    if os.path.exists(path) and not os.path.isfile(path):
        raise _unreadable(path, translate("Template", "it is no file"))
    if QFileInfo(str(path)).size() > LARGEST_FILE:
        raise _too_large(path)
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise _unreadable(path, file.errorString())
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise _too_large(path)
    return QByteArray(content)


def check_template(path: Path, content: QByteArray) -> None:
    """Raise TemplateError for what is no template, or would never be read to its end."""
    if content.startsWith(b"PK"):
        raise _is_project(path)
    xml = _reader(content)
    depth = elements = items = 0
    while not xml.atEnd():
        xml.readNext()
        if xml.isDTD() and xml.entityDeclarations():
            raise no_layout(path)
        if xml.isStartElement():
            depth, elements = depth + 1, elements + 1
            if depth == 1:
                _check_root(path, xml.name())
            items += xml.name() in ("LayoutItem", "ComposerItem")
            if depth > DEEPEST or elements > MOST_ELEMENTS or items > MOST_ITEMS:
                raise _too_large(path)
        elif xml.isEndElement():
            depth -= 1
    if xml.hasError():
        raise _no_xml(path)


def measure_template(path: Path, content: QByteArray) -> Sizes:
    """The sizes of a template, without the tree of all its elements: several are only measured.

    Raises TemplateError when it is no XML, or has a page that nothing can be drawn on.
    """
    xml = _reader(content)
    pages: list[QSizeF] = []
    maps: list[tuple[str, QSizeF]] = []
    # QGIS loads the items right below the root, and pages from their collection.
    xml.readNextStartElement()
    if xml.name() == _COMPOSITION:
        pages = _read_composition(xml, maps)
    else:
        while xml.readNextStartElement():
            attributes = xml.attributes()
            if xml.name() == _COMPOSITION:
                pages = _read_composition(xml, maps)
                continue
            if xml.name() == "PageCollection":
                pages += _page_sizes(xml)
                continue
            if xml.name() == "LayoutItem" and attributes.value("type") == MAP_TYPE:
                size, place = (attributes.value(name) for name in ("size", "position"))
                maps.append((attributes.value("id"), item_size(size, place)))
            xml.skipCurrentElement()
    while not xml.atEnd():
        xml.readNext()
    if xml.hasError():
        raise _no_xml(path)
    if len(pages) > MOST_PAGES:
        raise _too_large(path)
    if not all(_can_be_printed(page) for page in pages):
        raise TemplateError(
            translate(
                "Template",
                "The template “{path}” has a page that cannot be printed: its sides must be from "
                "{least} mm to {most} mm long.",
            ).format(path=path, least=f"{SMALLEST_PAGE:.0f}", most=f"{LARGEST_SIDE:.0f}")
        )
    return Sizes(pages[0] if pages else QSizeF(0, 0), maps)


def parse_template(path: Path, content: QByteArray) -> QDomDocument:
    """The tree of all elements of a template. Raises TemplateError."""
    document = QDomDocument()
    parsed = document.setContent(content)
    # A tuple on Qt 5, a result object on Qt 6.
    ok = parsed[0] if isinstance(parsed, tuple) else bool(parsed)
    if not ok:
        raise _no_xml(path)
    return document


def item_size(size: str, place: str) -> QSizeF:
    """The size in mm of an item, no valid one where it cannot stand anywhere.

    Its size and its place on the paper are as QGIS writes them: `10,20,mm`.
    """
    converter = QgsLayoutMeasurementConverter()
    given = converter.convert(QgsLayoutSize.decodeSize(size), _MILLIMETRES).toQSizeF()
    # Newer versions of QGIS take a place that is no number for the corner of the page.
    numbers = (
        (*(length(number) for number in place.split(",")), math.nan)[:2] if place else (0.0, 0.0)
    )
    unit = QgsLayoutPoint.decodePoint(place).units()
    corner = converter.convert(QgsLayoutSize(*numbers, unit), _MILLIMETRES)
    return _usable(given, (corner.width(), corner.height()))


def length(text: str) -> float:
    """A number as a template has it; what is none is not a number (NaN)."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def composer_item_size(attributes: dict[str, str]) -> QSizeF:
    """The size in mm of an item of QGIS 2, no valid one where it cannot stand anywhere."""
    x, y, width, height = (length(attributes.get(n, "")) for n in ("x", "y", "width", "height"))
    return _usable(QSizeF(width, height), (x, y))


def _usable(size: QSizeF, corner: tuple[float, float]) -> QSizeF:
    sides = size.width(), size.height()
    # No comparison holds of what is not a number.
    is_sized = all(0 <= side <= LARGEST_SIDE for side in sides)
    is_placed = all(abs(x) <= LARGEST_SIDE for x in corner)
    return size if is_sized and is_placed else QSizeF()


def _can_be_printed(page: QSizeF) -> bool:
    sides = page.width(), page.height()
    return all(SMALLEST_PAGE <= side <= LARGEST_SIDE for side in sides)


def _reader(content: QByteArray) -> QXmlStreamReader:
    xml = QXmlStreamReader(content)
    xml.setNamespaceProcessing(False)  # QDomDocument minds no prefix either.
    return xml


def _page_sizes(xml: QXmlStreamReader) -> list[QSizeF]:
    """The sizes of the items of the element that a reader stands on; it then stands at its end."""
    sizes = []
    while xml.readNextStartElement():
        if xml.name() == "LayoutItem":
            sizes.append(item_size(xml.attributes().value("size"), "0,0,mm"))
        xml.skipCurrentElement()
    return sizes


def _read_composition(xml: QXmlStreamReader, maps: list[tuple[str, QSizeF]]) -> list[QSizeF]:
    """The pages of a composition of QGIS 2 that a reader stands on, and its maps."""
    attributes = xml.attributes()
    sides = (length(attributes.value(name)) for name in ("paperWidth", "paperHeight"))
    count = length(attributes.value("numPages"))
    page = _usable(QSizeF(*sides), (0, 0))
    while xml.readNextStartElement():
        if xml.name() != "ComposerMap":
            xml.skipCurrentElement()
            continue
        while xml.readNextStartElement():
            if xml.name() == "ComposerItem":
                item = xml.attributes()
                place = {side: item.value(side) for side in ("x", "y", "width", "height")}
                maps.append((item.value("id"), composer_item_size(place)))
            xml.skipCurrentElement()
    return [page] * int(min(max(1, count), MOST_PAGES + 1) if count == count else 1)


def _check_root(path: Path, root: str) -> None:
    if root == "qgis":
        raise _is_project(path)
    if root not in ("Layout", "Composer", _COMPOSITION):
        raise no_layout(path)


def _unreadable(path: Path, reason: str) -> TemplateError:
    sentence = translate("Template", "The template “{path}” cannot be read: {reason}.")
    return TemplateError(sentence.format(path=path, reason=reason))


def _too_large(path: Path) -> TemplateError:
    sentence = translate(
        "Template",
        "The template “{path}” is too large: it may have {size} MB, {pages} pages and {items} "
        "items.",
    )
    return TemplateError(
        sentence.format(
            path=path, size=LARGEST_FILE // 1_000_000, pages=MOST_PAGES, items=MOST_ITEMS
        )
    )


def _is_project(path: Path) -> TemplateError:
    sentence = translate(
        "Template",
        "“{path}” is a project or a style, not a template: save a layout of it as one "
        "(Layout ▸ Save as Template…).",
    )
    return TemplateError(sentence.format(path=path))


def no_layout(path: Path) -> TemplateError:
    """What to raise where there is no layout in a template."""
    sentence = translate("Template", "The template “{path}” is damaged: it holds no layout.")
    return TemplateError(sentence.format(path=path))


def _no_xml(path: Path) -> TemplateError:
    sentence = translate("Template", "The template “{path}” is damaged: it is not valid XML.")
    return TemplateError(sentence.format(path=path))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout templates: found by name or file, read once, loaded into print layouts, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    QgsLayoutItemMap,
    QgsLayoutMeasurementConverter,
    QgsLayoutSize,
    QgsPathResolver,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QByteArray, QFile, QIODevice, QSizeF, QXmlStreamReader
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import TemplateError
from ..common.files import files
from ..common.i18n import translate
from .template_restore import restore_template

MAP = "map"
OVERVIEW = "overview"

# How QGIS writes QgsLayoutItemRegistry.ItemType.LayoutMap into a template.
MAP_TYPE = "65639"


def available_templates() -> dict[str, Path]:
    """The bundled templates and those in the user's profile, by name."""
    return files("layouts", "*.qpt")


def open_template(template: str) -> Template:
    """Read a template, by name or from a .qpt file.

    Raises TemplateError when it is missing or no XML.
    """
    path = available_templates().get(template) or Path(template)
    content = _read(path)
    return Template(path, content, _measure(path, content))


@dataclass(frozen=True)
class _Sizes:
    """Width and height in mm of the first page of a template, and of each map with its ID."""

    page: QSizeF
    maps: list[tuple[str, QSizeF]]


@dataclass(frozen=True, eq=False)
class Template:
    """A template as it was read from its file; no other is equal to it."""

    path: Path
    content: QByteArray
    sizes: _Sizes

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def document(self) -> QDomDocument:
        """The whole of the template. Raises TemplateError."""
        return _parse(self.path, self.content)

    @property
    def page_size(self) -> QSizeF:
        """Width and height in mm of the first page; nothing where there is none."""
        return self.sizes.page

    @property
    def paper(self) -> tuple[float, float]:
        """The short and the long side in mm of the first page."""
        return page_sides(self.page_size)

    @property
    def map_size(self) -> QSizeF:
        """Width and height in mm of the sheet's map. Raises TemplateError when there is none."""
        if self.page_size.isEmpty():
            raise _no_layout(self.path)
        return _sheet_map(self.sizes.maps, _area, self.name)

    def new_layout(self, project: QgsProject) -> QgsPrintLayout:
        """A layout of the template's name that no project manages yet.

        Raises TemplateError when the template is damaged or has no map.
        """
        layout = QgsPrintLayout(project)
        context = QgsReadWriteContext()
        context.setPathResolver(QgsPathResolver(str(self.path)))
        # A copy: QGIS takes the identities of the items out of what it loads.
        document = self.document.cloneNode(True).toDocument()
        _, ok = layout.loadFromTemplate(document, context)
        if not ok or layout.pageCollection().pageCount() == 0:
            raise _no_layout(self.path)
        layout.setName(self.name)
        find_map(layout)
        restore_template(layout)
        return layout


def find_map(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    """The sheet's map: the item named `map`, or the largest where none is so named.

    The largest of them where several are; never the situation map. Raises TemplateError when there
    is none.
    """
    maps = [(i.id(), i) for i in layout.items() if isinstance(i, QgsLayoutItemMap)]
    return _sheet_map(maps, lambda item: _area(item.rect().size()), layout.name())


def page_sides(page: QSizeF) -> tuple[float, float]:
    """The short and the long side of a page."""
    return min(page.width(), page.height()), max(page.width(), page.height())


def _read(path: Path) -> QByteArray:
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise TemplateError(
            translate(
                "Template",
                "The template “{path}” cannot be read: {reason}. Known templates: {names}.",
            ).format(path=path, reason=file.errorString(), names=", ".join(available_templates()))
        )
    return file.readAll()


def _parse(path: Path, content: QByteArray) -> QDomDocument:
    document = QDomDocument()
    parsed = document.setContent(content)
    # A tuple on Qt 5, a result object on Qt 6.
    ok = parsed[0] if isinstance(parsed, tuple) else bool(parsed)
    if not ok:
        raise _no_xml(path)
    return document


_Map = TypeVar("_Map")


def _sheet_map(
    maps: Sequence[tuple[str, _Map]], area: Callable[[_Map], float], template: str
) -> _Map:
    """The sheet's map among those of a template, with their item IDs. Raises TemplateError."""
    named = [one for name, one in maps if name == MAP]
    candidates = named or [one for name, one in maps if name != OVERVIEW]
    if not candidates:
        raise _no_map(template)
    return max(candidates, key=area)


def _area(size: QSizeF) -> float:
    return float(size.width() * size.height())


def _measure(path: Path, content: QByteArray) -> _Sizes:
    """The sizes of a template, without the tree of all its elements: several are only measured."""
    xml = QXmlStreamReader(content)
    xml.setNamespaceProcessing(False)  # QDomDocument minds no prefix either.
    pages: list[QSizeF] = []
    maps = []
    # QGIS loads the items right below the root, and pages from their collection.
    xml.readNextStartElement()
    while xml.readNextStartElement():
        attributes = xml.attributes()
        if xml.name() == "PageCollection":
            pages += _page_sizes(xml)
            continue
        if xml.name() == "LayoutItem" and attributes.value("type") == MAP_TYPE:
            maps.append((attributes.value("id"), _size(attributes.value("size"))))
        xml.skipCurrentElement()
    while not xml.atEnd():
        xml.readNext()
    if xml.hasError():
        raise _no_xml(path)
    return _Sizes(pages[0] if pages else QSizeF(0, 0), maps)


def _page_sizes(xml: QXmlStreamReader) -> list[QSizeF]:
    """The sizes of the items of the element that a reader stands on; it then stands at its end."""
    sizes = []
    while xml.readNextStartElement():
        if xml.name() == "LayoutItem":
            sizes.append(_size(xml.attributes().value("size")))
        xml.skipCurrentElement()
    return sizes


def _size(text: str) -> QSizeF:
    size = QgsLayoutSize.decodeSize(text)
    millimetres = QgsUnitTypes.LayoutUnit.LayoutMillimeters
    return QgsLayoutMeasurementConverter().convert(size, millimetres).toQSizeF()


def _no_layout(path: Path) -> TemplateError:
    return TemplateError(
        translate("Template", "The template “{path}” is damaged: it holds no layout.").format(
            path=path
        )
    )


def _no_xml(path: Path) -> TemplateError:
    return TemplateError(
        translate("Template", "The template “{path}” is damaged: it is not valid XML.").format(
            path=path
        )
    )


def _no_map(template: str) -> TemplateError:
    return TemplateError(
        translate(
            "Template",
            "The template “{name}” has no map: add one and give it the item ID “{id}”.",
        ).format(name=template, id=MAP)
    )

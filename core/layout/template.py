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
from qgis.PyQt.QtCore import QFile, QIODevice, QSizeF
from qgis.PyQt.QtXml import QDomDocument, QDomElement

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
    return Template(path, _read(path))


@dataclass(frozen=True, eq=False)
class Template:
    """A template as it was read from its file; no other is equal to it."""

    path: Path
    document: QDomDocument

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def page_size(self) -> QSizeF:
        """Width and height in mm of the first page; nothing where there is none."""
        pages = self.document.elementsByTagName("PageCollection").at(0)
        return _size(pages.firstChildElement("LayoutItem"))

    @property
    def paper(self) -> tuple[float, float]:
        """The short and the long side in mm of the first page."""
        return page_sides(self.page_size)

    @cached_property
    def map_size(self) -> QSizeF:
        """Width and height in mm of the sheet's map. Raises TemplateError when there is none."""
        items = self.document.elementsByTagName("LayoutItem")
        elements = [items.at(number).toElement() for number in range(items.count())]
        maps = [element for element in elements if element.attribute("type") == MAP_TYPE]
        sizes = [(element.attribute("id"), _size(element)) for element in maps]
        return _sheet_map(sizes, _area, self.name)

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
            raise TemplateError(
                translate(
                    "Template", "The template “{path}” is damaged: it holds no layout."
                ).format(path=self.path)
            )
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


def _read(path: Path) -> QDomDocument:
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise TemplateError(
            translate(
                "Template",
                "The template “{path}” cannot be read: {reason}. Known templates: {names}.",
            ).format(path=path, reason=file.errorString(), names=", ".join(available_templates()))
        )
    document = QDomDocument()
    parsed = document.setContent(file)
    # A tuple on Qt 5, a result object on Qt 6.
    ok = parsed[0] if isinstance(parsed, tuple) else bool(parsed)
    if not ok:
        raise TemplateError(
            translate("Template", "The template “{path}” is damaged: it is not valid XML.").format(
                path=path
            )
        )
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


def _size(item: QDomElement) -> QSizeF:
    return (
        QgsLayoutMeasurementConverter()
        .convert(
            QgsLayoutSize.decodeSize(item.attribute("size")),
            QgsUnitTypes.LayoutUnit.LayoutMillimeters,
        )
        .toQSizeF()
    )


def _no_map(template: str) -> TemplateError:
    return TemplateError(
        translate(
            "Template",
            "The template “{name}” has no map: add one and give it the item ID “{id}”.",
        ).format(name=template, id=MAP)
    )

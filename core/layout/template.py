# SPDX-License-Identifier: GPL-3.0-or-later
"""Layout templates: found by name or file, loaded into a print layout, checked."""

from __future__ import annotations

from pathlib import Path

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
from qgis.PyQt.QtCore import QFile, QIODevice
from qgis.PyQt.QtXml import QDomDocument

from ..common.errors import TemplateError
from ..common.files import files
from ..common.i18n import translate
from .template_restore import restore_template

MAP = "map"


def available_templates() -> dict[str, Path]:
    """The bundled templates and those in the user's profile, by name."""
    return files("layouts", "*.qpt")


def load_template(template: str, project: QgsProject) -> QgsPrintLayout:
    """Load a template, by name or from a .qpt file, into a layout that no project manages yet.

    The layout bears the template's name. Raises TemplateError when the template is missing,
    damaged or has no map.
    """
    path = _path(template)
    document = _read(path)
    layout = QgsPrintLayout(project)
    context = QgsReadWriteContext()
    context.setPathResolver(QgsPathResolver(str(path)))
    _, ok = layout.loadFromTemplate(document, context)
    if not ok or layout.pageCollection().pageCount() == 0:
        raise TemplateError(
            translate("Template", "The template “{path}” is damaged: it holds no layout.").format(
                path=path
            )
        )
    layout.setName(path.stem)
    find_map(layout)
    restore_template(layout)
    return layout


def template_paper(template: str) -> tuple[float, float]:
    """The short and the long side in mm of the first page of a template, which is not loaded.

    Raises TemplateError when the template is missing or damaged.
    """
    pages = _read(_path(template)).elementsByTagName("PageCollection")
    page = pages.at(0).firstChildElement("LayoutItem")
    size = QgsLayoutMeasurementConverter().convert(
        QgsLayoutSize.decodeSize(page.attribute("size")),
        QgsUnitTypes.LayoutUnit.LayoutMillimeters,
    )
    return min(size.width(), size.height()), max(size.width(), size.height())


def find_map(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    """The sheet's map: the item named `map`, or the largest where none is so named.

    Raises TemplateError when there is no map at all.
    """
    item = layout.itemById(MAP)
    if isinstance(item, QgsLayoutItemMap):
        return item
    maps = [i for i in layout.items() if isinstance(i, QgsLayoutItemMap)]
    if not maps:
        raise TemplateError(
            translate(
                "Template",
                "The template “{name}” has no map: add one and give it the item ID “{id}”.",
            ).format(name=layout.name(), id=MAP)
        )
    return max(maps, key=lambda i: i.rect().width() * i.rect().height())


def _path(template: str) -> Path:
    return available_templates().get(template) or Path(template)


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

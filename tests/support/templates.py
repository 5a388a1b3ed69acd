# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as offices change them, and sheets on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from qgis.core import (
    QgsLayoutItem,
    QgsLayoutItemMap,
    QgsLayoutObject,
    QgsLayoutSize,
    QgsPrintLayout,
    QgsProject,
    QgsProperty,
    QgsReadWriteContext,
    QgsRectangle,
)

from srce_pac.core.common.request import SheetRequest
from srce_pac.core.layout.template import open_template
from srce_pac.core.pipeline import Printer, SheetResult
from srce_pac.tests.support import pdf

Property = QgsLayoutObject.DataDefinedProperty
Change = Callable[[QgsPrintLayout], object]


def compute(item: QgsLayoutItem, name: str, expression: str) -> None:
    properties = item.dataDefinedProperties()
    properties.setProperty(getattr(Property, name), QgsProperty.fromExpression(expression))
    item.setDataDefinedProperties(properties)
    # As the layout designer does at once.
    item.refreshDataDefinedProperty()


def changed(template: str, change: Change, folder: Path) -> Path:
    """A template made of a bundled one."""
    project = QgsProject()
    layout = open_template(template).new_layout(project)
    change(layout)
    file = folder / "du_bureau.qpt"
    assert layout.saveAsTemplate(str(file), QgsReadWriteContext())
    return file


@dataclass
class Printed:
    """A sheet on a changed template, and on the template as it was."""

    request: SheetRequest
    result: SheetResult
    plain: SheetResult

    def pictures(self) -> list[pdf.Picture]:
        files = [result.file for result in (self.result, self.plain)]
        return [pdf.picture(file, 50) for file in files if file is not None]


def print_changed(
    change: Change, sheet: tuple[str, str], printer: Printer, folder: Path
) -> Printed:
    territory, template = sheet
    request = SheetRequest(territory, template=str(changed(template, change, folder)))
    result = printer.export(request, folder / "sheet.pdf")
    plain = SheetRequest(territory, template=template)
    return Printed(request, result, printer.export(plain, folder / "plain.pdf"))


def wide_template(path: Path) -> Path:
    """A template whose map covers its page, which is four times as wide as it is high."""
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    page = QgsLayoutSize(400, 100)
    layout.pageCollection().page(0).setPageSize(page)
    item = QgsLayoutItemMap(layout)
    item.setId("map")
    item.attemptResize(page)
    item.setExtent(QgsRectangle(0, 0, 4000, 1000))
    layout.addLayoutItem(item)
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())
    return path

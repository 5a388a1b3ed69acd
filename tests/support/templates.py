# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates as offices change them, and sheets on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Callable
from weakref import WeakKeyDictionary

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

from srce_pac.core.common.request import NO_BASE, SheetRequest
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
class Plain:
    """A sheet on a bundled template, made once for all that are compared with it."""

    result: SheetResult

    @cached_property
    def picture(self) -> pdf.Picture:
        return _picture(self.result)


@dataclass
class Printed:
    """A sheet on a changed template, and on the template as it was."""

    request: SheetRequest
    result: SheetResult
    plain: Plain

    def pictures(self) -> list[pdf.Picture]:
        return [_picture(self.result), self.plain.picture]


# By the printer that made them.
_plain_sheets: WeakKeyDictionary[Printer, dict[tuple[str, str], Plain]] = WeakKeyDictionary()


def print_changed(
    change: Change, sheet: tuple[str, str], printer: Printer, folder: Path
) -> Printed:
    territory, template = sheet
    file = str(changed(template, change, folder))
    request = SheetRequest(territory, template=file, base=NO_BASE)
    result = printer.export(request, folder / "sheet.pdf")
    known = _plain_sheets.setdefault(printer, {})
    if sheet not in known:
        plain = SheetRequest(territory, template=template, base=NO_BASE)
        known[sheet] = Plain(printer.export(plain, folder / "plain.pdf"))
    return Printed(request, result, known[sheet])


def _picture(result: SheetResult) -> pdf.Picture:
    assert result.file is not None
    return pdf.picture(result.file, 50)


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

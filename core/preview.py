# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheet of a request as a picture, for the dialogs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from qgis.core import QgsLayoutExporter
from qgis.PyQt.QtCore import QRectF, QSize, QSizeF
from qgis.PyQt.QtGui import QImage

from .common.sentence import sentences
from .layout.layout_items import LayoutItems
from .prepared_sheet import PreparedSheet
from .print_project import PrintProject
from .sheet.cartouche import compose, usable_office
from .sheet.definition import SheetDefinition
from .sheet.texts import edited_sheet
from .sheet_layout import lay_out


class SheetPreview:
    """A prepared sheet as a picture, drawn again as its cartouche changes.

    `warnings` are those of the last picture.
    """

    def __init__(self, prepared: PreparedSheet, print_project: PrintProject) -> None:
        """Load the template. Raises TemplateError."""
        self._prepared = prepared
        self._print_project = print_project
        self._layout = self._items().layout
        self.warnings: list[str] = []

    @property
    def unedited(self) -> SheetDefinition:
        """What the sheet says unless its office or the export says otherwise."""
        return self._prepared.unedited

    @property
    def kind(self) -> str:
        """The kind of its territory."""
        return self._prepared.kind

    @property
    def office(self) -> str:
        """The name of the office whose cartouche it is."""
        return self._prepared.office

    def picture(
        self,
        cartouche: Mapping[str, Any],
        width: int,
        office: Mapping[str, Any] | None = None,
    ) -> QImage:
        """The page, `width` pixels wide, with these entries in the place of the request's.

        The texts of the sheet are those among the entries of `office`, or of its file.

        Raises SrceError.
        """
        prepared = self._prepared
        read, faults = usable_office(prepared.office)
        texts = read if office is None else office
        sheet = edited_sheet(prepared.unedited, texts, cartouche)
        if sheet != prepared.sheet:
            prepared.context = replace(prepared.context, sheet=sheet)
            # Its table prints the labels of the classes.
            prepared.summary = None
        prepared.cartouche = compose(
            prepared.sheet.defaults[prepared.kind], prepared.office, cartouche
        )
        filled = lay_out(prepared, self._items(), None, None)
        self._layout, self.warnings = filled.layout, sentences([*faults, *filled.warnings])
        page = self._page()
        size = QSize(width, round(width * page.height() / page.width()))
        return QgsLayoutExporter(self._layout).renderPageToImage(0, size)

    def place(self, item_id: str) -> QRectF | None:
        """Where an item of the last picture stands, in shares of the page; None without it."""
        item = self._layout.itemById(item_id)
        if item is None:
            return None
        rect, page = item.mapRectToScene(item.rect()), self._page()
        return QRectF(
            rect.left() / page.width(),
            rect.top() / page.height(),
            rect.width() / page.width(),
            rect.height() / page.height(),
        )

    def _items(self) -> LayoutItems:
        prepared = self._prepared
        return self._print_project.layout(prepared.template, prepared.template_may_read)

    def _page(self) -> QSizeF:
        return self._layout.pageCollection().page(0).rect().size()

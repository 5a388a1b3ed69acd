# SPDX-License-Identifier: GPL-3.0-or-later
"""The project in which sheets are printed, one territory after another."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayer, QgsProject

from .layers.layer_maker import MemoryLayers
from .layout.kept_context import KeptContextLayout
from .layout.layout_items import LayoutItems
from .layout.template import Template
from .output.export import write_layout


class PrintProject:
    """A project that nobody sees, with its layouts and the layers in memory that they show."""

    def __init__(self, maker: MemoryLayers, crs: QgsCoordinateReferenceSystem) -> None:
        self.maker = maker
        self.project = QgsProject()
        self.project.setCrs(crs)
        self._layouts: dict[Path, tuple[tuple[Template, bool], LayoutItems]] = {}

    def layout(self, template: Template, may_read: bool = False) -> LayoutItems:
        """A layout of a template, to be filled; the same as for the sheet before where it can be.

        `may_read` is as in `Template.new_layout`. Raises TemplateError.
        """
        read_from, items = self._layouts.get(template.path, (None, None))
        if items is None or read_from != (template, may_read):
            self._layouts.pop(template.path, None)
            layout = template.new_layout(self.project, may_read, KeptContextLayout)
            items = LayoutItems(layout, template.warnings(may_read))
            if items.can_be_refilled:
                # Nobody undoes what is done here.
                history = items.layout.undoStack()
                history.stack().clear()
                history.blockCommands(True)
                self._layouts[template.path] = (template, may_read), items
        return items

    @staticmethod
    def write(items: LayoutItems, path: Path, makes_folder: bool) -> list[str]:
        """Write a filled layout, see `write_layout`. Raises ExportError."""
        with items.keeping_context():
            return write_layout(items.layout, path, makes_folder)

    def add_layers(self, layers: Iterable[QgsMapLayer]) -> None:
        """Have the project own layers, where QGIS looks for those of a layout."""
        known = self.project.mapLayers()
        self.project.addMapLayers([x for x in layers if x.id() not in known], False)

    def remove_layer(self, layer: QgsMapLayer | None) -> None:
        """Let go of a layer that was for one sheet only."""
        if layer is not None and layer.id() in self.project.mapLayers():
            self.project.removeMapLayer(layer.id())

    def close(self) -> None:
        """Let go of layouts and layers. Windows takes no file away that a layer still reads."""
        self._layouts.clear()
        self.project.clear()

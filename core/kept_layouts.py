# SPDX-License-Identifier: GPL-3.0-or-later
"""The layouts that the plugin has made in a user's project, as the user has left them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsPrintLayout,
    QgsProject,
)

from .common.errors import ExportError
from .common.i18n import translate
from .common.target import check_target
from .layout.sheet_map import check_is_printed, check_scale
from .output.export import FORMATS, write_layout
from .read_files import picture_files, project_files

# The custom property of such a layout; saved projects hold it.
KEPT = "srce_pac/kept"


@dataclass(frozen=True)
class KeptLayout:
    """A layout, the reference of the territory that it was made for, the stem of its file."""

    layout: QgsPrintLayout
    territory: str
    file_stem: str

    @property
    def name(self) -> str:
        """What the user calls it."""
        return str(self.layout.name())


def mark_layout(layout: QgsPrintLayout, territory: str, file_stem: str) -> None:
    """Note in a layout that the plugin has made it, and how many layers its map shows."""
    item = layout.itemById("map")
    layers = len(item.layers()) if isinstance(item, QgsLayoutItemMap) else 0
    note = {"territory": territory, "file": file_stem, "layers": layers}
    layout.setCustomProperty(KEPT, json.dumps(note))


def kept_layouts(project: QgsProject) -> Iterator[KeptLayout]:
    """The plugin's layouts in a project, copies that the user made of them included."""
    for layout in project.layoutManager().printLayouts():
        note = layout.customProperty(KEPT)
        if note:
            read = json.loads(note)
            yield KeptLayout(layout, read["territory"], read["file"])


def export_kept(layout: QgsPrintLayout, path: Path) -> list[str]:
    """Write a layout as it stands, see `write_layout`; gives warnings.

    Raises TemplateError where its map would not be printed or a number lies about its scale,
    ExportError where layers that it showed are gone or the file cannot be written.
    """
    layout.refresh()
    item = layout.itemById("map")
    if isinstance(item, QgsLayoutItemMap):
        check_is_printed(item)
        bars = [x for x in layout.items() if isinstance(x, QgsLayoutItemScaleBar)]
        labels = [x for x in layout.items() if isinstance(x, QgsLayoutItemLabel)]
        check_scale(item, [bar for bar in bars if bar.linkedMap() is item], labels, item.scale())
        _check_layers(layout, item)
    inputs = project_files(layout.project()) | picture_files(layout)
    check_target(path, FORMATS, inputs)
    return write_layout(layout, path)


def _check_layers(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> None:
    shown = json.loads(layout.customProperty(KEPT) or "{}").get("layers", 0)
    if item.keepLayerSet() and len(item.layers()) < shown:
        raise ExportError(
            translate(
                "Export",
                "Layers of the layout “{layout}” are no longer in the project, so that its map "
                "would lack them: make the layout anew.",
            ).format(layout=layout.name())
        )

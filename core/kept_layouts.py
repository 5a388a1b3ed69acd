# SPDX-License-Identifier: GPL-3.0-or-later
"""The layouts that the plugin has made in a user's project, as the user has left them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsPrintLayout,
    QgsProject,
)

from .common.errors import ExportError
from .common.i18n import translate
from .common.json_text import JsonError, parse
from .common.target import check_target
from .layout.sheet_map import check_is_printed, check_scale
from .layout.template import find_map
from .output.export import FORMATS, write_layout
from .read_files import picture_files, project_files

# The custom properties of such a layout and of its map; saved projects hold them.
KEPT = "srce_pac/kept"
# A copy of a layout gives its items other identifiers, but the same properties.
KEPT_MAP = "srce_pac/map"


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
    """Note in a layout that the plugin has made it, which its map is and how many layers it shows.

    Raises TemplateError when there is no map.
    """
    item = find_map(layout)
    for other in _marked_maps(layout):
        other.removeCustomProperty(KEPT_MAP)
    item.setCustomProperty(KEPT_MAP, True)
    note = {"territory": territory, "file": file_stem, "layers": len(item.layers())}
    layout.setCustomProperty(KEPT, json.dumps(note))


def kept_layouts(project: QgsProject) -> Iterator[KeptLayout]:
    """The plugin's layouts in a project, copies that the user made of them included."""
    for layout in project.layoutManager().printLayouts():
        note = _note(layout)
        territory, file = note.get("territory"), note.get("file")
        if isinstance(territory, str) and isinstance(file, str):
            yield KeptLayout(layout, territory, file)


def export_kept(layout: QgsPrintLayout, path: Path) -> list[str]:
    """Write a layout as it stands, see `write_layout`; gives warnings.

    Raises TemplateError where its map would not be printed or a number lies about its scale,
    ExportError where it, or layers that it showed, are gone or the file cannot be written.
    """
    layout.refresh()
    item = _map_of(layout)
    check_is_printed(item)
    bars = [x for x in layout.items() if isinstance(x, QgsLayoutItemScaleBar)]
    # A bar of another map lies beside this one.
    check_scale(item, [bar for bar in bars if bar.isVisible()], item.scale())
    _check_layers(layout, item)
    inputs = project_files(layout.project()) | picture_files(layout)
    check_target(path, FORMATS, inputs)
    return write_layout(layout, path)


def _marked_maps(layout: QgsPrintLayout) -> list[QgsLayoutItemMap]:
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    return [item for item in maps if item.customProperty(KEPT_MAP)]


def _map_of(layout: QgsPrintLayout) -> QgsLayoutItemMap:
    """The map that a layout was made with, whatever it is called now. Raises ExportError."""
    marked = _marked_maps(layout)
    if marked:
        # The user may have pasted a copy of it.
        return max(marked, key=lambda item: item.rect().width() * item.rect().height())
    raise ExportError(
        translate(
            "Export",
            "The map that the layout “{layout}” was made with is no longer in it, so that its "
            "scale cannot be checked: make the layout anew.",
        ).format(layout=layout.name())
    )


def _note(layout: QgsPrintLayout) -> dict[str, Any]:
    """What the plugin has noted in a layout; nothing where it has not, or the note is damaged."""
    written = layout.customProperty(KEPT)
    try:
        note = parse(written.encode()) if isinstance(written, str) else None
    except (JsonError, UnicodeEncodeError):
        note = None
    # A layout without a note that can be read is one of the user's own.
    return note if isinstance(note, dict) else {}


def _check_layers(layout: QgsPrintLayout, item: QgsLayoutItemMap) -> None:
    shown = _note(layout).get("layers")
    is_counted = isinstance(shown, int) and len(item.layers()) < shown
    if item.keepLayerSet() and is_counted:
        raise ExportError(
            translate(
                "Export",
                "Layers of the layout “{layout}” are no longer in the project, so that its map "
                "would lack them: make the layout anew.",
            ).format(layout=layout.name())
        )

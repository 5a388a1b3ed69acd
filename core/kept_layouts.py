# SPDX-License-Identifier: GPL-3.0-or-later
"""The layouts that the plugin has made in a user's project, as the user has left them."""

from __future__ import annotations

import hashlib
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
    QgsReadWriteContext,
)
from qgis.PyQt.QtXml import QDomDocument

from .common.errors import ExportError
from .common.i18n import translate
from .common.json_text import read_note
from .common.patterns import pattern
from .common.target import check_target
from .layers.canvas_look import style_digest
from .layers.project_groups import remove_unused_groups
from .layout.sheet_map import check_is_printed, check_scale
from .layout.template import find_map
from .output.export import FORMATS, write_layout
from .read_files import picture_files, project_files

# A tag of XML, an attribute of one, a number with decimals.
_TAG = pattern(r'<(?:[^">]|"[^"]*")*>')
_ATTRIBUTE = pattern(r'([\w:.-]+)="([^"]*)"')
_NUMBER = pattern(r"-?\d+\.\d+(?:e[+-]?\d+)?")
# What QGIS leaves out when it opens a project.
_ORDER = pattern(r"(?s)\s*<custom-order(?:[^>]*/>|.*?</custom-order>)")

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
    note["made"] = _digest(layout)
    note["name"] = layout.name()
    layout.setCustomProperty(KEPT, json.dumps(note))


def replace_unchanged(project: QgsProject, made: QgsPrintLayout) -> None:
    """Take away the earlier layouts of what a layout has been made of, unless they were changed.

    It gets the name of the first then. A layout that the user has renamed or changed, or a
    layer of it, stays as it is.
    """
    manager = project.layoutManager()
    note = _note(made)
    made_of = note.get("territory"), note.get("file")
    gone = [
        kept
        for kept in kept_layouts(project)
        if kept.layout is not made
        and (kept.territory, kept.file_stem) == made_of
        and _is_unchanged(kept.layout)
    ]
    if not gone:
        return
    name = min((kept.name for kept in gone), key=len)
    for kept in gone:
        manager.removeLayout(kept.layout)
    if manager.layoutByName(name) is None:
        made.setName(name)
        made.setCustomProperty(KEPT, json.dumps({**note, "name": name}))
    remove_unused_groups(project)


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


def _is_unchanged(layout: QgsPrintLayout) -> bool:
    """Whether a layout is as it was made; one of an earlier version of the plugin may not be."""
    note = _note(layout)
    return note.get("name") == layout.name() and note.get("made") == _digest(layout)


def _digest(layout: QgsPrintLayout) -> str:
    """A short text that changes with a layout or with the style of a layer on its maps.

    What QGIS itself writes in another way when a project is opened again is left out.
    """
    document = QDomDocument()
    written = layout.writeXml(document, QgsReadWriteContext())
    # The plugin's own note is among them.
    written.removeChild(written.firstChildElement("customproperties"))
    document.appendChild(written)
    text = _ORDER.sub("", document.toString())
    text = _TAG.sub(lambda tag: _sorted_tag(tag[0]), text)
    text = _NUMBER.sub(lambda number: f"{float(number[0]):.2f}", text)
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    layers = {layer.id(): layer for item in maps for layer in item.layers()}
    styles = [style_digest(layers[layer_id]) for layer_id in sorted(layers)]
    return hashlib.sha256("".join([text, *styles]).encode()).hexdigest()


def _sorted_tag(tag: str) -> str:
    """A tag with its attributes in one order, without the name of the layout."""
    found = dict(_ATTRIBUTE.findall(tag))
    name = tag.split(None, 1)[0]
    if name == "<Layout":
        found.pop("name", None)
    # A legend that follows its contents has its size once it is drawn.
    if found.get("resizeToContents") == "1":
        found.pop("size", None)
    return f"{name} {sorted(found.items())}"


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
    # A layout without a note that can be read is one of the user's own.
    return read_note(layout.customProperty(KEPT))


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

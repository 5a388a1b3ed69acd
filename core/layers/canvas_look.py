# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user has changed in the plugin's group of a project, against what was loaded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import Any

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsMapLayer,
    QgsProject,
    QgsVectorLayer,
)

from ..common.canvas_look import CanvasLook, LayerChange
from ..common.errors import SheetError
from ..common.harmless import harmless_text
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.layer_roles import LOADED, WATERMARK
from ..common.patterns import pattern
from ..styles.qml import apply_written_style, draws_nothing, write_style
from .sheet_layers import SheetLayers

# A tag of XML, and the attributes of one: QDom writes them in an order of chance.
_TAG = pattern(r'<(?:[^">]|"[^"]*")*>')
_ATTRIBUTE = pattern(r'([\w:.-]+)="([^"]*)"')
# What differs between two writings of one style.
_WRITING = ("version", "styleCategories", "id")


@dataclass(frozen=True)
class LoadedFor:
    """What a group was loaded for: the reference of a territory and its title, sheet and source.

    It is written into the project: of the source, there is what is known to be harmless.
    """

    territory: str
    title: str
    sheet: str
    source: str

    def __post_init__(self) -> None:
        # A list of sources that is made anew has none for a moment.
        object.__setattr__(self, "source", harmless_text(self.source or ""))

    def is_same(self, other: LoadedFor) -> bool:
        """Whether both are one territory, whatever its title, of one sheet and source."""
        return self == replace(other, title=self.title)


@dataclass(frozen=True)
class CanvasState:
    """What the plugin's group was loaded for, and what was changed in it since.

    `names` are those of the layers that were loaded, by their keys. `others_changed` tells of
    changes of reference layers that no sheet follows: their style, and whether they are shown.
    `filtered` are the names of layers with another filter than they were loaded with, which no
    sheet follows either.
    """

    loaded_for: LoadedFor
    look: CanvasLook
    names: Mapping[str, str]
    others_changed: bool
    filtered: tuple[str, ...] = ()


def stamp_group(group: QgsLayerTreeGroup, loaded_for: LoadedFor, layers: SheetLayers) -> None:
    """Note in a group what it was loaded for, and how its layers looked then."""
    keys = layers.keys()
    noted = [
        (layer.id(), keys[layer.id()], layer.name(), style_digest(layer), _filter_mark(layer))
        for layer in layers.in_drawing_order()
    ]
    stamp = {"for": asdict(loaded_for), "layers": noted}
    group.setCustomProperty(LOADED, json.dumps(stamp, ensure_ascii=False))


def note_kept(group: QgsLayerTreeGroup, layer: QgsVectorLayer) -> None:
    """Note in a group that a layer looks as its sheet has it now: its style was kept for that."""
    stamp = _read_stamp(group)
    if stamp is None:
        return
    for noted in stamp["layers"]:
        if noted[0] == layer.id():
            noted[3] = style_digest(layer)
    group.setCustomProperty(LOADED, json.dumps(stamp, ensure_ascii=False))


def read_canvas(project: QgsProject, group: QgsLayerTreeGroup | None) -> CanvasState | None:
    """What a group was loaded for and what was changed in it; None where that is not known."""
    stamp = _read_stamp(group)
    if group is None or stamp is None:
        return None
    root = project.layerTreeRoot()
    changes = {}
    others_changed = False
    for layer_id, key, _, loaded, *_ in stamp["layers"]:
        layer = project.mapLayer(layer_id)
        restyled = layer is not None and style_digest(layer) != loaded
        shown = _is_shown(root.findLayer(layer_id), group)
        shown = shown and not (restyled and draws_nothing(layer))
        if not key.startswith("class:"):
            others_changed = others_changed or restyled or not shown
        elif restyled or not shown:
            changes[key] = LayerChange(shown, write_style(layer) if restyled else "")
    # The mark of fictitious data stays on top.
    keys = {layer_id: key for layer_id, key, *_ in stamp["layers"] if key != WATERMARK}
    present = [layer.id() for layer in root.layerOrder() if layer.id() in keys]
    moved = present != [layer_id for layer_id in keys if layer_id in present]
    order = tuple(keys[layer_id] for layer_id in present) if moved else ()
    names = {key: name for _, key, name, *_ in stamp["layers"]}
    look = CanvasLook(changes, order)
    filtered = _filtered(project, stamp)
    return CanvasState(LoadedFor(**stamp["for"]), look, names, others_changed, filtered)


def apply_look(project: QgsProject, group: QgsLayerTreeGroup, look: CanvasLook) -> None:
    """Change the layers of a group that has just been loaded; its order is another matter."""
    for layer_id, key, *_ in (_read_stamp(group) or {"layers": []})["layers"]:
        change = look.of(key)
        if change.style:
            apply_written_style(project.mapLayer(layer_id), change.style)
        if not change.is_shown:
            group.findLayer(layer_id).setItemVisibilityChecked(False)


def loaded_keys(group: QgsLayerTreeGroup) -> dict[str, str]:
    """The keys of the layers that were loaded into a group, by their ids."""
    return {layer_id: key for layer_id, key, *_ in (_read_stamp(group) or {"layers": []})["layers"]}


def _filtered(project: QgsProject, stamp: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the layers whose filter is not the one that they were loaded with."""
    names = []
    # A group that an older plugin has loaded does not tell the filters.
    for layer_id, _, name, _, *loaded in stamp["layers"]:
        layer = project.mapLayer(layer_id)
        if layer is not None and loaded and _filter_mark(layer) != loaded[0]:
            names.append(name)
    return tuple(dict.fromkeys(names))


def _filter_mark(layer: QgsMapLayer) -> str:
    """A short text for the filter of a layer: that of a restricted one names many objects."""
    subset = layer.subsetString() if isinstance(layer, QgsVectorLayer) else ""
    return hashlib.sha256(subset.encode()).hexdigest() if subset else ""


def _read_stamp(group: QgsLayerTreeGroup | None) -> dict[str, Any] | None:
    """What `stamp_group` has noted; None of a group that an older plugin has loaded.

    None too where the note is damaged: what was changed since is not known then.
    """
    written = group.customProperty(LOADED) if group is not None else None
    if not isinstance(written, str):
        return None
    try:
        return _checked_stamp(JsonObject.given({LOADED: json.loads(written)}))
    except (ValueError, RecursionError, SheetError):
        return None


def _checked_stamp(note: JsonObject) -> dict[str, Any]:
    """A note as `stamp_group` makes it. Raises SheetError."""
    stamp = note.object(LOADED)
    loaded_for = stamp.object("for")
    loaded_for.only([field.name for field in fields(LoadedFor)])
    rows = stamp.values.get("layers")
    if not isinstance(rows, list):
        raise stamp.refusal("layers", translate("Json", "it must be a list"))
    named = JsonObject({f"layers[{number}]": row for number, row in enumerate(rows)}, None)
    layers = [list(named.texts(name)) for name in named]
    if any(len(row) not in (4, 5) for row in layers):
        raise stamp.refusal("layers", translate("Json", "it is incomplete"))
    return {"for": {name: loaded_for.text(name) for name in loaded_for}, "layers": layers}


def _is_shown(node: QgsLayerTreeNode | None, group: QgsLayerTreeGroup) -> bool:
    """Whether a layer is ticked, with the groups around it within the plugin's own."""
    if node is None:
        return False
    while node is not None and node is not group:
        if not node.itemVisibilityChecked():
            return False
        node = node.parent()
    return True


def style_digest(layer: QgsMapLayer) -> str:
    """A short text that two layers have in common where they have one style."""
    return _mark(write_style(layer))


@lru_cache(maxsize=128)
def _mark(written: str) -> str:
    """The short text for a written style; kept, as the map is looked at whenever it is drawn."""
    tags = _TAG.sub(lambda tag: _sorted_tag(tag[0]), written)
    return hashlib.sha256(tags.encode()).hexdigest()


def _sorted_tag(tag: str) -> str:
    found = sorted(pair for pair in _ATTRIBUTE.findall(tag) if pair[0] not in _WRITING)
    return f"{tag.split(None, 1)[0]} {found}"

# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes of the plugin's group in a project, drawn anew where a style is kept or dropped."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from ..common.canvas_look import style_of
from ..common.layer_roles import ROLE
from ..sheet.definition import USUAL, SheetDefinition, load_sheet
from ..styles.style_order import StyleOrder
from .canvas_look import loaded_keys, note_kept, read_canvas
from .layer_maker import LayerLook


@dataclass(frozen=True)
class LoadedClass:
    """A layer of the group that plays a class; `style_name` (`corridor_l`) is that of its style.

    `is_changed` tells whether the user has changed how it is drawn.
    """

    layer: QgsVectorLayer
    style_name: str
    is_changed: bool

    @property
    def class_id(self) -> str:
        return self.style_name.rpartition("_")[0]


def loaded_classes(project: QgsProject, group: QgsLayerTreeGroup | None) -> list[LoadedClass]:
    """The layers of a group that play classes, the topmost first."""
    state = read_canvas(project, group)
    if group is None or state is None:
        return []
    styles = {layer_id: style_of(key) for layer_id, key in loaded_keys(group).items()}
    changed = {layer_id for layer_id, key in loaded_keys(group).items() if state.look.of(key).style}
    found = [(node.layer(), styles.get(node.layerId())) for node in group.findLayers()]
    return [
        LoadedClass(layer, style, layer.id() in changed)
        for layer, style in found
        if layer is not None and style
    ]


def loaded_sheet(project: QgsProject, group: QgsLayerTreeGroup | None) -> SheetDefinition:
    """The sheet that a group was loaded for. Raises SheetError.

    Where the data chose it, it is the usual one: the bundled sheets have their styles in common.
    """
    state = read_canvas(project, group)
    return load_sheet((state.loaded_for.sheet if state else "") or USUAL.stem)


def draw_anew(
    project: QgsProject, group: QgsLayerTreeGroup | None, style_name: str, order: StyleOrder
) -> list[str]:
    """Draw the layers of a class as the sheet does now; gives what is to be known of the style.

    What the user had changed of them is gone. Raises StyleError.
    """
    warnings: list[str] = []
    for one in loaded_classes(project, group):
        if group is not None and one.style_name == style_name:
            look = LayerLook(one.layer.customProperty(ROLE), one.layer.name(), style_name, order)
            warnings += look.apply_to(one.layer)
            one.layer.triggerRepaint()
            note_kept(group, one.layer)
    return list(dict.fromkeys(warnings))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The classes of the plugin's group in a project, drawn anew where a style is kept or dropped."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer

from ..common.canvas_look import style_of
from ..common.errors import SrceError, StyleError
from ..common.layer_roles import ROLE
from ..sheet.definition import USUAL, SheetDefinition, usable_sheet
from ..styles.drawn_style import is_drawn_with
from ..styles.style_order import StyleOrder, style_order
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
    return usable_sheet((state.loaded_for.sheet if state else "") or USUAL.stem)[0]


def is_outdated(project: QgsProject, group: QgsLayerTreeGroup | None, wish: str) -> bool:
    """Whether a class of a group was drawn with another style than its sheet has now.

    `wish` is the set of the next export (`find_set`), none where it is empty.
    """
    loaded = loaded_classes(project, group)
    try:
        order = style_order(loaded_sheet(project, group), wish) if loaded else None
    except SrceError:
        # It is told where the sheet is asked for.
        return False
    return order is not None and any(_is_outdated(one, order) for one in loaded)


def _is_outdated(one: LoadedClass, order: StyleOrder) -> bool:
    try:
        return not is_drawn_with(one.layer, order.choose(one.style_name, one.layer.fields()).qml)
    except StyleError:
        return False


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

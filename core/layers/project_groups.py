# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's groups in the user's project: added, found again, taken away, nothing else."""

from __future__ import annotations

from dataclasses import replace

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayoutItemMap,
    QgsMapLayer,
    QgsMasterLayoutInterface,
    QgsPrintLayout,
    QgsProject,
)

from ..common.canvas_look import CanvasLook
from ..common.layer_roles import ROLE
from ..sources.kept_copies import keep_copies
from .canvas_look import LoadedFor, apply_look, read_canvas, stamp_group
from .grounds import Grounds
from .sheet_layers import SheetLayers

GROUP = "group"
LAYOUT_GROUP = "layout"
# Of a group that the user changed, once another one was loaded.
ASIDE_GROUP = "aside"


def replace_group(
    project: QgsProject, name: str, layers: SheetLayers, loaded_for: LoadedFor, look: CanvasLook
) -> QgsLayerTreeGroup:
    """Put the layers into a new group on top of the project, in place of an earlier one.

    One of something else that the user has changed is kept aside, unless the changes are taken
    along in the look.
    The grounds stay out: they would cover the map that the user has below. The group notes what it
    was loaded for and how the sheet has it; then it gets the look.
    Raises SourceError, the project being as it was, when their local copies cannot be kept.
    """
    layers = replace(layers, grounds=Grounds())
    keep_copies(layers.in_drawing_order(), project)
    for earlier in _groups(project, GROUP):
        if _is_to_keep(project, earlier, loaded_for, look):
            _set_aside(earlier)
    remove_group(project)
    wished = replace(layers, order=look.order)
    group = _add(project, name, GROUP, wished.in_drawing_order())
    stamp_group(group, loaded_for, layers)
    apply_look(project, group, look)
    return group


def set_aside_names(project: QgsProject) -> set[str]:
    """The names of the groups that were kept aside."""
    return {group.name() for group in _groups(project, ASIDE_GROUP)}


def _is_to_keep(
    project: QgsProject, group: QgsLayerTreeGroup, loaded_for: LoadedFor, look: CanvasLook
) -> bool:
    """Whether what the user has changed in a group would be lost by loading something else."""
    state = read_canvas(project, group)
    if state is None or state.loaded_for.is_same(loaded_for):
        return False
    changed = state.look.changes
    is_lost = any(key not in look.changes for key in changed) or bool(
        state.look.order and not look.order
    )
    return is_lost or state.others_changed or bool(state.filtered)


def _set_aside(group: QgsLayerTreeGroup) -> None:
    """Have a group of changed layers be one of the user's, not drawn with the new one."""
    group.setCustomProperty(ROLE, ASIDE_GROUP)
    group.setItemVisibilityChecked(False)
    group.setExpanded(False)


def remove_group(project: QgsProject) -> None:
    """Take the plugin's group and layers away; what the user put into it stays, moved out."""
    for group in _groups(project, GROUP):
        _remove(project, group)


def add_layout_group(
    project: QgsProject, name: str, layers: list[QgsMapLayer]
) -> QgsLayerTreeGroup:
    """Put the layers of a layout into a group of their own, not drawn on the canvas.

    Layouts keep what they were filled with when another territory is loaded; the groups of
    layouts that the user has removed are taken away. Raises SourceError, the project being as it
    was, when the layers' local copies cannot be kept.
    """
    keep_copies(layers, project)
    remove_unused_groups(project)
    group = _add(project, name, LAYOUT_GROUP, layers)
    group.setItemVisibilityChecked(False)
    group.setExpanded(False)
    return group


def remove_unused_groups(project: QgsProject) -> None:
    """Take away the groups of layouts that are no longer in the project."""
    used = {layer.id() for layout in project.layoutManager().layouts() for layer in _shown(layout)}
    for group in _groups(project, LAYOUT_GROUP):
        if not used.intersection(group.findLayerIds()):
            _remove(project, group)


def find_group(project: QgsProject) -> QgsLayerTreeGroup | None:
    """The plugin's group, wherever the user moved it and whatever they named it."""
    return next(iter(_groups(project, GROUP)), None)


def _add(project: QgsProject, name: str, role: str, layers: list[QgsMapLayer]) -> QgsLayerTreeGroup:
    group = project.layerTreeRoot().insertGroup(0, name)
    group.setCustomProperty(ROLE, role)
    for layer in layers:
        project.addMapLayer(layer, False)
        group.addLayer(layer).setExpanded(False)
    return group


def _remove(project: QgsProject, group: QgsLayerTreeGroup) -> None:
    for node in group.findLayers():
        if node.layer() and node.layer().customProperty(ROLE):
            layer_id = node.layerId()
            node.parent().removeChildNode(node)
            project.removeMapLayer(layer_id)
    root = project.layerTreeRoot()
    position = root.children().index(group) if group in root.children() else 0
    for child in reversed(group.children()):
        root.insertChildNode(position, child.clone())
    group.parent().removeChildNode(group)


def _groups(project: QgsProject, role: str) -> list[QgsLayerTreeGroup]:
    groups = project.layerTreeRoot().findGroups(True)
    return [group for group in groups if group.customProperty(ROLE) == role]


def _shown(layout: QgsMasterLayoutInterface) -> list[QgsMapLayer]:
    items = layout.items() if isinstance(layout, QgsPrintLayout) else []
    return [
        layer for item in items if isinstance(item, QgsLayoutItemMap) for layer in item.layers()
    ]

# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's group in the user's project: added, found again, taken away, nothing else."""

from __future__ import annotations

from qgis.core import QgsLayerTreeGroup, QgsLayerTreeLayer, QgsProject

from .layers import ROLE, SheetLayers

GROUP = "group"


def replace_group(project: QgsProject, name: str, layers: SheetLayers) -> QgsLayerTreeGroup:
    """Put the layers into a new group on top of the project, in place of an earlier one."""
    remove_group(project)
    group = project.layerTreeRoot().insertGroup(0, name)
    group.setCustomProperty(ROLE, GROUP)
    for layer in layers.in_drawing_order():
        project.addMapLayer(layer, False)
        group.addLayer(layer).setExpanded(False)
    return group


def find_group(project: QgsProject) -> QgsLayerTreeGroup | None:
    """The plugin's group, wherever the user moved it and whatever they named it."""
    for group in project.layerTreeRoot().findGroups(True):
        if group.customProperty(ROLE) == GROUP:
            return group
    return None


def remove_group(project: QgsProject) -> None:
    """Take the plugin's group and layers away; what the user put into it stays, moved out."""
    group = find_group(project)
    if group is None:
        return
    root = project.layerTreeRoot()
    position = root.children().index(group) if group in root.children() else 0
    ours = []
    for child in group.children():
        is_layer = isinstance(child, QgsLayerTreeLayer)
        if is_layer and child.layer() and child.layer().customProperty(ROLE):
            ours.append(child.layerId())
        else:
            root.insertChildNode(position, child.clone())
    group.parent().removeChildNode(group)
    project.removeMapLayers(ours)

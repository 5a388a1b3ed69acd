# SPDX-License-Identifier: GPL-3.0-or-later
"""The groups of layouts: they stay as long as a layout uses them."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayoutItemMap,
    QgsPrintLayout,
    QgsProject,
    QgsVectorLayer,
)

from srce_pac.core.common.layer_roles import ROLE
from srce_pac.core.layers.project_groups import LAYOUT_GROUP, add_layout_group, remove_group

pytestmark = pytest.mark.usefixtures("qgis_app")


def add(project: QgsProject, name: str) -> QgsLayerTreeGroup:
    """Add a layout whose map and overview show a layer each, and its group."""
    layers = [QgsVectorLayer("Polygon?crs=EPSG:2154", f"{name} {i}", "memory") for i in (1, 2)]
    for layer in layers:
        layer.setCustomProperty(ROLE, "situation")
    group = add_layout_group(project, name, layers)
    layout = QgsPrintLayout(project)
    layout.setName(name)
    for layer in layers:
        item = QgsLayoutItemMap(layout)
        item.setLayers([layer])
        item.setKeepLayerSet(True)
        layout.addLayoutItem(item)
    assert project.layoutManager().addLayout(layout)
    return group


def remove(project: QgsProject, name: str) -> None:
    manager = project.layoutManager()
    assert manager.removeLayout(manager.layoutByName(name))


def groups(project: QgsProject) -> list[str]:
    """The names of the groups of layouts, the topmost first."""
    found = project.layerTreeRoot().findGroups(True)
    return [g.name() for g in found if g.customProperty(ROLE) == LAYOUT_GROUP]


def layers(project: QgsProject) -> list[str]:
    return sorted(layer.name() for layer in project.mapLayers().values())


def test_the_groups_of_layouts_that_are_still_there_stay(project: QgsProject) -> None:
    for name in ("A", "B", "C"):
        add(project, name)
    assert groups(project) == ["C", "B", "A"]
    assert layers(project) == ["A 1", "A 2", "B 1", "B 2", "C 1", "C 2"]


def test_the_group_of_a_removed_layout_goes_with_its_layers_when_the_next_one_is_added(
    project: QgsProject,
) -> None:
    for name in ("A", "B", "C"):
        add(project, name)
    remove(project, "B")
    add(project, "D")
    assert groups(project) == ["D", "C", "A"]
    assert layers(project) == ["A 1", "A 2", "C 1", "C 2", "D 1", "D 2"]


def test_a_group_of_which_a_layout_uses_but_one_layer_stays_whole(project: QgsProject) -> None:
    add(project, "A")
    layout = project.layoutManager().layoutByName("A")
    item = next(item for item in layout.items() if isinstance(item, QgsLayoutItemMap))
    layout.removeLayoutItem(item)
    add(project, "B")
    assert groups(project) == ["B", "A"]
    assert layers(project) == ["A 1", "A 2", "B 1", "B 2"]


def test_replacing_the_loaded_layers_leaves_the_groups_of_layouts_alone(
    project: QgsProject,
) -> None:
    add(project, "A")
    remove(project, "A")
    remove_group(project)
    assert groups(project) == ["A"]
    assert layers(project) == ["A 1", "A 2"]


def test_what_the_user_put_into_the_group_of_a_removed_layout_stays(project: QgsProject) -> None:
    group = add(project, "A")
    own = QgsVectorLayer("Point?crs=EPSG:2154", "own", "memory")
    project.addMapLayer(own, False)
    group.addLayer(own)
    remove(project, "A")
    add(project, "B")
    assert groups(project) == ["B"]
    assert layers(project) == ["B 1", "B 2", "own"]
    assert project.layerTreeRoot().findLayer(own.id()) is not None


def test_the_group_of_a_layout_is_neither_drawn_nor_unfolded(project: QgsProject) -> None:
    group = add(project, "A")
    assert not group.itemVisibilityChecked()
    assert not group.isExpanded()

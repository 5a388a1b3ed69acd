# SPDX-License-Identifier: GPL-3.0-or-later
"""A small project with layers of its own, and what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeedback,
    QgsLayerTreeGroup,
    QgsLayerTreeNode,
    QgsProject,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, QEvent

from srce_pac.core.common.request import DEMONSTRATION, SheetRequest
from srce_pac.core.pipeline import SheetResult, load_sheet_layers
from srce_pac.core.territory.gazetteer import Gazetteer
from srce_pac.tests.support.factories import (
    LAMBERT,
)


def own_layer(name: str) -> QgsVectorLayer:
    """A layer of the user's."""
    return QgsVectorLayer(f"Point?crs={LAMBERT}&field=a:string", name, "memory")


def add_own(project: QgsProject, group: QgsLayerTreeGroup, name: str) -> QgsVectorLayer:
    """Put a layer of the user's into a group of the project."""
    layer = own_layer(name)
    project.addMapLayer(layer, False)
    group.addLayer(layer)
    return layer


def run(
    project: QgsProject,
    gazetteer: Gazetteer,
    source: Path | None,
    territory: str = "59001",
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Load a territory into the project, and let QGIS do what it has put off."""
    request = SheetRequest(territory, source=str(source) if source else DEMONSTRATION)
    try:
        return load_sheet_layers(request, gazetteer, project, feedback)
    finally:
        settle()


def settle() -> None:
    """Let QGIS delete what it has marked for it, as its event loop does."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def tree(node: QgsLayerTreeNode) -> Any:
    """Names of a part of the layer tree, groups as pairs of name and children."""
    if isinstance(node, QgsLayerTreeGroup):
        return (node.name(), [tree(child) for child in node.children()])
    return node.name()


def state(project: QgsProject) -> Any:
    """What a user would see changed: tree, layers, their styles, CRS, layouts, unsaved or not."""
    return (
        tree(project.layerTreeRoot()),
        sorted(project.mapLayers()),
        sorted(x.source() for x in project.mapLayers().values()),
        project.crs().authid(),
        [x.name() for x in project.layoutManager().layouts()],
        project.isDirty(),
    )

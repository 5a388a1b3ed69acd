# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells whether a source is still as it was when its layers were opened."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsDataSourceUri, QgsProject, QgsVectorLayer

from ..common.files import file_states
from ..common.layer_roles import ROLE
from .connection import SourceLayer
from .file_formats import files_of
from .layer_file import file_of
from .source_address import SourceAddress, SourceKind


def source_state(address: SourceAddress, layers: Iterable[SourceLayer]) -> tuple[object, ...]:
    """The state of a source and of the files of some of its layers.

    Two states of one source that are equal are those of the same data, as far as files and the
    open project tell; databases and services are read anew for each sheet anyhow.
    """
    files = {path for path in map(_file_read, layers) if path is not None}
    if address.kind is SourceKind.PROJECT:
        return (*_project_state(), *file_states(files))
    if address.kind in (SourceKind.FILES, SourceKind.DEMONSTRATION):
        files |= set(files_of(Path(address.name))) if address.name else set()
    return file_states(files)


def _file_read(layer: SourceLayer) -> Path | None:
    """The file that is kept open for a layer."""
    if layer.provider == "spatialite":
        return Path(QgsDataSourceUri(layer.uri).database())
    return file_of(layer)


def _project_state() -> tuple[object, ...]:
    layers = QgsProject.instance().mapLayers().values()
    # What the plugin itself has loaded is no source.
    return tuple(
        (layer.id(), layer.name(), layer.source(), layer.subsetString(), layer.crs().toWkt())
        for layer in layers
        if isinstance(layer, QgsVectorLayer) and not layer.customProperty(ROLE)
    )

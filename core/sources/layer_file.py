# SPDX-License-Identifier: GPL-3.0-or-later
"""The file behind a layer, read from its address by QGIS itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from qgis.core import QgsDataSourceUri, QgsProviderRegistry

from .connection import POSTGRES_PROVIDER, SourceLayer

OGR = "ogr"

# GDAL's way to read a part of a file, here all of it: its driver of GML then writes no side file.
WHOLE = "/vsisubfile/0,"

# What stands between the path of a file and the place in it; no name of a layer may hold it.
BAR = "|"


def file_of(layer: SourceLayer) -> Path | None:
    """The file that a layer is read from, the archive of one that is packed; None without one."""
    if layer.provider != OGR:
        return None
    path = file_of_uri(layer.uri)
    return None if "://" in path or path.startswith(("/vsi", "{")) else Path(path)


def file_of_uri(uri: str) -> str:
    """The path in an address of OGR, that of the archive of what is packed."""
    return str(_decoded(uri).get("path") or "")


def ending_of_uri(uri: str) -> str:
    """The ending of the file that GDAL reads at an address, in an archive as well."""
    parts = _decoded(uri)
    return Path(str(parts.get("vsiSuffix") or parts.get("path") or "")).suffix.lower()


def gdal_path(uri: str) -> str:
    """What GDAL itself calls the file at an address."""
    parts = _decoded(uri)
    return "".join(str(parts.get(key) or "") for key in ("vsiPrefix", "path", "vsiSuffix"))


def with_file(layer: SourceLayer, path: Path) -> SourceLayer:
    """A layer read from another file, the place in it being the same."""
    parts = _decoded(layer.uri)
    whole = WHOLE if layer.uri.startswith(WHOLE) else ""
    uri = QgsProviderRegistry.instance().encodeUri(OGR, {**parts, "path": str(path)})
    return replace(layer, uri=f"{whole}{uri}")


def layer_name(uri: str) -> str:
    """The name of the layer at an address, bars and all; empty where it has none."""
    # What QGIS adds says which geometries of the layer are meant.
    return (
        uri.partition(f"{BAR}layername=")[2].rpartition(f"{BAR}geometrytype=")[0]
        or (uri.partition(f"{BAR}layername=")[2])
    )


def with_layer_number(uri: str, number: int) -> str:
    """An address that names a layer of its file by its number, whatever it is called."""
    # QGIS takes what follows a bar in the name of the layer for a part of the path.
    path, _, _ = uri.partition(f"{BAR}layername=")
    return str(QgsProviderRegistry.instance().encodeUri(OGR, {"path": path, "layerId": number}))


def layer_location(layer: SourceLayer) -> str:
    """Where a layer is, in a few words: its file and folder, or its connection and schema."""
    path = file_of(layer)
    if path is not None:
        return f"{path.parent.name}/{path.name}"
    schema = QgsDataSourceUri(layer.uri).schema() if layer.provider == POSTGRES_PROVIDER else ""
    return "/".join(part for part in (layer.connection or layer.provider, schema) if part)


def told_name(layer: SourceLayer, layers: Sequence[SourceLayer]) -> str:
    """The name of a layer of a source, with its place where several have one name."""
    if sum(one.name == layer.name for one in layers) < 2:
        return layer.name
    return f"{layer_location(layer)}/{layer.name}"


# QGIS takes half a millisecond for each, and the files of a source are looked at twice a sheet.
@lru_cache(maxsize=1024)
def _decoded(uri: str) -> Mapping[str, Any]:
    whole = uri[len(WHOLE) :] if uri.startswith(WHOLE) else uri
    return dict(QgsProviderRegistry.instance().decodeUri(OGR, whole))

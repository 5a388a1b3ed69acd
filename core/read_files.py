# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that a sheet is made from, none of which it may be written over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qgis.core import QgsLayoutItemPicture, QgsPrintLayout, QgsProject, QgsProviderRegistry
from qgis.PyQt.QtCore import QUrl

from .common.errors import SourceError
from .prepared_sheet import PreparedSheet
from .profiles.profile import profile_file
from .sources.file_formats import files_of
from .sources.layer_file import OGR, file_of_uri
from .sources.source_address import SourceAddress, SourceKind


def files_read(prepared: PreparedSheet, layout: QgsPrintLayout | None = None) -> tuple[Path, ...]:
    """The files of a sheet's data, texts and template, of its layout's pictures, of the project."""
    request = prepared.request
    named = [request.background, prepared.cartouche.logo]
    files = {Path(name) for name in named if name} | project_files(QgsProject.instance())
    # Where the request names no sheet, it is the one that was chosen.
    files |= {prepared.sheet.path, prepared.template.path}
    files |= set(_source_files(SourceAddress.parse(request.source)))
    layers = [source.layer for source in prepared.maker.profile.sources]
    files |= {path for x in layers for path in _layer_files(x.provider, x.uri)}
    if request.base:
        files |= set(_source_files(SourceAddress.parse(request.base)))
    opened = [*prepared.context.gazetteer.layers, *(x.layer for x in prepared.layers.base.layers)]
    files |= {path for x in opened for path in _layer_files(x.providerType(), x.source())}
    return tuple(sorted(files | (picture_files(layout) if layout is not None else set())))


def project_files(project: QgsProject) -> set[Path]:
    """The file of a project, and those behind its layers."""
    layers = project.mapLayers().values()
    files = {path for x in layers for path in _layer_files(x.providerType(), x.source())}
    return files | ({Path(project.fileName())} if project.fileName() else set())


def picture_files(layout: QgsPrintLayout) -> set[Path]:
    """The files of the pictures on a layout."""
    items = [item for item in layout.items() if isinstance(item, QgsLayoutItemPicture)]
    return {Path(item.picturePath()) for item in items if item.picturePath()}


def _source_files(address: SourceAddress) -> list[Path]:
    if address.kind is SourceKind.FILES:
        try:
            return files_of(Path(address.name))
        except (SourceError, OSError):
            return []
    written = profile_file(address)
    return [written] if written else []


def _layer_files(provider: str, uri: str) -> Iterator[Path]:
    """The file behind a layer, if there is one."""
    if provider == OGR:
        path = file_of_uri(uri)
    else:
        path = QgsProviderRegistry.instance().decodeUri(provider, uri).get("path")
    if path:
        yield Path(QUrl(path).toLocalFile() if path.startswith("file:") else path)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers that files hold, and what is wrong with the files that hold none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath

from qgis.core import (
    Qgis,
    QgsMapLayerType,
    QgsProviderRegistry,
    QgsProviderSublayerDetails,
    QgsWkbTypes,
)

from ..common.errors import SourceError
from ..common.files import ROOT, FileState, file_states
from ..common.geometry import wkb_geometry
from .archive import check_packed, zip_contents
from .connection import SourceLayer
from .file_faults import DataFile, is_meant_as_data, known_fault, why_not_read, without_geometries
from .file_formats import FILE_ENDINGS, GEODATABASE, ZIP, find_files, unreadable
from .geopackage import is_locked, locked_message, no_new_journal
from .layer_file import BAR, WHOLE, layer_name, with_layer_number

# The formats whose layers have names of their own.
_OWN_NAMES = (".gpkg", ".sqlite", ".db", GEODATABASE)

# Formats that are zips by their own names.
_PACKED = (".kmz", ".shz")


@dataclass
class Listing:
    """The layers that a source offers; `unreadable` are the names of files that cannot be read."""

    layers: list[SourceLayer]
    warnings: list[str]
    unreadable: list[str] = field(default_factory=list)


def list_files(path: Path) -> Listing:
    """List what opens; in a folder a file that does not is a warning, alone it is an error.

    Raises SourceError.
    """
    try:
        found = find_files(path)
    except OSError as error:
        raise unreadable(path, error) from error
    listing = Listing([], [*found.warnings])
    is_alone = found.files == [path]
    for file in found.files:
        try:
            _add_file(file, listing, is_alone)
        except SourceError as error:
            if is_alone or (len(found.files) == 1 and not found.warnings):
                raise
            listing.warnings.append(str(error))
            listing.unreadable.append(file.stem)
    if not listing.layers and listing.warnings:
        raise SourceError(listing.warnings[0])
    return listing


def _add_file(file: Path, listing: Listing, is_alone: bool) -> None:
    if file.suffix.lower() != ZIP:
        if is_locked(file):
            raise SourceError(locked_message(file))
        if file.suffix.lower() in _PACKED:
            check_packed(file)
        data = DataFile(file.as_posix(), str(file))
        if ROOT in file.parents:
            listing.layers += _bundled_layers(data, is_alone, file_states([file]))
        else:
            listing.layers += _layers_of(data, is_alone)
        return
    contents = zip_contents(file)
    listing.warnings += contents.warnings
    for path in contents.paths:
        inside = DataFile(path, f"{file}/{path.partition(f'{file}/')[2]}")
        try:
            listing.layers += _layers_of(inside, len(contents.paths) == 1)
        except SourceError as error:
            if len(contents.paths) == 1:
                raise
            listing.warnings.append(str(error))
            listing.unreadable.append(PurePosixPath(path).stem)


@lru_cache(maxsize=100)
def _bundled_layers(
    file: DataFile, is_alone: bool, _state: tuple[FileState, ...]
) -> tuple[SourceLayer, ...]:
    """The layers of a file that comes with the plugin, which each printer asks for again."""
    return tuple(_layers_of(file, is_alone))


def _layers_of(file: DataFile, is_alone: bool) -> Iterator[SourceLayer]:
    """The layers of a file. Raises SourceError where it should hold some, and holds none."""
    fault = known_fault(file)
    if fault:
        raise SourceError(fault)
    found = _sublayers(file)
    vectors = [s for s in found if s.wkbType() != QgsWkbTypes.Type.NoGeometry]
    # Tables are nothing to be told of where they lie beside layers.
    is_told = not found and file.ending in FILE_ENDINGS and is_meant_as_data(file)
    if not vectors and (is_alone or is_told):
        raise SourceError(without_geometries(file) if found else why_not_read(file))
    for sublayer in vectors:
        own = len(vectors) > 1 or file.ending in _OWN_NAMES
        uri = sublayer.uri()
        name = layer_name(uri) or sublayer.name()
        if BAR in name:
            uri = with_layer_number(uri, sublayer.layerNumber())
        yield SourceLayer(
            name if own else PurePosixPath(file.path).stem,
            uri,
            sublayer.providerKey(),
            geometry=wkb_geometry(sublayer.wkbType()),
        )


def _sublayers(file: DataFile) -> list[QgsProviderSublayerDetails]:
    """The layers and the tables that QGIS finds in a file."""
    # The driver of GML writes down what it has seen, beside the file, unless it cannot.
    is_plain_gml = file.ending == ".gml" and not file.path.startswith("/vsi")
    with no_new_journal():
        found = QgsProviderRegistry.instance().querySublayers(
            f"{WHOLE}{file.path}" if is_plain_gml else file.path,
            Qgis.SublayerQueryFlags(Qgis.SublayerQueryFlag.ResolveGeometryType),
        )
    return [sublayer for sublayer in found if sublayer.type() == QgsMapLayerType.VectorLayer]

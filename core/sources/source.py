# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of layers: files, folders, databases, services, the open project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsFeatureIterator,
    QgsFeatureRequest,
    QgsFeedback,
    QgsProject,
    QgsVectorLayer,
)

from ..common.crs import is_known
from ..common.errors import SourceError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.layer_roles import ROLE
from .connection import (
    MEMORY,
    POSTGRES_PROVIDER,
    SERVICES,
    SourceLayer,
    connected_uri,
    database_layers,
    service_connections,
    service_layers,
)
from .encoding import better_encoding
from .file_faults import DataFile, known_fault
from .file_layers import Listing, list_files
from .geopackage import is_locked, locked_message, no_new_journal
from .layer_file import file_of, gdal_path, told_name
from .source_address import SourceAddress, SourceKind


@dataclass(frozen=True)
class OpenedLayer:
    """A layer, and what the user is told of the way it was opened."""

    layer: QgsVectorLayer
    warnings: tuple[str, ...] = ()


def list_layers(address: SourceAddress, feedback: QgsFeedback | None = None) -> Listing:
    """List the vector layers of files, a database, a service or the open project.

    Raises SourceError when the source is missing, unreadable or empty, or lacks the layer that is
    meant; CancelledError.
    """
    listing = _list_all(address.whole, feedback)
    if address.layer:
        listing.layers = meant_layers(address, listing.layers)
    return listing


def _list_all(address: SourceAddress, feedback: QgsFeedback | None) -> Listing:
    if address.kind is SourceKind.PROJECT:
        listing = _list_project()
    elif address.kind is SourceKind.DATABASE:
        listing = Listing(database_layers(address.name), [])
    elif address.kind is SourceKind.SERVICE:
        if address.name in service_connections():
            from .service_probe import ask_connection

            ask_connection(address.name, feedback)
        listing = Listing(service_layers(address.name, feedback), [])
    else:
        listing = list_files(Path(address.name))
    if not listing.layers:
        raise SourceError(
            translate(
                "Source",
                "The source “{path}” holds no vector layer. Choose a GeoPackage, "
                "a shapefile, a GeoJSON or FlatGeobuf file, or a folder of them.",
            ).format(path=address.full_label)
        )
    return listing


def meant_layers(address: SourceAddress, layers: list[SourceLayer]) -> list[SourceLayer]:
    """The layers of the name that an address means, of those of its source. Raises SourceError."""
    wanted = address.layer.casefold()
    for is_meant in (
        lambda layer: layer.name == address.layer,
        lambda layer: told_name(layer, layers) == address.layer,
        lambda layer: layer.name.casefold() == wanted,
    ):
        found = [layer for layer in layers if is_meant(layer)]
        if found:
            return found
    raise SourceError(
        translate("Source", "“{path}” holds no layer “{layer}”, but {layers}.").format(
            path=address.whole.full_label,
            layer=address.layer,
            layers=", ".join(told_name(layer, layers) for layer in layers[:8]),
        )
    )


def open_layer(
    layer: SourceLayer, feedback: QgsFeedback | None = None, just_listed: bool = False
) -> QgsVectorLayer:
    """Open a layer for the plugin alone, with the code page and the CRS that it is given.

    Where it was `just_listed`, its file was found not to be locked, and is not asked again.
    Raises SourceError when it cannot be read, or its service does not answer in time;
    CancelledError.
    """
    path = file_of(layer)
    if path is not None and not just_listed and is_locked(path):
        # QGIS would try for some twenty seconds, and then read it as it was.
        raise SourceError(locked_message(path))
    if layer.provider in SERVICES:
        from .service_probe import ask_ahead

        ask_ahead(layer, feedback)
    opened = _open(layer)
    if not opened.isValid():
        raise SourceError(_why_unreadable(layer))
    if layer.crs:
        opened.setCrs(QgsCoordinateReferenceSystem(layer.crs))
    encoding = layer.encoding or better_encoding(layer, opened)
    if encoding:
        opened.setProviderEncoding(encoding)
    return opened


def read_all(layer: QgsVectorLayer, request: QgsFeatureRequest) -> Iterator[QgsFeature]:
    """Yield the features that a request asks of a layer, to the last one.

    Raises SourceError where the reading failed: QGIS would end there without a word.
    """
    read = 0
    features = layer.getFeatures(request)
    feature = QgsFeature()
    while _next(layer, features, feature):
        read += 1
        yield QgsFeature(feature)
    if not _is_complete(layer, request, read):
        raise broken_off(layer)


def read_whole(layer: QgsVectorLayer, request: QgsFeatureRequest) -> list[QgsFeature]:
    """All the features that a request asks of a layer, some ten times faster than one by one.

    Raises SourceError as `read_all` does.
    """
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.ErrorReset()
    try:
        features = list(layer.getFeatures(request))
        is_whole = gdal.GetLastErrorType() < gdal.CE_Failure
        # GDAL keeps the last report alone.
        has_more = gdal.GetErrorCounter() > 1
    finally:
        gdal.PopErrorHandler()
    if is_whole and has_more:
        return list(read_all(layer, request))
    if not is_whole or not _is_complete(layer, request, len(features)):
        raise broken_off(layer)
    return features


def broken_off(layer: QgsVectorLayer) -> SourceError:
    """The refusal of a layer that was not read to its end."""
    if layer.providerType() == POSTGRES_PROVIDER:
        sentence = translate(
            "Source", "The database broke off while “{layer}” was read: try again."
        )
    else:
        sentence = translate(
            "Source",
            "“{layer}” could not be read to its end: its file may be gone or damaged, or too many "
            "files be open.",
        )
    return SourceError(sentence.format(layer=layer.name()))


def _next(layer: QgsVectorLayer, features: QgsFeatureIterator, feature: QgsFeature) -> bool:
    """Read the next feature. Raises SourceError for what GDAL reports and QGIS keeps to itself."""
    # No handler of Python's: GDAL quotes damaged files in bytes that are no text.
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.ErrorReset()
    try:
        found = bool(features.nextFeature(feature))
        if gdal.GetLastErrorType() >= gdal.CE_Failure:
            raise broken_off(layer)
    finally:
        gdal.PopErrorHandler()
    return found


def _is_complete(layer: QgsVectorLayer, request: QgsFeatureRequest, read: int) -> bool:
    """Whether so many features are all that a request asks of a layer, as far as can be known."""
    if layer.providerType() == POSTGRES_PROVIDER:
        return read == _count_again(layer, request)
    if read or layer.featureCount() <= 0:
        return True
    # Nothing there, or nothing to be had any more: of a shapefile in pieces rows may come that have
    # lost their geometries.
    every = QgsFeatureRequest().setNoAttributes()
    if layer.providerType() != "ogr" or layer.extent().isEmpty():
        return next(layer.getFeatures(every.setLimit(1)), None) is not None
    return any(row.hasGeometry() for row in layer.getFeatures(every))


def _count_again(layer: QgsVectorLayer, request: QgsFeatureRequest) -> int:
    fresh = QgsVectorLayer(layer.source(), layer.name(), layer.providerType())
    if not fresh.isValid():
        return -1
    again = QgsFeatureRequest(request).setFlags(QgsFeatureRequest.Flag.NoGeometry)
    return sum(1 for _ in fresh.getFeatures(again))


def _open(layer: SourceLayer) -> QgsVectorLayer:
    if layer.provider == MEMORY:
        found = QgsProject.instance().mapLayer(layer.uri)
        return found.clone() if isinstance(found, QgsVectorLayer) else QgsVectorLayer()
    options = QgsVectorLayer.LayerOptions(False)
    # QGIS would ask the user, in the middle of a sheet.
    options.skipCrsValidation = True
    with no_new_journal():
        opened = QgsVectorLayer(connected_uri(layer), layer.name, layer.provider, options)
        if opened.crs().isValid() and not opened.crs().toWkt():
            # QGIS 3.44 may cache a CRS of a service that has lost its definition: no coordinates
            # can be transformed with it, and a copy is written without one.
            QgsCoordinateReferenceSystem.invalidateCache()
            opened = QgsVectorLayer(connected_uri(layer), layer.name, layer.provider, options)
        return opened


def _why_unreadable(layer: SourceLayer) -> str:
    path = file_of(layer)
    if path is not None and not path.exists():
        return translate(
            "Source",
            "The layer “{layer}” can no longer be read: there is no file “{path}” any more. Where "
            "files have moved, “Data profile…” finds them again.",
        ).format(layer=layer.name, path=path)
    fault = known_fault(DataFile(gdal_path(layer.uri), str(path))) if path is not None else ""
    return fault or translate("Layers", "The layer “{layer}” can no longer be read.").format(
        layer=layer.name
    )


def _list_project() -> Listing:
    """The layers that the user has in the open project, none of the plugin's own."""
    listing = Listing([], [])
    for layer in QgsProject.instance().mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or layer.customProperty(ROLE):
            continue
        if not layer.isValid():
            listing.warnings.append(
                translate("Source", "The layer “{layer}” of the project cannot be read.").format(
                    layer=layer.name()
                )
            )
        elif layer.isSpatial():
            listing.layers.append(_project_layer(layer))
    return listing


def _project_layer(layer: QgsVectorLayer) -> SourceLayer:
    return SourceLayer(
        name=layer.name(),
        uri=layer.id() if layer.providerType() == MEMORY else layer.source(),
        provider=layer.providerType(),
        encoding=layer.dataProvider().encoding() if layer.providerType() == "ogr" else "",
        crs=_crs_text(layer.crs()) if is_known(layer.crs()) else "",
        geometry=layer_geometry(layer),
    )


def _crs_text(crs: QgsCoordinateReferenceSystem) -> str:
    return str(crs.authid()) or f"WKT:{crs.toWkt()}"

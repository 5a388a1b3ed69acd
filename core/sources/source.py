# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of layers: files, folders, databases, services, the open project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureIterator,
    QgsFeatureRequest,
    QgsFeedback,
    QgsMapLayerType,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from ..common.crs import is_known
from ..common.errors import SourceError
from ..common.geometry import layer_geometry, wkb_geometry
from ..common.i18n import translate
from ..common.layer_roles import ROLE
from .connection import (
    MEMORY,
    POSTGRES_PROVIDER,
    SourceLayer,
    connected_uri,
    database_layers,
    service_connections,
    service_layers,
)
from .encoding import better_encoding
from .geopackage import is_locked, locked_message, no_new_journal
from .service_probe import ask_ahead, ask_connection
from .source_address import SourceAddress, SourceKind

FILE_ENDINGS = (".gpkg", ".shp", ".geojson", ".json", ".fgb", ".zip")

_IN_ARCHIVE = re.compile(r"(/vsizip/)(.*?\.zip)(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class OpenedLayer:
    """A layer, and what the user is told of the way it was opened."""

    layer: QgsVectorLayer
    warnings: tuple[str, ...] = ()


@dataclass
class Listing:
    """The layers that a source offers; `unreadable` are the names of files that cannot be read."""

    layers: list[SourceLayer]
    warnings: list[str]
    unreadable: list[str] = field(default_factory=list)


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
            ask_connection(address.name, feedback)
        listing = Listing(service_layers(address.name, feedback), [])
    else:
        listing = _list_files(Path(str(address)))
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
    for wanted in (str, str.casefold):
        found = [layer for layer in layers if wanted(layer.name) == wanted(address.layer)]
        if found:
            return found
    raise SourceError(
        translate("Source", "“{path}” holds no layer “{layer}”, but {layers}.").format(
            path=address.whole.full_label,
            layer=address.layer,
            layers=", ".join(layer.name for layer in layers[:8]),
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


def file_of(layer: SourceLayer) -> Path | None:
    """The file that a layer is read from, the archive of one that is packed; None without one."""
    if layer.provider != "ogr":
        return None
    _, path, _ = _parts(layer.uri)
    return None if "://" in path or path.startswith("/vsi") else Path(path)


def layer_location(layer: SourceLayer) -> str:
    """Where a layer is, in a few words: its file and folder, or its connection and schema."""
    path = file_of(layer)
    if path is not None:
        return f"{path.parent.name}/{path.name}"
    schema = QgsDataSourceUri(layer.uri).schema() if layer.provider == POSTGRES_PROVIDER else ""
    return "/".join(part for part in (layer.connection or layer.provider, schema) if part)


def with_file(layer: SourceLayer, path: Path) -> SourceLayer:
    """A layer read from another file, the place in it being the same."""
    prefix, _, rest = _parts(layer.uri)
    return replace(layer, uri=f"{prefix}{path}{rest}")


def _parts(uri: str) -> tuple[str, str, str]:
    """A prefix for archives, the path of the file, and the place in the file."""
    found = _IN_ARCHIVE.match(uri)
    if found:
        return found[1], found[2], found[3]
    path, bar, place = uri.partition("|")
    return "", path, bar + place


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
    # Nothing there, or nothing to be had any more.
    one = QgsFeatureRequest().setLimit(1).setNoAttributes()
    return next(layer.getFeatures(one), None) is not None


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
    return translate("Layers", "The layer “{layer}” can no longer be read.").format(
        layer=layer.name
    )


def _list_files(path: Path) -> Listing:
    """List what opens; in a folder a file that does not is a warning, alone it is an error."""
    try:
        files = files_of(path)
    except OSError as error:
        raise SourceError(
            translate("Source", "The source “{path}” cannot be read: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    listing = Listing([], [])
    for file in files:
        try:
            listing.layers += _file_layers(file)
        except SourceError as error:
            if len(files) == 1:
                raise
            listing.warnings.append(str(error))
            listing.unreadable.append(file.stem)
    return listing


def files_of(path: Path) -> list[Path]:
    """The files of a source: itself, or those in a folder and in its folders.

    Raises SourceError when there is nothing at that path, OSError.
    """
    if not path.exists():
        raise SourceError(
            translate("Source", "The source “{path}” does not exist.").format(path=path)
        )
    if path.is_file():
        with path.open("rb") as opened:
            opened.read(1)
        return [path]
    # Deliveries come as one folder a theme at most; a whole share is not walked through.
    levels = (path.iterdir(), path.glob("*/*"))
    files = [f for level in levels for f in level if f.suffix.lower() in FILE_ENDINGS]
    return sorted(f for f in files if f.is_file())


def _file_layers(file: Path) -> Iterator[SourceLayer]:
    if is_locked(file):
        raise SourceError(locked_message(file))
    sublayers = QgsProviderRegistry.instance().querySublayers(
        str(file), Qgis.SublayerQueryFlags(Qgis.SublayerQueryFlag.ResolveGeometryType)
    )
    vectors = [s for s in sublayers if s.type() == QgsMapLayerType.VectorLayer]
    if not vectors and file.suffix.lower() != ".json":
        raise SourceError(
            translate(
                "Source", "The file “{path}” cannot be read as vector data; it may be damaged."
            ).format(path=file)
        )
    for sublayer in vectors:
        own = len(vectors) > 1 or file.suffix.lower() in (".gpkg", ".zip")
        name = sublayer.name() if own else file.stem
        inside = Path(sublayer.uri().split("|")[0])
        if file.suffix.lower() == ".zip" and inside.suffix.lower() == ".shp":
            name = inside.stem
        yield SourceLayer(
            name,
            sublayer.uri(),
            sublayer.providerKey(),
            geometry=wkb_geometry(sublayer.wkbType()),
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

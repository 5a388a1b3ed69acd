# SPDX-License-Identifier: GPL-3.0-or-later
"""Data profiles: which layer of a source plays which legend class, recognised through presets."""

from __future__ import annotations

import filecmp
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsMapLayerType,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .errors import SheetError, SourceError
from .i18n import translate
from .rooms import ROOT, files, profile_folder
from .sheet import read_object

EMBEDDED_DEMONSTRATION = ROOT / "data" / "demonstration"

# How a source is named when it is the embedded demonstration.
DEMONSTRATION = "demonstration"

FILE_ENDINGS = (".gpkg", ".shp", ".geojson", ".json", ".fgb")

GEOMETRY_LETTERS = {
    QgsWkbTypes.GeometryType.PointGeometry: "p",
    QgsWkbTypes.GeometryType.LineGeometry: "l",
    QgsWkbTypes.GeometryType.PolygonGeometry: "s",
}


@dataclass(frozen=True)
class ClassSource:
    """One layer of a source in the role of a legend class, with an optional filter (SQL)."""

    class_id: str
    geometry: str
    name: str
    uri: str
    provider: str = "ogr"
    filter: str = ""


@dataclass(frozen=True)
class DataProfile:
    """What was understood of a source."""

    title: str
    credit: str
    sources: tuple[ClassSource, ...]
    demonstration: bool = False
    warnings: tuple[str, ...] = ()


def recognise(source: str) -> DataProfile:
    """Recognise the layers of a file, of a folder or of the embedded demonstration.

    The preset that fits the most layers is taken. Raises SourceError when the source is
    missing, unreadable, empty or of no known schema.
    """
    path = demonstration_folder() if source in ("", DEMONSTRATION) else Path(source)
    layers, unreadable = _open_all(path)
    profiles = [_apply(preset, layers) for preset in load_presets()]
    best = max(profiles, key=lambda profile: len(profile.sources))
    if not best.sources:
        faults = sorted({w for profile in profiles for w in profile.warnings})
        raise SourceError(faults[0] if faults else _unknown(path, layers))
    played = Counter((s.name, s.class_id, s.geometry) for s in best.sources)
    twice = sorted({name for (name, _, _), count in played.items() if count > 1})
    if twice:
        unreadable.append(
            translate("Source", "“{path}” holds {layers} more than once; all are drawn.").format(
                path=path, layers=", ".join(twice)
            )
        )
    used = {s.name for s in best.sources}
    other = sorted({s.name for profile in profiles for s in profile.sources if s.name not in used})
    if other:
        unreadable.append(
            translate(
                "Source",
                "“{path}” holds more than one data set: {title} is drawn, {layers} left out.",
            ).format(path=path, title=best.title, layers=", ".join(other))
        )
    return replace(best, warnings=(*best.warnings, *unreadable))


def demonstration_folder() -> Path:
    """A copy of the embedded demonstration in the user's profile, made when it is missing.

    Projects refer to it there, so that they draw the same once the plugin is gone.
    """
    folder = profile_folder() / DEMONSTRATION
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for original in EMBEDDED_DEMONSTRATION.glob("*.fgb"):
            copy = folder / original.name
            if not copy.is_file() or not filecmp.cmp(original, copy, shallow=False):
                part = copy.with_suffix(".part")
                shutil.copyfile(original, part)
                part.replace(copy)
    except OSError as error:
        raise SourceError(
            translate("Source", "The demonstration cannot be copied to “{path}”: {reason}.").format(
                path=folder, reason=error.strerror or error
            )
        ) from error
    return folder


def load_presets() -> list[dict[str, Any]]:
    """The presets that recognise known data sets, the bundled ones and the user's."""
    return [read_object(path) for path in files("sheets/presets", "*.json").values()]


def _open_all(path: Path) -> tuple[list[QgsVectorLayer], list[str]]:
    """Open what can be; in a folder a file that cannot is a warning, alone it is an error."""
    try:
        files = _files(path)
    except OSError as error:
        raise SourceError(
            translate("Source", "The source “{path}” cannot be read: {reason}.").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    layers: list[QgsVectorLayer] = []
    warnings: list[str] = []
    for file in files:
        try:
            layers += _open_file(file)
        except SourceError as error:
            if len(files) == 1:
                raise
            warnings.append(str(error))
    if not layers:
        raise SourceError(
            translate(
                "Source",
                "The source “{path}” holds no vector layer. Choose a GeoPackage, "
                "a shapefile, a GeoJSON or FlatGeobuf file, or a folder of them.",
            ).format(path=path)
        )
    return layers, warnings


def _files(path: Path) -> list[Path]:
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


def _open_file(file: Path) -> Iterator[QgsVectorLayer]:
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
        name = sublayer.name() if len(vectors) > 1 or file.suffix.lower() == ".gpkg" else file.stem
        layer = QgsVectorLayer(sublayer.uri(), name, sublayer.providerKey())
        if not layer.isValid():
            raise SourceError(
                translate("Source", "The layer “{layer}” of “{path}” cannot be read.").format(
                    layer=name, path=file
                )
            )
        yield layer


def _apply(preset: dict[str, Any], layers: list[QgsVectorLayer]) -> DataProfile:
    sources = []
    warnings = []
    for layer in layers:
        try:
            source = _match(preset, layer)
        except SourceError as error:
            warnings.append(str(error))
            continue
        except KeyError as error:
            raise SheetError(
                translate("Source", "The preset “{preset}” lacks the entry {entry}.").format(
                    preset=preset.get("id", "?"), entry=error
                )
            ) from error
        if source:
            sources.append(source)
    return DataProfile(
        preset["title"],
        preset["credit"],
        tuple(sources),
        preset.get("demonstration", False),
        tuple(warnings),
    )


def _match(preset: dict[str, Any], layer: QgsVectorLayer) -> ClassSource | None:
    letter = GEOMETRY_LETTERS.get(layer.geometryType(), "")
    present = {field.name().lower() for field in layer.fields()}
    rules = [rule for rule in preset["layers"] if letter and letter in rule["geometries"]]
    for rule in rules:
        if any(re.fullmatch(name, layer.name().lower()) for name in rule["names"]):
            missing = [field for field in rule["fields"] if field not in present]
            if missing:
                raise SourceError(
                    translate(
                        "Source",
                        "The layer “{layer}” is named as in “{title}” but lacks the field {field}.",
                    ).format(layer=layer.name(), title=preset["title"], field=", ".join(missing))
                )
            return _class_source(rule, letter, layer)
    for rule in rules:
        if present.issuperset(rule["fields"]):
            return _class_source(rule, letter, layer)
    return None


def _class_source(rule: dict[str, Any], letter: str, layer: QgsVectorLayer) -> ClassSource:
    return ClassSource(
        class_id=rule["class"],
        geometry=letter,
        name=layer.name(),
        uri=layer.source(),
        provider=layer.providerType(),
        filter=rule.get("filter", ""),
    )


def _unknown(path: Path, layers: list[QgsVectorLayer]) -> str:
    return translate(
        "Source",
        "None of the layers of “{path}” is of a known schema (national SRCE standard, SRADDET "
        "Hauts-de-France): {layers}.",
    ).format(path=path, layers=", ".join(layer.name() for layer in layers[:8]))

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
from .sheet import SheetDefinition, read_object

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


def recognise(source: str, sheet: SheetDefinition | None = None) -> DataProfile:
    """Recognise the layers of a file, of a folder or of the embedded demonstration.

    The preset that fits the most layers is taken; where a sheet is given, the most of those that
    it draws. Raises SourceError when the source is missing, unreadable, empty, of no known schema
    or of nothing that the sheet draws.
    """
    path = demonstration_folder() if source in ("", DEMONSTRATION) else Path(source)
    layers, unreadable = _open_all(path)
    presets = load_presets()
    profiles = [_apply(preset, layers) for preset in presets]
    if not any(profile.sources for profile in profiles):
        faults = sorted({w for profile in profiles for w in profile.warnings})
        raise SourceError(faults[0] if faults else _unknown(path, layers, presets))
    if sheet is not None:
        known = [profile for profile in profiles if profile.sources]
        profiles = [profile for profile in known if _drawn(profile, sheet)]
        if not profiles:
            raise SourceError(_foreign(path, known, sheet))
    best = max(profiles, key=lambda profile: len(_drawn(profile, sheet)))
    played = Counter((s.name, s.class_id, s.geometry, s.filter) for s in best.sources)
    twice = sorted({name for (name, *_), count in played.items() if count > 1})
    if twice:
        unreadable.append(
            translate("Source", "“{path}” holds {layers} more than once; all are drawn.").format(
                path=path, layers=", ".join(twice)
            )
        )
    used = {s.name for s in best.sources}
    drawn = {name for profile in profiles for name in _drawn(profile, sheet)}
    other = sorted(drawn - used)
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
    """The presets that recognise known data sets, the bundled ones and the user's.

    Raises SheetError when one of them is no JSON, lacks an entry or has a wrong one.
    """
    presets = []
    for path in files("sheets/presets", "*.json").values():
        preset = read_object(path)
        try:
            _check(preset)
        except (KeyError, TypeError, re.error) as error:
            raise SheetError(
                translate(
                    "Source", "The preset “{path}” is incomplete or wrong at {entry}."
                ).format(path=path, entry=error)
            ) from error
        presets.append(preset)
    return presets


def _check(preset: dict[str, Any]) -> None:
    """Raises KeyError, TypeError or re.error that names the entry at fault."""
    _check_entries(preset, {"title": str, "credit": str, "layers": list})
    for rule in preset["layers"]:
        _check_entries(rule, {"class": str, "geometries": str, "names": list, "fields": list})
        for name in rule["names"]:
            re.compile(name)


def _check_entries(entries: dict[str, Any], kinds: dict[str, type[Any]]) -> None:
    for key, kind in kinds.items():
        if not isinstance(entries[key], kind):
            raise TypeError(repr(key))


def _drawn(profile: DataProfile, sheet: SheetDefinition | None) -> set[str]:
    """The names of the layers of a profile that a sheet draws, all of them without a sheet."""
    return {s.name for s in profile.sources if sheet is None or sheet.draws(s.class_id, s.geometry)}


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
            sources += _match(preset, layer)
        except SourceError as error:
            warnings.append(str(error))
    return DataProfile(
        preset["title"],
        preset["credit"],
        tuple(sources),
        preset.get("demonstration", False),
        tuple(warnings),
    )


def _match(preset: dict[str, Any], layer: QgsVectorLayer) -> list[ClassSource]:
    """The roles of a layer: one, or as many as there are rules that filter it."""
    letter = GEOMETRY_LETTERS.get(layer.geometryType(), "")
    present = {field.name().lower() for field in layer.fields()}
    rules = [rule for rule in preset["layers"] if letter and letter in rule["geometries"]]
    named = [r for r in rules if any(re.fullmatch(n, layer.name().lower()) for n in r["names"])]
    fitting = [rule for rule in named or rules if present.issuperset(rule["fields"])]
    if named and not fitting:
        missing = [field for field in named[0]["fields"] if field not in present]
        raise SourceError(
            translate(
                "Source",
                "The layer “{layer}” is named as in “{title}” but lacks the field {field}.",
            ).format(layer=layer.name(), title=preset["title"], field=", ".join(missing))
        )
    taken = [rule for rule in fitting if rule.get("filter")] or fitting[:1]
    return [_class_source(rule, letter, layer) for rule in taken]


def _class_source(rule: dict[str, Any], letter: str, layer: QgsVectorLayer) -> ClassSource:
    return ClassSource(
        class_id=rule["class"],
        geometry=letter,
        name=layer.name(),
        uri=layer.source(),
        provider=layer.providerType(),
        filter=rule.get("filter", ""),
    )


def _unknown(path: Path, layers: list[QgsVectorLayer], presets: list[dict[str, Any]]) -> str:
    return translate(
        "Source",
        "None of the layers of “{path}” is of a known schema ({known}): {layers}.",
    ).format(
        path=path,
        known="; ".join(p["title"] for p in presets if not p.get("demonstration")),
        layers=", ".join(layer.name() for layer in layers[:8]),
    )


def _foreign(path: Path, profiles: list[DataProfile], sheet: SheetDefinition) -> str:
    return translate(
        "Source",
        "“{path}” holds nothing that the sheet “{sheet}” draws, but {titles}: choose another "
        "source.",
    ).format(path=path, sheet=sheet.name, titles=", ".join(profile.title for profile in profiles))

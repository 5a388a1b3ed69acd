# SPDX-License-Identifier: GPL-3.0-or-later
"""Data profiles: which layers play the legend classes of a sheet, kept under a name as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ..common.disk import reason
from ..common.errors import SourceError
from ..common.files import profile_folder, write_whole
from ..common.harmless import harmless_text
from ..common.i18n import translate
from ..common.json_object import JsonObject
from ..common.json_text import LONGEST_ADDRESS
from ..common.patterns import pattern
from ..common.target import check_json_target
from ..sheet.definition import GEOMETRIES
from ..sources.connection import MEMORY, SourceLayer, storable_layer
from ..sources.layer_file import file_of, with_file
from ..sources.source_address import SourceAddress, SourceKind
from .data_facts import UNKNOWN, DataFacts

# The entry by which a file is known to be one, and the version of what it holds.
VERSION_KEY = "data_profile"
VERSION = 1

# What a path beside the others may be looked for in: a folder, and its folders.
LEVELS = ("", "*/", "*/*/")

# A name that every file system takes; Windows keeps some for itself.
_RESERVED = r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))"
_LETTER = r'[^<>:"/\\|?*\x00-\x1f]'
_NAME = pattern(rf"{_RESERVED}{_LETTER}{{0,79}}(?<![. ])", re.IGNORECASE)


@dataclass(frozen=True)
class ClassSource:
    """One layer of a source in the role of a legend class.

    `filter` is a QGIS expression, `sub_trame` the field that tells sub-trames apart, `zone_code`
    and `zone_name` those that name its zones, or the objects of a light base, `importance` that of
    how important these are; `reason` says why the layer plays that class.
    """

    class_id: str
    geometry: str
    layer: SourceLayer
    filter: str = ""
    sub_trame: str = ""
    reason: str = ""
    zone_code: str = ""
    zone_name: str = ""
    importance: str = ""


@dataclass(frozen=True)
class DataProfile:
    """What was understood of a source, or said of it by the user.

    `unread` are the classes of layers that could not be opened, by their names.
    """

    title: str
    credit: str
    sources: tuple[ClassSource, ...]
    demonstration: bool = False
    warnings: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    facts: DataFacts = UNKNOWN


def available_profiles() -> dict[str, Path]:
    """The user's data profiles, by name."""
    return {path.stem: path for path in sorted(_folder().glob("*.json"))}


def profile_path(name: str) -> Path:
    """Where the data profile of a name is kept. Raises SourceError when it is no name."""
    wanted = name.strip()
    if not wanted or not _NAME.fullmatch(wanted):
        raise SourceError(
            translate(
                "Profile",
                '“{name}” is no name for a data profile: leave out < > : " / \\ | ? * and a full '
                "stop at the end, and keep it short.",
            ).format(name=name)
        )
    # On Windows, two names that differ by case are one file.
    same = [path for n, path in available_profiles().items() if n.lower() == wanted.lower()]
    return same[0] if same else _folder() / f"{wanted}.json"


def profile_file(address: SourceAddress) -> Path | None:
    """The file of a source that is a data profile, named or given as a file; else None.

    Raises SourceError when there is none of that name, or the file cannot be read.
    """
    if address.kind is SourceKind.PROFILE:
        if address.name not in available_profiles():
            raise SourceError(
                translate(
                    "Profile",
                    "There is no data profile called “{name}”; those that are there: {known}.",
                ).format(name=address.name, known=", ".join(available_profiles()) or "–")
            )
        return available_profiles()[address.name]
    path = Path(address.name)
    if path.suffix.lower() != ".json":
        return None
    try:
        if not path.is_file():
            return None
        with path.open(encoding="utf-8-sig", errors="replace") as opened:
            return path if f'"{VERSION_KEY}"' in opened.read(200) else None
    except OSError as error:
        raise SourceError(
            translate("Source", "The source “{path}” cannot be read: {reason}.").format(
                path=path, reason=reason(error)
            )
        ) from error


def read_profile(path: Path) -> DataProfile:
    """Read a data profile, titled by the name of its file.

    Raises SourceError when it is unreadable, incomplete or of another version.
    """
    data = JsonObject.read(path, SourceError)
    if data.whole(VERSION_KEY) != VERSION:
        fault = translate("Profile", "this plugin reads version {version}")
        raise data.refusal(VERSION_KEY, fault.format(version=VERSION))
    return DataProfile(
        path.stem,
        data.text("credit"),
        tuple(_class_source(layer) for layer in data.objects("layers")),
        data.flag("demonstration", False),
        facts=DataFacts.read(data),
    )


def write_profile(path: Path, profile: DataProfile) -> None:
    """Write a data profile, whole or not at all, with neither user names, passwords nor keys.

    Raises SourceError when a layer cannot be kept (it is temporary, its address may hold a secret
    that cannot be left out) or the file not be written.
    """
    data = {
        VERSION_KEY: VERSION,
        "credit": harmless_text(profile.credit),
        "demonstration": profile.demonstration,
        **profile.facts.entries(),
        "layers": [_written(source) for source in profile.sources],
    }
    try:
        write_whole(path, json.dumps(data, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise SourceError(
            translate("Profile", "The data profile “{path}” cannot be written: {reason}.").format(
                path=path, reason=reason(error, path)
            )
        ) from error


def export_profile(path: Path, profile: DataProfile) -> None:
    """Write a data profile to a file of the user's choice, in the place of a profile only.

    Raises ExportError, else as `write_profile`.
    """
    layers = [file_of(source.layer) for source in profile.sources]
    check_json_target(path, read_profile, [file for file in layers if file is not None])
    write_profile(path, profile)


def remove_profile(name: str) -> None:
    """Forget a data profile, not its layers. Raises SourceError."""
    path = profile_path(name)
    try:
        path.unlink()
    except OSError as error:
        raise SourceError(
            translate("Profile", "The data profile “{path}” cannot be removed: {reason}.").format(
                path=path, reason=reason(error, path)
            )
        ) from error


def missing_files(profile: DataProfile) -> list[Path]:
    """The files of a profile's layers that are not there any more."""
    paths = dict.fromkeys(file_of(source.layer) for source in profile.sources)
    return [path for path in paths if path is not None and not path.exists()]


def relink(profile: DataProfile, folder: Path) -> DataProfile:
    """Look for all the missing files of a profile in a folder and in its folders.

    A file is found by as much of its earlier path as there is; one that is not found stays as it
    was.
    """
    found = {path: _found(path, folder) for path in missing_files(profile)}
    moved = {path: new for path, new in found.items() if new is not None}
    return replace(profile, sources=tuple(_moved(source, moved) for source in profile.sources))


def _folder() -> Path:
    return profile_folder() / "profiles"


def _class_source(data: JsonObject) -> ClassSource:
    class_id, geometry = data.text("class"), data.choice("geometry", tuple(GEOMETRIES))
    return ClassSource(
        class_id=class_id,
        geometry=geometry,
        layer=SourceLayer(
            name=data.text("name"),
            uri=data.text("uri", most=LONGEST_ADDRESS),
            provider=data.text("provider", "ogr"),
            connection=data.text("connection", ""),
            encoding=data.text("encoding", ""),
            crs=data.text("crs", ""),
            geometry=geometry,
        ),
        filter=data.text("filter", ""),
        sub_trame=data.text("sub_trame", ""),
        zone_code=data.text("zone_code", ""),
        zone_name=data.text("zone_name", ""),
        importance=data.text("importance", ""),
        reason=data.text("reason", ""),
    )


def _written(source: ClassSource) -> dict[str, str]:
    layer = source.layer
    if layer.provider == MEMORY:
        raise SourceError(
            translate(
                "Profile",
                "The layer “{layer}” is temporary and cannot be kept in a data profile: save it to "
                "a file first.",
            ).format(layer=layer.name)
        )
    layer = storable_layer(layer)
    entries = {
        **asdict(layer),
        "class": source.class_id,
        "geometry": source.geometry,
        "filter": source.filter,
        "sub_trame": source.sub_trame,
        "zone_code": source.zone_code,
        "zone_name": source.zone_name,
        "importance": source.importance,
        "reason": harmless_text(source.reason),
    }
    return {key: value for key, value in entries.items() if value}


def _found(path: Path, folder: Path) -> Path | None:
    """Where a file is now: at the end of its earlier path, else anywhere by its name."""
    return next((candidate for candidate in _candidates(path, folder) if candidate.exists()), None)


def _candidates(path: Path, folder: Path) -> Iterator[Path]:
    parts = path.parts[1:]
    for first in range(len(parts)):
        yield folder.joinpath(*parts[first:])
    for level in LEVELS[1:]:
        yield from sorted(folder.glob(f"{level}{_literal(path.name)}"))


def _literal(name: str) -> str:
    """A name for `glob`, where brackets and stars mean themselves."""
    return re.sub(r"([\[*?])", r"[\1]", name)


def _moved(source: ClassSource, moved: dict[Path, Path]) -> ClassSource:
    path = file_of(source.layer)
    if path is None or path not in moved:
        return source
    return replace(source, layer=with_file(source.layer, moved[path]))

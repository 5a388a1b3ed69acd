# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of public sources: what each holds, whose it is, and where it is to be had."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..common.errors import SheetError
from ..common.files import files, read_object
from ..common.i18n import translate

FOLDER = "data/opendata"

ECOLOGY = "ecology"
TERRITORIES = "territories"

# A name that cannot lead out of the folder of its source.
_FILE_NAME = re.compile(r"\w[\w. -]*\.\w+")
_LAYER_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class RemoteFile:
    """A file to download; where `optional`, the others are of use without it."""

    url: str
    name: str
    size: int | None = None
    sha256: str = ""
    optional: bool = False


@dataclass(frozen=True)
class RemoteLayer:
    """A layer of a WFS to copy; `commune_codes` is the field that its départements are told by."""

    type: str
    name: str
    commune_codes: str = ""


@dataclass(frozen=True)
class RemoteService:
    """A WFS."""

    url: str
    version: str
    layers: tuple[RemoteLayer, ...]


@dataclass(frozen=True)
class OpenData:
    """A public source: what it holds, whose it is, and where it is to be had.

    `size` is in bytes where it is known; an empty `date` means up to date. A source whose file is
    wrong has nothing but an id and its `fault`.
    """

    id: str
    name: str
    holds: str = ""
    licence: str = ""
    licence_url: str = ""
    date: str = ""
    credit: str = ""
    page: str = ""
    size: int | None = None
    files: tuple[RemoteFile, ...] = ()
    service: RemoteService | None = None
    fault: str = ""

    @property
    def by_departement(self) -> bool:
        """Whether it can be had for some départements only."""
        return self.service is not None and any(la.commune_codes for la in self.service.layers)


def available_open_data() -> list[OpenData]:
    """The sources that come with the plugin and the user's own: ecology first, then by name."""
    sources = [_read(key, path) for key, path in files(FOLDER, "*.json").items()]
    return sorted(sources, key=lambda source: (source.holds or "~", source.name))


def _read(key: str, path: Path) -> OpenData:
    """A source from its file; a wrong file does not take the others with it."""
    try:
        return _source(key, read_object(path))
    except SheetError as error:
        return OpenData(key, key, fault=str(error))
    except (KeyError, TypeError, ValueError) as error:
        fault = translate(
            "OpenData", "The list of open data “{path}” is incomplete or wrong at {entry}."
        ).format(path=path, entry=error)
        return OpenData(key, key, fault=fault)


def _source(key: str, data: dict[str, Any]) -> OpenData:
    """Raises KeyError, TypeError or ValueError that names the entry at fault."""
    if data["holds"] not in (ECOLOGY, TERRITORIES):
        raise ValueError("'holds'")
    if ("files" in data) == ("service" in data):
        raise KeyError("files")
    return OpenData(
        id=key,
        name=_text(data, "name"),
        holds=data["holds"],
        licence=_text(data, "licence"),
        licence_url=_text(data, "licence_url", ""),
        date=_text(data, "date"),
        credit=_text(data, "credit"),
        page=_address(data, "page"),
        size=_count(data, "size"),
        files=tuple(_file(entry) for entry in data.get("files", ())),
        service=_service(data["service"]) if "service" in data else None,
    )


def _file(data: dict[str, Any]) -> RemoteFile:
    return RemoteFile(
        url=_address(data, "url"),
        name=_plain(data, "name", _FILE_NAME),
        size=_count(data, "size"),
        sha256=_text(data, "sha256", ""),
        optional=data.get("optional", False) is True,
    )


def _service(data: dict[str, Any]) -> RemoteService:
    layers = tuple(
        RemoteLayer(
            type=_text(entry, "type"),
            name=_plain(entry, "name", _LAYER_NAME),
            commune_codes=_text(entry, "commune_codes", ""),
        )
        for entry in data["layers"]
    )
    return RemoteService(_address(data, "url"), _text(data, "version"), layers)


def _text(data: dict[str, Any], key: str, usual: str | None = None) -> str:
    value = data[key] if usual is None else data.get(key, usual)
    if not isinstance(value, str):
        raise TypeError(repr(key))
    return value


def _address(data: dict[str, Any], key: str) -> str:
    address = _text(data, key)
    if not re.match(r"https?://", address):
        raise ValueError(repr(key))
    return address


def _plain(data: dict[str, Any], key: str, names: re.Pattern[str]) -> str:
    name = _text(data, key)
    if not names.fullmatch(name):
        raise ValueError(repr(key))
    return name


def _count(data: dict[str, Any], key: str) -> int | None:
    value = data.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError(repr(key))
    return value

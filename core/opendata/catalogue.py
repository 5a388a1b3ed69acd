# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of public sources: what each holds, whose it is, and where it is to be had."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsExpression

from ..common.errors import SheetError
from ..common.files import files
from ..common.i18n import translate
from ..common.json_object import JsonObject

FOLDER = "data/opendata"

ECOLOGY = "ecology"
TERRITORIES = "territories"
BASE = "base"
# What sources may hold, as they stand in the list.
HOLDS = (ECOLOGY, TERRITORIES, BASE)

# A name that cannot lead out of the folder of its source.
_FILE_NAME = re.compile(r"\w[\w. -]*\.\w+")
_LAYER_NAME = re.compile(r"\w+")
_ADDRESS = re.compile(r"(?i:https?)://\S+")
_SUM = re.compile(r"(?:[0-9a-fA-F]{64})?")

# The most bytes of a file that are sure to be counted right everywhere.
_MOST_BYTES = 2**53


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
    """A layer of a WFS to copy; `commune_codes` is the field that holds the codes of communes.

    One that is had `by_box` has no such field: of some départements comes what meets the box around
    them, maybe nothing. Where `optional`, the others are of use without it. `filter` is the QGIS
    expression of the objects that come, which the service applies; `columns` are those that are
    kept, all where none is named.
    """

    type: str
    name: str
    commune_codes: str = ""
    by_box: bool = False
    optional: bool = False
    filter: str = ""
    columns: tuple[str, ...] = ()


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
        layers = self.service.layers if self.service else ()
        return any(layer.commune_codes or layer.by_box for layer in layers)

    @property
    def is_complete(self) -> bool:
        """Whether what is not in it is not there: what comes by box, unless filtered."""
        layers = self.service.layers if self.service else ()
        return any(each.by_box for each in layers) and not any(each.filter for each in layers)


def available_open_data() -> list[OpenData]:
    """The sources that come with the plugin and the user's own, by what they hold and by name."""
    sources = [_read(key, path) for key, path in files(FOLDER, "*.json").items()]
    order = (*HOLDS, "")
    return sorted(sources, key=lambda source: (order.index(source.holds), source.name))


def _read(key: str, path: Path) -> OpenData:
    """A source from its file; a wrong file does not take the others with it."""
    try:
        return _source(key, JsonObject.read(path))
    except SheetError as error:
        return OpenData(key, key, fault=str(error))


def _source(key: str, data: JsonObject) -> OpenData:
    holds = data.choice("holds", HOLDS)
    if ("files" in data) == ("service" in data):
        raise data.refusal("files", translate("OpenData", "give either “files” or a “service”"))
    return OpenData(
        id=key,
        name=data.text("name"),
        holds=holds,
        licence=data.text("licence"),
        licence_url=_address(data, "licence_url") if data.text("licence_url", "") else "",
        date=data.text("date"),
        credit=data.template("credit", names=("downloaded",)),
        page=_address(data, "page"),
        size=_size(data),
        files=tuple(_file(file) for file in data.objects("files", filled=True))
        if "files" in data
        else (),
        service=_service(data.object("service")) if "service" in data else None,
    )


def _file(data: JsonObject) -> RemoteFile:
    return RemoteFile(
        url=_address(data, "url"),
        name=_plain_name(data, _FILE_NAME),
        size=_size(data),
        sha256=data.matching("sha256", _SUM, translate("OpenData", "it has 64 digits from 0 to f"))
        if "sha256" in data
        else "",
        optional=data.flag("optional", False),
    )


def _service(data: JsonObject) -> RemoteService:
    layers = tuple(
        RemoteLayer(
            type=layer.text("type"),
            name=_plain_name(layer, _LAYER_NAME),
            commune_codes=layer.text("commune_codes", ""),
            by_box=layer.flag("by_box", False),
            optional=layer.flag("optional", False),
            filter=_filter(layer),
            columns=layer.texts("columns") if "columns" in layer else (),
        )
        for layer in data.objects("layers", filled=True)
    )
    return RemoteService(_address(data, "url"), data.text("version"), layers)


def _filter(data: JsonObject) -> str:
    written = data.text("filter", "")
    expression = QgsExpression(written)
    if written and expression.hasParserError():
        raise data.refusal("filter", expression.parserErrorString().strip())
    return written


def _address(data: JsonObject, key: str) -> str:
    fault = translate("OpenData", "it must be an address that begins with http:// or https://")
    return data.matching(key, _ADDRESS, fault)


def _plain_name(data: JsonObject, names: re.Pattern[str]) -> str:
    return data.matching("name", names, translate("OpenData", "it is no plain name of a file"))


def _size(data: JsonObject) -> int | None:
    return data.whole("size", most=_MOST_BYTES) if "size" in data else None

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the administrator of a server has said: the central configuration and its `server` object.

`docs/server.md` names the entries.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..core.common.central import Central, CentralError
from ..core.common.i18n import translate
from ..core.common.json_object import JsonObject
from ..core.common.request import SheetRequest
from ..core.common.settings import Settings
from ..core.layout.template import available_templates, is_bundled
from ..core.sheet.definition import available_sheets, bundled_sheets
from .answers import MEDIA_TYPES

# The resolutions that pictures may have at all, in dots per inch.
LEAST_DPI, MOST_DPI = 36, 600
# Denominators of the scales that are drawn on request: finer or coarser ones read much in vain.
LEAST_SCALE, MOST_SCALE = 1_000, 1_000_000

_MOST_COMMUNES = 2_000
_MOST_SECONDS = 3_600
_MOST_MEGABYTES = 1_000_000

_ENTRIES = (
    *("title", "contact", "legal", "base_url", "sheets", "templates", "formats"),
    *("dpi_limit", "communes_limit", "seconds_limit", "cache_folder", "cache_limit"),
)


@dataclass(frozen=True)
class Configuration:
    """What the service offers, and what its sheets are made from.

    `settings` are those of `Settings` that the office has set, `locked` the names of those that no
    client chooses otherwise. `sheets` are ids, `templates` names, `formats` endings. Without a
    `cache_folder` no sheet is kept; `cache_limit` is in MB; a `seconds_limit` of 0 is none.
    """

    settings: Settings = field(default_factory=Settings)
    locked: frozenset[str] = frozenset()
    title: str = "Porter à connaissance"
    contact: str = ""
    legal: str = ""
    base_url: str = ""
    sheets: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    formats: tuple[str, ...] = tuple(MEDIA_TYPES)
    dpi_limit: int = 300
    communes_limit: int = 200
    seconds_limit: int = 0
    cache_folder: Path | None = None
    cache_limit: int = 500

    def request(self, territory: str, wishes: Mapping[str, Any]) -> SheetRequest:
        """The request of a territory with the wishes of a client, as the office has its sheets."""
        ours = self.settings
        values: dict[str, Any] = {
            "sheet": ours.sheet_choice,
            "template": ours.template,
            "outside": ours.outside,
            **wishes,
        }
        return SheetRequest(
            territory,
            source=ours.source,
            background=ours.background,
            base=ours.base,
            office=ours.office,
            styles=ours.styles,
            extras=ours.extras,
            outlines=ours.outlines,
            geopdf=ours.geopdf,
            **values,
        )


def read_configuration(central: Central) -> Configuration:
    """The configuration of the service. Raises CentralError, one sentence, where it is wrong."""
    set_by_office = {**central.defaults, **central.locked}
    said = {} if central.server is None else central.server
    data = JsonObject({"server": said}, central.path, error=CentralError)
    return Configuration(
        settings=Settings(**set_by_office),
        locked=frozenset(central.locked),
        **_values(data.object("server")),
    )


def _values(data: JsonObject) -> dict[str, Any]:
    data.only(_ENTRIES)
    templates = available_templates()
    bundled = [name for name, path in templates.items() if is_bundled(path)]
    found: dict[str, Any] = {
        "sheets": _names(data, "sheets", available_sheets(), sorted(bundled_sheets())),
        "templates": _names(data, "templates", templates, sorted(bundled)),
        "formats": _names(data, "formats", MEDIA_TYPES, list(MEDIA_TYPES)),
    }
    for key in ("title", "contact", "legal", "base_url"):
        if key in data:
            found[key] = data.text(key)
    for key, least, most in (
        ("dpi_limit", LEAST_DPI, MOST_DPI),
        ("communes_limit", 1, _MOST_COMMUNES),
        ("seconds_limit", 0, _MOST_SECONDS),
        ("cache_limit", 1, _MOST_MEGABYTES),
    ):
        if key in data:
            found[key] = data.whole(key, least=least, most=most)
    if "cache_folder" in data:
        folder = Path(data.text("cache_folder"))
        if not folder.is_absolute():
            fault = translate("Server", "it must be the whole path of a folder")
            raise data.refusal("cache_folder", fault)
        found["cache_folder"] = folder
    return found


def _names(
    data: JsonObject, key: str, known: Collection[str], default: list[str]
) -> tuple[str, ...]:
    """Names among those that are known, each once. Raises CentralError."""
    if key not in data:
        return tuple(default)
    names = data.texts(key, filled=True)
    for name in names:
        if name not in known:
            fault = translate("Json", "“{value}” is none of {allowed}")
            raise data.refusal(key, fault.format(value=name, allowed=", ".join(sorted(known))))
    return tuple(dict.fromkeys(names))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The central configuration of an office: one JSON file that sets defaults and locks settings.

Its path is in the environment variable `SRCE_PAC_CONFIG`, else in the setting
`srce_pac/central_file` (which QGIS's global settings may hold as well). `docs/office.md` names its
entries.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from qgis.core import QgsSettings

from .errors import SrceError
from .files import FileState
from .i18n import translate
from .json_object import JsonObject
from .request import OUTSIDE_MODES

VARIABLE = "SRCE_PAC_CONFIG"
SETTING = "srce_pac/central_file"
VERSION = 1

# What an office may set, by the names of `Settings`.
TEXTS = (
    *("sheet_choice", "source", "territories", "epcis", "background", "base", "template"),
    *("outside", "office", "styles", "extras", "office_styles", "worker_python", "export_folder"),
    *("series_name",),
)
FLAGS = ("outlines", "geopdf")
NUMBERS = ("copies_limit", "series_workers")


class CentralError(SrceError):
    """The central configuration cannot be read, or says what it may not."""


@dataclass(frozen=True)
class Central:
    """What the office has said: `defaults` until a user chooses, `locked` whatever a user chooses.

    Both are values of `Settings` by their names. `path` is None where there is no configuration.
    `server` is what holds for QGIS Server alone, as it stands in the file: the service checks it.
    """

    path: Path | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    locked: Mapping[str, Any] = field(default_factory=dict)
    server: Any = None


def central_path() -> Path | None:
    """Where the configuration is said to be; None where an office has none."""
    text = os.environ.get(VARIABLE, "").strip() or str(QgsSettings().value(SETTING, "") or "")
    # It leaves the home of an unknown user as it stands; Path raises.
    return Path(os.path.expanduser(text.strip())) if text.strip() else None


def central() -> Central:
    """The configuration of the office. Raises CentralError, one sentence, where it is wrong."""
    path = central_path()
    if path is None:
        return Central()
    try:
        state = path.stat()
    except OSError:
        # Its reader says what is wrong with it.
        return read_central(path)
    read = _read((str(path), state.st_mtime_ns, state.st_size))
    if isinstance(read, str):
        raise CentralError(read)
    return read


def usable_central() -> Central:
    """The configuration, or none where it is wrong: `central` is asked where that can be told."""
    try:
        return central()
    except CentralError:
        return Central()


def read_central(path: Path) -> Central:
    """The configuration that a file holds. Raises CentralError."""
    data = JsonObject.read(path, CentralError)
    data.only(("version", "defaults", "locked", "server"))
    data.whole("version", least=VERSION, most=VERSION)
    parts = {key: _values(data.object(key)) for key in ("defaults", "locked") if key in data}
    twice = sorted(set(parts.get("defaults", {})) & set(parts.get("locked", {})))
    if twice:
        fault = translate("Central", "it stands in “locked” as well")
        raise data.object("defaults").refusal(twice[0], fault)
    server = data.values.get("server")
    return Central(path, parts.get("defaults", {}), parts.get("locked", {}), server)


def _values(data: JsonObject) -> dict[str, Any]:
    data.only((*TEXTS, *FLAGS, *NUMBERS))
    found: dict[str, Any] = {}
    for key in data:
        if key in FLAGS:
            found[key] = data.flag(key)
        elif key in NUMBERS:
            found[key] = data.whole(key, least=0 if key == "copies_limit" else 1, most=1_000_000)
        elif key == "outside":
            found[key] = data.choice(key, OUTSIDE_MODES)
        else:
            found[key] = data.text(key)
    return found


@lru_cache(maxsize=2)
def _read(state: FileState) -> Central | str:
    """The configuration of a file in a state, or what is wrong with it: settings are read often.

    An error that is kept would keep what its callers hold, up to the layers of a dock.
    """
    try:
        return read_central(Path(state[0]))
    except CentralError as error:
        return str(error)

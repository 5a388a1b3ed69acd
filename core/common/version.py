# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of the plugin."""

from __future__ import annotations

import configparser
from functools import lru_cache

from .files import ROOT


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """The version of the plugin, as its metadata say."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata.get("general", "version", fallback="")

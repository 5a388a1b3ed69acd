# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for scripts and other plugins: `from srce_pac.api import …`.

What is named here keeps its name, its parameters and its meaning while `API_VERSION` stays the
same; parameters and fields may be added, with defaults. Everything else of the package may change.
`docs/api.md` shows an example. All of it belongs to the main thread, and needs a running QGIS.
"""

from __future__ import annotations

from .core.common.errors import CancelledError, SrceError
from .core.common.request import SheetRequest
from .core.pipeline import (
    Printer,
    SheetResult,
    add_layout,
    export_sheet,
    load_sheet_layers,
    summarise_sheet,
)
from .core.territory.gazetteer import Gazetteer
from .core.territory.territory_sources import open_gazetteer

API_VERSION = 1

__all__ = [
    "API_VERSION",
    "CancelledError",
    "Gazetteer",
    "Printer",
    "SheetRequest",
    "SheetResult",
    "SrceError",
    "add_layout",
    "export_sheet",
    "load_sheet_layers",
    "open_gazetteer",
    "summarise_sheet",
]

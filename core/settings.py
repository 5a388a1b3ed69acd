# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin remembers between sessions, kept by QGIS under `srce_pac/`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from qgis.core import QgsSettings

from .common.request import DEMONSTRATION, DIM

PREFIX = "srce_pac"


@dataclass
class Settings:
    """The choices made last; each is a text (lists are joined by line breaks) or yes or no.

    `territories` and `epcis` are sources, those of the plugin where they are empty; `office` is
    the name of the office that prints, that of the territory's département where it is empty;
    `outlines` and `geopdf` are as in `SheetRequest`; `page_open` tells whether the dock shows its
    choices of the page.
    """

    sheet: str = "srce"
    source: str = DEMONSTRATION
    recent_sources: str = ""
    territories: str = ""
    epcis: str = ""
    background: str = ""
    template: str = ""
    outside: str = DIM
    page_open: bool = False
    export_folder: str = ""
    office: str = ""
    outlines: bool = False
    geopdf: bool = False

    @classmethod
    def load(cls) -> Settings:
        """Read the settings of the current QGIS profile."""
        stored = QgsSettings()
        values: dict[str, Any] = {}
        for f in fields(cls):
            # A file of settings knows texts only: QGIS itself makes yes or no of "true" or "false".
            values[f.name] = stored.value(f"{PREFIX}/{f.name}", f.default, type=type(f.default))
        return cls(**values)

    def save(self) -> None:
        """Write them to the current QGIS profile."""
        stored = QgsSettings()
        for f in fields(self):
            stored.setValue(f"{PREFIX}/{f.name}", getattr(self, f.name))

    def remember_source(self, source: str, most: int = 8) -> None:
        """Make a source the current one and the first of the recent ones."""
        self.source = source
        if source != DEMONSTRATION:
            others = [s for s in self.sources() if s != source]
            self.recent_sources = "\n".join([source, *others][:most])

    def sources(self) -> list[str]:
        """The files and folders used lately, the last one first."""
        return [s for s in self.recent_sources.split("\n") if s]

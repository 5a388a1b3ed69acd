# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plugin remembers between sessions, kept by QGIS under `srce_pac/`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qgis.core import QgsSettings

from .layers import DIM
from .profile import DEMONSTRATION

PREFIX = "srce_pac"


@dataclass
class Settings:
    """The choices made last; every one is a text, lists are joined by line breaks."""

    sheet: str = "srce"
    source: str = DEMONSTRATION
    recent_sources: str = ""
    template: str = ""
    outside: str = DIM
    export_folder: str = ""

    @classmethod
    def load(cls) -> Settings:
        """Read the settings of the current QGIS profile."""
        stored = QgsSettings()
        return cls(
            **{
                f.name: str(stored.value(f"{PREFIX}/{f.name}", f.default) or f.default)
                for f in fields(cls)
            }
        )

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

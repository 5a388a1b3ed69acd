# SPDX-License-Identifier: GPL-3.0-or-later
"""A source as it is named in a request, in settings and in a menu, parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ..common.i18n import translate
from ..common.request import DEMONSTRATION


class SourceKind(Enum):
    """The kinds of source; the value is the text of one, or what it begins with."""

    DEMONSTRATION = DEMONSTRATION
    PROJECT = "project"
    DATABASE = "postgres:"
    SERVICE = "wfs:"
    PROFILE = "profile:"
    FILES = ""


# How QGIS writes which layer of a file is meant; here of every source.
LAYER = "|layername="

_WITHOUT_NAME = (SourceKind.DEMONSTRATION, SourceKind.PROJECT)
_WITH_PREFIX = (SourceKind.DATABASE, SourceKind.SERVICE, SourceKind.PROFILE)


@dataclass(frozen=True)
class SourceAddress:
    """Which source is meant.

    `name` is the path of a file or a folder, the connection of a database (`connection` or
    `connection/schema`) or of a service, both saved in QGIS, or the name of a data profile. The
    demonstration and the layers of the open project have none. `layer` is the name of the one
    layer that is meant, empty where all are.
    """

    kind: SourceKind
    name: str = ""
    layer: str = ""

    @classmethod
    def parse(cls, text: str) -> SourceAddress:
        """The source of a text: `demonstration` or nothing, `project`, `postgres:…`, a path…

        Behind it may stand which of its layers is meant: `W:/limites|layername=COMMUNE`.
        """
        if text.startswith(SourceKind.PROFILE.value):
            return cls(SourceKind.PROFILE, text[len(SourceKind.PROFILE.value) :])
        source, _, layer = text.partition(LAYER)
        if not source:
            return cls(SourceKind.DEMONSTRATION)
        for kind in _WITHOUT_NAME:
            if source == kind.value:
                return cls(kind, "", layer)
        for kind in _WITH_PREFIX:
            if source.startswith(kind.value):
                return cls(kind, source[len(kind.value) :], layer)
        return cls(SourceKind.FILES, source, layer)

    def __str__(self) -> str:
        """The text that is parsed to this source."""
        return f"{self.kind.value}{self.name}" + (f"{LAYER}{self.layer}" if self.layer else "")

    @property
    def whole(self) -> SourceAddress:
        """The source with all its layers."""
        return SourceAddress(self.kind, self.name)

    @property
    def label(self) -> str:
        """The source as lists call it: of a path, its last part."""
        if self.kind is SourceKind.FILES:
            return self._of(Path(self.name).name or self.name)
        return self.full_label

    @property
    def full_label(self) -> str:
        """The source as messages call it: of a path, all of it."""
        if self.kind is SourceKind.PROJECT:
            return self._of(translate("Source", "Layers of the project"))
        if self.kind is SourceKind.DATABASE:
            return self._of(f"PostGIS – {self.name}")
        if self.kind is SourceKind.SERVICE:
            return self._of(f"WFS – {self.name}")
        return self._of(self.name or self.kind.value)

    def _of(self, label: str) -> str:
        return f"{label} – {self.layer}" if self.layer else label

# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for QGIS: creates, connects and destroys."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsApplication

from .processing.provider import SrcePacProvider


class SrcePacPlugin:
    """What QGIS loads and unloads."""

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.provider: SrcePacProvider | None = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS's name
        """Register the algorithms; all that qgis_process asks for."""
        self.provider = SrcePacProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS's name
        self.initProcessing()

    def unload(self) -> None:
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None

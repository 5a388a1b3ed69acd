# SPDX-License-Identifier: GPL-3.0-or-later
"""The Processing provider `srce_pac`."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from .atlasproject import AtlasProject
from .exportseries import ExportSeries
from .exportsheet import ExportSheet
from .exportstyles import ExportStyles
from .installstyles import InstallStyles
from .loadlayers import LoadLayers
from .summary import Summarise

ICON = Path(__file__).resolve().parents[1] / "icons" / "srce_pac.svg"

ALGORITHMS = (
    *(ExportSheet, ExportSeries, LoadLayers, Summarise),
    *(ExportStyles, InstallStyles, AtlasProject),
)


class SrcePacProvider(QgsProcessingProvider):
    """Gives QGIS the plugin's algorithms."""

    def id(self) -> str:
        return "srce_pac"

    def name(self) -> str:
        return "SRCE PAC"

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def loadAlgorithms(self) -> None:  # noqa: N802 - QGIS's name
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

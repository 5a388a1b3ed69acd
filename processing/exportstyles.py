# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:exportstyles`: write the styles of the classes for use elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFolderDestination,
)

from ..core.common.i18n import translate
from .style_algorithm import StyleAlgorithm


class ExportStyles(StyleAlgorithm):
    """Writes styles as QML, SLD and a library of QGIS."""

    OUTPUT_FOLDER = "OUTPUT_FOLDER"

    def name(self) -> str:
        return "exportstyles"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Export the styles of the classes")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Writes the style of each class and geometry into a folder: as QML for QGIS "
            "(corridor_l.qml), as SLD 1.1 for GeoServer and MapServer (corridor_l.sld, with "
            "pictures of its patterns beside it), and all symbols and label settings as one style "
            "library of QGIS (XML), which a style manager imports or, from QGIS 3.26 on, a project "
            "links to. What SLD cannot say is told, style by style. MapServer needs the pictures "
            "beside its map file and a VALIDATION of “sld_external_graphic” that allows their "
            "names.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_style_parameters()
        self.addParameter(
            QgsProcessingParameterFolderDestination(
                self.OUTPUT_FOLDER, translate("Algorithms", "Folder")
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(self.COUNT, translate("Algorithms", "Files written"))
        )

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002
    ) -> list[Any]:
        from ..core.styles.export import export_styles

        self._folder = Path(self.parameterAsString(parameters, self.OUTPUT_FOLDER, context))
        return [export_styles(self.styles(parameters, context), self._folder)]

    def results(self, made: list[Any]) -> dict[str, Any]:
        return {
            self.OUTPUT_FOLDER: str(self._folder),
            self.COUNT: sum(len(export.files) for export in made),
        }

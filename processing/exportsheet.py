# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:exportsheet`: print the sheet of a territory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ..core.export import make_folder
from ..core.i18n import translate
from ..core.pipeline import SheetResult, export_sheet
from .request import SheetAlgorithm


class ExportSheet(SheetAlgorithm):
    """Prints a sheet as PDF, PNG or SVG."""

    OUTPUT = "OUTPUT"

    def name(self) -> str:
        return "exportsheet"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Export a sheet")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Prints the ecological continuities of a commune or an EPCI as a “porter à "
            "connaissance” sheet. The ending of the output file decides between PDF, PNG and SVG; "
            "a folder gets a PDF of the usual name. No project is touched.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_data_parameters()
        self.add_print_parameters()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT,
                translate("Algorithms", "Sheet"),
                fileFilter="PDF (*.pdf);;PNG (*.png);;SVG (*.svg)",
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber("SCALE", translate("Algorithms", "Scale denominator"))
        )

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SheetResult:
        output = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if output.endswith(("/", "\\")):
            make_folder(Path(output))
        return export_sheet(
            self.request(parameters, context),
            self.gazetteer(parameters, context),
            Path(output),
            feedback,
        )

    def results(self, result: SheetResult) -> dict[str, Any]:
        return {self.OUTPUT: str(result.file), "SCALE": result.scale}

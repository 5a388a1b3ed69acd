# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:exportsheet`: print the sheet of a territory."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ..core.common.errors import ExportError
from ..core.common.i18n import translate
from .sheet_algorithm import SheetAlgorithm

if TYPE_CHECKING:
    from ..core.common.request import SheetRequest
    from ..core.pipeline import SheetResult


class ExportSheet(SheetAlgorithm):
    """Prints a sheet as PDF, PNG or SVG."""

    OUTPUT = "OUTPUT"

    takes_several_sheets = True

    def name(self) -> str:
        return "exportsheet"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Export a sheet")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Prints the ecological continuities of a territory as a “porter à "
            "connaissance” sheet. The ending of the output file decides between PDF, PNG and SVG; "
            "a folder gets a PDF of the usual name, or several sheets numbered 1/N to N/N. No "
            "project is touched.",
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
    ) -> list[SheetResult]:
        from ..core.common.files import new_folder
        from ..core.pipeline import export_sheet, export_sheets

        request = self.check(parameters, context)
        output, is_folder = self.output(parameters, self.OUTPUT, context)
        gazetteer = self.gazetteer(parameters, context, feedback)
        sheets = self.sheets(parameters, context)
        with new_folder(output) if is_folder else nullcontext():
            if len(sheets) < 2:
                return [export_sheet(request, gazetteer, output, feedback)]
            return export_sheets(request, sheets, gazetteer, output, feedback)

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """Refuses a file of another kind as well, and several sheets for one file."""
        from ..core.common.target import check_folder, check_target
        from ..core.output.export import FORMATS

        request = super().check(parameters, context)
        output, is_folder = self.output(parameters, self.OUTPUT, context)
        if is_folder:
            check_folder(output)
            return request
        if len(self.sheets(parameters, context)) > 1:
            raise ExportError(
                translate(
                    "Algorithms", "Several sheets need a folder to be written to, not “{path}”."
                ).format(path=output)
            )
        check_target(output, FORMATS)
        return request

    def results(self, made: list[SheetResult]) -> dict[str, Any]:
        files = [str(result.file) for result in made]
        folder = str(Path(files[0]).parent)
        return {self.OUTPUT: files[0] if len(files) == 1 else folder, "SCALE": made[0].scale}

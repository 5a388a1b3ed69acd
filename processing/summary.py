# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:summary`: count and measure what a territory holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFileDestination,
)

from ..core.common.i18n import translate
from .algorithm import warn
from .sheet_algorithm import SheetAlgorithm

if TYPE_CHECKING:
    from ..core.common.request import SheetRequest


class Summarise(SheetAlgorithm):
    """Writes the objects, areas and lengths of each class within a territory as CSV."""

    section = "territory"

    OUTPUT = "OUTPUT"
    COUNT = "COUNT"

    def name(self) -> str:
        return "summary"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Summarise a territory")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Tells, for each class and sub-trame, the number of objects in a territory, their area "
            "or length inside it, measured on the ellipsoid, and the share of the territory that "
            "they cover; commune by commune for an EPCI or a selection. The file is CSV as French "
            "spreadsheets read it: UTF-8, semicolons, decimal commas. A folder gets a file of the "
            "usual name.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_data_parameters()
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, translate("Algorithms", "Summary"), fileFilter="CSV (*.csv)"
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.COUNT, translate("Algorithms", "Objects within the territory")
            )
        )

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Any]:
        from ..core.pipeline import summarise_sheet
        from ..core.summary.spreadsheet import csv_name, write_csv

        request = self.check(parameters, context)
        file, is_folder = self.output(parameters, self.OUTPUT, context)
        gazetteer = self.gazetteer(parameters, context, feedback)
        summary = summarise_sheet(request, gazetteer, feedback)
        if is_folder:
            file /= csv_name(summary)
        write_csv(summary, file)
        return [(summary, file)]

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """Refuses a file of another kind as well."""
        from ..core.common.target import check_folder, check_target
        from ..core.summary.spreadsheet import FORMATS

        request = super().check(parameters, context)
        file, is_folder = self.output(parameters, self.OUTPUT, context)
        if is_folder:
            check_folder(file)
        else:
            check_target(file, FORMATS)
        return request

    def results(self, made: list[Any]) -> dict[str, Any]:
        ((summary, file),) = made
        return {self.OUTPUT: str(file), self.COUNT: summary.total}

    @staticmethod
    def report(result: Any, feedback: QgsProcessingFeedback) -> None:
        """Report the table, how it was measured, and the warnings."""
        from ..core.layout.table import method
        from ..core.summary.spreadsheet import as_text

        summary, _ = result
        feedback.pushInfo(as_text(summary))
        feedback.pushInfo(method(summary))
        warn(summary.warnings, feedback)

# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:atlasproject`: write a project that QGIS's own atlas prints."""

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
from .territory_parameters import asked_list

if TYPE_CHECKING:
    from ..core.atlas.publish import AtlasResult
    from ..core.common.request import SheetRequest


class AtlasProject(SheetAlgorithm):
    """Writes a project whose layouts follow the communes of a list, for QGIS without the plugin."""

    page = "series"

    OUTPUT = "OUTPUT"
    COUNT = "COUNT"
    FAILED = "FAILED"

    def name(self) -> str:
        return "atlasproject"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Write an atlas project")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Writes a project from which QGIS's own atlas prints the sheet of each commune of a "
            "list, on machines without the plugin too. Beside the project stands a GeoPackage with "
            "copies of all that the maps show. What is stored of each commune is that of the day: "
            "write the project anew when data, texts or styles have changed.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_list_parameters(left_out=(self.BACKGROUND, self.BASE, self.GEOPDF))
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT,
                translate("Algorithms", "Project"),
                fileFilter="QGIS (*.qgz *.qgs)",
            )
        )
        self.addOutput(
            QgsProcessingOutputNumber(self.COUNT, translate("Algorithms", "Communes of the atlas"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.FAILED, translate("Algorithms", "Territories that are not in the atlas")
            )
        )

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Any]:
        from ..core.atlas.publish import AtlasRequest, publish_atlas

        path, _ = self.output(parameters, self.OUTPUT, context)
        request = AtlasRequest(
            self.request(parameters, context), asked_list(self, parameters, context), path
        )
        return [publish_atlas(request, self.gazetteer(parameters, context, feedback), feedback)]

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """Refuses a file of another kind as well."""
        from ..core.atlas.atlas_files import check_atlas_target

        request = super().check(parameters, context)
        check_atlas_target(self.output(parameters, self.OUTPUT, context)[0])
        return request

    def results(self, made: list[Any]) -> dict[str, Any]:
        (result,) = made
        return {
            self.OUTPUT: str(result.project),
            self.COUNT: result.count,
            self.FAILED: len(result.failed),
        }

    @staticmethod
    def report(result: AtlasResult, feedback: QgsProcessingFeedback) -> None:  # type: ignore[override]
        """Report how many pages each layout has, what failed, and the warnings."""
        for layout, count in result.layouts.items():
            feedback.pushInfo(f"{layout} : {count}")
        warn([f"{fault.asked} : {fault.message}" for fault in result.failed], feedback)
        warn(result.warnings, feedback)

# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:loadlayers`: load the layers of a territory into the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProcessingOutputNumber

from ..core.common.errors import SrceError
from ..core.common.i18n import translate
from .sheet_algorithm import SheetAlgorithm

if TYPE_CHECKING:
    from ..core.pipeline import SheetResult


class LoadLayers(SheetAlgorithm):
    """Loads the layers of a sheet, styled and restricted to a territory."""

    section = "territory"

    COUNT = "COUNT"

    def name(self) -> str:
        return "loadlayers"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Load the layers of a sheet")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Loads the ecological continuities of a territory into the project: one "
            "group, styled, restricted to the territory, in printing order. An earlier group of "
            "the plugin is replaced; nothing else is touched.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_data_parameters()
        self.addParameter(self.base_parameter())
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
    ) -> list[SheetResult]:
        from ..core.pipeline import load_sheet_layers

        project = context.project()
        if project is None:
            raise SrceError(
                translate(
                    "Algorithms",
                    "There is no project to load the layers into; open one "
                    "(PROJECT_PATH on the command line).",
                )
            )
        request = self.request(parameters, context)
        gazetteer = self.gazetteer(parameters, context, feedback)
        return [load_sheet_layers(request, gazetteer, project, feedback)]

    def results(self, made: list[SheetResult]) -> dict[str, Any]:
        return {self.COUNT: sum(count for result in made for count in result.counts.values())}

# SPDX-License-Identifier: GPL-3.0-or-later
"""What all algorithms have: how they run, refuse and report, and how their windows help."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
)

from ..core.common.errors import SrceError
from ..core.common.help_pages import help_url
from ..core.common.i18n import translate
from ..core.common.sentence import sentences, whole

# The fields of `ui/algorithms/pickers.py`, by parameter. QGIS imports them when it opens a window.
_PICKERS = {
    "TERRITORY": "TerritoryPicker",
    "SOURCE": "SourcePicker",
    "SHEET": "SheetPicker",
    "STYLES": "StylesPicker",
    "TEMPLATE": "TemplatePicker",
    "BACKGROUND": "BackgroundPicker",
    "BASE": "BasePicker",
    "EXTRAS": "ExtrasPicker",
    "OUTSIDE": "OutsidePicker",
    "FORMAT": "FormatPicker",
    "OUTPUT_MODE": "OutputModePicker",
    "EXISTING": "ExistingPicker",
}
_PACKAGE = __name__.rpartition(".processing.")[0]

# Words by which users look for what the plugin does, besides those of the algorithm's own name.
_TAGS = (
    *("SRCE", "SRADDET", "TVB", "PAC", "porter à connaissance", "trame verte et bleue"),
    *("continuités écologiques", "commune", "EPCI"),
)


class PacAlgorithm(QgsProcessingAlgorithm):
    """An algorithm of the plugin: `make` does its work, a refusal is one sentence."""

    # The id of its group, and the page of the docs that its Help button opens.
    section: ClassVar[str] = "sheets"
    page: ClassVar[str] = "guide"

    def createInstance(self) -> QgsProcessingAlgorithm:  # noqa: N802 - QGIS's name
        return type(self)()

    def group(self) -> str:
        return {
            "sheets": translate("Algorithms", "Sheets"),
            "territory": translate("Algorithms", "Layers and figures of a territory"),
            "styles": translate("Algorithms", "Styles"),
        }[self.section]

    def groupId(self) -> str:  # noqa: N802 - QGIS's name
        return self.section

    def tags(self) -> list[str]:
        return [*_TAGS, *translate("Algorithms", "map,print,layout,planning").split(",")]

    def helpUrl(self) -> str:  # noqa: N802 - QGIS's name
        return help_url(self.page)

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        # Layouts and projects belong to the main thread.
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def addParameter(  # noqa: N802 - QGIS's name
        self,
        definition: QgsProcessingParameterDefinition,
        createOutput: bool = True,  # noqa: N803
    ) -> bool:
        picker = _PICKERS.get(definition.name())
        if picker is not None:
            path = f"{_PACKAGE}.ui.algorithms.pickers.{picker}"
            definition.setMetadata({"widget_wrapper": {"class": path}})
        added: bool = super().addParameter(definition, createOutput)
        return added

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        try:
            made = self.make(parameters, context, feedback)
        except SrceError as error:
            refusal = str(error)
            tell_whole(error.whole, refusal, feedback)
        else:
            for result in made:
                self.report(result, feedback)
            return self.results(made)
        # Not raised in the handler: a chained refusal keeps layers until QGIS ends, and crashes it.
        raise QgsProcessingException(refusal)

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Any]:
        """Do the work of the algorithm. Raises SrceError."""
        raise NotImplementedError

    def results(self, made: list[Any]) -> dict[str, Any]:
        """The outputs of the algorithm."""
        raise NotImplementedError

    @staticmethod
    def report(result: Any, feedback: QgsProcessingFeedback) -> None:
        """Report what was made, and the warnings."""
        raise NotImplementedError


def warn(warnings: Iterable[str], feedback: QgsProcessingFeedback) -> None:
    """Report warnings, and those that are shortened in full where the log shows details."""
    for warning in sentences(warnings):
        feedback.pushWarning(warning)
        tell_whole(whole(warning), warning, feedback)


def tell_whole(text: str, shown: str, feedback: QgsProcessingFeedback) -> None:
    """Report a sentence with all of its values if it was shown without."""
    if text != shown:
        feedback.pushDebugInfo(text)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters that several algorithms share, and the request that they make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorLayer,
)

from ..core.cartouche import read_cartouche
from ..core.errors import SrceError
from ..core.i18n import translate
from ..core.layers import DIM, OUTSIDE_MODES
from ..core.pipeline import SheetRequest, SheetResult
from ..core.profile import DEMONSTRATION
from ..core.scale import scale_text
from ..core.territory import (
    EMBEDDED_CREDIT,
    EMBEDDED_TERRITORIES,
    Gazetteer,
    open_territories,
)


class SheetAlgorithm(QgsProcessingAlgorithm):
    """An algorithm that begins with a territory, a sheet and a source."""

    TERRITORY = "TERRITORY"
    SHEET = "SHEET"
    SOURCE = "SOURCE"
    TERRITORIES = "TERRITORIES"
    EPCIS = "EPCIS"
    OUTSIDE = "OUTSIDE"
    TEMPLATE = "TEMPLATE"
    SCALE = "SCALE"
    CARTOUCHE = "CARTOUCHE"

    def createInstance(self) -> QgsProcessingAlgorithm:  # noqa: N802 - QGIS's name
        return type(self)()

    def group(self) -> str:
        return ""

    def groupId(self) -> str:  # noqa: N802 - QGIS's name
        return ""

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        # Layouts and projects belong to the main thread.
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        try:
            result = self.make(parameters, context, feedback)
        except SrceError as error:
            refusal = str(error)
        else:
            self.report(result, feedback)
            return self.results(result)
        # Raised out here: a chained refusal would hold layers until QGIS has ended, and crash it.
        raise QgsProcessingException(refusal)

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SheetResult:
        """Do what the algorithm is for. Raises SrceError."""
        raise NotImplementedError

    def results(self, result: SheetResult) -> dict[str, Any]:
        """The outputs of the algorithm."""
        raise NotImplementedError

    def add_data_parameters(self) -> None:
        """TERRITORY, and the optional SHEET, SOURCE, TERRITORIES, EPCIS and OUTSIDE."""
        self.addParameter(
            QgsProcessingParameterString(
                self.TERRITORY,
                translate("Algorithms", "Territory (INSEE code, SIREN code or exact name)"),
            )
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.SOURCE,
                translate("Algorithms", "Source (a file or a folder; empty for the demonstration)"),
                optional=True,
            )
        )
        self._add_advanced(
            QgsProcessingParameterString(
                self.SHEET,
                translate("Algorithms", "Sheet definition"),
                defaultValue="srce",
                optional=True,
            )
        )
        for name, text in (
            (self.TERRITORIES, translate("Algorithms", "Communes (empty for the embedded ones)")),
            (self.EPCIS, translate("Algorithms", "EPCIs (empty for those of the communes)")),
        ):
            self._add_advanced(
                QgsProcessingParameterVectorLayer(
                    name, text, [QgsProcessing.SourceType.TypeVectorPolygon], optional=True
                )
            )
        self._add_advanced(
            QgsProcessingParameterEnum(
                self.OUTSIDE,
                translate("Algorithms", "Outside the territory"),
                options=list(OUTSIDE_MODES),
                defaultValue=DIM,
                optional=True,
                usesStaticStrings=True,
            )
        )

    def add_print_parameters(self) -> None:
        """The optional TEMPLATE, SCALE and CARTOUCHE."""
        self.addParameter(
            QgsProcessingParameterString(
                self.TEMPLATE,
                translate(
                    "Algorithms",
                    "Template (a name or a .qpt file; empty to choose it by the territory's shape)",
                ),
                optional=True,
            )
        )
        self._add_advanced(
            QgsProcessingParameterNumber(
                self.SCALE,
                translate("Algorithms", "Scale denominator (empty for the largest that fits)"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=1,
            )
        )
        self._add_advanced(
            QgsProcessingParameterFile(
                self.CARTOUCHE,
                translate("Algorithms", "Cartouche (a JSON file)"),
                optional=True,
                extension="json",
            )
        )

    def request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """The request that the parameters make. Raises SheetError for a wrong cartouche."""
        cartouche = self.parameterAsString(parameters, self.CARTOUCHE, context)
        has_scale = parameters.get(self.SCALE) is not None
        return SheetRequest(
            territory=self.parameterAsString(parameters, self.TERRITORY, context),
            sheet=self.parameterAsString(parameters, self.SHEET, context) or "srce",
            source=self.parameterAsString(parameters, self.SOURCE, context) or DEMONSTRATION,
            template=self.parameterAsString(parameters, self.TEMPLATE, context),
            scale=self.parameterAsDouble(parameters, self.SCALE, context) if has_scale else None,
            outside=self.parameterAsString(parameters, self.OUTSIDE, context) or DIM,
            cartouche=read_cartouche(Path(cartouche)) if cartouche else {},
        )

    def gazetteer(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Gazetteer:
        """The territories that the parameters name. Raises TerritoryError."""
        communes, epcis = (
            self.parameterAsVectorLayer(parameters, name, context) if parameters.get(name) else None
            for name in (self.TERRITORIES, self.EPCIS)
        )
        if communes is None and epcis is None:
            return Gazetteer.embedded()
        embedded = open_territories(str(EMBEDDED_TERRITORIES)) if communes is None else None
        layers = [layer for layer in (embedded, communes, epcis) if layer is not None]
        return Gazetteer(layers, EMBEDDED_CREDIT if embedded else "")

    @staticmethod
    def report(result: SheetResult, feedback: QgsProcessingFeedback) -> None:
        """Tell the counts, the classes that the source lacks, the scale and the warnings."""
        for class_id, count in result.counts.items():
            feedback.pushInfo(f"{result.sheet.label(class_id)} : {count}")
        for class_id in result.missing:
            feedback.pushInfo(
                translate("Algorithms", "{label}: not in the source").format(
                    label=result.sheet.label(class_id)
                )
            )
        if result.scale:
            feedback.pushInfo(
                translate("Algorithms", "Scale: {scale}").format(scale=scale_text(result.scale))
            )
        for warning in result.warnings:
            feedback.pushWarning(warning)

    def _add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        self.addParameter(parameter)

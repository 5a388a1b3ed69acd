# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the algorithms: the parameters that they share, and the request made of them."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core.common.errors import SheetError, SrceError
from ..core.common.extras import EXTRAS
from ..core.common.files import BACKGROUNDS, files
from ..core.common.i18n import translate
from ..core.common.request import DIM, OUTSIDE_MODES
from ..core.layout.scale import read_scale, scale_text
from .algorithm import PacAlgorithm, warn
from .parameters import text_parameter
from .territory_parameters import (
    EPCIS,
    TERRITORIES,
    asked_sources,
    is_source,
    list_parameter,
    territory_parameters,
)

# QGIS imports this module at its start: the pipeline is imported when it is needed.
if TYPE_CHECKING:
    from ..core.common.request import SheetRequest
    from ..core.pipeline import SheetResult
    from ..core.territory.gazetteer import Gazetteer


class SheetAlgorithm(PacAlgorithm):
    """An algorithm that begins with a territory, a sheet and a source."""

    # Whether SHEET may name several sheets, with commas between.
    takes_several_sheets = False

    # The numbers that are refused by what was given, where QGIS takes what is none for another.
    read_here: tuple[str, ...] = ("SCALE",)

    TERRITORY = "TERRITORY"
    TITLE = "TITLE"
    SHEET = "SHEET"
    SOURCE = "SOURCE"
    OUTSIDE = "OUTSIDE"
    TEMPLATE = "TEMPLATE"
    SCALE = "SCALE"
    BACKGROUND = "BACKGROUND"
    BASE = "BASE"
    CARTOUCHE = "CARTOUCHE"
    STYLES = "STYLES"
    OUTLINES = "OUTLINES"
    GEOPDF = "GEOPDF"
    TEMPLATE_READS = "TEMPLATE_READS"
    EXTRAS = "EXTRAS"

    def add_data_parameters(self) -> None:
        """TERRITORY and the optional TITLE, then those of `add_source_parameters`."""
        self.addParameter(
            text_parameter(
                self.TERRITORY,
                translate("Algorithms", "Territory"),
                translate(
                    "Algorithms",
                    "INSEE code, SIREN code or exact name; several with commas between",
                ),
                optional=False,
            )
        )
        self._add_advanced(
            text_parameter(self.TITLE, translate("Algorithms", "Title of a selection of communes"))
        )
        self.add_source_parameters()

    def add_list_parameters(self, left_out: Collection[str] = ()) -> None:
        """TERRITORIES_LIST, then those of `add_source_parameters` and `add_print_parameters`."""
        self.addParameter(list_parameter())
        self.add_source_parameters()
        self.add_print_parameters(left_out)

    def add_source_parameters(self) -> None:
        """The optional SOURCE, SHEET, STYLES, the sources of territories, OUTSIDE."""
        self.addParameter(
            text_parameter(
                self.SOURCE,
                translate("Algorithms", "Source"),
                translate(
                    "Algorithms",
                    "A file, a folder, postgres:connection, wfs:connection, project, profile:name; "
                    "empty for the demonstration",
                ),
            )
        )
        self._add_sheet_parameters()
        for parameter in territory_parameters():
            self._add_advanced(parameter)
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

    def _add_sheet_parameters(self) -> None:
        """The optional SHEET and STYLES."""
        told = translate("Algorithms", "A name or a JSON file; empty to choose it by the data")
        if self.takes_several_sheets:
            told = translate(
                "Algorithms",
                "A name or a JSON file; several with commas between; empty to choose it by "
                "the data",
            )
        label = translate("Algorithms", "Sheet definition")
        self._add_advanced(text_parameter(self.SHEET, label, told))
        self._add_advanced(self._styles_parameter())

    def _styles_parameter(self) -> QgsProcessingParameterString:
        return text_parameter(
            self.STYLES,
            translate("Algorithms", "Styles"),
            translate(
                "Algorithms",
                "The name of a set, a zip or a folder; empty for those of the user and the office",
            ),
        )

    def add_print_parameters(self, left_out: Collection[str] = ()) -> None:
        """The optional TEMPLATE, BACKGROUND, BASE, SCALE, CARTOUCHE, EXTRAS and the three of files.

        Those are OUTLINES, GEOPDF, TEMPLATE_READS. Without those that are `left_out`, of the
        background, the base and these three.
        """
        self.addParameter(
            text_parameter(
                self.TEMPLATE,
                translate("Algorithms", "Template"),
                translate(
                    "Algorithms",
                    "A paper such as A3, a name or a .qpt file; empty to choose it by the "
                    "territory's shape and the scale",
                ),
            )
        )
        for name, parameter in (
            (self.BACKGROUND, self._background_parameter),
            (self.BASE, self.base_parameter),
        ):
            if name not in left_out:
                self.addParameter(parameter())
        scale = QgsProcessingParameterNumber(
            self.SCALE,
            translate("Algorithms", "Scale denominator"),
            QgsProcessingParameterNumber.Type.Double,
            optional=True,
        )
        scale.setHelp(translate("Algorithms", "Empty for the largest that fits"))
        self._add_advanced(scale)
        self._add_advanced(
            QgsProcessingParameterFile(
                self.CARTOUCHE,
                translate("Algorithms", "Cartouche (a JSON file)"),
                optional=True,
                extension="json",
            )
        )
        self._add_advanced(
            text_parameter(
                self.EXTRAS,
                translate("Algorithms", "Printed besides"),
                translate(
                    "Algorithms",
                    "{names}, with commas between; none for nothing; empty for what the office "
                    "says",
                ).format(names=", ".join(EXTRAS)),
            )
        )
        self._add_output_options(left_out)

    def _add_output_options(self, left_out: Collection[str]) -> None:
        """The optional OUTLINES, GEOPDF and TEMPLATE_READS, without those that are left out."""
        for name, text in (
            (self.OUTLINES, translate("Algorithms", "Draw letters as outlines")),
            (self.GEOPDF, translate("Algorithms", "Layers that a viewer can switch (GeoPDF)")),
            (
                self.TEMPLATE_READS,
                translate("Algorithms", "Allow pictures and files that the template reads"),
            ),
        ):
            if name not in left_out:
                self._add_advanced(QgsProcessingParameterBoolean(name, text, False, optional=True))

    def base_parameter(self) -> QgsProcessingParameterString:
        """The optional BASE."""
        parameter = text_parameter(
            self.BASE,
            translate("Algorithms", "Light base"),
            translate(
                "Algorithms",
                "A file, a folder, postgres:connection, wfs:connection, project, profile:name; "
                "none; empty for the one at hand",
            ),
        )
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        return parameter

    def _background_parameter(self) -> QgsProcessingParameterString:
        return text_parameter(
            self.BACKGROUND,
            translate("Algorithms", "Background"),
            translate(
                "Algorithms", "One of {names}, a layer of the project or a file; empty for none"
            ).format(names=", ".join(files(BACKGROUNDS, "*.json"))),
        )

    def output(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> tuple[Path, bool]:
        """The path to write to, and whether it is a folder: there already, or with a slash behind.

        No folder is made: a request that is refused leaves none behind.
        """
        output = self.parameterAsFileOutput(parameters, name, context)
        path = Path(output)
        # A name that is too long for any file raises nothing here.
        return path, os.path.isdir(output) or output.endswith(("/", "\\"))

    def request(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """The request that the parameters make, for the first of their sheets.

        Raises SheetError for a wrong cartouche, and for several sheets where one is drawn.
        """
        from ..core.common.request import DEMONSTRATION, SheetRequest
        from ..core.sheet.cartouche import read_cartouche

        cartouche = self.parameterAsString(parameters, self.CARTOUCHE, context)
        return SheetRequest(
            territory=self.parameterAsString(parameters, self.TERRITORY, context),
            title=self.parameterAsString(parameters, self.TITLE, context),
            sheet=self.sheets(parameters, context)[0],
            source=self.parameterAsString(parameters, self.SOURCE, context) or DEMONSTRATION,
            background=self.parameterAsString(parameters, self.BACKGROUND, context),
            base=self.parameterAsString(parameters, self.BASE, context).strip(),
            template=self.parameterAsString(parameters, self.TEMPLATE, context),
            scale=self._scale(parameters, context),
            outside=self.parameterAsString(parameters, self.OUTSIDE, context) or DIM,
            cartouche=read_cartouche(Path(cartouche)) if cartouche else {},
            styles=self.parameterAsString(parameters, self.STYLES, context).strip(),
            outlines=self.parameterAsBool(parameters, self.OUTLINES, context),
            geopdf=self.parameterAsBool(parameters, self.GEOPDF, context),
            template_reads=self.parameterAsBool(parameters, self.TEMPLATE_READS, context),
            extras=self.parameterAsString(parameters, self.EXTRAS, context).strip(),
        )

    def sheets(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[str]:
        """The names or files of the sheets, one at least; empty where the data choose it.

        Raises SheetError for several where the algorithm takes one. That one is named twice is no
        exception: `exportsheet` counts every name as a sheet of its own.
        """
        text = self.parameterAsString(parameters, self.SHEET, context)
        # Unlike Path, it takes a text of any length.
        if os.path.isfile(text):
            return [text]
        names = [name.strip() for name in text.split(",") if name.strip()]
        if len(names) > 1 and not self.takes_several_sheets:
            raise SheetError(
                translate(
                    "Algorithms", "This algorithm takes one sheet, not several: “{sheets}”."
                ).format(sheets=text)
            )
        return names or [""]

    def gazetteer(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback | None = None,
    ) -> Gazetteer:
        """The territories that the parameters name. Raises TerritoryError, CancelledError."""
        from ..core.territory.territory_sources import open_territories

        communes, epcis = asked_sources(self, parameters, context)
        gazetteer = open_territories(communes, epcis, feedback)
        if feedback is not None:
            warn(gazetteer.warnings, feedback)
        return gazetteer

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        # QGIS checks for layers only; folders, databases and services are accepted as well.
        known = {
            name: value
            for name, value in parameters.items()
            if name not in self.read_here
            and (name not in (TERRITORIES, EPCIS) or not is_source(value))
        }
        answer: tuple[bool, str] = super().checkParameterValues(known, context)
        if not answer[0]:
            return answer
        # A window says so at once, before anything is read.
        try:
            self.check(parameters, context)
        except SrceError as error:
            return False, str(error)
        return answer

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """The request, once what can be seen to fail before the work is refused.

        Raises SrceError.
        """
        return self.request(parameters, context)

    def _scale(self, parameters: dict[str, Any], context: QgsProcessingContext) -> float | None:
        """The denominator asked for, None for none. Raises SheetError."""
        value = parameters.get(self.SCALE)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return read_scale(value)
        return float(self.parameterAsDouble(parameters, self.SCALE, context))

    @staticmethod
    def report(result: SheetResult, feedback: QgsProcessingFeedback) -> None:
        """Report the counts, the classes that the source lacks, the scale and the warnings."""
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
        warn(result.warnings, feedback)

    def _add_advanced(self, parameter: QgsProcessingParameterDefinition) -> None:
        advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        parameter.setFlags(parameter.flags() | advanced)
        self.addParameter(parameter)

# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:exportseries`: print the sheets of many territories."""

from __future__ import annotations

import math
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from ..core.common.errors import ExportError
from ..core.common.i18n import translate
from ..core.common.sentence import whole
from .algorithm import warn
from .parameters import text_parameter
from .sheet_algorithm import SheetAlgorithm
from .territory_parameters import asked_addresses, asked_list

if TYPE_CHECKING:
    from ..core.common.request import SheetRequest
    from ..core.series.progress import SeriesResult
    from ..core.series.request import SeriesRequest


class ExportSeries(SheetAlgorithm):
    """Prints a sheet for each of many territories, by processes of their own."""

    page = "series"

    OUTPUT_FOLDER = "OUTPUT_FOLDER"
    OWN_SHEET = "OWN_SHEET"
    FORMAT = "FORMAT"
    FILE_NAME = "FILE_NAME"
    OUTPUT_MODE = "OUTPUT_MODE"
    EXISTING = "EXISTING"
    SLICE = "SLICE"
    WORKERS = "WORKERS"
    TIME_LIMIT = "TIME_LIMIT"
    MEMORY_LIMIT = "MEMORY_LIMIT"

    PRINTED = "PRINTED"
    SKIPPED = "SKIPPED"
    FAILED = "FAILED"
    REPORT = "REPORT"
    PAGE = "PAGE"
    MERGED = "MERGED"
    DOSSIERS = "DOSSIERS"

    takes_several_sheets = True
    read_here = ("SCALE", WORKERS, TIME_LIMIT, MEMORY_LIMIT)

    def name(self) -> str:
        return "exportseries"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Export several sheets")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Prints a sheet for each of many territories into a folder: of a pasted list of codes "
            "or names, of the communes of an EPCI or of a département, or of all communes. What is "
            "there already as it would be printed now is left as it is, so that a series goes on "
            "where it stopped. A sheet that fails stops no other. A report (CSV and HTML) tells "
            "what came of each.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_list_parameters()
        self._add_file_parameters()
        self._add_worker_parameters()
        self.addParameter(
            QgsProcessingParameterFolderDestination(
                self.OUTPUT_FOLDER, translate("Algorithms", "Folder")
            )
        )
        for name, text in (
            (self.PRINTED, translate("Algorithms", "Sheets printed")),
            (self.SKIPPED, translate("Algorithms", "Sheets left as they were")),
            (self.FAILED, translate("Algorithms", "Sheets that failed")),
            (self.DOSSIERS, translate("Algorithms", "Dossiers written")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))
        self.addOutput(QgsProcessingOutputFile(self.REPORT, translate("Algorithms", "Report")))
        self.addOutput(
            QgsProcessingOutputHtml(self.PAGE, translate("Algorithms", "Page of the report"))
        )
        self.addOutput(
            QgsProcessingOutputFile(self.MERGED, translate("Algorithms", "PDF of all sheets"))
        )

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> list[Any]:
        from ..core.series.waiting import run_series

        gazetteer = self.gazetteer(parameters, context, feedback)
        request = self.series(parameters, context, feedback)
        self._folder = request.folder
        return [run_series(request, gazetteer, feedback)]

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> SheetRequest:
        """Refuses as well what no series can be."""
        from ..core.series.plan import check_series

        series = self.series(parameters, context, QgsProcessingFeedback())
        check_series(series)
        return series.sheet

    def series(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SeriesRequest:
        """The series that the parameters ask for. Raises SrceError."""
        from ..core.series.plan import parse_slice
        from ..core.series.request import FILES, PDF, SKIP, SeriesRequest

        def text(name: str) -> str:
            return str(self.parameterAsString(parameters, name, context))

        workers = int(self._limit(parameters, self.WORKERS, context))
        addresses = asked_addresses(self, parameters, context)
        if addresses is None and workers:
            workers = 0
            feedback.pushInfo(
                translate(
                    "Algorithms",
                    "The territories are those of a layer of the project, or of fields that were "
                    "chosen: the sheets are printed in this process.",
                )
            )
        communes, epcis = addresses or ("", "")
        sheets = self.sheets(parameters, context)
        return SeriesRequest(
            sheet=self.request(parameters, context),
            territories=asked_list(self, parameters, context),
            folder=Path(text(self.OUTPUT_FOLDER)),
            sheets=tuple(sheets) if len(sheets) > 1 else (),
            own_sheet=self.parameterAsBool(parameters, self.OWN_SHEET, context),
            format=text(self.FORMAT) or PDF,
            name=text(self.FILE_NAME),
            output=text(self.OUTPUT_MODE) or FILES,
            existing=text(self.EXISTING) or SKIP,
            workers=workers,
            slice=parse_slice(text(self.SLICE)),
            time_limit=self._limit(parameters, self.TIME_LIMIT, context),
            memory_limit=self._limit(parameters, self.MEMORY_LIMIT, context),
            communes=communes,
            epcis=epcis,
        )

    def _limit(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> float:
        """One of the numbers about worker processes. Raises ExportError for what is none."""
        value, definition = parameters.get(name), self.parameterDefinition(name)
        if value is None or value == "":
            return float(definition.defaultValue())
        is_whole = definition.dataType() == QgsProcessingParameterNumber.Type.Integer
        least, most = definition.minimum(), definition.maximum()
        number = math.nan
        with suppress(ValueError):
            given = self.parameterAsDouble(parameters, name, context)
            number = float(value) if isinstance(value, str) else given
        if least <= number <= most and (number.is_integer() or not is_whole):
            return number
        sentence = translate(
            "Algorithms", "{parameter} is a number from {least} to {most}, not “{value}”."
        )
        if is_whole:
            sentence = translate(
                "Algorithms", "{parameter} is a whole number from {least} to {most}, not “{value}”."
            )
        raise ExportError(
            sentence.format(parameter=name, least=f"{least:.0f}", most=f"{most:.0f}", value=value)
        )

    @staticmethod
    def report(result: Any, feedback: QgsProcessingFeedback) -> None:
        """Report the warnings and the failures of a series, and where to read more."""
        from ..core.series.job import FAILED

        warn(result.warnings, feedback)
        for outcome in result.outcomes:
            job = outcome.job
            if outcome.status == FAILED:
                title = f"{job.name} ({job.code})" if job.name else job.code
                warn([f"{title} – {whole(outcome.message)}"], feedback)
        feedback.pushInfo(translate("Algorithms", "Report: {path}").format(path=result.page))

    def results(self, made: list[Any]) -> dict[str, Any]:
        from ..core.series.job import FAILED, PRINTED, SKIPPED

        result: SeriesResult = made[0]
        states = [outcome.status for outcome in result.outcomes]
        return {
            self.OUTPUT_FOLDER: str(self._folder),
            self.PRINTED: states.count(PRINTED),
            self.SKIPPED: states.count(SKIPPED),
            self.FAILED: states.count(FAILED),
            self.REPORT: str(result.report),
            self.PAGE: str(result.page),
            self.MERGED: str(result.merged or ""),
            self.DOSSIERS: len(result.dossiers),
        }

    def _add_file_parameters(self) -> None:
        """The optional OWN_SHEET, FORMAT, FILE_NAME, OUTPUT_MODE, EXISTING."""
        from ..core.series.request import (
            EXISTING_MODES,
            FILES,
            FORMATS,
            OUTPUT_MODES,
            PDF,
            SKIP,
        )

        self.addParameter(
            QgsProcessingParameterBoolean(
                self.OWN_SHEET,
                translate("Algorithms", "The plans of EPCIs as well"),
                defaultValue=False,
                optional=True,
            )
        )
        for name, label, options, default in (
            (self.FORMAT, translate("Algorithms", "Format"), FORMATS, PDF),
            (self.OUTPUT_MODE, translate("Algorithms", "What is written"), OUTPUT_MODES, FILES),
            (
                self.EXISTING,
                translate("Algorithms", "Sheets that are there already"),
                EXISTING_MODES,
                SKIP,
            ),
        ):
            self.addParameter(
                QgsProcessingParameterEnum(
                    name,
                    label,
                    options=list(options),
                    defaultValue=default,
                    optional=True,
                    usesStaticStrings=True,
                )
            )
        self._add_advanced(
            text_parameter(
                self.FILE_NAME,
                translate("Algorithms", "Names of the files and their folders"),
                translate("Algorithms", "A QGIS expression; empty for the usual names"),
            )
        )

    def _add_worker_parameters(self) -> None:
        """The optional SLICE, WORKERS, TIME_LIMIT, MEMORY_LIMIT."""
        from ..core.series.request import MEMORY_LIMIT, MOST_WORKERS, TIME_LIMIT, WORKERS

        self._add_advanced(
            text_parameter(
                self.SLICE,
                translate("Algorithms", "Part of one of several machines"),
                translate("Algorithms", "3/16 for the third of 16 parts; empty for all"),
            )
        )
        kinds = QgsProcessingParameterNumber.Type
        for name, label, kind, default, least, most in (
            (
                self.WORKERS,
                translate("Algorithms", "Worker processes (0 to print in this one)"),
                *(kinds.Integer, WORKERS, 0, MOST_WORKERS),
            ),
            (
                self.TIME_LIMIT,
                translate("Algorithms", "Seconds that a sheet may take"),
                *(kinds.Double, TIME_LIMIT, 1, 86_400),
            ),
            (
                self.MEMORY_LIMIT,
                translate("Algorithms", "Megabytes that a worker process may take"),
                *(kinds.Double, MEMORY_LIMIT, 200, 1_000_000),
            ),
        ):
            self._add_advanced(
                QgsProcessingParameterNumber(
                    name, label, kind, default, optional=True, minValue=least, maxValue=most
                )
            )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The base of the algorithms on styles: the sheet and the set that they take styles from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
)

from ..core.common.i18n import translate
from .algorithm import warn
from .parameters import text_parameter
from .sheet_algorithm import SheetAlgorithm

if TYPE_CHECKING:
    from ..core.styles.class_styles import ClassStyles

# The sheet whose classes are meant where none is named.
_USUAL_SHEET = "srce"


class StyleAlgorithm(SheetAlgorithm):
    """An algorithm on the styles of a sheet's classes."""

    section = "styles"
    page = "styles"

    COUNT = "COUNT"

    def add_style_parameters(self) -> None:
        """The optional STYLES and SHEET."""
        self.addParameter(self._styles_parameter())
        self._add_advanced(
            text_parameter(
                self.SHEET,
                translate("Algorithms", "Sheet definition"),
                translate("Algorithms", "A name or a JSON file"),
                defaultValue=_USUAL_SHEET,
            )
        )

    def styles(self, parameters: dict[str, Any], context: QgsProcessingContext) -> ClassStyles:
        """The styles that the parameters name. Raises SheetError, StyleError."""
        from ..core.sheet.definition import usable_sheet
        from ..core.styles.class_styles import class_styles

        sheet, faults = usable_sheet(self.sheets(parameters, context)[0] or _USUAL_SHEET)
        styles = class_styles(
            sheet, self.parameterAsString(parameters, self.STYLES, context).strip()
        )
        return replace(styles, warnings=(*faults, *styles.warnings))

    @staticmethod
    def report(result: Any, feedback: QgsProcessingFeedback) -> None:
        """Report the warnings."""
        warn(result.warnings, feedback)

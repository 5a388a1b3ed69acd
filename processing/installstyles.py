# SPDX-License-Identifier: GPL-3.0-or-later
"""`srce_pac:installstyles`: put the symbols of the classes into QGIS's style manager."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
)

from ..core.common.i18n import translate
from .style_algorithm import StyleAlgorithm


class InstallStyles(StyleAlgorithm):
    """Installs symbols and label settings in the style manager, or removes them."""

    REMOVE = "REMOVE"
    REMOVED = "REMOVED"

    def name(self) -> str:
        return "installstyles"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        return translate("Algorithms", "Install the symbols in the style manager")

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        return translate(
            "Algorithms",
            "Puts the symbols and label settings of the classes into QGIS's style manager, with "
            "the tag and in the group “SRCE PAC”, so that any project can use them, with the "
            "plugin or without. What was installed before is updated. A symbol that you have made "
            "or changed yourself is left as it is, whatever its name.",
        )

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:  # noqa: N802, ARG002
        self.add_style_parameters()
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.REMOVE,
                translate("Algorithms", "Remove what was installed"),
                defaultValue=False,
                optional=True,
            )
        )
        for name, text in (
            (self.COUNT, translate("Algorithms", "Entries installed")),
            (self.REMOVED, translate("Algorithms", "Entries removed")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))

    def make(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,  # noqa: ARG002
    ) -> list[Any]:
        from ..core.styles.style_manager import install_styles, remove_styles

        if self.parameterAsBool(parameters, self.REMOVE, context):
            return [remove_styles()]
        return [install_styles(self.styles(parameters, context))]

    def results(self, made: list[Any]) -> dict[str, Any]:
        return {
            self.COUNT: sum(one.installed for one in made),
            self.REMOVED: sum(one.removed for one in made),
        }

# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters with a short label for the window, and how their values are written as help."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterString


def text_parameter(
    name: str, label: str, told: str = "", *, optional: bool = True, default: str | None = None
) -> QgsProcessingParameterString:
    """A parameter that takes a text; `told` says which ones."""
    parameter = QgsProcessingParameterString(name, label, default, optional=optional)
    parameter.setHelp(told)
    return parameter

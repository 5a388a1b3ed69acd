# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters with a short label for the window, and help that says how their values are written."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterString


def text_parameter(
    name: str, label: str, told: str = "", **options: Any
) -> QgsProcessingParameterString:
    """An optional parameter that takes a text; `told` says which ones, `options` are QGIS's."""
    parameter = QgsProcessingParameterString(name, label, **{"optional": True, **options})
    parameter.setHelp(told)
    return parameter

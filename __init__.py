# SPDX-License-Identifier: GPL-3.0-or-later
"""SRCE PAC: print "Porter à connaissance" maps of ecological continuities from QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .plugin import SrcePacPlugin


def classFactory(iface: QgisInterface) -> SrcePacPlugin:  # noqa: N802 - QGIS's name
    """Give QGIS the plugin object; nothing heavier than this is imported before it is asked."""
    from .plugin import SrcePacPlugin

    return SrcePacPlugin(iface)

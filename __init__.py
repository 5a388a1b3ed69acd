# SPDX-License-Identifier: GPL-3.0-or-later
"""SRCE PAC: print "Porter à connaissance" maps of ecological continuities from QGIS."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface
    from qgis.server import QgsServerInterface

    from .plugin import SrcePacPlugin
    from .server.plugin import PacServer


def classFactory(iface: QgisInterface) -> SrcePacPlugin:  # noqa: N802 - QGIS's name
    """Give QGIS the plugin object; nothing heavier than this is imported before it is asked."""
    from .plugin import SrcePacPlugin

    return SrcePacPlugin(iface)


def serverClassFactory(interface: QgsServerInterface) -> PacServer:  # noqa: N802 - QGIS's name
    """Give QGIS Server the plugin object; it has no use for the other one."""
    from .server.plugin import PacServer

    return PacServer(interface)

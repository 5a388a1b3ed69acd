# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for QGIS Server: registers the service, and keeps projects of clients away from it."""

from __future__ import annotations

from pathlib import Path

from qgis.server import QgsServerFilter, QgsServerInterface

from ..core.common.settings import forget_user
from .service import SERVICE, VERSION, PacService

# QGIS Server hands no request to a service without a project.
_NO_PROJECT = str(Path(__file__).with_name("empty.qgs"))

# Before the filters of other plugins.
_FIRST = 1


class PacServer:
    """What QGIS Server loads; it keeps what is registered, which the registry does not."""

    def __init__(self, interface: QgsServerInterface) -> None:
        forget_user()
        self.service = PacService(interface)
        self.filter = _OwnProject(interface)
        interface.serviceRegistry().registerService(self.service)
        interface.registerFilter(self.filter, _FIRST)
        self._registry = interface.serviceRegistry()

    def close(self) -> None:
        """Take the service away, and let go of all that it keeps."""
        self._registry.unregisterService(SERVICE, VERSION)
        self.service.close()


class _OwnProject(QgsServerFilter):  # type: ignore[misc]
    """Has requests of the service open no project but an empty one, whatever MAP they name."""

    def requestReady(self) -> None:  # noqa: N802 - QGIS's name
        """Set the project, for QGIS before 3.24."""
        handler = self.serverInterface().requestHandler()
        if handler.parameter("SERVICE").upper() == SERVICE:
            handler.setParameter("MAP", _NO_PROJECT)

    def onRequestReady(self) -> bool:  # noqa: N802 - QGIS's name
        """Set the project, and let the other filters have their turn."""
        self.requestReady()
        return True

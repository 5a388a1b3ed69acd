# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin for QGIS Server: registers the service, and keeps all but its own requests away."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication
from qgis.server import QgsServerFilter, QgsServerInterface

from ..core.common.patterns import pattern
from ..core.common.settings import forget_user
from .service import SERVICE, VERSION, PacService

# QGIS Server hands no request to a service without a project.
_NO_PROJECT = str(Path(__file__).with_name("empty.qgs"))

_OURS = pattern(rf"(?i)(?:^|[?&])service={SERVICE}(?:&|$)")

# Before the filters of other plugins.
_FIRST = 1


class PacServer:
    """What QGIS Server loads; it keeps what is registered, which the registry does not."""

    def __init__(self, interface: QgsServerInterface) -> None:
        forget_user()
        self.service = PacService(interface)
        self.filter = _OwnRequests(interface)
        interface.serviceRegistry().registerService(self.service)
        interface.registerFilter(self.filter, _FIRST)
        self._registry = interface.serviceRegistry()

    def close(self) -> None:
        """Take the service away, and let go of all that it keeps."""
        self._registry.unregisterService(SERVICE, VERSION)
        self.service.close()


class _OwnRequests(QgsServerFilter):  # type: ignore[misc]
    """Has what is asked of the service reach it, with an empty project and nothing else.

    QGIS keeps the last of several values, and takes those in the body of a request as well: what
    names the service once could open any project, or be for another service.
    """

    def requestReady(self) -> None:  # noqa: N802 - QGIS's name
        """Leave the service and the project, for QGIS before 3.24."""
        interface = self.serverInterface()
        handler = interface.requestHandler()
        query = interface.getEnv("QUERY_STRING") or handler.url()
        if not _OURS.search(query) and handler.parameter("SERVICE").upper() != SERVICE:
            return
        for name in handler.parameterMap():
            handler.removeParameter(name)
        handler.setParameter("SERVICE", SERVICE)
        # QGIS warns at each request that this has no effect on a path that nobody uses here.
        log = QgsApplication.messageLog()
        was_blocked = log.blockSignals(True)
        try:
            handler.setParameter("MAP", _NO_PROJECT)
        finally:
            log.blockSignals(was_blocked)

    def onRequestReady(self) -> bool:  # noqa: N802 - QGIS's name
        """Do the same, and let the other filters have their turn."""
        self.requestReady()
        return True

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process keeps from one request to the next: configuration, territories and printers.

Each is renewed when what it was read from has changed. What cannot be renewed is tried again by
the next request; nothing old is answered from meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from qgis.core import QgsMessageLog

from ..core.common.central import Central, central
from ..core.common.errors import (
    CancelledError,
    SheetError,
    SourceError,
    SrceError,
    StyleError,
    TerritoryError,
)
from ..core.common.files import FileState, file_states
from ..core.common.request import SheetRequest
from ..core.pipeline import Printer
from ..core.series.fingerprint import territory_files
from ..core.sheet_basis import SheetBasis
from ..core.territory.gazetteer import Gazetteer
from ..core.territory.territory_sources import open_gazetteer
from .configuration import Configuration, read_configuration
from .exceptions import unavailable

# Printers of one process: those of each sheet in each language, the latest at the end.
MOST_PRINTERS = 8


class Warm:
    """The configuration, the gazetteer and the printers of a process, as they are now."""

    def __init__(self) -> None:
        self._central: Central | None = None
        self._configuration = Configuration()
        self._gazetteer: Gazetteer | None = None
        self._files: tuple[FileState, ...] = ()
        self._printers: dict[tuple[str, str], Printer] = {}

    def configuration(self) -> Configuration:
        """What the office has said. Raises ServiceError, 503, where it cannot be read."""
        try:
            said = central()
            if said != self._central:
                self._forget()
                self._configuration = read_configuration(said)
                self._central = said
        except SrceError as error:
            self._forget()
            log(error.whole)
            raise unavailable() from error
        return self._configuration

    def gazetteer(self) -> Gazetteer:
        """The territories. Raises ServiceError, 503, where they cannot be read."""
        if self._gazetteer is not None and self._files != _states(self._gazetteer):
            self._forget_territories()
        if self._gazetteer is None:
            settings = self._configuration.settings
            try:
                gazetteer = open_gazetteer(settings.territories, settings.epcis)
            except (TerritoryError, CancelledError) as error:
                log(error.whole)
                raise unavailable() from error
            self._files = _states(gazetteer)
            self._gazetteer = gazetteer
        return self._gazetteer

    def printer(self, request: SheetRequest, language: str) -> Printer:
        """The printer of a request, whose warnings are in a language."""
        gazetteer = self.gazetteer()
        key = request.sheet, language
        printer = self._printers.pop(key, None)
        if printer is None or not printer.serves(request, gazetteer):
            if printer is not None:
                printer.close()
            printer = Printer(request, gazetteer)
        self._printers[key] = printer
        if len(self._printers) > MOST_PRINTERS:
            self._printers.pop(next(iter(self._printers))).close()
        return printer

    def basis(self, request: SheetRequest, language: str) -> SheetBasis:
        """What the sheets of a request have in common, as it is now.

        Raises ServiceError: 503 where it cannot be read, and what `TerritoryError` becomes.
        """
        printer = self.printer(request, language)
        try:
            printer.sheet(request)
        except (SourceError, SheetError, StyleError) as error:
            log(error.whole)
            raise unavailable() from error
        if printer.basis is None:
            raise unavailable()
        return printer.basis

    def prepare(self, language: str) -> SheetBasis:
        """Read all that the usual sheet needs, for whichever territory. Raises ServiceError."""
        gazetteer = self.gazetteer()
        request = self._configuration.request("", {})
        for entry in gazetteer.entries[:1]:
            return self.basis(replace(request, territory=entry.reference), language)
        raise unavailable()

    def close(self) -> None:
        """Let go of all that is kept."""
        self._forget()

    def _forget(self) -> None:
        self._central = None
        self._forget_territories()

    def _forget_territories(self) -> None:
        for printer in self._printers.values():
            printer.close()
        self._printers.clear()
        self._gazetteer = None


def log(text: str) -> None:
    """Tell the administrator, in the log of QGIS Server, what no client is told."""
    from qgis.core import Qgis

    QgsMessageLog.logMessage(text, "PAC", Qgis.MessageLevel.Warning)


def _states(gazetteer: Gazetteer) -> tuple[FileState, ...]:
    return file_states(territory_files(gazetteer))

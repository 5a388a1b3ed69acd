# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process keeps from one request to the next: configuration, territories and printers.

Each is renewed when what it was read from has changed. What cannot be renewed is tried again by
the next request; nothing old is answered from meanwhile.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from weakref import WeakKeyDictionary

from qgis.core import Qgis, QgsMessageLog

from ..core.common.central import Central, central
from ..core.common.errors import (
    CancelledError,
    SheetError,
    SourceError,
    SrceError,
    StyleError,
    TerritoryError,
)
from ..core.common.files import file_states
from ..core.common.request import SheetRequest
from ..core.pipeline import Printer
from ..core.series.fingerprint import latest_change, territory_files, unwatched
from ..core.sheet_basis import SheetBasis
from ..core.sources.database_revision import database_loaded, database_revision
from ..core.territory.gazetteer import Gazetteer
from ..core.territory.territory_sources import open_gazetteer
from .configuration import Configuration, read_configuration
from .exceptions import unavailable

# Printers of one process: those of each sheet in each language, the latest at the end.
MOST_PRINTERS = 8


class Warm:
    """The configuration, the gazetteer and the printers of a process, as they are now.

    Each request begins by `configuration`; the territories stay as they are until `look_again`.
    """

    def __init__(self) -> None:
        self._central: Central | None = None
        self._configuration = Configuration()
        self._gazetteer: Gazetteer | None = None
        self._state: object = None
        self._is_checked = False
        self._printers: dict[tuple[str, str], Printer] = {}
        # What the databases of each said when it was made ready.
        self._revisions: WeakKeyDictionary[Printer, str | None] = WeakKeyDictionary()

    def configuration(self) -> Configuration:
        """What the office has said. Raises ServiceError, 503, where it cannot be read."""
        self.look_again()
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

    def look_again(self) -> None:
        """Have whoever asks for the territories next get them as they are then."""
        self._is_checked = False

    def gazetteer(self) -> Gazetteer:
        """The territories. Raises ServiceError, 503, where they cannot be read."""
        try:
            kept = None if self._is_checked else self._gazetteer
            if kept is not None and self._state != _state(kept):
                self._forget_territories()
            if self._gazetteer is None:
                settings = self._configuration.settings
                gazetteer = open_gazetteer(settings.territories, settings.epcis)
                self._state = _state(gazetteer)
                self._gazetteer = gazetteer
        except (TerritoryError, SourceError, CancelledError) as error:
            self._forget_territories()
            log(error.whole)
            raise unavailable() from error
        self._is_checked = True
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
        gazetteer = self.gazetteer()
        printer = self.printer(request, language)
        try:
            printer.sheet(request)
            # Of a file, the printer notices itself that it has changed.
            told = revision(printer.basis, gazetteer)
            if self._revisions.setdefault(printer, told) != told:
                self._revisions[printer] = told
                printer.close()
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


def _state(gazetteer: Gazetteer) -> object:
    return file_states(territory_files(gazetteer)), revision(None, gazetteer)


def log(text: str) -> None:
    """Tell the administrator, in the log of QGIS Server, what no client is told."""
    QgsMessageLog.logMessage(text, "PAC", Qgis.MessageLevel.Warning)


def data_time(basis: SheetBasis) -> str:
    """When the data were written last or loaded, in ISO 8601, of UTC; empty where nothing tells it.

    Raises ServiceError, 503.
    """
    changed = latest_change(basis)
    time = datetime.fromtimestamp(int(changed), timezone.utc).isoformat() if changed else ""
    try:
        used = [(one.providerType(), one.source()) for one in basis.source_layers()]
        return max(time, database_loaded(used))
    except SourceError as error:
        log(error.whole)
        raise unavailable() from error


def revision(basis: SheetBasis | None, gazetteer: Gazetteer) -> str | None:
    """What tells of the databases among the data and the territories whether they have changed.

    Empty where all are files; None where a change could not be told. Raises SourceError.
    """
    used = [(one.providerType(), one.source()) for one in gazetteer.layers]
    if basis is not None:
        # With the login that a connection of QGIS adds.
        used += [(one.providerType(), one.source()) for one in basis.source_layers()]
    return database_revision(unwatched(used))

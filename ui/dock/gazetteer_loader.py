# SPDX-License-Identifier: GPL-3.0-or-later
"""The territories that the settings name, read when the dock first needs them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Callable

from qgis.core import QgsFeedback

from ...core.common.errors import CancelledError, TerritoryError
from ...core.common.i18n import translate
from ...core.common.settings import Settings
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.territory_sources import open_gazetteer
from ..common.messages import Messages


class GazetteerLoader:
    """Keeps the territories until other ones are chosen."""

    def __init__(
        self, busy: Callable[[], AbstractContextManager[QgsFeedback]], messages: Messages
    ) -> None:
        """`busy` shows the progress of the reading, `messages` its warnings."""
        self._busy = busy
        self._messages = messages
        self._gazetteer: Gazetteer | None = None
        # The sources of the communes and of the EPCIs that were read.
        self._sources = ("", "")

    def load(self) -> Gazetteer:
        """The territories that are chosen, or those of the plugin where these cannot be read.

        In the second case the user is warned. Raises TerritoryError.
        """
        settings = Settings.load()
        sources = (settings.territories, settings.epcis)
        if self._gazetteer is None or sources != self._sources:
            self._sources = sources
            self._gazetteer = self._open(*sources)
        return self._gazetteer

    def forget(self) -> None:
        """Read the territories again when they are next needed; their files are let go of."""
        self._gazetteer = None

    def _open(self, communes: str, epcis: str) -> Gazetteer:
        if not communes and not epcis:
            return open_gazetteer()
        try:
            with self._busy() as feedback:
                gazetteer = open_gazetteer(communes, epcis, feedback)
        except (CancelledError, TerritoryError) as error:
            own = translate("Dock", "The territories of the plugin take their place.")
            self._messages.warn([f"{error} {own}"])
            return open_gazetteer()
        self._messages.warn(list(gazetteer.warnings))
        return gazetteer

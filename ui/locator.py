# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes and EPCIs in QGIS's own search field, which opens the dock at the one that is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from qgis.core import (
    QgsFeedback,
    QgsLocatorContext,
    QgsLocatorFilter,
    QgsLocatorResult,
)
from qgis.PyQt.QtGui import QIcon

from ..core.common.errors import TerritoryError
from ..core.common.i18n import translate
from ..core.common.request import COMMUNE, EPCI, SELECTION

# What searches is imported with the first search, not at QGIS's start.
if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from ..core.territory.entry import Entry
    from ..core.territory.gazetteer import Gazetteer

# How many territories the field lists; the search is stopped at that many.
MOST = 20

# Between the reference of a selection and its title in the data of a result.
_BEFORE_TITLE = "\n"

# What the filters find, by the word that is typed in front.
PREFIXES = {"pac": "", "commune": COMMUNE, "epci": EPCI}


class Opened(Protocol):
    """What the filters know of the plugin."""

    def gazetteer(self) -> Gazetteer | None:
        """The territories that the dock has read; None as long as it has not."""

    def show_territory(self, text: str, title: str = "") -> None:
        """Open the dock at what a text names, a selection under its title."""


class _Territories:
    """What the filters search: the territories of the dock, else those of the plugin."""

    def __init__(self, plugin: Opened) -> None:
        self.plugin = plugin
        self._own: Gazetteer | None = None

    def known(self) -> Gazetteer | None:
        """Those of the plugin only where no others are to be read first. Raises TerritoryError."""
        from ..core.common.settings import Settings

        read = self.plugin.gazetteer()
        settings = Settings.load()
        if read is not None or settings.territories or settings.epcis:
            return read
        if self._own is None:
            from ..core.territory.territory_sources import open_gazetteer

            self._own = open_gazetteer()
        return self._own

    def forget(self) -> None:
        """Hold none any more."""
        self._own = None


class TerritoryFilter(QgsLocatorFilter):
    """Finds territories behind one prefix."""

    def __init__(self, prefix: str, territories: _Territories, icon: QIcon) -> None:
        super().__init__()
        self._prefix = prefix
        self._territories = territories
        self._icon = icon
        # Whoever looks for a tool or a layer does not look for a commune.
        self.setUseWithoutPrefix(False)

    def clone(self) -> TerritoryFilter:
        return TerritoryFilter(self._prefix, self._territories, self._icon)

    def name(self) -> str:
        return f"srce_pac_{self._prefix}"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        names = {
            "": translate("Locator", "SRCE PAC: communes, EPCIs and selections"),
            COMMUNE: translate("Locator", "SRCE PAC: communes"),
            EPCI: translate("Locator", "SRCE PAC: EPCIs"),
        }
        return names[PREFIXES[self._prefix]]

    def prefix(self) -> str:
        return self._prefix

    def priority(self) -> QgsLocatorFilter.Priority:
        return QgsLocatorFilter.Priority.Medium

    def flags(self) -> QgsLocatorFilter.Flags:
        # The territories are searched in memory, and belong to the main thread.
        return QgsLocatorFilter.Flags(QgsLocatorFilter.Flag.FlagFast)

    def fetchResults(  # noqa: N802 - QGIS's name
        self, string: str, _: QgsLocatorContext, feedback: QgsFeedback
    ) -> None:
        """Give the territories that match, the best first."""
        text = string.strip()
        try:
            gazetteer = self._territories.known()
        except TerritoryError:
            # The dock says what is wrong with them.
            gazetteer = None
        if gazetteer is None:
            label = translate("Locator", "Search for “{name}” in the dock")
            self._give(label.format(name=text), text)
        elif text:
            self._give_found(text, gazetteer, feedback)

    def triggerResult(self, result: QgsLocatorResult) -> None:  # noqa: N802 - QGIS's name
        """Open the dock at the territory."""
        # Not a list: QGIS's bindings cannot give that back.
        text, _, title = str(result.userData).partition(_BEFORE_TITLE)
        self._territories.plugin.show_territory(text, title)

    def _give_found(self, text: str, gazetteer: Gazetteer, feedback: QgsFeedback) -> None:
        from ..core.territory.search import offer_territories
        from .common.labels import entry_parts, offered_label

        offer = offer_territories(gazetteer, text, MOST, PREFIXES[self._prefix])
        for place, entry in enumerate(offer.entries):
            if feedback.isCanceled():
                return
            told = " · ".join(entry_parts(entry))
            self._give(offered_label(entry), _named(entry), told, 1 - place / len(offer.entries))
        for absent in offer.elsewhere:
            told = translate("Locator", "Not loaded: open the dock to download it")
            self._give(absent.title, absent.code, told, 0)

    def _give(self, label: str, text: str, told: str = "", score: float = 1) -> None:
        result = QgsLocatorResult(self, label, text)
        result.description = told
        result.icon = self._icon
        result.score = score
        self.resultFetched.emit(result)


class TerritoryLocator:
    """The filters in QGIS's search field, as long as the plugin is loaded."""

    def __init__(self, iface: QgisInterface, plugin: Opened, icon: QIcon) -> None:
        self._iface = iface
        self._territories = _Territories(plugin)
        self._filters = [TerritoryFilter(prefix, self._territories, icon) for prefix in PREFIXES]
        for each in self._filters:
            iface.registerLocatorFilter(each)

    def close_down(self) -> None:
        """Take the filters away, and what they have read."""
        for each in self._filters:
            self._iface.deregisterLocatorFilter(each)
        self._filters.clear()
        self._territories.forget()


def _named(entry: Entry) -> str:
    """The text that names a territory; a selection with its title, which it is not found by."""
    is_titled = entry.kind == SELECTION
    return f"{entry.reference}{_BEFORE_TITLE}{entry.name}" if is_titled else entry.reference

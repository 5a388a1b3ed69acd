# SPDX-License-Identifier: GPL-3.0-or-later
"""Communes and EPCIs in QGIS's own search field, which opens the dock at the one that is taken."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from qgis.core import (
    QgsFeedback,
    QgsLocatorContext,
    QgsLocatorFilter,
    QgsLocatorResult,
)
from qgis.PyQt.QtGui import QIcon

from ..core.common.i18n import translate
from ..core.common.request import COMMUNE, EPCI

# What searches is imported with the first search, not at QGIS's start.
if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from ..core.territory.gazetteer import Gazetteer

# How many territories the field lists; the search is stopped at that many.
MOST = 20

# What the filters find, by the word that is typed in front.
PREFIXES = {"pac": "", "commune": COMMUNE, "epci": EPCI}


class Opened(Protocol):
    """What the filters know of the plugin."""

    def gazetteer(self) -> Gazetteer | None:
        """The territories that the dock has read; None as long as it has not."""

    def show_territory(self, text: str) -> None:
        """Open the dock and search there for a text."""


class TerritoryFilter(QgsLocatorFilter):
    """Finds territories behind one prefix."""

    def __init__(self, prefix: str, plugin: Opened, icon: QIcon) -> None:
        super().__init__()
        self._prefix = prefix
        self._plugin = plugin
        self._icon = icon
        # Whoever looks for a tool or a layer does not look for a commune.
        self.setUseWithoutPrefix(False)

    def clone(self) -> TerritoryFilter:
        return TerritoryFilter(self._prefix, self._plugin, self._icon)

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
        gazetteer = _known(self._plugin)
        if gazetteer is None:
            label = translate("Locator", "Search for “{name}” in the dock")
            self._give(label.format(name=text), text)
        elif text:
            self._give_found(text, gazetteer, feedback)

    def triggerResult(self, result: QgsLocatorResult) -> None:  # noqa: N802 - QGIS's name
        """Open the dock at the territory."""
        self._plugin.show_territory(str(result.userData))

    def _give_found(self, text: str, gazetteer: Gazetteer, feedback: QgsFeedback) -> None:
        from ..core.territory.search import offer_territories
        from .common.labels import entry_parts, offered_label

        offer = offer_territories(gazetteer, text, MOST, PREFIXES[self._prefix])
        for place, entry in enumerate(offer.entries):
            if feedback.isCanceled():
                return
            # A selection is searched for by its title.
            named = entry.code or entry.name
            told = " · ".join(entry_parts(entry))
            self._give(offered_label(entry), named, told, 1 - place / len(offer.entries))
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
        self._filters = [TerritoryFilter(prefix, plugin, icon) for prefix in PREFIXES]
        for each in self._filters:
            iface.registerLocatorFilter(each)

    def close_down(self) -> None:
        """Take the filters away."""
        for each in self._filters:
            self._iface.deregisterLocatorFilter(each)
        self._filters.clear()


def _known(plugin: Opened) -> Gazetteer | None:
    """The territories of the dock; those of the plugin where no others are to be read first."""
    from ..core.common.settings import Settings

    read = plugin.gazetteer()
    settings = Settings.load()
    if read is not None or settings.territories or settings.epcis:
        return read
    return _own_territories()


@lru_cache(maxsize=1)
def _own_territories() -> Gazetteer:
    from ..core.territory.territory_sources import open_gazetteer

    return open_gazetteer()

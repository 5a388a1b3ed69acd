# SPDX-License-Identifier: GPL-3.0-or-later
"""The territories that the settings name, read when the dock first needs them."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Callable

from qgis.core import QgsFeedback
from qgis.PyQt.QtWidgets import QWidget

from ...core.common.errors import CancelledError, TerritoryError
from ...core.common.i18n import translate
from ...core.common.request import COMMUNE, EPCI
from ...core.common.settings import Settings
from ...core.sources.source_address import SourceAddress
from ...core.territory.asked_source import AskedSource
from ...core.territory.gazetteer import Gazetteer
from ...core.territory.layer_choices import LayerChoice, LayerChoices
from ...core.territory.layer_search import Survey, UnsureLayerError
from ...core.territory.territory_sources import open_gazetteer, open_territories
from ..common.layer_question import ask_layer
from ..common.messages import Messages

Asked = tuple[AskedSource, AskedSource]

# The territories that come with the plugin.
EMBEDDED = (AskedSource(), AskedSource())


class GazetteerLoader:
    """Keeps the territories until other ones are chosen."""

    def __init__(
        self,
        busy: Callable[[], AbstractContextManager[QgsFeedback]],
        messages: Messages,
        dock: QWidget,
    ) -> None:
        """`busy` shows the progress of the reading, `messages` its warnings, over the dock."""
        self._busy = busy
        self._messages = messages
        self._dock = dock
        self._gazetteer: Gazetteer | None = None
        self._loaded = EMBEDDED
        # What the settings said of communes and EPCIs when they were read last.
        self._sources = ("", "", "")
        # The sources of the last territories that could be read, and those that the user was asked
        # about in vain.
        self._read = EMBEDDED
        self._declined: tuple[str, str, str] | None = None
        self._is_asking = False

    def load(self) -> Gazetteer:
        """The territories that are chosen, or those of the plugin where these cannot be read.

        In the second case the user is warned. Where it is not sure which layer is meant, the user
        is asked; until there is an answer, the earlier territories stay. Raises TerritoryError.
        """
        settings = Settings.load()
        sources = (settings.territories, settings.epcis, settings.layer_choices)
        if self._is_asking:
            return self._gazetteer or open_gazetteer()
        if self._gazetteer is None or sources != self._sources:
            self._gazetteer = self._open(settings, sources)
            after = Settings.load()
            # An answer is remembered there.
            self._sources = (after.territories, after.epcis, after.layer_choices)
        return self._gazetteer

    @property
    def addresses(self) -> tuple[str, str]:
        """The sources of the communes and of the EPCIs that are loaded, empty for the plugin's."""
        communes, epcis = (str(asked.source) for asked in self._loaded)
        return communes, epcis

    @property
    def read(self) -> Gazetteer | None:
        """The territories as they were read last; None where that has still to be done."""
        return self._gazetteer

    def forget(self) -> None:
        """Read the territories again when they are next needed; their files are let go of."""
        self._gazetteer = None

    def _open(self, settings: Settings, sources: tuple[str, str, str]) -> Gazetteer:
        if not settings.territories and not settings.epcis:
            self._read = EMBEDDED
            return self._read_own()
        asked = self._read if sources == self._declined else _asked(settings)
        while True:
            try:
                return self._read_now(asked)
            except UnsureLayerError as error:
                question = error.survey
            except (CancelledError, TerritoryError) as error:
                if isinstance(error, TerritoryError) and asked != _plain(settings):
                    # The layer that was chosen may be gone, or one of its fields.
                    self._messages.warn([str(error)])
                    asked = _plain(settings)
                    continue
                own = translate("Dock", "The territories of the plugin take their place.")
                self._messages.warn([f"{error} {own}"])
                return self._read_own()
            # Asked here: the layers that were looked into are let go of with the error.
            if not self._ask(question):
                self._declined = sources
                return self._earlier(question)
            asked = _asked(Settings.load())

    def _read_now(self, asked: Asked) -> Gazetteer:
        """Read territories. Raises TerritoryError, UnsureLayerError among it, CancelledError."""
        if asked == EMBEDDED:
            return self._read_own()
        with self._busy() as feedback:
            gazetteer = open_territories(*asked, feedback, only_sure=True)
        self._read = self._loaded = asked
        self._messages.warn(list(gazetteer.warnings))
        return gazetteer

    def _ask(self, survey: Survey) -> bool:
        """Have the user choose a layer, and remember it; whether one was chosen."""
        self._is_asking = True
        try:
            choice = ask_layer(survey, LayerChoice(), self._dock)
        finally:
            self._is_asking = False
        if choice is None:
            return False
        remember_choice(survey, choice)
        return True

    def _earlier(self, survey: Survey) -> Gazetteer:
        """The territories that were there before a question that was left unanswered."""
        stay = translate(
            "Dock",
            "No layer of “{source}” was chosen: the earlier territories stay. Choose one in "
            "Settings ▸ Options ▸ SRCE PAC.",
        )
        label = SourceAddress.parse(survey.source).label
        self._messages.warn([stay.format(source=label)])
        if self._gazetteer is not None:
            return self._gazetteer
        try:
            return self._read_now(self._read)
        except (CancelledError, TerritoryError):
            return self._read_own()

    def _read_own(self) -> Gazetteer:
        self._loaded = EMBEDDED
        return open_gazetteer()


def remember_choice(survey: Survey, choice: LayerChoice) -> None:
    """Keep what was chosen of a source in the settings."""
    settings = Settings.load()
    choices = LayerChoices(settings.layer_choices)
    choices.add(survey.kind, survey.source, choice)
    settings.layer_choices = str(choices)
    settings.save()


def _plain(settings: Settings) -> Asked:
    """The sources that the settings name, and nothing that was chosen of them."""
    return AskedSource(settings.territories), AskedSource(settings.epcis)


def _asked(settings: Settings) -> Asked:
    """The sources that the settings name, with what was chosen of them.

    EPCIs may have been chosen of the source of the communes.
    """
    choices = LayerChoices(settings.layer_choices)
    communes = choices.asked(COMMUNE, settings.territories)
    epcis = choices.asked(EPCI, settings.epcis)
    if not settings.epcis and choices.of(EPCI, settings.territories).layer:
        epcis = choices.asked(EPCI, settings.territories)
    return communes, epcis

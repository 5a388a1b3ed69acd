# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers and fields of the sources of territories, chosen by hand on the options page."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QAction, QMenu, QWidget

from ...core.common.i18n import translate
from ...core.common.request import COMMUNE, EPCI
from ...core.common.settings import Settings
from ...core.sources.source_address import SourceAddress
from ...core.territory.layer_choices import LayerChoice, LayerChoices
from ..common.busy_cursor import busy_cursor
from ..common.layer_question import ask_layer, survey_again
from ..common.messages import Messages


class TerritoryLayers:
    """An entry in the menus of both sources; what is chosen is kept until the page is applied."""

    def __init__(self, form: Any, messages: Messages, page: QWidget) -> None:
        """`form` is that of the page, whose menus are there already."""
        self._form = form
        self._messages = messages
        self._page = page
        self._chosen: dict[tuple[str, str], LayerChoice] = {}
        self.actions = {
            COMMUNE: self._add(form.browseTerritories.menu(), COMMUNE),
            EPCI: self._add(form.browseEpcis.menu(), EPCI),
        }

    def remember(self, settings: Settings) -> None:
        """Write what was chosen to the settings."""
        choices = LayerChoices(settings.layer_choices)
        for (kind, source), choice in self._chosen.items():
            choices.add(kind, source, choice)
        settings.layer_choices = str(choices)

    def _add(self, menu: QMenu, kind: str) -> QAction:
        menu.addSeparator()
        action = menu.addAction(translate("Options", "Layer and fiel&ds…"))
        action.setObjectName(f"layer_{kind}")
        action.triggered.connect(lambda: self._choose(kind))
        menu.aboutToShow.connect(lambda: action.setEnabled(bool(self._source(kind))))
        return action

    def _source(self, kind: str) -> str:
        """The source of a kind of territory; that of the communes may hold the EPCIs."""
        own = self._form.territories if kind == COMMUNE else self._form.epcis
        return str(own.text().strip() or self._form.territories.text().strip())

    def _choose(self, kind: str) -> None:
        source = self._source(kind)
        if not source:
            return
        with self._messages.shown():
            whole = str(SourceAddress.parse(source).whole)
            key = kind, whole
            before = self._chosen.get(key) or self._before(kind, source)
            with busy_cursor() as feedback:
                survey = survey_again(whole, kind, feedback)
            choice = ask_layer(survey, before, self._page)
            if choice is None:
                return
            self._chosen[key] = choice
            for field in (self._form.territories, self._form.epcis):
                # The layer is remembered beside the source.
                if field.text().strip() == source:
                    field.setText(whole)

    def _before(self, kind: str, source: str) -> LayerChoice:
        address = SourceAddress.parse(source)
        before = LayerChoices(Settings.load().layer_choices).of(kind, str(address.whole))
        return LayerChoice(address.layer) if address.layer else before

# SPDX-License-Identifier: GPL-3.0-or-later
"""The layers of territories of sources that are asked for, found in them and opened."""

from __future__ import annotations

from dataclasses import dataclass, replace

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import SourceError, TerritoryError
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from .asked_source import AskedSource
from .entry import NO_CHOICE, FieldChoice
from .known_fields import names_holders
from .layer_fit import Fit
from .layer_search import (
    Listed,
    Offer,
    Survey,
    UnsureLayerError,
    doubt,
    left_out,
    list_source,
    part_layers,
    refusal,
    survey_layers,
    take,
)


@dataclass(frozen=True)
class OpenedTerritories:
    """A layer of territories that is open, and what the user is told of that."""

    layer: QgsVectorLayer | None  # None where it could not be read
    fields: FieldChoice = NO_CHOICE
    warnings: tuple[str, ...] = ()


def open_layers(
    communes: AskedSource, epcis: AskedSource, feedback: QgsFeedback | None, only_sure: bool
) -> list[OpenedTerritories]:
    """The layers of the sources that are given, communes first.

    With `only_sure` as `open_territories` has it. Raises TerritoryError, SourceError.
    """
    opener = _Opener(feedback, only_sure)
    opened = []
    if isinstance(communes.source, QgsVectorLayer):
        opened.append(OpenedTerritories(communes.source, communes.fields))
    elif communes.source:
        listed = list_source(communes.source, feedback)
        survey = survey_layers(listed, COMMUNE, communes.fields, feedback)
        alone = [] if survey.fitting or only_sure else opener.epcis_alone(listed, communes.fields)
        if alone:
            return alone
        opened.append(opener.open(survey, communes.fields))
        if not epcis.source and len(listed.layers) > 1:
            opened += opener.beside(listed, epcis.fields)
        opened += opener.parts(listed)
    if isinstance(epcis.source, QgsVectorLayer):
        opened.append(OpenedTerritories(epcis.source, epcis.fields))
    elif epcis.source:
        listed = list_source(epcis.source, feedback)
        opened.append(
            opener.open(survey_layers(listed, EPCI, epcis.fields, feedback), epcis.fields)
        )
    return opened


@dataclass(frozen=True)
class _Opener:
    """Opens the best layers of sources; `only_sure` as `open_territories` has it."""

    feedback: QgsFeedback | None
    only_sure: bool

    def open(self, survey: Survey, fields: FieldChoice) -> OpenedTerritories:
        """The best layer, with what is to be told of the choice.

        Raises TerritoryError where no layer fits, UnsureLayerError, SourceError.
        """
        if self.only_sure and not survey.is_sure and survey.may_be_chosen:
            raise UnsureLayerError(survey)
        if not survey.fitting:
            raise TerritoryError(refusal(survey))
        opened = take(survey.fitting[0], self.feedback)
        told = () if survey.is_sure else (doubt(survey),)
        return OpenedTerritories(opened.layer, fields, (*told, *opened.warnings))

    def epcis_alone(self, listed: Listed, fields: FieldChoice) -> list[OpenedTerritories]:
        """The layer of EPCIs of a source that holds no communes, where it is sure."""
        survey = survey_layers(listed, EPCI, fields, self.feedback)
        if not survey.is_sure:
            return []
        opened = self.open(survey, fields)
        told = translate(
            "Territory", "“{path}” holds EPCIs but no communes: none are drawn and named."
        ).format(path=listed.address.label)
        return [replace(opened, warnings=(told, *opened.warnings))]

    def beside(self, listed: Listed, fields: FieldChoice) -> list[OpenedTerritories]:
        """The layer of EPCIs beside the communes, where there is one that fits.

        What cannot be read of it costs a warning.
        """
        listed = replace(listed, meant=None)
        try:
            survey = survey_layers(listed, EPCI, fields, self.feedback, named_only=True)
            if not survey.fitting:
                return []
            if survey.fitting[0].fit < Fit.LIKELY:
                return [OpenedTerritories(None, warnings=(left_out(survey),))]
            return [self.open(survey, fields)]
        except SourceError as error:
            return [OpenedTerritories(None, warnings=(str(error),))]

    def parts(self, listed: Listed) -> list[OpenedTerritories]:
        """The layers of associated and delegated communes and of municipal arrondissements.

        What cannot be read of them costs a warning.
        """
        opened = []
        for layer in part_layers([one for one in listed.layers if one != listed.meant]):
            try:
                found = take(Offer(layer), self.feedback)
            except SourceError as error:
                opened.append(OpenedTerritories(None, warnings=(str(error),)))
                continue
            if layer_geometry(found.layer) == "s" and names_holders(found.layer):
                opened.append(OpenedTerritories(found.layer, NO_CHOICE, found.warnings))
        return opened

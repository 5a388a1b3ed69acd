# SPDX-License-Identifier: GPL-3.0-or-later
"""Where territories come from: the embedded ones, or layers of communes and EPCIs of any source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from qgis.core import QgsFeedback, QgsVectorLayer

from ..common.errors import SourceError, TerritoryError
from ..common.files import ROOT
from ..common.geometry import layer_geometry
from ..common.i18n import translate
from ..common.request import COMMUNE, EPCI
from ..sources.connection import SourceLayer
from ..sources.provenance import credit_of
from ..sources.source import open_layer
from ..sources.source_address import SourceAddress
from .contours import DETAILED, EMBEDDED
from .entry import NO_CHOICE, Entry, FieldChoice
from .entry_reader import TerritoryLayer, read_entries
from .gazetteer import Gazetteer
from .known_fields import names_holders
from .layer_fit import Fit
from .layer_search import (
    AskedSource,
    Listed,
    Offer,
    Survey,
    TerritorySource,
    UnsureLayerError,
    doubt,
    left_out,
    list_source,
    part_layers,
    refusal,
    survey_layers,
    take,
)

EMBEDDED_TERRITORIES = ROOT / "data" / "territories.fgb"
# With their vintage, see data/README.md.
EMBEDDED_CREDIT = "© IGN – Admin Express (2025)"


def open_gazetteer(
    communes: TerritorySource = "",
    epcis: TerritorySource = "",
    feedback: QgsFeedback | None = None,
    fields: FieldChoice = NO_CHOICE,
    epci_fields: FieldChoice = NO_CHOICE,
) -> Gazetteer:
    """The territories of sources of communes and of EPCIs, by default those of the plugin.

    EPCIs that are not given come from the source of the communes, or from what their communes say.
    `fields` are those of the communes that are chosen by hand, `epci_fields` those of the EPCIs.
    A service is read once into a local copy. Raises TerritoryError when a source cannot be read
    or holds no such layer, or no such field, CancelledError.
    """
    return open_territories(
        AskedSource(communes, fields), AskedSource(epcis, epci_fields), feedback
    )


def open_territories(
    communes: AskedSource,
    epcis: AskedSource,
    feedback: QgsFeedback | None = None,
    only_sure: bool = False,
) -> Gazetteer:
    """The territories as `open_gazetteer` opens them.

    With `only_sure` nothing is taken of a source whose layer leaves a doubt: UnsureLayerError says
    what there is to choose from.
    """
    try:
        opened = _open_layers(communes, epcis, feedback, only_sure)
    except SourceError as error:
        raise TerritoryError(str(error)) from error
    return Gazetteer(
        [TerritoryLayer(one.layer, one.fields) for one in opened if one.layer is not None],
        _credit(communes.source),
        _known_epcis if communes.source else dict,
        [warning for one in opened for warning in one.warnings],
        DETAILED if communes.source else EMBEDDED,
    )


@lru_cache(maxsize=1)
def _known_epcis() -> Mapping[str, Entry]:
    """The EPCIs that come with the plugin, by their codes."""
    known = read_entries(0, TerritoryLayer(_open_embedded())).entries
    return {entry.code: entry for entry in known if entry.kind == EPCI}


def _credit(communes: TerritorySource) -> str:
    if not communes:
        return EMBEDDED_CREDIT
    if not isinstance(communes, str):
        return ""
    return credit_of(str(SourceAddress.parse(communes).whole))


def _open_embedded() -> QgsVectorLayer:
    return open_layer(SourceLayer("territories", str(EMBEDDED_TERRITORIES)))


@dataclass(frozen=True)
class _Opened:
    """A layer of territories that is open, and what the user is told of that."""

    layer: QgsVectorLayer | None  # None where it could not be read
    fields: FieldChoice = NO_CHOICE
    warnings: tuple[str, ...] = ()


def _open_layers(
    communes: AskedSource, epcis: AskedSource, feedback: QgsFeedback | None, only_sure: bool
) -> list[_Opened]:
    """The layers of a gazetteer, communes first. Raises TerritoryError, SourceError."""
    opener = _Opener(feedback, only_sure)
    opened = []
    if isinstance(communes.source, QgsVectorLayer):
        opened.append(_Opened(communes.source, communes.fields))
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
    else:
        opened.append(_Opened(_open_embedded()))
    if isinstance(epcis.source, QgsVectorLayer):
        opened.append(_Opened(epcis.source, epcis.fields))
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

    def open(self, survey: Survey, fields: FieldChoice) -> _Opened:
        """The best layer, with what is to be told of the choice.

        Raises TerritoryError where no layer fits, UnsureLayerError, SourceError.
        """
        if self.only_sure and not survey.is_sure and survey.may_be_chosen:
            raise UnsureLayerError(survey)
        if not survey.fitting:
            raise TerritoryError(refusal(survey))
        opened = take(survey.fitting[0], self.feedback)
        told = () if survey.is_sure else (doubt(survey),)
        return _Opened(opened.layer, fields, (*told, *opened.warnings))

    def epcis_alone(self, listed: Listed, fields: FieldChoice) -> list[_Opened]:
        """The layer of EPCIs of a source that holds no communes, where it is sure."""
        survey = survey_layers(listed, EPCI, fields, self.feedback)
        if not survey.is_sure:
            return []
        opened = self.open(survey, fields)
        told = translate(
            "Territory", "“{path}” holds EPCIs but no communes: none are drawn and named."
        ).format(path=listed.address.label)
        return [replace(opened, warnings=(told, *opened.warnings))]

    def beside(self, listed: Listed, fields: FieldChoice) -> list[_Opened]:
        """The layer of EPCIs beside the communes, where there is one that fits.

        What cannot be read of it costs a warning.
        """
        listed = replace(listed, meant=None)
        try:
            survey = survey_layers(listed, EPCI, fields, self.feedback, named_only=True)
            if not survey.fitting:
                return []
            if survey.fitting[0].fit < Fit.LIKELY:
                return [_Opened(None, warnings=(left_out(survey),))]
            return [self.open(survey, fields)]
        except SourceError as error:
            return [_Opened(None, warnings=(str(error),))]

    def parts(self, listed: Listed) -> list[_Opened]:
        """The layers of associated and delegated communes and of municipal arrondissements.

        What cannot be read of them costs a warning.
        """
        opened = []
        for layer in part_layers([one for one in listed.layers if one != listed.meant]):
            try:
                found = take(Offer(layer), self.feedback)
            except SourceError as error:
                opened.append(_Opened(None, warnings=(str(error),)))
                continue
            if layer_geometry(found.layer) == "s" and names_holders(found.layer):
                opened.append(_Opened(found.layer, NO_CHOICE, found.warnings))
        return opened

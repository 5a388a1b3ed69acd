# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer of a source that holds the communes, or the EPCIs: the best one, and how sure it is."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qgis.core import QgsFeedback

from ..common.crs import is_known
from ..common.errors import CancelledError, SourceError, TerritoryError
from ..common.i18n import translate
from ..common.request import COMMUNE
from ..sources.connection import SERVICES, SourceLayer
from ..sources.layer_file import file_of, layer_location, told_name
from ..sources.live_layer import is_live
from ..sources.local_copy import has_copy, local_copy
from ..sources.placement import check_place
from ..sources.source import OpenedLayer, list_layers, meant_layers, open_layer
from ..sources.source_address import SourceAddress
from .entry import NO_CHOICE, FieldChoice
from .known_fields import find_fields
from .layer_fit import Fit, fit_of
from .layer_names import (
    Named,
    is_generalised,
    is_of_municipal_arrondissements,
    named_after,
    year_of,
)

# Limits change once a year, and all of France takes a service some minutes.
MAX_AGE = datetime.timedelta(days=30)
SECONDS = 600

# How many layers a sentence names.
TOLD = 8


@dataclass(frozen=True)
class Offer:
    """A layer of a source, and how well it fits; `opened` is None where it was not looked into."""

    layer: SourceLayer
    fit: Fit = Fit.NONE
    opened: OpenedLayer | None = None

    @property
    def rows(self) -> int:
        """How many rows it has; 0 where that is not known."""
        return 0 if self.opened is None else max(0, int(self.opened.layer.featureCount()))


@dataclass(frozen=True)
class Listed:
    """The layers of a source, listed once; `meant` is the one that its text names, if any."""

    address: SourceAddress
    layers: tuple[SourceLayer, ...]
    meant: SourceLayer | None = None


@dataclass(frozen=True)
class Survey:
    """The layers of a source that may hold territories of a kind, the best first.

    Where one is meant by its name, it is the only one, however it fits. `names` are those of all
    layers of the source.
    """

    source: str
    kind: str
    offers: tuple[Offer, ...]
    is_meant: bool = False
    names: tuple[str, ...] = ()

    def name(self, offer: Offer) -> str:
        """The name of a layer, with its file where several layers have one name."""
        return told_name(offer.layer, [one.layer for one in self.offers])

    @property
    def fitting(self) -> tuple[Offer, ...]:
        """The layers that fit, the best first."""
        return tuple(offer for offer in self.offers if offer.fit > Fit.NONE or self.is_meant)

    @property
    def rivals(self) -> tuple[Offer, ...]:
        """The best layer, and the others that fit as well as it does."""
        return tuple(offer for offer in self.fitting if offer.fit == self.fitting[0].fit)

    @property
    def may_be_chosen(self) -> bool:
        """Whether there is a layer that a user may choose: of polygons, or not looked into."""
        return bool(self.choosable)

    @property
    def choosable(self) -> tuple[Offer, ...]:
        """The layers that a user may choose: those of polygons, or of what is not known yet."""
        return tuple(
            offer
            for offer in self.offers
            if offer.layer.geometry == "s"
            or (not offer.layer.geometry and not file_of(offer.layer))
        )

    @property
    def is_sure(self) -> bool:
        """Whether there is one layer that fits, and none that fits as well."""
        if self.is_meant:
            return True
        return len(self.rivals) == 1 and self.fitting[0].fit >= Fit.LIKELY


class UnsureLayerError(TerritoryError):
    """It is not sure which layer of a source is meant; `survey` says what there is to choose."""

    def __init__(self, survey: Survey) -> None:
        super().__init__(refusal(survey) if not survey.fitting else doubt(survey))
        self.survey = survey


def list_source(source: str, feedback: QgsFeedback | None = None) -> Listed:
    """List the layers of a source. Raises SourceError, CancelledError."""
    address = SourceAddress.parse(source)
    layers = list_layers(address.whole, feedback).layers
    meant = meant_layers(address, layers)[0] if address.layer else None
    return Listed(address.whole, tuple(layers), meant)


def survey_layers(
    listed: Listed,
    kind: str,
    choice: FieldChoice = NO_CHOICE,
    feedback: QgsFeedback | None = None,
    named_only: bool = False,
) -> Survey:
    """Look which layer of a source holds the communes, or the EPCIs.

    Layers that are named after another kind of territory are not looked into; nor is what a
    service has beyond its first layer that fits, or with `named_only` what has no name that says
    it. Raises SourceError where no layer that may fit can be read, CancelledError.
    """
    names = tuple(told_name(layer, listed.layers) for layer in listed.layers)
    if listed.meant is not None:
        offer = Offer(listed.meant, opened=_open(listed.meant, feedback))
        return Survey(str(listed.address), kind, (offer,), True, names)
    search = _Search(kind, choice, feedback)
    offers = tuple(search.offers(listed.layers, named_only))
    if search.refusal is not None and not any(offer.fit for offer in offers):
        raise search.refusal
    if choice != NO_CHOICE and not any(offer.fit for offer in offers):
        for opened in (offer.opened for offer in offers if offer.opened is not None):
            # Says which of the chosen fields is not there.
            find_fields(opened.layer, choice)
    return Survey(str(listed.address), kind, offers, False, names)


def take(offer: Offer, feedback: QgsFeedback | None = None) -> OpenedLayer:
    """The layer of an offer, as a gazetteer reads it: a copy, where it cannot be read in place.

    Raises SourceError, also where its coordinates cannot be of its coordinate system;
    CancelledError.
    """
    opened = open_offer(offer, feedback)
    if not is_live(opened.layer):
        return _copy(offer.layer, feedback)
    # That it has none is told where it is read, as for a layer of the project.
    told = check_place(offer.layer, opened.layer) if is_known(opened.layer.crs()) else ()
    return replace(opened, warnings=(*opened.warnings, *told))


def open_offer(offer: Offer, feedback: QgsFeedback | None = None) -> OpenedLayer:
    """The layer of an offer to look into. Raises SourceError, CancelledError."""
    return offer.opened or _open(offer.layer, feedback)


def part_layers(layers: Sequence[SourceLayer]) -> list[SourceLayer]:
    """The layers named after parts of communes, of each sort the latest."""
    named = [layer for layer in layers if layer.geometry in ("", "s")]
    sorts = (
        [layer for layer in named if named_after(layer.name) is Named.FORMER],
        [layer for layer in named if is_of_municipal_arrondissements(layer.name)],
    )
    return [max(sort, key=_preferred) for sort in sorts if sort]


def refusal(survey: Survey) -> str:
    """That a source holds no layer of a kind, with the fields that are looked for."""
    if survey.kind == COMMUNE:
        sentence = translate(
            "Territory",
            "“{path}” lacks a layer of communes: polygons with a code (insee_com, code, id…) "
            "and a name (nom, name…). It holds “{layers}”.",
        )
    else:
        sentence = translate(
            "Territory",
            "“{path}” lacks a layer of EPCIs: polygons with a code (code_siren, code…) and a "
            "name (nom, name…). It holds “{layers}”.",
        )
    label = SourceAddress.parse(survey.source).label
    return sentence.format(path=label, layers=", ".join(survey.names[:TOLD]))


def doubt(survey: Survey) -> str:
    """What was taken where there was a choice, or where the only layer may be another one."""
    best, *others = survey.rivals
    if others:
        return translate(
            "Territory",
            "Of several layers of “{path}”, “{layer}” is taken; as good would be: “{layers}”.",
        ).format(
            path=survey.source,
            layer=survey.name(best),
            layers=", ".join(survey.name(offer) for offer in others[:TOLD]),
        )
    if survey.kind == COMMUNE:
        sentence = translate(
            "Territory",
            "It is not sure that “{layer}” of “{path}” holds the communes; it is taken as it is "
            "the best there.",
        )
    else:
        sentence = translate(
            "Territory",
            "It is not sure that “{layer}” of “{path}” holds the EPCIs; it is taken as it is the "
            "best there.",
        )
    return sentence.format(path=survey.source, layer=survey.name(best))


def left_out(survey: Survey) -> str:
    """That a layer beside the communes is not taken for that of the EPCIs."""
    return translate(
        "Territory",
        "“{layer}” of “{path}” is left out: few of its codes are the SIREN codes of EPCIs.",
    ).format(path=survey.source, layer=survey.name(survey.fitting[0]))


class _Search:
    """Looks into layers, those of the right name first."""

    def __init__(self, kind: str, choice: FieldChoice, feedback: QgsFeedback | None) -> None:
        self._kind = kind
        self._wanted = Named.COMMUNES if kind == COMMUNE else Named.EPCIS
        self._choice = choice
        self._feedback = feedback
        # The first layer that could not be read.
        self.refusal: SourceError | None = None

    def offers(self, layers: Sequence[SourceLayer], named_only: bool) -> list[Offer]:
        """How each layer fits, the best first."""
        names = {layer: _named(layer, layers) for layer in layers}
        order = sorted(layers, key=_preferred, reverse=True)
        looked_into: dict[SourceLayer, Offer] = {}
        # A layer that is named after the other kind may hold both.
        other = Named.EPCIS if self._wanted is Named.COMMUNES else Named.COMMUNES
        groups = (self._wanted,) if named_only else (self._wanted, Named.NOTHING, other)
        for wanted in groups:
            best = max((offer.fit for offer in looked_into.values()), default=Fit.NONE)
            if best is Fit.SURE or (best and wanted is other):
                break
            for layer in (layer for layer in order if names[layer] is wanted):
                offer = self._offer(layer, wanted, best)
                looked_into[layer] = offer
                best = max(best, offer.fit)
        offers = [looked_into.get(layer, Offer(layer)) for layer in layers]
        most = max((offer.rows for offer in offers if offer.fit), default=0)
        return sorted(offers, key=lambda offer: _rank(offer, most), reverse=True)

    def _offer(self, layer: SourceLayer, named: Named, best: Fit) -> Offer:
        if layer.geometry not in ("", "s"):
            return Offer(layer)
        if layer.provider in SERVICES and best >= Fit.LIKELY:
            # To look into it takes a service as long as the first one did.
            return Offer(layer, best if named is self._wanted else Fit.NONE)
        if self._feedback is not None and self._feedback.isCanceled():
            raise CancelledError(translate("Layers", "Cancelled."))
        try:
            opened = _open(layer, self._feedback)
            return Offer(layer, fit_of(opened.layer, self._kind, named, self._choice), opened)
        except SourceError as error:
            self.refusal = self.refusal or error
            return Offer(layer)


def _named(layer: SourceLayer, layers: Sequence[SourceLayer]) -> Named:
    """What a layer is named after: itself, or the file that holds it alone."""
    named = named_after(layer.name)
    path = file_of(layer)
    if named is not Named.NOTHING or path is None:
        return named
    alone = [one for one in layers if file_of(one) == path]
    return named_after(path.stem) if len(alone) == 1 else named


def _rank(offer: Offer, most: int) -> tuple[Fit, bool, tuple[str, bool]]:
    # A part of the communes, such as those of the coast, may be of a later year.
    is_whole = not offer.rows or offer.rows * 2 >= most
    return offer.fit, is_whole, _preferred(offer.layer)


def _preferred(layer: SourceLayer) -> tuple[str, bool]:
    """What sets a layer before others of its kind: its year, contours that are not generalised."""
    # A folder or a file a year is usual too.
    year = year_of(layer.name) or year_of(layer_location(layer))
    return year, not is_generalised(layer.name)


def _open(layer: SourceLayer, feedback: QgsFeedback | None) -> OpenedLayer:
    """A layer, or its copy where it is of a service that was read before, and may be gone."""
    if layer.provider in SERVICES and has_copy(layer):
        return _copy(layer, feedback)
    return OpenedLayer(open_layer(layer, feedback))


def _copy(layer: SourceLayer, feedback: QgsFeedback | None) -> OpenedLayer:
    return local_copy(layer, None, feedback, MAX_AGE, SECONDS)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A request made ready to be drawn: its territory, sheet, profile, layers and cartouche."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING

from qgis.core import QgsFeedback, QgsProjectMetadata
from qgis.PyQt.QtCore import QDateTime

from .common.canvas_look import CanvasLook
from .common.errors import CancelledError, SheetError
from .common.extras import read_extras
from .common.french import french_line
from .common.harmless import harmless_text
from .common.i18n import SHEET_LANGUAGE, translate
from .common.json_object import JsonObject
from .common.request import HIDE, OUTSIDE_MODES, SheetRequest
from .layers.context import SheetContext
from .layers.layer_maker import LayerMaker
from .layers.name_placement import NameRoom
from .layers.sheet_layers import SheetLayers, open_layers
from .layers.situation import SituationMap, open_situation
from .layout.allowed_reads import may_read
from .layout.scale import checked_scale
from .layout.template import Template
from .layout.template_choice import TemplateChoice
from .profiles.data_facts import dated
from .sheet.cartouche import Cartouche, check_entries, compose, named_office, usable_office
from .sheet.definition import SheetDefinition
from .sheet.texts import edited_sheet, unknown_labels
from .territory.gazetteer import Gazetteer, Territory

if TYPE_CHECKING:
    from .layout.commune_index import CommuneIndex
    from .summary.summary import Summary, SummaryScope

# How many percents of the way it is to the layers.
PREPARED = 50


@dataclass
class PreparedSheet:
    """All that a sheet is drawn from; no project of a user has been touched for it."""

    request: SheetRequest
    context: SheetContext
    # What the sheet says unless its office or the export says otherwise.
    unedited: SheetDefinition
    maker: LayerMaker
    cartouche: Cartouche
    layers: SheetLayers
    choice: TemplateChoice
    warnings: list[str]
    # The names without room; None until names are placed, once for all pictures of a preview.
    unnamed: list[str] | None = None
    # What is left for the names of the light base.
    name_room: NameRoom | None = None
    # The index that the plan prints; its numbers by the codes of communes, and those that stand on
    # the map in the place of a name.
    index: CommuneIndex | None = None
    numbers: dict[str, int] = field(default_factory=dict)
    numbered: frozenset[str] = frozenset()
    # None until a template that prints it is filled.
    summary: Summary | None = None

    @property
    def territory(self) -> Territory:
        """What the sheet shows."""
        return self.context.territory

    @property
    def sheet(self) -> SheetDefinition:
        """What the sheet says."""
        return self.context.sheet

    @property
    def kind(self) -> str:
        """Commune, EPCI or selection."""
        return self.territory.entry.kind

    @property
    def is_demonstration(self) -> bool:
        """Whether its data is fictitious."""
        return self.maker.profile.demonstration

    @property
    def office(self) -> str:
        """The name of the office whose cartouche it is."""
        return _office(self.request, self.territory)

    @property
    def title(self) -> str:
        """The name of its layout and of its group of layers."""
        title = f"{self.sheet.file_prefix} – {self.territory.entry.title}"
        if self.is_demonstration:
            title += " – " + translate("Pipeline", "fictitious data")
        return title

    @cached_property
    def template(self) -> Template:
        """The template on which it is drawn. Raises TemplateError."""
        return self.choice.choose(self.territory, self.request.scale)

    @cached_property
    def template_may_read(self) -> bool:
        """Whether the template may read what is neither in it nor beside it."""
        return self.request.template_reads or may_read(self.template)

    @cached_property
    def situation(self) -> SituationMap:
        """The situation map."""
        return open_situation(self.context, self.maker)

    @property
    def extras(self) -> frozenset[str]:
        """What is printed besides, see `read_extras`."""
        return read_extras(self.request.extras or self.cartouche.extras)

    @property
    def data_credit(self) -> str:
        """Whom the data come from, with their vintage."""
        profile = self.maker.profile
        return dated(harmless_text(profile.credit), profile.facts.date)

    @property
    def data_scale(self) -> float:
        """The denominator that the data were made for; 0 where nobody says it."""
        return self.maker.profile.facts.scale

    @property
    def data_date(self) -> str:
        """The date of the data, empty where it is not known."""
        return self.maker.profile.facts.date

    def missing(self) -> list[str]:
        """The classes of the legend that could not be drawn, for want of data."""
        held = self.layers.counts.keys() - self.layers.unread
        facts = self.maker.profile.facts
        expected = self.sheet.expected(facts.classes, facts.scheme)
        missing = {*self.sheet.missing(self.kind, held, expected), *self.layers.unread}
        legend = dict.fromkeys(entry.class_id for entry in self.sheet.legends[self.kind])
        return [class_id for class_id in legend if class_id in missing]

    def absent(self) -> list[str]:
        """The codes of the communes of the territory that are not loaded."""
        return self.context.gazetteer.absent(self.territory.entry)

    @property
    def lost(self) -> set[str]:
        """The classes that could not be read though their layers were there at first."""
        return self.layers.unread - self.maker.profile.unread

    def metadata(self) -> QgsProjectMetadata:
        """What QGIS writes into a PDF: title, author, subject, keywords; all as it is printed."""
        sheet, entry = self.sheet, self.territory.entry
        metadata = QgsProjectMetadata()
        metadata.setTitle(french_line(" – ".join(filter(None, (sheet.title, entry.title)))))
        metadata.setAuthor(self.cartouche.office)
        metadata.setAbstract(french_line(sheet.subtitle))
        metadata.setLanguage(SHEET_LANGUAGE)
        metadata.setCreationDateTime(QDateTime.currentDateTime())
        # QGIS keeps words in vocabularies: here, the sheet.
        words = [entry.name, entry.code, "porter à connaissance"]
        printed = [french_line(word) for word in words if word]
        metadata.setKeywords({french_line(sheet.title or sheet.name): printed})
        return metadata


def prepare(
    request: SheetRequest,
    context: SheetContext,
    maker: LayerMaker,
    choice: TemplateChoice,
    feedback: QgsFeedback | None,
) -> PreparedSheet:
    """Make the layers of a request. Raises SrceError."""
    territory, unedited = context.territory, context.sheet
    office = _office(request, territory)
    of_office, faults = usable_office(office)
    cartouches = of_office, request.cartouche
    sheet = edited_sheet(unedited, *cartouches)
    context = replace(context, sheet=sheet)
    frame = None if request.outside == HIDE else choice.frame(territory, request.scale)
    layers = open_layers(context, maker, request.outside, frame, feedback)
    warnings = [
        *layers.warnings,
        *named_office(request.office)[1],
        *faults,
        *unknown_labels(unedited, *cartouches),
        *_found_otherwise(territory),
        *_absent_communes(territory, context.gazetteer),
        *_texts_of_other_departements(territory, sheet, context.gazetteer),
    ]
    advance(feedback, PREPARED)
    cartouche = compose(sheet.defaults[territory.entry.kind], office, request.cartouche)
    return PreparedSheet(request, context, unedited, maker, cartouche, layers, choice, warnings)


def summarise_prepared(
    prepared: PreparedSheet,
    feedback: QgsFeedback | None,
    until: float,
    scope: SummaryScope | None = None,
) -> Summary:
    """The summary of what is prepared; the progress goes on until so many percents.

    `scope` is what is asked for: the communes of a territory and its key figures unless said
    otherwise.

    Raises SourceError, CancelledError.
    """
    # Most sheets have no table.
    from .summary.summary import SummaryScope, summarise

    # Data that do not cover the territory say nothing of it.
    speaks = not prepared.layers.uncovered.is_whole
    of_data, date = (prepared.data_credit, prepared.data_date) if speaks else ("", "")
    source = " ; ".join(filter(None, (of_data, prepared.context.gazetteer.credit)))
    summary = summarise(
        prepared.context,
        prepared.layers,
        replace(
            scope or SummaryScope(figures=True), source=source, missing=tuple(prepared.missing())
        ),
        progress=(PREPARED, until),
        feedback=feedback,
    )
    return replace(summary, data_scale=prepared.data_scale, date=date)


def advance(feedback: QgsFeedback | None, percent: float) -> None:
    """Tell the progress. Raises CancelledError."""
    if feedback is not None:
        feedback.setProgress(percent)
    # Whoever is told of the progress may cancel just then.
    check_cancelled(feedback)


def check_cancelled(feedback: QgsFeedback | None) -> None:
    """Raise CancelledError where the user has cancelled."""
    if feedback is not None and feedback.isCanceled():
        raise CancelledError(translate("Pipeline", "Cancelled; nothing was changed."))


def check_request(request: SheetRequest) -> None:
    """Raise SheetError where an entry of a request is of another type, or cannot be meant."""
    entries = fields(request)
    given = JsonObject({entry.name: getattr(request, entry.name) for entry in entries}, None)
    for entry in entries:
        if isinstance(entry.default, bool):
            given.flag(entry.name)
        elif entry.type == "str":
            given.text(entry.name)
    if not isinstance(request.look, CanvasLook):
        raise given.refusal("look", translate("Pipeline", "it must be a CanvasLook"))
    if request.outside not in OUTSIDE_MODES:
        raise SheetError(
            translate(
                "Pipeline", "“{value}” is no way to draw the outside; choose one of {values}."
            ).format(value=request.outside, values=", ".join(OUTSIDE_MODES))
        )
    read_extras(request.extras)
    if request.scale is not None:
        checked_scale(request.scale)
    check_entries(request.cartouche)


def _found_otherwise(territory: Territory) -> list[str]:
    if not territory.found_as:
        return []
    return [
        translate(
            "Pipeline",
            "“{name}” is part of another commune, or was merged into it: the sheet shows "
            "{territory}.",
        ).format(name=territory.found_as, territory=territory.entry.title)
    ]


def _absent_communes(territory: Territory, gazetteer: Gazetteer) -> list[str]:
    absent = gazetteer.absent(territory.entry)
    if not absent:
        return []
    return [
        translate(
            "Pipeline",
            "These communes of {territory} are not among the loaded territories and bear no "
            "name on the map: {codes}.",
        ).format(territory=territory.entry.title, codes=", ".join(absent))
    ]


def _texts_of_other_departements(
    territory: Territory, sheet: SheetDefinition, gazetteer: Gazetteer
) -> list[str]:
    known = set(sheet.departements)
    if not known or known.issuperset(gazetteer.departements(territory.entry)):
        return []
    return [
        translate(
            "Pipeline",
            "The texts of the sheet “{sheet}” speak of the départements {list}; check them "
            "for {territory}.",
        ).format(
            sheet=sheet.name,
            list=", ".join(sheet.departements),
            territory=territory.entry.title,
        )
    ]


def _office(request: SheetRequest, territory: Territory) -> str:
    return named_office(request.office)[0] or territory.entry.departement

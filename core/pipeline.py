# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a request to a sheet; the dock, the algorithms and the tests all take it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import (
    QgsFeedback,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsSymbol,
    QgsVectorLayer,
)

from .common.errors import BackgroundError, CancelledError, SheetError, SourceError
from .common.files import file_name
from .common.i18n import translate
from .common.layer_roles import BACKGROUND, MEMBERS, ROLE
from .common.request import (
    COMMUNE,
    HIDE,
    OUTSIDE_MODES,
    PAPERS,
    SheetRequest,
)
from .layers.background import Background, open_background
from .layers.background_picture import draw_background
from .layers.member_names import open_member_names
from .layers.project_groups import add_layout_group, replace_group
from .layers.reference_layers import open_situation
from .layers.sheet_layers import SheetLayers, open_layers
from .layout.fill import FilledLayout, fill_layout, frame_layout
from .layout.paper import paper_factor
from .layout.table import find_table
from .layout.template import template_paper
from .layout.template_choice import choose_template
from .output.export import forbid_switching, set_pdf_options, write_layout
from .profiles.profile import DataProfile
from .profiles.recognition import recognise
from .sheet.cartouche import Cartouche, compose
from .sheet.definition import SheetDefinition, load_sheet
from .summary.summary import Summary, summarise
from .territory.gazetteer import Gazetteer, Territory

# How many percents of the way it is to the layers.
PREPARED = 50


# The resolution of the background up to A3: its names are drawn for a screen of about that much.
BACKGROUND_DPI = 100


@dataclass
class SheetResult:
    """What came of a request.

    `counts` gives the objects within the territory for each class that the source holds;
    `missing` the classes that it does not hold; `symbols` how the classes that are there look.
    """

    territory: Territory
    sheet: SheetDefinition
    counts: dict[str, int]
    missing: list[str]
    warnings: list[str]
    symbols: dict[str, QgsSymbol]
    file: Path | None = None
    layout: QgsPrintLayout | None = None
    scale: float = 0.0


def export_sheet(
    request: SheetRequest,
    gazetteer: Gazetteer,
    output: Path,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Print the sheet of a request to `output`; a folder gets a file of the default name.

    It is drawn in a project of its own: no other project is touched. Raises SrceError.
    """
    prepared = prepare(request, gazetteer, feedback)
    project = QgsProject()
    project.setCrs(prepared.territory.crs)
    project.setMetadata(_metadata(prepared))
    with tempfile.TemporaryDirectory(prefix="srce_pac_") as folder:
        try:
            filled = lay_out(prepared, gazetteer, project, Path(folder), feedback)
            layers = [*prepared.layers.in_drawing_order(), *prepared.situation]
            project.addMapLayers(layers, False)
            # The project keeps the layout alive no longer than itself.
            project.layoutManager().addLayout(filled.layout)
            _step(feedback, 60)
            path = default_path(prepared.sheet, prepared.territory, output)
            write_layout(filled.layout, path)
            result = prepared.result(filled)
        finally:
            # Windows takes no file away that a layer still reads.
            project.clear()
            prepared.layers.background = None
    result.file = path
    result.layout = None
    _done(feedback)
    return result


def export_sheets(
    request: SheetRequest,
    sheets: Sequence[str],
    gazetteer: Gazetteer,
    folder: Path,
    feedback: QgsFeedback | None = None,
) -> list[SheetResult]:
    """Print several sheets of one territory into a folder, numbered 1/N to N/N.

    Raises SrceError; the sheets printed before it stay.
    """
    prefixes = [load_sheet(sheet).file_prefix for sheet in sheets]
    twice = sorted({prefix for prefix in prefixes if prefixes.count(prefix) > 1})
    if twice:
        raise SheetError(
            translate(
                "Pipeline",
                "Several of the sheets would be written to files of one name; give each a "
                "“file_prefix” of its own: {prefixes}.",
            ).format(prefixes=", ".join(twice))
        )
    results = []
    for number, sheet in enumerate(sheets, 1):
        numbered = {**request.cartouche, "sheet_number": number, "sheet_total": len(sheets)}
        one = replace(request, sheet=sheet, cartouche=numbered)
        results.append(export_sheet(one, gazetteer, folder, feedback))
    return results


def load_sheet_layers(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Load the layers of a request into `project`, in place of the plugin's earlier group.

    A failure leaves the project as it was. Raises SrceError.
    """
    prepared = prepare(request, gazetteer, feedback)
    replace_group(project, _title(prepared), prepared.layers)
    _done(feedback)
    return prepared.result()


def add_layout(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Add the filled layout of a request to `project`, under a free name, with its own layers.

    A failure leaves the project as it was. Raises SrceError.
    """
    prepared = prepare(request, gazetteer, feedback)
    filled = lay_out(prepared, gazetteer, project, None, feedback)
    # Nothing can fail from here on: the project changes at once or not at all.
    manager = project.layoutManager()
    name = _free_name(_title(prepared), {layout.name() for layout in manager.layouts()})
    layers = [*prepared.layers.in_drawing_order(), *prepared.situation]
    add_layout_group(project, translate("Pipeline", "Layout {name}").format(name=name), layers)
    filled.layout.setName(name)
    manager.addLayout(filled.layout)
    _done(feedback)
    return prepared.result(filled)


def summarise_sheet(
    request: SheetRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> Summary:
    """Count and measure what the source of a request holds in its territory. Raises SrceError."""
    # What lies outside is neither counted nor measured: it need not be read.
    prepared = prepare(replace(request, outside=HIDE), gazetteer, feedback)
    summary = _summarise(prepared, gazetteer, feedback, 100)
    _done(feedback)
    return summary


def default_path(sheet: SheetDefinition, territory: Territory, output: Path) -> Path:
    """`output` itself, or the file of the default name where it is a folder."""
    if output.suffix and not output.is_dir():
        return output
    entry = territory.entry
    return output / file_name(sheet.file_prefix, entry.code, entry.name)


@dataclass
class PreparedSheet:
    request: SheetRequest
    territory: Territory
    sheet: SheetDefinition
    profile: DataProfile
    cartouche: Cartouche
    layers: SheetLayers
    situation: list[QgsVectorLayer]
    credits: list[str]
    # The names without room; None until names are placed, once for all pictures of a preview.
    unnamed: list[str] | None = None
    # None until a template that prints it is filled.
    summary: Summary | None = None

    @property
    def kind(self) -> str:
        """Commune, EPCI or selection."""
        return self.territory.entry.kind

    @property
    def office(self) -> str:
        """The name of the office whose cartouche it is."""
        return self.request.office or self.territory.entry.departement

    def missing(self) -> list[str]:
        """The classes of the legend that could not be drawn, for want of data."""
        return self.sheet.missing(self.territory.entry.kind, self.layers.counts)

    def result(self, filled: FilledLayout | None = None) -> SheetResult:
        result = SheetResult(
            territory=self.territory,
            sheet=self.sheet,
            counts=dict(self.layers.counts),
            missing=self.missing(),
            warnings=list(self.layers.warnings),
            symbols={
                t.class_id: t.layer.renderer().symbol().clone()
                for t in reversed(self.layers.thematic)
            },
        )
        if filled:
            result.layout = filled.layout
            result.scale = filled.scale
            result.warnings += filled.warnings
        return result


def prepare(
    request: SheetRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None
) -> PreparedSheet:
    """Everything up to the layers, without touching a project."""
    if request.outside not in OUTSIDE_MODES:
        raise SheetError(
            translate(
                "Pipeline", "“{value}” is no way to draw the outside; choose one of {values}."
            ).format(value=request.outside, values=", ".join(OUTSIDE_MODES))
        )
    if request.scale is not None and request.scale < 1:
        raise SheetError(
            translate(
                "Pipeline", "“{value}” is no scale; give its denominator, for instance 15000."
            ).format(value=f"{request.scale:g}")
        )
    sheet = load_sheet(request.sheet)
    territory = gazetteer.territory(gazetteer.resolve(request.territory, request.title))
    _step(feedback, 10)
    profile = recognise(request.source, sheet, feedback)
    _step(feedback, 20)
    reach = _reach(request, sheet, territory)
    layers = open_layers(territory, sheet, profile, gazetteer, request.outside, feedback, reach)
    absent = gazetteer.absent(territory.entry)
    if absent:
        layers.warnings.append(
            translate(
                "Pipeline",
                "These communes of {territory} are not among the loaded territories and bear no "
                "name on the map: {codes}.",
            ).format(territory=territory.entry.title, codes=", ".join(absent))
        )
    if sheet.departements and not set(sheet.departements).issuperset(
        gazetteer.departements(territory.entry)
    ):
        layers.warnings.append(
            translate(
                "Pipeline",
                "The texts of the sheet “{sheet}” speak of the départements {list}; check them "
                "for {territory}.",
            ).format(
                sheet=sheet.name,
                list=", ".join(sheet.departements),
                territory=territory.entry.title,
            )
        )
    _step(feedback, PREPARED)
    return PreparedSheet(
        request=request,
        territory=territory,
        sheet=sheet,
        profile=profile,
        cartouche=compose(
            sheet.defaults[territory.entry.kind],
            request.office or territory.entry.departement,
            request.cartouche,
        ),
        layers=layers,
        situation=[],
        credits=[profile.credit, gazetteer.credit],
    )


def _reach(request: SheetRequest, sheet: SheetDefinition, territory: Territory) -> float:
    """How far in metres a map at a wished scale goes from its middle, at most."""
    if request.scale is None:
        return 0.0
    wanted = request.template
    # Without a wish it is the smallest paper, or one that the territory fills.
    papers = [wanted] if wanted else sheet.templates[territory.entry.kind]
    longest = min((PAPERS.get(x.upper()) or template_paper(x))[1] for x in papers)
    return longest / 2 * request.scale / 1000


def lay_out(
    prepared: PreparedSheet,
    gazetteer: Gazetteer,
    project: QgsProject,
    folder: Path | None,
    feedback: QgsFeedback | None,
) -> FilledLayout:
    """The filled layout; with a folder, its background is a picture that is drawn there."""
    request, territory = prepared.request, prepared.territory
    if not prepared.situation:
        prepared.situation = open_situation(territory, prepared.sheet, gazetteer)
    filled = frame_layout(
        choose_template(request, prepared.sheet, territory, project), territory, request.scale
    )
    credits = [*prepared.credits, _add_background(prepared, filled, folder, feedback)]
    set_pdf_options(filled.layout, request.outlines, request.geopdf)
    if prepared.profile.demonstration and forbid_switching(filled.layout):
        filled.warnings.append(
            translate(
                "Pipeline",
                "A sheet of fictitious data gets no layers to switch: its mark could be switched "
                "off.",
            )
        )
    if territory.entry.kind != COMMUNE:
        filled.warnings += _name_members(prepared, gazetteer, filled)
    if find_table(filled.layout) and prepared.summary is None:
        try:
            prepared.summary = _summarise(prepared, gazetteer, feedback, 60)
        except SourceError as error:
            # The map is worth printing without its table.
            filled.warnings.append(str(error))
    fill_layout(
        filled,
        territory=territory,
        sheet=prepared.sheet,
        cartouche=prepared.cartouche,
        layers=prepared.layers,
        situation=prepared.situation,
        outside=request.outside,
        credits=_listed(credits),
        missing=prepared.missing(),
        summary=prepared.summary,
    )
    if filled.layout.pageCollection().pageCount() > 1 and forbid_switching(filled.layout):
        filled.warnings.append(
            translate(
                "Pipeline",
                "A sheet of several pages gets no layers to switch: QGIS would print the first "
                "page only.",
            )
        )
    return filled


def _summarise(
    prepared: PreparedSheet, gazetteer: Gazetteer, feedback: QgsFeedback | None, until: float
) -> Summary:
    """The summary of what is prepared; the progress goes on until so many percents."""
    return summarise(
        prepared.territory,
        prepared.sheet,
        prepared.layers,
        gazetteer,
        feedback,
        source=_listed(prepared.credits),
        progress=(PREPARED, until),
    )


def _listed(credits: list[str]) -> str:
    return " ; ".join(text for text in dict.fromkeys(credits) if text)


def _name_members(prepared: PreparedSheet, gazetteer: Gazetteer, filled: FilledLayout) -> list[str]:
    """Give the name of each commune its place on the map; tells of those without one."""
    if prepared.unnamed is None:
        territory = prepared.territory
        prepared.layers.names, prepared.unnamed = open_member_names(
            territory,
            prepared.sheet,
            gazetteer.members(territory.entry, territory.crs),
            prepared.layers,
            metres=filled.scale / 1000,
            factor=paper_factor(filled.layout),
        )
        if prepared.layers.names is None:
            # QGIS's own labels would put them anywhere.
            prepared.layers.reference.pop(MEMBERS, None)
    if not prepared.unnamed:
        return []
    return [
        translate(
            "Pipeline",
            "There is no room on the map for these names; choose a larger paper: {names}.",
        ).format(names=", ".join(prepared.unnamed))
    ]


def _add_background(
    prepared: PreparedSheet,
    filled: FilledLayout,
    folder: Path | None,
    feedback: QgsFeedback | None,
) -> str:
    """Put the background under the layers and give its credit; a failure costs no more than it."""
    if not prepared.request.background:
        return ""
    try:
        background = open_background(prepared.request.background, QgsProject.instance())
        layer = (
            _render_background(background, filled, folder, feedback) if folder else background.layer
        )
    except BackgroundError as error:
        filled.warnings.append(str(error))
        return ""
    layer.setCustomProperty(ROLE, BACKGROUND)
    prepared.layers.background = layer
    return background.credit


def _render_background(
    background: Background, filled: FilledLayout, folder: Path, feedback: QgsFeedback | None
) -> QgsMapLayer:
    item = filled.map
    return draw_background(
        background,
        extent=item.extent(),
        crs=item.crs(),
        width=item.rect().width(),
        height=item.rect().height(),
        folder=folder,
        # A wall plan is looked at from further away.
        dpi=BACKGROUND_DPI / paper_factor(filled.layout),
        feedback=feedback,
        warnings=filled.warnings,
    )


def _metadata(prepared: PreparedSheet) -> QgsProjectMetadata:
    """What QGIS writes into the PDF: title, author, subject, keywords."""
    sheet, entry = prepared.sheet, prepared.territory.entry
    metadata = QgsProjectMetadata()
    metadata.setTitle(f"{sheet.title} – {entry.title}")
    metadata.setAuthor(prepared.cartouche.office)
    metadata.setAbstract(sheet.subtitle)
    # QGIS writes a vocabulary in front of its words: here, the sheet.
    words = [entry.name, entry.code, "porter à connaissance"]
    metadata.setKeywords({sheet.title: [word for word in words if word]})
    return metadata


def _title(prepared: PreparedSheet) -> str:
    title = f"{prepared.sheet.file_prefix} – {prepared.territory.entry.title}"
    if prepared.profile.demonstration:
        title += " – " + translate("Pipeline", "fictitious data")
    return title


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _step(feedback: QgsFeedback | None, percent: float) -> None:
    if feedback is None:
        return
    # Whoever is told of the progress may cancel just then.
    feedback.setProgress(percent)
    if feedback.isCanceled():
        raise CancelledError(translate("Pipeline", "Cancelled; nothing was changed."))


def _done(feedback: QgsFeedback | None) -> None:
    # Too late to cancel: what was asked for is there.
    if feedback is not None:
        feedback.setProgress(100)

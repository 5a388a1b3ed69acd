# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a request to a sheet; the dock, the algorithms and the tests all take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeedback,
    QgsPrintLayout,
    QgsProject,
    QgsProjectMetadata,
    QgsSymbol,
    QgsVectorLayer,
)

from .cartouche import Cartouche, read_office
from .errors import CancelledError, SheetError
from .export import file_name, write_layout
from .group import add_layout_group, replace_group
from .i18n import translate
from .layers import DIM, OUTSIDE_MODES, SheetLayers, open_layers, open_situation
from .layout import FilledLayout, fill_layout, round_scale
from .profile import DEMONSTRATION, DataProfile, recognise
from .sheet import CONTOUR, SheetDefinition, load_sheet
from .template import load_template
from .territory import Gazetteer, Territory


@dataclass(frozen=True)
class SheetRequest:
    """A sheet as it is asked for; what is left empty is chosen by the plugin.

    `territory` is a code or an exact name; `source` a file, a folder or `demonstration`;
    `template` a name or a .qpt file; `scale` a denominator; `outside` hide, dim or show;
    `cartouche` the entries that this export says otherwise than its sheet and its office.
    """

    territory: str
    sheet: str = "srce"
    source: str = DEMONSTRATION
    template: str = ""
    scale: float | None = None
    outside: str = DIM
    cartouche: Mapping[str, Any] = field(default_factory=dict)


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
    prepared = _prepare(request, gazetteer, feedback)
    project = QgsProject()
    project.setCrs(prepared.territory.crs)
    project.setMetadata(_metadata(prepared))
    project.addMapLayers([*prepared.layers.in_drawing_order(), *prepared.situation], False)
    filled = _lay_out(prepared, gazetteer, project)
    # The project keeps the layout alive no longer than itself.
    project.layoutManager().addLayout(filled.layout)
    _step(feedback, 60)
    path = default_path(prepared.sheet, prepared.territory, output)
    write_layout(filled.layout, path)
    result = prepared.result(filled)
    result.file = path
    result.layout = None
    _done(feedback)
    return result


def load_sheet_layers(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Load the layers of a request into `project`, in place of the plugin's earlier group.

    A failure leaves the project as it was. Raises SrceError.
    """
    prepared = _prepare(request, gazetteer, feedback)
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
    prepared = _prepare(request, gazetteer, feedback)
    filled = _lay_out(prepared, gazetteer, project)
    # Nothing can fail from here on: the project changes at once or not at all.
    manager = project.layoutManager()
    name = _free_name(_title(prepared), {layout.name() for layout in manager.layouts()})
    layers = [*prepared.layers.in_drawing_order(), *prepared.situation]
    add_layout_group(project, translate("Pipeline", "Layout {name}").format(name=name), layers)
    filled.layout.setName(name)
    manager.addLayout(filled.layout)
    _done(feedback)
    return prepared.result(filled)


def default_path(sheet: SheetDefinition, territory: Territory, output: Path) -> Path:
    """`output` itself, or the file of the default name where it is a folder."""
    if output.suffix and not output.is_dir():
        return output
    entry = territory.entry
    return output / file_name(sheet.file_prefix, entry.code, entry.name)


@dataclass
class _Prepared:
    request: SheetRequest
    territory: Territory
    sheet: SheetDefinition
    profile: DataProfile
    cartouche: Cartouche
    layers: SheetLayers
    situation: list[QgsVectorLayer]
    credits: str

    def result(self, filled: FilledLayout | None = None) -> SheetResult:
        played = {source.class_id for source in self.profile.sources} | {CONTOUR}
        legend = self.sheet.legends[self.territory.entry.kind]
        asked = dict.fromkeys(entry.class_id for entry in legend)
        result = SheetResult(
            territory=self.territory,
            sheet=self.sheet,
            counts=dict(self.layers.counts),
            missing=[class_id for class_id in asked if class_id not in played],
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


def _prepare(
    request: SheetRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None
) -> _Prepared:
    """Everything up to the layers, without touching a project."""
    if request.outside not in OUTSIDE_MODES:
        raise SheetError(
            translate(
                "Pipeline", "“{value}” is no way to draw the outside; choose one of {values}."
            ).format(value=request.outside, values=", ".join(OUTSIDE_MODES))
        )
    sheet = load_sheet(request.sheet)
    territory = gazetteer.territory(gazetteer.resolve(request.territory))
    _step(feedback, 10)
    profile = recognise(request.source)
    _step(feedback, 20)
    layers = open_layers(territory, sheet, profile, gazetteer, request.outside, feedback)
    if territory.entry.departement not in sheet.departements:
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
    _step(feedback, 50)
    return _Prepared(
        request=request,
        territory=territory,
        sheet=sheet,
        profile=profile,
        cartouche=Cartouche(
            **{
                **sheet.defaults[territory.entry.kind],
                **read_office(territory.entry.departement),
                **request.cartouche,
            }
        ),
        layers=layers,
        situation=[],
        credits=" ; ".join(text for text in (profile.credit, gazetteer.credit) if text),
    )


def _lay_out(prepared: _Prepared, gazetteer: Gazetteer, project: QgsProject) -> FilledLayout:
    prepared.situation = open_situation(prepared.territory, prepared.sheet, gazetteer)
    template = prepared.request.template
    return fill_layout(
        layout=load_template(template, project) if template else _best_layout(prepared, project),
        territory=prepared.territory,
        sheet=prepared.sheet,
        cartouche=prepared.cartouche,
        layers=prepared.layers,
        situation=prepared.situation,
        outside=prepared.request.outside,
        credits=prepared.credits,
        scale=prepared.request.scale,
    )


def _best_layout(prepared: _Prepared, project: QgsProject) -> QgsPrintLayout:
    """The template that draws the territory the largest; the first of the sheet's when equal."""
    names = prepared.sheet.templates[prepared.territory.entry.kind]
    layouts = [load_template(name, project) for name in names]
    return min(layouts, key=lambda layout: round_scale(layout, prepared.territory))


def _metadata(prepared: _Prepared) -> QgsProjectMetadata:
    """What QGIS writes into the PDF: title, author, subject, keywords."""
    sheet, entry = prepared.sheet, prepared.territory.entry
    metadata = QgsProjectMetadata()
    metadata.setTitle(f"{sheet.title} – {entry.title}")
    metadata.setAuthor(prepared.cartouche.office)
    metadata.setAbstract(sheet.subtitle)
    # QGIS writes a vocabulary in front of its words: here, the sheet.
    metadata.setKeywords({sheet.title: [entry.name, entry.code, "porter à connaissance"]})
    return metadata


def _title(prepared: _Prepared) -> str:
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

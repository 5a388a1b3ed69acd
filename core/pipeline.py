# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a request to a sheet; the dock, the algorithms and the tests all take it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qgis.core import QgsFeedback, QgsMapLayer, QgsPrintLayout, QgsProject, QgsSymbol

from .common.errors import SheetError
from .common.files import file_name
from .common.i18n import translate
from .common.request import HIDE, SheetRequest
from .layers.project_groups import add_layout_group, replace_group
from .output.export import write_layout
from .prepared_sheet import PreparedSheet, advance, prepare, summarise_prepared
from .sheet.definition import SheetDefinition, load_sheet
from .sheet_layout import FilledLayout, lay_out
from .summary.summary import Summary
from .territory.gazetteer import Gazetteer, Territory
from .territory.territory_sources import open_gazetteer

# Some of it lives in other rooms: scripts rely on finding it here.
__all__ = [
    "SheetRequest",
    "SheetResult",
    "add_layout",
    "default_path",
    "export_sheet",
    "export_sheets",
    "load_sheet_layers",
    "open_gazetteer",
    "summarise_sheet",
]


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
    path = default_path(prepared.sheet, prepared.territory, output)
    project = QgsProject()
    project.setCrs(prepared.territory.crs)
    project.setMetadata(prepared.metadata())
    with tempfile.TemporaryDirectory(prefix="srce_pac_") as folder:
        try:
            filled = lay_out(prepared, project, Path(folder), feedback)
            project.addMapLayers(_layers(prepared), False)
            # The project keeps the layout alive no longer than itself.
            project.layoutManager().addLayout(filled.layout)
            advance(feedback, 60)
            write_layout(filled.layout, path)
            result = _result(prepared, filled, path)
        finally:
            # Windows takes no file away that a layer still reads.
            project.clear()
            prepared.layers.background = None
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
    replace_group(project, prepared.title, prepared.layers)
    _done(feedback)
    return _result(prepared)


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
    filled = lay_out(prepared, project, None, feedback)
    # Nothing can fail from here on: the project changes at once or not at all.
    manager = project.layoutManager()
    name = _free_name(prepared.title, {layout.name() for layout in manager.layouts()})
    group = translate("Pipeline", "Layout {name}").format(name=name)
    add_layout_group(project, group, _layers(prepared))
    filled.layout.setName(name)
    manager.addLayout(filled.layout)
    result = _result(prepared, filled)
    result.layout = filled.layout
    _done(feedback)
    return result


def summarise_sheet(
    request: SheetRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> Summary:
    """Count and measure what the source of a request holds in its territory. Raises SrceError."""
    # What lies outside is neither counted nor measured: it need not be read.
    prepared = prepare(replace(request, outside=HIDE), gazetteer, feedback)
    summary = summarise_prepared(prepared, feedback, 100)
    _done(feedback)
    return summary


def default_path(sheet: SheetDefinition, territory: Territory, output: Path) -> Path:
    """`output` itself, or the file of the default name where it is a folder."""
    if output.suffix and not output.is_dir():
        return output
    entry = territory.entry
    return output / file_name(sheet.file_prefix, entry.code, entry.name)


def _layers(prepared: PreparedSheet) -> list[QgsMapLayer]:
    """All that the maps of its layout show."""
    return [*prepared.layers.in_drawing_order(), *prepared.situation]


def _result(
    prepared: PreparedSheet, filled: FilledLayout | None = None, file: Path | None = None
) -> SheetResult:
    result = SheetResult(
        territory=prepared.territory,
        sheet=prepared.sheet,
        counts=dict(prepared.layers.counts),
        missing=prepared.missing(),
        warnings=list(prepared.warnings),
        symbols={
            t.class_id: t.layer.renderer().symbol().clone()
            for t in reversed(prepared.layers.thematic)
        },
        file=file,
    )
    if filled is not None:
        result.scale = filled.scale
        result.warnings += filled.warnings
    return result


def _free_name(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


def _done(feedback: QgsFeedback | None) -> None:
    # Too late to cancel: what was asked for is there.
    if feedback is not None:
        feedback.setProgress(100)

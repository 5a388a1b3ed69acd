# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way from a request to a sheet; the dock, the algorithms and the tests all take it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    QgsFeedback,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsSymbol,
)

from .common.canvas_look import CanvasLook
from .common.errors import SheetError, SourceError
from .common.files import file_name, scratch_folder
from .common.i18n import translate
from .common.request import HIDE, NO_BASE, SheetRequest
from .common.sentence import sentences
from .common.target import check_folder, check_target
from .layers.context import SheetContext
from .layers.layer_maker import LayerMaker
from .layout.paper import paper_size
from .output.export import FORMATS
from .output.pages import printed_pages
from .prepared_sheet import (
    PreparedSheet,
    advance,
    check_request,
    prepare,
    summarise_prepared,
)
from .print_project import PrintProject
from .read_files import files_read
from .sheet.definition import SheetDefinition
from .sheet_basis import SheetBasis
from .sheet_layout import FilledLayout, LaidOutSheet, add_base, lay_out, lay_out_to_keep
from .territory.entry import Entry
from .territory.gazetteer import Gazetteer, Territory
from .territory.territory_sources import open_gazetteer

if TYPE_CHECKING:
    from .preview import SheetPreview
    from .summary.summary import Summary

# Some of it lives in other rooms: scripts rely on finding it here.
__all__ = [
    "Printer",
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

# How often a sheet is prepared where its files change meanwhile.
ATTEMPTS = 2

_MakerOf = Callable[[SheetContext, SheetBasis], LayerMaker]


@dataclass
class SheetResult:
    """What came of a request.

    `counts` gives the objects within the territory for each class that the source holds;
    `missing` the classes that it does not hold; `symbols` how the classes that are there look.
    `paper` is the short and the long side of a page in mm, `pages` how many are printed; of a
    sheet that `is_whole`, all was there that was to be drawn.
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
    paper: tuple[float, float] = (0.0, 0.0)
    pages: int = 1
    is_whole: bool = True

    def __post_init__(self) -> None:
        self.warnings = sentences(self.warnings)


class Printer:
    """Prints territories one after another; what they have in common is read and opened once.

    It serves requests of one sheet, one source and one set of styles with one gazetteer. What
    changes in the files that it has read is noticed before each sheet.

    What only some of its methods need is imported there: the first sheet of a process waits for
    every module.
    """

    def __init__(self, request: SheetRequest, gazetteer: Gazetteer) -> None:
        self._request = request
        self._gazetteer = gazetteer
        # That of the sheet printed last, and its layout, as long as its layers are there.
        self.basis: SheetBasis | None = None
        self.last_layout: QgsPrintLayout | None = None

    def serves(self, request: SheetRequest, gazetteer: Gazetteer) -> bool:
        """Whether it may print another request."""
        ours = self._request.sheet, self._request.source, self._request.styles
        theirs = request.sheet, request.source, request.styles
        return gazetteer is self._gazetteer and ours == theirs

    def export(
        self,
        territory: str | SheetRequest,
        output: Path,
        feedback: QgsFeedback | None = None,
        makes_folder: bool = True,
    ) -> SheetResult:
        """Print a sheet to `output`; a folder gets a file of the default name.

        Its folder is made where it is missing, unless it is not to be: a drive may be offline.
        `territory` is a code or a name, or a whole request that the printer serves. The sheet is
        drawn in a project of its own: no other project is touched. Nothing that it is made from
        is written over. Raises SrceError.
        """
        if _is_folder(output):
            check_folder(output)
        else:
            check_target(output, FORMATS)
        prepared, print_project = self._prepare_print(self._wanted(territory), feedback)
        path = default_path(prepared.sheet, prepared.territory, output)
        print_project.project.setMetadata(prepared.metadata())
        with scratch_folder(path.parent) as folder:
            try:
                items = print_project.layout(prepared.template, prepared.template_may_read)
                filled = lay_out(prepared, items, folder, feedback)
                print_project.add_layers(_layers(prepared))
                advance(feedback, 60)
                check_target(path, FORMATS, files_read(prepared, filled.layout))
                warnings = print_project.write(items, path, makes_folder)
                self.last_layout = filled.layout
                result = _result(prepared, filled, path, warnings)
            finally:
                # Windows takes no file away that a layer still reads.
                print_project.remove_layer(prepared.layers.background)
                prepared.layers.background = None
        _done(feedback)
        return result

    def lay_out(
        self, territory: str | SheetRequest, feedback: QgsFeedback | None = None
    ) -> LaidOutSheet:
        """A sheet as `export` writes it, without background and base. Raises SrceError."""
        request = replace(self._wanted(territory), background="", base=NO_BASE)
        prepared, print_project = self._prepare_print(request, feedback)
        items = print_project.layout(prepared.template, prepared.template_may_read)
        return LaidOutSheet(prepared, items, lay_out(prepared, items, None, feedback))

    def load(
        self,
        territory: str | SheetRequest,
        project: QgsProject,
        feedback: QgsFeedback | None = None,
    ) -> SheetResult:
        """Load the layers of a sheet into `project`, in place of the plugin's earlier group.

        They get the look of the request. A failure leaves the project as it was. Raises SrceError.
        """
        request = self._wanted(territory)
        from .layers.canvas_look import LoadedFor
        from .layers.project_groups import replace_group

        # The group notes first how the sheet has it.
        prepared = self._prepare_layers(replace(request, look=CanvasLook()), feedback)
        prepared.warnings += add_base(prepared, None, feedback)
        entry = prepared.territory.entry
        loaded_for = LoadedFor(entry.reference, entry.title, request.sheet, request.source)
        replace_group(project, prepared.title, prepared.layers, loaded_for, request.look)
        _done(feedback)
        return _result(prepared)

    def add_layout(
        self,
        territory: str | SheetRequest,
        project: QgsProject,
        feedback: QgsFeedback | None = None,
    ) -> SheetResult:
        """Add a filled layout to `project`, under a free name, with its own layers.

        A failure leaves the project as it was. Raises SrceError.
        """
        from .kept_layouts import mark_layout
        from .layers.project_groups import add_layout_group

        prepared = self._prepare_layers(self._wanted(territory), feedback)
        filled = lay_out_to_keep(prepared, project, feedback)
        # Nothing can fail from here on: the project changes at once or not at all.
        manager = project.layoutManager()
        name = _free_name(prepared.title, {layout.name() for layout in manager.layouts()})
        group = translate("Pipeline", "Layout {name}").format(name=name)
        add_layout_group(project, group, _layers(prepared))
        filled.layout.setName(name)
        entry = prepared.territory.entry
        stem = file_name(prepared.sheet.file_prefix, entry.code, entry.name, ending="")
        mark_layout(filled.layout, entry.reference, stem)
        manager.addLayout(filled.layout)
        result = _result(prepared, filled)
        result.layout = filled.layout
        _done(feedback)
        return result

    def summarise(
        self, territory: str | SheetRequest, feedback: QgsFeedback | None = None
    ) -> Summary:
        """Count and measure what the source holds in a territory. Raises SrceError."""
        # What lies outside is neither counted nor measured: it need not be read.
        request = replace(self._wanted(territory), outside=HIDE, look=CanvasLook())
        prepared, _ = self._prepare_print(request, feedback)
        summary = summarise_prepared(prepared, feedback, 100)
        _done(feedback)
        return replace(summary, inputs=files_read(prepared))

    def preview(
        self, territory: str | SheetRequest, feedback: QgsFeedback | None = None
    ) -> SheetPreview:
        """A sheet as a picture. Raises SrceError."""
        from .preview import SheetPreview

        # The background may take longer than one waits between two keys.
        request = replace(self._wanted(territory), background="")
        prepared, print_project = self._prepare_print(request, feedback)
        return SheetPreview(prepared, print_project)

    def sheet(
        self, territory: str | SheetRequest, feedback: QgsFeedback | None = None
    ) -> SheetDefinition:
        """The sheet of a request, with its texts for the territory. Raises SrceError."""
        context, _ = self._begin(self._wanted(territory), feedback)
        return context.sheet

    def close(self) -> None:
        """Let go of all that is kept; the printer may be used again."""
        if self.basis is not None:
            self.basis.close()
            self.basis = self.last_layout = None

    def _wanted(self, territory: str | SheetRequest) -> SheetRequest:
        """The request for a territory. Raises SheetError."""
        if not isinstance(territory, SheetRequest):
            territory = replace(self._request, territory=territory)
        check_request(territory)
        return territory

    def _prepare_print(
        self, request: SheetRequest, feedback: QgsFeedback | None
    ) -> tuple[PreparedSheet, PrintProject]:
        prepared, basis = self._prepare(request, _print_maker, feedback)
        return prepared, basis.print_project(prepared.territory.crs)

    def _prepare_layers(self, request: SheetRequest, feedback: QgsFeedback | None) -> PreparedSheet:
        prepared, _ = self._prepare(request, lambda _, basis: basis.project_maker(), feedback)
        return prepared

    def _prepare(
        self, request: SheetRequest, maker_of: _MakerOf, feedback: QgsFeedback | None
    ) -> tuple[PreparedSheet, SheetBasis]:
        for _ in range(ATTEMPTS):
            context, basis = self._begin(request, feedback)
            choice = basis.choice(request.template, context.territory.entry.kind)
            prepared = prepare(request, context, maker_of(context, basis), choice, feedback)
            # A file that was changed in the middle may have been read in part, without any error.
            if prepared.layers.unread or basis.is_source_current():
                return prepared, basis
        raise SourceError(
            translate(
                "Pipeline",
                "The files of “{source}” change while they are read: try again once they are "
                "written.",
            ).format(source=request.source)
        )

    def _begin(
        self, request: SheetRequest, feedback: QgsFeedback | None
    ) -> tuple[SheetContext, SheetBasis]:
        """The territory of a request, and what its sheet has in common with others."""
        entry = self._gazetteer.resolve(request.territory, request.title)
        territory = self._gazetteer.territory(entry)
        advance(feedback, 10)
        if self.basis is not None and not self.basis.is_current(request):
            self.close()
        if self.basis is None:
            self.basis = SheetBasis(request, feedback)
        advance(feedback, 20)
        sheet = self.basis.sheet_of(self._departements(entry))
        basis, gazetteer = self.basis, self._gazetteer
        wishes = basis.styles, request.look, basis.bases
        return SheetContext(territory, sheet, gazetteer, *wishes), basis

    def _departements(self, entry: Entry) -> list[str]:
        """The codes of the départements of a territory, its own first."""
        others = self._gazetteer.departements(entry) - {entry.departement}
        return [entry.departement, *sorted(others)]


def export_sheet(
    request: SheetRequest,
    gazetteer: Gazetteer,
    output: Path,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Print the sheet of one request, see `Printer.export`. Raises SrceError."""
    with closing(Printer(request, gazetteer)) as printer:
        return printer.export(request, output, feedback)


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
    check_request(request)
    with ExitStack() as stack:
        ones = [
            replace(request, sheet=sheet).numbered(number, len(sheets))
            for number, sheet in enumerate(sheets, 1)
        ]
        printers = [stack.enter_context(closing(Printer(one, gazetteer))) for one in ones]
        _check_prefixes([p.sheet(one, feedback).file_prefix for p, one in zip(printers, ones)])
        return [p.export(one, folder, feedback) for p, one in zip(printers, ones)]


def _check_prefixes(prefixes: Sequence[str]) -> None:
    """Raise SheetError where sheets would be written to one file."""
    twice = sorted({prefix for prefix in prefixes if prefixes.count(prefix) > 1})
    if twice:
        raise SheetError(
            translate(
                "Pipeline",
                "Several of the sheets would be written to files of one name; give each a "
                "“file_prefix” of its own: {prefixes}.",
            ).format(prefixes=", ".join(twice))
        )


def load_sheet_layers(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Load the layers of one request into `project`, see `Printer.load`. Raises SrceError."""
    with closing(Printer(request, gazetteer)) as printer:
        return printer.load(request, project, feedback)


def add_layout(
    request: SheetRequest,
    gazetteer: Gazetteer,
    project: QgsProject,
    feedback: QgsFeedback | None = None,
) -> SheetResult:
    """Add the layout of one request to `project`, see `Printer.add_layout`. Raises SrceError."""
    with closing(Printer(request, gazetteer)) as printer:
        return printer.add_layout(request, project, feedback)


def summarise_sheet(
    request: SheetRequest, gazetteer: Gazetteer, feedback: QgsFeedback | None = None
) -> Summary:
    """The summary of one request, see `Printer.summarise`. Raises SrceError."""
    with closing(Printer(request, gazetteer)) as printer:
        return printer.summarise(request, feedback)


def default_path(sheet: SheetDefinition, territory: Territory, output: Path) -> Path:
    """`output` itself, or the file of the default name where it is a folder."""
    if not _is_folder(output):
        return output
    entry = territory.entry
    return output / file_name(sheet.file_prefix, entry.code, entry.name)


def _is_folder(output: Path) -> bool:
    """Whether a path is meant as a folder: one that is there, or a name without any dot."""
    # A name that is too long for any folder raises nothing here.
    return os.path.isdir(output) or "." not in output.name


def _print_maker(context: SheetContext, basis: SheetBasis) -> LayerMaker:
    return basis.print_project(context.territory.crs).maker


def _layers(prepared: PreparedSheet) -> list[QgsMapLayer]:
    """All that the maps of its layout show."""
    return [*prepared.layers.in_drawing_order(), *prepared.situation.layers]


def _result(
    prepared: PreparedSheet,
    filled: FilledLayout | None = None,
    file: Path | None = None,
    of_file: Sequence[str] = (),
) -> SheetResult:
    """What came of a prepared sheet; `of_file` are the warnings of its export."""
    of_layout = filled.warnings if filled else []
    return SheetResult(
        territory=prepared.territory,
        sheet=prepared.sheet,
        counts=dict(prepared.layers.counts),
        missing=prepared.missing(),
        warnings=[*prepared.warnings, *of_layout, *of_file],
        symbols=prepared.layers.symbols(),
        file=file,
        scale=filled.scale if filled else 0.0,
        paper=paper_size(filled.layout) if filled else (0.0, 0.0),
        pages=len(printed_pages(filled.layout)) if filled else 1,
        is_whole=not prepared.lost and (filled is None or filled.is_whole),
    )


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

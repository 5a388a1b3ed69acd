# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sheets of many territories have in common, read and opened once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qgis.core import QgsCoordinateReferenceSystem, QgsFeedback, QgsVectorLayer

from .base.library import Bases
from .common.errors import SourceError, StyleError
from .common.files import file_states
from .common.request import SheetRequest, TemplateWish
from .layers.class_layer import ClassLayers
from .layers.coverage import Coverage
from .layers.layer_maker import MemoryLayers, ProjectLayers
from .layout.template import available_templates
from .layout.template_choice import TemplateChoice
from .print_project import PrintProject
from .profiles.presets import preset_files
from .profiles.profile import profile_file
from .profiles.recognition import recognise
from .sheet.definition import SheetDefinition, sheet_path, usable_sheet
from .sheet_choice import choose_sheet, misfits
from .sources.layer_pool import LayerPool
from .sources.source_address import SourceAddress
from .sources.source_state import source_state
from .styles.style_order import style_order


class SheetBasis:
    """The sheet definition, the data profile and the opened layers of a request.

    `close` lets go of all of it.
    """

    def __init__(self, request: SheetRequest, feedback: QgsFeedback | None) -> None:
        """Read the sheet, recognise the source. Raises SrceError."""
        self._wish = request.sheet, request.styles
        self._address = SourceAddress.parse(request.source)
        self._pool = LayerPool()
        if request.sheet:
            self.sheet, faults = usable_sheet(request.sheet)
            profile = recognise(request.source, self.sheet, feedback, self._pool)
            faults += misfits(self.sheet, profile)
        else:
            profile = recognise(request.source, None, feedback, self._pool)
            self.sheet, faults = choose_sheet(profile)
        self.styles = style_order(self.sheet, request.styles)
        told = (*faults, *self.styles.warnings, *self.styles.reference_warnings())
        self.profile = replace(profile, warnings=(*profile.warnings, *told))
        self._sheets: dict[tuple[str, ...], SheetDefinition] = {}
        self._classes = ClassLayers(self.profile, self._pool)
        self._coverage = Coverage(self.profile, self._classes)
        self.bases = Bases()
        self._print_projects: dict[str, PrintProject] = {}
        self._choices: dict[tuple[TemplateWish, str], TemplateChoice] = {}
        self._plugin_state = self._present_plugin_state()
        self._source_state = self._present_source_state()

    def is_current(self, request: SheetRequest) -> bool:
        """Whether a request is of this sheet and source, whose files are still as they were."""
        wish = request.sheet, request.styles
        if (self._wish, self._address) != (wish, SourceAddress.parse(request.source)):
            return False
        try:
            is_same = self._plugin_state == self._present_plugin_state()
        except (SourceError, StyleError, OSError):
            # Reading it anew will say what is wrong.
            return False
        return is_same and self.is_source_current() and self.bases.is_current()

    def is_source_current(self) -> bool:
        """Whether the files of the source are still as they were."""
        try:
            return self._source_state == self._present_source_state()
        except (SourceError, OSError):
            return False

    def sheet_of(self, departements: Sequence[str]) -> SheetDefinition:
        """The sheet with the texts that hold in some départements, the first one leading.

        Of a scheme that is not that of the data, nothing is said.
        """
        facts = self.profile.facts
        fits = not facts.scheme or facts.scheme == self.sheet.scheme
        key = tuple(departements) if fits else ()
        if key not in self._sheets:
            self._sheets[key] = self.sheet.for_departements(key, facts.departements)
        return self._sheets[key]

    def source_layers(self) -> list[QgsVectorLayer]:
        """The layers of the source, to be read only. Raises SourceError, CancelledError."""
        return [self._pool.open(source.layer) for source in self.profile.sources]

    def project_maker(self) -> ProjectLayers:
        """Makes layers that stay in a user's project."""
        return ProjectLayers(self.profile, self._classes, self._coverage)

    def print_project(self, crs: QgsCoordinateReferenceSystem) -> PrintProject:
        """The project in which sheets of a CRS are printed."""
        key = crs.authid()
        if key not in self._print_projects:
            maker = MemoryLayers(self.profile, self._classes, self._coverage)
            self._print_projects[key] = PrintProject(maker, crs)
        return self._print_projects[key]

    def choice(self, template: str, kind: str) -> TemplateChoice:
        """The templates among which a wish leaves the choice, for a kind of territory."""
        key = TemplateWish.parse(template), kind
        choice = self._choices.get(key)
        if choice is None or not choice.is_current():
            choice = self._choices[key] = TemplateChoice(key[0], self.sheet, kind)
        return choice

    def close(self) -> None:
        """Let go of every layer."""
        for project in self._print_projects.values():
            project.close()
        self._print_projects.clear()
        self._pool.clear()
        self.bases.close()

    def _present_plugin_state(self) -> tuple[object, ...]:
        """The state of the sheet, the data profile or the presets, the templates, the styles."""
        written = profile_file(self._address)
        # A sheet of the user's may take the place of a bundled one meanwhile.
        sheet = sheet_path(self._wish[0] or self.sheet.path.stem)
        files = [sheet, *([written] if written else preset_files())]
        templates = available_templates().values()
        # An office's folder that is offline, or is there again, changes what is to be told.
        styles = style_order(self.sheet, self._wish[1])
        return styles.warnings, file_states([*files, *templates, *styles.files()])

    def _present_source_state(self) -> tuple[object, ...]:
        layers = [source.layer for source in self.profile.sources]
        return source_state(self._address, layers)

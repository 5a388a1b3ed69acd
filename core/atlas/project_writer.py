# SPDX-License-Identifier: GPL-3.0-or-later
"""The project of an atlas written with its data, beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsFeedback,
    QgsNullSymbolRenderer,
    QgsProject,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..common.disk import fault_in
from ..common.errors import ExportError, TerritoryError
from ..common.files import cannot_write
from ..common.i18n import translate
from ..common.layer_roles import SITUATION
from ..prepared_sheet import PreparedSheet, check_cancelled
from ..sources.geopackage import no_new_journal
from ..territory.gazetteer import Gazetteer
from .atlas_files import SHEETS, AtlasFiles
from .atlas_layout import AtlasItem, bind_items, build_layout, follow_atlas
from .atlas_record import AtlasRecord, RecordedLayout
from .columns import Columns
from .layer_record import merge_order
from .published_layers import DrawnPlaces, PublishedLayers, add_layers
from .tables import Row, Tables, key_of

# How many pages one request to QGIS Server may ask for: as many as one sheet takes.
MAX_ATLAS_FEATURES = 1


@dataclass(frozen=True)
class _Page:
    """A layout of the atlas: what was recorded, its items as they follow the pages, its columns."""

    recorded: RecordedLayout
    items: list[AtlasItem]
    columns: Columns
    table: str


def write_project(
    record: AtlasRecord,
    gazetteer: Gazetteer,
    files: AtlasFiles,
    feedback: QgsFeedback | None,
) -> dict[str, int]:
    """Write a project and its data; gives how many sheets each layout has.

    Raises SourceError, ExportError, CancelledError.
    """
    places, last = record.places, record.last
    if places is None or last is None:
        raise TerritoryError(translate("Atlas", "No territory can be published."))
    project = QgsProject()
    try:
        with no_new_journal():
            writer = _Writer(record, places, last, project, Tables(files.new_data, files.data))
            writer.write_tables(gazetteer, feedback)
            check_cancelled(feedback)
            files.place_data()
            writer.fill_project(files.new_project)
            check_cancelled(feedback)
            if not project.write(str(files.new_project)):
                raise _unwritten(project, files)
    finally:
        # Windows moves no file that a layer still reads.
        project.clear()
    return {layout.name: len(layout.facts) for layout in record.layouts.values()}


def _unwritten(project: QgsProject, files: AtlasFiles) -> ExportError:
    fault = fault_in(files.project.parent)
    if fault is not None:
        return cannot_write(files.project, fault)
    return ExportError(
        translate("Atlas", "The project “{path}” cannot be written: {reason}").format(
            path=files.project, reason=project.error()
        )
    )


class _Writer:
    """Writes the tables of an atlas, and puts layers and layouts on them into a project."""

    def __init__(
        self,
        record: AtlasRecord,
        places: DrawnPlaces,
        last: PreparedSheet,
        project: QgsProject,
        tables: Tables,
    ) -> None:
        self._record, self._last, self._project = record, last, project
        self._tables, self._places = tables, places
        self._layers = PublishedLayers(tables, places, last.request.outside, record.layers.styles())
        self._pages = _pages(record)

    def write_tables(self, gazetteer: Gazetteer, feedback: QgsFeedback | None) -> None:
        """Write all tables. Raises SourceError, ExportError, CancelledError."""
        keys = {layer.key for layer in self._record.layers.layers.values()}
        self._layers.write(gazetteer, self._last.maker, keys, feedback)
        shapes = self._places.territories
        for page in self._pages:
            columns = page.columns
            rows = (
                Row(shapes[code].geometry, columns.row(code), key_of(code))
                for code in sorted(page.recorded.facts)
            )
            self._tables.write(page.table, columns.types(), self._places.crs, rows)

    def fill_project(self, path: Path) -> None:
        """Put everything into the project, which is to be written to a path. Raises ExportError."""
        recorded = self._record.layers.layers
        opened = {name: self._layers.open(layer) for name, layer in recorded.items()}
        swatches = {name: self._layers.swatch(recorded[name]) for name in self._listed()}
        coverages = [self._coverage(page) for page in self._pages]
        self._set_up_project(path)
        situation = [x for name, x in opened.items() if name.startswith(SITUATION)]
        groups = {
            translate("Atlas", "Map"): self._in_order(opened),
            translate("Atlas", "Situation"): situation,
            translate("Atlas", "Legend"): [*swatches.values()],
            translate("Atlas", "Pages"): coverages,
        }
        add_layers(self._project, groups)
        ids = {name: layer.id() for name, layer in swatches.items()}
        for page, coverage in zip(self._pages, coverages):
            self._add_layout(page, coverage, opened, ids)
        self._restrict_server()

    def _listed(self) -> list[str]:
        """The names of the layers that legends list."""
        forms = [
            form
            for layout in self._record.layouts.values()
            for item in layout.recorder.items
            if item.is_legend
            for form in item.forms
        ]
        return [n for n in self._record.layers.layers if any(f'id="{n}"' in f for f in forms)]

    def _in_order(self, opened: Mapping[str, QgsVectorLayer]) -> list[QgsVectorLayer]:
        """The layers of the sheets' maps, the topmost first."""
        order: list[str] = []
        for layout in self._record.layouts.values():
            merge_order(order, layout.maps[layout.map_id])
        return [opened[name] for name in order]

    def _set_up_project(self, path: Path) -> None:
        project, crs = self._project, self._places.crs
        project.setCrs(crs)
        project.setFilePathStorage(Qgis.FilePathType.Relative)
        project.setFileName(str(path))
        metadata = self._record.metadata
        project.setMetadata(metadata)
        project.setTitle(metadata.title())
        box = self._places.area.boundingBox()
        project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(box, crs))

    def _coverage(self, page: _Page) -> QgsVectorLayer:
        coverage = self._tables.open(page.table, page.recorded.name)
        # Nothing is drawn of it: it is what pages are made of.
        coverage.setRenderer(QgsNullSymbolRenderer())
        coverage.setReadOnly(True)
        return coverage

    def _add_layout(
        self,
        page: _Page,
        coverage: QgsVectorLayer,
        opened: Mapping[str, QgsVectorLayer],
        swatches: Mapping[str, str],
    ) -> None:
        recorded = page.recorded
        layout = build_layout(self._project, recorded.recorder, page.items, swatches)
        layout.setName(recorded.name)
        maps = {item: [opened[name] for name in names] for item, names in recorded.maps.items()}
        follow_atlas(layout, coverage, maps)
        self._project.layoutManager().addLayout(layout)

    def _restrict_server(self) -> None:
        """Say what QGIS Server may give away of the project: printed sheets, no layers."""
        project = self._project
        project.writeEntry("WMSServiceCapabilities", "/", True)
        project.writeEntry("WMSServiceTitle", "/", project.title())
        project.writeEntry("WMSMaxAtlasFeatures", "/", MAX_ATLAS_FEATURES)
        groups = {group.name() for group in project.layerTreeRoot().findGroups()}
        names = sorted({layer.name() for layer in project.mapLayers().values()} | groups)
        project.writeEntry("WMSRestrictedLayers", "/", names)
        for service in ("WFSLayers", "WCSLayers"):
            project.writeEntry(service, "/", [])


def _pages(record: AtlasRecord) -> list[_Page]:
    tables = Columns()
    return [
        _page(layout, record.today, tables.add(f"{SHEETS}{layout.name}", {}))
        for layout in record.layouts.values()
    ]


def _page(recorded: RecordedLayout, today: str, table: str) -> _Page:
    columns = Columns()
    facts = recorded.facts
    for name in dict.fromkeys(name for values in facts.values() for name in values):
        columns.add(name, {code: values.get(name) for code, values in facts.items()})
    items = bind_items(recorded.recorder, columns, today)
    return _Page(recorded, items, columns, table)

# SPDX-License-Identifier: GPL-3.0-or-later
"""The sheets of an atlas as they were laid out, one after another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qgis.core import QgsProjectMetadata, QgsVectorLayer

from ..common.errors import SourceError, TemplateError, TerritoryError
from ..common.files import file_name
from ..common.i18n import translate
from ..common.layer_roles import MASK, ROLE, SITUATION, SITUATION_ABSENT, UNCOVERED
from ..layers.reference_layers import whole
from ..layers.sheet_layers import SheetLayers
from ..prepared_sheet import PreparedSheet
from ..sheet_layout import LaidOutSheet
from ..territory.gazetteer import NamedGeometry
from .item_record import ItemRecorder
from .layer_record import LayerRecorder, merge_order, own_looks
from .published_layers import DrawnPlaces


@dataclass
class RecordedLayout:
    """The sheets of one template: its items, the layers of its maps, the topmost first."""

    name: str
    recorder: ItemRecorder
    map_id: str
    maps: dict[str, list[str]] = field(default_factory=dict)
    facts: dict[str, dict[str, object]] = field(default_factory=dict)  # by code


class AtlasRecord:
    """All that is known of the sheets of an atlas."""

    def __init__(self, today: str) -> None:
        """`today` is the day of printing as the sheets have it."""
        self.today = today
        self.layouts: dict[str, RecordedLayout] = {}
        self.layers = LayerRecorder()
        self.places: DrawnPlaces | None = None
        self.warnings: list[str] = []
        self.last: PreparedSheet | None = None

    @property
    def metadata(self) -> QgsProjectMetadata:
        """What the sheets have in common of what QGIS writes into a PDF."""
        if self.last is None:
            return QgsProjectMetadata()
        metadata, sheet = self.last.metadata(), self.last.sheet
        metadata.setTitle(sheet.title or sheet.name)
        metadata.setKeywords({})
        return metadata

    def add(self, sheet: LaidOutSheet) -> None:
        """Take down a sheet. Raises SrceError where no atlas can have it."""
        prepared, items = sheet.prepared, sheet.items
        territory = prepared.territory
        _check_read(prepared.layers)
        if items.layout.multiFrames():
            raise _no_table(prepared)
        if self.places is None:
            self.places = DrawnPlaces(territory.crs)
        elif self.places.crs != territory.crs:
            raise _other_crs(prepared)
        code = territory.entry.code
        recorded = self._layout(sheet)
        names = self.layers.names(sheet)
        drawn = [names[layer.id()] for layer in prepared.layers.in_drawing_order()]
        situation = [names[layer.id()] for layer in prepared.situation.layers]
        order = list(recorded.maps.get(items.map.id(), []))
        merge_order(order, drawn)
        if not own_looks(order) or not recorded.recorder.record(code, items, names):
            raise _other_template(prepared)
        recorded.maps[items.map.id()] = order
        for overview in items.overviews:
            merge_order(recorded.maps.setdefault(overview.id(), []), situation)
        recorded.facts[code] = self._facts(sheet)
        self._draw(sheet)
        self.warnings += [*prepared.warnings, *sheet.filled.warnings]
        self.last = prepared

    def _layout(self, sheet: LaidOutSheet) -> RecordedLayout:
        name = sheet.prepared.template.path.stem
        if name not in self.layouts:
            self.layouts[name] = RecordedLayout(
                name, ItemRecorder(sheet.items), sheet.items.map.id()
            )
        return self.layouts[name]

    def _facts(self, sheet: LaidOutSheet) -> dict[str, object]:
        """What is stored of a territory, whatever its layout shows."""
        prepared = sheet.prepared
        entry, layers = prepared.territory.entry, prepared.layers
        warnings = [*prepared.warnings, *sheet.filled.warnings]
        return {
            "code": entry.code,
            "name": entry.name,
            "departement": entry.departement,
            "epci": entry.epci,
            "epci_name": entry.epci_name,
            "situation": _situation(prepared),
            "file": file_name(prepared.sheet.file_prefix, entry.code, entry.name, ending=""),
            "template": prepared.template.path.stem,
            "scale": sheet.filled.scale,
            "missing": ", ".join(prepared.missing()),
            "warnings": "\n".join(dict.fromkeys(warnings)),
            **{f"n_{class_id}": count for class_id, count in layers.counts.items()},
        }

    def _draw(self, sheet: LaidOutSheet) -> None:
        prepared, places = sheet.prepared, self.places
        if places is None:
            return
        code = prepared.territory.entry.code
        places.frames[code] = sheet.items.map.extent()
        places.territories[code] = whole(prepared.territory)
        if UNCOVERED in prepared.layers.reference:
            places.uncovered[code] = prepared.layers.uncovered.geometry
        for role, ground in prepared.layers.grounds.drawn().items():
            shown = places.grounds.setdefault(role, [])
            for f in ground.getFeatures():
                shown.append(NamedGeometry(code, f["name"], f.geometry(), f["size"]))
        if MASK in prepared.layers.reference:
            (veil,) = prepared.layers.reference[MASK].getFeatures()
            veils = places.grounds.setdefault(MASK, [])
            veils.append(replace(whole(prepared.territory), geometry=veil.geometry()))
        if prepared.layers.names_around is not None:
            places.names += [replace(n, code=code) for n in _named(prepared.layers.names_around)]
        for layer in prepared.situation.layers:
            role = str(layer.customProperty(ROLE))
            if role in (SITUATION, SITUATION_ABSENT):
                groups = places.situations.setdefault(role, {})
                if _situation(prepared) not in groups:
                    groups[_situation(prepared)] = _named(layer)


def _named(layer: QgsVectorLayer) -> list[NamedGeometry]:
    """What a layer of named geometries holds."""
    return [
        NamedGeometry(f["code"], f["name"], f.geometry(), f["size"]) for f in layer.getFeatures()
    ]


def _situation(prepared: PreparedSheet) -> str:
    """What the situation maps of communes of one EPCI have in common."""
    entry = prepared.territory.entry
    return entry.epci or entry.code


def _check_read(layers: SheetLayers) -> None:
    """Raise SourceError where the map would lack what the source holds."""
    if layers.unread:
        raise SourceError(
            translate("Atlas", "A layer could not be read: {reason}").format(
                reason=next(iter(layers.warnings), ", ".join(sorted(layers.unread)))
            )
        )


def _no_table(prepared: PreparedSheet) -> TemplateError:
    return TemplateError(
        translate(
            "Atlas",
            "The template “{template}” has a table, which QGIS's atlas does not fill: choose "
            "another template.",
        ).format(template=prepared.template.path.stem)
    )


def _other_crs(prepared: PreparedSheet) -> TerritoryError:
    return TerritoryError(
        translate(
            "Atlas",
            "{territory} is mapped in {crs}, the others are not: make an atlas of its own.",
        ).format(territory=prepared.territory.entry.title, crs=prepared.territory.crs.authid())
    )


def _other_template(prepared: PreparedSheet) -> TemplateError:
    return TemplateError(
        translate(
            "Atlas",
            "The template “{template}” is not the same for {territory} as for the others: export "
            "its sheet.",
        ).format(template=prepared.template.path.stem, territory=prepared.territory.entry.title)
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend of a sheet: the classes that its map shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from qgis.core import (
    QgsGeometry,
    QgsRectangle,
    QgsReferencedGeometry,
    QgsRenderContext,
    QgsVectorLayer,
)

from ..common.french import french
from ..common.layer_roles import LIMIT, UNCOVERED
from ..common.request import SHOW
from ..layers.base_drawing import DrawnBase
from ..layers.layer_signs import has_signs, signs_in, with_parents
from ..layers.sheet_layers import SheetLayers
from ..sheet.definition import CONTOUR, LegendEntry
from ..styles.symbol_scaling import growth_of
from .content import SheetContent
from .legend_item import LegendLine

Role = tuple[str, str]  # a class and a geometry letter


@dataclass(frozen=True)
class _Seen:
    """The topmost layer of a role, and the places of its signs that are seen, see `signs_in`."""

    layer: QgsVectorLayer
    places: frozenset[int]


def legend_lines(
    content: SheetContent, extent: QgsRectangle, scale: float
) -> tuple[LegendLine, ...]:
    """The lines for what the map shows: the limits, the classes, what is only outside, the ground.

    `extent` is that of the map in the CRS of the territory, `scale` its denominator.
    """
    territory, layers, sheet = content.territory, content.layers, content.sheet
    frame = QgsGeometry.fromRect(extent)
    area = QgsReferencedGeometry(territory.geometry.intersection(frame), territory.crs)
    inside = _seen_in(layers, area, scale)
    lines = [
        _line(entry.label, entry.heading, seen, scale)
        for entry, seen in _entries(content, {**inside, **_limits(layers)})
    ]
    uncovered = layers.reference.get(UNCOVERED)
    if uncovered is not None:
        # Not under the heading of classes that it does not belong to.
        first = next((n for n, line in enumerate(lines) if line.heading), len(lines))
        lines.insert(first, LegendLine(uncovered.name(), uncovered, growth_of(uncovered), 0))
    elif not inside and not any(layers.counts.values()):
        # Where the data are not known to cover the territory, nothing is known to be absent.
        lines.append(LegendLine(sheet.legend_empty, layers.contour, 1, 0, is_sentence=True))
    if content.outside == SHOW:
        everywhere = _seen_in(layers, QgsReferencedGeometry(frame, territory.crs), scale)
        lines += _outside_lines(content, dict(_only_outside(everywhere, inside)), scale)
    taken = {french(line.text) for line in lines}
    heading = layers.base.heading or sheet.words["legend_ground"]
    for text, ground in () if layers.background else layers.grounds.lines():
        lines.append(LegendLine(text, ground, growth_of(ground), 0, heading))
    return (*lines, *_base_lines(layers.base, taken, sheet.words["legend_geometry"]))


def _base_lines(base: DrawnBase, taken: Collection[str], told: str) -> Iterator[LegendLine]:
    """The lines of the light base, under its heading, each label once.

    One that is taken by a class of the sheet says of what it is.
    """
    seen = {one.label: one.layer for one in reversed(base.layers) if one.is_seen}
    for label, layer in reversed(seen.items()):
        text = told.format(label, base.heading.lower()) if french(label) in taken else label
        yield LegendLine(text, layer, growth_of(layer), 0, base.heading)


def _limits(layers: SheetLayers) -> dict[Role, _Seen]:
    """The limits that the map shows: a plan of one commune has none within."""
    contours = [feature.geometry() for feature in layers.contour.getFeatures()]
    limits = {CONTOUR: layers.contour, LIMIT: layers.reference.get(LIMIT)}
    if all(contour.isEmpty() for contour in contours):
        del limits[CONTOUR]
    return {
        (name, "s"): _Seen(layer, frozenset({0}))
        for name, layer in limits.items()
        if layer is not None
    }


def _outside_lines(
    content: SheetContent, seen: Mapping[Role, _Seen], scale: float
) -> Iterator[LegendLine]:
    """The lines of what is seen only outside the territory, under a heading of theirs."""
    sheet = content.sheet
    for entry, one in _entries(content, seen):
        # A label that leans on its own heading says nothing under another.
        full = sheet.label(entry.class_id)
        label = entry.label if entry.label.startswith(full) else full
        yield _line(label, sheet.words["outside"], one, scale)


def _line(label: str, heading: str, seen: _Seen, scale: float) -> LegendLine:
    layer = seen.layer
    signs = with_parents(layer, seen.places) if has_signs(layer) else ()
    return LegendLine(label, layer, growth_of(layer), _drawn_at(layer, scale), heading, signs)


def _entries(
    content: SheetContent, seen: Mapping[Role, _Seen]
) -> Iterator[tuple[LegendEntry, _Seen]]:
    """The entries of the legend for what is seen, a layer a line, in the order of the sheet.

    Signs of one name under one heading say which of them are points, lines or areas.
    """
    words = content.sheet.words
    listed: dict[Role, LegendEntry] = {}
    for entry in _listed(content):
        for letter in entry.geometries:
            if (entry.class_id, letter) in seen:
                listed.setdefault((entry.class_id, letter), entry)
    named_alike = Counter((entry.heading, entry.label) for entry in listed.values())
    for role, entry in listed.items():
        if named_alike[entry.heading, entry.label] > 1:
            label = words["legend_geometry"].format(entry.label, words[f"summary_{role[1]}"])
            entry = replace(entry, label=label)
        yield entry, seen[role]


def _listed(content: SheetContent) -> Iterator[LegendEntry]:
    """The entries of the legend of a sheet, and the limit of a plan beside the contours in it."""
    entries = content.sheet.legends[content.kind]
    is_listed = any(entry.class_id == LIMIT for entry in entries)
    for entry in entries:
        yield entry
        if entry.class_id == CONTOUR and not is_listed:
            yield replace(entry, class_id=LIMIT, label=content.sheet.label(LIMIT))


def _seen_in(layers: SheetLayers, area: QgsReferencedGeometry, scale: float) -> dict[Role, _Seen]:
    """What is seen in an area, the classes by their roles."""
    seen: dict[Role, _Seen] = {}
    for thematic in layers.thematic:
        places = frozenset() if thematic.under_veil else signs_in(thematic.layer, area, scale)
        if not places:
            continue
        role = thematic.class_id, thematic.geometry
        upper = seen.setdefault(role, _Seen(thematic.layer, places))
        # Another layer of the class is drawn alike, unless the user has changed one of them.
        if _names(upper.layer) == _names(thematic.layer):
            seen[role] = _Seen(upper.layer, upper.places | places)
    return seen


def _only_outside(
    everywhere: Mapping[Role, _Seen], inside: Mapping[Role, _Seen]
) -> Iterator[tuple[Role, _Seen]]:
    for role, one in everywhere.items():
        places = one.places - inside[role].places if role in inside else one.places
        if places:
            yield role, _Seen(one.layer, places)


def _names(layer: QgsVectorLayer) -> list[str]:
    return [sign.label() for sign in layer.renderer().legendSymbolItems()]


def _drawn_at(layer: QgsVectorLayer, scale: float) -> float:
    """The denominator on which the symbols of a layer, or their sizes, depend, 0 for none."""
    renderer = layer.renderer()
    is_sized = any(symbol.usesMapUnits() for symbol in renderer.symbols(QgsRenderContext()))
    is_limited = any(
        sign.scaleMinDenom() > 0 or sign.scaleMaxDenom() > 0
        for sign in renderer.legendSymbolItems()
    )
    return scale if is_sized or is_limited else 0

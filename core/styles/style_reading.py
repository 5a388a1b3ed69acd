# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles read from files, and examined: whether a sheet can draw them, and with what changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsExpression,
    QgsFields,
    QgsRenderContext,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..common.files import FileState, file_states
from ..common.i18n import translate
from ..common.typography import FAMILIES
from ..sheet.definition import is_reference
from .ink import leaves_ink
from .pictures import missing_fonts, missing_parts, picture_files
from .plain_vector import draw_plainly, makes_picture
from .qml import (
    NO_SYMBOL,
    apply_qml,
    draws_nothing,
    has_no_symbol,
    parse,
    read_style,
    renderer_of,
    write_style,
)
from .qml_form import has_old_labels, lost_signs, other_file, unlike
from .style_expressions import is_wrong_name, reason_of, wrong_expression

# The renderers that a legend has lines for.
RENDERERS = ("singleSymbol", "categorizedSymbol", "graduatedSymbol", "RuleRenderer")
# What draws all around a territory.
AROUND = "invertedPolygonRenderer"

GEOMETRY_TYPES = {"p": "Point", "l": "LineString", "s": "Polygon"}
SYMBOL_TYPES = {
    "p": QgsSymbol.SymbolType.Marker,
    "l": QgsSymbol.SymbolType.Line,
    "s": QgsSymbol.SymbolType.Fill,
}


@dataclass(frozen=True)
class ReadStyle:
    """A style that was read and examined: its QML, and what was found.

    `reason` is why it cannot be drawn, empty if it can. `changes` are sentences on what is drawn
    otherwise than it says, `hints` on what its maker should know. `fields` are those by which it
    draws, `label_fields` those that only its labels and diagrams need.
    """

    qml: bytes
    reason: str = ""
    changes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    label_fields: frozenset[str] = frozenset()

    def missing_field(self, fields: QgsFields | None) -> str:
        """Why it cannot draw data of these fields, empty where it can."""
        for name in sorted(_absent(self.fields, fields)):
            if is_wrong_name(name):
                return reason_of(name)
            reason = translate("Styles", "it draws by the field “{field}”, which the data lack")
            return reason.format(field=name)
        return ""

    def unlabelled(self, fields: QgsFields | None) -> list[str]:
        """What is to be known of its labels on data of these fields."""
        absent = sorted(_absent(self.label_fields, fields))
        sentence = translate(
            "Styles", "its labels or diagrams need the field “{field}”, which the data lack"
        )
        return [sentence.format(field=name) for name in absent]


def style_notes(path: Path, notes: Collection[str]) -> tuple[str, ...]:
    """Sentences that say of which style the notes are."""
    sentence = translate("Styles", "The style “{path}”: {note}.")
    return tuple(sentence.format(path=path, note=note) for note in notes)


def examined(path: Path, geometry: str) -> ReadStyle:
    """A style read from a file, once for each state of it. Raises StyleError if it cannot be."""
    return _examined(path, geometry, file_states([path, *_pictures(path, file_states([path]))]))


# Pictures come and go without the style.
@lru_cache(maxsize=200)
def _pictures(path: Path, _: tuple[FileState, ...]) -> tuple[Path, ...]:
    """The files of the pictures of a style. Raises StyleError."""
    return picture_files(parse(read_style(path))[0])


# A file that cannot be read just now is read again: what is raised is not kept.
@lru_cache(maxsize=200)
def _examined(path: Path, geometry: str, _: tuple[FileState, ...]) -> ReadStyle:
    return examine(read_style(path), path.stem, geometry)


def examine(qml: bytes, style_name: str, geometry: str) -> ReadStyle:
    """QML examined as the style of a name, for objects of a geometry letter."""
    document, reason = parse(qml)
    reason = reason or _unknown_to_qgis(document, style_name) or missing_parts(document)
    reason = reason or wrong_expression(document)
    if reason:
        return ReadStyle(qml, reason)
    layer = QgsVectorLayer(f"{GEOMETRY_TYPES[geometry]}?crs=EPSG:2154", style_name, "memory")
    reason = apply_qml(layer, qml)
    if not reason:
        read, _ = parse(write_style(layer).encode())
        reason = unlike(document, read) or _undrawable(layer, geometry)
    if reason:
        return ReadStyle(qml, reason)
    hints = [*_version_hint(document), *_scale_hints(layer), *_legend_hints(layer)]
    changes = [*_losses(document, read, layer), *_changes(layer), *_font_changes(document)]
    if makes_picture(layer):
        reason = translate("Styles", "its effects would print the map as a picture")
    fields = frozenset(layer.renderer().usedAttributes(QgsRenderContext()))
    label_fields = frozenset((*_label_fields(layer), *_diagram_fields(layer))) - fields
    return ReadStyle(qml, reason, tuple(changes), tuple(hints), fields, label_fields)


def _unknown_to_qgis(document: QDomDocument, style_name: str) -> str:
    """Why this version of QGIS, or a sheet, has no way to draw QML."""
    kind = renderer_of(document)
    if not kind:
        nothing = translate("Layers", "it holds no symbols that can be drawn")
        return other_file(document) or nothing
    allowed = _allowed_renderers(style_name)
    if kind not in allowed:
        reason = translate("Styles", "a sheet does not draw “{kind}”, but {allowed}")
        names = ", ".join(f"“{_renderer_name(each)}”" for each in allowed)
        return reason.format(kind=_renderer_name(kind), allowed=names)
    registry = QgsApplication.symbolLayerRegistry()
    layers = document.elementsByTagName("layer")
    for number in range(layers.count()):
        name = layers.at(number).toElement().attribute("class")
        if name and registry.symbolLayerMetadata(name) is None:
            reason = translate("Styles", "this QGIS does not know its symbols “{name}”")
            return reason.format(name=name)
    return ""


def _allowed_renderers(style_name: str) -> tuple[str, ...]:
    if style_name.startswith("outside_"):
        return (AROUND,)
    return (*RENDERERS, NO_SYMBOL) if is_reference(style_name) else RENDERERS


def _renderer_name(kind: str) -> str:
    """What QGIS calls a renderer in its windows; one that it does not know, as the file does."""
    metadata = QgsApplication.rendererRegistry().rendererMetadata(kind)
    return str(metadata.visibleName()) if metadata is not None else kind


def _undrawable(layer: QgsVectorLayer, geometry: str) -> str:
    """Why a style that was applied to a layer cannot be drawn."""
    renderer = layer.renderer()
    symbols = renderer.symbols(QgsRenderContext())
    if any(symbol.type() != SYMBOL_TYPES[geometry] for symbol in symbols):
        return translate("Styles", "its symbols are for another geometry")
    has_ink = has_no_symbol(renderer) or any(map(leaves_ink, symbols))
    if draws_nothing(layer) or not has_ink:
        return translate("Styles", "it draws nothing")
    return ""


def _losses(document: QDomDocument, read: QDomDocument, layer: QgsVectorLayer) -> Iterator[str]:
    """What of QML QGIS has not read."""
    lost = lost_signs(document, read)
    if lost:
        sentence = translate("Styles", "left out, as QGIS cannot read them: {count} of its signs")
        yield sentence.format(count=lost)
    if has_old_labels(document) and not layer.labelsEnabled():
        yield translate("Styles", "its labels are those of QGIS 2 and are left out")


def _changes(layer: QgsVectorLayer) -> Iterator[str]:
    if layer.hasScaleBasedVisibility():
        yield translate("Styles", "its scale limits are not followed, a sheet draws at any scale")
    dropped = draw_plainly(layer)
    if dropped:
        sentence = translate("Styles", "left out on a sheet: {parts}")
        yield sentence.format(parts=", ".join(dropped))


def _font_changes(document: QDomDocument) -> Iterator[str]:
    # The plugin's own labels are made for any of its typefaces.
    for family in missing_fonts(document):
        if family not in FAMILIES:
            sentence = translate("Styles", "its typeface “{font}” is missing here, another is used")
            yield sentence.format(font=family)


def _version_hint(document: QDomDocument) -> Iterator[str]:
    version = document.documentElement().attribute("version")
    found = re.match(r"([0-9]{1,4})\.([0-9]{1,4})", version)
    numbers = [int(part) for part in found.groups()] if found else []
    if numbers > [Qgis.QGIS_VERSION_INT // 10000, Qgis.QGIS_VERSION_INT // 100 % 100]:
        sentence = translate("Styles", "it was made by the newer QGIS {version}")
        yield sentence.format(version=version)


def _scale_hints(layer: QgsVectorLayer) -> Iterator[str]:
    signs = layer.renderer().legendSymbolItems()
    if any(sign.scaleMinDenom() > 0 or sign.scaleMaxDenom() > 0 for sign in signs):
        yield translate(
            "Styles",
            "some of its rules are drawn at some scales only: at others, the sheet says that the "
            "class is not shown",
        )


def _legend_hints(layer: QgsVectorLayer) -> Iterator[str]:
    if layer.diagramRenderer() is not None and layer.diagramsEnabled():
        yield translate("Styles", "its diagrams are drawn, and not explained in the legend")
    signs = [s for s in layer.renderer().legendSymbolItems() if s.symbol() is not None]
    if len(signs) > 1 and not all(sign.label().strip() for sign in signs):
        yield translate("Styles", "some of its symbols have no label, and none in the legend")


def _label_fields(layer: QgsVectorLayer) -> Iterator[str]:
    labeling = layer.labeling()
    if labeling is None or not layer.labelsEnabled():
        return
    for provider in labeling.subProviders():
        settings = labeling.settings(provider)
        if settings.isExpression:
            yield from QgsExpression(settings.fieldName).referencedColumns()
        elif settings.fieldName:
            yield settings.fieldName


def _diagram_fields(layer: QgsVectorLayer) -> Iterator[str]:
    renderer = layer.diagramRenderer()
    if renderer is not None and layer.diagramsEnabled():
        for attribute in renderer.diagramAttributes():
            yield from QgsExpression(attribute).referencedColumns()


def _absent(names: Collection[str], fields: QgsFields | None) -> list[str]:
    """The fields that are not there of those that names, or expressions, need."""
    if fields is None:
        return []
    needed = [column for name in names for column in _columns(name, fields)]
    # Of what asks for all, nothing is known.
    return [name for name in needed if name != "*" and fields.lookupField(name) < 0]


def _columns(name: str, fields: QgsFields) -> Collection[str]:
    """The fields of an expression; a name that is a field, or no expression, stands for itself."""
    expression = QgsExpression(name)
    if fields.lookupField(name) >= 0 or name == "*" or expression.hasParserError():
        return [name]
    columns: Collection[str] = expression.referencedColumns()
    return columns

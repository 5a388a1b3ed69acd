# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of all classes of a sheet, for use elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsFields, QgsRenderContext, QgsVectorLayer

from ..common.errors import StyleError
from ..common.i18n import translate
from ..common.patterns import pattern
from ..sheet.definition import GEOMETRIES, SheetDefinition
from .pictures import embed_pictures
from .qml import SEEN, parse, unusable
from .style_order import style_order
from .style_reading import GEOMETRY_TYPES
from .style_set import find_set

# Marks of the plugin's own maps.
_OF_SHEETS_ONLY = ("demonstration",)

# A variable that the plugin gives its own maps.
_OWN_VARIABLE = pattern(r"@(srce_\w+)")


@dataclass(frozen=True)
class ClassStyle:
    """How a class is drawn in one geometry: `corridor_l`, its label on the sheet, file and QML."""

    name: str
    label: str
    file: Path
    qml: bytes


@dataclass(frozen=True)
class ClassStyles:
    """The styles of a sheet's classes under a title, in the order of their names."""

    title: str
    styles: tuple[ClassStyle, ...]
    warnings: tuple[str, ...] = ()


def class_styles(
    sheet: SheetDefinition, wish: str = "", fields: Mapping[str, QgsFields] | None = None
) -> ClassStyles:
    """The styles with which the classes of a sheet are drawn, those of a set (`find_set`) first.

    `fields` are those of the data, by the names of the styles that draw them. A class without a
    style that is usable is left out, with a warning. Raises StyleError where there is no such set.
    """
    order = style_order(sheet, wish)
    styles: list[ClassStyle] = []
    warnings = list(order.warnings)
    labels = _labels(sheet)
    for name in sorted({file.stem for file in order.files()} & labels.keys()):
        try:
            chosen = order.choose(name, (fields or {}).get(name))
            style = ClassStyle(name, labels[name], chosen.file, chosen.qml)
            # What cannot be used elsewhere costs no other style either.
            styled_layer(style)
        except StyleError as error:
            warnings.append(str(error))
            continue
        styles.append(style)
        warnings += chosen.warnings
    title = find_set(wish).name if wish else sheet.name
    return ClassStyles(title, tuple(styles), tuple(warnings))


def styled_layer(style: ClassStyle) -> tuple[QgsVectorLayer, tuple[str, ...]]:
    """An empty layer drawn in a style, its pictures within; and what it needs all the same.

    That is the plugin, or a field of the data. Raises StyleError.
    """
    geometry = GEOMETRY_TYPES[style.name[-1]]
    layer = QgsVectorLayer(f"Multi{geometry}?crs=EPSG:2154", style.name, "memory")
    document, reason = parse(style.qml)
    reason = reason or embed_pictures(document)
    if not reason:
        is_read, reason = layer.importNamedStyle(document, SEEN)
        reason = "" if is_read else reason
    if reason:
        raise unusable(style.file, reason)
    variables = dict.fromkeys(_OWN_VARIABLE.findall(style.qml.decode("utf-8", "replace")))
    warning = translate("Styles", "{style}: the variable @{name} is empty without the plugin.")
    needed = [warning.format(style=style.name, name=name) for name in variables]
    warning = translate("Styles", "{style}: only data with the field “{field}” are drawn so.")
    names = sorted(layer.renderer().usedAttributes(QgsRenderContext()))
    return layer, (*needed, *(warning.format(style=style.name, field=name) for name in names))


def _labels(sheet: SheetDefinition) -> dict[str, str]:
    """The labels of classes by the names of their styles, whether there are such styles or not."""
    return {
        f"{class_id}_{letter}": label
        for class_id, label in sheet.classes.items()
        if class_id not in _OF_SHEETS_ONLY
        for letter in GEOMETRIES
    }

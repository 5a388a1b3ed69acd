# SPDX-License-Identifier: GPL-3.0-or-later
"""The styles of all classes of a sheet, for use elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsVectorLayer

from ..common.errors import StyleError
from ..common.i18n import translate
from ..sheet.definition import GEOMETRIES, SheetDefinition
from .stand_alone import make_stand_alone
from .style_check import WKB
from .style_order import style_order
from .style_set import find_set

# Marks of the plugin's own maps.
_OF_SHEETS_ONLY = ("demonstration",)


@dataclass(frozen=True)
class ClassStyle:
    """How a class is drawn in one geometry: its name (`corridor_l`), its label on the sheet, its
    file.
    """

    name: str
    label: str
    file: Path


@dataclass(frozen=True)
class ClassStyles:
    """The styles of a sheet's classes under a title, in the order of their names."""

    title: str
    styles: tuple[ClassStyle, ...]
    warnings: tuple[str, ...] = ()


def class_styles(sheet: SheetDefinition, wish: str = "") -> ClassStyles:
    """The styles with which the classes of a sheet are drawn, those of a set (`find_set`) first.

    Raises StyleError where there is no such set.
    """
    order = style_order(sheet, wish)
    styles: list[ClassStyle] = []
    warnings = list(order.warnings)
    for name, label in sorted(_names(sheet).items()):
        if any((folder / f"{name}.qml").is_file() for _, folder in order.folders):
            chosen = order.choose(name)
            styles.append(ClassStyle(name, label, chosen.file))
            warnings += chosen.warnings
    title = find_set(wish).name if wish else sheet.name
    return ClassStyles(title, tuple(styles), tuple(warnings))


def styled_layer(style: ClassStyle) -> tuple[QgsVectorLayer, tuple[str, ...]]:
    """An empty layer that is drawn in a style which needs no other file, and what it lost so.

    Raises StyleError.
    """
    layer = QgsVectorLayer(f"{WKB[style.name[-1]]}?crs=EPSG:2154", style.name, "memory")
    message, is_loaded = layer.loadNamedStyle(str(style.file))
    if not is_loaded:
        raise StyleError(
            translate("Styles", "The style “{path}” cannot be used: {reason}.").format(
                path=style.file, reason=" ".join(message.split()).rstrip(".")
            )
        )
    return layer, make_stand_alone(layer)


def _names(sheet: SheetDefinition) -> dict[str, str]:
    """The names that styles of a sheet may have, with the labels of their classes."""
    return {
        f"{class_id}_{letter}": label
        for class_id, label in sheet.classes.items()
        if class_id not in _OF_SHEETS_ONLY
        for letter in GEOMETRIES
    }

# SPDX-License-Identifier: GPL-3.0-or-later
"""Symbols and label settings of styles as a library of QGIS: a style XML file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsStyle, QgsSymbol, QgsVectorLayer

from ..common.disk import fault_in, reason, refuse_read_only
from ..common.errors import StyleError
from ..common.i18n import translate
from ..common.scratch import part_of
from .class_styles import ClassStyle, styled_layer

# The tag of all entries, in the style manager also the name of their group.
TAG = "SRCE PAC"

# The comment at the end of each file that is exported, by which the next export knows it again.
MARK = f"<!-- {TAG} -->\n"


def new_library() -> QgsStyle:
    """A library without entries, in memory."""
    library = QgsStyle()
    library.createMemoryDatabase()
    return library


def make_library(styles: Sequence[ClassStyle], title: str) -> QgsStyle:
    """A library of the symbols and the label settings of styles, called after their classes.

    Raises StyleError where a style cannot be read.
    """
    library = new_library()
    for style in styles:
        layer, _ = styled_layer(style)
        name = f"{title} – {style.label} ({style.name})"
        for part, symbol in _symbols(layer):
            entry = f"{name} – {part}" if part else name
            library.addSymbol(entry, symbol.clone(), True)
            library.tagSymbol(QgsStyle.StyleEntity.SymbolEntity, entry, [TAG])
        labeling = layer.labeling()
        if labeling is not None and layer.labelsEnabled():
            for number, provider in enumerate(labeling.subProviders(), 1):
                entry = name if number == 1 else f"{name} – {number}"
                library.addLabelSettings(entry, labeling.settings(provider), True)
                library.tagSymbol(QgsStyle.StyleEntity.LabelSettingsEntity, entry, [TAG])
    return library


def write_library(library: QgsStyle, path: Path) -> None:
    """Write a library as a style XML file, whole or not at all. Raises StyleError."""
    part = part_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_read_only(path)
        if not library.exportXml(str(part)):
            # QGIS names the part, which nobody knows of.
            raise fault_in(path.parent) or OSError(library.errorString())
        with part.open("a", encoding="utf-8") as file:
            file.write(f"\n{MARK}")
        part.replace(path)
    except OSError as error:
        raise StyleError(
            translate("Styles", "“{path}” cannot be written: {reason}.").format(
                path=path, reason=reason(error, path)
            )
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def read_library(path: Path) -> QgsStyle:
    """Read a style XML file. Raises StyleError."""
    library = new_library()
    if not library.importXml(str(path)):
        raise StyleError(
            translate("Styles", "“{path}” cannot be read as a style library: {reason}.").format(
                path=path, reason=library.errorString()
            )
        )
    return library


def _symbols(layer: QgsVectorLayer) -> Iterator[tuple[str, QgsSymbol]]:
    """The symbols of a layer and what they stand for, nothing where all objects have one."""
    signs = [sign for sign in layer.renderer().legendSymbolItems() if sign.symbol() is not None]
    used: set[str] = set()
    for sign in signs:
        # Line ends would not outlast a file.
        plain = " ".join(sign.label().split()) if len(signs) > 1 else ""
        label, number = plain, 1
        while label in used:
            number += 1
            label = f"{plain} {number}".strip()
        used.add(label)
        yield label, sign.symbol()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Styles that need neither the plugin nor files of this machine."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

from qgis.core import QgsPathResolver, QgsSymbolLayerUtils, QgsVectorLayer
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.i18n import translate
from .qml import apply_written_style, write_style

# How QGIS marks a file that lies within the style.
_WITHIN = "base64:"
_PICTURE = re.compile(r"(?i)\.(svg|png|jpe?g|gif|bmp|webp|tiff?)$")

# Where QML names files: elements, and their attributes.
_PLACES = (("Option", "value"), ("prop", "v"), ("background", "shapeSVGFile"))

# A variable that the plugin gives its own maps.
_OWN_VARIABLE = re.compile(r"@(srce_\w+)")


def make_stand_alone(layer: QgsVectorLayer) -> tuple[str, ...]:
    """Put the pictures of a layer's style into the style; tell what it needs all the same.

    That is a picture which cannot be read, and a variable that only the plugin gives.
    """
    written = write_style(layer)
    document = QDomDocument()
    document.setContent(written)
    warnings: dict[str, None] = {}
    for element, attribute in _pictures(document.documentElement()):
        name = element.attribute(attribute)
        try:
            content = Path(
                QgsSymbolLayerUtils.svgSymbolNameToPath(name, QgsPathResolver())
            ).read_bytes()
        except (OSError, ValueError):
            warning = translate("Styles", "the picture “{path}” cannot be read; it is left out")
            warnings[warning.format(path=name)] = None
            continue
        element.setAttribute(attribute, _WITHIN + base64.b64encode(content).decode("ascii"))
    apply_written_style(layer, document.toString(-1))
    for variable in dict.fromkeys(_OWN_VARIABLE.findall(written)):
        warning = translate("Styles", "the variable @{name} is empty without the plugin")
        warnings[warning.format(name=variable)] = None
    return tuple(warnings)


def _pictures(root: QDomElement) -> Iterator[tuple[QDomElement, str]]:
    """The elements that name a picture outside of the style, and the attributes that do so."""
    for tag, attribute in _PLACES:
        found = root.elementsByTagName(tag)
        for number in range(found.count()):
            element = found.at(number).toElement()
            name = element.attribute(attribute)
            if _PICTURE.search(name) and not name.startswith(_WITHIN):
                yield element, attribute

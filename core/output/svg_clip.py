# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps of an SVG file cut at their frames, which QGIS's writer of SVG knows nothing of."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsLayoutItemMap, QgsPrintLayout
from qgis.PyQt.QtXml import QDomDocument, QDomElement

from ..common.errors import ExportError
from ..common.i18n import translate

LABEL = "inkscape:label"


def clip_maps(path: Path, layout: QgsPrintLayout) -> None:
    """Cut what a layout's maps have drawn into an SVG file that QGIS has written in layers.

    Raises ExportError when the file is not as QGIS writes it; OSError when it cannot be written.
    """
    document = QDomDocument()
    document.setContent(path.read_bytes())
    root = document.documentElement()
    box = [float(number) for number in root.attribute("viewBox").split()]
    if len(box) != 4:
        raise ExportError(translate("Export", "The file “{path}” is no SVG.").format(path=path))
    # Cutting is beyond SVG Tiny.
    root.setAttribute("baseProfile", "full")
    definitions = root.firstChildElement("defs")
    dots = box[2] / layout.pageCollection().page(0).rect().width()
    maps = [item for item in layout.items() if isinstance(item, QgsLayoutItemMap)]
    for number, item in enumerate(maps):
        name = f"frame_{number}"
        definitions.appendChild(_frame(document, name, item, dots))
        layer = root.firstChildElement("g")
        while not layer.isNull():
            if layer.attribute(LABEL).startswith(f"{item.displayName()}: "):
                layer.setAttribute("clip-path", f"url(#{name})")
            layer = layer.nextSiblingElement("g")
    path.write_text(document.toString(1), encoding="utf-8")


def _frame(document: QDomDocument, name: str, item: QgsLayoutItemMap, dots: float) -> QDomElement:
    """The frame of a map, half of its own line beyond its edge; `dots` make a mm."""
    edge = item.frameStrokeWidth().length() / 2 if item.frameEnabled() else 0.0
    rect = item.mapRectToScene(item.rect()).adjusted(-edge, -edge, edge, edge)
    shape = document.createElement("rect")
    for key, value in (
        ("x", rect.left()),
        ("y", rect.top()),
        ("width", rect.width()),
        ("height", rect.height()),
    ):
        shape.setAttribute(key, f"{value * dots:.2f}")
    clip = document.createElement("clipPath")
    clip.setAttribute("id", name)
    clip.appendChild(shape)
    return clip

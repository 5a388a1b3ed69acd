# SPDX-License-Identifier: GPL-3.0-or-later
"""The symbols by which the items of a template are drawn: QGIS comes down with one of another kind.

Where an item has none, QGIS draws it by a usual one.
"""

from __future__ import annotations

from qgis.core import QgsApplication, QgsLayoutItemRegistry, QgsSymbol
from qgis.PyQt.QtXml import QDomElement

from .template_walk import children, elements

_TYPES = QgsLayoutItemRegistry.ItemType
_FILL, _LINE, _MARKER = "fill", "line", "marker"
_KINDS = {
    _FILL: QgsSymbol.SymbolType.Fill,
    _LINE: QgsSymbol.SymbolType.Line,
    _MARKER: QgsSymbol.SymbolType.Marker,
}

# The kind of symbol of what holds it: an item of a type, or an element.
_WANTED = {
    str(int(_TYPES.LayoutPage)): _FILL,
    str(int(_TYPES.LayoutShape)): _FILL,
    str(int(_TYPES.LayoutPolygon)): _FILL,
    str(int(_TYPES.LayoutPolyline)): _LINE,
    "PageCollection": _FILL,
    "Composition": _FILL,
    "ComposerShape": _FILL,
    "ComposerPolygon": _FILL,
    "ComposerPolyline": _LINE,
    "ComposerMapOverview": _FILL,
    "lineStyle": _LINE,
    "markerStyle": _MARKER,
}


def drop_wrong_symbols(root: QDomElement) -> int:
    """Take out the symbols that QGIS could not make of a template; gives how many."""
    dropped = 0
    for holder in elements(root):
        # Symbols within a symbol QGIS looks through itself.
        symbols = [] if holder.tagName() == "layer" else children(holder, "symbol")
        wanted = _WANTED.get(holder.attribute("type")) or _WANTED.get(holder.tagName())
        for symbol in symbols:
            kind = symbol.attribute("type")
            if kind not in _KINDS or wanted not in (None, kind) or not _has_layer(symbol, kind):
                holder.removeChild(symbol)
                dropped += 1
    return dropped


def _has_layer(symbol: QDomElement, kind: str) -> bool:
    """Whether a symbol has a layer that QGIS knows, and that is of its kind."""
    registry = QgsApplication.symbolLayerRegistry()
    classes = [layer.attribute("class") for layer in children(symbol, "layer")]
    known = [registry.symbolLayerMetadata(name) for name in classes]
    # Lines are drawn around areas as well.
    kinds = (_KINDS[kind], _KINDS[_LINE])
    return any(each is not None and each.type() in kinds for each in known)

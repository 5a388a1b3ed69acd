# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of symbols, as lists and dialogs show them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsFeatureRenderer, QgsSymbol, QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon, QPainter, QPixmap

from ...core.common.errors import StyleError
from ...core.styles.applied_style import sample_renderer

# How many symbols of one style find room in an icon.
IN_ICON = 3


def signs(renderer: QgsFeatureRenderer) -> list[tuple[QgsSymbol, str]]:
    """The symbols of a style with their labels, in the order of its legend."""
    items = renderer.legendSymbolItems()
    # The items own their symbols.
    return [(item.symbol().clone(), item.label()) for item in items if item.symbol() is not None]


def renderer_icon(renderer: QgsFeatureRenderer, size: QSize) -> QIcon:
    """An icon of a style: of one with several symbols, the first ones side by side."""
    return symbols_icon([symbol for symbol, _ in signs(renderer)], size)


def symbols_icon(symbols: Sequence[QgsSymbol], size: QSize) -> QIcon:
    """An icon of some symbols side by side; an empty one of none, so that texts stand in line."""
    picture = QPixmap(size)
    picture.fill(Qt.GlobalColor.transparent)
    shown = symbols[:IN_ICON]
    painter = QPainter(picture)
    for place, symbol in enumerate(shown):
        width = size.width() // len(shown)
        one = QgsSymbolLayerUtils.symbolPreviewPixmap(symbol, QSize(width, size.height()))
        painter.drawPixmap(place * width, 0, one)
    painter.end()
    return QIcon(picture)


def style_icon(style: Path, geometry: str, size: QSize) -> QIcon:
    """An icon of a QML file for a geometry letter (p, l or s); an empty one of a damaged file."""
    try:
        return renderer_icon(sample_renderer(style, geometry), size)
    except StyleError:
        return symbols_icon([], size)

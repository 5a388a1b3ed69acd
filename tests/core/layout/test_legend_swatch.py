# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs in the boxes of a legend: as many strokes or marks as tell a pattern, on every paper."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsPointPatternFillSymbolLayer,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, QSizeF
from qgis.PyQt.QtGui import QColor

from srce_pac.core.common.files import ROOT
from srce_pac.core.layout.legend_swatch import swatch
from srce_pac.core.styles.symbol_scaling import scaled_symbol

pytestmark = pytest.mark.usefixtures("qgis_app")

# Pixels of a preview to a mm, at QGIS's 88 dots per inch for pictures without a device.
_PIXELS = 88 / 25.4
# How much larger a small box is looked at.
_LARGER = 3
_PATTERNS = QgsPointPatternFillSymbolLayer, QgsLinePatternFillSymbolLayer


def pattern_of(symbol: QgsSymbol) -> QgsSymbol | None:
    """The pattern of a symbol alone."""
    kept = [
        n for n in range(symbol.symbolLayerCount()) if isinstance(symbol.symbolLayer(n), _PATTERNS)
    ]
    for number in reversed(range(symbol.symbolLayerCount())):
        if number not in kept:
            symbol.deleteSymbolLayer(number)
    return symbol if kept else None


def pieces(symbol: QgsSymbol, size: QSizeF) -> int:
    """How many strokes or marks a box of a size (mm) holds, by their middle row or column."""
    sides = (round(x * _PIXELS * _LARGER) for x in (size.width(), size.height()))
    picture = scaled_symbol(symbol, _LARGER).asImage(QSize(*sides))
    dark = [
        [
            QColor(picture.pixel(x, y)).lightness() < 200 and picture.pixelColor(x, y).alpha() > 60
            for x in range(picture.width())
        ]
        for y in range(0, picture.height(), 2)
    ]
    lines = [*dark, *zip(*dark)]
    return max(sum(b and not a for a, b in zip((False, *line), line)) for line in lines)


def hatch(distance: float, angle: float) -> QgsSymbol:
    symbol = QgsFillSymbol()
    options = {"distance": str(distance), "angle": str(angle), "line_width": "0.4"}
    symbol.changeSymbolLayer(0, QgsLinePatternFillSymbolLayer.create(options))
    return symbol


BUNDLED = sorted(path.stem for path in (ROOT / "styles").glob("*_s.qml"))


@pytest.mark.parametrize(("paper", "box"), [(0.75, 0.56), (2.83, 1.4)])
def test_a_box_shows_two_strokes_or_marks_of_every_pattern(paper: float, box: float) -> None:
    size, seen = QSizeF(9, 4.5) * box, {}
    for name in BUNDLED:
        layer = QgsVectorLayer("Polygon?crs=EPSG:2154", name, "memory")
        assert layer.loadNamedStyle(str(ROOT / "styles" / f"{name}.qml"))[1]
        for sign in layer.renderer().legendSymbolItems():
            if sign.symbol() is not None:
                drawn = pattern_of(swatch(scaled_symbol(sign.symbol(), paper), size))
                if drawn is not None:
                    seen[name] = pieces(drawn, size)
    assert len(seen) > 10
    assert {name: count for name, count in seen.items() if count < 2} == {}
    for symbol in (hatch(5, 0), hatch(5, 45), hatch(5, 90)):
        assert pieces(swatch(symbol, size), size) >= 2


def test_a_pattern_that_is_seen_is_drawn_as_on_the_map() -> None:
    symbol = hatch(1.2, 0)
    drawn = swatch(symbol, QSizeF(9, 4.5))
    assert drawn.symbolLayer(0).distance() == pytest.approx(1.2)

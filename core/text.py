# SPDX-License-Identifier: GPL-3.0-or-later
"""Type on paper: fonts that are there, text measured in millimetres, text that fits its box."""

from __future__ import annotations

import math
import re

from qgis.core import (
    QgsFontUtils,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLegendStyle,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtGui import QFont, QFontMetricsF

# The State's typeface where the machine has it, else a free or a common one.
FAMILIES = ("Marianne", "Liberation Sans", "Arial", "Helvetica", "Noto Sans", "DejaVu Sans")

# Smallest type on A4 and A3, in points; larger papers are read from further away.
SMALLEST_TYPE = 6.5

# The parts of a legend that carry text.
LEGEND_PARTS = (
    QgsLegendStyle.Style.Title,
    QgsLegendStyle.Style.Group,
    QgsLegendStyle.Style.Subgroup,
    QgsLegendStyle.Style.SymbolLabel,
)

POINT = 25.4 / 72
_PIXELS = 40  # a millimetre in the measures: fine enough for hinting not to count
# QGIS 3.22 draws type in whole pixels of a tenth of a millimetre.
_PIXEL_STEP = 4
# What a line break leaves whole: a word, or also the parts of a hyphenated one.
_WORDS = re.compile(r"\S+\s*|\s+")
_PIECES = re.compile(r"[^\s-]*-+|[^\s-]+\s*|\s+")
# The renderers of the QGIS versions break lines at widths that differ by a hair.
_WIDTH_MARGIN = 0.985


def usable_family(family: str) -> str:
    """The family itself if the machine has it, else the first of `FAMILIES` that it has."""
    for candidate in (family, *FAMILIES) if family else FAMILIES:
        # A tuple: whether a family matches, and whether it has the style that was asked for.
        if QgsFontUtils.fontFamilyMatchOnSystem(candidate)[0]:
            return candidate
    return QFont().defaultFamily()


def label_font(label: QgsLayoutItemLabel) -> QFont:
    """The font of a label, its size in points."""
    # QGIS 3.22 has no text formats in labels and legends yet.
    return _font_of(label.textFormat()) if hasattr(label, "textFormat") else QFont(label.font())


def set_label_font(label: QgsLayoutItemLabel, font: QFont) -> None:
    """Give a label a font, its size in points; its colour stays."""
    if hasattr(label, "textFormat"):
        label.setTextFormat(_with_font(label.textFormat(), font))
    else:
        label.setFont(font)


def legend_font(legend: QgsLayoutItemLegend, part: QgsLegendStyle.Style) -> QFont:
    """The font of a part of a legend, its size in points."""
    style = legend.style(part)
    return _font_of(style.textFormat()) if hasattr(style, "textFormat") else QFont(style.font())


def set_legend_font(legend: QgsLayoutItemLegend, part: QgsLegendStyle.Style, font: QFont) -> None:
    """Give a part of a legend a font, its size in points; its colour stays."""
    style = QgsLegendStyle(legend.style(part))
    if hasattr(style, "textFormat"):
        style.setTextFormat(_with_font(style.textFormat(), font))
    else:
        style.setFont(font)
    legend.setStyle(part, style)


def text_height(text: str, font: QFont, width: float) -> float:
    """Height in mm of a text wrapped at a width in mm; infinite where a piece is too wide."""
    if widest_piece(text, font) > width * _WIDTH_MARGIN:
        return float("inf")
    # QGIS breaks a line after a hyphen or not, according to its version.
    lines = max(
        wrapped(text, font, width * _WIDTH_MARGIN, pieces).count("\n") + 1
        for pieces in (_WORDS, _PIECES)
    )
    return lines * _metrics(font).lineSpacing() / _PIXELS


def widest_piece(text: str, font: QFont) -> float:
    """Width in mm of the widest part of a text that no line break may divide."""
    pieces = (piece for word in text.split() for piece in _PIECES.findall(word))
    return max((text_width(piece, font) for piece in pieces), default=0.0)


def text_width(text: str, font: QFont) -> float:
    """Width in mm of a text on one line."""
    return float(_metrics(font).horizontalAdvance(text)) / _PIXELS


def wrapped(text: str, font: QFont, width: float, pieces: re.Pattern[str] = _WORDS) -> str:
    """The text with line breaks, so that no line is wider than a width in mm.

    A break falls after a space; after a hyphen where a word is wider than a line, or everywhere
    when `pieces` says so.
    """
    return "\n".join(_wrapped_line(line, font, width, pieces) for line in text.split("\n"))


def _wrapped_line(line: str, font: QFont, width: float, pieces: re.Pattern[str]) -> str:
    metrics = _metrics(font)
    room = width * _PIXELS
    parts = []
    for part in pieces.findall(line):
        too_wide = metrics.horizontalAdvance(part.rstrip()) > room
        parts += _PIECES.findall(part) if too_wide else [part]
    lines = [""]
    for part in parts:
        longer = lines[-1] + part
        if lines[-1] and metrics.horizontalAdvance(longer.rstrip()) > room:
            lines.append(part)
        else:
            lines[-1] = longer
    return "\n".join(done.rstrip() for done in lines)


def largest_fitting_size(text: str, font: QFont, width: float, height: float) -> float:
    """The largest size in points, at most the font's, at which a text fits a place in mm."""
    largest = font.pointSizeF()
    tried = QFont(font)
    steps = 60
    for step in range(steps, 0, -1):
        tried.setPointSizeF(largest * step / steps)
        if text_height(text, tried, width) <= height:
            break
    return tried.pointSizeF()


def _font_of(text_format: QgsTextFormat) -> QFont:
    font = QFont(text_format.font())
    size = text_format.size()
    if text_format.sizeUnit() == QgsUnitTypes.RenderUnit.RenderMillimeters:
        size /= POINT
    font.setPointSizeF(size)
    return font


def _with_font(text_format: QgsTextFormat, font: QFont) -> QgsTextFormat:
    changed = QgsTextFormat(text_format)
    changed.setFont(font)
    changed.setSize(font.pointSizeF())
    changed.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    return changed


def _metrics(font: QFont) -> QFontMetricsF:
    measured = QFont(font)
    steps = math.ceil(font.pointSizeF() * POINT * _PIXELS / _PIXEL_STEP)
    measured.setPixelSize(max(1, steps) * _PIXEL_STEP)
    return QFontMetricsF(measured)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Type on paper: fonts that are there, text measured in millimetres, text that fits its box."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from qgis.core import QgsFontUtils, QgsTextFormat, QgsUnitTypes
from qgis.PyQt.QtGui import QFont, QFontMetricsF

# The State's typeface where the machine has it, else a free or a common one.
FAMILIES = ("Marianne", "Liberation Sans", "Arial", "Helvetica", "Noto Sans", "DejaVu Sans")

# Smallest type on A4 and A3, in points; larger papers are read from further away.
SMALLEST_TYPE = 6.5


POINT = 25.4 / 72
# Widths are measured at this size in pixels alone, at which hinting does not count: they grow with
# the type. The height of lines does not quite, and is measured at each size.
_MEASURED = 1000
_PIXELS = 40  # a millimetre in the sizes of type
# QGIS 3.22 draws type in whole pixels of a tenth of a millimetre.
_PIXEL_STEP = 4
# What a line break leaves whole: a word, or also the parts of a hyphenated one. A no-break space
# is no space here.
_LINES = re.compile(r".+")
_WORDS = re.compile(r"[^ ]+ *| +")
_PIECES = re.compile(r"[^ -]*-+|[^ -]+ *| +")
# The renderers of the QGIS versions break lines at widths that differ by a hair.
_WIDTH_MARGIN = 0.985
# Type is measured in whole steps of pixels, up to some percents wider than it is set.
_WIDER = (1.0, 1.015, 1.03)


def usable_family(family: str) -> str:
    """The family itself if the machine has it, else the first of `FAMILIES` that it has."""
    for candidate in (family, *FAMILIES) if family else FAMILIES:
        # A tuple: whether a family matches, and whether it has the style that was asked for.
        if QgsFontUtils.fontFamilyMatchOnSystem(candidate)[0]:
            return candidate
    return QFont().defaultFamily()


def usable_font(font: QFont) -> QFont:
    """The font in a family that the machine has; the rest of it stays."""
    usable = QFont(font)
    usable.setFamily(usable_family(font.family()))
    return usable


def usable_format(text_format: QgsTextFormat) -> QgsTextFormat:
    """The text format in a family that the machine has; the rest of it stays."""
    usable = QgsTextFormat(text_format)
    usable.setFont(usable_font(text_format.font()))
    return usable


def format_font(text_format: QgsTextFormat) -> QFont:
    """The font of a text format, its size in points."""
    font = QFont(text_format.font())
    size = text_format.size()
    if text_format.sizeUnit() == QgsUnitTypes.RenderUnit.RenderMillimeters:
        size /= POINT
    font.setPointSizeF(size)
    return font


def text_height(text: str, font: QFont, width: float) -> float:
    """Height in mm of a text wrapped at a width in mm; infinite where a piece is too wide."""
    return _height(text, *_measured(font), width * _WIDTH_MARGIN)


def narrowest(text: str, font: QFont, width: float) -> float:
    """The least width in mm at which a text is no higher than at `width`: its lines are even."""
    measured = _measured(font)
    height = _height(text, *measured, width * _WIDTH_MARGIN)
    low, high = 0.0, width
    while high - low > 0.01 * width:
        middle = (low + high) / 2
        fits = _height(text, *measured, middle * _WIDTH_MARGIN) <= height
        low, high = (low, middle) if fits else (middle, high)
    return high


def widest_piece(text: str, font: QFont) -> float:
    """Width in mm of the widest part of a text that no line break may divide."""
    face, pixels = _measured(font)
    return _widest(text, face, _PIECES) * _em(pixels)


def widest_line(text: str, font: QFont) -> float:
    """Width in mm of the widest line of a text, of which no line is broken."""
    face, pixels = _measured(font)
    return _widest(text, face, _LINES) * _em(pixels)


def wrapped(text: str, font: QFont, width: float) -> str:
    """The text with line breaks, so that no line is wider than a width in mm.

    A break falls after a space; after a hyphen only where a word is wider than a line.
    """
    face, pixels = _measured(font)
    return "\n".join(_lines(text, face, width * _WIDTH_MARGIN / _em(pixels), _WORDS))


def breaks_a_word(text: str, font: QFont, width: float) -> bool:
    """Whether a version of QGIS breaks a text otherwise than `wrapped` at a width in mm.

    Some break lines after any hyphen, some after none.
    """
    face, pixels = _measured(font)
    widths = [width * margin / _em(pixels) for margin in (_WIDTH_MARGIN, *_WIDER)]
    return _widest(text, face, _WORDS) > widths[0] or any(
        _lines(text, face, each, _WORDS) != _lines(text, face, each, _PIECES)
        for each in widths
        if "-" in text
    )


def measured_size(points: float) -> float:
    """The largest size in points, at most a size, that is measured no larger than it is set."""
    # A size that is one already is not to fall on the step below it.
    steps = math.floor(points * POINT * _PIXELS / _PIXEL_STEP + 1e-6)
    return max(1, steps) * _PIXEL_STEP / _PIXELS / POINT - 1e-6


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


# The same texts stand on every sheet, and each is asked for at several sizes. A face is here the
# description of a font at the size at which widths are measured; widths are in ems of it.
@functools.lru_cache(maxsize=2_000)
def _height(text: str, face: str, pixels: int, width: float) -> float:
    """Height in mm of a text in so many pixels, wrapped at a width in mm."""
    em = _em(pixels)
    if _widest(text, face, _PIECES) * em > width:
        return float("inf")
    return len(_lines(text, face, width / em, _WORDS)) * _line_spacing(face, pixels)


@functools.lru_cache(maxsize=2_000)
def _lines(text: str, face: str, width: float, pieces: re.Pattern[str]) -> tuple[str, ...]:
    """The lines of a text of which none is wider than a width, if that can be."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        used = 0.0
        for part in _parts(line, face, width, pieces):
            if lines[-1] and used + part.width > width:
                lines.append("")
                used = 0.0
            lines[-1] += part.text
            used += part.advance
    return tuple(line.rstrip(" ") for line in lines)


def _parts(line: str, face: str, width: float, pieces: re.Pattern[str]) -> Iterator[_Part]:
    """What is not divided in a line: a word wider than a width falls into its pieces."""
    for part in _divided(line, face, pieces):
        if part.width > width:
            yield from _divided(part.text, face, _PIECES)
        else:
            yield part


@functools.lru_cache(maxsize=2_000)
def _widest(text: str, face: str, pieces: re.Pattern[str]) -> float:
    parts = (part for line in text.split("\n") for part in _divided(line, face, pieces))
    return max((part.width for part in parts), default=0.0)


class _Part(NamedTuple):
    """A part of a line, and how wide it is without and with its last spaces."""

    text: str
    width: float
    advance: float


@functools.lru_cache(maxsize=2_000)
def _divided(line: str, face: str, pieces: re.Pattern[str]) -> tuple[_Part, ...]:
    """A line in parts, and their widths on one line."""
    metrics = QFontMetricsF(_font_from(face))
    parts = []
    for text in pieces.findall(line):
        bare = text.rstrip(" ")
        width = metrics.horizontalAdvance(bare) / _MEASURED
        advance = width if bare == text else metrics.horizontalAdvance(text) / _MEASURED
        parts.append(_Part(text, width, advance))
    return tuple(parts)


def _measured(font: QFont) -> tuple[str, int]:
    """The face of a font, and its size in the pixels in which it is set."""
    face = QFont(font)
    face.setPixelSize(_MEASURED)
    steps = math.ceil(font.pointSizeF() * POINT * _PIXELS / _PIXEL_STEP)
    return str(face.toString()), max(1, steps) * _PIXEL_STEP


def _em(pixels: int) -> float:
    """The size in mm of type in so many pixels."""
    return pixels / _PIXELS


@functools.lru_cache(maxsize=1_000)
def _line_spacing(face: str, pixels: int) -> float:
    """Height in mm from one line to the next, at which type in whole pixels may be higher."""
    font = _font_from(face)
    font.setPixelSize(pixels)
    fine = QFontMetricsF(font).lineSpacing()
    font.setPixelSize(pixels // _PIXEL_STEP)
    return float(max(fine, QFontMetricsF(font).lineSpacing() * _PIXEL_STEP)) / _PIXELS


def _font_from(description: str) -> QFont:
    font = QFont()
    font.fromString(description)
    return font

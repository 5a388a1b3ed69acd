# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two classes that lie on each other are both seen, on a small print as well."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from qgis.core import QgsVectorLayer
from qgis.PyQt.QtCore import QPoint, QSizeF
from qgis.PyQt.QtGui import QImage, QPainter

from .colour_vision import COLOUR, VIEWS, Colours
from .differences import DPI, Patch, draw, lightness_of

# What is printed on A4 is read at 60 % of its size at worst, as an annex of a document.
SMALL = 0.6

# The least root-mean-square difference between two classes on each other and one of them alone,
# in units of CIELAB (lightness alone for grey), in every view. About 2 is the least that an eye
# sees side by side; the edges, which tell most, are not measured.
LEAST_OVERLAID = 2.5

# The share of what tells classes apart in true size that is asked of them on a small print.
SMALL_SHARE = 0.9

# Two hatches on each other make waves: those longer than this many mm are seen as such, and may
# have that much of root-mean-square lightness (L*). Dense ones of one direction have twice that.
WAVE = 8.0
MOST_WAVES = 0.8

# Square pieces of paper in mm: one for what is seen, one that holds some waves.
_PIECE = QSizeF(12, 12)
_SHEET = QSizeF(32, 32)
_COARSE_DPI = 100

_SEEN_AS = (COLOUR, *VIEWS)


@dataclass(eq=False)
class Swatch:
    """An area of one class without its edge, on paper that lets through.

    It is drawn as on a print of some `size`, 1 for the true one.
    """

    layer: QgsVectorLayer
    size: float = SMALL
    metres: float = 1

    @cached_property
    def ink(self) -> QImage:
        """A piece as the eye resolves it."""
        return draw(
            self.layer, _PIECE, self.metres, dpi=round(DPI * self.size), paper="transparent"
        )

    @cached_property
    def patch(self) -> Patch:
        """It alone on white paper."""
        return Patch(_laid(self.ink))

    @cached_property
    def coarse_ink(self) -> QImage:
        """A larger piece, for waves."""
        return draw(self.layer, _SHEET, self.metres, dpi=_COARSE_DPI, paper="transparent")

    @cached_property
    def waves(self) -> float:
        """The lightness of what is longer than a wave in the class alone."""
        return _waves(_laid(self.coarse_ink))


@dataclass(frozen=True)
class Overlay:
    """A class over another one."""

    upper: Swatch
    lower: Swatch

    def upper_seen(self) -> float:
        """How far both together are from the lower one alone, in the view that tells least."""
        return min(self._patch.change(self.lower.patch, view) for view in _SEEN_AS)

    def lower_seen(self) -> float:
        """How far both together are from the upper one alone, in the view that tells least."""
        return min(self._patch.change(self.upper.patch, view) for view in _SEEN_AS)

    @cached_property
    def _patch(self) -> Patch:
        return Patch(_laid(self.upper.ink, self.lower.ink))

    def waves(self) -> float:
        """The lightness of waves that neither of them has alone."""
        together = _waves(_laid(self.upper.coarse_ink, self.lower.coarse_ink))
        return max(0.0, together - self.upper.waves - self.lower.waves)


def _laid(*inks: QImage) -> QImage:
    """Inks on white paper, the topmost first."""
    paper = QImage(inks[0].size(), QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    for ink in reversed(inks):
        painter.drawImage(QPoint(0, 0), ink)
    painter.end()
    return paper


def _waves(picture: QImage) -> float:
    """The root-mean-square lightness of all that is longer than a wave."""
    values: Colours = lightness_of(picture)
    window: Colours = np.outer(np.hanning(len(values)), np.hanning(len(values[0])))
    values = (values - float((values * window).sum() / window.sum())) * window
    spectrum = np.fft.fft2(values)
    rows, columns = (np.minimum(np.arange(n), n - np.arange(n)) / n for n in values.shape)
    spectrum[np.hypot(rows[:, None], columns) > 25.4 / _COARSE_DPI / WAVE] = 0
    power = float((np.abs(spectrum) ** 2).sum() / values.size)
    return float(np.sqrt(power / (window**2).sum()))

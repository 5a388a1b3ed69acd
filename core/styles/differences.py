# SPDX-License-Identifier: GPL-3.0-or-later
"""How well the classes of a map are told apart: their styles drawn, blurred and compared."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, QSizeF
from qgis.PyQt.QtGui import QColor, QImage, QTransform

from .colour_vision import COLOUR, GREY, VIEWS, Colours, as_seen, lab, lightness, linear_rgb

# The smallest root-mean-square difference between two classes of one geometry, in units of
# CIELAB (lightness alone for grey). About 2 is the least that an eye sees side by side; a legend
# is read at a distance from the map, hence several times that.
LEAST = {COLOUR: 12.0, GREY: 10.0, **{view: 12.0 for view in VIEWS if view != GREY}}

# The least span of lightness between a class and white paper.
LEAST_ON_PAPER = 12.0

# What is drawn to be measured: 40 × 40 mm round (0, 0), seen through a window of 12 × 12 mm, of
# 12 × 4 mm along a line. Coordinates are millimetres on the paper.
WKB = {"s": "MultiPolygon", "l": "MultiLineString", "p": "MultiPoint"}
SHAPES = {
    "s": "Polygon((-20 -20, 20 -20, 20 20, -20 20, -20 -20))",
    "l": "LineString(-20 0, 20 0)",
    "p": "Point(0 0)",
}
WINDOWS = {"s": QSizeF(12, 12), "l": QSizeF(12, 4), "p": QSizeF(12, 12)}

_CRS = QgsCoordinateReferenceSystem("EPSG:2154")
DPI = 300

_Spectrum = npt.NDArray[np.complex128]


def layer_to_draw(geometry: str, shapes: list[str], metres: float = 1) -> QgsVectorLayer:
    """A layer in memory of a geometry (p, l, s) that holds shapes, to be styled and drawn.

    The shapes are WKT in mm on the paper, `metres` what a millimetre stands for.
    """
    layer = QgsVectorLayer(f"{WKB[geometry]}?crs={_CRS.authid()}", geometry, "memory")
    for wkt in shapes:
        shape = QgsGeometry.fromWkt(wkt)
        shape.transform(QTransform.fromScale(metres, metres))
        feature = QgsFeature()
        feature.setGeometry(shape)
        layer.dataProvider().addFeatures([feature])
    layer.updateExtents()
    return layer


def draw(
    layer: QgsVectorLayer, size: QSizeF, metres: float = 1, dpi: int = DPI, paper: str = "white"
) -> QImage:
    """The paper round (0, 0), of a size in mm, with a layer on it; a millimetre is `metres`."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(_CRS)
    settings.setBackgroundColor(QColor(paper))
    settings.setOutputDpi(dpi)
    pixels = dpi / 25.4
    settings.setOutputSize(QSize(round(size.width() * pixels), round(size.height() * pixels)))
    x, y = size.width() / 2 * metres, size.height() / 2 * metres
    settings.setExtent(QgsRectangle(-x, -y, x, y))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


class Patch:
    """A style as an eye sees it at reading distance, to be compared with others."""

    def __init__(self, picture: QImage) -> None:
        """Take a picture at 300 dpi; patches that are compared are of one size."""
        linear = linear_rgb(picture)
        # 0.09 mm at 30 cm is one minute of arc: a pixel at 300 dpi.
        for axis in (0, 1):
            linear = (np.roll(linear, 1, axis) + 2 * linear + np.roll(linear, -1, axis)) / 4
        self._linear = linear
        self._seen: dict[str, Colours] = {}
        self._spectra: dict[str, _Spectrum] = {}

    def difference(self, other: Patch, view: str = COLOUR) -> float:
        """The root-mean-square difference where one pattern is shifted to match the other best.

        In units of CIELAB, of lightness alone for grey.
        """
        # All shifts are tried at once: the products of two pictures shifted against one another
        # are their circular cross-correlation, here of all channels in one.
        one, two = self._as_seen(view), other._as_seen(view)
        spectrum = (self._spectrum(view) * np.conj(other._spectrum(view))).sum(axis=2)
        products = np.fft.irfft2(spectrum, s=one.shape[:2])
        squares = (one**2).sum() + (two**2).sum() - 2 * products.max()
        return float(np.sqrt(max(squares, 0) / one[..., 0].size))

    def change(self, other: Patch, view: str = COLOUR) -> float:
        """The root-mean-square difference of two pictures of one place, as of `difference`."""
        one, two = self._as_seen(view), other._as_seen(view)
        return float(np.sqrt(((one - two) ** 2).sum() / one[..., 0].size))

    def contrast_on_paper(self) -> float:
        """The span of lightness (L*) between the darkest or lightest of it and white paper."""
        return float(np.ptp(np.append(lightness(self._linear), 100)))

    def free_views(self) -> None:
        """Free what comparisons keep of it, some MB; the next one computes it anew."""
        self._seen.clear()
        self._spectra.clear()

    def _as_seen(self, view: str) -> Colours:
        if view not in self._seen:
            seen = as_seen(self._linear, view)
            self._seen[view] = lightness(seen) if view == GREY else lab(seen)
        return self._seen[view]

    def _spectrum(self, view: str) -> _Spectrum:
        if view not in self._spectra:
            self._spectra[view] = np.fft.rfft2(self._as_seen(view), axes=(0, 1))
        return self._spectra[view]


def lightness_of(picture: QImage) -> Colours:
    """The lightness (L*) of the pixels of a picture (rows, columns)."""
    return lightness(linear_rgb(picture))[..., 0]

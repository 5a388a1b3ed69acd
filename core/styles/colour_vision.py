# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures as the colour-blind see them, and in grey."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from qgis.PyQt.QtGui import QImage

Colours = npt.NDArray[np.float64]

COLOUR, GREY = "colour", "grey"

# The 256 values of a channel of sRGB in linear light.
_CODED = np.arange(256) / 255
_LINEAR = np.where(_CODED <= 0.04045, _CODED / 12.92, ((_CODED + 0.055) / 1.055) ** 2.4)

# For linear RGB: Machado, Oliveira & Fernandes, "A Physiologically-based Model for Simulation of
# Color Vision Deficiency" (IEEE TVCG 15, 2009), severity 1; grey is luminance.
VIEWS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    GREY: ((0.2126, 0.7152, 0.0722),) * 3,
}


def linear_rgb(image: QImage) -> Colours:
    """The colours of a picture in linear light, from 0 to 1 (rows, columns, channels)."""
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    bits = image.constBits().asstring(image.sizeInBytes())
    pixels = np.frombuffer(bits, np.uint8).reshape(image.height(), image.width(), 4)
    linear: Colours = _LINEAR[pixels[..., :3]]
    return linear


def as_seen(colours: Colours, view: str) -> Colours:
    """Colours in linear light as one of `VIEWS` shows them, or as they are (`COLOUR`)."""
    return colours if view == COLOUR else np.clip(colours @ np.array(VIEWS[view]).T, 0, 1)


def picture_as_seen(picture: QImage, view: str) -> QImage:
    """A picture once more as one of `VIEWS` shows it; its resolution stays."""
    seen = as_seen(linear_rgb(picture), view)
    coded = np.where(seen <= 0.0031308, seen * 12.92, 1.055 * seen ** (1 / 2.4) - 0.055)
    rows, columns, _ = coded.shape
    data = np.round(coded * 255).astype(np.uint8).tobytes()
    # A copy: QImage only looks at the bytes, which end with this call.
    drawn = QImage(data, columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
    drawn.setDotsPerMeterX(picture.dotsPerMeterX())
    drawn.setDotsPerMeterY(picture.dotsPerMeterY())
    return drawn


def lab(linear: Colours) -> Colours:
    """CIELAB (D65) of linear sRGB."""
    to_xyz = np.array(
        ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    )
    ratio = linear @ (to_xyz / to_xyz.sum(axis=1, keepdims=True)).T
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)


def lightness(linear: Colours) -> Colours:
    """L* of linear sRGB, as the only channel."""
    return lab(linear)[..., :1]

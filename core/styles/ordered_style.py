# SPDX-License-Identifier: GPL-3.0-or-later
"""A style as it was chosen for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class OrderedStyle:
    """The file that is drawn for the name of a style, its QML, and where it is from.

    `origin` is one of those of `style_order`; `warnings` tells of the styles that were passed over,
    of what is drawn otherwise than this one says, and where it is hardly seen.
    """

    file: Path
    qml: bytes
    origin: str
    warnings: tuple[str, ...] = ()

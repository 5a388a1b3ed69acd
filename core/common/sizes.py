# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of bytes, written for people."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale


def size_text(count: int, locale: QLocale | None = None) -> str:
    """A number of bytes as people of a locale write it, QGIS's unless given: `1.5 MB`."""
    return str(
        (locale or QLocale()).formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)
    )

# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of bytes, written for people."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale


def size_text(count: int) -> str:
    """A number of bytes as people of the locale write it: `1.5 MB`."""
    return str(QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat))

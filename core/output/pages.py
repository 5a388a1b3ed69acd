# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a layout that are written to files."""

from __future__ import annotations

from qgis.core import QgsPrintLayout


def printed_pages(layout: QgsPrintLayout) -> list[int]:
    """The numbers of the pages that QGIS exports, from 0: not those that the template excludes."""
    pages = layout.pageCollection()
    numbers = range(pages.pageCount())
    # QGIS's own answer is about empty pages only.
    return [
        n for n in numbers if pages.shouldExportPage(n) and not pages.page(n).excludeFromExports()
    ]
